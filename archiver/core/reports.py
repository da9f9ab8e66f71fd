"""The reports as one lays them on a committee's table, and as spreadsheets and programs read them (S1, M1, M2, L1).

A page is HTML without a script and without an address to fetch, its charts are SVG within it. Every number in it comes
from `core.statistics`, which left out what must not be shown; nothing is added up here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from archiver.core import dates
from archiver.core.language import Language, Translations, later, translator
from archiver.core.statistics import LEAST, Extent, Report, Table
from archiver.core.strategy import POINTS, Measure, Standing


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a report is made of."""

    organisation: str
    made_on: date
    extent: Extent
    before: Extent
    """Of the period before: only its total is told."""
    measures: Sequence[Measure] | None = None
    """None: no measures are registered anywhere."""
    guideline_reviewed: date | None = None
    guideline_review: date | None = None
    discussed: date | None = None
    strategy: Sequence[Standing] = ()


_TITLES = {
    Report.EXTENT: later("The extent of harassment from outside"),
    Report.MED: later("Harassment from outside: for the joint committee"),
    Report.LOKALRAAD: later("Harassment of our employees: for the local police council"),
}
_TABLES: dict[Report, tuple[str, ...]] = {
    Report.EXTENT: ("quarter", "medium", "category", "unit", "relation", "time_to_action", "help", "strength"),
    Report.MED: ("quarter", "category", "unit", "medium", "relation", "time_to_action", "help"),
    Report.LOKALRAAD: ("quarter", "category", "medium", "relation"),
}
_METHOD = later(
    "Each registered case is counted once, in the period in which the incident lies, as it was known 30 days after the"
    " period's end. Legitimate criticism is not counted. Numbers below 5, zero included, are not shown; where such a"
    " number could be worked out from the total, a further number in the table is left out as well (complementary"
    " suppression). Both are marked “–”. No names and no mails were read for this."
)
_NOTES = {
    "category": later("A case can have several categories. They are possible offences, for a lawyer to judge."),
    "time_to_action": later("From the first mail to a report, a talk with the citizen, an offer of help or the like."),
    "help": later("By the workplace's own deadline, counted from the opening of the case."),
}
_PROVISIONAL = later(
    "Provisional: the period is not over, or has been over for less than 30 days. For use in the house only. Two"
    " provisional reports of one period must not both be handed on: their difference may point at one person."
)
_FEW = later(
    "Fewer than 5 cases were registered in this period. So that nobody can be recognised, no numbers are shown."
)
_COUNTED = later("How it was counted")
_GUIDELINE = later("Guideline and discussion")
_OPEN = later("Open measures")
_POINTS = later("The strategy, point by point")
_OVERDUE = later("overdue")
_HIDDEN = later("Not shown (–):")
_TALK = later("For the discussion")
_QUESTIONS = (
    later("Whom do we call when a threat is urgent, and whom when it is not?"),
    later("How do we hear what becomes of a report, and who asks?"),
    later("What do the police need from us to be able to use the documentation?"),
    later("Do the police see the same pattern elsewhere?"),
)
_STATUS = {"done": later("in place"), "begun": later("begun"), "missing": later("missing"), "": later("not stated")}


def title_of(report: Report) -> str:
    """What it is called, to be translated."""
    return _TITLES[report]


# --- for spreadsheets and programs ------------------------------------------------------------------------------


def as_json(report: Report, facts: Facts, language: Language) -> dict[str, Any]:
    """The same numbers for programs; what is not shown is null."""
    said = translator(language).gettext
    one = facts.extent
    document: dict[str, Any] = {
        "report": report.value,
        "organisation": facts.organisation,
        "period": one.period.code,
        "first_day": one.period.first.isoformat(),
        "day_after": one.period.end.isoformat(),
        "provisional": one.is_provisional,
        "least": LEAST,
        "total": one.total,
        "tables": [
            {
                "table": table.name,
                "title": said(table.title),
                "adds_up": table.adds_up,
                "rows": [
                    {"code": cell.code, "name": cell.name.name(language), "count": cell.count} for cell in table.rows
                ],
            }
            for table in _tables_of(report, one)
        ],
        "method": said(_METHOD),
    }
    return document | (_med_document(facts, language) if report is Report.MED else {})


