"""The post round: send what the outbox holds. A receipt, a digest and an alarm travel the same way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from archiver.core.letters import (
    AlarmFacts,
    CollectedFacts,
    Correspondence,
    DigestFacts,
    ReceiptFacts,
    compose_alarm,
    compose_collected,
    compose_digest,
    compose_receipt,
)
from archiver.core.patience import GIVEN_UP_AFTER, letter_backoff
from archiver.core.records import AlarmKind, Letter, LetterKind, LetterState
from archiver.edges.store import Store
from archiver.edges.store.facts import Request
from archiver.edges.store.letters import Claim
from archiver.errors import LetterDeferred, LetterRefused, LetterUncertain, LetterUnfit, StoreUnavailable
from archiver.failpoints import failpoint
from archiver.jobs.ports import Clock, PostOffice
from archiver.jobs.settling import Policy

FAILING_AFTER = 3
"""So many tries of one letter in vain, and the operator is told that letters do not get out."""
SUBJECT = "outbox"


@dataclass(frozen=True, slots=True)
class PostReport:
    """How many letters ended how in one post round."""

    sent: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0


class Fates:
    """What became of letters that were handed over, until it is written down.

    A database that cannot be written to just then must not make a letter go out twice: whoever sends keeps this from
    one post round to the next.
    """

    def __init__(self) -> None:
        self._unwritten: deque[Callable[[], None]] = deque()

    def tell(self, store: Store, claim: Claim, state: LetterState, now: datetime, **more: Any) -> None:
        """Like `Letters.mark`; raises `StoreUnavailable` when it has to wait."""
        self._unwritten.append(partial(store.letters.mark, claim, state, now, **more))
        self.write_down()

    def write_down(self) -> None:
        """Whatever waits, in order; raises `StoreUnavailable` when some of it still has to."""
        while self._unwritten:
            mark = self._unwritten.popleft()
            try:
                mark()
            except StoreUnavailable:
                self._unwritten.appendleft(mark)
                raise


def send_due(
    store: Store,
    post_office: PostOffice,
    we: Correspondence,
    clock: Clock,
    stopping: Callable[[], bool] = lambda: False,
    fates: Fates | None = None,
) -> PostReport:
    """Send every letter whose time has come, oldest first; ends early when the mail server is not to be had."""
    fates = fates or Fates()
    counts = dict.fromkeys(LetterState, 0)
    while not stopping():
        step = send_next(store, post_office, we, clock, fates)
        if step is None:
            break
        counts[step.state] += 1
        if not step.server_is_well:
            break
    return PostReport(
        counts[LetterState.SENT],
        counts[LetterState.DUE],
        counts[LetterState.FAILED],
        counts[LetterState.UNCERTAIN],
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one letter, and whether the mail server may be handed another at once."""

    state: LetterState
    server_is_well: bool = True


def send_next(store: Store, post_office: PostOffice, we: Correspondence, clock: Clock, fates: Fates) -> Step | None:
    """Claim one letter, send it, write down how it went; None when nothing is due."""
    fates.write_down()
    claim = store.letters.claim(lambda request: write(request, we, clock), clock())
    if claim is None:
        return None
    if isinstance(claim.letter, LetterUnfit):
        return Step(_given_up(store, claim, claim.letter, clock, fates))
    failpoint("letter.before-send")
    step = _hand_over(store, post_office, claim, claim.letter, clock, fates)
    failpoint("letter.after-mark")
    return step


def _hand_over(store: Store, post_office: PostOffice, claim: Claim, letter: Letter, clock: Clock, fates: Fates) -> Step:
    try:
        post_office.send(letter)
    except LetterRefused as error:
        return Step(_given_up(store, claim, error, clock, fates))
    except LetterDeferred as error:
        return Step(_put_off(store, claim, error, clock, fates), server_is_well=error.about_recipient)
    except LetterUncertain as error:
        now = clock()
        again = now + letter_backoff(claim.attempts)
        fates.tell(store, claim, LetterState.UNCERTAIN, now, reason=str(error), again=again)
        return Step(LetterState.UNCERTAIN, server_is_well=False)
    failpoint("letter.after-send")
    now = clock()
    fates.tell(store, claim, LetterState.SENT, now)
    _end_alarm(store, now)
    return Step(LetterState.SENT)


