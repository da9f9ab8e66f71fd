"""What keeps an entry from being written in a register of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archiver.core import deadlines, register
from archiver.core.casefile import (
    OFFERS,
    DeadlineSheet,
    DialogueSheet,
    HelpSheet,
    LimitSheet,
    MeasureSheet,
    ReportSheet,
    ScreenshotSheet,
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


LIMIT = LimitSheet(scope="x", basis="x", decided_on=TODAY, responsible="x", until=date(2027, 1, 1))
REPORT = ReportSheet(recipient="POLITI", responsible="x", sent_on=TODAY)


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_a_day_of_a_year_that_nobody_means_is_refused(year: int) -> None:
    day, moment = date(year, 12, 31), datetime(year, 12, 31, 23, 59, tzinfo=UTC)

    assert set(wrong_in(replace(LIMIT, until=day))) == {"until"}
    assert wrong_in(MeasureSheet(learned="x", due_on=day)) == ["due_on"]
    assert wrong_in(replace(REPORT, follow_up_on=day)) == ["follow_up_on"]
    assert wrong_in(HelpSheet(kind="SYG", began_on=day)) == ["began_on"]
    assert wrong_in(DeadlineSheet(code="F4", starts_at=moment)) == ["starts_at"]


@pytest.mark.parametrize(("item", "names"), [(-1, ["in_item"]), (2**63, ["in_item"]), (2**63 - 1, [])])
def test_an_item_has_a_number_that_a_database_can_hold(item: int, names: list[str]) -> None:
    assert wrong_in(ScreenshotSheet(in_item=item)) == names


def test_what_follows_a_report_comes_after_it() -> None:
    before = TODAY - timedelta(days=1)

    assert wrong_in(replace(REPORT, followed_up_on=before, closed_on=before)) == ["followed_up_on", "closed_on"]
    assert wrong_in(replace(REPORT, followed_up_on=TODAY, closed_on=TODAY)) == []


def test_a_deadline_ends_after_it_begins_and_what_has_ended_has_a_day() -> None:
    sheet = DeadlineSheet(code="F4", starts_at=NOW, due_on=TOMORROW, state="running")

    assert wrong_in(sheet) == []
    assert wrong_in(replace(sheet, due_on=TODAY - timedelta(days=1))) == ["due_on"]
    assert wrong_in(replace(sheet, due_on=None, due_at=NOW - timedelta(hours=1))) == ["due_at"]
    assert wrong_in(replace(sheet, state="met")) == ["ended_on"]
    assert wrong_in(replace(sheet, state="waived", ended_on=TODAY)) == ["reason"]
    assert wrong_in(replace(sheet, ended_on=TODAY)) == ["ended_on"]
