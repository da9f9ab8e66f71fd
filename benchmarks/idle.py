"""What a daemon costs while no mail comes: share of a core and memory, with one mailbox and with a hundred."""

import argparse
import time
from typing import Any

from benchmarks.archives import Failed, Servers, archiver, configure, empty_folder, environment, servers
from benchmarks.mailboxes import look_at
from benchmarks.measure import processor_seconds, resident, running
from benchmarks.report import Bar, Report, Row, shown, table

BARS = {
    1: (Bar(1, 0.2, "%"), Bar(None, 80, "MB")),
    100: (Bar(3, 2, "%"), Bar(None, 200, "MB")),
}
"""Share of a core, and memory."""


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--mailboxes", default="1,100", help="with how many (default 1,100)")
    group.add_argument("--idle-seconds", type=float, default=60, help="how long it is watched (default 60)")
    group.add_argument("--settle-seconds", type=float, default=30, help="how long it may come to rest (default 30)")


def run(wanted: argparse.Namespace) -> Report:
    """One daemon after the other."""
    report = Report()
    cells = []
    with servers() as around:
        for count in map(int, wanted.mailboxes.split(",")):
            share, megabytes = _watched(wanted, around, count)
            cells.append((f"{count} mailbox{'es' * (count > 1)}", f"{share:.2f}", f"{megabytes:.0f}"))
            share_bar, memory_bar = BARS.get(count, (None, None))
            report.rows.append(Row(f"idle daemon, {count}: share of a core", f"{share:.2f} %", share, share_bar))
            report.rows.append(Row(f"idle daemon, {count}: memory", shown(megabytes, "MB"), megabytes, memory_bar))
            report.figures[str(count)] = {"percent_of_a_core": share, "megabytes": megabytes}
    title = f"an idle daemon, watched for {wanted.idle_seconds:g} s"
    report.tables.append(table(title, ("", "% of a core", "MB"), cells))
    report.notes.append("Each mailbox is polled once a minute besides IDLE: watch for 60 s or a multiple of it.")
    return report


def _watched(wanted: argparse.Namespace, around: Servers, count: int) -> tuple[float, float]:
    """Share of a core in percent, and megabytes of all its processes in the end."""
    users = [around.dovecot.new_user() for _ in range(count)]
    for user in users:
        look_at(around.dovecot, user)
    with empty_folder(wanted.directory) as place:
        configure(place, around, users)
        with running(archiver("run"), place, environment()) as daemon:
            time.sleep(wanted.settle_seconds)
            begun, before = time.monotonic(), processor_seconds(daemon.pid)
            time.sleep(wanted.idle_seconds)
            spent, passed = processor_seconds(daemon.pid) - before, time.monotonic() - begun
            memory = resident(daemon.pid)
            if daemon.poll() is not None:
                raise Failed(f"the daemon ended: {(place / 'output').read_text()[-500:]}")
    return 100 * spent / passed, memory / 1e6
