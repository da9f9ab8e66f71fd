"""The mail server fails at each word of the talk (hazards F20, F22), and the product dies at each of them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from random import Random
from typing import Literal

from tests.acceptance import independent
from tests.acceptance.world import Process
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.oracle import CRASH, LOST, SLOW, UNFINISHED, Finding, message_id_of
from tests.faults.stage import ENGINES, Engine, Stage, Theatre, fault_at
from tests.services.certificates import certificates
from tests.services.scripted_smtp import Act, Call, Cut, Drip, ScriptedSmtp, Silence
from tests.services.smtp import SunkLetter, tls_context

Kind = Literal["receipt", "digest"]
KINDS: tuple[Kind, ...] = ("receipt", "digest")
VERBS = ("GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BODY", "END", "SENT", "QUIT")
"""As `scripted_smtp` calls them: BODY is inside the letter, END the final dot, SENT what follows its 250."""
FAULTS = ("4xx", "5xx", "close", "silence", "drip")
REFUSING = {"MAIL", "RCPT", "DATA", "BODY", "END"}
"""Where 5xx is said of the letter, and not of the session."""
IN_THE_GAP = {"END", "SENT", "letter.after-send", "letter.before-mark-commit"}
"""Between the final dot and our knowing of the answer nobody can tell whether a letter was taken (RFC 1047)."""
PLACES = (
    *("letter.before-claim-commit", "letter.after-claim-commit", "letter.before-send", "letter.after-send"),
    *("letter.before-mark-commit", "letter.after-mark"),
)
WITNESS = "vidne@kommune.example"
LETTERS = 2
"""Of each case: two receipts, or the weekly letter and its copy, so that a fault has a next letter to spoil."""
WITH_A_COPY = f'[digest]\ncopy_to = ["{WITNESS}"]\n\n'
A_SECOND_EACH = "timeout_seconds = 1"
"""Then a whole letter has two."""
ABANDONED_WITHIN = 45.0
"""Seconds for both letters, the farewell and the program's start, on a machine that has much else to do."""
ROUNDS_LATER = 2
HOUR = 3600
AT_REST_WITHIN = 60.0


@contextmanager
def relay_of(stage: Stage, script: dict[str, Act | list[Act]], *, takes: bool = True) -> Iterator[ScriptedSmtp]:
    """A mail server that wants STARTTLS and a login, and follows a script; the stage's product is told of it."""
    with ScriptedSmtp(script, starttls=tls_context(), takes_unanswered=takes) as relay:
        (stage.folder / "smtp-password").touch(mode=0o600)
        (stage.folder / "smtp-password").write_text("hemmeligt", encoding="ascii")
        login = 'username = "arkiv"\npassword_file = "smtp-password"'
        trust = f'ca_file = "{certificates().ca_file}"'
        stage.smtp_port = relay.port
        stage.write_config(
            ('tls = "none"\nsender', f'tls = "starttls"\n{login}\n{trust}\n{A_SECOND_EACH}\nsender'),
        )
        yield relay


def act_of(verb: str, fault: str, kind: Kind) -> Act | list[Act]:
    """What the server does, once."""
    if fault in {"4xx", "5xx"}:
        code = {"4xx": "451 4.3.0 later", "5xx": "554 5.6.0 never"}[fault]
        # A receipt that is refused without a return path is handed over once more with one.
        return [code] * (2 if verb == "MAIL" and kind == "receipt" and fault == "5xx" else 1)
    # Twice a second, so that no wait for a single octet ends: only the whole letter's time does.
    acts: dict[str, Act] = {"close": Cut(), "silence": Silence(), "drip": Drip(0.5)}
    return [acts[fault]]


@dataclass
class Victim:
    """The command that a server kills while it talks to it."""

    _started: threading.Event = field(default_factory=threading.Event)
    _process: Process | None = None

    def is_process(self, process: Process) -> None:
        self._process = process
        self._started.set()

    def kill(self) -> None:
        assert self._started.wait(30)
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)


# --- one case ---------------------------------------------------------------------------------------------------------


def until_the_letters(stage: Stage, kind: Kind, chance: Random) -> tuple[str, ...]:
    """Everything that comes before the letters, on a day on which the server is well; gives the command that sends."""
    if kind == "digest":
        stage.deliver(a_mail(1, chance))
        stage.run("ingest").well()
        return ("digest", "--send")
    stage.deliver(*(a_mail(number, chance) for number in range(1, LETTERS + 1)))
    return ("ingest",)


