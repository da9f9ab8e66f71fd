"""`archiver case add`, `change`, `entries`, `deadlines` and so on: what is written down while a case is worked.

What persons wrote never stands on the command line: it comes from a file, standard input or questions at a terminal.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import words
from archiver.cli.cases import CaseArgument, app
from archiver.cli.common import (
    WRONG_USAGE,
    ConfigOption,
    JsonOption,
    ReasonOption,
    answer,
    archive_of,
    complain,
    iso,
    language,
    leave,
    plain,
    print_json,
    print_table,
    say,
    tell,
    when,
)
from archiver.cli.register import UNKNOWN, ask, called, choose, code_of, misfit, moment
from archiver.core.casefile import BY_NAME, Entry, Field, Kind, Sheet, Terms, document, fields_of
from archiver.core.deadlines import ADVICE, ASSUMED, ASSUMED_START, Deadline, Start, State
from archiver.core.language import later
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.core.records import CaseRef
    from archiver.service.casework import Unfit, Written

__all__ = ["app", "deadline_document", "documents", "print_entries"]

YES, NO = frozenset({"ja", "yes", "j", "y"}), frozenset({"nej", "no", "n", ""})

_WHICH = say("which of {registers}").format(registers=", ".join(BY_NAME))
RegisterArgument = Annotated[str, typer.Argument(metavar="REGISTER", help=_WHICH)]
FromOption = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help=say("TOML with the fields; - reads standard input")),
]


# --- reading what somebody wrote ---


def _sheet_named(register: str) -> type[Sheet]:
    sheet = BY_NAME.get(register.strip().lower())
    if sheet is None:
        raise UsageError("“{register}” is none of {known}.", register=register, known=", ".join(BY_NAME))
    return sheet


def from_file(path: Path, sheet: type[Sheet], zone: tzinfo) -> dict[str, Any]:
    """The fields that a TOML file holds; "-" is standard input. Raises `UsageError` for what fits no field."""
    try:
        text = sys.stdin.read() if path == Path("-") else path.read_text("utf-8")
        written = tomllib.loads(text)
    except OSError as error:
        raise UsageError("{path} cannot be read: {problem}.", path=path, problem=error.strerror) from error
    except ValueError as error:
        raise UsageError("{path} is not TOML in UTF-8.", path=path) from error
    known = {one.name: one for one in fields_of(sheet)}
    for key in sorted(written.keys() - known.keys()):
        raise UsageError("“{key}” is none of {known}.", key=key, known=", ".join(known))
    return {key: _value(known[key], value, zone) for key, value in written.items()}


def _value(one: Field, found: object, zone: tzinfo) -> Any:
    match one.kind:
        case Kind.YES if isinstance(found, bool):
            return found
        case Kind.ITEM if isinstance(found, int) and not isinstance(found, bool):
            return found
        case Kind.DAY | Kind.MOMENT if isinstance(found, date):
            return _time(one, found, zone)
        case _ if isinstance(found, str):
            return _read(one, found, zone)
    raise misfit(one.name, say(_WANTED[one.kind]), called(found))


def _time(one: Field, found: date, zone: tzinfo) -> date:
    if one.kind is Kind.DAY:
        return found.date() if isinstance(found, datetime) else found
    if isinstance(found, datetime):
        return found if found.tzinfo is not None else found.replace(tzinfo=zone)
    return datetime(found.year, found.month, found.day, tzinfo=zone)


def _read(one: Field, text: str, zone: tzinfo) -> Any:
    """What stands in a text, as people write it."""
    match one.kind:
        case Kind.CODE:
            return text.strip() if one.listed == "state" else code_of(text)
        case Kind.LINE:
            return " ".join(text.split())
        case Kind.TEXT:
            return "\n".join(line.rstrip() for line in text.strip().splitlines())
        case Kind.ITEM if text.strip().isascii() and text.strip().isdigit():
            return int(text)
        case Kind.YES if text.strip().lower() in YES | NO:
            return text.strip().lower() in YES
        case Kind.DAY | Kind.MOMENT:
            at = None if text.strip().lower() in UNKNOWN else moment(text, zone)
            return at.date() if at is not None and one.kind is Kind.DAY else at
        case _:
            raise misfit(one.name, say(_WANTED[one.kind]), say("a text"))


_WANTED: Mapping[Kind, str] = {
    Kind.CODE: later("a text"),
    Kind.LINE: later("a text"),
    Kind.TEXT: later("a text"),
    Kind.DAY: later("a day"),
    Kind.MOMENT: later("a time"),
    Kind.ITEM: later("the number of an item"),
    Kind.YES: later("true or false"),
}


def asked(sheet: type[Sheet], terms: Terms, zone: tzinfo) -> dict[str, Any]:
    """The fields that a person gives at a terminal, one question each."""
    return {one.name: _asked(one, terms, zone) for one in fields_of(sheet) if one.name not in _NOT_ASKED}


_NOT_ASKED = frozenset({"due_at", "assumed", "state"})
"""Of a deadline: they follow from the others."""


def _asked(one: Field, terms: Terms, zone: tzinfo) -> Any:
    question = say(one.label)
    if one.kind is Kind.CODE and one.required:
        return choose(question, terms.listed(one.listed))
    if not one.required:
        question += " (" + say("Enter for none") + ")"
    while True:
        try:
            return _read(one, ask(question), zone)
        except UsageError as error:
            complain(say(error.sentence))


def _given(source: Path | None, sheet: type[Sheet], terms: Terms, zone: tzinfo) -> dict[str, Any]:
    if source is not None:
        return from_file(source, sheet, zone)
    if not sys.stdin.isatty():
        raise UsageError("Without a terminal the register comes from a file: --from FILE, or --from - for stdin.")
    return asked(sheet, terms, zone)


# --- writing ---


@app.command("add", help=say("write an entry in a register of a case: report, dialogue, help, note and so on"))
def add(
    context: typer.Context,
    case: CaseArgument,
    register: RegisterArgument,
    source: FromOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    sheet = _sheet_named(register)
    with archive_of(context, config) as archive:
        archive.store.catalogue.case(case)
        given = _given(source, sheet, archive.terms, archive.settings.archive.zone)
        try:
            written, remarks = casework.add(archive, case, sheet(**given))
        except casework.Unfit as unfit:
            _refuse(unfit, sheet)
    _say_written(written, remarks, as_json=as_json)


@app.command("change", help=say("write another version of an entry: what is not named stays, and so do older versions"))
def change(
    context: typer.Context,
    case: CaseArgument,
    register: RegisterArgument,
    entry: Annotated[int, typer.Argument(metavar="N", min=1, max=2**31 - 1, help=say("number of the entry"))],
    source: FromOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    sheet = _sheet_named(register)
    with archive_of(context, config) as archive:
        archive.store.catalogue.case(case)
        given = _given(source, sheet, archive.terms, archive.settings.archive.zone)
        if "starts_at" in given:  # of a deadline: its end follows anew
            given = {"due_at": None, "due_on": None, "assumed": False, **given}
        if given.get("state") == State.RUNNING:  # it runs once more
            given = {"ended_on": None, **given}
        try:
            written, remarks = casework.change(archive, case, sheet.register, entry, lambda old: replace(old, **given))
        except casework.Unfit as unfit:
            _refuse(unfit, sheet)
    _say_written(written, remarks, as_json=as_json)


def _refuse(unfit: Unfit, sheet: type[Sheet]) -> None:
    labels = {one.name: one.label for one in fields_of(sheet)}
    complain(say("The entry was not written."))
    for problem in unfit.problems:
        code = f" ({problem.value})" if problem.value else ""
        complain(f"  {say(labels[problem.name])} [{problem.name}]{code}: {say(problem.sentence)}")
    leave(WRONG_USAGE)


def _say_written(written: Written, remarks: Sequence[str], *, as_json: bool) -> None:
    sheet, entry = written.entry.sheet, written.entry
    sentence = say("{case}: {register}, entry {entry}, version {version}, is written.").format(
        case=written.case, register=say(sheet.title), entry=entry.number, version=entry.version
    )
    told = {
        "case": written.case,
        "register": sheet.register,
        "entry": entry.number,
        "version": entry.version,
        "remarks": [say(one) for one in remarks],
    }
    answer(as_json, told, "\n".join([sentence, *(say(one) for one in remarks)]))


# --- reading ---


@app.command("entries", help=say("what is written in the registers of a case, or in one of them"))
def entries(
    context: typer.Context,
    case: CaseArgument,
    register: Annotated[str | None, typer.Argument(metavar="[REGISTER]", help=_WHICH)] = None,
    history: Annotated[bool, typer.Option("--history", help=say("every version, of one register"))] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    name = None if register is None else _sheet_named(register).register
    if history and name is None:
        raise UsageError("--history wants a register: {known}.", known=", ".join(BY_NAME))
    with archive_of(context, config) as archive:
        found = casework.entries(archive, case, name, history=history)
        terms = archive.terms
    if as_json:
        print_json({"case": case.strip().upper(), "entries": documents(found.entries)})
        return
    print_entries(found.entries, terms)
    if found.lawyer:
        tell(say("Who helps with the law: {lawyer}").format(lawyer=plain(found.lawyer)))


def documents(found: Sequence[Entry]) -> dict[str, list[dict[str, Any]]]:
    """Entries as JSON, by their registers."""
    told: dict[str, list[dict[str, Any]]] = {}
    for entry in found:
        told.setdefault(entry.sheet.register, []).append(document(entry))
    return told


def print_entries(found: Sequence[Entry], terms: Terms, indent: str = "") -> None:
    """Entries in words, register by register."""
    title = ""
    for entry in found:
        if title != (title := say(entry.sheet.title)):
            tell(f"{indent}{title}")
        number = say("no. {entry}").format(entry=entry.number)
        if entry.version > 1:
            number += ", " + say("version {version}").format(version=entry.version)
        tell(f"{indent}  {number}, {when(entry.at)}, {plain(entry.agent)}")
        for label, value in _in_words(entry.sheet, terms):
            first, *more = value.splitlines() or [""]
            tell(f"{indent}    {label + ':':<26} {plain(first)}")
            for line in more:
                tell(f"{indent}    {'':<26} {plain(line)}")


def _in_words(sheet: Sheet, terms: Terms) -> Iterator[tuple[str, str]]:
    for one in fields_of(type(sheet)):
        value = getattr(sheet, one.name)
        if value is None or value == "" or value is False:
            continue
        yield say(one.label), _value_in_words(one, value, terms)


def _value_in_words(one: Field, value: Any, terms: Terms) -> str:
    if one.kind is Kind.CODE:
        names = {choice.code: choice.name(language()) for choice in terms.listed(one.listed)}
        return names.get(value, str(value))
    if one.kind is Kind.MOMENT:
        return when(value)
    if one.kind is Kind.DAY:
        return words.day(value)
    return say("yes") if value is True else str(value)


# --- deadlines ---


@app.command("deadlines", help=say("every deadline of a case, with its statute; a guide, for a lawyer to confirm"))
def deadlines(
    context: typer.Context, case: CaseArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    from archiver.service import casework  # noqa: PLC0415
    from archiver.service.wiring import now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        found = casework.deadlines(archive, case)
    at = now()
    if as_json:
        told = [deadline_document(one, at) for one in found]
        print_json({"case": case.strip().upper(), "deadlines": told, "advice": say(ADVICE)})
        return
    _print_deadlines([(None, one) for one in found], at)


@app.command("due", help=say("what runs on every open case, the most urgent first: numbers, deadlines and dates"))
def due(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import casework  # noqa: PLC0415
    from archiver.service.wiring import now  # noqa: PLC0415

    with archive_of(context, config, looking=True) as archive:
        found = casework.deadlines_of_open(archive)
    at = now()
    if as_json:
        told = [{"case": str(case), **_without_words(one, at)} for case, one in found]
        print_json({"deadlines": told, "advice": say(ADVICE)})
        return
    _print_deadlines(found, at)


def _without_words(one: Deadline, now: datetime) -> dict[str, Any]:
    told = deadline_document(one, now)
    return {key: value for key, value in told.items() if key not in {"about", "reason"}}


@app.command("deadline", help=say("set a deadline of a case: its code and what it counts from"))
def deadline(
    context: typer.Context,
    case: CaseArgument,
    code: Annotated[str, typer.Argument(metavar="CODE", help=say("such as F4; archiver case codes lists them"))],
    starts: Annotated[
        str, typer.Option("--starts", metavar="WHEN", help=say("what it counts from: a day, or a day and a time"))
    ],
    due_on: Annotated[
        str, typer.Option("--due", metavar="DAY", help=say("the last day, where it is another than the rule gives"))
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.core.casefile import DeadlineSheet  # noqa: PLC0415
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        archive.store.catalogue.case(case)
        zone = archive.settings.archive.zone
        start, last = moment(starts, zone), moment(due_on, zone) if due_on else None
        if start is None:
            raise UsageError("A time is written like 20-11-2026 14.30 or 2026-11-20 14:30, or “unknown”.")
        sheet = DeadlineSheet(code=code_of(code), starts_at=start, due_on=None if last is None else last.date())
        try:
            written, remarks = casework.add(archive, case, sheet)
        except casework.Unfit as unfit:
            _refuse(unfit, DeadlineSheet)
    _say_written(written, [*remarks, ADVICE], as_json=as_json)


DeadlineArgument = Annotated[
    str, typer.Argument(metavar="DEADLINE", help=say("its code, or its number where several run"))
]
OnOption = Annotated[str, typer.Option("--on", metavar="DAY", help=say("which day; without it, today"))]


@app.command("met", help=say("say that a deadline was met"))
def met(
    context: typer.Context,
    case: CaseArgument,
    which: DeadlineArgument,
    on: OnOption = "",
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    _end(context, config, case, which, State.MET, on, reason, as_json=as_json)


@app.command("waive", help=say("say that a deadline does not matter here, with the reason"))
def waive(
    context: typer.Context,
    case: CaseArgument,
    which: DeadlineArgument,
    on: OnOption = "",
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    if not reason:
        raise UsageError("A deadline is waived with a reason: --reason.")
    _end(context, config, case, which, State.WAIVED, on, reason, as_json=as_json)


def _end(  # noqa: PLR0913 - what two commands share
    context: typer.Context,
    config: Path | None,
    case: str,
    which: str,
    state: State,
    on: str,
    reason: str,
    *,
    as_json: bool,
) -> None:
    from archiver.core.casefile import DeadlineSheet  # noqa: PLC0415
    from archiver.service import casework  # noqa: PLC0415
    from archiver.service.wiring import now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        archive.store.catalogue.case(case)
        zone = archive.settings.archive.zone
        day = (moment(on, zone) or now()).astimezone(zone).date()
        try:
            ended = casework.end_deadline(archive, case, which, state, day, reason)
        except casework.Unfit as unfit:
            _refuse(unfit, DeadlineSheet)
    told = {"case": case.strip().upper(), **deadline_document(ended, now())}
    sentence = say("{case}: {deadline}: {state}.")
    answer(
        as_json,
        told,
        sentence.format(
            case=told["case"], deadline=ended.rule.name(language()), state=words.deadline_state(ended.state)
        ),
    )


def deadline_document(one: Deadline, now: datetime) -> dict[str, Any]:
    """A deadline as JSON. Times are RFC 3339 in UTC; from `due_at` on it is too late."""
    return {
        "code": one.rule.code,
        "name": one.rule.name(language()),
        "statute": one.rule.statute,
        "source": one.rule.source,
        "counts_from": one.rule.start,
        "starts_at": iso(one.starts_at),
        "due_at": iso(one.due.at),
        "due_on": None if one.due.day is None else one.due.day.isoformat(),
        "assumed": one.assumed,
        "uncertainty": _uncertainty(one) if one.assumed else None,
        "state": one.state,
        "warning": one.nearness(now),
        "ended_on": None if one.ended_on is None else one.ended_on.isoformat(),
        "register": one.register or None,
        "entry": one.entry,
        "about": one.about,
        "reason": one.reason,
        "advice": say(ADVICE),
    }


def _uncertainty(one: Deadline) -> str:
    sentence = ASSUMED if one.rule.start in {Start.OFFENCE, Start.OFFENCE_END} else ASSUMED_START
    return say(sentence)


def _print_deadlines(found: Sequence[tuple[CaseRef | None, Deadline]], now: datetime) -> None:
    with_case = any(case is not None for case, _ in found)
    headings = (say("ends"), *([say("case")] if with_case else []), say("deadline"), say("state"), say("statute"))
    print_table(headings, (_row(case, one, now, with_case=with_case) for case, one in found), folds=len(headings) - 1)
    for case, one in found:
        if one.assumed and one.runs:
            name = f"{one.rule.code} {case}" if case is not None else one.rule.code
            tell(f"{name}: {_uncertainty(one)}")
        if one.about or one.reason:
            tell(f"{one.rule.code}: {plain('; '.join(filter(None, (one.about, one.reason))))}")
    tell(f"{say(ADVICE)}.")


def _row(case: CaseRef | None, one: Deadline, now: datetime, *, with_case: bool) -> tuple[str, ...]:
    ends = when(one.due.at) if one.due.day is None else words.day(one.due.day)
    number = f" (no. {one.entry})" if one.entry is not None and one.register == "deadline" else ""
    name = f"{one.rule.code} {one.rule.name(language())}{number.replace('no.', say('no.'))}"
    state = words.nearness(one.nearness(now)) if one.runs else words.deadline_state(one.state)
    if one.ended_on is not None:
        state += f" {words.day(one.ended_on)}"
    return (ends, *([str(case)] if with_case else []), name, state, one.rule.statute)
