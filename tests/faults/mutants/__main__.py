"""`python -m tests.faults.mutants [NUMBER...]`: is there one bug among the twenty that nothing notices?

Ends with 0 when all of them were killed. `--report` writes mutants.md and mutants.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.mutants.harness import Fate, Harness, Verdict
from tests.faults.mutants.killing import Killer, Run
from tests.faults.mutants.table import MUTANTS

ROOT = Path(__file__).parents[3]


def main() -> None:
    """Judge the mutants asked for, telling of each as it is done."""
    wanted = _arguments()
    harness, fates = Harness(ROOT), []
    for mutant in (one for one in MUTANTS if not wanted.numbers or one.number in wanted.numbers):
        print(f"{mutant.number:2}  {mutant.breaks} ...", flush=True)
        fate = harness.fate_of(mutant)
        print(f"    {fate.verdict} in {fate.seconds:.0f} s, {fate.told}", flush=True)
        fates.append(fate)
    killed = sum(fate.verdict is Verdict.KILLED for fate in fates)
    print(f"{killed} of {len(fates)} killed")
    if wanted.report:
        wanted.report.mkdir(parents=True, exist_ok=True)
        (wanted.report / "mutants.md").write_text(in_words(fates, harness.controls))
        (wanted.report / "mutants.json").write_text(json.dumps(as_document(fates, harness.controls), indent=2) + "\n")
    sys.exit(killed != len(fates))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.mutants", description=(__doc__ or "").split("\n")[0])
    numbers = [mutant.number for mutant in MUTANTS]
    parser.add_argument("numbers", nargs="*", type=int, metavar="NUMBER", help="only these; without any, all twenty")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write mutants.md and mutants.json there")
    wanted = parser.parse_args()
    if unknown := set(wanted.numbers) - set(numbers):
        parser.error(f"there is no mutant {', '.join(map(str, sorted(unknown)))}")
    return wanted


def in_words(fates: Sequence[Fate], controls: Mapping[Killer, Run]) -> str:
    """The report as Markdown."""
    killed = sum(fate.verdict is Verdict.KILLED for fate in fates)
    lines = [
        "# Mutants",
        "",
        f"{killed} of {len(fates)} killed, on {_version()}. A mutant is a bug put in on purpose; one that survives is",
        "a test that is missing. Each killer is green on the code as it is.",
        "",
        "| No | what it breaks | verdict | by | seconds | and without it |",
        "|---:|---|---|---|---:|---:|",
    ]
    for fate in fates:
        by = f"`{fate.killer}`" if fate.killer else fate.told
        without = f"{controls[fate.killer].seconds:.1f}" if fate.killer else ""
        cells = (fate.mutant.breaks, fate.verdict, by, f"{fate.seconds:.1f}", without)
        lines.append(f"| {fate.mutant.number} | " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def as_document(fates: Sequence[Fate], controls: Mapping[Killer, Run]) -> dict[str, Any]:
    """The same for a program."""
    return {
        "version": _version(),
        "mutants": [
            {
                "number": fate.mutant.number,
                "breaks": fate.mutant.breaks,
                "patch": fate.mutant.patch.name,
                "verdict": fate.verdict,
                "killer": list(fate.killer.arguments) if fate.killer else None,
                "seconds": round(fate.seconds, 1),
                "told": fate.told,
            }
            for fate in fates
        ],
        "controls": [
            {"killer": list(killer.arguments), "code": run.code, "seconds": round(run.seconds, 1)}
            for killer, run in controls.items()
        ],
    }


def _version() -> str:
    """The commit, and that it was changed since."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
