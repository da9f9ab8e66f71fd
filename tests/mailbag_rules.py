"""The rules of Mailbag 1.0 that a program can check, read from the specification and from nothing of ours."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

REQUIRED = (
    "Bag-Type", "Mailbag-Source", "Mailbag-Specification-Version", "Original-Included", "Bagging-Timestamp",
    "Bagging-Date", "External-Identifier", "Mailbag-Agent", "Mailbag-Agent-Version",
)  # fmt: skip
COLUMNS = [
    "Error", "Mailbag-Message-ID", "Message-ID", "Original-File", "Message-Path", "Derivatives-Path", "Attachments",
]  # fmt: skip
OPTIONAL = ["Date", "From", "To", "Cc", "Bcc", "Subject", "Content-Type"]
ATTACHMENTS = ["Original-Filename", "Mailbag-Filename", "MimeType", "Content-ID"]
FORMATS = {"mbox", "pst", "msg", "eml", "pdf", "warc"}
INVALID = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
RECORD = re.compile(r'"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*')


def broken(bag: Path) -> list[str]:
    """Every rule that a mailbag breaks, in words."""
    return [*_tags(bag), *_payload(bag), *_messages(bag), *_attachments(bag)]


def _tags(bag: Path) -> Iterator[str]:
    if not list(bag.glob("tagmanifest-*.txt")):
        yield "2: no tag manifest"
    for name in ("bagit.txt", "bag-info.txt", *(one.name for one in bag.glob("*manifest-*.txt"))):
        octets = (bag / name).read_bytes()
        if b"\r" in octets or octets.startswith(b"\xef\xbb\xbf"):
            yield f"5: {name} has CR or a byte order mark"
        octets.decode("utf-8")
    yield from _info(bag)


def _info(bag: Path) -> Iterator[str]:
    pairs = [line.partition(": ") for line in (bag / "bag-info.txt").read_text("utf-8").splitlines()]
    info = {name: value for name, _, value in pairs}
    if len(info) != len(pairs):
        yield "5.2: a field is repeated"
    for name in REQUIRED:
        if not info.get(name):
            yield f"5.2.2: no {name}"
    if info["Bag-Type"] != "Mailbag" or info["Mailbag-Source"] not in {"imap", "mbox", "eml", "pst", "pdf", "warc"}:
        yield "5.2.2: Bag-Type or Mailbag-Source"
    if info["Original-Included"] not in {"True", "False"}:
        yield "5.2.2: Original-Included"
    if info["Mailbag-Source"] == "imap" and info["Original-Included"] != "False":
        yield "5.2.2: nothing that came by IMAP is an original"
    if datetime.fromisoformat(info["Bagging-Timestamp"]).tzinfo is None:
        yield "5.2.2: Bagging-Timestamp is not RFC 3339"
    date.fromisoformat(info["Bagging-Date"])


def _payload(bag: Path) -> Iterator[str]:
    folders = {one.name for one in (bag / "data").iterdir()}
    if not folders & FORMATS:
        yield "4: no folder of a format"
    if folders - FORMATS - {"attachments"}:
        yield f"4: {folders - FORMATS}"


def rows_of(file: Path) -> list[list[str]]:
    """The records of a CSV file (5.5). Raises ValueError for one that is written otherwise."""
    octets = file.read_bytes()
    text = octets.decode("utf-8")
    if octets.startswith(b"\xef\xbb\xbf") or not text.endswith("\r\n"):
        raise ValueError(f"5.5: {file.name}: byte order mark, or no CRLF at the end")
    for record in text.removesuffix("\r\n").split("\r\n"):
        if not RECORD.fullmatch(record):
            raise ValueError(f"5.5: {file.name}: not every field is quoted, or a line ends otherwise: {record!r}")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"5.3: {file.name}: records of several lengths")
    return rows


def _messages(bag: Path) -> Iterator[str]:
    heading, *rows = rows_of(bag / "mailbag.csv")
    if heading[:7] != COLUMNS or heading[7:] != [one for one in OPTIONAL if one in heading[7:]]:
        yield "5.3.1: columns of mailbag.csv"
    ids = [row[1] for row in rows]
    if len({one.casefold() for one in ids}) != len(ids):
        yield "3: an identifier is not unique"
    for row in rows:
        id_ = row[1]
        if not id_ or len(id_) > 36 or INVALID.search(id_) or id_.endswith((".", " ")):
            yield f"3: {id_} is no Mailbag-Message-ID"
        if row[3]:
            yield "5.3.2: Original-File of what came by IMAP"
        if row[5] or not (bag / "data" / "eml" / f"{id_}.eml").is_file():
            yield f"4.4.1: no derivative is named {id_}"
        if not row[6].isdigit() or int(row[6]) != _count(bag, id_):
            yield f"5.3.2: attachments of {id_}"
    there = {one.stem for one in (bag / "data" / "eml").iterdir()}
    if there != set(ids):
        yield f"5.3: {there ^ set(ids)} is in mailbag.csv or in the payload alone"


def _count(bag: Path, id_: str) -> int:
    folder = bag / "data" / "attachments" / id_
    return len(list(folder.iterdir())) - 1 if folder.is_dir() else 0


def _attachments(bag: Path) -> Iterator[str]:
    folder = bag / "data" / "attachments"
    for one in sorted(folder.iterdir()) if folder.is_dir() else ():
        heading, *rows = rows_of(one / "attachments.csv")
        if heading != ATTACHMENTS:
            yield "4.3.1: columns of attachments.csv"
        names = [row[1] for row in rows]
        if sorted([*names, "attachments.csv"]) != sorted(file.name for file in one.iterdir()):
            yield f"4.3: files of {one.name}"
        for original, name, *_ in rows:
            if not original or INVALID.search(name):
                yield f"4.4.3: {original!r} is called {name!r}"
            if name != original and not re.fullmatch(rf"{one.name}-\d+(\.\w+)?", name):
                yield f"4.4.3: {original!r} was renamed {name!r}"
