"""What is kept of the deadlines in memory is what the archive would say anew, whatever was done to the cases."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from archiver.core.casefile import SHEETS
from archiver.core.duties import duties
from archiver.core.records import ItemNumber
from archiver.desk.owing import Owing
from archiver.edges.store.cases import Doing
from archiver.errors import UsageError
from archiver.jobs import casework
from archiver.jobs.casework import AtWork
from tests.builders import a_letter
from tests.desk.test_hostile import _sheet, _write
from tests.desk.test_looks import a_registration
from tests.desk.world import World
from tests.fakes import FakeServer


@dataclass(slots=True)
class Hand:
    """Does anything that changes what a case owes."""

    world: World
    dice: random.Random
    server: FakeServer = field(default_factory=FakeServer)
    count: int = 0

    def act(self) -> None:
        """One act; what the archive refuses changes nothing."""
        self.count += 1
        acts: list[Callable[[str], object]] = [
            self._receive, self._file, self._file, self._take_out, self._register, self._write, self._write,
            self._merge, self._undo, self._close, self._open,
        ]  # fmt: skip
        open_ = self.world.archive.store.entries.open_cases()
        with suppress(UsageError):
            self.dice.choice(acts)(self.dice.choice(open_) if open_ else self._open(""))

    @property
    def _work(self) -> AtWork:
        office, archive = self.world.office, self.world.archive
        return AtWork(archive.store, office.terms, office.zone, "officer en", archive.clock())

    @property
    def _doing(self) -> Doing:
        return Doing("officer en", self.world.archive.clock())

    def _item(self) -> ItemNumber:
        return ItemNumber(self.dice.randint(1, self.world.archive.store.catalogue.status().items))

    def _receive(self, _case: str) -> None:
        self.server.deliver(a_letter(message_id=f"<{self.count}@kommune.example>", body=f"{self.count}\r\n"))
        self.world.archive.round(self.server)

    def _file(self, case: str) -> None:
        self.world.archive.store.cases.file(self._item(), case, self._doing)

    def _take_out(self, _case: str) -> None:
        self.world.archive.store.cases.take_out(self._item(), self._doing)

    def _register(self, case: str) -> None:
        casework.register(self._work, case, a_registration(self._work, self.count))

    def _write(self, case: str) -> None:
        _write(self._work, case, _sheet(self.dice.choice(SHEETS), iter(["ord"] * 99), self._work))

    def _merge(self, case: str) -> None:
        other = self.dice.choice(self.world.archive.store.entries.open_cases())
        self.world.archive.store.cases.merge(case, other, self._doing)

    def _undo(self, case: str) -> None:
        self.world.archive.store.cases.undo(case, self._doing, None)

    def _close(self, case: str) -> None:
        self.world.archive.store.cases.close(case, self._doing)

    def _open(self, _case: str) -> str:
        return str(self.world.archive.store.cases.open(self._doing, 2026))


def test_deadlines_in_memory_are_those_of_the_archive_after_every_act(world_on_each: World) -> None:
    archive, office, kept = world_on_each.archive, world_on_each.office, Owing()
    hand = Hand(world_on_each, random.Random(11))

    for _ in range(60):
        for _ in range(hand.dice.randint(1, 3)):  # some acts lie between two looks
            archive.clock.advance(hours=hand.dice.randrange(1, 20))
            hand.act()
        facts = archive.store.entries.facts_of_open()
        told, count = kept.duties(archive.store, office.terms, office.zone, archive.clock())

        assert told == duties(facts, office.terms, office.zone, archive.clock()), hand.count
        assert count == len(facts)


def test_what_becomes_overdue_is_told_without_anything_having_happened(world: World) -> None:
    store, kept, office = world.archive.store, Owing(), world.office
    world.make_case()
    before, _ = kept.duties(store, office.terms, office.zone, world.archive.clock())
    world.archive.clock.advance(days=30)

    after, _ = kept.duties(store, office.terms, office.zone, world.archive.clock())

    assert after != before
    assert after.unhelped
