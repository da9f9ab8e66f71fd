"""What must never be in a weekly letter, an alarm or a log line: anything that anybody wrote, or who anybody is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from email import message_from_bytes
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Table, func, insert, select, update
from structlog.testing import capture_logs

from archiver.core.language import Language
from archiver.core.letters import digest_text
from archiver.core.records import AlarmKind, IsoWeek, Letter, MessageKey
from archiver.core.silence import Watched
from archiver.edges.store import Store, Telling, defence
from archiver.edges.store.cases import Doing
from archiver.edges.tables import Base, Instant, SafeText
from archiver.errors import LetterRefused, StoreRefused
from archiver.jobs.receipts import send_due, write_alarms
from archiver.jobs.watchdog import Watchdog
from archiver.jobs.weekly import Officer, issue
from tests.builders import a_forward_with_attachment, a_letter
from tests.core.test_register import WRITTEN
from tests.fakes import COPENHAGEN, OFFICER, SIGNER, Archive, FakeServer, Fate, a_correspondence

CANARY = "kanarie"
WEEK = IsoWeek(2026, 47)
WITNESS = "vidne@kommune.example"
OFFICE = Officer(OFFICER, 1, time(7), COPENHAGEN, copies_to=(WITNESS,))
ARKIV = Watched("arkiv", ("INBOX",), 60)

SPOKEN = {
    ("alarms", "kind"): "a fixed word",
    ("cases", "reference"): "our own signed reference, which letters may name",
    ("outbox", "message_id"): "of the letter itself",
    ("outbox", "facts"): "which alarm, by its number",
    ("outbox", "kind"): "a fixed word",
}
"""Columns that letters rest on: what stands in them is ours, whoever writes to us."""
FIXED = {
    "state",
    "kind",
    "step",
    "scope",
    "outcome",
    "provenance",
    "confidence",
    "choice",
    "standing",
    "client",
    "date_zone",
    "verdict",
    "depot",
    "name",
}
"""Columns that a constraint keeps to our own words, or to names that we made (of a depot, of a replica)."""


def told_by(letters: Iterable[Letter]) -> str:
    """Everything that a reader of the letters could see, headers and both texts, in small letters."""
    pieces: list[str] = []
    for letter in letters:
        pieces.append(letter.octets.decode("utf-8", "replace"))
        for part in message_from_bytes(letter.octets).walk():
            content = part.get_payload(decode=True)
            pieces.append(content.decode("utf-8", "replace") if isinstance(content, bytes) else "")
    return "\n".join(pieces).lower()


def everything_told(archive: Archive) -> str:
    """A weekly letter with its copy, each alarm begun and over, both languages, and the log of making them."""
    watched = Store.of(archive.store.database, SIGNER, telling=Telling({"arkiv": ("INBOX",)}))
    clock, name, texts = archive.clock, archive.policy.message_id, list[str]()
    with capture_logs() as log:
        Watchdog(watched, (ARKIV,), lambda: {"a": 1}, 2, clock, lambda: 0.0).look()
        issue(watched, OFFICE, WEEK, name, clock)
        write_alarms(watched, lambda _: (OFFICER,), name, clock)
        send_due(watched, archive.post, a_correspondence(archive.policy), clock)
    languages: tuple[Language, ...] = ("da", "en")
    for language in languages:
        we = replace(a_correspondence(archive.policy), language=language)
        texts.append(digest_text(watched.letters.preview(WEEK, OFFICER, clock()), we, clock()))
    ours = [letter for letter in archive.post.letters if letter.message_id.startswith(("<digest", "<alarm"))]
    assert len(ours) > 2
    return told_by(ours) + "\n".join(texts).lower() + str(log).lower()


def open_every_alarm(archive: Archive, *subjects: str) -> None:
    for kind in AlarmKind:
        for subject in subjects:
            archive.store.ledger.raise_alarm(kind, subject, archive.clock(), count=3)


def test_a_canary_in_every_field_of_a_mail_and_around_it_never_sings(archive: Archive) -> None:
    server = FakeServer(folders=("INBOX", f"{CANARY} Jensens mails"))
    server.deliver(
        a_forward_with_attachment(
            enclosed=(
                f"From: {CANARY} <{CANARY}@udbyder.example>\r\nTo: {CANARY}.to@kommune.example\r\n"
                f"Subject: {CANARY} inderst\r\nMessage-ID: <{CANARY}@udbyder.example>\r\n\r\n{CANARY} ord\r\n"
            ).encode(),
            subject=f"{CANARY} emne",
            sender=f"{CANARY} <{CANARY}@kommune.example>",
            filename=f"{CANARY}.png",
        )
    )
    server.deliver(
        a_letter(message_id="<2@kommune.example>", body=f"Fra: {CANARY}@x.example\r\nEmne: {CANARY}\r\n\r\n{CANARY}"),
        f"{CANARY} Jensens mails",
    )
    server.deliver(a_letter(message_id="<3@udbyder.example>", sender=f"{CANARY}@udbyder.example"))
    archive.round(server)
    archive.post.fates.append(Fate(arrives=False, error=LetterRefused(f"550 5.1.1 <{CANARY}@kommune.example> unknown")))
    archive.send()
    open_every_alarm(archive, "mailbox:arkiv/INBOX", f"mailbox:arkiv/{CANARY} Jensens mails", "item:1")

    told = everything_told(archive)

    assert "modtaget: 3" in told
    assert CANARY not in told


def test_neither_log_nor_custody_names_a_folder_or_an_address(archive: Archive) -> None:
    folder, address = f"{CANARY} Jensen", f"arkiv@{CANARY}.example"
    server = FakeServer(folders=("INBOX", folder))
    server.deliver(a_letter(), folder)
    archive.round(server)
    seconds = [0.0]
    watched = (Watched("arkiv", ("INBOX", folder), 60), Watched(address, ("INBOX",), 60))
    dog = Watchdog(archive.store, watched, dict, 1, archive.clock, lambda: seconds[0])
    with capture_logs() as log:
        for _ in range(20):
            archive.clock.advance(minutes=1)
            seconds[0] += 60
            dog.look()
            archive.round(FakeServer())
    archive.store.ledger.note_lost(
        archive.lease(), [MessageKey("arkiv", folder, 1, 1)], archive.clock(), "gone"
    )  # fmt: skip

    told = str(log) + str(archive.ask("SELECT subject, detail FROM custody_events"))
    assert ("alarm raised" in told, "folder-" in told) == (True, True)
    assert CANARY not in told


def test_a_canary_in_every_text_of_the_database_never_sings(archive: Archive) -> None:
    server = FakeServer()
    case = archive.store.cases.open(Doing("operator", archive.clock()), 2026)
    server.deliver(a_forward_with_attachment(subject=f"Sv: [{case}]"))
    server.deliver(a_letter(message_id="<2@kommune.example>"))
    archive.round(server)
    open_every_alarm(archive, "item:1", CANARY, f"mailbox:{CANARY}", f"mailbox:{CANARY}@kommune.example/{CANARY}")

    fill_every_table(archive)
    refused = put_canaries_everywhere(archive)
    told = everything_told(archive)

    assert str(case).lower() in told
    assert CANARY not in told
    assert {column for _, column in refused} <= FIXED
    assert len(set(texts()) - refused) > 70


def test_a_case_that_only_tells_of_legitimate_criticism_is_not_named(archive: Archive) -> None:
    server, names = FakeServer(), [["KRI"], ["KRI", "TRU"], [], None]
    cases = [archive.store.cases.open(Doing("operator", archive.clock()), 2026) for _ in names]
    for number, case in enumerate(cases):
        server.deliver(a_letter(message_id=f"<{number}@kommune.example>", subject=f"[{case}]"))
    archive.round(server)
    for place, categories in enumerate(names):
        if categories is not None:
            register(archive, str(cases[place]), ["TRU"] if categories == ["KRI"] else ["KRI"])
            register(archive, str(cases[place]), categories)

    told = archive.store.letters.preview(WEEK, OFFICER, archive.clock())

    assert told.cases == tuple(sorted(cases[1:], key=lambda case: case.number))
    assert (told.new, sum(told.by_strength.values())) == (4, 3)


def register(archive: Archive, case: str, categories: list[str]) -> None:
    written = replace(WRITTEN, categories=tuple(categories))
    archive.store.registers.write(case, written, "operator", archive.clock())


# --- canaries everywhere ---


def texts() -> Iterator[tuple[str, str]]:
    """Every column of free text in the schema."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SafeText):
                yield table.name, column.name


