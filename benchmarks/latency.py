"""How long after its delivery a mail is committed and moved, and its receipt accepted: a daemon that waits in IDLE.

Mails are delivered over LMTP one at a time, at random intervals. Beside ours another client of the same mailbox waits
in IDLE, and tells when the server itself spoke up: a server may keep a notification back. Then the same while the
daemon takes in a mailbox that was full when it came. All times are of one clock, and ours are those in the archive:
of the accession, of the move (by then the stored octets have been read back), and of the mail server's 250.
"""

import argparse
import random
import re
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from archiver.edges.tables import Item, Reading, Sighting
from benchmarks.archives import Failed, Servers, archiver, configure, empty_folder, environment, open_archive
from benchmarks.mailboxes import Template, look_at
from benchmarks.measure import percentile, running
from benchmarks.mix import FULL, Mailbox, letter
from benchmarks.report import Bar, Report, Row, shown, table
from tests.services.dovecot import Dovecot, MailUser
from tests.services.smtp import SmtpSink

MEDIAN = Bar(None, 0.1, "s")
P99 = Bar(2, 1, "s")
RECEIPT = Bar(10, 3, "s")


@dataclass(slots=True)
class Delivered:
    """What became of one mail, in seconds since the epoch; 0 for what did not happen."""

    name: str
    at: float
    """When the server had taken it over LMTP."""
    notified: float = 0.0
    """When it told another client in IDLE."""
    committed: float = 0.0
    moved: float = 0.0
    thanked: float = 0.0


class TimedSink(SmtpSink):
    """Also writes down when it said 250 to a letter for somebody."""

    def __init__(self) -> None:
        self.accepted: dict[str, float] = {}
        super().__init__()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it
        answer = await super().handle_DATA(server, session, envelope)
        for recipient in envelope.rcpt_tos:
            self.accepted.setdefault(recipient, time.time())
        return answer


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--deliveries", type=int, default=100, help="mails one at a time (default 100)")
    group.add_argument("--pause", type=float, default=3, help="longest seconds between two (default 3)")
    group.add_argument(
        "--backfill", type=int, default=FULL["10k"], help="letters there already, the second time (default 10000)"
    )
    group.add_argument("--meanwhile", type=int, default=20, help="mails delivered meanwhile, at most (default 20)")


def run(wanted: argparse.Namespace) -> Report:
    """With an empty mailbox, then with a full one."""
    report = Report()
    with Dovecot() as dovecot, TimedSink() as sink:
        around = Servers(dovecot, sink)
        quiet = _measured(wanted, around, sink, 0)
        _tell(report, "waiting in IDLE", quiet, is_goal=True)
        if wanted.backfill:
            sink.accepted.clear()
            busy = _measured(wanted, around, sink, wanted.backfill)
            _tell(report, f"while {wanted.backfill:,} letters come in", busy, is_goal=False)
    return report


def _measured(wanted: argparse.Namespace, around: Servers, sink: TimedSink, before: int) -> list[Delivered]:
    mailbox = Template(around.dovecot, Mailbox("10k", before).letters())
    with mailbox.cloned() as user, empty_folder(wanted.directory) as place:
        look_at(around.dovecot, user)
        configure(place, around, [user], receipts=True)
        chance = random.Random(before)
        with running(archiver("run"), place, environment()) as daemon, _notified(around.dovecot, user) as notified:
            _wait(lambda: b"started" in (place / "output").read_bytes(), 60, "the daemon did not start")
            count, pause = (wanted.meanwhile, 1.0) if before else (wanted.deliveries, wanted.pause)
            if not before:
                time.sleep(2)  # it says that it started before it waits in IDLE
            sent = []
            for number in range(count):
                time.sleep(chance.uniform(pause / 3, pause))
                sent.append(_deliver(around.dovecot, user, number))
                if before and _moved(place) >= before + len(sent):
                    break
            _wait(lambda: _moved(place) >= before + len(sent), wanted.limit, "not every mail became ours")
            _wait(lambda: all(one.name in sink.accepted for one in sent), wanted.limit, "a receipt did not come")
            if daemon.poll() is not None:
                raise Failed("the daemon ended")
        _note(place, sent, notified, sink)
    mailbox.remove()
    return sent


