"""What a weekly letter is told of cases that are registered as legitimate criticism, and of mails read in part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from archiver.core.letters import DigestFacts, digest_text
from archiver.core.records import IsoWeek, ItemNumber, Letter
from tests.builders import a_letter, a_multipart
from tests.core.test_register import WRITTEN
from tests.edges.store.test_cases import JETTE, MADS, delivered, doing, opened
from tests.fakes import OFFICER, Archive, FakeServer, a_correspondence

WEEK = IsoWeek(2026, 47)
CRITICISM = replace(WRITTEN, categories=("KRI",), reason="saglig")


def told(archive: Archive) -> DigestFacts:
    return archive.store.letters.preview(WEEK, OFFICER, archive.clock())


def named(archive: Archive) -> tuple[list[str], int, int]:
    """Cases with new material, those of them that do not count, and how many items are told of as documentation."""
    facts = told(archive)
    return [str(case) for case in facts.cases], facts.uncounted_cases, sum(facts.by_strength.values())


def register(archive: Archive, case: str, *categories: str) -> None:
    written = replace(CRITICISM, categories=categories or ("KRI",))
    archive.store.registers.write(case, written, "operator inge", archive.clock())


# --- legitimate criticism ---


def test_what_came_into_a_case_after_it_was_registered_as_criticism_is_told(archive: Archive) -> None:
    (case,) = opened(archive, 1)
    delivered(archive, f"klage [{case}]")
    register(archive, case)
    assert named(archive) == ([], 0, 0)

    delivered(archive, f"trussel [{case}]")

    assert named(archive) == ([case], 1, 1)


def test_whoever_registers_it_anew_has_seen_what_came(archive: Archive) -> None:
    (case,) = opened(archive, 1)
    register(archive, case)
    delivered(archive, f"endnu en klage [{case}]")
    assert named(archive) == ([case], 1, 1)

    register(archive, case)

    assert named(archive) == ([], 0, 0)


@pytest.mark.parametrize("hours", [-48, 0, 48])
def test_what_came_later_is_told_whatever_the_clock_said(archive: Archive, hours: int) -> None:
    (case,) = opened(archive, 1)
    delivered(archive, f"klage [{case}]")
    register(archive, case)

    archive.clock.now += timedelta(hours=hours)
    delivered(archive, f"trussel [{case}]")

    assert named(archive) == ([case], 1, 1)


def test_a_case_with_another_category_besides_counts_as_ever(archive: Archive) -> None:
    case, other = opened(archive, 2)
    delivered(archive, f"klage [{case}]", f"hilsen [{other}]")
    register(archive, case, "KRI", "TRU")

    assert named(archive) == ([case, other], 0, 2)


def test_what_a_merge_brought_into_a_case_of_criticism_is_told(archive: Archive) -> None:
    threats, criticism = opened(archive, 2)
    delivered(archive, f"trussel [{threats}]")
    delivered(archive, f"klage [{criticism}]", sender=MADS)
    register(archive, criticism)
    register(archive, threats, "TRU")

    archive.store.cases.merge(threats, criticism, doing(archive))

    assert named(archive) == ([criticism], 1, 1)


def test_what_was_merged_away_and_came_back_lay_there_all_the_same(archive: Archive) -> None:
    criticism, other = opened(archive, 2)
    delivered(archive, f"klage [{criticism}]")
    register(archive, criticism)

    archive.store.cases.merge(criticism, other, doing(archive))
    assert named(archive) == ([other], 0, 1)
    archive.store.cases.undo(criticism, doing(archive))

    assert named(archive) == ([], 0, 0)


# --- read in part ---


def a_spoilt(sender: str, what: str = "Content-Type: application/zip") -> bytes:
    """A mail with an attachment whose base64 is none."""
    lines = (what, "Content-Disposition: attachment; filename=x", "Content-Transfer-Encoding: base64")
    return a_multipart([(lines, b"!!!!%%%%not base64")], sender=sender, message_id=f"<{sender}.{what[-5:]}>")


def an_unopened(sender: str) -> bytes:
    lines = ("Content-Type: application/vnd.ms-outlook", "Content-Disposition: attachment; filename=a.msg")
    return a_multipart([(lines, b"x")], sender=sender, message_id="<unopened@kommune.example>")


def test_whoever_was_promised_that_the_officer_gets_in_touch_is_told_to_the_officer(archive: Archive) -> None:
    server = FakeServer()
    for mail in (
        a_letter(),
        a_spoilt(JETTE),
        an_unopened(MADS),
        a_spoilt("vred@udbyder.example"),
        a_letter(message_id="<5@x>", body="=ZZ", headers=(("Content-Transfer-Encoding", "quoted-printable"),)),
        a_letter(message_id="<6@x>"),
    ):
        server.deliver(mail)
    archive.round(server)
    archive.tamper("""UPDATE readings SET findings = '["more than 1 parts; the rest was not read"]' WHERE item = 6""")

    archive.send()

    promises = [number for number, said in enumerate(map(body, archive.post.letters), 1) if "kontakter dig" in said]
    to = [archive.post.letters[number - 1].recipient for number in promises]
    assert to == [JETTE, MADS, JETTE]
    assert told(archive).read_in_part == (2, 3, 6)
    letter = digest_text(told(archive), a_correspondence(archive.policy), archive.clock())
    assert "\nKun læst delvist: 3 (nr. 2, 3, 6)\n" in letter
    assert [entry.item for entry in archive.store.catalogue.items(read_in_part=True)] == [2, 3, 4, 6]
    assert archive.store.catalogue.entry(ItemNumber(4)).read_in_part


def test_what_the_weekly_letter_before_told_of_is_not_told_again(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(a_spoilt(JETTE))
    archive.round(server)
    archive.store.letters.issue(IsoWeek(2026, 46), OFFICER, {OFFICER: "<d@kommune.example>"}, archive.clock())

    assert told(archive).read_in_part == ()


def body(letter: Letter) -> str:
    text = message_from_bytes(letter.octets, policy=policy.default).get_body(("plain",))
    assert text is not None
    return str(text.get_content())