def fill_every_table(archive: Archive) -> None:
    """A made-up row in each table that has none."""
    with archive.store.database.writing() as connection:
        defence.remove(connection)
        for table in Base.metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is None:
                connection.execute(insert(table), made_up(connection, table))


def made_up(connection: Connection, table: Table) -> dict[str, Any]:
    return {
        column.name: _value(connection, column)
        for column in table.columns
        if not (column.primary_key and column.name == "id" and column.autoincrement)
    }


def _value(connection: Connection, column: Column[Any]) -> Any:
    if (column.table.name, column.name) in _GIVEN_THERE:
        return _GIVEN_THERE[column.table.name, column.name]
    if column.name in _GIVEN or column.nullable:
        return _GIVEN.get(column.name)
    for key in column.foreign_keys:
        return connection.scalar(select(func.max(key.column)))
    length = getattr(column.type, "length", None) or 64
    return next((value for kind, value in _BY_TYPE if isinstance(column.type, kind)), "c" * min(length, 64))


_GIVEN = {"kind": "file", "state": "read", "weaker": 1, "last_item": 0, "scope": "case", "master": "0" * 16}
_GIVEN_THERE: dict[tuple[str, str], object] = {
    ("dispositions", "step"): "proposed",
    ("dispositions", "name"): "a" * 16,
    ("dispositions", "number"): 1,
    ("dispositions", "outcome"): "dispose",
    ("erasures", "disposition"): "a" * 16,
    ("holds", "kind"): "legal",
    ("holds", "number"): 1,
    ("case_deadlines", "due_on"): "2026-11-01",
    ("case_deadlines", "state"): "running",
    ("case_information", "entry"): 1,
    ("case_information", "status"): "OPLYST",
    ("case_limits", "endless_because"): "c",
    ("scans", "verdict"): "clean",
    ("probes", "reference"): "a" * 32,
}
_BY_TYPE = (
    (Instant, datetime(2026, 11, 1, tzinfo=UTC)),
    (Boolean, False),
    (Integer, 1),
    (LargeBinary, b"x"),
    (SafeText, "[]"),
)


