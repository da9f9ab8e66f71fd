"""Review, hold and disposal (X5): two people, a hold beats both, and nothing of what was said is left anywhere."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection

from archiver.core.disposition import Erasure, HoldKind, Outcome, Person, Proposal, Scope, Step, Target, names
from archiver.core.records import ItemNumber, ItemState, Octets
from archiver.core.register import shipped
from archiver.edges.erasures import Ledger
from archiver.edges.store import disposals, sealing, snapshot
from archiver.edges.store.cases import Doing
from archiver.edges.store.casework import Settled
from archiver.edges.store.database import Database
from archiver.edges.store.disposals import Plan
from archiver.edges.tables import SCHEMA_VERSION
from archiver.edges.vault import Vault
from archiver.errors import StoreUnavailable, UsageError
from archiver.jobs.disposal import carry_out
from archiver.jobs.sealing import seal_past
from tests.builders import PNG, a_forward_with_attachment, a_letter
from tests.core.test_register import WRITTEN
from tests.edges.store.test_sealing import an_archive
from tests.fakes import Archive, FakeServer, InProcessReader
from tests.forger import attack
from tests.second_verifier import faults
from tests.services.postgres import Postgres
from tests.upgrades.make import BlindReader

KEY = secrets.token_bytes(32)
JETTE = "jette.kanarie@kommune.example"
CANARIES = ("kanarie", "Kanariefugl", "kanarie-emne", "kanariebilag", "Kanariegrund", "kanarietema")
INGE, OLE = Person("Inge Inspektør", "operator inge"), Person("Ole Overlærer", "operator ole")
WORDS = Proposal(Outcome.DISPOSE, "Formålet er opfyldt", "Byrådets beslutning af 3. marts 2031")
PLAN = Plan(5, shipped(), UTC)


class Memory:
    """A ledger that is kept nowhere."""

    def __init__(self) -> None:
        self.lines: list[Erasure] = []

    def known(self) -> list[Erasure]:
        return self.lines

    def add(self, more: Sequence[Erasure]) -> int:
        new = [one for one in more if one not in self.lines]
        self.lines += new
        return len(new)


def sound(archive: Archive) -> bool:
    """Whether `verify` finds nothing; where nothing is encrypted, the second verifier too."""
    encrypted = archive.store.database.vault is not None
    return archive.findings() == [] and (encrypted or faults(archive.url) == [])


def a_forward(number: int = 1) -> bytes:
    return a_forward_with_attachment(
        sender=f"Kanariefugl Jensen <{JETTE}>",
        attachment=PNG + b"kanarie",
        filename=f"kanariebilag{number}.png",
        message_id=f"<{number}.kanarie@kommune.example>",
        subject=f"VS: kanarie-emne {number}",
    )


@pytest.fixture(params=[(KEY,), ()], ids=["encrypted", "open"])
def kept(request: pytest.FixtureRequest, database_url: str) -> Iterator[Archive]:
    """A closed case with two forwards, and an unassigned mail of somebody else's."""
    with an_archive(database_url, *request.param) as archive:
        fill(archive)
        yield archive


def fill(archive: Archive) -> str:
    server = FakeServer()
    for octets in (a_forward(1), a_forward(2), a_letter(message_id="<andet@kommune.example>", body="Bliver.\r\n")):
        server.deliver(octets)
    archive.round(server)
    archive.store.accessions.take_import(Octets(a_forward(1)), "/hjem/kanarie.eml", 0, archive.clock())
    archive.send()
    case = str(archive.store.cases.open(doing(archive), 2026))
    for number in (1, 2):
        archive.store.cases.file(ItemNumber(number), case, doing(archive))
    register = replace(WRITTEN, theme="kanarietema", affected=("Kanariefugl Jensen",))
    archive.store.registers.write(case, register, "operator inge", archive.clock())
    archive.store.cases.close(case, doing(archive))
    archive.clock.advance(days=1)
    return case


def doing(archive: Archive) -> Doing:
    archive.clock.advance(seconds=1)
    return Doing("operator inge", archive.clock(), "Kanariegrund")


def the_case(archive: Archive) -> Target:
    return archive.store.disposals.case(next(iter(archive.store.catalogue.cases())).reference)


