"""Signing in and out: by an account of the desk's own, or by the workplace's own sign-in service."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hmac import compare_digest

from starlette.responses import RedirectResponse, Response

from archiver.core.access import Begun, Claims, Person, Role
from archiver.core.language import later
from archiver.desk import cookies, forms, troubles
from archiver.desk.asked import Asked
from archiver.errors import SignInRefused
from archiver.jobs.signing_in import Knock, TooOften, sign_in

ANSWERS = "/login/svar"
"""Where the sign-in service sends the browser back to."""
WRONG = later("The name, the password or the one-time code is not right.")
NO_GROUP = later(
    "You were recognised, but you are in no group that is let in here. Ask the archive officer or your IT department."
)


def shown(asked: Asked) -> Response:
    """The page to sign in on."""
    return asked.go("/") if asked.session is not None else _page(asked)


def local(asked: Asked) -> Response:
    """Somebody typed a name, a password and a code."""
    if not asked.office.with_accounts:
        return troubles.of_status(asked, 404)
    knock = Knock(asked.form.line("name"), asked.form.fields.get("password", [""])[0], asked.form.line("code"))
    try:
        person = sign_in(asked.store, knock, asked.address, asked.office.mac, asked.now)
    except TooOften as error:
        return _page(asked, asked.words.problem(error), status=429)
    if person is None:
        return _page(asked, asked.words.say(WRONG), status=403)
    return _let_in(asked, person, "password", asked.go(_back(asked.form.line("til"))))


def too_old(asked: Asked) -> Response:
    """The page to sign in on lay open for long, or somebody signed in meanwhile in another window."""
    if asked.session is not None:
        sentence = asked.words.say("You have signed in in another window meanwhile. Go on from the overview.")
        return troubles.page(asked, 403, later("You are signed in already"), sentence)
    return _failed(asked, later("The page to sign in on had been open for too long. Please try once more."))


def begin(asked: Asked) -> Response:
    """On to the sign-in service: by a link, for browsers let no form of ours lead to another site."""
    if asked.office.service is None:
        return troubles.of_status(asked, 404)
    begun = asked.office.service.begin(asked.office.url + ANSWERS)
    response = RedirectResponse(begun.url, status_code=303)
    start = cookies.new()
    cookies.give_start(response, f"{start}.{_kept(asked, start, begun, _back(asked.query.get('til', '')))}")
    return response


def answered(asked: Asked) -> Response:
    """The sign-in service sent somebody back."""
    service = asked.office.service
    start, _, kept = asked.cookies.get(cookies.START, "").partition(".")
    found = _remembered(asked, start, kept)
    state = asked.query.get("state", "")
    if service is None or found is None or not compare_digest(state.encode(), found[0].state.encode()):
        return _failed(asked, later("The sign-in took too long, or was begun in another window."))
    if "code" not in asked.query:
        return _failed(asked, later("The sign-in service did not let you in."))
    begun, back = found
    try:
        claims = service.finish(asked.office.url + ANSWERS, asked.query["code"], begun, asked.now)
    except SignInRefused as error:
        return _failed(asked, error.sentence)
    roles = frozenset(asked.office.groups[group] for group in claims.groups if group in asked.office.groups)
    if not roles:
        return _failed(asked, NO_GROUP)
    # The browser comes from elsewhere, and sends no strict cookie before a page of ours has led on.
    return _let_in(asked, _person(asked, claims, roles), "oidc", troubles.come_in(asked, back))


def out(asked: Asked) -> Response:
    """Sign out, here or everywhere."""
    everywhere = asked.form.is_ticked("everywhere")
    if asked.session is not None:
        asked.store.desk.sign_out(asked.session, asked.now, everywhere=everywhere)
    response = asked.go("/login", done="signed-out-everywhere" if everywhere else "signed-out")
    cookies.take(response, cookies.SESSION, cookies.START)
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
    return response


def _page(asked: Asked, problem: str = "", *, status: int = 200) -> Response:
    start = asked.cookies.get(cookies.START, "").partition(".")[0]
    if not start:
        start = cookies.new()
        asked.secret = asked.office.mac("start", start)
    back = _back(asked.query.get("til", "") or asked.form.line("til"))
    name = asked.form.line("name")
    response = asked.page("signin.html", code=status, problem=problem, back=back, name=name)
    cookies.give_start(response, start)
    return response


def _failed(asked: Asked, sentence: str) -> Response:
    return _page(asked, asked.words.say(sentence), status=403)


def _let_in(asked: Asked, person: Person, how: str, response: Response) -> Response:
    """A new session, whatever there was before: nobody can have known its name (session fixation)."""
    if asked.session is not None:
        asked.store.desk.sign_out(asked.session, asked.now)
    token = cookies.new()
    ends_at = asked.now + asked.office.lasts
    asked.store.desk.sign_in(forms.hash_of(token), person, asked.now, ends_at, how=how)
    asked.store.desk.sweep(asked.now, asked.office.idle)
    cookies.take(response, cookies.START)
    cookies.give_session(response, token)
    return response


def _person(asked: Asked, claims: Claims, roles: frozenset[Role]) -> Person:
    """The chain of custody tells no address: what stands before the @, and enough of a hash to tell two apart."""
    short = "".join(letter for letter in claims.name.partition("@")[0] if letter.isalnum() or letter in "._-")[:40]
    apart = asked.office.mac("person", claims.subject)[:6]
    return Person(f"oidc:{claims.subject}", claims.shown, roles, f"{short or 'oidc'}#{apart}")


def _back(path: str) -> str:
    """A page of ours to go to; the overview for anything else."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\", "/login")) and path.isprintable()
    return path if is_ours and len(path) < 500 and "\\" not in path else "/"


# --- what is remembered while somebody is at the sign-in service: in their own browser, under our seal ---


def _kept(asked: Asked, start: str, begun: Begun, back: str) -> str:
    until = int(asked.now.timestamp()) + cookies.START_SECONDS
    said = json.dumps([begun.url, begun.state, begun.nonce, begun.verifier, back, until]).encode()
    text = urlsafe_b64encode(said).decode()
    return f"{text}.{asked.office.mac('signing in', f'{start} {text}')}"


def _remembered(asked: Asked, start: str, kept: str) -> tuple[Begun, str] | None:
    text, _, seal = kept.partition(".")
    if not compare_digest(seal.encode(), asked.office.mac("signing in", f"{start} {text}").encode()):
        return None
    try:
        url, state, nonce, verifier, back, until = json.loads(urlsafe_b64decode(text))
    except (ValueError, NotBase64):
        return None
    return (Begun(url, state, nonce, verifier), back) if asked.now.timestamp() < until else None
