"""The canary (R15): a probe mail goes out by SMTP and must come back by IMAP, and what breaks on its way is named.

It comes to each mailbox as colleagues' mail does, is known again by the round that fetches it, is read to see that it
can be, and is put aside: it is never an item, and nothing that concerns items knows of it. Its legs are SMTP, delivery
(a rule that moves it away is one), IMAP and the reading; each has an alarm of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import NullTranslations

import structlog

from archiver.core import canary
from archiver.core.discretion import place_called
from archiver.core.readiness import INTERVALS
from archiver.core.records import AlarmKind, MessageKey, Octets, ProbeOutcome, RawMessage, Reading
from archiver.core.silence import Watched
from archiver.edges.store import Store
from archiver.edges.store.probes import Probe
from archiver.errors import LetterDeferred, LetterRefused, LetterUncertain, OutsideServiceError
from archiver.jobs.ports import Clock, PostOffice, Reader
from archiver.jobs.settling import Policy

ALARMS: Mapping[ProbeOutcome, AlarmKind] = {
    ProbeOutcome.SMTP: AlarmKind.CANARY_SMTP,
    ProbeOutcome.DELIVERY: AlarmKind.CANARY_DELIVERY,
    ProbeOutcome.IMAP: AlarmKind.CANARY_IMAP,
    ProbeOutcome.PARSER: AlarmKind.CANARY_PARSER,
}
PROVES: Mapping[ProbeOutcome, frozenset[ProbeOutcome]] = {
    ProbeOutcome.WELL: frozenset(ALARMS),
    ProbeOutcome.PARSER: frozenset({ProbeOutcome.SMTP, ProbeOutcome.DELIVERY, ProbeOutcome.IMAP}),
    ProbeOutcome.DELIVERY: frozenset({ProbeOutcome.IMAP}),
    ProbeOutcome.IMAP: frozenset(),
    ProbeOutcome.SMTP: frozenset(),
}
"""The legs that an outcome shows to be whole."""
PART = 0.35
"""Of the time in which a break is to be named: so often a probe is sent, and so long each may take. What breaks just
after one was seen is named when the next has not come."""

SENDING = "smtp"
"""Subject of the alarm that no probe can be sent: one server takes those to all mailboxes."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Destination:
    """A mailbox that probes are sent to."""

    watched: Watched
    address: str


@dataclass(frozen=True, slots=True)
class Canary:
    """Sends probes and judges those that do not come back."""

    store: Store
    policy: Policy
    sender: str
    say: NullTranslations
    named_within: timedelta
    clock: Clock

    def look(self, destinations: Sequence[Destination], post_office: PostOffice, stopping: Callable[[], bool]) -> bool:
        """Judge what is overdue, then send what is due; True when an alarm was raised or is over."""
        done = [self._judge(probe, destinations) for probe in self.store.probes.overdue(self._due_since())]
        for one in destinations:
            if stopping():
                break
            sent = self._send(one, post_office)
            done.append(sent.told)
            if sent.is_away:
                break
        return any(done)

    def _due_since(self) -> datetime:
        return self.clock() - PART * self.named_within

    def _judge(self, probe: Probe, destinations: Sequence[Destination]) -> bool:
        there = next((one.watched for one in destinations if one.watched.name == probe.mailbox), None)
        is_polled = there is not None and self._is_polled(there)
        outcome = ProbeOutcome.DELIVERY if is_polled else ProbeOutcome.IMAP
        return self.store.probes.failed(probe, outcome) and tell(self.store, probe.mailbox, outcome, self.clock)

    def _is_polled(self, there: Watched) -> bool:
        since = self.clock() - timedelta(seconds=INTERVALS * there.poll_seconds)
        polls = self.store.gauges.seen().polls
        last = [polls.get((there.name, folder)) for folder in there.folders]
        return all(moment is not None and moment >= since for moment in last)

    def _send(self, to: Destination, post_office: PostOffice) -> Sent:
        reference, name, now = secrets.token_hex(16), to.watched.name, self.clock()
        if not self.store.probes.begin(name, reference, PART * self.named_within, now):
            return Sent()
        make = self.policy.message_id
        letter = canary.compose(reference, self.policy.signer, make, self.sender, to.address, now, self.say)
        try:
            post_office.send(letter)
        except (LetterRefused, LetterDeferred) as error:
            self.store.probes.failed(Probe(reference, name, now), ProbeOutcome.SMTP)
            is_away = isinstance(error, LetterDeferred) and not error.about_recipient
            return Sent(
                _raise(self.store, ProbeOutcome.SMTP, SENDING if is_away else _place(name), self.clock), is_away
            )
        except LetterUncertain:
            return Sent()
        return Sent(_clear(self.store, name, ProbeOutcome.SMTP, self.clock))


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a probe's sending."""

    told: bool = False
    """An alarm was raised or is over."""
    is_away: bool = False
    """The mail server is not to be had: the next probe would fare no better."""


