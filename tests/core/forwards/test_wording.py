from __future__ import annotations

import time
import tomllib
from importlib import resources

import pytest

from archiver.core.forwards import wording as module
from archiver.core.forwards.wording import Field, folded, tables, wording

#: Those whose people write to Danish workplaces most, and whose words must be whole.
WHOLE = (
    *("da", "en", "sv", "nb", "nn", "de", "fr", "nl", "fi", "pl", "es", "it", "pt", "pt_BR", "cs", "tr"),
    *("uk", "ru", "ja", "is", "hu", "ro", "sk", "hr", "el", "ar", "he", "zh", "ko"),
)
#: Labels that are two things: the first in the order of `Field` is meant.
TWO = {"lähettäjä", "보낸 사람", "gönderen", "отправитель", "mittente"}


@pytest.mark.parametrize("language", WHOLE)
def test_a_language_can_say_from_date_to_and_subject(language: str) -> None:
    table = tables()[language]

    assert all(table.get(field) for field in ("from", "date", "to", "subject"))


@pytest.mark.parametrize("language", sorted(set(WHOLE) - {"nn"}))
def test_a_language_knows_a_separator_and_a_reply_line(language: str) -> None:
    assert tables()[language]["separators"]
    assert tables()[language]["reply_lines"]


def test_every_word_has_sources_and_every_source_is_explained_and_used() -> None:
    named = [names for table in tables().values() for words in table.values() for names in words.values()]
    text = resources.files("archiver.core.forwards").joinpath("wording.toml").read_text(encoding="utf-8")

    assert {name.removesuffix("?") for names in named for name in names.split()} == set(tomllib.loads(text)["sources"])
    assert all(named)


def test_no_table_is_misspelt() -> None:
    known = {field.value for field in Field} | {
        *("separators", "forwarded_by", "reply_lines", "forward_prefixes", "reply_prefixes", "on_behalf", "via"),
        *("signatures", "closings", "tags", "date_words", "am", "pm"),
    }

    assert {what for table in tables().values() for what in table} <= known


def test_a_label_means_one_thing_in_all_languages() -> None:
    meanings: dict[str, set[str]] = {}
    for table in tables().values():
        for field in Field:
            for word in table.get(field, ()):
                meanings.setdefault(folded(word), set()).add(field)

    assert {word for word, fields in meanings.items() if len(fields) > 1} <= TWO


def test_a_new_language_is_data_only(monkeypatch: pytest.MonkeyPatch) -> None:
    latin = {"from": {"Ab": "assumed"}, "subject": {"Res": "assumed"}, "reply_lines": {"{date} {from} scripsit:": "x"}}
    monkeypatch.setattr(module, "tables", lambda: {"la": latin})

    words = wording.__wrapped__()

    assert words.labels == {"ab": Field.FROM, "res": Field.SUBJECT}
    assert words.reply_lines[0].after == " scripsit:"


def test_a_reply_line_without_its_two_places_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "tables", lambda: {"la": {"reply_lines": {"{date} scripsit:": "assumed"}}})

    with pytest.raises(ValueError, match="scripsit"):
        wording.__wrapped__()


def test_reading_the_words_costs_little() -> None:
    def cost() -> float:
        start = time.perf_counter()
        wording.__wrapped__()
        return time.perf_counter() - start

    assert min(cost() for _ in range(5)) < 0.05  # 0.01 on a quiet machine
