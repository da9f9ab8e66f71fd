"""What the operator reads: one event a line, facts in fields; never a subject, an address or a line of a mail."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog


def configure(level: str, layout: str, stream: TextIO | None = None) -> None:
    """Send every log line to `stream` (default: stderr), as JSON or as text for a terminal."""
    stream = stream or sys.stderr
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
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    # Libraries say little that an operator needs, and imapclient at DEBUG says everything a mail contains.
    logging.basicConfig(
        level=max(threshold, logging.WARNING), stream=stream, format="%(levelname)s %(name)s %(message)s"
    )
    # A third knock at the post round while one runs and one waits is no news: the one that waits will see to it.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
