"""What is counted as it goes by, and what waits to be read: right whatever happens, and `verify` finds it if not."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest

from archiver.edges.store.cases import Doing
from tests.builders import a_letter
from tests.fakes import Archive, Balking, FakeServer

MAILS = 6


def counted(archive: Archive) -> tuple[int, ...]:
    """What the rows themselves say."""
    newest = "SELECT max(id) FROM filings GROUP BY item"
    questions = (
        f"SELECT count(*) FROM filings WHERE id IN ({newest}) AND state = 'unassigned'",
        "SELECT count(*) FROM outbox WHERE state = 'sent'",
        "SELECT count(*) FROM outbox WHERE state = 'suppressed'",
        "SELECT count(*) FROM items WHERE number NOT IN (SELECT item FROM readings)",
    )
    return tuple(archive.ask(question)[0][0] for question in questions)


def told(archive: Archive) -> tuple[int, ...]:
    """What the overview says."""
    status = archive.store.catalogue.status()
    letters = status.letters
    return status.unassigned, letters.get("sent", 0), letters.get("suppressed", 0), status.pending


def delivered(server: FakeServer, name: str) -> None:
    for number in range(MAILS):
        server.deliver(a_letter(sender=f"K <k.{number}@kommune.example>", message_id=f"<{name}.{number}@x.example>"))
    server.deliver(a_letter(sender="Borger <borger@udbyder.example>", message_id=f"<{name}.ude@x.example>"))


def test_the_overview_counts_what_the_rows_say_through_the_life_of_mails(archive: Archive) -> None:
    server, doing = FakeServer(), Doing("operator", archive.clock())
    delivered(server, "et")
    archive.reader = Balking()
    server.deliver(b"ulaeseligt\r\n\r\n")
    archive.round(server)
    assert told(archive) == counted(archive) == (MAILS, 0, 1, 0)

    archive.send()
    case = archive.store.cases.open(doing, 2026)
    archive.store.cases.file(archive.store.catalogue.named("1"), str(case), doing)
    archive.store.cases.file(archive.store.catalogue.named("2"), str(case), doing)
    archive.store.cases.take_out(archive.store.catalogue.named("2"), doing)
    assert told(archive) == counted(archive) == (MAILS - 1, MAILS, 1, 0)

    archive.store.cases.undo(str(case), doing)
    [lost] = archive.store.catalogue.quarantined()
    archive.store.casework.reopen_reading(lost, "operator", archive.clock())
    assert told(archive) == counted(archive) == (MAILS - 2, MAILS, 1, 1)
    assert [one.item for one in archive.store.casework.unsettled()] == [lost]

    archive.round(server)
    archive.store.casework.release(lost, "operator", archive.clock())
    assert told(archive) == counted(archive) == (MAILS - 1, MAILS, 1, 0)
    assert archive.sound()


def test_the_counters_hold_when_mail_comes_in_while_letters_go_out(database_url: str) -> None:
    server = FakeServer()
    with Archive.opened(database_url) as archive, Archive.opened(database_url) as other:
        other.policy = replace(other.policy, open_new_cases=True)
        delivered(server, "et")
        archive.round(server)

        def take_in() -> None:
            for name in ("to", "tre", "fire"):
                delivered(server, name)
                other.round(server)

        taking = Thread(target=take_in)
        taking.start()
        while taking.is_alive():
            archive.send()
        archive.send()
        taking.join()

        assert told(archive) == counted(archive) == (MAILS, 4 * MAILS, 4, 0)
        assert archive.sound()


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE heads SET unassigned = unassigned - 1", ("balance", "counter:unassigned")),
        ("UPDATE heads SET letters_sent = 7", ("balance", "counter:letters_sent")),
        ("UPDATE heads SET letters_suppressed = 7", ("balance", "counter:letters_suppressed")),
        ("INSERT INTO pending (item) VALUES (1)", ("orphan", "item:1/pending")),
        ("INSERT INTO pending (item) VALUES (99)", ("orphan", "item:99/pending")),
        ("DELETE FROM pending", ("missing", f"item:{MAILS + 2}/pending")),
    ],
)
def test_verify_names_what_is_counted_wrong(archive: Archive, change: str, finding: tuple[str, str]) -> None:
    server = FakeServer()
    delivered(server, "et")
    archive.reader = Balking()
    server.deliver(b"ulaeseligt\r\n\r\n")
    archive.round(server)
    archive.store.casework.reopen_reading(archive.store.catalogue.quarantined()[0], "operator", archive.clock())
    assert archive.sound()

    archive.tamper(change)

    assert archive.findings() == [finding]
