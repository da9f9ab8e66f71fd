"""What outsiders see: plain imaplib on the server, plain SQL in the database, none of our code in between."""

import hashlib
import imaplib
import re
import socket
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, LiteralString

import psycopg

from tests.services.dovecot import Dovecot, MailUser

# --- the server ---------------------------------------------------------------------------------------------------


@contextmanager
def session(dovecot: Dovecot, user: MailUser) -> Iterator[imaplib.IMAP4]:
    """A logged-in client of the standard library."""
    with imaplib.IMAP4(dovecot.host, dovecot.port, timeout=30) as client:
        client.login(user.name, user.password)
        yield client


def octets_in(dovecot: Dovecot, user: MailUser, folder: str) -> list[bytes]:
    """Every message of a folder as the server hands it out, sorted; none when there is no such folder."""
    with session(dovecot, user) as client:
        if client.select(folder, readonly=True)[0] != "OK":
            return []
        _, found = client.uid("FETCH", "1:*", "(BODY.PEEK[])")
        return sorted(piece[1] for piece in found if isinstance(piece, tuple))


def flags_in(dovecot: Dovecot, user: MailUser, folder: str) -> dict[int, frozenset[str]]:
    """The flags of every message of a folder by UID, \\Recent left out: it belongs to a session, not to a message."""
    with session(dovecot, user) as client:
        client.select(folder, readonly=True)
        _, found = client.uid("FETCH", "1:*", "(FLAGS)")
    lines = b"\n".join(line for line in found if isinstance(line, bytes)).decode()
    pairs = re.findall(r"UID (\d+) FLAGS \(([^)]*)\)", lines)
    return {int(uid): frozenset(flags.split()) - {r"\Recent"} for uid, flags in pairs}


def append(dovecot: Dovecot, user: MailUser, letters: Sequence[bytes], folder: str = "INBOX", flags: str = "") -> None:
    """Append letters octet by octet: imaplib would end their lines anew, so this says APPEND itself (RFC 3516, 7888).

    A letter with U+0000 goes as literal8.
    """
    with closing(socket.create_connection((dovecot.host, dovecot.port), timeout=60)) as wire:
        answers = wire.makefile("rb")
        answers.readline()
        _say(wire, answers, f"LOGIN {user.name} {user.password}".encode())
        for letter in letters:
            literal = b"~{%d+}" % len(letter) if b"\0" in letter else b"{%d+}" % len(letter)
            _say(wire, answers, b"APPEND %s (%s) %s\r\n%s" % (folder.encode(), flags.encode(), literal, letter))


def _say(wire: socket.socket, answers: Any, words: bytes) -> None:
    wire.sendall(b"a " + words + b"\r\n")
    while not (line := answers.readline()).startswith(b"a "):
        assert line, "the server hung up"
    assert line.startswith(b"a OK"), line


# --- the database -------------------------------------------------------------------------------------------------


def ask(database_url: str, question: LiteralString) -> list[tuple[Any, ...]]:
    """The rows of a question in plain SQL."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=30)) as lite:
            return [tuple(row) for row in lite.execute(question)]
    with psycopg.connect(_plain(database_url), autocommit=True) as connection:
        return connection.execute(question).fetchall()


def tell(database_url: str, statement: LiteralString) -> int:
    """Change rows behind the archive's back; gives how many."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=30)) as lite, lite:
            return lite.execute(statement).rowcount
    with psycopg.connect(_plain(database_url)) as connection:
        return connection.execute(statement).rowcount


def _plain(database_url: str) -> str:
    return database_url.replace("postgresql+psycopg://", "postgresql://")


def stored(database_url: str) -> dict[str, bytes]:
    """The octets of every item by the SHA-256 it is filed under, put together from their pieces."""
    pieces: dict[str, list[bytes]] = {}
    for sha256, content in ask(
        database_url,
        "SELECT i.sha256, o.content FROM items i JOIN octets o ON o.sha256 = i.sha256 ORDER BY i.number, o.ordinal",
    ):
        pieces.setdefault(sha256, []).append(bytes(content))
    return {sha256: b"".join(some) for sha256, some in pieces.items()}


def checksum(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()
