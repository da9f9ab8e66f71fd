"""Virus scans of what is archived, by a real clamd: verdicts in the chain, nothing changed, nothing held up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archiver.config.values import clamd_at
from archiver.core.records import ItemNumber, Octets, Scanned, ScanTrouble, ScanVerdict
from archiver.edges.virus import Clamd
from archiver.errors import Unscanned
from archiver.jobs.ports import VirusScanner
from archiver.jobs.scanning import scan_due
from tests.builders import a_letter
from tests.edges.test_virus import mail_with
from tests.fakes import Archive, FakeServer
from tests.services.clamav import EICAR
from tests.services.clamav import Clamd as Server


def scanner(server: Server) -> Clamd:
    return Clamd(clamd_at(server.address), 30)


def filled(archive: Archive, *mails: bytes) -> None:
    server = FakeServer()
    for mail in mails:
        server.deliver(mail)
    archive.round(server)


def scan(archive: Archive, by: VirusScanner) -> int:
    return scan_due(archive.store, by, archive.clock)


def verdicts(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT item, verdict, trouble FROM scans ORDER BY item")


def test_what_is_infected_is_told_and_stays_as_it_came(archive: Archive, clamd: Server) -> None:
    infected = mail_with(EICAR)
    filled(archive, a_letter(), infected)

    assert scan(archive, scanner(clamd)) == 2
    assert scan(archive, scanner(clamd)) == 0

    assert verdicts(archive) == [(1, "clean", None), (2, "infected", None)]
    scanned = archive.store.scans.verdict(ItemNumber(2))
    assert scanned is not None
    assert (scanned.verdict, scanned.signature.partition(".")[0]) == (ScanVerdict.INFECTED, "Eicar-Test-Sig")
    assert b"".join(archive.store.catalogue.octets(ItemNumber(2))) == infected
    events = archive.ask("SELECT subject, outcome FROM custody_events WHERE act = 'virus check' ORDER BY seq")
    assert events == [("item:1", "success"), ("item:2", "success")]
    assert archive.sound()


def test_what_comes_later_is_scanned_later(archive: Archive, clamd: Server) -> None:
    filled(archive, a_letter())
    scan(archive, scanner(clamd))
    server = FakeServer()
    server.deliver(mail_with(EICAR))
    archive.clock.advance(minutes=1)
    archive.round(server)

    assert archive.store.scans.standing().waiting == 1
    assert scan(archive, scanner(clamd)) == 1
    assert archive.store.scans.standing().infected == 1


def test_a_scanner_that_is_away_holds_up_nothing_and_is_asked_again(archive: Archive) -> None:
    filled(archive, a_letter(message_id="<1@kommune.example>"), a_letter(message_id="<2@kommune.example>"))
    with Server() as server:
        by = scanner(server)
        server.stop()

        assert scan(archive, by) == 0
        standing = archive.store.scans.standing()
        assert (standing.waiting, standing.trouble) == (2, ScanTrouble.UNREACHABLE)
        assert archive.ask("SELECT count(*) FROM sightings WHERE state = 'moved'") == [(2,)]
        assert scan(archive, by) == 0  # too early for the one that was tried, and the other is tried in vain

        server.start()
        archive.clock.advance(minutes=15)
        assert scan(archive, by) == 2

    assert archive.store.scans.standing().waiting == 0


class Refusing:
    """Scans what is small."""

    def __init__(self, trouble: ScanTrouble) -> None:
        self.trouble = trouble
        self.asked = 0

    def scan(self, octets: Octets) -> Scanned:
        self.asked += 1
        if octets.size > 5000:
            raise Unscanned("no", self.trouble)
        return Scanned(ScanVerdict.CLEAN, engine="none")


@pytest.mark.parametrize(
    ("trouble", "pause"),
    [(ScanTrouble.TOO_LARGE, timedelta(days=1)), (ScanTrouble.SLOW, timedelta(seconds=30))],
)
def test_one_that_it_cannot_scan_keeps_no_other_from_it_and_is_tried_later(
    archive: Archive, trouble: ScanTrouble, pause: timedelta
) -> None:
    large = a_letter(message_id="<1@kommune.example>", body="x" * 6000 + "\r\n")
    filled(archive, large, a_letter(message_id="<2@kommune.example>"))
    by = Refusing(trouble)

    assert scan(archive, by) == 1
    assert verdicts(archive) == [(1, "unscanned", trouble), (2, "clean", None)]
    archive.clock.now += pause - timedelta(seconds=1)
    scan(archive, by)
    assert by.asked == 2
    archive.clock.now += timedelta(seconds=1)
    scan(archive, by)
    assert by.asked == 3


def test_what_another_process_claimed_is_left_to_it_for_a_while(archive: Archive, clamd: Server) -> None:
    filled(archive, a_letter())
    assert archive.store.scans.claim(20, archive.clock()) != []

    assert scan(archive, scanner(clamd)) == 0
    archive.clock.advance(hours=3)
    assert scan(archive, scanner(clamd)) == 1


def test_what_was_changed_behind_the_archives_back_is_not_scanned_but_told_of(archive: Archive, clamd: Server) -> None:
    filled(archive, a_letter())
    archive.tamper("UPDATE octets SET content = 'andre ord'")

    assert scan(archive, scanner(clamd)) == 0
    assert archive.ask("SELECT kind FROM alarms") == [("readback_mismatch",)]


def test_a_verdict_that_is_changed_in_the_database_unlocks_nothing(archive: Archive, clamd: Server) -> None:
    filled(archive, mail_with(EICAR))
    scan(archive, scanner(clamd))
    archive.tamper("UPDATE scans SET verdict = 'clean'")

    scanned = archive.store.scans.verdict(ItemNumber(1))
    assert scanned is not None
    assert scanned.verdict is ScanVerdict.INFECTED
