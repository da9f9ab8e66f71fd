"""What a case owes and by when: by itself, out of its registers, and as somebody set it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from archiver.core import deadlines, register
from archiver.core.casefile import (
    DeadlineSheet,
    Entry,
    HelpSheet,
    InformationSheet,
    LimitSheet,
    MeasureSheet,
    ReportSheet,
    Sheet,
    Terms,
    problems,
)
from archiver.core.deadlines import Deadline, Nearness, State
from archiver.core.duties import CaseFacts, duties, owed
from archiver.core.records import CaseRef

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
TERMS = Terms(register.shipped(), deadlines.shipped())
OPENED = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
INCIDENT = datetime(2026, 11, 20, 14, 30, tzinfo=COPENHAGEN)
CASE = CaseRef(2026, 45, "K7QX")
FACTS = CaseFacts(CASE, OPENED, OPENED, INCIDENT - timedelta(days=1), INCIDENT, ("CHI",))


def with_sheets(*sheets: Sheet, facts: CaseFacts = FACTS) -> CaseFacts:
    numbers: dict[str, int] = {}
    entries = []
    for sheet in sheets:
        numbers[sheet.register] = numbers.get(sheet.register, 0) + 1
        entries.append(Entry(numbers[sheet.register], 1, sheet, OPENED, "operator inge"))
    return replace(facts, entries=tuple(entries))


def of(facts: CaseFacts, code: str, terms: Terms = TERMS) -> list[Deadline]:
    return [one for one in owed(facts, terms, COPENHAGEN) if one.rule.code == code]


def days(facts: CaseFacts, code: str) -> list[date | None]:
    return [one.due.day for one in of(facts, code) if one.runs]


# --- those a case has by itself ---


def test_the_72_hours_count_from_the_incident_and_a_report_to_the_police_keeps_them() -> None:
    [running] = of(FACTS, "F1")
    assert (running.due.at, running.assumed) == (datetime(2026, 11, 23, 13, 30, tzinfo=UTC), False)

    [met] = of(with_sheets(ReportSheet(recipient="POLITI", responsible="x", sent_on=date(2026, 11, 22))), "F1")
    assert (met.state, met.ended_on, met.nearness(OPENED)) == (State.MET, date(2026, 11, 22), Nearness.NONE)


def test_an_unknown_time_is_taken_for_the_earliest_that_is_known_and_said_to_be() -> None:
    [assumed] = of(replace(FACTS, incident_at=None), "F1")

    assert assumed.assumed
    assert assumed.starts_at == FACTS.known_from


@pytest.mark.parametrize(
    ("categories", "codes"),
    [
        (None, {"F1", "F9", "HJÆLP"}),
        (("CHI",), {"F1", "F6", "F9", "HJÆLP"}),
        (("ÆRE",), {"F1", "F4", "F5", "F6", "F9", "HJÆLP"}),
        (("UBE",), {"F9", "HJÆLP"}),
        (("KRI",), {"F9"}),
    ],
)
def test_which_deadlines_a_case_has_by_itself_follows_from_its_categories(
    categories: tuple[str, ...] | None, codes: set[str]
) -> None:
    assert {one.rule.code for one in owed(replace(FACTS, categories=categories), TERMS, COPENHAGEN)} == codes


def test_of_knowledge_nobody_has_written_so_it_is_counted_from_the_act_and_said_to_be_uncertain() -> None:
    [six_months] = of(replace(FACTS, categories=("ÆRE",)), "F4")

    assert (six_months.due.day, six_months.assumed) == (date(2027, 5, 20), True)


def test_14_days_run_from_the_first_day_of_absence() -> None:
    away = HelpSheet(kind="SYG", began_on=date(2026, 11, 23))

    assert days(FACTS, "F2") == []
    assert days(with_sheets(away), "F2") == [date(2026, 12, 7)]
    told = ReportSheet(recipient="EASY", responsible="x", sent_on=date(2026, 11, 30))
    assert days(with_sheets(away, told), "F2") == []


def test_what_a_person_set_takes_the_place_of_what_the_case_has_by_itself() -> None:
    one, two = (
        DeadlineSheet(code="F4", starts_at=INCIDENT, due_on=date(2027, month, 1), about=who, state=state)
        for month, who, state in ((3, "Jette", "running"), (4, "Mads", "met"))
    )
    found = of(with_sheets(one, two, facts=replace(FACTS, categories=("ÆRE",))), "F4")

    assert [(each.about, each.state, each.entry) for each in found] == [
        ("Jette", State.RUNNING, 1),
        ("Mads", State.MET, 2),
    ]


def test_a_deadline_that_the_workplace_took_out_of_use_is_gone() -> None:
    without = replace(TERMS, rules=tuple(replace(rule, in_use=rule.code != "F1") for rule in TERMS.rules))

    assert of(FACTS, "F1", without) == []


# --- those that follow from registers ---


def test_the_police_are_asked_every_three_months_until_it_ends() -> None:
    report = ReportSheet(recipient="POLITI", responsible="x", sent_on=date(2026, 11, 30))

    assert days(with_sheets(report), "F13") == [date(2027, 2, 28)]
    asked = replace(report, followed_up_on=date(2027, 2, 20))
    assert days(with_sheets(asked), "F13") == [date(2027, 5, 20)]
    assert days(with_sheets(replace(asked, follow_up_on=date(2027, 3, 1))), "F13") == [date(2027, 3, 1)]
    assert days(with_sheets(replace(asked, follow_up_on=date(2027, 2, 19))), "F13") == [date(2027, 5, 20)]
    assert days(with_sheets(replace(asked, closed_on=date(2027, 4, 1))), "F13") == []


def test_others_are_asked_on_the_day_that_somebody_gave() -> None:
    report = ReportSheet(recipient="PLATFORM", responsible="x", sent_on=date(2026, 11, 30))

    assert days(with_sheets(report), "OPF-ANMELD") == []
    assert days(with_sheets(replace(report, follow_up_on=date(2026, 12, 1))), "OPF-ANMELD") == [date(2026, 12, 1)]


def test_a_contact_limit_is_reviewed_when_it_ends_or_every_so_often() -> None:
    limit = LimitSheet(scope="x", basis="x", decided_on=date(2026, 11, 30), responsible="x", endless_because="x")

    assert days(with_sheets(limit), "F14") == [date(2027, 2, 28)]
    assert days(with_sheets(replace(limit, until=date(2026, 12, 31))), "F14") == [date(2026, 12, 31)]
    assert days(with_sheets(replace(limit, lifted_on=date(2026, 12, 1))), "F14") == []


def test_help_is_followed_up_after_1_4_and_12_weeks_with_each_employee() -> None:
    offer = HelpSheet(kind="KRISE", employee="Jette", offered_on=date(2026, 11, 23))
    talk = HelpSheet(kind="OPFØLG", employee="jette", done_on=date(2026, 11, 30))

    assert days(with_sheets(offer), "OPF-HJÆLP") == [date(2026, 11, 30)]
    assert days(with_sheets(offer, talk), "OPF-HJÆLP") == [date(2026, 12, 21)]
    assert days(with_sheets(offer, replace(talk, done_on=date(2027, 2, 20))), "OPF-HJÆLP") == []


def test_an_exemption_is_assessed_again_and_a_measure_is_due() -> None:
    exempt = InformationSheet(
        status="UNDTAGET", decided_on=date(2026, 11, 23), decided_by="x", reassess_on=date(2027, 1, 4)
    )
    measure = MeasureSheet(learned="x", due_on=date(2027, 2, 1))

    facts = with_sheets(exempt, measure)

    assert (days(facts, "OPF-OPLYS"), days(facts, "OPF-TILTAG")) == ([date(2027, 1, 4)], [date(2027, 2, 1)])
    assert [one.state for one in of(facts, "F9")] == [State.MET]


# --- what the weekly letter tells ---


def test_a_letter_tells_what_is_overdue_or_ends_in_14_days_and_where_help_is_missing() -> None:
    now = datetime(2026, 11, 30, 7, tzinfo=COPENHAGEN)
    other = replace(FACTS, case=CaseRef(2026, 46, "AAAA"), opened_at=now, categories=("UBE",), collected_at=now)
    offered = HelpSheet(kind="PSYK", offered_on=date(2026, 11, 24))

    told = duties([FACTS, other], TERMS, COPENHAGEN, now)
    helped = duties([with_sheets(offered)], TERMS, COPENHAGEN, now)

    assert [(one.case, one.what.code, one.nearness) for one in told.due] == [(CASE, "F1", Nearness.OVERDUE)]
    assert told.unhelped == (CASE,)
    assert helped.unhelped == ()


def test_help_is_missing_when_two_working_days_have_passed_and_not_before() -> None:
    friday = replace(FACTS, opened_at=datetime(2026, 11, 20, 9, tzinfo=COPENHAGEN))
    tuesday_night, wednesday = (
        datetime(2026, 11, 24, 23, 59, tzinfo=COPENHAGEN),
        datetime(2026, 11, 25, 0, 0, tzinfo=COPENHAGEN),
    )

    assert duties([friday], TERMS, COPENHAGEN, tuesday_night).unhelped == ()
    assert duties([friday], TERMS, COPENHAGEN, wednesday).unhelped == (CASE,)


# --- what cannot be written ---


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        (LimitSheet(scope="x", basis="x", decided_on=OPENED.date(), responsible="x"), "until"),
        (InformationSheet(status="UNDTAGET", decided_on=OPENED.date(), decided_by="x", reason="x"), "paragraph"),
        (InformationSheet(status="UDSAT", decided_on=OPENED.date(), decided_by="x", paragraph="§ 22"), "reason"),
        (InformationSheet(status="MÅSKE", decided_on=OPENED.date(), decided_by="x"), "status"),
        (DeadlineSheet(code="F4", starts_at=INCIDENT, state="waived"), "reason"),
        (DeadlineSheet(code="F99", starts_at=INCIDENT), "code"),
        (DeadlineSheet(code="F1", starts_at=OPENED + timedelta(days=9)), "starts_at"),
        (ReportSheet(recipient="POLITI", responsible="", sent_on=OPENED.date()), "responsible"),
        (ReportSheet(recipient="POLITI", responsible="x", journal="0700-1"), "sent_on"),
        (HelpSheet(kind="KRISE", employee="a\x1b[2J"), "employee"),
        (HelpSheet(kind="KRISE", employee="a" * 201), "employee"),
    ],
)
def test_an_entry_that_lacks_something_is_refused_by_the_name_of_its_field(sheet: Sheet, name: str) -> None:
    assert name in [one.name for one in problems(sheet, TERMS, OPENED)]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_one_day_beyond_any_calendar_keeps_no_letter_from_telling_of_the_other_cases(day: date) -> None:
    """Such a day was once taken in; nothing in a register is ever changed."""
    far = with_sheets(
        LimitSheet(scope="x", basis="x", decided_on=OPENED.date(), responsible="x", until=day),
        MeasureSheet(learned="x", measure="x", due_on=day),
        HelpSheet(kind="SYG", began_on=day),
        DeadlineSheet(code="F4", starts_at=OPENED, due_on=day, state="running"),
    )

    told = duties([far, FACTS], TERMS, COPENHAGEN, OPENED + timedelta(days=1))

    assert {one.what.code for one in told.due if one.due.at > OPENED} >= {"F1"}
