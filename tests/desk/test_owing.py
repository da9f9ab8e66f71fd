"""What is kept of the deadlines in memory is what the archive would say anew, whatever was done to the cases."""

from __future__ import annotations

import random

from archiver.core.casefile import SHEETS
from archiver.core.duties import duties
from archiver.core.records import ItemNumber
from archiver.desk.owing import Owing
from archiver.errors import UsageError
from archiver.jobs import casework
from archiver.jobs.casework import AtWork
from tests.builders import a_letter
from tests.desk.test_hostile import _sheet, _write
from tests.desk.test_looks import a_registration
from tests.desk.world import World
from tests.fakes import FakeServer


def test_deadlines_in_memory_are_those_of_the_archive_after_every_act(world_on_each: World) -> None:
    archive, office = world_on_each.archive, world_on_each.office
    store, dice, kept = archive.store, random.Random(11), Owing()
    server = FakeServer()

    def doing() -> casework.Doing:
        return casework.doing("officer en", archive.clock(), "")

    for turn in range(90):
        archive.clock.advance(hours=dice.randrange(1, 30))
        work = AtWork(store, office.terms, office.zone, "officer en", archive.clock())
        cases = store.entries.open_cases()
        items = list(range(1, store.catalogue.status().items + 1))
        case = dice.choice(cases) if cases else str(store.cases.open(doing(), 2026))
        try:
            match turn % 10:
                case 0:
                    server.deliver(a_letter(message_id=f"<{turn}@kommune.example>", body=f"{turn}\r\n"))
                    archive.round(server)
                case 1 | 2:
                    store.cases.file(ItemNumber(dice.choice(items)), case, doing())
                case 3:
                    store.cases.take_out(ItemNumber(dice.choice(items)), doing())
                case 4:
                    casework.register(work, case, a_registration(work, turn))
                case 5 | 6:
                    _write(work, case, _sheet(dice.choice(SHEETS), iter(["ord"] * 99), work))
                case 7:
                    store.cases.merge(case, dice.choice(cases), doing())
                case 8:
                    store.cases.undo(case, doing(), None)
                case 9:
                    if turn % 20 == 9:
                        store.cases.close(case, doing())
                    else:
                        store.cases.open(doing(), 2026)
        except UsageError:
            pass
        if turn % 3 == 0:
            continue  # some acts lie between two looks
        facts = store.entries.facts_of_open()
        told, count = kept.duties(store, office.terms, office.zone, archive.clock())
        assert told == duties(facts, office.terms, office.zone, archive.clock()), turn
        assert count == len(facts)
    assert store.cases.history(case), "something was done"


def test_what_becomes_overdue_is_told_without_anything_having_happened(world: World) -> None:
    store, kept, office = world.archive.store, Owing(), world.office
    world.make_case()
    before, _ = kept.duties(store, office.terms, office.zone, world.archive.clock())
    world.archive.clock.advance(days=30)

    after, _ = kept.duties(store, office.terms, office.zone, world.archive.clock())

    assert after != before
    assert after.unhelped
