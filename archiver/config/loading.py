"""Finding the configuration, and judging it as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from archiver.config.draft import Draft, Table, lay_environment_over, read_secret_files, variable_name
from archiver.config.keys import all_keys, is_list_of_tables, resembling, shape, written
from archiver.config.lines import KeyPath, lines_of_keys
from archiver.config.settings import Canary, Settings
from archiver.config.values import host_of, is_loopback
from archiver.errors import ConfigError

VARIABLE: Final = "ARCHIVER_CONFIG"
PLACES: Final = (Path("config.toml"), Path("/etc/archiver/config.toml"))


def find(environ: Mapping[str, str], explicit: Path | None) -> Path:
    """The configuration file: `explicit`, else $ARCHIVER_CONFIG, else ./config.toml, else the one below /etc.

    One that was named is taken at its word; `load` says so if it is not there. Raises ConfigError if there is none.
    """
    if explicit is not None:
        return explicit
    if environ.get(VARIABLE):
        return Path(environ[VARIABLE])
    for place in PLACES:
        if _is_there(place):
            return place
    looked = " and ".join(str(place) for place in PLACES)
    raise ConfigError(
        [f"no configuration: looked for {looked}; copy config.example.toml, or name a file with --config"]
    )


def is_any_there(environ: Mapping[str, str]) -> bool:
    """Whether there is a configuration file in the usual places, usable or not."""
    return bool(environ.get(VARIABLE)) or any(map(_is_there, PLACES))


def _is_there(place: Path) -> bool:
    """A file we may not even look at is there: `load` says why it cannot be read, nothing else is taken instead."""
    try:
        return place.is_file()
    except OSError:
        return True


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of the file at `path` (None: of the environment alone), secrets included.

    Relative paths in it start in the file's own folder. Raises ConfigError with every problem found, each with its
    place, its key, and what to do; no problem repeats a value.
    """
    draft = _draft_of(path)
    lay_environment_over(draft, environ)
    read_secret_files(draft)
    settings = _judged(draft)
    _compare_sections(draft)
    if settings is None or draft.problems:
        raise ConfigError(draft.sentences())
    return settings


def _draft_of(path: Path | None) -> Draft:
    if path is None:
        return Draft("environment", Path.cwd())
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return Draft(str(path), path.absolute().parent, tomllib.loads(text), lines_of_keys(text))
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{path}:{line}: is not text in UTF-8; save the file as UTF-8"]) from None
    except (ValueError, RecursionError) as error:
        raise ConfigError([_syntax_problem(path, text, str(error))]) from None


def _syntax_problem(path: Path, text: str, message: str) -> str:
    found = re.fullmatch(r"(?P<what>.*?)\s*\(at (?:line (?P<line>\d+).*|end of document)\)", message, re.DOTALL)
    line = (found and found["line"]) or text.rstrip().count("\n") + 1
    what = found["what"] if found else "cannot be read"
    return f"{path}:{line}: this is not TOML: {what[:1].lower()}{what[1:]}"


# --- each section by itself ---------------------------------------------------------------------------------------


def _judged(draft: Draft) -> Settings | None:
    try:
        return Settings.model_validate(draft.tree, context=draft.folder)
    except ValidationError as refusal:
        for error in refusal.errors(include_url=False):
            draft.refuse(error["loc"], _sentence(error))
        return None


def _sentence(error: ErrorDetails) -> str:
    say = _SENTENCES.get(error["type"])
    return say(error) if say else "cannot be used; see config.example.toml for how it is written"


def _missing(error: ErrorDetails) -> str:
    field = all_keys()[shape(error["loc"])]
    return f"is missing: {field.description or 'write a section ' + _header(error['loc'])}"


def _unknown(error: ErrorDetails) -> str:
    like, beside = resembling(error["loc"])
    kind = "key" if len(error["loc"]) > 1 else "section"
    return f"is no known {kind}; " + (f"did you mean {like}?" if like else f"known here: {', '.join(beside)}")


def _no_table(error: ErrorDetails) -> str:
    return f"must be a section, written once as {_header(error['loc'])}"


def _no_list(error: ErrorDetails) -> str:
    if is_list_of_tables(error["loc"]):
        return f"must be written with two brackets: {_header(error['loc'])}"
    return 'must be a list in brackets, such as ["a", "b"]'


def _header(path: KeyPath) -> str:
    name = ".".join(shape(path))
    return f"[[{name}]]" if is_list_of_tables(path) else f"[{name}]"


def _always(sentence: str) -> Callable[[ErrorDetails], str]:
    return lambda _: sentence


