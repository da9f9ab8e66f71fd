"""What every command shares: its options, its words, how it prints and how it ends."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from archiver.core.language import Language, translator
from archiver.errors import ArchiverError, ConfigError, LeaseLost, OutsideServiceError, SchemaMismatch, UsageError
from archiver.starting import importing

if TYPE_CHECKING:
    from rich.progress import Progress

    from archiver.config import Settings
    from archiver.service.wiring import Archive

PAPER = 160
"""Columns of a table that no terminal shows."""
ROWS_AT_ONCE = 5000
"""Rows of a table that are held until they are printed."""
DONE, WITH_FINDINGS, WRONG_USAGE, NO_ANSWER = 0, 1, 2, 3
"""Exit codes."""


LANGUAGE = "ARCHIVER_LANGUAGE"
"""Environment variable: da or en. Without it the configuration decides, and before that it is Danish."""


_MOMENTS: dict[Language, str] = {"da": "%d-%m-%Y %H.%M", "en": "%Y-%m-%d %H:%M"}


class Speech:
    """The language this command speaks, and where its clock hangs."""

    def __init__(self, language: Language) -> None:
        self.speak(language)
        self.stand_in(UTC)

    def speak(self, language: Language) -> None:
        """Go on in another language."""
        self._language = language
        self._words = translator(language)

    def stand_in(self, zone: tzinfo) -> None:
        """Tell times by the clocks of a zone."""
        self._zone = zone

    def when(self, moment: datetime) -> str:
        """A moment as the clock on the wall shows it, to the minute; at the end of time, where it hangs in no zone."""
        try:
            there = moment.astimezone(self._zone)
        except OverflowError:  # somebody wrote the year 9999
            there = moment.astimezone(UTC)
        return there.strftime(_MOMENTS[self._language])

    def language(self) -> Language:
        """The language spoken now."""
        return self._language

    def say(self, sentence: str) -> str:
        """A sentence in that language."""
        return self._words.gettext(sentence)

    def say_many(self, one: str, many: str, count: int) -> str:
        """The sentence that fits a number."""
        return self._words.ngettext(one, many, count)


_speech = Speech("en" if os.environ.get(LANGUAGE, "").lower().startswith("en") else "da")
say, say_many, language, when = _speech.say, _speech.say_many, _speech.language, _speech.when

_BEYOND_ASCII = re.compile("[^\x00-\x7e]")


def _reason(given: str) -> str:
    """A reason as it was given; "-" stands for what standard input holds."""
    try:
        text = sys.stdin.buffer.read().decode() if given == "-" else given
        text.encode()
    except UnicodeError as error:
        raise UsageError("The reason is not UTF-8.") from error
    return text.strip()


ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="PATH", help=say("configuration file"), show_default=False),
]
ReasonOption = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="TEXT",
        callback=_reason,
        help=say("why; no names, because other users of the machine can see command lines: - reads standard input"),
    ),
]
LimitOption = Annotated[
    int | None, typer.Option(metavar="NUMBER", min=1, help=say("so many of them at most; all, when not given"))
]
JsonOption = Annotated[bool, typer.Option("--json", help=say("print one JSON document and nothing else"))]


def settings_of(context: typer.Context, config: Path | None) -> Settings:
    """The configuration a command is to use: its own --config, the program's, or the usual places."""
    with importing():
        from archiver.config import find, load  # noqa: PLC0415 - so that --help is quick

    given = config or (context.find_root().params.get("config"))
    settings = load(find(os.environ, given), os.environ)
    _speech.stand_in(settings.archive.zone)
    if LANGUAGE not in os.environ:
        _speech.speak(settings.archive.language)
    for name in [name for name in os.environ if name.startswith("ARCHIVER__")]:
        del os.environ[name]  # may be secrets: no child process and no dump shall have them
    return settings


def settings_if_any(context: typer.Context, config: Path | None, unsaid_zone: str) -> Settings | None:
    """The configuration for a command that can do without one; said aloud when there is one that cannot be used.

    `unsaid_zone` is where the clocks hang then.
    """
    try:
        return settings_of(context, config)
    except ConfigError:
        from archiver.config import is_any_there  # noqa: PLC0415 - as above

        if config or context.find_root().params.get("config"):
            raise
        if is_any_there(os.environ):
            complain(say("The configuration cannot be used here; own domains and time zone are guessed."))
        _speech.stand_in(ZoneInfo(unsaid_zone))
        return None


@contextmanager
def archive_of(
    context: typer.Context, config: Path | None, *, logs: bool = False, looking: bool = False, judging: bool = False
) -> Iterator[Archive]:
    """The opened archive of a command; `logs` for one whose work writes log lines.

    `looking` for one that shows nothing anybody wrote and does nothing: it leaves no trace. `judging` for one that says
    what is wrong with it.
    """
    with importing():
        from archiver.service.wiring import by_hand, opened  # noqa: PLC0415

    settings = settings_of(context, config)
    if logs:
        configure_logs(settings)
    with opened(settings, acting=None if looking else by_hand(), judging=judging) as archive:
        yield archive


