"""Time stamps by authorities outside (RFC 3161): what is to be stamped, and what was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOW = sa.DateTime(timezone=True)
WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "stamp_requests",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False, comment="our name of the authority"),
        sa.Column("chain_count", sa.BigInteger(), nullable=False, comment="custody events that the stamp is to cover"),
        sa.Column("chain_head", sa.String(length=64), nullable=False, comment="hash of the last of them"),
        sa.Column("created_at", NOW, nullable=False, comment="our clock"),
        sa.Column("due_at", NOW, nullable=False, comment="not asked for before"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="so often asked for"),
        sa.Column("trouble", sa.Text(), nullable=True, comment="why the last try gave nothing, in fixed words"),
        sa.Column("done_at", NOW, nullable=True, comment="our clock, when its stamp was stored"),
        sa.CheckConstraint("chain_count > 0", name=op.f("ck_stamp_requests_stamps_an_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_requests")),
        sa.UniqueConstraint("authority", "chain_count", name=op.f("uq_stamp_requests_authority_chain_count")),
        comment="What time-stamp authorities are asked for; a row decides what is due",
    )
    op.create_index(
        "ix_stamp_requests_waiting",
        "stamp_requests",
        ["authority", "due_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "stamps",
        sa.Column("request", ROW_ID, autoincrement=False, nullable=False, comment="what was asked for"),
        sa.Column("authority", sa.Text(), nullable=False, comment="our name of the authority"),
        sa.Column("chain_count", sa.BigInteger(), nullable=False, comment="custody events that it covers"),
        sa.Column(
            "chain_head",
            sa.String(length=64),
            nullable=False,
            comment="hash of the last of them; stamped is the line count:head",
        ),
        sa.Column("stamped_at", NOW, nullable=False, comment="the authority's clock"),
        sa.Column("obtained_at", NOW, nullable=False, comment="our clock"),
        sa.Column("policy", sa.Text(), nullable=False, comment="the authority's policy, a dotted OID"),
        sa.Column("serial", sa.Text(), nullable=False, comment="the authority's number of it"),
        sa.Column(
            "response",
            sa.LargeBinary(),
            nullable=False,
            comment="the whole answer, octet for octet, certificates included",
        ),
        sa.Column("certificates", sa.Text(), nullable=False, comment="those it was judged by, PEM"),
        sa.Column(
            "is_checked", sa.Boolean(), nullable=False, comment="false when only openssl can check its signature"
        ),
        sa.ForeignKeyConstraint(["request"], ["stamp_requests.id"], name=op.f("fk_stamps_request")),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_stamps")),
        comment="Time stamps as their authorities gave them, with what they were judged by",
    )
