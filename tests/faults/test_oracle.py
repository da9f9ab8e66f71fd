"""The oracle sees what it is there for: each thing is brought about by hand, and it names that and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.acceptance import independent
from tests.faults.mail import CANARY, a_mail, a_strangers_mail
from tests.faults.oracle import (
    BYSTANDER,
    CHAIN,
    DIGEST,
    DUPLICATE,
    EXTRA_RECEIPT,
    LEAK,
    LEFT_BEHIND,
    LOST,
    MISSING_RECEIPT,
    OFFICER,
    REPEATED,
    UNFINISHED,
    WRONG,
    Ledger,
    Oracle,
    message_id_of,
)
from tests.faults.stage import Stage, Theatre
from tests.forger import tamper
from tests.services.smtp import SunkLetter
from tests.warm import CHECKOUT

SEED = 5
MAILS = 5
"""The last is a stranger's; the first and the fourth attach a message."""


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with Theatre() as theatre:
        yield theatre


@pytest.fixture(scope="module")
def shown(theatre: Theatre) -> Iterator[Stage]:
    """Five mails archived, four answered, and a weekly letter that tells of them; it is only looked at."""
    chance = Random(SEED)
    with theatre.stage() as stage:
        stage.keep_bystanders()
        mails = [a_mail(number, chance, size=100) for number in range(1, MAILS)]
        stage.deliver(*mails, a_strangers_mail(MAILS, chance))
        stage.run("ingest").well()
        stage.run("digest", "--send").well()
        yield stage


@pytest.fixture
def spoilt(shown: Stage) -> Stage:
    """The same in a mailbox of its own, where anything may be done."""
    stage = copy(shown)
    stage.user, stage.bystanders = shown.dovecot.new_user(), {}
    stage.keep_bystanders()
    independent.append(stage.dovecot, stage.user, [mail.octets for mail in stage.ledger.mails], "Arkiveret")
    return stage


@pytest.fixture
def copied(shown: Stage, tmp_path: Path) -> Oracle:
    """An oracle with a database, a ledger and letters of its own."""
    database = tmp_path / "archive.sqlite"
    shutil.copy(shown.folder / "archive.sqlite", database)
    letters = list(shown.sink.letters)
    ledger = Ledger(list(shown.ledger.mails))
    return shown.oracle(database_url=f"sqlite:///{database}", letters=letters, ledger=ledger)


def kinds(oracle: Oracle) -> set[str]:
    return {finding.kind for finding in oracle.judge()}


def rebuilt(table: str) -> list[str]:
    """Statements after which a table has no constraint that keeps its rows apart."""
    return [
        f"CREATE TABLE freed AS SELECT * FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE freed RENAME TO {table}",
    ]


def again(table: str, key: str, new: str, where: str) -> list[str]:
    """Statements after which one row is there a second time, under another key."""
    return [
        *rebuilt(table),
        f"CREATE TABLE second AS SELECT * FROM {table} WHERE {where}",
        f"UPDATE second SET {key} = {new}",
        f"INSERT INTO {table} SELECT * FROM second",
    ]


# --- nothing to tell --------------------------------------------------------------------------------------------------


def test_of_an_archive_that_is_as_it_should_be_it_tells_nothing(shown: Stage) -> None:
    assert shown.oracle().judge() == []


def test_what_it_judges_is_not_nothing(shown: Stage) -> None:
    assert independent.ask(shown.database_url, "SELECT count(*) FROM items") == [(MAILS,)]
    assert len(shown.sink.letters) == MAILS


def test_it_shares_no_code_with_what_it_judges() -> None:
    asked = "import sys, tests.faults.oracle; print([name for name in sys.modules if name.split('.')[0] == 'archiver'])"

    told = subprocess.run([sys.executable, "-c", asked], cwd=CHECKOUT, check=True, capture_output=True, text=True)

    assert told.stdout.strip() == "[]"


# --- in the database --------------------------------------------------------------------------------------------------

