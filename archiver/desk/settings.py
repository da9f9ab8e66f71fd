"""The configuration in force, as the chain of custody may tell of it: no secret, and nobody's name."""

from __future__ import annotations

from itertools import groupby

from starlette.responses import Response

from archiver.desk.asked import Asked


def shown(asked: Asked) -> Response:
    """Every key with its value, by section."""
    found = groupby(asked.office.means.settings, key=lambda one: one.key.partition(".")[0].partition("[")[0])
    sections = [(name, list(lines)) for name, lines in found]
    return asked.page("settings.html", sections=sections, schema=asked.store.database.version())
