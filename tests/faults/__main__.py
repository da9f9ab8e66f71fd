"""`python -m tests.faults [PART…]`: run the campaign, or parts of it, and write the report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import SystemRandom

from tests.faults import campaign, report
from tests.faults.campaign import Size

CLEAN, WITH_FINDINGS = 0, 1


def main() -> int:
    """1 when the oracle found anything."""
    parts = campaign.all_parts()
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts), default=[])
    parser.add_argument("--size", type=Size, choices=list(Size), default=Size.FULL)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1 << 31))
    parser.add_argument("--shard", default="", help="only the shards of this name, as the progress tells it")
    parser.add_argument("--until-red", action="store_true", help="each shard ends at its first finding")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--report", type=Path, default=Path("build/faults"), help="a folder (default: %(default)s)")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - parts.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    names = chosen.parts or list(parts)
    print(f"seed {chosen.seed}: {', '.join(names)}", flush=True)
    results = campaign.run(
        names, chosen.size, chosen.seed, chosen.workers, shard=chosen.shard, until_red=chosen.until_red
    )
    if not results:
        parser.error(f"no such shard: {chosen.shard}")
    report.write(results, chosen.size, chosen.seed, chosen.report)
    print((chosen.report / "faults.md").read_text(encoding="utf-8"))
    return WITH_FINDINGS if campaign.counted(results) else CLEAN


if __name__ == "__main__":
    sys.exit(main())
