"""Draws docs/demo.svg: what one run of the demo tells, in Danish. Run from the repository: python docs/make_picture.py

The picture is what the demo prints, without the steps it takes meanwhile and without where its files lie.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from archiver.core.language import translator
from archiver.demo import show
from archiver.demo.telling import WIDTH, Telling
from archiver.demo.workplace import Workplace

PICTURE = Path(__file__).parent / "demo.svg"
PAPER = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [
        (36, 41, 47),
        (207, 34, 46),
        (17, 99, 41),
        (154, 103, 0),
        (9, 105, 218),
        (130, 80, 223),
        (27, 124, 131),
        (110, 119, 129),
    ],
)
"""Dark on white, so that it can be read on a page and on paper."""


_FONTS = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
"""rich lets a picture fetch its font from far away; ours fetches nothing."""


class Picture(Telling):
    """The story alone."""

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Not drawn: it is gone when the story is told."""
        del sentence
        yield

    def places(self, workplace: Workplace) -> None:
        """Not drawn: other people's files lie elsewhere."""

    def farewell(self, workplace: Workplace) -> None:
        """Not drawn."""


def draw() -> bool:
    """Run the demo once and keep what it said; False, and no picture, when an expectation of it failed."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    with tempfile.TemporaryDirectory() as directory:
        held = show(Path(directory) / "demo", once=True, telling=Picture(console, translator("da")))
    if held:
        drawn = console.export_svg(title="archiver demo", theme=PAPER)
        PICTURE.write_text(_FONTS.sub("", drawn), encoding="utf-8")
    return held


if __name__ == "__main__":
    sys.exit(0 if draw() else 1)
