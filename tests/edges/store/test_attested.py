"""What persons do and write is held against the chain of custody: what was changed or removed by plain SQL is named."""

from __future__ import annotations

import pytest

from archiver.core.records import ItemNumber, Octets
from archiver.edges.store.cases import Doing
from archiver.jobs import settling
from tests.builders import a_letter
from tests.core.test_register import WRITTEN
from tests.fakes import Archive, a_message, close

MAILS = [a_letter(message_id=f"<{n}@kommune.example>") for n in range(1, 4)]


def doing(archive: Archive, reason: str = "fordi") -> Doing:
    archive.clock.advance(seconds=1)
    return Doing("operator inge", archive.clock(), reason)


@pytest.fixture
def worked_on(archive: Archive) -> Archive:
    """An archive of three items, in which a person has done everything that can be done to cases."""
    lease = archive.lease()
    for uid, mail in enumerate(MAILS, start=1):
        archive.store.accessions.accession(lease, [a_message(uid, mail)], archive.clock())
    understood = [settling.Understood(ItemNumber(n), Octets(mail)) for n, mail in enumerate(MAILS, start=1)]
    settling.settle(archive.store, archive.reader, archive.policy, understood, archive.clock)
    cases, registers = archive.store.cases, archive.store.registers
    registers.define("Det, som medarbejdere udsættes for.", archive.clock())
    registers.define("Det, som medarbejdere udsættes for i deres arbejde.", archive.clock())
    one, two = (str(cases.open(doing(archive), 2026)) for _ in range(2))
    for number in (1, 2, 3):
        cases.file(ItemNumber(number), one, doing(archive))
    registers.write(one, WRITTEN, "operator inge", archive.clock())
    registers.write(one, WRITTEN, "operator inge", archive.clock())
    split = str(cases.split(one, [ItemNumber(2)], doing(archive), 2026))
    cases.merge(split, two, doing(archive))
    close(archive.store, one, doing(archive))
    return archive


def reference(archive: Archive, number: int) -> str:
    return str(archive.ask(f"SELECT reference FROM cases WHERE number = {number}")[0][0])


def in_full(archive: Archive, subject: str) -> str:
    """ "case 2" and "act 3" count from the first one; a server's sequences have come further."""
    kind, _, number = subject.partition(" ")
    if kind == "case":
        return f"case:{reference(archive, int(number))}"
    [(first,)] = archive.ask("SELECT min(id) FROM case_acts")
    return f"act:{first + int(number) - 1}" if kind == "act" else subject


def test_what_nobody_touched_is_as_the_chain_says(worked_on: Archive) -> None:
    assert worked_on.sound()


def test_so_it_is_after_everything_was_taken_back(worked_on: Archive) -> None:
    cases = worked_on.store.cases
    cases.undo(reference(worked_on, 1), doing(worked_on))  # the closing
    cases.undo(reference(worked_on, 2), doing(worked_on))  # the merge
    cases.undo(reference(worked_on, 1), doing(worked_on))  # the split
    cases.undo(reference(worked_on, 1), doing(worked_on))  # the filing of item 3
    assert worked_on.sound()

    cases.take_out(ItemNumber(1), doing(worked_on))
    close(worked_on.store, reference(worked_on, 1), doing(worked_on))
    cases.reopen(reference(worked_on, 1), doing(worked_on))

    assert worked_on.sound()


