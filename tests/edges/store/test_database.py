"""The database as a place: its schema, its pragmas, its refusals, and that no error carries what was stored."""

import gc
import os
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from errno import EIO
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, make_url, select, text

from archiver.core import reading
from archiver.core.records import (
    Address,
    AlarmKind,
    Filing,
    IsoWeek,
    ItemState,
    Octets,
    Reading,
    ReceiptDecision,
    Unreadable,
)
from archiver.edges.store.cases import Doing
from archiver.edges.store.casework import Settled, Verdict
from archiver.edges.store.database import Database, is_far, migrations_folder, server_arguments
from archiver.edges.tables import SCHEMA_VERSION, Base, Instant, SafeText, safe_text
from archiver.errors import ArchiverError, SchemaMismatch, StoreRefused, StoreUnavailable
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import Archive, Shelf, a_message
from tests.faults import disk
from tests.services.postgres import Postgres

CANARY = "kanariefugl@kommune.example"


@contextmanager
def opened(url: str, busy_seconds: float = 30.0) -> Iterator[Database]:
    database = Database(url, busy_seconds=busy_seconds)
    try:
        yield database
    finally:
        database.close()


# --- schema ---


def test_the_schema_after_all_migrations_is_the_one_the_code_describes(database_url: str) -> None:
    with opened(database_url) as database:
        database.upgrade()
        with database.reading() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "compare_server_default": True,
                    # the tables of SQLite's full-text index: it makes and names them itself
                    "include_name": lambda name, kind, _: kind != "table" or not name.startswith("search_words"),
                    # which PostgreSQL has in its place
                    "include_object": lambda _, name, kind, *__: kind != "index" or name != "ix_search_documents_words",
                },
            )
            differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_every_constraint_of_the_code_is_in_the_database(database_url: str) -> None:
    with opened(database_url) as database:
        database.upgrade()
        with database.reading() as connection:
            found = {
                table: {check["name"] for check in inspect(connection).get_check_constraints(table)}
                for table in Base.metadata.tables
            }

    described = {
        name: {str(one.name) for one in table.constraints if type(one).__name__ == "CheckConstraint"}
        for name, table in Base.metadata.tables.items()
    }
    assert found == described
    assert sum(map(len, described.values())) > 20


def test_the_schema_version_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(migrations_folder()))

    assert scripts.get_heads() == [SCHEMA_VERSION]


def test_an_upgrade_done_twice_is_done_once_and_keeps_everything(database_url: str) -> None:
    with opened(database_url) as database:
        assert database.version() is None
        database.upgrade()
        with database.writing() as connection:
            connection.execute(text("UPDATE heads SET items = 7"))
        database.upgrade()
        with database.reading() as connection:
            assert connection.scalar(text("SELECT items FROM heads")) == 7
        assert database.version() == SCHEMA_VERSION
        database.require_current()


def test_an_empty_database_is_refused_with_what_to_do(database_url: str) -> None:
    with opened(database_url) as database, pytest.raises(SchemaMismatch, match="archiver db upgrade"):
        database.require_current()


@pytest.mark.parametrize("refused", [Database.require_current, Database.upgrade])
def test_a_schema_of_another_version_is_refused_with_a_sentence(
    archive: Archive, refused: Callable[[Database], None]
) -> None:
    archive.tamper("UPDATE alembic_version SET version_num = '9999'")
    try:
        with opened(archive.url) as database, pytest.raises(SchemaMismatch, match=r"schema 9999.*newer"):
            refused(database)
    finally:
        archive.tamper(f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION}'")


def test_an_upgrade_that_fails_half_way_leaves_nothing(database_url: str) -> None:
    with opened(database_url) as database:
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE sightings (other INTEGER)"))

        with pytest.raises((StoreUnavailable, StoreRefused)):
            database.upgrade()

        with database.reading() as connection:
            assert inspect(connection).get_table_names() == ["sightings"]


