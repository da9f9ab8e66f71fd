"""The chain of custody as it grows: who did what to what, the newest first. It names nobody outside the house."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from starlette.responses import Response

from archiver.core.custody import ACTS
from archiver.desk.asked import Asked
from archiver.desk.forms import Form
from archiver.desk.trays import number_in
from archiver.edges.store.chain import LOOKED_THROUGH, Wanted

PAGE = 50
_CASE = re.compile(r"[0-9]{4}-[0-9]+-[0-9A-Z]+", re.IGNORECASE)
LONGEST = 80


def shown(asked: Asked) -> Response:
    """A page of it, as far as the filters let it through."""
    form = Form({name: [value[:LONGEST]] for name, value in asked.query.items()})
    about, act, agent = form.line("om"), form.line("handling"), form.line("hvem")
    until = form.day("til_og_med")
    below = number_in(asked.query.get("foer", ""))
    chain = asked.store.chain
    if until is not None:
        midnight = datetime.combine(until + timedelta(days=1), time(), tzinfo=asked.zone).astimezone(UTC)
        first = chain.first_since(midnight)
        below = min(below, first) if below else first
    wanted = Wanted(_subject(about), act if act in ACTS else "", agent)
    page = chain.page(wanted, PAGE, below=below or None)
    return asked.page(
        "log.html",
        page=page,
        acts=ACTS,
        about=about,
        act=wanted.act,
        agent=agent,
        until=until,
        looked_through=LOOKED_THROUGH,
    )


def _subject(about: str) -> str:
    """A case by its reference and a mail by its number, as the chain calls them; anything else as it is typed."""
    if _CASE.fullmatch(about):
        return f"case:{about.upper()}"
    number = about.removeprefix("#")
    return f"item:{int(number)}" if number.isascii() and number.isdigit() else about
