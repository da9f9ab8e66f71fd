"""The configuration as the chain of custody may tell of it: no secret, and nobody's name or address."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest

from archiver.config import Settings
from archiver.config.effective import Hidden, effective
from archiver.core.cases import Signer
from archiver.service.wiring import in_words
from tests.fakes import SIGNER

CANARY = "kanarie"
EVERYTHING: dict[str, Any] = {
    "archive": {
        "organisation": f"{CANARY} Kommune",
        "own_domains": ["kommune.example"],
        "data_directory": f"/{CANARY}",
    },
    "mailbox": [
        {
            "name": "post",
            "address": f"{CANARY}@kommune.example",
            "host": "imap.kommune.example",
            "username": CANARY,
            "password": f"{CANARY} hemmelig",
            "folders": ["INBOX", f"{CANARY} Jensens mails"],
        },
        {
            "name": "arkiv",
            "address": f"{CANARY}.to@kommune.example",
            "host": "imap.kommune.example",
            "username": CANARY,
            "password": f"{CANARY} hemmelig",
        },
    ],
    "database": {
        "url": f"postgresql://{CANARY}@db.kommune.example/{CANARY}?sslmode=verify-full",
        "password": f"{CANARY} hemmelig",
    },
    "smtp": {"host": "smtp.kommune.example", "username": CANARY, "password": CANARY, "sender": f"{CANARY}@x.example"},
    "officer": {
        "name": CANARY,
        "address": f"{CANARY}@kommune.example",
        "deputy": {"name": CANARY, "address": f"{CANARY}.b@kommune.example"},
        "absence": [{"from": date(2026, 12, 24), "to": date(2027, 1, 2)}],
    },
    "digest": {"weekday": "friday", "time": time(6, 30), "copy_to": [f"{CANARY}@vidne.example"]},
    "trust": {
        "mode": "authentication-results",
        "authserv_id": "mx.kommune.example",
        "received_by": "mx.kommune.example",
    },
    "cases": {"definition": f"{CANARY} er for meget."},
    "unit": [{"code": "SKOLE", "name": f"{CANARY} Skole"}],
    "category": [{"code": "TRU", "in_use": False, "review_years": 3}, {"code": "NYT", "da": CANARY}],
    "disposal": {
        "years": 7,
        "person": [
            {"name": f"{CANARY} Jensen", "password": f"{CANARY} hemmelig", "password_file": f"/{CANARY}"},
            {"name": f"{CANARY} Hansen", "password": f"{CANARY} hemmelig 2"},
        ],
    },
    "desk": {
        "url": "https://arkiv.kommune.example",
        "oidc": {
            "issuer": "https://idp.kommune.example",
            "client_id": CANARY,
            "client_secret": f"{CANARY} hemmelig",
            "group": [{"group": f"{CANARY} gruppe", "role": "officer"}],
        },
    },
    "contacts": {"amr": f"{CANARY}, lokal 12", "guide_url": f"https://{CANARY}.example/"},
}
"""Every section, and a canary wherever a person's name, a secret or a free text can stand."""


def told(*, signer: Signer = SIGNER, **sections: Any) -> dict[str, str | int | None]:
    return in_words(Settings.model_validate({**EVERYTHING, **sections}), signer)


def test_no_name_no_address_no_free_text_and_no_secret_is_told() -> None:
    words = json.dumps(told(), ensure_ascii=False).lower()

    assert CANARY not in words
    assert "hemmelig" not in words
    assert "2026-12-24" not in words


def test_no_secret_has_a_key() -> None:
    assert [key for key in told() if key.rpartition(".")[2] == "password"] == []


def test_switches_numbers_hosts_and_fixed_words_stand_as_they_are() -> None:
    expected = {
        "archive.own_domains": '["kommune.example"]',
        "archive.language": "da",
        "mailbox[arkiv].host": "imap.kommune.example",
        "mailbox[arkiv].port": 993,
        "mailbox[arkiv].tls": "implicit",
        "mailbox[arkiv].idle": 1,
        "digest.weekday": "friday",
        "digest.time": "06:30:00",
        "trust.mode": "authentication-results",
        "trust.received_by": "mx.kommune.example",
        "trust.dns_servers": None,
        "category[TRU].in_use": 0,
        "category[TRU].review_years": 3,
        "disposal.years": 7,
        "limits.attempts": 5,
        "log.level": "info",
    }

    assert told().items() >= expected.items()


@pytest.mark.parametrize(
    "key",
    [
        *("officer.address", "officer.deputy.name", "officer.absence[0].from", "disposal.person[1].name"),
        *("disposal.person[0].password_file", "cases.definition", "database.url"),
    ],
)
def test_what_may_name_a_person_is_a_keyed_hash(key: str) -> None:
    value, other = told()[key], told(signer=Signer(b"en helt anden noegle"))[key]

    assert str(value).startswith("hmac-sha256:")
    assert value != other


def test_one_address_in_two_places_cannot_be_told_to_be_one() -> None:
    assert told()["officer.address"] != told()["mailbox[post].address"]


def test_a_change_of_password_is_none_and_one_of_an_address_is_one() -> None:
    officer = {**EVERYTHING["officer"], "address": "ny@kommune.example"}
    before = told()

    assert told(smtp={**EVERYTHING["smtp"], "password": "et andet"}) == before
    assert {key for key, value in told(officer=officer).items() if value != before[key]} == {"officer.address"}


def test_people_who_dispose_are_told_by_their_place_and_without_a_password() -> None:
    keys = {key for key in told() if key.startswith("disposal.person")}

    assert keys == {f"disposal.person[{place}].{key}" for place in (0, 1) for key in ("name", "password_file")}


def test_another_person_is_a_change_and_another_password_is_none() -> None:
    one, two = EVERYTHING["disposal"]["person"]
    before = told()

    same = told(disposal={"years": 7, "person": [{**one, "password": "noget helt andet"}, two]})
    other = told(disposal={"years": 7, "person": [one, {**two, "name": "en anden"}]})

    assert same == before
    assert {key for key, value in other.items() if value != before[key]} == {"disposal.person[1].name"}


def test_every_key_of_the_configuration_is_told_but_secrets() -> None:
    keys = {key.partition("[")[0].partition(".")[0] for key in effective(Settings.model_validate(EVERYTHING))}

    known = {field.alias or name for name, field in Settings.model_fields.items()}
    assert keys == known - {"replica"}, "what tells replicas apart is not what is in force"


def test_a_hidden_value_does_not_show_itself() -> None:
    assert CANARY not in repr(Hidden(CANARY))
