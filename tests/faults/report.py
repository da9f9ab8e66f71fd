"""The report of a campaign, as JSON for scripts and as Markdown for people."""

from __future__ import annotations

import json
import platform
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.campaign import Result, Size, all_parts
from tests.faults.oracle import DUPLICATE, EXTRA_RECEIPT, LOST, MISSING_RECEIPT, WRONG

NAMED = (LOST, DUPLICATE, WRONG, MISSING_RECEIPT, EXTRA_RECEIPT)


def summary(results: list[Result]) -> dict[str, dict[str, float]]:
    """By part: cases, findings by kind, the longest recovery, the seconds, and what the cases counted."""
    parts: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(result.part for result in results):
        mine = [result for result in results if result.part == name]
        cases = [case for result in mine for case in result.cases]
        kinds = Counter(finding.kind for case in cases for finding in case.findings)
        facts: dict[str, float] = defaultdict(float)
        for case in cases:
            for fact, value in case.facts.items():
                facts[fact] = max(facts[fact], value) if fact.startswith("max_") else facts[fact] + value
        parts[name] = {
            "cases": len(cases),
            **{kind: kinds.pop(kind, 0) for kind in NAMED},
            "other findings": sum(kinds.values()),
            "longest recovery": round(max((case.recovery for case in cases), default=0.0), 1),
            "seconds": round(sum(result.seconds for result in mine)),
            **{fact: round(value, 3) for fact, value in sorted(facts.items())},
        }
    return parts


def write(results: list[Result], size: Size, seed: int, folder: Path) -> None:
    """`faults.json` and `faults.md`."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "size": size,
        "seed": seed,
        "parts": summary(results),
        "findings": [
            {"part": result.part, "shard": result.shard, "case": case, **asdict(finding)}
            for result in results
            for case, finding in result.findings
        ],
    }
    (folder / "faults.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "faults.md").write_text(_markdown(told), encoding="utf-8")


def _markdown(told: dict) -> str:  # type: ignore[type-arg]
    heads = ["cases", *NAMED, "other findings", "longest recovery", "seconds"]
    lines = [
        "# The fault campaign",
        "",
        f"{told['when']}, {told['machine']}, size {told['size']}, seed {told['seed']}.",
        "",
        "| part | " + " | ".join(heads) + " |",
        "|---|" + "---:|" * len(heads),
    ]
    titles = {name: part.title for name, part in all_parts().items()}
    for name, figures in told["parts"].items():
        lines.append(f"| {name}: {titles[name]} | " + " | ".join(f"{figures[head]:,}" for head in heads) + " |")
    lines += ["", "## What the cases counted", ""]
    for name, figures in told["parts"].items():
        counted = ", ".join(
            f"{fact.replace('_', ' ')} {value:,g}" for fact, value in figures.items() if fact not in heads
        )
        if counted:
            lines.append(f"- {name}: {counted}")
    lines += ["", "## Findings", ""]
    lines += [
        f"- {one['part']} {one['shard']}, {one['case']}: {one['kind']}: {one['what']}" for one in told["findings"]
    ]
    return "\n".join(lines if told["findings"] else [*lines, "None."]) + "\n"
