"""The words an item is found by, those of files in Outlook's containers too, and what is said to be missing."""

from __future__ import annotations

import base64

import pytest

from archiver.core.indexing import MOST_FILES, entries_of
from archiver.core.search import UNREAD, UNSEEN
from archiver.core.words import words
from tests.builders import a_letter, a_multipart
from tests.core.test_extraction import a_docx, a_pdf
from tests.outlook import Attached, Item, a_msg, a_tnef

DOCX = a_docx("<w:p><w:t>Hemmelighed</w:t></w:p>")
PDF = a_pdf("pipfugl")


def with_files(*files: tuple[str, bytes], content_type: str = "application/octet-stream") -> bytes:
    parts: list[tuple[tuple[str, ...], bytes]] = [(("Content-Type: text/plain; charset=utf-8",), b"Se bilaget.")]
    for name, octets in files:
        head = f'Content-Disposition: attachment; filename="{name}"'
        fields = (f"Content-Type: {content_type}", head, "Content-Transfer-Encoding: base64")
        parts.append((fields, base64.encodebytes(octets)))
    return a_multipart(parts, sender="jette@kommune.example", subject="Fwd", message_id="<1@x>")


@pytest.mark.parametrize("make", [a_msg, a_tnef])
def test_the_words_of_files_in_an_outlook_item_are_found(make: object) -> None:
    assert callable(make)
    inner = Item(subject="Inderst", attachments=(Attached(PDF, "inderst.pdf"),))
    item = make(attachments=(Attached(DOCX, "trussel.docx"), Attached(inner, method=5)))
    kind = "application/ms-tnef" if make is a_tnef else "application/vnd.ms-outlook"

    found = entries_of(with_files(("pakket", item), content_type=kind))

    assert {*words("Hemmelighed"), *words("pipfugl")} <= set(found)
    assert UNREAD not in found


def test_files_are_left_alone_when_nobody_wants_them_opened() -> None:
    found = entries_of(with_files(("a.msg", a_msg(attachments=(Attached(DOCX, "a.docx"),)))), with_files=False)

    assert set(words("Hemmelighed")).isdisjoint(found)
    assert {UNREAD, UNSEEN}.isdisjoint(found)


@pytest.mark.parametrize(
    "mail",
    [
        with_files(("brev.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)),
        with_files(("brev.pdf", PDF[:200])),
        with_files(("a.msg", a_msg(attachments=(Attached(b"\0\1\2", "ukendt.bin"),)))),
        with_files(*[(f"{number}.docx", DOCX) for number in range(MOST_FILES + 1)]),
    ],
    ids=["old Word", "broken", "in an Outlook item", "too many"],
)
def test_what_could_not_be_read_is_said(mail: bytes) -> None:
    assert UNREAD in entries_of(mail)


def test_nothing_is_said_of_a_mail_that_was_read_whole() -> None:
    assert {UNREAD, UNSEEN}.isdisjoint(entries_of(with_files(("a.docx", DOCX), ("b.pdf", PDF))))
    assert {UNREAD, UNSEEN}.isdisjoint(entries_of(a_letter(body="Hej")))
