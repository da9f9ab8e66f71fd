"""Originals: the messages that items hand on, enclosed ones by their octets, and derivations of a reading."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAY = "the way to its octets in the item's, JSON: [[start, length, encoding] ...]"
RECOVERIES = "'attached', 'eml', 'msg', 'tnef', 'smime', 'resent', 'inline-html', 'inline-text'"
CHOICES = "'first_outside', 'whole_twin', 'first_unknown', 'below_last_forward'"


def upgrade() -> None:
    _readings()
    _parts()
    _enclosed_messages()
    _carriers()
    _originals()


def _readings() -> None:
    one, empty = sa.text("1"), sa.text("'[]'")
    with op.batch_alter_table("readings") as readings:
        for column in (
            _derivation("which of its derivations counts: 1, 2, 3 ..."),
            sa.Column(
                "reader", sa.Integer(), server_default=one, nullable=False, comment="version of the reader that made it"
            ),
            sa.Column(
                "strength", sa.Integer(), nullable=True, comment="of documentation, 0 to 3; none when it was not read"
            ),
            sa.Column(
                "strength_reasons", sa.Text(), server_default=empty, nullable=False, comment="JSON list of fixed words"
            ),
        ):
            readings.add_column(column)
        readings.create_check_constraint(
            op.f("ck_readings_strength_is_a_level"), "strength IS NULL OR strength BETWEEN 0 AND 3"
        )
    op.create_index("ix_readings_reader", "readings", ["reader"])


def _parts() -> None:
    """A leaf may be listed anew by a later reading: the key takes in which one it was."""
    with op.batch_alter_table("parts") as parts:
        parts.add_column(_derivation("which reading of the item gave it"))
        parts.add_column(sa.Column("cuts", sa.Text(), server_default=sa.text("'[]'"), nullable=False, comment=WAY))
        parts.drop_constraint("pk_parts", type_="primary")
        parts.create_primary_key("pk_parts", ["item", "derivation", "path"])


def _derivation(comment: str) -> sa.Column[int]:
    return sa.Column("derivation", sa.Integer(), server_default=sa.text("1"), nullable=False, comment=comment)


def _enclosed_messages() -> None:
    op.create_table(
        "enclosed_messages",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="SHA-256 of its exact octets, hex"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="octets"),
        sa.Column(
            "committed_at", sa.DateTime(timezone=True), nullable=False, comment="our clock, when it was first found"
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_enclosed_messages_sha256_is_whole")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_enclosed_messages_size_is_not_negative")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_enclosed_messages")),
        comment="Messages that came inside items: one row for each distinct sequence of octets",
    )


def _carriers() -> None:
    op.create_table(
        "carriers",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="the carrier"),
        _derivation("which reading of the item found it"),
        sa.Column("path", sa.Text(), nullable=False, comment="place in the carrier's MIME tree"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the order of reading"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="the enclosed message"),
        sa.Column("cuts", sa.Text(), nullable=False, comment=WAY),
        sa.Column(
            "message_id_sha256", sa.String(length=64), nullable=True, comment="of its whole Message-ID, for look-up"
        ),
        sa.Column("envelope", sa.Text(), nullable=False, comment="its header fields, JSON: claims"),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_carriers_item")),
        sa.ForeignKeyConstraint(["sha256"], ["enclosed_messages.sha256"], name=op.f("fk_carriers_sha256")),
        sa.PrimaryKeyConstraint("item", "derivation", "path", name=op.f("pk_carriers")),
        comment="Which items carry which enclosed messages, and where in their octets",
    )
    op.create_index("ix_carriers_sha256", "carriers", ["sha256"])
    op.create_index("ix_carriers_message_id_sha256", "carriers", ["message_id_sha256"])


def _originals() -> None:
    op.create_table(
        "originals",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="what hands it on"),
        _derivation("which reading of the item found it"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0, 1, 2 ... outermost first"),
        sa.Column(
            "parent", sa.Integer(), nullable=True, comment="ordinal of what handed it on; none for the item itself"
        ),
        sa.Column("depth", sa.Integer(), nullable=False, comment="1 for what the item itself hands on"),
        sa.Column(
            "provenance", sa.Text(), nullable=False, comment="how it was found: attached, eml, msg, ... inline-text"
        ),
        sa.Column("confidence", sa.Text(), nullable=False, comment="high, medium, low"),
        sa.Column("choice", sa.Text(), nullable=True, comment="why it is what the case is about; none when it is not"),
        sa.Column("path", sa.Text(), nullable=False, comment="of what it was found in; empty for the item's own text"),
        sa.Column("message_id", sa.Text(), nullable=True, comment="a claim; never a key"),
        sa.Column("subject", sa.Text(), nullable=False, comment="as found"),
        sa.Column("from_name", sa.Text(), nullable=True, comment="as found; none when no sender is named"),
        sa.Column("from_address", sa.Text(), nullable=True, comment="as found; empty when only a name is there"),
        sa.Column("recipients", sa.Text(), nullable=False, comment="to and cc, JSON"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="when it says it was sent"),
        sa.Column("sent_offset", sa.Integer(), nullable=True, comment="minutes east of UTC that time was written in"),
        sa.Column("date_text", sa.Text(), nullable=False, comment="its date as written"),
        sa.Column(
            "date_zone", sa.Text(), nullable=False, comment="whether the zone is given, assumed, or there is no date"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="its own words, without what it hands on"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="octets, of the exact octets or of the text"),
        sa.Column("sha256", sa.String(length=64), nullable=True, comment="of its exact octets, where there are any"),
        sa.Column("attachments", sa.Text(), nullable=False, comment="paths of parts, JSON"),
        sa.Column("has_trace", sa.Boolean(), nullable=False, comment="Received, Date and From are there"),
        sa.Column(
            "is_authenticated", sa.Boolean(), nullable=False, comment="Authentication-Results is there, unchecked"
        ),
        sa.CheckConstraint(f"provenance IN ({RECOVERIES})", name=op.f("ck_originals_provenance_is_known")),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name=op.f("ck_originals_confidence_is_known")),
        sa.CheckConstraint("date_zone IN ('given', 'assumed', 'none')", name=op.f("ck_originals_date_zone_is_known")),
        sa.CheckConstraint(f"choice IS NULL OR choice IN ({CHOICES})", name=op.f("ck_originals_choice_is_known")),
        sa.CheckConstraint("parent IS NULL OR parent < ordinal", name=op.f("ck_originals_parent_comes_first")),
        sa.CheckConstraint("depth > 0", name=op.f("ck_originals_depth_counts_from_one")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_originals_item")),
        sa.PrimaryKeyConstraint("item", "derivation", "ordinal", name=op.f("pk_originals")),
        comment="The messages an item hands on, outermost first: claims of whoever handed them on",
    )
    op.create_index("ix_originals_from_address", "originals", ["from_address"])
    op.create_index("ix_originals_sha256", "originals", ["sha256"])
