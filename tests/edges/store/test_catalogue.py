"""Questions about what is archived: exact octets, names that mean one thing, a status that adds up."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from archiver.core import reading
from archiver.core.intake import Balance
from archiver.core.records import PIECE, Filing, ItemNumber, ItemState, Octets, ReceiptDecision, Unreadable
from archiver.edges.store import Store
from archiver.edges.store.cases import Doing
from archiver.edges.store.casework import Settled, Verdict
from archiver.errors import StoreUnavailable, UsageError
from tests.builders import a_letter
from tests.fakes import HOLDER, SIGNER, Archive, a_message

JETTE = "jette.jensen@kommune.example"
FILINGS = {
    "new": Filing(ItemState.FILED, "new_case", opens_case=True),
    "unassigned": Filing(ItemState.UNASSIGNED, "no_rule_matched"),
    "external": Filing(ItemState.EXTERNAL, "outsider"),
}


def filled(archive: Archive, *kinds: str) -> list[ItemNumber]:
    """One item of each kind, in order."""
    lease, items = archive.lease(), []
    for uid, kind in enumerate(kinds, start=1):
        mail = a_letter(message_id=f"<{uid}@kommune.example>")
        (one,) = archive.store.accessions.accession(lease, [a_message(uid, mail)], archive.clock())
        items.append(one.item)
        if kind == "pending":
            continue
        outcome = Unreadable("nested too deeply") if kind == "quarantined" else reading.read(mail)
        due = ReceiptDecision.DUE if kind == "new" else ReceiptDecision.TOO_MANY
        verdict = Verdict(FILINGS.get(kind, FILINGS["new"]), due, JETTE, f"<r.{uid}@x>")
        settled = Settled(one.item, outcome, JETTE)
        archive.store.casework.settle([settled], lambda _s, _k, verdict=verdict: verdict, archive.clock(), 2026)  # type: ignore[misc]
    return items


def test_an_item_is_named_by_its_number_or_by_enough_of_its_checksum(archive: Archive) -> None:
    filled(archive, "new", "new")
    second = next(entry for entry in archive.store.catalogue.items() if entry.item == 2)

    for name in ("2", " 2 ", second.sha256, second.sha256[:8], second.sha256.upper()[:20]):
        assert archive.store.catalogue.named(name) == 2


@pytest.mark.parametrize("name", ["3", "0", "99999999999999999999", "abcdef0", "00000000", "x", "", "-1", "1\x00", "²"])
def test_what_names_no_item_is_refused_with_a_sentence(archive: Archive, name: str) -> None:
    filled(archive, "new", "new")

    with pytest.raises(UsageError, match=r"\.$"):
        archive.store.catalogue.named(name)


def test_a_prefix_of_two_checksums_is_refused(archive: Archive) -> None:
    filled(archive, "new", "new")
    archive.tamper(*(f"UPDATE items SET sha256 = '{'a' * 63}{n}' WHERE number = {n}" for n in (1, 2)))

    with pytest.raises(UsageError, match="more than one"):
        archive.store.catalogue.named("aaaaaaaaaa")


def test_a_checksum_of_digits_alone_is_not_taken_for_a_number(archive: Archive) -> None:
    filled(archive, "new")
    archive.tamper(f"UPDATE items SET sha256 = '{'12345678' * 8}' WHERE number = 1")

    assert archive.store.catalogue.named("12345678") == 1


def test_items_are_listed_by_state_and_by_case(archive: Archive) -> None:
    filled(archive, "new", "unassigned", "external", "quarantined", "pending", "new")

    found = {state: [e.item for e in archive.store.catalogue.items(state=state)] for state in ItemState}

    assert found == {
        "filed": [1, 6],
        "unassigned": [2],
        "external": [3],
        "quarantined": [4],
        "pending": [5],
        "erased": [],
    }
    first, second = archive.store.catalogue.cases()
    assert [entry.item for entry in archive.store.catalogue.items(case=second.reference)] == [6]
    assert (first.items, second.items) == (1, 1)


def test_a_long_list_is_given_in_pages_without_a_gap(sqlite_like: Archive) -> None:
    lease = sqlite_like.lease()
    mails = [a_message(uid, b"%d" % uid) for uid in range(1, 1205)]
    sqlite_like.store.accessions.accession(lease, mails, sqlite_like.clock())

    entries = list(sqlite_like.store.catalogue.items())

    assert [entry.item for entry in entries] == list(range(1, 1205))
    assert all(len(entry.sightings) == 1 for entry in entries)


def test_a_list_goes_on_behind_a_number_and_ends_after_so_many(archive: Archive) -> None:
    filled(archive, "new", "unassigned", "new", "unassigned", "unassigned")
    catalogue = archive.store.catalogue

    assert [entry.item for entry in catalogue.items(after=2)] == [3, 4, 5]
    assert [entry.item for entry in catalogue.items(after=1, limit=2)] == [2, 3]
    assert [entry.item for entry in catalogue.items(state=ItemState.UNASSIGNED, limit=2)] == [2, 4]
    assert [entry.item for entry in catalogue.items(state=ItemState.UNASSIGNED, after=2)] == [4, 5]
    assert list(catalogue.items(after=5)) == []


def test_cases_go_on_behind_one_of_them_and_end_after_so_many(archive: Archive) -> None:
    opened = [str(archive.store.cases.open(Doing("operator", archive.clock()), 2026)) for _ in range(4)]
    catalogue = archive.store.catalogue

    assert [case.reference for case in catalogue.cases(limit=3)] == opened[:3]
    assert [case.reference for case in catalogue.cases(after=opened[1].lower())] == opened[2:]
    assert [case.reference for case in catalogue.cases(after=opened[0], limit=1)] == opened[1:2]
    with pytest.raises(UsageError, match="no case"):
        list(catalogue.cases(after="2026-0099-AAAA"))


def test_a_state_or_case_that_few_are_in_is_listed_beyond_a_page_of_those_that_left_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.edges.store.catalogue.PAGE", 2)
    filled(archive, *["unassigned"] * 5)
    doing = Doing("operator", archive.clock())
    first, second = (str(archive.store.cases.open(doing, 2026)) for _ in range(2))
    for item in (1, 2, 3, 4):
        archive.store.cases.file(ItemNumber(item), first, doing)
        if item < 4:
            archive.store.cases.file(ItemNumber(item), second, doing)
    catalogue = archive.store.catalogue

    assert [entry.item for entry in catalogue.items(state=ItemState.UNASSIGNED)] == [5]
    assert [entry.item for entry in catalogue.items(case=first)] == [4]
    assert [entry.item for entry in catalogue.items(case=second, limit=2)] == [1, 2]
    assert [entry.item for entry in catalogue.items(state=ItemState.FILED, after=1)] == [2, 3, 4]


@pytest.fixture
def sqlite_like(archive: Archive) -> Archive:
    return archive


def test_large_octets_come_back_whole_and_piece_by_piece(archive: Archive) -> None:
    whole = bytes(range(256)) * (PIECE // 64)
    (one,) = archive.store.accessions.accession(archive.lease(), [a_message(1, whole)], archive.clock())

    octets = archive.store.catalogue.whole(one.item)

    assert (octets.checksum, octets.size) == (one.checksum, len(whole))
    assert octets.to_bytes() == whole
    assert max(map(len, archive.store.catalogue.octets(one.item))) == PIECE
    octets.close()


def test_octets_of_an_unknown_item_are_none(archive: Archive) -> None:
    assert list(archive.store.catalogue.octets(ItemNumber(7))) == []


def test_an_item_tells_everything_but_its_text(archive: Archive) -> None:
    (item,) = filled(archive, "new")

    detail = archive.store.catalogue.item(item)

    assert detail.entry.sightings[0].key.uid == 1
    assert [address.address for address in detail.from_] == [JETTE]
    assert [one.rule for one in detail.filings] == ["new_case"]
    assert (detail.receipt, detail.sources, detail.findings) == ("due", (), ())
    assert "endnu en mail" not in repr(detail.entry)


def test_a_withheld_receipt_says_why(archive: Archive) -> None:
    (item,) = filled(archive, "unassigned")

    assert archive.store.catalogue.item(item).receipt == "suppressed: too_many"


def test_a_pending_item_has_no_details_yet(archive: Archive) -> None:
    (item,) = filled(archive, "pending")

    detail = archive.store.catalogue.item(item)

    assert (detail.entry.state, detail.parts, detail.receipt, detail.subject) == (ItemState.PENDING, (), None, "")


def test_a_case_is_found_by_its_full_reference_only(archive: Archive) -> None:
    filled(archive, "new")
    reference = next(iter(archive.store.catalogue.cases())).reference

    assert archive.store.catalogue.case(f" {reference.lower()} ").reference == reference
    with pytest.raises(UsageError, match="no case"):
        archive.store.catalogue.case(reference[:9])


def test_the_status_of_an_empty_archive_is_all_zero(archive: Archive) -> None:
    status = archive.store.catalogue.status()

    assert (status.items, status.unassigned, status.quarantined, status.pending) == (0, 0, 0, 0)
    assert (status.folders, status.alarms, status.letters, status.chain.count) == ((), (), {}, 0)


def test_the_status_adds_up(archive: Archive) -> None:
    filled(archive, "new", "unassigned", "external", "quarantined", "pending")
    archive.store.ledger.close_round(archive.lease(), "INBOX", Balance(5, 5), archive.clock())

    status = archive.store.catalogue.status()

    assert (status.items, status.unassigned, status.quarantined, status.pending) == (5, 1, 1, 1)
    assert status.letters == {"due": 1, "suppressed": 2}
    assert [(f.folder, f.server, f.archived, f.waiting) for f in status.folders] == [
        ("INBOX", 5, 5, {"not_moved_yet": 5})
    ]
    assert [(lease.mailbox, lease.holder) for lease in status.leases] == [("arkiv", HOLDER)]


def test_a_folder_that_never_had_a_good_round_has_no_reasons(archive: Archive) -> None:
    archive.store.ledger.open_epoch(archive.lease(), "INBOX", 100, archive.clock())

    assert archive.store.catalogue.folder_reasons("arkiv", "INBOX") is None
    assert archive.store.catalogue.status().folders[0].last_good_poll is None


def test_an_octets_value_tells_nothing_of_itself_in_a_traceback() -> None:
    assert "hemmelig" not in repr(Octets(b"hemmelig"))


# --- large mails on a full disk ---


@contextmanager
def files_no_longer_than(octets: int) -> Iterator[None]:
    """A disk on which no file of ours grows beyond this."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def open_files() -> int:
    """How many descriptors of this process lead to a file that has no name any more."""
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sum(str(link.readlink()).endswith("(deleted)") for link in links)


