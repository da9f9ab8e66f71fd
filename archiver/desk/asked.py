"""One request that passed the guard, and how it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response

from archiver.core.access import Person, Role
from archiver.core.records import ItemNumber
from archiver.desk import forms, pages
from archiver.desk.forms import Form
from archiver.desk.office import Office
from archiver.desk.words import Words
from archiver.edges.store import Store
from archiver.edges.store.cases import Doing
from archiver.edges.store.desk import Session
from archiver.jobs.casework import AtWork, doing


@dataclass(slots=True)
class Asked:
    """What is asked, by whom, with what the desk works with."""

    office: Office
    method: str
    path: str
    now: datetime
    address: str
    """Of whoever asks; never logged."""
    session: Session | None = None
    secret: str = field(default="", repr=False)
    """What the forms of this visitor are bound to."""
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Form = field(default_factory=Form)
    destination: str = ""
    """What the browser wants it for (Sec-Fetch-Dest); empty where it does not say."""
    route: str = ""
    names: frozenset[str] = frozenset()
    """Of all routes there are."""

    @property
    def store(self) -> Store:
        """The archive."""
        return self.office.store

    @property
    def words(self) -> Words:
        """In which pages are written."""
        return Words(self.office.language, self.office.zone)

    @property
    def person(self) -> Person:
        """Who is signed in; only of a route that lets nobody else in."""
        if self.session is None:
            raise RuntimeError("nobody is signed in")
        return self.session.person

    @property
    def is_officer(self) -> bool:
        """Whether they may act on cases."""
        return self.session is not None and not self.session.person.is_bound_to_cases

    def may(self, *roles: Role) -> bool:
        """Whether they are any of these."""
        return self.session is not None and self.session.person.is_one_of(roles)

    @property
    def case(self) -> str:
        """The case of the path, as it is written everywhere."""
        return self.params["case"].strip().upper()

    @property
    def item(self) -> ItemNumber:
        """The item of the path."""
        return ItemNumber(int(self.params["item"]))

    @property
    def work(self) -> AtWork:
        """The person at work on cases."""
        return AtWork(self.store, self.office.terms, self.office.zone, self.person.agent, self.now)

    def doing(self, reason: str = "") -> Doing:
        """Who does this, and why."""
        return doing(self.person.agent, self.now, reason)

    @property
    def zone(self) -> tzinfo:
        """Of the clock on the wall."""
        return self.office.zone

    @property
    def today(self) -> date:
        """By that clock."""
        return self.words.local(self.now).date()

    # --- answers ---

    def page(self, template: str, *, code: int = 200, **values: object) -> Response:
        """A page of ours."""
        return pages.page(self, template, code=code, **values)

    def go(self, to: str, *, done: str = "", **more: str | int) -> Response:
        """On to another page, which says what was done: `done` is a word of `pages.DONE`."""
        path, _, fragment = to.partition("#")
        query = urlencode({**({"sket": done} if done else {}), **more})
        target = f"{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"
        return RedirectResponse(target, status_code=303)

    def new_token(self) -> str:
        """For a form."""
        return forms.token_for(self.secret)


def path_of(template: str, **params: object) -> str:
    """The address of a route's path: `path_of("/sager/{case}", case=…)`."""
    return template.format(**{name: quote(str(value), safe="") for name, value in params.items()})
