"""Handing over a case at the desk: what is wished, how far it is, what came of it, and the package (H1–H3, X6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from archiver.core.addresses import addr_spec
from archiver.core.custody import Purpose, VirusPurpose
from archiver.core.handover.summary import KINDS
from archiver.core.handover.variants import LONGEST_RECIPIENT, Variant
from archiver.core.language import later
from archiver.desk.asked import Asked, path_of
from archiver.desk.headers import DOWNLOAD
from archiver.desk.locks import is_locked_case
from archiver.desk.packages import Making, Packages
from archiver.desk.purposes import PURPOSES
from archiver.edges.package import SHORTEST_PASSWORD
from archiver.errors import ArchiverError, ItemDamaged, ItemInfected, UsageError
from archiver.jobs.handover import Wish

HOLDS: Mapping[Variant, str] = {
    Variant.POLICE: later(
        "All mails, the custody log with its proof, the register, reports, dialogue, contact limits, notes and"
        " screenshots. Of legal assessments only those marked as to be shared."
    ),
    Variant.LAWYER: later(
        "The same as for the police, and help, wishes, information duty, measures and every legal assessment."
    ),
    Variant.ESDH: later(
        "The same as for the lawyer, without legal assessments. A list says what is new since last time."
    ),
    Variant.EMPLOYEE: later("What one employee sent in, and the help and the wishes written down about them."),
    Variant.ACCESS: later(
        "All mails, the register, and when somebody looked and what for. Who did what is left out of the log."
    ),
    Variant.REDACTED: later(
        "The same as for a request for access, with a pseudonym for each employee. Attachments are left out, and"
        " listed."
    ),
}
VIRUS_PURPOSES: Mapping[VirusPurpose, str] = {
    VirusPurpose.POLICE: later("for the police"),
    VirusPurpose.COURT: later("for a court"),
    VirusPurpose.SECURITY: later("it is to be examined"),
    VirusPurpose.HANDOVER: later("for a journal system or an archive"),
}
_INFECTED = later(
    "A virus was found in mail {number}: it is not handed out. Whoever needs it all the same says below what for."
)
_DAMAGED = later(
    "Mail {number} is damaged: what is stored is not what came in. Tell your IT department. Whoever hands it over all"
    " the same says so below."
)
FIELDS = ("udgave", "modtager", "formaal", "kle", "journal", "medarbejder", "navne", "skadet", "virus")
"""What is kept when the form has to be filled in again. The password is not."""
PATIENCE = 1.5
"""Seconds that a page waits for a package that is nearly there."""


def shown(asked: Asked) -> Response:
    """The sheet, and what became of the package that this person had made of this case last."""
    making = None
    packages = asked.office.means.packages
    if packages is not None and (making := packages.of(asked.person.who, asked.case)) is not None:
        packages.wait(making, PATIENCE)
    problem, fields = "", dict[str, str]()
    if making is not None and not making.runs and making.handed is None:
        fields = dict(making.fields)
        fault = asked.words.say("Something is wrong with the desk itself. Please tell your IT department.")
        problem = _said(asked, making.trouble) if making.trouble is not None else fault
    return _page(asked, fields, problem, making)


def begin(asked: Asked) -> Response:
    """Begin to make a package behind the page, or show what is wrong with what was wished."""
    packages = _packages(asked)
    fields = {name: asked.form.text(name) for name in FIELDS}
    try:
        wish = _wish(asked)
        packages.require_fit(wish)
        packages.begin(wish, fields, asked.person.who, asked.person.agent, asked.store.desk.beginning)
    except (UsageError, ItemInfected, ItemDamaged) as error:
        return _page(asked, fields, _said(asked, error), None)
    return asked.go(path_of("/sager/{case}/udlever", case=asked.case) + "#pakke")


def save(asked: Asked) -> Response:
    """The package itself, for whoever had it made; that it is handed over was written down before it was there."""
    packages = asked.office.means.packages
    making = None if packages is None else packages.of(asked.person.who, asked.case)
    if packages is None or making is None or making.name != asked.params["name"] or not making.is_there:
        raise HTTPException(404)
    try:
        return Saved(packages.taken(making), f"{asked.case}-{making.wish.variant.value}.zip", making.size)
    except FileNotFoundError:
        raise HTTPException(404) from None


class Saved(StreamingResponse):
    """A file that is too large to be held; whoever asks for its headers alone takes nothing of it."""

    def __init__(self, pieces: Iterator[bytes], name: str, size: int) -> None:
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": DOWNLOAD,
            "content-length": str(size),
        }
        super().__init__(pieces, headers=headers, media_type="application/octet-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await super().__call__(scope, receive, send)


def _page(asked: Asked, fields: Mapping[str, str], problem: str, making: Making | None) -> Response:
    dossier = asked.store.cases.dossier(asked.case)
    return asked.page(
        "handover.html",
        code=422 if problem else 200,
        reference=asked.case,
        variants=[(one, asked.words.say(KINDS[one.value]), asked.words.say(HOLDS[one])) for one in Variant],
        purposes=[(one.value, asked.words.say(called)) for one, called in PURPOSES.items()],
        virus_purposes=[(one.value, asked.words.say(called)) for one, called in VIRUS_PURPOSES.items()],
        longest=LONGEST_RECIPIENT,
        shortest=SHORTEST_PASSWORD,
        field=dict.fromkeys(FIELDS, "") | dict(fields),
        problems=[problem] if problem else [],
        making=making,
        kind="" if making is None else asked.words.say(KINDS[making.wish.variant.value]),
        is_locked=is_locked_case(asked, asked.case),
        is_whole=dossier.merged_into is None and dossier.disposed_at is None,
        has_mails=bool(dossier.items),
        makes=asked.office.means.packages is not None,
    )


def _packages(asked: Asked) -> Packages:
    if asked.office.means.packages is None:
        raise UsageError("No packages are made here: run archiver export.")
    return asked.office.means.packages


def _wish(asked: Asked) -> Wish:
    """Raises `UsageError` for what cannot be meant."""
    form = asked.form
    word = form.line("udgave")
    if word not in set(Variant):
        raise UsageError("Choose for whom the package is.")
    variant = Variant(word)
    recipient = form.line("modtager")
    if not recipient:
        raise UsageError("Say who receives it: an authority or an office.")
    purpose, virus = form.line("formaal"), form.line("virus")
    if (purpose and purpose not in set(Purpose)) or (virus and virus not in set(VirusPurpose)):
        raise UsageError("Choose one of the purposes there are.")
    password, again = (form.fields.get(name, [""])[0] for name in ("kode", "kode_igen"))
    if password != again:
        raise UsageError("The two passwords are not the same. Write both again.")
    names = tuple(" ".join(one.split()) for one in form.text("navne").splitlines() if one.strip())
    if names and variant is not Variant.REDACTED:
        raise UsageError("More names belong to a copy without the names of employees.")
    return Wish(
        case=asked.case,
        to=Path(),
        variant=variant,
        recipient=recipient,
        purpose=Purpose(purpose) if purpose else None,
        kle=form.line("kle") or None,
        journal=form.line("journal"),
        employee=_employee(form.line("medarbejder"), variant),
        names=names,
        password=password or None,
        despite_virus=VirusPurpose(virus) if virus else None,
        despite_damage=form.is_ticked("skadet"),
    )


def _employee(written: str, variant: Variant) -> str | None:
    if variant is Variant.EMPLOYEE and addr_spec(written) is None:
        raise UsageError("An employee's own copy needs the mail address that the employee sent from.")
    if written and variant is not Variant.EMPLOYEE:
        raise UsageError("The address of an employee belongs to the employee's own copy.")
    return written or None


def _said(asked: Asked, error: ArchiverError) -> str:
    """What went wrong, in the words of the page."""
    if isinstance(error, ItemInfected):
        return asked.words.say(_INFECTED, number=error.values["number"])
    if isinstance(error, ItemDamaged) and "number" in error.values:
        return asked.words.say(_DAMAGED, number=error.values["number"])
    return asked.words.problem(error)
