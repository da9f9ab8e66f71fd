"""The child process in which strangers' mail is read: locked in, timed, replaced when it misbehaves (hazards C7).

Both ends live here. The parent writes eight octets of length, one of kind, and the mail; where its signatures are to
be checked, what to check and the keys come before it as JSON, behind eight octets of their length. The child answers
with eight octets of length, one of kind and what it found as JSON. Nothing the child says is believed before it has
been validated.
"""

from __future__ import annotations

import fcntl
import gc
import logging
import os
import re
import select
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Generic, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

import archiver
from archiver.core import bounces, cuts, reading, search, signatures
from archiver.core.anatomy import TOO_DEEP
from archiver.core.handover.copies import LeftOut, Redacted
from archiver.core.handover.pseudonyms import Person
from archiver.core.records import (
    DateZone,
    Keys,
    Octets,
    Original,
    Reading,
    SignatureCheck,
    SignedPlace,
    Unreadable,
)
from archiver.edges.confinement import allow_processor_time, confine, die_with
from archiver.edges.turns import Turns
from archiver.errors import ReaderUnavailable, Unparseable

ORDINARY = 25 << 20
"""Octets; a larger mail gets a child of its own with more memory and time."""
MEMORY = 512 << 20
"""Octets of address space."""
MEMORY_PER_OCTET = 12
OCTETS_PER_SECOND = 2 << 20
"""What a mail above `ORDINARY` is given time for."""
PATIENCE = 15.0
"""Seconds by the wall clock for one mail."""
PROCESSOR_SECONDS = 10
START_PATIENCE = 30.0
"""Seconds for a child to come up, on a machine that is busy with everything else at once."""
MESSAGES = 5_000
"""Mails after which a child is replaced, so that nothing it leaks adds up."""
LONGEST_ANSWER = 32 << 20
ROOM = 1 << 20
"""Octets that wait in the pipe to a child: all of most mails, so that who writes one need not wait to be read."""

CRASHED = "crashed the process that read it"
TOOK_TOO_LONG = "took longer to read than allowed"
TOO_MUCH_PROCESSOR_TIME = "needed more processor time than allowed"
TOO_MUCH_MEMORY = "needed more memory than allowed"
NONSENSE = "the process that read it answered nonsense"

_OUT_OF_MEMORY = 77
_PATIENT = 10
"""Niceness of a child that finds words."""
_LENGTH = struct.Struct(">Q")
_HELLO, _READING, _SIGNATURES, _UNPARSEABLE = b"H", b"R", b"S", b"U"
_COPY = b"C"
_WORDS, _WORDS_OF_MAIL, _WORDS_OF_TEXT, _PICTURES = b"W", b"M", b"T", b"P"
"""For the search: with the text of attachments and without, of a text alone, and the pictures that may show writing."""
_ALL = (b"N", b"Y")
"""Before pictures: whether they are all."""
#: Its parser would keep thousands of short strings for ever, words of strangers' mail among them.
_KEEPS_NOTHING = ConfigDict(cache_strings="none")
_READINGS: TypeAdapter[Reading | None] = TypeAdapter(Reading | None, config=_KEEPS_NOTHING)
"""Never None, which is there because pydantic takes a configuration for no dataclass of the standard library."""
_CHECKS = TypeAdapter(tuple[SignatureCheck, ...], config=_KEEPS_NOTHING)
_ORDERS = TypeAdapter(tuple[tuple[SignedPlace, ...], Keys])
_COPY_ORDERS = TypeAdapter(tuple[tuple[Person, ...], str, str, str])
_LEFT_OUT = TypeAdapter(tuple[LeftOut, ...], config=_KEEPS_NOTHING)
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"[1-9][0-9]*(?:\.[1-9][0-9]*)*")
_ROOT = str(Path(archiver.__file__).parents[1])
#: -I keeps the working directory and the environment out; where we lie is told, as we may run from a checkout.
_BOOT = """import sys
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
from archiver.edges.parsing import serve
serve()"""
COMMAND = (sys.executable, "-I", "-B", "-c", _BOOT)