def put_canaries_everywhere(archive: Archive) -> set[tuple[str, str]]:
    """In every row; gives the columns that refused one, since they take fixed words alone."""
    refused = set[tuple[str, str]]()
    with archive.store.database.writing() as connection:
        defence.remove(connection)
    for table, column in set(texts()) - SPOKEN.keys():
        try:
            _put_canaries(archive, Base.metadata.tables[table], column)
        except StoreRefused:
            refused.add((table, column))
    with archive.store.database.writing() as connection:
        defence.install(connection)
    return refused


def _put_canaries(archive: Archive, table: Table, column: str) -> None:
    with archive.store.database.writing() as connection:
        for number, row in enumerate(connection.execute(select(table)).mappings().all()):
            this = [one == row[one.name] for one in table.primary_key.columns]
            connection.execute(update(table).where(*this).values({column: _with_canary(row[column], number)}))


def _with_canary(text: str | None, number: int) -> str:
    """In JSON as JSON of the same kind, so that whoever reads it finds the canary and not a fault."""
    if text and CANARY in text:
        return text
    if text and text.startswith("{"):
        return json.dumps({CANARY: [1]} | {key: value for key, value in json.loads(text).items() if key != "fate"})
    if text and text.startswith("["):
        return json.dumps([CANARY])
    return f"{CANARY} {number}"
