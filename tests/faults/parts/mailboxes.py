"""What becomes of a mailbox while the product works in it (hazards 2.2, F33): by servers, by people, by other clients.

The round is stopped at a place, something happens, and it goes on: UIDs mean other mails, mails are deleted or dragged
out, the archive folder is away or full. And another client does as it likes meanwhile.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random

import psutil

from tests.acceptance import independent
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.monkey import ASIDE, Monkey
from tests.faults.oracle import CRASH, UNFINISHED, WRONG, Finding
from tests.faults.parts.steps import IN_BATCHES
from tests.faults.stage import Engine, Stage, Theatre, Way, fault_at

MAILS = 6
PLACES = (
    "seen.after-commit",
    "fetched.before-accession",
    "accession.after-octets",
    "accession.before-commit",
    "accession.after-commit",
    "read-back.after",
    "settle.before-commit",
    "settle.after-commit",
    "intent.before-commit",
    "move.before",
    "move.after",
    "moved.before-commit",
    "moved.after-commit",
    "balance.before-commit",
)
OF_COPYING = ("copy.after", "copy.marked")
FLAGS = (r"\Seen", r"\Flagged", r"\Answered", r"\Draft", r"\Deleted")
ROUNDS = 6
QUOTA_KIB = 2_000
FILL = "Fyld"


# --- what can happen --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Misfortune:
    """Something that happens to a mailbox."""

    name: str
    befall: Callable[[Stage, Random], None]
    mend: Callable[[Stage], None] = lambda _: None
    """What happens after that round, and one more: people put things right."""


def _hashes(stage: Stage, folder: str = "INBOX") -> set[str]:
    return set(map(independent.checksum, independent.octets_in(stage.dovecot, stage.user, folder)))


def _more_mails(stage: Stage, chance: Random) -> None:
    first = len(stage.ledger.mails) + 1
    stage.deliver(*(a_mail(number, chance, size=300) for number in range(first, first + MAILS)))


def _forget_numbers(stage: Stage) -> None:
    """The server's own account of INBOX is gone: it makes a new one, with another UIDVALIDITY and UIDs from 1."""
    for file in stage.user.maildir.glob("dovecot*"):
        if file.name.startswith(("dovecot-uidlist", "dovecot.index")):
            file.unlink()


def _throw_away(stage: Stage) -> None:
    for place in ("cur", "new"):
        for letter in (stage.user.maildir / place).iterdir():
            letter.unlink()


def other_mails(stage: Stage, chance: Random) -> None:
    """INBOX is deleted and made anew, and other mails have the old UIDs."""
    stage.ledger.may_be_gone |= _hashes(stage)
    _throw_away(stage)
    _forget_numbers(stage)
    _more_mails(stage, chance)


def same_mails(stage: Stage, _: Random) -> None:
    """INBOX is made anew with what lay in it."""
    stage.ledger.seen_again |= _hashes(stage)
    _forget_numbers(stage)


def new_validity(stage: Stage, _: Random) -> None:
    """The same mails have the same UIDs under another UIDVALIDITY."""
    stage.ledger.seen_again |= _hashes(stage)
    uidlist = stage.user.maildir / "dovecot-uidlist"
    text = uidlist.read_text(encoding="utf-8")
    uidlist.write_text(re.sub(r"V(\d+)", lambda found: f"V{int(found[1]) + 7}", text, count=1), encoding="utf-8")
    for file in stage.user.maildir.glob("dovecot.index*"):
        file.unlink()


def reused_numbers(stage: Stage, chance: Random) -> None:
    """A server that was put back gives UIDs a second time under the same UIDVALIDITY (hazard 12)."""
    stage.ledger.may_be_gone |= _hashes(stage)
    uidlist = stage.user.maildir / "dovecot-uidlist"
    head = uidlist.read_text(encoding="utf-8").splitlines()[0]
    _throw_away(stage)
    uidlist.write_text(re.sub(r"N\d+", "N1", head) + "\n", encoding="utf-8")
    for file in stage.user.maildir.glob("dovecot.index*"):
        file.unlink()
    _more_mails(stage, chance)


