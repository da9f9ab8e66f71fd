"""Whom the desk knows, in SQL: accounts of its own, and for whom a case was opened until a day."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from archiver.core.access import Person, Role, Roles
from archiver.edges.store import accounts
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.desk import end_sessions_of
from archiver.edges.store.entries import case_named
from archiver.edges.store.erasing import require_kept
from archiver.edges.tables import Case, CaseGrant, DeskAccount
from archiver.errors import UsageError


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account is proven by."""

    password: str = field(repr=False)
    """argon2id, with its parameters and salt."""
    totp: str = field(repr=False)
    """Base32 (RFC 6238)."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with a password of the desk's own."""

    name: str
    shown: str
    roles: Roles
    secrets: Secrets
    totp_step: int
    created_at: datetime
    changed_at: datetime
    disabled_at: datetime | None

    @property
    def person(self) -> Person:
        """Whom it lets in."""
        return Person(f"local:{self.name}", self.shown, self.roles, self.name)


@dataclass(frozen=True, slots=True)
class Grant:
    """That somebody may see one case."""

    number: int
    case: str
    who: str
    until: datetime
    given_at: datetime
    given_by: str
    ended_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.ended_at is None and self.given_at <= now < self.until


class People:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- accounts ---

    def add(self, name: str, shown: str, roles: Collection[Role], secrets: Secrets, agent: str, now: datetime) -> None:
        """A new account. Raises `UsageError` when there is one of that name."""
        with self._database.writing() as connection:
            if _account(connection, name) is not None:
                raise UsageError("There is an account {name} already.", name=name)
            values = {
                "name": name,
                "shown": shown,
                "roles": json.dumps(sorted(roles)),
                "password": secrets.password,
                "totp": secrets.totp,
                "totp_step": 0,
                "created_at": now,
                "changed_at": now,
            }
            connection.execute(insert(DeskAccount), values)
            _note(connection, name, "added", agent, now, roles=" ".join(sorted(roles)))

    def accounts(self) -> list[Account]:
        """All of them, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(DeskAccount.__table__).order_by(DeskAccount.name))
            return [_as_account(row) for row in rows]

    def account(self, name: str) -> Account | None:
        """The one of that name."""
        with self._database.reading() as connection:
            row = _account(connection, name)
            return None if row is None else _as_account(row)

    def reset(self, name: str, secrets: Secrets, agent: str, now: datetime) -> None:
        """Give it another password and another secret; every session of it ends, and it can be used again."""
        with self._database.writing() as connection:
            _require(connection, name)
            values = {"password": secrets.password, "totp": secrets.totp, "totp_step": 0}
            values |= {"changed_at": now, "disabled_at": None}
            connection.execute(update(DeskAccount).where(DeskAccount.name == name).values(values))
            end_sessions_of(connection, f"local:{name}")
            _note(connection, name, "reset", agent, now)

    def change(self, name: str, secrets: Secrets, step: int, keep: str, agent: str, now: datetime) -> None:
        """What a person changed of their own: every other session of theirs ends. `step` is of the last code taken."""
        with self._database.writing() as connection:
            before = _require(connection, name)
            values = {"password": secrets.password, "totp": secrets.totp, "totp_step": step, "changed_at": now}
            connection.execute(update(DeskAccount).where(DeskAccount.name == name).values(values))
            ended = end_sessions_of(connection, f"local:{name}", but=keep)
            what = "password changed" if before.password != secrets.password else "one-time code changed"
            _note(connection, name, what, agent, now, sessions_ended=str(ended))

    def disable(self, name: str, agent: str, now: datetime) -> None:
        """Nobody signs in by it any more; every session of it ends."""
        with self._database.writing() as connection:
            if _require(connection, name).disabled_at is not None:
                raise UsageError("The account {name} is disabled.", name=name)
            connection.execute(update(DeskAccount).where(DeskAccount.name == name).values(disabled_at=now))
            end_sessions_of(connection, f"local:{name}")
            _note(connection, name, "disabled", agent, now)

    def take_step(self, name: str, step: int) -> bool:
        """Take a one-time code's step; False when it, or a later one, was taken before."""
        with self._database.writing() as connection:
            is_later = (DeskAccount.name == name, DeskAccount.totp_step < step)
            return connection.execute(update(DeskAccount).where(*is_later).values(totp_step=step)).rowcount == 1

    # --- cases opened for somebody ---

    def grant(self, case: str, who: str, until: datetime, agent: str, now: datetime) -> None:
        """Let somebody see one case until then. Raises `UsageError` for a time that is over."""
        if until <= now:
            raise UsageError("The access must end on a day that lies ahead.")
        with self._database.writing() as connection:
            row = case_named(connection, case)
            require_kept(connection, row)
            values = {"case_id": row.id, "who": who, "until": until, "given_at": now, "given_by": agent}
            number = connection.execute(insert(CaseGrant).returning(CaseGrant.id), values).scalar_one()
            told = {"what": "case opened for somebody", "until": until.isoformat()}
            _note_grant(connection, row.reference, number, agent, now, told)

    def end_grant(self, case: str, number: int, agent: str, now: datetime) -> None:
        """Take an access back. Raises `UsageError` when there is none of that number."""
        with self._database.writing() as connection:
            row = case_named(connection, case)
            this = (CaseGrant.id == number, CaseGrant.case_id == row.id, CaseGrant.ended_at.is_(None))
            if connection.execute(update(CaseGrant).where(*this).values(ended_at=now)).rowcount == 0:
                raise UsageError("There is no such access to {case}.", case=row.reference)
            _note_grant(connection, row.reference, number, agent, now, {"what": "case closed for somebody"})

    def grants_of(self, case: str) -> list[Grant]:
        """Whoever may see a case, or could, newest first."""
        with self._database.reading() as connection:
            row = case_named(connection, case)
            question = select(CaseGrant.__table__).where(CaseGrant.case_id == row.id).order_by(CaseGrant.id.desc())
            return [_as_grant(grant, row.reference) for grant in connection.execute(question)]

    def opened_for(self, who: str, now: datetime) -> list[Grant]:
        """The cases that somebody may see now."""
        with self._database.reading() as connection:
            question = (
                select(CaseGrant.__table__, Case.reference)
                .join(Case, Case.id == CaseGrant.case_id)
                .where(CaseGrant.who == who, CaseGrant.until > now, CaseGrant.ended_at.is_(None))
                .order_by(CaseGrant.id)
            )
            grants = [_as_grant(row, row.reference) for row in connection.execute(question)]
            return [one for one in grants if one.holds(now)]


