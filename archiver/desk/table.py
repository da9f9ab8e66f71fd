"""The table of all routes of the desk: each with its address, who is let in, and what answers."""

from __future__ import annotations

from archiver.core.access import ANYBODY, EVERYBODY, OFFICERS, READERS, Role
from archiver.desk import looks, overview, purposes, signin, trays
from archiver.desk.routes import Route

LOOKERS = READERS | {Role.LEADER}
"""See that a case is there, and how it stands."""

ROUTES: tuple[Route, ...] = (
    # --- whoever comes ---
    Route(name="style", path=looks.STYLE, roles=ANYBODY, get=looks.style),
    Route(name="signin", path="/login", roles=ANYBODY, get=signin.shown, post=signin.local, is_long=True),
    Route(name="signin-service", path="/login/tjeneste", roles=ANYBODY, post=signin.begin),
    Route(name="signin-answer", path=signin.ANSWERS, roles=ANYBODY, get=signin.answered),
    # --- whoever is signed in ---
    Route(name="signout", path="/logud", roles=EVERYBODY, post=signin.out),
    Route(name="overview", path="/", roles=EVERYBODY, get=overview.shown),
    Route(name="purpose", path="/formaal", roles=READERS, get=purposes.asked_for, post=purposes.said),
    # --- what waits ---
    Route(name="tray", path="/ufordelt", roles=OFFICERS, get=trays.unassigned),
    Route(name="external", path="/ekstern", roles=OFFICERS, get=trays.external),
)
