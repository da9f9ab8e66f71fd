"""What the desk remembers, in SQL: who is signed in, what they open something for, which forms were done.

A session and a form are known by a hash of what the browser holds: whoever reads the database can be nobody by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite

from archiver.core.access import Person, Role
from archiver.core.custody import Purpose
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.tables import Base, DeskAttempt, DeskForm, DeskPurpose, DeskSession
from archiver.errors import ArchiverError

SEEN_EVERY = timedelta(minutes=1)
"""A session that is used all the time is written down so often."""
FORMS_KEPT = timedelta(days=3)
"""A page that lay open longer has no session any more."""
DESK = "desk"
"""What the chain of custody calls the subject of a sign-in."""


class DoneAlready(ArchiverError):
    """The same form was done before; `outcome` is where it led to, as far as that was written down."""

    def __init__(self, outcome: str | None) -> None:
        super().__init__("This was done already.")
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Session:
    """Who sits there."""

    token: str
    """SHA-256 of what the browser holds."""
    person: Person
    created_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sign-in of a person, as they are shown it."""

    token: str
    """SHA-256 of what that browser holds."""
    since: datetime
    seen_at: datetime
    ends_at: datetime


class Desk:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- sessions ---

    def sign_in(self, token: str, person: Person, now: datetime, ends_at: datetime, *, how: str) -> None:
        """Begin a session, and write that down; `how` is "password" or "oidc"."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            values = {
                "token": token,
                "who": person.who,
                "agent": person.short,
                "shown": person.name,
                "roles": json.dumps(sorted(person.roles)),
                "created_at": now,
                "seen_at": now,
                "ends_at": ends_at,
            }
            connection.execute(insert(DeskSession), values)
            detail = {"what": "sign-in", "how": how, "roles": " ".join(sorted(person.roles))}
            pen.note("access", DESK, agent=person.agent, detail=detail)
            pen.finish()

    def session(self, token: str, now: datetime, idle: timedelta) -> Session | None:
        """The session of that token, unless it is over; that it was used is written down once a minute."""
        with self._database.reading() as connection:
            row = connection.execute(select(DeskSession.__table__).where(DeskSession.token == token)).one_or_none()
        if row is None or row.ends_at <= now or row.seen_at + idle <= now or row.created_at > now + SEEN_EVERY:
            return None
        if row.seen_at + SEEN_EVERY <= now:
            with self._database.writing() as connection:
                connection.execute(update(DeskSession).where(DeskSession.token == token).values(seen_at=now))
        return _session(row)

    def sessions_of(self, who: str, now: datetime, idle: timedelta) -> list[Sitting]:
        """Where a person is signed in, the newest first."""
        question = select(DeskSession.__table__).where(
            DeskSession.who == who, DeskSession.ends_at > now, DeskSession.seen_at > now - idle
        )
        with self._database.reading() as connection:
            rows = connection.execute(question.order_by(DeskSession.created_at.desc())).all()
        return [Sitting(row.token, row.created_at, row.seen_at, row.ends_at) for row in rows]

    def sign_out(self, session: Session, now: datetime, *, everywhere: bool = False) -> int:
        """End it, or all of the same person; gives how many ended."""
        with self._database.writing() as connection:
            which = DeskSession.who == session.person.who if everywhere else DeskSession.token == session.token
            count = _end(connection, list(connection.scalars(select(DeskSession.token).where(which))))
            pen = Pen(connection, now)
            detail: dict[str, str | int | None] = {"what": "sign-out", "sessions": count}
            pen.note("access", DESK, agent=session.person.agent, detail=detail)
            pen.finish()
            return count

    def sweep(self, now: datetime, idle: timedelta) -> None:
        """Forget sessions that are over, forms of days ago, and attempts that count no more."""
        over = (DeskSession.ends_at <= now) | (DeskSession.seen_at <= now - idle)
        with self._database.reading() as connection:
            tokens = list(connection.scalars(select(DeskSession.token).where(over)))
        with self._database.writing() as connection:
            _end(connection, tokens)
            connection.execute(delete(DeskForm).where(DeskForm.at <= now - FORMS_KEPT))
            connection.execute(delete(DeskAttempt).where(DeskAttempt.since <= now - FORMS_KEPT))

    # --- what for ---

    def purpose(self, token: str, subject: str) -> Purpose | None:
        """What a person opens something for in this session; None when they have not said."""
        with self._database.reading() as connection:
            word = connection.scalar(
                select(DeskPurpose.purpose).where(DeskPurpose.token == token, DeskPurpose.subject == subject)
            )
            return None if word is None else Purpose(word)

    def open(self, session: Session, subject: str, purpose: Purpose, now: datetime) -> None:
        """Write down that a person is about to see something, "case:…" or "item:17", and what for.

        Once a session: a second time changes nothing. To be called first: without this record nothing is shown.
        """
        with self._database.writing() as connection:
            values = {"token": session.token, "subject": subject, "purpose": purpose, "at": now}
            if not _insert_new(connection, DeskPurpose, values):
                return
            pen = Pen(connection, now)
            pen.note("view", subject, agent=session.person.agent, detail={"purpose": purpose})
            pen.finish()

    # --- forms ---

    def spend(self, connection: Connection, token: str, now: datetime) -> None:
        """Within the transaction of what a form does: raises `DoneAlready` when the same form was done before."""
        if not _insert_new(connection, DeskForm, {"token": token, "at": now}):
            raise DoneAlready(connection.scalar(select(DeskForm.outcome).where(DeskForm.token == token)))

    def require_new(self, token: str) -> None:
        """Raises `DoneAlready` when that form was done before. Whoever writes is asked once more by `spend`."""
        with self._database.reading() as connection:
            row = connection.execute(select(DeskForm.outcome).where(DeskForm.token == token)).one_or_none()
        if row is not None:
            raise DoneAlready(row.outcome)

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """The transaction of a form that writes nothing else, so that what it begins is begun once."""
        with self._database.writing():
            yield

    def led_to(self, token: str, outcome: str) -> None:
        """Write down where a form led to, for whoever sends it again."""
        with self._database.writing() as connection:
            connection.execute(update(DeskForm).where(DeskForm.token == token).values(outcome=outcome))

    # --- too often ---

    def tries(self, key: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
        """How often something was tried within `window`, and since when."""
        with self._database.reading() as connection:
            row = connection.execute(select(DeskAttempt.__table__).where(DeskAttempt.key == key)).one_or_none()
        if row is None or not now - window < row.since <= now:
            return 0, now
        return int(row._mapping["count"]), row.since

    def tried(self, keys: list[str], now: datetime, window: timedelta) -> dict[str, int]:
        """Count one more try of each; gives how often each was tried by now, this one with them.

        However many come at once, each gets a number of its own.
        """
        with self._database.writing() as connection:
            return {key: _tried(connection, key, now, window) for key in sorted(keys)}

    def forgive(self, keys: list[str]) -> None:
        """Forget how often something was tried: it went well."""
        with self._database.writing() as connection:
            connection.execute(delete(DeskAttempt).where(DeskAttempt.key.in_(keys)))


def end_sessions_of(connection: Connection, who: str, *, but: str = "") -> int:
    """End every session of a person, within a transaction, `but` one; gives how many."""
    theirs = select(DeskSession.token).where(DeskSession.who == who, DeskSession.token != but)
    return _end(connection, list(connection.scalars(theirs)))


def _tried(connection: Connection, key: str, now: datetime, window: timedelta) -> int:
    question = select(DeskAttempt.since).where(DeskAttempt.key == key)
    since = connection.scalar(question.with_for_update())
    if since is None:
        if _insert_new(connection, DeskAttempt, {"key": key, "count": 1, "since": now}):
            return 1
        since = connection.scalars(question).one()
    is_over = not now - window < since <= now
    values = {"count": 1, "since": now} if is_over else {"count": DeskAttempt.count + 1}
    counted = update(DeskAttempt).where(DeskAttempt.key == key).values(values).returning(DeskAttempt.count)
    return connection.execute(counted).scalar_one()


def _end(connection: Connection, tokens: list[str]) -> int:
    if not tokens:
        return 0
    connection.execute(delete(DeskPurpose).where(DeskPurpose.token.in_(tokens)))
    return connection.execute(delete(DeskSession).where(DeskSession.token.in_(tokens))).rowcount


def _insert_new(connection: Connection, table: type[Base], values: dict[str, object]) -> bool:
    """Whether there was none; a second transaction that inserts the same waits for the first."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    first, *_ = inspect(table).primary_key
    written = dialect.insert(table).values(values).on_conflict_do_nothing().returning(first)
    return connection.execute(written).first() is not None


def _session(row: AnyRow) -> Session:
    roles = frozenset(Role(word) for word in json.loads(row.roles))
    return Session(row.token, Person(row.who, row.shown, roles, row.agent), row.created_at, row.ends_at)