def test_many_who_open_a_new_file_at_once_wait_for_the_one_that_begins_its_log(tmp_path: Path) -> None:
    failures = list[BaseException]()

    def look(url: str, together: threading.Barrier) -> None:
        with opened(url) as database:
            together.wait(30)
            try:
                database.version()
            except ArchiverError as error:
                failures.append(error)

    for number in range(40):
        new = (f"sqlite:///{tmp_path / str(number)}.sqlite", threading.Barrier(6))
        threads = [threading.Thread(target=look, args=new) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert failures == []


def test_many_who_upgrade_an_empty_database_at_once_all_succeed(database_url: str) -> None:
    together, failures = threading.Barrier(6), list[BaseException]()

    def work() -> None:
        with opened(database_url) as database:
            together.wait(30)
            try:
                database.upgrade()
                database.require_current()
            except ArchiverError as error:
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with opened(database_url) as database, database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM heads")) == 1


# --- SQLite ---


def test_every_pooled_connection_has_the_pragmas(sqlite: Archive) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "busy_timeout": 10_000,
    }
    database = sqlite.store.database

    for how in (database.reading, database.reading, database.writing, database.reading_anew):
        with how() as connection:
            assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


def test_at_rest_no_connection_stays_open_but_those_in_use(sqlite: Archive) -> None:
    database = sqlite.store.database

    def opened() -> int:
        return sum(one.resolve() == database.file for one in Path("/proc/self/fd").iterdir())

    with database.reading() as connection:
        events = connection.scalar(text("SELECT events FROM heads"))
        database.let_rest()
        assert opened() == 1
        sqlite.store.cases.open(Doing("operator", sqlite.clock()), 2026)
        assert connection.scalar(text("SELECT events FROM heads")) == events, "it reads on in its transaction"
    database.let_rest()
    gc.collect()  # as the daemon does next: what was in use went back to a pool that nobody has any more
    assert opened() == 0

    with database.reading() as connection:
        assert connection.scalar(text("SELECT events FROM heads")) > events


def test_the_folder_of_a_database_is_known_only_for_a_file(sqlite: Archive) -> None:
    assert sqlite.store.database.folder == Path(sqlite.url.removeprefix("sqlite:///")).parent
    assert sqlite.store.database.clock() is None


def test_a_server_is_never_connected_to_more_often_than_it_was_said(postgres: Postgres) -> None:
    database = Database(postgres.new_database(), connections=6)
    most, over = 0, threading.Event()
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'archiver' AND datname = current_database()"

    def look_on() -> None:
        nonlocal most
        with psycopg.connect(database.url.set(drivername="postgresql").render_as_string(False), autocommit=True) as eye:
            while not over.is_set():
                [found] = eye.execute(count).fetchone() or [0]
                most = max(most, found)

    def work(number: int) -> None:
        doors = (database.writing, database.reading, database.reading_anew, partial(database.writing, haste=True))
        with doors[number % 4]() as connection:
            connection.execute(text("SELECT pg_sleep(0.05)"))

    onlooker = threading.Thread(target=look_on)
    onlooker.start()
    with ThreadPoolExecutor(24) as pool:
        list(pool.map(work, range(48)))
    over.set()
    onlooker.join()
    database.close()

    assert 4 <= most <= 6


def test_when_all_connections_are_in_use_for_too_long_it_is_told_what_to_raise(postgres: Postgres) -> None:
    database = Database(postgres.new_database(), connections=4, busy_seconds=0.2)

    with database.reading(), pytest.raises(StoreUnavailable, match=r"\[database\] connections"), database.reading():
        pytest.fail("there is no second one")
    database.close()


def test_a_server_has_no_folder_of_ours(postgres: Postgres) -> None:
    with opened(postgres.new_database()) as database:
        assert database.folder is None


def test_a_missing_directory_is_unavailable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / CANARY / 'archive.sqlite'}"

    with opened(url) as database, pytest.raises(StoreUnavailable) as caught:
        database.upgrade()

    assert CANARY not in _told(caught.value)


