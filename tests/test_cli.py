"""The command line as scripts and people meet it: its commands, its JSON, its exit codes, and what it never prints."""

import json
import os
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import pytest
import typer
from typer.testing import CliRunner

from archiver.cli.app import app
from tests.acceptance.world import OFFICER, World, command
from tests.builders import a_forward_with_attachment, a_letter, nested
from tests.forger import tamper
from tests.services.dovecot import Dovecot
from tests.services.postgres import Postgres
from tests.services.processes import free_port
from tests.services.smtp import SmtpSink

COMMANDS = {
    *("account add", "account disable", "account list", "account reset", "desk"),
    *("demo", "run", "ingest", "import", "inspect", "status", "check", "verify", "search", "digest", "why", "export"),
    *(f"item {name}" for name in ("list", "show", "raw", "why", "file", "unfile", "reparse", "signatures")),
    *(f"case {name}" for name in ("list", "show", "new", "register", "codes", "split", "merge", "close", "reopen")),
    *("case undo", "case history"),
    *(f"case {name}" for name in ("add", "change", "entries", "deadlines", "deadline", "met", "waive", "due")),
    *(f"quarantine {name}" for name in ("list", "retry", "export", "release")),
    *("db upgrade", "db current", "key new", "key rotate", "key seal"),
    *("backup", "restore", "healthcheck"),
    *(f"content {name}" for name in ("list", "move", "sweep")),
    *(f"dispose {name}" for name in ("list", "propose", "approve", "reject", "hold", "release", "finish")),
    *(f"report {name}" for name in ("extent", "med", "lokalraad")),
    *(f"outbox {name}" for name in ("list", "send", "drop")),
}
LETTERS = Path(__file__).parent / "letters"
HOSTILE = (
    "empty.eml",
    "hostile_names.eml",
    "message_id_hostile.eml",
    "nul_octets.eml",
    "lone_surrogate.eml",
    "zip_bomb.eml",
)
RAW = b"From: a@kommune.example\nSubject: r\xe5\r\nDate: i g\xe5r\r\r\n\r\nen\nto\0tre\r\xff\xfe\r\n..\r\n\x1b[2J"
"""Bare LF, bare CR, U+0000, 8-bit octets, an escape sequence, and no line end."""
ESCAPES = "Hej\x1b]0;titel\x07\x1b[2J\x9b31m\u202e\u2028slut"


@pytest.fixture(scope="module")
def relay() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot, relay: SmtpSink) -> World:
    """An archive with a mail that came by IMAP, imported mails (one of them RAW and one hostile), and a case."""
    world = a_world(tmp_path_factory.mktemp("cli"), dovecot, relay.port)
    dovecot.deliver(world.user, a_forward_with_attachment())
    world.run("ingest").well()
    box = world.folder / "box"
    box.mkdir()
    (box / "1.eml").write_bytes(RAW)
    (box / "2.eml").write_bytes(hostile_letter())
    (box / "3.eml").write_bytes((LETTERS / "hostile_names.eml").read_bytes())
    world.run("import", str(box)).well()
    return world


def a_world(folder: Path, dovecot: Dovecot, smtp_port: int) -> World:
    url = f"sqlite:///{folder / 'archive.sqlite'}"
    return World(folder / "arkiv", dovecot, dovecot.new_user(), url, smtp_port, dovecot.port)


