from __future__ import annotations

import io
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import psutil
import pytest

import archiver
from archiver.core import verification
from archiver.core.anatomy import TOO_DEEP
from archiver.core.reading import read
from archiver.core.records import Cut, Octets, Reading, SignatureVerdict, Unreadable
from archiver.edges.parsing import (
    _READINGS,
    CRASHED,
    NONSENSE,
    ORDINARY,
    TOO_MUCH_MEMORY,
    TOO_MUCH_PROCESSOR_TIME,
    TOOK_TOO_LONG,
    ParsingChildren,
)
from archiver.errors import ReaderUnavailable
from tests.builders import a_forward_with_attachment, a_letter, a_multipart, nested
from tests.signing import Provider

LETTERS = sorted((Path(__file__).parents[1] / "letters").glob("*.eml"))
FINE = a_letter(body="fint")
WHO = "raise RuntimeError(str(os.getpid()))"

#: A child that is confined like the real one and does as the mail says.
OBEDIENT = """import sys
sys.path.insert(0, sys.argv[1])
import os, socket, threading, time
from archiver.core import reading
from archiver.core.records import Envelope, Reading
from archiver.edges.parsing import serve

def attempt(order):
    try:
        exec(order)
    except PermissionError:
        return Reading(Envelope(), (), findings=("refused",))
    except OSError as problem:
        return Reading(Envelope(), (), findings=(os.strerror(problem.errno),))
    except RuntimeError as problem:
        return Reading(Envelope(), (), findings=(str(problem),))
    return Reading(Envelope(), (), findings=("allowed",))

def obey(octets):
    if not octets.startswith(b"ORDER "):
        return reading.read(octets)
    return attempt(octets[6:].decode())

serve(obey)"""


def running(code: str) -> list[str]:
    return [sys.executable, "-I", "-B", "-c", code]


def order(text: str) -> Octets:
    return Octets(b"ORDER " + text.encode())


@pytest.fixture(scope="module")
def child() -> Iterator[ParsingChildren]:
    child = ParsingChildren()
    yield child
    child.close()


@pytest.fixture
def obedient() -> Iterator[ParsingChildren]:
    child = ParsingChildren(command=running(OBEDIENT), patience=5, processor_seconds=1)
    yield child
    child.close()


def children() -> list[psutil.Process]:
    return psutil.Process().children()


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_mail_is_understood_in_the_child_as_it_would_be_here(child: ParsingChildren) -> None:
    octets = a_forward_with_attachment()

    assert child.read(Octets(octets)) == read(octets)


def test_every_letter_comes_through_the_child(child: ParsingChildren) -> None:
    readings = {path.stem: child.read(Octets(path.read_bytes())) for path in LETTERS}

    assert readings == {path.stem: read(path.read_bytes()) for path in LETTERS}


def test_a_mail_in_a_file_is_streamed_to_the_child(child: ParsingChildren) -> None:
    octets = a_multipart([(("Content-Type: application/octet-stream",), b"x" * (3 << 20))])

    assert child.read(Octets(io.BytesIO(octets))) == read(octets)


def test_what_nests_too_deeply_is_unreadable_and_costs_no_child(child: ParsingChildren) -> None:
    child.read(Octets(FINE))
    before = children()

    assert child.read(Octets(nested(3000))) == Unreadable(TOO_DEEP)
    assert children() == before


def test_the_child_is_locked_in(child: ParsingChildren) -> None:
    assert child.confinement == ("limits", "no_new_privileges", "seccomp")


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.socketpair()",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "open('/tmp/arkivfunktion-must-not-appear', 'w')",
        "os.open('/tmp', os.O_TMPFILE | os.O_WRONLY)",
        "os.mkdir('/tmp/arkivfunktion-must-not-appear')",
        "os.unlink('/nonexistent/file')",
        "os.memfd_create('x')",
        "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
    ],
)
def test_the_child_may_neither_connect_nor_start_nor_signal_nor_write(attempt: str, obedient: ParsingChildren) -> None:
    reading = obedient.read(order(attempt))

    assert isinstance(reading, Reading)
    assert reading.findings == ("refused",)
    assert isinstance(obedient.read(Octets(FINE)), Reading)
    assert not Path("/tmp/arkivfunktion-must-not-appear").exists()


