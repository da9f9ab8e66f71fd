"""Mail that lies in files: the same octets, the same items, nobody thanked, and twice is once."""

from pathlib import Path

import pytest

from archiver.core.records import Octets, Reading, Unreadable
from archiver.edges import files
from archiver.errors import UsageError
from archiver.jobs.importing import ImportReport, take_in
from tests.builders import ABUSE, a_letter
from tests.fakes import Archive, Crash, FakeServer

MAILS = [a_letter(message_id=f"<{n}@kommune.example>", body=f"Nummer {n}\r\n") for n in range(4)]


def import_(archive: Archive, *paths: Path) -> ImportReport:
    found = (message for path in paths for message in files.messages_in(path))
    return take_in(found, archive.store, archive.reader, archive.policy, archive.clock)


def stored(archive: Archive) -> list[bytes]:
    return [
        bytes(content)
        for (content,) in archive.ask("SELECT content FROM octets JOIN items USING (sha256) ORDER BY number")
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One mail as a file, one in an mbox, one in a Maildir, one deeper down."""
    root = tmp_path / "post"
    for name in ("maildir/cur", "maildir/new", "maildir/tmp", "mere/dybere"):
        (root / name).mkdir(parents=True)
    (root / "a.eml").write_bytes(MAILS[0])
    (root / "b.mbox").write_bytes(b"From jette Mon Nov 23 08:00:00 2026\n" + MAILS[1] + b"\n")
    (root / "maildir/cur/1.host:2,S").write_bytes(MAILS[2])
    (root / "maildir/tmp/2.host").write_bytes(b"half a ma")
    (root / "maildir/dovecot-uidlist").write_bytes(b"3 V1\n")
    (root / "mere/dybere/c.eml").write_bytes(MAILS[3])
    return root


def test_every_mail_of_a_folder_is_an_item_with_where_it_came_from(archive: Archive, folder: Path) -> None:
    assert import_(archive, folder) == ImportReport(new_items=4, again=0)

    assert stored(archive) == MAILS
    assert archive.ask("SELECT DISTINCT provenance FROM items") == [("import",)]
    sources = archive.ask("SELECT source, ordinal FROM imports ORDER BY item")
    assert sources[0] == (str(folder / "a.eml"), 0)
    assert sources[1] == (str(folder / "b.mbox"), 1)
    assert archive.sound()


def test_an_import_done_twice_gives_the_same_items(archive: Archive, folder: Path) -> None:
    import_(archive, folder)
    before = archive.ask("SELECT number, sha256 FROM items ORDER BY number")

    assert import_(archive, folder) == ImportReport(new_items=0, again=4)

    assert archive.ask("SELECT number, sha256 FROM items ORDER BY number") == before
    assert archive.ask("SELECT count(*) FROM imports") == [(4,)]
    assert archive.sound()


def test_nobody_is_thanked_for_an_import(archive: Archive, folder: Path) -> None:
    import_(archive, folder)

    assert archive.ask("SELECT DISTINCT state, reason FROM outbox") == [("suppressed", "imported")]
    assert archive.send().sent == 0


def test_an_imported_mail_that_comes_by_imap_too_is_the_same_item(archive: Archive, folder: Path) -> None:
    import_(archive, folder)
    server = FakeServer()
    server.deliver(MAILS[0])

    report = archive.round(server)

    assert (report.folders[0].new_items, report.folders[0].again) == (0, 1)
    assert server.everything_in("INBOX") == []
    assert archive.ask("SELECT count(*) FROM items") == [(4,)]


def test_a_mail_from_an_mbox_is_quarantined_when_it_cannot_be_read(archive: Archive, folder: Path) -> None:
    class Unable:
        def read(self, octets: Octets) -> Reading | Unreadable:
            return Unreadable("nested too deeply")

    archive.reader = Unable()

    import_(archive, folder / "b.mbox")

    assert archive.store.catalogue.quarantined() == [1]
    assert stored(archive) == [MAILS[1]]


def test_an_import_cut_off_between_its_two_commits_is_made_whole_by_the_next(archive: Archive, folder: Path) -> None:
    readers = archive.reader

    class Dying:
        def read(self, octets: Octets) -> Reading | Unreadable:
            raise Crash

    archive.reader = Dying()
    with pytest.raises(Crash):
        import_(archive, folder)
    archive.reader = readers

    assert import_(archive, folder) == ImportReport(new_items=3, again=1)
    assert archive.ask("SELECT count(*) FROM readings") == [(4,)]
    assert archive.ask("SELECT DISTINCT state, reason FROM outbox") == [("suppressed", "imported")]


def test_progress_is_told_mail_by_mail(archive: Archive, folder: Path) -> None:
    told: list[int] = []

    take_in(files.messages_in(folder), archive.store, archive.reader, archive.policy, archive.clock, told.append)

    assert told == [1] * 4


def test_a_large_file_comes_in_exactly(sqlite_archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "stor.eml"
    path.write_bytes(ABUSE + b"x" * files.LARGE)

    import_(sqlite_archive, path)

    assert sqlite_archive.ask("SELECT size FROM items") == [(len(ABUSE) + files.LARGE,)]
    assert sqlite_archive.sound()


def test_what_came_in_before_an_unreadable_path_stays(archive: Archive, folder: Path) -> None:
    with pytest.raises(UsageError, match="findes-ikke"):
        import_(archive, folder, folder / "findes-ikke")

    assert len(stored(archive)) == 4
    assert archive.sound()
