"""One mail of 150 MB taken in from a mailbox: seconds, and the memory of all processes."""

import argparse
from typing import Any

from benchmarks.archives import configure, empty_folder, ingest, servers
from benchmarks.mailboxes import Template
from benchmarks.measure import Spread
from benchmarks.mix import large_letter
from benchmarks.report import Bar, Report, Row, shown, table

PEAK = Bar(400, 300, "MB")


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument(
        "--megabytes", type=float, default=150, help="how large it is (default 150: as much as is taken in unasked)"
    )


def run(wanted: argparse.Namespace) -> Report:
    """The same mail in each turn."""
    report = Report()
    with servers() as around:
        mailbox = Template(around.dovecot, [large_letter(int(wanted.megabytes * 1e6) - 2_000)])
        costs = []
        for _ in range(wanted.runs):
            with mailbox.cloned() as user, empty_folder(wanted.directory) as place:
                configure(place, around, [user])
                costs.append(ingest(place, 1, wanted.limit))
    seconds = Spread.of([cost.seconds for cost in costs])
    processor = Spread.of([cost.processor_seconds for cost in costs])
    peak = Spread.of([cost.peak_octets / 1e6 for cost in costs])
    megabytes = mailbox.octets / 1e6
    cells = [
        (name, *(f"{figure:,.2f}" for figure in (one.median, one.least, one.most)))
        for name, one in (("seconds", seconds), ("CPU s", processor), ("peak MB", peak))
    ]
    report.tables.append(table(f"one mail of {megabytes:.1f} MB", ("", "median", "least", "most"), cells))
    work = f"one mail of {megabytes:.0f} MB: peak memory of all processes"
    report.rows.append(Row(work, shown(peak.median, "MB"), peak.median, PEAK))
    report.figures = {
        "octets": mailbox.octets,
        "runs": [[cost.seconds, cost.processor_seconds, cost.peak_octets] for cost in costs],
    }
    return report