_TEXT: Final = _always("must be text in quotation marks")
_NUMBER: Final = _always("must be a whole number without quotation marks")
_SENTENCES: Final[Mapping[str, Callable[[ErrorDetails], str]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "value_error": lambda error: str(error["ctx"]["error"]),
    "literal_error": lambda error: f"must be {error['ctx']['expected'].replace(chr(39), chr(34))}",
    "model_type": _no_table,
    "tuple_type": _no_list,
    "string_type": _TEXT,
    "path_type": _TEXT,
    "int_type": _NUMBER,
    "bool_type": _always("must be true or false, without quotation marks"),
    "date_type": _always("must be a date such as 2026-12-24, without quotation marks"),
}


# --- sections beside each other -----------------------------------------------------------------------------------


def _compare_sections(draft: Draft) -> None:
    """What no section can know alone. Works on what was written, so that one wrong key hides nothing else."""
    mailboxes = list(draft.tables("mailbox"))
    for (first, one), (second, other) in combinations(mailboxes, 2):
        if variable_name(one.get("name")) == variable_name(other.get("name")) != "":
            draft.refuse((*second, "name"), f"is the name of {written(first)} too; give every mailbox its own")
        if _share_a_folder(one, other):
            draft.refuse(second, f"watches or fills a folder of {written(first)}; each folder has one keeper")
    _keeps_probes(draft, mailboxes)
    _compare_content(draft)
    for section in ("category", "medium", "relation", "unit", "deadline", "statistics.strategy"):
        _compare_codes(draft, tuple(section.split(".")))
    watched = {_folded(table.get("address")) for _, table in mailboxes}
    for path, address in _readers(draft):
        if _folded(address) in watched:
            draft.refuse(path, "is the address of a watched mailbox; letters to it would never be read")


def _keeps_probes(draft: Draft, mailboxes: Sequence[tuple[KeyPath, Table]]) -> None:
    """A probe that lies in a watched folder would be fetched for ever, and one in the archive folder be a stranger."""
    for path, canary in draft.tables("canary"):
        folder = _folded(canary.get("folder", Canary().folder))
        for where, mailbox in mailboxes:
            if folder in _watched(mailbox) | _filled(mailbox):
                draft.refuse((*path, "folder"), f"is a folder of {written(where)}; give probe mails one of their own")


def _compare_content(draft: Draft) -> None:
    """What lies outside the database, and the way there, may need it to be encrypted."""
    if any("key_file" in table for _, table in draft.tables("encryption")):
        return
    for path, table in draft.tables("content"):
        endpoint = str(table.get("endpoint", ""))
        if endpoint.startswith("http://") and not is_loopback(host_of(endpoint)):
            advice = "write an url that begins with https://, or encrypt the archive ([encryption] key_file)"
            draft.refuse((*path, "endpoint"), f"would send mail over an open line; {advice}")
        if table.get("object_lock") is True:
            what = "what is disposed of could not be deleted there, only made unreadable by destroying its key"
            draft.refuse((*path, "object_lock"), f"needs an encrypted archive ([encryption] key_file): {what}")


def _compare_codes(draft: Draft, path: tuple[str, ...]) -> None:
    """Of two entries with one code the second would take the first one's place, and nobody would see it."""
    first = dict[str, KeyPath]()
    for where, table in draft.tables_at(path):
        code = _folded(table.get("code"))
        if code and code in first:
            draft.refuse((*where, "code"), f"is the code of {written(first[code])} too; make one entry of the two")
        first.setdefault(code, where)


def _readers(draft: Draft) -> Iterator[tuple[KeyPath, str]]:
    """Everybody the weekly letter goes to."""
    for path, officer in draft.tables("officer"):
        deputy = officer.get("deputy")
        yield from _texts((*path, "address"), officer.get("address"))
        yield from _texts((*path, "deputy", "address"), deputy.get("address") if isinstance(deputy, dict) else None)
    for path, digest in draft.tables("digest"):
        copies = digest.get("copy_to")
        for number, address in enumerate(copies if isinstance(copies, list) else ()):
            yield from _texts((*path, "copy_to", number), address)


def _texts(path: KeyPath, value: object) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value


def _folded(value: object) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""


def _share_a_folder(one: Table, other: Table) -> bool:
    if any(_folded(one.get(key)) != _folded(other.get(key)) for key in ("host", "username")):
        return False
    return bool(_watched(one) & (_watched(other) | _filled(other)) or _watched(other) & _filled(one))


def _watched(mailbox: Table) -> set[str]:
    folders = mailbox.get("folders", ["INBOX"])
    return {_folded(folder) for folder in folders} if isinstance(folders, list) else set()


def _filled(mailbox: Table) -> set[str]:
    return {_folded(mailbox.get("archive_folder", "Arkiveret"))}
