"""Which daemons share the mailboxes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, whose rows come and go with the processes."""
    op.create_table(
        "replicas",
        sa.Column("name", sa.Text(), nullable=False, comment="as in leases.holder"),
        sa.Column("label", sa.Text(), nullable=False, comment="what people call it"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="when it came; the clock of the leases"),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="until then it is there, unless it says so again",
        ),
        sa.Column("able", sa.Text(), nullable=False, comment="JSON list of mailboxes that it can work on"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_replicas")),
        comment="The daemons that share the mailboxes, each as long as it says so",
    )
