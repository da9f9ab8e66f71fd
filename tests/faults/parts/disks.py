"""Disks that are full, fail at one call, or lose their power (hazards F09, F27, F34), each under a real SQLite archive.

The IMAP server has another disk and loses nothing: what left INBOX before a power cut must be in the database after it.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

from tests.acceptance import independent
from tests.acceptance.world import Ended
from tests.faults import disk
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.disk import Names
from tests.faults.mail import Mail, a_mail
from tests.faults.oracle import CRASH, LOST, REPEATED, UNFINISHED, Finding
from tests.faults.parts.steps import IN_BATCHES, IN_THE_GAP, LONG_ENOUGH, TEN_MINUTES, deliver
from tests.faults.stage import Stage, Theatre, fault_at

GOES_ON_WITHIN = 60.0
AT_REST_WITHIN = 120.0
MAILS = 10
PAGE = 4096
FRAME = PAGE + 24
"""Octets that a page takes in SQLite's write-ahead log."""
INDEX = 32 * 1024
"""Octets of the log's index, which is made with it."""
ROOMS = (
    *(0, 1, 511, 512, 4095, PAGE, FRAME, FRAME + 31, FRAME + 32, 2 * FRAME + 32),
    *(INDEX - 1, INDEX, INDEX + 1, INDEX + 32, INDEX + FRAME, INDEX + FRAME + 32, INDEX + 2 * FRAME + 32),
    *(INDEX + 32 + pages * FRAME for pages in (3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 100)),
    *(600_000, 800_000, 1_000_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000),
)
"""Octets that are left when the mail comes."""
NEW_ROOMS = (0, 1, 64, 65, PAGE, 10 * PAGE, 300_000, 450_000, 600_000, 1_000_000)
"""Octets of the disk on which an archive is to be made: with none of its key, half of it, and so on."""
LARGE_ROOMS = (200_000, 1_000_000, 1_600_000, 2_500_000, 5_000_000, 9_000_000)
WITH_A_SPOOL = "[limits]\nsoft_megabytes = 1\n\n"
"""Mail above a megabyte is laid out in the folder for temporary files."""
IN_TROUBLE = ('"round failed"', '"round incomplete"', "StoreUnavailable")
OF_OURS = ("fault in archiver", "fejl i selve archiver", "Traceback")
"""What is said in the place of a sentence, in two languages."""
NAMES: tuple[Names, ...] = ("late", "soon")
FAILING = (("fsync",), ("write", "truncate"), ("open", "mkdir", "rename", "link", "unlink"))
FAILING_IN_STEPS = tuple(zip(FAILING, (30, 300, 4), strict=True))
EVERY_WRITE = 7
"""Of the eight hundred writes of a run, from a random one on: another seed meets the others."""
ERRORS = (errno.EIO, errno.ENOSPC)


# --- the disk ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Disk:
    """The disk that a stage's database, keys and temporary files lie on."""

    stage: Stage
    place: Path
    limit: Callable[[int], dict[str, str]]
    """Leave room for so many octets more; gives the environment in which it is so."""
    free: Callable[[], None]

    @property
    def shadow(self) -> Path:
        return self.stage.folder / "shadow"

    def losing_power(self, names: Names) -> dict[str, str]:
        return disk.environment(self.place, shadow=self.shadow, names=names)

    def cut(self) -> list[Finding]:
        """The power goes, after the kill; what left INBOX and is not in the database then is lost."""
        disk.power_cut(self.place, self.shadow)
        held = self._held()
        disk.all_is_synced(self.place, self.shadow)  # looking has tidied the log away
        delivered = self.stage.ledger.expected
        moved = map(independent.checksum, independent.octets_in(self.stage.dovecot, self.stage.user, "Arkiveret"))
        return [Finding(LOST, f"{one[:12]} left INBOX") for one in moved if one in delivered and one not in held]

    def _held(self) -> set[str]:
        if not (self.place / "archive.sqlite").exists():
            return set()
        try:
            return set(independent.stored(self.stage.database_url))
        except sqlite3.OperationalError:  # a database without tables
            return set()