def _med_document(facts: Facts, language: Language) -> dict[str, Any]:
    known = {one.code: one for one in facts.strategy}
    return {
        "measures": None
        if facts.measures is None
        else [{"what": one.what, "responsible": one.responsible, "due": _iso(one.due)} for one in facts.measures],
        "guideline": {"reviewed": _iso(facts.guideline_reviewed), "review": _iso(facts.guideline_review)},
        "discussed": _iso(facts.discussed),
        "strategy": [
            {
                "code": point.code,
                "name": point.name(language),
                "status": known[point.code].status.value if point.code in known else None,
                "on": _iso(known[point.code].on) if point.code in known else None,
                "evidence": known[point.code].evidence if point.code in known else "",
            }
            for point in POINTS
        ],
    }


def as_csv(report: Report, facts: Facts, language: Language) -> str:
    """A line for each number, with semicolons as Danish spreadsheets have them; what is not shown is empty."""
    said, file = translator(language).gettext, io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(["period", "table", "code", "name", "count"])
    one = facts.extent
    writer.writerow([one.period.code, "total", "", said(later("Cases in all")), _number(one.total)])
    for table in _tables_of(report, one):
        for cell in table.rows:
            name = _unquestioned(cell.name.name(language))
            writer.writerow([one.period.code, table.name, _unquestioned(cell.code), name, _number(cell.count)])
    return file.getvalue()


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