def _deliver(dovecot: Dovecot, user: MailUser, number: int) -> Delivered:
    """One ordinary forward from a colleague who has not written before."""
    octets = letter("10k", number).replace(b"kollega.", b"vagt.", 1).replace(b"<brev.", b"<vagt.", 1)
    dovecot.deliver(user, octets)
    sender = re.search(rb"<(vagt[^>]+)>", octets)
    assert sender
    return Delivered(sender[1].decode(), time.time())


def _moved(place: Path) -> int:
    """How many mails so far; asked as lightly as can be, for the daemon is at work."""
    with closing(sqlite3.connect(f"file:{place}/archive.db?mode=ro", uri=True)) as database:
        count: int = database.execute("SELECT count(*) FROM sightings WHERE moved_at IS NOT NULL").fetchone()[0]
        return count


def _wait(happened: Any, seconds: float, otherwise: str) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise Failed(otherwise)
        time.sleep(0.2)


def _note(place: Path, sent: list[Delivered], notified: list[float], sink: TimedSink) -> None:
    """What the archive, the sink and the other client say of each mail."""
    columns = select(Reading.from_address, Item.committed_at, Sighting.moved_at)
    joined = columns.join(Item, Item.number == Reading.item).join(Sighting, Sighting.item == Item.number)
    with open_archive(place) as archive, archive.store.database.reading() as connection:
        known = {row.from_address: (row.committed_at, row.moved_at) for row in connection.execute(joined)}
    for place_, one in enumerate(sent):
        one.committed, one.moved = (moment.timestamp() for moment in known[one.name])
        one.thanked = sink.accepted[one.name]
        until = sent[place_ + 1].at if place_ + 1 < len(sent) else float("inf")
        one.notified = next((at for at in notified if one.at - 0.1 <= at < until), 0.0)


@contextmanager
def _notified(dovecot: Dovecot, user: MailUser) -> Iterator[list[float]]:
    """When the server tells a client in IDLE that there is mail, as it goes on (RFC 2177)."""
    moments: list[float] = []
    with socket.create_connection((dovecot.host, dovecot.port)) as connection:
        lines = connection.makefile("rb")
        for command in (f"a LOGIN {user.name} {user.password}", "b SELECT INBOX"):
            connection.sendall(f"{command}\r\n".encode())
            while not lines.readline().startswith(command[:2].encode()):
                pass
        connection.sendall(b"c IDLE\r\n")
        watcher = threading.Thread(target=_listen, args=(lines, moments), daemon=True)
        watcher.start()
        try:
            yield moments
        finally:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            watcher.join(5)


def _listen(lines: Any, moments: list[float]) -> None:
    with suppress(OSError):
        while line := lines.readline():
            if line.rstrip().endswith(b"EXISTS"):
                moments.append(time.time())


def _tell(report: Report, when: str, sent: list[Delivered], *, is_goal: bool) -> None:
    seen = [one for one in sent if one.notified]
    spans = {
        "delivered → notified by the server": [one.notified - one.at for one in seen],
        "delivered → accession": [one.committed - one.at for one in sent],
        "delivered → committed, read back and moved": [one.moved - one.at for one in sent],
        "notified → committed, read back and moved": [one.moved - one.notified for one in seen],
        "delivered → receipt accepted": [one.thanked - one.at for one in sent],
    }
    headings = (f"{len(sent)} mails", "median ms", "p99 ms", "most ms")
    cells = [
        (name, *(f"{1000 * figure:,.0f}" for figure in (percentile(some, 0.5), percentile(some, 0.99), max(some))))
        for name, some in spans.items()
        if some
    ]
    report.tables.append(table(f"latency, {when}", headings, cells))
    report.figures[when] = {"mails": len(sent), "notified": len(seen), "seconds": spans}
    report.notes.append(f"{when}: the other client heard of {len(seen)} of {len(sent)} mails.")
    begun = "notified" if is_goal else "delivered"  # busy, it may have moved a mail before the server tells of it
    ours, thanked = spans[f"{begun} → committed, read back and moved"], spans["delivered → receipt accepted"]
    if not ours:
        raise Failed("the server told no other client of any mail")
    for work, figure, bar in (
        (f"{begun} → committed and verified, {when}: median", percentile(ours, 0.5), MEDIAN),
        (f"{begun} → committed and verified, {when}: p99", percentile(ours, 0.99), P99),
        (f"delivered → receipt accepted, {when}: p99", percentile(thanked, 0.99), RECEIPT),
    ):
        report.rows.append(Row(work, shown(1000 * figure, "ms"), figure, bar if is_goal else None))
