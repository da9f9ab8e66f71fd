"""`python -m benchmarks`: ours beside mbsync on the same mailbox, in turns, in one run.

Only the ratios of one run count: machines drift. Each run meets a Dovecot mailbox of its own with the same letters,
warm in the server's index and the system's cache.
"""

import argparse
import imaplib
import json
import os
import pstats
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import sides
from benchmarks.measure import Cost, cost_of
from benchmarks.mix import Mailbox
from benchmarks.sides import Setting
from tests.services.dovecot import Dovecot, MailUser
from tests.services.processes import ServiceMissing
from tests.services.smtp import SmtpSink

SIDES: dict[str, Callable[[Setting, MailUser], Cost]] = {"archiver": sides.ours, "mbsync": sides.mbsync}


@dataclass(frozen=True, slots=True)
class Summary:
    """The median of a side's runs, with the range of its speed."""

    messages_per_second: float
    slowest: float
    fastest: float
    megabytes_per_second: float
    processor_seconds: float
    peak_megabytes: float


def main() -> None:
    """Measure, print a table, print one JSON document."""
    wanted = _arguments()
    try:
        document = _measure(wanted)
    except ServiceMissing as missing:
        sys.exit(f"benchmarks: {missing}")
    except subprocess.CalledProcessError as failure:
        sys.exit(f"benchmarks: {failure}\n{(failure.output or b'').decode(errors='replace')}")
    except subprocess.TimeoutExpired as late:
        sys.exit(f"benchmarks: {late}")
    print(json.dumps(document, indent=2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--mix", choices=("small", "heavy"), default="small", help="ordinary forwards, or 2 %% large files"
    )
    parser.add_argument(
        "--messages",
        type=int,
        default=2_000,
        help="how many letters (default 2000; the goals: 10000 small, 2000 heavy)",
    )
    parser.add_argument("--runs", type=int, default=2, help="turns of each side (default 2: A B A B)")
    parser.add_argument("--receipts", action="store_true", help="let ours also send receipts")
    parser.add_argument("--limit", type=float, default=600, help="seconds one run may take (default 600)")
    parser.add_argument("--directory", type=Path, help="where destinations are written: the disk that is measured")
    parser.add_argument("--profile", action="store_true", help="also print where our time goes, by function")
    return parser.parse_args()


def _measure(wanted: argparse.Namespace) -> dict[str, object]:
    mailbox = Mailbox(wanted.mix, wanted.messages)
    with Dovecot() as dovecot, SmtpSink() as sink, tempfile.TemporaryDirectory(dir=wanted.directory) as folder:
        letters = _write_letters(mailbox, Path(folder) / "letters")
        octets = sum(path.stat().st_size for path in letters.iterdir())
        setting = Setting(dovecot, sink, Path(folder), wanted.messages, wanted.receipts, wanted.limit)
        costs = _in_turns(setting, letters, wanted.runs)
        summaries = {name: _summary(some, wanted.messages, octets) for name, some in costs.items()}
        ratios = _ratios(summaries)
        starts = {name: _start(setting, name) for name in ("--help", "status")}
        _print(mailbox, octets, summaries, ratios, starts)
        if wanted.profile:
            _profile(setting, letters)
    return {
        "mix": wanted.mix,
        "messages": wanted.messages,
        "octets": octets,
        "receipts": wanted.receipts,
        "runs": {name: [_figures(cost) for cost in some] for name, some in costs.items()},
        "median": {name: _figures(summary) for name, summary in summaries.items()},
        "archiver_to_mbsync": ratios,
        "start_seconds": starts,
    }


def _figures(of: Cost | Summary) -> dict[str, float]:
    return {name: round(getattr(of, name), 3) for name in type(of).__dataclass_fields__}


# --- the mailbox --------------------------------------------------------------------------------------------------


def _write_letters(mailbox: Mailbox, folder: Path) -> Path:
    folder.mkdir(mode=0o755)
    for number, letter in enumerate(mailbox.letters()):
        # As Dovecot keeps it: lines end with LF alone.
        (folder / f"{number:06}.M{number}.arkiv:2,").write_bytes(letter.replace(b"\r\n", b"\n"))
    return folder


@contextmanager
def _filled(setting: Setting, letters: Path) -> Iterator[MailUser]:
    """A mailbox of its own with the letters in it, the server's index and the cache warm."""
    user = setting.dovecot.new_user()
    _log_in(setting, user)
    current = user.maildir / "cur"
    owner = current.stat()
    for letter in sorted(letters.iterdir()):
        copy = current / letter.name
        shutil.copyfile(letter, copy)
        os.chown(copy, owner.st_uid, owner.st_gid)
    _log_in(setting, user)
    yield user
    shutil.rmtree(user.maildir)


def _log_in(setting: Setting, user: MailUser) -> None:
    with imaplib.IMAP4(setting.dovecot.host, setting.dovecot.port) as client:
        client.login(user.name, user.password)
        if int(client.select("INBOX")[1][0] or 0):
            client.fetch("1:*", "(UID RFC822.SIZE INTERNALDATE)")


# --- the turns ----------------------------------------------------------------------------------------------------


def _in_turns(setting: Setting, letters: Path, runs: int) -> dict[str, list[Cost]]:
    costs: dict[str, list[Cost]] = {name: [] for name in SIDES}
    for turn in range(runs):
        for name, side in SIDES.items():
            with _filled(setting, letters) as user:
                costs[name].append(side(setting, user))
            print(f"{name} {turn + 1}: {setting.messages / costs[name][-1].seconds:.0f} messages/s", file=sys.stderr)
    return costs


def _summary(costs: list[Cost], messages: int, octets: int) -> Summary:
    speeds = [messages / cost.seconds for cost in costs]
    return Summary(
        messages_per_second=statistics.median(speeds),
        slowest=min(speeds),
        fastest=max(speeds),
        megabytes_per_second=statistics.median(speeds) / messages * octets / 1e6,
        processor_seconds=statistics.median(cost.processor_seconds for cost in costs),
        peak_megabytes=statistics.median(cost.peak_octets for cost in costs) / 1e6,
    )


def _ratios(summaries: dict[str, Summary]) -> dict[str, float]:
    ours, theirs = summaries["archiver"], summaries["mbsync"]
    return {
        "speed": round(ours.messages_per_second / theirs.messages_per_second, 3),
        "processor_seconds": round(ours.processor_seconds / theirs.processor_seconds, 2),
        "peak_memory": round(ours.peak_megabytes / theirs.peak_megabytes, 2),
    }


def _start(setting: Setting, argument: str) -> float:
    """Seconds by the wall clock for a command on a new archive, the middle one of five."""
    user = setting.dovecot.new_user()
    with setting.empty_folder() as place:
        sides.configure(setting, user, place)
        once = [cost_of(sides.archiver(argument), place, sides.environment(), 60) for _ in range(6)]
    return round(statistics.median(cost.seconds for cost in once[1:]), 3)


# --- what is told -------------------------------------------------------------------------------------------------


def _print(
    mailbox: Mailbox,
    octets: int,
    summaries: dict[str, Summary],
    ratios: dict[str, float],
    starts: dict[str, float],
) -> None:
    table = Table(title=f"{mailbox.messages} letters, {octets / 1e6:.0f} MB ({mailbox.kind}), from empty to durable")
    for heading in ("", "messages/s", "range", "MB/s", "CPU s", "peak MB"):
        table.add_column(heading, justify="right")
    for name, one in summaries.items():
        speed, memory = f"{one.messages_per_second:.0f}", f"{one.peak_megabytes:.0f}"
        spread = f"{one.slowest:.0f}–{one.fastest:.0f}"
        processor = f"{one.processor_seconds:.1f}"
        table.add_row(name, speed, spread, f"{one.megabytes_per_second:.1f}", processor, memory)
    shown = [f"{ratios[name]:.2f}×" for name in ("speed", "processor_seconds", "peak_memory")]
    table.add_row("archiver ÷ mbsync", shown[0], "", shown[0], shown[1], shown[2], style="bold")
    console = Console()
    console.print(table)
    console.print("  ".join(f"archiver {name}: {seconds:.2f} s" for name, seconds in starts.items()))


def _profile(setting: Setting, letters: Path) -> None:
    """Where the time of our own process goes; the child that reads mail is a line of waiting in it."""
    with _filled(setting, letters) as user, setting.empty_folder() as place:
        sides.configure(setting, user, place)
        program = [sys.executable, "-m", "cProfile", "-o", "profile", "-m", "archiver", "ingest"]
        subprocess.run(program, cwd=place, env=sides.environment(), check=True, stdout=subprocess.DEVNULL)
        profile = pstats.Stats(str(place / "profile"))
    profile.sort_stats("cumtime").print_stats(r"/archiver/", 40)
    profile.sort_stats("tottime").print_stats(20)


if __name__ == "__main__":
    main()
