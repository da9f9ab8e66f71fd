"""What a route of the desk is. Every one names who is let in: there is no default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from archiver.core.access import Roles
from archiver.desk.asked import Asked

Handler = Callable[[Asked], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of the desk.

    `{case}` in a path is a full reference and `{item}` a number: the guard lets nobody pass who may not see that one.
    """

    name: str
    path: str
    roles: Roles
    """Who is let in: any of these. `ANYBODY` for whoever is not signed in, too."""
    get: Handler | None = None
    post: Handler | None = None
    opens: Literal["case", "item"] | None = None
    """What somebody wrote is shown: what for is asked first, once in a session, and is one event."""
    is_long: bool = False
    """What is sent there is done in several transactions."""
    writes: bool = False
    """Somebody may have written at length: what comes too late to be taken is shown to them once more."""
    anew: Handler | None = None
    """Answers a form of ours that is too old; else a page of trouble does."""
    downloads: bool = False
    """Octets are handed out: so many in a minute, and no more."""

    @property
    def methods(self) -> list[str]:
        """What it can be asked by."""
        return ["GET"] * (self.get is not None) + ["POST"] * (self.post is not None)
