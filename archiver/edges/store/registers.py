"""The registers of cases and the workplace's definition in SQL: written version by version, and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import aliased

from archiver.core.dossier import RegisterVersion
from archiver.core.register import Registration
from archiver.edges.store import keys
from archiver.edges.store.attested import account_of_register
from archiver.edges.store.custody import DAEMON, Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.erasing import require_kept
from archiver.edges.tables import Case, Definition, safe_text
from archiver.edges.tables import Registration as Row
from archiver.errors import UsageError


class Registers:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, reference: str, registration: Registration, agent: str, now: datetime) -> RegisterVersion:
        """Write a new version of a case's register; the older ones stay.

        Raises `UsageError` for no such case, and for one that was merged: nobody would look there.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            case = _case(connection, reference)
            if case.merged_into is not None:
                into = connection.scalar(select(Case.reference).where(Case.id == case.merged_into))
                raise UsageError("{case} was merged into {into}; register that one.", case=case.reference, into=into)
            require_kept(connection, case)
            newest = connection.scalar(select(func.max(Row.version)).where(Row.case_id == case.id)) or 0
            definition = connection.scalar(select(func.max(Definition.version)))
            values = {"case_id": case.id, "version": newest + 1, "definition": definition, "at": now, "agent": agent}
            ready = keys.sealed_row(
                Row.__table__, _values(registration) | values, keys.seal_for_case(connection, case.id)
            )
            row = connection.execute(insert(Row).returning(Row.id), ready).scalar_one()
            detail = {
                "row": row,
                "version": newest + 1,
                "definition": definition,
                "sha256": _account(connection, case.id),
            }
            pen.note("registration", f"case:{case.reference}", agent=agent, detail=detail)
            pen.finish()
            return RegisterVersion(newest + 1, registration, definition, now, agent)

    def of(self, reference: str) -> list[RegisterVersion]:
        """Every version, oldest first; the last one counts."""
        with self._database.reading() as connection:
            return list(versions(connection, _case(connection, reference).id))

    def newest(self, references: Collection[str]) -> dict[str, Registration]:
        """What stands in the registers of these cases now; nothing of one that has none."""
        newer = aliased(Row)
        is_newest = ~select(newer.id).where(newer.case_id == Row.case_id, newer.version > Row.version).exists()
        question = (
            select(Row.__table__, Case.reference)
            .join(Case, Case.id == Row.case_id)
            .where(Case.reference.in_(references), is_newest)
        )
        with self._database.reading() as connection:
            return {row.reference: _registration(row) for row in connection.execute(question)}

    def define(self, text: str, now: datetime) -> int:
        """Make this text the workplace's definition, unless it is already. Gives its version."""
        with self._database.reading() as connection:
            known = _definition(connection)
            if known is not None and known.text == text:
                return int(known.version)
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            known = _definition(connection)
            if known is not None and known.text == text:  # by another process meanwhile
                return int(known.version)
            version = 1 if known is None else known.version + 1
            connection.execute(insert(Definition), {"version": version, "text": text, "since": now})
            digest = hashlib.sha256(safe_text(text).encode()).hexdigest()
            pen.note("definition", f"definition:{version}", agent=DAEMON, detail={"sha256": digest})
            pen.finish()
            return version

    def definition(self, version: int) -> str:
        """The text of a version. Raises `UsageError` when there is none."""
        with self._database.reading() as connection:
            text = connection.scalar(select(Definition.text).where(Definition.version == version))
            if text is None:
                raise UsageError("There is no version {number} of the definition.", number=version)
            return text


def versions(connection: Connection, case_id: int) -> Iterator[RegisterVersion]:
    """Of one case, oldest first."""
    question = (
        select(Row.__table__, Definition.text)
        .outerjoin(Definition, Definition.version == Row.definition)
        .where(Row.case_id == case_id)
        .order_by(Row.version)
    )
    for row in connection.execute(question):
        yield RegisterVersion(row.version, _registration(row), row.definition, row.at, row.agent, row.text or "")


def _definition(connection: Connection) -> AnyRow | None:
    return connection.execute(select(Definition.__table__).order_by(Definition.version.desc()).limit(1)).one_or_none()


def _case(connection: Connection, reference: str) -> AnyRow:
    row = connection.execute(
        select(Case.id, Case.reference, Case.merged_into).where(Case.reference == reference.strip().upper())
    ).one_or_none()
    if row is None:
        raise UsageError("There is no case {case}.", case=reference)
    return row


def _values(one: Registration) -> dict[str, object]:
    return {
        "incident_at": one.incident_at,
        "medium": one.medium,
        "categories": json.dumps(list(one.categories), ensure_ascii=False),
        "unit": one.unit,
        "affected": json.dumps(list(one.affected), ensure_ascii=False),
        "relation": one.relation,
        "theme": one.theme,
        "reason": one.reason,
    }


def _account(connection: Connection, case_id: int) -> str:
    """What the chain of custody holds of a case's newest register: a hash, and no name or word of anybody's."""
    newest = select(Row.__table__).where(Row.case_id == case_id).order_by(Row.version.desc()).limit(1)
    return account_of_register(connection.execute(newest).one())


def _registration(row: AnyRow) -> Registration:
    return Registration(
        incident_at=row.incident_at,
        medium=row.medium,
        categories=tuple(json.loads(row.categories)),
        unit=row.unit,
        affected=tuple(json.loads(row.affected)),
        relation=row.relation,
        theme=row.theme,
        reason=row.reason,
    )
