"""Finding folders by the names people gave them: modified UTF-7, the server's separator, its namespace."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imapclient import imap_utf7

from archiver.core.language import later
from archiver.core.records import ArchiveFolderState
from archiver.edges.mailbox.answers import LARGEST_UID, read_items
from archiver.edges.mailbox.session import Session, quoted
from archiver.errors import ConfigError, MailboxUnavailable, ProtocolViolation

_OWN = frozenset((rb"\sent", rb"\drafts", rb"\trash", rb"\all", rb"\flagged", rb"\important"))
_OWN_NAMES = frozenset(
    (
        *("sent", "sent items", "sendt post", "sendt", "drafts", "kladder", "trash", "deleted items", "slettet post"),
        *("outbox", "udbakke", "calendar", "kalender", "contacts", "kontakter", "tasks", "opgaver", "notes", "noter"),
        *("journal", "kladde", "papirkurv", "sync issues", "synkroniseringsproblemer", "conversation history"),
    )
)
_JUNK_NAMES = frozenset(("junk", "junk email", "junk e-mail", "spam", "uønsket mail", "uønsket post"))


@dataclass(frozen=True, slots=True)
class Listed:
    """One folder of LIST."""

    raw: bytes
    """As the server writes it: only this is sent back."""
    name: str
    separator: str
    selectable: bool
    uses: frozenset[bytes] = frozenset()
    """Its attributes, in lower case."""

    @property
    def is_own(self) -> bool:
        """For what its user wrote or threw away."""
        return bool(self.uses & _OWN) or self.name.rpartition(self.separator or "/")[2].casefold() in _OWN_NAMES

    @property
    def is_junk(self) -> bool:
        """Where mail lands that a filter does not trust."""
        return rb"\junk" in self.uses or self.name.rpartition(self.separator or "/")[2].casefold() in _JUNK_NAMES


@dataclass(frozen=True, slots=True)
class OtherFolder:
    """A folder that nobody watches."""

    name: str
    messages: int
    is_junk: bool


class Folders:
    """The folders of one session, listed once and again after a CREATE."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._listed: list[Listed] | None = None
        self._prefix: str | None = None

    def refuse_circle(self) -> None:
        """The archive folder must not be one that is watched: every message would come in for ever (`ConfigError`)."""
        account = self._session.account
        target = self._raw_or_planned(account.archive_folder)
        for folder in account.folders:
            if self._raw_or_planned(folder) == target:
                raise ConfigError([f"Mailbox {account.name}: {folder} is both watched and the archive folder."])

    def _raw_or_planned(self, name: str) -> bytes:
        found = self.find(name)
        return found if found is not None else imap_utf7.encode(self._planned(name))

    def watched(self, name: str) -> bytes:
        """The server's name of a watched folder."""
        raw = self.find(name)
        if raw is None:
            raise MailboxUnavailable(later("The mail server has no folder {folder}."), folder=name)
        return raw

    def archive(self) -> bytes:
        """The server's name of the archive folder, created if it is missing."""
        name = self._session.account.archive_folder
        raw = self.find(name)
        return raw if raw is not None else self.create_archive()

    def create_archive(self) -> bytes:
        """CREATE it; it is no error if somebody else just did."""
        return self._create(self._session.account.archive_folder)

    def named_or_created(self, name: str) -> bytes:
        """The server's name of a folder of ours, created if it is missing."""
        raw = self.find(name)
        return raw if raw is not None else self._create(name)

    def _create(self, name: str) -> bytes:
        answer = self._session.ask("CREATE", quoted(imap_utf7.encode(self._planned(name))))
        self._listed = None
        raw = self.find(name)
        if raw is None:
            refused = later("The mail server would not create the folder {folder} [{code}].")
            raise MailboxUnavailable(refused, folder=name, code=answer.refusal)
        return raw

    def others(self, known: Iterable[str]) -> list[OtherFolder]:
        """Every folder that is none of these, with how many messages lie in it; what will not tell is left out.

        Folders for what the mailbox itself wrote or threw away (RFC 6154) are no others.
        """
        ours = {self.find(name) for name in known}
        others = [one for one in self._folders() if one.selectable and one.raw not in ours and not one.is_own]
        counted = ((one, self._messages(one)) for one in others)
        return [OtherFolder(one.name, count, one.is_junk) for one, count in counted if count is not None]

    def _messages(self, one: Listed) -> int | None:
        answer = self._session.ask("STATUS", quoted(one.raw), "(MESSAGES)")
        told = _read_status(next((read_items(line) for line in answer.lines("STATUS")), None))
        return told.get(b"MESSAGES") if answer.ok else None

    def find(self, name: str) -> bytes | None:
        """The server's name of the folder a person calls `name`, or None."""
        by_name = {_folded(listed.name): listed.raw for listed in self._folders() if listed.selectable}
        return next((by_name[folded] for folded in self._ways_to_say(name) if folded in by_name), None)

    def _ways_to_say(self, name: str) -> Iterator[str]:
        separated = name.replace("/", self._separator())
        for way in (name, separated, self._namespace() + name, self._namespace() + separated):
            yield _folded(way)

    def _planned(self, name: str) -> str:
        separated = name.replace("/", self._separator())
        return separated if separated.startswith(self._namespace()) else self._namespace() + separated

    def _separator(self) -> str:
        return next((listed.separator for listed in self._folders() if listed.separator), "/")

    def _folders(self) -> list[Listed]:
        if self._listed is None:
            answer = self._session.ask("LIST", '""', '"*"')
            self._listed = [listed for line in answer.lines("LIST") if (listed := _read_listed(read_items(line)))]
        return self._listed

    def _namespace(self) -> str:
        """What all personal folders' names begin with (RFC 2342); "INBOX." on some servers."""
        if self._prefix is None:
            told = self._told_namespace() if self._session.can(b"NAMESPACE") else None
            self._prefix = self._seen_namespace() if told is None else told
        return self._prefix

    def _told_namespace(self) -> str | None:
        for line in self._session.ask("NAMESPACE").lines("NAMESPACE"):
            match read_items(line):
                case ((((bytes() as prefix), _), *_), *_):
                    return str(imap_utf7.decode(prefix))
        return None

    def _seen_namespace(self) -> str:
        prefix = "INBOX" + self._separator()
        others = [listed.name for listed in self._folders() if listed.name.upper() != "INBOX"]
        return prefix if others and all(name.startswith(prefix) for name in others) else ""

    def archive_state(self) -> ArchiveFolderState:
        """STATUS of the archive folder (RFC 3501 § 6.3.10)."""
        answer = self._session.ask("STATUS", quoted(self.archive()), "(MESSAGES UIDNEXT UIDVALIDITY)")
        told = _read_status(next((read_items(line) for line in answer.lines("STATUS")), None))
        validity, uidnext, messages = (told.get(key, 0) for key in (b"UIDVALIDITY", b"UIDNEXT", b"MESSAGES"))
        if not answer.ok:
            raise MailboxUnavailable(f"The mail server told nothing of the archive folder [{answer.refusal}].")
        if not 0 < validity <= LARGEST_UID or uidnext < 1:
            self._session.end(ProtocolViolation("The mail server gave the archive folder no UIDVALIDITY or UIDNEXT."))
        return ArchiveFolderState(self._session.account.archive_folder, validity, uidnext, messages)


