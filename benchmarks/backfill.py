"""A whole mailbox from empty to durable: ours beside mbsync, getmail6, and mbsync with notmuch, in turns.

The peers that only copy do far less than ours; the goals are set all the same. Slow peers get the first letters of the
mailbox and one turn: a tenth of it tells their speed.
"""

import argparse
import pstats
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks import peers
from benchmarks.archives import Servers, archiver, configure, empty_folder, environment, expect_items, servers
from benchmarks.mailboxes import Template
from benchmarks.measure import Cost, Spread, cost_of
from benchmarks.mix import FULL, Kind, Mailbox
from benchmarks.report import Bar, Report, Row, shown, table
from tests.services.postgres import Postgres

OURS, ON_POSTGRESQL = "archiver", "archiver on PostgreSQL"
PEERS: dict[str, peers.Peer] = {
    "mbsync": peers.mbsync,
    "getmail6": peers.getmail,
    "mbsync + notmuch": peers.mbsync_and_notmuch,
}
SLOW = {"getmail6", "mbsync + notmuch"}
FASTER: dict[tuple[Kind, str], Bar] = {
    ("10k", "mbsync"): Bar(1.5, 3, "×", at_least=True),
    ("10k", "getmail6"): Bar(15, 25, "×", at_least=True),
    ("10k", "mbsync + notmuch"): Bar(15, 25, "×", at_least=True),
    ("2k", "mbsync"): Bar(1, 2, "×", at_least=True),
    ("2k", "getmail6"): Bar(8, 15, "×", at_least=True),
}
PEAK: dict[Kind, Bar] = {"10k": Bar(250, 150, "MB"), "2k": Bar(400, 250, "MB")}


@dataclass(frozen=True, slots=True)
class Side:
    """One program's way through a mailbox, and what its runs cost."""

    name: str
    mailbox: Template
    run: Callable[[Template], Cost]
    turns: int
    costs: list[Cost] = field(default_factory=list)

    @property
    def speed(self) -> Spread:
        """Messages a second."""
        return Spread.of([self.mailbox.messages / cost.seconds for cost in self.costs])

    @property
    def megabytes_per_second(self) -> float:
        return self.speed.median * self.mailbox.octets / self.mailbox.messages / 1e6

    @property
    def processor_milliseconds(self) -> float:
        """For each message."""
        spent = Spread.of([cost.processor_seconds for cost in self.costs]).median
        return 1000 * spent / self.mailbox.messages

    @property
    def peak_megabytes(self) -> float:
        return Spread.of([cost.peak_octets / 1e6 for cost in self.costs]).median

    def figures(self) -> dict[str, Any]:
        """For the document."""
        return {
            "messages": self.mailbox.messages,
            "octets": self.mailbox.octets,
            "messages_per_second": {
                "median": self.speed.median,
                "least": self.speed.least,
                "most": self.speed.most,
            },
            "megabytes_per_second": self.megabytes_per_second,
            "processor_ms_per_message": self.processor_milliseconds,
            "peak_megabytes": self.peak_megabytes,
            "runs": [[cost.seconds, cost.processor_seconds, cost.peak_octets] for cost in self.costs],
        }

    def cells(self) -> tuple[str, ...]:
        """For the table."""
        speed = self.speed
        return (
            self.name,
            f"{self.mailbox.messages:,}",
            f"{speed.median:,.0f}",
            f"{speed.least:,.0f}–{speed.most:,.0f}",
            f"{self.megabytes_per_second:.1f}",
            f"{self.processor_milliseconds:.2f}",
            f"{self.peak_megabytes:,.0f}",
        )


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--mixes", default="10k,2k", help="which mailboxes (default 10k,2k)")
    group.add_argument("--messages", type=int, help="at most so many letters of each (default all: 10000 and 2000)")
    group.add_argument("--slow-share", type=float, default=0.1, help="of it, for the slow peers (default 0.1)")
    on_both = "also into PostgreSQL, with its server's cost (10k alone; default yes)"
    group.add_argument("--postgresql", action=argparse.BooleanOptionalAction, default=True, help=on_both)
    group.add_argument("--receipts", action="store_true", help="let ours also send receipts")
    group.add_argument("--profile", action="store_true", help="also print where our time goes, by function")


def run(wanted: argparse.Namespace) -> Report:
    """Every mailbox that is wanted."""
    peers.require(*peers.PACKAGES)
    report = Report()
    with servers() as around, ExitStack() as stack:
        for kind in kinds(wanted.mixes):
            database = None
            if wanted.postgresql and kind == "10k":
                database = stack.enter_context(Postgres(durable=True))
            _mailbox(report, kind, wanted, around, database)
    return report


def kinds(mixes: str) -> list[Kind]:
    """The mailboxes of a list; SystemExit for one that there is not."""
    known = {str(kind): kind for kind in FULL}
    if unknown := set(mixes.split(",")) - known.keys():
        raise SystemExit(f"benchmarks: there is no mailbox {', '.join(sorted(unknown))}")
    return [known[name] for name in mixes.split(",")]


