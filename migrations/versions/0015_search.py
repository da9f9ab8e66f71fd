"""The index of the search: which items are in it, and their words. Everything that was read waits to be indexed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FTS5 = "fts5(words, content='', columnsize=0, tokenize=\"ascii tokenchars '_'\")"
"""Without content: what it holds are positions of words. Ours are cut apart already, at the spaces."""


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False, comment="what is found"),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="since when it waits to be made; none when it is as it is",
        ),
        sa.Column("indexer", sa.Integer(), nullable=False, comment="version of what made it; 0 when nothing has yet"),
        sa.Column("is_keyed", sa.Boolean(), nullable=False, comment="whether its words are HMACs"),
        sa.Column(
            "words",
            sa.LargeBinary().with_variant(postgresql.TSVECTOR(), "postgresql"),
            nullable=True,
            comment="its words with their places",
        ),
        sa.ForeignKeyConstraint(["item"], ["items.number"], name=op.f("fk_search_documents_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_search_documents")),
        comment="The index of the search: derived, and no evidence",
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_search_documents_due", "search_documents", ["item"], sqlite_where=due, postgresql_where=due)
    op.create_index("ix_search_documents_indexer", "search_documents", ["indexer", "is_keyed"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE VIRTUAL TABLE search_words USING {FTS5}")
    else:
        op.create_index("ix_search_documents_words", "search_documents", ["words"], postgresql_using="gin")
    op.execute(
        "INSERT INTO search_documents (item, due_at, indexer, is_keyed)"
        " SELECT item, read_at, 0, false FROM readings WHERE state = 'read' ORDER BY item"
    )
