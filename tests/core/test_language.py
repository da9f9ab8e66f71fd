"""Every sentence a person reads exists in Danish and in English."""

import ast
import re
import string
import subprocess
import sys
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from archiver.core import dates
from archiver.core.language import Language, translator
from tools import messages

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SUMMER = datetime(2026, 7, 1, 22, 5, tzinfo=UTC)
WINTER = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)


def forms(words: object) -> list[str]:
    return [str(form) for form in words] if isinstance(words, (tuple, list)) else [str(words)]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def danish() -> list[Message]:
    return [message for message in messages.danish() if message.id]


# --- the catalogue ---


def test_every_sentence_of_the_code_has_its_danish() -> None:
    held = {forms(message.id)[0] for message in danish()}
    said = {forms(message.id)[0] for message in messages.sentences() if message.id}

    assert said - held == set(), "run `make messages` and write the Danish"
    assert messages.missing(messages.danish()) == []
    assert len(said) > 100


def test_no_danish_is_kept_for_a_sentence_nobody_says() -> None:
    held = {forms(message.id)[0] for message in danish()}
    said = {forms(message.id)[0] for message in messages.sentences() if message.id}

    assert held - said == set(), "run `make messages`"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with messages.MO.open("rb") as binary:
        compiled = {tuple(forms(message.id)): forms(message.string) for message in read_mo(binary) if message.id}
    written = {tuple(forms(message.id)): forms(message.string) for message in danish()}

    assert compiled == written, "run `make messages`"


def test_the_danish_fills_in_what_the_english_does() -> None:
    for message in danish():
        in_english = set().union(*map(placeholders, forms(message.id)))
        assert all(placeholders(form) == in_english for form in forms(message.string)), message.id


def test_the_danish_ends_like_the_english() -> None:
    for message in danish():
        for form in forms(message.string):
            assert form == form.strip()
            assert form[-1:] in ".:?" or forms(message.id)[0][-1:] not in ".:?", form


def test_only_whole_sentences_are_collected() -> None:
    """An f-string or a variable in gettext() would never be found by `make messages`."""
    unfindable = [where for path in messages.PACKAGE.rglob("*.py") for where in calls_without_sentence(path)]

    assert unfindable == []


def calls_without_sentence(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    marked = {name for node in ast.walk(tree) for name in names_of_marked(node)}
    for call in calls_outside_of_speakers(tree):
        literals = call.args[: 2 if messages.KEYWORDS[called(call)] else 1]
        if not all(is_sentence(literal, called(call), marked) for literal in literals):
            yield f"{path.name}:{call.lineno}"


def calls_outside_of_speakers(node: ast.AST) -> Iterator[ast.Call]:
    """Who passes a sentence on, as `say` does to gettext, has it from its caller, where it is found."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef) and child.name in messages.KEYWORDS:
            continue
        if isinstance(child, ast.Call) and called(child) in messages.KEYWORDS and child.args:
            yield child
        yield from calls_outside_of_speakers(child)


def called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
        case _:
            return ""


def names_of_marked(node: ast.AST) -> Iterator[str]:
    """What a constant is called that `later` has marked."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if called(value) == "later":
            yield name


def is_sentence(node: ast.expr, speaker: str, marked: Collection[str]) -> bool:
    """A literal, or the look-up of one that `later` has marked."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.Name) and node.id in marked:
        return True
    passed_on = isinstance(node, ast.Name) and speaker in {"say", "say_many"}
    return passed_on or isinstance(node, (ast.Attribute, ast.Subscript)) or called(node) in {"get", "later"}


def test_make_messages_changes_nothing_when_nothing_changed() -> None:
    catalogue = messages.danish()
    catalogue.update(messages.sentences(), no_fuzzy_matching=True, update_creation_date=False)

    assert messages.written(catalogue) == messages.PO.read_bytes()


# --- the translator ---


def test_the_same_sentence_is_said_in_both_languages() -> None:
    assert translator("en").gettext("What to do:") == "What to do:"
    assert translator("da").gettext("What to do:") == "Det skal du gøre:"


def test_one_and_many_are_told_apart() -> None:
    for language, expected in {"da": ["mail", "mails"], "en": ["mail", "mails"]}.items():
        words = translator("da" if language == "da" else "en")
        said = [words.ngettext("{count} new mail", "{count} new mails", count) for count in (1, 0)]
        assert [sentence.split()[-1] for sentence in said] == expected


def test_a_language_is_loaded_once_and_by_nothing_slow() -> None:
    """How long it takes is in the benchmark of starting."""
    program = "import sys; from archiver.core.language import translator; translator('da'); print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()

    assert "gettext" in loaded
    assert not {"babel", "rich", "typer", "pydantic", "sqlalchemy"} & {*loaded}
    assert translator("da") is translator("da")


# --- dates and numbers ---


@pytest.mark.parametrize(
    ("language", "winter", "summer", "short"),
    [
        ("da", "20. november 2026 kl. 14.32", "2. juli 2026 kl. 00.05", "20/11 kl. 14.32"),
        ("en", "20 November 2026 at 14:32", "2 July 2026 at 00:05", "20 Nov at 14:32"),
    ],
)
def test_a_moment_is_told_by_the_clock_on_the_wall(language: Language, winter: str, summer: str, short: str) -> None:
    assert dates.moment(WINTER, COPENHAGEN, language) == winter
    assert dates.moment(SUMMER, COPENHAGEN, language) == summer
    assert dates.short_moment(WINTER, COPENHAGEN, language) == short


@pytest.mark.parametrize(
    ("first", "last", "in_danish", "in_english"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), "16.–22. november 2026", "16–22 November 2026"),
        (date(2026, 11, 30), date(2026, 12, 6), "30. november – 6. december 2026", "30 November – 6 December 2026"),
        (
            date(2026, 12, 28),
            date(2027, 1, 3),
            "28. december 2026 – 3. januar 2027",
            "28 December 2026 – 3 January 2027",
        ),
    ],
)
def test_a_period_says_each_thing_once(first: date, last: date, in_danish: str, in_english: str) -> None:
    assert dates.period(first, last, "da") == in_danish
    assert dates.period(first, last, "en") == in_english


def test_numbers_and_lists_are_written_as_they_are_read() -> None:
    assert dates.number(1204, "da") == "1.204"
    assert dates.number(1204, "en") == "1,204"
    assert dates.listed(["a", "b", "c"], "da") == "a, b og c"
    assert dates.listed([], "en") == ""


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(r"\bi (en|én|samme|denne|nogen|hver) sag\b", id="a mail lies on a case: på sagen"),
        pytest.param(r"\bbrev(e|et|ene)?\b", id="what we send are mails, and so is the weekly overview"),
    ],
)
def test_the_danish_has_one_word_for_one_thing(wrong: str) -> None:
    assert [form for message in danish() for form in forms(message.string) if re.search(wrong, form, re.I)] == []
