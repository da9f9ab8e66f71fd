"""Where the nightly check of what is stored stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table of one row, which the first night makes."""
    op.create_table(
        "fixity",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="the highest item number checked in this round"),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False, comment="our clock, when this round began"),
        sa.Column(
            "night", sa.DateTime(timezone=True), nullable=True, comment="our clock, when the last finished night began"
        ),
        sa.Column("checked", sa.BigInteger(), nullable=False, comment="items checked since that night"),
        sa.Column("reread", sa.BigInteger(), nullable=False, comment="of these, read anew"),
        sa.Column(
            "faults", sa.Text(), nullable=False, comment="items to be looked at every night, JSON list: they had faults"
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_fixity_there_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixity")),
        comment="Where the nightly check of what is stored stands",
    )
