"""What other ticket systems got wrong, mail by mail against a real archive: its receipts, its cases, its memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy

import pytest

from archiver.core.letters import digest_text
from archiver.core.records import IsoWeek, ItemNumber, ItemState
from archiver.core.trust import Gate, Mode
from archiver.edges.store.cases import Doing
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import OFFICER, Archive, FakeServer, a_correspondence, a_policy

JETTE, MADS = "jette.jensen@kommune.example", "mads.madsen@kommune.example"
MX = "mx.kommune.example"
PASS = ("Authentication-Results", f"{MX}; dmarc=pass header.from=kommune.example")
FAIL = ("Authentication-Results", f"{MX}; dmarc=fail header.from=kommune.example")
FORGED = ("Authentication-Results", "mx.udbyder.example; dmarc=pass header.from=kommune.example")


@dataclass(frozen=True)
class Office:
    """An archive in which Jette reports to one case and Mads to another; each has a receipt."""

    archive: Archive
    jettes: str
    madss: str
    jettes_receipt: str
    """Message-ID."""
    madss_receipt: str

    def take_in(self, mail: bytes) -> tuple[str | None, str]:
        """The case a mail is filed in, and the rule that said so."""
        server = FakeServer()
        server.deliver(mail)
        self.archive.round(server)
        entry = self.archive.store.catalogue.entry(ItemNumber(self.archive.store.catalogue.status().items))
        return entry.case, entry.rule or ""

    def receipts(self) -> int:
        self.archive.send()
        return len(self.archive.post.letters)


@pytest.fixture
def office(archive: Archive) -> Office:
    """The gate believes only what its own server says: every mail of a colleague's bears that."""
    gate = Gate(frozenset({"kommune.example"}), Mode.AUTHENTICATION_RESULTS, MX)
    archive.policy = a_policy(gate=gate, officers=frozenset({OFFICER}))
    doing = Doing("operator", archive.clock())
    cases = []
    for number, sender in enumerate((JETTE, MADS), start=1):
        server = FakeServer()
        server.deliver(written(sender, f"VS: mail {number}", name=f"<start.{number}@kommune.example>"))
        archive.round(server)
        case = str(archive.store.cases.open(doing, 2026))
        archive.store.cases.file(ItemNumber(number), case, doing)
        cases.append(case)
    archive.send()
    receipts = [message_from_bytes(letter.octets, policy=policy.default) for letter in archive.post.letters]
    assert [case in str(receipt["Subject"]) for case, receipt in zip(cases, receipts, strict=True)] == [True, True]
    return Office(archive, cases[0], cases[1], str(receipts[0]["Message-ID"]), str(receipts[1]["Message-ID"]))


def written(
    sender: str,
    subject: str,
    *,
    answers: str = "",
    name: str = "<ny@kommune.example>",
    to: str = "arkiv@kommune.example",
    trace: tuple[tuple[str, str], ...] = (PASS,),
) -> bytes:
    thread = (("In-Reply-To", answers), ("References", answers)) if answers else ()
    return a_letter(sender=f"Kollega <{sender}>", subject=subject, message_id=name, to=to, headers=(*trace, *thread))