def test_a_large_mail_that_finds_no_room_beside_the_database_is_waited_for(archive: Archive) -> None:
    large = a_message(1, os.urandom(17 << 20))
    archive.store.accessions.accession(archive.lease(), [large], archive.clock())
    before = open_files()

    with files_no_longer_than(1 << 20), pytest.raises(StoreUnavailable, match="temporary file"):
        archive.store.catalogue.whole(ItemNumber(1))

    assert open_files() == before
    whole = archive.store.catalogue.whole(ItemNumber(1))
    assert whole.checksum == large.octets.checksum
    whole.close()


def test_a_large_mail_is_laid_out_in_the_directory_it_was_told(archive: Archive, tmp_path: Path) -> None:
    archive.store.accessions.accession(archive.lease(), [a_message(1, os.urandom(17 << 20))], archive.clock())
    told = Store.of(archive.store.database, SIGNER, spool=tmp_path / "findes-ikke")

    with pytest.raises(StoreUnavailable, match="temporary file"):
        told.catalogue.whole(ItemNumber(1))


# --- the newest filing counts ---


def test_a_case_counts_the_items_that_are_in_it_now(archive: Archive) -> None:
    first, second, third = filled(archive, "unassigned", "unassigned", "unassigned")
    cases = [str(archive.store.cases.open(Doing("operator", archive.clock()), 2026)) for _ in range(3)]
    for item, case in ((first, 0), (second, 0), (third, 1), (first, 1), (second, 1), (second, 0)):
        archive.store.cases.file(item, cases[case], Doing("operator", archive.clock()))

    assert [entry.items for entry in archive.store.catalogue.cases()] == [1, 2, 0]
    assert archive.store.catalogue.case(cases[1]).items == 2
    assert archive.store.catalogue.status().unassigned == 0


def test_cases_are_listed_with_one_question_however_many_there_are(archive: Archive) -> None:
    for _ in range(5):
        archive.store.cases.open(Doing("operator", archive.clock()), 2026)
    asked: list[str] = []
    with archive.store.database.reading() as connection:
        engine = connection.engine

    @event.listens_for(engine, "before_cursor_execute")
    def _listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    assert len(list(archive.store.catalogue.cases())) == 5

    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