def test_a_directory_in_place_of_the_file_is_unavailable(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}") as database, pytest.raises(StoreUnavailable):
        database.version()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").write_bytes(CANARY.encode() * 100)

    with opened(f"sqlite:///{tmp_path / 'archive.sqlite'}") as database, pytest.raises(StoreUnavailable) as caught:
        database.version()

    assert CANARY not in _told(caught.value)


def test_a_locked_database_is_unavailable_and_works_again_afterwards(sqlite: Archive) -> None:
    other = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with opened(sqlite.url, busy_seconds=0.1) as database:
        with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"), database.writing():
            pytest.fail("got in")
        with database.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM items")) == 0
        other.execute("ROLLBACK")
        other.close()
        with database.writing() as connection:
            assert connection.scalar(text("SELECT count(*) FROM items")) == 0


def test_a_full_database_is_unavailable_and_nothing_of_the_batch_is_in_it(sqlite: Archive) -> None:
    big = a_message(1, CANARY.encode() + os.urandom(3 << 20))
    with sqlite.store.database.reading() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages + 20}"))
    lease = sqlite.lease()

    with pytest.raises(StoreUnavailable, match="SQLITE_FULL") as caught:
        sqlite.store.accessions.accession(lease, [big], sqlite.clock())

    assert CANARY not in _told(caught.value)
    with sqlite.store.database.reading() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert sqlite.ask("SELECT count(*) FROM items") == [(0,)]
    sqlite.store.accessions.accession(lease, [big], sqlite.clock())
    assert sqlite.sound()


def test_a_database_that_may_not_be_written_is_unavailable(sqlite: Archive) -> None:
    url = f"sqlite:///file:{sqlite.url.removeprefix('sqlite:///')}?mode=ro&uri=true"

    def write(database: Database) -> None:
        with database.writing() as connection:
            connection.execute(text("UPDATE heads SET items = 7"))

    with opened(url) as database, pytest.raises(StoreUnavailable, match="SQLITE_READONLY"):
        write(database)

    assert sqlite.ask("SELECT items FROM heads") == [(0,)]


@pytest.fixture
def sqlite(tmp_path: Path, shelf: Shelf) -> Iterator[Archive]:
    with Archive.opened(shelf.sqlite(tmp_path / "archive.sqlite")) as archive:
        yield archive


# --- PostgreSQL ---


def test_a_stopped_server_is_unavailable_and_comes_back_by_itself(postgres: Postgres) -> None:
    with Archive.opened(postgres.new_database()) as archive:
        lease = archive.lease()
        postgres.stop()
        try:
            with pytest.raises(StoreUnavailable) as caught:
                archive.store.accessions.accession(lease, [a_message(1, CANARY.encode())], archive.clock())
        finally:
            postgres.start()

        assert CANARY not in _told(caught.value)
        archive.store.accessions.accession(lease, [a_message(1, CANARY.encode())], archive.clock())
        assert archive.sound()


def test_a_connection_to_a_server_that_became_read_only_is_not_kept(postgres: Postgres) -> None:
    url = postgres.new_database()
    name = make_url(url).database
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as owner, opened(url) as database:
        owner.execute("CREATE TABLE notes (words text)")
        owner.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
        with pytest.raises(StoreUnavailable, match="25006"), database.writing() as connection:
            connection.execute(text("INSERT INTO notes VALUES ('early')"))
        owner.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'.encode())

        with database.writing() as connection:
            connection.execute(text("INSERT INTO notes VALUES ('late')"))

        assert owner.execute("SELECT words FROM notes").fetchall() == [("late",)]


def test_a_view_of_the_data_does_not_change_while_it_is_looked_at(archive: Archive) -> None:
    count = text("SELECT count(*) FROM items")
    with archive.store.database.reading() as connection:
        before = connection.scalar(count)
        archive.store.accessions.accession(archive.lease(), [a_message(1, b"x")], archive.clock())

        assert connection.scalar(count) == before

    with archive.store.database.reading() as connection:
        assert connection.scalar(count) == 1


