"""A second reading of an archive: own SQL, own JSON, own hashing. It shares no code with what it checks.

The link of event n is SHA-256(link of n-1, 32 octets, then the event as JSON: keys sorted, no spaces, UTF-8); the link
before the first is 64 zeros. An item is named by the SHA-256 of its pieces in order.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

import psycopg

Ask = Callable[[str], list[tuple[Any, ...]]]


def asking(url: str) -> Ask:
    """A function that asks the database of a SQLAlchemy URL, each time over a connection of its own."""

    def ask(question: str) -> list[tuple[Any, ...]]:
        if url.startswith("sqlite"):
            connection = sqlite3.connect(url.removeprefix("sqlite:///"))
            try:
                return connection.execute(question).fetchall()
            finally:
                connection.close()
        with psycopg.connect(url.replace("+psycopg", "")) as server:
            return server.execute(question.encode()).fetchall()

    return ask


def faults(url: str) -> list[str]:
    """Everything that is wrong: broken links, gaps, octets that do not hash to their name. Empty means sound."""
    ask = asking(url)
    return [*_links(ask), *_items(ask)]


def _links(ask: Ask) -> Iterable[str]:
    last, place = "0" * 64, 0
    names = ("seq", "at", "act", "agent", "subject", "outcome", "detail")
    for *values, before, link in ask(f"SELECT {', '.join(names)}, previous, hash FROM custody_events ORDER BY seq"):
        place += 1
        event = dict(zip(names, values, strict=True)) | {"detail": json.loads(values[-1])}
        words = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if (values[0], before, link) != (place, last, sha256(bytes.fromhex(last) + words.encode()).hexdigest()):
            yield f"event:{place}"
            return
        last = link
    if ask("SELECT events, hash FROM heads") != [(place, last)]:
        yield "head"


def _items(ask: Ask) -> Iterable[str]:
    items = ask("SELECT number, sha256, size FROM items ORDER BY number")
    if ask("SELECT items FROM heads") != [(len(items),)]:
        yield "number of items"
    came = {
        subject: json.loads(detail)["sha256"]
        for subject, detail in ask("SELECT subject, detail FROM custody_events WHERE act = 'accession'")
    }
    for place, (number, name, size) in enumerate(items, start=1):
        pieces = ask(f"SELECT content FROM octets WHERE sha256 = '{name}' ORDER BY ordinal")
        octets = b"".join(bytes(piece) for (piece,) in pieces)
        is_as_it_came = came.get(f"item:{number}", name) == name  # events that are gone are told above
        if number != place or len(octets) != size or sha256(octets).hexdigest() != name or not is_as_it_came:
            yield f"item:{number}"
