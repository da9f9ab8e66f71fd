"""How mail comes into the demo's mailbox: by IMAP APPEND (RFC 3501 § 6.3.11), octet for octet."""

from __future__ import annotations

import re
import socket
from typing import Self

from archiver.errors import MailboxUnavailable

PATIENCE = 20.0
"""Seconds for one answer."""
_MESSAGES = re.compile(rb"\* STATUS .*\(MESSAGES (\d+)\)")


class Delivery:
    """A session of its own beside the daemon's. imaplib would rewrite bare line ends, so this says the words itself."""

    def __init__(self, host: str, port: int, user: str, password: str) -> None:
        self._socket = socket.create_connection((host, port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rwb")
        self._greeting = self._stream.readline()
        self._tags = 0
        self.command(f"LOGIN {user} {password}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._socket.close()

    def append(self, octets: bytes) -> None:
        """Put one mail into INBOX, exactly as it is."""
        self._say(f"APPEND INBOX {{{len(octets)}}}".encode())
        if not self._stream.readline().startswith(b"+"):
            raise MailboxUnavailable("The demo's mailbox takes no mail.")
        self._stream.write(octets + b"\r\n")
        self._answers()

    def count(self, folder: str) -> int:
        """How many mails a folder holds; 0 if there is none of that name."""
        try:
            answers = self.command(f"STATUS {folder} (MESSAGES)")
        except MailboxUnavailable:
            return 0
        found = [match[1] for line in answers if (match := _MESSAGES.match(line))]
        return int(found[0]) if found else 0

    def command(self, words: str) -> list[bytes]:
        """Say it; the lines that came before the tagged OK. Anything but OK is a MailboxUnavailable."""
        self._say(words.encode())
        return self._answers()

    def _say(self, words: bytes) -> None:
        self._tags += 1
        self._stream.write(b"d%d " % self._tags + words + b"\r\n")
        self._stream.flush()

    def _answers(self) -> list[bytes]:
        self._stream.flush()
        tag, lines = b"d%d " % self._tags, list[bytes]()
        while line := self._stream.readline():
            if line.startswith(tag + b"OK"):
                return lines
            if line.startswith(tag):
                break
            lines.append(line)
        raise MailboxUnavailable("The demo's mailbox refused a command.")
