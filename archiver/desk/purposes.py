"""What for: asked once for a case, or a mail in none, and session, before anything anybody wrote is shown (X2)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.responses import Response

from archiver.core.access import OFFICERS
from archiver.core.custody import Purpose
from archiver.core.language import later
from archiver.core.records import ItemNumber
from archiver.desk import troubles
from archiver.desk.asked import Asked
from archiver.errors import UsageError

PURPOSES: Mapping[Purpose, str] = {
    Purpose.CASE: later("I work on the case"),
    Purpose.POLICE: later("a report to the police, or an answer to them"),
    Purpose.ACCESS: later("somebody asked what is there about them"),
    Purpose.LEGAL: later("a lawyer's assessment"),
    Purpose.DISPOSAL: later("before something is disposed of"),
    Purpose.AUDIT: later("I check that the archive is as it should be"),
}
"""In the order in which they are offered."""
_SUBJECT = re.compile(r"case:(?P<case>[0-9A-Z-]{5,30})|item:(?P<item>[1-9][0-9]{0,17})")


def asked_for(asked: Asked) -> Response:
    """The page that asks."""
    subject, back = asked.query.get("om", ""), asked.query.get("til", "")
    if _theirs(asked, subject) is None or not _is_page(back):
        return troubles.of_status(asked, 404)
    return asked.page("purpose.html", subject=subject, back=back, purposes=PURPOSES, what=_what(asked, subject))


def said(asked: Asked) -> Response:
    """Write it down, then lead on to what is to be seen."""
    subject, back = asked.form.line("om"), asked.form.line("til")
    if asked.session is None or _theirs(asked, subject) is None or not _is_page(back):
        return troubles.of_status(asked, 404)
    word = asked.form.line("formaal")
    if word not in set(Purpose):
        raise UsageError("Choose what you open it for.")
    asked.store.desk.open(asked.session, subject, Purpose(word), asked.now)
    return asked.go(back)


def _what(asked: Asked, subject: str) -> str:
    kind, _, name = subject.partition(":")
    return asked.words.say("case {case}", case=name) if kind == "case" else asked.words.say("mail {item}", item=name)


def _theirs(asked: Asked, subject: str) -> str | None:
    """The subject, if it is there and theirs to see."""
    found = _SUBJECT.fullmatch(subject)
    if found is None:
        return None
    if found["item"]:
        entry = asked.store.catalogue.entry_if_there(ItemNumber(int(found["item"])))
        return subject if entry is not None and asked.is_officer else None
    try:
        reference = asked.store.catalogue.case(found["case"]).reference
    except UsageError:
        return None
    person = asked.person
    opened = {grant.case for grant in asked.store.people.opened_for(person.who, asked.now)}
    return subject if person.is_one_of(OFFICERS) or reference in opened else None


def _is_page(path: str) -> bool:
    return path.startswith(("/sager/", "/mails/")) and path.isprintable() and "\\" not in path and len(path) < 500
