"""Verification: whoever changes, deletes, swaps or inserts anything is found, and the first bad place is named."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from archiver.core.records import ChainHead, Finding, IsoWeek, ItemNumber, Octets
from archiver.core.witness import Attestation
from archiver.edges.store.cases import Doing
from archiver.edges.store.custody import Pen
from archiver.edges.store.sealing import sealed_columns
from archiver.edges.tables import KNOWN, REGISTERS, SEALED, Base
from archiver.jobs import settling
from archiver.jobs.sealing import seal_past
from tests.builders import ABUSE, a_forward_with_attachment, a_letter
from tests.edges.store.story import tell
from tests.edges.store.test_casework import settle, taken_in, understood
from tests.edges.store.test_sealing import KEY, an_archive
from tests.fakes import OFFICER, Archive, FakeServer, a_message
from tests.forger import cutting_off, rewriting, telling_less
from tests.second_verifier import faults

MAILS = [a_letter(message_id=f"<{n}@kommune.example>") for n in range(1, 6)]


@pytest.fixture
def five(archive: Archive) -> Archive:
    """An archive of five items in five transactions: five links."""
    lease = archive.lease()
    for uid, mail in enumerate(MAILS, start=1):
        archive.store.accessions.accession(lease, [a_message(uid, mail)], archive.clock())
    return archive


def test_a_sound_archive_has_no_findings_and_tells_how_far_it_is(five: Archive) -> None:
    progress: list[tuple[int, int]] = []

    report = five.store.audit.verify(lambda done, whole: progress.append((done, whole)))

    assert (report.ok, report.items_checked, report.chain.count) == (True, 5, 5)
    assert progress == [*((done, 11) for done in range(1, 7)), (11, 11)]
    assert faults(five.url) == []


def test_an_empty_archive_is_sound(archive: Archive) -> None:
    assert archive.sound()


CHANGES = {
    "at": "at = '2020-01-01T00:00:00.000000Z'",
    "act": "act = 'export'",
    "agent": "agent = 'somebody else'",
    "subject": "subject = 'item:9'",
    "outcome": "outcome = 'failure'",
    "detail": """detail = '{"sha256":"x","size":1}'""",
    "detail that is not JSON": "detail = 'x'",
    "previous": f"previous = '{'a' * 64}'",
    "hash": f"hash = '{'b' * 64}'",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_event_is_named(five: Archive, change: str) -> None:
    five.tamper(f"UPDATE custody_events SET {CHANGES[change]} WHERE seq = 3")

    assert five.findings() == [("chain", "event:3")]


def test_a_deleted_event_is_named(five: Archive) -> None:
    five.tamper("DELETE FROM custody_events WHERE seq = 2")

    assert five.findings() == [("chain", "event:2")]
    assert faults(five.url) == ["event:2"]


def test_a_tail_that_was_cut_off_is_seen_at_the_head(five: Archive) -> None:
    five.tamper("DELETE FROM custody_events WHERE seq > 3")

    assert five.findings() == [("chain", "head")]
    assert faults(five.url) == ["head"]


def test_two_events_that_changed_places_are_named(five: Archive) -> None:
    five.tamper(
        "UPDATE custody_events SET seq = 99 WHERE seq = 2",
        "UPDATE custody_events SET seq = 2 WHERE seq = 4",
        "UPDATE custody_events SET seq = 4 WHERE seq = 99",
    )

    assert five.findings() == [("chain", "event:2")]
    assert faults(five.url) == ["event:2"]


def test_an_event_put_in_at_the_end_is_named(five: Archive) -> None:
    five.tamper(
        "INSERT INTO custody_events (seq, at, act, agent, subject, outcome, detail, previous, hash)"
        f" SELECT 6, at, act, agent, subject, outcome, detail, hash, '{'c' * 64}' FROM custody_events WHERE seq = 5"
    )

    assert five.findings() == [("chain", "event:6")]


def test_an_event_put_in_between_is_named(five: Archive) -> None:
    five.tamper(
        "UPDATE custody_events SET seq = seq + 100 WHERE seq >= 3",
        "UPDATE custody_events SET seq = seq - 99 WHERE seq >= 103",
        "INSERT INTO custody_events (seq, at, act, agent, subject, outcome, detail, previous, hash)"
        f" SELECT 3, at, act, agent, subject, outcome, detail, hash, '{'c' * 64}' FROM custody_events WHERE seq = 2",
        "UPDATE heads SET events = 6",
    )

    assert five.findings() == [("chain", "event:3")]


def test_a_head_that_was_turned_back_hides_nothing(five: Archive) -> None:
    five.tamper(
        "UPDATE heads SET items = 2, events = 2, hash = (SELECT hash FROM custody_events WHERE seq = 2) WHERE id = 1"
    )

    assert ("chain", "event:3") in five.findings()
    assert ("orphan", "item:3") in five.findings()


def test_one_flipped_bit_names_its_item(five: Archive) -> None:
    flipped = bytearray(MAILS[2])
    flipped[100] ^= 1
    put(five, MAILS[2], bytes(flipped))

    assert five.findings() == [("checksum", "item:3")]
    assert faults(five.url) == ["item:3"]


@pytest.mark.parametrize("octets", [MAILS[2][:-1], MAILS[2] + b"\n", b""])
def test_octets_cut_short_lengthened_or_emptied_name_their_item(five: Archive, octets: bytes) -> None:
    put(five, MAILS[2], octets)

    assert [subject for _, subject in five.findings()] == ["item:3"]


def test_many_hands_find_what_one_finds_in_the_same_order(five: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.edges.store.audit.PAGE", 1)
    for number in (5, 2, 3):
        five.tamper(f"UPDATE octets SET content = 'x' WHERE sha256 = '{sha256(MAILS[number - 1]).hexdigest()}'")

    one, three = (five.store.audit.verify(lambda _done, _all: None, hands=hands) for hands in (1, 3))

    assert [finding.subject for finding in three.findings] == ["item:2", "item:3", "item:5"]
    assert (three.findings, three.items_checked) == (one.findings, one.items_checked)


def test_octets_that_became_text_name_their_item(five: Archive) -> None:
    name = Octets(MAILS[2]).checksum
    changed = "'tekst'" if five.store.database.is_sqlite else "'tekst'::bytea"
    five.tamper(f"UPDATE octets SET content = {changed} WHERE sha256 = '{name}'")

    assert five.findings() == [("checksum", "item:3")]


def test_missing_octets_name_their_item(five: Archive) -> None:
    five.tamper(f"DELETE FROM octets WHERE sha256 = '{Octets(MAILS[4]).checksum}'")

    assert five.findings() == [("missing", "item:5")]


def test_a_missing_item_is_named_and_its_octets_are_orphans(five: Archive) -> None:
    five.tamper("DELETE FROM items WHERE number = 2")

    assert five.findings() == [("missing", "item:2"), ("orphan", f"octets:{Octets(MAILS[1]).checksum}")]


def test_missing_items_at_both_ends_are_named(five: Archive) -> None:
    five.tamper("DELETE FROM octets", "DELETE FROM items WHERE number IN (1, 5)")

    gaps = [finding for finding in five.findings() if finding in {("missing", "item:1"), ("missing", "item:5")}]
    assert len(gaps) == 2


def test_all_findings_are_reported(five: Archive) -> None:
    put(five, MAILS[0], b"x")
    five.tamper("DELETE FROM items WHERE number = 3", "UPDATE custody_events SET agent = 'x' WHERE seq = 4")

    kinds = [kind for kind, _ in five.findings()]

    assert kinds == ["checksum", "missing", "orphan", "chain"]


def test_a_replaced_item_is_named_however_well_its_rows_agree(five: Archive) -> None:
    forged = a_letter(message_id="<forged@kommune.example>")
    old, new = Octets(MAILS[2]), Octets(forged)
    put(five, MAILS[2], forged)
    five.tamper(
        f"UPDATE octets SET sha256 = '{new.checksum}' WHERE sha256 = '{old.checksum}'",
        f"UPDATE items SET sha256 = '{new.checksum}', size = {new.size} WHERE number = 3",
    )

    assert five.findings() == [("checksum", "item:3")]
    assert faults(five.url) == ["item:3"]


def test_a_last_item_that_was_removed_with_all_its_rows_is_named(five: Archive) -> None:
    five.tamper(
        "DELETE FROM sightings WHERE item = 5",
        "DELETE FROM items WHERE number = 5",
        f"DELETE FROM octets WHERE sha256 = '{Octets(MAILS[4]).checksum}'",
        "UPDATE heads SET items = 4",
    )

    assert five.findings() == [("missing", "item:5")]
    assert faults(five.url) == ["number of items"]


def test_an_item_that_nobody_took_in_is_named(five: Archive) -> None:
    forged = Octets(b"aldrig modtaget")
    five.tamper(
        "INSERT INTO items (number, sha256, size, committed_at, provenance)"
        f" SELECT 6, '{forged.checksum}', {forged.size}, committed_at, provenance FROM items WHERE number = 5",
        f"INSERT INTO octets (sha256, ordinal, content) SELECT '{forged.checksum}', ordinal, content FROM octets"
        f" WHERE sha256 = '{Octets(MAILS[4]).checksum}'",
        "UPDATE heads SET items = 6",
    )
    put(five, forged.to_bytes(), forged.to_bytes())

    assert five.findings() == [("orphan", "item:6")]


def test_an_accession_that_was_written_twice_is_named(five: Archive) -> None:
    with five.store.database.writing() as connection:
        pen = Pen(connection, five.clock())
        pen.note("accession", "item:2", detail={"sha256": Octets(MAILS[1]).checksum, "size": len(MAILS[1])})
        pen.finish()

    assert five.findings() == [("chain", "item:2")]


@pytest.fixture
def filed(five: Archive) -> Archive:
    """The same with item 2 filed in the second of two cases, and item 3 in none."""
    second_item = settling.Understood(ItemNumber(2), Octets(MAILS[1]))
    settling.settle(five.store, five.reader, five.policy, [second_item], five.clock)
    first, second = (five.store.cases.open(Doing("operator", five.clock()), 2026) for _ in range(2))
    for case in (first, second):
        five.store.cases.file(ItemNumber(2), str(case), Doing("operator", five.clock()))
    assert five.sound()
    return five


FILINGS = {
    "moved to another case": "UPDATE filings SET case_id = (SELECT min(id) FROM cases) WHERE case_id IS NOT NULL",
    "taken out of its case": "UPDATE filings SET state = 'unassigned', case_id = NULL",
    "newest decision removed": "DELETE FROM filings WHERE id = (SELECT max(id) FROM filings)",
    "every decision removed": "DELETE FROM filings",
    "a decision nobody made": "INSERT INTO filings (id, item, state, rule, evidence, filed_at, agent)"
    " SELECT max(id) + 1, max(item), 'external', max(rule), max(evidence), max(filed_at), max(agent) FROM filings",
}


@pytest.mark.parametrize("change", FILINGS)
def test_a_filing_that_is_not_the_attested_one_names_its_item(filed: Archive, change: str) -> None:
    filed.tamper(FILINGS[change])

    assert filed.findings() == [("chain", "item:2")]


def test_a_replaced_item_is_named_in_a_broken_chain_too(five: Archive) -> None:
    five.tamper(
        "UPDATE items SET size = size + 1 WHERE number = 2", "UPDATE custody_events SET agent = 'x' WHERE seq = 4"
    )

    assert five.findings() == [("checksum", "item:2"), ("chain", "event:4"), ("checksum", "item:2")]


def put(archive: Archive, mail: bytes, octets: bytes) -> None:
    """Other octets under the name of a mail."""
    blob = f"x'{octets.hex()}'" if archive.store.database.is_sqlite else f"'\\x{octets.hex()}'::bytea"
    archive.tamper(f"UPDATE octets SET content = {blob} WHERE sha256 = '{Octets(mail).checksum}'")


@pytest.mark.parametrize(
    ("forgery", "finding"),
    [
        ("UPDATE carriers SET cuts = '[[0, 5, \"\"]]'", ("checksum", "item:1/2")),
        ("UPDATE carriers SET cuts = '[[0, 99999, \"base64\"]]'", ("checksum", "item:1/2")),
        ("UPDATE carriers SET path = '3'", ("missing", "item:1/2")),
        ("DELETE FROM carriers", ("missing", "item:1/2")),
        ("DELETE FROM carriers", ("orphan", f"enclosed:{sha256(ABUSE).hexdigest()}")),
        ("UPDATE enclosed_messages SET size = 7", ("missing", "item:1/2")),
    ],
)
def test_an_enclosed_message_that_was_tampered_with_is_named(
    archive: Archive, forgery: str, finding: tuple[str, str]
) -> None:
    mail = a_forward_with_attachment()
    (item,) = taken_in(archive, mail)
    settle(archive, understood(item, mail))
    assert archive.findings() == []

    archive.tamper(forgery)

    assert finding in archive.findings()


# --- weekly letters as witnesses ---


@pytest.fixture
def witnessed(five: Archive) -> tuple[Archive, ChainHead]:
    """An archive whose weekly letter went out after five events, and two events after it."""
    name = "<digest.1@kommune.example>"
    five.store.letters.issue(IsoWeek(2026, 47), OFFICER, {OFFICER: name}, five.clock())
    five.store.accessions.accession(five.lease(), [a_message(6, a_letter(message_id="<6@x.example>"))], five.clock())
    [(count, head)] = five.ask("SELECT chain_count, chain_head FROM digest_issues")
    return five, ChainHead(count, head)


def found_against(archive: Archive, *heads: ChainHead) -> tuple[list[tuple[str, str]], int | None]:
    letters = [Attestation(head, f"{head.count}.eml", is_marked=True) for head in heads]
    report = archive.store.audit.verify(lambda _done, _all: None, letters)
    return [(found.kind, found.subject) for found in report.findings], report.anchored_to


def test_an_untouched_history_is_what_the_letter_says(witnessed: tuple[Archive, ChainHead]) -> None:
    archive, letter = witnessed

    assert found_against(archive, letter) == ([], 5)
    assert found_against(archive) == ([], None)


def test_a_history_rewritten_with_all_that_hangs_on_it_is_found_by_the_letter_alone(
    witnessed: tuple[Archive, ChainHead],
) -> None:
    archive, letter = witnessed
    archive.tamper(*rewriting(archive.url, 3))

    assert found_against(archive) == ([], None)
    assert faults(archive.url) == []
    assert found_against(archive, letter) == ([("anchor", "event:5")], None)


def test_a_history_rewritten_after_the_letter_is_beyond_it(witnessed: tuple[Archive, ChainHead]) -> None:
    archive, letter = witnessed
    archive.tamper(*rewriting(archive.url, 6))

    assert found_against(archive, letter) == ([], 5)


def test_whoever_forgets_the_rows_of_weekly_letters_is_found_without_one(
    witnessed: tuple[Archive, ChainHead],
) -> None:
    archive, _ = witnessed
    archive.tamper(*rewriting(archive.url, 3, letters_too=False))

    assert found_against(archive) == ([("anchor", "event:5")], None)


def test_a_tail_cut_off_with_its_letter_is_found_by_the_letter(witnessed: tuple[Archive, ChainHead]) -> None:
    archive, letter = witnessed
    archive.tamper(*cutting_off(archive.url, 4), "UPDATE heads SET items = 4", *without_items(5, 6))

    assert found_against(archive) == ([], None)
    assert found_against(archive, letter) == ([("anchor", "event:5")], None)


def test_the_highest_count_that_held_is_told_beside_one_that_did_not(witnessed: tuple[Archive, ChainHead]) -> None:
    archive, letter = witnessed
    early = ChainHead(0, "0" * 64)
    strange = ChainHead(4, "f" * 64)

    assert found_against(archive, letter, early, strange) == ([("anchor", "event:4")], 5)


def test_a_lower_letter_that_differs_is_at_odds_with_the_higher_one_that_holds(
    witnessed: tuple[Archive, ChainHead],
) -> None:
    archive, letter = witnessed
    claims = [Attestation(letter, "god.eml", is_marked=True), Attestation(ChainHead(4, "f" * 64), "falsk.eml")]

    [finding] = archive.store.audit.verify(lambda _done, _all: None, claims).findings

    assert finding.letter == "falsk.eml"
    assert "another letter, which holds" in finding.sentence


def test_a_letter_does_not_vouch_for_a_chain_that_is_broken_before_it(witnessed: tuple[Archive, ChainHead]) -> None:
    archive, letter = witnessed
    archive.tamper("UPDATE custody_events SET agent = 'en anden' WHERE seq = 2")

    assert found_against(archive, letter) == ([("chain", "event:2")], None)


def without_items(*numbers: int) -> list[str]:
    return [
        statement
        for number in numbers
        for statement in (
            f"DELETE FROM octets WHERE sha256 IN (SELECT sha256 FROM items WHERE number = {number})",
            f"DELETE FROM sightings WHERE item = {number}",
            f"DELETE FROM pending WHERE item = {number}",
            f"DELETE FROM items WHERE number = {number}",
        )
    ]


# --- what hangs on no item, and what must add up ---


@pytest.mark.parametrize("table", ["readings", "parts", "outbox"])
def test_rows_of_an_item_that_is_none_are_strays(archive: Archive, table: str) -> None:
    (item,) = taken_in(archive, MAILS[0])
    settle(archive, understood(item, MAILS[0]))

    archive.tamper(f"UPDATE {table} SET item = 99")

    assert ("orphan", f"item:99/{table}") in archive.findings()


def test_a_folder_that_does_not_add_up_is_named(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(MAILS[0])
    archive.round(server)
    archive.tamper("UPDATE folders SET archived = 7 WHERE folder = 'INBOX'")

    assert archive.findings() == [("balance", "mailbox:arkiv/INBOX")]


def test_a_sighting_that_no_round_can_have_seen_is_named(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(MAILS[0])
    archive.round(server)
    archive.clock.advance(minutes=1)
    archive.round(server)
    archive.tamper(
        "INSERT INTO sightings (id, mailbox, folder, uidvalidity, uid, take, state, attempts, seen_at)"
        " SELECT 99, mailbox, folder, uidvalidity, 77, 0, 'seen', 0, seen_at FROM sightings"
    )

    assert archive.findings() == [("balance", "sighting:99")]


def test_a_piece_that_nothing_reaches_names_its_item(five: Archive) -> None:
    five.tamper("INSERT INTO octets (sha256, ordinal, content) SELECT sha256, 7, content FROM octets LIMIT 1")

    assert [kind for kind, _ in five.findings()] == ["checksum"]


def test_a_counter_that_counts_items_nobody_took_in_is_named(five: Archive) -> None:
    five.tamper("UPDATE heads SET items = 1000000000")

    assert five.findings() == [("missing", "head")]


def test_a_head_that_is_gone_is_seen(five: Archive) -> None:
    five.tamper("DELETE FROM heads")

    assert ("chain", "event:1") in five.findings()


def test_an_older_chain_tells_less_and_is_sound(archive: Archive) -> None:
    """What the chain did not say then is no fault: as an archive of the version before looks."""
    server = FakeServer()
    for mail in (*MAILS, a_forward_with_attachment()):
        server.deliver(mail)
    archive.round(server)
    archive.send()
    archive.tamper(*telling_less(archive.url))
    assert archive.findings() == []

    archive.tamper("UPDATE parts SET filename = 'andet' WHERE item = 6 AND path = '3'")
    assert archive.findings() == []
    archive.tamper("DELETE FROM outbox WHERE item = 2")
    assert archive.findings() == [("missing", "item:2/receipt")]


# --- what is encrypted and does not open ---

SUBJECTS = {
    **dict.fromkeys(
        ("readings", "parts", "carriers", "originals", "imports", "incident_reports", "signatures"), "item"
    ),
    "case_acts": "act",
    **dict.fromkeys((table.__tablename__ for table in REGISTERS), "case"),
    "dispositions": "disposition",
    "holds": "hold",
    "erasures": "erasure",
    "outbox": "letter",
    "desk_accounts": "account",
}
"""Whom a row is named by."""
NOT_IN_STORY = {"dispositions.journal", "parts.content_id", "registrations.reason"}
UNATTESTED = {"outbox.mailbox"}
"""Where an answer is looked for."""


def sealed_places() -> Iterator[tuple[str, str]]:
    """Every column that an encrypted archive seals."""
    for table in Base.metadata.sorted_tables:
        yield from ((table.name, column.name) for column in sealed_columns(table))


def test_text_that_does_not_open_is_named_and_hides_nothing_else(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    with an_archive(url, KEY) as archive:
        tell(archive)
        assert archive.findings() == []
        archive.tamper("UPDATE definitions SET text = 'en anden' WHERE version = 1")
        silent = list[str]()
        for table, column in sealed_places():
            if f"{table}.{column}" in UNATTESTED | NOT_IN_STORY:
                continue
            which = f"{column} LIKE '{SEALED}%' OR CAST({column} AS TEXT) LIKE '{KNOWN}%'"
            [(row, was)] = archive.ask(f"SELECT min(rowid), {column} FROM {table} WHERE {which}")
            wrong = was[:12] + (b"AAAA" if isinstance(was, bytes) else "AAAA") + was[16:]
            by_hand(archive, f"UPDATE {table} SET {column} = ? WHERE rowid = ?", wrong, row)
            found = {subject.partition(":")[0] for _, subject in archive.findings()}
            if not {SUBJECTS[table], "definition"} <= found:
                silent.append(f"{table}.{column}: {sorted(found)}")
            by_hand(archive, f"UPDATE {table} SET {column} = ? WHERE rowid = ?", was, row)

        assert "; ".join(silent) == ""


def by_hand(archive: Archive, statement: str, *values: object) -> None:
    """As who owns the database."""
    with closing(sqlite3.connect(archive.url.removeprefix("sqlite:///"))) as lite, lite:
        made = lite.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in made:
            lite.execute(f"DROP TRIGGER {name}")
        lite.execute(statement, values)
        for _, sql in made:
            lite.execute(sql)


KEYS = {
    "INSERT INTO keys VALUES ('item', 99, 'a', 'a', 'a')": ("orphan", "item:99/keys"),
    "INSERT INTO keys VALUES ('case', 99, '', 'a', 'a')": ("orphan", "case:99/keys"),
    "INSERT INTO keys VALUES ('archive', 7, '', 'a', 'a')": ("orphan", "archive:7/keys"),
    "UPDATE keys SET binding = 'a' WHERE scope = 'item' AND number = 2": ("chain", "item:2/keys"),
    "UPDATE keys SET wrapped = 'AAAA' WHERE scope = 'item' AND number = 2": ("checksum", "item:2/keys"),
    "UPDATE keys SET master = 'a' WHERE scope = 'item' AND number = 2": ("checksum", "item:2/keys"),
    "UPDATE keys SET wrapped = 'AAAA' WHERE scope = 'archive'": ("checksum", "archive:0/keys"),
    "DELETE FROM keys WHERE scope = 'item' AND number = 2": ("missing", "item:2/keys"),
    "DELETE FROM keys WHERE scope = 'archive'": ("missing", "archive:0/keys"),
    "UPDATE heads SET sealed_at = NULL": ("chain", "head"),
}


@pytest.mark.parametrize("statement", KEYS)
def test_a_key_that_is_not_as_it_should_be_is_named(database_url: str, statement: str) -> None:
    with an_archive(database_url, KEY) as archive:
        lease = archive.lease()
        for uid, mail in enumerate(MAILS, start=1):
            archive.store.accessions.accession(lease, [a_message(uid, mail)], archive.clock())
        seal_past(archive.store, archive.clock)
        assert archive.findings() == []
        archive.tamper(statement)

        found = [(one.kind, one.subject) for one in nightly(archive)]

    assert found == [KEYS[statement]]


def test_an_archive_that_is_not_encrypted_has_no_key(five: Archive) -> None:
    five.tamper("INSERT INTO keys VALUES ('archive', 0, '', 'a', 'a')")

    assert five.findings() == [("orphan", "archive:0/keys")]


def nightly(archive: Archive) -> tuple[Finding, ...]:
    """What is found of all that hangs on no item."""
    return archive.store.audit.verify(lambda _done, _all: None, among=()).findings
