"""Cases as persons work them: acts, registers, incidents; the trust in senders, signatures, collected receipts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDINGS = "'colleague', 'unverified', 'external', 'nobody'"
MAILBOX = "receipts: whom it is counted for, lower case, without the subaddress (RFC 5233)"
CLIENTS = "'outlook', 'outlook_web', 'gmail', 'apple_mail', 'phone'"


def upgrade() -> None:
    _cases()
    _definitions()
    _incidents()
    _case_acts()
    _incident_reports()
    _registrations()
    _strengthenings()
    _signatures()
    _filings()
    _readings()
    _outbox()


def _cases() -> None:
    """Column by column: other tables refer to this one, and SQLite could not make it anew meanwhile."""
    op.execute(
        "ALTER TABLE cases ADD COLUMN merged_into BIGINT CONSTRAINT fk_cases_merged_into REFERENCES cases (id)"
        " CONSTRAINT ck_cases_merged_is_closed CHECK (merged_into IS NULL OR state = 'closed')"
    )
    closed_at = sa.Column(
        "closed_at", sa.DateTime(timezone=True), nullable=True, comment="our clock, when it is closed now"
    )
    op.add_column("cases", closed_at)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("COMMENT ON COLUMN cases.merged_into IS 'the case that takes what is sent to this one'")
        op.execute("COMMENT ON COLUMN cases.state IS 'open or closed; a merged case is closed'")


def _filings() -> None:
    with op.batch_alter_table("filings") as filings:
        filings.add_column(
            sa.Column(
                "rejected",
                sa.Text(),
                server_default=sa.text("'[]'"),
                nullable=False,
                comment="cases looked at and not taken, JSON: [[rule, case, reason] ...]",
            )
        )
        filings.add_column(
            sa.Column("act", sa.BigInteger(), nullable=True, comment="the act on a case that made it, if one did")
        )
        filings.create_foreign_key(op.f("fk_filings_act"), "case_acts", ["act"], ["id"])
    op.create_index(op.f("ix_filings_act"), "filings", ["act"])


def _readings() -> None:
    with op.batch_alter_table("readings") as readings:
        for column in (
            sa.Column(
                "standing",
                sa.Text(),
                nullable=True,
                comment="colleague, unverified, external or nobody, as first judged",
            ),
            sa.Column("standing_reason", sa.Text(), nullable=True, comment="what that rests on, in fixed words"),
            sa.Column(
                "client", sa.Text(), nullable=True, comment="mail program it was made with, where that can be told"
            ),
            sa.Column(
                "signatures_due",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="when its signatures are to be checked, if that is turned on; none when they are",
            ),
        ):
            readings.add_column(column)
        readings.create_check_constraint(
            op.f("ck_readings_standing_is_known"), f"standing IS NULL OR standing IN ({STANDINGS})"
        )
        readings.create_check_constraint(
            op.f("ck_readings_client_is_known"), f"client IS NULL OR client IN ({CLIENTS})"
        )
    op.execute("UPDATE readings SET signatures_due = read_at")
    op.create_index(
        "ix_readings_signatures_due",
        "readings",
        ["signatures_due", "item"],
        unique=False,
        sqlite_where=sa.text("signatures_due IS NOT NULL"),
        postgresql_where=sa.text("signatures_due IS NOT NULL"),
    )


def _outbox() -> None:
    op.add_column("outbox", sa.Column("mailbox", sa.Text(), nullable=True, comment=MAILBOX))
    _count_letters_for_mailboxes()
    op.drop_index("ix_outbox_recipient", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column(
            "kind", existing_type=sa.Text(), existing_nullable=False, comment="receipt, collected, digest, alarm"
        )
        outbox.drop_constraint(op.f("ck_outbox_kind_is_known"), type_="check")
        outbox.create_check_constraint(
            op.f("ck_outbox_kind_is_known"), "kind IN ('receipt', 'collected', 'digest', 'alarm')"
        )
        outbox.add_column(
            sa.Column(
                "collected_in",
                sa.BigInteger(),
                nullable=True,
                comment="the letter that thanks for this item and others at once",
            )
        )
        outbox.create_check_constraint(
            op.f("ck_outbox_thanks_are_counted"), "mailbox IS NOT NULL OR kind NOT IN ('receipt', 'collected')"
        )
        outbox.create_foreign_key(op.f("fk_outbox_collected_in"), "outbox", ["collected_in"], ["id"])
    op.create_index("ix_outbox_mailbox", "outbox", ["mailbox", "created_at"])
    not_suppressed = sa.text("state <> 'suppressed'")
    op.create_index(
        op.f("ix_outbox_not_suppressed"),
        "outbox",
        ["mailbox"],
        sqlite_where=not_suppressed,
        postgresql_where=not_suppressed,
    )
    is_collected = sa.text("collected_in IS NOT NULL")
    op.create_index(
        op.f("ix_outbox_collected_in"),
        "outbox",
        ["collected_in"],
        sqlite_where=is_collected,
        postgresql_where=is_collected,
    )
    held_back = sa.text("state = 'suppressed' AND reason = 'too_many' AND collected_in IS NULL")
    op.create_index(
        op.f("ix_outbox_held_back"),
        "outbox",
        ["mailbox", "created_at"],
        sqlite_where=held_back,
        postgresql_where=held_back,
    )


def _count_letters_for_mailboxes() -> None:
    """Address by address: they are few beside the letters, and the two databases take text apart in different ways."""
    outbox = sa.table("outbox", sa.column("kind"), sa.column("recipient"), sa.column("mailbox"))
    thanks = outbox.c.kind == "receipt"
    op.execute(outbox.update().where(thanks).values(mailbox=outbox.c.recipient))
    connection = op.get_bind()
    for recipient in connection.scalars(sa.select(outbox.c.recipient).where(thanks).distinct()).all():
        mailbox = _mailbox_of(recipient)
        if mailbox != recipient:
            is_its = sa.and_(thanks, outbox.c.recipient == recipient)
            connection.execute(outbox.update().where(is_its).values(mailbox=mailbox))


def _mailbox_of(address: str) -> str:
    """As the archive of this schema counts: lower case in ASCII, without the subaddress (RFC 5233)."""
    local, at, domain = address.rpartition("@")
    counted = (local.partition("+")[0] or local) + at + domain
    return "".join(letter.lower() if letter.isascii() else letter for letter in counted)


def _definitions() -> None:
    op.create_table(
        "definitions",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 ..."),
        sa.Column("text", sa.Text(), nullable=False, comment="as configured"),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="our clock, when it was first seen in the configuration",
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_definitions_version_counts_from_one")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_definitions")),
        comment="The workplace's own definition, version by version",
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column(
            "noted_at", sa.DateTime(timezone=True), nullable=False, comment="our clock, when it was first handed on"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        comment="Incidents: one for each message that reporters hand on",
    )


def _case_acts() -> None:
    op.create_table(
        "case_acts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="file, split, merge, close, reopen, undo"),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="the case acted upon"),
        sa.Column(
            "other_id", sa.BigInteger(), nullable=True, comment="split: the new case; merge: the case it went into"
        ),
        sa.Column("undoes", sa.BigInteger(), nullable=True, comment="the act that this one takes back"),
        sa.Column(
            "closed_before",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="since when the case was closed before the act; none when it was open",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="in the person's words; may be empty"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("agent", sa.Text(), nullable=False, comment="who did it"),
        sa.CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name=op.f("ck_case_acts_undo_undoes_something")),
        sa.CheckConstraint(
            "kind IN ('file', 'split', 'merge', 'close', 'reopen', 'undo')", name=op.f("ck_case_acts_kind_is_known")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_acts_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name=op.f("fk_case_acts_other_id")),
        sa.ForeignKeyConstraint(["undoes"], ["case_acts.id"], name=op.f("fk_case_acts_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_acts")),
        sa.UniqueConstraint("undoes", name=op.f("uq_case_acts_undoes")),
        comment="Acts on cases: filing by hand, splitting, merging, closing, reopening, undoing",
    )
    op.create_index("ix_case_acts_case", "case_acts", ["case_id"], unique=False)
    op.create_index("ix_case_acts_other", "case_acts", ["other_id"], unique=False)


def _incident_reports() -> None:
    op.create_table(
        "incident_reports",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="what hands it on"),
        sa.Column(
            "derivation",
            sa.Integer(),
            server_default=sa.text("1"),
            autoincrement=False,
            nullable=False,
            comment="which reading of the item found it",
        ),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="which of the item's originals it is"
        ),
        sa.Column("incident", sa.BigInteger(), nullable=False, comment="what it is"),
        sa.Column("reporter", sa.Text(), nullable=False, comment="address of who handed it on, lower case"),
        sa.Column(
            "sha256", sa.String(length=64), nullable=True, comment="of the original's exact octets, where there are any"
        ),
        sa.Column(
            "likeness",
            sa.String(length=64),
            nullable=True,
            comment="SHA-256 of its sender, minute and bare subject, where all are told",
        ),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_incident_reports_incident")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_incident_reports_item")),
        sa.PrimaryKeyConstraint("item", "derivation", "ordinal", name=op.f("pk_incident_reports")),
        comment="Which originals of which items are which incident",
    )
    op.create_index("ix_incident_reports_incident", "incident_reports", ["incident"], unique=False)
    op.create_index("ix_incident_reports_likeness", "incident_reports", ["likeness"], unique=False)
    op.create_index("ix_incident_reports_sha256", "incident_reports", ["sha256"], unique=False)


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False, comment="whose register"),
        sa.Column("version", sa.Integer(), nullable=False, comment="1, 2, 3 ..."),
        sa.Column("definition", sa.Integer(), nullable=True, comment="the local definition in force then"),
        sa.Column(
            "incident_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="time of the incident; none when it is unknown",
        ),
        sa.Column("medium", sa.Text(), nullable=False, comment="code"),
        sa.Column(
            "categories",
            sa.Text(),
            nullable=False,
            comment="codes, JSON list: possible offences, for a lawyer to judge",
        ),
        sa.Column("unit", sa.Text(), nullable=False, comment="code or name of the affected unit"),
        sa.Column(
            "affected", sa.Text(), nullable=False, comment="affected employees, JSON list; empty: the whole workplace"
        ),
        sa.Column("relation", sa.Text(), nullable=False, comment="code: what the other party is to the workplace"),
        sa.Column("theme", sa.Text(), nullable=False, comment="short thematic description (offentlighedsloven 15(3))"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, where a category asks for it; else may be empty"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.Column("agent", sa.Text(), nullable=False, comment="who wrote it"),
        sa.CheckConstraint("version > 0", name=op.f("ck_registrations_version_counts_from_one")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_registrations_case_id")),
        sa.ForeignKeyConstraint(["definition"], ["definitions.version"], name=op.f("fk_registrations_definition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_registrations_case_id_version")),
        comment="What persons wrote in the register of a case, version by version",
    )


def _signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="the item"),
        sa.Column("path", sa.Text(), nullable=False, comment="of the message inside it; empty for the item itself"),
        sa.Column("scheme", sa.Text(), nullable=False, comment="dkim or arc"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0 for the topmost"),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 ...; the last counts"),
        sa.Column("domain", sa.Text(), nullable=False, comment="d=, as written"),
        sa.Column("selector", sa.Text(), nullable=False, comment="s=, as written"),
        sa.Column("verdict", sa.Text(), nullable=False, comment="pass, fail, neutral, temperror, permerror (RFC 8601)"),
        sa.Column("reason", sa.Text(), nullable=False, comment="in fixed words"),
        sa.Column(
            "signed_octets",
            sa.BigInteger(),
            nullable=True,
            comment="l=, where it covers not all of the text: so many octets of it are signed",
        ),
        sa.Column("key_record", sa.Text(), nullable=True, comment="the TXT record the key was read from"),
        sa.Column(
            "checked_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="our clock, when the record was fetched and used",
        ),
        sa.CheckConstraint("attempt > 0", name=op.f("ck_signatures_attempt_counts_from_one")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_signatures_item")),
        sa.PrimaryKeyConstraint("item", "path", "scheme", "ordinal", "attempt", name=op.f("pk_signatures")),
        comment="Verdicts on signatures with the DNS record used, which the DNS may have forgotten later",
    )
    op.create_index("ix_signatures_domain", "signatures", ["domain"], unique=False)


def _strengthenings() -> None:
    op.create_table(
        "strengthenings",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="the stronger"),
        sa.Column("weaker", sa.BigInteger(), autoincrement=False, nullable=False, comment="the weaker, earlier one"),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False, comment="our clock"),
        sa.CheckConstraint("weaker < item", name=op.f("ck_strengthenings_weaker_came_first")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_strengthenings_item")),
        sa.ForeignKeyConstraint(["weaker"], ["items.number"], name=op.f("fk_strengthenings_weaker")),
        sa.PrimaryKeyConstraint("item", "weaker", name=op.f("pk_strengthenings")),
        comment="Items that document the same incident better than an earlier one of the same reporter",
    )


def downgrade() -> None:
    """There is no way back: an archive does not forget. Restore a backup instead."""
    raise NotImplementedError(downgrade.__doc__)
