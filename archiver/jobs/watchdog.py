"""The watchdog: one look a minute at everything that may fail without a word. An alarm is raised once, and over once.

Each check says whether it did anything. Rows decide, so that two daemons and any number of restarts tell once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from archiver.core import silence
from archiver.core.discretion import place_called
from archiver.core.records import AlarmKind
from archiver.core.silence import Sign, Watch, Watched
from archiver.edges.store import Store
from archiver.jobs.ports import Clock

UNREAD_AFTER = timedelta(hours=1)
ROOM_TO_SPARE = 1.25
"""So many times the bound must be free again before the alarm is over, or it would come and go with every mail."""
FORGOTTEN_AFTER = timedelta(days=1)
"""An alarm of a disk that nobody looks at any more is over after so long; whoever sees the disk renews it."""

UNSTAMPED_AFTER = timedelta(days=1)
SETTLED_AFTER = 600.0
"""Seconds. After a time off authorities are asked and mails read first, and only then said to be left alone."""

UNCHECKED_AFTER = timedelta(days=3)
A_NIGHT_TAKES = timedelta(hours=6).total_seconds()
"""Seconds. After a time off what was missed is checked first, and only then said not to be."""

DAMAGED_AT_ONCE = 5
"""So many damaged items are hashed anew in one look."""

log = structlog.get_logger()


@dataclass(slots=True)
class Watchdog:
    """All checks, with what this onlooker has seen so far of mailboxes."""

    store: Store
    mailboxes: Sequence[Watched]
    room: Callable[[], Mapping[str, int]]
    """Free octets of each file system that we write to, by a name that it keeps."""
    enough: int
    """Octets that must be free."""
    clock: Clock
    seconds: Callable[[], float]
    """A clock that only goes forward."""
    authorities: Sequence[str] = ()
    """The time-stamp authorities that are asked."""
    backup_days: int | None = None
    """After so many days without a backup that is an alarm; None for never."""
    checks_at_night: bool = False
    """Whether what is stored is to be checked every night."""
    _begun: float | None = field(default=None, init=False)
    _watches: dict[tuple[str, str], Watch] = field(default_factory=dict, init=False)
    _looked_at: float | None = field(default=None, init=False)
    _last_damaged: int = field(default=0, init=False)

    def look(self) -> bool:
        """Every check once; True when an alarm was raised or is over."""
        signs = self.store.health.signs()
        self._forget_blindness()
        told = self.store.health.open_alarms(AlarmKind.MAILBOX_UNREACHABLE).keys()
        done = [self._mailbox(one, signs, told) for one in self.mailboxes]
        done += [
            check_quarantine(self.store, self.clock),
            self._is_settled() and check_unread(self.store, self.clock),
            check_disks(self.store, self.room(), self.enough, self.clock),
            check_weekly_letter(self.store, self.clock),
            check_backup(self.store, self.backup_days, self.clock),
            check_removed(self.store, self.mailboxes, self.clock),
            self._is_settled() and check_stamps(self.store, self.authorities, self.clock),
            self._is_settled(A_NIGHT_TAKES) and check_nights(self.store, self.checks_at_night, self.clock),
            self._damaged(),
        ]
        return any(done)

    def _forget_blindness(self) -> None:
        seconds, last = self.seconds(), self._looked_at
        away = 0.0 if last is None else seconds - last
        if away > silence.LOOKED_AWAY.total_seconds():
            self._watches = {place: silence.looked_away(watch, away) for place, watch in self._watches.items()}
        self._looked_at = seconds

    def _is_settled(self, after: float = SETTLED_AFTER) -> bool:
        """Whether whoever has something to do here has had the time for it since this watch began."""
        self._begun = self.seconds() if self._begun is None else self._begun
        return self.seconds() - self._begun >= after

    def _damaged(self) -> bool:
        """Damaged items that hash to their names again, a few at a look: somebody put them back."""
        few = self.store.health.damaged(self._last_damaged, DAMAGED_AT_ONCE)
        if not few:
            return False
        self._last_damaged = few[-1][0]
        still = self.store.accessions.unsound(few)
        return sum(self.store.ledger.note_sound(item, self.clock()) for item, _ in few if item not in still) > 0

    def _mailbox(self, one: Watched, signs: Mapping[tuple[str, str], Sign], told: Collection[str]) -> bool:
        """The whole mailbox, or single folders of one that is worked at otherwise; `told` has the open alarms."""
        bound = silence.bound_of(one.poll_seconds)
        judged = {folder: self._is_silent((one.name, folder), signs, bound) for folder in one.folders}
        whole, subject = _all_of(judged.values()), f"mailbox:{one.name}"
        if whole is True and subject in self.store.health.open_alarms(AlarmKind.CREDENTIALS_REFUSED):
            return False  # why it is silent has been told
        places = {subject: whole}
        if whole is False:
            places |= {f"{subject}/{folder}": is_silent for folder, is_silent in judged.items()}
        done = [self._unreachable(place, it_is) for place, it_is in places.items() if it_is or place in told]
        return any(done)

    def _unreachable(self, subject: str, is_silent: bool | None) -> bool:
        return _alarm_while(self.store, AlarmKind.MAILBOX_UNREACHABLE, subject, is_silent, self.clock)

    def _is_silent(
        self, place: tuple[str, str], signs: Mapping[tuple[str, str], Sign], bound: timedelta
    ) -> bool | None:
        seconds = self.seconds()
        watch = silence.looked(self._watches.get(place), signs.get(place, Sign()), seconds)
        self._watches[place] = watch
        return silence.is_silent(watch, self.clock(), seconds, bound)


def check_quarantine(store: Store, clock: Clock) -> bool:
    """One alarm while anything is in quarantine, and one more letter a day at most while more arrives.

    What is being read once more is on its way out or back in: until that is known, nothing is over.
    """
    there, now = store.health.quarantine(), clock()
    if there.count:
        detail = {"count": there.count, "newest": there.newest}
        return _raise(store, AlarmKind.QUARANTINE, "quarantine", clock, **detail) or store.health.tell_of_more(
            "quarantine/more", now
        )
    return not store.health.unread(now, timedelta(0)) and _clear(store, AlarmKind.QUARANTINE, "quarantine", clock)


def check_unread(store: Store, clock: Clock) -> bool:
    """An alarm while items are stored for an hour and nobody has read them."""
    count = store.health.unread(clock(), UNREAD_AFTER)
    return _alarm_while(store, AlarmKind.UNREAD, "unread", count > 0, clock, count=count)


def check_disks(store: Store, room: Mapping[str, int], enough: int, clock: Clock) -> bool:
    """An alarm for each file system of which less than `enough` octets are free."""
    done = [
        _alarm_while(store, AlarmKind.DISK, f"disk:{name}", _is_short(free, enough), clock)
        for name, free in room.items()
    ]
    store.health.renew(AlarmKind.DISK, [f"disk:{name}" for name in room], clock())
    if any(free < enough for free in room.values()):
        return any(done)
    return any(done) | _forget_disks(store, frozenset(room), clock)


def check_weekly_letter(store: Store, clock: Clock) -> bool:
    """An alarm while the newest weekly letter of known fate is one that did not get through."""
    lost = store.health.undelivered(clock())
    is_so = None if lost is None else lost > 0
    return _alarm_while(store, AlarmKind.DIGEST_UNDELIVERED, "digest", is_so, clock, count=lost or 0)


def check_stamps(store: Store, authorities: Sequence[str], clock: Clock) -> bool:
    """An alarm for each authority that has given nothing usable for a day; over too when it is asked no more."""
    now = clock()
    done = []
    for name in authorities:
        since = store.stamps.without_since(name)
        is_so = since is not None and since <= now - UNSTAMPED_AFTER
        done.append(_alarm_while(store, AlarmKind.UNSTAMPED, f"authority:{name}", is_so, clock))
    gone = store.health.open_alarms(AlarmKind.UNSTAMPED).keys() - {f"authority:{name}" for name in authorities}
    done += [_clear(store, AlarmKind.UNSTAMPED, subject, clock) for subject in sorted(gone)]
    return any(done)


def check_backup(store: Store, days: int | None, clock: Clock) -> bool:
    """An alarm while no backup was made and proven for so many days; none where nobody wants it."""
    if days is None:
        return _clear(store, AlarmKind.BACKUP_OVERDUE, "backup", clock)
    since = store.safekeeping.last_backup() or store.safekeeping.began()
    is_overdue = since is not None and not clock() - timedelta(days=days) <= since
    return _alarm_while(store, AlarmKind.BACKUP_OVERDUE, "backup", is_overdue, clock)


def check_nights(store: Store, is_wanted: bool, clock: Clock) -> bool:
    """An alarm while the nightly check has not come to its end for three nights, whatever it stumbles over."""
    if not is_wanted:
        return _clear(store, AlarmKind.UNCHECKED, "archive", clock)
    since = store.fixity.standing(clock()).night or store.safekeeping.began()
    is_overdue = since is not None and not clock() - UNCHECKED_AFTER <= since
    return _alarm_while(store, AlarmKind.UNCHECKED, "archive", is_overdue, clock)


def check_removed(store: Store, mailboxes: Sequence[Watched], clock: Clock) -> bool:
    """End the alarms of mailboxes and folders that are configured no more, unless another daemon works at them."""
    watched = {one.name: frozenset(one.folders) for one in mailboxes}
    alarms = store.health.alarms_of_mailboxes()
    elsewhere = store.health.worked_at(clock()) - watched.keys() if alarms else frozenset()
    gone = [(kind, subject) for kind, subject in alarms if _is_removed(subject, watched, elsewhere)]
    # What it was called nobody configured: it is not named.
    return sum(_clear(store, kind, subject, clock, about="mailbox") for kind, subject in gone) > 0


def _is_removed(subject: str, watched: Mapping[str, Collection[str]], elsewhere: Collection[str]) -> bool:
    name, _, folder = subject.partition(":")[2].partition("/")
    if name not in watched:
        return name not in elsewhere
    return bool(folder) and folder not in watched[name]


def _all_of(judged: Collection[bool | None]) -> bool | None:
    """A mailbox is silent when all its folders are, and is not when one is not."""
    if False in judged:
        return False
    return None if None in judged else True


def _is_short(free: int, enough: int) -> bool | None:
    if free < enough:
        return True
    return False if free >= enough * ROOM_TO_SPARE else None


def _forget_disks(store: Store, ours: frozenset[str], clock: Clock) -> bool:
    """The disk of a machine that is gone has nobody else to say that it is over."""
    now = clock()
    old = [
        subject
        for subject, seen in store.health.last_seen(AlarmKind.DISK).items()
        if subject.removeprefix("disk:") not in ours and not now - FORGOTTEN_AFTER < seen <= now
    ]
    return sum(_clear(store, AlarmKind.DISK, subject, clock) for subject in old) > 0


def _alarm_while(store: Store, kind: AlarmKind, subject: str, is_so: bool | None, clock: Clock, **detail: int) -> bool:
    """Raise, or clear; None changes nothing."""
    if is_so is None:
        return False
    return _raise(store, kind, subject, clock, **detail) if is_so else _clear(store, kind, subject, clock)


def _raise(store: Store, kind: AlarmKind, subject: str, clock: Clock, **detail: int) -> bool:
    is_new = store.ledger.raise_alarm(kind, subject, clock(), **detail)
    if is_new:
        log.error("alarm raised", alarm=kind.value, about=place_called(subject), **detail)
    return is_new


def _clear(store: Store, kind: AlarmKind, subject: str, clock: Clock, about: str = "") -> bool:
    is_over = store.ledger.clear_alarm(kind, subject, clock())
    if is_over:
        log.info("alarm over", alarm=kind.value, about=about or place_called(subject))
    return is_over
