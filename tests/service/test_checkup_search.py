"""`archiver check`: whether all that came in can be found, and whether somebody reads the writing in pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.bell import Bell
from archiver.config import Settings
from archiver.config.settings import Search
from archiver.core.records import Octets
from archiver.edges import seeing
from archiver.jobs.indexing import index_due
from archiver.jobs.settling import Understood, settle
from archiver.service.checked import Checked
from archiver.service.checkup import pictures, search
from archiver.service.daemon import Daemon
from archiver.service.search import Gaps, Purpose, find, gaps, rebuild
from archiver.service.wiring import Archive, now, opened
from tests.core.test_extraction import a_docx
from tests.edges.store.test_search import InProcessIndexer, with_a_file
from tests.fakes import InProcessReader
from tests.pictures import a_picture
from tests.service.test_wiring import a_host

LOOKING = Search(ocr=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return a_host(tmp_path / "arkiv", f"sqlite:///{tmp_path}/arkiv/archive.sqlite")


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    with opened(settings) as archive:
        yield archive


def told(settings: Settings, chosen: Search) -> Checked:
    [found] = pictures(settings.model_copy(update={"search": chosen}), str)
    return found


def test_without_ocr_it_is_said_that_pictures_are_not_read(settings: Settings) -> None:
    found = told(settings, Search())

    assert (found.well, found.advice) == (True, "")
    assert found.says.startswith("not read ([search] ocr)")


def test_with_ocr_the_program_and_its_languages_are_named(settings: Settings) -> None:
    found = told(settings, LOOKING)

    assert found.well
    assert found.says.startswith("read by tesseract ")
    assert found.says.endswith("(dan+eng)")


def test_a_program_that_is_not_there_is_told_of_with_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(seeing, "_PATH", str(tmp_path))

    found = told(settings, LOOKING)

    assert (found.well, found.says) == (False, "tesseract is not installed: nobody reads them")
    assert "tesseract-ocr tesseract-ocr-dan tesseract-ocr-eng" in found.advice


def test_a_language_that_is_missing_and_a_program_that_does_not_run_are_told_of(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tesseract"
    monkeypatch.setattr(seeing, "_PATH", str(tmp_path))

    program.write_text("#!/bin/sh\necho eng\n", encoding="ascii")
    program.chmod(0o755)
    assert told(settings, LOOKING).says == "tesseract eng lacks dan: nobody reads them"

    program.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    assert told(settings, LOOKING).says == "tesseract is there, but does not run"


def test_what_could_not_be_read_is_told_of_with_what_to_do(archive: Archive) -> None:
    assert [one.subject for one in search(archive, str)] == ["writing in pictures"]
    mail = with_a_file("brev.docx", a_docx("x")[:-40], sender="mads@kommune.example", subject="x", message_id="<1@x>")
    octets = Octets(mail)
    item = archive.store.accessions.take_import(octets, "1.eml", 0, now()).item
    settle(archive.store, InProcessReader(), archive.policy, [Understood(item, octets, imported=True)], now)
    index_due(archive.store, InProcessIndexer(), now)

    first, _ = search(archive, str)

    assert (first.well, first.says) == (True, "items in which something could not be read for the search: 1")
    assert first.advice.endswith("archiver search kind:unread")


@pytest.fixture
def looking(settings: Settings) -> Iterator[Archive]:
    """One that has pictures looked at, with a mail whose picture nobody has looked at yet."""
    with opened(settings.model_copy(update={"search": LOOKING})) as archive:
        mail = with_a_file("a.png", a_picture(), sender="mads@kommune.example", subject="x", message_id="<1@x>")
        octets = Octets(mail)
        item = archive.store.accessions.take_import(octets, "1.eml", 0, now()).item
        settle(archive.store, InProcessReader(), archive.policy, [Understood(item, octets, imported=True)], now)
        yield archive


def test_who_makes_the_index_anew_has_pictures_looked_at(looking: Archive) -> None:
    seen = list[int]()

    assert rebuild(looking, seen.append) == 1

    assert seen == [1, 2], "the mail, and then its picture"
    assert [entry.item for entry in find(looking, "børnene skolen", Purpose.CASE, 10).entries] == [1]
    assert gaps(looking) == Gaps(unread=0, unseen=0)


def test_the_daemon_looks_at_pictures_behind_the_index(looking: Archive) -> None:
    indexer = looking.reader()
    daemon = Daemon(looking, Bell(), indexer, indexer=indexer, eye=looking.eye())

    daemon.index()
    assert gaps(looking) == Gaps(unread=0, unseen=1)
    daemon.look_at_pictures()

    assert gaps(looking) == Gaps(unread=0, unseen=0)
    assert [entry.item for entry in find(looking, "børnene skolen", Purpose.CASE, 10).entries] == [1]
    indexer.close()


def test_nobody_looks_where_nobody_is_asked_to_or_nobody_can(
    archive: Archive, looking: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert archive.eye() is None
    assert looking.eye() is not None
    monkeypatch.setattr(seeing, "_PATH", str(tmp_path))
    assert looking.eye() is None
    (tmp_path / "tesseract").write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    (tmp_path / "tesseract").chmod(0o755)
    assert looking.eye() is None
