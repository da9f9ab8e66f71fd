"""What an officer does to a case and to a mail: each is one form, one transaction, and says what came of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

from starlette.responses import Response

from archiver.core.casefile import is_decided
from archiver.core.deadlines import State
from archiver.core.dossier import document
from archiver.core.records import ItemNumber
from archiver.desk import troubles
from archiver.desk.asked import Asked, path_of
from archiver.errors import UsageError
from archiver.jobs import casework
from archiver.jobs.casework import end_deadline

NEW = "ny"
"""Instead of a case: a new one."""
LONGEST_GRANT = timedelta(days=366)


def file(asked: Asked) -> Response:
    """Put a mail into a case, or into a new one."""
    back = asked.form.line("til")
    to = (asked.form.line("nummer") or asked.form.line("sag")).upper()
    if not to:
        raise UsageError("Choose the case that the mail belongs to.")
    if to == NEW.upper():
        case = asked.store.cases.open_with(asked.item, asked.doing(asked.form.line("grund")), asked.today.year)
        return asked.go(path_of("/sager/{case}", case=case), done="filed-new")
    case = asked.store.cases.file(asked.item, to, asked.doing(asked.form.line("grund")))
    stays = back if back in {"/ufordelt", "/ekstern"} else path_of("/mails/{item}", item=asked.item)
    return asked.go(stays, done="filed", mail=asked.item, sag=str(case))


def take_out(asked: Asked) -> Response:
    """Take a mail out of its case."""
    case = asked.store.cases.take_out(asked.item, asked.doing(asked.form.line("grund")))
    return asked.go(path_of("/sager/{case}", case=case), done="taken-out")


def close(asked: Asked) -> Response:
    """Close a case."""
    if not any(is_decided(one.sheet) for one in asked.store.entries.of(asked.case)):
        raise UsageError("A case cannot be closed before somebody has decided whether the citizen is informed.")
    running = any(one.runs for one in casework.deadlines(asked.work, asked.case))
    asked.store.cases.close(asked.case, asked.doing(asked.form.line("grund")))
    return _back(asked, "closed-running" if running else "closed")


def reopen(asked: Asked) -> Response:
    """Open a closed case again."""
    asked.store.cases.reopen(asked.case, asked.doing(asked.form.line("grund")))
    return _back(asked, "reopened")


def merge(asked: Asked) -> Response:
    """Move everything of a case into another, which goes on."""
    into = asked.form.line("ind_i").upper()
    if not into:
        raise UsageError("Choose the case that goes on.")
    asked.store.cases.merge(asked.case, into, asked.doing(asked.form.line("grund")))
    return asked.go(path_of("/sager/{case}", case=into), done="merged")


def split(asked: Asked) -> Response:
    """Move some mails of a case into a new one."""
    chosen = [number for number in asked.form.all("mail") if number.isascii() and number.isdigit()]
    items = [ItemNumber(int(number)) for number in chosen]
    case = asked.store.cases.split(asked.case, items, asked.doing(asked.form.line("grund")), asked.today.year)
    return asked.go(path_of("/sager/{case}", case=case), done="split")


def undo(asked: Asked) -> Response:
    """Take an act back."""
    asked.store.cases.undo(asked.case, asked.doing(asked.form.line("grund")), asked.form.number("nummer") or None)
    return _back(asked, "undone", "#historik")


def end(asked: Asked) -> Response:
    """Say of a deadline that it was met, or that it is waived and why."""
    state = {"met": State.MET, "waived": State.WAIVED}.get(asked.form.line("hvad"))
    if state is None:
        return troubles.of_status(asked, 400)
    on = asked.form.day("dag") or asked.today
    reason = asked.doing(asked.form.line("grund")).reason
    end_deadline(asked.work, asked.case, asked.form.line("frist"), state, on, reason)
    return _back(asked, state.value, "#frister")


def grant(asked: Asked) -> Response:
    """Open the case for one person, until the end of a day."""
    who, until = asked.form.line("hvem"), asked.form.day("til_og_med")
    if until is None or not who:
        raise UsageError("Say for whom the case is opened, and until which day.")
    end_of_day = datetime.combine(until + timedelta(days=1), time(), tzinfo=asked.zone).astimezone(UTC)
    if end_of_day > asked.now + LONGEST_GRANT:
        raise UsageError("A case is opened for a year at most.")
    asked.store.people.grant(asked.case, _named(asked, who), end_of_day, asked.person.agent, asked.now)
    return _back(asked, "granted", "#adgang")


def end_grant(asked: Asked) -> Response:
    """Take it back."""
    asked.store.people.end_grant(asked.case, asked.form.number("nummer"), asked.person.agent, asked.now)
    return _back(asked, "grant-ended", "#adgang")


def document_of(asked: Asked) -> Response:
    """What is registered of the case as one document, to be saved. That it was handed out is written down first."""
    asked.store.cases.note_access(asked.case, "export", asked.doing())
    told = json.dumps(document(asked.store.cases.dossier(asked.case)), ensure_ascii=False, indent=2)
    return saved(told.encode(), f"{asked.case}.json")


def saved(octets: bytes, name: str) -> Response:
    """Octets that are saved under a name of ours, and never opened in the browser."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(octets, media_type="application/octet-stream", headers=headers)


def _named(asked: Asked, who: str) -> str:
    """An account of the desk's own by its name, or somebody as the sign-in service calls them."""
    if who.startswith(("local:", "oidc:")):
        return who
    name = who.casefold()
    if asked.store.people.account(name) is None:
        raise UsageError("There is no account {name}.", name=who)
    return f"local:{name}"


def _back(asked: Asked, done: str, where: str = "") -> Response:
    return asked.go(path_of("/sager/{case}", case=asked.case) + where, done=done)
