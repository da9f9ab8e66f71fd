"""Pages: templates filled with values, every one escaped, with the navigation of whoever is signed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from archiver import __version__
from archiver.core import access, phrases
from archiver.core.access import EVERYBODY, OFFICERS, Role, Roles
from archiver.core.language import later
from archiver.desk.words import Words

if TYPE_CHECKING:
    from archiver.desk.asked import Asked


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the navigation: shown to whom its route lets in, once the route is there."""

    route: str
    path: str
    label: str
    roles: Roles


NAVIGATION = (
    Place("overview", "/", later("Overview"), EVERYBODY),
    Place("tray", "/ufordelt", later("Unassigned"), OFFICERS),
    Place("external", "/ekstern", later("External"), OFFICERS),
    Place("cases", "/sager", later("Cases"), OFFICERS | {Role.LAWYER, Role.LEADER}),
    Place("search", "/soeg", later("Search"), OFFICERS),
    Place("quarantine", "/karantaene", later("Quarantine"), OFFICERS),
    Place("letters", "/udgaaende", later("Letters"), OFFICERS),
    Place("disposal", "/kassation", later("Disposal"), OFFICERS),
    Place("statistics", "/statistik", later("Statistics"), OFFICERS | {Role.LEADER, Role.REPRESENTATIVE}),
    Place("log", "/log", later("Log"), OFFICERS | {Role.AUDITOR}),
    Place("settings", "/opsaetning", later("Settings"), OFFICERS | {Role.SYSADMIN, Role.AUDITOR}),
)
"""In the order in which it is shown. What has no route is not shown."""

DONE: dict[str, str] = {
    "already": later("This was done already; it was not done twice."),
    "opened": later("A new case was opened."),
    "filed": later("The mail lies in the case now."),
    "filed-new": later("A case was opened, and the mail lies in it."),
    "taken-out": later("The mail was taken out of its case."),
    "split": later("The mails were moved to a new case, which is this one."),
    "merged": later("The cases were merged. This one goes on."),
    "closed": later("The case is closed."),
    "closed-running": later("The case is closed. Deadlines were still running; no weekly letter tells of them now."),
    "reopened": later("The case is open again."),
    "undone": later("The act was taken back."),
    "registered": later("The register was written."),
    "written": later("It was written down."),
    "written-warning": later("It was written down. Please note what is said beside it."),
    "met": later("The deadline is met."),
    "waived": later("The deadline is waived."),
    "granted": later("The case was opened for the person."),
    "grant-ended": later("The access was taken back."),
    "released": later("The mail left quarantine unread. It lies among the unassigned ones now."),
    "read-again": later("The mail was read again, and it worked. It is where it belongs now."),
    "read-in-vain": later("The mail was read again and still cannot be read. It stays in quarantine."),
    "sent-again": later("The letter goes out in the next round."),
    "not-sent": later("The letter is not sent."),
    "proposed": later("The proposal was written down. Another person has to approve it."),
    "approved": later("The proposal is approved."),
    "disposing": later("The proposal is approved. Its keys are destroyed; the rest is being erased now."),
    "rejected": later("The proposal is rejected. Nothing was changed."),
    "held": later("From now on nothing of this is disposed of."),
    "hold-ended": later("The hold is ended."),
    "finishing": later("What was approved is being erased."),
    "password-changed": later("Your password was changed. You are signed out everywhere but here."),
    "code-changed": later("Your one-time codes were changed. You are signed out everywhere but here."),
    "signed-out": later("You are signed out."),
    "signed-out-everywhere": later("You are signed out everywhere."),
}
"""What a page says after something was done; a page only ever says one of these."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the navigation as it is shown."""

    path: str
    label: str
    is_here: bool


@cache
def environment() -> Environment:
    """Escapes everything; a name that is not there is a fault and no blank."""
    made = Environment(
        loader=PackageLoader("archiver.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[],
    )
    made.globals.update(phrases=phrases, Role=Role, ROLES=access.ROLES, pairs=_pairs)
    return made


def page(asked: Asked, template: str, *, code: int = 200, **values: object) -> Response:
    """A page for whoever asks."""
    words = asked.words
    done = DONE.get(asked.query.get("sket", ""))
    common: dict[str, Any] = {
        **language(words),
        "office": asked.office,
        "version": __version__,
        "now": asked.now,
        "asked": asked,
        "organisation": asked.office.organisation,
        "person": None if asked.session is None else asked.session.person,
        "navigation": list(_navigation(asked)),
        "done": words.say(done) if done else "",
        "token": asked.new_token,
    }
    return HTMLResponse(environment().get_template(template).render({**common, **values}), status_code=code)


def bare(words: Words, organisation: str, template: str, *, code: int, **values: object) -> Response:
    """A page for whom nothing is known of: it asks the archive for nothing, and can be shown without one."""
    common: dict[str, Any] = {
        **language(words), "version": __version__, "person": None, "navigation": [], "done": "",
        "organisation": organisation,
    }  # fmt: skip
    return HTMLResponse(environment().get_template(template).render({**common, **values}), status_code=code)


def language(words: Words) -> Mapping[str, Any]:
    """What templates say their words with."""
    return {"words": words, "say": words.say, "say_many": words.say_many, "when": words.when, "day": words.day}


def _pairs(words: Iterable[str]) -> list[tuple[str, str]]:
    """Choices that are called what they are."""
    return [(one, one) for one in words]


def _navigation(asked: Asked) -> Iterator[Shown]:
    if asked.session is None:
        return
    for place in NAVIGATION:
        if place.route in asked.names and asked.session.person.is_one_of(place.roles):
            is_here = asked.path == place.path or (place.path != "/" and asked.path.startswith(f"{place.path}/"))
            yield Shown(place.path, asked.words.say(place.label), is_here)