def test_the_clock_of_the_server_is_told(postgres: Postgres) -> None:
    with opened(postgres.new_database()) as database:
        moment = database.clock()

    assert moment is not None
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=5)


def test_a_commit_is_on_the_servers_disk_whatever_the_server_does_for_others(postgres: Postgres) -> None:
    with opened(postgres.new_database()) as database:
        for how in (database.reading, database.writing, database.reading_anew):
            with how() as connection:
                assert connection.scalar(text("SHOW synchronous_commit")) == "on"


NEAR = ["localhost", "127.0.0.1", "127.0.0.53", "[::1]", "", "localhost:5433", "/?host=/var/run/postgresql"]
FAR = ["db.kommune.example", "192.0.2.7", "[2001:db8::7]:5432", "localhost,db.kommune.example", "/?host=db.example.org"]


@pytest.mark.parametrize("host", NEAR)
def test_a_server_on_this_machine_needs_no_tls(host: str) -> None:
    url = make_url(f"postgresql+psycopg://arkiv@{host}" + ("" if "/" in host else "/arkiv"))

    assert not is_far(url)
    assert "sslmode" not in server_arguments(url)


@pytest.mark.parametrize("host", FAR)
def test_a_server_elsewhere_is_spoken_to_over_tls_unless_the_url_says_otherwise(host: str) -> None:
    url = make_url(f"postgresql+psycopg://arkiv@{host}" + ("" if "/" in host else "/arkiv"))

    assert is_far(url)
    assert server_arguments(url)["sslmode"] == "require"
    for chosen in ("verify-full", "disable"):
        assert "sslmode" not in server_arguments(url.update_query_dict({"sslmode": chosen}))


def test_what_a_url_says_of_its_session_stands_beside_what_we_ask_of_every_session() -> None:
    url = make_url("postgresql+psycopg://arkiv@localhost/arkiv?options=-csearch_path%3Darkiv&connect_timeout=3")

    arguments = server_arguments(url)

    assert arguments["options"].startswith("-csearch_path=arkiv -c ")
    assert "synchronous_commit=on" in arguments["options"]
    assert "connect_timeout" not in arguments


# --- errors say what to do ---