def _read_listed(items: tuple[object, ...] | None) -> Listed | None:
    """None for a name nobody can have written in a configuration: it cannot be decoded."""
    match items:
        case (tuple() as flags, separator, bytes() | int() as name):
            raw = name if isinstance(name, bytes) else str(name).encode()
            lowered = {flag.lower() for flag in flags if isinstance(flag, bytes)}
            try:
                decoded = imap_utf7.decode(raw)
            except ValueError:
                return None
            between = separator.decode("ascii", "replace") if isinstance(separator, bytes) else ""
            selectable = not lowered & {rb"\noselect", rb"\nonexistent"}
            return Listed(raw, decoded, between, selectable, frozenset(lowered))
    return None


def _read_status(items: tuple[object, ...] | None) -> dict[bytes, int]:
    match items:
        case (*_, tuple() as told):
            pairs = zip(told[::2], told[1::2], strict=False)
            return {key.upper(): value for key, value in pairs if isinstance(key, bytes) and isinstance(value, int)}
    return {}


def _folded(name: str) -> str:
    """INBOX is the only name without case (RFC 3501 § 5.1); an Å may be written in two ways."""
    normal = unicodedata.normalize("NFC", name)
    return "INBOX" + normal[5:] if normal[:5].upper() == "INBOX" else normal
