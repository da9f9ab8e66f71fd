"""The most hostile mails and forms: crawled in a real browser, nothing is asked, run or opened (X4, C9–C12)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from email.header import Header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Error, Page, Request

from archiver.core.casefile import SHEETS, Kind, Sheet, fields_of
from archiver.core.disposition import HoldKind, Scope, Target
from archiver.core.records import ItemNumber
from archiver.core.register import Registration
from archiver.desk.table import ROUTES
from archiver.jobs import casework
from archiver.jobs.casework import AtWork, Unfit
from tests.desk.house import House, a_house, at, chromium, sign_in
from tests.desk.payloads import BASES, in_turn, payloads
from tests.fakes import Balking, FakeServer

__all__ = ["chromium"]

PAGES_IN_A_MAIL = 9
pytestmark = pytest.mark.timeout(600)


class Canary(ThreadingHTTPServer):
    """Counts whoever asks it for anything."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.control: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), _Counting)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Counting(BaseHTTPRequestHandler):
    server: Canary

    def do_GET(self) -> None:
        page = self.server.control.get(self.path)
        if page is None:
            self.server.asked.append(self.path)
        octets = (page or "").encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(octets)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(octets)

    do_POST = do_GET  # noqa: N815 - as http.server calls it

    def log_message(self, *_: Any) -> None:
        """Silence."""


@contextmanager
def a_canary() -> Iterator[Canary]:
    canary = Canary()
    thread = threading.Thread(target=canary.serve_forever, daemon=True)
    thread.start()
    try:
        yield canary
    finally:
        canary.shutdown()
        canary.server_close()


@dataclass(slots=True)
class Seen:
    """What a browser did that it should not."""

    requests: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.requests or self.scripts or self.dialogs)


def watch(page: Page, ours: str) -> Seen:
    """Every request that is not for us, every script that runs, every dialog."""
    seen = Seen()

    def asked(request: Request) -> None:
        if not request.url.startswith((ours, "about:", "data:")):
            seen.requests.append(request.url)

    def opened(dialog: Dialog) -> None:
        seen.dialogs.append(dialog.message)
        with suppress(Error):  # the page has gone elsewhere meanwhile
            dialog.dismiss()

    page.context.on("request", asked)
    page.context.on("dialog", opened)
    page.context.expose_binding("arkivHit", lambda source: seen.scripts.append(source["frame"].url))
    return seen


# --- what is written where ---


def a_mail(given: Iterator[str], number: int) -> bytes:
    """A forward in which every field says something hostile, with pages, files and a message in it."""

    def word(most: int = 900) -> str:
        return next(given)[:most].replace("\r", " ").replace("\n", " ")

    def encoded(text: str) -> bytes:
        return Header(text, "utf-8", maxlinelen=990).encode(linesep="\r\n").encode()

    def quoted(text: str) -> bytes:
        return text.replace("\\", "\\\\").replace('"', '\\"').encode()

    parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + _forwarded(word) + b"\r\n"]
    for _ in range(PAGES_IN_A_MAIL):
        name, page = word(180), word()
        parts.append(
            b'Content-Type: text/html; charset=utf-8; name="' + quoted(name) + b'"\r\n'
            b'Content-Disposition: attachment; filename="' + quoted(name) + b'.html"\r\n'
            b"Content-ID: <" + quoted(word(60)) + b">\r\nContent-Description: " + encoded(word()) + b"\r\n\r\n"
            b"<p>foran</p>" + page.encode() + b"<p>bagefter</p>\r\n"
        )
    inner = (
        b"From: " + encoded(word()) + b" <vred" + str(number).encode() + b"@udbyder.example>\r\n"
        b"To: " + encoded(word()) + b" <jette.jensen@kommune.example>\r\nSubject: " + encoded(word()) + b"\r\n"
        b"Date: " + word(100).encode() + b"\r\nMessage-ID: <" + quoted(word(60)) + b">\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n" + word().encode() + b"\r\n"
    )
    parts.append(b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner)
    body = b"".join(b"--skel\r\n" + part + b"\r\n" for part in parts) + b"--skel--\r\n"
    sender = b'"' + quoted(word(200)) + b'" <jette.jensen@kommune.example>'
    return (
        b"From: " + sender + b"\r\nTo: arkiv@kommune.example\r\nCc: " + encoded(word()) + b" <a@kommune.example>\r\n"
        b"Subject: " + encoded(word()) + b"\r\nDate: Fri, 20 Nov 2026 14:32:00 +0100\r\n"
        b"Message-ID: <fjendtlig." + str(number).encode() + b"@kommune.example>\r\n"
        b"X-Mailer: " + encoded(word()) + b"\r\nList-Id: " + encoded(word()) + b"\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=skel\r\n\r\n" + body
    )


