"""What could not be read: kept octet for octet, read once more, or let out unread to be filed by hand (R7)."""

from __future__ import annotations

from starlette.responses import Response

from archiver.core.records import ItemState
from archiver.desk.asked import Asked
from archiver.desk.trays import slice_of
from archiver.errors import UsageError


def shown(asked: Asked) -> Response:
    """Mails in quarantine, and those a server would not hand over."""
    there = slice_of(asked, ItemState.QUARANTINED)
    waiting = asked.store.catalogue.waiting_on_server()
    return asked.page(
        "quarantine.html", there=there, waiting=waiting, may_read=asked.office.means.read_again is not None
    )


def read_again(asked: Asked) -> Response:
    """Read one once more: a newer version may understand it."""
    read = asked.office.means.read_again
    if read is None:
        raise UsageError("Mails are not read here: run archiver quarantine retry.")
    left = read([asked.params["item"]], asked.person.agent)
    return asked.go("/karantaene", done="read-again" if left else "read-in-vain")


def release(asked: Asked) -> Response:
    """Let one out unread."""
    if asked.store.catalogue.entry(asked.item).state is not ItemState.QUARANTINED:
        raise UsageError("Item {number} is not in quarantine.", number=asked.item)
    asked.store.casework.release(asked.item, asked.person.agent, asked.now)
    return asked.go("/karantaene", done="released")
