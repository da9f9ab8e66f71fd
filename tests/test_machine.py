"""The life of an archive under every misfortune we know of, in any order (hazards: state machine and invariants).

Whoever touches the round teaches this machine the new misfortune. What it believes rests on what the fake server knows
was delivered, on plain SQL and on the second verifier; nothing is asked of the product itself.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from archiver.core.records import FetchReason, Octets, Reading, Unreadable
from archiver.edges.store.letters import ABANDONED_AFTER, HAND_OVERS
from archiver.errors import LeaseLost, LetterDeferred, LetterRefused, LetterUncertain, MailboxUnavailable
from archiver.jobs.receipts import send_due, write_alarms
from archiver.jobs.settling import read_again
from archiver.jobs.weekly import Officer, issue_due
from tests.builders import ABUSE, a_forward_with_attachment, a_letter
from tests.conftest import PROPERTY_SECONDS
from tests.fakes import (
    ARCHIVE,
    COPENHAGEN,
    OFFICER,
    Archive,
    Crash,
    Cut,
    Doors,
    FakeMail,
    FakeServer,
    Fate,
    Fuse,
    InProcessReader,
    Shelf,
    StandingBy,
    Way,
    a_correspondence,
    fused,
    is_within,
)
from tests.second_verifier import faults

UNREADABLE = b"ulaeseligt nummer "
KINDS = ("colleague", "twin", "reused id", "attachment", "outsider", "machine", "unreadable", "empty")
CUTS: tuple[Cut, ...] = ("before move", "amid move", "after move", "after copy", "after marking")
FATES = (
    Fate(arrives=True),
    Fate(arrives=False, error=LetterDeferred("451")),
    Fate(arrives=False, error=LetterRefused("550")),
    Fate(arrives=False, error=LetterUncertain("no answer")),
    Fate(arrives=True, error=LetterUncertain("no answer")),
)
HANDS = ("flags", "deletes", "drags over", "drags back", "deletes a copy", "puts something into the archive folder")
MISFORTUNES = (
    "hides from SEARCH",
    "hides altogether",
    "ends the session",
    FetchReason.NO_BODY,
    FetchReason.AMBIGUOUS,
    FetchReason.OVERSIZE,
    "OVERQUOTA",
    "NO",
    "says OK and moves nothing",
)
PLACES = st.integers(0, 30)
MAILS = st.lists(st.sampled_from(KINDS), min_size=1, max_size=4)
"""Mail arrives before most of what happens: Hypothesis leaves whole rules out of many a run."""


class SomeUnreadable:
    """The real reading, except that some mails cannot be taken apart, and that it knows less of forwards at times."""

    def __init__(self) -> None:
        self.inner = InProcessReader()
        self.knows_less = False

    def read(self, octets: Octets) -> Reading | Unreadable:
        whole = octets.to_bytes()
        if whole.startswith(UNREADABLE):
            return Unreadable("nested too deeply")
        reading = self.inner.read(octets)
        if self.knows_less and isinstance(reading, Reading):
            return replace(reading, enclosed=(), originals=(), parts=reading.parts[:1])
        return reading


class SecondDaemon(Fuse):
    """At one step of our round another daemon takes the mailbox over and does a round of its own."""

    def __init__(self, at: int, machine: ArchiveMachine) -> None:
        super().__init__()
        self.place, self.machine = at, machine

    def step(self, name: str) -> None:
        super().step(name)
        if len(self.steps) == self.place:
            self.machine.clock.advance(minutes=2)
            self.machine.try_round(holder="host-b/2")


class ArchiveMachine(RuleBasedStateMachine):
    """One archive, one server, and what befalls them."""

    shelf: Shelf

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.entered = Archive.opened(self.shelf.sqlite(self.folder / "archive.sqlite"))
        self.archive = self.entered.__enter__()
        self.archive.reader = SomeUnreadable()
        self.clock = self.archive.clock
        self.server = FakeServer()
        self.server.putting_away = self.is_ours
        self.delivered: dict[int, bytes] = {}
        """What the server was given, by serial."""
        self.taken: set[int] = set()
        """Serials that a human deleted, or that the server gave away to another message."""
        self.bystanders: dict[int, frozenset[str]] = {}
        """Serial and flags of what others put into the archive folder."""
        self.gaps: Counter[str] = Counter()
        """How often each letter may have gone out without our hearing of it."""
        self.copies_may_double = False

    @initialize(way=st.sampled_from(["move", "move", "copy", "copy", "neither"]), copyuid=st.booleans())
    def a_server(self, way: Way, copyuid: bool) -> None:
        self.server.way, self.server.copyuid = way, copyuid
        self.mail_arrives(["colleague", "attachment", "twin"])

    # --- mail comes and goes ---

    @rule(mails=MAILS)
    def mail_arrives(self, mails: list[str]) -> None:
        for kind in mails:
            octets = _letter(kind, len(self.delivered) + 1)
            if kind == "twin" and self.delivered:
                octets = list(self.delivered.values())[-1]
            uid = self.server.deliver(octets)
            self.delivered[self.server.folders["INBOX"].mails[uid].serial] = octets

    @rule(act=st.sampled_from(HANDS), which=PLACES, flags=st.sets(st.sampled_from(["\\Seen", "\\Deleted"])))
    def another_hand_is_at_work(self, act: str, which: int, flags: set[str]) -> None:
        inbox, put_away = self.server.folders["INBOX"], self.server.folders[ARCHIVE]
        if act == "puts something into the archive folder":
            mail = FakeMail(next(self.server.serials), b"en andens post %d" % len(self.bystanders), set(flags))
            put_away.add(mail)
            self.bystanders[mail.serial] = frozenset(flags)
        for uid in self._one_uid(ARCHIVE if act in {"deletes a copy", "drags back"} else "INBOX", which):
            if act == "flags":
                inbox.mails[uid].flags |= flags
            elif act == "deletes":
                self.taken.add(inbox.mails.pop(uid).serial)
            elif act == "drags over":
                self.taken.add(inbox.mails[uid].serial)  # by a hand that did not ask whether it was ours
                put_away.add(inbox.mails.pop(uid))
            elif put_away.mails.get(uid) and put_away.mails[uid].serial not in self.bystanders:
                self._take_out(put_away.mails.pop(uid), act)

    def _take_out(self, mail: FakeMail, act: str) -> None:
        if act == "drags back":
            self.server.folders["INBOX"].add(mail)
        else:
            self.taken.add(mail.serial)

    # --- the server misbehaves ---

    @rule(what=st.sampled_from(MISFORTUNES), which=PLACES)
    def the_server_misbehaves(self, what: str, which: int) -> None:
        server = self.server
        here = {("INBOX", uid) for uid in self._one_uid("INBOX", which)}
        if what == "hides from SEARCH":
            server.hides |= here
        elif what == "hides altogether":
            server.hides_deep |= here
        elif what == "ends the session":
            server.deadly |= here
        elif what in set(FetchReason):
            server.trouble |= dict.fromkeys(here, FetchReason(what))
        else:
            server.refusal = what if what in {"OVERQUOTA", "NO"} else None
            server.says_ok_and_does_nothing = what == "says OK and moves nothing"

    @rule(folder=st.sampled_from(["INBOX", "INBOX", ARCHIVE]), from_one=st.booleans())
    def uidvalidity_changes(self, folder: str, from_one: bool) -> None:
        self.copies_may_double = True
        self.server.folders[folder].recreate(from_one=from_one)

    @rule(which=PLACES)
    def a_uid_is_given_to_another_message(self, which: int) -> None:
        if self.server.way == "neither":
            return  # what rests in the folder is not fetched again, and this server breaks RFC 3501 § 2.3.1.1
        inbox = self.server.folders["INBOX"]
        for uid in self._one_uid("INBOX", which):
            self.taken.add(inbox.mails[uid].serial)
            serial = next(self.server.serials)
            inbox.mails[uid] = FakeMail(serial, _letter("colleague", 1000 + serial))
            self.delivered[serial] = inbox.mails[uid].octets

    @rule()
    def the_server_is_well_again(self) -> None:
        self.server.deadly, self.server.trouble, self.server.hides, self.server.hides_deep = set(), {}, set(), set()
        self.server.refusal, self.server.says_ok_and_does_nothing, self.server.cut = None, False, None

    # --- our own acts ---

    @rule(mails=MAILS)
    def a_round(self, mails: list[str]) -> None:
        self.mail_arrives(mails)
        self.try_round()

    @rule(mails=MAILS, cut=st.sampled_from(CUTS))
    def a_round_cut_off_in_the_move(self, mails: list[str], cut: Cut) -> None:
        self.mail_arrives(mails)
        self.server.cut = cut
        self.try_round()
        self.server.cut = None

    @rule(mails=MAILS, at=st.integers(1, 40), cut=st.none() | st.sampled_from(CUTS))
    def a_round_ends_in_a_crash(self, mails: list[str], at: int, cut: Cut | None) -> None:
        self.mail_arrives(mails)
        self.server.cut = cut
        self.try_round(fuse=Fuse(at))
        self.server.cut = None

    @rule(mails=MAILS, at=st.integers(1, 40))
    def two_daemons(self, mails: list[str], at: int) -> None:
        self.mail_arrives(mails)
        self.try_round(fuse=SecondDaemon(at, self))

    @rule(minutes=st.sampled_from([-1440, -60, 1, 7, 61, 1440]))
    def the_clock_jumps(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @rule(fates=st.lists(st.sampled_from(FATES), max_size=4), at=st.none() | st.integers(1, 12))
    def a_post_round(self, fates: list[Fate], at: int | None) -> None:
        self.try_round()
        self.archive.post.fates.extend(fates)
        arrived = len(self.archive.post.letters)
        try:
            self._post(Fuse(at))
        except Crash:
            # The letters of this round are not counted one by one: the last may have gone out unheard.
            for letter in self.archive.post.letters[arrived:]:
                self.gaps[letter.message_id] += 1
        for letter, fate in zip(self.archive.post.letters[arrived:], _that_arrive(fates), strict=False):
            self.gaps[letter.message_id] += fate.error is not None
        self.archive.post.fates.clear()

    @rule(days=st.sampled_from([0, 0, 1, 7, 22]))
    def the_weekly_letter_is_knocked_for(self, days: int) -> None:
        self.clock.advance(days=days)
        self.try_round()
        officer = Officer(OFFICER, 1, time(7), COPENHAGEN, copies_to=("vidne@kommune.example",))
        issue_due(self.archive.store, officer, self.archive.policy.message_id, self.clock)

    @rule(which=PLACES, at=st.none() | st.integers(1, 6), knows_less=st.booleans())
    def an_item_is_read_again(self, which: int, at: int | None, knows_less: bool) -> None:
        items = self.archive.ask(
            "SELECT items.number, items.sha256 FROM items JOIN readings ON item = number WHERE state = 'read'"
        )
        if not items:
            return
        number, name = items[which % len(items)]
        cast("SomeUnreadable", self.archive.reader).knows_less = knows_less
        store, archive = fused(self.archive.store, Fuse(at)), self.archive
        with suppress(Crash):
            read_again(store, archive.reader, archive.policy, number, name, "operator", self.clock)
        cast("SomeUnreadable", self.archive.reader).knows_less = False

    def try_round(self, *, fuse: Fuse | None = None, holder: str = "host-a/1") -> bool:
        """One round, as far as it comes; whether the watched folders were finished."""
        self.clock.advance(minutes=2)
        try:
            report = self.archive.round(self.server, fuse=fuse, holder=holder)
        except (MailboxUnavailable, LeaseLost, StandingBy, Crash):
            return False
        assert is_within(report)
        return not report.troubles and not any(one.balance.reasons or one.not_moved for one in report.folders)

    def _post(self, fuse: Fuse) -> None:
        archive = self.archive
        write_alarms(archive.store, lambda _: (OFFICER,), archive.policy.message_id, self.clock)
        office = cast("Any", Doors(archive.post, fuse))
        send_due(fused(archive.store, fuse), office, a_correspondence(archive.policy), self.clock)

    # --- what must always hold ---

    def is_ours(self, octets: bytes) -> None:
        """Asked by the server at the moment of a move: nothing leaves the folder that is not committed (I1)."""
        found = self.archive.ask(f"SELECT content FROM octets WHERE sha256 = '{_name(octets)}' ORDER BY ordinal")
        assert b"".join(bytes(piece) for (piece,) in found) == octets
        assert self.archive.ask(f"SELECT size FROM items WHERE sha256 = '{_name(octets)}'") == [(len(octets),)]

    @invariant()
    def nothing_is_lost(self) -> None:
        items = {name for (name,) in self.archive.ask("SELECT sha256 FROM items")}
        inbox, put_away = self._serials("INBOX"), self._serials(ARCHIVE)
        for serial, octets in self.delivered.items():
            if serial not in self.taken:
                assert inbox[serial] or put_away[serial], "the server's copy is gone"
                assert inbox[serial] or _name(octets) in items, "moved before it was ours"

    @invariant()
    def nothing_is_stored_twice_and_nothing_that_never_came(self) -> None:
        items = [name for (name,) in self.archive.ask("SELECT sha256 FROM items")]
        assert len(items) == len(set(items))
        assert set(items) <= {_name(octets) for octets in self.delivered.values()}

    @invariant()
    def octets_numbers_and_chain_are_sound(self) -> None:
        assert faults(self.archive.url) == []
        assert self.archive.ask(
            "SELECT (SELECT count(*) FROM custody_events WHERE act = 'accession') = (SELECT count(*) FROM items)"
        ) == [(1,)]

    @invariant()
    def every_enclosed_message_is_in_its_carrier_to_the_octet(self) -> None:
        carried = self.archive.ask(
            "SELECT carriers.item, carriers.derivation, carriers.sha256, cuts, content FROM carriers"
            " JOIN items ON number = carriers.item JOIN octets ON octets.sha256 = items.sha256"
        )
        for _, _, name, cuts, octets in carried:
            [[start, length, encoding]] = json.loads(cuts)
            assert (_name(bytes(octets)[start : start + length]), encoding) == (name, "")
        known = {name for (name,) in self.archive.ask("SELECT sha256 FROM enclosed_messages")}
        assert known == {name for _, _, name, _, _ in carried}

    @invariant()
    def no_derivation_is_half_written(self) -> None:
        torn = self.archive.ask(
            "SELECT item FROM readings WHERE state = 'read' AND derivation NOT IN"
            " (SELECT derivation FROM parts WHERE parts.item = readings.item)"
        )
        beyond = self.archive.ask(
            "SELECT parts.item FROM parts JOIN readings ON readings.item = parts.item"
            " WHERE parts.derivation > readings.derivation"
        )
        assert (torn, beyond) == ([], [])

    @invariant()
    def nobody_is_thanked_twice_and_no_letter_changes(self) -> None:
        sent = Counter(letter.message_id for letter in self.archive.post.letters)
        assert all(count <= 1 + self.gaps[name] for name, count in sent.items())
        assert len(sent) == len({(letter.message_id, letter.octets) for letter in self.archive.post.letters})
        receipts = self.archive.ask(
            "SELECT item FROM outbox WHERE kind = 'receipt' GROUP BY item HAVING count(*) > 1 OR min(recipient) = ''"
            " AND min(state) != 'suppressed'"
        )
        assert receipts == []

    @invariant()
    def weekly_letters_cover_every_item_once(self) -> None:
        ranges = self.archive.ask("SELECT first_item, last_item FROM digest_issues ORDER BY id")
        expected = 1
        for first, last in ranges:
            assert first == expected
            expected = last + 1
        weeks = self.archive.ask("SELECT iso_year, iso_week FROM digest_issues")
        assert len(weeks) == len(set(weeks))

    @invariant()
    def bystanders_are_untouched(self) -> None:
        found = {
            mail.serial: frozenset(mail.flags)
            for mail in self.server.folders[ARCHIVE].mails.values()
            if mail.serial in self.bystanders
        }
        assert found == self.bystanders

    # --- and when all is quiet again ---

    def teardown(self) -> None:
        try:
            self._come_to_rest()
        finally:
            self.entered.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    def _come_to_rest(self) -> None:
        self.the_server_is_well_again()
        for _ in range(6):
            self.clock.advance(days=2)  # longer than any jump back: a lease from before it runs out
            if self.try_round():
                break
        else:
            assert self.server.way == "neither", "six rounds without misfortune were not enough"
        self._every_mail_is_where_it_belongs()
        self._every_letter_is_out()
        self._every_original_is_found()
        assert self.archive.findings() == []
        assert self.archive.ask("SELECT count(*) FROM items") == self.archive.ask("SELECT count(*) FROM readings")
        left = self.archive.ask("SELECT DISTINCT state FROM sightings WHERE state NOT IN ('moved', 'vanished')")
        assert left == [] or self.server.way == "neither"

    def _every_original_is_found(self) -> None:
        """Read once more by the reader of today, each forward gives the citizen's mail, however it was read before."""
        forwards = [octets for octets in self.delivered.values() if ABUSE in octets]
        for number, name in self.archive.ask("SELECT number, sha256 FROM items"):
            if name in map(_name, forwards):
                archive = self.archive
                read_again(archive.store, archive.reader, archive.policy, number, name, "operator", self.clock)
        found = self.archive.ask(
            "SELECT count(*) FROM carriers JOIN readings USING (item, derivation)"
            f" WHERE carriers.sha256 = '{_name(ABUSE)}'"
        )
        assert found == [(sum(name in map(_name, forwards) for name in self._items()),)]

    def _items(self) -> list[str]:
        return [name for (name,) in self.archive.ask("SELECT sha256 FROM items")]

    def _every_mail_is_where_it_belongs(self) -> None:
        items = {name for (name,) in self.archive.ask("SELECT sha256 FROM items")}
        inbox, put_away = self._serials("INBOX"), self._serials(ARCHIVE)
        for serial in self.delivered.keys() - self.taken:
            assert _name(self.delivered[serial]) in items
            if self.server.way != "neither":
                assert not inbox[serial]
                assert put_away[serial] == 1 or (self.copies_may_double and put_away[serial] > 1)

    def _every_letter_is_out(self) -> None:
        for _ in range(3):
            self.clock.advance(days=2)
            self._post(Fuse())
        ended = dict(self.archive.ask("SELECT message_id, state FROM outbox WHERE state <> 'suppressed'"))
        assert set(ended.values()) <= {"sent", "failed", "uncertain"}
        arrived = {letter.message_id for letter in self.archive.post.letters}
        assert {name for name, state in ended.items() if state == "sent"} <= arrived <= ended.keys()
        given_up = f"SELECT count(*) FROM outbox WHERE state = 'uncertain' AND attempts < {HAND_OVERS}"
        assert self.archive.ask(given_up) == [(0,)]
        assert timedelta(days=2) > ABANDONED_AFTER

    def _serials(self, folder: str) -> Counter[int]:
        return Counter(mail.serial for mail in self.server.folders[folder].mails.values())

    def _one_uid(self, folder: str, which: int) -> list[int]:
        uids = sorted(self.server.folders[folder].mails)
        return [uids[which % len(uids)]] if uids else []

    def _some(self, folder: str, which: int) -> list[FakeMail]:
        return [self.server.folders[folder].mails[uid] for uid in self._one_uid(folder, which)]


def _name(octets: bytes) -> str:
    return sha256(octets).hexdigest()


def _that_arrive(fates: list[Fate]) -> list[Fate]:
    return [fate for fate in fates if fate.arrives]


def _letter(kind: str, number: int) -> bytes:
    own = f"<brev.{number}@kommune.example>"
    if kind == "reused id":
        return a_letter(message_id="<genbrugt@kommune.example>", body=f"Nummer {number}\r\n")
    if kind == "attachment":
        return a_forward_with_attachment(message_id=own)
    if kind == "outsider":
        return a_letter(sender="Borger <borger@udbyder.example>", message_id=own)
    if kind == "machine":
        return a_letter(headers=(("Auto-Submitted", "auto-replied"),), message_id=own)
    if kind == "unreadable":
        return UNREADABLE + b"%d" % number
    return b"" if kind == "empty" else a_letter(message_id=own, body=f"Nummer {number}\r\n")


@pytest.mark.timeout(PROPERTY_SECONDS)
def test_nothing_is_lost_doubled_or_changed_whatever_happens_in_whatever_order() -> None:
    class Machine(ArchiveMachine):
        shelf = Shelf()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=int(os.environ.get("ARCHIVER_MACHINE_EXAMPLES", "20")),
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