@contextmanager
def the_scene(
    theatre: Theatre, engine: Engine, kind: Kind, script: dict[str, Act | list[Act]], chance: Random, *, takes: bool
) -> Iterator[tuple[Stage, ScriptedSmtp, tuple[str, ...]]]:
    """A stage just before the letters, the server that is to fail, and the command that sends them."""
    with theatre.stage(engine, more=WITH_A_COPY) as stage, relay_of(stage, {}) as well:
        stage.keep_bystanders()
        sending = until_the_letters(stage, kind, chance)
        with relay_of(stage, script, takes=takes) as relay:
            relay.taken.extend(well.taken)
            yield stage, relay, sending


def a_fault(
    theatre: Theatre, engine: Engine, kind: Kind, verb: str, fault: str, chance: Random, *, takes: bool = True
) -> Case:
    """One fault at one word; then the server is well."""
    script: dict[str, Act | list[Act]] = {verb: act_of(verb, fault, kind)}
    with the_scene(theatre, engine, kind, script, chance, takes=takes) as (stage, relay, sending):
        begun = time.monotonic()
        ended = stage.run(*sending)
        took = time.monotonic() - begun
        findings = [Finding(SLOW, f"it gave up after {took:.0f} s")] if took > ABANDONED_WITHIN else []
        findings += [Finding(CRASH, f"exit {ended.code}: {ended.errors[-300:]}")] if ended.code not in {0, 1} else []
        refused = int(fault == "5xx" and verb in REFUSING)
        findings += the_rest(stage, relay, kind, refused=refused, repeats=verb in IN_THE_GAP)
        name = f"{engine} {kind} {verb} {fault}{'' if takes else ', not taken'}"
        return Case(name, tuple(findings), facts=figures(relay, refused=refused) | {"max_seconds_given": took})


def a_kill(theatre: Theatre, engine: Engine, kind: Kind, verb: str, chance: Random) -> Case:
    """The product is killed by the server it talks to, at one word."""
    victim = Victim()
    script: dict[str, Act | list[Act]] = {verb: [Call(victim.kill)]}
    with the_scene(theatre, engine, kind, script, chance, takes=True) as (stage, relay, sending):
        process = stage.start(*sending)
        victim.is_process(process)
        process.wait(60)
        findings = the_rest(stage, relay, kind, refused=0, repeats=verb in IN_THE_GAP)
        return Case(f"{engine} {kind} {verb} SIGKILL", tuple(findings), facts=figures(relay, kills=1))


def a_kill_at_a_place(theatre: Theatre, engine: Engine, kind: Kind, place: str, chance: Random) -> Case:
    """The product is killed between two words, at a place of its own."""
    with the_scene(theatre, engine, kind, {}, chance, takes=True) as (stage, relay, sending):
        stage.run(*sending, environment=fault_at(f"{place}:kill"))
        findings = the_rest(stage, relay, kind, refused=0, repeats=place in IN_THE_GAP)
        return Case(f"{engine} {kind} {place} SIGKILL", tuple(findings), facts=figures(relay, kills=1))


def a_dead_line(theatre: Theatre, kind: Kind, chance: Random) -> Case:
    """A network that forgets the connection between two letters, as NAT does: nothing comes through any more."""
    with theatre.stage(more=WITH_A_COPY) as stage, ScriptedSmtp({}) as relay:
        proxy = stage.proxy(relay.port)
        stage.smtp_port = proxy.port
        plain = (('tls = "none"\nsender', f'tls = "none"\n{A_SECOND_EACH}\nsender'),)
        stage.write_config(*plain)
        sending = until_the_letters(stage, kind, chance)

        def forget_after(chunk: bytes) -> bytes:
            proxy.black_hole = b"queued" in chunk
            return chunk

        proxy.mangle_down = forget_after
        stage.run(*sending)
        proxy.mangle_down, proxy.black_hole = None, False
        findings = the_rest(stage, relay, kind, refused=0, repeats=False)
        return Case(f"{kind} dead line", tuple(findings), facts=figures(relay))


