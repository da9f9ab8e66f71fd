"""The one line that says which database, made ready for SQLAlchemy: SQLite or PostgreSQL by psycopg 3."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

_SQLITE: Final = "sqlite:///"
_POSTGRESQL: Final = ("postgresql", "postgres", "postgresql+psycopg")


def normalised(url: str, password: str | None, folder: Path) -> str:
    """The URL with driver and password put in, and a relative SQLite path made to start in `folder`.

    Refuses with a ValueError that repeats nothing of the URL, for a password may stand in it.
    """
    scheme, separator, rest = url.strip().partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(rest, password, folder)
    if separator and scheme in _POSTGRESQL:
        return _postgresql(rest, password)
    raise ValueError('must begin with "sqlite:///" or "postgresql://"; other databases and drivers are not supported')


def sqlite_file(url: str) -> Path | None:
    """Where SQLite keeps the archive; None for PostgreSQL."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def _sqlite(rest: str, password: str | None, folder: Path) -> str:
    path = rest.removeprefix("/")
    if not rest.startswith("/") or not path or path.endswith("/") or path == ":memory:" or "?" in path:
        raise ValueError("must name a file without options, such as sqlite:////var/lib/archiver/archive.db")
    if password is not None:
        raise ValueError("is of SQLite, which knows no password; remove password and password_file from this section")
    return f"{_SQLITE}{folder / path}"


def _postgresql(rest: str, password: str | None) -> str:
    authority, user, written_password, database = _parts(rest)
    if not database:
        raise ValueError("must name the database, such as postgresql://archiver@db.example/archive")
    if password is None:
        return f"postgresql+psycopg://{rest}"
    if written_password is not None:
        raise ValueError("holds a password already; remove it there, or remove password and password_file")
    if not user:
        raise ValueError("must name the user whose password is given, such as postgresql://archiver@db.example/archive")
    host = authority.rpartition("@")[2]
    return f"postgresql+psycopg://{user}:{quote(password, safe='')}@{host}{rest.removeprefix(authority)}"


def _parts(rest: str) -> tuple[str, str | None, str | None, str]:
    """Authority, user and password as written (RFC 3986 § 3.2), and the database's name."""
    try:
        url = urlsplit(f"postgresql://{rest}")
        _ = url.port
    except ValueError:
        raise ValueError("is no usable URL; write / ? # [ ] @ : in a password as %2F %3F %23 %5B %5D %40 %3A") from None
    user, colon, password = url.netloc.rpartition("@")[0].partition(":")
    return url.netloc, user, password if colon else None, url.path.removeprefix("/")
