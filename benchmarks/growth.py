"""Whether an archive of a million items is as quick as a small one: taking mail in, overview, weekly letter.

Each size is an archive of synthetic items (see benchmarks/synthetic.py); 500 real mails come into each in turn. The
speed of taking in is that from the first mail seen to the last one filed; the whole command, which also opens the
archive, accounts for its folders and sends the receipts, stands beside it.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from archiver.edges.tables import Folder, Sighting
from archiver.service import commands
from benchmarks import synthetic
from benchmarks.archives import (
    Servers,
    archiver,
    configure,
    empty_folder,
    environment,
    expect_items,
    ingest,
    open_archive,
    servers,
)
from benchmarks.mailboxes import Template, fill, look_at
from benchmarks.measure import Spread, cost_of, seconds_of
from benchmarks.mix import Mailbox, short_letter
from benchmarks.report import Bar, Report, Row, shown, table
from tests.services.dovecot import MailUser
from tests.services.postgres import Postgres

INGEST = Bar(0.75, 0.9, "×", at_least=True)
QUESTION = Bar(2, 1.2, "×")
WARMING = 40
"""Letters that come in before it is measured: the mailbox has just been moved to another server."""


@dataclass(slots=True)
class Grown:
    """An archive of one size on one database, and what was measured there."""

    engine: str
    size: int
    place: Path
    user: MailUser
    items: int
    """How many there are now."""
    seconds: list[float] = field(default_factory=list)
    whole_seconds: list[float] = field(default_factory=list)
    peak_octets: list[int] = field(default_factory=list)
    overview: list[float] = field(default_factory=list)
    digest: list[float] = field(default_factory=list)


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument(
        "--sizes", default="10000,100000", help="items, smallest first (default 10000,100000; the goals: 10000,1000000)"
    )
    group.add_argument("--engines", default="sqlite,postgresql", help="databases (default sqlite,postgresql)")
    group.add_argument("--new-mails", type=int, default=500, help="that come in each turn (default 500)")
    group.add_argument("--questions", type=int, default=5, help="how often each is asked in a turn (default 5)")


def run(wanted: argparse.Namespace) -> Report:
    """Make every archive, then let them take their turns."""
    sizes, engines = sorted(map(int, wanted.sizes.split(","))), wanted.engines.split(",")
    if any(size % synthetic.ITEMS or size <= 0 for size in sizes):
        raise SystemExit(f"benchmarks: sizes are multiples of {synthetic.ITEMS}")
    report = Report()
    with servers() as around, ExitStack() as stack:
        postgres = stack.enter_context(Postgres(durable=True)) if "postgresql" in engines else None
        pattern = _pattern(wanted, around)
        archives = []
        for engine in engines:
            for size in sizes:
                place = stack.enter_context(empty_folder(wanted.directory))
                server = postgres if engine == "postgresql" else None
                archives.append(_grown(wanted, around, pattern, place, size, server))
        for turn in range(wanted.runs):
            for one in archives:
                _take_in(wanted, around, one, turn)
            for one in archives:
                _ask(wanted, one)
    for engine in engines:
        _tell(report, [one for one in archives if one.engine == engine], wanted.new_mails)
    report.notes.append("Search has a part of its own.")
    return report


def _pattern(wanted: argparse.Namespace, around: Servers) -> synthetic.Pattern:
    """A hundred mails of as many colleagues, five about each of twenty incidents, taken in with receipts."""
    letters = (
        short_letter(number, sender=f"Kollega <kollega.{number}@kommune.example>", citizen=number // 5)
        for number in range(synthetic.ITEMS)
    )
    with Template(around.dovecot, letters).cloned() as user, empty_folder(wanted.directory) as place:
        configure(place, around, [user], receipts=True, new_cases=True)
        ingest(place, synthetic.ITEMS, wanted.limit)
        return synthetic.Pattern.of(place)


def _grown(
    wanted: argparse.Namespace,
    around: Servers,
    pattern: synthetic.Pattern,
    place: Path,
    size: int,
    server: Postgres | None,
) -> Grown:
    user = around.dovecot.new_user()
    url = server.new_database() if server else f"sqlite:///{place}/archive.db"
    configure(place, around, [user], database=url, receipts=True, new_cases=True)
    seconds, _ = seconds_of(lambda: synthetic.build(pattern, url, place, size, datetime.now(UTC)))
    engine = "postgresql" if server else "sqlite"
    print(f"{size:,} items on {engine}, made in {seconds:.0f} s", file=sys.stderr)
    one = Grown(engine, size, place, user, size)
    _deliver(around, one, Mailbox("10k", WARMING).letters(first=9_000))
    cost_of(archiver("ingest"), place, environment(), wanted.limit)
    one.items += WARMING
    expect_items(place, one.items)
    return one


def _deliver(around: Servers, one: Grown, letters: Iterator[bytes]) -> None:
    look_at(around.dovecot, one.user)
    fill(one.user, letters)
    look_at(around.dovecot, one.user)


def _take_in(wanted: argparse.Namespace, around: Servers, one: Grown, turn: int) -> None:
    _deliver(around, one, Mailbox("10k", wanted.new_mails).letters(first=turn * wanted.new_mails))
    before = one.items
    one.items += wanted.new_mails
    cost = ingest(one.place, one.items, wanted.limit)
    one.whole_seconds.append(cost.seconds)
    one.peak_octets.append(cost.peak_octets)
    one.seconds.append(_at_work(one, before))


def _at_work(one: Grown, before: int) -> float:
    """Seconds from the first of the new mails seen to the end of its folder's round, when the last one is filed."""
    with open_archive(one.place) as archive, archive.store.database.reading() as connection:
        first = connection.scalar(select(func.min(Sighting.seen_at)).where(Sighting.item > before))
        last = connection.scalar(select(func.max(Folder.last_good_poll)).where(~Folder.is_archive))
    assert first is not None
    assert last is not None
    return (last - first).total_seconds()


