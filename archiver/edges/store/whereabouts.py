"""Where octets rest, and how they come there: laid in a depot before the transaction that refers to them, and moved.

What is in a depot and nothing refers to is of no use to anybody: a process that died left it, or what it was is stored
elsewhere by now. It stays a day at least, so that nothing goes that somebody is about to refer to.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from archiver.core.language import later
from archiver.core.records import Finding, ItemNumber, Octets
from archiver.edges import content, depots
from archiver.edges.content import Laid, Resting
from archiver.edges.depots import Depot
from archiver.edges.store import erasing
from archiver.edges.store.custody import Detail, Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.tables import DepotRow, Item, ObjectRow
from archiver.edges.tables import Octets as OctetsRow
from archiver.edges.vault import Vault
from archiver.errors import ConfigError, StoreRefused, StoreUnavailable, UsageError
from archiver.failpoints import failpoint

RELOCATION = "relocation"
UNREFERRED = timedelta(days=1)
"""So long nothing is an orphan that nothing refers to."""
IN_TIME = UNREFERRED / 2
"""Longer after it was laid nothing is referred to any more."""
MOST_MOVED = 20
MOST_OCTETS = 32 << 20
"""In one transaction."""
PAGE = 500
_OCTETS = cast(func.coalesce(func.sum(Item.size), 0), BigInteger)
"""A sum of BIGINT is a NUMERIC on PostgreSQL."""


def since_boot() -> float:
    """Seconds, those asleep too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _require_in_time(began: float) -> None:
    """See that no sweep can have taken what was laid since then. Raises `StoreUnavailable`."""
    if since_boot() - began > IN_TIME.total_seconds():
        raise StoreUnavailable(later("What was laid in the depot waited too long; it is laid there anew."))


@dataclass(slots=True)
class LaidOut:
    """What was laid in a depot for a transaction, by checksum, and what of it the transaction took."""

    depot: Depot | None = None
    objects: dict[str, Laid] = field(default_factory=dict)
    began: float = field(default_factory=since_boot)
    _taken: set[str] = field(default_factory=set)

    def of(self, checksums: Iterable[str]) -> dict[str, Laid]:
        """Those of these, which are referred to now. Raises `StoreUnavailable` when they may be swept away already."""
        found = {checksum: self.objects[checksum] for checksum in checksums if checksum in self.objects}
        if found:
            _require_in_time(self.began)
        self._taken |= found.keys()
        return found

    def take_away(self) -> None:
        """Delete what nobody took; what cannot be deleted now, a sweep takes."""
        for checksum, one in self.objects.items():
            if checksum not in self._taken and self.depot is not None:
                with suppress(StoreUnavailable):
                    self.depot.delete(one.name)


def lay_out(database: Database, contents: Sequence[Octets], now: datetime) -> LaidOut:
    """Put what is large and new into the depot of what comes in, durably, before anything refers to it.

    Raises `StoreUnavailable` when that does not answer or is not ours: then nothing is taken in.
    """
    chosen, vault = database.depots.chosen, database.vault
    large = {octets.checksum: octets for octets in contents if octets.size > database.depots.above}
    if chosen is None or not large:
        return LaidOut()
    with database.reading() as connection:
        known = set(connection.scalars(select(Item.sha256).where(Item.sha256.in_(list(large)))))
        known |= erasing.known(connection, list(large))
    laid = LaidOut(database.depots.at(chosen))
    if laid.depot is None or known == large.keys():
        return laid
    name = begin(database, laid.depot, now)
    try:
        for checksum, octets in large.items():
            if checksum not in known:
                failpoint("content.before-object")
                laid.objects[checksum] = _lay(laid.depot, name, octets, vault)
                failpoint("content.after-object")
    except StoreUnavailable:  # no transaction has begun that could refer to them
        laid.take_away()
        raise
    return laid


def _lay(depot: Depot, name: str, octets: Octets, vault: Vault | None) -> Laid:
    key = None if vault is None else vault.fresh_key()
    one = Laid(
        name,
        depots.new_name(None if key else octets.checksum),
        content.laid_size(octets.size, sealed=key is not None),
        key,
    )
    depot.put(one.name, content.as_laid(octets, vault, key), one.size)
    return one


@contextmanager
def referring(laid: LaidOut) -> Iterator[None]:
    """Around the transaction that takes what was laid: what it did not need is taken away when it has committed.

    Of one that failed nobody knows whether it did: what it might refer to stays.
    """
    yield
    laid.take_away()


