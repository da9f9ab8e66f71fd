"""`archiver report …`: numbers for the committee, the police council and the leadership, none of them below five."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    complain,
    json_text,
    language,
    print_json,
    print_table,
    refuse_if_there,
    say,
    settings_of,
    tell,
    write_whole,
)
from archiver.core.statistics import LEAST, Report
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.service.reports import Facts

app = typer.Typer(no_args_is_help=True)

PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period", metavar="PERIOD", help=say("2026, 2026-H1 or 2026-Q3; without it the newest that is settled")
    ),
]
ToOption = Annotated[
    Path | None, typer.Option("--to", metavar="FILE", help=say("write it there, as .pdf, .csv, .json or .html says"))
]


@app.command("extent", help=say("how much, by quarter, medium, category, unit, relation, time and strength"))
def extent(
    context: typer.Context,
    period: PeriodOption = None,
    to: ToOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    _report(Report.EXTENT, context, period, to, config, as_json=as_json)


@app.command("med", help=say("for the joint committee: numbers, open measures, guideline and strategy"))
def med(
    context: typer.Context,
    period: PeriodOption = None,
    to: ToOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    _report(Report.MED, context, period, to, config, as_json=as_json)


@app.command("lokalraad", help=say("for the local police council: one page"))
def lokalraad(
    context: typer.Context,
    period: PeriodOption = None,
    to: ToOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    _report(Report.LOKALRAAD, context, period, to, config, as_json=as_json)


def _report(
    report: Report,
    context: typer.Context,
    period: str | None,
    to: Path | None,
    config: Path | None,
    *,
    as_json: bool,
) -> None:
    from archiver.service import reports  # noqa: PLC0415 - so that --help is quick

    settings = settings_of(context, config)
    made: dict[str, Callable[[Facts], bytes]] = {
        ".pdf": lambda facts: reports.printed(reports.as_page(report, facts, language())),
        ".html": lambda facts: reports.as_page(report, facts, language()).encode(),
        ".csv": lambda facts: reports.as_csv(report, facts, language()).encode("utf-8-sig"),
        ".json": lambda facts: (json_text(reports.as_json(report, facts, language()), indent=2) + "\n").encode(),
    }
    if to is not None and to.suffix.lower() not in made:
        raise UsageError("A report is written as .pdf, .csv, .json or .html; {path} is none of these.", path=to)
    if to is not None:
        refuse_if_there(to)
    facts = reports.facts_for(settings, period)
    if not reports.is_apart(settings):
        complain(say("Counted as the archive's own user, who may read mails; see role under [statistics]."))
    if to is not None:
        write_whole(to, [made[to.suffix.lower()](facts)])
    if as_json:
        print_json(reports.as_json(report, facts, language()) | ({} if to is None else {"file": str(to)}))
    elif to is not None:
        tell(say("Written: {path}").format(path=to))
    else:
        _print(report, facts)


def _print(report: Report, facts: Facts) -> None:
    from archiver.service import reports  # noqa: PLC0415 - as above

    document = reports.as_json(report, facts, language())
    mark = say("provisional")
    provisional = f" ({mark})" if document["provisional"] else ""
    if document["total"] is None:
        tell(
            say("{period}: fewer than {least} cases, and so no numbers.").format(period=document["period"], least=LEAST)
        )
        return
    tell(say("{period}{provisional}: {count} cases").format(
        period=document["period"], provisional=provisional, count=document["total"]
    ))  # fmt: skip
    for table in document["tables"]:
        tell("")
        rows = [(row["name"], "–" if row["count"] is None else str(row["count"])) for row in table["rows"]]
        print_table((table["title"], ""), rows)
    tell("")
    tell(document["method"])
