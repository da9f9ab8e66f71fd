"""The letters of tests/clients are what they say: well formed, and holding what must be found in them."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from html.parser import HTMLParser
from itertools import chain

import pytest

from tests.clients import OWN_DOMAIN, ClientLetter, Said, letters

LETTERS = letters()
QUOTING = [letter for letter in LETTERS if letter.chain]
INLINE = [letter for letter in QUOTING if not letter.name.startswith(("attached-", "inline-with", "redirect-"))]

DANISH_CLIENTS = (
    "outlook-classic", "outlook-2010", "outlook-web", "outlook-web-old", "outlook-ios", "outlook-android",
    "outlook-new", "outlook-mac", "outlook-2019", "apple-mail", "apple-ios", "apple-reply", "gmail", "gmail-reply",
    "thunderbird", "thunderbird-old", "thunderbird-reply", "yahoo", "samsung", "phone", "proton", "em-client", "notes",
)  # fmt: skip
NORTHERN = ("en", "sv", "nb", "de")
NORTHERN_CLIENTS = (
    "outlook-classic", "outlook-web", "outlook-new", "outlook-mac", "apple-mail", "gmail", "thunderbird",
)  # fmt: skip
FURTHER = ("fr", "nl", "fi", "pl", "es", "it", "pt", "cs", "tr", "uk", "ru", "ja")
FURTHER_CLIENTS = ("outlook-classic", "apple-mail", "gmail", "thunderbird")

each = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
each_inline = pytest.mark.parametrize("letter", INLINE, ids=lambda letter: letter.name)


class Shown(HTMLParser):
    """What a reader sees of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden = tag == "style"
        self.words.append("\n" if tag in ("br", "div", "p", "tr") else "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def shown(part: Message) -> str:
    words = decoded(part)
    if part.get_content_subtype() != "html":
        return words
    page = Shown()
    page.feed(words)
    return "".join(page.words)


def decoded(part: Message) -> str:
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets.decode(part.get_content_charset() or "us-ascii")


def squeezed(words: str) -> str:
    """Words without what a quotation adds: blanks of every kind and marks."""
    return re.sub(r"[\s>\ufeff]", "", words)


def bodies(octets: bytes) -> list[Message]:
    """The text and HTML parts of the mail itself."""
    parts = message_from_bytes(octets).walk()
    return [part for part in parts if part.get_content_type() in ("text/plain", "text/html")]


def attached_names(octets: bytes) -> set[str]:
    parts = message_from_bytes(octets).walk()
    return {str(make_header(decode_header(name))) for part in parts if (name := part.get_filename())}


def people(said: Said) -> Iterator[str]:
    for person in (said.from_, *said.to, *said.cc):
        yield person.address
        yield re.sub(r'["\\]', "", person.name)


def test_there_are_enough_and_no_two_share_a_name() -> None:
    assert len(LETTERS) >= 150
    assert len({letter.name for letter in LETTERS}) == len(LETTERS)
    assert len({message_from_bytes(letter.octets)["Message-ID"] for letter in LETTERS}) == len(LETTERS)


def test_every_client_of_every_language_is_there() -> None:
    wanted = chain(
        (f"{client}-da" for client in DANISH_CLIENTS),
        (f"{client}-{language}" for language in NORTHERN for client in NORTHERN_CLIENTS),
        (f"{client}-{language}" for language in FURTHER for client in FURTHER_CLIENTS),
    )
    there = {letter.name.rpartition("-")[0] for letter in QUOTING}

    assert [client for client in wanted if client not in there] == []


def test_some_quote_nobody_and_some_hold_several_originals() -> None:
    assert sum(not letter.chain for letter in LETTERS) >= 15
    assert sum(len(letter.chosen) > 1 for letter in LETTERS) >= 3
    assert sum(len(letter.chain) == 2 for letter in LETTERS) >= 25
    assert sum(len(letter.chain) > 2 for letter in LETTERS) >= 10


@each
def test_the_letter_parses_without_defect(letter: ClientLetter) -> None:
    parts = list(message_from_bytes(letter.octets).walk())

    # Base64 around an enclosed message is against RFC 2046, and some clients do it all the same.
    rule_broken = letter.name in ("attached-base64", "attached-quoted-printable")
    assert rule_broken or [part.defects for part in parts if part.defects] == []
    assert not re.search(rb"(?<!\r)\n", letter.octets)
    assert b"\r" not in letter.octets.replace(b"\r\n", b"")


@each
def test_header_and_domains_are_as_everywhere_in_the_tests(letter: ClientLetter) -> None:
    mail = message_from_bytes(letter.octets)

    assert mail["From"]
    assert "arkiv@kommune.example" in (mail["Resent-To"] or mail["To"])
    words = letter.octets.decode("latin-1") + "".join(shown(part) for part in bodies(letter.octets))
    addresses = re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.sub(r"=\r\n", "", words))
    assert [address for address in addresses if not address.endswith(".example")] == []


