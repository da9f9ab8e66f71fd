"""Mail in files, octet by octet: what stands in the file is what comes out."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.edges import files
from archiver.edges.files import LARGE, FileMessage, messages_in
from archiver.errors import UsageError
from tests.builders import a_letter

FROM = b"From jette@kommune.example Mon Nov 23 08:00:00 2026\n"


def found(path: Path) -> list[FileMessage]:
    return list(messages_in(path))


def octets(path: Path) -> list[bytes]:
    return [message.octets.to_bytes() for message in found(path)]


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", [a_letter(), b"", b"\x00\xff\r\n\n\r", FROM + b"dette er ikke en mbox\n"])
def test_an_eml_is_its_octets_whatever_they_are(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / "a.eml", content)

    assert octets(path) == [content]
    assert (found(path)[0].source, found(path)[0].ordinal) == (str(path), 0)


def test_a_file_of_another_name_without_from_lines_is_one_mail(tmp_path: Path) -> None:
    assert octets(written(tmp_path / "1637.host", a_letter())) == [a_letter()]


MBOXES = [
    ("one mail", FROM + b"A: 1\n\nhej\n\n", [b"A: 1\n\nhej\n"]),
    ("two mails", FROM + b"A: 1\n\nen\n\n" + FROM + b"A: 2\n\nto\n\n", [b"A: 1\n\nen\n", b"A: 2\n\nto\n"]),
    ("no empty line at the end", FROM + b"A: 1\n\nhej\n", [b"A: 1\n\nhej\n"]),
    ("no line end at the end", FROM + b"A: 1\n\nhej", [b"A: 1\n\nhej"]),
    ("CRLF", FROM[:-1] + b"\r\nA: 1\r\n\r\nhej\r\n\r\n", [b"A: 1\r\n\r\nhej\r\n"]),
    ("a quoted From stays quoted", FROM + b"A: 1\n\n>From mig\n\n", [b"A: 1\n\n>From mig\n"]),
    ("a From inside a paragraph", FROM + b"A: 1\n\nhej\nFrom mig\n\n", [b"A: 1\n\nhej\nFrom mig\n"]),
    ("an empty mail", FROM + FROM + b"A: 2\n\n", [b"", b"A: 2\n"]),
    ("nothing but a From line", FROM, [b""]),
    ("NUL and 8-bit", FROM + b"A: \xe6\n\n\x00\xff\n\n", [b"A: \xe6\n\n\x00\xff\n"]),
]


@pytest.mark.parametrize(("content", "mails"), [row[1:] for row in MBOXES], ids=[row[0] for row in MBOXES])
def test_an_mbox_is_cut_at_its_from_lines_and_nowhere_else(tmp_path: Path, content: bytes, mails: list[bytes]) -> None:
    path = written(tmp_path / "post", content)

    assert octets(path) == mails
    assert [message.ordinal for message in found(path)] == list(range(1, len(mails) + 1))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"") + b"\n"), max_size=5).map(b"".join),
        min_size=1,
        max_size=5,
    )
)
def test_mails_put_into_an_mbox_come_out_again(tmp_path: Path, mails: list[bytes]) -> None:
    safe = [mail.replace(b"From ", b"from ") for mail in mails]
    path = written(tmp_path / "post", b"".join(FROM + mail + b"\n" for mail in safe))

    assert octets(path) == safe


def test_a_maildir_gives_what_was_delivered_and_nothing_of_the_servers_own(tmp_path: Path) -> None:
    for name in ("cur/1:2,S", "new/2", "tmp/3", "dovecot.index", ".Sent/cur/4:2,", ".Sent/new/x", ".Sent/tmp/y"):
        written(tmp_path / name, name.encode())

    assert octets(tmp_path) == [b".Sent/cur/4:2,", b".Sent/new/x", b"cur/1:2,S", b"new/2"]


def test_a_folder_is_read_in_the_order_of_its_names_to_its_depths(tmp_path: Path) -> None:
    for name in ("b.eml", "a/z.eml", "a/b/c.eml", "c.eml"):
        written(tmp_path / name, name.encode())

    assert octets(tmp_path) == [b"a/b/c.eml", b"a/z.eml", b"b.eml", b"c.eml"]


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_a_large_file_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "stor.eml"
    with path.open("wb") as file:
        file.truncate(LARGE)

    (message,) = found(path)

    assert message.octets.size == LARGE
    assert max(map(len, message.octets.pieces())) < LARGE
    message.octets.close()


def test_reading_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    path = written(tmp_path / "a.eml", a_letter())
    before = path.stat()

    octets(path)

    after = path.stat()
    assert (after.st_mtime_ns, after.st_size, after.st_mode) == (before.st_mtime_ns, before.st_size, before.st_mode)


def test_a_path_that_does_not_exist_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"findes-ikke.*\.$"):
        found(tmp_path / "findes-ikke")


def test_a_dangling_link_in_a_folder_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "a.eml").symlink_to(tmp_path / "vaek.eml")

    with pytest.raises(UsageError, match=r"a\.eml|No such file"):
        found(tmp_path)


def test_a_link_that_leads_back_to_its_own_folder_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "post/a.eml", a_letter())
    (tmp_path / "post/rundt").symlink_to(tmp_path / "post")

    with pytest.raises(UsageError, match="rundt"):
        found(tmp_path)


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "roer")

    with pytest.raises(UsageError, match="roer"):
        found(tmp_path)


def test_what_lies_before_a_bad_path_was_given_out(tmp_path: Path) -> None:
    written(tmp_path / "a.eml", a_letter())
    (tmp_path / "b.eml").symlink_to(tmp_path / "vaek.eml")

    messages = files.messages_in(tmp_path)

    assert next(messages).octets.to_bytes() == a_letter()
    with pytest.raises(UsageError):
        next(messages)
