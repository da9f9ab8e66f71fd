"""How long the server works on a page of the desk in an archive of any size, and how much it sends.

Each size is an archive of synthetic items (see benchmarks/synthetic.py). The desk is asked as a browser asks it, in
this process and without a network: what is measured is the work of the server, from the request to its last octet. The
case with 200 items is one of the archive's own, with the mails of others filed into it. Every statement that the pages
send is explained: a table that grows with the archive and is read from end to end is told by its name.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pyotp
from sqlalchemy import Engine, event, text
from starlette.testclient import TestClient

from archiver.core.access import Role
from archiver.core.records import ItemNumber
from archiver.desk.app import make
from archiver.desk.opening import office_of
from archiver.edges.store.cases import Doing
from archiver.edges.store.people import Secrets
from archiver.jobs import signing_in
from archiver.service.wiring import Archive
from benchmarks import synthetic
from benchmarks.archives import configure, empty_folder, ingest, open_archive, servers
from benchmarks.mailboxes import Template
from benchmarks.measure import percentile
from benchmarks.mix import short_letter
from benchmarks.report import Bar, Report, Row, shown, table
from tests.services.postgres import Postgres

BAR = Bar(200, 100, "ms")
FLAT = Bar(2, 1.5, "×")
SMALL = Bar(120, 60, "KB")
IN_THE_CASE = 200
PASSWORD = "stille vand løber dybt"
TOKEN = re.compile(r'name="token" value="([^"]+)"')
ITEM_TABLES = ("items", "readings", "filings", "sightings", "outbox", "custody_events", "originals", "parts")
"""Tables with rows for each item."""


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--desk-sizes", default="10000,100000", help="items (default 10000,100000; the goal: 1000000)")
    group.add_argument("--desk-engines", default="sqlite", help="databases (default sqlite; also postgresql)")
    group.add_argument("--desk-asks", type=int, default=30, help="how often each page is asked for (default 30)")


def run(wanted: argparse.Namespace) -> Report:
    """Each size on each database, one after another."""
    report, cells = Report(), []
    sizes, engines = sorted(map(int, wanted.desk_sizes.split(","))), wanted.desk_engines.split(",")
    half: dict[tuple[str, int, str], float] = {}
    with ExitStack() as stack:
        around = stack.enter_context(servers())
        postgres = stack.enter_context(Postgres(durable=True)) if "postgresql" in engines else None
        pattern = _pattern(wanted, around)
        for engine in engines:
            for size in sizes:
                place = stack.enter_context(empty_folder(wanted.directory))
                url = (
                    postgres.new_database() if postgres and engine == "postgresql" else f"sqlite:///{place}/archive.db"
                )
                configure(place, around, [around.dovecot.new_user()], database=url, receipts=True, new_cases=True)
                synthetic.build(pattern, url, place, size, datetime.now(UTC))
                print(f"{size:,} items on {engine} are made", file=sys.stderr)
                for name, took, octets, whole in _asked(place, wanted.desk_asks):
                    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
                    half[engine, size, name] = p50
                    cells.append(
                        (f"{engine}, {size:,}, {name}", f"{p50:.1f}", f"{p95:.1f}", f"{octets / 1000:.1f}", whole)
                    )
                    work = f"{name}, {engine}, {size:,} items"
                    report.rows.append(Row(f"{work}, p95", shown(p95, "ms"), p95, BAR))
                    report.rows.append(Row(f"{work}, sent", f"{octets / 1000:.1f} KB", octets / 1000, SMALL))
                    report.figures[f"{engine} {size} {name}"] = {"p50": p50, "p95": p95, "octets": octets}
    for engine in engines:
        for name in PAGES:
            growth = half[engine, sizes[-1], name] / half[engine, sizes[0], name]
            work = f"{name}, {engine}, {sizes[-1]:,} items over {sizes[0]:,}"
            report.rows.append(Row(work, shown(growth, "×"), growth, FLAT))
    headings = ("", "median ms", "p95", "KB", "read from end to end")
    report.tables.append(table(f"pages of the desk, each asked {wanted.desk_asks} times", headings, cells))
    return report


def _pattern(wanted: argparse.Namespace, around: Any) -> synthetic.Pattern:
    letters = (
        short_letter(number, sender=f"Kollega <kollega.{number}@kommune.example>", citizen=number // 5)
        for number in range(synthetic.ITEMS)
    )
    with Template(around.dovecot, letters).cloned() as user, empty_folder(wanted.directory) as place:
        configure(place, around, [user], receipts=True, new_cases=True)
        ingest(place, synthetic.ITEMS, wanted.limit)
        return synthetic.Pattern.of(place)


PAGES = {
    "overview": "/",
    "case list": "/sager",
    "case of 200": "/sager/{case}",
    "unassigned": "/ufordelt",
    "letters": "/udgaaende",
    "log": "/log",
    "log of one act": "/log?handling=hold",
}


def _asked(place: Path, asks: int) -> Iterator[tuple[str, list[float], int, str]]:
    """By page: milliseconds, octets, and which large tables were read from end to end."""
    with open_archive(place) as archive:
        if not archive.store.database.is_sqlite:
            with archive.store.database.writing() as connection:
                connection.execute(text("ANALYZE"))
        case = _large_case(archive)
        browser = _signed_in(archive)
        _open(browser, case)
        for name, path in PAGES.items():
            where = path.format(case=case)
            with _listening() as statements:
                answer = browser.get(where)
            assert answer.status_code == 200, (where, answer.status_code)
            took = []
            for _ in range(asks):
                began = perf_counter()
                browser.get(where)
                took.append(1000 * (perf_counter() - began))
            yield name, took, len(answer.content), ", ".join(sorted(_scanned(archive, statements))) or "nothing"


def _large_case(archive: Archive) -> str:
    """A new case with 200 mails of the archive in it."""
    store, now = archive.store, datetime.now(UTC)
    doing = Doing("officer maaling", now)
    items = [entry.item for entry in store.catalogue.items(limit=IN_THE_CASE)]
    case = str(store.cases.open(doing, now.year))
    for item in items:
        store.cases.file(ItemNumber(item), case, doing)
    return case


def _signed_in(archive: Archive) -> TestClient:
    """A browser of an officer."""
    office = office_of(archive)
    secret, now = pyotp.random_base32(), datetime.now(UTC)
    hashed = signing_in.secrets_of("maaling", PASSWORD)[0].password
    archive.store.people.add("maaling", "Måling", {Role.OFFICER}, Secrets(hashed, secret), "benchmark", now)
    office = replace(office, url="https://desk.example", a_minute=10_000_000, lasts=timedelta(hours=10))
    browser = TestClient(make(office), base_url="https://desk.example", follow_redirects=False)
    page = browser.get("/login").text
    found = TOKEN.search(page)
    assert found is not None
    data = {"token": found[1], "name": "maaling", "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert browser.post("/login", data=data, headers=_OURS).status_code == 303
    return browser


_OURS = {"origin": "https://desk.example", "sec-fetch-site": "same-origin"}


def _open(browser: TestClient, case: str) -> None:
    asked = browser.get(f"/sager/{case}")
    found = TOKEN.search(browser.get(asked.headers["location"]).text)
    assert found is not None
    data = {"token": found[1], "om": f"case:{case}", "til": f"/sager/{case}", "formaal": "case"}
    assert browser.post("/formaal", data=data, headers=_OURS).status_code == 303


# --- plans ---


@contextmanager
def _listening() -> Iterator[dict[str, Any]]:
    """Every statement that is sent meanwhile, once, with values."""
    heard: dict[str, Any] = {}

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            heard.setdefault(statement, values[0] if many else values)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def _scanned(archive: Archive, statements: dict[str, Any]) -> set[str]:
    """Tables with rows for each item that a statement reads from end to end, as the database itself plans it."""
    is_sqlite = archive.store.database.is_sqlite
    found: set[str] = set()
    with archive.store.database.reading() as connection:
        for statement, values in statements.items():
            how = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
            lines = [str(row[-1]) for row in connection.exec_driver_sql(how + statement, values)]
            for line in lines:
                scan = re.match(r"SCAN (\w+)$", line) if is_sqlite else re.search(r"Seq Scan on (\w+)", line)
                if scan and scan[1] in ITEM_TABLES and "LIMIT" not in statement.upper():
                    found.add(scan[1])
    return found
