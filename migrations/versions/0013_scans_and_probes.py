"""How far the scanning for viruses has come, and the probe mails that show that mail comes through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables that live; nothing is scanned or sent by this."""
    op.create_table(
        "scans",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="the item"),
        sa.Column("verdict", sa.Text(), nullable=False, comment="clean, infected, or unscanned so far"),
        sa.Column("trouble", sa.Text(), nullable=True, comment="why the last try gave nothing, in fixed words"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="so often tried"),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="not tried again before; none when it is done",
        ),
        sa.CheckConstraint("verdict IN ('clean', 'infected', 'unscanned')", name=op.f("ck_scans_verdict_is_known")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_scans_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_scans")),
        comment="Virus scans: one row for each item that was begun with, in the order of their numbers",
    )
    for name, column, rows in (
        ("ix_scans_due", "due_at", sa.text("due_at IS NOT NULL")),
        ("ix_scans_infected", "item", sa.text("verdict = 'infected'")),
    ):
        op.create_index(name, "scans", [column], sqlite_where=rows, postgresql_where=rows)
    op.create_table(
        "probes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False, comment="our name of the mailbox it was sent to"),
        sa.Column("reference", sa.String(32), nullable=False, comment="random, in hex; the mail bears it signed"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False, comment="our clock, when its sending began"),
        sa.Column(
            "outcome", sa.Text(), nullable=True, comment="well, or the leg that broke; none while it is on its way"
        ),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True, comment="our clock, when it had come"),
        sa.Column(
            "server_at", sa.DateTime(timezone=True), nullable=True, comment="the mail server's INTERNALDATE of it"
        ),
        sa.Column(
            "put_aside_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="our clock, when it had left the watched folder",
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('well', 'smtp', 'delivery', 'imap', 'parser')",
            name=op.f("ck_probes_outcome_is_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probes")),
        sa.UniqueConstraint("reference", name=op.f("uq_probes_reference")),
        comment="Probe mails: when each was sent, and whether it came back or which leg broke",
    )
    op.create_index("ix_probes_mailbox", "probes", ["mailbox", "id"])