Asked = Callable[[Office], tuple[bytes, str | None, str]]
#: What is sent, the case it must be filed in, and the rule.
FAULTS: dict[str, Asked] = {
    "a guessed number": lambda o: (written(JETTE, "VS: sag 2026-0002"), None, "reference_not_accepted"),
    "a number with a guessed check": lambda o: (written(JETTE, "VS: 2026-0002-AAAA"), None, "reference_not_accepted"),
    "someone else's number": lambda o: (written(JETTE, f"VS: [{o.madss}]"), None, "reference_not_accepted"),
    "one's own number": lambda o: (written(JETTE, f"VS: [{o.jettes}]"), o.jettes, "signed_token_in_subject"),
    "the officer's word": lambda o: (written(OFFICER, f"VS: [{o.madss}]"), o.madss, "signed_token_in_subject"),
    "a forward of an old ticket, with its thread": lambda o: (
        written(JETTE, f"VS: Kvittering [{o.madss}]", answers=o.madss_receipt),
        None,
        "reference_not_accepted",
    ),
    "an answer with a changed subject": lambda o: (
        written(JETTE, "Noget helt andet", answers=o.jettes_receipt),
        o.jettes,
        "reply_to_our_receipt",
    ),
    "an answer that lost its References": lambda o: (
        written(JETTE, f"SV: Kvittering nr. K-2026-000001 [{o.jettes}]"),
        o.jettes,
        "signed_token_in_subject",
    ),
    "SV: to her receipt": lambda o: (
        written(JETTE, "SV: Kvittering nr. K-2026-000001", answers=o.jettes_receipt),
        o.jettes,
        "reply_to_our_receipt",
    ),
    "VS: of her receipt, with a new mail in it": lambda o: (
        written(JETTE, "VS: Kvittering nr. K-2026-000001", answers=o.jettes_receipt),
        o.jettes,
        "reply_to_our_receipt",
    ),
    "a receipt's Message-ID that nobody can make": lambda o: (
        written(JETTE, "SV: Kvittering", answers=o.jettes_receipt.replace("receipt.1", "receipt.2")),
        None,
        "no_rule_matched",
    ),
    "thousands of guesses at once": lambda o: (
        written(
            JETTE,
            "VS:",
            to=", ".join(f"arkiv+2026-0002-{n:04d}.{o.madss}@kommune.example" for n in range(900)),
        ),
        None,
        "reference_not_accepted",
    ),
    "two cases in one subject": lambda o: (
        written(
            JETTE, f"{o.jettes} og {o.madss}", to=f"arkiv+{o.madss}@kommune.example, arkiv+{o.jettes}@kommune.example"
        ),
        None,
        "several_cases_named",
    ),
    "a colleague's case beside one's own": lambda o: (
        written(JETTE, f"VS: [{o.madss}] og [{o.jettes}]"),
        None,
        "several_cases_named",
    ),
    "one's own number at the address of a colleague's case": lambda o: (
        written(JETTE, f"VS: [{o.jettes}]", to=f"arkiv+{o.madss}@kommune.example"),
        o.madss,
        "signed_case_address",
    ),
    "a spoofed From with the right number": lambda o: (
        written(JETTE, f"VS: [{o.jettes}]", trace=(FAIL,)),
        None,
        "sender_not_verified",
    ),
    "a spoofed From that vouches for itself": lambda o: (
        written(JETTE, f"VS: [{o.jettes}]", trace=(FORGED,)),
        None,
        "sender_not_verified",
    ),
    "a spoofed From that copies our server's word below it": lambda o: (
        written(JETTE, f"VS: [{o.jettes}]", trace=(FAIL, PASS)),
        None,
        "sender_not_verified",
    ),
    "a spoofed From without any word": lambda o: (
        written(JETTE, "SV:", answers=o.jettes_receipt, trace=()),
        None,
        "sender_not_verified",
    ),
    "the citizen, with number, address and thread": lambda o: (
        written(
            "borger@udbyder.example", str(o.jettes), answers=o.jettes_receipt, to=f"arkiv+{o.jettes}@kommune.example"
        ),
        None,
        "outsider",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_mail_comes_into_a_case_it_does_not_belong_to(office: Office, fault: str) -> None:
    mail, case, rule = FAULTS[fault](office)

    assert office.take_in(mail) == (case, rule)
    assert office.archive.sound()


@pytest.mark.parametrize("fault", [name for name in FAULTS if "spoofed" in name or "citizen" in name])
def test_whoever_is_not_believed_gets_no_receipt_whatever_else_is_true(office: Office, fault: str) -> None:
    mail, _, _ = FAULTS[fault](office)
    before = office.receipts()

    office.take_in(mail)

    assert office.receipts() == before
    assert office.archive.ask("SELECT state FROM filings ORDER BY id DESC LIMIT 1") == [(ItemState.EXTERNAL,)]


def test_a_receipt_goes_to_the_believed_from_and_never_to_reply_to(office: Office) -> None:
    mail = a_forward_with_attachment(
        headers=(PASS, ("Reply-To", "offer@udbyder.example"), ("Sender", "x@udbyder.example"))
    )

    office.take_in(mail)
    office.receipts()

    assert office.archive.post.letters[-1].recipient == JETTE
    assert b"offer@" not in office.archive.post.letters[-1].octets


def test_a_redirected_mail_thanks_whoever_redirected_it_and_not_the_citizen(archive: Archive) -> None:
    redirected = ("Resent-From", f"Jette <{JETTE}>"), ("Resent-To", "arkiv@kommune.example")
    server = FakeServer()
    server.deliver(a_letter(sender="Borger <borger@udbyder.example>", headers=redirected))

    archive.round(server)
    archive.send()

    assert [letter.recipient for letter in archive.post.letters] == [JETTE]
    assert archive.ask("SELECT standing, from_address FROM readings") == [("colleague", JETTE)]


def test_the_weekly_letter_tells_how_many_came_in_a_colleagues_name_without_proof(office: Office) -> None:
    for trace in ((FAIL,), (FORGED,)):
        office.take_in(written(JETTE, "VS: noget", name=f"<{trace[0][1][:9]}@kommune.example>", trace=trace))
    office.take_in(written("borger@udbyder.example", "direkte", name="<b@udbyder.example>"))

    told = office.archive.store.letters.preview(IsoWeek(2026, 47), OFFICER, office.archive.clock())

    assert (told.new, told.external, told.unverified) == (5, 3, 2)
    assert "Heraf i en kollegas navn uden bevis: 2" in digest_text(
        told, a_correspondence(office.archive.policy), office.archive.clock()
    )


def test_thousands_of_guesses_leave_a_handful_of_rejections(office: Office) -> None:
    mail, _, _ = FAULTS["thousands of guesses at once"](office)

    office.take_in(mail)

    detail = office.archive.store.catalogue.item(ItemNumber(office.archive.store.catalogue.status().items))
    assert 1 <= len(detail.filings[0].rejected) <= 20
