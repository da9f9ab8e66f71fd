"""The configuration and the version that an archive is worked with, in the chain of custody and nowhere else.

What was in force last is what its events add up to: each names what changed, the first one everything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from archiver.core.configuration import Values, changes, known_from
from archiver.edges.store.counting import READABLE
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import SCHEMA_VERSION, CustodyEvent, safe_text

CONFIGURATION, SOFTWARE, USERS = "configuration", "software", "database users"
"""What the events are about."""

_ACTS = {CONFIGURATION: "configuration change", SOFTWARE: "software update"}


class Configuration:
    """Each public method is one act, one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, in_force: Values, version: str, agent: str, now: datetime) -> bool:
        """Write down what is otherwise than when the archive was last opened to work; False when nothing is.

        `in_force` holds no secret, and for what may name a person a hash.
        """
        wanted = {CONFIGURATION: _kept(in_force), SOFTWARE: {"version": version, "schema": SCHEMA_VERSION}}
        with self._database.reading() as connection:
            if not any(_changed(connection, wanted).values()):
                return False
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            for subject, changed in _changed(connection, wanted).items():  # by another process meanwhile
                if changed:
                    pen.note(_ACTS[subject], subject, agent=agent, detail=changed)
            pen.finish()
            return True


def upgrade(database: Database, agent: str, now: datetime) -> None:
    """Bring the schema of an archive to this version's, and write it down with that; a new archive has no past."""

    def note(connection: Connection, before: str | None) -> None:
        if before is not None:
            pen = Pen(connection, now)
            pen.note(_ACTS[SOFTWARE], SOFTWARE, agent=agent, detail={"schema": SCHEMA_VERSION})
            pen.finish()

    database.upgrade(note)


def grant(database: Database, role: str, agent: str, now: datetime) -> None:
    """Let another user of the database server work the archive, and write it down with that."""

    def note(connection: Connection) -> None:
        pen = Pen(connection, now)
        pen.note(_ACTS[CONFIGURATION], USERS, agent=agent, detail={"granted": role})
        pen.finish()

    database.grant(role, note)


def let_count(database: Database, role: str, agent: str, now: datetime) -> None:
    """Let another user of the database server count and nothing else, and write it down with that."""

    def note(connection: Connection) -> None:
        pen = Pen(connection, now)
        pen.note(_ACTS[CONFIGURATION], USERS, agent=agent, detail={"counting": role})
        pen.finish()

    database.let_count(role, READABLE, note)


def _kept(values: Values) -> Values:
    """As they can be stored: what is compared with what was."""
    return {safe_text(key): safe_text(value) if isinstance(value, str) else value for key, value in values.items()}


def _changed(connection: Connection, wanted: Mapping[str, Values]) -> dict[str, Values]:
    return {subject: changes(_known(connection, subject), values) for subject, values in wanted.items()}


def _known(connection: Connection, subject: str) -> Values:
    question = (
        select(CustodyEvent.detail)
        .where(CustodyEvent.subject == subject, CustodyEvent.act == _ACTS[subject])
        .order_by(CustodyEvent.seq)
    )
    return known_from(json.loads(detail) for detail in connection.scalars(question))
