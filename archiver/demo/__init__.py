"""`archiver demo`: plays the outside world around the real program. Only the command line knows this room."""

from __future__ import annotations

from archiver.demo.story import show

__all__ = ["show"]