def _unquestioned(text: str) -> str:
    """A spreadsheet reckons with what begins so (CWE-1236); units are somebody's words."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and len(text) > 1 else text


def _tables_of(report: Report, extent: Extent) -> list[Table]:
    known = {table.name: table for table in extent.tables}
    return [known[name] for name in _TABLES[report] if name in known]


# --- as a page --------------------------------------------------------------------------------------------------


def as_page(report: Report, facts: Facts, language: Language) -> str:
    """The whole report as one HTML document."""
    words = translator(language)
    said = words.gettext
    title = said(_TITLES[report])
    body = "".join(_body(report, facts, language, words))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="author" content="{escape(facts.organisation)}"><style>{_style(facts, words, language)}</style>'
        f'</head><body class="{report}">{body}</body></html>'
    )


def _body(report: Report, facts: Facts, language: Language, words: Translations) -> Iterator[str]:
    said, one = words.gettext, facts.extent
    yield f"<header><p class=organisation>{escape(facts.organisation)}</p><h1>{escape(said(_TITLES[report]))}</h1>"
    yield f"<p class=period>{escape(_period(facts, language, words))}</p></header>"
    if one.is_provisional:
        yield f"<p class=provisional>{escape(said(_PROVISIONAL))}</p>"
    yield from _head(facts, words)
    if one.total is not None:
        yield "<section class=tables>"
        for table in _tables_of(report, one):
            yield _figure(table, one.total, language, words)
        yield "</section>"
    if report is Report.MED:
        yield from _for_committee(facts, language, words)
    if report is Report.LOKALRAAD:
        questions = "".join(f"<li>{escape(said(one))}</li>" for one in _QUESTIONS)
        yield f"<section class=talk><h2>{escape(said(_TALK))}</h2><ul>{questions}</ul></section>"
    yield f"<aside><h2>{escape(said(_COUNTED))}</h2><p>{escape(said(_METHOD))}</p></aside>"


def _period(facts: Facts, language: Language, words: Translations) -> str:
    period = facts.extent.period
    last = date.fromordinal(period.end.toordinal() - 1)
    span = dates.period(period.first, last, language)
    return words.gettext(later("{span} · made on {day}")).format(span=span, day=dates.day(facts.made_on, language))


def _head(facts: Facts, words: Translations) -> Iterator[str]:
    said, one = words.gettext, facts.extent
    if one.total is None:
        yield f"<p class=few>{escape(said(_FEW))}</p>"
        return
    yield f"<div class=key><p class=number>{one.total}</p><p><strong>"
    yield escape(said(later("registered cases in {period}")).format(period=one.period.code)) + "</strong><br>"
    earlier = (
        said(later("{count} in the period before ({period})"))
        if facts.before.total is not None
        else said(later("fewer than 5, or none, in the period before ({period})"))
    )
    yield escape(earlier.format(count=facts.before.total, period=facts.before.period.code)) + "</p></div>"


def _figure(table: Table, total: int, language: Language, words: Translations) -> str:
    said = words.gettext
    note = f"<p class=note>{escape(said(_NOTES[table.name]))}</p>" if table.name in _NOTES else ""
    shown = [cell.count for cell in table.rows if cell.count is not None]
    most = max(shown, default=total)
    draw = _columns if table.name == "quarter" else _bars
    picture = draw(table, most, language, said)
    return f"<figure><figcaption>{escape(said(table.title))}</figcaption>{picture}{note}</figure>"


def _bars(table: Table, most: int, language: Language, said: Any) -> str:
    """A table of names and numbers, with a bar between; rows without a number come last, together."""
    shown = sorted(
        (cell for cell in table.rows if cell.count is not None),
        key=lambda cell: 0 if table.name in _IN_ORDER else -(cell.count or 0),
    )
    rows = "".join(
        f"<tr><th scope=row>{escape(cell.name.name(language))}</th><td class=bar>{_bar((cell.count or 0) / most)}</td>"
        f"<td class=count>{cell.count}</td></tr>"
        for cell in shown
    )
    hidden = [cell.name.name(language) for cell in table.rows if cell.count is None]
    if hidden:
        if table.name != "unit":  # a name of its own
            hidden = [name[:1].lower() + name[1:] for name in hidden]
        names = ", ".join(map(escape, hidden))
        told = escape(said(_HIDDEN))
        rows += f"<tr class=hidden><td colspan=3>{told} {names}</td></tr>"
    return f"<table>{rows}</table>"


_IN_ORDER = {"time_to_action", "help", "strength"}


def _bar(share: float) -> str:
    """A hundred wide."""
    width = max(1.0, round(100 * share, 1))
    return (
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect x="0" y="0" width="100" height="8" fill="#eef2f6"/>'
        f'<rect x="0" y="0" width="{width}" height="8" fill="#1f4e79"/></svg>'
    )


def _columns(table: Table, most: int, language: Language, said: Any) -> str:
    """The quarters side by side."""
    wide, high, gap = 120, 150, 24
    pieces = []
    for place, cell in enumerate(table.rows):
        left = gap + place * (wide + gap)
        tall = 0 if cell.count is None else max(2, round(high * cell.count / most))
        top = 24 + high - tall
        pieces.append(f'<rect x="{left}" y="{top}" width="{wide}" height="{tall}" fill="#1f4e79"/>')
        told = "–" if cell.count is None else str(cell.count)
        middle = left + wide // 2
        pieces.append(f'<text x="{middle}" y="{top - 6}" text-anchor="middle" class="value">{told}</text>')
        name = escape(cell.name.name(language))
        pieces.append(f'<text x="{middle}" y="{high + 46}" text-anchor="middle">{name}</text>')
    width = gap + len(table.rows) * (wide + gap)
    label = escape(said(table.title))
    foot = f'<line x1="0" y1="{high + 24}" x2="{width}" y2="{high + 24}" stroke="#5f6b76" stroke-width="1"/>'
    head = f'<svg class="columns" viewBox="0 0 {width} {high + 54}" role="img" aria-label="{label}">'
    return f"{head}{''.join(pieces)}{foot}</svg>"


def _for_committee(facts: Facts, language: Language, words: Translations) -> Iterator[str]:
    said = words.gettext
    follows = "committee" if facts.extent.total is None else "committee apart"
    yield f'<section class="{follows}"><h2>{escape(said(_GUIDELINE))}</h2><table class=plain>'
    rows = (
        (later("Guideline last reviewed"), facts.guideline_reviewed),
        (later("Guideline to be reviewed"), facts.guideline_review),
        (later("Last discussed in the committee"), facts.discussed),
    )
    for name, day in rows:
        told = said(later("not stated")) if day is None else dates.day(day, language)
        is_late = name == rows[1][0] and day is not None and day < facts.made_on
        late = f" <span class=late>{escape(said(_OVERDUE))}</span>" if is_late else ""
        yield f"<tr><th scope=row>{escape(said(name))}</th><td>{escape(told)}{late}</td></tr>"
    yield f"</table><h2>{escape(said(_OPEN))}</h2>"
    yield from _measures(facts.measures, facts.made_on, language, said)
    yield f"<h2>{escape(said(_POINTS))}</h2>"
    yield _checklist(facts.strategy, language, said) + "</section>"


def _measures(measures: Sequence[Measure] | None, today: date, language: Language, said: Any) -> Iterator[str]:
    if not measures:
        none = (
            later("No open measure is registered.")
            if measures is not None
            else later("Measures are not registered in the archive. Write them here:")
        )
        yield f"<p>{escape(said(none))}</p>"
        if measures is None:
            yield "<table class=lines>" + "<tr><td></td><td></td><td></td></tr>" * 3 + "</table>"
        return
    heads = (later("Measure"), later("Responsible"), later("Due"))
    yield "<table class=list><tr>" + "".join(f"<th scope=col>{escape(said(head))}</th>" for head in heads) + "</tr>"
    for one in measures:
        due = "–" if one.due is None else dates.day(one.due, language)
        late = f" <span class=late>{escape(said(_OVERDUE))}</span>" if one.due and one.due < today else ""
        what = escape(_in_short(one.what))
        whose = escape(one.responsible) or "–"
        yield f"<tr><td>{what}</td><td>{whose}</td><td class=day>{escape(due)}{late}</td></tr>"
    yield "</table>"


def _in_short(text: str) -> str:
    """A measure may have been written at length."""
    return text if len(text) <= _LONGEST_MEASURE else f"{text[:_LONGEST_MEASURE].rsplit(' ', 1)[0]} …"


_LONGEST_MEASURE = 400


def _checklist(strategy: Iterable[Standing], language: Language, said: Any) -> str:
    known = {one.code: one for one in strategy}
    rows = []
    for number, point in enumerate(POINTS, 1):
        one = known.get(point.code)
        status = "" if one is None else one.status.value
        day = "" if one is None or one.on is None else dates.day(one.on, language)
        evidence = "" if one is None else one.evidence
        rows.append(
            f"<tr><td class=nr>{number}</td><td>{escape(point.name(language))}</td>"
            f'<td><span class="status {status or "unknown"}">{escape(said(_STATUS[status]))}</span></td>'
            f"<td class=day>{escape(day)}</td><td>{escape(evidence)}</td></tr>"
        )
    heads = ("", later("Point"), later("Status"), later("Date"), later("Where it can be seen"))
    head = "".join(f"<th scope=col>{escape(said(one) if one else '')}</th>" for one in heads)
    return f"<table class=list><tr>{head}</tr>{''.join(rows)}</table>"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _style(facts: Facts, words: Translations, language: Language) -> str:
    page = words.gettext(later("Page {page} of {pages}"))
    before, _, rest = page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    foot = f'"{before}" counter(page) "{between}" counter(pages) "{after}"'
    left = _in_css(f"{facts.organisation} · {facts.extent.period.code}")
    del language
    return _STYLE.replace("FOOT", foot).replace("LEFT", f'"{left}"')


def _in_css(text: str) -> str:
    """Within quotation marks of a style sheet (CSS Syntax 3 § 4.3.5)."""
    return "".join(c if c.isalnum() or c in " .,·-" else f"\\{ord(c):06x}" for c in text)


_STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm 18mm;
  @bottom-left { content: LEFT; font: 8pt "DejaVu Sans", sans-serif; color: #5f6b76; }
  @bottom-right { content: FOOT; font: 8pt "DejaVu Sans", sans-serif; color: #5f6b76; } }
* { box-sizing: border-box; }
body { font: 9.5pt/1.45 "DejaVu Sans", sans-serif; color: #1b2733; margin: 0; }
header { border-bottom: 2pt solid #1f4e79; padding-bottom: 3mm; margin-bottom: 5mm; }
.organisation { margin: 0; color: #1f4e79; font-weight: bold; letter-spacing: .02em; }
h1 { font-size: 16pt; line-height: 1.2; margin: 1mm 0 1mm; }
h2 { font-size: 11.5pt; margin: 6mm 0 2mm; color: #1f4e79; }
.period { margin: 0; color: #5f6b76; }
.provisional { border: 1pt solid #9a5b00; background: #fff6e5; padding: 2.5mm 3mm; margin: 0 0 5mm; }
.few { border: 1pt solid #b9c4ce; background: #f5f8fa; padding: 4mm; }
.key { display: flex; align-items: center; gap: 5mm; margin-bottom: 4mm; }
.key p { margin: 0; }
.key .number { font-size: 34pt; font-weight: bold; color: #1f4e79; line-height: 1; }
.tables { columns: 2; column-gap: 9mm; }
figure { margin: 0 0 6mm; break-inside: avoid; }
figcaption { font-weight: bold; font-size: 10.5pt; color: #1f4e79; border-bottom: .6pt solid #b9c4ce;
  padding-bottom: 1mm; margin-bottom: 1.5mm; }
table { width: 100%; border-collapse: collapse; }
figure th { text-align: left; font-weight: normal; width: 47%; padding: .8mm 2mm .8mm 0; line-height: 1.25;
  vertical-align: middle; font-size: 8.5pt; }
figure td.bar { width: 41%; vertical-align: middle; padding: 0; }
figure td.bar svg { display: block; width: 100%; height: 3.2mm; }
figure td.count { text-align: right; font-variant-numeric: tabular-nums; font-weight: bold; padding-left: 2mm; }
figure tr.hidden td { color: #5f6b76; font-size: 7.5pt; line-height: 1.3; padding-top: 1.2mm; }
svg.columns { width: 100%; }
svg.columns text { font: 19px "DejaVu Sans", sans-serif; fill: #1b2733; }
svg.columns text.value { font-weight: bold; }
.note { font-size: 7.5pt; color: #5f6b76; margin: 1mm 0 0; }
.plain th { text-align: left; font-weight: normal; width: 55%; padding: 1mm 0; border-bottom: .4pt solid #dde4ea; }
.plain td { padding: 1mm 0; border-bottom: .4pt solid #dde4ea; font-weight: bold; }
.list th { text-align: left; font-size: 8pt; color: #5f6b76; padding: 1mm 2mm 1mm 0;
  border-bottom: .8pt solid #1f4e79; }
.list td { padding: 1.3mm 2mm 1.3mm 0; border-bottom: .4pt solid #dde4ea; vertical-align: top; font-size: 8.5pt; }
.list tr { break-inside: avoid; }
.list .nr { color: #5f6b76; width: 6mm; }
.lines td { border-bottom: .6pt solid #5f6b76; height: 9mm; }
.status { white-space: nowrap; padding: .2mm 1.6mm; border-radius: 1mm; font-size: 8pt; }
.status.done { background: #dcefe0; } .status.begun { background: #fff0cf; }
.status.missing { background: #f8dcd8; } .status.unknown { background: #e9edf1; }
.late { color: #a32014; font-weight: bold; }
.apart { break-before: page; }
.list td.day { white-space: nowrap; }
h2 { break-after: avoid; }
aside { break-inside: avoid; margin-top: 6mm; padding-top: 2mm; border-top: .6pt solid #b9c4ce; font-size: 7.5pt;
  color: #46525d; line-height: 1.4; }
aside h2 { font-size: 8.5pt; margin: 0 0 .5mm; }
aside p { margin: 0; }
.talk ul { margin: 0; padding-left: 5mm; } .talk li { margin-bottom: 1mm; }
.lokalraad { font-size: 8.5pt; line-height: 1.3; }
.lokalraad .key { margin-bottom: 2mm; } .lokalraad .key .number { font-size: 26pt; }
.lokalraad figure { margin-bottom: 3mm; }
.lokalraad figure th { font-size: 7.5pt; line-height: 1.15; padding: .4mm 2mm .4mm 0; width: 66%; }
.lokalraad figure td.bar { width: 23%; }
.lokalraad svg.columns { height: 24mm; }
.lokalraad .provisional { padding: 1.5mm 2mm; margin-bottom: 3mm; }
.lokalraad header { padding-bottom: 2mm; margin-bottom: 3mm; }
.lokalraad .talk ul { columns: 2; column-gap: 9mm; }
.lokalraad h2 { margin: 3mm 0 1mm; }
.lokalraad aside { margin-top: 3mm; padding-top: 1.5mm; }
"""
