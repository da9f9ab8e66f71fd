"""`archiver case …`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import words
from archiver.cli.common import (
    WRONG_USAGE,
    ConfigOption,
    JsonOption,
    LimitOption,
    ReasonOption,
    answer,
    archive_of,
    complain,
    iso,
    language,
    leave,
    plain,
    print_json,
    print_list,
    print_table,
    say,
    say_many,
    settings_of,
    tell,
    when,
)
from archiver.core.casefile import BY_NAME, Kind, Sheet, Terms, fields_of
from archiver.core.deadlines import ADVICE, Rule
from archiver.core.dossier import Dossier, Entry, RegisterVersion, document
from archiver.core.register import Category, Choice, Vocabulary
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.service.casework import Done, Unfit
    from archiver.service.commands import CaseEntry

app = typer.Typer(no_args_is_help=True)

CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help=say("full reference, such as 2026-0012-K7QX"))]


def _entry_document(case: CaseEntry) -> dict[str, Any]:
    return {
        "case": case.reference,
        "state": case.state,
        "opened_at": iso(case.opened_at),
        "opened_by": case.opened_by,
        "items": case.items,
        "disposed": case.is_disposed,
    }


@app.command("list", help=say("every case"))
def list_(
    context: typer.Context,
    after: Annotated[
        str | None, typer.Option(metavar="CASE", help=say("only cases opened after this one, by its full reference"))
    ] = None,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    with archive_of(context, config, looking=True) as archive:
        cases = archive.store.catalogue.cases(after=after, limit=limit)
        if as_json:
            print_list("cases", map(_entry_document, cases))
        else:
            _print_cases(cases)


def _print_cases(cases: Iterable[CaseEntry]) -> None:
    rows = (
        (
            case.reference,
            words.state("erased" if case.is_disposed else case.state),
            when(case.opened_at),
            str(case.items),
        )
        for case in cases
    )
    print_table((say("case"), say("state"), say("opened"), say("items")), rows)


@app.command("show", help=say("one case: register, timeline, items; without a word of their text"))
def show(context: typer.Context, case: CaseArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.cli.items import as_document  # noqa: PLC0415
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        dossier = casework.shown(archive, case)
        entries = list(archive.store.catalogue.items(case=str(dossier.reference)))
        terms = archive.terms
    if as_json:
        known = {entry.item: as_document(entry) for entry in entries}
        told = document(dossier)
        print_json(told | {"items": [known.get(one["item"], {}) | one for one in told["items"]]})
        return
    _print_dossier(dossier, terms.vocabulary)
    _print_entries(dossier, terms)


def _print_entries(dossier: Dossier, terms: Terms) -> None:
    """The other registers of the case and of those that went into it, but for what is restricted."""
    from archiver.cli.casefile import print_entries  # noqa: PLC0415 - it hangs its commands on ours

    print_entries(dossier.entries, terms, "  ")
    for one in dossier.absorbed:
        if one.entries:
            tell("  " + say("From {case}:").format(case=one.reference))
            print_entries(one.entries, terms, "    ")
    if dossier.restricted:
        tell("  " + say("Legal assessments: archiver case entries {case} legal").format(case=dossier.reference))


def _print_dossier(dossier: Dossier, vocabulary: Vocabulary) -> None:
    sentence = say("Case {case}, {state}, opened {when}")
    state = words.state(dossier.state)
    tell(sentence.format(case=dossier.reference, state=state, when=when(dossier.opened_at)))
    if dossier.merged_into is not None:
        tell("  " + say("Its items lie in {case}.").format(case=dossier.merged_into))
    if dossier.closed_at is not None and dossier.merged_into is None:
        tell("  " + say("Closed {when}.").format(when=when(dossier.closed_at)))
    if dossier.disposed_at is not None:
        tell(
            "  "
            + say("Disposed of {when}; archiver dispose list --all tells by whom.").format(
                when=when(dossier.disposed_at)
            )
        )
    elif dossier.registrations:
        _print_register(dossier.registrations[-1], vocabulary)
    elif dossier.merged_into is None:
        tell("  " + say("Not registered yet: archiver case register {case}").format(case=dossier.reference))
    for one in dossier.absorbed:
        if one.registrations:
            tell("  " + say("{case} was merged into it, and was registered as:").format(case=one.reference))
            _print_register(one.registrations[-1], vocabulary)
    for entry in dossier.timeline:
        _print_entry(entry)


def _print_register(version: RegisterVersion, vocabulary: Vocabulary) -> None:
    one = version.registration
    names = {
        choice.code: choice.name(language()) for choice in (*vocabulary.media, *vocabulary.relations, *vocabulary.units)
    }
    rows = (
        (say("incident"), when(one.incident_at) if one.incident_at else say("time unknown")),
        (say("medium"), names.get(one.medium, one.medium)),
        (say("possibly"), "; ".join(_category(code, vocabulary) for code in one.categories)),
        (say("unit"), plain(names.get(one.unit, one.unit))),
        (say("affected"), plain(", ".join(one.affected)) or say("the whole workplace")),
        (say("relation"), names.get(one.relation, one.relation)),
        (say("about"), plain(one.theme)),
        *(((say("reason"), plain(one.reason)),) if one.reason else ()),
    )
    for label, value in rows:
        tell(f"  {label + ':':<12} {value}")
    if version.definition is not None:
        tell("  " + say("The workplace's own definition, version {version}:").format(version=version.definition))
        for line in version.definition_text.splitlines():
            tell(f"    {plain(line)}")
    if not vocabulary.uncounted.isdisjoint(one.categories) and vocabulary.uncounted.issuperset(one.categories):
        tell("  " + say("It leaves the statistics, and what lies in it now leaves the weekly letter."))


def _category(code: str, vocabulary: Vocabulary) -> str:
    known = {category.code: category for category in vocabulary.categories}.get(code)
    if known is None:
        return code
    statute = f" ({known.statute})" if known.statute else ""
    return f"{known.name(language())}{statute}"


def _print_entry(entry: Entry) -> None:
    sentence = say("{when}  {items}, received {received}{people}")
    items = ", ".join(f"#{item.item}" for item in entry.items)
    reporters = len({item.reporter for item in entry.items if item.reporter})
    people = ""
    if reporters > 1:
        people = ", " + say_many("{count} reporter", "{count} reporters", reporters).format(count=reporters)
    at = when(entry.at) + words.time_is(entry.time_is)
    tell("  " + sentence.format(when=at, items=items, received=when(entry.items[0].received_at), people=people))


@app.command("new", help=say("open an empty case; prints its reference"))
def new(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        reference = casework.open_case(archive)
    answer(as_json, {"case": str(reference)}, str(reference))


@app.command("register", help=say("write the register of a case: seven questions, or a file"))
def register(
    context: typer.Context,
    case: CaseArgument,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help=say("TOML with the seven answers; - reads standard input")),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.cli.register import asked, from_file  # noqa: PLC0415
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        archive.store.catalogue.case(case)
        zone = archive.settings.archive.zone
        if source is None and not sys.stdin.isatty():
            raise UsageError("Without a terminal the register comes from a file: --from FILE, or --from - for stdin.")
        registration = asked(archive.vocabulary, zone) if source is None else from_file(source, zone)
        try:
            version = casework.register(archive, case, registration)
        except casework.Unfit as unfit:
            _complain_of(unfit)
            leave(WRONG_USAGE)
    reference = case.strip().upper()
    answer(
        as_json,
        {"case": reference, "version": version.version},
        say("The register of {case} is written, version {version}.").format(case=reference, version=version.version),
    )


def _complain_of(unfit: Unfit) -> None:
    complain(say("The register was not written."))
    for problem in unfit.problems:
        code = f" ({problem.value})" if problem.value else ""
        complain(f"  {words.field(problem.name)}{code}: {say(problem.sentence)}")


@app.command("codes", help=say("the categories, media, relations and units that registers are written in"))
def codes(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service.wiring import terms_of, vocabulary_of  # noqa: PLC0415

    settings = settings_of(context, config)
    vocabulary, terms = vocabulary_of(settings), terms_of(settings)
    if as_json:
        print_json(
            {
                "deadlines": [_rule_document(one) for one in terms.rules],
                "registers": {name: _fields_document(sheet, terms) for name, sheet in BY_NAME.items()},
                "categories": [_category_document(one) for one in vocabulary.categories],
                "media": [_choice_document(one) for one in vocabulary.media],
                "relations": [_choice_document(one) for one in vocabulary.relations],
                "units": [_choice_document(one) for one in vocabulary.units],
            }
        )
        return
    tell(say("Categories: possible offences, for a lawyer to judge"))
    rows = (_category_row(one) for one in vocabulary.categories if one.in_use)
    print_table((say("code"), say("name"), say("statute"), say("prosecution"), say("source")), rows, folds=1)
    _print_choices(say("Media"), vocabulary.media)
    _print_choices(say("Relations"), vocabulary.relations)
    _print_choices(say("Units"), vocabulary.units)
    tell("")
    tell(say("Deadlines: {advice}").format(advice=say(ADVICE)))
    deadlines = ((one.code, one.name(language()), one.statute, words.source(one.source)) for one in terms.rules)
    print_table((say("code"), say("name"), say("statute"), say("source")), deadlines, folds=2)
    for name, sheet in BY_NAME.items():
        tell("")
        tell(f"{say(sheet.title)} (archiver case add … {name}): {', '.join(one.name for one in fields_of(sheet))}")
        for one in fields_of(sheet):
            if one.kind is Kind.CODE and one.listed not in {"category", "deadline"}:
                _print_choices(f"{one.name}:", terms.listed(one.listed))


def _rule_document(one: Rule) -> dict[str, Any]:
    return _choice_document(one) | {
        "statute": one.statute,
        "counts_from": one.start,
        "count": one.count,
        "unit": one.unit,
        "automatic": one.automatic,
        "applies": one.applies,
        "met_by": one.met_by,
        "source": one.source,
        "advice": say(ADVICE),
    }


def _fields_document(sheet: type[Sheet], terms: Terms) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "kind": one.kind,
            "label": say(one.label),
            "required": one.required,
            "codes": [choice.code for choice in terms.listed(one.listed) if choice.in_use] if one.listed else None,
        }
        for one in fields_of(sheet)
    ]


def _category_row(one: Category) -> tuple[str, ...]:
    prosecution, source = words.prosecution(one.prosecution), words.source(one.source)
    return (one.code, one.name(language()), one.statute or "–", prosecution, source)


def _print_choices(heading: str, choices: Iterable[Choice]) -> None:
    in_use = [one for one in choices if one.in_use]
    if in_use:
        tell("")
        print_table((heading, ""), ((one.code, one.name(language())) for one in in_use))


def _choice_document(one: Choice) -> dict[str, Any]:
    return {"code": one.code, "da": one.da, "en": one.en, "in_use": one.in_use}


def _category_document(one: Category) -> dict[str, Any]:
    return _choice_document(one) | {
        "statute": one.statute or None,
        "penalty": one.penalty,
        "prosecution": one.prosecution,
        "six_months": one.six_months,
        "limitation": one.limitation,
        "review_years": one.review_years,
        "counts": one.counts,
        "reasoned": one.reasoned,
        "stop": one.stop,
        "source": one.source,
    }


@app.command("split", help=say("move items of a case into a new one; prints its reference"))
def split(
    context: typer.Context,
    case: CaseArgument,
    items: Annotated[list[str], typer.Argument(metavar="ITEM…", help=say("which"))],
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        reference = casework.split(archive, case, items, reason)
    answer(as_json, {"case": case.strip().upper(), "new": str(reference)}, str(reference))


@app.command("merge", help=say("move everything of a case into another, which takes its later mail too"))
def merge(
    context: typer.Context,
    case: CaseArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help=say("the case that stays"))],
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        merged = casework.merge(archive, case, into, reason)
    one, other = case.strip().upper(), into.strip().upper()
    said = say("{case} is merged into {other}. archiver case undo {case} takes it back.").format(case=one, other=other)
    if merged.running:
        names = "; ".join(f"{deadline.rule.code} {deadline.rule.name(language())}" for deadline in merged.running)
        sentence = say("Nobody is reminded any more of what still ran in {case}, write it in {other}: {deadlines}")
        said += "\n" + sentence.format(case=one, other=other, deadlines=names)
    if not merged.is_registered:
        said += "\n" + say("{other} is not registered yet: archiver case register {other}").format(other=other)
    told = [{"code": deadline.rule.code, "due_at": iso(deadline.due.at)} for deadline in merged.running]
    answer(as_json, {"case": one, "into": other, "registered": merged.is_registered, "running": told}, said)


@app.command("close", help=say("close a case: mail that names it waits for the officer"))
def close(
    context: typer.Context,
    case: CaseArgument,
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        running = casework.close(archive, case, reason)
    reference = case.strip().upper()
    said = say("{case} is closed.").format(case=reference)
    if running:
        names = "; ".join(f"{one.rule.code} {one.rule.name(language())}" for one in running)
        said += "\n" + say("Nobody is reminded any more of what still runs: {deadlines}").format(deadlines=names)
    told = [{"code": one.rule.code, "due_at": iso(one.due.at)} for one in running]
    answer(as_json, {"case": reference, "state": "closed", "running": told}, said)


@app.command("reopen", help=say("open a closed case again"))
def reopen(
    context: typer.Context,
    case: CaseArgument,
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        casework.reopen(archive, case, reason)
    reference = case.strip().upper()
    answer(as_json, {"case": reference, "state": "open"}, say("{case} is open again.").format(case=reference))


@app.command("undo", help=say("take back the newest act on a case that still stands"))
def undo(
    context: typer.Context,
    case: CaseArgument,
    act: Annotated[
        int | None,
        typer.Option("--act", metavar="N", min=1, max=2**63 - 1, help=say("another one, by its number")),
    ] = None,
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        done = casework.undo(archive, case, act, reason)
    sentence = say("Act {number} is taken back: {act}.").format(number=done.number, act=_in_words(done))
    answer(as_json, {"undone": _done_document(done)}, sentence)


@app.command("history", help=say("every act on a case"))
def history(
    context: typer.Context, case: CaseArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        acts = casework.history(archive, case)
    if as_json:
        print_json({"acts": [_done_document(act) for act in acts]})
        return
    for act in acts:
        undone = " (" + say("taken back") + ")" if act.undone else ""
        tell(f"{act.number:>4}  {when(act.at)}  {_in_words(act)}{undone}  {plain(act.agent)}")
        if act.reason:
            tell(f"      {plain(act.reason)}")


def _in_words(done: Done) -> str:
    return words.act(done.kind, str(done.case), None if done.other is None else str(done.other), done.undoes)


def _done_document(done: Done) -> dict[str, Any]:
    return {
        "act": done.number,
        "kind": done.kind,
        "case": str(done.case),
        "other": None if done.other is None else str(done.other),
        "undoes": done.undoes,
        "undone": done.undone,
        "reason": done.reason,
        "at": iso(done.at),
        "agent": done.agent,
    }