def test_a_missing_directory_is_told_of(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/findes-ikke/a.sqlite") as database:
        assert "directory does not exist" in _refusal(database)


def opening(place: Path, **faults: Any) -> str:
    """What a first transaction says that writes a row, in a process whose disk has these faults."""
    act = (
        "import sys; from sqlalchemy import text; from archiver.edges.store.database import Database\n"
        "from archiver.errors import StoreUnavailable\n"
        "try:\n"
        "    with Database(sys.argv[1]).writing() as connection:\n"
        "        connection.execute(text('CREATE TABLE IF NOT EXISTS mails (number INTEGER)'))\n"
        "        connection.execute(text('INSERT INTO mails VALUES (1)'))\n"
        "except StoreUnavailable as error: print(error, end='', flush=True)\n"
        "import os; os.kill(os.getpid(), 9)\n"
    )
    environment = os.environ | disk.environment(place, **faults)
    command = [sys.executable, "-c", act, f"sqlite:///{place}/a.sqlite"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == -9, ended.stderr
    return ended.stdout


def mails_in(place: Path) -> int:
    with closing(sqlite3.connect(place / "a.sqlite")) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'mails'").fetchone()[0]
        return tables and int(connection.execute("SELECT count(*) FROM mails").fetchone()[0])


@pytest.mark.parametrize(("call", "nth"), [("write", 2), ("write", 3), ("fsync", 1), ("fsync", 3)])
def test_a_database_that_could_not_begin_its_log_is_not_worked_with(tmp_path: Path, call: str, nth: int) -> None:
    """SQLite would go on with a rollback journal, whose last commit a power cut may take."""
    said = opening(tmp_path / "disk", nth=nth, calls=[call])
    later = opening(tmp_path / "disk")

    assert said.startswith("The disk of the database")
    assert (later, mails_in(tmp_path / "disk"), mode_of(tmp_path / "disk" / "a.sqlite")) == ("", 1, "wal")


def mode_of(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_what_was_committed_to_a_new_database_outlives_a_power_cut_though_a_sync_failed(tmp_path: Path) -> None:
    """SQLite does not hear that the sync of its folder failed, and its log has a name in that folder alone."""
    for nth in range(1, 20):
        place, shadow, count = tmp_path / f"disk{nth}", tmp_path / f"shadow{nth}", tmp_path / f"count{nth}"
        faults = {"nth": nth, "calls": ["fsync"], "count_file": count, "errno": EIO, "shadow": shadow}
        said = opening(place, **faults)
        disk.power_cut(place, shadow)
        assert said or mails_in(place) == 1
        if not any(call.failed for call in disk.calls_in(count)):
            break

    assert 3 < nth < 19


def test_a_full_disk_is_told_of_also_when_the_database_cannot_be_made(tmp_path: Path) -> None:
    assert "disk is full" in opening(tmp_path / "disk", nth=1, calls=["open"])


def test_a_file_that_is_no_database_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").write_bytes(b"kanariefugl" * 100)

    with opened(f"sqlite:///{tmp_path}/archive.sqlite") as database:
        assert "not an SQLite database" in _refusal(database)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"database": "findes_ikke"}, "no database of this name"),
        ({"username": CANARY}, "user name or the password"),
        ({"port": 1}, "does not answer"),
        ({"query": {"sslmode": "require"}}, "offers no TLS"),
    ],
)
def test_a_server_that_lets_us_not_in_is_told_of(change: dict[str, Any], sentence: str, postgres: Postgres) -> None:
    url = make_url(postgres.new_database()).set(**change)

    with opened(url.render_as_string(hide_password=False)) as database:
        told = _refusal(database)

    assert sentence in told
    assert CANARY not in told


def test_a_lock_that_somebody_holds_is_told_of(postgres: Postgres) -> None:
    with Archive.opened(postgres.new_database()) as archive, psycopg.connect(_plain(archive.url)) as other:
        other.execute("LOCK TABLE heads")
        with pytest.raises(StoreUnavailable, match=r"holds a lock.*55P03"):
            _write(archive.store.database, "SET LOCAL lock_timeout = 50", "UPDATE heads SET items = 7")


def test_a_question_that_takes_too_long_is_told_of(postgres: Postgres) -> None:
    with (
        opened(postgres.new_database()) as database,
        pytest.raises(StoreUnavailable, match=r"interrupted.*57014"),
    ):
        _write(database, "SET LOCAL statement_timeout = 50", "SELECT pg_sleep(20)")


def test_a_database_file_that_takes_no_writing_is_told_of(sqlite: Archive) -> None:
    with (
        opened(f"sqlite:///file:{sqlite.url.removeprefix('sqlite:///')}?mode=ro&uri=true") as database,
        pytest.raises(StoreUnavailable, match="may not be written"),
    ):
        _write(database, "UPDATE heads SET items = 7")


def test_a_server_that_takes_no_writing_is_told_of(postgres: Postgres) -> None:
    with Archive.opened(postgres.new_database()) as archive, pytest.raises(StoreUnavailable, match=r"primary.*25006"):
        _write(archive.store.database, "SET TRANSACTION READ ONLY", "UPDATE heads SET items = 7")


