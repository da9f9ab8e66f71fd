"""`archiver verify` over stored octets beside sha256sum on the same octets in files, in turns.

`verify` also walks the chain of custody, holds every row against it and reads a sample anew; all of that is in its
time. The archive is filled by `archiver import`, which also tells how fast files come in.
"""

import argparse
import os
from pathlib import Path
from typing import Any

from benchmarks.archives import archiver, configure, empty_folder, environment, expect_items, servers
from benchmarks.measure import Cost, Spread, cost_of
from benchmarks.mix import Mailbox
from benchmarks.report import Bar, Report, Row, shown, table

PER_CORE = Bar(0.5, 0.8, "×", at_least=True)


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument(
        "--verify-messages", type=int, default=2_000, help="letters of the mailbox 2k that are stored (default 2000)"
    )


def run(wanted: argparse.Namespace) -> Report:
    """Fill an archive, then let both take their turns."""
    report = Report()
    sides: dict[str, list[Cost]] = {"archiver verify": [], "sha256sum": []}
    with servers() as around, empty_folder(wanted.directory) as place:
        configure(place, around, [around.dovecot.new_user()])
        octets = _write(place / "letters", wanted.verify_messages)
        taken_in = cost_of(archiver("import", "letters"), place, environment(), wanted.limit)
        expect_items(place, wanted.verify_messages)
        files = sorted(str(path) for path in (place / "letters").iterdir())
        commands = {"archiver verify": archiver("verify"), "sha256sum": ["sha256sum", *files]}
        for _ in range(wanted.runs):
            for name, command in commands.items():
                env = environment() if name != "sha256sum" else dict(os.environ)
                sides[name].append(cost_of(command, place, env, wanted.limit))
    megabytes = octets / 1e6
    per_core = {name: Spread.of([megabytes / one.processor_seconds for one in some]) for name, some in sides.items()}
    by_clock = {name: Spread.of([megabytes / one.seconds for one in some]) for name, some in sides.items()}
    cores = {name: Spread.of([one.processor_seconds / one.seconds for one in some]) for name, some in sides.items()}
    cells = [
        (
            name,
            f"{per_core[name].median:,.0f}",
            f"{per_core[name].least:,.0f}–{per_core[name].most:,.0f}",
            f"{by_clock[name].median:,.0f}",
            f"{cores[name].median:.2f}",
            f"{Spread.of([one.peak_octets / 1e6 for one in some]).median:,.0f}",
        )
        for name, some in sides.items()
    ]
    headings = ("", "MB/s per core", "range", "MB/s by the clock", "cores used", "peak MB")
    report.tables.append(table(f"{wanted.verify_messages:,} items, {megabytes:,.0f} MB", headings, cells))
    ratio = per_core["archiver verify"].median / per_core["sha256sum"].median
    ours, theirs = (shown(per_core[name].median, "MB/s per core") for name in sides)
    report.rows.append(Row(f"verify, {megabytes:,.0f} MB, beside sha256sum", ours, ratio, PER_CORE, theirs))
    report.notes.append(
        f"verify used {cores['archiver verify'].median:.2f} of {os.cpu_count()} cores. "
        f"archiver import took {megabytes / taken_in.seconds:,.0f} MB/s in."
    )
    report.figures = {
        "octets": octets,
        "items": wanted.verify_messages,
        "per_core_ratio": ratio,
        "runs": {
            name: [[one.seconds, one.processor_seconds, one.peak_octets] for one in some]
            for name, some in sides.items()
        },
        "import": [taken_in.seconds, taken_in.processor_seconds, taken_in.peak_octets],
    }
    return report


def _write(folder: Path, messages: int) -> int:
    """Each letter in a file; gives how many octets that is."""
    folder.mkdir()
    octets = 0
    for number, letter in enumerate(Mailbox("2k", messages).letters()):
        octets += (folder / f"{number:06}.eml").write_bytes(letter)
    return octets
