"""How long `archiver --help` and `archiver status` take.

By the wall clock, on a new archive and with byte code there, as installed.
"""

import argparse
from typing import Any

from benchmarks.archives import archiver, configure, empty_folder, environment, servers
from benchmarks.measure import Spread, cost_of
from benchmarks.report import Bar, Report, Row, shown, table

COMMANDS = {"--help": Bar(0.5, 0.25, "s"), "status": Bar(1, 0.5, "s")}
WARMING = 2
"""The first ones write byte code, make the archive, and fill the system's cache."""


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--starts", type=int, default=15, help="how often each is started (default 15)")


def run(wanted: argparse.Namespace) -> Report:
    """Each command in turn, again and again."""
    report = Report()
    seconds: dict[str, list[float]] = {command: [] for command in COMMANDS}
    with servers() as around, empty_folder(wanted.directory) as place:
        configure(place, around, [around.dovecot.new_user()])
        for _ in range(WARMING + wanted.starts):
            for command, taken in seconds.items():
                taken.append(cost_of(archiver(command), place, environment(), wanted.limit).seconds)
    spreads = {command: Spread.of(taken[WARMING:]) for command, taken in seconds.items()}
    cells = [
        (f"archiver {command}", *(f"{figure:.3f}" for figure in (one.median, one.least, one.most)))
        for command, one in spreads.items()
    ]
    report.tables.append(table(f"start-up, {wanted.starts} times", ("", "median s", "least", "most"), cells))
    report.rows += [
        Row(f"archiver {command}", shown(one.median, "s"), one.median, COMMANDS[command])
        for command, one in spreads.items()
    ]
    report.figures = {command: taken[WARMING:] for command, taken in seconds.items()}
    return report
