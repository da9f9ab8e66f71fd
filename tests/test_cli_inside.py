"""What lies inside an item, on the command line: the tree of a forward, exact octets, and reading again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import independent
from tests.acceptance.world import World
from tests.builders import ABUSE, PNG, a_forward_with_attachment, a_letter, a_multipart
from tests.clients import letters
from tests.forger import tamper
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink
from tests.test_cli import a_world
from tests.upgrades.released import RELEASED, load

ABUSIVE_WORDS = "Jeg ved, hvor I går hjem"
INLINE = next(letter for letter in letters() if letter.name == "outlook-classic-da-alternative")
TWICE = a_forward_with_attachment(a_forward_with_attachment(sender="Ole Olsen <ole.olsen@kommune.example>"))


@pytest.fixture(scope="module")
def relay() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot, relay: SmtpSink) -> World:
    """An archive with a forward in a forward, a forward in the text, and a mail without either."""
    world = a_world(tmp_path_factory.mktemp("inside"), dovecot, relay.port)
    for number, octets in enumerate((TWICE, INLINE.octets, a_letter(body="Han ringede.\r\n")), start=1):
        (world.folder / f"{number}.eml").write_bytes(octets)
        world.run("import", f"{number}.eml").well()
    return world


def test_an_item_is_shown_with_what_it_hands_on_as_a_tree(kept: World) -> None:
    shown = kept.run("item", "show", "1").well().text

    lines = [line.strip(" │├└─") for line in shown.splitlines()]
    assert "vedhæftet mail: VS: I skal ikke sove trygt" in lines
    assert "★ vedhæftet mail: I skal ikke sove trygt" in lines
    assert "fra: Borger <vred.borger@udbyder.example>" in lines
    assert "originalen: afsenderen er ikke en kollega" in lines
    assert any(line.startswith("dokumentation:") and "3. Originalen er vedhæftet" in line for line in lines)
    assert shown.index("vedhæftet mail: VS:") < shown.index("★")


def test_the_words_of_abuse_are_shown_only_when_they_are_asked_for(kept: World) -> None:
    assert ABUSIVE_WORDS not in kept.run("item", "show", "1").well().text
    assert ABUSIVE_WORDS in kept.run("item", "show", "1", "--text").well().text
    assert ABUSIVE_WORDS not in kept.run("inspect", "1.eml").well().text
    assert ABUSIVE_WORDS in kept.run("inspect", "1.eml", "--text").well().text


def test_a_forward_in_the_text_is_told_in_danish_and_in_english(kept: World) -> None:
    danish = kept.run("item", "show", "2").well().text
    english = kept.run("item", "show", "2", environment={"ARCHIVER_LANGUAGE": "en"}).well().text

    assert "★ i teksten (HTML): Din afgørelse" in danish
    assert "tidszone antaget" in danish
    assert "1. Originalen er videresendt i teksten. Mangler: oprindelige headere." in danish
    assert "★ in the text (HTML): Din afgørelse" in english
    assert "1. The original is forwarded in the text. Missing: original headers." in english


def test_the_json_of_an_item_has_what_inspect_says_of_its_file(kept: World) -> None:
    shown = kept.run("item", "show", "2", "--json").well().json
    inspected = kept.run("inspect", "2.eml", "--json").well().json

    assert shown["originals"] == inspected["originals"]
    assert shown["parts"] == inspected["parts"]
    assert shown["enclosed"] == inspected["enclosed"] == []
    assert (shown["strength"], shown["strength_reason"]) == (1, inspected["strength"]["reason"])
    assert shown["client"] == inspected["client"] == "outlook"
    assert shown["derivation"] == 1


def test_the_list_tells_the_strength_of_each(kept: World) -> None:
    listed = kept.run("item", "list", "--json").well().json["items"]

    assert [one["strength"] for one in listed] == [3, 1, 0]


def test_what_lies_inside_is_shown_and_handed_out_by_its_place(kept: World) -> None:
    in_words = kept.run("item", "show", "1/2.2").well().text
    in_json = kept.run("item", "show", "1/2", "--json").well().json

    assert "En mail, der lå i nr. 1, del 2.2" in in_words
    assert "vred.borger@udbyder.example" in in_words
    assert in_json["carriers"] == [{"item": 1, "path": "2"}]
    assert [one["sha256"] for one in in_json["enclosed"]] == [independent.checksum(ABUSE)]
    assert in_json["message"]["subject"] == "VS: I skal ikke sove trygt"
    assert kept.run("item", "raw", "1/2.2").well().out == ABUSE
    assert kept.run("item", "raw", "1/3").well().out == PNG


def test_looking_inside_is_written_down_with_the_place(kept: World) -> None:
    kept.run("item", "raw", "1/2.2").well()

    events = kept.run("item", "show", "1", "--json").well().json["custody"]

    assert [event["detail"] for event in events if event["act"] == "export"][-1] == {"path": "2.2"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("item", "show", "1/9"), "Der er ingen mail på 9 i nr. 1."),
        (("item", "raw", "1/9"), "Nr. 1 har intet på 9."),
        (("item", "why", "1/2"), "»1/2« ligger inde i nr. 1; brug det nummer."),
        (("item", "reparse"), "Angiv de numre, der skal læses igen, eller brug --outdated."),
        (("item", "reparse", "1", "--outdated"), "Angiv de numre, der skal læses igen, eller brug --outdated."),
        (("item", "reparse", "17"), "17 findes ikke"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(kept: World, arguments: tuple[str, ...], sentence: str) -> None:
    ended = kept.run(*arguments)

    assert (ended.code, ended.text) == (2, "")
    assert sentence in ended.errors


def test_an_octet_changed_behind_our_back_is_seen_when_the_original_is_handed_out(
    tmp_path: Path, dovecot: Dovecot, relay: SmtpSink
) -> None:
    world = a_world(tmp_path, dovecot, relay.port)
    (world.folder / "mail.eml").write_bytes(TWICE)
    world.run("import", "mail.eml").well()
    at = TWICE.rindex(b"sove trygt\r\nDate") + 1
    flip = f"UPDATE octets SET content = CAST(substr(content, 1, {at}) || X'2A' || substr(content, {at + 2}) AS BLOB)"
    assert tamper(world.database_url, flip) == 1

    ended = world.run("item", "raw", "1/2.2")

    assert ended.code == 1
    assert "er beskadiget" in ended.errors
    assert world.run("item", "reparse", "1").code == 1


def test_what_an_older_reader_read_is_read_again_and_the_chain_stays_sound(
    tmp_path: Path, dovecot: Dovecot, relay: SmtpSink
) -> None:
    world = a_world(tmp_path, dovecot, relay.port)
    load(RELEASED[0], world.database_url)
    world.run("db", "upgrade").well()
    before = world.run("item", "show", "2", "--json").well().json

    again = world.run("item", "reparse", "--outdated", "--json").well().json
    once_more = world.run("item", "reparse", "2").well().text

    assert {"item": 2, "result": "changed"} in again["items"]
    assert once_more == "0 ændret, 1 som før, 0 kunne ikke læses, 0 beskadiget\n"
    shown = world.run("item", "show", "2", "--json").well().json
    assert (before["strength"], before["originals"]) == (None, [])
    assert (shown["derivation"], shown["strength"], len(shown["originals"])) == (2, 3, 1)
    assert [event["detail"]["changed"] for event in shown["custody"] if event["act"] == "metadata modification"] == [
        1,
        0,
    ]
    assert world.run("verify").code == 0
    assert world.run("item", "reparse", "--outdated", "--json").well().json == {"items": []}


def test_inspect_knows_the_workplace_by_its_configuration_and_guesses_without(kept: World) -> None:
    elsewhere = a_letter(
        sender="Privat <jette@privat.example>",
        subject="Fwd: til arkivet",
        body="-----Oprindelig meddelelse-----\r\nFra: Ole <ole@kommune.example>\r\nSendt: 2. januar 2024 kl. 10.31\r\n"
        "Til: Jette <jette@privat.example>\r\nEmne: Til dig\r\n\r\nSe denne.\r\n\r\n"
        "-----Oprindelig meddelelse-----\r\nFra: Borger <b@udbyder.example>\r\nSendt: 1. januar 2024 kl. 10.31\r\n"
        "Til: Ole <ole@kommune.example>\r\nEmne: Du\r\n\r\nPas på.\r\n",
    )
    (kept.folder / "privat.eml").write_bytes(elsewhere)

    configured = kept.run("inspect", "privat.eml", "--json").well().json
    guessed = kept.run("inspect", "privat.eml", "--json", environment={"ARCHIVER_CONFIG": "/nowhere"}).well()
    refused = kept.run("inspect", "privat.eml", "--config", "/nowhere")

    assert [one["chosen"] for one in configured["originals"]] == [False, True]
    assert [one["chosen"] for one in guessed.json["originals"]] == [True, False]
    assert "Opsætningen kan ikke bruges her" in guessed.errors
    assert refused.code == 2


def test_what_was_read_only_in_part_is_listed_by_itself(tmp_path: Path, dovecot: Dovecot, relay: SmtpSink) -> None:
    world = a_world(tmp_path, dovecot, relay.port)
    lines = ("Content-Type: application/zip", "Content-Transfer-Encoding: base64")
    for number, octets in enumerate((a_letter(), a_multipart([(lines, b"!!!!")])), start=1):
        (world.folder / f"{number}.eml").write_bytes(octets)
        world.run("import", f"{number}.eml").well()

    listed = world.run("item", "list", "--read-in-part").well().text
    every = world.run("item", "list", "--json").well().json["items"]

    assert [line.split()[0] for line in listed.splitlines()] == ["#", "2"]
    assert "læst delvist" in listed
    assert [(one["item"], one["read_in_part"]) for one in every] == [(1, False), (2, True)]
