"""The guard that every request passes: where it comes from, who asks, what they may see, and that it is done once.

The order is the promise: nothing of the archive is read for somebody who may not, and nothing is shown or handed out
before it is written down.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from archiver.core.access import OFFICERS, Role
from archiver.core.records import ItemNumber
from archiver.desk import cookies, forms, troubles
from archiver.desk.asked import Asked
from archiver.desk.limits import Bucket
from archiver.desk.office import Office
from archiver.desk.pages import DONE
from archiver.desk.routes import Route
from archiver.edges.store.desk import DoneAlready, Session
from archiver.errors import ArchiverError, UsageError

LONGEST_PATH = 2_000
HOUSE = 64
"""Bits of an IPv6 address of the smallest network that a house is given (RFC 7421)."""


class Guard:
    """Stands before every route of the table."""

    def __init__(self, office: Office, routes: Sequence[Route]) -> None:
        self._office = office
        self._names = frozenset(route.name for route in routes)
        self._asking = Bucket(at_once=office.a_minute, a_minute=office.a_minute)
        self._downloading = Bucket(at_once=40, a_minute=40)

    def before(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a route, with the guard in front of it."""

        async def answer(request: Request) -> Response:
            try:
                body = await _body(request)
                asked = _asked(self._office, route, request, self._names)
                return await run_in_threadpool(self._answer, route, request, asked, body)
            except ClientDisconnect:
                return Response(status_code=400)

        return answer

    def _answer(self, route: Route, request: Request, asked: Asked, body: bytes) -> Response:
        """In a thread of its own: the archive is asked here. Never raises."""
        try:
            return self._guarded(route, request, asked, body)
        except HTTPException as error:
            return troubles.of_status(asked, error.status_code)
        except ArchiverError as error:
            return troubles.of_error(asked, route.name, error)
        except Exception as error:  # noqa: BLE001 - a page says so, the log says where, and nobody sees what was in hand
            troubles.tell_of_fault(route.name, error)
            return troubles.of_status(asked, 500)

    def _guarded(self, route: Route, request: Request, asked: Asked, body: bytes) -> Response:
        _require_our_host(asked.office, request)
        if not self._asking.take(asked.address):
            raise HTTPException(429)
        token = asked.cookies.get(cookies.SESSION, "")
        asked.session = _session(asked, token)
        asked.secret = _secret(asked, token)
        if route.roles and asked.session is None:
            return _sign_in_first(route, asked, request, body)
        if route.roles and not asked.person.is_one_of(route.roles):
            raise HTTPException(403)
        if asked.method == "POST":
            _take_form(asked, request, body)
            if not asked.secret or not forms.is_ours(asked.secret, asked.form.line(forms.TOKEN)):
                return route.anew(asked) if route.anew else troubles.too_old(asked, _written(route, asked))
        if asked.session is not None:
            _require_object(route, asked)
        if route.downloads and not self._downloading.take(asked.person.who):
            raise HTTPException(429)
        if route.opens is not None and (first := _purpose_first(route, asked)) is not None:
            return first
        return _done_once(route, asked) if asked.method == "POST" else _shown(route, asked)


def _session(asked: Asked, token: str) -> Session | None:
    return asked.store.desk.session(forms.hash_of(token), asked.now, asked.office.idle) if token else None


async def _body(request: Request) -> bytes:
    """What came with it, as far as a form may be long. Raises `HTTPException` (413)."""
    if request.method != "POST":
        return b""
    pieces, length = [], 0
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > forms.LARGEST:
        raise HTTPException(413)
    async for piece in request.stream():
        length += len(piece)
        if length > forms.LARGEST:
            raise HTTPException(413)
        pieces.append(piece)
    return b"".join(pieces)


