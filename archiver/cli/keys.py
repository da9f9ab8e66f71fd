"""`archiver key …`: the master key of an encrypted archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    advance,
    answer,
    archive_of,
    progress,
    say,
    say_many,
    settings_of,
)

app = typer.Typer(no_args_is_help=True)


@app.command("new", help=say("make the file of the master key; whoever loses it loses the archive"))
def new(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help=say("default: [encryption] key_file"))] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import encryption  # noqa: PLC0415

    path = encryption.new_key(settings_of(context, config), to)
    said = say(
        "{path} is made. Keep a copy where no backup of the archive lies: without it nobody opens the archive again."
    )
    answer(as_json, {"key_file": str(path)}, said.format(path=path))


@app.command("rotate", help=say("another master key; every key in the archive is wrapped anew, and nothing else"))
def rotate(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import encryption  # noqa: PLC0415

    with progress(say("wrapped anew")) as bar:
        done = encryption.rotate(settings_of(context, config), lambda count, total: advance(bar, count, total))
    retired = [str(path) for path in done.retired]
    said = [
        say_many("{count} key is wrapped anew.", "{count} keys are wrapped anew.", done.keys).format(count=done.keys)
    ]
    said += [
        say("{path} opens the backups made until now. Destroy it when they are gone.").format(path=path)
        for path in retired
    ]
    said.append(
        say(
            "{path} holds another key now: copy it where its copy is kept, and to every host that shares the database."
        ).format(path=done.key_file)
    )
    answer(as_json, {"key_file": str(done.key_file), "keys": done.keys, "retired": retired}, "\n".join(said))


@app.command("seal", help=say("encrypt what came in before the archive was; the daemon does the same by itself"))
def seal(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import encryption  # noqa: PLC0415

    with archive_of(context, config, logs=True) as archive, progress(say("encrypted")) as bar:
        rows = encryption.seal(archive, lambda count, total: advance(bar, count, total))
    said = say_many("{count} row was encrypted.", "{count} rows were encrypted.", rows).format(count=rows)
    answer(as_json, {"rows": rows}, said if rows else say("Everything is encrypted already."))
