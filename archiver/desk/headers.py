"""The headers of every answer, whatever it is: nothing of others is loaded, framed, kept or sniffed (C9, C10)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of our own pages: no script at all, and no style but the one file."""
CONTENT = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""Of what others wrote, shown in a frame of its own."""
DOWNLOAD = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Of what is only ever saved."""

ALWAYS: Mapping[str, str] = {
    "content-security-policy": PAGE,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": (
        "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), fullscreen=(), geolocation=(), "
        "gyroscope=(), hid=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), "
        "serial=(), usb=(), xr-spatial-tracking=()"
    ),
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
HSTS = "max-age=63072000"


class Headers:
    """Puts them on every answer of an application; one that has its own policy keeps that."""

    def __init__(self, app: ASGIApp, *, is_safe_line: bool) -> None:
        self._app = app
        self._always = {**ALWAYS, **({"strict-transport-security": HSTS} if is_safe_line else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._always.items():
                    headers.setdefault(name, value)
                if headers["content-security-policy"] == CONTENT:
                    headers["x-frame-options"] = "SAMEORIGIN"
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