@each
def test_the_chosen_are_of_the_chain(letter: ClientLetter) -> None:
    assert bool(letter.chosen) == bool(letter.chain)
    assert all(0 <= place < len(letter.chain) for place in letter.chosen)
    outside = [not said.from_.address.endswith(OWN_DOMAIN) and bool(said.from_.address) for said in letter.chain]
    assert not any(outside) or all(outside[place] or letter.chain[place].reply_line_only for place in letter.chosen)


@each_inline
def test_every_part_says_what_must_be_found(letter: ClientLetter) -> None:
    parts = bodies(letter.octets)

    assert parts
    for words in (squeezed(shown(part)) for part in parts):
        bare = re.sub(r'["\\]', "", words)
        for said in letter.chain:
            assert squeezed(said.body) in words
            assert squeezed(said.subject) in words
            assert [person for person in people(said) if squeezed(person) not in bare] == []


@each_inline
def test_every_part_says_when(letter: ClientLetter) -> None:
    for words in (shown(part) for part in bodies(letter.octets)):
        for said in letter.chain:
            year, minute = (said.date or "")[:4], (said.date or "")[14:16]
            assert year in words
            assert re.search(rf"\d[:.]{minute}\b", words)


@each_inline
def test_every_part_says_what_the_sender_wrote_around_it(letter: ClientLetter) -> None:
    for words in (squeezed(shown(part)) for part in bodies(letter.octets)):
        assert [line for line in letter.own.split("\n") if squeezed(line) not in words] == []


@each
def test_every_attachment_is_there(letter: ClientLetter) -> None:
    wanted = {name for said in letter.chain for name in said.attachments}
    octets = letter.octets if letter.name not in ("attached-base64", "attached-gmail-stream") else b""

    assert not octets or wanted <= attached_names(octets)


@pytest.mark.parametrize("name", ["outlook-classic-da-html", "outlook-mac-da-html", "outlook-classic-en-alternative"])
def test_words_html_is_as_long_as_word_makes_it(name: str) -> None:
    letter = next(letter for letter in LETTERS if letter.name == name)

    html = next(part for part in bodies(letter.octets) if part.get_content_subtype() == "html")

    assert 8_000 < len(decoded(html)) < 20_000


def test_charsets_and_encodings_are_those_of_the_world() -> None:
    parts = [part for letter in LETTERS for part in bodies(letter.octets)]

    assert {part.get_content_charset() for part in parts} >= {"utf-8", "iso-8859-1", "windows-1252", "us-ascii"}
    encodings = {str(part["Content-Transfer-Encoding"]) for part in parts}
    assert encodings >= {"7bit", "8bit", "base64", "quoted-printable"}
    assert any(part.get_param("format") == "flowed" for part in parts)
    assert any(part.get_param("delsp") == "yes" for part in parts)
