"""The check of signatures from the stored item to the verdict, over a real name server and the real child."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from archiver.core import signatures as words
from archiver.core.patience import SIGNATURE_WAITS
from archiver.core.records import ItemNumber, SignatureVerdict
from archiver.edges.parsing import TOO_MUCH_MEMORY, ParsingChildren
from archiver.edges.resolver import DnsResolver
from archiver.errors import ItemDamaged, StoreUnavailable
from archiver.jobs.settling import read_again
from archiver.jobs.signatures import DAMAGED, check_again, check_due
from tests.builders import ABUSE, a_forward_with_attachment, a_letter
from tests.fakes import Archive, FakeServer
from tests.services.dns import DnsServer
from tests.signing import Provider

CANARY = "kanariefugl"
CITIZEN, WORKPLACE = Provider(), Provider("kommune.example", "arkiv")
ORIGINAL = CITIZEN.signed()
FORWARD = WORKPLACE.signed(a_forward_with_attachment(ORIGINAL))
FIRST = ItemNumber(1)
KEPT = "SELECT path, attempt, verdict, key_record FROM signatures ORDER BY path, attempt"


@pytest.fixture(scope="module")
def checker() -> Iterator[ParsingChildren]:
    child = ParsingChildren()
    yield child
    child.close()


@pytest.fixture
def resolver(dns_server: DnsServer) -> DnsResolver:
    return DnsResolver([(dns_server.host, dns_server.port)], seconds=0.3)


def holding(archive: Archive, *mails: bytes) -> Archive:
    """The archive after these mails have come in."""
    server = FakeServer()
    for mail in mails:
        server.deliver(mail)
    archive.round(server)
    return archive


def verdicts(archive: Archive, item: ItemNumber = FIRST) -> list[tuple[str, str]]:
    return [(entry.check.path, entry.check.verdict) for entry in archive.store.signatures.newest(item)]


def test_the_forward_and_the_original_inside_it_are_checked_and_their_keys_kept(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published | WORKPLACE.published)
    holding(archive, FORWARD)

    done = check_due(archive.store, checker, resolver, archive.clock)

    assert done == 1
    assert archive.ask(KEPT) == [("", 1, "pass", WORKPLACE.record), ("2", 1, "pass", CITIZEN.record)]
    assert archive.ask("SELECT count(*) FROM custody_events WHERE act = 'signature check'") == [(1,)]
    assert archive.sound()
    assert check_due(archive.store, checker, resolver, archive.clock) == 0


def test_years_later_the_key_that_was_kept_still_proves_it_with_the_dns_off(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published | WORKPLACE.published)
    holding(archive, FORWARD)
    check_due(archive.store, checker, resolver, archive.clock)
    dns_server.publish({CITIZEN.name: Provider(selector="en anden").record})
    dns_server.stop()
    archive.clock.advance(days=3_000)

    repeated = check_again(archive.store, checker, FIRST, "operator eva", archive.clock)

    assert [(one.before.check.path, one.is_as_before) for one in repeated] == [("", True), ("2", True)]
    assert archive.ask("SELECT agent, outcome FROM custody_events ORDER BY seq DESC LIMIT 1") == [
        ("operator eva", "success")
    ]
    assert archive.sound()


def test_a_key_record_that_a_hand_has_changed_is_found_out(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published)
    holding(archive, ORIGINAL)
    check_due(archive.store, checker, resolver, archive.clock)
    archive.tamper(f"UPDATE signatures SET key_record = '{Provider(selector='en anden').record}'")

    [one] = check_again(archive.store, checker, FIRST, "operator eva", archive.clock)

    assert not one.is_as_before
    assert one.now is not None
    assert one.now.verdict is SignatureVerdict.FAIL
    assert archive.findings() == [("chain", "item:1")]


@pytest.mark.parametrize(
    ("forgery", "kind"),
    [("UPDATE signatures SET verdict = 'fail'", "chain"), ("DELETE FROM signatures", "missing")],
)
def test_a_verdict_that_was_changed_or_removed_is_named(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver, forgery: str, kind: str
) -> None:
    dns_server.publish(CITIZEN.published)
    holding(archive, ORIGINAL)
    check_due(archive.store, checker, resolver, archive.clock)
    assert archive.sound()

    archive.tamper(forgery)

    assert archive.findings() == [(kind, "item:1")]


def test_an_item_without_a_signature_is_done_and_nothing_is_looked_up_for_it(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    holding(archive, a_letter(), a_forward_with_attachment(ABUSE))

    assert check_due(archive.store, checker, resolver, archive.clock) == 2
    assert archive.ask("SELECT count(*) FROM readings WHERE signatures_due IS NOT NULL") == [(0,)]
    assert dns_server.queries == []
    assert archive.ask("SELECT count(*) FROM custody_events WHERE act = 'signature check'") == [(0,)]


def test_a_name_is_asked_for_once_however_many_mails_bear_it(
    sqlite_archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published)
    holding(sqlite_archive, *(CITIZEN.signed(a_letter(subject=f"brev {number}")) for number in range(10)))

    check_due(sqlite_archive.store, checker, resolver, sqlite_archive.clock)

    assert dns_server.queries == [CITIZEN.name]
    assert sqlite_archive.ask("SELECT verdict, count(*) FROM signatures GROUP BY verdict") == [("pass", 10)]


def test_what_the_dns_does_not_answer_for_is_asked_again_five_times_in_three_days(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.stop()
    holding(archive, ORIGINAL)

    tries = []
    for wait in (*SIGNATURE_WAITS, SIGNATURE_WAITS[-1]):
        tries.append(check_due(archive.store, checker, resolver, archive.clock))
        tries.append(check_due(archive.store, checker, resolver, archive.clock))
        archive.clock.advance(seconds=wait.total_seconds())

    assert tries == [1, 0] * 5
    assert check_due(archive.store, checker, resolver, archive.clock) == 0
    assert archive.ask(KEPT) == [("", attempt, "temperror", None) for attempt in range(1, 6)]
    assert archive.ask("SELECT signatures_due FROM readings") == [(None,)]
    assert sum(SIGNATURE_WAITS, start=SIGNATURE_WAITS[0] * 0).days == 2


def test_a_key_that_comes_late_is_kept_and_the_other_verdicts_stand(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    elsewhere = Provider("borger.example.org", "s1")  # the server will not speak of it
    dns_server.publish(CITIZEN.published)
    holding(archive, elsewhere.signed(ORIGINAL))
    check_due(archive.store, checker, resolver, archive.clock)
    before = len(dns_server.queries)
    dns_server.publish({elsewhere.name: elsewhere.record})
    archive.clock.advance(minutes=16)

    check_due(archive.store, checker, resolver, archive.clock)

    rows = archive.ask("SELECT ordinal, attempt, verdict FROM signatures ORDER BY ordinal, attempt")
    assert rows == [(0, 1, "temperror"), (0, 2, "pass"), (1, 1, "pass")]
    assert CITIZEN.name not in dns_server.queries[before:]


def test_no_key_is_an_answer_and_is_not_asked_for_again(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    holding(archive, ORIGINAL)
    check_due(archive.store, checker, resolver, archive.clock)
    archive.clock.advance(days=10)

    assert check_due(archive.store, checker, resolver, archive.clock) == 0
    [entry] = archive.store.signatures.newest(FIRST)
    assert (entry.check.verdict, entry.check.reason) == (SignatureVerdict.PERMERROR, words.NO_KEY)
    assert dns_server.queries == [CITIZEN.name]


def test_a_hostile_signature_makes_no_query(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    evil = [
        b"d=evil\x00.example; s=x",
        b"d=evil.example\r\n .example; s=x",
        b"d=evil.example; s=\xff\xfe",
        b"d=*; s=$()",
    ]
    fields = b"".join(b"DKIM-Signature: v=1; a=rsa-sha256; h=from; bh=AAAA; b=AAAA; %s\r\n" % tags for tags in evil)
    holding(archive, fields + ABUSE)

    check_due(archive.store, checker, resolver, archive.clock)

    assert {verdict for _, verdict in verdicts(archive)} == {"permerror"}
    assert len(verdicts(archive)) == len(evil)
    assert dns_server.queries == []
    assert archive.sound()


def test_quarantine_is_checked_once_it_is_released(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published)
    holding(archive, ORIGINAL)
    archive.tamper("UPDATE readings SET state = 'quarantined', reason = 'af en grund'")
    while_there = check_due(archive.store, checker, resolver, archive.clock)

    archive.store.casework.release(FIRST, "operator eva", archive.clock())

    assert (while_there, check_due(archive.store, checker, resolver, archive.clock)) == (0, 1)
    assert verdicts(archive) == [("", "pass")]


def test_a_child_that_dies_over_a_mail_is_written_down_and_the_next_is_checked(
    sqlite_archive: Archive, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published)
    holding(sqlite_archive, CITIZEN.signed(a_letter(body=b"x y\r\n" * 4_000_000)), ORIGINAL)
    small = ParsingChildren(memory=90 << 20)

    done = check_due(sqlite_archive.store, small, resolver, sqlite_archive.clock)
    small.close()

    failures = sqlite_archive.ask("SELECT subject, detail FROM custody_events WHERE outcome = 'failure'")
    assert done == 2
    assert failures == [("item:1", f'{{"reason":"{TOO_MUCH_MEMORY}"}}')]
    assert verdicts(sqlite_archive, ItemNumber(2)) == [("", "pass")]


def test_damaged_octets_are_checked_by_nobody(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    holding(archive, ORIGINAL)
    content = "x'00'" if archive.store.database.is_sqlite else "'\\x00'"
    archive.tamper(f"UPDATE octets SET content = {content}")

    check_due(archive.store, checker, resolver, archive.clock)

    assert dns_server.queries == []
    assert archive.ask("SELECT outcome FROM custody_events WHERE act = 'signature check'") == [("failure",)]
    assert DAMAGED in archive.ask("SELECT detail FROM custody_events WHERE act = 'signature check'")[0][0]
    with pytest.raises(ItemDamaged):
        check_again(archive.store, checker, FIRST, "operator eva", archive.clock)


def test_reading_an_item_again_repeats_no_query_and_no_verdict(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published | WORKPLACE.published)
    holding(archive, FORWARD)
    check_due(archive.store, checker, resolver, archive.clock)
    asked = dns_server.queries
    archive.tamper("UPDATE readings SET subject = 'som en ældre læser så det'")
    checksum = archive.store.catalogue.entry(FIRST).sha256
    read_again(archive.store, archive.reader, archive.policy, FIRST, checksum, "operator eva", archive.clock)

    assert check_due(archive.store, checker, resolver, archive.clock) == 1
    assert dns_server.queries == asked
    assert len(archive.ask(KEPT)) == 2


def test_two_daemons_that_check_one_item_write_it_once(
    archive: Archive, checker: ParsingChildren, dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.publish(CITIZEN.published)
    holding(archive, ORIGINAL)
    [seen_by_another] = archive.store.signatures.due(archive.clock(), 10)
    check_due(archive.store, checker, resolver, archive.clock)

    assert not archive.store.signatures.record(seen_by_another, [], {}, None, archive.clock())
    assert len(archive.ask(KEPT)) == 1
    assert archive.sound()


def test_it_stops_between_two_items_when_it_is_told_to(
    sqlite_archive: Archive, checker: ParsingChildren, resolver: DnsResolver
) -> None:
    holding(sqlite_archive, a_letter(subject="en"), a_letter(subject="to"))
    told = iter([False, True])

    assert check_due(sqlite_archive.store, checker, resolver, sqlite_archive.clock, lambda: next(told)) == 1


def test_nothing_of_a_mail_is_logged_whatever_becomes_of_it(
    sqlite_archive: Archive,
    checker: ParsingChildren,
    dns_server: DnsServer,
    resolver: DnsResolver,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    bird, gone = Provider(f"{CANARY}.example", CANARY), Provider(f"{CANARY}.org", CANARY)
    dns_server.publish({bird.name: bird.record + f"; n={CANARY}"})
    mail = a_letter(subject=CANARY, body=CANARY, sender=f"{CANARY} <{CANARY}@{CANARY}.example>")
    holding(sqlite_archive, bird.signed(mail), gone.signed(mail), bird.signed(mail).replace(b"VS", b"SV"))
    tiny = ParsingChildren(memory=1 << 30, processor_seconds=1)

    with capture_logs() as told:
        check_due(sqlite_archive.store, checker, resolver, sqlite_archive.clock)
        check_again(sqlite_archive.store, tiny, FIRST, "operator eva", sqlite_archive.clock)
    tiny.close()

    assert CANARY not in f"{told}{caplog.text}{capfd.readouterr()}".lower()
    assert CANARY not in str(sqlite_archive.ask("SELECT detail FROM custody_events")).lower()


def test_an_archive_that_cannot_be_written_leaves_the_rest_due(
    sqlite_archive: Archive, checker: ParsingChildren, resolver: DnsResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding(sqlite_archive, a_letter(subject="stor"), a_letter(subject="lille"))
    whole = sqlite_archive.store.catalogue.whole

    def no_room(_self: object, number: ItemNumber) -> object:
        if number == FIRST:
            raise StoreUnavailable("A mail cannot be laid out in a temporary file (No space left on device).")
        return whole(number)

    monkeypatch.setattr(type(sqlite_archive.store.catalogue), "whole", no_room)

    with pytest.raises(StoreUnavailable):
        check_due(sqlite_archive.store, checker, resolver, sqlite_archive.clock)

    assert sqlite_archive.ask("SELECT item FROM readings WHERE signatures_due IS NOT NULL") == [(1,)]
