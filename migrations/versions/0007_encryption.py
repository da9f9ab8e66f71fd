"""Encryption at rest: keys of items, cases and the archive, and which pieces of octets are sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("scope", sa.String(10), nullable=False, comment="item, case, archive"),
        sa.Column(
            "number", sa.BigInteger(), autoincrement=False, nullable=False, comment="of the item, the case (id), or 0"
        ),
        sa.Column("binding", sa.String(64), nullable=False, comment="SHA-256 of the item; empty for others"),
        sa.Column("master", sa.String(16), nullable=False, comment="which master key wraps it"),
        sa.Column("wrapped", sa.Text(), nullable=False, comment="nonce, key and tag, AES-256-GCM, base64"),
        sa.PrimaryKeyConstraint("scope", "number", name="pk_keys"),
        sa.CheckConstraint("scope IN ('item', 'case', 'archive')", name=op.f("ck_keys_scope_is_known")),
        comment="Keys of an encrypted archive, wrapped by a master key that lies elsewhere",
    )
    sealed: sa.Column[bool] = sa.Column(
        "sealed",
        sa.Boolean(),
        server_default=sa.text("false"),
        nullable=False,
        comment="whether the piece is encrypted",
    )
    op.add_column("octets", sealed)
    sealed_at = sa.Column(
        "sealed_at",
        sa.DateTime(timezone=True),
        nullable=True,
        comment="our clock, when everything in it was encrypted; none when it is not",
    )
    op.add_column("heads", sealed_at)
