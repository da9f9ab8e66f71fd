"""A bell is heard by whoever waits for a socket, at once and however late they come."""

import select
import threading
from pathlib import Path

import pytest

from archiver.bell import Bell

SECONDS = 20.0
"""A deadline."""


def heard(ear: int, seconds: float = 0.0) -> bool:
    poll = select.poll()
    poll.register(ear, select.POLLIN)
    return poll.poll(seconds * 1000) == [(ear, select.POLLIN)]


def test_whoever_waits_for_a_socket_is_woken_and_so_is_every_other() -> None:
    bell, woken, waits = Bell(), list[bool](), threading.Barrier(4)

    def wait_for_ear(ear: int) -> None:
        waits.wait(SECONDS)
        woken.append(heard(ear, SECONDS))

    def wait_for_bell() -> None:
        waits.wait(SECONDS)
        woken.append(bell.wait(SECONDS))

    with bell.heard() as first, bell.heard() as second:
        assert not heard(first)
        waiting = [threading.Thread(target=wait_for_ear, args=(ear,), daemon=True) for ear in (first, second)]
        waiting.append(threading.Thread(target=wait_for_bell, daemon=True))
        for one in waiting:
            one.start()
        waits.wait(SECONDS)
        bell.set()
        bell.set()
        for one in waiting:
            one.join(SECONDS)
        assert not any(one.is_alive() for one in waiting)
    assert woken == [True] * 3


def test_who_comes_after_it_rang_hears_it() -> None:
    bell = Bell()
    bell.set()
    with bell.heard() as ear:
        assert heard(ear)


def test_it_cannot_be_unrung() -> None:
    bell = Bell()
    bell.set()
    with pytest.raises(TypeError):
        bell.clear()
    assert bell.is_set()


def test_nothing_is_left_open() -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    bell, before = Bell(), descriptors()
    for _ in range(5):
        with bell.heard(), bell.heard():
            assert descriptors() == before + 2, "one for each who rests"
    bell.set()
    assert descriptors() == before
