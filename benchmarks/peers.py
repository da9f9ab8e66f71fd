"""What an engineer would use instead: each copies a mailbox from empty to durable, or fails."""

import os
from collections.abc import Callable
from pathlib import Path

from benchmarks.archives import Failed
from benchmarks.measure import Cost, cost_of
from tests.services.dovecot import Dovecot, MailUser
from tests.services.processes import hand_to, program, run_as

Peer = Callable[[Path, Dovecot, MailUser, int, float], Cost]
"""Copies so many letters into an empty folder, within so many seconds."""

PACKAGES = {"mbsync": "isync", "getmail": "getmail6", "notmuch": "notmuch"}

_MBSYNC = """\
FSync yes

IMAPAccount server
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account server

MaildirStore near
Path {folder}/maildir/
Inbox {folder}/maildir/inbox
SubFolders Verbatim

Channel copy
Far :far:INBOX
Near :near:inbox
Sync Pull
Create Near
SyncState *
"""

_GETMAIL = """\
[retriever]
type = SimpleIMAPRetriever
server = 127.0.0.1
port = {port}
username = {user}
password = {password}
mailboxes = ("INBOX",)

[destination]
type = Maildir
path = {folder}/maildir/

[options]
read_all = true
delete = false
delivered_to = false
received = false
verbose = 0
"""

_NOTMUCH = """\
[database]
path={folder}/maildir

[user]
name=Arkiv
primary_email=arkiv@kommune.example

[new]
tags=inbox

[maildir]
synchronize_flags=false
"""


def require(*names: str) -> None:
    """Raises ServiceMissing, which names the Debian package, for the first of the peers that is not installed."""
    for name in names:
        program(name, PACKAGES[name])


def mbsync(folder: Path, dovecot: Dovecot, user: MailUser, messages: int, limit: float) -> Cost:
    """To a Maildir, with fsync."""
    (folder / "maildir").mkdir()
    command = ["mbsync", "-q", "-c", _configured(folder / "mbsyncrc", _MBSYNC, dovecot, user), "copy"]
    cost = cost_of(command, folder, dict(os.environ), limit)
    _expect_copies(folder, messages)
    return cost


def getmail(folder: Path, dovecot: Dovecot, user: MailUser, messages: int, limit: float) -> Cost:
    """To a Maildir; it calls fsync for each letter, and never works as root."""
    identity = run_as("nobody")
    for name in ("cur", "new", "tmp"):
        (folder / "maildir" / name).mkdir(parents=True)
    (folder / "state").mkdir()
    settings = _configured(folder / "getmailrc", _GETMAIL, dovecot, user)
    for path in (folder, *folder.rglob("*")):
        hand_to(path, identity)
    command = ["getmail", f"--getmaildir={folder / 'state'}", f"--rcfile={settings}", "--quiet"]
    cost = cost_of(command, folder, dict(os.environ), limit, identity=identity)
    _expect_copies(folder, messages)
    return cost


def mbsync_and_notmuch(folder: Path, dovecot: Dovecot, user: MailUser, messages: int, limit: float) -> Cost:
    """To a Maildir, and then parsed and indexed for search."""
    copied = mbsync(folder, dovecot, user, messages, limit)
    settings = _configured(folder / "notmuch-config", _NOTMUCH, dovecot, user)
    indexed = cost_of(["notmuch", "new"], folder, dict(os.environ) | {"NOTMUCH_CONFIG": settings}, limit)
    told = (folder / "output").read_text(errors="replace")
    if f"Added {messages} new messages" not in told:
        raise Failed(f"notmuch did not index every letter: {told.strip()[-300:]}")
    return copied.then(indexed)


def _configured(path: Path, text: str, dovecot: Dovecot, user: MailUser) -> str:
    path.write_text(text.format(port=dovecot.port, user=user.name, password=user.password, folder=path.parent))
    path.chmod(0o600)
    return str(path)


def _expect_copies(folder: Path, messages: int) -> None:
    copied = sum(1 for path in (folder / "maildir").rglob("*") if path.parent.name in {"cur", "new"})
    if copied != messages:
        raise Failed(f"{copied} of {messages} letters were copied")
