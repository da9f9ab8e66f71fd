"""What is promised in words: every command in the README exists, every command that exists is in the README."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from archiver.cli.app import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SPANS = re.findall(r"(?:`|^|/)archiver( [^`\n#]*)", README, re.MULTILINE)
"""Every command line in the README, from the blank after `archiver`."""


def options() -> dict[str, set[str]]:
    """The options of every command there is, by its words: "status", "item raw"."""
    return dict(_leaves(typer.main.get_command(app), ""))


def _leaves(command: object, path: str) -> Iterator[tuple[str, set[str]]]:
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from _leaves(inner, f"{path} {name}".strip())
    else:
        parameters = getattr(command, "params", [])
        yield path, {option for parameter in parameters for option in parameter.opts}


def command_of(span: str) -> str:
    """The command a line begins with: two words for what is in a group, else one."""
    words = span.split()
    groups = {name.partition(" ")[0] for name in options() if " " in name}
    return " ".join(words[:2] if words[0] in groups else words[:1])


def test_every_command_that_exists_is_named_in_the_readme() -> None:
    assert options().keys() - {command_of(span) for span in SPANS} == set()


def test_every_command_named_in_the_readme_exists() -> None:
    assert len(SPANS) > 20
    assert {command_of(span) for span in SPANS} - options().keys() == set()


def test_every_option_the_readme_gives_a_command_exists() -> None:
    given = {(command_of(span), option) for span in SPANS for option in re.findall(r"--[a-z][a-z-]*", span)}

    assert ("demo", "--once") in given
    assert {(command, option) for command, option in given if option not in options()[command]} == set()


def test_the_first_two_commands_of_the_readme_are_those_that_need_nothing() -> None:
    assert re.findall(r"^make [a-z]+", README, re.MULTILINE)[:2] == ["make demo", "make test"]


def test_the_readme_points_to_the_example_configuration() -> None:
    assert "](config.example.toml)" in README


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))))
def test_every_make_target_named_in_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_the_readme_links_to_exists(link: str) -> None:
    assert (ROOT / link).exists()
