"""Review, hold and disposal: proposals and decisions, holds, tombstones; a reading of which nothing is left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _readings()
    _dispositions()
    _holds()
    _erasures()


def _readings() -> None:
    with op.batch_alter_table("readings") as readings:
        readings.drop_constraint(op.f("ck_readings_state_is_known"), type_="check")
        readings.drop_constraint(op.f("ck_readings_quarantine_has_a_reason"), type_="check")
        readings.create_check_constraint(
            op.f("ck_readings_state_is_known"), "state IN ('read', 'quarantined', 'erased')"
        )
        readings.create_check_constraint(
            op.f("ck_readings_quarantine_has_a_reason"), "state <> 'quarantined' OR reason IS NOT NULL"
        )
        readings.alter_column(
            "state",
            existing_type=sa.Text(),
            existing_nullable=False,
            comment="read, quarantined, or erased: disposed of, and nothing is left here",
        )


def _dispositions() -> None:
    op.create_table(
        "dispositions",
        _row_id(),
        _text("step", "proposed, approved, rejected"),
        _number("proposal", "decisions: about which"),
        sa.Column("name", sa.String(32), nullable=True, comment="proposals: a random name, hex"),
        _text("scope", "proposals: item or case", nullable=True),
        _number("number", "proposals: of the item, or the case's row"),
        _text("outcome", "proposals: extend, hand_over, dispose", nullable=True),
        sa.Column(
            "covers",
            sa.String(64),
            nullable=True,
            comment="proposals: of the cases and items it is about, as they stood then",
        ),
        sa.Column("until", MOMENT, nullable=True, comment="extension: when it is to be reviewed again"),
        _text("journal", "handing over: number in the journal system"),
        _text("basis", "disposal: what allows it"),
        _text("reason", "in the person's words"),
        _text("person", "who proposed or decided, as configured"),
        _text("agent", "at whose terminal"),
        sa.Column("at", MOMENT, nullable=False, comment="our clock"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispositions")),
        sa.UniqueConstraint("proposal", name=op.f("uq_dispositions_proposal")),
        sa.UniqueConstraint("name", name=op.f("uq_dispositions_name")),
        sa.ForeignKeyConstraint(["proposal"], ["dispositions.id"], name=op.f("fk_dispositions_proposal")),
        _check("dispositions_step_is_known", "step IN ('proposed', 'approved', 'rejected')"),
        _check("dispositions_decides_a_proposal", "(step = 'proposed') = (proposal IS NULL)"),
        _check(
            "dispositions_proposes_something",
            "proposal IS NOT NULL OR (name IS NOT NULL AND number IS NOT NULL AND scope IN ('item', 'case')"
            " AND outcome IN ('extend', 'hand_over', 'dispose'))",
        ),
        _check("dispositions_extension_has_an_end", "outcome <> 'extend' OR until IS NOT NULL"),
        comment="What was proposed for cases and items at their review, and what another person said to it",
    )
    op.create_index("ix_dispositions_target", "dispositions", ["scope", "number"])


def _holds() -> None:
    op.create_table(
        "holds",
        _row_id(),
        _number("hold", "releases: which hold ends"),
        _text("scope", "holds: item, case, address, archive", nullable=True),
        _number("number", "holds: of the item, or the case's row"),
        _text("address", "lower case"),
        _text("kind", "holds: legal, or access: somebody asked to see it", nullable=True),
        _text("reason", "in the person's words"),
        _text("person", "releases: who, as configured", nullable=True),
        _text("agent", "who did it"),
        sa.Column("at", MOMENT, nullable=False, comment="our clock"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("hold", name=op.f("uq_holds_hold")),
        sa.ForeignKeyConstraint(["hold"], ["holds.id"], name=op.f("fk_holds_hold")),
        _check("holds_releases_a_hold", "(hold IS NULL) = (scope IS NOT NULL)"),
        _check("holds_scope_is_known", "scope IS NULL OR scope IN ('item', 'case', 'address', 'archive')"),
        _check("holds_kind_is_known", "scope IS NULL OR kind IN ('legal', 'access')"),
        _check("holds_names_its_target", "(number IS NOT NULL) = (scope IN ('item', 'case'))"),
        comment="Holds on cases, items, addresses or the whole archive, and their releases",
    )


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("scope", sa.String(10), nullable=False, comment="item or case"),
        sa.Column("name", sa.String(64), nullable=False, comment="SHA-256 of the item; the case's reference"),
        _number("number", "of the item, or the case's row; none when this archive never had it"),
        _number("size", "octets; none of a case"),
        sa.Column("came_at", MOMENT, nullable=False, comment="our clock, when it became ours or was opened"),
        sa.Column("disposition", sa.String(32), nullable=False, comment="name of the proposal that was approved"),
        _text("basis", "what allowed it"),
        _text("people", "who proposed and who approved, JSON list"),
        sa.Column("decided_at", MOMENT, nullable=False, comment="our clock, when its key was destroyed"),
        sa.Column("erased_at", MOMENT, nullable=True, comment="our clock, when its octets were deleted"),
        sa.Column(
            "forgotten_at",
            MOMENT,
            nullable=True,
            comment="our clock, when the database was rewritten so that no page keeps it",
        ),
        sa.PrimaryKeyConstraint("scope", "name", name=op.f("pk_erasures")),
        _check("erasures_scope_is_known", "scope IN ('item', 'case')"),
        _check("erasures_sha256_is_whole", "scope = 'case' OR length(name) = 64"),
        comment="What was disposed of: hash, size, dates, basis, who decided; and nothing of what it said",
    )
    op.create_index("ix_erasures_number", "erasures", ["scope", "number"])


def _row_id() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def _text(name: str, comment: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, comment=comment)


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=True, comment=comment)


def _check(name: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(words, name=op.f(f"ck_{name}"))