def deleted(stage: Stage, _: Random) -> None:
    """Somebody deletes every second mail of INBOX."""
    with independent.session(stage.dovecot, stage.user) as client:
        client.select("INBOX")
        uids = _uids(client.uid("SEARCH", "ALL"))[::2]
        for uid in uids:
            found = client.uid("FETCH", uid, "(BODY.PEEK[])")[1]
            stage.ledger.may_be_gone |= {independent.checksum(piece[1]) for piece in found if isinstance(piece, tuple)}
            client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            client.uid("EXPUNGE", uid)


def dragged_out(stage: Stage, _: Random) -> None:
    """Somebody drags everything into another folder."""
    stage.ledger.may_lie_elsewhere |= _hashes(stage)
    with independent.session(stage.dovecot, stage.user) as client:
        client.create(f'"{ASIDE}"')
        client.select("INBOX")
        client.uid("MOVE", "1:*", f'"{ASIDE}"')


def dragged_in(stage: Stage) -> None:
    """And back."""
    with independent.session(stage.dovecot, stage.user) as client:
        client.select(f'"{ASIDE}"')
        client.uid("MOVE", "1:*", "INBOX")


def dragged_out_and_in(stage: Stage, chance: Random) -> None:
    """Both at once: the same mails under new UIDs."""
    dragged_out(stage, chance)
    dragged_in(stage)


def dragged_out_of_the_archive(stage: Stage, _: Random) -> None:
    """Somebody drags what was moved back into INBOX."""
    stage.ledger.may_lie_elsewhere |= _hashes(stage, "Arkiveret")
    with independent.session(stage.dovecot, stage.user) as client:
        if client.select("Arkiveret")[0] == "OK":
            client.uid("MOVE", "1:*", "INBOX")


def archive_deleted(stage: Stage, _: Random) -> None:
    """The archive folder is deleted, with what lies in it; that must be ours by then."""
    stage.ledger.may_lie_elsewhere |= _hashes(stage, "Arkiveret")
    with independent.session(stage.dovecot, stage.user) as client:
        client.delete("Arkiveret")


def archive_renamed(stage: Stage, _: Random) -> None:
    """The archive folder is called otherwise."""
    stage.ledger.may_lie_elsewhere |= _hashes(stage, "Arkiveret")
    with independent.session(stage.dovecot, stage.user) as client:
        client.rename("Arkiveret", '"Arkiveret gammel"')


def archive_read_only(stage: Stage, _: Random) -> None:
    """Nothing can be put into the archive folder."""
    with independent.session(stage.dovecot, stage.user) as client:
        client.create("Arkiveret")
    for folder in _folders_of_the_archive(stage):
        folder.chmod(0o500)


def archive_writable(stage: Stage) -> None:
    for folder in _folders_of_the_archive(stage):
        folder.chmod(0o700)


def _folders_of_the_archive(stage: Stage) -> list[Path]:
    return [stage.user.maildir / ".Arkiveret" / name for name in ("cur", "new", "tmp")]


