"""Pages for what did not work: what happened, that nothing was half done, and what to do now. No trace of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog
from starlette.responses import Response

from archiver.core.discretion import trouble_called
from archiver.core.language import later
from archiver.desk import pages
from archiver.desk.asked import Asked
from archiver.desk.words import Words
from archiver.errors import ArchiverError, ItemDamaged, OutsideServiceError, UsageError, place_of

log = structlog.get_logger()

SENTENCES: Mapping[int, tuple[str, str]] = {
    400: (later("That could not be understood"), later("Nothing was done. Go back and try again.")),
    403: (
        later("That is not for you to see"),
        later(
            "Either your role does not let you in here, or the page you sent was too old. Nothing was done. Go back, "
            "load the page anew and try again; ask the archive officer if it happens again."
        ),
    ),
    404: (
        later("There is no such page"),
        later("The case, the mail or the page does not exist, or it is not yours to see. Look at the address."),
    ),
    405: (later("That cannot be done here"), later("Nothing was done. Start from the overview.")),
    413: (
        later("That is too much at once"),
        later("Nothing was done. Go back and write less: a note has 20,000 characters at most."),
    ),
    414: (later("That address is too long"), later("Nothing was done. Start from the overview.")),
    415: (later("That could not be understood"), later("Nothing was done. Go back and try again.")),
    421: (
        later("This is not the desk's address"),
        later("The desk answers only under the address that stands in its configuration (url under [desk])."),
    ),
    429: (
        later("That was too often"),
        later("Nothing was done. Wait a minute and try again."),
    ),
    500: (
        later("Something is wrong with the desk itself"),
        later("What you sent was not half done: either all of it was, or nothing. Please tell your IT department."),
    ),
    503: (
        later("The archive does not answer right now"),
        later(
            "Nothing is lost: mail waits in its mailbox, and what you sent was either done whole or not at all. Try "
            "again in a minute. If you send the same page again, it is done only once."
        ),
    ),
}
"""What each is called, and what to do."""


def page(asked: Asked, status: int, title: str, sentence: str, written: Sequence[str] = ()) -> Response:
    """A page of trouble for whoever is there; without the navigation when the archive is not to be asked.

    `written` is what they sent in vain, to be copied.
    """
    if asked.session is None or status == 503:
        return bare(asked.words, asked.office.organisation, status, title, sentence, written)
    values = {"title": asked.words.say(title), "sentence": sentence, "written": written}
    return asked.page("trouble.html", code=status, **values)


def bare(
    words: Words, organisation: str, status: int, title: str, sentence: str, written: Sequence[str] = ()
) -> Response:
    """The same for anybody."""
    values = {"title": words.say(title), "sentence": sentence, "written": written}
    response = pages.bare(words, organisation, "trouble.html", code=status, **values)
    if status in {429, 503}:
        response.headers["retry-after"] = "60"
    return response


def of_status(asked: Asked, status: int) -> Response:
    """By its HTTP status."""
    title, sentence = SENTENCES.get(status, SENTENCES[500])
    return page(asked, status, title, asked.words.say(sentence))


def of_error(asked: Asked, route: str, error: ArchiverError) -> Response:
    """By who can act on it; logged without a word of what it was about."""
    if isinstance(error, UsageError):
        return refused(asked, error)
    log.warning("desk put off", route=route, kind=type(error).__name__, why=trouble_called(error))
    if isinstance(error, ItemDamaged):
        return page(asked, 500, later("This is not what came in"), asked.words.problem(error))
    return away(asked) if isinstance(error, OutsideServiceError) else of_status(asked, 500)


def refused(asked: Asked, error: UsageError) -> Response:
    """What cannot be done, and why; whoever sent it goes back to the page it came from."""
    return page(asked, 422, later("That was not done"), asked.words.problem(error))


def away(asked: Asked) -> Response:
    """The database or something else outside does not answer."""
    return of_status(asked, 503)


def signed_out(asked: Asked, written: Sequence[str]) -> Response:
    """A form came when its session was over."""
    sentence = later("You were signed out meanwhile, and nothing of what you sent was done. Sign in, and do it again.")
    return page(asked, 401, later("You are not signed in any more"), asked.words.say(sentence), written)


def too_old(asked: Asked, written: Sequence[str]) -> Response:
    """A form came from a page that was made before this session, or from none of ours."""
    sentence = later(
        "You have signed in anew since it was shown. Nothing was done. Open the page anew, and do it again there."
    )
    return page(asked, 403, later("The page you sent was too old"), asked.words.say(sentence), written)


def come_in(asked: Asked, to: str | None = None) -> Response:
    """A page of ours that leads on to another, or else to the one that was asked for."""
    values = {"to": to or asked.path}
    return pages.bare(asked.words, asked.office.organisation, "come_in.html", code=200, **values)


def tell_of_fault(route: str, error: Exception) -> None:
    """Where it happened, never what was in hand."""
    log.error("fault in the desk", route=route, kind=type(error).__name__, place=place_of(error.__traceback__))
