"""`archiver desk` and `archiver account`: the web desk alone, and the accounts of its own."""

from __future__ import annotations

import getpass
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    answer,
    archive_of,
    iso,
    plain,
    print_json,
    print_table,
    say,
    settings_of,
    tell,
    when,
)
from archiver.core.access import ROLES, Role
from archiver.errors import UsageError

app = typer.Typer(no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=say("the name that is typed to sign in"))]
PasswordOption = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help=say("a file with the password; without it you are asked at the terminal"),
        show_default=False,
    ),
]


def desk(context: typer.Context, config: ConfigOption = None) -> None:
    """The desk alone, until it is ended."""
    from archiver.desk.opening import desk_of  # noqa: PLC0415
    from archiver.service import logs  # noqa: PLC0415
    from archiver.service.wiring import by_hand, opened  # noqa: PLC0415

    settings = settings_of(context, config)
    logs.configure(settings.log.level, settings.log.format_for(terminal=sys.stderr.isatty()))
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with opened(settings, acting=by_hand()) as archive:
        serving = desk_of(archive)
        serving.begin()
        tell(say("The desk is open at {url}").format(url=settings.desk.url))
        while not ending.wait(1.0) and serving.is_open:
            pass
        serving.end()


@app.command("add", help=say("a new account; tells the secret of its one-time codes, once"))
def add(
    context: typer.Context,
    name: NameArgument,
    shown: Annotated[str, typer.Option("--person", metavar="TEXT", help=say("the person's name"))],
    role: Annotated[list[str], typer.Option("--role", metavar="ROLE", help=", ".join(Role))],
    password_file: PasswordOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.jobs import signing_in  # noqa: PLC0415
    from archiver.service.wiring import by_hand, now  # noqa: PLC0415

    roles = _roles(role)
    with archive_of(context, config) as archive:
        password = _password(name, password_file)
        issued = signing_in.add(archive.store, name, shown, roles, password, by_hand(), now())
    _tell_secret(name, issued, as_json=as_json)


@app.command("list", help=say("the accounts there are"))
def list_(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.jobs import signing_in  # noqa: PLC0415

    with archive_of(context, config, looking=True) as archive:
        found = signing_in.accounts(archive.store)
    if as_json:
        print_json(
            {
                "accounts": [
                    {
                        "name": one.name,
                        "person": one.shown,
                        "roles": sorted(one.roles),
                        "created_at": iso(one.created_at),
                        "changed_at": iso(one.changed_at),
                        "disabled_at": iso(one.disabled_at),
                    }
                    for one in found
                ]
            }
        )
        return
    headings = (say("name"), say("person"), say("roles"), say("password of"), say("disabled"))
    rows = [
        (
            plain(one.name),
            plain(one.shown),
            ", ".join(say(ROLES[role]) for role in Role if role in one.roles),
            when(one.changed_at),
            "–" if one.disabled_at is None else when(one.disabled_at),
        )
        for one in found
    ]
    print_table(headings, rows)


@app.command("reset", help=say("another password and another secret; it is signed out everywhere"))
def reset(
    context: typer.Context,
    name: NameArgument,
    password_file: PasswordOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.jobs import signing_in  # noqa: PLC0415
    from archiver.service.wiring import by_hand, now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        issued = signing_in.reset(archive.store, name, _password(name, password_file), by_hand(), now())
    _tell_secret(name, issued, as_json=as_json)


@app.command("disable", help=say("nobody signs in by it any more"))
def disable(
    context: typer.Context, name: NameArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    from archiver.jobs import signing_in  # noqa: PLC0415
    from archiver.service.wiring import by_hand, now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        signing_in.disable(archive.store, name, by_hand(), now())
    answer(as_json, {"name": name, "disabled": True}, say("The account {name} is disabled.").format(name=plain(name)))


def _roles(given: list[str]) -> set[Role]:
    unknown = set(given) - set(Role)
    if unknown:
        raise UsageError("Give a role: {roles}.", roles=", ".join(Role))
    return {Role(word) for word in given}


def _password(name: str, file: Path | None) -> str:
    """It is never on the command line, which other users of the machine can see."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").removesuffix("\n")
        except (OSError, UnicodeError) as error:
            raise UsageError("{path} cannot be read.", path=file) from error
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the password at: give --password-file.")
    first = getpass.getpass(say("Password of {person}:").format(person=plain(name)) + " ")
    if first != getpass.getpass(say("Once more:") + " "):
        raise UsageError("The two are not the same.")
    return first


def _tell_secret(name: str, issued: Any, *, as_json: bool) -> None:
    document = {"name": name, "totp_secret": issued.secret, "totp_url": issued.address}
    sentence = say(
        "The account {name} is ready. Put this into an app for one-time codes; it is not shown again:\n{secret}\n{url}"
    ).format(name=plain(name), secret=issued.secret, url=issued.address)
    answer(as_json, document, sentence)