def test_the_child_may_not_start_a_thread(obedient: ParsingChildren) -> None:
    reading = obedient.read(order("threading.Thread(target=print).start()"))

    assert isinstance(reading, Reading)
    assert reading.findings == ("can't start new thread",)


def test_the_child_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER__SMTP__PASSWORD", "hemmelig")
    child = ParsingChildren(command=running(OBEDIENT))

    reading = child.read(order("assert set(os.environ) <= {'LC_ALL', 'LC_CTYPE', 'LD_LIBRARY_PATH'}"))
    child.close()

    assert isinstance(reading, Reading)
    assert reading.findings == ("allowed",)


@pytest.mark.parametrize(
    ("misdeed", "reason"),
    [
        ("bytearray(2 << 30)", TOO_MUCH_MEMORY),
        ("while True: pass", TOO_MUCH_PROCESSOR_TIME),
        ("os._exit(0)", CRASHED),
        ("os.abort()", CRASHED),
        ("import ctypes; ctypes.string_at(0)", CRASHED),
        ("raise KeyError('a bug of ours')", CRASHED),
        ("os.write(1, b'noget helt andet end et svar')", NONSENSE),
        (r"os.write(1, b'\0' * 7 + b'\x03R{}')", NONSENSE),
        (r"os.write(1, b'\0' * 7 + b'\x05Rnull')", NONSENSE),
        (r"os.write(1, b'\0' * 7 + b'\x05Uhaha')", NONSENSE),
        (r"os.write(1, b'\xff' * 8)", NONSENSE),
    ],
)
def test_a_child_that_misbehaves_costs_one_reading_and_is_replaced(
    misdeed: str, reason: str, obedient: ParsingChildren
) -> None:
    assert obedient.read(order(misdeed)) == Unreadable(reason)
    assert obedient.read(Octets(FINE)) == read(FINE)


def test_of_a_mail_that_was_read_no_string_is_kept() -> None:
    """pydantic's parser would keep each short one for the life of the process."""
    answers = [_READINGS.dump_json(read(FINE.replace(b"<", b"<%d." % number))) for number in range(300)]
    _READINGS.validate_json(answers[0])
    tracemalloc.start(1)

    for answer in answers:
        _READINGS.validate_json(answer)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 100 * len(answers)


def test_a_child_that_hangs_is_abandoned() -> None:
    child = ParsingChildren(command=running(OBEDIENT), patience=0.5)

    unreadable = child.read(order("time.sleep(60)"))
    after = child.read(Octets(FINE))
    child.close()

    assert (unreadable, after) == (Unreadable(TOOK_TOO_LONG), read(FINE))


def test_a_child_that_stops_reading_its_input_is_abandoned() -> None:
    deaf = "import sys, time; sys.stdout.buffer.write(bytes(7) + b'\\x02Hx'); sys.stdout.flush(); time.sleep(60)"
    child = ParsingChildren(command=running(deaf), patience=0.5)

    unreadable = child.read(Octets(b"x" * (1 << 20)))
    child.close()

    assert unreadable == Unreadable(TOOK_TOO_LONG)


def test_what_a_child_says_unasked_is_not_taken_for_the_next_answer(obedient: ParsingChildren) -> None:
    later = "import signal; signal.signal(14, lambda *_: os.write(1, bytes(8))); signal.setitimer(0, 0.05)"
    obedient.read(order(later))
    deadline = monotonic() + 10
    while obedient._resting[0].is_idle() and monotonic() < deadline:
        threading.Event().wait(0.01)

    assert obedient.read(Octets(FINE)) == read(FINE)


