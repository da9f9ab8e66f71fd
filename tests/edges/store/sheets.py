"""One entry for every register of a case, with a word of its own in every field that a person writes freely."""

from __future__ import annotations

from datetime import UTC, date, datetime

from archiver.core.casefile import (
    DeadlineSheet,
    DialogueSheet,
    HelpSheet,
    InformationSheet,
    LegalSheet,
    LimitSheet,
    MeasureSheet,
    NoteSheet,
    ReportSheet,
    ScreenshotSheet,
    Sheet,
    WishSheet,
)
from archiver.edges.store import Store

WORD = "Kanariefugl"
DAY = date(2026, 11, 23)
THEN = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
EVERY: tuple[Sheet, ...] = (
    DeadlineSheet(code="F4", starts_at=THEN, due_on=DAY, about=f"{WORD} 1", state="waived", reason=f"{WORD} 2"),
    ReportSheet(recipient="POLITI", responsible=f"{WORD} 3", sent_on=DAY, journal=f"{WORD} 4", outcome=f"{WORD} 5"),
    DialogueSheet(step="MØDE", taken_on=DAY, responsible=f"{WORD} 6", outcome=f"{WORD} 7"),
    LimitSheet(
        scope=f"{WORD} 8", basis=f"{WORD} 9", decided_on=DAY, responsible=f"{WORD} 10", endless_because=f"{WORD} 11"
    ),
    HelpSheet(kind="KRISE", employee=f"{WORD} 12", offered_on=DAY, answer="JA", responsible=f"{WORD} 13",
              remark=f"{WORD} 14"),
    WishSheet(employee=f"{WORD} 15", wished_on=DAY, wish=f"{WORD} 16\n\nTo linjer"),
    LegalSheet(lawyer=f"{WORD} 17", assessed_on=DAY, category="CHI", outcome="TVIVL", note=f"{WORD} 18"),
    InformationSheet(
        status="UNDTAGET", decided_on=DAY, decided_by=f"{WORD} 19", paragraph=f"{WORD} 20", reason=f"{WORD} 21",
        reassess_on=DAY,
    ),
    MeasureSheet(learned=f"{WORD} 22", measure=f"{WORD} 23", responsible=f"{WORD} 24", due_on=DAY),
    NoteSheet(way="TLF", held_at=THEN, people=f"{WORD} 25", author=f"{WORD} 26", note=f"{WORD} 27"),
    ScreenshotSheet(
        in_item=1, url=f"https://{WORD}.example/", user_name=f"{WORD} 28", platform=f"{WORD} 29",
        taken_by=f"{WORD} 30", taken_at=THEN, witness=f"{WORD} 31",
    ),
)  # fmt: skip


def write_every(store: Store, case: str, agent: str, now: datetime) -> None:
    """One entry in each register of a case in which item 1 lies."""
    for sheet in EVERY:
        store.entries.write(case, sheet, agent, now)
