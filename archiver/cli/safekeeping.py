"""`archiver backup` and `archiver restore`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import verification
from archiver.cli.common import (
    WITH_FINDINGS,
    ConfigOption,
    JsonOption,
    advance,
    archive_of,
    complain,
    configure_logs,
    leave,
    plain,
    print_json,
    progress,
    say,
    say_many,
    settings_of,
    tell,
    when,
)

if TYPE_CHECKING:
    from rich.progress import Progress

    from archiver.service.commands import VerifyReport
    from archiver.service.safekeeping import Backup, Manifest, Restored


class _Bars:
    """One bar after the other, for work of several kinds."""

    def __init__(self) -> None:
        self._names = {
            "copy": say("copied"),
            "check": say("checked"),
            "load": say("loaded"),
            "verify": say("verified"),
        }
        self._stack, self._doing = ExitStack(), ""
        self._bar: Progress | None = None

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _tell(self, doing: str, done: int, in_all: int) -> None:
        if doing != self._doing:
            self._stack.close()
            opened: AbstractContextManager[Progress | None] = progress(self._names[doing])
            self._doing, self._bar = doing, self._stack.enter_context(opened)
        advance(self._bar, done, in_all)


def backup(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="PATH", help=say("a new folder for the backup"))],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import safekeeping  # noqa: PLC0415
    from archiver.service.commands import by_hand  # noqa: PLC0415

    with archive_of(context, config) as archive, _Bars() as bars:
        made = safekeeping.backup(archive, to, by_hand(), bars)
    if as_json:
        print_json({**_held(made.manifest), "path": str(to.absolute()), **_proof(made)})
        return
    tell(
        say("The backup is in {path}. It was read again and holds {items} items and {events} custody events.").format(
            path=plain(str(to)), items=made.manifest.figures.items, events=made.manifest.figures.chain.count
        )
    )
    if made.faulty:
        complain(
            say_many(
                "! {count} item outside the database is not there, or damaged. Run: archiver verify",
                "! {count} items outside the database are not there, or damaged. Run: archiver verify",
                made.faulty,
            ).format(count=made.faulty)
        )
    tell(say("No key is in it. Keep these elsewhere; without them it cannot be restored:"))
    for path in made.keep_elsewhere:
        tell(f"  {plain(str(path))}")


def _proof(made: Backup) -> dict[str, Any]:
    return {
        "manifest_sha256": made.sha256,
        "faulty": made.faulty,
        "keep_elsewhere": [str(path) for path in made.keep_elsewhere],
    }


def _held(manifest: Manifest) -> dict[str, Any]:
    figures = manifest.figures
    return {
        "backup": manifest.name,
        "made_at": manifest.made_at.isoformat(),
        "engine": manifest.engine,
        "schema": figures.schema,
        "items": figures.items,
        "chain": {"count": figures.chain.count, "head": figures.chain.head},
    }


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Option("--from", metavar="PATH", help=say("the folder of the backup"))],
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="LETTER.eml", help=say("a saved weekly letter that must still be true")),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import safekeeping  # noqa: PLC0415
    from archiver.service.commands import by_hand  # noqa: PLC0415

    settings = settings_of(context, config)
    configure_logs(settings)
    with _Bars() as bars:
        done = safekeeping.restore(settings, source, by_hand(), bars, against or [])
    if as_json:
        print_json(
            {
                **_held(done.manifest),
                "letters": done.letters,
                "erased": done.erased,
                "ledger": done.has_ledger,
                "newer_than_backup": list(done.newer),
                **_verified(done.verified),
            }
        )
    else:
        _print_restored(done)
    if not done.verified.ok:
        leave(WITH_FINDINGS)


def _verified(report: VerifyReport) -> dict[str, Any]:
    """All but its chain: told is that of the backup."""
    document = verification.document(report)
    return {name: document[name] for name in document if name != "chain"} | {"anchored_to": report.anchored_to}


def _print_restored(done: Restored) -> None:
    verification.show_findings(done.verified)
    for name in done.newer:
        tell(
            say("! {path} was written after the backup was made: nothing in the backup can be held against it.").format(
                path=plain(name)
            )
        )
    tell(
        say("Restored from the backup of {when}: {items} items, {events} custody events; {findings} findings.").format(
            when=when(done.manifest.made_at),
            items=done.manifest.figures.items,
            events=done.manifest.figures.chain.count,
            findings=len(done.verified.findings),
        )
    )
    if not done.has_ledger:
        tell(
            say(
                "There is no {path}: if anything was disposed of after the backup, it is back. Put the ledger there and"
                " restore again."
            ).format(path=plain(str(done.ledger)))
        )
    if done.erased:
        tell(
            say_many(
                "{count} item or case was disposed of after the backup; it is erased here too.",
                "{count} items or cases were disposed of after the backup; they are erased here too.",
                done.erased,
            ).format(count=done.erased)
        )
    if done.letters:
        tell(
            say_many(
                "{count} letter that waited then may have been sent since. It goes out when a person says so: archiver"
                " outbox list",
                "{count} letters that waited then may have been sent since. They go out when a person says so:"
                " archiver outbox list",
                done.letters,
            ).format(count=done.letters)
        )
    tell(
        say(
            "What was archived after the backup is fetched from the archive folder in the next round, without receipts:"
            " archiver ingest, or archiver run."
        )
    )
