"""Every letter that a mail client makes: every field of every message it hands on, and which one is the original.

The table prints its score (`pytest -s`); a letter that is not read right in every field fails by its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from archiver.core.forwards.choice import judged
from archiver.core.reading import read
from archiver.core.records import QUOTED, Address, DateZone, Original, Reading
from tests.clients import OWN_DOMAIN, ClientLetter, Person, Said, letters

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
Field = tuple[str, object, object]
"""What it is, what must be found, what was found."""


def understood(letter: ClientLetter) -> Reading:
    return judged(read(letter.octets), [OWN_DOMAIN], COPENHAGEN)


def person(address: Address | None) -> tuple[str, str]:
    """A name that only repeats the address is no name."""
    if address is None:
        return "", ""
    return ("" if address.name == address.address else address.name), address.address


def persons(addresses: tuple[Address, ...] | tuple[Person, ...]) -> list[tuple[str, str]]:
    return [(one.name if one.name != one.address else "", one.address) for one in addresses]


def lines(text: str) -> str:
    """A text without what no mail program keeps: blank lines, white space at line ends, no-break spaces."""
    return "\n".join(line.rstrip() for line in re.sub("[\u00a0\u202f]", " ", text).splitlines() if line.strip())


def clock(date: datetime | None, wanted: str | None) -> str | None:
    """The date in the form that is wanted: with seconds and offset only where the client writes them."""
    if date is None or wanted is None:
        return None if date is None else date.isoformat()
    given = datetime.fromisoformat(wanted)
    shown = date if given.tzinfo else date.replace(tzinfo=None)
    return shown.isoformat(timespec="seconds" if wanted.count(":") - 2 * bool(given.tzinfo) > 0 else "minutes")


def moment(wanted: str | None) -> str | None:
    return None if wanted is None else clock(datetime.fromisoformat(wanted), wanted)


def fields(said: Said, found: Original, names: dict[str, str | None]) -> Iterator[Field]:
    yield "from", person(Address(said.from_.name, said.from_.address)), person(found.from_)
    yield "date", moment(said.date), clock(found.date, said.date)
    yield "body", lines(said.body), lines(found.text)
    yield "attachments", sorted(said.attachments), sorted(str(names[path]) for path in found.attachments)
    if found.provenance in QUOTED:
        yield "zone", zone_of(said.date), found.date_zone
    if not said.reply_line_only:
        yield "subject", said.subject, found.subject
        yield "to", persons(said.to), persons(found.to)
        yield "cc", persons(said.cc), persons(found.cc)


def zone_of(date: str | None) -> DateZone:
    if date is None:
        return DateZone.NONE
    return DateZone.GIVEN if datetime.fromisoformat(date).tzinfo else DateZone.ASSUMED


def judgements(letter: ClientLetter) -> list[Field]:
    reading = understood(letter)
    names = {part.path: part.filename for part in reading.parts}
    found: list[Field] = [("messages", len(letter.chain), len(reading.originals))]
    for said, original in zip(letter.chain, reading.originals, strict=False):
        found += fields(said, original, names)
    chosen = [place for place, original in enumerate(reading.originals) if original.choice]
    found.append(("chosen", list(letter.chosen), chosen))
    return found


@pytest.mark.parametrize("letter", letters(), ids=lambda letter: letter.name)
def test_every_field_of_every_message_is_found(letter: ClientLetter) -> None:
    wrong = [(what, wanted, found) for what, wanted, found in judgements(letter) if wanted != found]

    assert wrong == []


@pytest.mark.parametrize("letter", [one for one in letters() if one.own], ids=lambda letter: letter.name)
def test_the_words_of_the_forwarder_are_in_no_message_of_the_chain(letter: ClientLetter) -> None:
    reading = understood(letter)

    for original in reading.originals:
        assert lines(letter.own) not in lines(original.text)


def test_the_score_of_all_letters_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    right, wanted = Counter[str](), Counter[str]()
    whole = 0
    for letter in letters():
        judged_fields = judgements(letter)
        whole += all(wanted == found for _, wanted, found in judged_fields)
        for what, expected, found in judged_fields:
            wanted[what] += 1
            right[what] += expected == found

    with capsys.disabled():
        print(f"\n{len(letters())} letters, {whole} right in every field")
        for what in sorted(wanted):
            print(f"  {what:<12} {right[what]:>5} of {wanted[what]:>5}")
    assert right == wanted