def in_the_daemon(theatre: Theatre, verb: str, fault: str, chance: Random) -> Case:
    """The same while the daemon runs, which has to come over it by itself and within a minute (I8)."""
    findings: list[Finding] = []
    script: dict[str, Act | list[Act]] = {verb: act_of(verb, fault, "receipt")}
    with theatre.stage(more=WITH_A_COPY) as stage, relay_of(stage, script) as relay:
        with stage.daemon() as daemon:
            stage.deliver(*(a_mail(number, chance) for number in range(1, LETTERS + 1)))
            took = stage.until(partial(all_sent, stage, LETTERS), AT_REST_WITHIN, daemon.process)
        if took is None:
            findings.append(Finding(UNFINISHED, f"not all letters sent after {AT_REST_WITHIN:.0f} s"))
        findings += judged(stage, relay, repeats=verb in IN_THE_GAP)
        return Case(f"daemon {verb} {fault}", tuple(findings), took or 0.0, figures(relay))


# --- the judgement ----------------------------------------------------------------------------------------------------


def the_rest(stage: Stage, relay: ScriptedSmtp, kind: Kind, *, refused: int, repeats: bool) -> list[Finding]:
    """The server is well again: what still waits goes out by itself, and what was refused when a person says so."""
    for hours in range(1, ROUNDS_LATER + 1):
        stage.run("ingest", environment=hours_later(hours))
    findings = [*no_loop(relay)]
    if refused:
        findings += told_of_refusals(stage, refused)
        send_after_all(stage, kind)
        stage.run("ingest", environment=hours_later(ROUNDS_LATER + 1))
    elif kind == "digest" and not independent.ask(stage.database_url, "SELECT 1 FROM digest_issues"):
        stage.run("digest", "--send", environment=hours_later(ROUNDS_LATER))
    return findings + judged(stage, relay, repeats=repeats)


def send_after_all(stage: Stage, kind: Kind) -> None:
    """What the officer does about a letter that was refused."""
    if kind == "digest":
        stage.run("digest", "--send", environment=hours_later(ROUNDS_LATER)).well()
        return
    numbers = independent.ask(stage.database_url, "SELECT id FROM outbox WHERE state = 'failed'")
    stage.run("outbox", "send", *(str(number) for (number,) in numbers), environment=hours_later(ROUNDS_LATER)).well()


def hours_later(hours: int) -> dict[str, str]:
    return {"ARCHIVER_TEST_SECONDS_LATER": str(hours * HOUR)}


def told_of_refusals(stage: Stage, refused: int) -> Iterator[Finding]:
    """A refusal is an end, and is told of in the list of letters that did not get through."""
    told = stage.run("outbox", "list", "--json", environment=hours_later(ROUNDS_LATER)).json["letters"]
    states = Counter(letter["state"] for letter in told)
    if states["failed"] != refused:
        yield Finding(LOST, f"{states['failed']} letters are told of as refused, not {refused}")


def no_loop(relay: ScriptedSmtp) -> Iterator[Finding]:
    """Nothing is handed over again and again."""
    tries = Counter(line for line in relay.said if line.startswith("RCPT"))
    for line, count in tries.items():
        if count > ROUNDS_LATER + 1:
            yield Finding(UNFINISHED, f"{count} times {line.partition(' ')[0]} for one letter")


def judged(stage: Stage, relay: ScriptedSmtp, *, repeats: bool) -> list[Finding]:
    """The oracle, and the server's book against the archive's."""
    readers = 2 if independent.ask(stage.database_url, "SELECT 1 FROM digest_issues") else 1
    oracle = stage.oracle(letters=relay.taken, repeats_allowed=repeats, readers=readers)
    return [*oracle.judge(), *books_differ(stage, relay.taken, repeats=repeats)]


def books_differ(stage: Stage, taken: list[SunkLetter], *, repeats: bool) -> Iterator[Finding]:
    """What we call sent some server took; what it took we know of."""
    book = Counter(message_id_of(letter) for letter in taken)
    rows = independent.ask(stage.database_url, "SELECT message_id, kind, state FROM outbox WHERE kind <> 'alarm'")
    for name, kind, state in rows:
        if state == "sent" and not book[name]:
            yield Finding(LOST, f"a {kind} is marked sent, and no server took it")
        if state not in {"sent", "suppressed"}:
            yield Finding(UNFINISHED, f"a {kind} is {state} at the end")
        if book[name] > 1 + repeats:
            yield Finding("repeated receipt", f"a {kind} was taken {book[name]} times")


