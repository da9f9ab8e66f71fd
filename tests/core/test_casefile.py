"""What keeps an entry from being written in a register of a case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from archiver.core import deadlines, register
from archiver.core.casefile import (
    OFFERS,
    DialogueSheet,
    HelpSheet,
    LimitSheet,
    MeasureSheet,
    ReportSheet,
    Sheet,
    Terms,
    problems,
)

TERMS = Terms(register.shipped(), deadlines.shipped())
NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 27), date(2026, 11, 28)


def wrong_in(sheet: Sheet, now: datetime = NOW) -> list[str]:
    return [one.name for one in problems(sheet, TERMS, now)]


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        (ReportSheet(recipient="POLITI", responsible="Leder", sent_on=TOMORROW), "sent_on"),
        (HelpSheet(kind="KRISE", offered_on=TOMORROW), "offered_on"),
        (DialogueSheet(step="MØDE", taken_on=TOMORROW, responsible="Leder"), "taken_on"),
        (MeasureSheet(learned="x", measure="x", done_on=TOMORROW), "done_on"),
        (LimitSheet(scope="x", basis="x", decided_on=TOMORROW, responsible="x", until=date(2027, 1, 1)), "decided_on"),
    ],
)
def test_what_is_only_planned_keeps_no_deadline(sheet: Sheet, name: str) -> None:
    assert wrong_in(sheet) == [name]
    assert wrong_in(sheet, NOW + timedelta(days=1)) == []


def test_what_is_to_come_may_lie_ahead() -> None:
    report = ReportSheet(recipient="POLITI", responsible="Leder", sent_on=TODAY, follow_up_on=date(2027, 2, 1))

    assert wrong_in(report) == []
    assert wrong_in(MeasureSheet(learned="x", measure="x", due_on=date(2027, 2, 1))) == []


@pytest.mark.parametrize("kind", [choice.code for choice in TERMS.listed("help")])
def test_only_help_is_offered(kind: str) -> None:
    assert wrong_in(HelpSheet(kind=kind, offered_on=TODAY)) == ([] if kind in OFFERS else ["offered_on"])
    assert wrong_in(HelpSheet(kind=kind, done_on=TODAY)) == []


def test_an_answer_is_one_to_an_offer() -> None:
    assert wrong_in(HelpSheet(kind="KRISE", answer="JA")) == ["offered_on"]
    assert wrong_in(HelpSheet(kind="KRISE", answer="JA", offered_on=TODAY)) == []
