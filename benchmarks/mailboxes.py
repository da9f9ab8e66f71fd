"""Mailboxes in Dovecot: one is filled and made ready once, and each run gets a clone of its own."""

import hashlib
import imaplib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.dovecot import Dovecot, MailUser


class Template:
    """A mailbox that no run touches, the server's index of it warm."""

    def __init__(self, dovecot: Dovecot, letters: Iterable[bytes]) -> None:
        """Fill it; lines end in CRLF."""
        self._dovecot = dovecot
        self._user = dovecot.new_user()
        look_at(dovecot, self._user)
        self.messages, self.octets = fill(self._user, letters)
        look_at(dovecot, self._user)

    @contextmanager
    def cloned(self) -> Iterator[MailUser]:
        """A mailbox of its own with the same letters, warm in the index and the system's cache; gone afterwards.

        The letters are links: a server never writes into one.
        """
        user = self._dovecot.new_user()
        home, owner = user.maildir.parent, self._user.maildir.stat()
        shutil.copytree(self._user.maildir.parent, home, copy_function=_link_or_copy)
        for path in (home, *home.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
        look_at(self._dovecot, user)
        try:
            yield user
        finally:
            shutil.rmtree(home)

    def remove(self) -> None:
        """Delete it."""
        shutil.rmtree(self._user.maildir.parent)


def _link_or_copy(source: str, target: str) -> None:
    if Path(source).parent.name == "cur":
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


def fill(user: MailUser, letters: Iterable[bytes]) -> tuple[int, int]:
    """Put letters into a mailbox that somebody has looked at; gives how many they are, and their octets."""
    current = user.maildir / "cur"
    owner, messages, octets = current.stat(), 0, 0
    for letter in letters:
        path = current / f"{messages:06}.{hashlib.sha256(letter).hexdigest()[:16]}.arkiv:2,"
        path.write_bytes(letter.replace(b"\r\n", b"\n"))  # as Dovecot keeps it
        os.chown(path, owner.st_uid, owner.st_gid)
        messages += 1
        octets += len(letter)
    return messages, octets


def look_at(dovecot: Dovecot, user: MailUser) -> None:
    """What a first client makes the server do."""
    with imaplib.IMAP4(dovecot.host, dovecot.port) as client:
        client.login(user.name, user.password)
        if int(client.select("INBOX")[1][0] or 0):
            client.fetch("1:*", "(UID RFC822.SIZE INTERNALDATE)")