def _put_off(store: Store, claim: Claim, error: LetterDeferred, clock: Clock, fates: Fates) -> LetterState:
    """The operator is told of a mail server or an account that fails us, not of one full mailbox among the many."""
    now = clock()
    if error.about_recipient and claim.attempts >= FAILING_AFTER and now - claim.since >= GIVEN_UP_AFTER:
        return _given_up(store, claim, error, clock, fates)
    again = now + letter_backoff(claim.attempts)
    fates.tell(store, claim, LetterState.DUE, now, reason=str(error), again=again)
    if claim.attempts >= FAILING_AFTER and not error.about_recipient:
        store.ledger.raise_alarm(AlarmKind.LETTERS_FAILING, SUBJECT, now)
    return LetterState.DUE


def _given_up(
    store: Store, claim: Claim, error: LetterRefused | LetterDeferred, clock: Clock, fates: Fates
) -> LetterState:
    """A reporter does without a receipt, and of a weekly letter the watchdog tells; an alarm must not go unseen."""
    fates.tell(store, claim, LetterState.FAILED, clock(), reason=str(error))
    if claim.kind is LetterKind.ALARM:
        store.ledger.raise_alarm(AlarmKind.LETTERS_FAILING, SUBJECT, clock())
    return LetterState.FAILED


def _end_alarm(store: Store, now: datetime) -> None:
    """Over when everybody was reached since it was raised, and nothing tried often still waits."""
    since = store.letters.alarmed_since(AlarmKind.LETTERS_FAILING, SUBJECT)
    if since is not None and store.letters.flow_again(since, now, FAILING_AFTER):
        store.ledger.clear_alarm(AlarmKind.LETTERS_FAILING, SUBJECT, now)


def write(request: Request, we: Correspondence, clock: Clock) -> Letter:
    """The letter that a row of the outbox asks for. Raises LetterUnfit when it can never be written."""
    facts, now = request.facts, clock()
    if isinstance(facts, ReceiptFacts):
        return compose_receipt(
            facts,
            we,
            recipient=request.recipient,
            message_id=request.message_id,
            date=now,
            in_reply_to=request.in_reply_to,
        )
    if isinstance(facts, CollectedFacts):
        return compose_collected(facts, we, recipient=request.recipient, message_id=request.message_id, date=now)
    if isinstance(facts, DigestFacts):
        return compose_digest(
            facts,
            we,
            recipient=request.recipient,
            message_id=request.message_id,
            date=now,
            is_copy=request.is_copy,
        )
    return _alarm(facts, request, we, clock)


def _alarm(facts: AlarmFacts, request: Request, we: Correspondence, clock: Clock) -> Letter:
    return compose_alarm(facts, we, recipient=request.recipient, message_id=request.message_id, date=clock())


def collect_next(store: Store, policy: Policy, clock: Clock) -> bool:
    """Queue one receipt for what was held back of one sender (L2); False when nobody's time has come."""
    return policy.receipts and store.letters.collect(policy.message_id, clock(), per_day=policy.receipts_per_day)


def collect_held_back(store: Store, policy: Policy, clock: Clock, stopping: Callable[[], bool] = lambda: False) -> int:
    """The same, sender after sender; gives how many letters were queued."""
    count = 0
    while not stopping() and collect_next(store, policy, clock):
        count += 1
    return count


def write_alarms(
    store: Store, readers: Callable[[AlarmKind], Sequence[str]], name: Callable[[str], str], clock: Clock
) -> int:
    """Queue the letters of alarms that were raised or are over (L5), to whoever reads that kind; gives how many.

    Who is told that letters do not get through is officer and deputy, and gets what the other was refused.
    """
    return store.letters.write_alarm_letters(readers, name, clock())
