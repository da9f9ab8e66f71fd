"""The database defends the evidence: no table changes, but triggers come with it (see `archiver.edges.store.defence`).

They are made anew at the end of every upgrade, whichever tables it rebuilt.
"""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing but the number: an archive of an earlier one has no triggers."""
