"""`archiver export`: a case handed over as a package that proves itself, or as one JSON document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.cases import CaseArgument
from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    advance,
    answer,
    archive_of,
    json_text,
    language,
    plain,
    print_json,
    progress,
    refuse_if_there,
    say,
    say_many,
    tell,
    write_whole,
)
from archiver.cli.items import DespiteVirus, purpose
from archiver.core import dates
from archiver.core.custody import Purpose
from archiver.core.handover.variants import Variant
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.service.handover import Handed, Wish

VariantOption = Annotated[
    Variant | None,
    typer.Option("--variant", help=say("for whom: police (as long as nothing else is said), lawyer, esdh …")),
]
RecipientOption = Annotated[
    str,
    typer.Option(
        "--recipient",
        metavar="TEXT",
        help=say("to which authority or office; it stands in the custody log, so name no person"),
    ),
]
PurposeOption = Annotated[
    Purpose | None,
    typer.Option("--purpose", help=say("what for; is written down; without it, what the variant is for")),
]
KleOption = Annotated[
    str | None,
    typer.Option("--kle", metavar="NUMBER", help=say("its KLE number; without it that of the configuration")),
]
JournalOption = Annotated[
    str, typer.Option("--journal", metavar="NUMBER", help=say("the number of the case in the journal system"))
]
PasswordOption = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help=say("encrypt the zip with the password in this file")),
]
EmployeeOption = Annotated[
    Path | None,
    typer.Option(
        "--employee", metavar="FILE", help=say("a file with the address of the one whose own copy it is; - for stdin")
    ),
]
NamesOption = Annotated[
    Path | None,
    typer.Option(
        "--names", metavar="FILE", help=say("a file with more names that a redacted copy must not have, one a line")
    ),
]


def export(  # noqa: PLR0913, PLR0917 - options of a command line
    context: typer.Context,
    case: CaseArgument,
    to: Annotated[
        Path,
        typer.Option("--to", metavar="PATH", help=say("a new folder, a .zip, or a .json; must not exist")),
    ],
    variant: VariantOption = None,
    redacted: Annotated[bool, typer.Option("--redacted", help=say("the same as --variant redacted"))] = False,
    recipient: RecipientOption = "",
    purpose_: PurposeOption = None,
    kle: KleOption = None,
    journal: JournalOption = "",
    password_file: PasswordOption = None,
    employee: EmployeeOption = None,
    names: NamesOption = None,
    despite_virus: DespiteVirus = None,
    despite_damage: Annotated[
        bool, typer.Option("--despite-damage", help=say("also mails that are damaged; is written down"))
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import handover  # noqa: PLC0415 - so that --help is quick

    if to.suffix.lower() == ".json":
        _refuse_with_json(variant, redacted, password_file)
        _export_document(context, case, to, config, as_json=as_json)
        return
    if redacted and variant not in {None, Variant.REDACTED}:
        raise UsageError("--redacted is a variant of its own.")
    if names is not None and not (redacted or variant is Variant.REDACTED):
        raise UsageError("--names belongs to a redacted copy.")
    wish = handover.Wish(
        case=case,
        to=to,
        variant=Variant.REDACTED if redacted else variant or Variant.POLICE,
        recipient=recipient,
        purpose=purpose_,
        kle=kle,
        journal=journal,
        employee=None if employee is None else "\n".join(handover.words_in(employee)),
        names=() if names is None else handover.words_in(names),
        password=None if password_file is None else handover.secret_in(password_file),
        despite_virus=purpose(despite_virus),
        despite_damage=despite_damage,
    )
    _hand_over(context, wish, config, as_json=as_json)


def _refuse_with_json(variant: Variant | None, redacted: bool, password_file: Path | None) -> None:
    if variant is not None or redacted or password_file is not None:
        raise UsageError("A .json is the register alone; a variant is a folder or a .zip.")


def _export_document(context: typer.Context, case: str, to: Path, config: Path | None, *, as_json: bool) -> None:
    from archiver.service import casework  # noqa: PLC0415 - as above

    with archive_of(context, config) as archive:
        refuse_if_there(to)
        told = casework.export(archive, case)
    write_whole(to, [f"{json_text(told, indent=2)}\n".encode()])
    answer(
        as_json,
        {"case": told["case"], "path": str(to)},
        say("{case} is written to {path}.").format(case=told["case"], path=to),
    )


def _hand_over(context: typer.Context, wish: Wish, config: Path | None, *, as_json: bool) -> None:
    from archiver.service import handover  # noqa: PLC0415 - as above
    from archiver.service.wiring import by_hand  # noqa: PLC0415

    with archive_of(context, config, logs=True) as archive, progress(say("Packing")) as bar:
        done = 0

        def more(octets: int) -> None:
            nonlocal done
            done += octets
            advance(bar, done >> 20)

        handed = handover.handed_over(archive, wish, by_hand(), more)
    if as_json:
        print_json(_document(handed, wish))
        return
    _tell(handed, wish)


def _document(handed: Handed, wish: Wish) -> dict[str, Any]:
    return {
        "case": handed.case,
        "path": str(wish.to),
        "variant": handed.variant.value,
        "items": handed.items,
        "files": handed.files,
        "octets": handed.octets,
        "manifest_sha256": handed.manifest,
        "control_code": handed.code,
        "event": handed.event,
        "left_out": handed.left_out,
        "damaged": list(handed.damaged),
        "pseudonyms": handed.people,
        "new": handed.new,
    }


def _tell(handed: Handed, wish: Wish) -> None:
    tell(say("{case} is written to {path}.").format(case=handed.case, path=plain(str(wish.to))))
    mails = say_many("{count} mail, {size} MB.", "{count} mails, {size} MB.", handed.items)
    size = dates.number(max(1, round(handed.octets / 1_000_000)), language())
    tell(mails.format(count=dates.number(handed.items, language()), size=size))
    if handed.new is not None:
        new = say_many(
            "{count} mail is new since the last time.", "{count} mails are new since the last time.", handed.new
        )
        tell(new.format(count=dates.number(handed.new, language())))
    if handed.variant is Variant.REDACTED:
        told = say("{people} people got a pseudonym; {left_out} attachments or mails were left out.")
        tell(told.format(people=handed.people, left_out=handed.left_out))
        tell(say("Read the copy before it leaves the house: a name that nobody registered stands in it still."))
    if wish.password is not None:
        tell(
            say("Send the password another way. To open the zip takes a program such as 7-Zip; Windows itself cannot.")
        )
    for number in handed.damaged:
        tell(say("Item {number} is damaged; the package says so.").format(number=number))
    tell(say("Control code, for whoever receives it to compare (event {event} of the custody log):").format(
        event=handed.event
    ))  # fmt: skip
    tell(f"  {handed.code}")