# --- depots -----------------------------------------------------------------------------------------------------


def begin(database: Database, depot: Depot, now: datetime) -> str:
    """The name of a depot of ours, which is begun when it is empty, or told where it lies now when it was moved.

    Raises `StoreUnavailable` for one that is another archive's, or that held ours and is not there.
    """
    mark = depots.mark_of(depot)
    with database.reading() as connection:
        known = connection.scalar(select(DepotRow.name).where(DepotRow.place == depot.place))
        is_used = known is not None and _is_used(connection, known)
        is_ours = mark is not None and connection.scalar(select(DepotRow.name).where(DepotRow.name == mark)) is not None
    if mark is not None and mark == known:
        return mark
    if mark is not None and is_ours and not is_used:
        with database.writing() as connection:
            connection.execute(delete(DepotRow).where(DepotRow.place == depot.place))
            connection.execute(update(DepotRow).where(DepotRow.name == mark).values(place=depot.place))
        return mark
    if mark is not None:
        raise StoreUnavailable(
            later("{place} belongs to another archive: name another folder, bucket or prefix."), place=depot.place
        )
    if is_used:
        depots.require_mark(depot, known or "")
    if known is None:
        if not is_empty(depot):
            raise StoreUnavailable(_IN_USE, place=depot.place)
        known = secrets.token_hex(8)
        try:
            with database.writing() as connection:
                connection.execute(insert(DepotRow), {"name": known, "place": depot.place, "opened_at": now})
        except StoreRefused:  # somebody else began it just now
            return begin(database, depot, now)
    depot.put(depots.MARK, [known.encode()], len(known))
    return known


def recognise(database: Database, now: datetime) -> None:
    """See whether the place of what comes in is a depot of ours that lay elsewhere. Raises `StoreUnavailable`."""
    chosen = database.depots.chosen
    if chosen is None:
        return
    with database.reading() as connection:
        is_known = connection.scalar(select(DepotRow.name).where(DepotRow.place == chosen)) is not None
        is_any = connection.scalar(select(DepotRow.name).limit(1)) is not None
    if is_any and not is_known and depots.mark_of(database.depots.at(chosen)) is not None:
        begin(database, database.depots.at(chosen), now)


_IN_USE = later("{place} holds octets of an archive already; name an empty folder, bucket or prefix.")


def is_empty(depot: Depot) -> bool:
    """Whether nothing of any archive is there."""
    return depots.mark_of(depot) is None and next(depot.lying(), None) is None


def require_empty(depot: Depot) -> None:
    """See that nothing of any archive is there. Raises `UsageError`."""
    if not is_empty(depot):
        raise UsageError(_IN_USE, place=depot.place)


