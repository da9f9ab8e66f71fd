"""Writing on a case: the register of seven things, and an entry of any other register. One page for each form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from archiver.core.casefile import BY_NAME, Entry, Field, Kind, Sheet, fields_of
from archiver.core.dossier import RegisterVersion
from archiver.core.register import LONGEST_REASON, LONGEST_THEME, Choice, Problem, Registration
from archiver.desk import troubles
from archiver.desk.asked import Asked, path_of
from archiver.desk.forms import TOKEN, Form, hash_of
from archiver.errors import UsageError
from archiver.jobs import casework
from archiver.jobs.casework import Unfit

_LEFT_TO_THE_ACTS = {"deadline": frozenset({"state", "ended_on"})}
"""Fields that no form shows: other forms say what became of a deadline."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field as a form shows it."""

    name: str
    label: str
    kind: str
    """As `part.field` calls it, or "choice", or "tick"."""
    value: str
    required: bool
    most: int | None
    choices: tuple[tuple[str, str], ...] = ()
    wrong: str = ""


def entry_form(asked: Asked) -> Response:
    """The form of an entry: a new one, or the newest version of one to be written anew."""
    sheet, entry = _sheet(asked), _entry(asked)
    if sheet is None or (entry is None and "number" in asked.params):
        return troubles.of_status(asked, 404)
    values = _as_form(asked, sheet, entry)
    return _entry_page(asked, sheet, entry, values, {})


def write_entry(asked: Asked) -> Response:
    """Write it; a form with something wrong comes back as it was filled in, with every problem beside its field."""
    sheet, entry = _sheet(asked), _entry(asked)
    if sheet is None or (entry is None and "number" in asked.params):
        return troubles.of_status(asked, 404)
    wrong: dict[str, str] = {}
    filled = _filled(asked, sheet, entry, wrong)
    overtaken = _overtaken(asked, entry)
    if not wrong and not overtaken:
        try:
            _, remarks = casework.write(asked.work, asked.case, filled, None if entry is None else entry.number)
        except Unfit as unfit:
            wrong = _by_name(asked, unfit.problems)
        else:
            done = "written-warning" if remarks else "written"
            there = "/jura" if sheet.restricted else f"#{sheet.register}"
            return asked.go(path_of("/sager/{case}", case=asked.case) + there, done=done)
    values = {name: asked.form.text(name) for name in asked.form.fields}
    return _entry_page(asked, sheet, entry, values, wrong, overtaken)


def register_form(asked: Asked) -> Response:
    """The form of the register, as it was filled in last."""
    known = _newest(asked)
    return _register_page(asked, None if known is None else known.registration, known, {})


def write_register(asked: Asked) -> Response:
    """Write it, or show what is wrong with it."""
    form, wrong = asked.form, dict[str, str]()
    moment = None
    try:
        moment = form.moment("incident_at", asked.zone)
    except UsageError as error:
        wrong["incident_at"] = asked.words.problem(error)
    filled = Registration(
        incident_at=moment,
        medium=form.line("medium"),
        categories=tuple(form.all("categories")),
        unit=form.line("unit"),
        affected=tuple(" ".join(name.split()) for name in form.text("affected").splitlines() if name.strip()),
        relation=form.line("relation"),
        theme=form.line("theme"),
        reason=form.line("reason"),
    )
    known = _newest(asked)
    overtaken = _overtaken(asked, known)
    if not wrong and not overtaken:
        try:
            casework.register(asked.work, asked.case, filled)
            return asked.go(path_of("/sager/{case}", case=asked.case) + "#register", done="registered")
        except Unfit as unfit:
            wrong = _by_name(asked, unfit.problems)
    return _register_page(asked, filled, known, wrong, overtaken)


def _overtaken(asked: Asked, newest: Entry | RegisterVersion | None) -> str:
    """That somebody wrote another version since the form was shown: it would go under what stands in this one.

    Raises `DoneAlready` where that was this form, sent before.
    """
    if newest is None or "version" not in asked.form.fields or asked.form.number("version") == newest.version:
        return ""
    asked.store.desk.require_new(hash_of(asked.form.line(TOKEN)))
    return asked.words.say(
        "Somebody has written version {number} meanwhile ({when}, {agent}). What you wrote stands below. Look at the "
        "case in another window, and write it down again if it still holds.",
        number=newest.version,
        when=asked.words.when(newest.at),
        agent=newest.agent,
    )


# --- entries ---


def _sheet(asked: Asked) -> type[Sheet] | None:
    return BY_NAME.get(asked.params["register"])


def _entry(asked: Asked) -> Entry | None:
    """The entry of the path; of a register that has only one, that one."""
    sheet, number = _sheet(asked), asked.params.get("number", "")
    if sheet is None:
        return None
    mine = [one for one in asked.store.entries.of(asked.case) if type(one.sheet) is sheet]
    if not number:
        return mine[0] if sheet.single and mine else None
    return next((one for one in mine if str(one.number) == number), None)


def _shown_fields(sheet: type[Sheet]) -> Iterator[Field]:
    hidden = _LEFT_TO_THE_ACTS.get(sheet.register, frozenset())
    return (one for one in fields_of(sheet) if one.name not in hidden)


