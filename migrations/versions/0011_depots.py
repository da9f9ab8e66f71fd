"""Depots: places outside the database where the octets of items may rest, and which items rest there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """No row is touched: what is there rests where it was, in the database."""
    op.create_table(
        "depots",
        _text("name", "random, hex; the depot itself says it too"),
        _text("place", "file:///folder or s3://bucket/prefix"),
        sa.Column("opened_at", MOMENT, nullable=False, comment="our clock"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_depots")),
        sa.UniqueConstraint("place", name=op.f("uq_depots_place")),
        comment="Places outside the database where octets of items rest",
    )
    op.create_table(
        "objects",
        sa.Column("sha256", sa.String(64), nullable=False, comment="of the whole item"),
        _text("depot", "in which depot"),
        _text("name", "of the object in it"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="octets as they lie there"),
        sa.Column(
            "sealed",
            sa.Boolean(),
            nullable=False,
            server_default=sa.text("false"),
            comment="whether its pieces are encrypted",
        ),
        sa.Column("put_at", MOMENT, nullable=False, comment="our clock, when it was there"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_objects")),
        sa.ForeignKeyConstraint(["sha256"], ["items.sha256"], name=op.f("fk_objects_sha256")),
        sa.ForeignKeyConstraint(["depot"], ["depots.name"], name=op.f("fk_objects_depot")),
        sa.CheckConstraint("size > 0", name=op.f("ck_objects_size_is_positive")),
        comment="Where the octets of items rest that are not in the database",
    )
    op.create_index("ix_objects_depot", "objects", ["depot", "name"])


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)
