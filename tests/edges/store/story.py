"""An archive in which everything has happened that leaves a row behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from archiver.core.access import Role
from archiver.core.disposition import HoldKind, Outcome, Person, Proposal, Scope, Target
from archiver.core.records import (
    AlarmKind,
    IsoWeek,
    ItemNumber,
    Octets,
    Reading,
    Scheme,
    SignatureCheck,
    SignatureVerdict,
    Stamp,
    Unreadable,
)
from archiver.edges.files import FileMessage
from archiver.edges.store.cases import Doing
from archiver.edges.store.people import Secrets
from archiver.errors import LetterDeferred, LetterRefused
from archiver.jobs import importing, settling
from tests.builders import PNG, a_forward_with_attachment, a_letter
from tests.core.test_register import WRITTEN
from tests.edges.store.sheets import write_every
from tests.fakes import OFFICER, Archive, Balking, FakeServer, Fate, close

JETTE, MADS = "jette.jensen@kommune.example", "mads.madsen@kommune.example"
INLINE = (
    "Se nedenfor.\r\n\r\nFra: Borger <vred.borger@udbyder.example>\r\nSendt: 19. november 2026 21:14\r\n"
    "Til: Jette Jensen <jette.jensen@kommune.example>\r\nEmne: I skal ikke sove trygt\r\n\r\n"
    "Jeg ved, hvor I går hjem. Hilsen en borger på Ærø.\r\n"
)


def _mails() -> list[bytes]:
    return [
        a_letter(sender=f"Jette <{JETTE}>", subject="VS: I skal ikke sove trygt", body=INLINE, message_id="<inline@x>"),
        a_forward_with_attachment(sender=f"Jette <{JETTE}>", message_id="<vedhaeftet@x>"),
        a_forward_with_attachment(sender=f"Mads <{MADS}>", message_id="<mads@x>"),
        a_letter(sender="Fremmed <en@fremmed.example>", message_id="<fremmed@x>"),
        b"ulaeseligt 1",
        b"ulaeseligt 2",
        a_forward_with_attachment(sender=f"Mads <{MADS}>", attachment=PNG * 20_000, message_id="<stor@x>"),
        *(a_letter(sender=f"Mads <{MADS}>", message_id=f"<brev.{n}@x>", body=f"Brev {n}\r\n") for n in range(3)),
    ]


def tell(archive: Archive) -> None:
    """Two weeks of a busy archive, from the first mail to the second weekly letter."""
    archive.reader = Balking()
    server = FakeServer(folders=("INBOX", "Anna"))
    for place, mail in enumerate(_mails()):
        server.deliver(mail, "Anna" if place == 3 else "INBOX")
    archive.round(server)
    server.deliver(_mails()[0])  # once more, under another key
    archive.round(server)
    _import(archive)
    _send(archive)
    archive.clock.advance(minutes=5)
    archive.store.casework.release(ItemNumber(5), "operator eva", archive.clock())
    archive.store.casework.reopen_reading(ItemNumber(6), "operator eva", archive.clock())
    settling.settle_leftovers(archive.store, archive.reader, archive.policy, archive.clock)
    _work_on_cases(archive)
    _let_in(archive)
    _check_signatures(archive)
    archive.clock.advance(days=1)
    archive.store.ledger.raise_alarm(AlarmKind.DISK, "disk:data", archive.clock(), count=1)
    archive.store.ledger.raise_alarm(AlarmKind.CLOCK, "clock", archive.clock(), count=1)
    _issue(archive, 47)
    _send(archive)
    archive.clock.advance(days=7)
    for number in (1, 2, 7):
        _read_again(archive, number)
    archive.store.casework.note_access(ItemNumber(2), "view", "operator eva", archive.clock())
    _dispose(archive)
    _stamp(archive)
    _send(archive)
    _issue(archive, 48)


def _let_in(archive: Archive) -> None:
    people, now = archive.store.people, archive.clock
    people.add("hanne", "Hanne Holm", {Role.OFFICER}, Secrets("et hash", "EN HEMMELIGHED"), "operator root", now())
    people.add("lasse", "Lasse Lov", {Role.LAWYER}, Secrets("et andet", "EN ANDEN"), "operator root", now())
    people.reset("lasse", Secrets("et tredje", "EN TREDJE"), "operator root", now())
    people.disable("hanne", "operator root", now())
    case = next(iter(archive.store.catalogue.cases())).reference
    for _ in range(2):
        people.grant(case, "local:lasse", now() + timedelta(days=30), "operator eva", now())
    people.end_grant(case, 1, "operator eva", now())


def _dispose(archive: Archive) -> None:
    store, now = archive.store.disposals, archive.clock
    inge, ole = Person("Inge Inspektør", "operator inge"), Person("Ole Overlærer", "operator ole")
    whole, item = Target(Scope.ARCHIVE), store.item(ItemNumber(9))
    held = store.hold(whole, HoldKind.LEGAL, "politiet", "operator inge", now())
    store.hold(Target(Scope.ADDRESS, name="nogen@udbyder.example"), HoldKind.ACCESS, "indsigt", "operator inge", now())
    store.release(held, "sagen er endt", ole, now())
    three = store.case([*archive.store.catalogue.cases()][2].reference)
    longer = Proposal(Outcome.EXTEND, "en sag venter", until=now() + timedelta(days=400))
    store.reject(store.propose(three, longer, inge, "a" * 16, now()), "nej", ole, now())
    what = Proposal(Outcome.DISPOSE, "formålet er opfyldt", "beslutning af 1. december 2026")
    for number, target in enumerate((three, item)):
        store.approve(store.propose(target, what, inge, f"{number}" * 16, now()), "", ole, now())
    for one in store.unfinished():
        store.erase(one, now())
    store.propose(store.item(ItemNumber(10)), what, ole, "b" * 16, now())


def _import(archive: Archive) -> None:
    letters = [a_letter(message_id=f"<gammel.{n}@x>", body=f"Gammelt {n}\r\n") for n in range(2)]
    found = [FileMessage("/gammelt/kasse.mbox", n, Octets(octets)) for n, octets in enumerate(letters)]
    found.append(FileMessage("/andet/brev.eml", 0, Octets(letters[0])))
    importing.take_in(iter(found), archive.store, archive.reader, archive.policy, archive.clock, lambda _: None)


def _send(archive: Archive) -> None:
    archive.post.fates.extend(
        [
            Fate(arrives=True),
            Fate(arrives=False, error=LetterRefused("550 nej")),
            Fate(arrives=False, error=LetterDeferred("451 senere")),
        ]
    )
    archive.send()


def _work_on_cases(archive: Archive) -> None:
    cases, registers = archive.store.cases, archive.store.registers

    def doing(reason: str = "") -> Doing:
        archive.clock.advance(seconds=1)  # no two acts have one reason: exchanged, they would say the same
        return Doing("operator inge", archive.clock(), reason or f"fordi {archive.clock():%H:%M:%S}")

    registers.define("Det, som medarbejdere udsættes for.", archive.clock())
    registers.define("Det, som medarbejdere udsættes for i deres arbejde.", archive.clock())
    one, two, three = (str(cases.open(doing(), 2026)) for _ in range(3))
    for number in (1, 2, 3):
        cases.file(ItemNumber(number), one, doing())
    cases.file(ItemNumber(8), two, doing())
    for case in (one, one, two):
        registers.write(case, WRITTEN, "operator inge", archive.clock())
    write_every(archive.store, one, "operator inge", archive.clock())
    split = str(cases.split(one, [ItemNumber(2)], doing(), 2026))
    cases.merge(split, two, doing())
    close(archive.store, one, doing())
    cases.reopen(one, doing())
    cases.undo(one, doing())
    close(archive.store, three, doing("faerdig"))


def _check_signatures(archive: Archive) -> None:
    for place, one in enumerate(archive.store.signatures.due(archive.clock(), 3)):
        check = SignatureCheck(
            path="", scheme=Scheme.DKIM, ordinal=0, domain="kommune.example", selector=f"s{place}",
            verdict=SignatureVerdict.PASS, reason="signature verified", key_name=f"s{place}._domainkey.kommune.example",
        )  # fmt: skip
        keys = {check.key_name: "v=DKIM1; p=AAAA"}
        archive.store.signatures.record(one, [check], keys, None, archive.clock())


def _issue(archive: Archive, week: int) -> None:
    letters = {OFFICER: f"<digest.{week}@kommune.example>", "vidne@kommune.example": f"<kopi.{week}@kommune.example>"}
    archive.store.letters.issue(IsoWeek(2026, week), OFFICER, letters, archive.clock())


class Later(Balking):
    """A later version of the reader, which finds something in everything."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        outcome = super().read(octets)
        return replace(outcome, findings=("something",)) if isinstance(outcome, Reading) else outcome


def _stamp(archive: Archive) -> None:
    stamps, now = archive.store.stamps, archive.clock()
    for authority in ("tsa", "anden"):
        stamps.queue(authority, timedelta(days=1), now)
        while (claim := stamps.claim(authority, now)) is not None:
            one = Stamp(
                b"0" + authority.encode(), "PEM", now, "1.2.3", str(claim.number), is_checked=authority == "tsa"
            )
            stamps.record(claim, one, now)


def _read_again(archive: Archive, number: int) -> None:
    checksum = archive.store.catalogue.entry(ItemNumber(number)).sha256
    reader = Later() if number < 7 else archive.reader
    settling.read_again(archive.store, reader, archive.policy, ItemNumber(number), checksum, "operator", archive.clock)
