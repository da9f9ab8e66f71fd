"""What the tests of the mailbox edge share: impatient limits, and a mailbox on a server of theirs."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from archiver.bell import Bell
from archiver.core.records import (
    ArchiveFolderState,
    FetchTrouble,
    MoveOutcome,
    MoveResult,
    RawMessage,
    Sighting,
    SightingState,
)
from archiver.edges.mailbox import Account, ImapMailbox, Limits, Tls, connect

QUICK = Limits(connect_seconds=5, read_seconds=0.5, command_seconds=1.0, farewell_seconds=0.3)
"""For servers that stall."""

CALM = Limits(connect_seconds=20, read_seconds=20, command_seconds=40, farewell_seconds=0.3)
"""For the others, on a busy machine."""


class Server(Protocol):
    """Dovecot or the scripted one."""

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...


def account(server: Server, name: str = "arkiv@kommune.example", password: str = "kodeord", **other: object) -> Account:
    """An account without TLS on this server, INBOX to Arkiveret."""
    tls: Tls = "none"
    plain = Account("arkiv", server.host, server.port, tls, name, password, ("INBOX",), "Arkiveret")
    return replace(plain, **other)  # type: ignore[arg-type]


@contextmanager
def opened(
    account: Account, limits: Limits = CALM, stop: Bell | None = None, folder: str = "INBOX"
) -> Iterator[ImapMailbox]:
    """A mailbox that is logged in, with a folder selected; closed afterwards."""
    mailbox = connect(account, limits, stop=stop)
    try:
        mailbox.select(folder)
        yield mailbox
    finally:
        mailbox.close()


def all_fetched(mailbox: ImapMailbox, uids: Iterable[int]) -> list[RawMessage | FetchTrouble]:
    """Everything one fetch gives, in order."""
    return [one for batch in mailbox.fetch(sorted(uids)) for one in batch]


def raw(one: object) -> RawMessage:
    """It, which must be a message."""
    assert isinstance(one, RawMessage), one
    return one


def trouble(one: object) -> FetchTrouble:
    """It, which must be a trouble."""
    assert isinstance(one, FetchTrouble), one
    return one


def stored(messages: Iterable[RawMessage | FetchTrouble], archive: ArchiveFolderState | None = None) -> list[Sighting]:
    """The sightings the ledger would hold of them, with the intent to move recorded if the archive is given."""
    return [
        Sighting(
            raw(message).key,
            SightingState.STORED,
            checksum=raw(message).octets.checksum,
            archive_uidvalidity=archive.uidvalidity if archive else None,
            archive_uidnext=archive.uidnext if archive else None,
        )
        for message in messages
    ]


def results(outcomes: Sequence[MoveOutcome]) -> list[MoveResult]:
    """Only what became of them."""
    return [outcome.result for outcome in outcomes]


def sha256(octets: bytes) -> str:
    """Our own count, not the program's."""
    return hashlib.sha256(octets).hexdigest()


def put_into_maildir(maildir: Path, octets: bytes, name: str) -> None:
    """A message exactly as it stands, past LMTP which would change its line ends. The mailbox must be in use."""
    place = maildir / "new" / f"{name}.host"
    place.write_bytes(octets)
    place.chmod(0o666)
