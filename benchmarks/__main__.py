"""`python -m benchmarks [PART...]`: measures, prints tables, and keeps the figures as JSON and as a Markdown table.

Without a part all of them run, one after another. See benchmarks/README.md for what each is and how to read it.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import backfill, desk, growth, idle, large, latency, package, reading, search, start, verify
from benchmarks.archives import Failed
from benchmarks.report import Report, keep, print_report
from tests.services.processes import ServiceFailed, ServiceMissing


@dataclass(frozen=True, slots=True)
class Part:
    """One measurement that can be run alone and ends by itself."""

    name: str
    about: str
    options: Callable[[Any], None]
    run: Callable[[argparse.Namespace], Report]

    @classmethod
    def of(cls, module: ModuleType) -> "Part":
        """What a module measures, in the first line of its words."""
        about = (module.__doc__ or "").splitlines()[0]
        return cls(module.__name__.rpartition(".")[2], about, module.options, module.run)


MODULES = (backfill, latency, growth, large, verify, idle, start, reading, search, desk, package)
PARTS = {part.name: part for part in map(Part.of, MODULES)}


def main() -> None:
    """Measure what is asked for."""
    wanted = arguments(sys.argv[1:])
    if wanted.list:
        for part in PARTS.values():
            print(f"{part.name:10} {part.about}")
        return
    for name in wanted.parts or PARTS:
        print(f"--- {name}: {PARTS[name].about}", file=sys.stderr)
        report = _measured(PARTS[name], wanted)
        print_report(report)
        keep(wanted.json, name, report.document())
    print(f"kept in {wanted.json} and {wanted.json.with_suffix('.md')}", file=sys.stderr)


def arguments(words: list[str]) -> argparse.Namespace:
    """What is wanted; SystemExit for what there is not."""
    known = parser()
    wanted = known.parse_args(words)
    if unknown := set(wanted.parts) - PARTS.keys():
        known.error(f"there is no part {', '.join(sorted(unknown))}; see --list")
    return wanted


def parser() -> argparse.ArgumentParser:
    """Of the command line, with the options of every part."""
    made = argparse.ArgumentParser(
        prog="benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    made.add_argument("--list", action="store_true", help="list the parts and end")
    made.add_argument(
        "--json", type=Path, default=Path("build/bench/bench.json"), help="where figures go (default %(default)s)"
    )
    made.add_argument("--runs", type=int, default=3, help="turns of each side (default 3: A B A B A B)")
    made.add_argument("--limit", type=float, default=1800, help="seconds one command may take (default 1800)")
    made.add_argument("--directory", type=Path, help="where destinations are written: the disk that is measured")
    for part in PARTS.values():
        part.options(made.add_argument_group(part.name, part.about))
    return made


def _measured(part: Part, wanted: argparse.Namespace) -> Report:
    try:
        return part.run(wanted)
    except (Failed, ServiceMissing, ServiceFailed, subprocess.TimeoutExpired) as problem:
        sys.exit(f"benchmarks {part.name}: {problem}")
    except subprocess.CalledProcessError as failure:
        sys.exit(f"benchmarks {part.name}: {failure}\n{(failure.output or b'').decode(errors='replace')}")


if __name__ == "__main__":
    main()
