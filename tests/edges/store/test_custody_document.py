"""The table in docs/custody.md of what each hash is of, held against the very columns that are hashed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from archiver.edges.store import accounts, attested
from archiver.edges.store.erasing import TOMBSTONE
from archiver.edges.tables import Base, Signature
from tests.custody_document import said

READ = ("metadata extraction", "metadata modification")
OF_ROWS: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    **{(act, "reading_sha256"): ("readings", accounts.READING) for act in (*READ, "quarantine", "release")},
    **{(act, "parts_sha256"): ("parts", accounts.PARTS) for act in READ},
    **{(act, "carriers_sha256"): ("carriers", (*accounts.CARRIERS, *accounts.ENCLOSED)) for act in READ},
    **{(act, "originals_sha256"): ("originals", accounts.ORIGINALS) for act in READ},
    **{(act, "reports_sha256"): ("incident_reports", (*accounts.REPORTS, "noted_at")) for act in READ},
    ("signature check", "sha256"): ("signatures", tuple(Signature.__table__.c.keys())),
    ("letter", "sha256"): ("outbox", accounts.LETTER),
    ("letter", "letters_sha256"): ("outbox", accounts.LETTER),
    ("disposition", "sha256"): ("dispositions", accounts.DISPOSITION),
    ("hold", "sha256"): ("holds", accounts.HOLD),
    ("access", "account_sha256"): ("desk_accounts", accounts.ACCOUNT),
    ("access", "grant_sha256"): ("case_grants", accounts.GRANT),
    ("deaccession", "sha256"): ("erasures", TOMBSTONE),
}


class Row(Mapping[str, Any]):
    """A row that writes down which of its columns are asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return b"" if name == "response" else "x"

    def __getitem__(self, name: str) -> Any:
        self.asked.append(name)
        return "x"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize("place", OF_ROWS, ids=" ".join)
def test_the_document_names_the_columns_that_are_hashed(place: tuple[str, str]) -> None:
    [one] = said()[place]
    table, columns = OF_ROWS[place]

    assert (one.table, one.columns) == (table, columns)
    assert one.form in {"rows", "array"}


def test_every_account_of_the_code_is_in_the_table_above() -> None:
    hashed = {columns for _, columns in OF_ROWS.values()}
    named = {name: value for name, value in vars(accounts).items() if name.isupper() and isinstance(value, tuple)}

    whole = {name for name, value in named.items() if value in hashed}
    assert named.keys() - whole == {"CARRIERS", "ENCLOSED", "REPORTS", "DERIVED"}
    assert {f"{kind}_sha256" for kind in accounts.DERIVED} <= {key for _, key in OF_ROWS}


def test_a_register_and_a_sender_are_hashed_as_the_document_says() -> None:
    register, sender = Row(), Row()

    attested.account_of_register(register)  # type: ignore[arg-type]
    attested.account_of_sender(sender)

    [of_register] = said()["registration", "sha256"]
    assert of_register.columns == tuple(dict.fromkeys(register.asked))
    for act in READ:
        [of_sender] = said()[act, "sender"]
        assert of_sender.columns == tuple(sender.asked)


def test_every_column_that_the_document_names_is_one() -> None:
    tables = Base.metadata.tables
    elsewhere = {"carriers": "enclosed_messages", "incident_reports": "incidents"}

    for (act, key), lines in said().items():
        for one in lines:
            known = {*tables[one.table].c.keys()} if one.table in tables else set()
            known |= {*tables[elsewhere[one.table]].c.keys()} if one.table in elsewhere else set()
            assert set(one.columns) <= known, (act, key)
