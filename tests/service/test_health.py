"""What /healthz and /readyz are made of: loops that say that they turn, and questions that may hang."""

import itertools
import socket
import threading
import time
from dataclasses import dataclass

import pytest

from archiver.edges.probes import Probes, Told, ask
from archiver.errors import ArchiverError, StoreUnavailable
from archiver.service.health import Looked
from archiver.service.liveness import GRACE, LONGEST_WORK, Liveness
from tests.services.processes import free_port


@dataclass
class Seconds:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_says_that_it_turns_does_not_hang_until_its_time_and_a_little_more_is_over() -> None:
    seconds = Seconds()
    liveness = Liveness(seconds)
    liveness.turns("post", 15)
    liveness.turns("watcher arkiv")

    seconds.now += 15 + GRACE
    assert liveness.hanging() == {}
    seconds.now += 10
    assert liveness.hanging() == {"post": 10}
    liveness.turns("post", 15)
    assert liveness.hanging() == {}
    seconds.now += LONGEST_WORK + GRACE
    assert list(liveness.hanging()) == ["post", "watcher arkiv"]
    liveness.ended("post")
    assert list(liveness.hanging()) == ["watcher arkiv"]


def test_a_question_is_asked_once_for_all_who_ask_while_its_answer_is_fresh() -> None:
    numbers = itertools.count(1)
    looked = Looked(lambda: next(numbers), fresh=60)

    assert [looked.now() for _ in range(3)] == [1, 1, 1]


def test_a_question_that_hangs_makes_nobody_wait_and_is_not_asked_again_meanwhile() -> None:
    gate, asked = threading.Event(), []

    def question() -> str:
        asked.append(1)
        gate.wait(30)
        return "at last"

    looked = Looked(question, fresh=0.0)
    begun = time.monotonic()
    assert (looked.now(wait=0.1), looked.now(wait=0.1)) == (None, None)
    assert time.monotonic() - begun < 5
    assert len(asked) == 1
    gate.set()
    assert looked.now() == "at last"


def test_what_a_question_fails_with_is_an_answer() -> None:
    def question() -> str:
        raise StoreUnavailable("away")

    assert isinstance(Looked(question, fresh=1.0).now(), ArchiverError)


def test_a_fault_of_ours_in_a_question_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def question() -> str:
        raise KeyError("hemmeligt")

    assert isinstance(Looked(question, fresh=1.0).now(), ArchiverError)
    told = capsys.readouterr()
    assert "hemmeligt" not in told.out + told.err


def test_many_who_connect_and_say_nothing_keep_nobody_from_an_answer_for_long() -> None:
    port = free_port()
    with Probes(("127.0.0.1", port), {"/healthz": lambda: Told(True, b"{}")}) as server:
        threading.Thread(target=server.answer_all, daemon=True).start()
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        try:
            deadline = time.monotonic() + 20
            while not answers(port):
                assert time.monotonic() < deadline
        finally:
            for one in silent:
                one.close()


def answers(port: int) -> bool:
    try:
        return ask(("127.0.0.1", port), "/healthz")[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize("listen", ["0.0.0.0", "127.0.0.1"])
def test_who_listens_everywhere_is_asked_at_home(listen: str) -> None:
    port = free_port()
    with Probes((listen, port), {"/readyz": lambda: Told(False, b"no")}) as server:
        threading.Thread(target=server.answer_all, daemon=True).start()

        assert ask((listen, port), "/readyz") == (503, b"no")
