"""A desk over a small archive: mails of every fate, a case, and people of every role who can sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
from starlette.testclient import TestClient

from archiver.core.access import Role
from archiver.core.casefile import Terms
from archiver.core.deadlines import shipped as deadlines
from archiver.core.records import ItemNumber
from archiver.core.register import shipped as register
from archiver.desk.app import make
from archiver.desk.office import Office
from archiver.desk.routes import Route
from archiver.edges.store.cases import Doing
from archiver.edges.store.people import Secrets
from archiver.jobs import signing_in
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import Archive, FakeServer

URL = "https://arkiv.kommune.example"
PASSWORD = "stille vand løber dybt"
TOKEN = re.compile(r'name="token" value="([^"]+)"')


class Browser(TestClient):
    """One browser: sends forms as browsers do."""

    def __init__(self, world: World) -> None:
        super().__init__(world.app, base_url=URL, follow_redirects=False)
        self.world = world

    def token(self, path: str) -> str:
        """A form's token from a page."""
        found = TOKEN.search(self.get(path, follow_redirects=True).text)
        assert found is not None, path
        return found[1]

    def opened(self, path: str, purpose: str = "case") -> Any:
        """A page, after what it is opened for was said."""
        answer = self.get(path)
        if answer.status_code == 303 and answer.headers["location"].startswith("/formaal"):
            asked = parse_qs(urlsplit(answer.headers["location"]).query)
            said = self.submit(
                "/formaal", page=answer.headers["location"], om=asked["om"][0], til=asked["til"][0], formaal=purpose
            )
            assert said.status_code == 303, said.text
            answer = self.get(path)
        return answer

    def submit(self, path: str, *, page: str = "/", token: str | None = None, **fields: Any) -> Any:
        """A form of a page, sent from our own site."""
        data = {"token": token or self.token(page), **fields}
        return self.post(path, data=data, headers={"origin": URL, "sec-fetch-site": "same-origin"})


@cache
def known_hash() -> str:
    """Of the one password; a hash of one's own for each would take the tests minutes."""
    return signing_in.secrets_of("navn", PASSWORD)[0].password


@dataclass(slots=True)
class World:
    """The archive, its desk and its people."""

    archive: Archive
    office: Office
    app: Any = None
    secrets: dict[str, str] = field(default_factory=dict)
    case: str = ""

    def add(self, name: str, *roles: Role) -> None:
        """An account."""
        self.secrets[name] = pyotp.random_base32()
        secrets = Secrets(known_hash(), self.secrets[name])
        self.archive.store.people.add(name, name.title(), roles, secrets, "operator root", self.archive.clock())

    def code(self, name: str) -> str:
        """The one-time code of now; a step later each time, since none is taken twice."""
        self.archive.clock.advance(seconds=30)
        return pyotp.TOTP(self.secrets[name]).at(int(self.archive.clock().timestamp()))

    def make_case(self) -> str:
        """A case with mail 1 in it, opened for the lawyer for three days."""
        store, now = self.archive.store, self.archive.clock()
        doing = Doing("officer en", now)
        self.case = str(store.cases.open_with(ItemNumber(1), doing, 2026))
        store.people.grant(self.case, "local:lawyer.en", now + timedelta(days=3), "officer en", now)
        return self.case

    def filled(self, route: Route, **other: Any) -> str:
        """The route's path with something that is there in each of its places, or with what is given."""
        named = {"case": self.case, "item": 1, "path": "1", "register": "report", "number": 1, "letter": 1}
        return route.path.format(**{**named, "report": "extent", "form": "csv", "name": "pakke", **other})

    def browser(self) -> Browser:
        """One that nobody has signed in with."""
        return Browser(self)

    def signed_in(self, name: str) -> Browser:
        """One in which somebody has."""
        browser = self.browser()
        answer = browser.submit("/login", page="/login", name=name, password=PASSWORD, code=self.code(name))
        assert answer.status_code == 303, answer.text
        return browser


@contextmanager
def a_world(url: str, **office: Any) -> Iterator[World]:
    """Four mails: one in a case, one unassigned, one from outside, one with an attached original."""
    server = FakeServer()
    with Archive.opened(url) as archive:
        server.deliver(a_letter(message_id="<et@kommune.example>", body="Nr. 1: æøå\r\n"))
        server.deliver(a_forward_with_attachment())
        server.deliver(a_letter(sender="Borger <borger@udbyder.example>", message_id="<to@udbyder.example>"))
        archive.round(server)
        made = Office(
            store=archive.store,
            terms=Terms(register(), deadlines()),
            zone=archive.policy.zone,
            language="da",
            organisation="Prøve Kommune",
            clock=archive.clock,
            keyed=archive.policy.signer.pseudonym,
            url=URL,
            **{"a_minute": 1_000_000, **office},
        )
        world = World(archive, made)
        world.app = make(made)
        for role in Role:
            world.add(f"{role}.en", role)
        yield world
