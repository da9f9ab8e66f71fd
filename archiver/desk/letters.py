"""Letters of the archive's own: receipts, weekly letters, alarms, and what became of each."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from starlette.exceptions import HTTPException
from starlette.responses import Response

from archiver.core.language import later
from archiver.core.records import LetterKind
from archiver.desk.asked import Asked
from archiver.desk.trays import number_in
from archiver.errors import UsageError

PAGE = 50
WHICH = {
    "": later("all"),
    "venter": later("waiting or refused"),
    "ugebreve": later("weekly letters"),
    "alarmer": later("alarms"),
}
"""What of the list is shown, as it stands in the address."""
_KINDS = {"ugebreve": LetterKind.DIGEST, "alarmer": LetterKind.ALARM}


def shown(asked: Asked) -> Response:
    """Letters, the newest first; those that wait have what can be done about them beside them."""
    letters = asked.store.letters
    which, below = asked.query.get("vis", ""), number_in(asked.query.get("foer", ""))
    if which == "venter":
        found, following = letters.unsent_listed(), None
    else:
        found = letters.listed(PAGE + 1, below=below or None, kind=_KINDS.get(which))
        following = found[PAGE - 1].number if len(found) > PAGE else None
        found = found[:PAGE]
    states = asked.store.catalogue.status().letters
    return asked.page("letters.html", letters=found, following=following, which=which, choices=WHICH, states=states)


def one(asked: Asked) -> Response:
    """One letter as it went out: we wrote it, and nobody else is quoted in it."""
    number = number_in(asked.params["letter"])
    try:
        letter, octets = asked.store.letters.letter(number)
    except UsageError:
        raise HTTPException(404) from None
    return asked.page("letter.html", letter=letter, text=None if octets is None else _text(octets))


def send(asked: Asked) -> Response:
    """Send it after all, as it is."""
    asked.store.letters.send_again([number_in(asked.params["letter"])], asked.person.agent, asked.now)
    return asked.go("/udgaaende", done="sent-again", vis="venter")


def drop(asked: Asked) -> Response:
    """Leave it unsent for good."""
    asked.store.letters.drop([number_in(asked.params["letter"])], asked.person.agent, asked.now)
    return asked.go("/udgaaende", done="not-sent", vis="venter")


def _text(octets: bytes) -> tuple[str, str]:
    """The subject, and what it says in plain text."""
    letter = message_from_bytes(octets, policy=default)
    body = letter.get_body(("plain",))
    return str(letter.get("subject", "")), "" if body is None else str(body.get_content())