def configure_logs(settings: Settings) -> None:
    """Log lines go to stderr, as the configuration wants them."""
    from archiver.service import logs  # noqa: PLC0415 - slow to import, and most commands log nothing

    logs.configure(settings.log.level, settings.log.format_for(terminal=sys.stderr.isatty()))


@contextmanager
def progress(words: str) -> Iterator[Progress | None]:
    """A bar on a terminal, nothing elsewhere; always on stderr."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        bar.add_task(words, total=None)
        yield bar


def advance(bar: Progress | None, done: int, total: int | None = None) -> None:
    if bar is not None:
        bar.update(bar.task_ids[0], completed=done, total=total)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, folds: int | None = None) -> None:
    """A table; only the column `folds` may be broken over lines, since half a reference names nothing.

    It is as wide as its widest rows, so that it is held until it is printed: a long one is printed in pieces.
    """
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console, left, is_first = Console(highlight=False, width=None if sys.stdout.isatty() else PAPER), iter(rows), True
    while (few := list(islice(left, ROWS_AT_ONCE))) or is_first:
        table = Table(box=None, pad_edge=False, show_header=is_first)
        for place, heading in enumerate(headings):
            table.add_column(heading, no_wrap=place != folds)
        for row in few:
            table.add_row(*row)
        console.print(table)
        is_first = False


def print_list(name: str, documents: Iterable[Any]) -> None:
    """The one JSON document of a list, written as it is read: a million of them are not held at once."""
    sys.stdout.write(f'{{"{name}": [')
    for place, one in enumerate(documents):
        sys.stdout.write(",\n" if place else "\n")
        sys.stdout.write(json_text(one))
    sys.stdout.write("\n]}\n")


def print_json(document: Any) -> None:
    """The one JSON document of a command."""
    sys.stdout.write(json_text(document, indent=2) + "\n")


def json_text(document: Any, indent: int | None = None) -> str:
    """JSON in UTF-8 letters, with an escape for every character that a terminal would obey or not show."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    return _BEYOND_ASCII.sub(lambda found: _as_escape(found[0]), text)


def _as_escape(character: str) -> str:
    if character.isprintable():
        return character
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


def answer(as_json: bool, document: Any, sentence: str) -> None:
    """What a command did: as one JSON document for a script, or as a sentence."""
    if as_json:
        print_json(document)
    else:
        tell(sentence)


def tell(sentence: str) -> None:
    """A plain sentence to the person."""
    typer.echo(sentence)


def complain(sentence: str) -> None:
    """A sentence about what went wrong, to where it does not disturb the output."""
    typer.echo(sentence, err=True)


def leave(code: int) -> NoReturn:
    """End with an exit code."""
    raise typer.Exit(code)


def iso(moment: datetime | None) -> str | None:
    """RFC 3339, for JSON."""
    return None if moment is None else moment.isoformat()


def in_words(error: ArchiverError) -> str:
    """What went wrong, in the language spoken, without anything a terminal would obey."""
    sentence = say(error.sentence)
    text = sentence.format(**error.values) if error.values else sentence
    if isinstance(error, ConfigError):
        text = "\n".join(map(_problem_in_words, error.problems))
    return "\n".join(plain(line) for line in text.splitlines())


def _problem_in_words(problem: str) -> str:
    """A problem of the configuration: where it is, as it stands, and then what is wrong, where that has Danish."""
    pieces = problem.split(": ")
    for place in range(1, len(pieces)):
        told = ": ".join(pieces[place:])
        said = "; ".join(map(say, told.split("; ")))
        if said != told:
            return ": ".join([*pieces[:place], said])
    return problem


def exit_code(error: ArchiverError) -> int:
    """Who can act on an error decides how the command ends."""
    if isinstance(error, ConfigError | SchemaMismatch | UsageError):
        return WRONG_USAGE
    if isinstance(error, OutsideServiceError | LeaseLost):
        return NO_ANSWER
    return WITH_FINDINGS


def plain(text: str) -> str:
    """Text that somebody wrote, without anything a terminal would obey."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def refuse_if_there(path: Path) -> None:
    """Nothing of a person's is written over."""
    if os.path.lexists(path):
        raise UsageError("{path} exists already; nothing was written over.", path=path)


def write_whole(to: Path, pieces: Iterable[bytes]) -> None:
    """The file appears under its name when all of it is there and right; until then, and else, there is nothing.

    Raises `UsageError` where it cannot be written, or something of that name is there.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=".archiver-", suffix=".part", dir=to.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            refuse_if_there(to)
            Path(name).rename(to)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError("{path} cannot be written: {problem}.", path=to, problem=error.strerror) from error