def _account(connection: Connection, name: str) -> AnyRow | None:
    return connection.execute(select(DeskAccount.__table__).where(DeskAccount.name == name)).one_or_none()


def _require(connection: Connection, name: str) -> AnyRow:
    row = _account(connection, name)
    if row is None:
        raise UsageError("There is no account {name}.", name=name)
    return row


def _note(connection: Connection, name: str, what: str, agent: str, now: datetime, **more: str) -> None:
    number = _require(connection, name).id
    account = accounts.of_row(connection, DeskAccount, accounts.ACCOUNT, number)
    pen = Pen(connection, now)
    pen.note(
        "access",
        f"account:{name}",
        agent=agent,
        detail={"what": what, **more, "row": number, "account_sha256": account},
    )
    pen.finish()


def _note_grant(
    connection: Connection, case: str, number: int, agent: str, now: datetime, more: Mapping[str, str]
) -> None:
    account = accounts.of_row(connection, CaseGrant, accounts.GRANT, number)
    pen = Pen(connection, now)
    pen.note("access", f"case:{case}", agent=agent, detail={**more, "row": number, "grant_sha256": account})
    pen.finish()


def _as_account(row: AnyRow) -> Account:
    return Account(
        name=row.name,
        shown=row.shown,
        roles=frozenset(Role(word) for word in json.loads(row.roles)),
        secrets=Secrets(row.password, row.totp),
        totp_step=row.totp_step,
        created_at=row.created_at,
        changed_at=row.changed_at,
        disabled_at=row.disabled_at,
    )


def _as_grant(row: AnyRow, case: str) -> Grant:
    return Grant(row.id, case, row.who, row.until, row.given_at, row.given_by, row.ended_at)