@contextmanager
def on_a_disk(theatre: Theatre, *, new: bool = False, more: str = IN_BATCHES, mounted: int = 0) -> Iterator[Disk]:
    """A stage with a disk of its own; `new` without an archive, `mounted` a real one of so many octets."""
    with theatre.stage(more=more, warm=theatre.warm_on_failing_disks) as stage:
        place = stage.folder / "disk"
        place.mkdir()
        if mounted:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mounted}", "faults", str(place)], check=True)
        try:
            _settle_on(stage, place, new=new)
            yield _mounted(stage, place) if mounted else _pretended(stage, place)
        finally:
            stage.stop()
            if mounted:
                subprocess.run(["umount", "--lazy", str(place)], check=True)


def _settle_on(stage: Stage, place: Path, *, new: bool) -> None:
    old = [stage.folder / "archive.sqlite", stage.folder / "keys"]
    if new:
        old[0].unlink()
        shutil.rmtree(old[1])
        (place / "keys").mkdir(mode=0o700)
    else:
        for one in old:
            shutil.move(one, place / one.name)
    stage.temporary = place / "tmp"
    stage.temporary.mkdir()
    old_url, stage.database_url = stage.database_url, f"sqlite:///{place / 'archive.sqlite'}"
    assert old_url != stage.database_url
    stage.write_config((f'"{stage.folder}/keys"', f'"{place}/keys"'))


def _pretended(stage: Stage, place: Path) -> Disk:
    room = stage.folder / "room"

    def limit(more: int) -> dict[str, str]:
        used = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        room.write_text(str(used + more))
        return disk.environment(place, room_file=room)

    def free() -> None:
        room.write_text("")

    return Disk(stage, place, limit, free)


def _mounted(stage: Stage, place: Path) -> Disk:
    filler = place / "andres"

    def limit(more: int) -> dict[str, str]:
        now = os.statvfs(place)
        filler.write_bytes(bytes(max(0, now.f_bavail * now.f_frsize - more)))
        return {}

    return Disk(stage, place, limit, filler.unlink)


def may_mount(folder: Path) -> bool:
    """Whether a real disk can be had here."""
    if os.geteuid() or not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "faults", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    if done:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    return done


# --- F27: full --------------------------------------------------------------------------------------------------------