def tell(store: Store, mailbox: str, outcome: ProbeOutcome, clock: Clock) -> bool:
    """Raise the alarm of the leg that broke, and end those of the legs that are shown to be whole."""
    done = [_clear(store, mailbox, leg, clock) for leg in PROVES[outcome]]
    if outcome in ALARMS:
        done.append(_raise(store, outcome, _place(mailbox), clock))
    return any(done)


def _place(mailbox: str) -> str:
    return f"mailbox:{mailbox}"


def _raise(store: Store, leg: ProbeOutcome, subject: str, clock: Clock) -> bool:
    is_new = store.ledger.raise_alarm(ALARMS[leg], subject, clock())
    if is_new:
        log.error("alarm raised", alarm=ALARMS[leg].value, about=place_called(subject))
    return is_new


def _clear(store: Store, mailbox: str, leg: ProbeOutcome, clock: Clock) -> bool:
    done = []
    for subject in (_place(mailbox), *[SENDING] * (leg is ProbeOutcome.SMTP)):
        done.append(store.ledger.clear_alarm(ALARMS[leg], subject, clock()))
        if done[-1]:
            log.info("alarm over", alarm=ALARMS[leg].value, about=place_called(subject))
    return any(done)


def end_all(store: Store, clock: Clock) -> bool:
    """Nobody sends probes any more: no alarm is left of them."""
    done = [
        store.ledger.clear_alarm(kind, subject, clock())
        for kind in ALARMS.values()
        for subject in store.health.open_alarms(kind)
    ]
    return any(done)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Finds probes among what a round fetched, and says which may be thrown away where they were put aside."""

    store: Store
    policy: Policy
    reader: Reader
    folder: str
    """Where they are put aside."""
    say: NullTranslations
    clock: Clock

    def among(self, messages: Sequence[RawMessage]) -> dict[MessageKey, Probe]:
        """Which of these are probes that this archive sent."""
        found = dict(self._signed(messages))
        known = self.store.probes.known(list(found.values())) if found else {}
        return {key: known[reference] for key, reference in found.items() if reference in known}

    def _signed(self, messages: Sequence[RawMessage]) -> Iterator[tuple[MessageKey, str]]:
        for raw in messages:
            reference = canary.reference_in(raw.octets, self.policy.signer)
            if reference is not None:
                yield raw.key, reference

    def came(self, raw: RawMessage, probe: Probe) -> None:
        """Read it, and tell how its way ended. One that came to another mailbox has not come."""
        if probe.mailbox != raw.key.mailbox:
            return
        reading = self._read(raw.octets)
        is_sound = reading is not None and canary.is_sound(reading, probe.reference, self.policy.message_id)
        outcome = ProbeOutcome.WELL if is_sound else ProbeOutcome.PARSER
        if self.store.probes.came(probe, outcome, raw.internal_date, self.clock()) or not is_sound:
            tell(self.store, probe.mailbox, outcome, self.clock)

    def may_go(self, octets: Octets) -> bool:
        """Whether it is a probe and nothing else."""
        reference = canary.reference_in(octets, self.policy.signer)
        reading = None if reference is None else self._read(octets)
        if reference is None or reading is None:
            return False
        is_ours = canary.is_sound(reading, reference, self.policy.message_id)
        return is_ours and canary.is_alone(reading, reference, self.say)

    def _read(self, octets: Octets) -> Reading | None:
        try:
            outcome = self.reader.read(octets)
        except OutsideServiceError:
            return None
        return outcome if isinstance(outcome, Reading) else None