def _mailbox(
    report: Report, kind: Kind, wanted: argparse.Namespace, around: Servers, database: Postgres | None
) -> None:
    messages = min(FULL[kind], wanted.messages or FULL[kind])
    whole = Template(around.dovecot, Mailbox(kind, messages).letters())
    part = Template(around.dovecot, Mailbox(kind, max(1, round(messages * wanted.slow_share))).letters())
    sides = list(_sides(wanted, around, whole, part, database))
    for turn in range(wanted.runs):
        for side in sides:
            if turn < side.turns:
                side.costs.append(side.run(side.mailbox))
                speed = side.mailbox.messages / side.costs[-1].seconds
                print(f"{kind} {side.name}, turn {turn + 1}: {speed:,.0f} messages/s", file=sys.stderr)
    if wanted.profile:
        _profile(wanted, around, whole)
    _tell(report, kind, sides)
    whole.remove()
    part.remove()


def _sides(
    wanted: argparse.Namespace, around: Servers, whole: Template, part: Template, database: Postgres | None
) -> Iterator[Side]:
    def ours(server: Postgres | None) -> Callable[[Template], Cost]:
        return lambda mailbox: _ours(wanted, around, mailbox, server)

    def theirs(copy: peers.Peer) -> Callable[[Template], Cost]:
        return lambda mailbox: _theirs(wanted, around, mailbox, copy)

    yield Side(OURS, whole, ours(None), wanted.runs)
    for name, copy in PEERS.items():
        is_slow = name in SLOW
        yield Side(name, part if is_slow else whole, theirs(copy), 1 if is_slow else wanted.runs)
    if database is not None:
        yield Side(ON_POSTGRESQL, whole, ours(database), wanted.runs)


def _ours(wanted: argparse.Namespace, around: Servers, mailbox: Template, server: Postgres | None) -> Cost:
    url, process = (server.new_database(), server.process) if server else ("", None)
    with mailbox.cloned() as user, empty_folder(wanted.directory) as place:
        configure(place, around, [user], database=url, receipts=wanted.receipts)
        cost = cost_of(archiver("ingest"), place, environment(), wanted.limit, server=process)
        expect_items(place, mailbox.messages)
        return cost


def _theirs(wanted: argparse.Namespace, around: Servers, mailbox: Template, copy: peers.Peer) -> Cost:
    with mailbox.cloned() as user, empty_folder(wanted.directory) as place:
        return copy(place, around.dovecot, user, mailbox.messages, wanted.limit)


def _tell(report: Report, kind: Kind, sides: list[Side]) -> None:
    by_name = {side.name: side for side in sides}
    ours = by_name[OURS]
    mailbox = f"{ours.mailbox.messages:,} letters, {ours.mailbox.octets / 1e6:,.0f} MB"
    headings = ("", "letters", "messages/s", "range", "MB/s", "CPU ms each", "peak MB")
    report.tables.append(table(f"{kind}: {mailbox}, from empty to durable", headings, (side.cells() for side in sides)))
    ratios = {}
    for name, peer in by_name.items():
        if name == OURS:
            continue
        ratios[name] = {
            "speed": ours.speed.median / peer.speed.median,
            "processor": ours.processor_milliseconds / peer.processor_milliseconds,
            "peak_memory": ours.peak_megabytes / peer.peak_megabytes,
        }
        bar = FASTER.get((kind, name))
        if bar is not None:
            said = shown(peer.speed.median, "msgs/s")
            work = f"backfill {kind} ({mailbox}), beside {name}"
            report.rows.append(Row(work, shown(ours.speed.median, "msgs/s"), ratios[name]["speed"], bar, said))
    peak = ours.peak_megabytes
    report.rows.append(Row(f"peak memory of all processes, {kind}", shown(peak, "MB"), peak, PEAK[kind]))
    report.notes += [
        f"{kind}: {side.name} had {side.mailbox.messages:,} of the letters and {len(side.costs)} turn(s)."
        for side in sides
        if side.name in SLOW
    ]
    report.figures[kind] = {"sides": {side.name: side.figures() for side in sides}, "archiver_to": ratios}


def _profile(wanted: argparse.Namespace, around: Servers, mailbox: Template) -> None:
    """Where the time of our own process goes; the children that read mail are a line of waiting in it."""
    with mailbox.cloned() as user, empty_folder(wanted.directory) as place:
        configure(place, around, [user], receipts=wanted.receipts)
        program = [sys.executable, "-m", "cProfile", "-o", "profile", "-m", "archiver", "ingest"]
        subprocess.run(program, cwd=place, env=environment(), check=True, stdout=subprocess.DEVNULL)
        profile = pstats.Stats(str(place / "profile"))
    profile.sort_stats("cumtime").print_stats(r"/archiver/", 40)
    profile.sort_stats("tottime").print_stats(20)
