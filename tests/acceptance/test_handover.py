"""Kill −9 while a case is handed over: nobody has half a package, and the next one is whole and clears up."""

import os
from pathlib import Path

import pytest

from tests.acceptance import independent, letters
from tests.acceptance.test_kills import IN_HANDOVERS
from tests.acceptance.world import World
from tests.handover import checked, meta

REGISTER = """\
medium = "mail"
categories = ["TRU"]
unit = "Skolen Nord"
relation = "borger"
theme = "Trusler"
"""
LONG_AGO = 1_600_000_000
"""Since when nobody has worked in a folder, so that it may be swept away."""


def exports(world: World) -> int:
    """How many packages the chain of custody tells of."""
    [(so_many,)] = independent.ask(
        world.database_url, "SELECT count(*) FROM custody_events WHERE act = 'export' AND detail LIKE '%package%'"
    )
    return int(so_many)


@pytest.mark.parametrize("place", sorted(IN_HANDOVERS))
def test_an_export_that_is_killed_leaves_no_package_and_the_next_one_is_whole(
    small_world: World, tmp_path: Path, place: str
) -> None:
    world = small_world
    world.write_config()
    world.dovecot.deliver(world.user, letters.report(1))
    world.run("ingest").well()
    case = world.run("case", "new").well().text.strip()
    world.run("item", "file", "1", case, "--reason", "Samme afsender").well()
    (world.folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    world.run("case", "register", case, "--from", "register.toml").well()
    to = tmp_path / "ud" / "politi"
    to.parent.mkdir()

    world.kill_at(place, "export", case, "--to", str(to))

    [left] = to.parent.iterdir()
    assert left.name.endswith(".part")
    assert left.stat().st_mode & 0o077 == 0, "what is left is mail"
    told = exports(world)
    assert told == (1 if place == "handover.before-publishing" else 0)
    os.utime(left, (LONG_AGO, LONG_AGO))
    world.run("export", case, "--to", str(to)).well()
    assert [one.name for one in to.parent.iterdir()] == ["politi"]
    assert checked(to)[0] == 0
    assert meta(to)["case"]["reference"] == case
    assert exports(world) == told + 1
    assert world.run("verify", "--json").well().json["ok"]
