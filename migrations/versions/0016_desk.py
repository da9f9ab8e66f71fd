"""The desk: accounts of its own, who is signed in, what they open it for, and time-limited access to a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _text(name: str, comment: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, comment=comment)


def _at(name: str, comment: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=nullable, comment=comment)


def upgrade() -> None:
    op.create_table(
        "desk_accounts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False, comment="as it is typed, lower case"),
        _text("shown", "the person's name"),
        _text("roles", "JSON list of what it may do"),
        sa.Column("password", sa.String(length=300), nullable=False, comment="argon2id, with its parameters and salt"),
        _text("totp", "secret of the one-time codes (RFC 6238), base32"),
        sa.Column("totp_step", sa.BigInteger(), nullable=False, comment="the last code's step: no code is taken twice"),
        _at("created_at", "our clock"),
        _at("changed_at", "our clock, when its password was last set"),
        _at("disabled_at", "our clock; none while it can be used", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_desk_accounts_name")),
        comment="The desk's own accounts: one that is not used any more is disabled",
    )
    op.create_table(
        "desk_sessions",
        sa.Column("token", sa.String(length=64), nullable=False, comment="SHA-256 of what the browser holds"),
        _text("who", "local:NAME, or oidc: and what the service calls them"),
        _text("agent", "how the chain of custody calls them"),
        _text("shown", "the person's name"),
        _text("roles", "JSON list of what they may do"),
        _at("created_at", "our clock"),
        _at("seen_at", "our clock, to the minute"),
        _at("ends_at", "over then, whatever is done"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_desk_sessions")),
        comment="Who is signed in to the desk; a row is gone when it is over",
    )
    op.create_index("ix_desk_sessions_who", "desk_sessions", ["who"])
    op.create_table(
        "desk_purposes",
        sa.Column("token", sa.String(length=64), nullable=False, comment="the session"),
        sa.Column("subject", sa.String(length=64), nullable=False, comment="case:... or item:17"),
        sa.Column("purpose", sa.String(length=20), nullable=False, comment="in a fixed word"),
        _at("at", "our clock"),
        sa.ForeignKeyConstraint(["token"], ["desk_sessions.token"], name=op.f("fk_desk_purposes_token")),
        sa.PrimaryKeyConstraint("token", "subject", name=op.f("pk_desk_purposes")),
        comment="What was opened in a session, and what for; the chain of custody tells it for ever",
    )
    op.create_table(
        "desk_forms",
        sa.Column("token", sa.String(length=64), nullable=False, comment="SHA-256 of what the form carries"),
        _at("at", "our clock"),
        _text("outcome", "where it led to", nullable=True),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_desk_forms")),
        comment="Forms that were done; forgotten after some days",
    )
    op.create_table(
        "desk_attempts",
        sa.Column("key", sa.String(length=64), nullable=False, comment="HMAC of what is counted"),
        sa.Column("count", sa.Integer(), nullable=False, comment="so often since then"),
        _at("since", "our clock"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_desk_attempts")),
        comment="Sign-ins that failed lately, by account and by address, both as keyed hashes",
    )
    op.create_table(
        "case_grants",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="the case"),
        _text("who", "as in desk_sessions.who"),
        _at("until", "not from then on"),
        _at("given_at", "our clock"),
        _text("given_by", "who gave it"),
        _at("ended_at", "our clock, when it was taken back", nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_grants_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_grants")),
        comment="Time-limited access to one case, as long as it was given or until it was taken back",
    )
    op.create_index("ix_case_grants_who", "case_grants", ["who"])
    op.create_index("ix_case_grants_case", "case_grants", ["case_id"])
