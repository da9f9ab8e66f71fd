"""How large the problem is, in numbers that point at nobody: on the page, and to be saved (S1)."""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from archiver.core import statistics
from archiver.core.reports import Facts, as_csv, as_json, as_page, title_of
from archiver.core.statistics import Report
from archiver.desk.acts import saved
from archiver.desk.asked import Asked
from archiver.edges.paper import printed
from archiver.errors import UsageError

PERIODS = 8
FORMS = ("pdf", "csv", "json")


def shown(asked: Asked) -> Response:
    """A report as tables with bars."""
    report, facts = _report(asked.query.get("rapport", Report.EXTENT)), None
    problem = ""
    try:
        facts = _facts(asked)
    except UsageError as error:
        problem = asked.words.problem(error)
    return asked.page(
        "statistics.html",
        code=422 if problem and "periode" in asked.query else 200,
        report=report,
        reports=[(one, asked.words.say(title)) for one, title in ((one, title_of(one)) for one in Report)],
        document=None if facts is None else as_json(report, facts, asked.words.language),
        measures=None if facts is None else facts.measures,
        before=None if facts is None else facts.before,
        periods=_periods(asked),
        problem=problem,
        forms=FORMS,
        is_apart=asked.office.means.is_counted_apart,
    )


def download(asked: Asked) -> Response:
    """The same as a file."""
    report, form = _report(asked.params["report"]), asked.params["form"]
    made = _MADE.get(form)
    if made is None or asked.office.means.counted is None:
        raise HTTPException(404)
    facts = _facts(asked)
    return saved(made(report, facts, asked), f"{report.value}-{facts.extent.period.code}.{form}")


def _report(word: str) -> Report:
    if word not in set(Report):
        raise HTTPException(404)
    return Report(word)


def _facts(asked: Asked) -> Facts:
    if asked.office.means.counted is None:
        raise UsageError("Nothing is counted here: run archiver report.")
    return asked.office.means.counted(asked.query.get("periode") or None)


def _periods(asked: Asked) -> list[str]:
    """The newest ones, this one first."""
    period = statistics.period_at(asked.now, asked.office.means.periods, asked.zone)
    found = []
    for _ in range(PERIODS):
        found.append(period.code)
        period = period.before
    return found


def _as_json(report: Report, facts: Facts, asked: Asked) -> bytes:
    told = as_json(report, facts, asked.words.language)
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _as_csv(report: Report, facts: Facts, asked: Asked) -> bytes:
    return as_csv(report, facts, asked.words.language).encode("utf-8-sig")


def _as_pdf(report: Report, facts: Facts, asked: Asked) -> bytes:
    return printed(as_page(report, facts, asked.words.language))


_MADE: dict[str, Callable[[Report, Facts, Asked], bytes]] = {"pdf": _as_pdf, "csv": _as_csv, "json": _as_json}
