"""What the documents tell people to type: every command parses, every key and variable exists, every link leads on."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from archiver.cli.app import app
from archiver.config.keys import all_keys

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
KEYS = {".".join(shape) for shape in all_keys()}
WRONG_USAGE: Any = typer.BadParameter.__base__
"""What a wrong word or option raises, whoever's click typer stands on."""
_TYPED = re.compile(r"(?:^|bin/|exec \S+ |--no-deps |=\S+ )archiver ([a-z][^#]*)")


def spans(text: str) -> Iterator[str]:
    """Whatever stands between backticks, on one line or on two."""
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    for span in re.findall(r"`([^`]+)`", prose):
        yield " ".join(span.split())


def typed(text: str) -> Iterator[str]:
    """Every line of a block of shell, put together where it goes on, without its comment."""
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            yield re.sub(r"\s#.*$", "", line.strip())


def commands(text: str) -> list[list[str]]:
    """The words after `archiver` of every command that a document shows."""
    shown = [span.removeprefix("archiver ") for span in spans(text) if re.match(r"archiver [a-z]", span)]
    shown += [found[1] for line in typed(text) if (found := _TYPED.search(line))]
    return [shlex.split(re.sub(r"[\[\]…]", "", line)) for line in shown]


def parse(words: list[str]) -> None:
    """As the program does, but for what the values mean. Raises what it raises then."""
    command: Any = typer.main.get_command(app)
    context: Any = None
    while isinstance(command, TyperGroup):
        context = command.context_class(command, info_name="archiver", parent=context)
        _, command, words = command.resolve_command(context, words)
    context = command.context_class(command, parent=context)
    command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_parses(document: Path) -> None:
    wrong = []
    for words in commands(document.read_text(encoding="utf-8")):
        try:
            parse(words)
        except WRONG_USAGE as error:
            wrong.append(f"{' '.join(words)}: {error}")

    assert wrong == []


def test_commands_are_found_wherever_they_stand() -> None:
    operating = commands((ROOT / "docs" / "operate.md").read_text(encoding="utf-8"))

    assert ["check"] in operating
    assert ["backup", "--to", "/backup/$(date", "+%F)"] in operating
    assert ["key", "new", "--to", "/var/lib/archiver/archive-key"] in operating
    assert ["healthcheck", "--ready"] in operating
    assert len(operating) > 15


def test_a_wrong_option_would_be_seen() -> None:
    with pytest.raises(WRONG_USAGE):
        parse(["backup", "--into", "PATH"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_key_in_a_document_is_a_setting(document: Path) -> None:
    named = {
        f"{section}.{key}" if key else section
        for span in spans(document.read_text(encoding="utf-8"))
        for section, key in re.findall(r"^\[+([a-z_.]+)\]+(?: ([a-z_]+))?", span)
    }

    assert {name for name in named if name not in KEYS} == set()


def everything() -> Iterator[Path]:
    yield from DOCUMENTS
    yield from (path for path in (ROOT / "deploy").rglob("*") if path.is_file())
    yield from (ROOT / name for name in ("Dockerfile", "docker-compose.yml", ".env"))


@pytest.mark.parametrize("file", list(everything()), ids=lambda path: path.name)
def test_every_variable_in_a_file_for_operation_is_a_setting(file: Path) -> None:
    told = set(re.findall(r"ARCHIVER__([A-Z]+(?:_{1,2}(?:[A-Z]+|\d+))*)", file.read_text(encoding="utf-8")))
    known = {key.replace(".", "__").upper() for key in KEYS}

    assert {name for name in told if re.sub("__0__", "__", name) not in known} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    assert [
        link for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) if not (document.parent / link).exists()
    ] == []
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    headings = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) - headings == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_in_a_document_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    told = {word for line in [*spans(text), *typed(text)] for word in re.findall(r"^(?:\S+=\S+ )*make ([a-z]+)", line)}

    assert {target for target in told if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)} == set()
