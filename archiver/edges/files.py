"""Mail in files: `.eml`, mbox and Maildir, read octet by octet and never written to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.core.records import Octets
from archiver.errors import UsageError

LARGE = 25 * 1000 * 1000
"""Octets from which a file is not read into memory."""
_FROM = b"From "


@dataclass(frozen=True, slots=True)
class FileMessage:
    """One message as it lies in a file."""

    source: str
    ordinal: int
    octets: Octets


def messages_in(path: Path) -> Iterator[FileMessage]:
    """Every message at `path`: one `.eml`, an mbox, a Maildir, or a folder of any of these, in order of names.

    An mbox (RFC 4155) is cut at its "From " lines; what stands between is taken as it is: quoted ">From " lines stay
    quoted, because nobody can know which were. Raises UsageError for a path that cannot be read.
    """
    try:
        yield from _messages(path, frozenset())
    except OSError as error:
        where = error.filename or path
        raise UsageError("{path} cannot be read: {problem}.", path=where, problem=error.strerror) from error


def _messages(path: Path, above: frozenset[Path]) -> Iterator[FileMessage]:
    if path.is_dir():
        yield from _in_folder(path, above)
        return
    if path.exists() and not path.is_file():
        raise UsageError("{path} is no file; reading it might never end.", path=path)
    if path.suffix.lower() != ".eml" and _starts_with_from(path):
        yield from _mbox(path)
        return
    yield FileMessage(str(path), 0, _whole(path))


def _in_folder(folder: Path, above: frozenset[Path]) -> Iterator[FileMessage]:
    real = folder.resolve()
    if real in above:
        raise UsageError("{path} is a link that leads back to a folder it lies in.", path=folder)
    for entry in sorted(folder.iterdir()):
        if not _is_maildir_scratch(entry):
            yield from _messages(entry, above | {real})


def _is_maildir_scratch(entry: Path) -> bool:
    """A Maildir's half-delivered mails, and the files a mail server keeps beside them."""
    in_maildir = (entry.parent / "cur").is_dir() and (entry.parent / "new").is_dir()
    return in_maildir and (entry.name == "tmp" or entry.is_file())


def _starts_with_from(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_FROM)) == _FROM


def _whole(path: Path) -> Octets:
    if path.stat().st_size < LARGE:
        return Octets(path.read_bytes())
    return Octets(path.open("rb"))


def _mbox(path: Path) -> Iterator[FileMessage]:
    with path.open("rb") as file:
        for ordinal, lines in enumerate(_between_from_lines(file), start=1):
            yield FileMessage(str(path), ordinal, Octets(b"".join(lines)))


def _between_from_lines(file: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of each message; the empty line that ends it belongs to the mbox and not to the message."""
    lines: list[bytes] | None = None
    for line in file:
        after_empty = lines is None or not lines or lines[-1] in {b"\n", b"\r\n"}
        if line.startswith(_FROM) and after_empty:
            if lines is not None:
                yield lines[:-1]
            lines = []
        elif lines is not None:
            lines.append(line)
    if lines is not None:
        yield lines[:-1] if lines and lines[-1] in {b"\n", b"\r\n"} else lines
