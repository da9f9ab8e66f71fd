"""`archiver quarantine …`: what could not be read, and what a server would not hand over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli import words
from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    answer,
    archive_of,
    iso,
    print_json,
    refuse_if_there,
    say,
    say_many,
    tell,
    when,
    write_whole,
)
from archiver.cli.items import DespiteVirus, ItemArgument, purpose
from archiver.core.records import ItemState
from archiver.errors import UsageError

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=say("items in quarantine, and messages that wait on the server"))
def list_(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    with archive_of(context, config, looking=True) as archive:
        entries = list(archive.store.catalogue.items(state=ItemState.QUARANTINED))
        waiting = archive.store.catalogue.waiting_on_server()
    if as_json:
        items = [
            {
                "item": e.item,
                "sha256": e.sha256,
                "size": e.size,
                "reason": e.reason,
                "committed_at": iso(e.committed_at),
            }
            for e in entries
        ]
        server = [
            {"mailbox": k.mailbox, "folder": k.folder, "uidvalidity": k.uidvalidity, "uid": k.uid, "reason": reason}
            for k, reason in waiting
        ]
        print_json({"items": items, "on_server": server})
        return
    for entry in entries:
        tell(f"#{entry.item:<6} {when(entry.committed_at)}  {entry.size:>10}  {words.reason(entry.reason)}")
    for key, reason in waiting:
        tell(f"{key.mailbox}/{key.folder} UID {key.uid}: {words.reason(reason)}")
    if not entries and not waiting:
        tell(say("Nothing is in quarantine."))


@app.command("retry", help=say("read quarantined items once more: those named, or all"))
def retry(
    context: typer.Context,
    items: Annotated[list[str] | None, typer.Argument(metavar="ITEM…", help=say("which; default: all"))] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service.commands import retry_quarantined  # noqa: PLC0415

    with archive_of(context, config) as archive:
        count = retry_quarantined(archive, items or [])
    answer(
        as_json,
        {"left_quarantine": count},
        say_many("{count} item left quarantine.", "{count} items left quarantine.", count).format(count=count),
    )


@app.command("export", help=say("write the exact octets of an item to a file"))
def export(
    context: typer.Context,
    item: ItemArgument,
    to: Annotated[Path, typer.Option("--to", metavar="PATH", help=say("the file to write; must not exist"))],
    despite_virus: DespiteVirus = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service.commands import handed_out  # noqa: PLC0415

    with archive_of(context, config) as archive:
        refuse_if_there(to)
        number, octets = handed_out(archive, item, purpose(despite_virus))
        write_whole(to, octets)
    answer(
        as_json,
        {"item": number, "path": str(to)},
        say("Item {number} is written to {path}. Do not open it on a machine you care about.").format(
            number=number, path=to
        ),
    )


@app.command("release", help=say("take an item out of quarantine unread, to be filed by hand"))
def release(
    context: typer.Context, item: ItemArgument, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    from archiver.service.commands import by_hand  # noqa: PLC0415
    from archiver.service.wiring import now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        number = archive.store.catalogue.named(item)
        if archive.store.catalogue.item(number).entry.state is not ItemState.QUARANTINED:
            raise UsageError("Item {number} is not in quarantine.", number=number)
        archive.store.casework.release(number, by_hand(), now())
    answer(
        as_json,
        {"item": number, "state": ItemState.UNASSIGNED},
        say("Item {number} is released and waits to be assigned.").format(number=number),
    )