@pytest.fixture
def fresh(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> World:
    """An archive with nothing in it."""
    return a_world(tmp_path, dovecot, smtp_sink.port)


def hostile_letter() -> bytes:
    return a_forward_with_attachment(
        sender=f"{ESCAPES} <ond@kommune.example>", subject=ESCAPES, filename=f"{ESCAPES}.png", message_id=f"<{ESCAPES}>"
    )


def printable(text: str) -> bool:
    """Whether a terminal obeys nothing in it: no control characters but line ends, nothing that turns the writing."""
    return not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


# --- the commands -------------------------------------------------------------------------------------------------


def _leaves(group: Any, path: str = "") -> Iterator[str]:
    for name, inner in group.commands.items():
        whole = f"{path} {name}".strip()
        yield from _leaves(inner, whole) if hasattr(inner, "commands") else [whole]


def test_every_command_there_is_is_one_that_was_promised() -> None:
    assert set(_leaves(typer.main.get_command(app))) == COMMANDS


@pytest.mark.parametrize("name", ["", "item", "case", "quarantine", "outbox", "db", *sorted(COMMANDS)])
def test_every_command_explains_itself(name: str) -> None:
    shown = CliRunner().invoke(app, [*name.split(), "--help"])

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert f"{name} " in shown.output
    assert "--help" in shown.output


def test_help_and_version_need_no_configuration(fresh: World) -> None:
    fresh.config.unlink()

    assert "quarantine" in fresh.run("--help").well().text
    assert re.fullmatch(r"archiver \d+\.\d+\.\d+\n", fresh.run("--version").well().text)


def test_a_command_takes_its_configuration_before_or_after_its_name(kept: World) -> None:
    elsewhere = {"ARCHIVER_CONFIG": "/nowhere.toml"}

    before = kept.run("--config", str(kept.config), "case", "list", environment=elsewhere).well()
    after = kept.run("case", "list", "--config", str(kept.config), environment=elsewhere).well()

    assert before.out == after.out


# --- the JSON -----------------------------------------------------------------------------------------------------


def test_status_in_json(kept: World) -> None:
    status = kept.run("status", "--json").well().json

    assert {"mailboxes", "items", "unassigned", "quarantined", "outbox", "chain"} <= status.keys()
    [mailbox] = status["mailboxes"]
    assert {"name", "folder", "last_good_poll", "server", "archived", "reasons", "lease"} <= mailbox.keys()
    assert (mailbox["name"], mailbox["folder"], mailbox["reasons"], mailbox["lease"]) == ("arkiv", "INBOX", {}, "none")
    assert mailbox["server"] == mailbox["archived"] == 1
    assert {"due", "sent", "failed", "uncertain"} <= status["outbox"].keys()
    assert status["outbox"]["sent"] == 1
    assert status["items"] == 4
    assert (status["chain"]["count"] > 4, len(status["chain"]["head"])) == (True, 64)


def test_item_list_in_json(kept: World) -> None:
    items = kept.run("item", "list", "--json").well().json["items"]

    assert [item["item"] for item in items] == [1, 2, 3, 4]
    promised = {
        "item",
        "sha256",
        "size",
        "state",
        "case",
        "rule",
        "committed_at",
        "claimed_at",
        "strength",
        "sightings",
    }
    for item in items:
        assert promised <= item.keys()
        assert item["state"] in {"filed", "unassigned", "external", "quarantined"}
    [sighting] = items[0]["sightings"]
    assert sighting.keys() == {"mailbox", "folder", "uidvalidity", "uid", "state", "internal_date", "fetched_at"}
    assert sighting["internal_date"] <= sighting["fetched_at"] <= items[0]["committed_at"]
    assert (sighting["mailbox"], sighting["folder"], sighting["uid"], sighting["state"]) == (
        "arkiv",
        "INBOX",
        1,
        "moved",
    )
    assert items[1]["sightings"] == []


def test_inspect_in_json(kept: World) -> None:
    mail = kept.folder / "mail.eml"
    mail.write_bytes(a_forward_with_attachment(headers=(("Cc", "Bo <bo@kommune.example>"),)))

    seen = kept.run("inspect", str(mail), "--json", environment={"ARCHIVER_CONFIG": "/nowhere"}).well().json

    assert seen.keys() == {
        *("sha256", "size", "message", "clocks", "parts", "frame", "enclosed", "originals", "strength", "client"),
        "findings",
    }
    assert seen["message"].keys() == {"message_id", "subject", "date", "from", "to", "cc"}
    assert seen["message"]["date"] == "2026-11-20T14:32:00+01:00"
    assert seen["message"]["from"] == [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}]
    assert seen["message"]["cc"] == [{"name": "Bo", "address": "bo@kommune.example"}]
    part = {"path", "content_type", "sniffed_type", "filename", "safe_filename", "content_disposition", "size"}
    assert [one.keys() for one in seen["parts"]] == [part | {"sha256", "decode_ok", "span"}] * len(seen["parts"])
    assert "skærm.png" in [one["filename"] for one in seen["parts"]]


