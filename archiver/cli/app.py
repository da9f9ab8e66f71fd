"""The commands of `archiver`."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Annotated

import typer

from archiver import __version__
from archiver.cli import (
    casefile,
    content,
    desk,
    digest,
    dispose,
    handover,
    items,
    keys,
    operation,
    outbox,
    quarantine,
    reports,
    safekeeping,
    search,
)
from archiver.cli.common import DONE, WITH_FINDINGS, ConfigOption, complain, exit_code, in_words, say
from archiver.errors import ArchiverError, place_of

app = typer.Typer(
    name="archiver",
    help=say("The arkivfunktion: receives, keeps and files mail so that it can be proved."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich would cost a tenth of a second
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"archiver {__version__}")
        raise typer.Exit(DONE)


@app.callback()
def program(
    config: ConfigOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=say("show the version"))
    ] = False,
) -> None:
    """What stands before the command; `config` is read by the commands themselves."""
    del config, version


app.command("demo", help=say("show everything with embedded servers and invented mails"))(operation.demo)
app.command("run", help=say("the daemon: all mailboxes, letters, checks"))(operation.run)
app.command("ingest", help=say("one round now; prints the balance"))(operation.ingest)
app.command("import", help=say("take in .eml, mbox, Maildir and folders of them"))(operation.import_)
app.command("inspect", help=say("show how a mail would be understood; stores nothing"))(items.inspect)
app.command("status", help=say("mailboxes, balance, outbox, chain of custody"))(operation.status)
app.command("check", help=say("configuration and every outside service, one finding a line"))(operation.check)
app.command("healthcheck", help=say("ask the running daemon how it is; 0 when it is well, else 1"))(
    operation.healthcheck
)
app.command("verify", help=say("fixity of every item, chain of custody, gaps, orphans"))(operation.verify)
app.command("desk", help=say("the web desk alone, without the daemon"))(desk.desk)
app.command("search", help=say("full text and fields; shows no word of what it finds"))(search.search)
app.command("digest", help=say("show or send the weekly letter"))(digest.digest)
app.command("why", help=say("which rule filed an item; the same as item why"))(items.why)
app.command("export", help=say("hand over a case: a package that proves itself, for police, lawyer, journal …"))(
    handover.export
)
app.command("backup", help=say("write a backup that proves itself into a new folder"))(safekeeping.backup)
app.command("restore", help=say("make the archive from a backup, in an empty place"))(safekeeping.restore)
app.add_typer(items.app, name="item", help=say("items: list, show, raw, why, file, unfile, reparse"))
app.add_typer(casefile.app, name="case", help=say("cases: list, show, register, split, merge, close, undo …"))
app.add_typer(quarantine.app, name="quarantine", help=say("what could not be read: list, retry, export, release"))
app.add_typer(outbox.app, name="outbox", help=say("letters that are not sent: list, send, drop"))
app.add_typer(keys.app, name="key", help=say("the master key of an encrypted archive: new, rotate, seal"))
app.add_typer(content.app, name="content", help=say("where the octets of mails rest: list, move, sweep"))
app.add_typer(dispose.app, name="dispose", help=say("disposal by two people: list, propose, approve, reject, hold …"))
app.add_typer(desk.app, name="account", help=say("who signs in to the desk: add, list, reset, disable"))
app.add_typer(reports.app, name="report", help=say("numbers that point at nobody: extent, med, lokalraad"))
app.add_typer(operation.database, name="db", help=say("the database: upgrade, current"))


def main() -> None:
    """Run one command. What went wrong comes out as sentences, never as a traceback."""
    os.umask(0o077)  # databases, exports and keys are for this user alone
    sys.excepthook = _last_words
    command = typer.main.get_command(app)  # without the hook of Typer's own call, which prints tracebacks
    try:
        command()
    except ArchiverError as error:
        complain(in_words(error))
        sys.exit(exit_code(error))
    except BrokenPipeError:
        # Whoever read our output has seen enough. Nothing may be written any more, not even at the end.
        sys.stderr.close()
        sys.exit(WITH_FINDINGS)


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours: where it happened, for a report; not what was in hand, which may be somebody's mail."""
    place = place_of(trace)
    del error, trace
    complain(
        say("This is a fault in archiver itself ({kind} at {place}). Please report it.").format(
            kind=kind.__name__, place=place
        )
    )
