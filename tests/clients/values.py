"""What a letter holds, and what must be found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

OWN_DOMAIN = "kommune.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a client shows them: no address where only a name stands, no name where only an address stands."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a chain as it must be found.

    `date` is the wall clock, to the second where the client writes seconds, with an offset where the client writes a
    zone; None where it writes no date. `body` is the message's own words; white space at line ends and blank lines do
    not count. A name that only repeats the address is no name.
    """

    from_: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    date: str | None
    body: str
    attachments: tuple[str, ...] = ()
    reply_line_only: bool = False


@dataclass(frozen=True, slots=True)
class ClientLetter:
    """A letter to the archive and the messages it quotes or encloses.

    `chain` goes from the outermost quoted message to the innermost; the mail to the archive itself is not in it, save
    where it was redirected and is itself the original. `chosen` says which of the chain are originals. `own` is what
    the sender wrote around the quotation: it belongs to no message of the chain. `client` is the name of the program
    that the letter itself was made with, empty where none is imitated.
    """

    name: str
    octets: bytes
    chain: tuple[Said, ...]
    chosen: tuple[int, ...]
    own: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, or a picture shown in the text when it has a content id."""

    name: str
    content_type: str
    octets: bytes = field(repr=False)
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it was sent, before a client quoted it. `extra` are label lines such as Prioritet."""

    from_: Person
    to: tuple[Person, ...]
    subject: str
    when: datetime
    body: str
    cc: tuple[Person, ...] = ()
    files: tuple[File, ...] = ()
    pictures: tuple[File, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
