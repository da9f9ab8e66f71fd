"""PostgreSQL's COMMIT cut through (hazard F10): between any two octets of it and of its answer."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.oracle import CRASH, Finding
from tests.faults.parts.steps import IN_BATCHES, IN_THE_GAP, MAILS, TEN_MINUTES, deliver
from tests.faults.stage import Stage, Theatre, fault_at

COMMIT = b"Q\0\0\0\x0bCOMMIT\0"
ANSWER = b"C\0\0\0\x0bCOMMIT\0Z\0\0\0\x05I"
OCTETS = len(COMMIT) + len(ANSWER)
_PROTOCOL_3 = 3 << 16


@dataclass(frozen=True)
class Cut:
    """Where a connection ends."""

    commit: int
    """The how many-eth of the commits of transactions that may write, on whatever connection."""
    octets: int
    """So many of it and, once all of it has reached the server, of the server's answer still pass."""
    reset: bool

    def __str__(self) -> str:
        where = f"{self.octets} octets of it" if self.octets < len(COMMIT) else "it"
        answer = "" if self.octets < len(COMMIT) else f" and {self.octets - len(COMMIT)} octets of the answer"
        return f"commit {self.commit} after {where}{answer}, {'RST' if self.reset else 'FIN'}"


@dataclass
class Scissors:
    """Counts the commits of all connections, and cuts at one of them; also remembers what was being done then."""

    cut: Cut | None
    place: Callable[[], str]
    commits: list[str] = field(default_factory=list)
    """Of each commit so far, the place in the product that came last before it."""
    has_cut: bool = False
    odd_answer: bytes = b""
    """What a server said to the COMMIT that is to be cut, if that was anything else than that it did it."""

    def come_to_commit(self) -> bool:
        """One more; whether it is the one."""
        self.commits.append(self.place())
        return self.cut is not None and len(self.commits) == self.cut.commit and not self.has_cut


@dataclass
class Conversation:
    """One connection of the frontend/backend protocol, followed as far as to tell where a COMMIT begins."""

    scissors: Scissors
    _rest: bytes = b""
    """What of an unfinished message came so far and has passed already."""
    _has_begun: bool = False
    _only_reads: bool = False
    _answering: int | None = None
    """So many octets of the answer may pass."""

    def up(self, chunk: bytes) -> tuple[bytes, bool]:
        had, self._rest = len(self._rest), self._rest + chunk
        at = 0
        while (length := self._length(self._rest[at:])) and len(self._rest) - at >= length:
            if self._is_to_be_cut(self._rest[at : at + length]):
                return self._cut_up(at - had, chunk)
            at += length
        self._rest = self._rest[at:]
        return chunk, False

    def down(self, chunk: bytes) -> tuple[bytes, bool]:
        if self._answering is None:
            return chunk, False
        if not ANSWER.startswith(chunk):
            self.scissors.odd_answer = chunk
        passed, self._answering = chunk[: self._answering], max(0, self._answering - len(chunk))
        return passed, self._answering == 0

    def _length(self, waiting: bytes) -> int:
        """Of the first message, its type included; 0 while that cannot be told."""
        head = 1 if self._has_begun else 0
        if len(waiting) < head + 4:
            return 0
        return head + int(struct.unpack_from("!I", waiting, head)[0])

    def _is_to_be_cut(self, message: bytes) -> bool:
        if not self._has_begun:
            self._has_begun = struct.unpack_from("!I", message, 4)[0] == _PROTOCOL_3
        elif message.startswith(b"Q") and message[5:10] == b"BEGIN":
            self._only_reads = b"READ ONLY" in message
        elif message == COMMIT and not self._only_reads:
            return self.scissors.come_to_commit()
        return False

    def _cut_up(self, begins: int, chunk: bytes) -> tuple[bytes, bool]:
        assert self.scissors.cut is not None
        assert begins >= 0, "a COMMIT came in pieces"
        self.scissors.has_cut = True
        octets = self.scissors.cut.octets
        if octets < len(COMMIT):
            return chunk[: begins + octets], True
        self._answering = octets - len(COMMIT)
        return chunk, False


def _last_line(file: Path) -> str:
    lines = file.read_text(encoding="ascii").split() if file.exists() else []
    return lines[-1] if lines else "the beginning"


def one_cut(theatre: Theatre, cut: Cut | None, chance: Random) -> tuple[Case, Scissors]:
    """A round whose connection is cut there, and as many more as it takes."""
    with theatre.stage("postgresql", more=IN_BATCHES) as stage:
        deliver(stage, chance)
        visits = stage.folder / "visits"
        scissors = Scissors(cut, partial(_last_line, visits))
        _put_between(stage, scissors)
        ended = [stage.run("ingest", environment=fault_at("count", visits))]
        if ended[-1].code:
            ended += stage.settle()
        if not stage.is_at_rest():
            ended.append(stage.run("ingest", environment=TEN_MINUTES))
        place = scissors.commits[cut.commit - 1] if cut and len(scissors.commits) >= cut.commit else "never"
        oracle = stage.oracle(repeats_allowed=place in IN_THE_GAP)
        findings = [Finding(CRASH, f"exit {one.code}: {one.errors[-300:]}") for one in ended[-1:] if one.code]
        findings += [Finding(CRASH, "a fault of ours") for one in ended if "Traceback" in one.errors]
        findings += oracle.judge()
        if scissors.odd_answer:
            findings.append(Finding(CRASH, f"the server said {scissors.odd_answer!r}"))
        facts = {
            "mails": MAILS,
            "cuts": scissors.has_cut,
            "repeated_receipts": oracle.repeats,
            "max_rounds": len(ended),
        }
        return Case(f"{cut} (after {place})", tuple(findings), facts=facts), scissors


def _put_between(stage: Stage, scissors: Scissors) -> None:
    port = stage.theatre.postgres.port
    proxy = stage.proxy(port)
    proxy.reset = scissors.cut is not None and scissors.cut.reset
    proxy.listener = lambda: Conversation(scissors)
    stage.write_config((f":{port}/", f":{proxy.port}/"))


def cuts(count: int, share: int, shares: int, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Every octet with FIN and with RST in turn, each at another commit than the last; one share of them."""
    whole, scissors = one_cut(theatre, None, chance)
    yield whole
    commits = len(scissors.commits)
    kinds = 2 * (OCTETS + 1)
    for number in range(share, count, shares):
        octet, reset = divmod(number % kinds if count > kinds else number * kinds // count, 2)
        commit = 1 + (number * 7 + chance.randrange(7)) % commits
        yield one_cut(theatre, Cut(commit, octet, bool(reset)), chance)[0]


def shards(size: Size) -> list[Shard]:
    count, shares = (300, 2) if size is Size.FULL else (12, 1)
    return [
        Shard(f"{share + 1} of {shares}", partial(cuts, count, share, shares), count // shares + 1, 6.0)
        for share in range(shares)
    ]


PART = Part("commits", "PostgreSQL's COMMIT cut between any two octets", shards, ("cuts",))