def _write(database: Database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _refusal(database: Database) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        database.version()
    return _told(caught.value)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


# --- errors say nothing of what was stored ---


def test_a_refused_row_is_told_of_without_any_value(archive: Archive) -> None:
    mail = a_letter(sender=CANARY, subject=CANARY, message_id=f"<{CANARY}>")
    (one,) = archive.store.accessions.accession(archive.lease(), [a_message(1, mail)], archive.clock())
    verdict = Verdict(Filing(ItemState.FILED, CANARY), ReceiptDecision.DUE, CANARY, f"<{CANARY}>")

    with pytest.raises(StoreRefused) as caught:
        archive.store.casework.settle(
            [Settled(one.item, reading.read(mail), CANARY)], lambda _s, _k: verdict, archive.clock(), 2026
        )

    assert CANARY not in _told(caught.value)


def test_a_time_without_a_zone_is_refused(archive: Archive) -> None:
    naive = datetime(2026, 11, 23)

    with pytest.raises(StoreRefused):
        archive.store.ledger.raise_alarm(AlarmKind.CLOCK, "clock", naive)

    assert archive.ask("SELECT count(*) FROM alarms") == [(0,)]


def _told(error: BaseException) -> str:
    """Everything that a log of this error would hold."""
    return "".join(traceback.format_exception(error))


# --- text and time ---

ODD = st.text(st.characters() | st.sampled_from("\x00\ud800\udfff\u2028\x1b"), max_size=30)
WORST = "\x00a\ud800b\udfffc"
"""What the databases cannot hold; of a few examples by chance none may have it."""
QUICKLY = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(ODD)
def test_safe_text_is_kept_by_every_database(value: str) -> None:
    kept = safe_text(value)

    assert "\x00" not in kept
    assert kept.encode() == kept.encode("utf-8", "surrogatepass")
    assert len(kept) == len(value)
    assert safe_text(kept) == kept
    assert safe_text(value, 5) == kept[:5]


def test_every_text_column_is_of_the_safe_type_or_holds_only_our_own_words() -> None:
    unsafe = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if type(column.type).__name__ in {"Text", "String"}
    }

    checksums = {name for name in unsafe if name.rpartition(".")[2] in {"sha256", "message_id_sha256", "likeness"}}
    ours = {
        "custody_events.at",
        "custody_events.previous",
        "custody_events.hash",
        "heads.hash",
        "digest_issues.chain_head",
        "stamp_requests.chain_head",
        "stamps.chain_head",
        "dispositions.name",
        "dispositions.covers",
        "erasures.scope",
        "erasures.name",
        "erasures.disposition",
        "keys.scope",
        "keys.binding",
        "keys.master",
        "probes.reference",
        *("desk_accounts.name", "desk_accounts.password", "desk_attempts.key", "desk_forms.token"),
        *("desk_sessions.token", "desk_purposes.token", "desk_purposes.subject", "desk_purposes.purpose"),
    }
    assert unsafe - checksums == ours


