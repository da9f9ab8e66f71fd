"""What a test may do to the product from inside, asked for by the environment; nothing without it.

ARCHIVER_TEST_HOST is the name of the machine that a process believes to be on. With ARCHIVER_TEST_NO_LEASE every
process works as if the mailbox were its own. ARCHIVER_TEST_MAX_PAGES names a file that holds to how many pages an
SQLite database may grow now; 0 is as many as it likes.
"""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

UNLIMITED = 1_073_741_823


def set_by_environment() -> None:
    """Do what the environment asks for."""
    if host := os.environ.get("ARCHIVER_TEST_HOST"):
        socket.gethostname = lambda: host
    if os.environ.get("ARCHIVER_TEST_NO_LEASE"):
        _forget_leases()
    if pages := os.environ.get("ARCHIVER_TEST_MAX_PAGES"):
        _bound(Path(pages))


def _forget_leases() -> None:
    from archiver.core.records import Lease  # noqa: PLC0415
    from archiver.core.sharing import Picture  # noqa: PLC0415
    from archiver.edges.store import ledger, replicas  # noqa: PLC0415

    def always(_: Any, mailbox: str, holder: str, _now: datetime, _length: timedelta, _gone: object = None) -> Lease:
        return Lease(mailbox, holder, 1)

    def all_of(self: Any, mailboxes: Any, holder: str, *_: Any) -> list[Lease]:
        return [Lease(mailbox, holder, 1) for mailbox in sorted(mailboxes)]

    def nobody(self: Any, now: datetime, *_: Any) -> Picture:
        return Picture(now, [], {})

    def still(self: Any, _presence: Any, held: Any, *_: Any) -> frozenset[str]:
        return frozenset(lease.mailbox for lease in held)

    for name, act in (("take", all_of), ("picture", nobody), ("appear", still)):
        setattr(replicas.Replicas, name, act)
    vars(ledger)["require_lease"] = lambda _connection, _lease: None
    setattr(ledger.Ledger, "take_lease", always)  # noqa: B010 - its type is another one


def _bound(file: Path) -> None:
    from sqlalchemy import Pool, event  # noqa: PLC0415

    @event.listens_for(Pool, "checkout")
    def _settle(connection: Any, _record: object, _proxy: object) -> None:
        pages = int(file.read_text(encoding="ascii") or 0)
        connection.execute(f"PRAGMA max_page_count = {pages or UNLIMITED}")