def proposed(archive: Archive, target: Target | None = None, what: Proposal = WORDS) -> int:
    name = secrets.token_hex(8)
    return archive.store.disposals.propose(target or the_case(archive), what, INGE, name, archive.clock())


def dispose(archive: Archive, target: Target | None = None, ledger: Memory | None = None) -> None:
    number = proposed(archive, target)
    archive.store.disposals.approve(number, "enig", OLE, archive.clock())
    carry_out(archive.store, ledger or Memory(), archive.clock)


def lying_about(archive: Archive, folder: Path) -> list[str]:
    """Canaries in the files of the database, or those of its server: its write-ahead log is left out, which it keeps
    as it likes."""
    if archive.store.database.is_sqlite:
        octets = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    else:
        dump = ["pg_dump", "--no-owner", archive.url.replace("+psycopg", "")]
        octets = subprocess.run(dump, check=True, capture_output=True).stdout
    return [word for word in CANARIES if word.encode() in octets or word.encode().hex().encode() in octets]


# --- what is left -----------------------------------------------------------------------------------------------


def test_nothing_of_what_was_said_is_left_and_the_chain_verifies(kept: Archive, tmp_path: Path) -> None:
    before = [(one.item, one.sha256, one.size, one.committed_at) for one in kept.store.catalogue.items()]

    dispose(kept)

    assert lying_about(kept, tmp_path) == []
    assert sound(kept)
    assert [(one.item, one.sha256, one.size, one.committed_at) for one in kept.store.catalogue.items()] == before
    assert [one.state for one in kept.store.catalogue.items()] == ["erased", "erased", "unassigned"]
    assert kept.ask("SELECT count(*) FROM keys WHERE scope <> 'archive' AND NOT (scope = 'item' AND number = 3)") == [
        (0,)
    ]


def test_a_tombstone_says_what_it_was_and_who_decided(kept: Archive) -> None:
    detail = kept.store.catalogue.item(ItemNumber(1)).entry

    dispose(kept)

    stone = kept.store.catalogue.item(ItemNumber(1)).tombstone
    assert stone is not None
    assert (stone.name, stone.size, stone.came_at) == (detail.sha256, detail.size, detail.committed_at)
    assert (stone.basis, stone.people) == (WORDS.basis, (INGE.name, OLE.name))
    assert len(kept.store.disposals.tombstones()) == 3
    case = kept.store.cases.dossier(next(iter(kept.store.catalogue.cases())).reference)
    assert (case.disposed_at, case.registrations) == (stone.decided_at, ())
    assert [one.reason for one in kept.store.cases.history(str(case.reference))] == ["", "", ""]


def test_what_hangs_on_other_items_stays(database_url: str) -> None:
    with an_archive(database_url) as archive:
        inner = a_letter(sender="Borger <b@udbyder.example>", message_id="<fælles@udbyder.example>")
        server = FakeServer()
        for number, sender in enumerate(("jette", "mads")):
            server.deliver(
                a_forward_with_attachment(
                    inner, sender=f"{sender} <{sender}@kommune.example>", message_id=f"<{number}@kommune.example>"
                )
            )
        archive.round(server)
        archive.send()
        assert archive.ask("SELECT count(*) FROM incidents") == [(1,)]

        dispose(archive, archive.store.disposals.item(ItemNumber(1)))

        assert sound(archive)
        assert archive.ask("SELECT count(*) FROM incidents") == [(1,)]
        assert archive.ask("SELECT count(*) FROM enclosed_messages") == [(1,)]
        assert archive.store.catalogue.item(ItemNumber(2)).originals
        dispose(archive, archive.store.disposals.item(ItemNumber(2)))
        assert archive.ask("SELECT count(*) FROM enclosed_messages") == [(0,)]
        assert sound(archive)


def test_the_weekly_letter_and_the_next_reading_pass_over_what_is_gone(kept: Archive) -> None:
    dispose(kept)

    assert kept.store.catalogue.outdated(100) == []
    assert kept.store.casework.unsettled() == []
    assert kept.store.catalogue.status().unassigned == 1
    with pytest.raises(UsageError, match="disposed of"):
        list(kept.store.catalogue.octets(ItemNumber(1)))
    assert list(kept.store.catalogue.items(state=ItemState.ERASED)) != []