def test_several_children_read_at_once_and_all_but_one_end_when_they_are_not_needed() -> None:
    children = ParsingChildren(3, command=running(OBEDIENT))
    together = threading.Barrier(3)

    def asleep(_: int) -> Reading | Unreadable:
        together.wait(30)
        return children.read(order("time.sleep(0.3); raise RuntimeError(str(os.getpid()))"))

    with ThreadPoolExecutor(3) as threads:
        answers = [one for one in threads.map(asleep, range(3)) if isinstance(one, Reading)]
    processes = {int(str(answer.findings[0])) for answer in answers}
    children.let_rest()
    again = {str(asked.findings[0]) for _ in range(3) if isinstance(asked := children.read(order(WHO)), Reading)}
    left = {process for process in processes if psutil.pid_exists(process)}
    children.let_rest(0)

    assert len(processes) == 3
    assert {str(process) for process in left} == again
    assert not any(psutil.pid_exists(process) for process in processes)
    assert isinstance(children.read(order(WHO)), Reading)  # another is started when there is something to read
    children.close()


def test_one_mail_does_not_wait_for_the_backlog_of_another_mailbox_and_neither_does_the_end() -> None:
    children = ParsingChildren(2, command=running(OBEDIENT))
    pause, backlog = order("time.sleep(0.02)"), 300
    with ThreadPoolExecutor(3) as theirs, ThreadPoolExecutor(1) as ours:
        waiting = [theirs.submit(children.read, pause) for _ in range(backlog)]
        waiting[4].result(30)
        ours.submit(children.read, pause).result(30)
        read_meanwhile = sum(one.done() for one in waiting)
        children.close()
        read_before_the_end = sum(one.done() for one in waiting)
        for one in waiting:
            one.cancel()
    children.close()

    assert read_meanwhile < backlog / 2
    assert read_before_the_end < backlog


def test_who_reads_alone_keeps_to_one_child() -> None:
    children = ParsingChildren(3, command=running(OBEDIENT))

    said = {str(asked.findings[0]) for _ in range(5) if isinstance(asked := children.read(order(WHO)), Reading)}
    children.close()

    assert len(said) == 1


def test_a_child_killed_while_it_rests_is_replaced_without_blaming_a_mail(obedient: ParsingChildren) -> None:
    others = children()
    obedient.read(Octets(FINE))
    (process,) = [one for one in children() if one not in others]
    process.kill()
    process.wait(10)

    assert obedient.read(Octets(FINE)) == read(FINE)


def test_a_child_is_replaced_after_so_many_mails() -> None:
    child, others = ParsingChildren(messages=2), children()

    seen = set()
    for _ in range(4):
        child.read(Octets(FINE))
        seen |= {one.pid for one in children() if one not in others}
    child.close()

    assert len(seen) == 2