@QUICKLY
@example(value=WORST, when=datetime(2026, 11, 23, tzinfo=UTC))
@given(value=ODD, when=st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_any_text_anybody_writes_can_be_stored_and_read_back(archive: Archive, value: str, when: datetime) -> None:
    _emptied(archive)
    mail = a_forward_with_attachment() + value.encode("utf-8", "surrogatepass")
    full = reading.read(a_forward_with_attachment())
    (one,) = archive.store.accessions.accession(archive.lease(), [a_message(1, mail)], archive.clock())
    verdict = Verdict(Filing(ItemState.UNASSIGNED, value, evidence={"fact": value}), ReceiptDecision.DUE, value, value)

    archive.store.casework.settle(
        [Settled(one.item, _with_everywhere(full, value, when), value)], lambda _s, _k: verdict, archive.clock(), 2026
    )
    archive.store.ledger.raise_alarm(value, value, archive.clock(), detail=value)
    archive.store.accessions.take_import(Octets(mail), value, 0, archive.clock())
    archive.store.cases.open(Doing(value, archive.clock()), 2026)
    archive.store.letters.issue(IsoWeek(2026, 47), value, {value: f"<{safe_text(value)}.digest>"}, archive.clock())

    detail = archive.store.catalogue.item(one.item)
    assert detail.subject == safe_text(value)
    assert detail.parts[0].filename == safe_text(value)
    assert detail.originals[0].text == safe_text(value)
    assert detail.originals[0].to == (Address(value, value),)
    assert detail.originals[0].date == when
    assert detail.entry.claimed_at == when
    assert detail.sources == (safe_text(value),)
    assert archive.sound()


@QUICKLY
@example(value=WORST)
@given(value=ODD)
def test_any_reason_and_any_name_can_be_stored(archive: Archive, value: str) -> None:
    _emptied(archive)
    (one,) = archive.store.accessions.accession(archive.lease(), [a_message(1, b"x")], archive.clock())

    archive.store.casework.settle(
        [Settled(one.item, Unreadable(value))], lambda _s, _k: pytest.fail("nothing to decide"), archive.clock(), 2026
    )
    archive.store.casework.release(one.item, value, archive.clock())
    lease = archive.lease(mailbox=f"m{value}", holder=f"h{value}")
    archive.store.ledger.open_epoch(lease, value, 5, archive.clock())

    assert archive.ask("SELECT reason FROM readings") == [(safe_text(value),)]
    assert archive.sound()


def test_a_moment_keeps_its_instant_whatever_zone_it_was_written_in(archive: Archive) -> None:
    written = datetime(2026, 11, 23, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))
    with archive.store.database.writing() as connection:
        table = Base.metadata.tables["leases"]
        connection.execute(table.insert(), {"mailbox": "a", "holder": "b", "fence": 1, "expires_at": written})
        found = connection.scalar(select(table.c.expires_at))

    assert found is not None
    assert found == written
    assert found.tzinfo is UTC


def test_the_types_of_text_and_time_pass_nothing_for_nothing() -> None:
    class Dialect:
        name = "sqlite"

    assert SafeText().process_bind_param(None, Dialect()) is None  # type: ignore[arg-type]
    assert Instant().process_bind_param(None, Dialect()) is None  # type: ignore[arg-type]
    assert Instant().process_result_value(None, Dialect()) is None  # type: ignore[arg-type]


def _emptied(archive: Archive) -> None:
    tables = [name for name in Base.metadata.tables if name != "heads"]
    genesis = "0" * 64
    counters = "items = 0, events = 0, unassigned = 0, letters_sent = 0, letters_suppressed = 0"
    archive.tamper(*(f"DELETE FROM {name}" for name in tables), f"UPDATE heads SET {counters}, hash = '{genesis}'")


def _with_everywhere(full: Reading, value: str, when: datetime) -> Reading:
    """A reading that carries this text wherever text can be."""
    envelope = replace(
        full.envelope,
        message_id=value,
        subject=value,
        date=when,
        date_text=value,
        from_=(Address(value, value),),
        to=(Address(value, value),),
        delivered_to=(value,),
        in_reply_to=(value,),
        references=(value,),
    )
    parts = tuple(
        replace(
            part,
            content_type=value,
            sniffed_type=value,
            filename=value,
            safe_filename=value,
            content_disposition=value,
            content_id=value,
        )
        for part in full.parts
    )
    originals = tuple(
        replace(
            original,
            subject=value,
            message_id=value,
            from_=Address(value, value),
            to=(Address(value, value),),
            date=when,
            date_text=value,
            text=value,
            path=value,
            attachments=(value,),
        )
        for original in full.originals
    )
    enclosed = tuple(replace(one, path=value, envelope=envelope) for one in full.enclosed)
    return replace(full, envelope=envelope, parts=parts, enclosed=enclosed, originals=originals, findings=(value,))


def test_a_file_that_could_not_be_written_when_it_was_opened_is_opened_anew(tmp_path: Path) -> None:
    file = tmp_path / "archive.sqlite"
    with opened(f"sqlite:///{file}") as database:
        with database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE t (x)")
        database.close()
        with database.reading() as connection:
            kept: Any = connection.connection.driver_connection
            kept.execute("PRAGMA query_only=ON")  # what SQLite says then is what it says of a file opened read-only
        with pytest.raises(StoreUnavailable, match="may not be written"), database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")

        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES (2)")
