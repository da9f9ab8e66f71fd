"""What the desk remembers: sessions that end, purposes told once, forms done once, accounts and cases opened."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from archiver.core.access import Person, Role
from archiver.core.custody import Purpose
from archiver.edges.store.cases import Doing
from archiver.edges.store.desk import DoneAlready, Session
from archiver.edges.store.people import Secrets
from archiver.errors import UsageError
from tests.fakes import Archive

HANNE = Person("local:hanne", "Hanne Holm", frozenset({Role.OFFICER}), "hanne")
IDLE, WINDOW = timedelta(minutes=30), timedelta(minutes=15)
TOKEN, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    with Archive.opened(database_url) as opened:
        yield opened


def sign_in(archive: Archive, token: str = TOKEN) -> Session:
    now = archive.clock()
    archive.store.desk.sign_in(token, HANNE, now, now + timedelta(hours=10), how="password")
    session = archive.store.desk.session(token, now, IDLE)
    assert session is not None
    return session


def acts(archive: Archive, act: str) -> list[str]:
    return [detail for (detail,) in archive.ask(f"SELECT detail FROM custody_events WHERE act = '{act}' ORDER BY seq")]


def test_a_session_ends_when_nobody_touches_it_and_at_the_latest_after_its_hours(archive: Archive) -> None:
    session = sign_in(archive)
    assert session.person == HANNE

    for _ in range(21):
        archive.clock.advance(minutes=29)
        there = archive.store.desk.session(TOKEN, archive.clock(), IDLE)
    assert there is None, "ten hours are over"

    sign_in(archive, OTHER)
    archive.clock.advance(minutes=30)
    assert archive.store.desk.session(OTHER, archive.clock(), IDLE) is None
    archive.store.desk.sweep(archive.clock(), IDLE)
    assert archive.ask("SELECT count(*) FROM desk_sessions") == [(0,)]


def test_signing_out_everywhere_ends_every_session_of_the_person(archive: Archive) -> None:
    session = sign_in(archive)
    sign_in(archive, OTHER)
    archive.store.desk.open(session, "item:1", Purpose.CASE, archive.clock())

    assert archive.store.desk.sign_out(session, archive.clock(), everywhere=True) == 2

    assert archive.store.desk.session(OTHER, archive.clock(), IDLE) is None
    assert [detail.split('"what":')[1] for detail in acts(archive, "access")] == [
        '"sign-in"}', '"sign-in"}', '"sign-out"}',
    ]  # fmt: skip
    assert archive.sound()


def test_what_something_is_opened_for_is_one_event_a_session(archive: Archive) -> None:
    session = sign_in(archive)
    assert archive.store.desk.purpose(TOKEN, "item:1") is None

    for _ in range(2):
        archive.store.desk.open(session, "item:1", Purpose.POLICE, archive.clock())

    assert archive.store.desk.purpose(TOKEN, "item:1") is Purpose.POLICE
    assert acts(archive, "view") == ['{"purpose":"police"}']


def test_a_form_is_done_once_together_with_what_it_does(archive: Archive) -> None:
    desk, database, now = archive.store.desk, archive.store.database, archive.clock()

    def send() -> None:
        with database.beginning(lambda connection: desk.spend(connection, TOKEN, now)):
            archive.store.cases.open(Doing("officer hanne", now), 2026)

    send()
    desk.led_to(TOKEN, "/sager")
    with pytest.raises(DoneAlready) as again:
        send()

    assert again.value.outcome == "/sager"
    assert archive.ask("SELECT count(*) FROM cases") == [(1,)]


def test_what_is_refused_spends_no_form(archive: Archive) -> None:
    desk, database, now = archive.store.desk, archive.store.database, archive.clock()

    for _ in range(2):
        spending = database.beginning(lambda connection: desk.spend(connection, TOKEN, now))
        with pytest.raises(UsageError), spending:
            archive.store.cases.close("2026-0001-AAAA", Doing("officer hanne", now))

    assert archive.ask("SELECT count(*) FROM desk_forms") == [(0,)]


def test_two_transactions_in_one_form_are_a_fault(archive: Archive) -> None:
    doing = Doing("officer hanne", archive.clock())

    with archive.store.database.beginning(lambda _: None):
        archive.store.cases.open(doing, 2026)
        with pytest.raises(RuntimeError, match="two transactions"):
            archive.store.cases.open(doing, 2026)


def test_tries_are_counted_within_their_window(archive: Archive) -> None:
    desk = archive.store.desk
    for _ in range(3):
        desk.tried(["k", "andet"], archive.clock(), WINDOW)

    assert desk.tries("k", archive.clock(), WINDOW)[0] == 3
    desk.forgive(["andet"])
    assert desk.tries("andet", archive.clock(), WINDOW)[0] == 0
    archive.clock.advance(minutes=16)
    assert desk.tries("k", archive.clock(), WINDOW)[0] == 0
    desk.tried(["k"], archive.clock(), WINDOW)
    assert desk.tries("k", archive.clock(), WINDOW)[0] == 1


def test_an_account_is_disabled_and_reset_and_its_sessions_end(archive: Archive) -> None:
    people, now = archive.store.people, archive.clock()
    people.add("hanne", "Hanne Holm", {Role.OFFICER}, Secrets("hash", "TOTP"), "operator root", now)
    with pytest.raises(UsageError):
        people.add("hanne", "En anden", {Role.OFFICER}, Secrets("hash", "TOTP"), "operator root", now)
    sign_in(archive)

    people.disable("hanne", "operator root", now)

    assert archive.store.desk.session(TOKEN, now, IDLE) is None
    account = people.account("hanne")
    assert account is not None
    assert (account.disabled_at, account.person) == (now, HANNE)
    people.reset("hanne", Secrets("hash2", "TOTP2"), "operator root", now)
    [account] = people.accounts()
    assert (account.disabled_at, account.secrets.totp) == (None, "TOTP2")
    assert "hash2" not in repr(account)


def test_a_one_time_code_is_taken_once(archive: Archive) -> None:
    people = archive.store.people
    people.add("hanne", "Hanne Holm", {Role.OFFICER}, Secrets("hash", "TOTP"), "operator root", archive.clock())

    assert people.take_step("hanne", 7)
    assert not people.take_step("hanne", 7)
    assert not people.take_step("hanne", 6)
    assert people.take_step("hanne", 8)


def test_a_case_is_opened_for_somebody_until_a_day(archive: Archive) -> None:
    people, now = archive.store.people, archive.clock()
    case = str(archive.store.cases.open(Doing("officer hanne", now), 2026))
    with pytest.raises(UsageError):
        people.grant(case, "oidc:jurist", now, "officer hanne", now)
    people.grant(case, "oidc:jurist", now + timedelta(days=2), "officer hanne", now)
    people.grant(case, "oidc:jurist", now + timedelta(days=9), "officer hanne", now)

    assert [one.case for one in people.opened_for("oidc:jurist", now)] == [case, case]
    newest, older = people.grants_of(case)
    people.end_grant(case, newest.number, "officer hanne", now)
    assert [one.number for one in people.opened_for("oidc:jurist", now)] == [older.number]
    assert people.opened_for("oidc:jurist", now + timedelta(days=2)) == []
    assert people.opened_for("oidc:en anden", now) == []
    with pytest.raises(UsageError):
        people.end_grant(case, newest.number, "officer hanne", now)
    assert archive.sound()


FORGED = (
    (
        "INSERT INTO desk_accounts (name, shown, roles, password, totp, totp_step, created_at, changed_at)"
        " SELECT 'ukendt', shown, roles, password, totp, 0, created_at, changed_at FROM desk_accounts WHERE id = 1"
    ),
    "DELETE FROM desk_accounts WHERE name = 'hanne'",
    "UPDATE desk_accounts SET name = 'sanne' WHERE name = 'hanne'",
    """UPDATE desk_accounts SET roles = '["lawyer", "officer"]' WHERE name = 'lasse'""",
    "UPDATE desk_accounts SET password = 'et andet' WHERE name = 'hanne'",
    "UPDATE desk_accounts SET totp = 'EN ANDEN' WHERE name = 'hanne'",
    "UPDATE desk_accounts SET shown = 'Hanne Holt' WHERE name = 'hanne'",
    "UPDATE desk_accounts SET disabled_at = NULL WHERE name = 'lasse'",
    (
        "INSERT INTO case_grants (case_id, who, until, given_at, given_by)"
        " SELECT case_id, 'local:hanne', until, given_at, given_by FROM case_grants"
    ),
    "DELETE FROM case_grants",
    "UPDATE case_grants SET who = 'local:hanne'",
    "UPDATE case_grants SET until = changed_at FROM desk_accounts WHERE name = 'hanne'",
    "UPDATE case_grants SET ended_at = NULL",
    "UPDATE case_grants SET given_by = 'officer lasse'",
)


@pytest.mark.parametrize("statement", FORGED)
def test_whoever_lets_themselves_in_past_the_program_is_seen(archive: Archive, statement: str) -> None:
    people, now = archive.store.people, archive.clock()
    people.add("hanne", "Hanne Holm", {Role.OFFICER}, Secrets("hash", "TOTP"), "operator root", now)
    people.add("lasse", "Lasse Lov", {Role.LAWYER}, Secrets("hash", "TOTP"), "operator root", now)
    people.reset("hanne", Secrets("hash2", "TOTP2"), "operator root", now)
    people.disable("lasse", "operator root", now)
    case = str(archive.store.cases.open(Doing("officer hanne", now), 2026))
    people.grant(case, "local:lasse", now + timedelta(days=2), "officer hanne", now)
    people.end_grant(case, 1, "officer hanne", now)
    assert people.take_step("hanne", 7)
    assert archive.findings() == []

    archive.tamper(statement)

    [table] = re.findall(r"^(?:INSERT INTO|DELETE FROM|UPDATE) (\w+)", statement)
    named = "account" if table == "desk_accounts" else "grant"
    assert {subject.partition(":")[0] for _, subject in archive.findings()} == {named}
