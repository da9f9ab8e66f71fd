"""The two cookies of the desk: one names a session, the other is there until somebody has signed in."""

from __future__ import annotations

import secrets

from starlette.responses import Response

SESSION, START = "__Host-arkiv", "__Host-arkiv-start"
"""A browser takes a cookie so named only from this very host, over a safe line, for all of it (RFC 6265bis)."""
START_SECONDS = 900


def new() -> str:
    """256 bits of chance."""
    return secrets.token_urlsafe(32)


def give_session(response: Response, token: str) -> None:
    """The cookie of a new session: it goes when the browser is closed, and no other site makes it come along."""
    response.set_cookie(SESSION, token, secure=True, httponly=True, samesite="strict", path="/")


def give_start(response: Response, value: str) -> None:
    """What the form to sign in is bound to; it comes along from the sign-in service, too."""
    response.set_cookie(START, value, max_age=START_SECONDS, secure=True, httponly=True, samesite="lax", path="/")


def take(response: Response, *names: str) -> None:
    """Have the browser forget them."""
    for name in names:
        response.delete_cookie(name, secure=True, httponly=True, path="/")