def test_verify_in_json(kept: World) -> None:
    verified = kept.run("verify", "--json").well().json

    stamps = {"stamps", "stamps_unjudged", "stamps_unchecked"}
    assert verified.keys() == {"ok", "items_checked", "items_reread", "findings", "set_aside", "chain", *stamps}
    assert (verified["ok"], verified["items_checked"], verified["findings"]) == (True, 4, [])
    assert verified["chain"].keys() == {"count", "head", "anchored_to"}


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("item", "show", "1"), {"item", "sha256", "subject", "from", "parts", "filings", "custody", "findings"}),
        (("item", "why", "1"), {"item", "filings"}),
        (("case", "list"), {"cases"}),
        (("quarantine", "list"), {"items", "on_server"}),
        (("digest",), {"week", "text", "as_sent"}),
        (("db", "current"), {"database", "archiver"}),
        (("ingest",), {"mailboxes"}),
        (("import", "box"), {"new", "again"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_shows_something_shows_it_as_one_json_document(
    arguments: tuple[str, ...], keys: set[str], kept: World
) -> None:
    assert keys <= kept.run(*arguments, "--json").well().json.keys()


def test_import_twice_is_the_same_items(kept: World) -> None:
    assert kept.run("import", "box", "--json").well().json == {"new": 0, "again": 3, "erased": 0}


# --- what it does -------------------------------------------------------------------------------------------------


def test_item_raw_writes_the_exact_octets_whatever_they_are(kept: World) -> None:
    by_number = kept.run("item", "raw", "2").well().out
    [name] = [item["sha256"] for item in kept.run("item", "list", "--json").json["items"] if item["item"] == 2]

    assert by_number == RAW
    assert kept.run("item", "raw", name[:8].upper()).well().out == RAW
    kept.run("quarantine", "export", "2", "--to", "ud.eml").well()
    assert (kept.folder / "ud.eml").read_bytes() == RAW
    assert kept.run("quarantine", "export", "2", "--to", "ud.eml").code == 2


def test_damaged_octets_are_not_handed_out_as_if_they_were_right(fresh: World) -> None:
    (fresh.folder / "1.eml").write_bytes(a_letter())
    fresh.run("import", "1.eml").well()
    _damage(fresh)

    raw = fresh.run("item", "raw", "1")
    export = fresh.run("quarantine", "export", "1", "--to", "ud.eml")

    assert (raw.code, export.code) == (1, 1)
    assert "beskadiget" in raw.errors
    assert "stdout" in raw.errors
    assert is_a_sentence(export.errors)
    assert [path.name for path in fresh.folder.iterdir() if "ud" in path.name or ".part" in path.name] == []


def _damage(world: World) -> None:
    """What a failing disk or a foreign hand does to the stored octets."""
    tamper(world.database_url, "UPDATE octets SET content = x'00'")


def test_what_changes_something_says_so_in_json(fresh: World) -> None:
    (fresh.folder / "1.eml").write_bytes(a_letter())
    fresh.run("import", "1.eml").well()
    case = fresh.run("case", "new", "--json").well().json["case"]

    assert fresh.run("item", "file", "1", case, "--json").well().json == {"item": 1, "case": case}
    assert fresh.run("quarantine", "retry", "--json").well().json == {"left_quarantine": 0}
    exported = fresh.run("quarantine", "export", "1", "--to", "ud.eml", "--json").well().json
    assert exported == {"item": 1, "path": "ud.eml"}
    upgraded = fresh.run("db", "upgrade", "--json").well().json
    assert upgraded["before"] == upgraded["after"]


def test_an_item_is_filed_by_hand_in_a_new_case(fresh: World) -> None:
    (fresh.folder / "1.eml").write_bytes(a_letter())
    fresh.run("import", "1.eml").well()

    case = fresh.run("case", "new", "--json").well().json["case"]
    fresh.run("item", "file", "1", case.lower()).well()

    [item] = fresh.run("case", "show", case, "--json").well().json["items"]
    assert (item["item"], item["state"], item["case"], item["rule"]) == (1, "filed", case, "by_hand")
    assert re.fullmatch(r"\d{4}-\d{4}-[0-9A-Z]{4}", case)


def test_the_weekly_letter_is_sent_by_hand_once(fresh: World, smtp_sink: SmtpSink) -> None:
    first = fresh.run("digest", "--send", "--json").well().json
    second = fresh.run("digest", "--send", "--json").well().json

    assert (first, second) == (
        {"issued": True, "again": False, "sent": 1, "waiting": 0, "refused": 0},
        {"issued": False, "again": False, "sent": 0, "waiting": 0, "refused": 0},
    )
    assert [letter.recipients for letter in smtp_sink.letters] == [(OFFICER,)]


def test_a_weekly_letter_that_was_refused_is_told_of_and_sent_again_by_hand(fresh: World, smtp_sink: SmtpSink) -> None:
    smtp_sink.answers.append("550 5.7.1 no")

    refused = fresh.run("digest", "--send")
    again = fresh.run("digest", "--send")

    assert (refused.code, again.code) == (1, 0)
    assert "1 afvist" in refused.text
    assert "sat i kø igen" in again.text
    assert {letter.recipients for letter in smtp_sink.letters} == {(OFFICER,)}
    assert sum(b"Message-ID: <digest." in letter.octets for letter in smtp_sink.letters) == 1


def test_the_letter_that_went_out_is_shown_and_one_that_did_not_is_said_to_be_none(fresh: World) -> None:
    before = fresh.run("digest").well().text
    fresh.run("digest", "--send").well()
    fresh.run("import", "box")
    after, told = fresh.run("digest").well().text, fresh.run("digest", "--json").well().json

    assert "ikke skrevet endnu" in before
    assert "ikke skrevet endnu" not in after
    assert told["as_sent"] is True
    assert told["text"] == fresh.run("digest", "--json").well().json["text"]


def test_a_week_that_can_never_have_a_letter_is_refused_without_sending_too(fresh: World) -> None:
    for arguments in (("--week", "2020-W01"), ("--week", "2020-W01", "--send")):
        refused = fresh.run("digest", *arguments)
        assert (refused.code, is_a_sentence(refused.errors)) == (2, True)


@pytest.mark.parametrize("week", ["2099-W01", "2020-W01"])
def test_a_week_to_come_or_long_told_of_has_no_letter_by_hand(fresh: World, week: str) -> None:
    fresh.run("digest", "--send").well()

    refused = fresh.run("digest", "--week", week, "--send")

    assert refused.code == 2
    assert is_a_sentence(refused.errors)


def test_a_mailbox_that_does_not_answer_keeps_no_other_from_its_round(fresh: World, smtp_sink: SmtpSink) -> None:
    _deliver_beside_a_dead_mailbox(fresh)

    in_words = fresh.run("ingest")
    in_json = fresh.run("ingest", "--json")

    assert (in_words.code, in_json.code) == (3, 3), in_words.errors
    assert "arkiv/INBOX: server 1 = arkiv 1" in in_words.text
    assert "tavs" in in_words.errors
    assert is_a_sentence(in_words.errors)
    by_name = {one["name"]: one for one in in_json.json["mailboxes"]}
    assert (by_name["tavs"].keys(), bool(by_name["tavs"]["error"])) == ({"name", "error"}, True)
    assert by_name["arkiv"]["folders"]
    assert [letter.recipients for letter in smtp_sink.letters] == [("jette.jensen@kommune.example",)]


def _deliver_beside_a_dead_mailbox(world: World) -> None:
    dead = world.config.read_text().partition("[[mailbox]]")[2].partition("[database]")[0]
    dead = dead.replace('name = "arkiv"', 'name = "tavs"').replace('"arkiv@', '"tavs@')
    dead = dead.replace(world.user.name, "tavs@kommune.example")
    dead = dead.replace(f"port = {world.imap_port}", f"port = {free_port()}")
    world.more = f"[[mailbox]]{dead}"
    world.write_config()
    world.dovecot.deliver(world.user, a_forward_with_attachment())


def test_ingest_tells_of_its_letters(fresh: World) -> None:
    fresh.dovecot.deliver(fresh.user, a_forward_with_attachment())

    told = fresh.run("ingest", "--json").well().json

    assert told["letters"] == {"sent": 1, "deferred": 0, "refused": 0, "uncertain": 0}


def test_what_is_written_is_for_its_owner_alone(kept: World) -> None:
    kept.run("quarantine", "export", "1", "--to", "alene.eml").well()

    modes = {name: (kept.folder.parent / name).stat().st_mode & 0o777 for name in ("archive.sqlite", "arkiv/alene.eml")}

    assert modes == {"archive.sqlite": 0o600, "arkiv/alene.eml": 0o600}


# --- its words ----------------------------------------------------------------------------------------------------


def test_an_error_is_told_in_the_language_asked_for(kept: World) -> None:
    wrong = (("item", "show", "999"), ("case", "show", "X"), ("digest", "--week", "X"), ("ingest", "--mailbox", "X"))

    in_danish = [kept.run(*arguments).errors for arguments in wrong]
    in_english = [kept.run(*arguments, environment={"ARCHIVER_LANGUAGE": "en"}).errors for arguments in wrong]

    assert in_danish[:2] == ["Nr. 999 findes ikke.\n", "Der er ingen sag X.\n"]
    assert in_english[:2] == ["Item 999 does not exist.\n", "There is no case X.\n"]
    assert set(in_danish) & set(in_english) == set()


def test_text_tells_states_and_rules_in_words_and_times_by_the_clock_on_the_wall(kept: World) -> None:
    listed, shown = kept.run("item", "list").well().text, kept.run("item", "show", "1").well().text
    [first, *_] = kept.run("item", "list", "--json").well().json["items"]
    moment = datetime.fromisoformat(first["committed_at"]).astimezone(ZoneInfo("Europe/Copenhagen"))

    assert "ingen regel passede" in listed
    assert "arkiveret og flyttet til arkivmappen" in shown
    assert "kvittering:        sendt" in shown
    for text in (listed, shown):
        assert f"{moment:%d-%m-%Y %H.%M}" in text
        assert not re.search(r"[a-z]_[a-z]|UTC|\+00:00", text), text


def test_status_in_words_tells_of_the_archive_folder_and_of_alarms(fresh: World) -> None:
    fresh.dovecot.deliver(fresh.user, a_letter())
    fresh.run("ingest").well()
    fresh.dovecot.deliver(fresh.user, a_letter(subject="fremmed"))
    fresh.dovecot.doveadm("move", "-u", fresh.user.name, "Arkiveret", "mailbox", "INBOX", "all")
    fresh.run("ingest")

    text = fresh.run("status").well().text

    assert "arkiv/INBOX: server 0 = arkiv 0; sidst hentet " in text
    assert "arkiv/Arkiveret: server 2 = arkiv 1\n  − ikke arkiveret: UID 2\n" in text
    assert re.search(
        r"^ALARM Der ligger mails på serveren, .+ \(postkassen arkiv.*\), siden [-\d]{10} \d\d\.\d\d$", text, re.M
    )
    assert not re.search(r"[a-z]_[a-z]|\+00:00", text), text


# --- how it ends --------------------------------------------------------------------------------------------------


def test_a_broken_configuration_names_every_fault_and_ends_with_2(fresh: World) -> None:
    fresh.write_config(
        ('organisation = "Prøve Kommune"\n', ""),
        ("smtp]\nhost", "smtp]\nhots"),
        ('address = "officer@kommune.example"', 'address = "officer"'),
        ('password_file = "imap-password"', 'password_file = "findes-ikke"'),
    )

    for arguments in (("status",), ("run",), ("check",), ("db", "upgrade")):
        ended = fresh.run(*arguments)

        assert (ended.code, ended.out) == (2, b"")
        for fault in ("archive.organisation", "smtp.hots", "officer.address", "password_file"):
            assert fault in ended.errors


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("status", "--config", "nowhere.toml"), 2),
        (("status", "--config", "/"), 2),
        (("nonsense",), 2),
        (("status", "--nonsense"), 2),
        (("item", "show"), 2),
        (("item", "show", "999"), 2),
        (("item", "show", "99999999999999999999"), 2),
        (("item", "raw", "deadbeefdeadbeef"), 2),
        (("item", "why", "'; DROP TABLE items; --"), 2),
        (("item", "file", "1", "2026-0001-AAAA"), 2),
        (("item", "list", "--state", "nonsense"), 2),
        (("case", "show", "2026-9999-XXXX"), 2),
        (("case", "show", "\x1b[2J"), 2),
        (("digest", "--week", "2026-W99"), 2),
        (("quarantine", "release", "1"), 2),
        (("quarantine", "export", "1", "--to", "/nowhere/at/all"), 2),
        (("quarantine", "retry", "999"), 2),
        (("quarantine", "retry", "1"), 2),
        (("item", "list", "--case", "2026-9999-XXXX"), 2),
        (("inspect", "nowhere.eml"), 2),
        (("inspect", "/"), 2),
        (("import", "nowhere"), 2),
        (("ingest", "--mailbox", "nonsense"), 2),
        (("verify", "--against", "nowhere.eml"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_ends_with_2_and_a_sentence(arguments: tuple[str, ...], code: int, kept: World) -> None:
    ended = kept.run(*arguments)

    assert (ended.code, ended.out) == (code, b""), ended.errors
    assert is_a_sentence(ended.errors)


def is_a_sentence(errors: str) -> bool:
    return (
        bool(errors.strip())
        and not re.search(r"Traceback|fault in archiver|selve archiver|\.py\b|sqlalchemy|sqlite3\.", errors)
        and printable(errors)
    )


def test_a_user_of_the_database_who_owns_nothing_works_the_archive(fresh: World, postgres: Postgres) -> None:
    owners, role = postgres.new_database(), postgres.new_role()
    fresh.database_url = owners.replace("postgres@", f"{role}@")
    fresh.write_config()
    assert fresh.run("status").code == 3

    fresh.database_url = owners
    fresh.write_config()
    upgraded = fresh.run("db", "upgrade", "--grant", role, "--json")
    assert json.loads(upgraded.out)["granted"] == role
    nobody = fresh.run("db", "upgrade", "--grant", "ingen")
    assert (nobody.code, is_a_sentence(nobody.errors)) == (3, True), nobody.errors

    fresh.database_url = owners.replace("postgres@", f"{role}@")
    fresh.write_config()
    assert fresh.run("ingest").code == 0
    assert fresh.run("verify").code == 0


def test_an_archive_is_encrypted_from_the_command_line_and_gets_another_key(fresh: World) -> None:
    (fresh.folder / "1.eml").write_bytes(a_letter(subject="en kanariefugl"))
    fresh.run("import", "1.eml").well()
    key = fresh.folder / "noegle"
    fresh.more = f'[encryption]\nkey_file = "{key}"\n'
    fresh.write_config()
    assert (fresh.run("status").code, is_a_sentence(fresh.run("status").errors)) == (2, True)

    fresh.run("key", "new").well()
    assert (key.stat().st_mode & 0o777, fresh.run("key", "new").code) == (0o600, 2)
    before = key.read_text()
    assert fresh.run("status", "--json").well().json["encryption"]["open"] > 0
    assert fresh.run("key", "seal", "--json").well().json["rows"] > 0
    assert fresh.run("status", "--json").well().json["encryption"] == {"on": True, "open": 0, "old_pages": False}
    assert "slået til" in fresh.run("status").well().text
    assert b"kanariefugl" not in b"".join(path.read_bytes() for path in fresh.folder.parent.glob("archive.sqlite*"))

    rotated = fresh.run("key", "rotate", "--json").well().json
    assert (rotated["key_file"], rotated["keys"] > 0) == (str(key), True)
    [retired] = rotated["retired"]
    assert (Path(retired).read_text(), key.read_text() != before) == (before, True)
    assert fresh.run("verify").code == 0
    assert "en kanariefugl" in fresh.run("item", "show", "1").well().text

    assert (
        f"{key} holds another key now: copy it"
        in fresh.run("key", "rotate", environment={"ARCHIVER_LANGUAGE": "en"}).well().text
    )

    key.write_text(before)
    other = fresh.run("ingest")
    assert (other.code, is_a_sentence(other.errors)) == (2, True), other.errors
    key.unlink()
    assert fresh.run("verify").code == 2
    fresh.more = ""
    fresh.write_config()
    without = fresh.run("status")
    assert (without.code, "key_file" in without.errors) == (2, True), without.errors


def test_verify_names_the_key_of_the_archive_that_does_not_open_and_all_else(fresh: World) -> None:
    fresh.more = f'[encryption]\nkey_file = "{fresh.folder / "noegle"}"\n'
    fresh.write_config()
    fresh.run("key", "new").well()
    (fresh.folder / "1.eml").write_bytes(a_letter())
    fresh.run("import", "1.eml").well()
    tamper(
        fresh.database_url,
        "UPDATE keys SET wrapped = 'AAAA' WHERE scope = 'archive'",
        "UPDATE items SET provenance = 'imap'",
    )

    told = fresh.run("verify", "--json")

    assert {"archive:0/keys", "item:1"} <= {one["subject"] for one in told.json["findings"]}, told.errors
    assert is_a_sentence(fresh.run("ingest").errors)


def test_an_sqlite_file_has_no_users_to_grant_anything_to(fresh: World) -> None:
    ended = fresh.run("db", "upgrade", "--grant", "arkiv")

    assert (ended.code, is_a_sentence(ended.errors)) == (2, True), ended.errors


@pytest.mark.parametrize("name", ["status", "ingest", "verify", "item list", "digest", "case new", "db upgrade"])
@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_a_database_that_is_away_ends_with_3_and_a_sentence(name: str, database: str, fresh: World) -> None:
    away = {
        "postgresql": f"postgresql+psycopg://arkiv:kanarie-7@127.0.0.1:{free_port()}/arkiv",
        "sqlite": f"sqlite:///{fresh.folder}/nowhere/archive.sqlite",
    }
    fresh.database_url = away[database]
    fresh.write_config()

    ended = fresh.run(*name.split())

    assert (ended.code, ended.out) == (3, b""), ended.errors
    assert is_a_sentence(ended.errors)
    assert "kanarie-7" not in ended.errors


def test_a_mail_server_that_is_away_ends_with_3_and_a_sentence(fresh: World) -> None:
    fresh.imap_port = free_port()
    fresh.write_config()

    ended = fresh.run("ingest")

    assert (ended.code, is_a_sentence(ended.errors)) == (3, True), ended.errors


def test_a_refused_password_ends_with_3_and_shows_none(fresh: World) -> None:
    (fresh.folder / "imap-password").write_text("kanarie-8")

    ended = fresh.run("ingest")

    assert (ended.code, is_a_sentence(ended.errors)) == (3, True), ended.errors
    assert "kanarie-8" not in ended.errors


def test_check_names_each_service_that_is_away_and_what_to_do(fresh: World) -> None:
    well = fresh.run("check", "--json").json["findings"]
    fresh.imap_port, fresh.smtp_port = free_port(), free_port()
    fresh.write_config()

    ended = fresh.run("check", "--json")

    assert ended.code == 3
    bad = {finding["subject"]: finding["advice"] for finding in ended.json["findings"] if not finding["ok"]}
    assert {subject for subject in bad if "arkiv" in subject or subject == "smtp"} == {"postkassen arkiv", "smtp"}
    assert all(bad.values())
    assert {f["subject"] for f in well if f["ok"]} >= {"postkassen arkiv", "smtp", "database"}
    assert {f["subject"] for f in well if not f["ok"]} <= {"ur", "disk"}
    assert {f["subject"] for f in well if f["ok"] and f["advice"]} == {"kolleger", "kryptering"}
    assert "Forbindelsen til mailserveren" in ended.text
    english = fresh.run("check", "--json", environment={"ARCHIVER_LANGUAGE": "en"}).json["findings"]
    assert {"mailbox arkiv", "configuration"} <= {f["subject"] for f in english}


def test_a_reader_that_has_seen_enough_is_no_fault(kept: World) -> None:
    listing = subprocess.Popen(
        command("item", "list", "--json"),
        env=kept.environment(),
        cwd=kept.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert listing.stdout is not None
    assert listing.stderr is not None
    listing.stdout.close()

    errors = listing.stderr.read().decode()

    assert listing.wait(30) in {0, 1}
    assert errors == ""
    listing.stderr.close()


# --- what it never prints -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_inspecting_a_hostile_file_ends_with_0_and_prints_nothing_a_terminal_obeys(name: str, fresh: World) -> None:
    in_words = fresh.run("inspect", str(LETTERS / name)).well()
    in_json = fresh.run("inspect", str(LETTERS / name), "--json").well()

    assert printable(in_words.text)
    assert printable(in_json.text)
    assert in_json.json["size"] == (LETTERS / name).stat().st_size
    assert in_words.errors == in_json.errors == ""


@pytest.mark.parametrize("octets", [os.urandom(50_000), nested(3_000), b"\n" * 100_000, b"From: " + b"(" * 100_000])
def test_inspecting_what_is_hardly_a_mail_ends_with_0(octets: bytes, fresh: World) -> None:
    (fresh.folder / "mail").write_bytes(octets)

    seen = fresh.run("inspect", "mail", "--json").well()

    assert seen.json["size"] == len(octets)
    assert seen.errors == ""


@pytest.mark.parametrize(
    "arguments",
    [("item", "show", "3"), ("item", "show", "4"), ("item", "why", "3"), ("item", "list"), ("quarantine", "list")],
    ids=" ".join,
)
def test_names_that_strangers_chose_are_shown_without_what_a_terminal_obeys(
    arguments: tuple[str, ...], kept: World
) -> None:
    in_words = kept.run(*arguments).well().text
    in_json = kept.run(*arguments, "--json").well()

    assert printable(in_words)
    assert printable(in_json.text)


def test_the_json_keeps_what_a_terminal_would_obey_as_escapes(kept: World) -> None:
    shown = kept.run("item", "show", "3", "--json").well()

    assert "\u202e" in shown.json["subject"]
    assert "\u202e" not in shown.text


def test_neither_logs_nor_process_lists_hold_a_secret_or_a_word_of_the_mail(fresh: World, smtp_sink: SmtpSink) -> None:
    canaries = ("kanarieemne", "kanarieord", "kanarie.afsender", "kanarieindhold", "kanariefil", "kanariesvar")
    fresh.more = '[log]\nlevel = "debug"\n\n'
    fresh.user = fresh.dovecot.new_user()
    (fresh.folder / "imap-password").write_text(fresh.user.password)
    fresh.write_config()
    smtp_sink.recipient_answers.append("550 5.1.1 <kanariesvar@kommune.example> unknown")
    letter = a_forward_with_attachment(
        enclosed=b"Subject: kanarieord\r\n\r\nkanarieindhold\r\n",
        subject="kanarieemne",
        sender="Kanarie <kanarie.afsender@kommune.example>",
        filename="kanariefil.png",
    )
    lines: set[str] = set()
    with fresh.daemon() as daemon:
        fresh.dovecot.deliver(fresh.user, letter)
        fresh.dovecot.deliver(fresh.user, a_letter(subject="kanarieemne", message_id="<2@kommune.example>"))

        def answered() -> bool:
            lines.update(command_lines(daemon.process.pid))
            return b"In-Reply-To: <2@kommune.example>" in b"".join(one.octets for one in smtp_sink.letters)

        daemon.until(answered, "the second receipt")
        daemon.terminate()

    assert len(lines) >= 2, "the daemon and its reader"
    for canary in (*canaries, fresh.user.password):
        assert canary not in daemon.log()
        assert canary not in "\n".join(lines)


def command_lines(process: int) -> set[str]:
    """What `ps` shows of a process and all it started."""
    lines = set()
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process)
        for one in (family, *family.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                lines.add(" ".join(one.cmdline()))
    return lines
