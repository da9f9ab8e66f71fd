"""The one style sheet. Nothing else is served that is not a page."""

from __future__ import annotations

from functools import cache
from importlib import resources

from starlette.responses import Response

from archiver.desk.asked import Asked

STYLE = "/static/arkiv.css"


def style(_asked: Asked) -> Response:
    """Browsers may keep it for an hour."""
    return Response(_text(), media_type="text/css", headers={"cache-control": "max-age=3600"})


@cache
def _text() -> bytes:
    return resources.files("archiver.desk").joinpath("static", "arkiv.css").read_bytes()
