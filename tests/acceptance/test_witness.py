"""The weekly letter that a witness kept, held against an archive whose history somebody rewrote."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.acceptance import letters
from tests.acceptance.world import World, digests
from tests.forger import cutting_off, rewriting, tamper
from tests.services.smtp import SmtpSink

WITNESS = "vidne@kommune.example"


@pytest.fixture
def kept(world: World, smtp_sink: SmtpSink) -> tuple[World, Path]:
    """An archive with something before and after its weekly letter, and the letter as its witness saved it."""
    world.more = f'[digest]\ncopy_to = ["{WITNESS}"]\n\n'
    world.write_config()
    world.dovecot.deliver(world.user, letters.report(1))
    world.run("ingest").well()
    world.run("digest", "--send").well()
    world.dovecot.deliver(world.user, letters.report(2))
    world.run("ingest").well()
    [copy] = [letter for letter in digests(smtp_sink) if letter.recipients == (WITNESS,)]
    saved = world.folder / "ugebrev.eml"
    saved.write_bytes(copy.octets)
    return world, saved


def test_the_letter_holds_against_an_archive_that_nobody_touched(kept: tuple[World, Path]) -> None:
    world, saved = kept

    verified = world.run("verify", "--against", str(saved), "--json").well().json
    told = world.run("verify", "--against", str(saved)).well().text

    assert (verified["ok"], verified["findings"]) == (True, [])
    assert 0 < verified["chain"]["anchored_to"] < verified["chain"]["count"]
    assert f" {verified['chain']['anchored_to']} " in told
    assert world.run("verify", "--json").well().json["chain"]["anchored_to"] is None


def test_a_rewritten_history_is_found_by_the_letter_alone(kept: tuple[World, Path]) -> None:
    world, saved = kept
    tamper(world.database_url, *rewriting(world.database_url, 2))

    world.run("verify").well()
    seen = world.run("verify", "--against", str(saved), "--json")
    told = world.run("verify", "--against", str(saved))

    assert (seen.code, told.code) == (1, 1)
    [finding] = seen.json["findings"]
    assert finding["kind"] == "anchor"
    assert finding["letter"] == str(saved)
    assert f"til og med post {finding['subject'].removeprefix('event:')}" in told.text
    assert str(saved) in told.text
    assert finding["expected"].encode() in saved.read_bytes().replace(b"=\r\n", b"")
    assert seen.json["chain"]["anchored_to"] is None


def test_a_tail_that_was_cut_off_is_found_by_the_letter(kept: tuple[World, Path]) -> None:
    world, saved = kept
    tamper(world.database_url, *cutting_off(world.database_url, 1))

    seen = world.run("verify", "--against", str(saved), "--json")

    assert seen.code == 1
    assert "anchor" in {finding["kind"] for finding in seen.json["findings"]}


def test_a_letter_of_another_archive_in_the_same_file_is_left_aside_and_told(kept: tuple[World, Path]) -> None:
    world, saved = kept
    both, mail = world.folder / "begge.eml", EmailMessage()
    mail.set_content("Se vedhæftede.")
    foreign = re.sub(
        rb"([0-9]+):([0-9a-f]{40})", lambda line: b"9" + line[1] + b":" + line[2][::-1], saved.read_bytes()
    )
    for letter in (saved.read_bytes(), foreign.replace(b"X-Archive-Loop: ", b"X-Archive-Loop: f")):
        mail.add_attachment(message_from_bytes(letter, policy=policy.default))
    both.write_bytes(mail.as_bytes())

    seen = world.run("verify", "--against", str(both), "--json").well().json

    assert (seen["ok"], seen["set_aside"]) == (True, [str(both)])
    assert str(both) in world.run("verify", "--against", str(both)).well().text


def test_a_letter_that_bears_no_mark_may_be_of_another_archive(kept: tuple[World, Path]) -> None:
    world, saved = kept
    copied = world.folder / "afskrift.txt"
    copied.write_text(f"Vidnelinje: 3:{'ab' * 32}\n")

    alone = world.run("verify", "--against", str(copied))
    beside = world.run("verify", "--against", str(copied), "--against", str(saved))

    assert (alone.code, beside.code) == (1, 1)
    assert "ikke fra dette arkiv" in alone.text
    assert f"{copied} stemmer ikke med en anden mail" in beside.text


def test_a_letter_from_before_the_first_event_attests_nothing(kept: tuple[World, Path]) -> None:
    world, _ = kept
    empty = world.folder / "tom.txt"
    empty.write_text(f"Vidnelinje: 0:{'0' * 64}\n")

    refused = world.run("verify", "--against", str(empty))

    assert refused.code == 2
    assert f"{empty} bevidner intet" in refused.errors


def test_several_letters_are_held_against_it_at_once_and_one_that_is_none_ends_with_2(
    kept: tuple[World, Path],
) -> None:
    world, saved = kept
    other, none, foreign = (world.folder / name for name in ("andet.eml", "intet.eml", "fremmed.eml"))
    other.write_bytes(saved.read_bytes())
    none.write_bytes(b"Subject: Frokost\r\n\r\nKl. 12?\r\n" + bytes(range(256)))
    foreign.write_bytes(saved.read_bytes().replace(b"X-Archive-Loop: ", b"X-Archive-Loop: f"))

    world.run("verify", "--against", str(saved), "--against", str(other)).well()
    for unfit in (none, foreign, world.folder / "findes-ikke.eml", world.folder):
        refused = world.run("verify", "--against", str(saved), "--against", str(unfit))
        assert refused.code == 2
        assert str(unfit) in refused.errors
        assert "Traceback" not in refused.errors
