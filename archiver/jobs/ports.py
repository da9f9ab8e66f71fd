"""The doors through which jobs reach outside things: an edge fits if it has these methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from archiver.core.records import (
    ArchiveFolderState,
    FetchTrouble,
    FolderState,
    Keys,
    Letter,
    MessageKey,
    MoveOutcome,
    Octets,
    RawMessage,
    Reading,
    Scanned,
    Sighting,
    SignatureCheck,
    SignedPlace,
    Stamp,
    Unreadable,
)
from archiver.core.uids import Uids

Clock = Callable[[], datetime]
"""Gives the time: aware, UTC."""


class Mailbox(Protocol):
    """One mailbox on a server, with a session that is already logged in.

    Every method may raise `MailboxUnavailable` or one of its kinds; the session is then dead and is not used again.
    """

    name: str
    folders: Sequence[str]

    def select(self, folder: str) -> FolderState:
        """Open a watched folder; refuses one without a UIDVALIDITY (`ProtocolViolation`)."""
        ...

    def listed(self) -> frozenset[int]:
        """The UIDs of every message in the selected folder, whatever its flags."""
        ...

    def hidden(self, listed: frozenset[int]) -> frozenset[int]:
        """UIDs that the folder holds though SEARCH did not list them; empty when the counts agree."""
        ...

    def arrived(self, above: int) -> frozenset[int]:
        """UIDs above this one in the selected folder, if the server told of an arrival since it was last listed.

        A server that has told of none is asked nothing: what it kept to itself is found when the folder is listed.
        """
        ...

    def archive_folder(self) -> ArchiveFolderState:
        """The folder messages are moved to; created if it is missing."""
        ...

    def archive_listed(self) -> Uids:
        """The UIDs of every message in the archive folder. Leaves the watched folder selected."""
        ...

    def fetch_archived(self, uids: Sequence[int]) -> Iterator[list[RawMessage | FetchTrouble]]:
        """The same as `fetch` of messages in the archive folder. Leaves the watched folder selected when it ends."""
        ...

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMessage | FetchTrouble]]:
        """The messages in batches bounded by count and octets, each UID exactly once; no flag changes (R1).

        When the session dies at one message, the exception carries nothing of the batches already yielded; call
        again with one UID at a time to learn which one it is. The octets of a large message are an open file: close
        them when they are committed.
        """
        ...

    def way_of_moving(self) -> str | None:
        """How `move` will do it on this server, in the RFCs' words; None when messages must stay where they are."""
        ...

    def move(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        """Move stored messages of the selected folder to the archive folder, and prove it (R5).

        Each sighting has `checksum`, and `archive_uidvalidity` and `archive_uidnext` as `archive_folder()` told them
        just before the first try of its batch: record them first, then move. A copy made by an earlier try that was
        cut off lies above that UID; it is found again and not made twice. What this session did not fetch itself is
        fetched again and compared first: `MoveReason.OTHER_OCTETS` is then a new message for the caller.
        """
        ...

    def ask_whose_copies(self, spoken_for: Callable[[int, frozenset[int]], frozenset[int]]) -> None:
        """Whom to ask which UIDs of the archive folder, under a UIDVALIDITY, are copies that prove moves already.

        To be told before the first `move` or `find_archived` of a session: mails of equal octets look alike.
        """
        ...

    def find_archived(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        """Look in the archive folder for messages that left the watched folder while we were cut off."""
        ...

    def put_aside(self, uids: Sequence[int], folder: str) -> frozenset[int]:
        """Move messages of the selected folder, which are not archived, to a folder of ours; gives those that left."""
        ...

    def clear_aside(self, folder: str, may_go: Callable[[Octets], bool]) -> int:
        """Remove from such a folder what may go; gives how many. The watched folder is selected again."""
        ...

    def wait(self, seconds: float) -> bool:
        """Rest until something may have arrived (IDLE) or the seconds are over. True means: look now."""
        ...

    def close(self) -> None:
        """LOGOUT if the session lives, and close. Never raises."""
        ...


class Reader(Protocol):
    """Understands one message without endangering this process."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        """Raises `OutsideServiceError` only if no reader can be had at all, which says nothing about the mail."""
        ...


class Readers(Reader, Protocol):
    """Understands so many messages at once."""

    count: int

    def let_rest(self, keep: int = 1) -> None:
        """Give back what only a busy hour needs, all but so many."""
        ...


class Indexer(Protocol):
    """Finds the words of one message without endangering this process."""

    def words(self, octets: Octets, *, with_files: bool) -> tuple[str, ...] | Unreadable:
        """As `core.indexing.entries_of`; `OutsideServiceError` as `Reader.read` raises it."""
        ...


class Illustrator(Indexer, Protocol):
    """An indexer that also takes pictures out of a message."""

    def pictures(self, octets: Octets) -> tuple[tuple[bytes, ...], bool] | Unreadable:
        """As `core.indexing.pictures_of`; `OutsideServiceError` as `Reader.read` raises it."""
        ...

    def words_of_text(self, text: Octets) -> tuple[str, ...] | Unreadable:
        """The words of a text in UTF-8, as they stand in the index."""
        ...


class Eye(Protocol):
    """Reads the writing in a picture without endangering this process."""

    def read(self, picture: bytes) -> bytes | Unreadable:
        """The text in UTF-8, or why there is none. Raises `OutsideServiceError` when nobody can look at all."""
        ...


class SignatureChecker(Protocol):
    """Checks the signatures in one message without endangering this process, and without asking anybody."""

    def check(
        self, octets: Octets, places: Sequence[SignedPlace], keys: Keys
    ) -> tuple[SignatureCheck, ...] | Unreadable:
        """As `core.verification.check`; `OutsideServiceError` as `Reader.read` raises it."""
        ...


class VirusScanner(Protocol):
    """Looks for viruses in what it is handed, and changes nothing."""

    def scan(self, octets: Octets) -> Scanned:
        """Raises `Unscanned`."""
        ...


class Resolver(Protocol):
    """Asks the DNS."""

    def txt(self, name: str) -> str | None:
        """The TXT record of a name, None when there is none. Raises `NameUnanswered` when no server says either."""
        ...


class PostOffice(Protocol):
    """Hands letters to a mail server."""

    def send(self, letter: Letter) -> None:
        """Raises `LetterDeferred`, `LetterRefused` or `LetterUncertain`; returns only on the server's 250."""
        ...


class TimeStampAuthority(Protocol):
    """Stamps hashes (RFC 3161), and tells its own stamps from others."""

    @property
    def name(self) -> str:
        """Our name of it."""
        ...

    def stamp(self, stated: bytes) -> Stamp:
        """Have the hash of these octets stamped. Raises `StampRefused`."""
        ...

    def confirms(self, response: bytes, stated: bytes) -> bool | None:
        """Whether an answer of then is its stamp over these octets; None when only openssl can say."""
        ...


__all__ = [
    "Clock",
    "Indexer",
    "Mailbox",
    "MessageKey",
    "PostOffice",
    "Reader",
    "Resolver",
    "SignatureChecker",
    "TimeStampAuthority",
]
