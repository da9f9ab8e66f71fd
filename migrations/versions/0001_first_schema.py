"""The archive's first schema: items, octets, readings, sightings, cases, custody, letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GENESIS = "0" * 64


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="in fixed words"),
        sa.Column("subject", sa.Text(), nullable=False, comment="mailbox:arkiv, item:17 ..."),
        sa.Column("detail", sa.Text(), nullable=False, comment="JSON of identifiers and numbers"),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True, comment="our clock"),
        sa.Column("told_raised", sa.Boolean(), nullable=False, comment="its letter is in the outbox"),
        sa.Column("told_cleared", sa.Boolean(), nullable=False, comment="the letter of its end is in the outbox"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        comment="Alarms: raised once, cleared once",
    )
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_table(
        "cases",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, comment="of opening, in the archive's time zone"),
        sa.Column("number", sa.Integer(), nullable=False, comment="in the year, 1, 2, 3 ..."),
        sa.Column("reference", sa.Text(), nullable=False, comment="signed: 2026-0012-K7QX"),
        sa.Column("state", sa.Text(), nullable=False, comment="open or closed"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("opened_by", sa.Text(), nullable=False, comment="rule or person"),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_cases_state_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_cases_year_number")),
        comment="Cases",
    )
    op.create_table(
        "custody_events",
        sa.Column("seq", ROW_ID, autoincrement=False, nullable=False, comment="1, 2, 3 ... without gaps"),
        sa.Column("at", sa.String(length=27), nullable=False, comment="our clock, RFC 3339 UTC with microseconds"),
        sa.Column("act", sa.Text(), nullable=False, comment="what was done, in PREMIS words"),
        sa.Column("agent", sa.Text(), nullable=False, comment="who or what did it"),
        sa.Column("subject", sa.Text(), nullable=False, comment="to what: item:17, case:..., mailbox:..."),
        sa.Column("outcome", sa.Text(), nullable=False, comment="success or failure"),
        sa.Column("detail", sa.Text(), nullable=False, comment="canonical JSON of identifiers and numbers"),
        sa.Column("previous", sa.String(length=64), nullable=False, comment="hash of the event before"),
        sa.Column(
            "hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 over previous and the canonical JSON of this event",
        ),
        sa.CheckConstraint(
            "length(hash) = 64 AND length(previous) = 64", name=op.f("ck_custody_events_links_are_whole")
        ),
        sa.CheckConstraint("seq > 0", name=op.f("ck_custody_events_seq_counts_from_one")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_custody_events")),
        sa.UniqueConstraint("hash", name=op.f("uq_custody_events_hash")),
        comment="Append-only log of every act, hash-chained",
    )
    op.create_index("ix_custody_events_subject", "custody_events", ["subject"], unique=False)
    op.create_table(
        "digest_issues",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("officer", sa.Text(), nullable=False, comment="the officer's address"),
        sa.Column("iso_year", sa.Integer(), nullable=False, comment="ISO 8601 year"),
        sa.Column("iso_week", sa.Integer(), nullable=False, comment="ISO 8601 week"),
        sa.Column("first_item", sa.BigInteger(), nullable=False, comment="first item number it covers"),
        sa.Column(
            "last_item", sa.BigInteger(), nullable=False, comment="last item number it covers; first - 1 when empty"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("chain_count", sa.BigInteger(), nullable=False, comment="custody events at that moment"),
        sa.Column("chain_head", sa.String(length=64), nullable=False, comment="hash of the last of them"),
        sa.CheckConstraint("first_item <= last_item + 1", name=op.f("ck_digest_issues_range_is_ordered")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_issues")),
        sa.UniqueConstraint("officer", "iso_year", "iso_week", name=op.f("uq_digest_issues_officer_iso_year_iso_week")),
        comment="Weekly letters: exactly one per ISO week and officer, by item number and not by clock",
    )
    op.create_table(
        "folders",
        sa.Column("mailbox", sa.Text(), nullable=False, comment="our name of the mailbox"),
        sa.Column("folder", sa.Text(), nullable=False, comment="decoded name"),
        sa.Column("is_archive", sa.Boolean(), nullable=False, comment="the folder messages are moved to"),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False, comment="of the last good round"),
        sa.Column(
            "last_good_poll", sa.DateTime(timezone=True), nullable=True, comment="end of the last good round, our clock"
        ),
        sa.Column("server", sa.Integer(), nullable=False, comment="messages the server listed"),
        sa.Column("archived", sa.Integer(), nullable=False, comment="of these, ours"),
        sa.Column("reasons", sa.Text(), nullable=False, comment="why the rest is not, JSON: reason -> UIDs"),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_folders")),
        comment="The balance of the last good round: server = archived + reasons",
    )
    op.create_table(
        "heads",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False, comment="the highest item number"),
        sa.Column("events", sa.BigInteger(), nullable=False, comment="the highest custody event"),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="hash of that event"),
        sa.Column(
            "key_fingerprint", sa.Text(), nullable=True, comment="of the signing key that this archive belongs to"
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_heads_there_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heads")),
        comment="Counters that must have no gaps; locked by whoever writes",
    )
    op.create_table(
        "items",
        sa.Column(
            "number", ROW_ID, autoincrement=False, nullable=False, comment="archive_seq: 1, 2, 3 ... without gaps"
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="SHA-256 of the octets as received, hex"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="octets"),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False, comment="our clock, at accession"),
        sa.Column("provenance", sa.Text(), nullable=False, comment="how it came first: imap or import"),
        sa.CheckConstraint("provenance IN ('imap', 'import')", name=op.f("ck_items_provenance_is_known")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_items_sha256_is_whole")),
        sa.CheckConstraint("number > 0", name=op.f("ck_items_number_counts_from_one")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_items_size_is_not_negative")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_items")),
        sa.UniqueConstraint("sha256", name=op.f("uq_items_sha256")),
        comment="What was archived: one row for each distinct sequence of octets",
    )
    op.create_table(
        "leases",
        sa.Column("mailbox", sa.Text(), nullable=False, comment="our name of the mailbox"),
        sa.Column("holder", sa.Text(), nullable=False, comment="which daemon"),
        sa.Column("fence", sa.BigInteger(), nullable=False, comment="grows with each change of hands"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_leases")),
        comment="One writer per mailbox; the fence grows with each change of hands",
    )
    op.create_table(
        "filings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False, comment="what was filed"),
        sa.Column("state", sa.Text(), nullable=False, comment="filed, unassigned, external"),
        sa.Column("case_id", sa.BigInteger(), nullable=True, comment="the case"),
        sa.Column("rule", sa.Text(), nullable=False, comment="which rule spoke"),
        sa.Column("evidence", sa.Text(), nullable=False, comment="what it rested on, JSON of identifiers"),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("agent", sa.Text(), nullable=False, comment="rule engine or person"),
        sa.CheckConstraint("(state = 'filed') = (case_id IS NOT NULL)", name=op.f("ck_filings_filed_means_a_case")),
        sa.CheckConstraint("state IN ('filed', 'unassigned', 'external')", name=op.f("ck_filings_state_is_known")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_filings_case_id")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_filings_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        comment="Every filing decision with the rule that spoke; the newest of an item counts",
    )
    op.create_index("ix_filings_case", "filings", ["case_id"], unique=False)
    op.create_index("ix_filings_item", "filings", ["item", "id"], unique=False)
    op.create_index(
        "ix_filings_unassigned",
        "filings",
        ["item", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'unassigned'"),
        postgresql_where=sa.text("state = 'unassigned'"),
    )
    op.create_table(
        "imports",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False, comment="what it was"),
        sa.Column("source", sa.Text(), nullable=False, comment="path as given"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in an mbox, else 0"),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_imports_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("item", "source", "ordinal", name=op.f("uq_imports_item_source_ordinal")),
        comment="Accessions that did not come by IMAP: file or folder and place in it",
    )
    op.create_table(
        "octets",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the whole item"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0, 1, 2 ... place of the piece"
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the piece"),
        sa.CheckConstraint("ordinal >= 0", name=op.f("ck_octets_ordinal_is_not_negative")),
        sa.ForeignKeyConstraint(["sha256"], ["items.sha256"], name=op.f("fk_octets_sha256")),
        sa.PrimaryKeyConstraint("sha256", "ordinal", name=op.f("pk_octets")),
        comment="The exact octets of an item, in pieces",
    )
    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="receipt, digest, alarm"),
        sa.Column("state", sa.Text(), nullable=False, comment="due, sending, sent, failed, uncertain, suppressed"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why suppressed, failed or put off; fixed words"),
        sa.Column("recipient", sa.Text(), nullable=False, comment="one address"),
        sa.Column("message_id", sa.Text(), nullable=False, comment="fixed before the first try"),
        sa.Column("item", sa.BigInteger(), nullable=True, comment="receipts: for what"),
        sa.Column("digest_id", sa.BigInteger(), nullable=True, comment="digests: which"),
        sa.Column("facts", sa.Text(), nullable=False, comment="what an alarm says, JSON"),
        sa.Column("octets", sa.LargeBinary(), nullable=True, comment="the letter as composed at the first try"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="not before"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often it was handed to a mail server"),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True, comment="when the last try began"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="when the mail server said 250"),
        sa.CheckConstraint("kind IN ('receipt', 'digest', 'alarm')", name=op.f("ck_outbox_kind_is_known")),
        sa.CheckConstraint(
            "state IN ('due', 'sending', 'sent', 'failed', 'uncertain', 'suppressed')",
            name=op.f("ck_outbox_state_is_known"),
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["digest_issues.id"], name=op.f("fk_outbox_digest_id")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_outbox_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        comment="Letters: receipts, digests, alarms",
    )
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "created_at"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'sending', 'uncertain')"),
        postgresql_where=sa.text("state IN ('due', 'sending', 'uncertain')"),
    )
    op.create_index(
        "uq_outbox_receipt_item",
        "outbox",
        ["item"],
        unique=True,
        sqlite_where=sa.text("kind = 'receipt'"),
        postgresql_where=sa.text("kind = 'receipt'"),
    )
    op.create_table(
        "parts",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="whose part"),
        sa.Column("path", sa.Text(), nullable=False, comment="place in the tree as IMAP numbers it"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="place in the order of reading"),
        sa.Column("content_type", sa.Text(), nullable=False, comment="as declared"),
        sa.Column("sniffed_type", sa.Text(), nullable=False, comment="as the octets look"),
        sa.Column("filename", sa.Text(), nullable=True, comment="as written; data, never a path"),
        sa.Column("safe_filename", sa.Text(), nullable=False, comment="what a person may save it as"),
        sa.Column("content_disposition", sa.Text(), nullable=True, comment="inline, attachment or none"),
        sa.Column("content_id", sa.Text(), nullable=True, comment="Content-ID"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="octets, decoded"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the decoded octets"),
        sa.Column("decode_ok", sa.Boolean(), nullable=False, comment="false when the transfer encoding was broken"),
        sa.Column("enclosed", sa.Boolean(), nullable=False, comment="lies inside an attached message"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_parts_sha256_is_whole")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_parts_item")),
        sa.PrimaryKeyConstraint("item", "path", name=op.f("pk_parts")),
        comment="Every leaf of an item's MIME tree, decoded",
    )
    op.create_table(
        "readings",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="whose octets"),
        sa.Column("state", sa.Text(), nullable=False, comment="read or quarantined"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it is in quarantine"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="how often it was read"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("message_id", sa.Text(), nullable=True, comment="a claim; never a key"),
        sa.Column(
            "message_id_sha256", sa.String(length=64), nullable=True, comment="of the whole Message-ID, for look-up"
        ),
        sa.Column(
            "message_id_collision",
            sa.Boolean(),
            nullable=False,
            comment="another item came earlier with the same Message-ID",
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="decoded, as claimed"),
        sa.Column("from_address", sa.Text(), nullable=False, comment="of the one From address, lower case"),
        sa.Column(
            "claimed_at", sa.DateTime(timezone=True), nullable=True, comment="Date header, when it is a possible time"
        ),
        sa.Column("claimed_text", sa.Text(), nullable=False, comment="Date header as written"),
        sa.Column(
            "enclosed", sa.Integer(), nullable=False, comment="messages attached to it, those inside them not counted"
        ),
        sa.Column("envelope", sa.Text(), nullable=False, comment="all header fields we act upon, JSON"),
        sa.Column("findings", sa.Text(), nullable=False, comment="what was odd, JSON list of fixed words"),
        sa.CheckConstraint("state = 'read' OR reason IS NOT NULL", name=op.f("ck_readings_quarantine_has_a_reason")),
        sa.CheckConstraint("state IN ('read', 'quarantined')", name=op.f("ck_readings_state_is_known")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_readings_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_readings")),
        comment="What was understood of an item's octets, or why nothing was",
    )
    op.create_index(op.f("ix_readings_message_id_sha256"), "readings", ["message_id_sha256"], unique=False)
    op.create_index("ix_readings_state", "readings", ["state"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False, comment="our name of the mailbox"),
        sa.Column("folder", sa.Text(), nullable=False, comment="decoded name of the watched folder"),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False, comment="RFC 3501 2.3.1.1"),
        sa.Column("uid", sa.BigInteger(), nullable=False, comment="RFC 3501 2.3.1.1"),
        sa.Column(
            "take", sa.Integer(), nullable=False, comment="above 0 when a server gave one key to several messages"
        ),
        sa.Column("item", sa.BigInteger(), nullable=True, comment="what it was"),
        sa.Column("state", sa.Text(), nullable=False, comment="seen, stored, moved, quarantined, vanished"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it is not further, in fixed words"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="failed attempts at fetching it"),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True, comment="not before"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="first listed, our clock"),
        sa.Column("internal_date", sa.DateTime(timezone=True), nullable=True, comment="the server's INTERNALDATE"),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True, comment="octets received, our clock"),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True, comment="move proven, our clock"),
        sa.Column("archive_uidvalidity", sa.BigInteger(), nullable=True, comment="of the archive folder at first try"),
        sa.Column("archive_uidnext", sa.BigInteger(), nullable=True, comment="of the archive folder before first try"),
        sa.Column("archive_uid", sa.BigInteger(), nullable=True, comment="where it lies in the archive folder"),
        sa.CheckConstraint(
            "state IN ('seen', 'quarantined', 'vanished') OR item IS NOT NULL",
            name=op.f("ck_sightings_stored_has_an_item"),
        ),
        sa.CheckConstraint(
            "state IN ('seen', 'stored', 'moved', 'quarantined', 'vanished')", name=op.f("ck_sightings_state_is_known")
        ),
        sa.CheckConstraint("uid > 0", name=op.f("ck_sightings_uid_is_positive")),
        sa.CheckConstraint("uidvalidity > 0", name=op.f("ck_sightings_uidvalidity_is_positive")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_sightings_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint(
            "mailbox",
            "folder",
            "uidvalidity",
            "uid",
            "take",
            name=op.f("uq_sightings_mailbox_folder_uidvalidity_uid_take"),
        ),
        comment="The ledger: every key under which a server showed us a message",
    )
    op.create_index(
        "ix_sightings_archived", "sightings", ["mailbox", "archive_uidvalidity", "archive_uid"], unique=False
    )
    op.create_index(op.f("ix_sightings_item"), "sightings", ["item"], unique=False)
    op.create_index(
        "ix_sightings_open",
        "sightings",
        ["mailbox", "folder", "uidvalidity"],
        unique=False,
        sqlite_where=sa.text("state IN ('seen', 'stored', 'quarantined')"),
        postgresql_where=sa.text("state IN ('seen', 'stored', 'quarantined')"),
    )

    op.execute(f"INSERT INTO heads (id, items, events, hash) VALUES (1, 0, 0, '{GENESIS}')")  # noqa: S608


def downgrade() -> None:
    """There is no way back: an archive does not forget. Restore a backup instead."""
    raise NotImplementedError(downgrade.__doc__)
