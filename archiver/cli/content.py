"""`archiver content …`: where the octets of mails rest."""

from __future__ import annotations

from typing import Annotated

import typer

from archiver.cli.common import (
    WITH_FINDINGS,
    ConfigOption,
    JsonOption,
    advance,
    answer,
    archive_of,
    complain,
    leave,
    plain,
    print_json,
    print_table,
    progress,
    say,
    say_many,
    tell,
)

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=say("in which places octets rest, and how much in each"))
def list_(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import content  # noqa: PLC0415

    with archive_of(context, config, looking=True) as archive:
        places = content.places(archive)
    if as_json:
        told = [{"place": one.place or "database", "items": one.items, "octets": one.octets} for one in places]
        print_json({"places": told})
        return
    rows = [(one.place or say("database"), str(one.items), f"{one.octets / 1e6:.1f}") for one in places]
    print_table((say("place"), say("items"), say("megabytes")), rows)


@app.command("move", help=say("let large mails rest elsewhere, each proved there first; cut off, it goes on"))
def move(
    context: typer.Context,
    to: Annotated[
        str, typer.Option("--to", metavar="PLACE", help=say("database, files, file:///folder or s3://bucket/prefix"))
    ],
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help=say("then write the database anew, which gives its room back"))
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import content  # noqa: PLC0415

    with archive_of(context, config) as archive, progress(say("moved")) as bar:
        done = content.move_to(archive, to, lambda octets, total: advance(bar, octets, total))
        is_configured = content.is_configured(archive, to)
        is_rewritten = content.rewrite(archive) if rewrite else None
    document = {"items": done.items, "octets": done.octets, "damaged": list(done.damaged), "left": done.left}
    said = say_many("{count} item was moved.", "{count} items were moved.", done.items).format(count=done.items)
    answer(as_json, document, said)
    for number in done.damaged:
        complain(say("Item {number} is damaged; it was not moved. Run: archiver verify").format(number=number))
    if not (as_json or is_configured):
        tell(say("What comes in goes elsewhere, until [content] store says {place}.").format(place=plain(to)))
    if is_rewritten is False:
        complain(say("Only the owner of the tables can give the room back: VACUUM FULL."))
    if done.damaged:
        leave(WITH_FINDINGS)


@app.command("sweep", help=say("delete what lies in a place for longer than a day and no item refers to"))
def sweep(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import content  # noqa: PLC0415

    with archive_of(context, config) as archive:
        count = content.sweep(archive)
    said = say_many("{count} object was deleted.", "{count} objects were deleted.", count).format(count=count)
    answer(as_json, {"deleted": count}, said)