def test_the_same_octets_are_not_kept_again(kept: Archive) -> None:
    dispose(kept)
    server = FakeServer()
    server.deliver(a_forward(1))

    kept.round(server)
    again = kept.store.accessions.take_import(Octets(a_forward(2)), "/hjem/kanarie.eml", 0, kept.clock())

    assert (again.item, again.is_new) == (2, False)
    assert kept.ask("SELECT count(*) FROM octets") == [(1,)]
    assert len(server.everything_in("Arkiveret")) == 1, "moved like any mail that we know"
    assert sound(kept)


# --- two people -------------------------------------------------------------------------------------------------


def test_one_person_alone_disposes_of_nothing(kept: Archive) -> None:
    number = proposed(kept)

    with pytest.raises(UsageError, match="another person"):
        kept.store.disposals.approve(number, "", INGE, kept.clock())
    with pytest.raises(UsageError, match="another person"):
        kept.store.disposals.approve(number, "", Person("INGE inspektør", "operator ole"), kept.clock())

    assert kept.store.disposals.unfinished() == []
    assert kept.ask("SELECT count(*) FROM erasures") == [(0,)]


def test_the_database_refuses_what_the_program_would_not_do(kept: Archive) -> None:
    proposed(kept)
    alone = (
        "INSERT INTO dispositions (step, proposal, journal, basis, reason, person, agent, at)"
        " SELECT 'approved', id, '', '', '', person, agent, at FROM dispositions"
    )
    tombstone = (
        "INSERT INTO erasures (scope, name, number, came_at, disposition, basis, people, decided_at)"
        " SELECT 'item', i.sha256, i.number, i.committed_at, d.name, '', '[]', d.at FROM items i, dispositions d"
    )
    emptied = ["octets", "registrations", "incidents", *(["keys"] if kept.store.database.vault else [])]
    for statement in (alone, tombstone, *(f"DELETE FROM {table}" for table in emptied)):
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="never changed and never deleted"):
            attack(kept.url, statement)


def test_a_hold_set_between_proposal_and_approval_wins(kept: Archive) -> None:
    number, store = proposed(kept), kept.store.disposals
    ways = [
        the_case(kept),
        store.item(ItemNumber(2)),
        Target(Scope.ADDRESS, name=JETTE),
        Target(Scope.ADDRESS, name="vred.borger@udbyder.example"),
        Target(Scope.ARCHIVE),
    ]
    for target in ways:
        held = store.hold(target, HoldKind.ACCESS, "Kanariegrund: indsigt", "operator eva", kept.clock())

        with pytest.raises(UsageError, match=rf"held \({held}\)"):
            store.approve(number, "", OLE, kept.clock())

        assert [one.step for one in store.proposals()] == [Step.PROPOSED]
        store.release(held, "besvaret", OLE, kept.clock())
    assert sound(kept)
    store.approve(number, "", OLE, kept.clock())


def test_the_database_itself_holds_too(kept: Archive) -> None:
    number, store = proposed(kept), kept.store.disposals
    store.hold(store.item(ItemNumber(1)), HoldKind.LEGAL, "politiet", "operator eva", kept.clock())
    kept.tamper(
        "INSERT INTO dispositions (id, step, proposal, journal, basis, reason, person, agent, at)"
        f" SELECT 99, 'approved', {number}, '', '', '', 'En anden', 'x', at FROM dispositions"
    )

    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="never changed and never deleted"):
        attack(
            kept.url,
            "INSERT INTO erasures (scope, name, number, came_at, disposition, basis, people, decided_at)"
            " SELECT 'item', i.sha256, 1, i.committed_at, d.name, '', '[]', d.at FROM items i, dispositions d"
            " WHERE i.number = 1 AND d.name IS NOT NULL",
        )


def test_what_was_opened_again_is_proposed_anew(kept: Archive) -> None:
    number, case = proposed(kept), the_case(kept).name
    closed_at = kept.store.cases.dossier(case).closed_at
    kept.store.cases.reopen(case, doing(kept))

    with pytest.raises(UsageError, match="is open"):
        kept.store.disposals.approve(number, "", OLE, kept.clock())
    kept.store.cases.file(ItemNumber(3), case, doing(kept))
    kept.store.cases.undo(case, doing(kept), 4)
    assert kept.store.cases.dossier(case).closed_at == closed_at, "as if it had never been open"
    with pytest.raises(UsageError, match="propose it anew"):
        kept.store.disposals.approve(number, "", OLE, kept.clock())