# --- in the child -----------------------------------------------------------------------------------------------


def serve(read: Callable[[bytes], Reading] = reading.read) -> None:
    """Lock this process in, then answer mail after mail until the parent closes the pipe.

    The command line ends with: where the package lies, the parent's process id, octets of memory, seconds.
    """
    _, parent, memory, seconds = sys.argv[-4:]
    die_with(int(parent))
    logging.disable()
    gc.freeze()
    _say(_HELLO, ",".join(confine(int(memory))).encode())
    while head := sys.stdin.buffer.read(_LENGTH.size):
        allow_processor_time(int(seconds))
        try:
            _answer(read, _LENGTH.unpack(head)[0])
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)


def _answer(read: Callable[[bytes], Reading], length: int) -> None:
    kind, rest = sys.stdin.buffer.read(1), length - 1
    try:
        if kind == _SIGNATURES:
            found = _checked(rest)
        elif kind == _COPY:
            found = _copied(rest)
        elif kind in {_WORDS, _WORDS_OF_MAIL}:
            found = _words(rest, with_files=kind == _WORDS)
        elif kind == _WORDS_OF_TEXT:
            found = _words_of_text(rest)
        elif kind == _PICTURES:
            found = _pictures(rest)
        else:
            found = _READINGS.dump_json(read(sys.stdin.buffer.read(rest)))
    except Unparseable as problem:
        _say(_UNPARSEABLE, str(problem).encode())
    else:
        _say(kind, found)


def _checked(length: int) -> bytes:
    from archiver.core import verification  # noqa: PLC0415 - half as much again to start, and most mail is only read

    (size,) = _LENGTH.unpack(sys.stdin.buffer.read(_LENGTH.size))
    places, keys = _ORDERS.validate_json(sys.stdin.buffer.read(size))
    octets = sys.stdin.buffer.read(length - _LENGTH.size - size)
    return _CHECKS.dump_json(verification.check(octets, places, keys))


def _copied(length: int) -> bytes:
    from archiver.core.handover import pseudonyms, redaction  # noqa: PLC0415 - as above

    (size,) = _LENGTH.unpack(sys.stdin.buffer.read(_LENGTH.size))
    people, word, someone, notice = _COPY_ORDERS.validate_json(sys.stdin.buffer.read(size))
    names = pseudonyms.known(people, word, someone)
    copy = redaction.redacted(sys.stdin.buffer.read(length - _LENGTH.size - size), names, notice)
    left_out = _LEFT_OUT.dump_json(copy.left_out)
    return _LENGTH.pack(len(left_out)) + left_out + copy.octets


def _words(length: int, *, with_files: bool) -> bytes:
    from archiver.core import indexing  # noqa: PLC0415 - as above, and never needed where mail comes in

    _let_others_pass()
    return " ".join(indexing.entries_of(sys.stdin.buffer.read(length), with_files=with_files)).encode()


def _words_of_text(length: int) -> bytes:
    _let_others_pass()
    writing = search.Writing()
    writing.add(sys.stdin.buffer.read(length).decode("utf-8", "replace"))
    return " ".join(writing.entries).encode()


def _pictures(length: int) -> bytes:
    from archiver.core import indexing  # noqa: PLC0415 - as above

    _let_others_pass()
    found, is_whole = indexing.pictures_of(sys.stdin.buffer.read(length))
    return _ALL[is_whole] + b"".join(_LENGTH.pack(len(one)) + one for one in found)


