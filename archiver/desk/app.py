"""The desk as an ASGI application: the table of routes, each behind the guard, and headers on every answer."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute
from starlette.types import ASGIApp

from archiver.desk import troubles
from archiver.desk.guard import Guard
from archiver.desk.headers import Headers
from archiver.desk.office import Office
from archiver.desk.routes import Route
from archiver.desk.table import ROUTES
from archiver.desk.words import Words


def make(office: Office, routes: Sequence[Route] = ROUTES) -> ASGIApp:
    """The desk of an archive."""
    guard = Guard(office, routes)
    words = Words(office.language, office.zone)

    async def wrong(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        title, sentence = troubles.SENTENCES.get(status, troubles.SENTENCES[500])
        response = troubles.bare(words, office.organisation, status, title, words.say(sentence))
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    served = [
        StarletteRoute(route.path, guard.before(route), methods=route.methods, name=route.name) for route in routes
    ]
    app = Starlette(routes=served, exception_handlers={HTTPException: wrong, Exception: wrong})
    app.router.redirect_slashes = False
    return Headers(app, is_safe_line=office.is_safe_line)
