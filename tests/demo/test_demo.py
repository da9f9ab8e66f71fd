"""`archiver demo`: the whole program in one command, and a story that notices when something is not as it must be."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.core.records import (
    ChainHead,
    Checksum,
    EnclosedMessage,
    Envelope,
    Finding,
    ItemNumber,
    ItemState,
    Level,
    Strength,
)
from archiver.demo import facts as told
from archiver.demo.delivery import Delivery
from archiver.demo.facts import Facts, Fate, Mail, judge
from archiver.demo.letters import FIRST, FORWARDS, Forward, octets_of
from archiver.demo.servers import HOST, Servers
from archiver.demo.workplace import OFFICER
from archiver.edges.store.audit import VerifyReport
from archiver.edges.store.catalogue import FilingEntry, ItemDetail, ItemEntry

LONG = 120
"""Seconds for what takes ten on an idle machine."""
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
AN_ORIGINAL = EnclosedMessage("2", (), 1_000, Checksum("e" * 64), Envelope())
CONFIGURED = re.compile(r'^host = "127\.0\.0\.1"\nport = (\d+)$', re.MULTILINE)


def archiver(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "archiver", *arguments],
        capture_output=True,
        timeout=LONG,
        env={**_without_settings(), **environment},
        check=False,
    )


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER")}


def test_the_demo_runs_the_whole_program_once_and_all_of_it_holds(tmp_path: Path) -> None:
    place = tmp_path / "prøve"

    run = archiver("demo", "--once", "--directory", str(place))

    said = run.stdout.decode()
    assert run.returncode == 0, said + run.stderr.decode()
    assert run.stderr == b""
    assert said.count("✓") == len(told.EXPECTATIONS)
    assert "✗" not in said
    assert all(forward.name in said for forward in FORWARDS)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    letters = [path.read_bytes() for path in (place / "letters").glob("*.eml")]
    assert sum(b"\nMessage-ID: <alarm." not in letter for letter in letters) == 10  # one mail is in quarantine
    config = ("--config", str(place / "config.toml"))
    status = json.loads(archiver("status", "--json", *config).stdout)
    assert (status["items"], status["quarantined"], status["unassigned"]) == (12, 1, 1)
    assert {alarm["kind"] for alarm in status["alarms"]} <= {"quarantine"}
    assert json.loads(archiver("verify", "--json", *config).stdout)["ok"] is True
    assert archiver("item", "raw", "8", *config).stdout == octets_of(FIRST[7])


def test_the_demo_goes_on_in_english_until_it_is_interrupted_and_takes_in_more_mail(tmp_path: Path) -> None:
    place, output = tmp_path / "demo", tmp_path / "output"
    with output.open("wb") as stream:
        demo = subprocess.Popen(
            [sys.executable, "-m", "archiver", "demo", "--directory", str(place)],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env={**_without_settings(), "ARCHIVER_LANGUAGE": "en"},
        )
    try:
        _await(lambda: "Ctrl-C ends it" in output.read_text(), demo)
        _append(place, octets_of(FIRST[0]).replace(b"a1.2026", b"z9.2026"))
        _await(lambda: "Item 13 is stored" in output.read_text(), demo)
        demo.send_signal(signal.SIGINT)
        code = demo.wait(LONG)
    finally:
        demo.kill()
        demo.wait()

    assert code == 0, output.read_text()
    assert output.read_text().count("✓") == len(told.EXPECTATIONS) + 1
    assert "Weekly letter to" in output.read_text()


def _await(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, "nothing came in time"
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"the demo ended too early: {process.wait(0.1)}")


def _append(place: Path, octets: bytes) -> None:
    found = CONFIGURED.search((place / "config.toml").read_text())
    assert found is not None
    password = (place / "imap.password").read_text().strip()
    with Delivery(HOST, int(found[1]), "arkiv", password) as mailbox:
        mailbox.append(octets)


def test_a_directory_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")

    run = archiver("demo", "--once", "--directory", str(tmp_path))

    assert run.returncode == 2
    assert run.stderr.decode().count("\n") == 1
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize("missing", ["pymap", "aiosmtpd"])
def test_without_its_servers_the_demo_says_in_one_sentence_what_to_install(missing: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from archiver.__main__ import main; main()"

    run = subprocess.run(
        [sys.executable, "-c", program, "demo", "--once"],
        capture_output=True,
        timeout=LONG,
        env=_without_settings(),
        check=False,
    )

    said = run.stderr.decode()
    assert run.returncode == 2
    assert said.count("\n") == 1
    assert "arkivfunktion[demo]" in said
    assert missing in said


def test_everybody_in_the_letters_is_at_home_in_an_invented_domain() -> None:
    for forward in FORWARDS:
        octets = octets_of(forward, reference="2026-0001-K7QX", receipt="<receipt.1@kommune.example>")

        domains = re.findall(rb"@([A-Za-z0-9.-]+)", octets)

        assert domains
        assert all(domain.endswith(b".example") for domain in domains)
        assert b"{" not in octets


def test_the_demo_mailbox_keeps_a_mail_to_the_octet_and_searches_by_sequence_number(tmp_path: Path) -> None:
    octets = b"From: a@kommune.example\n\nbare\rline\nends, a NUL \0, \xe6\xf8\xe5 and no end of line"
    with Servers(tmp_path) as servers, Delivery(HOST, servers.imap_port, servers.user, servers.password) as mailbox:
        mailbox.append(octets)
        mailbox.command("SELECT INBOX")

        found = mailbox.command("UID SEARCH 1:1")
        fetched = b"".join(mailbox.command("UID FETCH 1:* (BODY.PEEK[])"))

        assert found[0].split()[2:] == re.findall(rb"UID (\d+)", fetched)
        assert octets in fetched
        assert mailbox.count("INBOX") == 1


# --- the expectations: what they make of a story that went wrong ---------------------------------------------------


def test_a_story_that_went_well_meets_every_expectation() -> None:
    assert [one.sentence for one in judge(well()) if not one.held] == []


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda facts: replace(facts, inbox=1), "INBOX is empty"),
        (lambda facts: replace(facts, moved=11), "INBOX is empty"),
        (lambda facts: with_fate(facts, 1, stored="0" * 64), "exactly as it came"),
        (lambda facts: with_fate(facts, 5, detail=detail(FORWARDS[4], 5, "2026-0009-XXXX")), "in the right case"),
        (lambda facts: with_fate(facts, 2, detail=detail(FORWARDS[1], 2, "2026-0001-AAAA")), "in the right case"),
        (lambda facts: with_fate(facts, 1, detail=None), "in the right case"),
        (lambda facts: with_fate(facts, 2, detail=weaker(facts, 2)), "original in every forward"),
        (lambda facts: with_fate(facts, 10, detail=without_enclosed(facts, 10)), "original in every forward"),
        (lambda facts: with_fate(facts, 9, stored="0" * 64), "in quarantine"),
        (lambda facts: with_fate(facts, 3, receipt=None), "has a receipt"),
        (lambda facts: with_mail(facts, letter("receipt.7", "k.dalgaard@borger.example")), "has a receipt"),
        (lambda facts: replace(facts, digests_before_restart=0), "one weekly letter"),
        (lambda facts: with_mail(facts, letter("digest.2", OFFICER)), "no second weekly letter"),
        (lambda facts: replace(facts, added_by_second_round=1), "adds nothing"),
        (lambda facts: replace(facts, verified=verified(Finding("checksum", "item:4", "a", "b"))), "are verified"),
    ],
)
def test_a_story_that_went_wrong_is_told_so(broken: Callable[[Facts], Facts], sentence: str) -> None:
    failed = [one.sentence for one in judge(broken(well())) if not one.held]

    assert any(sentence in one for one in failed)


def well() -> Facts:
    """A story as it should be, with cases named by their first mail."""
    fates = []
    for number, forward in enumerate(FORWARDS, start=1):
        case = f"2026-{forward.beside or number:04d}-AAAA" if forward.state is ItemState.FILED else None
        receipt = letter(f"receipt.{number}", forward.sender) if forward.receipt else None
        fates.append(Fate(forward, f"{number:064x}", f"{number:064x}", detail(forward, number, case), receipt))
    cases = " ".join(fate.case or "" for fate in fates)
    digest = letter("digest.1", OFFICER, f"1–12 {cases}")
    return Facts(
        fates=fates,
        inbox=0,
        moved=12,
        mails=[*(fate.receipt for fate in fates if fate.receipt), digest],
        digests_before_restart=1,
        added_by_second_round=0,
        verified=verified(),
    )


def detail(forward: Forward, number: int, case: str | None) -> ItemDetail:
    reason = "nested too deeply to be taken apart" if forward.state is ItemState.QUARANTINED else None
    filings = (FilingEntry(forward.state, forward.rule, case, {}, NOW, "daemon"),) if forward.rule else ()
    entry = ItemEntry(
        item=ItemNumber(number),
        sha256=Checksum(f"{number:064x}"),
        size=1_000,
        state=forward.state,
        case=case,
        rule=forward.rule,
        committed_at=NOW,
        claimed_at=None,
        provenance="imap",
        reason=reason,
        message_id_collision=False,
        strength=None if forward.strength is None else Strength(forward.strength, ()),
    )
    return ItemDetail(
        entry=entry,
        parts=(),
        enclosed=(AN_ORIGINAL,) if number in {1, 10} else (),
        originals=(),
        carriers=(),
        derivation=1,
        findings=(),
        filings=filings,
        custody=(),
        receipt=None,
        sources=(),
        subject="",
        from_=(),
        standing="colleague",
        standing_reason="from_domain",
    )


def weaker(facts: Facts, number: int) -> ItemDetail:
    known = facts.fates[number - 1].detail
    assert known is not None
    return replace(known, entry=replace(known.entry, strength=Strength(Level.RETOLD, ())))


def without_enclosed(facts: Facts, number: int) -> ItemDetail:
    known = facts.fates[number - 1].detail
    assert known is not None
    return replace(known, enclosed=())


def letter(name: str, recipient: str, text: str = "") -> Mail:
    return Mail(recipient, f"<{name}@kommune.example>", "", text, Path("0001.eml"))


def verified(*findings: Finding) -> VerifyReport:
    return VerifyReport(12, findings, ChainHead(87, "0" * 64))


def with_fate(facts: Facts, number: int, **changes: object) -> Facts:
    fates = list(facts.fates)
    fates[number - 1] = replace(fates[number - 1], **changes)  # type: ignore[arg-type]
    return replace(facts, fates=fates)


def with_mail(facts: Facts, mail: Mail) -> Facts:
    return replace(facts, mails=[*facts.mails, mail])