def test_nothing_is_done_to_a_case_that_is_gone(kept: Archive) -> None:
    dispose(kept)
    case, cases = the_case(kept).name, kept.store.cases
    other = str(cases.open(doing(kept), 2026))

    for act in (
        lambda: cases.reopen(case, doing(kept)),
        lambda: cases.undo(case, doing(kept)),
        lambda: cases.merge(case, other, doing(kept)),
        lambda: cases.take_out(ItemNumber(1), doing(kept)),
        lambda: cases.file(ItemNumber(1), other, doing(kept)),
        lambda: kept.store.registers.write(case, WRITTEN, "operator", kept.clock()),
        lambda: proposed(kept),
    ):
        with pytest.raises(UsageError):
            act()
    assert sound(kept)


def test_only_what_is_over_can_be_proposed(kept: Archive) -> None:
    open_case = kept.store.disposals.case(str(kept.store.cases.open(doing(kept), 2026)))
    first = proposed(kept)

    with pytest.raises(UsageError, match="close it first"):
        proposed(kept, open_case)
    with pytest.raises(UsageError, match="lies in"):
        proposed(kept, kept.store.disposals.item(ItemNumber(1)))
    with pytest.raises(UsageError, match="proposed already"):
        proposed(kept)
    kept.store.disposals.reject(first, "ikke endnu", OLE, kept.clock())
    proposed(kept)


# --- reviews ----------------------------------------------------------------------------------------------------


def test_a_review_is_due_by_our_clock_and_put_off_by_two_people(kept: Archive) -> None:
    store = kept.store.disposals
    closed = kept.store.cases.dossier(the_case(kept).name).closed_at
    assert closed is not None
    five_years = closed.replace(year=closed.year + 5)

    early = store.reviews(PLAN, five_years - timedelta(seconds=1))[0]
    assert [one.target for one in early] == [store.item(ItemNumber(3))], "it came in before the case was closed"
    due = store.reviews(PLAN, five_years)[0]
    assert [(one.target, one.due_at) for one in due if one.target.scope is Scope.CASE] == [(the_case(kept), five_years)]
    kept.clock.now = five_years
    later = Proposal(Outcome.EXTEND, "politisag", until=datetime(2040, 1, 1, tzinfo=UTC))
    number = proposed(kept, what=later)
    assert the_case(kept) in [one.target for one in store.reviews(PLAN, five_years)[0]], (
        "one person's word is not enough"
    )
    store.approve(number, "", OLE, kept.clock())

    assert the_case(kept) not in [one.target for one in store.reviews(PLAN, datetime(2039, 12, 31, tzinfo=UTC))[0]]
    assert the_case(kept) in [one.target for one in store.reviews(PLAN, datetime(2040, 1, 1, tzinfo=UTC))[0]]
    assert sound(kept)


def test_legitimate_criticism_is_reviewed_after_a_year(kept: Archive) -> None:
    case = str(kept.store.cases.open(doing(kept), 2026))
    kept.store.registers.write(case, replace(WRITTEN, categories=("KRI",), reason="saglig"), "operator", kept.clock())
    kept.store.cases.close(case, doing(kept))

    due = kept.store.disposals.reviews(PLAN, kept.clock() + timedelta(days=366))[0]

    assert [one.target.name for one in due] == [case]


def test_what_was_handed_over_stays_to_be_disposed_of(kept: Archive) -> None:
    store = kept.store.disposals
    number = proposed(kept, what=Proposal(Outcome.HAND_OVER, "i ESDH", journal="2031-4711"))
    store.approve(number, "", OLE, kept.clock())

    due = store.reviews(PLAN, kept.clock() + timedelta(days=6 * 366))[0]

    assert [(one.target.scope, one.journal) for one in due][:2] == [(Scope.ITEM, ""), (Scope.CASE, "2031-4711")]
    assert kept.store.catalogue.item(ItemNumber(1)).originals, "nothing is deleted by that"