def _asked(office: Office, route: Route, request: Request, names: frozenset[str]) -> Asked:
    return Asked(
        office=office,
        method="GET" if request.method == "HEAD" else request.method,
        path=request.url.path,
        now=office.clock(),
        address=address_of(office, request),
        params={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        cookies=request.cookies,
        destination=request.headers.get("sec-fetch-dest", ""),
        route=route.name,
        names=names,
    )


def address_of(office: Office, request: Request) -> str:
    """Where it comes from: behind proxies of ours, what the outermost of them says.

    By it tries are counted. Of IPv6 it is the network of one house: whoever has one address of it has them all.
    """
    address = request.client.host if request.client else ""
    said = [one.strip() for one in ",".join(request.headers.getlist("x-forwarded-for")).split(",") if one.strip()]
    while said and (known := _known(address)) is not None and any(known in network for network in office.proxies):
        address = said.pop()
    known = _known(address)
    if known is None:
        return address
    return str(ip_network((known, HOUSE), strict=False)) if known.version == 6 else str(known)


def _known(address: str) -> IPv4Address | IPv6Address | None:
    """An address, also as some proxies write it: with a port, or IPv4 within IPv6. None for what is none."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        known = ip_address(address)
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, IPv6Address) else known


def _require_our_host(office: Office, request: Request) -> None:
    """Whoever has a name of their own lead here would get our pages under it (DNS rebinding)."""
    if request.headers.get("host", "").lower() != office.url.partition("://")[2].lower():
        raise HTTPException(421)
    if len(request.url.path) > LONGEST_PATH:
        raise HTTPException(414)


def _secret(asked: Asked, token: str) -> str:
    if asked.session is not None:
        return asked.office.mac("form", token)
    start = asked.cookies.get(cookies.START, "").partition(".")[0]
    return asked.office.mac("start", start) if start else ""


def _sign_in_first(route: Route, asked: Asked, request: Request, body: bytes) -> Response:
    """A page that was asked for waits behind the sign-in; what was sent is not kept, and shown once more."""
    if asked.method == "POST":
        with suppress(HTTPException):
            _take_form(asked, request, body)
        return troubles.signed_out(asked, _written(route, asked))
    if request.headers.get("sec-fetch-site") == "cross-site" and cookies.SESSION not in asked.cookies:
        # A link in a mail on the web: the browser sends our cookie only when our own page leads on.
        return troubles.come_in(asked)
    query = urlencode({"til": asked.path}) if asked.path != "/" else ""
    return RedirectResponse(f"/login{'?' if query else ''}{query}", status_code=303)


def _written(route: Route, asked: Asked) -> list[str]:
    """What somebody would not like to write a second time, of a form that is not done."""
    return asked.form.at_length() if route.writes else []


def _take_form(asked: Asked, request: Request, body: bytes) -> None:
    """It was sent from a page of ours (C15); whether in this session its token tells. Raises `HTTPException`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    if not _is_from_here(asked.office, request.headers.get("origin"), request.headers.get("sec-fetch-site")):
        raise HTTPException(403)
    try:
        asked.form = forms.read(body)
    except ValueError:
        raise HTTPException(400) from None


def _is_from_here(office: Office, origin: str | None, site: str | None) -> bool:
    """By what browsers say of where a form comes from, and pages cannot change.

    Under our own policy for referrers they call the origin of our pages "null", and say that it is the same one.
    """
    if site is None:
        return origin == office.url
    return site == "same-origin" and origin in {None, "null", office.url}


def _require_object(route: Route, asked: Asked) -> None:
    """The case or the item of the path is there, and theirs to see. That another one is there is not told.

    A leader sees how any case stands, and no more of it for being a lawyer as well.
    """
    if "case" not in asked.params and "item" not in asked.params:
        return
    case = _case_there(asked) if "case" in asked.params else _case_of_item(asked)
    person = asked.person
    if person.is_one_of(OFFICERS):
        return
    if person.is_one_of({Role.LEADER} & route.roles):
        return
    if case not in {grant.case for grant in asked.store.people.opened_for(person.who, asked.now)}:
        raise HTTPException(404)


def _case_there(asked: Asked) -> str:
    try:
        return asked.store.catalogue.case(asked.case).reference
    except UsageError:
        raise HTTPException(404) from None


def _case_of_item(asked: Asked) -> str | None:
    number = asked.params["item"]
    if not (number.isascii() and number.isdigit() and 0 < len(number) <= 18):
        raise HTTPException(404)
    entry = asked.store.catalogue.entry_if_there(ItemNumber(int(number)))
    if entry is None:
        raise HTTPException(404)
    return entry.case


def _purpose_first(route: Route, asked: Asked) -> Response | None:
    """Where somebody says what for, unless they have in this session; then the opening is written down (X2, C16)."""
    session = asked.session
    if session is None:
        raise RuntimeError("what somebody wrote is shown to nobody who is not signed in")
    desk = asked.store.desk
    case = asked.case if route.opens == "case" else asked.store.catalogue.entry(asked.item).case
    subject = f"case:{case}" if case is not None else f"item:{asked.item}"
    purpose = desk.purpose(session.token, subject)
    if purpose is None:
        if asked.method == "POST":
            raise HTTPException(403)
        done = asked.query.get("sket", "")
        back = f"{asked.path}?sket={done}" if done in DONE else asked.path
        return RedirectResponse(f"/formaal?{urlencode({'til': back, 'om': subject})}", status_code=303)
    if route.opens == "item":
        desk.open(session, f"item:{asked.item}", purpose, asked.now)
    return None


def _shown(route: Route, asked: Asked) -> Response:
    if route.get is None:
        raise HTTPException(405)
    return route.get(asked)


def _done_once(route: Route, asked: Asked) -> Response:
    """What a form does, and that it was done, in one transaction; the same form again leads to the same place."""
    if route.post is None:
        raise HTTPException(405)
    database, desk = asked.store.database, asked.store.desk
    token = forms.hash_of(asked.form.line(forms.TOKEN))
    try:
        beginning = database.beginning(lambda one: desk.spend(one, token, asked.now), once=not route.is_long)
        with beginning as it:
            response = route.post(asked)
    except DoneAlready as before:
        page = asked.path if route.get is not None else "/"
        return asked.go(before.outcome or page, done="" if before.outcome else "already")
    if it.is_done and (outcome := response.headers.get("location")) is not None:
        desk.led_to(token, outcome)
    return response
