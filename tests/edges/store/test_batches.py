"""Mails that are filed together come to the same as mails that are filed one by one, whatever they have to do with
each other: the questions that a batch asks at once are those that each mail would ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Text, cast, create_engine, select, type_coerce

from archiver.core.cases import SingleOpenCase
from archiver.core.records import Checksum, MessageKey, Octets, RawMessage
from archiver.edges.tables import Base
from archiver.jobs.settling import Understood, settle
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import Archive, Shelf

MAILS = 40
COLLEAGUES = [f"Kollega {n} <kollega.{n}@kommune.example>" for n in range(3)]
SENDERS = [*COLLEAGUES, COLLEAGUES[0], "Borger <borger@udbyder.example>", "", "ugyldig"]


def related_mails(chance: Random) -> list[bytes]:
    """Forwards of the same few originals, answers to one another, Message-IDs that come twice, cases in subjects."""
    mails: list[bytes] = []
    for number in range(MAILS):
        name = f"<brev.{chance.choice((number, number, chance.randrange(MAILS)))}@kommune.example>"
        sender = chance.choice(SENDERS)
        earlier = " ".join(f"<brev.{chance.randrange(MAILS)}@kommune.example>" for _ in range(chance.randrange(3)))
        headers = ((("References", earlier),) if earlier else ()) + _reply(chance)
        subject = chance.choice(("VS: Sagen", "SV: Sagen", f"VS: sag 2026-{chance.randrange(1, 5):04}"))
        if chance.random() < 0.6:
            original = an_original(chance)
            mail = a_forward_with_attachment(
                original, sender=sender, subject=subject, message_id=name, headers=headers, attachment=b"%d" % number
            )
        else:
            body = chance.choice((quoted(chance), "Kære arkiv.\r\n", f"Nummer {number}\r\n"))
            mail = a_letter(sender=sender, subject=subject, message_id=name, headers=headers, body=body)
        mails.append(mail)
    return mails


def _reply(chance: Random) -> tuple[tuple[str, str], ...]:
    return chance.choice(((), (("In-Reply-To", f"<original.{chance.randrange(4)}@udbyder.example>"),)))


def an_original(chance: Random) -> bytes:
    which = chance.randrange(4)
    answers = chance.choice(((), (("In-Reply-To", f"<original.{chance.randrange(4)}@udbyder.example>"),)))
    return a_letter(
        sender=f"Borger {which % 2} <borger.{which % 2}@udbyder.example>",
        subject="Jeg ved hvor du bor",
        date=f"Fri, 20 Nov 2026 14:3{which}:00 +0100",
        message_id=f"<original.{which}@udbyder.example>",
        body=words(which),
        headers=answers,
    )


def words(which: int) -> str:
    return f"Det er {which + 1}. gang jeg skriver til dig, og jeg holder ikke op før du svarer mig på det her.\r\n"


def quoted(chance: Random) -> str:
    which = chance.randrange(4)
    return (
        "Se nedenfor.\r\n\r\n-----Oprindelig meddelelse-----\r\n"
        f"Fra: Borger {which % 2} <borger.{which % 2}@udbyder.example>\r\n"
        f"Sendt: 20. november 2026 14:3{which}\r\n"
        "Til: Kollega <kollega.1@kommune.example>\r\nEmne: Jeg ved hvor du bor\r\n\r\n" + words(which)
    )


def take_in(archive: Archive, mails: Sequence[bytes]) -> list[Understood]:
    raws = [
        RawMessage(MessageKey("arkiv", "INBOX", 7, uid), Octets(octets), None) for uid, octets in enumerate(mails, 1)
    ]
    taken = archive.store.accessions.accession(archive.lease(), raws, archive.clock())
    octets = {raw.octets.checksum: raw.octets for raw in raws}
    return [Understood(one.item, octets[Checksum(one.checksum)]) for one in taken if one.is_new]


def everything(archive: Archive) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in {"leases", "octets"}]
    engine = create_engine(archive.url)
    with engine.connect() as connection:
        rows = {
            table.name: connection.execute(select(*(cast(type_coerce(column, Text), Text) for column in table.c))).all()
            for table in tables
        }
    engine.dispose()
    return {name: sorted(map(repr, some)) for name, some in rows.items()}


@contextmanager
def an_archive(shelf: Shelf, engine: str, request: pytest.FixtureRequest, place: Path) -> Iterator[Archive]:
    url = shelf.sqlite(place) if engine == "sqlite" else shelf.postgresql(request.getfixturevalue("postgres"))
    with Archive.opened(url) as archive:
        archive.policy = replace(
            archive.policy, open_new_cases=True, single_open_case=SingleOpenCase.SAME_SENDER, receipts_per_burst=3
        )
        yield archive


@pytest.mark.parametrize(("engine", "seeds"), [("sqlite", range(12)), ("postgresql", range(3))])
def test_a_batch_comes_to_the_same_as_its_mails_one_by_one(
    engine: str, seeds: range, tmp_path: Path, shelf: Shelf, request: pytest.FixtureRequest
) -> None:
    told: set[str] = set()
    for seed in seeds:
        chance = Random(seed)
        mails = related_mails(chance)
        sizes = (1, chance.randrange(2, 8), MAILS)
        came_to = []
        for size in sizes:
            with an_archive(shelf, engine, request, tmp_path / f"{seed}.{size}.sqlite") as archive:
                items = take_in(archive, mails)
                for start in range(0, len(items), size):
                    settle(archive.store, archive.reader, archive.policy, items[start : start + size], archive.clock)
                came_to.append(everything(archive))
                assert archive.sound()

        assert came_to[1] == came_to[0], f"batches of {sizes[1]}, seed {seed}"
        assert came_to[2] == came_to[0], f"one batch, seed {seed}"
        told |= {name for name, rows in came_to[0].items() if rows}

    assert told >= {"cases", "incidents", "filings", "outbox", "strengthenings", "enclosed_messages"}