def rooms(sizes: Sequence[int], kinds: Sequence[str], theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Each size by each kind: a daemon that goes on, the run after the one that failed, a real disk."""
    for size in sizes:
        for kind in kinds:
            yield FULL_DISKS[kind](theatre, size, chance)


def _daemon_goes_on(theatre: Theatre, room: int, chance: Random) -> Case:
    with on_a_disk(theatre) as one:
        return replace(_lived_through(one, room, _small(chance), chance), name=f"{room} octets, daemon")


def _spool_goes_on(theatre: Theatre, room: int, chance: Random) -> Case:
    with on_a_disk(theatre, more=WITH_A_SPOOL) as one:
        large = [a_mail(number, chance, size=chance.randrange(1_100_000, 3_000_000)) for number in range(1, 4)]
        mails = [*large, *(a_mail(number, chance, size=800) for number in range(4, 8))]
        return replace(_lived_through(one, room, mails, chance, log="disk/log"), name=f"{room} octets, large mail")


def _mount_goes_on(theatre: Theatre, room: int, chance: Random) -> Case:
    with on_a_disk(theatre, mounted=8_000_000) as one:
        case = _lived_through(one, room, _small(chance), chance)
        return replace(case, name=f"{room} octets, mounted", facts={**case.facts, "mounted_disks": 1})


def _small(chance: Random) -> list[Mail]:
    return [a_mail(number, chance) for number in range(1, MAILS + 1)]


def _lived_through(one: Disk, room: int, mails: Sequence[Mail], chance: Random, log: str = "log") -> Case:
    """A daemon on a disk that is full and then is not. One that did not even begin is begun anew, as systemd does."""
    stage, file = one.stage, one.stage.folder / log
    stage.deliver(*mails)
    with stage.daemon(environment=one.limit(room), log=log) as full:
        stage.until(lambda: _said(file, IN_TROUBLE) or stage.is_at_rest(), 10, full.process)
        time.sleep(chance.uniform(0, 2))
        was_full = not stage.is_at_rest()
        begun = time.monotonic()
        one.free()
        took = stage.until(stage.is_at_rest, GOES_ON_WITHIN, full.process)
        ended = full.process.poll()
    if took is None and ended is not None:
        with stage.daemon(log=log) as again:
            stage.until(stage.is_at_rest, GOES_ON_WITHIN, again.process)
        took = time.monotonic() - begun if stage.is_at_rest() else None
    findings = [] if took is not None else [Finding(UNFINISHED, f"not at rest after {GOES_ON_WITHIN:.0f} s")]
    findings += _crashes(ended or 0, file.read_text(errors="replace"), begins=True)
    oracle = stage.oracle(logs=[file])
    findings += oracle.judge()
    facts = {"mails": len(mails), "disks": 1, "full_disks": was_full, "daemons_begun_anew": ended is not None}
    return Case("", tuple(findings), took or 0.0, facts)


def _next_run_goes_on(theatre: Theatre, room: int, chance: Random) -> Case:
    with on_a_disk(theatre) as one:
        one.stage.deliver(*_small(chance))
        full = one.stage.run("ingest", environment=one.limit(room))
        one.free()
        # The disk may be full just when a letter is sent, and a run that ends then has nobody to tell of it.
        return _judged(one, f"{room} octets, next run", full, in_gap=full.code != 0)


def _new_archive_goes_on(theatre: Theatre, room: int, chance: Random) -> Case:
    """Made, and filled, while there is so much room; then by the same commands again."""
    with on_a_disk(theatre, new=True) as one:
        one.stage.deliver(*_small(chance))
        full = one.limit(room)
        ended = [one.stage.run(*words, environment=full) for words in (("db", "upgrade"), ("ingest",))]
        one.free()
        ended.append(one.stage.run("db", "upgrade"))
        return _judged(one, f"{room} octets, new archive", *ended)


FULL_DISKS: dict[str, Callable[[Theatre, int, Random], Case]] = {
    "daemon": _daemon_goes_on,
    "next run": _next_run_goes_on,
    "new archive": _new_archive_goes_on,
    "large mail": _spool_goes_on,
    "mounted": _mount_goes_on,
}


def mounts(sizes: Sequence[int], theatre: Theatre, chance: Random) -> Iterator[Case]:
    """The same on a real disk, where one can be mounted; elsewhere the report counts none."""
    if may_mount(theatre.new_folder()):
        yield from rooms(sizes, ["mounted"], theatre, chance)
    else:
        yield Case("no right to mount", facts={"mounted_disks": 0})


def _said(log: Path, words: Sequence[str]) -> bool:
    said = log.read_text(errors="replace") if log.exists() else ""
    return any(word in said for word in words)


def _crashes(code: int, said: str, *, begins: bool = False) -> list[Finding]:
    """A fault of ours instead of a sentence; a daemon that cannot begin may end."""
    if any(word in said for word in OF_OURS) or code not in ({0, 3} if begins else {0, 1, 3}):
        return [Finding(CRASH, f"exit {code}: {said[-600:]}")]
    return []


def _judged(one: Disk, name: str, *broken: Ended, in_gap: bool = False, facts: dict[str, float] | None = None) -> Case:
    """What is left of a fault after the next rounds; `in_gap` where one letter may have gone unrecorded (RFC 1047)."""
    stage = one.stage
    findings = [finding for ended in broken for finding in _crashes(ended.code, ended.errors)]
    begun = time.monotonic()
    rounds = stage.settle()
    took = time.monotonic() - begun
    if in_gap or any(ended.code for ended in broken):
        rounds.append(stage.run("ingest", environment=TEN_MINUTES))
    findings += [Finding(CRASH, f"exit {last.code}: {last.errors[-300:]}") for last in rounds[-1:] if last.code]
    oracle = stage.oracle(repeats_allowed=in_gap)
    findings += oracle.judge()
    if oracle.repeats > 1:
        findings.append(Finding(REPEATED, f"{oracle.repeats} letters for one fault"))
    counted = {"mails": len(stage.ledger.mails), "repeated_receipts": oracle.repeats, "max_rounds": len(rounds)}
    return Case(name, tuple(findings), took, {**counted, **(facts or {"disks": 1})})


# --- F09: the n-th call -----------------------------------------------------------------------------------------------


def each_call(calls: tuple[str, ...], error: int, every: int, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """A run whose first such call fails, then one whose second does, and so on until a run has fewer."""
    for nth in range(chance.randrange(every) + 1, LONG_ENOUGH, every):
        with on_a_disk(theatre) as one:
            one.stage.deliver(*(a_mail(number, chance, size=0) for number in range(1, MAILS + 1)))
            count = one.stage.folder / "count"
            faults = disk.environment(one.place, nth=nth, calls=calls, errno=error, count_file=count)
            ended = one.stage.run("ingest", environment=faults)
            failed = [call for call in disk.calls_in(count) if call.failed]
            if not failed:
                return
            what = f"{failed[0].name} {failed[0].path.name[-24:]} (call {nth}, {errno.errorcode[error]})"
            yield _judged(one, what, ended, in_gap=True, facts={"failed_calls": len(failed)})


# --- F34: power cuts --------------------------------------------------------------------------------------------------


def cut_at_each_step(
    names: Names, every: int, theatre: Theatre, chance: Random, *, new: bool = False
) -> Iterator[Case]:
    """A run killed at its first visit to a place, then one at its second, and the power goes each time."""
    for step in range(chance.randrange(every) + 1, LONG_ENOUGH, every):
        with on_a_disk(theatre, new=new) as one:
            deliver(one.stage, chance)
            visits = one.stage.folder / "visits"
            faults = one.losing_power(names)
            if new:
                one.stage.run("db", "upgrade", environment=faults).well()
            killed = one.stage.run("ingest", environment={**faults, **fault_at(f"any:{step}:kill", visits)})
            place = [*visits.read_text(encoding="ascii").split(), ""][step - 1] if killed.code < 0 else "the end"
            yield _after_the_cut(one, f"{place} (visit {step}, names {names})", in_gap=place in IN_THE_GAP, new=new)
            if killed.code == 0:
                return


def cut_after_a_failed_sync(names: Names, every: int, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """A disk whose n-th sync fails, and whose power goes after the run that met that; from the archive's beginning."""
    for nth in range(chance.randrange(every) + 1, LONG_ENOUGH, every):
        with on_a_disk(theatre, new=True) as one:
            deliver(one.stage, chance)
            count = one.stage.folder / "count"
            failing = disk.environment(one.place, nth=nth, calls=["fsync"], errno=errno.EIO, count_file=count)
            faults = one.losing_power(names) | failing
            ended = [one.stage.run(*words, environment=faults) for words in (("db", "upgrade"), ("ingest",))]
            failed = [call for call in disk.calls_in(count) if call.failed]
            if not failed:
                return
            yield _after_the_cut(one, f"sync {nth} failed, names {names}", *ended, in_gap=True, new=True)


def _after_the_cut(one: Disk, name: str, *ended: Ended, in_gap: bool = False, new: bool = False) -> Case:
    lost = one.cut()
    if new:
        ended = (*ended, one.stage.run("db", "upgrade"))
    case = _judged(one, name, *ended, in_gap=in_gap, facts={"power_cuts": 1})
    return replace(case, findings=(*lost, *case.findings))


def cuts_in_a_row(cuts: int, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """One archive, and a daemon that is killed and loses its disk's caches again and again, mail coming in."""
    with on_a_disk(theatre) as one:
        one.stage.keep_bystanders()
        for life in range(1, cuts + 1):
            names = chance.choice(NAMES)
            one.stage.deliver(*(a_mail(3 * life + number, chance) for number in range(chance.randrange(1, 4))))
            process = one.stage.start("run", environment=one.losing_power(names))
            if chance.random() < 0.5:
                one.stage.until(lambda: _is_empty(one.stage), 10, process)
            time.sleep(chance.uniform(0, 1.5))
            process.kill()
            process.wait(30)
            yield Case(f"cut {life}, names {names}", tuple(one.cut()), facts={"power_cuts": 1})
        yield _the_end(one.stage)


def _is_empty(stage: Stage) -> bool:
    return not independent.octets_in(stage.dovecot, stage.user, "INBOX")


def _the_end(stage: Stage) -> Case:
    with stage.daemon(environment=TEN_MINUTES) as last:
        took = stage.until(stage.is_at_rest, AT_REST_WITHIN, last.process)
    findings = [] if took is not None else [Finding(UNFINISHED, f"not at rest after {AT_REST_WITHIN:.0f} s")]
    oracle = stage.oracle(repeats_allowed=True)
    findings += oracle.judge()
    facts = {"mails": len(stage.ledger.mails), "repeated_receipts": oracle.repeats}
    return Case("after all cuts", tuple(findings), took or 0.0, facts)


def shards(size: Size) -> list[Shard]:
    return _all_of_it() if size is Size.FULL else _a_little()


def _a_little() -> list[Shard]:
    return [
        Shard("full", partial(rooms, (0, INDEX + 12 * FRAME), ("daemon", "next run")), 4),
        Shard("full and new", partial(rooms, (64, 450_000), ("new archive",)), 2),
        Shard("full spool", partial(rooms, (1_000_000,), ("large mail",)), 1),
        *(
            Shard(f"{calls[0]} fails", partial(each_call, calls, errno.EIO, every), 3)
            for calls, every in FAILING_IN_STEPS
        ),
        *(Shard(f"power, {names}", partial(cut_at_each_step, names, 60), 2) for names in NAMES),
        Shard("power, in a row", partial(cuts_in_a_row, 4), 5),
    ]


def _all_of_it() -> list[Shard]:
    kinds = ("daemon", "next run")
    return [
        *(Shard(f"full, {kind}", partial(rooms, ROOMS, (kind,)), len(ROOMS), 6.0) for kind in kinds),
        Shard("full and new", partial(rooms, NEW_ROOMS, ("new archive",)), len(NEW_ROOMS), 1.0),
        Shard("full spool", partial(rooms, LARGE_ROOMS, ("large mail",)), len(LARGE_ROOMS), 1.0),
        Shard("full, mounted", partial(mounts, ROOMS[::4]), len(ROOMS[::4]), 2.0),
        *(
            Shard(
                f"{calls[0]} fails, {errno.errorcode[error]}",
                partial(each_call, calls, error, every),
                cases,
                cases / 40,
            )
            for calls, cases, every in zip(FAILING, (55, 115, 8), (1, EVERY_WRITE, 1), strict=True)
            for error in ERRORS
        ),
        *(Shard(f"power, {names}", partial(cut_at_each_step, names, 1), 130, 6.0) for names in NAMES),
        *(Shard(f"power, {names}, new", partial(cut_at_each_step, names, 3, new=True), 44, 2.0) for names in NAMES),
        *(
            Shard(f"power, {names}, failed sync", partial(cut_after_a_failed_sync, names, 1), 60, 3.0)
            for names in NAMES
        ),
        *(Shard(f"power, in a row, {number}", partial(cuts_in_a_row, 60), 61, 3.0) for number in (1, 2)),
    ]


PART = Part(
    "disks", "disks that are full, fail at one call, or lose their power", shards, ("full_disks", "failed_calls")
)