def full(stage: Stage, _: Random) -> None:
    """The user has used up the quota: a server that copies answers NO [OVERQUOTA]."""
    with independent.session(stage.dovecot, stage.user) as client:
        client.create(FILL)
        for size in (QUOTA_KIB // 4 << 10, 4 << 10, 100):
            while client.append(FILL, "", "", b"x" * size)[0] == "OK":
                pass


def roomy(stage: Stage) -> None:
    """Room is made."""
    with independent.session(stage.dovecot, stage.user) as client:
        client.delete(FILL)


def flagged(stage: Stage, chance: Random) -> None:
    """Somebody sets flags on what lies there, \\Deleted among them."""
    with independent.session(stage.dovecot, stage.user) as client:
        client.select("INBOX")
        for uid in _uids(client.uid("SEARCH", "ALL")):
            client.uid("STORE", uid, "FLAGS", f"({' '.join(chance.sample((*FLAGS, 'Opgave'), 3))})")


def _uids(answer: tuple[str, Sequence[bytes | None]]) -> list[str]:
    [found] = answer[1]
    return found.decode().split() if found else []


MISFORTUNES = (
    Misfortune("other mails", other_mails),
    Misfortune("same mails", same_mails),
    Misfortune("new validity", new_validity),
    Misfortune("reused numbers", reused_numbers),
    Misfortune("deleted", deleted),
    Misfortune("dragged out", dragged_out, dragged_in),
    Misfortune("dragged out and in", dragged_out_and_in),
    Misfortune("dragged out of the archive", dragged_out_of_the_archive),
    Misfortune("archive deleted", archive_deleted),
    Misfortune("archive renamed", archive_renamed),
    Misfortune("archive read-only", archive_read_only, archive_writable),
    Misfortune("full", full, roomy),
    Misfortune("flagged", flagged),
)


# --- in the midst of a round ------------------------------------------------------------------------------------------


def one_misfortune(
    theatre: Theatre, engine: Engine, way: Way, misfortune: Misfortune, place: str, chance: Random
) -> Case:
    """A round that is stopped at the first visit to a place, what happens then, and the rounds after it."""
    with theatre.stage(engine, way, more=IN_BATCHES) as stage:
        stage.dovecot.limit(stage.user, QUOTA_KIB)
        stage.deliver(*(a_mail(number, chance, size=chance.choice((0, 900))) for number in range(1, MAILS + 1)))
        findings = list(_stopped(stage, place, partial(misfortune.befall, stage, chance)))
        stage.run("ingest")
        misfortune.mend(stage)
        ended = stage.settle(rounds=ROUNDS)
        if ended[-1].code:
            findings.append(Finding(CRASH, f"exit {ended[-1].code}: {ended[-1].errors[-300:]}"))
        findings += _left_in_inbox(stage)
        findings += stage.oracle().judge()
        facts = {"mails": len(stage.ledger.mails), "max_rounds": len(ended) + 2}
        return Case(f"{misfortune.name} at {place}", tuple(findings), facts=facts)


def _stopped(stage: Stage, place: str, befall: Callable[[], None]) -> Iterator[Finding]:
    visits = stage.folder / "visits"
    process = stage.start("ingest", environment=fault_at(f"{place}:stop", visits))
    stands = psutil.Process(process.pid)
    if stage.until(lambda: stands.status() == psutil.STATUS_STOPPED, 60, process) is None:
        yield Finding(CRASH, f"it never came to {place}")
        return
    befall()
    process.send_signal(signal.SIGCONT)
    process.wait(120)


def _left_in_inbox(stage: Stage) -> Iterator[Finding]:
    """Wherever people moved mails meanwhile, what lies in INBOX at last is to be moved."""
    if left := _hashes(stage):
        yield Finding(UNFINISHED, f"{len(left)} mails lie in INBOX still")


def misfortunes(engine: Engine, way: Way, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Every misfortune at every place."""
    for misfortune in MISFORTUNES:
        for place in _places(way):
            yield one_misfortune(theatre, engine, way, misfortune, place, chance)


def some_misfortunes(every: int, first: int, way: Way, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Some of them, each at one place."""
    for misfortune in MISFORTUNES[first::every]:
        yield one_misfortune(theatre, "sqlite", way, misfortune, chance.choice(_places(way)), chance)


def _places(way: Way) -> tuple[str, ...]:
    return (*PLACES, *OF_COPYING) if way == "copy" else PLACES


# --- flags ------------------------------------------------------------------------------------------------------------


def every_flag(theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Every combination of flags is archived, and its flags go with it."""
    ways: tuple[Way, ...] = ("move", "copy", "mark")
    for way in ways:
        yield _flags_by(theatre, way, chance)


def _flags_by(theatre: Theatre, way: Way, chance: Random) -> Case:
    some = [flags for count in range(len(FLAGS) + 1) for flags in combinations(FLAGS, count)]
    with theatre.stage("sqlite", way) as stage:
        for number, flags in enumerate(some, 1):
            stage.deliver(a_mail(number, chance, size=0), flags=" ".join(flags))
        folder = "INBOX" if way == "mark" else "Arkiveret"
        ended = stage.settle()
        findings = [Finding(CRASH, f"exit {one.code}: {one.errors[-300:]}") for one in ended[-1:] if one.code]
        kept = list(independent.flags_in(stage.dovecot, stage.user, folder).values())
        mark = {"$Archived"} if way == "mark" else set()
        if sorted(map(sorted, kept)) != sorted(sorted({*flags, *mark}) for flags in some):
            findings.append(Finding(WRONG, f"the flags in {folder} are not those that were set"))
        findings += stage.oracle(stays=way == "mark").judge()
        return Case(f"every flag by {way}", tuple(findings), facts={"mails": len(some)})


# --- another client ---------------------------------------------------------------------------------------------------


def with_a_monkey(runs: int, way: Way, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Another client does as it likes during two rounds; then it puts back what it put aside."""
    for run in range(runs):
        yield _one_monkey(theatre, way, run, chance)


def _one_monkey(theatre: Theatre, way: Way, run: int, chance: Random) -> Case:
    with theatre.stage("sqlite", way, more=IN_BATCHES) as stage:
        stage.keep_bystanders()
        stage.deliver(*(a_mail(number, chance, size=chance.choice((0, 900))) for number in range(1, MAILS * 2 + 1)))
        with Monkey(stage, Random(chance.random()), pause=0.02, own_mails=10) as monkey:
            stage.run("ingest")
            stage.run("ingest")
        monkey.bring_back()
        ended = stage.settle(rounds=ROUNDS)
        findings = [Finding(CRASH, f"exit {one.code}: {one.errors[-300:]}") for one in ended[-1:] if one.code]
        if way != "mark":
            findings += _left_in_inbox(stage)
        findings += stage.oracle(stays=way == "mark").judge()
        counted = {"mails": len(stage.ledger.mails), "excused_mails": len(stage.ledger.excused)}
        facts = {**counted, "acts": monkey.acts.total(), "max_rounds": len(ended) + 2}
        return Case(f"monkey {run}", tuple(findings), facts=facts)


WAYS: tuple[tuple[Way, int], ...] = (("move", 80), ("copy", 80), ("mark", 40))


def shards(size: Size) -> list[Shard]:
    return _all_of_it() if size is Size.FULL else _a_little()


def _all_of_it() -> list[Shard]:
    wheres: tuple[tuple[Engine, Way], ...] = (("sqlite", "move"), ("sqlite", "copy"), ("postgresql", "copy"))
    return [
        *(
            Shard(f"{engine} {way}", partial(misfortunes, engine, way), len(MISFORTUNES) * len(_places(way)), 6.0)
            for engine, way in wheres
        ),
        Shard("flags", every_flag, 3, 0.5),
        *(Shard(f"monkey {way}", partial(with_a_monkey, runs, way), runs, runs / 20) for way, runs in WAYS),
    ]


def _a_little() -> list[Shard]:
    half = len(MISFORTUNES) // 2
    return [
        Shard("move", partial(some_misfortunes, 2, 0, "move"), half + 1, 0.3),
        Shard("copy", partial(some_misfortunes, 2, 1, "copy"), half, 0.3),
        Shard("flags", every_flag, 3, 0.2),
        *(Shard(f"monkey {way}", partial(with_a_monkey, 1, way), 1, 0.1) for way, _ in WAYS),
    ]


PART = Part(
    "mailboxes",
    "a mailbox renumbered, emptied, dragged about, full, and another client at work in it",
    shards,
    ("acts",),
)
