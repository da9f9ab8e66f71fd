"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.edges import tables

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """There is no way back: an archive does not forget. Restore a backup instead."""
    raise NotImplementedError(downgrade.__doc__)
