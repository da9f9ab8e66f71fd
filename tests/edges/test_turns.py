from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from archiver.edges.store.database import Database
from archiver.edges.turns import Turns
from archiver.errors import StoreUnavailable


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.001)


def so_many_wait(turns: Turns, count: int) -> bool:
    return len(turns) == count


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_turns_come_in_the_order_asked_for_and_those_in_haste_before_all(at_once: int) -> None:
    turns, order = Turns(at_once), []

    def write(name: str, haste: bool) -> None:
        assert turns.take(10, haste=haste)
        order.append(name)
        turns.hand_on()

    for _ in range(at_once):
        assert turns.take(0)
    assert not turns.take(0)
    with ThreadPoolExecutor(8) as threads:
        for place, name in enumerate(("first", "second", "third", "in haste"), 1):
            threads.submit(write, name, name == "in haste")
            until(partial(so_many_wait, turns, place))
        turns.hand_on()
    assert order == ["in haste", "first", "second", "third"]
    assert turns.take(0)
    assert not turns.take(0)


def test_who_loses_patience_leaves_the_line_and_the_others_go_on() -> None:
    turns = Turns()
    assert turns.take(0)
    with ThreadPoolExecutor(2) as threads:
        patient = threads.submit(turns.take, 10)
        until(lambda: len(turns) == 1)
        assert not turns.take(0.01)
        assert not turns.take(0.01, haste=True)
        assert len(turns) == 1
        turns.hand_on()
        assert patient.result(10)
    turns.hand_on()
    assert turns.take(0)


def test_never_two_at_once_and_none_is_left_out() -> None:
    turns, inside, most, done = Turns(), 0, 0, 0

    def write(number: int) -> None:
        nonlocal inside, most, done
        for _ in range(200):
            while not turns.take(0.0005 * (number % 3), haste=number % 2 == 0):
                pass
            inside += 1
            most = max(most, inside)
            done += 1
            inside -= 1
            turns.hand_on()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(6)))
    assert (most, inside, done, len(turns)) == (1, 0, 1200, 0)


def test_a_writer_whose_turn_never_comes_is_told_that_the_database_is_busy(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}", busy_seconds=0.05)
    with database.writing(), ThreadPoolExecutor(1) as threads:

        def write() -> None:
            with database.writing():
                pass

        with pytest.raises(StoreUnavailable, match="for too long"):
            threads.submit(write).result(10)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE after (x)")
    database.close()