def test_a_held_case_says_so_in_the_list(kept: Archive) -> None:
    kept.store.disposals.hold(the_case(kept), HoldKind.LEGAL, "politiet", "operator eva", kept.clock())

    due = kept.store.disposals.reviews(PLAN, kept.clock() + timedelta(days=6 * 366))[0]

    assert {one.target.scope: one.held for one in due} == {Scope.CASE: True, Scope.ITEM: False}


def test_merged_cases_go_together(database_url: str) -> None:
    with an_archive(database_url, KEY) as archive:
        case = fill(archive)
        other = str(archive.store.cases.open(doing(archive), 2026))
        archive.store.cases.merge(case, other, doing(archive))
        archive.store.cases.close(other, doing(archive))

        with pytest.raises(UsageError, match="merged into"):
            proposed(archive)
        dispose(archive, archive.store.disposals.case(other))

        assert {one.name for one in archive.store.disposals.tombstones() if one.scope is Scope.CASE} == {case, other}
        assert archive.ask("SELECT count(*) FROM registrations") == [(0,)]
        assert sound(archive)


# --- a process that dies, and a backup --------------------------------------------------------------------------


def test_what_was_cut_off_goes_on_where_it_was(kept: Archive, tmp_path: Path) -> None:
    number = proposed(kept)
    kept.store.disposals.approve(number, "", OLE, kept.clock())
    assert kept.ask("SELECT count(*) FROM keys WHERE scope = 'item' AND number IN (1, 2)") == [(0,)], "before anything"
    assert sound(kept)
    kept.store.disposals.erase(kept.store.disposals.unfinished()[1], kept.clock())
    assert sound(kept)

    ledger = Memory()
    done = carry_out(kept.store, ledger, kept.clock)

    assert (done.items, done.is_forgotten) == (1, True)
    assert len(ledger.lines) == 3
    assert carry_out(kept.store, ledger, kept.clock).items == 0
    assert kept.store.disposals.unfinished() == []
    assert lying_about(kept, tmp_path) == []


class Full:
    def add(self, _more: object) -> int:
        raise StoreUnavailable("The ledger of erasures cannot be written.")


def test_no_octets_go_before_the_ledger_has_it(kept: Archive) -> None:
    number = proposed(kept)
    kept.store.disposals.approve(number, "", OLE, kept.clock())

    with pytest.raises(StoreUnavailable):
        carry_out(kept.store, Full(), kept.clock)

    assert kept.ask("SELECT count(*) FROM octets") == [(3,)]


@pytest.mark.parametrize("keys", [(KEY,), ()], ids=["encrypted", "open"])
def test_erased_stays_erased_after_a_restore(
    database_url: str, other_database_url: str, tmp_path_factory: pytest.TempPathFactory, keys: tuple[bytes, ...]
) -> None:
    dump, ledger = tmp_path_factory.mktemp("backup") / "archive", Memory()
    new = a_forward(3)
    with an_archive(database_url, *keys) as archive:
        fill(archive)
        snapshot.copy(archive.store.database, dump, lambda _done, _all: None)
        server = FakeServer()
        server.deliver(new)
        archive.round(server)
        dispose(archive, ledger=ledger)
        dispose(archive, archive.store.disposals.item(ItemNumber(4)), ledger)
        now = archive.clock()

    database = Database(other_database_url)
    vault = Vault(lambda: keys) if keys else None

    def then(connection: Connection) -> int:
        sealing.open_with(connection, vault)
        return disposals.replay(connection, ledger.lines, "operator", now)

    done = snapshot.load(dump, database, SCHEMA_VERSION, then, lambda _done, _all: None)
    database.close()

    assert done == 4
    with an_archive(other_database_url, *keys) as restored:
        carry_out(restored.store, ledger, restored.clock)
        assert sound(restored)
        assert [one.state for one in restored.store.catalogue.items()] == ["erased", "erased", "unassigned"]
        folder = Path(other_database_url.removeprefix("sqlite:///")).parent
        assert lying_about(restored, folder) == []
        server = FakeServer()
        server.deliver(new)
        restored.round(server)
        assert restored.store.catalogue.item(ItemNumber(4)).entry.state is ItemState.ERASED
        assert restored.ask("SELECT count(*) FROM octets") == [(1,)]
        assert sound(restored)