def _forwarded(word: Any) -> bytes:
    lines = (
        word(), "", "-----Oprindelig meddelelse-----", f"Fra: {word(200)} <vred@udbyder.example>", f"Sendt: {word(80)}",
        f"Til: {word(200)}", f"Emne: {word(300)}", "", word(),
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def write_everywhere(house: House, given: Iterator[str], case: str) -> int:
    """Every field of every register of a case, of holds and of access; gives how many were written."""
    store, now = house.archive.store, house.archive.clock()
    work = AtWork(store, house.world.office.terms, house.world.office.zone, "officer en", now)
    vocabulary = work.terms.vocabulary
    count = 0
    for _ in range(3):
        registration = Registration(
            incident_at=now - timedelta(days=1),
            medium=vocabulary.media[0].code,
            categories=(vocabulary.categories[0].code,),
            unit=vocabulary.units[0].code if vocabulary.units else next(given)[:80],
            affected=(next(given)[:80], next(given)[:80]),
            relation=vocabulary.relations[0].code,
            theme=" ".join(next(given)[:150].split()),
            reason=" ".join(next(given)[:300].split()),
        )
        casework.register(work, case, registration)
        count += 4
    for sheet in SHEETS:
        for _ in range(2):
            _write(work, case, _sheet(sheet, given, work))
            count += 2
    for kind in HoldKind:
        store.disposals.hold(
            Target(Scope.ADDRESS, name=f"{next(given)[:60]}@x.example"), kind, next(given), "officer en", now
        )
    store.people.grant(case, f"oidc:{next(given)}"[:200], now + timedelta(days=2), "officer en", now)
    return count


def _write(work: AtWork, case: str, made: Sheet) -> None:
    """With a day, a code or a moment more where the rules of the register want one."""
    kinds = {one.name: one for one in fields_of(type(made))}
    for _ in range(6):
        try:
            casework.write(work, case, made)
        except Unfit as unfit:
            for problem in unfit.problems:
                one = kinds[problem.name]
                fit: Any = work.now.date()
                if one.kind is Kind.CODE:
                    fit = work.terms.listed(one.listed)[0].code
                elif one.kind is Kind.MOMENT:
                    fit = work.now - timedelta(hours=2)
                elif one.kind is Kind.ITEM:
                    fit = 1
                elif one.kind is not Kind.DAY:
                    fit = ""
                made = replace(made, **{problem.name: fit})
        else:
            return
    pytest.fail(f"{made}")


def _sheet(sheet: type[Sheet], given: Iterator[str], work: AtWork) -> Sheet:
    values: dict[str, Any] = {}
    for one in fields_of(sheet):
        match one.kind:
            case Kind.LINE:
                values[one.name] = " ".join(next(given).split())[: one.most or 100]
            case Kind.TEXT:
                values[one.name] = next(given)
            case Kind.CODE if one.required:
                values[one.name] = work.terms.listed(one.listed)[0].code
            case Kind.MOMENT if one.required:
                values[one.name] = work.now - timedelta(hours=2)
            case Kind.DAY if one.required:
                values[one.name] = work.now.date()
    if sheet.register == "limit":
        values["ends_on"] = (work.now + timedelta(days=30)).date()
    known = {one.name for one in fields(sheet)}
    return sheet(**{name: value for name, value in values.items() if name in known})


# --- the crawl ---


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Canary, str, int]]:
    """A desk over an archive in which every field is hostile; gives the case, and how many mails there are."""
    place = tmp_path_factory.mktemp("hostile") / "archive.sqlite"
    with a_canary() as canary, a_house(f"sqlite:///{place}", organisation=payloads(canary.url)[4]) as house:
        all_of_them = payloads(canary.url)
        server, mails = FakeServer(), -(-len(all_of_them) // PAGES_IN_A_MAIL)
        for number in range(mails):
            given = in_turn(all_of_them, number * PAGES_IN_A_MAIL)
            server.deliver(a_mail(given, number))
        house.archive.reader = Balking()
        server.deliver(b"ulaeseligt" + all_of_them[5].encode())
        house.archive.round(server)
        house.archive.send()
        case = house.world.make_case()
        for item in range(5, 9):
            store = house.archive.store
            store.cases.file(ItemNumber(item), case, house_doing(house, all_of_them[item][:900]))
        write_everywhere(house, in_turn(all_of_them, 100), case)
        yield house, canary, case, mails


def house_doing(house: House, reason: str) -> Any:
    return casework.doing("officer en", house.archive.clock(), reason)


def test_hundreds_of_payloads_and_nothing_is_asked_run_or_opened(
    attacked: tuple[House, Canary, str, int], chromium: Browser
) -> None:
    house, canary, case, mails = attacked
    payload_count = len(payloads(canary.url))
    assert payload_count > 300
    last = house.archive.store.catalogue.status().items
    with at(house, chromium) as page:
        seen = watch(page, house.url)
        sign_in(house, page)
        allow_all(house, case, last)
        visited = 0
        for path in pages_of(house, case, last):
            answer = page.goto(path, wait_until="load")
            assert answer is not None
            assert answer.status in {200, 404, 422}, (path, answer.status)
            require_no_markup(page, path)
            visited += 1
        frames = 0
        for number in range(last - mails, last):
            for path in html_parts(house, number):
                page.goto(f"/mails/{number}?se={path}", wait_until="load")
                frames += len(page.frames) - 1
                require_no_markup(page, f"/mails/{number}?se={path}")
        search_with(page, payloads(canary.url)[:12])

    print(f"{payload_count} payloads, {visited} pages, {frames} frames; {seen}")
    assert frames >= payload_count
    assert visited > 60
    assert seen.nothing, seen
    assert canary.asked == []


def allow_all(house: House, case: str, last: int) -> None:
    """Say what for of everything, as the officer would page by page."""
    from sqlalchemy import insert, select  # noqa: PLC0415

    from archiver.edges.tables import DeskPurpose, DeskSession  # noqa: PLC0415

    database = house.archive.store.database
    with database.writing() as connection:
        token = connection.scalar(select(DeskSession.token).order_by(DeskSession.created_at.desc()))
        subjects = [f"case:{case}", *(f"item:{number}" for number in range(1, last + 1))]
        now = house.archive.clock()
        rows = [{"token": token, "subject": one, "purpose": "case", "at": now} for one in subjects]
        connection.execute(insert(DeskPurpose), rows)


def pages_of(house: House, case: str, last: int) -> Iterator[str]:
    """Every page that an officer can look at, over what is there."""
    entries = house.archive.store.entries.of(case)
    for route in ROUTES:
        if (
            route.get is None
            or route.downloads
            or route.name in {"style", "signin-answer", "item-page", "item-picture"}
        ):
            continue
        path = route.path
        if "{register}" in path:
            for entry in entries:
                yield path.format(case=case, register=entry.sheet.register, number=entry.number)
        elif "{item}" in path:
            yield from (path.format(item=number) for number in range(1, last + 1))
        elif "{letter}" in path:
            letters = house.archive.store.letters.listed(30)
            yield from (path.format(letter=one.number) for one in letters)
        else:
            yield path.format(case=case)
    for hostile in payloads("http://127.0.0.1:9")[:40:3]:
        from urllib.parse import quote  # noqa: PLC0415

        word = quote(hostile, safe="")
        yield f"/log?om={word}&handling={word}&hvem={word}"
        yield f"/kassation?om={word}"
        yield f"/statistik?periode={word}"
        yield f"/sager/{case}/skriv/report?recipient={word}&kind={word}"
        yield f"/findes/{word}"


def html_parts(house: House, number: int) -> list[str]:
    parts = house.archive.store.catalogue.item(ItemNumber(number)).parts
    return [one.path for one in parts if one.sniffed_type == "text/html" or one.content_type == "text/html"]


def search_with(page: Page, words: list[str]) -> None:
    for word in words:
        page.goto("/soeg")
        page.locator("#f-q").fill(word[:380])
        page.get_by_role("button", name="Søg").click()
        page.wait_for_load_state()


def require_no_markup(page: Page, path: str) -> None:
    """In our own page there is no element but those our templates make."""
    found = page.evaluate(
        """() => {
          const wrong = [...document.querySelectorAll(
            'script,style,object,embed,base,math,video,audio,source,picture,template,marquee,dialog,noscript,xmp')];
          const all = [...document.querySelectorAll('*')];
          const acting = all.filter(it => [...it.attributes].some(a => /^on/i.test(a.name) || a.name === 'style'));
          const far = all.filter(it => ['src', 'href', 'action', 'srcset', 'background', 'data'].some(name => {
            const to = it.getAttribute(name); return to !== null && !/^(\\/|\\?|#|otpauth:)/.test(to) }));
          return [...wrong, ...acting, ...far].map(it => it.outerHTML.slice(0, 200)) }"""
    )
    assert found == [], (path, found[:3])


def test_without_the_shield_the_same_payloads_do_harm(chromium: Browser) -> None:
    """The control: what the browser does with them in a page that shields nothing."""
    with a_canary() as canary:
        canary.control = {f"/kontrol/{n}": one for n, one in enumerate(payloads(canary.url))}
        context = chromium.new_context()
        seen = watch(context.new_page(), f"{canary.url}/kontrol")
        for number in range(len(BASES)):
            with closing(context.new_page()) as page, suppress(Error):  # one of them leads elsewhere meanwhile
                page.goto(f"{canary.url}/kontrol/{number}", wait_until="load")
        context.close()

    print(f"{len(canary.asked)} requests, {len(seen.scripts)} scripts, {len(seen.dialogs)} dialogs")
    assert len(set(canary.asked)) > 20
    assert len(seen.scripts) > 5
    assert len(seen.dialogs) > 2
