"""An archive of a million items is as quick as a small one: what the product asks, an index answers.

The statements are those that the product really sends to its database while it does the work of a day, so that a new
question without an index fails here by itself. What must read everything is not among that work: `verify` and the
nightly check, `backup`, `restore`, the encryption of what lay open, and the migrations.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, make_url
from typer.testing import CliRunner

from archiver.bell import Bell
from archiver.cli.app import app
from archiver.config import Settings
from archiver.core.records import IsoWeek, ItemState
from archiver.edges.tables import Base
from archiver.service import commands, daemon
from archiver.service.wiring import Archive, now, opened
from benchmarks.mix import Mailbox
from benchmarks.synthetic import Pattern, build
from tests.builders import a_letter
from tests.fakes import InProcessReader
from tests.patterns import a_pattern
from tests.services.dovecot import Dovecot, MailUser
from tests.services.smtp import SmtpSink

FEW, MANY = 1_000, 3_000
"""Items stored. Whatever is asked at both is asked of as many new ones."""

TELLS = 100
"""Rows of a table from which on PostgreSQL's planner has something to choose."""

STAYS_SMALL = {
    **dict.fromkeys(("heads", "fixity"), "one row"),
    **dict.fromkeys(("leases", "folders"), "as many as mailboxes and their folders"),
    **dict.fromkeys(("digest_issues", "stamp_requests", "stamps"), "a few a week"),
    **dict.fromkeys(("definitions", "dispositions", "holds"), "what persons decided"),
    **dict.fromkeys(("desk_accounts", "desk_sessions", "desk_purposes", "desk_attempts"), "who signs in, and lately"),
    "desk_forms": "the forms of three days",
    "case_grants": "what persons decided",
    "alarms": "what went wrong",
    "replicas": "the daemons that are at work",
    "pending": "what waits to be read",
}
"""Tables that may be read from end to end, and why: none has a row for each item."""

OF_WHAT_WAITS = {
    **dict.fromkeys(("ix_outbox_waiting", "ix_outbox_not_sent_to", "ix_outbox_held_back"), "letters that wait"),
    **dict.fromkeys(("ix_outbox_failed", "ix_readings_quarantined"), "what failed"),
    **dict.fromkeys(("ix_outbox_alarms", "ix_outbox_digest"), "letters about the archive itself"),
    **dict.fromkeys(("ix_readings_erased", "ix_erasures_unfinished"), "what was disposed of"),
    "ix_sightings_open": "what is not moved yet",
    "ix_search_documents_due": "what waits to be found by its words",
    "ix_filings_unassigned": "what the archive officer looks through, a page at a time",
    "ix_filings_external": "the same",
    "ix_cases_open": "cases that somebody works on",
}
"""Partial indexes that may be read from end to end, and of which rows they are."""

READS_ON = {
    r"^SELECT sightings\.id, sightings\.mailbox, sightings\.folder FROM sightings ORDER BY sightings\.id DESC LIMIT":
        "the newest sighting, and no other",
    r"FROM items WHERE items\.number > .* ORDER BY items\.number\s+LIMIT":
        "a page of the list of all items",
    r"FROM cases WHERE cases\.id > .* ORDER BY cases\.id\s+LIMIT":
        "a page of the list of all cases",
    r"max\((incidents|filings|outbox)\.id\)": "the end of an index",
    r"FROM keys\s+LIMIT": "whether there is any",
    r"^SELECT filings\.case_id, min\(items\.committed_at\)": "what the open cases hold, for their deadlines",
}  # fmt: skip
"""Questions that a planner answers by going along a table, and why they end soon."""

GROW_WITH = {
    r"count\(\*\) AS count_1 FROM sightings WHERE sightings\.mailbox = .* AND sightings\.state = 'moved'":
        "the moves of a mailbox, counted in an index when a process first looks at its archive folder",
    r"sightings\.archive_uid FROM sightings WHERE sightings\.mailbox = .* sightings\.archive_uid IS NOT NULL":
        "the list of the archive folder, which is held against the server's own",
}  # fmt: skip
"""Questions whose work may grow with the archive, and why."""


