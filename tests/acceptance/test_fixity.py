"""What somebody changes in the database behind the archive's back is found, and the item is named."""

from typing import LiteralString

import pytest

from tests.acceptance import independent, letters
from tests.acceptance.world import World
from tests.forger import tamper
from tests.second_verifier import faults

FLIPS: dict[str, LiteralString] = {
    "sqlite": """UPDATE octets SET content = CAST(substr(content, 1, 99) || X'2A' || substr(content, 101) AS BLOB)
        WHERE sha256 = (SELECT sha256 FROM items WHERE number = 2)""",
    "postgresql": """UPDATE octets SET content = set_byte(content, 99, 42)
        WHERE sha256 = (SELECT sha256 FROM items WHERE number = 2)""",
}


@pytest.fixture
def kept(world: World) -> World:
    """A world with three items in its archive."""
    for number in (1, 2, 3):
        world.dovecot.deliver(world.user, letters.report(number))
    world.run("ingest").well()
    return world


def test_an_untouched_archive_verifies(kept: World) -> None:
    verified = kept.run("verify", "--json").well().json

    assert verified["ok"] is True
    assert (verified["items_checked"], verified["findings"]) == (3, [])
    assert verified["chain"]["count"] > 3
    count, head = verified["chain"]["count"], verified["chain"]["head"]
    assert [(head,)] == independent.ask(kept.database_url, f"SELECT hash FROM custody_events WHERE seq = {count}")
    # The check itself is an event, which comes after what it saw.
    assert independent.ask(kept.database_url, "SELECT act FROM custody_events ORDER BY seq DESC LIMIT 1") == [
        ("fixity check",)
    ]
    assert verified["items_reread"] == 3
    assert kept.run("status", "--json").well().json["fixity"]["items_in_week"] == 3
    assert faults(kept.database_url) == []


def test_one_flipped_byte_is_found_and_its_item_named(kept: World) -> None:
    [(name,)] = independent.ask(kept.database_url, "SELECT sha256 FROM items WHERE number = 2")

    assert tamper(kept.database_url, FLIPS[kept.database_url.partition(":")[0].partition("+")[0]]) == 1
    seen = kept.run("verify", "--json")
    told = kept.run("verify")

    assert (seen.code, told.code) == (1, 1)
    assert seen.json["ok"] is False
    [finding] = seen.json["findings"]
    assert (finding["kind"], finding["subject"], finding["expected"]) == ("checksum", "item:2", name)
    assert finding["found"] == independent.checksum(independent.stored(kept.database_url)[name]) != name
    assert "item:2" in told.text
    assert faults(kept.database_url)


def test_a_changed_event_is_found_in_the_chain(kept: World) -> None:
    changed = "UPDATE custody_events SET agent = 'en anden' WHERE seq = 4"

    assert tamper(kept.database_url, changed) == 1
    seen = kept.run("verify", "--json")

    assert seen.code == 1
    assert [finding["kind"] for finding in seen.json["findings"]] == ["chain"]
    assert seen.json["findings"][0]["subject"].endswith("4")
    assert faults(kept.database_url) == ["event:4"]
