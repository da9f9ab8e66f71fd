"""Where octets rest: in the database, in a folder, in a bucket; and that nothing is lost on the way between."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.core.records import ItemNumber, Octets
from archiver.edges import content, depots
from archiver.edges.depots import Access, Depots
from archiver.edges.store import Store, sealing, whereabouts
from archiver.edges.store.database import Database
from archiver.edges.vault import Vault
from archiver.errors import StoreUnavailable
from archiver.jobs.moving import move
from archiver.jobs.sealing import seal_past
from tests.fakes import SIGNER, Archive, a_message
from tests.schema import with_schema
from tests.services.s3 import ACCESS_KEY, SECRET_KEY, S3Server

ABOVE = 4096
KEY = b"n" * 32
CANARY = b"KANARIEFUGL"


def access_to(server: S3Server) -> Access:
    return Access(endpoint=server.endpoint, access_key=ACCESS_KEY, secret_key=SECRET_KEY, timeout_seconds=10)


@pytest.fixture(params=["folder", "bucket"])
def outside(request: pytest.FixtureRequest, tmp_path: Path) -> Depots:
    """A place for large mails that is empty."""
    if request.param == "folder":
        return Depots(depots.place_of(tmp_path / "content"), ABOVE)
    server: S3Server = request.getfixturevalue("s3")
    return Depots(f"s3://{server.new_bucket()}/arkiv", ABOVE, access_to(server))


@contextmanager
def an_archive(url: str, where: Depots, *keys: bytes) -> Iterator[Archive]:
    database = Database(with_schema(url), vault=Vault(lambda: keys) if keys else None, depots=where)
    archive = Archive(url, Store.of(database, SIGNER))
    try:
        database.upgrade()
        sealing.admit(database, archive.clock())
        yield archive
    finally:
        database.close()


def a_large_mail(number: int, size: int = 3 * ABOVE) -> bytes:
    head = b"Subject: %d\r\nMessage-ID: <%d@kommune.example>\r\n\r\n" % (number, number)
    return head + CANARY + hashlib.sha256(head).hexdigest().encode() * (size // 64)


def take_in(archive: Archive, *mails: bytes, first: int = 1) -> list[ItemNumber]:
    lease = archive.lease()
    messages = [a_message(first + place, octets) for place, octets in enumerate(mails)]
    return [one.item for one in archive.store.accessions.accession(lease, messages, archive.clock())]


def octets_of(archive: Archive, item: ItemNumber) -> bytes:
    return b"".join(archive.store.catalogue.octets(item))


def in_the_database(archive: Archive) -> set[str]:
    return {sha256 for (sha256,) in archive.ask("SELECT DISTINCT sha256 FROM octets")}


def lying(where: Depots) -> list[str]:
    assert where.chosen is not None
    return sorted(one.name for one in where.at(where.chosen).lying())


def raw(where: Depots, name: str) -> bytes:
    assert where.chosen is not None
    return where.at(where.chosen).read(name, 0, 1 << 30) or b""


def found(archive: Archive) -> list[tuple[str, str]]:
    return archive.findings()


def test_large_mail_rests_outside_and_small_mail_in_the_database(database_url: str, outside: Depots) -> None:
    small, large, huge = b"Subject: lille\r\n\r\n", a_large_mail(1), a_large_mail(2, 5 << 20)
    with an_archive(database_url, outside) as archive:
        items = take_in(archive, small, large, huge, b"")

        assert in_the_database(archive) == {hashlib.sha256(small).hexdigest()}
        assert [octets_of(archive, item) for item in items] == [small, large, huge, b""]
        assert len(lying(outside)) == 2
        assert (
            archive.store.accessions.unsound(
                (item, Octets(octets).checksum) for item, octets in zip(items, (small, large, huge, b""), strict=True)
            )
            == {}
        )
        assert found(archive) == []


def test_a_plain_object_is_the_mail_and_is_named_by_its_hash(database_url: str, outside: Depots) -> None:
    large = a_large_mail(1)
    with an_archive(database_url, outside) as archive:
        take_in(archive, large)

        [name] = lying(outside)
        sha256 = hashlib.sha256(large).hexdigest()
        assert raw(outside, name) == large
        assert name.startswith(f"{sha256[:2]}/{sha256}-")


def test_an_encrypted_archive_leaves_neither_words_nor_hashes_outside(database_url: str, outside: Depots) -> None:
    large = a_large_mail(1, 3 << 20)
    with an_archive(database_url, outside, KEY) as archive:
        [item] = take_in(archive, large)

        [name] = lying(outside)
        assert CANARY not in raw(outside, name)
        assert hashlib.sha256(large).hexdigest()[:16] not in name
        assert octets_of(archive, item) == large
        assert found(archive) == []


def test_the_same_mail_again_leaves_nothing_more_outside(database_url: str, outside: Depots) -> None:
    large = a_large_mail(1)
    with an_archive(database_url, outside) as archive:
        take_in(archive, large)
        take_in(archive, large, large, first=2)

        assert len(lying(outside)) == 1
        assert found(archive) == []


def test_any_part_of_it_is_read_without_the_rest(database_url: str, outside: Depots) -> None:
    large = os.urandom((3 << 20) + 17)
    checksum = hashlib.sha256(large).hexdigest()
    for keys in ((), (KEY,)):
        url = database_url + ("" if not keys else "x") if database_url.startswith("sqlite") else database_url
        if keys and not database_url.startswith("sqlite"):
            continue
        where = outside if not keys else Depots(None, ABOVE)
        with an_archive(url, where, *keys) as archive:
            take_in(archive, large)
            with archive.store.database.reading() as connection:
                for start, length in ((0, 10), ((1 << 20) - 5, 10), (1 << 20, 1 << 20), ((3 << 20) + 10, 100), (5, 0)):
                    got = b"".join(content.span(connection, checksum, start, length))
                    assert got == large[start : start + length]


@pytest.mark.parametrize("harm", ["gone", "cut", "flipped", "longer", "another"])
def test_what_was_done_to_an_object_is_found_and_named(database_url: str, tmp_path: Path, harm: str) -> None:
    where = Depots(depots.place_of(tmp_path / "content"), ABOVE)
    with an_archive(database_url, where) as archive:
        take_in(archive, a_large_mail(1), a_large_mail(2))
        first, second = (
            tmp_path / "content" / name
            for (name,) in archive.ask("SELECT o.name FROM objects o JOIN items i USING (sha256) ORDER BY i.number")
        )
        whole = first.read_bytes()
        if harm == "gone":
            first.unlink()
        else:
            first.write_bytes(
                {
                    "cut": whole[:-1],
                    "flipped": whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
                    "longer": whole + b"!",
                    "another": second.read_bytes(),
                }[harm]
            )

        assert found(archive) == [("missing" if harm == "gone" else "checksum", "item:1")]


def test_a_folder_that_is_not_mounted_is_no_loss_and_takes_nothing_in(database_url: str, tmp_path: Path) -> None:
    where = Depots(depots.place_of(tmp_path / "content"), ABOVE)
    with an_archive(database_url, where) as archive:
        take_in(archive, a_large_mail(1))
        (tmp_path / "content").rename(tmp_path / "away")
        (tmp_path / "content").mkdir()

        with pytest.raises(StoreUnavailable):
            found(archive)
        with pytest.raises(StoreUnavailable):
            take_in(archive, a_large_mail(2), first=2)
        assert archive.ask("SELECT count(*) FROM items") == [(1,)]

        (tmp_path / "content").rmdir()
        (tmp_path / "away").rename(tmp_path / "content")
        take_in(archive, a_large_mail(2), first=2)
        assert found(archive) == []


def test_a_place_of_another_archive_is_refused(database_url: str, other_database_url: str, outside: Depots) -> None:
    with an_archive(database_url, outside) as archive, an_archive(other_database_url, outside) as other:
        take_in(archive, a_large_mail(1))

        with pytest.raises(StoreUnavailable):
            take_in(other, a_large_mail(2))
        assert len(lying(outside)) == 1


def test_a_folder_that_was_moved_is_recognised(database_url: str, tmp_path: Path) -> None:
    with an_archive(database_url, Depots(depots.place_of(tmp_path / "content"), ABOVE)) as archive:
        [item] = take_in(archive, a_large_mail(1))
    (tmp_path / "content").rename(tmp_path / "nyt")

    with an_archive(database_url, Depots(depots.place_of(tmp_path / "nyt"), ABOVE)) as archive:
        whereabouts.recognise(archive.store.database, archive.clock())

        assert octets_of(archive, item) == a_large_mail(1)
        assert found(archive) == []


def test_everything_moves_out_and_in_again(database_url: str, outside: Depots) -> None:
    mails = [a_large_mail(number, ABOVE * number) for number in range(1, 40)] + [b"Subject: lille\r\n\r\n"]
    with an_archive(database_url, Depots(None, ABOVE)) as archive:
        items = take_in(archive, *mails)
    with an_archive(database_url, outside) as archive:
        told: list[tuple[int, int]] = []
        out = move(archive.store, outside.chosen, "operator ida", archive.clock, lambda *done: told.append(done))

        assert (out.items, out.damaged, out.left) == (39, (), 0)
        assert told[-1][0] == told[-1][1]
        assert len(lying(outside)) == 39
        assert found(archive) == []

        back = move(archive.store, None, "operator ida", archive.clock)

        assert (back.items, back.damaged, back.left) == (39, (), 0)
        assert lying(outside) == []
        assert [octets_of(archive, item) for item in items] == mails
        assert archive.sound()


def test_sealed_octets_move_as_they_are(database_url: str, outside: Depots) -> None:
    mails = [a_large_mail(1, 3 << 20), a_large_mail(2)]
    with an_archive(database_url, Depots(None, ABOVE), KEY) as archive:
        seal_past(archive.store, archive.clock)
        items = take_in(archive, *mails)
        before = archive.ask("SELECT sha256, ordinal, content FROM octets ORDER BY 1, 2")
    with an_archive(database_url, outside, KEY) as archive:
        move(archive.store, outside.chosen, "operator ida", archive.clock)

        assert not any(CANARY in raw(outside, name) for name in lying(outside))
        assert [octets_of(archive, item) for item in items] == mails
        assert found(archive) == []

        move(archive.store, None, "operator ida", archive.clock)

        assert archive.ask("SELECT sha256, ordinal, content FROM octets ORDER BY 1, 2") == before
        assert found(archive) == []


def test_from_a_folder_to_a_bucket_and_back(database_url: str, tmp_path: Path, s3: S3Server) -> None:
    folder, bucket = depots.place_of(tmp_path / "content"), f"s3://{s3.new_bucket()}"
    with an_archive(database_url, Depots(folder, ABOVE, access_to(s3))) as archive:
        take_in(archive, a_large_mail(1), a_large_mail(2))
        for place in (bucket, folder):
            assert move(archive.store, place, "operator ida", archive.clock).items == 2
            assert found(archive) == []
        assert list(archive.store.database.depots.at(bucket).lying()) == []


def test_a_damaged_item_is_left_where_it_is_and_named(database_url: str, outside: Depots) -> None:
    with an_archive(database_url, Depots(None, ABOVE)) as archive:
        take_in(archive, a_large_mail(1), a_large_mail(2))
        sha256 = hashlib.sha256(a_large_mail(1)).hexdigest()
        archive.tamper(f"UPDATE octets SET content = content || content WHERE sha256 = '{sha256}'")
    with an_archive(database_url, outside) as archive:
        done = move(archive.store, outside.chosen, "operator ida", archive.clock)

        assert (done.items, done.damaged, done.left) == (1, (1,), 1)
        assert len(lying(outside)) == 1
        assert in_the_database(archive) == {sha256}


def test_what_lay_open_outside_is_sealed_there(database_url: str, outside: Depots) -> None:
    mails = [a_large_mail(1, 3 << 20), a_large_mail(2)]
    with an_archive(database_url, outside) as archive:
        items = take_in(archive, *mails)
    with an_archive(database_url, outside, KEY) as archive:
        assert archive.store.sealing.left() >= 2
        seal_past(archive.store, archive.clock)

        assert archive.store.sealing.is_whole()
        assert len(lying(outside)) == 2
        assert not any(CANARY in raw(outside, name) for name in lying(outside))
        assert [octets_of(archive, item) for item in items] == mails
        assert found(archive) == []


def test_what_nothing_refers_to_is_named_after_a_day_and_swept(
    database_url: str, outside: Depots, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_archive(database_url, outside) as archive:
        take_in(archive, a_large_mail(1))
        assert outside.chosen is not None
        depot = outside.at(outside.chosen)
        depot.put(depots.new_name("ab" * 32), [b"efterladt"], 9)

        assert found(archive) == []
        assert archive.store.whereabouts.sweep("operator ida", archive.clock()) == 0

        monkeypatch.setattr(whereabouts, "UNREFERRED", -timedelta(days=1))
        [(kind, subject)] = found(archive)
        assert (kind, subject[:14]) == ("orphan", "object:ab/abab")
        assert archive.store.whereabouts.sweep("operator ida", archive.clock()) == 1
        assert found(archive) == []
        assert len(lying(outside)) == 1


def test_what_was_laid_too_long_ago_is_not_referred_to(
    database_url: str, outside: Depots, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_archive(database_url, outside) as archive:
        monkeypatch.setattr(whereabouts, "IN_TIME", -timedelta(seconds=1))

        with pytest.raises(StoreUnavailable):
            take_in(archive, a_large_mail(1))
        assert archive.ask("SELECT count(*) FROM items") == [(0,)]


def test_a_store_that_is_down_takes_nothing_in_and_is_used_again_by_itself(database_url: str, s3: S3Server) -> None:
    where = Depots(f"s3://{s3.new_bucket()}", ABOVE, access_to(s3))
    with an_archive(database_url, where) as archive:
        [first] = take_in(archive, a_large_mail(1))
        s3.kill()
        try:
            with pytest.raises(StoreUnavailable):
                take_in(archive, a_large_mail(2), first=2)
            with pytest.raises(StoreUnavailable):
                octets_of(archive, first)
            with pytest.raises(StoreUnavailable):
                found(archive)
            assert take_in(archive, b"Subject: lille\r\n\r\n", first=3)
        finally:
            s3.start()

        take_in(archive, a_large_mail(2), first=2)
        assert octets_of(archive, first) == a_large_mail(1)
        assert found(archive) == []


def test_a_bucket_with_a_lock_takes_mail_and_keeps_what_is_deleted(s3: S3Server, tmp_path: Path) -> None:
    """That is why a lock needs encryption: a disposal can only destroy the key."""
    locked, plain = (f"s3://{s3.new_bucket(locked=locked)}" for locked in (True, False))
    with an_archive(f"sqlite:///{tmp_path / 'archive.sqlite'}", Depots(locked, ABOVE, access_to(s3)), KEY) as archive:
        take_in(archive, a_large_mail(1))
        seal_past(archive.store, archive.clock)
        depot = archive.store.database.depots.at(locked)
        [name] = [one.name for one in depot.lying()]

        assert (depot.keeps_versions(), archive.store.database.depots.at(plain).keeps_versions()) == (True, False)
        move(archive.store, None, "operator ida", archive.clock)
        assert list(depot.lying()) == []
        assert name.rpartition("/")[2].encode() in s3.ask("GET", f"/{locked.removeprefix('s3://')}", query="versions=")
        assert found(archive) == []


def test_a_store_that_refuses_our_key_is_told_by_its_place(database_url: str, s3: S3Server) -> None:
    wrong = Access(endpoint=s3.endpoint, access_key=ACCESS_KEY, secret_key="forkert")
    place = f"s3://{s3.new_bucket()}"
    with an_archive(database_url, Depots(place, ABOVE, wrong)) as archive:
        with pytest.raises(StoreUnavailable, match=place) as refusal:
            take_in(archive, a_large_mail(1))

        assert "forkert" not in str(refusal.value)
        assert "forkert" not in repr(wrong)
