"""A bell is heard by whoever waits for a socket, at once and however late they come."""

import select
import threading
from pathlib import Path

from archiver.bell import Bell

SOON, LATE = 20_000, 0
"""Milliseconds: a deadline, and not to wait at all."""


def heard(ear: int, within: int) -> bool:
    poll = select.poll()
    poll.register(ear, select.POLLIN)
    return poll.poll(within) == [(ear, select.POLLIN)]


def test_whoever_waits_for_a_socket_is_woken_and_so_is_every_other() -> None:
    bell, woken = Bell(), list[bool]()
    with bell.heard() as first, bell.heard() as second:
        assert not heard(first, LATE)
        waiting = [threading.Thread(target=lambda ear=ear: woken.append(heard(ear, SOON))) for ear in (first, second)]
        waiting.append(threading.Thread(target=lambda: woken.append(bell.wait(SOON))))
        for one in waiting:
            one.start()
        bell.set()
        bell.set()
        for one in waiting:
            one.join(SOON)
    assert woken == [True] * 3


def test_who_comes_after_it_rang_hears_it() -> None:
    bell = Bell()
    bell.set()
    with bell.heard() as ear:
        assert heard(ear, LATE)


def test_nothing_is_left_open() -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    bell, before = Bell(), descriptors()
    for _ in range(5):
        with bell.heard():
            assert descriptors() == before + 2
    bell.set()
    assert descriptors() == before
