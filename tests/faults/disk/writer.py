"""A process for the tests of the disk: it commits rows to SQLite, one by one, and says after each that it is there.

    python writer.py DATABASE FIRST LAST [WORD...]

`off`: synchronous=OFF. `delete`: a rollback journal, no WAL. `lock`: holds a transaction open when all is written.
`again`: after an error it waits for a line on stdin and tries that row once more. `stay`: ends by SIGKILL, so that
SQLite closes nothing. `few`: a checkpoint after every 4 pages.
"""

import os
import signal
import sqlite3
import sys

LENGTH = 3000


def _open(database: str, words: list[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    asked = "delete" if "delete" in words else "wal"
    (journal,) = connection.execute(f"PRAGMA journal_mode={asked}").fetchone()
    if journal != asked:  # SQLite says so and nothing more when the disk failed meanwhile
        raise sqlite3.OperationalError(f"the journal is {journal}")
    connection.execute(f"PRAGMA synchronous={'OFF' if 'off' in words else 'FULL'}")
    connection.execute(f"PRAGMA wal_autocheckpoint={4 if 'few' in words else 1000}")
    connection.execute("CREATE TABLE IF NOT EXISTS rows (number INTEGER PRIMARY KEY, filling BLOB)")
    return connection


def _write(connection: sqlite3.Connection, number: int, words: list[str]) -> None:
    try:
        connection.execute("INSERT INTO rows VALUES (?, ?)", (number, os.urandom(LENGTH)))
    except sqlite3.Error as error:
        print("error", error.sqlite_errorname, flush=True)
        if "again" not in words:
            raise SystemExit(3) from error
        sys.stdin.readline()
        _write(connection, number, words)
    else:
        print(number, flush=True)


def main(database: str, first: str, last: str, *words: str) -> None:
    try:
        connection = _open(database, list(words))
    except sqlite3.Error as error:
        print("error", getattr(error, "sqlite_errorname", error), flush=True)
        raise SystemExit(3) from error
    for number in range(int(first), int(last) + 1):
        _write(connection, number, list(words))
    if "lock" in words:
        connection.execute("BEGIN IMMEDIATE")
        print("locked", flush=True)
        sys.stdin.readline()
    if "stay" in words:
        os.kill(os.getpid(), signal.SIGKILL)
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
