"""`python -m tests.fuzz TARGET [--seconds N]`: one target under atheris until the time is up or a promise is broken.

Begins with the letters of the tests. A finding is written to the current directory as crash-…, and the exit code is
not 0: it then becomes a letter in tests/letters.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["archiver", "email", "olefile"], enable_loader_override=False):
    from tests.fuzz.targets import TARGETS

from tests.fuzz.seeds import seeds

LONGEST = 65_536


def main() -> None:
    """Run until done; atheris ends the process itself."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("target", nargs="?", choices=sorted(TARGETS))
    parser.add_argument("--list", action="store_true", help="print the names of all targets, and end")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2026)
    wanted = parser.parse_args()
    if wanted.list or wanted.target is None:
        print(*TARGETS)
        return
    with tempfile.TemporaryDirectory() as corpus:
        for number, octets in enumerate(seeds(wanted.target)):
            Path(corpus, f"{number:05d}").write_bytes(octets[:LONGEST])
        arguments = [
            sys.argv[0],
            corpus,
            f"-max_total_time={wanted.seconds}",
            f"-max_len={LONGEST}",
            f"-seed={wanted.seed}",
            "-timeout=5",  # a hundred times what a mail of this size takes
            "-rss_limit_mb=2048",  # the peak that is counted includes that of the process that started us
            "-print_final_stats=1",
        ]
        atheris.Setup(arguments, TARGETS[wanted.target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
