"""`python -m tools.audit`: is a vulnerability known in what the requirements pin? (hazards C23)

pip-audit asks the package index. Where that keeps no record of vulnerabilities, or cannot be reached, nothing was
audited: that is said, in a line that begins with "skipped", and is no failure. A known vulnerability is one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILES = ("runtime", "build")
SECONDS = 180


@dataclass(frozen=True)
class Outcome:
    """What an audit of one file says."""

    known: tuple[str, ...]
    """Each vulnerability: the package, its version, the name of the vulnerability and what mends it."""
    audited: int
    silent: int
    """Packages that nobody could say anything of."""

    @property
    def sentence(self) -> str:
        if not self.audited:
            return f"skipped: the index in reach keeps no record of vulnerabilities ({self.silent} packages asked for)"
        beside = f", {self.silent} could not be" if self.silent else ""
        return f"{self.audited} packages audited{beside}, {len(self.known)} vulnerabilities known"


def outcome_of(report: Mapping[str, Any]) -> Outcome:
    """What pip-audit's JSON says."""
    packages = report["dependencies"]
    known = tuple(
        f"{package['name']} {package['version']}: {one['id']}, mended in {' '.join(one['fix_versions']) or 'none'}"
        for package in packages
        for one in package.get("vulns", ())
    )
    silent = sum("skip_reason" in package for package in packages)
    return Outcome(known, len(packages) - silent, silent)


def audited(requirements: Path) -> Outcome | str:
    """Of one file; a sentence when nobody could be asked."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner=off"]
    options = ["--timeout=10", "--format=json", f"--requirement={requirements}"]
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [*command, *options], capture_output=True, text=True, check=False, timeout=SECONDS
        )
        return outcome_of(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return f"skipped: the package index did not answer in {SECONDS} s"
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:]
        return f"skipped: the package index could not be asked ({last[0].partition(':')[0] if last else 'no answer'})"


def main() -> int:
    """1 when a vulnerability is known."""
    worst = 0
    for name in FILES:
        outcome = audited(ROOT / "requirements" / f"{name}.txt")
        said = outcome if isinstance(outcome, str) else outcome.sentence
        sys.stdout.write(f"pip-audit, requirements/{name}.txt: {said}\n")
        if isinstance(outcome, Outcome) and outcome.known:
            sys.stdout.writelines(f"  {line}\n" for line in outcome.known)
            worst = 1
    return worst


if __name__ == "__main__":
    sys.exit(main())
