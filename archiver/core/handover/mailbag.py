"""Mailbag 1.0 (CC0): the CSV files and the fields of bag-info.txt that make a BagIt bag a mailbag.

§ numbers are those of the specification. The mails came by IMAP or as files, and lie in the package as `.eml` named by
their Mailbag-Message-ID: by § 5.2.2 no original format is included then.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from archiver.core.encoded_words import decoded_words, folded
from archiver.core.filenames import safe_filename
from archiver.core.headers import written_in

SPECIFICATION = "1.0"
MOST_IN_A_FILE = 100_000
"""§ 5.3.3."""
COLUMNS = ("Error", "Mailbag-Message-ID", "Message-ID", "Original-File", "Message-Path", "Derivatives-Path",
           "Attachments", "Date", "From", "To", "Cc", "Bcc", "Subject", "Content-Type")  # fmt: skip
"""§ 5.3.1."""
ATTACHMENT_COLUMNS = ("Original-Filename", "Mailbag-Filename", "MimeType", "Content-ID")
"""§ 4.3.1."""
ATTACHMENTS = "attachments.csv"
_RECKONED = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""Those of full width too, which Excel takes for the others."""
_FROM_HEADER = ("Date", "From", "To", "Cc", "Bcc", "Subject", "Content-Type")
_LONGEST_EXTENSION = 12


@dataclass(frozen=True, slots=True)
class Message:
    """One line of mailbag.csv."""

    id: str
    header: Mapping[str, str]
    """What the mail's fields say, by their names in lower case."""
    attachments: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One line of an attachments.csv."""

    name: str | None
    """As the mail calls it."""
    file: str
    """Its name in the package."""
    content_type: str
    content_id: str


def header_of(octets: bytes) -> dict[str, str]:
    """The first of each field of a message, unfolded and decoded, by its name in lower case."""
    told: dict[str, str] = {}
    for name, value in written_in(octets):
        told.setdefault(name.lower(), folded(decoded_words(value)))
    return told


def messages_csv(messages: Sequence[Message]) -> Iterator[tuple[str, bytes]]:
    """Name and octets of mailbag.csv, or of the numbered files it is split into (§ 5.3.3)."""
    pages = [messages[at : at + MOST_IN_A_FILE] for at in range(0, len(messages), MOST_IN_A_FILE)] or [messages]
    digits = len(str(len(pages)))
    for number, page in enumerate(pages, 1):
        name = "mailbag.csv" if len(pages) == 1 else f"mailbag-{number:0{digits}d}.csv"
        yield name, csv_octets(map(_row, page), COLUMNS if number == 1 else ())


def _row(one: Message) -> Iterator[str]:
    yield from (one.error, one.id, one.header.get("message-id", ""), "", "", "", str(one.attachments))
    yield from (one.header.get(name.lower(), "") for name in _FROM_HEADER)


def attachments_csv(attachments: Iterable[Attachment]) -> bytes:
    """An attachments.csv (§ 4.3)."""
    rows = ((one.name or "unknown", one.file, one.content_type, one.content_id) for one in attachments)
    return csv_octets(rows, ATTACHMENT_COLUMNS)


def csv_octets(rows: Iterable[Iterable[str]], heading: Sequence[str]) -> bytes:
    """§ 5.5: UTF-8 without a byte order mark, commas, every field in quotation marks, CRLF.

    What a spreadsheet would reckon with has an apostrophe before it: a stranger chose subjects and file names.
    """
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if heading:
        writer.writerow(heading)
    writer.writerows(map(_unquestioned, row) for row in rows)
    return file.getvalue().encode("utf-8", "replace")


def _unquestioned(text: str) -> str:
    """A spreadsheet reckons with what begins so, also in quotation marks (CWE-1236)."""
    return f"'{text}" if text.lstrip(" \t\r\n\u00a0")[:1] in _RECKONED and len(text) > 1 else text


class Names:
    """Names for the attachments of one mail: their own where every system can have them, else numbered (§ 4.4.3)."""

    def __init__(self, id_: str, *, neutral: bool = False) -> None:
        """`neutral` for names that tell nothing: those in an encrypted zip can be read without its password."""
        self._id, self._neutral = id_, neutral
        self._taken = {ATTACHMENTS}
        self._count = 0

    def take(self, name: str | None, kind: str = "") -> str:
        """A name that is free; `kind` is a name whose extension a nameless one gets."""
        self._count += 1
        own = name or ""
        is_fit = own and safe_filename(own, "") == own and "%" not in own and unicodedata.is_normalized("NFC", own)
        is_free = is_fit and own.casefold() not in self._taken
        chosen = own if is_free and not self._neutral else f"{self._id}-{self._count}{_extension(own or kind)}"
        self._taken.add(chosen.casefold())
        return chosen


def _extension(name: str) -> str:
    extension = PurePosixPath(safe_filename(name, "")).suffix
    is_usual = extension[1:].isalnum() and extension.isascii() and len(extension) <= _LONGEST_EXTENSION
    return extension.lower() if is_usual else ""


def bag_info(
    identifier: str, organisation: str, source: str, at: datetime, version: str, description: str
) -> dict[str, str]:
    """bag-info.txt (§ 5.2.2). `at` is the moment the package tells of, so that the same case gives the same file."""
    return {
        "Bag-Type": "Mailbag",
        "Mailbag-Source": source,
        "Mailbag-Specification-Version": SPECIFICATION,
        "Original-Included": "False",
        "Bagging-Timestamp": at.isoformat(timespec="seconds"),
        "Bagging-Date": at.date().isoformat(),
        "External-Identifier": identifier,
        "Mailbag-Agent": "arkivfunktion",
        "Mailbag-Agent-Version": version,
        "EML-Agent": "arkivfunktion",
        "EML-Agent-Version": version,
        "Source-Organization": " ".join(organisation.split()),
        "External-Description": description,
    }