def _ask(wanted: argparse.Namespace, one: Grown) -> None:
    """The questions themselves, of an archive that is open and has been asked before."""
    with open_archive(one.place) as archive:
        week = commands.last_week(archive)
        archive.store.catalogue.status()
        commands.digest(archive, week)
        for _ in range(wanted.questions):
            one.overview.append(seconds_of(archive.store.catalogue.status)[0])
            one.digest.append(seconds_of(lambda: commands.digest(archive, week))[0])


def _tell(report: Report, archives: list[Grown], new_mails: int) -> None:
    smallest, engine = archives[0], archives[0].engine
    headings = ("items", "msgs/s", "range", "whole command s", "peak MB", "overview ms", "digest ms")
    report.tables.append(table(f"growth on {engine}", headings, (_cells(one, new_mails) for one in archives)))
    for one in archives:
        report.figures.setdefault(engine, {})[str(one.size)] = {
            "ingest_seconds": one.seconds,
            "ingest_command_seconds": one.whole_seconds,
            "ingest_peak_octets": one.peak_octets,
            "overview_seconds": one.overview,
            "digest_seconds": one.digest,
        }
    for one in archives[1:]:
        sizes = f"{one.size:,} ÷ {smallest.size:,} items, {engine}"
        ratio = _median(smallest.seconds) / _median(one.seconds)
        ours, base = (shown(new_mails / _median(some.seconds), "msgs/s") for some in (one, smallest))
        report.rows.append(Row(f"ingest rate, {sizes}", ours, ratio, INGEST, base))
        for name in ("overview", "digest"):
            ours_s, base_s = _median(getattr(one, name)), _median(getattr(smallest, name))
            said = (shown(1000 * seconds, "ms") for seconds in (ours_s, base_s))
            ours, base = said
            report.rows.append(Row(f"{name}, {sizes}", ours, ours_s / base_s, QUESTION, base))


def _cells(one: Grown, new_mails: int) -> tuple[str, ...]:
    speed = Spread.of([new_mails / seconds for seconds in one.seconds])
    return (
        f"{one.size:,}",
        f"{speed.median:,.0f}",
        f"{speed.least:,.0f}–{speed.most:,.0f}",
        f"{_median(one.whole_seconds):.2f}",
        f"{max(one.peak_octets) / 1e6:,.0f}",
        f"{1000 * _median(one.overview):,.1f}",
        f"{1000 * _median(one.digest):,.1f}",
    )


def _median(figures: list[float]) -> float:
    return Spread.of(figures).median
