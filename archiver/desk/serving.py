"""The desk over HTTP: one uvicorn in a thread of its own, which tells nothing of what it was asked for."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from dataclasses import dataclass, field

import h11
import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from archiver.core.language import later
from archiver.errors import OutsideServiceError

AT_ONCE = 64
"""Requests; more are told to come again."""
PATIENCE = 10
"""Seconds that a connection may stay open unused, and that an end waits for answers on their way."""
ARRIVES_WITHIN = 20.0
"""Seconds that a request may take to arrive whole, from the connection or its first octet on."""
STARTS_WITHIN = 10.0

log = structlog.get_logger()


class Prompt(H11Protocol):
    """Closes what takes too long to say what it wants: a few that never do would keep everybody out (slowloris)."""

    _end_of_patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Of asyncio."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Of asyncio."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Of asyncio."""
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        is_arriving = self.conn.their_state in {h11.IDLE, h11.SEND_BODY}
        if not is_arriving:
            self._stop()
        elif self._end_of_patience is None:
            self._end_of_patience = self.loop.call_later(ARRIVES_WITHIN, self.transport.close)

    def _stop(self) -> None:
        if self._end_of_patience is not None:
            self._end_of_patience.cancel()
            self._end_of_patience = None


@dataclass(slots=True)
class Serving:
    """A desk that listens, or will."""

    app: ASGIApp
    listen: tuple[str, int]
    _server: uvicorn.Server | None = field(default=None, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def begin(self) -> None:
        """Listen. Raises `OutsideServiceError` where another program does."""
        config = uvicorn.Config(
            self.app,
            host=self.listen[0],
            port=self.listen[1],
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            lifespan="off",
            limit_concurrency=AT_ONCE,
            timeout_keep_alive=PATIENCE,
            timeout_graceful_shutdown=PATIENCE,
            h11_max_incomplete_event_size=32 * 1024,
            http=Prompt,
            ws="none",
            loop="asyncio",
        )
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # its tracebacks would print what was in hand
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
        self._thread.start()
        end = time.monotonic() + STARTS_WITHIN
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > end:
                raise OutsideServiceError(
                    later("The desk cannot listen at {address}: see which other program does."),
                    address=f"{self.listen[0]}:{self.listen[1]}",
                )
            time.sleep(0.02)
        log.info("desk open", port=self.listen[1])

    def _run(self) -> None:
        if self._server is None:
            return
        try:
            self._server.run()
        except SystemExit:  # it could not listen; `begin` tells
            log.warning("desk not open", port=self.listen[1])

    @property
    def is_open(self) -> bool:
        """Whether it answers."""
        return self._thread is not None and self._thread.is_alive()

    def end(self) -> None:
        """Let what is on its way be answered, and listen no more."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(PATIENCE + 2)
