"""Searching: the words never stand in an address, every search is written down, and no word of a mail is shown."""

from __future__ import annotations

from starlette.responses import Response

from archiver.core.custody import Purpose
from archiver.core.search import query_of
from archiver.desk.asked import Asked
from archiver.desk.purposes import PURPOSES
from archiver.edges.store.search import Found
from archiver.errors import UsageError

PAGE = 50
LONGEST = 400


def shown(asked: Asked) -> Response:
    """The page to search on."""
    return _page(asked, purpose=Purpose.CASE)


def answered(asked: Asked) -> Response:
    """What a question finds; that it was asked, and what for, is written down before it is shown."""
    words, word = asked.form.line("q"), asked.form.line("formaal")
    if word not in set(Purpose):
        return _page(asked, words, problem=asked.words.say("Choose what you search for."))
    purpose = Purpose(word)
    try:
        found = _found(asked, words, purpose)
    except UsageError as error:
        return _page(asked, words, purpose, problem=asked.words.problem(error))
    return _page(asked, words, purpose, found)


def _found(asked: Asked, words: str, purpose: Purpose) -> Found:
    if len(words) > LONGEST:
        raise UsageError("A question has {most} characters at most.", most=LONGEST)
    query = query_of(words, asked.zone)
    bring_up_to_date = asked.office.means.search
    if bring_up_to_date is None:
        raise UsageError("The search is switched off: see enabled under [search] in the configuration.")
    bring_up_to_date()
    found = asked.store.search.find(query, PAGE, before=asked.form.number("foer") or None)
    asked.store.search.note(asked.person.agent, purpose, len(found.entries), asked.now)
    return found


def _page(
    asked: Asked, words: str = "", purpose: Purpose | None = None, found: Found | None = None, problem: str = ""
) -> Response:
    return asked.page(
        "search.html",
        code=422 if problem else 200,
        words_asked=words,
        purpose=purpose,
        purposes=PURPOSES,
        found=found,
        problem=problem,
        most=LONGEST,
        is_off=asked.office.means.search is None,
    )
