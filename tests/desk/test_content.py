"""The shield: what others wrote is text first, a page only in a frame without rights, a file only to be saved."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest

from archiver.core import attachments
from archiver.core.records import Checksum, ItemNumber, Part, Scanned, ScanVerdict
from archiver.core.register import Registration
from archiver.desk import headers, items, proven
from archiver.errors import ItemDamaged
from archiver.jobs import casework
from tests.builders import a_letter
from tests.desk.world import Browser, World
from tests.fakes import FakeServer

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
HOSTILE = """<html><head><style>body{background:url(https://ond.example/a.png)}</style>
<base href="https://ond.example/"><meta http-equiv="refresh" content="0;url=https://ond.example"></head>
<body onload="alert(1)"><script>alert(2)</script><img src="https://ond.example/b.png" onerror="alert(3)">
<svg><animate onbegin="alert(4)"></svg><a href="javascript:alert(5)">klik</a><form action="https://ond.example"><input>
</form><iframe src="https://ond.example"></iframe><object data="https://ond.example"></object>
<link rel="stylesheet" href="https://ond.example/c.css"><p style="background:url(//ond.example/d)">
Du skal ikke sove trygt</p>
</body></html>"""


def deliver(world: World) -> int:
    """A hostile mail with a page, a picture and files that are not what they say; gives its number."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Jette Jensen <jette.jensen@kommune.example>", "arkiv@kommune.example"
    mail["Subject"], mail["Message-ID"] = "VS: <script>alert(1)</script>", "<fjendtlig@kommune.example>"
    mail["Date"] = "Fri, 20 Nov 2026 14:32:00 +0100"
    mail.set_content("Se nedenfor\n")
    mail.add_alternative(HOSTILE, subtype="html")
    mail.add_attachment(PIXEL, "image", "png", filename="skærm.png")
    mail.add_attachment(b"MZ\x90\0" + b"\0" * 60, "application", "pdf", filename="faktura.pdf.exe")
    mail.add_attachment(b"<svg onload=alert(1)>", "image", "png", filename="\u202egnp.svg")
    mail.add_attachment(b"<b>hej</b>", "text", "html", filename='x"><img src=x onerror=alert(1)>.html')
    server = FakeServer()
    server.deliver(mail.as_bytes())
    world.archive.round(server)
    return 4


@pytest.fixture
def officer(world: World) -> Browser:
    """Who has opened the hostile mail."""
    number = deliver(world)
    browser = world.signed_in("officer.en")
    assert browser.opened(f"/mails/{number}").status_code == 200
    return browser


def test_no_markup_of_a_mail_reaches_our_own_pages(officer: Browser) -> None:
    page = officer.get("/mails/4").text

    assert "<script" not in page
    assert "onerror=alert" not in page.replace("&gt;", "").split("<bdi>")[0]
    assert "<img" not in page, "no picture is loaded before somebody asks for it"
    assert "<iframe" not in page, "nor a page of others"
    assert "ond.example" not in page.replace("&", "") or "<pre" in page


def test_a_page_of_others_is_cleaned_and_may_do_nothing_in_its_frame(officer: Browser) -> None:
    around = officer.get("/mails/4?se=1.2").text
    assert '<iframe sandbox="" referrerpolicy="no-referrer"' in around

    answer = officer.get("/mails/4/side/1.2", headers={"sec-fetch-dest": "iframe"})

    assert answer.status_code == 200
    assert "Du skal ikke sove trygt" in answer.text
    inside = answer.text.split("<body>")[1]
    for word in ("script", "alert", "ond.example", "onload", "style", "href", "src", "<form", "<svg", "<meta", "<base"):
        assert word not in inside, word
    assert answer.headers["content-security-policy"] == headers.CONTENT
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("destination", ["document", "embed", "object", "script", "empty"])
def test_content_fills_no_window(officer: Browser, destination: str) -> None:
    for path in ("/mails/4/side/1.2", "/mails/4/billede/2"):
        assert officer.get(path, headers={"sec-fetch-dest": destination}).status_code == 404


def test_a_picture_is_seen_blurred_first_and_clearly_when_asked_again(officer: Browser) -> None:
    blurred, clear = officer.get("/mails/4?se=2").text, officer.get("/mails/4?se=2&skarpt=1").text

    assert '<img src="/mails/4/billede/2"' in blurred
    assert 'class="clear"' not in blurred
    assert 'class="clear"' in clear
    answer = officer.get("/mails/4/billede/2", headers={"sec-fetch-dest": "image"})
    assert (answer.content, answer.headers["content-type"]) == (PIXEL, "image/png")
    assert answer.headers["content-disposition"] == "attachment"


def test_what_says_it_is_a_picture_and_is_none_is_not_shown(officer: Browser) -> None:
    for path in ("3", "4", "5", "1.1"):
        assert officer.get(f"/mails/4/billede/{path}", headers={"sec-fetch-dest": "image"}).status_code == 404


def test_a_file_is_only_ever_saved_as_octets_and_what_speaks_against_it_is_told(officer: Browser) -> None:
    page = officer.get("/mails/4").text
    for sentence in ("Det er et program", "to endelser", "vender bogstaverne om", "giver sig ud for"):
        assert sentence in page
    for path, begins in (("3", b"MZ"), ("4", b"<svg"), ("5", b"<b>")):
        answer = officer.get(f"/mails/4/gem/{path}")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert answer.headers["content-disposition"].isascii()
        assert answer.headers["content-security-policy"] == headers.DOWNLOAD
        assert answer.headers["x-checksum-sha256"] == hashlib.sha256(answer.content).hexdigest()


def test_each_file_that_is_saved_is_one_event_written_before_it_is_handed_out(world: World, officer: Browser) -> None:
    officer.get("/mails/4/gem/3")
    officer.get("/mails/4/gem")
    officer.get("/mails/4/kilde")

    events = world.archive.ask(
        "SELECT act, detail FROM custody_events WHERE subject = 'item:4' ORDER BY seq DESC LIMIT 3"
    )
    assert events == [("view", '{"shown":"source"}'), ("export", "{}"), ("export", '{"path":"3"}')]


def test_the_whole_mail_is_saved_as_it_came(world: World, officer: Browser) -> None:
    answer = officer.get("/mails/4/gem")

    assert hashlib.sha256(answer.content).hexdigest() == world.archive.store.catalogue.entry(ItemNumber(4)).sha256


def test_what_is_damaged_is_not_handed_out(world: World, officer: Browser) -> None:
    world.archive.tamper(
        "UPDATE octets SET content = zeroblob(length(content))"
        " WHERE sha256 = (SELECT sha256 FROM items WHERE number = 4)"
    )

    answer = officer.get("/mails/4/gem")

    assert answer.status_code == 500
    assert "ikke det, der kom ind" in answer.text


def test_a_mail_that_hands_nothing_on_shows_what_it_says_itself(world: World) -> None:
    words = "Kære arkiv.\r\n<b>Han</b> råbte \u202eag mig i dag.\r\n"
    server = FakeServer()
    server.deliver(
        a_letter(
            body=base64.b64encode(words.encode("utf-8")),
            headers=(("Content-Transfer-Encoding", "base64"),),
            message_id="<selv@kommune.example>",
        )
    )
    world.archive.round(server)

    page = world.signed_in("officer.en").opened("/mails/4").text

    assert "Kære arkiv.\n&lt;b&gt;Han&lt;/b&gt; råbte \ufffdag mig i dag." in page


def test_what_a_colleague_wrote_above_what_they_hand_on_is_shown_when_it_is_asked_for(world: World) -> None:
    officer = world.signed_in("officer.en")
    first = officer.opened("/mails/2").text
    assert 'href="?se=1#side"' in first
    assert first.count('<pre tabindex="0">') == 1

    own = officer.get("/mails/2?se=1").text
    assert own.count('<pre tabindex="0">') == 2
    assert "selve mailen" in own


def test_a_text_that_is_damaged_or_large_is_told_of_and_the_page_is_shown(world: World, monkeypatch: Any) -> None:
    officer = world.signed_in("officer.en")
    assert "æøå" in officer.opened("/mails/1").text
    monkeypatch.setattr(items, "LARGEST_TEXT", 4)
    assert "Det er begyndelsen" in officer.get("/mails/1").text
    monkeypatch.setattr(items, "LARGEST_SHOWN", 4)
    assert "for stort" in officer.get("/mails/1").text

    def damaged(*_: object) -> None:
        raise ItemDamaged(proven.DAMAGED, number=1)

    monkeypatch.setattr(items, "proven", damaged)
    page = officer.get("/mails/1")
    assert page.status_code == 200
    assert "er beskadiget" in page.text


def test_the_source_is_text(officer: Browser) -> None:
    page = officer.get("/mails/4/kilde").text

    assert "Message-ID: &lt;fjendtlig@kommune.example&gt;\n" in page
    assert "<script>alert" not in page


def test_what_is_locked_is_shown_to_nobody_and_saved_by_nobody(world: World, officer: Browser) -> None:
    case = str(world.archive.store.cases.open_with(ItemNumber(4), doing(world), 2026))
    stop = next(one.code for one in world.office.terms.vocabulary.categories if one.stop)
    words = world.office.terms.vocabulary
    store, office = world.archive.store, world.office
    work = casework.AtWork(store, office.terms, office.zone, "officer en", world.archive.clock())
    registration = Registration(
        None, words.media[0].code, (stop,), "Skolen", (), words.relations[0].code, "Materiale til politiet"
    )
    casework.register(work, case, registration)

    page = officer.opened("/mails/4")
    assert page.status_code == 200
    assert "114" in page.text
    assert "Se nedenfor" not in page.text
    assert "gem/" not in page.text
    require_locked(officer)
    casework.register(work, case, replace(registration, categories=("UBE",)))
    require_locked(officer)


def test_what_a_scanner_found_something_in_is_shown_to_nobody(world: World, officer: Browser) -> None:
    store, now = world.archive.store, world.archive.clock()
    store.scans.claim(10, now)
    store.scans.record({ItemNumber(4): Scanned(ScanVerdict.INFECTED, "Eicar", "clamd 1")}, now)

    assert "virusscanner" in officer.get("/mails/4").text
    require_locked(officer)


def require_locked(browser: Any) -> None:
    for path in ("/mails/4/side/1.2", "/mails/4/billede/2", "/mails/4/kilde", "/mails/4/gem", "/mails/4/gem/3"):
        answer = browser.opened(path)
        assert answer.status_code == 422, path
        assert "låst" in answer.text


def doing(world: World) -> Any:
    from archiver.edges.store.cases import Doing  # noqa: PLC0415

    return Doing("officer en", world.archive.clock())


def a_part(filename: str, said: str = "application/octet-stream", seen: str = "application/octet-stream") -> Part:
    from archiver.core.filenames import safe_filename  # noqa: PLC0415

    safe = safe_filename(filename, "del")
    return Part("1", said, seen, filename, safe, "attachment", None, 1, Checksum("0" * 64), True)


@pytest.mark.parametrize(
    ("part", "warning"),
    [
        (a_part("brev.docm"), attachments.HAS_MACROS),
        (a_part("genvej.lnk"), attachments.RUNS),
        (a_part("faktura.pdf.js"), attachments.TWO_EXTENSIONS),
        (a_part("a\u202egpj.exe"), attachments.TURNS_AROUND),
        (a_part("a\u200b.txt"), attachments.HIDES),
        (a_part("side.html"), attachments.IS_ACTIVE),
        (a_part("alt.zip"), attachments.IS_PACKED),
        (a_part("a.png", "image/png", "application/zip"), attachments.LOOKS_OTHERWISE),
    ],
)
def test_what_speaks_against_opening_a_file(part: Part, warning: str) -> None:
    assert warning in attachments.warnings(part)


@pytest.mark.parametrize("part", [a_part("brev.txt", "text/plain"), a_part("skærm.png", "image/png", "image/png")])
def test_nothing_speaks_against_plain_text_and_pictures(part: Part) -> None:
    assert attachments.warnings(part) == ()
