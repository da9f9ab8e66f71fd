"""One's own account: where one is signed in, the password, the one-time codes."""

from __future__ import annotations

import re
from hmac import compare_digest

from starlette.responses import Response

from archiver.desk import troubles
from archiver.desk.asked import Asked
from archiver.errors import UsageError
from archiver.jobs import signing_in
from archiver.jobs.signing_in import Issued, Knock, Own, TooOften

LOCAL = "local:"
_SECRET = re.compile(r"[A-Z2-7]{32}")


def shown(asked: Asked) -> Response:
    """The account and its sessions."""
    return _page(asked)


def password(asked: Asked) -> Response:
    """Another password."""
    if not asked.person.who.startswith(LOCAL):
        return troubles.of_status(asked, 404)
    given = [asked.form.fields.get(name, [""])[0] for name in ("password", "ny", "igen")]
    if given[1] != given[2]:
        return _page(asked, problem=asked.words.say("The two new passwords are not the same."), code=422)
    try:
        signing_in.change_password(asked.store, _own(asked), given[1], asked.now)
    except (UsageError, TooOften) as error:
        return _page(asked, problem=asked.words.problem(error), code=422)
    return asked.go("/konto", done="password-changed")


def code_form(asked: Asked) -> Response:
    """A new secret of one-time codes, shown once; it counts when a code of it is typed."""
    if not asked.person.who.startswith(LOCAL):
        return troubles.of_status(asked, 404)
    return _code_page(asked, signing_in.new_code(_name(asked)))


def code(asked: Asked) -> Response:
    """Take the new secret into use."""
    secret = asked.form.line("hemmelighed")
    is_ours = compare_digest(asked.form.line("segl").encode(), _seal(asked, secret).encode())
    if not asked.person.who.startswith(LOCAL) or not _SECRET.fullmatch(secret) or not is_ours:
        return troubles.of_status(asked, 400)
    try:
        signing_in.change_code(asked.store, _own(asked), secret, asked.form.line("ny_kode"), asked.now)
    except (UsageError, TooOften) as error:
        issued = Issued(secret, signing_in.address_of(_name(asked), secret))
        return _code_page(asked, issued, asked.words.problem(error))
    return asked.go("/konto", done="code-changed")


def _name(asked: Asked) -> str:
    return asked.person.who.removeprefix(LOCAL)


def _own(asked: Asked) -> Own:
    knock = Knock(_name(asked), asked.form.fields.get("password", [""])[0], asked.form.line("code"))
    return Own(knock, "" if asked.session is None else asked.session.token, asked.person.agent, asked.office.mac)


def _seal(asked: Asked, secret: str) -> str:
    return asked.office.mac("one-time code", f"{asked.person.who} {secret}")


def _page(asked: Asked, *, problem: str = "", code: int = 200) -> Response:
    sittings = asked.store.desk.sessions_of(asked.person.who, asked.now, asked.office.idle)
    here = "" if asked.session is None else asked.session.token
    return asked.page(
        "account.html",
        code=code,
        sittings=sittings,
        here=here,
        is_local=asked.person.who.startswith(LOCAL),
        problem=problem,
        least=signing_in.SHORTEST,
    )


def _code_page(asked: Asked, issued: Issued, problem: str = "") -> Response:
    grouped = " ".join(issued.secret[at : at + 4] for at in range(0, len(issued.secret), 4))
    return asked.page(
        "account_code.html",
        code=422 if problem else 200,
        secret=issued.secret,
        grouped=grouped,
        address=issued.address,
        seal=_seal(asked, issued.secret),
        problem=problem,
    )