def _as_form(asked: Asked, sheet: type[Sheet], entry: Entry | None) -> dict[str, str]:
    """What stands in the fields; a day that has to be given is today's in a new entry."""
    if entry is not None:
        return {one.name: _as_input(asked, one.kind, getattr(entry.sheet, one.name)) for one in fields_of(sheet)}
    given = {one.name: asked.today.isoformat() for one in fields_of(sheet) if one.kind is Kind.DAY and one.required}
    moments = {
        one.name: _as_input(asked, one.kind, asked.now)
        for one in fields_of(sheet)
        if one.kind is Kind.MOMENT and one.required
    }
    asked_for = {name: value for name, value in asked.query.items() if name in {"recipient", "kind", "in_item"}}
    return given | moments | asked_for


def _as_input(asked: Asked, kind: Kind, value: Any) -> str:
    match kind, value:
        case _, None | False:
            return ""
        case Kind.MOMENT, datetime():
            return asked.words.local(value).strftime("%Y-%m-%dT%H:%M")
        case Kind.DAY, date():
            return value.isoformat()
        case Kind.ITEM, 0:
            return ""
        case Kind.YES, _:
            return "1"
        case _:
            return str(value)


def _filled(asked: Asked, sheet: type[Sheet], entry: Entry | None, wrong: dict[str, str]) -> Sheet:
    """The sheet of what was filled in; what cannot be read stands in `wrong`."""
    values: dict[str, Any] = {}
    kept = _LEFT_TO_THE_ACTS.get(sheet.register, frozenset())
    hidden = {} if entry is None else {name: getattr(entry.sheet, name) for name in kept}
    for one in _shown_fields(sheet):
        try:
            value = _value(asked.form, one, asked)
        except UsageError as error:
            wrong[one.name] = asked.words.problem(error)
            continue
        if value is not None:
            values[one.name] = value
    required = {one.name for one in fields_of(sheet) if one.required and one.kind is Kind.MOMENT}
    for name in required - set(values):
        wrong.setdefault(name, asked.words.say("is missing"))
    if wrong:
        values |= dict.fromkeys(required - set(values), asked.now)
    return sheet(**{**values, **hidden})


def _value(form: Form, one: Field, asked: Asked) -> Any:
    match one.kind:
        case Kind.TEXT:
            return form.text(one.name)
        case Kind.DAY:
            return form.day(one.name)
        case Kind.MOMENT:
            return form.moment(one.name, asked.zone)
        case Kind.ITEM:
            return form.number(one.name)
        case Kind.YES:
            return form.is_ticked(one.name)
        case _:
            return form.line(one.name)


def _by_name(asked: Asked, problems: Sequence[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in problems:
        sentence = asked.words.say(one.sentence)
        found.setdefault(one.name, f"{sentence} ({one.value})" if one.value else sentence)
    return found


def _entry_page(
    asked: Asked,
    sheet: type[Sheet],
    entry: Entry | None,
    values: dict[str, str],
    wrong: dict[str, str],
    overtaken: str = "",
) -> Response:
    inputs = [_input(asked, one, values.get(one.name, ""), wrong.get(one.name, "")) for one in _shown_fields(sheet)]
    return asked.page(
        "entry.html", code=422 if wrong or overtaken else 200, reference=asked.case, title=asked.words.say(sheet.title),
        register=sheet.register, entry=entry, inputs=inputs,
        problems=[*filter(None, [overtaken]), *(f"{one.label}: {one.wrong}" for one in inputs if one.wrong)],
    )  # fmt: skip


def _input(asked: Asked, one: Field, value: str, wrong: str) -> Input:
    kinds = {
        Kind.CODE: "choice", Kind.TEXT: "area", Kind.DAY: "date", Kind.MOMENT: "moment", Kind.ITEM: "number",
        Kind.YES: "tick", Kind.LINE: "text",
    }  # fmt: skip
    choices = _choices(asked, asked.office.terms.listed(one.listed), value) if one.kind is Kind.CODE else ()
    label = asked.words.say(one.label)
    return Input(one.name, label, kinds[one.kind], value, one.required, one.most or None, choices, wrong)


def _choices(asked: Asked, listed: Sequence[Choice], chosen: str) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.name(asked.office.language)) for one in listed if one.in_use or one.code == chosen)


# --- the register ---


def _newest(asked: Asked) -> RegisterVersion | None:
    return next(reversed(asked.store.registers.of(asked.case)), None)


def _register_page(
    asked: Asked, known: Registration | None, newest: RegisterVersion | None, wrong: dict[str, str], overtaken: str = ""
) -> Response:
    vocabulary = asked.office.terms.vocabulary
    chosen = () if known is None else known.categories
    labels = {
        "incident_at": asked.words.say("time of the incident"), "medium": asked.words.say("medium"),
        "categories": asked.words.say("categories"), "unit": asked.words.say("unit"),
        "affected": asked.words.say("affected employees"), "relation": asked.words.say("relation"),
        "theme": asked.words.say("short thematic description"), "reason": asked.words.say("reason"),
    }  # fmt: skip
    return asked.page(
        "register.html",
        code=422 if wrong or overtaken else 200,
        version=0 if newest is None else newest.version,
        reference=asked.case,
        known=known,
        incident_at="" if known is None else _as_input(asked, Kind.MOMENT, known.incident_at),
        categories=[one for one in vocabulary.categories if one.in_use or one.code in chosen],
        media=_choices(asked, vocabulary.media, "" if known is None else known.medium),
        relations=_choices(asked, vocabulary.relations, "" if known is None else known.relation),
        units=_choices(asked, vocabulary.units, "" if known is None else known.unit),
        labels=labels,
        wrong=wrong,
        problems=[
            *filter(None, [overtaken]),
            *(f"{labels.get(name, name)}: {sentence}" for name, sentence in wrong.items()),
        ],
        most={"theme": LONGEST_THEME, "reason": LONGEST_REASON},
    )