def test_a_large_mail_gets_a_child_of_its_own_with_room() -> None:
    octets = a_multipart([(("Content-Type: application/octet-stream",), b"0123456\r\n" * (ORDINARY // 8))])
    child = ParsingChildren()
    before = children()

    reading = child.read(Octets(octets))

    assert isinstance(reading, Reading)
    assert [part.size for part in reading.parts] == [9 * (ORDINARY // 8)]
    assert children() == before
    child.close()


def test_several_threads_may_read_at_once(child: ParsingChildren) -> None:
    letters = [a_letter(subject=f"brev {number}") for number in range(20)]
    subjects: list[str] = []

    def work(octets: bytes) -> None:
        reading = child.read(Octets(octets))
        assert isinstance(reading, Reading)
        subjects.append(reading.envelope.subject)

    threads = [threading.Thread(target=work, args=(octets,)) for octets in letters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(subjects) == sorted(f"brev {number}" for number in range(20))


def test_the_child_outlives_the_thread_that_needed_it_first() -> None:
    child, others = ParsingChildren(), children()
    thread = threading.Thread(target=child.read, args=(Octets(FINE),))
    thread.start()
    thread.join()
    (process,) = [one for one in children() if one not in others]

    reading = child.read(Octets(FINE))

    assert reading == read(FINE)
    assert process.is_running()
    child.close()


def test_the_child_never_outlives_us() -> None:
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from archiver.core.records import Octets\n"
        "from archiver.edges.parsing import ParsingChildren\n"
        "child = ParsingChildren(); child.read(Octets(b'x'))\n"
        "print(child._resting[0]._process.pid, flush=True)\n"
        "sys.stdin.read()"
    )
    root = str(Path(archiver.__file__).parents[1])
    parent = subprocess.Popen([*running(code), root], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    process = psutil.Process(int(parent.stdout.readline()))

    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs([process], timeout=10)

    assert all(gone(one) for one in alive)


@pytest.mark.parametrize("command", [["/nonexistent/reader"], running("raise SystemExit(1)"), running("print('hej')")])
def test_a_child_that_cannot_be_started_says_nothing_about_the_mail(command: list[str]) -> None:
    child = ParsingChildren(command=command)

    with pytest.raises(ReaderUnavailable, match="could not be started"):
        child.read(Octets(FINE))
    child.close()


def test_closing_ends_the_child_and_reading_again_starts_another() -> None:
    child, others = ParsingChildren(), children()
    child.read(Octets(FINE))
    child.close()

    assert children() == others
    assert child.read(Octets(FINE)) == read(FINE)
    child.close()


# --- signatures -------------------------------------------------------------------------------------------------

CITIZEN = Provider()
SIGNED = Octets(CITIZEN.signed())
WHOLE = (("", ()),)


def test_signatures_are_checked_in_the_child_as_they_would_be_here(child: ParsingChildren) -> None:
    checks = child.check(SIGNED, WHOLE, CITIZEN.published)

    assert checks == verification.check(SIGNED.to_bytes(), WHOLE, CITIZEN.published)
    assert child.read(Octets(FINE)) == read(FINE)


def test_a_signed_mail_in_a_file_is_streamed_to_the_child(child: ParsingChildren) -> None:
    mail = CITIZEN.signed(a_letter(body="x" * 70 + "\r\n" * (3 << 20)))

    checks = child.check(Octets(io.BytesIO(mail)), WHOLE, CITIZEN.published)

    assert not isinstance(checks, Unreadable)
    assert [one.verdict for one in checks] == [SignatureVerdict.PASS]


def test_a_place_beyond_the_octets_is_nonsense_and_costs_one_answer(child: ParsingChildren) -> None:
    assert child.check(SIGNED, (("1", (Cut(10, 10_000),)),), {}) == Unreadable(NONSENSE)
    assert child.read(Octets(FINE)) == read(FINE)


FORGED = 'SignatureCheck("", Scheme.DKIM, 0, "d", "s", SignatureVerdict.TEMPERROR, "The DNS did not answer.", "")'
FORGER = """import sys
sys.path.insert(0, sys.argv[1])
from archiver.core import verification
from archiver.core.records import Scheme, SignatureCheck, SignatureVerdict
from archiver.edges.parsing import serve
verification.check = lambda octets, places, keys: ({forged},)
serve()"""


@pytest.mark.parametrize(
    "forged",
    [
        FORGED.replace("The DNS did not answer.", "jeg har ret"),
        FORGED.replace("TEMPERROR", "PASS"),
        FORGED.replace(', "")', ', "lur.example")'),
        FORGED.replace('("",', '("7",'),
        FORGED.replace("DKIM, 0", "DKIM, 99"),
        FORGED.replace('"d"', '"d" * 999'),
        f"*[{FORGED}] * 2",
    ],
)
def test_a_child_that_was_taken_over_has_nothing_looked_up_and_nothing_believed(forged: str) -> None:
    child = ParsingChildren(command=running(FORGER.format(forged=forged)))

    checks = child.check(SIGNED, WHOLE, {})
    child.close()

    assert checks == Unreadable(NONSENSE)