def all_sent(stage: Stage, receipts: int) -> bool:
    """Whether so many receipts are sent, and nothing waits."""
    rows = independent.ask(stage.database_url, "SELECT kind, state FROM outbox WHERE kind <> 'alarm'")
    sent = Counter(kind for kind, state in rows if state == "sent")
    return sent["receipt"] == receipts and len(rows) == sent.total() and stage.is_at_rest()


def figures(relay: ScriptedSmtp, **more: float) -> dict[str, float]:
    book = Counter(message_id_of(letter) for letter in relay.taken)
    return {"letters": len(book), "repeated_letters": len(relay.taken) - len(book), **more}


# --- the shards -------------------------------------------------------------------------------------------------------

One = Callable[[Theatre, Random], Case]


def each(cases: list[One], theatre: Theatre, chance: Random) -> Iterator[Case]:
    for case in cases:
        yield case(theatre, chance)


def faults(kind: Kind) -> list[One]:
    """Every fault at every verb, on both databases by turns; after the final dot also one that did not take it."""
    pairs = list(product(VERBS, FAULTS))
    cases: list[One] = [
        partial(_fault, ENGINES[place % 2], kind, verb, fault, True) for place, (verb, fault) in enumerate(pairs)
    ]
    return cases + [partial(_fault, "sqlite", kind, "END", fault, False) for fault in ("close", "silence", "drip")]


def _fault(engine: Engine, kind: Kind, verb: str, fault: str, takes: bool, theatre: Theatre, chance: Random) -> Case:
    return a_fault(theatre, engine, kind, verb, fault, chance, takes=takes)


def kills(kind: Kind) -> list[One]:
    places = (*PLACES, "digest.before-commit") if kind == "digest" else PLACES
    at_verbs: list[One] = [partial(_kill, ENGINES[place % 2], kind, verb) for place, verb in enumerate(VERBS)]
    at_places: list[One] = [partial(_place, ENGINES[at % 2], kind, place) for at, place in enumerate(places)]
    return [*at_verbs, *at_places]


def _kill(engine: Engine, kind: Kind, verb: str, theatre: Theatre, chance: Random) -> Case:
    return a_kill(theatre, engine, kind, verb, chance)


def _place(engine: Engine, kind: Kind, place: str, theatre: Theatre, chance: Random) -> Case:
    return a_kill_at_a_place(theatre, engine, kind, place, chance)


def _dead(kind: Kind, theatre: Theatre, chance: Random) -> Case:
    return a_dead_line(theatre, kind, chance)


def _daemon(verb: str, fault: str, theatre: Theatre, chance: Random) -> Case:
    return in_the_daemon(theatre, verb, fault, chance)


def lines(kind: Kind) -> list[One]:
    """What becomes of a connection that is kept for the next letter."""
    return [partial(_dead, kind)]


def daemons() -> list[One]:
    """Each verb once, with one fault after the other."""
    waits = ("4xx", "close", "silence", "drip")
    return [partial(_daemon, verb, waits[place % 4]) for place, verb in enumerate(VERBS)]


def shards(size: Size) -> list[Shard]:
    if size is Size.QUICK:
        few: list[One] = [
            partial(_fault, "sqlite", "receipt", "MAIL", "4xx", True),
            partial(_fault, "sqlite", "receipt", "RCPT", "5xx", True),
            partial(_fault, "sqlite", "receipt", "END", "close", True),
            partial(_fault, "sqlite", "receipt", "BODY", "drip", True),
            partial(_fault, "sqlite", "receipt", "QUIT", "drip", True),
            partial(_fault, "postgresql", "receipt", "SENT", "5xx", True),
            partial(_fault, "sqlite", "digest", "SENT", "5xx", True),
            partial(_fault, "sqlite", "digest", "END", "silence", False),
            partial(_fault, "sqlite", "digest", "END", "5xx", True),
            partial(_kill, "sqlite", "receipt", "DATA"),
            partial(_kill, "sqlite", "digest", "END"),
            partial(_place, "sqlite", "digest", "letter.after-send"),
            partial(_dead, "receipt"),
        ]
        return [Shard("a few", partial(each, few), len(few), 1.0)]
    every = {f"{kind} faults": faults(kind) for kind in KINDS}
    every |= {f"{kind} kills": [*kills(kind), *lines(kind)] for kind in KINDS}
    every["daemon"] = daemons()
    return [Shard(name, partial(each, cases), len(cases), len(cases) / 20) for name, cases in every.items()]


PART = Part(
    "smtp", "the mail server fails, and the product dies, at each word of the talk", shards, ("repeated_letters",)
)
