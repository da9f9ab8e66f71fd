"""`archiver outbox …`: letters that are not sent, and what a person wants done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli import words
from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    answer,
    archive_of,
    iso,
    plain,
    print_json,
    say,
    say_many,
    tell,
    when,
)
from archiver.core import phrases

if TYPE_CHECKING:
    from archiver.service.commands import Unsent

app = typer.Typer(no_args_is_help=True)

Numbers = Annotated[list[int], typer.Argument(metavar="LETTER…", help=say("their numbers in outbox list"))]


@app.command("list", help=say("letters that wait, were refused, or may have been sent"))
def list_(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    with archive_of(context, config, looking=True) as archive:
        letters = archive.store.letters.unsent()
    if as_json:
        print_json({"letters": [_as_json(one) for one in letters]})
        return
    for one in letters:
        about = "" if one.item is None else f" #{one.item}"
        why = f" ({words.letter(one.reason)})" if one.reason else ""
        what, state = say(phrases.LETTER_KINDS[one.kind]), words.letter(one.state)
        tell(f"{one.number:<6} {when(one.created_at)}  {what}{about}  {plain(one.recipient)}  {state}{why}")
    if not letters:
        tell(say("Every letter is sent."))


def _as_json(one: Unsent) -> dict[str, object]:
    return {
        "letter": one.number,
        "kind": one.kind,
        "state": one.state,
        "reason": one.reason,
        "recipient": one.recipient,
        "item": one.item,
        "created_at": iso(one.created_at),
        "attempts": one.attempts,
    }


@app.command("send", help=say("send letters after all: in the next post round, as they are"))
def send(context: typer.Context, numbers: Numbers, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service.commands import by_hand  # noqa: PLC0415
    from archiver.service.wiring import now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        queued = archive.store.letters.send_again(numbers, by_hand(), now())
    sentence = say_many("{count} letter is due.", "{count} letters are due.", len(queued)).format(count=len(queued))
    answer(as_json, {"due": [one.number for one in queued]}, sentence)


@app.command("drop", help=say("leave letters unsent for good"))
def drop(context: typer.Context, numbers: Numbers, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service.commands import by_hand  # noqa: PLC0415
    from archiver.service.wiring import now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        dropped = archive.store.letters.drop(numbers, by_hand(), now())
    sentence = say_many("{count} letter is not sent.", "{count} letters are not sent.", len(dropped))
    answer(as_json, {"dropped": [one.number for one in dropped]}, sentence.format(count=len(dropped)))