def a_tombstone(letter: str) -> Erasure:
    at = datetime(2031, 3, 4, tzinfo=UTC)
    return Erasure(Scope.ITEM, letter * 64, 5, at, "ab" * 8, "Beslutning på æøå", ("Inge", "Ole"), at)


def test_the_ledger_is_a_file_that_nobody_else_can_write(tmp_path: Path) -> None:
    ledger, one, two = Ledger(tmp_path, KEY), a_tombstone("a"), a_tombstone("b")

    assert (ledger.known(), ledger.add([one]), ledger.add([one, two]), ledger.known()) == ([], 1, 1, [one, two])
    assert ledger.path.stat().st_mode & 0o077 == 0
    whole = ledger.path.read_text()
    for changed in (whole.replace("æøå", "øøå"), whole.split("\n", 1)[1], whole.replace("mac", "cam")):
        ledger.path.write_text(changed)
        with pytest.raises(UsageError, match="line 1"):
            ledger.known()
    with pytest.raises(UsageError):
        Ledger(tmp_path, b"another key").known()


def test_a_line_that_was_cut_short_was_never_acted_upon(tmp_path: Path) -> None:
    ledger, one, two = Ledger(tmp_path, KEY), a_tombstone("a"), a_tombstone("b")
    ledger.add([one])
    with ledger.path.open("a") as file:
        file.write('{"cut sh')

    assert ledger.known() == [one]
    ledger.add([two])
    assert ledger.known() == [one, two]


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, one, two = Ledger(tmp_path, KEY), a_tombstone("a"), a_tombstone("b")
    ledger.add([one])
    write, written = os.pwrite, list[int]()

    def into_little_room(descriptor: int, octets: bytes, at: int) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(write(descriptor, octets[:7], at))
        return 7

    monkeypatch.setattr(os, "pwrite", into_little_room)
    with pytest.raises(StoreUnavailable, match="No space left"):
        ledger.add([two])

    monkeypatch.undo()
    assert (written, ledger.known(), ledger.path.read_bytes()[-1:]) == ([7], [one], b"\n")


# --- what a fresh reader broke ----------------------------------------------------------------------------------


def test_a_tombstone_is_of_what_was_proposed_and_of_nothing_else(kept: Archive) -> None:
    dispose(kept)
    kept.store.disposals.hold(kept.store.disposals.item(ItemNumber(3)), HoldKind.LEGAL, "politiet", "eva", kept.clock())
    columns = "(scope, name, number, came_at, disposition, basis, people, decided_at)"
    of_another = f"INSERT INTO erasures {columns} SELECT 'item', i.sha256, {{}}, i.committed_at, d.name, '', '[]', d.at"
    of_another += " FROM items i, dispositions d WHERE i.number = 3 AND d.name IS NOT NULL"

    for number in ("3", "NULL", "1"):
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="never changed and never deleted"):
            attack(kept.url, of_another.format(number))

    kept.tamper(of_another.format("3"))
    assert ("chain", f"erasure:item:{kept.store.catalogue.item(ItemNumber(3)).entry.sha256}") in kept.findings()


def test_nothing_comes_back_of_what_is_gone(kept: Archive) -> None:
    item = kept.store.catalogue.item(ItemNumber(1))
    outcome = InProcessReader().read(Octets(a_forward(1)))
    dispose(kept)

    late = Settled(ItemNumber(1), outcome, sender=JETTE)
    assert not kept.store.casework.read_again(late, "operator", kept.clock()), "begun before, ended after"

    assert sound(kept)
    name = item.entry.sha256
    at = "(SELECT committed_at FROM items WHERE number = 1)"
    for statement in (
        "UPDATE readings SET subject = 'igen' WHERE item = 1",
        f"INSERT INTO octets (sha256, ordinal, content, sealed) VALUES ('{name}', 0, '1', false)",
        "INSERT INTO keys (scope, number, binding, master, wrapped) VALUES ('item', 1, '', '', '')",
        f"INSERT INTO imports (id, item, source, ordinal, imported_at) VALUES (99, 1, 'x', 0, {at})",
    ):
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="never changed and never deleted"):
            attack(kept.url, statement)
    for column, value in (("findings", "'[1]'"), ("standing_reason", "'x'"), ("message_id_sha256", f"'{name}'")):
        was = "NULL" if column != "findings" else "'[]'"
        kept.tamper(f"UPDATE readings SET {column} = {value} WHERE item = 1")
        assert ("orphan", "item:1/reading") in kept.findings()
        kept.tamper(f"UPDATE readings SET {column} = {was} WHERE item = 1")