# --- the work of a day --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Listener:
    """What is sent to a database, and how much work each statement was to SQLite."""

    asked: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Each statement once, without the lengths of its lists: as it was, with values."""
    steps: Counter[str] = field(default_factory=Counter)
    """Instructions of SQLite's machine, in hundreds."""
    _now: dict[int, str] = field(default_factory=dict)

    @contextmanager
    def listening(self) -> Iterator[None]:
        event.listen(Engine, "before_cursor_execute", self._hear)
        event.listen(Engine, "connect", self._watch)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", self._hear)
            event.remove(Engine, "connect", self._watch)

    def _hear(self, connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        name = named(statement)
        self._now[id(connection.connection.dbapi_connection)] = name
        self.asked.setdefault(name, (statement, values[0] if many else values))

    def _watch(self, dbapi_connection: Any, _record: object) -> None:
        if hasattr(dbapi_connection, "set_progress_handler"):
            place = id(dbapi_connection)
            self._now[place] = "before anything is asked"  # whose place it has may have been another's
            dbapi_connection.set_progress_handler(lambda: self.steps.update([self._now.get(place, "")]), 100)


def named(statement: str) -> str:
    """A statement without what differs from one time to the next."""
    one_line = re.sub(r"\s+", " ", statement)
    return re.sub(r"\((\?|%\(\w+\)s(::\w+)?)(, (\?|%\(\w+\)s(::\w+)?))*\)", "(…)", one_line)


def settings(place: Path, url: str, dovecot: Dovecot, user: MailUser, smtp_port: int) -> Settings:
    return Settings.model_validate(
        {
            "archive": {
                "organisation": "Prøve Kommune",
                "own_domains": ["kommune.example"],
                "data_directory": str(place),
            },
            "mailbox": [
                {
                    "name": "arkiv",
                    "address": "arkiv@kommune.example",
                    "host": dovecot.host,
                    "port": dovecot.port,
                    "tls": "none",
                    "username": user.name,
                    "password": user.password,
                }
            ],
            "database": {"url": url},
            "smtp": {"host": "127.0.0.1", "port": smtp_port, "tls": "none"},
            "officer": {"name": "Arkivansvarlig", "address": "officer@kommune.example"},
            "cases": {"otherwise": "new_case", "single_open_case": "same_sender"},
            "receipts": {"enabled": True, "burst": 2},
        }
    )


def letters() -> Iterator[bytes]:
    """Of every kind: forwards, attached mails, a repeated one, many of one sender, an outsider's, answers."""
    yield from Mailbox("10k", 12).letters()
    for number in range(4):
        yield a_letter(sender="Kollega <k.1@kommune.example>", message_id=f"<m{number}@kommune.example>")
    yield a_letter(sender="Borger <borger@udbyder.example>", message_id="<b@udbyder.example>")
    yield a_letter(message_id="<svar@kommune.example>", headers=(("In-Reply-To", "<m1@kommune.example>"),))


def a_day(archive: Archive, deliver: Callable[[bytes], None]) -> None:
    """Rounds with mail and without, receipts, a weekly letter, what the daemon looks after, and what people ask."""
    for octets in letters():
        deliver(octets)
    for _ in range(2):
        assert all(not report.troubles for report in commands.ingest(archive, (), lambda _name, _count: None))
    commands.post(archive)
    one = daemon.Daemon(archive, Bell(), InProcessReader(), rereader=InProcessReader())
    one._scheduler, watchdog = one._schedule(), one._watching()
    for _ in range(2):
        watchdog.look()
    archive.store.letters.issue(IsoWeek(2026, 2), "officer@kommune.example", {"officer@kommune.example": "<u>"}, now())
    one.issue_digests()
    one.post()
    one.carry_out_disposals()
    archive.store.signatures.due(now(), 50)
    archive.store.letters.flow_again(now() - timedelta(days=1), now(), 3)
    commands.digest(archive, commands.last_week(archive))
    archive.store.disposals.reviews(daemon_plan(archive), now())
    for state in ItemState:
        next(archive.store.catalogue.items(state=state), None)


def daemon_plan(archive: Archive) -> Any:
    from archiver.service.wiring import plan_of  # noqa: PLC0415

    return plan_of(archive.settings)


COMMANDS = (
    *("status", "status --json", "case list --limit 20", "case list --json --limit 20", "item list --limit 20"),
    *("item list --json --limit 20", "item list --after 500 --limit 5", "item list --state unassigned"),
    *("item list --state external", "quarantine list", "outbox list", "digest", "item show 900", "item why 900"),
)


def a_config(place: Path, url: str, dovecot: Dovecot, user: MailUser, smtp_port: int) -> Path:
    (place / "password").write_text(user.password)
    text = f"""
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]
data_directory = "{place}"
[database]
url = "{url.replace("+psycopg", "")}"
[smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
[officer]
name = "Arkivansvarlig"
address = "officer@kommune.example"
[[mailbox]]
name = "arkiv"
address = "arkiv@kommune.example"
host = "{dovecot.host}"
port = {dovecot.port}
tls = "none"
username = "{user.name}"
password_file = "password"
"""
    (place / "config.toml").write_text(text)
    return place / "config.toml"


def listened_to(place: Path, url: str, pattern: Pattern, size: int, dovecot: Dovecot, sink: SmtpSink) -> Listener:
    """What a day asks of an archive of a size."""
    build(pattern, url, place, size, datetime.now(UTC))
    user, listener = dovecot.new_user(), Listener()
    with listener.listening():
        with opened(settings(place, url, dovecot, user, sink.port), acting="archiver") as archive:
            a_day(archive, lambda octets: dovecot.deliver(user, octets))
        config = a_config(place, url, dovecot, user, sink.port)
        for command in COMMANDS:
            done = CliRunner().invoke(app, ["--config", str(config), *command.split()], catch_exceptions=False)
            assert done.exit_code == 0, f"{command}: {done.output}"
    return listener


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Pattern:
    """A hundred mails that came in the long way."""
    return a_pattern(tmp_path_factory.mktemp("pattern"))


# --- its plans ----------------------------------------------------------------------------------------------------


def test_no_question_of_a_day_reads_a_table_that_grows_from_end_to_end(
    database_url: str, pattern: Pattern, tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    listener = listened_to(tmp_path, database_url, pattern, MANY, dovecot, smtp_sink)
    explain = in_sqlite if database_url.startswith("sqlite") else in_postgresql

    found = [
        f"{', '.join(scans)}: {name}"
        for name, scans in explain(database_url, listener.asked)
        if scans and not any(re.search(known, name) for known in READS_ON)
    ]

    assert len(listener.asked) > 150, "it has listened"
    assert not found, "\n".join(found)


def in_sqlite(url: str, asked: dict[str, tuple[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """What each statement goes through from end to end."""
    import sqlite3  # noqa: PLC0415

    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    for name, (statement, values) in asked.items():
        if name.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            yield name, [line for line in plan if _is_scan(line, _aliases(name))]
    connection.close()


def _is_scan(line: str, aliases: dict[str, str]) -> bool:
    found = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", line)
    if found is None:
        return False
    table = aliases.get(found[1], found[1])
    return table in Base.metadata.tables and table not in STAYS_SMALL and found[2] not in OF_WHAT_WAITS


def _aliases(name: str) -> dict[str, str]:
    return {alias: table for table, alias in re.findall(r"(?:FROM|JOIN|,) (\w+) AS (\w+)", name)}


def in_postgresql(url: str, asked: dict[str, tuple[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """The same of a planner that has seen how many rows there are, and takes an index wherever there is one."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("SET enable_seqscan = off")
        rows = connection.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'").fetchall()
        large = {table for table, count in rows if table in Base.metadata.tables and count >= TELLS}
        for name, (statement, values) in asked.items():
            if name.startswith(("SELECT", "UPDATE", "DELETE")) and "pg_" not in name:
                row = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode(), values).fetchone()
                assert row is not None
                told = row[0] if isinstance(row[0], list) else json.loads(row[0])
                yield name, list(_scans(told[0]["Plan"], frozenset(large), ends_soon=False))


def _scans(node: dict[str, Any], large: frozenset[str], *, ends_soon: bool) -> Iterator[str]:
    """Nodes that go through a whole table, or a whole index that has an entry for each of its rows."""
    kind, table, index = node["Node Type"], node.get("Relation Name", ""), node.get("Index Name", "")
    grows = table in large - STAYS_SMALL.keys()
    whole = kind == "Seq Scan" or (kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node)
    if grows and whole and index not in OF_WHAT_WAITS and not (index and ends_soon):
        yield f"{kind} {table} {index}"
    soon = kind == "Limit" or (ends_soon and kind not in {"Sort", "Aggregate", "Hash", "Materialize"})
    for below in node.get("Plans", ()):
        yield from _scans(below, large, ends_soon=soon)


# --- its work -----------------------------------------------------------------------------------------------------


def test_no_statement_of_a_day_is_more_work_when_more_is_stored(
    pattern: Pattern, tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    """Triggers and references are part of that work; lists of everything end after a page."""
    few, many = (tmp_path / "few", tmp_path / "many")
    steps = []
    for place, size in ((few, FEW), (many, MANY)):
        place.mkdir()
        steps.append(listened_to(place, f"sqlite:///{place / 'a.db'}", pattern, size, dovecot, smtp_sink).steps)

    grown = [
        f"{steps[0][name]} and then {count}: {name}"
        for name, count in steps[1].items()
        if count > 1.5 * steps[0][name] + 20 and not any(re.search(known, name) for known in GROW_WITH)
    ]

    assert sum(steps[1].values()) > 1_000, "it has counted"
    assert not grown, "\n".join(grown)