def _is_used(connection: Connection, name: str) -> bool:
    return connection.scalar(select(ObjectRow.sha256).where(ObjectRow.depot == name).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where some of the octets rest."""

    place: str | None
    """None for the database."""
    items: int
    octets: int


def known_depots(connection: Connection) -> list[AnyRow]:
    """Every depot that anything rests in or that was begun."""
    return list(connection.execute(select(DepotRow.__table__).order_by(DepotRow.opened_at, DepotRow.name)).all())


def orphans(database: Database) -> Iterator[Finding]:
    """What lies in a depot for longer than a day and nothing refers to. Raises `StoreUnavailable`."""
    for depot, few in _unreferred(database):
        still = (one for one in few if depot.look(one.name) is not None)  # of a move under way it is gone by now
        yield from (Finding("orphan", f"object:{one.name}", "an item", "none") for one in still)


def _unreferred(database: Database) -> Iterator[tuple[Depot, list[depots.Lying]]]:
    with database.reading() as connection:
        known = known_depots(connection)
    for row in known:
        is_used = _in_use(database, row.name)
        try:
            depot = database.depots.at(row.place)
            depots.require_mark(depot, row.name)
        except (StoreUnavailable, ConfigError):
            if is_used:
                raise
            continue  # nothing rests there any more: it may be gone for good
        listed = depot.lying()
        first = next(listed, None)
        if first is None:
            continue
        until = depots.probe(depot).at - UNREFERRED
        waiting = [first]
        for one in listed:
            waiting.append(one)
            if len(waiting) >= PAGE:
                yield depot, _old(database, row.name, waiting, until)
                waiting = []
        yield depot, _old(database, row.name, waiting, until)


def _in_use(database: Database, name: str) -> bool:
    with database.reading() as connection:
        return _is_used(connection, name)


def _old(database: Database, name: str, few: Sequence[depots.Lying], until: datetime) -> list[depots.Lying]:
    with database.reading() as connection:
        referred = _referred(connection, name, few)
    return [one for one in few if one.at < until and one.name not in referred]


def _referred(connection: Connection, name: str, few: Sequence[depots.Lying]) -> set[str]:
    names = [one.name for one in few]
    question = select(ObjectRow.name).where(ObjectRow.depot == name, ObjectRow.name.in_(names))
    return set(connection.scalars(question))


# --- moving -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a move came to."""

    last: ItemNumber
    """It went as far as this item."""
    items: int
    octets: int
    damaged: tuple[ItemNumber, ...] = ()
    """Items whose octets are not what came in: they stay where they are."""


class Whereabouts:
    """Where octets rest. What takes more than one transaction says so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def places(self) -> list[Place]:
        """Where octets rest, and how much in each place; the database first."""
        with self._database.reading() as connection:
            inside = select(func.count(), _OCTETS).where(
                exists().where(OctetsRow.sha256 == Item.sha256, OctetsRow.ordinal == 0)
            )
            found = [Place(None, *connection.execute(inside).one())]
            for row in known_depots(connection):
                there = select(func.count(), _OCTETS).join(ObjectRow, ObjectRow.sha256 == Item.sha256)
                found.append(Place(row.place, *connection.execute(there.where(ObjectRow.depot == row.name)).one()))
            return found

    def begin(self, place: str, now: datetime) -> str:
        """Make a place ready; gives the name of its depot. Raises `StoreUnavailable` or `UsageError`."""
        return begin(self._database, self._database.depots.at(place), now)

    def left(self, depot: str | None, after: ItemNumber = ItemNumber(0)) -> tuple[int, int]:  # noqa: B008
        """How many items, and octets, do not rest yet where they are to go: a depot by name, or the database."""
        with self._database.reading() as connection:
            question = select(func.count(), _OCTETS)
            count, octets = connection.execute(question.where(self._elsewhere(depot), Item.number > after)).one()
            return count, octets

    def move_some(self, depot: str | None, after: ItemNumber, agent: str, now: datetime) -> Step | None:
        """Move a few items behind this one; None when there are none.

        Each is read where it rests and hashed, written where it goes, read there and hashed again; then one transaction
        lets it rest there, and only then what lay where it was is deleted. Whatever dies meanwhile leaves it whole in
        one place at least. Raises `StoreUnavailable`; called again it goes on.
        """
        with self._database.reading() as connection:
            which = (self._elsewhere(depot), Item.number > after)
            rows = connection.execute(
                select(Item.number, Item.sha256, Item.size).where(*which).order_by(Item.number).limit(MOST_MOVED)
            ).all()
            few = list(_few(rows))
            outside = {one.sha256: one for one in content.rest(connection, [row.sha256 for row in few])}
            sealed = content.how_stored(connection, [row.sha256 for row in few])
        if not few:
            return None
        if depot is None:
            return self._move_in(few, outside, agent, now)
        return self._move_out(depot, few, outside, sealed, agent, now)

    def _elsewhere(self, depot: str | None) -> ColumnElement[bool]:
        outside = exists().where(ObjectRow.sha256 == Item.sha256)
        if depot is None:
            return outside
        inside = exists().where(OctetsRow.sha256 == Item.sha256, OctetsRow.ordinal == 0)
        elsewhere = outside.where(ObjectRow.depot != depot)
        return or_(elsewhere, and_(Item.size > self._database.depots.above, inside))

    # --- out ---

    def _move_out(
        self,
        depot: str,
        few: Sequence[AnyRow],
        outside: dict[str, Resting],
        sealed: dict[str, tuple[bool, str]],
        agent: str,
        now: datetime,
    ) -> Step:
        target, damaged, began = self._depot(depot), list[ItemNumber](), since_boot()
        copies = dict[str, tuple[AnyRow, Resting]]()
        for row in few:
            old = outside.get(row.sha256)
            is_sealed, wrapped = (old.sealed, old.wrapped) if old else sealed.get(row.sha256, (False, ""))
            copy = self._copied(row, old, Resting(row.sha256, depot, target.place, "", 0, is_sealed, wrapped))
            if copy is None:
                damaged.append(row.number)
            else:
                copies[row.sha256] = (row, copy)
        failpoint("content.copied")
        moved = self._let_rest(copies, outside, began, agent, now)
        failpoint("content.moved")
        for sha256, (_, copy) in copies.items():
            if sha256 not in moved:
                self._drop(copy)
            elif sha256 in outside:
                self._drop(outside[sha256])
        return Step(few[-1].number, len(moved), sum(copies[one][0].size for one in moved), tuple(damaged))

    def _copied(self, row: AnyRow, old: Resting | None, new: Resting) -> Resting | None:
        """A copy of an item in a depot, proved there; None when what we have of it is not what came in."""
        vault, target = self._database.vault, self._database.depots.at(new.place)
        here = hashlib.sha256()
        name, size = depots.new_name(None if new.sealed else new.sha256), content.laid_size(row.size, sealed=new.sealed)
        new = replace(new, name=name, size=size)

        def told() -> Iterator[bytes]:
            for ordinal, piece in enumerate(self._as_it_lies(row.sha256, old)):
                here.update(content.opened(vault, new, ordinal, piece))
                yield piece

        target.put(new.name, told(), size)
        if here.hexdigest() == row.sha256:
            there = hashlib.sha256()
            for ordinal, piece in enumerate(content.as_lying(target, new)):
                there.update(content.opened(vault, new, ordinal, piece))
            if there.hexdigest() == row.sha256:
                return new
        target.delete(new.name)
        if here.hexdigest() == row.sha256:
            raise StoreUnavailable(later("{place} does not give back what it was given."), place=target.place)
        return None

    def _as_it_lies(self, sha256: str, old: Resting | None) -> Iterator[bytes]:
        if old is None:
            return content.as_stored(self._database.reading, sha256)
        return content.as_lying(self._database.depots.at(old.place), old)

    def _let_rest(
        self,
        copies: dict[str, tuple[AnyRow, Resting]],
        outside: dict[str, Resting],
        began: float,
        agent: str,
        now: datetime,
    ) -> set[str]:
        """One transaction; gives which of them still were where they had been."""
        moved = set[str]()
        if not copies:
            return moved
        with self._database.writing() as connection:
            pen = Pen(connection, now)  # nobody disposes of anything or sweeps meanwhile
            _require_in_time(began)
            gone = erasing.known(connection, list(copies))
            for sha256, (_, copy) in copies.items():
                if sha256 not in gone and _rests_there_now(connection, outside.get(sha256), copy, now):
                    moved.add(sha256)
            if moved:
                place = next(iter(copies.values()))[1].place
                self._note(pen, place, [copies[one][0] for one in moved], agent)
            pen.finish()
        return moved

    # --- in ---

    def _move_in(self, few: Sequence[AnyRow], outside: dict[str, Resting], agent: str, now: datetime) -> Step:
        damaged = [row.number for row in few if not self._is_sound(outside[row.sha256])]
        sound = [row for row in few if row.number not in damaged]
        moved = list[AnyRow]()
        if sound:
            with self._database.writing() as connection:
                pen = Pen(connection, now)
                moved += [row for row in sound if self._take_back(connection, outside[row.sha256])]
                if moved:
                    self._note(pen, None, moved, agent)
                pen.finish()
        failpoint("content.moved")
        with self._database.reading_anew() as connection:
            found = {one.name: one.checksum for one in content.at_rest(connection, [row.sha256 for row in moved])}
        for row in moved:
            if found[row.sha256] == row.sha256:
                self._drop(outside[row.sha256])
        return Step(few[-1].number, len(moved), sum(row.size for row in moved), tuple(damaged))

    def _is_sound(self, one: Resting) -> bool:
        here = hashlib.sha256()
        for ordinal, piece in enumerate(content.as_lying(self._database.depots.at(one.place), one)):
            here.update(content.opened(self._database.vault, one, ordinal, piece))
        return here.hexdigest() == one.sha256

    def _take_back(self, connection: Connection, one: Resting) -> bool:
        """Put an item's pieces into the database; False when it does not rest there any more."""
        which = and_(ObjectRow.sha256 == one.sha256, ObjectRow.depot == one.depot, ObjectRow.name == one.name)
        if connection.scalar(select(ObjectRow.sha256).where(which).limit(1)) is None:
            return False
        for ordinal, piece in enumerate(content.as_lying(self._database.depots.at(one.place), one)):
            row = {"sha256": one.sha256, "ordinal": ordinal, "content": piece, "sealed": one.sealed}
            connection.execute(insert(OctetsRow), row)
        connection.execute(delete(ObjectRow).where(which))
        return True

    # --- both ---

    def _note(self, pen: Pen, place: str | None, rows: Sequence[AnyRow], agent: str) -> None:
        numbers = sorted(row.number for row in rows)
        kind = "database" if place is None else place.partition(":")[0]
        detail: Detail = {"to": kind, "items": len(rows), "first": numbers[0], "last": numbers[-1]}
        pen.note(RELOCATION, "archive", agent=agent, detail=detail)

    def _drop(self, one: Resting) -> None:
        """Delete an object that nothing refers to any more; what cannot be deleted now, a sweep takes."""
        with suppress(StoreUnavailable):
            self._database.depots.at(one.place).delete(one.name)

    def _depot(self, name: str) -> Depot:
        with self._database.reading() as connection:
            place = connection.execute(select(DepotRow.place).where(DepotRow.name == name)).scalar_one()
        return self._database.depots.at(place)

    # --- sweeping ---

    def sweep(self, agent: str, now: datetime) -> int:
        """Delete what lies in a depot for longer than a day and nothing refers to; gives how many objects.

        Whoever is about to refer to something laid it there less than half a day ago.
        """
        done = 0
        for depot, few in _unreferred(self._database):
            if few:
                done += self._swept(depot, few, agent, now)
        return done

    def _swept(self, depot: Depot, few: Sequence[depots.Lying], agent: str, now: datetime) -> int:
        with self._database.writing() as connection:
            pen = Pen(connection, now)  # nobody refers to anything meanwhile
            referred = _referred(connection, depots.mark_of(depot) or "", few)
            gone = [one for one in few if one.name not in referred]
            for one in gone:
                depot.delete(one.name)
            pen.note(RELOCATION, "archive", agent=agent, detail={"swept": len(gone)})
            pen.finish()
            return len(gone)


def seal_where_it_lies(database: Database, old: Resting, now: datetime) -> None:
    """Put an open object into its depot anew, sealed with the key of its item, and delete the open one.

    One that is not there has nothing that lies open.
    """
    began, depot, vault = since_boot(), database.depots.at(old.place), database.vault
    with database.reading() as connection:
        wrapped = next(iter(content.rest(connection, [old.sha256])), old).wrapped
    new, sealed = replace(old, sealed=True, wrapped=wrapped), old.sealed
    if vault is not None and not sealed and depot.look(old.name) is not None:
        name, size = depots.new_name(None), content.laid_size(old.size, sealed=True)
        new = replace(new, name=name, size=size)
        depot.put(name, content.sealed_anew(vault, new, content.as_lying(depot, old)), size)
    with database.writing() as connection:
        Pen(connection, now)
        _require_in_time(began)
        which = (ObjectRow.sha256 == old.sha256, ObjectRow.name == old.name, ObjectRow.depot == old.depot)
        values = {"name": new.name, "size": new.size, "sealed": True, "put_at": now}
        is_done = connection.execute(update(ObjectRow).where(*which).values(values)).rowcount == 1
    failpoint("content.sealed")
    if new.name != old.name:
        with suppress(StoreUnavailable):
            depot.delete(old.name if is_done else new.name)


def _few(rows: Sequence[AnyRow]) -> Iterator[AnyRow]:
    """As many as one transaction takes, and one at least."""
    octets = 0
    for row in rows:
        if octets and octets + row.size > MOST_OCTETS:
            return
        octets += row.size
        yield row


def _rests_there_now(connection: Connection, old: Resting | None, copy: Resting, now: datetime) -> bool:
    """Let an item rest in its copy, where it still is as it was copied; else leave it, False."""
    values = {"depot": copy.depot, "name": copy.name, "size": copy.size, "sealed": copy.sealed, "put_at": now}
    if old is not None:
        which = (ObjectRow.sha256 == old.sha256, ObjectRow.depot == old.depot, ObjectRow.name == old.name)
        return connection.execute(update(ObjectRow).where(*which).values(values)).rowcount == 1
    there = select(OctetsRow.ordinal).where(OctetsRow.sha256 == copy.sha256, OctetsRow.ordinal == 0)
    if connection.scalar(there) is None or content.resting(connection, copy.sha256) is not None:
        return False
    connection.execute(insert(ObjectRow), {"sha256": copy.sha256, **values})
    connection.execute(delete(OctetsRow).where(OctetsRow.sha256 == copy.sha256))
    return True
