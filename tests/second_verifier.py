"""A second reading of an archive: own SQL, own JSON, own hashing. It shares no code with what it checks.

The link of event n is SHA-256(link of n-1, 32 octets, then the event as JSON: keys sorted, no spaces, UTF-8); the link
before the first is 64 zeros. An item is named by the SHA-256 of its pieces in order, or of its file, as its accession
attests; one that was disposed of has none.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

Ask = Callable[[str], list[tuple[Any, ...]]]
FIELDS = ("seq", "at", "act", "agent", "subject", "outcome", "detail")


def asking(url: str) -> Ask:
    """A function that asks the database of a SQLAlchemy URL, each time over a connection of its own."""

    def ask(question: str) -> list[tuple[Any, ...]]:
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as lite:
                return lite.execute(question).fetchall()
        with psycopg.connect(url.replace("+psycopg", "")) as server:
            return server.execute(question.encode()).fetchall()

    return ask


def faults(url: str) -> list[str]:
    """The first broken link; in a sound chain every item that is not what it attests. Empty means sound."""
    return [*_links(asking(url))] or [*_items(asking(url))]


def _links(ask: Ask) -> Iterable[str]:
    last, place = "0" * 64, 0
    for *values, before, link in ask(f"SELECT {', '.join(FIELDS)}, previous, hash FROM custody_events ORDER BY seq"):
        place += 1
        event = dict(zip(FIELDS, values, strict=True)) | {"detail": json.loads(values[-1])}
        words = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if (values[0], before, link) != (place, last, sha256(bytes.fromhex(last) + words.encode()).hexdigest()):
            return iter([f"event:{place}"])
        last = link
    return iter([] if ask("SELECT events, hash FROM heads") == [(place, last)] else ["head"])


def _outside(ask: Ask, name: str) -> bytes:
    """What lies in a folder under the name that the rows say; nothing of what lies elsewhere."""
    where = f"SELECT place, objects.name FROM objects JOIN depots ON depots.name = depot WHERE sha256 = '{name}'"
    for place, called in ask(where):
        file = Path(unquote(urlsplit(place).path)) / called
        return file.read_bytes() if place.startswith("file://") and file.is_file() else b""
    return b""


def _items(ask: Ask) -> Iterable[str]:
    accessions = "SELECT subject, detail FROM custody_events WHERE act = 'accession' ORDER BY seq DESC"
    told: dict[str, str] = dict(ask(accessions))
    if not ask("SELECT items FROM heads") == ask("SELECT count(*) FROM items") == [(len(told),)]:
        yield "number of items"
    gone = {subject for (subject,) in ask("SELECT subject FROM custody_events WHERE act = 'deletion'")}
    for number, name, size in ask("SELECT number, sha256, size FROM items ORDER BY number"):
        pieces = ask(f"SELECT content FROM octets WHERE sha256 = '{name}' ORDER BY ordinal")
        octets = b"".join(bytes(piece) for (piece,) in pieces)
        event = json.loads(told.pop(f"item:{number}", "{}"))
        if f"item:{number}" in gone:  # two people decided so; its hash and size stay
            if pieces or (name, size) != (event.get("sha256"), event.get("size")):
                yield f"item:{number}"
            continue
        if not pieces and size:
            octets = _outside(ask, name)
        if not (name, size) == (event.get("sha256"), event.get("size")) == (sha256(octets).hexdigest(), len(octets)):
            yield f"item:{number}"