DEEDS: dict[str, tuple[set[str], list[str]]] = {
    "a mail is not there": ({LOST, CHAIN}, ["DELETE FROM items WHERE number = 5"]),
    "the numbers have a gap": ({LOST, CHAIN}, ["DELETE FROM items WHERE number = 2"]),
    "an octet is another": ({WRONG, CHAIN}, ["UPDATE octets SET content = CAST('x' || substr(content, 2) AS BLOB)"]),
    "an item is there twice": ({DUPLICATE, CHAIN, UNFINISHED, WRONG}, again("items", "number", "6", "number = 2")),
    "a key of the server is there twice": ({DUPLICATE}, again("sightings", "id", "1000", "item = 2")),
    "a mail is not read": ({UNFINISHED}, ["DELETE FROM readings WHERE item = 2"]),
    "what it attaches is not found": ({WRONG}, ["DELETE FROM originals WHERE item = 1"]),
    "a move is not finished": ({UNFINISHED}, ["UPDATE sightings SET state = 'stored' WHERE item = 2"]),
    "a message is given up": ({LOST}, ["UPDATE sightings SET state = 'vanished', item = NULL WHERE item = 2"]),
    "an event is another": ({CHAIN}, ["UPDATE custody_events SET agent = 'en anden' WHERE seq = 2"]),
    "the head is another": ({CHAIN}, ["UPDATE heads SET events = events + 1"]),
    "a letter waits": ({UNFINISHED}, ["UPDATE outbox SET state = 'due' WHERE item = 2"]),
    "a weekly letter leaves an item out": ({DIGEST}, ["UPDATE digest_issues SET first_item = 2"]),
    "a week has two letters": ({DIGEST}, again("digest_issues", "id", "1000", "1 = 1")),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_it_sees_in_the_database_that(deed: str, copied: Oracle) -> None:
    expected, statements = DEEDS[deed]

    tamper(copied.database_url, "PRAGMA ignore_check_constraints = ON", *statements)

    assert kinds(copied) == expected


def test_it_sees_that_a_delivered_mail_was_never_archived(copied: Oracle) -> None:
    copied.ledger.add([a_mail(MAILS + 1, Random(SEED + 1))])

    assert kinds(copied) == {LOST}


def test_it_sees_that_what_is_archived_was_never_delivered(copied: Oracle) -> None:
    copied.ledger.mails.pop()

    assert kinds(copied) == {WRONG}


# --- among the letters ------------------------------------------------------------------------------------------------

Forgery = Callable[[list[SunkLetter]], list[SunkLetter]]


def receipts(letters: list[SunkLetter]) -> list[SunkLetter]:
    return [letter for letter in letters if OFFICER not in letter.recipients]


def weekly(letters: list[SunkLetter]) -> SunkLetter:
    [letter] = [letter for letter in letters if message_id_of(letter).startswith("<digest.")]
    return letter


def named_otherwise(letter: SunkLetter) -> SunkLetter:
    name = message_id_of(letter).encode()
    return replace(letter, octets=letter.octets.replace(name, b"<another." + name[1:]))


def answering_a_stranger(letter: SunkLetter) -> SunkLetter:
    stranger = a_strangers_mail(MAILS, Random(SEED))
    head = f"In-Reply-To: {stranger.message_id}\r\nMessage-ID: <forged@kommune.example>\r\n\r\n"
    return replace(letter, recipients=(stranger.sender,), octets=head.encode())


FORGERIES: dict[str, tuple[set[str], Forgery]] = {
    "a receipt is missing": (
        {MISSING_RECEIPT},
        lambda letters: [letter for letter in letters if letter is not receipts(letters)[0]],
    ),
    "a receipt came twice": ({REPEATED}, lambda letters: [*letters, receipts(letters)[0]]),
    "a mail has two receipts": ({EXTRA_RECEIPT}, lambda letters: [*letters, named_otherwise(receipts(letters)[0])]),
    "a stranger was answered": ({EXTRA_RECEIPT}, lambda letters: [*letters, answering_a_stranger(letters[0])]),
    "the weekly letter is missing": (
        {DIGEST},
        lambda letters: [letter for letter in letters if letter is not weekly(letters)],
    ),
    "the weekly letter came twice": ({DIGEST}, lambda letters: [*letters, weekly(letters)]),
    "there are two weekly letters": ({DIGEST}, lambda letters: [*letters, named_digest(weekly(letters))]),
}


def named_digest(letter: SunkLetter) -> SunkLetter:
    return replace(letter, octets=letter.octets.replace(b"<digest.", b"<digest.another."))


@pytest.mark.parametrize("forgery", FORGERIES)
def test_it_sees_among_the_letters_that(forgery: str, copied: Oracle) -> None:
    expected, forge = FORGERIES[forgery]

    copied.letters = forge(list(copied.letters))

    assert kinds(copied) == expected


def test_what_may_come_twice_is_counted_and_not_told(copied: Oracle) -> None:
    letters = list(copied.letters)
    copied.letters, copied.repeats_allowed = [*letters, receipts(letters)[0], weekly(letters)], True

    assert copied.judge() == []
    assert copied.repeats == 2


# --- on the server ----------------------------------------------------------------------------------------------------


def move_first(stage: Stage, folder: str) -> None:
    """The first mail goes from the archive folder to another."""
    with independent.session(stage.dovecot, stage.user) as client:
        client.select("Arkiveret")
        _, [uids] = client.uid("SEARCH", "HEADER", "Message-ID", stage.ledger.mails[0].message_id)
        client.uid("MOVE", uids.decode(), folder)


def test_a_copy_of_the_mailbox_is_as_good(spoilt: Stage) -> None:
    assert spoilt.oracle().judge() == []


def test_it_sees_a_mail_that_lies_in_inbox_still(spoilt: Stage) -> None:
    move_first(spoilt, "INBOX")

    assert kinds(spoilt.oracle()) == {UNFINISHED}


def test_it_sees_a_mail_that_lies_in_the_archive_folder_twice(spoilt: Stage) -> None:
    independent.append(spoilt.dovecot, spoilt.user, [spoilt.ledger.mails[0].octets], "Arkiveret")

    assert kinds(spoilt.oracle()) == {DUPLICATE}


def test_it_sees_a_mail_that_is_gone_from_the_server(spoilt: Stage) -> None:
    move_first(spoilt, "Privat")

    assert kinds(spoilt.oracle()) == {LOST}


def test_it_sees_a_mail_on_the_server_that_nobody_delivered(spoilt: Stage) -> None:
    independent.append(spoilt.dovecot, spoilt.user, [a_mail(MAILS + 1, Random(SEED + 1)).octets], "Arkiveret")

    assert kinds(spoilt.oracle()) == {WRONG}


@pytest.mark.parametrize("change", [r"+FLAGS (\Seen)", r"-FLAGS (\Deleted)"])
def test_it_sees_that_a_bystanders_flags_are_others(spoilt: Stage, change: str) -> None:
    with independent.session(spoilt.dovecot, spoilt.user) as client:
        client.select("Arkiveret")
        client.uid("STORE", str(min(spoilt.bystanders["Arkiveret"])), *change.split(" "))

    assert kinds(spoilt.oracle()) == {BYSTANDER}


def test_it_sees_that_a_bystander_is_gone(spoilt: Stage) -> None:
    with independent.session(spoilt.dovecot, spoilt.user) as client:
        client.select("Privat")
        client.expunge()

    assert kinds(spoilt.oracle()) == {BYSTANDER}


# --- traces -----------------------------------------------------------------------------------------------------------


def test_it_sees_somebodys_words_in_a_log(copied: Oracle, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(f'{{"event": "round done", "subject": "{CANARY.upper()}"}}\n', encoding="utf-8")
    copied.logs = [log]

    assert kinds(copied) == {LEAK}


def test_it_sees_what_is_left_in_the_temporary_folder(copied: Oracle, tmp_path: Path) -> None:
    copied.temporary = tmp_path / "tmp"
    copied.temporary.mkdir()
    (copied.temporary / "rest").touch()

    assert kinds(copied) == {LEFT_BEHIND}
