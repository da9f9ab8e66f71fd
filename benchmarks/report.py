"""What a part found: tables for a person, figures for a program, and rows that are held against the goals."""

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HEADINGS = ("work", "ours", "peer", "ratio", "first bar", "goal", "met")


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure is to reach: at least so much, or at most. Ratios have the unit "×"."""

    first: float | None
    goal: float | None
    unit: str
    at_least: bool = False

    def met(self, figure: float) -> str:
        """Which of the two a figure reaches."""
        for name, bound in (("goal", self.goal), ("first bar", self.first)):
            if bound is not None and (figure >= bound if self.at_least else figure <= bound):
                return name
        return "no"

    def said(self, bound: float | None) -> str:
        """One of the two, as a person writes it."""
        if bound is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {shown(bound, self.unit)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the goals."""

    work: str
    ours: str
    figure: float
    """What is held against the bar."""
    bar: Bar | None = None
    peer: str = ""

    def cells(self) -> tuple[str, ...]:
        """In the order of the headings."""
        bar = self.bar
        if bar is None:
            return (self.work, self.ours, self.peer, "", "", "", "")
        ratio = shown(self.figure, "×") if bar.unit == "×" else ""
        bounds = (bar.said(bar.first), bar.said(bar.goal))
        return (self.work, self.ours, self.peer, ratio, *bounds, bar.met(self.figure))


@dataclass(slots=True)
class Report:
    """All that a part has to say."""

    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences: what was left out, and what a figure means."""
    figures: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        rows = [dict(zip(HEADINGS, row.cells(), strict=True)) | {"figure": _rounded(row.figure)} for row in self.rows]
        return {"rows": rows, "notes": self.notes, "figures": _rounded(self.figures)}


def shown(figure: float, unit: str) -> str:
    """A figure with its unit, in as many digits as mean something."""
    text = f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"
    return text + (unit if unit in {"×", "%"} else f" {unit}" if unit else "")


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table whose first column is words and whose others are figures."""
    made = Table(title=title)
    for place, heading in enumerate(headings):
        made.add_column(heading, justify="right" if place else "left")
    for row in rows:
        made.add_row(*row)
    return made


def print_report(report: Report) -> None:
    """For the person at the terminal; in a file lines are long enough for every column."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    for one in report.tables:
        console.print(one)
    if report.rows:
        console.print(table("held against the goals", HEADINGS, (row.cells() for row in report.rows)))
    for note in report.notes:
        console.print(note, style="italic")


def keep(path: Path, name: str, document: dict[str, Any]) -> None:
    """Put what a part found in the document of all parts, where an older run of the same part gives way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"parts": {}}
    whole["machine"] = {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "kernel": platform.release(),
    }
    whole["parts"][name] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **document}
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text(_markdown(whole["parts"]), encoding="utf-8")


def _markdown(parts: dict[str, Any]) -> str:
    lines = ["# What was measured", "", "Only the ratios of one part of one run count: machines drift.", ""]
    lines += [_line(HEADINGS), _line(["---"] * len(HEADINGS))]
    lines += [_line([row[heading] for heading in HEADINGS]) for part in parts.values() for row in part["rows"]]
    for name, part in parts.items():
        lines += ["", f"**{name}** ({part['at']})", "", *(f"- {note}" for note in part["notes"])]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rounded(figures: Any) -> Any:
    if isinstance(figures, float):
        return float(f"{figures:.4g}")
    if isinstance(figures, dict):
        return {key: _rounded(value) for key, value in figures.items()}
    if isinstance(figures, list | tuple):
        return [_rounded(value) for value in figures]
    return figures
