"""Registers of a case: deadlines, reports, dialogue, help, law, information duty, prevention, notes, screenshots."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    is_open = sa.text("state = 'open'")
    op.create_index("ix_cases_open", "cases", ["id"], sqlite_where=is_open, postgresql_where=is_open)
    _deadlines()
    _reports()
    _dialogues()
    _limits()
    _help()
    _wishes()
    _legal_notes()
    _information()
    _measures()
    _notes()
    _screenshots()


def _deadlines() -> None:
    _table(
        "case_deadlines",
        "deadlines",
        _text("code", "which deadline"),
        _moment("starts_at", "what it counts from"),
        _moment("due_at", "when it is too late, where hours are counted", nullable=True),
        _day("due_on", "the last day, where days are counted", nullable=True),
        _yes("assumed", "whether nobody knows when it began"),
        _text("about", "whom or what it concerns; may be empty"),
        _text("state", "running, met, waived"),
        _day("ended_on", "day on which it was met or waived", nullable=True),
        _text("reason", "why; may be empty unless it is waived"),
        _check("case_deadlines", "ends", "due_at IS NOT NULL OR due_on IS NOT NULL"),
        _check("case_deadlines", "state_is_known", "state IN ('running', 'met', 'waived')"),
        _check("case_deadlines", "waived_with_a_reason", "state <> 'waived' OR reason <> ''"),
    )


def _reports() -> None:
    _table(
        "case_reports",
        "reports to platform, host, police, authorities and others",
        _text("recipient", "code: to whom"),
        _text("responsible", "who sees to it"),
        _day("sent_on", "day it was sent", nullable=True),
        _text("journal", "their journal number; may be empty"),
        _day("follow_up_on", "day of the next follow-up, where somebody gave one", nullable=True),
        _day("followed_up_on", "day of the last follow-up", nullable=True),
        _text("outcome", "what came of it; may be empty"),
        _day("closed_on", "day it ended", nullable=True),
    )


def _dialogues() -> None:
    _table(
        "case_dialogues",
        "steps in the dialogue with the citizen",
        _text("step", "code: what was done"),
        _day("taken_on", "day"),
        _text("responsible", "who did it"),
        _text("outcome", "what came of it; may be empty"),
    )


def _limits() -> None:
    _table(
        "case_limits",
        "limits on ways of contact",
        _text("scope", "what is limited"),
        _text("basis", "what it rests on"),
        _day("decided_on", "day of the decision"),
        _text("responsible", "who decided it"),
        _day("until", "last day", nullable=True),
        _text("endless_because", "why it has no end; may be empty"),
        _day("reviewed_on", "day it was last reviewed", nullable=True),
        _day("lifted_on", "day it was lifted", nullable=True),
        _check("case_limits", "ends_or_says_why_not", "until IS NOT NULL OR endless_because <> ''"),
    )


def _help() -> None:
    _table(
        "case_help",
        "help to employees",
        _text("kind", "code: which help; it may tell of health"),
        _text("employee", "to whom; may be empty"),
        _day("offered_on", "day it was offered", nullable=True),
        _text("answer", "code: what the employee said; may be empty"),
        _day("began_on", "day it began", nullable=True),
        _text("responsible", "who sees to it; may be empty"),
        _day("follow_up_on", "day of the next follow-up, where somebody gave one", nullable=True),
        _day("done_on", "day it was done", nullable=True),
        _text("remark", "may be empty"),
    )


def _wishes() -> None:
    _table(
        "case_wishes",
        "employees' wishes",
        _text("employee", "whose; may be empty"),
        _day("wished_on", "day it was said"),
        _text("wish", "in a person's words"),
    )


def _legal_notes() -> None:
    _table(
        "case_legal_notes",
        "legal assessments, restricted",
        _text("lawyer", "whose"),
        _day("assessed_on", "day"),
        _text("category", "code: of what; may be empty"),
        _text("outcome", "code: the assessment; may be empty"),
        _text("note", "in the lawyer's words"),
        _yes("to_be_shared", "whether it may go into the package for the police"),
    )


def _information() -> None:
    _table(
        "case_information",
        "the duty to inform the citizen (GDPR art. 14, databeskyttelsesloven 22)",
        _text("status", "code: informed, postponed, exempt"),
        _day("decided_on", "day of the decision"),
        _text("decided_by", "who decided"),
        _text("paragraph", "by which law; may be empty"),
        _text("reason", "why; may be empty"),
        _day("reassess_on", "day to assess it again", nullable=True),
        _check("case_information", "exempt_by_law_and_reason", "status = 'OPLYST' OR paragraph <> '' AND reason <> ''"),
        _check("case_information", "there_is_one", "entry = 1"),
    )


def _measures() -> None:
    _table(
        "case_measures",
        "prevention",
        _text("learned", "what we learned"),
        _text("measure", "what is done; may be empty"),
        _text("responsible", "who sees to it; may be empty"),
        _day("due_on", "day it is to be done by", nullable=True),
        _day("done_on", "day it was done", nullable=True),
    )


def _notes() -> None:
    _table(
        "case_notes",
        "notes of what was said by telephone or at meetings",
        _text("way", "code: telephone, meeting, other"),
        _moment("held_at", "when it was said"),
        _text("people", "with whom; may be empty"),
        _text("author", "who noted it"),
        _text("note", "what was said"),
    )


def _screenshots() -> None:
    _table(
        "case_screenshots",
        "particulars of screenshots",
        _item("in_item", "in which it came"),
        _text("url", "address; may be empty"),
        _text("user_name", "who posted it; may be empty"),
        _text("platform", "where; may be empty"),
        _text("taken_by", "who took it; may be empty"),
        _moment("taken_at", "when", nullable=True),
        _text("witness", "who saw it too; may be empty"),
        sa.ForeignKeyConstraint(["in_item"], ["items.number"], name=op.f("fk_case_screenshots_in_item")),
    )


def _table(name: str, what: str, *more: sa.schema.SchemaItem) -> None:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        name,
        sa.Column("id", kind, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="whose"),
        sa.Column("entry", sa.Integer(), nullable=False, comment="in the case's register, 1, 2, 3 ..."),
        sa.Column("version", sa.Integer(), nullable=False, comment="1, 2, 3 ..."),
        sa.Column("at", MOMENT, nullable=False, comment="our clock"),
        sa.Column("agent", sa.Text(), nullable=False, comment="who wrote it"),
        *more,
        _check(name, "counts_from_one", "entry > 0 AND version > 0"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{name}_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("case_id", "entry", "version", name=op.f(f"uq_{name}_case_id_entry_version")),
        comment=f"Registers of a case: {what}, version by version",
    )


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _day(name: str, comment: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, comment=f"{comment}, ISO 8601")


def _moment(name: str, comment: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, MOMENT, nullable=nullable, comment=comment)


def _yes(name: str, comment: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, comment=comment)


def _item(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, comment=comment)


def _check(table: str, name: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(words, name=op.f(f"ck_{table}_{name}"))


def downgrade() -> None:
    """There is no way back: an archive does not forget. Restore a backup instead."""
    raise NotImplementedError(downgrade.__doc__)
