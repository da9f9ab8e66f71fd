"""What a mailbox and its folder are called where others read it, in the log and in the chain of custody.

A mailbox may be named by somebody's address, and a folder after a person.
"""

from __future__ import annotations

import hashlib

from archiver.errors import ArchiverError

#: Folders whose names are the mail programs' own.
USUAL_FOLDERS = frozenset(
    ("inbox", "arkiveret", "archive", "arkiv", "junk", "junk email", "junk e-mail", "spam", "uønsket mail")
)


def mailbox_called(name: str) -> str:
    """Our own name of a mailbox; of an address a short hash, always the same."""
    return f"mailbox-{_hash(name)}" if "@" in name else name


def folder_called(folder: str) -> str:
    """A usual name as it is; of any other a short hash, always the same, that tells it from its neighbours."""
    if folder.casefold() in USUAL_FOLDERS:
        return folder
    return f"folder-{_hash(folder)}"


def trouble_called(trouble: ArchiverError) -> str:
    """The sentence of an error, with discreet names in it; in English, as all of the log."""
    discreet = {"folder": folder_called, "mailbox": mailbox_called}
    values = {key: discreet[key](str(value)) if key in discreet else value for key, value in trouble.values.items()}
    return trouble.sentence.format(**values) if values else trouble.sentence


def place_called(subject: str) -> str:
    """The subject of an alarm or of an act, "mailbox:arkiv/INBOX" or "item:17", with discreet names in it."""
    what, colon, place = subject.partition(":")
    if what != "mailbox":
        return subject
    mailbox, slash, folder = place.partition("/")
    return f"{what}{colon}{mailbox_called(mailbox)}{slash}{folder_called(folder) if slash else ''}"


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
