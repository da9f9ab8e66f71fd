"""What is asked often is answered by an index, by a count that is kept, or by the rows that wait: see `edges/tables`.

No row of evidence changes. The hash of a custody event is no key any more: hashes lie anywhere in an index, and with a
million items stored most of what taking in the next one cost was that index. That no two are alike follows from the
chain, which counts its events.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

GONE_INDEXES = {
    "readings": ("ix_readings_state",),
    "originals": ("ix_originals_from_address", "ix_originals_sha256"),
    "sightings": ("ix_sightings_archived",),
    "outbox": ("ix_outbox_waiting", "ix_outbox_not_suppressed"),
}
INDEXES = {
    "items": {"ix_items_committed_at": ["committed_at"]},
    "registrations": {"ix_registrations_categories": ["categories", "case_id"]},
    "readings": {"ix_readings_from_address": ["from_address", "item"]},
    "cases": {"ix_cases_year": ["year", "opened_at"]},
    "erasures": {"ix_erasures_disposition": ["disposition"]},
}
WAITS = "state IN ('due', 'sending', 'uncertain')"
OF_SOME = {
    "readings": {
        "ix_readings_quarantined": (["item"], "state = 'quarantined'"),
        "ix_readings_erased": (["item"], "state = 'erased'"),
    },
    "sightings": {"ix_sightings_moved": (["mailbox", "archive_uidvalidity", "archive_uid"], "state = 'moved'")},
    "filings": {"ix_filings_external": (["item", "id"], "state = 'external'")},
    "cases": {
        "ix_cases_closed": (["closed_at"], "closed_at IS NOT NULL AND merged_into IS NULL"),
        "ix_cases_merged_into": (["merged_into"], "merged_into IS NOT NULL"),
    },
    "erasures": {
        "ix_erasures_unfinished": (["decided_at"], "forgotten_at IS NULL OR erased_at IS NULL AND number IS NOT NULL")
    },
    "outbox": {
        "ix_outbox_waiting": (["due_at", "id"], WAITS),
        "ix_outbox_not_sent_to": (["mailbox"], "state IN ('due', 'sending', 'uncertain', 'failed')"),
        "ix_outbox_failed": (["id"], "state = 'failed'"),
        "ix_outbox_sent": (["sent_at"], "state = 'sent'"),
        "ix_outbox_alarms": (["id"], "kind = 'alarm'"),
        "ix_outbox_digest": (["digest_id", "id"], "digest_id IS NOT NULL"),
        "ix_outbox_sent_to": (["mailbox", "sent_at"], "state = 'sent'"),
    },
}
COUNTED = {
    "unassigned": "items that wait to be assigned by hand",
    "letters_sent": "letters that a mail server took",
    "letters_suppressed": "letters that are not sent",
}
UNASSIGNED = """
    SELECT count(*) FROM filings f WHERE f.state = 'unassigned'
    AND NOT EXISTS (SELECT 1 FROM filings n WHERE n.item = f.item AND n.id > f.id)
    AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.item = f.item AND r.state = 'erased')"""


def upgrade() -> None:
    _events()
    for table, names in GONE_INDEXES.items():
        for name in names:
            op.drop_index(name, table)
    for table, some in INDEXES.items():
        for name, columns in some.items():
            op.create_index(name, table, columns)
    for table, of_some in OF_SOME.items():
        for name, (chosen, where) in of_some.items():
            op.create_index(name, table, chosen, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    _pending()
    _counters()


def _events() -> None:
    with op.batch_alter_table("custody_events") as events:
        events.drop_constraint(op.f("uq_custody_events_hash"), type_="unique")


def _pending() -> None:
    op.create_table(
        "pending",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="which one"),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_pending")),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_pending_item")),
        comment="Items that are to be read: those without a reading",
    )
    op.execute(
        "INSERT INTO pending (item) SELECT number FROM items"
        " WHERE NOT EXISTS (SELECT 1 FROM readings r WHERE r.item = items.number)"
    )


def _counters() -> None:
    for name, comment in COUNTED.items():
        column = sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment=comment)
        op.add_column("heads", column)
    op.execute(
        f"UPDATE heads SET unassigned = ({UNASSIGNED}),"  # noqa: S608 - words of our own
        " letters_sent = (SELECT count(*) FROM outbox WHERE state = 'sent'),"
        " letters_suppressed = (SELECT count(*) FROM outbox WHERE state = 'suppressed')"
    )
