"""Writing in pictures: found once somebody has looked, looked at once, and said where nobody could."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from archiver.core.records import Octets, Unreadable
from archiver.core.search import query_of
from archiver.edges.parsing import ParsingChildren
from archiver.edges.seeing import Tesseract, installed
from archiver.edges.store.search import Gaps
from archiver.jobs.indexing import Until, index_due
from archiver.jobs.seeing import see_due
from tests.builders import a_letter, a_multipart
from tests.edges.store.test_sealing import an_archive
from tests.edges.store.test_search import HERE, KEY, lies_in
from tests.fakes import Archive
from tests.jobs.test_incidents import take_in
from tests.outlook import Attached, a_msg
from tests.pictures import a_huge_png, a_picture, a_scan


class Eye:
    """Sees one word in everything, and counts what it was shown."""

    def __init__(self, answer: bytes | Unreadable = b"Skrift") -> None:
        self.answer, self.seen = answer, list[bytes]()

    def read(self, picture: bytes) -> bytes | Unreadable:
        self.seen.append(picture)
        return self.answer


def a_mail(name: str, kind: str, octets: bytes, message_id: str) -> bytes:
    head = f'Content-Disposition: attachment; filename="{name}"'
    parts: list[tuple[tuple[str, ...], bytes]] = [
        (("Content-Type: text/plain; charset=utf-8",), b"Se bilaget."),
        ((f"Content-Type: {kind}", head, "Content-Transfer-Encoding: base64"), base64.encodebytes(octets)),
    ]
    return a_multipart(parts, sender="mads@kommune.example", subject="Fwd", message_id=message_id)


MAILS = (
    a_mail("skærm.png", "image/png", a_picture(), "<1@x>"),
    a_mail("scan.pdf", "application/pdf", a_scan(mode="L"), "<2@x>"),
    a_mail(
        "brev.msg", "application/vnd.ms-outlook", a_msg(attachments=(Attached(a_picture("JPEG"), "a.jpg"),)), "<3@x>"
    ),
    a_letter(body="Ingen billeder", message_id="<4@x>"),
)


def found(archive: Archive, question: str) -> list[int]:
    return [entry.item for entry in archive.store.search.find(query_of(question, HERE), 100).entries]


def index(archive: Archive, indexer: ParsingChildren) -> int:
    archive.store.search.renew(archive.clock())
    return index_due(archive.store, indexer, archive.clock)


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["open", "encrypted"])
def test_tesseract_reads_pictures_scans_and_what_outlook_wraps(
    database_url: str, keys: tuple[bytes, ...], tmp_path: Path
) -> None:
    there, indexer = installed(), ParsingChildren()
    assert there is not None
    with an_archive(database_url, *keys) as archive:
        take_in(archive, *MAILS)
        index(archive, indexer)
        assert archive.store.search.gaps() == Gaps(unread=0, unseen=3)
        assert found(archive, "kind:unseen") == [3, 2, 1]
        assert found(archive, "børnene skolen") == []

        assert see_due(archive.store, indexer, Tesseract(there.program), archive.clock, Until()) == 3

        assert found(archive, "børnene skolen") == [3, 2, 1]
        assert found(archive, '"pas på dig selv"') == [3, 2, 1]
        assert found(archive, "bilaget") == [3, 2, 1], "what the mail says is found as before"
        assert archive.store.search.gaps() == Gaps(unread=0, unseen=0)
        if keys:
            assert lies_in(archive, tmp_path, "skol") == []
    indexer.close()


def test_nothing_is_looked_at_twice_and_what_nobody_can_read_is_said(database_url: str) -> None:
    indexer, eye = ParsingChildren(), Eye(Unreadable("dårligt lys"))
    with an_archive(database_url) as archive:
        take_in(archive, *MAILS)
        index(archive, indexer)

        assert see_due(archive.store, indexer, eye, archive.clock, Until()) == 3
        assert see_due(archive.store, indexer, eye, archive.clock, Until()) == 0

        assert len(eye.seen) == 3
        assert archive.store.search.gaps() == Gaps(unread=3, unseen=0)
        assert found(archive, "kind:unread") == [3, 2, 1]
    indexer.close()


def test_a_picture_that_unpacks_to_any_size_is_shown_to_nobody(database_url: str) -> None:
    indexer, eye = ParsingChildren(), Eye()
    with an_archive(database_url) as archive:
        take_in(archive, a_mail("stor.png", "image/png", a_huge_png(), "<1@x>"))
        index(archive, indexer)

        assert see_due(archive.store, indexer, eye, archive.clock, Until()) == 0

        assert eye.seen == []
        assert archive.store.search.gaps() == Gaps(unread=1, unseen=0)
    indexer.close()


def test_cut_off_it_goes_on_where_it_was(database_url: str) -> None:
    indexer, eye = ParsingChildren(), Eye()
    with an_archive(database_url) as archive:
        take_in(archive, *MAILS)
        index(archive, indexer)

        see_due(archive.store, indexer, eye, archive.clock, Until(lambda: len(eye.seen) == 1))
        assert found(archive, "skriften") == [3]
        see_due(archive.store, indexer, eye, archive.clock, Until())

        assert found(archive, "skriften") == [3, 2, 1]
        assert len(eye.seen) == 3
    indexer.close()


def test_what_was_disposed_of_meanwhile_does_not_come_back(database_url: str) -> None:
    indexer = ParsingChildren()
    with an_archive(database_url) as archive:
        take_in(archive, *MAILS[:1])
        index(archive, indexer)

        class Slow(Eye):
            def read(self, picture: bytes) -> bytes | Unreadable:
                archive.tamper("DELETE FROM search_documents")
                return super().read(picture)

        assert see_due(archive.store, indexer, Slow(), archive.clock, Until()) == 0

        assert archive.ask("SELECT count(*) FROM search_documents") == [(0,)]
        assert found(archive, "skriften") == []
    indexer.close()


def test_the_child_gives_pictures_and_words_of_a_text() -> None:
    indexer = ParsingChildren()

    assert indexer.pictures(Octets(MAILS[0])) == ((a_picture(),), True)
    assert indexer.pictures(Octets(MAILS[3])) == ((), True)
    assert indexer.words_of_text(Octets("Truslen på Ærø\xff".encode())) == ("trusl", "paa", "aeroey", "_")
    assert indexer.words_of_text(Octets(b"")) == ()
    indexer.close()
