"""What the operator reads: one event a line, facts in fields; never a subject, an address or a line of a mail."""

from __future__ import annotations

import contextlib
import logging
import sys
from dataclasses import dataclass
from typing import TextIO, cast

import structlog


@dataclass(frozen=True)
class _Lines:
    """A log that loses a line when it cannot be written: a full disk must not end the work that the line tells of."""

    stream: TextIO

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self.stream.flush()


def configure(level: str, layout: str, stream: TextIO | None = None) -> None:
    """Send every log line to `stream` (default: stderr), as JSON or as text for a terminal."""
    lines = cast(TextIO, _Lines(stream or sys.stderr))
    threshold = logging.getLevelNamesMapping()[level.upper()]
    last = structlog.processors.JSONRenderer() if layout == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
            )
            if layout == "json"
            else structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(lines),
        cache_logger_on_first_use=False,
    )
    # Libraries say little that an operator needs, and imapclient at DEBUG says everything a mail contains.
    logging.basicConfig(
        level=max(threshold, logging.WARNING), stream=lines, format="%(levelname)s %(name)s %(message)s"
    )
    # A third knock at the post round while one runs and one waits is no news: the one that waits will see to it.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
