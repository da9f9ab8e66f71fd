"""PostgreSQL's own pg_dump and pg_restore. A password reaches them by their environment, never on a command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import URL

from archiver.core.backup import Copied, Figures
from archiver.core.language import later
from archiver.core.records import ChainHead
from archiver.edges.store.database import server_arguments
from archiver.errors import OutsideServiceError, StoreUnavailable

LOCK_SECONDS = 30
LOOK_SECONDS = 0.2
MOST_SAID = 300
"""Characters of what a program complains of that are told on."""


def dump(
    url: URL, to: Path, view: str, tables: Sequence[tuple[str, str]], server: int, progress: Callable[[int], None]
) -> None:
    """These tables of a database as pg_dump's custom format, in a view that somebody holds open.

    `server` is the server's `server_version_num`: an older pg_dump cannot read it. `progress` is told octets written.
    """
    program = require_dump(server)
    where, environment = _connection(url)
    chosen = [f'--table="{schema}"."{name}"' for schema, name in tables]
    options = ["--format=custom", "--no-password", f"--lock-wait-timeout={LOCK_SECONDS * 1000}", f"--snapshot={view}"]
    command = [program, *options, *chosen, f"--file={to}", f"--dbname={where}"]
    _run(command, environment, lambda: progress(_size(to)))
    with to.open("rb") as file:
        os.fsync(file.fileno())


def require_dump(server: int) -> str:
    """Where pg_dump lies, for a server of that `server_version_num`. Raises `OutsideServiceError` without a fit one."""
    program = _program("pg_dump")
    major = _major(program)
    if major < server // 10000:
        raise OutsideServiceError(
            later(
                "pg_dump is of version {ours}, older than the server ({theirs}): install the server's version of it."
            ),
            ours=major,
            theirs=server // 10000,
        )
    return program


def load(dump: Path, url: URL, revision: str, progress: Callable[[int, int], None]) -> None:
    """Put a dump into an empty database, all of it or nothing: without its triggers, and without its version."""
    where, environment = _connection(url)
    program = _program("pg_restore")
    size = dump.stat().st_size
    kept = [line for line in _contents(dump) if not _is_left_out(line, revision)]
    with tempfile.TemporaryDirectory(prefix="archiver-") as folder:
        chosen = Path(folder) / "list"
        chosen.write_text("\n".join(kept) + "\n")
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
        command = [program, *options, f"--use-list={chosen}", f"--dbname={where}", str(dump)]
        progress(0, size)
        _run(command, environment)
        progress(size, size)


def read_dump(dump: Path) -> Copied:
    """What is in a dump, read from it alone: its figures, its tables, and how many items and custody events there are.

    All of it is read to its end. Raises `StoreUnavailable` for one that is cut short or damaged.
    """
    tables = frozenset(re.findall(r" TABLE DATA \S+ (\S+) ", "\n".join(_contents(dump))))
    program = _program("pg_restore")
    _run([program, "--file=/dev/null", str(dump)], _environment())
    schema, highest, head, key = "", 0, ChainHead(0, ""), None
    items = events = 0
    chosen = [f"--table={name}" for name in ("heads", "items", "custody_events", "alembic_version")]
    for table, row in _rows([program, "--data-only", *chosen, "--file=-", str(dump)]):
        items += table == "items"
        events += table == "custody_events"
        if table == "alembic_version":
            schema = row["version_num"] or ""
        if table == "heads":
            head, key = ChainHead(int(row["events"] or 0), row["hash"] or ""), row["key_fingerprint"]
            highest = int(row["items"] or 0)
    return Copied(Figures(schema, highest, head, key), items, events, tables)


def _rows(command: Sequence[str]) -> Iterator[tuple[str, dict[str, str | None]]]:
    """The rows of a script of COPY statements, by table."""
    with tempfile.TemporaryFile() as errors, _started(command, _environment(), errors, subprocess.PIPE) as process:
        table, columns = "", list[str]()
        for line in process.stdout or ():
            words = line.decode().rstrip("\n")
            if not table and (found := re.fullmatch(r"COPY (?:\S+\.)?\"?(\w+)\"? \((.*)\) FROM stdin;", words)):
                table, columns = found[1], [name.strip('" ') for name in found[2].split(",")]
            elif words == "\\.":
                table = ""
            elif table:
                values = (None if value == "\\N" else value for value in words.split("\t"))
                yield table, dict(zip(columns, values, strict=True))
        _require_well(command, process.wait(), errors)


def _contents(dump: Path) -> list[str]:
    """What pg_restore lists of it."""
    done = subprocess.run(  # noqa: S603 - our own words
        [_program("pg_restore"), "--list", str(dump)], capture_output=True, check=False, env=_environment()
    )
    if done.returncode:
        raise StoreUnavailable(later("The dump cannot be read ({problem})."), problem=_first_line(done.stderr))
    return [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line and not line.startswith(";")]


def _is_left_out(line: str, revision: str) -> bool:
    return re.match(rf"\d+; \d+ \d+ (?:TRIGGER |ACL |TABLE DATA \S+ {revision} )", line) is not None


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise OutsideServiceError(
            later("{name} is missing: install PostgreSQL's programs for clients (Debian: postgresql-client)."),
            name=name,
        )
    return found


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, check=False, env=_environment())  # noqa: S603
    found = re.search(rb"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else 0


def _connection(url: URL) -> tuple[str, dict[str, str]]:
    """Where to, for a command line, and the environment with the password."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - an extra, there where a server is

    _, named = url.get_dialect()().create_connect_args(url)
    asked = {**named, **server_arguments(url)}
    password = asked.pop("password", None)
    where = make_conninfo(**{name: str(value) for name, value in asked.items() if name not in {"context"}})
    return where, _environment() | ({"PGPASSWORD": str(password)} if password else {})


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _run(command: Sequence[str], environment: dict[str, str], look: Callable[[], None] = lambda: None) -> None:
    with tempfile.TemporaryFile() as errors, _started(command, environment, errors) as process:
        while process.poll() is None:
            look()
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_SECONDS)
        _require_well(command, process.returncode, errors)
    look()


@contextmanager
def _started(
    command: Sequence[str], environment: dict[str, str], errors: IO[bytes], out: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that does not outlive our interest in it."""
    process = subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _require_well(command: Sequence[str], code: int, errors: IO[bytes]) -> None:
    if code == 0:
        return
    errors.seek(0)
    raise StoreUnavailable(
        later("{program} did not do its work ({problem})."),
        program=Path(command[0]).name,
        problem=_first_line(errors.read(4096)) or (f"signal {-code}" if code < 0 else f"exit {code}"),
    )


def _first_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines()]
    return next((line for line in lines if line), "")[:MOST_SAID]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