def test_what_is_approved_meanwhile_waits_for_its_own_line(kept: Archive) -> None:
    first, second = Memory(), Memory()
    number = proposed(kept, kept.store.disposals.item(ItemNumber(3)))

    class Interrupted(Memory):
        def add(self, more: Sequence[Erasure]) -> int:
            kept.store.disposals.approve(number, "", OLE, kept.clock())
            return first.add(more)

    case = proposed(kept)
    kept.store.disposals.approve(case, "", OLE, kept.clock())
    carry_out(kept.store, Interrupted(), kept.clock)

    assert [one.name for one in kept.store.disposals.unfinished()] == [
        kept.store.catalogue.item(ItemNumber(3)).entry.sha256
    ]
    carry_out(kept.store, second, kept.clock)
    assert (len(first.lines), len(second.lines)) == (3, 1)


def test_an_archive_that_is_encrypted_meanwhile_makes_no_key_for_it(database_url: str) -> None:
    with an_archive(database_url) as archive:
        fill(archive)
        archive.store.disposals.approve(proposed(archive), "", OLE, archive.clock())
    with an_archive(database_url, KEY) as archive:
        archive.clock.advance(days=2)
        seal_past(archive.store, archive.clock)
        assert archive.findings() == []
        carry_out(archive.store, Memory(), archive.clock)
        seal_past(archive.store, archive.clock)

        assert archive.findings() == []
        assert archive.ask("SELECT count(*) FROM keys WHERE scope = 'item'") == [(1,)]


@pytest.mark.parametrize(
    ("text", "address", "is_there"),
    [
        ("Fra: Bo <BO@Kommune.example>, i går", "bo@kommune.example", True),
        ("skriv til bo@kommune.example.", "bo@kommune.example", True),
        ("jette.bo@kommune.example", "bo@kommune.example", False),
        ("bo@kommune.example.dk", "bo@kommune.example", False),
        ("bo@xn--sn-lka.example", "bo@søn.example", True),
        ("bo@søn.example", "bo@xn--sn-lka.example", True),
    ],
)
def test_an_address_is_found_as_a_whole(text: str, address: str, is_there: bool) -> None:
    assert names(text, address) is is_there


def test_what_was_never_read_is_not_disposed_of(kept: Archive) -> None:
    server = FakeServer()
    server.deliver(b"ulaeseligt")
    kept.reader = BlindReader()
    kept.round(server)

    with pytest.raises(UsageError, match="release it from quarantine first"):
        proposed(kept, kept.store.disposals.item(ItemNumber(4)))


def test_an_address_in_the_text_of_a_mail_is_held_too(kept: Archive) -> None:
    server = FakeServer()
    server.deliver(a_letter(message_id="<fire@kommune.example>", body="Ring til anna@udbyder.example.\r\n"))
    kept.round(server)
    number = proposed(kept, kept.store.disposals.item(ItemNumber(4)))
    kept.store.disposals.hold(
        Target(Scope.ADDRESS, name="anna@udbyder.example"), HoldKind.ACCESS, "indsigt", "operator eva", kept.clock()
    )

    with pytest.raises(UsageError, match="held"):
        kept.store.disposals.approve(number, "", OLE, kept.clock())


def test_an_act_that_filed_only_what_is_gone_keeps_no_reason(kept: Archive) -> None:
    case = str(kept.store.cases.open(doing(kept), 2026))
    kept.store.cases.file(ItemNumber(3), case, doing(kept))
    kept.store.cases.take_out(ItemNumber(3), doing(kept))

    dispose(kept, kept.store.disposals.item(ItemNumber(3)))

    assert [one.reason for one in kept.store.cases.history(case)] == ["", ""]
    assert sound(kept)
    kept.store.cases.undo(case, doing(kept))
    assert kept.store.catalogue.case(case).items == 0, "what was disposed of goes nowhere"
    assert sound(kept)