def _let_others_pass() -> None:
    """Whoever has mail to read comes first."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _PATIENT)


def _say(kind: bytes, body: bytes) -> None:
    sys.stdout.buffer.write(_LENGTH.pack(len(body) + 1) + kind + body)
    sys.stdout.buffer.flush()


# --- in the parent ----------------------------------------------------------------------------------------------


class _Misbehaved(Exception):
    """The child did not do as it should; carries why, in fixed words."""


_Found = TypeVar("_Found")
Pictures = tuple[tuple[bytes, ...], bool]
"""Files, and whether they are all there are."""


@dataclass(frozen=True, slots=True)
class _Request(Generic[_Found]):
    """What a child is asked, and how its answer is judged (which raises `_Misbehaved`)."""

    kind: bytes
    octets: Octets
    judged: Callable[[bytes, bytes], _Found | Unreadable]
    order: bytes = b""

    def pieces(self) -> Iterable[bytes]:
        """As it goes to the child."""
        head = self.kind + self.order
        return chain((_LENGTH.pack(len(head) + self.octets.size), head), self.octets.pieces())


class _Child:
    """One running child and its two pipes. Spoilt for good by the first misbehaviour."""

    def __init__(self, command: Sequence[str], memory: int, seconds: int) -> None:
        arguments = (_ROOT, str(os.getpid()), str(memory), str(seconds))
        self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            [*command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may hold text of the mail
            bufsize=0,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 - for mypy
        self._stdin, self._stdout = self._process.stdin.fileno(), self._process.stdout.fileno()
        with suppress(OSError):  # who has many pipes may have no large ones; the system's own size does too
            fcntl.fcntl(self._stdin, fcntl.F_SETPIPE_SZ, ROOM)
        os.set_blocking(self._stdin, False)
        os.set_blocking(self._stdout, False)
        self.read = 0
        self.spoilt = False

    def hello(self) -> tuple[str, ...]:
        """What it is confined by. Raises `ReaderUnavailable` when it does not come up."""
        try:
            kind, body = self._hear(monotonic() + START_PATIENCE)
        except _Misbehaved:
            kind, body = b"", b""
        if kind != _HELLO:
            self.end()
            raise ReaderUnavailable("the process that reads mail could not be started")
        return tuple(body.decode("ascii", "replace").split(","))

    def ask(self, request: _Request[_Found], patience: float) -> _Found | Unreadable:
        """What it found in one mail, or why nothing."""
        deadline = monotonic() + patience
        self.read += 1
        try:
            self._send(request.pieces(), deadline)
            return request.judged(*self._hear(deadline))
        except _Misbehaved as misbehaviour:
            self.spoilt = True
            return Unreadable(str(misbehaviour))

    def is_idle(self) -> bool:
        """Whether it lives and says nothing: what it says unasked would be taken for the next answer."""
        return not self.spoilt and not self._poll(self._stdout, select.POLLIN, 0)

    def end(self) -> None:
        """Kill it, whatever it is doing, and let go of everything."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, pieces: Iterable[bytes], deadline: float) -> None:
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                self._await(self._stdin, select.POLLOUT, deadline)
                try:
                    rest = rest[os.write(self._stdin, rest) :]
                except BrokenPipeError:
                    raise _Misbehaved(self._cause_of_death()) from None

    def _hear(self, deadline: float) -> tuple[bytes, bytes]:
        (length,) = _LENGTH.unpack(self._receive(_LENGTH.size, deadline))
        if not 0 < length <= LONGEST_ANSWER:
            raise _Misbehaved(NONSENSE)
        answer = self._receive(length, deadline)
        return answer[:1], answer[1:]

    def _receive(self, length: int, deadline: float) -> bytes:
        received = bytearray()
        while len(received) < length:
            self._await(self._stdout, select.POLLIN, deadline)
            piece = os.read(self._stdout, length - len(received))
            if not piece:
                raise _Misbehaved(self._cause_of_death())
            received += piece
        return bytes(received)

    def _await(self, pipe: int, event: int, deadline: float) -> None:
        if not self._poll(pipe, event, deadline - monotonic()):
            raise _Misbehaved(TOOK_TOO_LONG)

    def _poll(self, pipe: int, event: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(pipe, event)
        return bool(poll.poll(max(0.0, seconds) * 1000))

    def _cause_of_death(self) -> str:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return NONSENSE
        return {_OUT_OF_MEMORY: TOO_MUCH_MEMORY, -signal.SIGXCPU: TOO_MUCH_PROCESSOR_TIME}.get(code, CRASHED)


class ParsingChildren:
    """Reads mail in child processes that live as long as they behave. Safe to use from several threads.

    No mail can harm or stop the caller: whatever it does to its child comes back as `Unreadable`, and the next mail
    meets a fresh one. Of `count` children only as many are started as read at once. `command` replaces their program;
    its last four arguments are as `serve` takes them.
    """

    def __init__(
        self,
        count: int = 1,
        *,
        command: Sequence[str] = COMMAND,
        memory: int = MEMORY,
        patience: float = PATIENCE,
        processor_seconds: int = PROCESSOR_SECONDS,
        messages: int = MESSAGES,
    ) -> None:
        self._command = tuple(command)
        self._memory, self._patience, self._seconds, self._messages = memory, patience, processor_seconds, messages
        self.count = count
        """How many mails are read at once."""
        self._turns = Turns(count)
        self._closing = threading.Lock()
        self._lock = threading.Lock()
        self._resting: list[_Child] = []
        """The last to have read comes first."""
        self._confinement: tuple[str, ...] = ()
        # The kernel kills the child when the thread that started it ends (PR_SET_PDEATHSIG), not our process: so
        # one thread starts them all and lives as long as we do.
        self._starter: ThreadPoolExecutor | None = None

    @property
    def confinement(self) -> tuple[str, ...]:
        """What a child is locked in by: "limits", "no_new_privileges" and, where the kernel has it, "seccomp"."""
        with self._turn():
            self._rest(self._ready())
            return self._confinement

    def read(self, octets: Octets) -> Reading | Unreadable:
        """What is understood of one mail, or why nothing is. Raises `ReaderUnavailable` if no child can be started."""
        return self._ask(_Request(_READING, octets, partial(_judged, octets)))

    def check(
        self, octets: Octets, places: Sequence[SignedPlace], keys: Keys
    ) -> tuple[SignatureCheck, ...] | Unreadable:
        """The signatures at these places of an item, checked with these keys as `core.verification.check` does it."""
        order = _ORDERS.dump_json((tuple(places), keys))
        judge = partial(_judged_checks, places)
        return self._ask(_Request(_SIGNATURES, octets, judge, _LENGTH.pack(len(order)) + order))

    def words(self, octets: Octets, *, with_files: bool = True) -> tuple[str, ...] | Unreadable:
        """The words a mail is found by, as `core.indexing.entries_of` gives them."""
        kind = _WORDS if with_files else _WORDS_OF_MAIL
        return self._ask(_Request(kind, octets, partial(_judged_words, kind)))

    def copy(
        self, octets: Octets, people: Sequence[Person], word: str, someone: str, notice: str
    ) -> Redacted | Unreadable:
        """A mail without these people's names, as `core.handover.redaction.redacted` makes it."""
        order = _COPY_ORDERS.dump_json((tuple(people), word, someone, notice))
        return self._ask(_Request(_COPY, octets, _judged_copy, _LENGTH.pack(len(order)) + order))

    def words_of_text(self, text: Octets) -> tuple[str, ...] | Unreadable:
        """The words of a text in UTF-8, as they stand in the index."""
        return self._ask(_Request(_WORDS_OF_TEXT, text, partial(_judged_words, _WORDS_OF_TEXT)))

    def pictures(self, octets: Octets) -> Pictures | Unreadable:
        """The pictures in a mail that may show writing, as `core.indexing.pictures_of`; a stranger's octets still."""
        return self._ask(_Request(_PICTURES, octets, _judged_pictures))

    def _ask(self, request: _Request[_Found]) -> _Found | Unreadable:
        octets = request.octets
        with self._turn():
            extra = octets.size if octets.size > ORDINARY else 0
            child = self._started(extra) if extra else self._ready()
            with ExitStack() as unless_fit_for_more:
                unless_fit_for_more.callback(child.end)
                found = child.ask(request, self._patience + extra / OCTETS_PER_SECOND)
                if not (extra or child.spoilt or child.read >= self._messages):
                    self._rest(child)
                    unless_fit_for_more.pop_all()
            return found

    def let_rest(self, keep: int = 1) -> None:
        """End all children but so many that wait for mail: what a busy hour needed, a quiet one need not keep."""
        with self._lock:
            most = max(0, len(self._resting) - keep)
            spare, self._resting = self._resting[:most], self._resting[most:]
        for child in spare:
            child.end()

    def close(self) -> None:
        """End the children, before those who wait for one have their turn. Reading again starts others."""
        with self._closing:
            for _ in range(self.count):
                self._turns.take(haste=True)
            with self._lock:
                resting, self._resting = self._resting, []
                starter, self._starter = self._starter, None
            for child in resting:
                child.end()
            if starter is not None:
                starter.shutdown()
            for _ in range(self.count):
                self._turns.hand_on()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self._turns.take()
        try:
            yield
        finally:
            self._turns.hand_on()

    def _rest(self, child: _Child) -> None:
        with self._lock:
            self._resting.append(child)

    def _ready(self) -> _Child:
        """A child that has read before, if it is still fit for another mail, taken out of its place."""
        with self._lock:
            child = self._resting.pop() if self._resting else None
        if child is not None and child.is_idle():
            return child
        if child is not None:
            child.end()
        return self._started(0)

    def _started(self, extra: int) -> _Child:
        with self._lock:
            starter = self._starter = self._starter or ThreadPoolExecutor(1, "starts-reader")
        memory = self._memory + MEMORY_PER_OCTET * extra
        seconds = self._seconds + extra // OCTETS_PER_SECOND
        try:
            child = starter.submit(_Child, self._command, memory, seconds).result()
        except OSError as problem:
            raise ReaderUnavailable(f"the process that reads mail could not be started: {problem.strerror}") from None
        self._confinement = child.hello()
        return child


def _judged(octets: Octets, kind: bytes, body: bytes) -> Reading | Unreadable:
    """A child may have been taken over by the mail it read: only what is a reading in form and bounds passes."""
    if kind == _UNPARSEABLE and body == TOO_DEEP.encode():
        return Unreadable(TOO_DEEP)
    if kind != _READING:
        raise _Misbehaved(NONSENSE)
    try:
        understood = _READINGS.validate_json(body, strict=True)
    except ValidationError:
        raise _Misbehaved(NONSENSE) from None
    if understood is None or not is_plausible(understood):
        raise _Misbehaved(NONSENSE)
    _hold_against(octets, understood)
    return understood


def _judged_checks(places: Sequence[SignedPlace], kind: bytes, body: bytes) -> tuple[SignatureCheck, ...]:
    """The same of checks: what passes names no key but that of a signature, and says no word that is not ours."""
    if kind != _SIGNATURES:
        raise _Misbehaved(NONSENSE)
    try:
        checks = _CHECKS.validate_json(body, strict=True)
    except ValidationError:
        raise _Misbehaved(NONSENSE) from None
    if not signatures.is_plausible(checks, places):
        raise _Misbehaved(NONSENSE)
    return checks


def _judged_copy(kind: bytes, body: bytes) -> Redacted:
    """The same of a copy. What is in it nobody can vouch for: names are looked for in it once more by who asked."""
    if kind != _COPY or len(body) < _LENGTH.size:
        raise _Misbehaved(NONSENSE)
    (size,) = _LENGTH.unpack(body[: _LENGTH.size])
    end = _LENGTH.size + size
    try:
        left_out = _LEFT_OUT.validate_json(body[_LENGTH.size : end], strict=True)
    except ValidationError:
        raise _Misbehaved(NONSENSE) from None
    if not all(_CHECKSUM.fullmatch(one.sha256) and one.size >= 0 for one in left_out):
        raise _Misbehaved(NONSENSE)
    return Redacted(body[end:], left_out)


def _judged_words(asked: bytes, kind: bytes, body: bytes) -> tuple[str, ...] | Unreadable:
    """The same of words: none is anything but letters and digits, so that no question can be made of them."""
    if kind == _UNPARSEABLE and body == TOO_DEEP.encode():
        return Unreadable(TOO_DEEP)
    if kind != asked:
        raise _Misbehaved(NONSENSE)
    try:
        entries = tuple(body.decode().split(" ")) if body else ()
    except UnicodeDecodeError:
        raise _Misbehaved(NONSENSE) from None
    if not search.is_plausible(entries):
        raise _Misbehaved(NONSENSE)
    return entries


def _judged_pictures(kind: bytes, body: bytes) -> Pictures | Unreadable:
    """Cut apart, and not looked at: that is for another confined process."""
    if kind == _UNPARSEABLE and body == TOO_DEEP.encode():
        return Unreadable(TOO_DEEP)
    if kind != _PICTURES or body[:1] not in _ALL:
        raise _Misbehaved(NONSENSE)
    found, at = list[bytes](), 1
    while at < len(body):
        length = int.from_bytes(body[at : at + _LENGTH.size], "big")
        at += _LENGTH.size + length
        if not 0 < length <= LONGEST_ANSWER or at > len(body):
            raise _Misbehaved(NONSENSE)
        found.append(body[at - length : at])
    return tuple(found), body[:1] == _ALL[True]


def _hold_against(octets: Octets, understood: Reading) -> None:
    """An enclosed message becomes an item under its checksum: that is what its octets hash to, or nothing is."""
    try:
        if any(cuts.checksum_of(octets, one.cuts) != one.checksum for one in understood.enclosed):
            raise _Misbehaved(NONSENSE)
    except Unparseable:
        raise _Misbehaved(NONSENSE) from None


def is_plausible(understood: Reading) -> bool:
    """Bounds that the types do not state: hashes, paths, places and offsets are what they must be."""
    envelopes = [understood.envelope, *(one.envelope for one in understood.enclosed)]
    dates = [date for envelope in envelopes for date in (envelope.date, *(hop.at for hop in envelope.received))]
    checksums = [one.checksum for one in understood.inside]
    checksums += [original.checksum for original in understood.originals if original.checksum is not None]
    paths = [one.path for one in understood.inside]
    return (
        all(_CHECKSUM.fullmatch(checksum) for checksum in checksums)
        and all(_PATH.fullmatch(path) for path in paths)
        and len(set(paths)) == len(paths) - _carriers_listed(understood)
        and all(date is None or date.tzinfo is not None for date in dates)
        and all(part.size >= 0 for part in understood.parts)
        and all(one.cuts and one.size >= 0 for one in understood.enclosed)
        and all(_is_original(place, original) for place, original in enumerate(understood.originals))
        and understood.strength is None
        and len(understood.returned) <= bounces.MOST
    )


def _carriers_listed(understood: Reading) -> int:
    """A file that is a message is a leaf and an enclosed message under one path."""
    return len({part.path for part in understood.parts} & {one.path for one in understood.enclosed})


def _is_original(place: int, original: Original) -> bool:
    is_wall_clock = original.date_zone is DateZone.ASSUMED
    return (
        (original.parent is None or 0 <= original.parent < place)
        and original.depth > 0
        and original.choice is None
        and (original.date is None or (original.date.tzinfo is None) == is_wall_clock)
    )


def _environment() -> dict[str, str]:
    """No secrets, only what Python may need to start."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
    return {"LC_ALL": "C.UTF-8", **{name: os.environ[name] for name in kept if name in os.environ}}