FIRST_FILED = "SELECT min(id) FROM filings WHERE item = 2"
HAND_FILED = "SELECT min(id) FROM filings WHERE item = 2 AND act IS NOT NULL"
FORGERIES = {
    "a register's theme": ("UPDATE registrations SET theme = 'andet' WHERE version = 2", "chain", "case 1"),
    "a register's names": ("UPDATE registrations SET affected = '[]' WHERE version = 1", "chain", "case 1"),
    "a register's author": ("UPDATE registrations SET agent = 'en anden' WHERE version = 1", "chain", "case 1"),
    "a register": ("DELETE FROM registrations WHERE version = 1", "missing", "case 1"),
    "a definition's text": ("UPDATE definitions SET text = 'andet' WHERE version = 2", "chain", "definition:2"),
    "a definition": ("DELETE FROM definitions WHERE version = 1", "missing", "definition:1"),
    "the reason of a filing": (
        "UPDATE case_acts SET reason = 'andet' WHERE id = (SELECT min(id) + 1 FROM case_acts)",
        "chain",
        "act 2",
    ),
    "the reason of a split": ("UPDATE case_acts SET reason = 'andet' WHERE kind = 'split'", "chain", "act 4"),
    "the other case": (
        "UPDATE case_acts SET other_id = (SELECT min(id) FROM cases) WHERE kind = 'merge'",
        "chain",
        "act 5",
    ),
    "who did it": ("UPDATE case_acts SET agent = 'en anden' WHERE kind = 'close'", "chain", "act 6"),
    "an act": ("DELETE FROM case_acts WHERE kind = 'close'", "missing", "act 6"),
    "a case opened": ("UPDATE cases SET state = 'open', closed_at = NULL WHERE number = 1", "chain", "case 1"),
    "a case closed": ("UPDATE cases SET state = 'closed', closed_at = opened_at WHERE number = 2", "chain", "case 2"),
    "a merge undone": ("UPDATE cases SET merged_into = NULL WHERE number = 3", "chain", "case 3"),
    "a merge elsewhere": (
        "UPDATE cases SET merged_into = (SELECT min(id) FROM cases) WHERE number = 3",
        "chain",
        "case 3",
    ),
    "an empty case": ("DELETE FROM cases WHERE number = 3", "missing", "case 3"),
    "the act of a filing": ("UPDATE filings SET act = NULL WHERE item = 1", "chain", "item:1"),
    "an older filing's case": (
        f"UPDATE filings SET case_id = (SELECT max(id) FROM cases) WHERE id = ({HAND_FILED})",
        "chain",
        "item:2",
    ),
    "an older filing's rule": (f"UPDATE filings SET rule = 'thread' WHERE id = ({FIRST_FILED})", "chain", "item:2"),
    "an older filing's evidence": (
        f"""UPDATE filings SET evidence = '{{"thread_of_item": "1"}}' WHERE id = ({FIRST_FILED})""",
        "chain",
        "item:2",
    ),
    "evidence that is not JSON": (f"UPDATE filings SET evidence = 'x' WHERE id = ({FIRST_FILED})", "chain", "item:2"),
    "what an older filing rejected": (
        f"""UPDATE filings SET rejected = '[["thread", "2026-0001-XXXX", "closed"]]' WHERE id = ({FIRST_FILED})""",
        "chain",
        "item:2",
    ),
    "who filed": (f"UPDATE filings SET agent = 'en anden' WHERE id = ({FIRST_FILED})", "chain", "item:2"),
    "where the rule ends and who filed begins": (
        f"UPDATE filings SET rule = 'by_hand operator', agent = 'inge' WHERE id = ({HAND_FILED})",
        "chain",
        "item:2",
    ),
    "when it was filed": (
        f"UPDATE filings SET filed_at = (SELECT max(filed_at) FROM filings) WHERE id = ({FIRST_FILED})",
        "chain",
        "item:2",
    ),
    "the act of an older filing": (f"UPDATE filings SET act = NULL WHERE id = ({HAND_FILED})", "chain", "item:2"),
    "an older filing": (f"DELETE FROM filings WHERE id = ({HAND_FILED})", "chain", "item:2"),
    "the first filing": (f"DELETE FROM filings WHERE id = ({FIRST_FILED})", "chain", "item:2"),
    "a case that was closed before": (
        "UPDATE case_acts SET closed_before = at WHERE kind = 'close'",
        "chain",
        "act 6",
    ),
    "when a case was opened": (
        "UPDATE cases SET opened_at = (SELECT max(at) FROM case_acts) WHERE number = 2",
        "chain",
        "case 2",
    ),
    "who opened a case": ("UPDATE cases SET opened_by = 'en anden' WHERE number = 2", "chain", "case 2"),
    "the year of a case": ("UPDATE cases SET year = 2025 WHERE number = 2", "chain", "case 2"),
    "when a case was closed": ("UPDATE cases SET closed_at = opened_at WHERE number = 1", "chain", "case 1"),
    "when a merged case was closed": ("UPDATE cases SET closed_at = opened_at WHERE number = 3", "chain", "case 3"),
    "who a sender is to us": ("UPDATE readings SET standing = 'nobody' WHERE item = 2", "chain", "item:2"),
    "no standing": ("UPDATE readings SET standing = NULL, standing_reason = NULL WHERE item = 2", "chain", "item:2"),
    "why a sender is it": ("UPDATE readings SET standing_reason = 'andet' WHERE item = 2", "chain", "item:2"),
    "a sender's address": ("UPDATE readings SET from_address = 'x@kommune.example' WHERE item = 2", "chain", "item:2"),
    "a Message-ID": ("UPDATE readings SET message_id_sha256 = NULL WHERE item = 2", "chain", "item:2"),
    "a reading": ("DELETE FROM readings WHERE item = 2", "missing", "item:2/reading"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_was_changed_or_removed_is_named(worked_on: Archive, forgery: str) -> None:
    statement, kind, subject = FORGERIES[forgery]
    named = in_full(worked_on, subject)

    worked_on.tamper(statement)

    assert (kind, named) in worked_on.findings()


def test_an_act_that_nobody_did_is_named(worked_on: Archive) -> None:
    worked_on.tamper(
        "INSERT INTO case_acts (id, kind, case_id, reason, at, agent)"
        " SELECT 9999, 'close', case_id, reason, at, agent FROM case_acts WHERE kind = 'file' LIMIT 1"
    )

    assert worked_on.findings() == [("chain", "act:9999")]


def test_what_a_later_reading_judged_is_attested_anew(worked_on: Archive) -> None:
    worked_on.tamper("UPDATE readings SET from_address = 'x@kommune.example', reader = 0 WHERE item = 2")
    assert worked_on.findings() == [("chain", "item:2"), ("chain", "item:2/reading")]

    checksum = Octets(MAILS[1]).checksum
    settling.read_again(
        worked_on.store, worked_on.reader, worked_on.policy, ItemNumber(2), checksum, "operator", worked_on.clock
    )

    assert worked_on.sound()


def test_a_merge_of_a_closed_case_that_is_taken_back_leaves_it_closed_since_then(worked_on: Archive) -> None:
    cases = worked_on.store.cases
    cases.merge(reference(worked_on, 1), reference(worked_on, 2), doing(worked_on))
    assert worked_on.sound()

    cases.undo(reference(worked_on, 1), doing(worked_on))

    assert worked_on.sound()
    worked_on.tamper("UPDATE cases SET closed_at = opened_at WHERE number = 1")
    assert worked_on.findings() == [("chain", f"case:{reference(worked_on, 1)}")]
