"""`archiver search`: which items hold what is asked for. Shows no word of them; every search is written down."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli import words
from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    advance,
    answer,
    archive_of,
    complain,
    print_json,
    print_table,
    progress,
    say,
    say_many,
    tell,
    when,
)
from archiver.cli.items import as_document
from archiver.core.custody import Purpose
from archiver.core.search import MOST_COUNTED, OR_MORE
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.service.search import Found

MOST = 10_000


def search(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY",
            help=say(
                'words, "phrases", -exclusions, from: to: subject: file: case: before: after: sha256: strength: kind:;'
                " no names, because other users of the machine can see command lines: - reads standard input"
            ),
            show_default=False,
        ),
    ] = None,
    purpose: Annotated[Purpose, typer.Option(help=say("what for; it is written down"))] = Purpose.CASE,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help=say("show so many items, the newest first"))] = 50,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=say("make the whole index anew first"))] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import search as service  # noqa: PLC0415 - so that --help is quick

    if query is None and not rebuild:
        raise UsageError("Write what to search for, or - to read it from standard input.")
    with archive_of(context, config, logs=True) as archive:
        if rebuild:
            with progress(say("indexing")) as bar:
                count = service.rebuild(archive, lambda done: advance(bar, done))
            if query is None:
                done = say_many("{count} item was indexed.", "{count} items were indexed.", count).format(count=count)
                answer(as_json, {"indexed": count}, done)
                return
        found = service.find(archive, _asked(query), purpose, limit)
        gaps = service.gaps(archive)
    if as_json:
        print_json(
            {
                "items": [as_document(entry) for entry in found.entries],
                "more": found.has_more,
                "unindexed": found.unindexed,
                "unread": gaps.unread,
                "unseen": gaps.unseen,
            }
        )
    else:
        _print(found)
        for told in gaps_told(gaps.unread, gaps.unseen):
            complain(told)


def gaps_told(unread: int, unseen: int) -> Iterator[str]:
    """What nobody can find by its words, and where it is."""
    if unread:
        yield say_many(
            "In {count} item something could not be read for the search, an attachment mostly: see kind:unread.",
            "In {count} items something could not be read for the search, an attachment mostly: see kind:unread.",
            unread,
        ).format(count=counted(unread))
    if unseen:
        yield say_many(
            "{count} item holds pictures or scanned pages that were not looked at for words: see kind:unseen.",
            "{count} items hold pictures or scanned pages that were not looked at for words: see kind:unseen.",
            unseen,
        ).format(count=counted(unseen))


def counted(count: int) -> str:
    """A number that was counted up to `MOST_COUNTED`."""
    return str(count) if count < MOST_COUNTED else say(OR_MORE).format(count=count)


def _asked(query: str | None) -> str:
    try:
        return sys.stdin.buffer.read().decode() if query == "-" else query or ""
    except UnicodeError as error:
        raise UsageError("The question is not UTF-8.") from error


def _print(found: Found) -> None:
    if found.entries:
        headings = ("#", say("state"), say("case"), say("stored"), say("strength"), "SHA-256")
        rows = (
            (
                str(entry.item),
                words.state(entry.state),
                entry.case or "–",
                when(entry.committed_at),
                "–" if entry.strength is None else str(int(entry.strength.level)),
                entry.sha256[:8],
            )
            for entry in found.entries
        )
        print_table(headings, rows)
    else:
        tell(say("Nothing was found."))
    if found.has_more:
        tell(say("There is more: narrow the question, or add --limit {number}").format(number=MOST))
    if found.unindexed:
        complain(
            say_many(
                "{count} item is not indexed yet and may be missing here; archiver run indexes it by and by.",
                "{count} items are not indexed yet and may be missing here; archiver run indexes them by and by.",
                found.unindexed,
            ).format(count=counted(found.unindexed))
        )