def test_who_proposed_does_not_release_what_stands_in_the_way(kept: Archive) -> None:
    store = kept.store.disposals
    proposed(kept)
    held = store.hold(the_case(kept), HoldKind.LEGAL, "politiet", "operator eva", kept.clock())

    with pytest.raises(UsageError, match="another person has to release it"):
        store.release(held, "vi skal videre", INGE, kept.clock())
    store.release(held, "sagen er endt", OLE, kept.clock())


def test_nothing_that_is_gone_can_be_held(kept: Archive) -> None:
    dispose(kept)

    for target in (the_case(kept), kept.store.disposals.item(ItemNumber(1))):
        with pytest.raises(UsageError, match="disposed of"):
            kept.store.disposals.hold(target, HoldKind.ACCESS, "for sent", "operator eva", kept.clock())


def test_nothing_is_disposed_of_before_its_time_unless_somebody_says_so(kept: Archive) -> None:
    store, now = kept.store.disposals, kept.clock()

    with pytest.raises(UsageError, match=r"before 2031-11-23"):
        store.propose(the_case(kept), WORDS, INGE, "a" * 16, now, plan=PLAN)
    store.propose(the_case(kept), WORDS, INGE, "a" * 16, now + timedelta(days=6 * 366), plan=PLAN)


def test_a_receipt_on_its_way_is_waited_for(kept: Archive) -> None:
    number = proposed(kept)
    kept.tamper("UPDATE outbox SET state = 'sending' WHERE item = 1")

    with pytest.raises(UsageError, match="being sent"):
        kept.store.disposals.approve(number, "", OLE, kept.clock())


def test_a_tombstone_is_not_forgotten_before_its_octets_are_gone(kept: Archive) -> None:
    kept.store.disposals.approve(proposed(kept), "", OLE, kept.clock())

    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="never changed and never deleted"):
        attack(kept.url, "UPDATE erasures SET forgotten_at = decided_at WHERE scope = 'item'")
    kept.tamper("UPDATE erasures SET forgotten_at = decided_at")
    assert len(kept.store.disposals.unfinished()) == 2


def test_every_review_that_is_due_is_counted(kept: Archive) -> None:
    server = FakeServer()
    for number in range(5):
        server.deliver(a_letter(message_id=f"<flere.{number}@kommune.example>", body=f"{number}\r\n"))
    kept.round(server)

    shown, in_all = kept.store.disposals.reviews(PLAN, kept.clock() + timedelta(days=6 * 366), most=3)

    assert (len(shown), in_all) == (3, 7)


def test_the_ledger_is_held_against_the_tombstones(kept: Archive) -> None:
    ledger = Memory()
    dispose(kept, ledger=ledger)

    def found(lines: list[Erasure]) -> list[str]:
        report = kept.store.audit.verify(lambda _done, _all: None, ledger=lambda: lines)
        return [one.subject for one in report.findings]

    stranger = a_tombstone("c")
    assert found(ledger.lines) == []
    assert found([*ledger.lines, stranger]) == [f"erasure:item:{stranger.name}"]
    other = replace(ledger.lines[0], basis="ingen")
    assert found([other]) == [f"erasure:{other.scope}:{other.name}"]


def test_the_archive_disposes_as_a_user_that_does_not_own_its_tables(postgres: Postgres) -> None:
    url = postgres.new_database()
    with an_archive(url, KEY) as archive:
        fill(archive)
        attack(url, "DROP ROLE IF EXISTS kassation", "CREATE ROLE kassation LOGIN")
        archive.store.database.grant("kassation")
    with an_archive(url.replace("postgres@", "kassation@"), KEY) as archive:
        archive.clock.advance(days=2)
        number = proposed(archive)
        archive.store.disposals.approve(number, "", OLE, archive.clock())

        done = carry_out(archive.store, Memory(), archive.clock)

        assert (done.items, done.is_forgotten) == (2, False)
        assert len(archive.store.disposals.unfinished()) == 3
    with an_archive(url, KEY) as archive:
        assert carry_out(archive.store, Memory(), archive.clock).is_forgotten
        assert sound(archive)
