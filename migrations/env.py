"""Alembic's entrance: one history for SQLite and PostgreSQL, run inside the transaction the archive opened."""

from __future__ import annotations

from alembic import context

from archiver.edges.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
    user_module_prefix="tables.",
)
context.run_migrations()
