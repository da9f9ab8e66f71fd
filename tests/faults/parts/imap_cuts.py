"""The IMAP connection cut after every octet of a small session and many of a large one; dripping, late and silent.

A cut is of one direction, by FIN or by RST, and hits the first connection only or each one of a round (a round makes
new sessions by itself). Afterwards the line is whole again and rounds run until one is complete.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count, product
from random import Random
from typing import Any, Literal

from tests.acceptance import independent
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.inside import ROUNDS, Inside, seconds_until
from tests.faults.mail import Mail, a_mail
from tests.faults.oracle import DUPLICATE, LOST, MISSING_RECEIPT, SLOW, UNFINISHED, WRONG, Finding
from tests.faults.stage import Stage, Theatre, Way
from tests.services.proxy import FaultProxy

Direction = Literal["down", "up"]
WAYS: tuple[Way, ...] = ("move", "copy")
A_STAGE = 100
"""Small mails, before everything is judged and begun anew."""
A_LARGE_STAGE = 12
SMALL, LARGE = 0, 5_000_000
EVERY = 997
CUTS_OF_A_MAIL = 10
PATIENT = "[limits]\nattempts = 50\n\n"
"""A mail that is cut off ten times is not left alone for an hour in between."""
IN_PIECES = PATIENT.replace("attempts", "soft_megabytes = 1\nattempts")
HASTY = "[limits]\nconnect_seconds = 1\nread_seconds = 2\ncommand_seconds = 3\n\n"
WITHIN = 60.0
"""Seconds after the end of a fault in which everything must be well by itself (I8)."""


class Look:
    """What became of one mail, by SQL and imaplib over connections that are kept: a few milliseconds."""

    def __init__(self, stage: Stage, kept: ExitStack) -> None:
        path = stage.database_url.removeprefix("sqlite:///")
        self._database = kept.enter_context(closing(sqlite3.connect(path, timeout=30, isolation_level=None)))
        self._client = kept.enter_context(independent.session(stage.dovecot, stage.user))
        self._client.create("Arkiveret")

    def findings(self, mail: Mail, delivered: int) -> list[Finding]:
        """Whether the newest of so many mails is taken in, moved and to be thanked for, once."""
        found = [*self._stored(mail), *self._in_folders(mail, delivered)]
        states = self._ask("SELECT s.state FROM sightings s JOIN items i ON i.number = s.item WHERE i.sha256 = ?", mail)
        if not found and states != [("moved",)]:
            found.append(Finding(UNFINISHED, f"its sightings are {states}"))
        of_it = "SELECT o.kind FROM outbox o JOIN items i ON i.number = o.item WHERE i.sha256 = ?"
        if not found and self._ask(of_it, mail) != [("receipt",)]:
            found.append(Finding(MISSING_RECEIPT, "not one receipt is written down for it"))
        return found

    def is_well(self, mail: Mail, delivered: int) -> bool:
        return not self.findings(mail, delivered)

    def partly(self, mail: Mail) -> list[Finding]:
        """What must not be even while it is not taken in yet: octets that are not all of it."""
        if self._ask("SELECT 1 FROM items WHERE sha256 = ?", mail):
            return self._stored(mail)
        strays = "SELECT count(*) FROM octets WHERE sha256 NOT IN (SELECT sha256 FROM items)"
        left = self._database.execute(strays).fetchone()[0]
        return [Finding(WRONG, f"{left} pieces of no item")] if left else []

    def _stored(self, mail: Mail) -> list[Finding]:
        items = self._ask("SELECT number FROM items WHERE sha256 = ?", mail)
        pieces = self._ask("SELECT content FROM octets WHERE sha256 = ? ORDER BY ordinal", mail)
        if len(items) != 1:
            return [Finding(DUPLICATE if items else LOST, f"it is {len(items)} items")]
        if independent.checksum(b"".join(piece for (piece,) in pieces)) != mail.sha256:
            return [Finding(WRONG, "its octets are not what was delivered")]
        return []

    def _in_folders(self, mail: Mail, delivered: int) -> Iterator[Finding]:
        if left := self._count("INBOX"):
            yield Finding(UNFINISHED, f"{left} lie in INBOX still")
        lie = self._count("Arkiveret")
        if lie != delivered:
            yield Finding(DUPLICATE if lie > delivered else LOST, f"{lie} lie in Arkiveret, not {delivered}")
        elif independent.checksum(self._newest()) != mail.sha256:
            yield Finding(WRONG, "what lies in Arkiveret is not what was delivered")

    def _count(self, folder: str) -> int:
        _, [told] = self._client.select(folder, readonly=True)
        return int(told or b"0")

    def _newest(self) -> bytes:
        _, told = self._client.fetch("*", "(BODY.PEEK[])")
        return next((piece[1] for piece in told if isinstance(piece, tuple)), b"")

    def _ask(self, question: str, mail: Mail) -> list[tuple[Any, ...]]:
        return self._database.execute(question, (mail.sha256,)).fetchall()


@dataclass
class Line:
    """An archive whose mailbox is behind a proxy, with mails that come one at a time."""

    stage: Stage
    proxy: FaultProxy
    product: Inside
    look: Look
    numbers: Iterator[int]
    delivered: int = 0
    size: int = SMALL

    def deliver(self, chance: Random) -> Mail:
        mail = a_mail(next(self.numbers), chance, size=self.size)
        self.stage.deliver(mail)
        self.delivered += 1
        return mail

    def judged(self) -> list[Finding]:
        """Everything, once all letters are sent."""
        self.product.post()
        return self.stage.oracle().judge()


@contextmanager
def a_line(theatre: Theatre, way: Way, more: str = "", size: int = SMALL, first: int = 1) -> Iterator[Line]:
    with theatre.stage("sqlite", way, more=more) as stage, ExitStack() as kept:
        proxy = stage.proxy(stage.dovecot.port)
        stage.imap_port = proxy.port
        stage.write_config()
        product = kept.enter_context(Inside(stage))
        yield Line(stage, proxy, product, Look(stage, kept), count(first), size=size)


# --- every octet of a small session -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cut:
    """After so many octets."""

    direction: Direction
    after: int
    by: str
    """FIN or RST."""
    each: bool
    """Each connection of the first round, and not only its first."""

    def __str__(self) -> str:
        return f"{self.direction} {self.after} {self.by} {'each connection' if self.each else 'first connection'}"

    def begin(self, proxy: FaultProxy) -> None:
        proxy.cut_down = self.after if self.direction == "down" else None
        proxy.cut_up = self.after if self.direction == "up" else None
        proxy.reset = self.by == "RST"
        proxy.when_cut = None if self.each else partial(heal, proxy)


def heal(proxy: FaultProxy) -> None:
    proxy.cut_down = proxy.cut_up = proxy.when_cut = None


def session_length(theatre: Theatre, way: Way, chance: Random) -> dict[Direction, int]:
    """The octets of a session that takes in one small mail, the largest of three kinds."""
    with a_line(theatre, way) as line:
        lengths: list[tuple[int, int]] = []
        for _ in range(3):
            line.deliver(chance)
            before = line.proxy.octets_down, line.proxy.octets_up
            assert line.product.until_complete() == 1
            lengths.append((line.proxy.octets_down - before[0], line.proxy.octets_up - before[1]))
    return {"down": max(down for down, _ in lengths), "up": max(up for _, up in lengths)}


def every_octet(every: int, way: Way, by: str, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """A cut after each octet of both directions; of two neighbours one hits each connection, one the first."""
    lengths = session_length(theatre, way, chance)
    places = [(direction, after) for direction, length in lengths.items() for after in range(length + 1)]
    chosen = places[chance.randrange(every) :: every]
    odd = by == "RST"
    cuts = [Cut(*place, by, each=bool((number + odd) % 2)) for number, place in enumerate(chosen)]
    waiting, number = cuts, 1
    while waiting:
        with a_line(theatre, way, first=number) as line:
            for cut in waiting[:A_STAGE]:
                case = one_cut(line, cut, chance)
                yield case
                if case.findings:
                    break
            yield Case(f"all of them up to {cut}", tuple(line.judged()), facts={"judgements": 1})
        waiting, number = waiting[line.delivered :], number + line.delivered


def one_cut(line: Line, cut: Cut, chance: Random) -> Case:
    """A mail, a round over the line that is cut, and as many more over the whole line as the mail needs."""
    mail = line.deliver(chance)
    connections = line.proxy.connections
    cut.begin(line.proxy)
    line.product.round()
    was_cut = cut.each or line.proxy.when_cut is None
    heal(line.proxy)
    rounds = 1
    while (findings := line.look.findings(mail, line.delivered)) and rounds < ROUNDS:
        line.product.round()
        rounds += 1
    facts = {"cuts": float(was_cut), "max_rounds": float(rounds)}
    return Case(str(cut), tuple(findings), facts=facts | {"connections": line.proxy.connections - connections})


# --- a large session --------------------------------------------------------------------------------------------------


def large_places(theatre: Theatre, way: Way, more: str, chance: Random) -> tuple[int, list[int]]:
    """How long a session with a large mail is, and the places in it where one kind of text ends and another begins."""
    heard = bytearray()
    with a_line(theatre, way, more, LARGE) as line:
        line.proxy.mangle_down = partial(_overhear, heard)
        line.deliver(chance)
        assert line.product.until_complete() == 1
    return len(heard), sorted(boundaries(bytes(heard)))


def _overhear(heard: bytearray, chunk: bytes) -> bytes:
    heard += chunk
    return chunk


def boundaries(heard: bytes) -> Iterator[int]:
    """Before, at and after each end of a line of the protocol and each end of a literal."""
    at = 0
    while (end := heard.find(b"\r\n", at) + 2) > 1:
        literal = re.search(rb"\{(\d+)\}\r\n$", heard[max(at, end - 30) : end])
        at = end + (int(literal[1]) if literal else 0)
        for edge in {end, at}:
            yield from range(max(0, edge - 2), edge + 2)


def every_997th(share: int, shares: int, way: Way, more: str, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Ten cuts of the session of each large mail, one connection after the other, at places far from each other."""
    length, edges = large_places(theatre, way, more, chance)
    places = sorted({*range(chance.randrange(EVERY), length, EVERY), *edges})[share::shares]
    step = max(1, len(places) // CUTS_OF_A_MAIL)
    waiting = [place for first in range(step) for place in places[first::step]]
    number = 1
    while waiting:
        with a_line(theatre, way, more, LARGE, first=number) as line:
            for _ in range(A_LARGE_STAGE):
                if waiting:
                    yield from one_large_mail(line, waiting, chance)
            yield Case(f"all of them, {len(waiting)} cuts before the end", tuple(line.judged()))
        number += line.delivered


def one_large_mail(line: Line, waiting: list[int], chance: Random) -> Iterator[Case]:
    """A mail that is cut off at the next places, until none is left for it or it came in before the next."""
    mail = line.deliver(chance)
    mine = [waiting.pop(0) for _ in range(min(CUTS_OF_A_MAIL, len(waiting)))]
    by = chance.choice(("FIN", "RST"))
    line.proxy.reset = by == "RST"
    line.proxy.when_cut = partial(_next_cut, line.proxy, left := mine.copy())
    line.proxy.cut_down = left[0]
    while left:
        before = len(left)
        report = line.product.round()
        for place in mine[len(mine) - before : len(mine) - len(left)]:
            yield Case(f"{place} {by}", tuple(line.look.partly(mail)), facts={"cuts": 1})
        if report is not None and report.complete and left:
            yield Case(f"{left.pop(0)} {by}", facts={"beyond_the_end": 1})
            break
    heal(line.proxy)
    needed = line.product.until_complete()
    waiting[:0] = left
    findings = line.look.findings(mail, line.delivered)
    yield Case(f"after {mine}", tuple(findings), facts={"mails": 1, "max_rounds": needed or 0})


def _next_cut(proxy: FaultProxy, left: list[int]) -> None:
    left.pop(0)
    proxy.cut_down = left[0] if left else None


# --- a line that is slow, or that nothing comes through ---------------------------------------------------------------

PLACES = {
    "the greeting": rb"ready",
    "the login": rb"Logged in",
    "the folder": rb"UIDVALIDITY",
    "the list": rb"SEARCH",
    "the octets": rb"BODY\[\]",
    "the move": rb"COPYUID",
    "the rest": rb"\+ idling",
}


def _drip(proxy: FaultProxy) -> None:
    proxy.drip = 20


def _delay(proxy: FaultProxy) -> None:
    proxy.latency = 4.0


def _nothing(proxy: FaultProxy) -> None:
    proxy.black_hole = True


SLOWNESS: dict[str, Callable[[FaultProxy], None]] = {"drip": _drip, "delay": _delay, "black hole": _nothing}


def lift(proxy: FaultProxy) -> None:
    proxy.drip, proxy.latency, proxy.black_hole, proxy.mangle_down = 0, 0.0, False, None


@dataclass
class From:
    """A fault that begins when the server says something."""

    proxy: FaultProxy
    pattern: bytes
    begin: Callable[[FaultProxy], None]
    begun: threading.Event = field(default_factory=threading.Event)

    def __call__(self, chunk: bytes) -> bytes:
        if re.search(self.pattern, chunk) and not self.begun.is_set():
            self.begin(self.proxy)
            self.begun.set()
        return chunk


def slow_lines(cases: int | None, way: Way, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Each kind of slowness from each place on, for so long that the product gives up, and more than once."""
    chosen = list(product(SLOWNESS, PLACES))
    if cases is not None:
        chosen = [(kind, chance.choice(list(PLACES))) for kind in SLOWNESS][:cases]
    with a_line(theatre, way, HASTY) as line:
        for kind, place in chosen:
            yield one_slow_line(line, kind, place, chance)
        yield Case("all of them", tuple(line.judged()))


def one_slow_line(line: Line, kind: str, place: str, chance: Random) -> Case:
    fault = From(line.proxy, PLACES[place], SLOWNESS[kind])
    in_rest = place == "the rest"
    mail = None if in_rest else line.deliver(chance)
    line.proxy.mangle_down = fault
    with line.product.watching(1.0 if not in_rest else 5.0):
        begun = fault.begun.wait(30)
        mail = mail or line.deliver(chance)
        threading.Event().wait(chance.uniform(3.5, 6.0))
        lift(line.proxy)
        took = seconds_until(lambda: line.look.is_well(mail, line.delivered), WITHIN)
    findings = [Finding(UNFINISHED, f"{place} never came")] if not begun else []
    if took is None:
        findings += [Finding(SLOW, f"not well {WITHIN:.0f} s after it"), *line.look.findings(mail, line.delivered)]
    return Case(f"{kind} from {place} on", tuple(findings), took or 0.0, {"slow_lines": 1})


EVERY_OCTET: dict[tuple[Way, str], int] = {
    ("move", "FIN"): 1,
    ("move", "RST"): 4,
    ("copy", "FIN"): 4,
    ("copy", "RST"): 8,
}
"""All of the octets by one way and one kind of end; of the others so many less, from a random one on."""


def shards(size: Size) -> list[Shard]:
    full = size is Size.FULL
    small = [
        Shard(f"small {way} {by}", partial(every_octet, step if full else 400, way, by), 3900 // step, 6.0 / step)
        for (way, by), step in EVERY_OCTET.items()
    ]
    kinds: tuple[tuple[Way, str, int, int], ...] = (("move", PATIENT, 2, 2), ("copy", IN_PIECES, 8, 1))
    large = [
        Shard(
            f"large {way} {share + 1}",
            partial(every_997th, share, shares if full else 700, way, more),
            5200 // shares,
            8.0 / shares,
        )
        for way, more, shares, of_them in kinds
        for share in range(of_them if full else 1)
    ]
    slow = [Shard(f"slow {way}", partial(slow_lines, None if full else 2, way), 21, 4.0) for way in WAYS]
    return [*small, *large, *slow]


PART = Part(
    "imap-cuts", "the IMAP connection cut after every octet, dripping, late and silent", shards, ("cuts", "slow_lines")
)
