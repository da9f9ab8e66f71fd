"""No table changes; the triggers, made anew at the end of every upgrade, look keys up where they used to scan."""

from __future__ import annotations

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing: see `archiver.edges.store.defence`."""
