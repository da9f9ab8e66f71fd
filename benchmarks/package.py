"""A case of 5 GB handed over as a package, and checked with its own program: seconds, and the memory of all processes.

The mails rest in a content depot, as large ones do; each carries one file, which the package also has by itself.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from archiver.core.records import ItemNumber
from archiver.edges.store.cases import Doing
from archiver.service import wiring
from benchmarks.archives import archiver, configure, empty_folder, environment, expect_items, open_archive, servers
from benchmarks.measure import Spread, cost_of
from benchmarks.mix import large_letter
from benchmarks.report import Bar, Report, Row, shown, table

PEAK = Bar(300, 300, "MB")
ROOM = 4
"""So many mails lie as files at once on their way in."""


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--package-megabytes", type=float, default=5_000, help="of all its mails (default 5000)")
    group.add_argument("--mail-megabytes", type=float, default=25, help="of each of them (default 25)")


def run(wanted: argparse.Namespace) -> Report:
    """Fill an archive, put everything into one case, hand it over and check it in each turn."""
    report = Report()
    count = max(1, round(wanted.package_megabytes / wanted.mail_megabytes))
    sides: dict[str, list[Any]] = {"archiver export": [], "kontrol.py": []}
    with servers() as around, empty_folder(wanted.directory) as place:
        configure(place, around, [around.dovecot.new_user()])
        with (place / "config.toml").open("a") as config:
            config.write('\n[content]\nstore = "files"\n')
        octets = _take_in(place, count, int(wanted.mail_megabytes * 1e6) - 2_000, wanted.limit)
        case = _case_of(place, count)
        for turn in range(wanted.runs):
            to = place / f"pakke{turn}"
            export = archiver("export", case, "--to", str(to))
            sides["archiver export"].append(cost_of(export, place, environment(), wanted.limit))
            check = [sys.executable, "-I", str(to / "kontrol.py")]
            sides["kontrol.py"].append(cost_of(check, place, environment(), wanted.limit))
            cost_of(["rm", "-r", str(to)], place, environment(), wanted.limit)
    megabytes = octets / 1e6
    cells = []
    for name, costs in sides.items():
        seconds, peak = (Spread.of([each(one) for one in costs]) for each in (_seconds, _peak))
        rate = f"{megabytes / seconds.median:,.0f}"
        cells.append((name, f"{seconds.median:,.1f}", rate, f"{peak.median:,.0f}", f"{peak.most:,.0f}"))
    headings = ("", "seconds", "MB of mail/s", "peak MB", "most")
    report.tables.append(table(f"{count:,} mails, {megabytes:,.0f} MB", headings, cells))
    peak = Spread.of([_peak(one) for one in sides["archiver export"]])
    work = f"a case of {megabytes / 1e3:.1f} GB handed over: peak memory of all processes"
    report.rows.append(Row(work, shown(peak.most, "MB"), peak.most, PEAK))
    report.figures = {
        "mails": count,
        "octets": octets,
        "runs": {
            name: [[one.seconds, one.processor_seconds, one.peak_octets] for one in costs]
            for name, costs in sides.items()
        },
    }
    return report


def _seconds(cost: Any) -> float:
    return float(cost.seconds)


def _peak(cost: Any) -> float:
    return float(cost.peak_octets / 1e6)


def _take_in(place: Path, count: int, size: int, limit: float) -> int:
    """Import so many mails, no two alike; gives how many octets they are."""
    letter, octets = large_letter(size), 0
    for first in range(0, count, ROOM):
        folder = place / f"letters{first}"
        folder.mkdir()
        for number in range(first, min(first + ROOM, count)):
            one = re.sub(rb"Message-ID: <", b"Message-ID: <%d." % number, letter, count=1)
            octets += (folder / f"{number:06}.eml").write_bytes(one)
        cost_of(archiver("import", folder.name), place, environment(), limit)
        for path in folder.iterdir():
            path.unlink()
    expect_items(place, count)
    return octets


def _case_of(place: Path, count: int) -> str:
    with open_archive(place) as archive:
        doing = Doing("operator benchmark", wiring.now())
        case = str(archive.store.cases.open(doing, 2026))
        for number in range(1, count + 1):
            archive.store.cases.file(ItemNumber(number), case, doing)
    return case
