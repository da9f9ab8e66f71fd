"""Which message is the original: the table of every situation that a colleague's forward can be in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from archiver.core.forwards.choice import judged
from archiver.core.records import (
    Address,
    Checksum,
    Choice,
    Confidence,
    DateZone,
    Envelope,
    Original,
    Reading,
    Recovery,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
JETTE = Address("Jette Jensen", "jette@kommune.example")
OLE = Address("Ole Olsen", "ole@Kommune.example")
CITIZEN = Address("Vred Borger", "vred@udbyder.example")
NAMELESS = Address("", "anden@udbyder.example")
NAME_ONLY = Address("Hansen, Per", "")
SENT: dict[str, Any] = {"date": datetime(2026, 5, 3, 10, 31, 20, tzinfo=UTC), "zone": DateZone.GIVEN}
EARLIER: dict[str, Any] = {"date": datetime(2026, 5, 3, 8, 0, tzinfo=UTC), "zone": DateZone.GIVEN}
LONG = "Jeg har talt med borgeren om sagen, og her er mine egne bemærkninger til forløbet. " * 6


def said(
    sender: Address | None,
    parent: int | None = None,
    *,
    how: Recovery = Recovery.INLINE_TEXT,
    subject: str = "Din afgørelse",
    text: str = "",
    date: datetime | None = None,
    zone: DateZone = DateZone.NONE,
) -> Original:
    return Original(
        how, 1, Confidence.MEDIUM, subject=subject, from_=sender, text=text, parent=parent, date=date, date_zone=zone
    )


def reading(*originals: Original, subject: str = "VS: Din afgørelse", text: str = "", **more: object) -> Reading:
    envelope = Envelope(subject=subject, from_=(JETTE,), from_count=1, **more)  # type: ignore[arg-type]
    return Reading(envelope, (), originals=originals, text=text)


def copy(sender: Address) -> Original:
    """Attached, with the same octets each time."""
    return replace(said(sender, how=Recovery.ATTACHED), checksum=Checksum("a" * 64))


def from_outside(*originals: Original) -> Reading:
    mail = reading(*originals)
    return replace(mail, envelope=replace(mail.envelope, from_=(NAMELESS,)))


@dataclass(frozen=True)
class Row:
    what: str
    mail: Reading
    chosen: dict[int, Choice]


OUTSIDE, TWIN, UNKNOWN, BELOW = (
    Choice.FIRST_OUTSIDE,
    Choice.WHOLE_TWIN,
    Choice.FIRST_UNKNOWN,
    Choice.BELOW_LAST_FORWARD,
)
WHOLE = Recovery.ATTACHED
TABLE = [
    Row("nothing is handed on", reading(), {}),
    Row("a citizen's mail", reading(said(CITIZEN)), {0: OUTSIDE}),
    Row("a citizen's mail under a colleague's forward", reading(said(OLE), said(CITIZEN, 0)), {1: OUTSIDE}),
    Row("a reply chain: the citizen's last mail", reading(said(CITIZEN), said(OLE, 0), said(CITIZEN, 1)), {0: OUTSIDE}),
    Row("two outsiders: the outer one", reading(said(NAMELESS), said(CITIZEN, 0)), {0: OUTSIDE}),
    Row("two mails attached", reading(said(CITIZEN, how=WHOLE), said(NAMELESS, how=WHOLE)), {0: OUTSIDE, 1: OUTSIDE}),
    Row(
        "a colleague's attached mail that holds a citizen's, and one beside it",
        reading(said(OLE, how=WHOLE), said(CITIZEN, 0, how=WHOLE), said(NAMELESS, how=WHOLE)),
        {1: OUTSIDE, 2: OUTSIDE},
    ),
    Row(
        "quoted in the text and attached whole: the whole one",
        reading(said(CITIZEN, **SENT), said(CITIZEN, 0, how=WHOLE, subject="SV: Din afgørelse", **SENT)),
        {1: TWIN},
    ),
    Row(
        "quoted, and an earlier mail of the same subject attached",
        reading(said(CITIZEN, **SENT), said(CITIZEN, 0, how=WHOLE, **EARLIER)),
        {0: OUTSIDE, 1: OUTSIDE},
    ),
    Row("the same octets attached twice", reading(copy(CITIZEN), copy(CITIZEN)), {0: OUTSIDE}),
    Row("an attached mail of nobody, or of several", reading(said(None, how=WHOLE), said(CITIZEN, 0)), {0: OUTSIDE}),
    Row("a colleague answers our receipt", reading(said(OLE, subject=""), subject="SV: Kvittering"), {}),
    Row("an outsider's mail that quotes a colleague", from_outside(said(OLE)), {}),
    Row("a colleague's private mail that forwards a citizen's", from_outside(said(CITIZEN)), {0: OUTSIDE}),
    Row(
        "quoted, attached whole, and another attached",
        reading(
            said(CITIZEN, **SENT),
            said(NAMELESS, 0, how=WHOLE, subject="Mere"),
            said(CITIZEN, 0, how=WHOLE, **SENT),
        ),
        {1: OUTSIDE, 2: TWIN},
    ),
    Row(
        "quoted, and another mail of the same citizen attached",
        reading(said(CITIZEN), said(CITIZEN, 0, how=WHOLE, subject="Noget andet")),
        {0: OUTSIDE, 1: OUTSIDE},
    ),
    Row("a name alone may be anybody", reading(said(NAME_ONLY)), {0: BELOW}),
    Row("a name alone under a colleague's address", reading(said(OLE), said(NAME_ONLY, 0)), {1: UNKNOWN}),
    Row("no sender under a colleague's address", reading(said(OLE), said(None, 0)), {1: UNKNOWN}),
    Row("a citizen under a name alone", reading(said(NAME_ONLY), said(CITIZEN, 0)), {1: OUTSIDE}),
    Row(
        "colleagues only: what the last of them passed on without a word",
        reading(said(OLE, subject="VS: Din afgørelse"), said(JETTE, 0), said(OLE, 1)),
        {1: BELOW},
    ),
    Row(
        "colleagues only, and each has something to say",
        reading(said(OLE, text=LONG), said(JETTE, 0, text=LONG), text=LONG),
        {0: BELOW},
    ),
    Row(
        "colleagues only, the forward's subject edited",
        reading(said(OLE), said(JETTE, 0), subject="Til arkivet"),
        {0: BELOW},
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
def test_the_original_is_chosen_and_the_reason_kept(row: Row) -> None:
    originals = judged(row.mail, ["kommune.example"], COPENHAGEN).originals

    assert {place: one.choice for place, one in enumerate(originals) if one.choice} == row.chosen


def test_without_domains_the_sender_s_own_stands_for_the_workplace() -> None:
    mail = reading(said(OLE), said(CITIZEN, 0))

    originals = judged(mail, [], COPENHAGEN).originals

    assert [one.choice for one in originals] == [None, Choice.FIRST_OUTSIDE]


def test_of_a_redirected_mail_the_one_who_redirected_it_is_the_colleague() -> None:
    envelope = Envelope(from_=(CITIZEN,), resent_from=(JETTE,))
    mail = Reading(envelope, (), originals=(said(CITIZEN, how=Recovery.RESENT),))

    assert judged(mail, [], COPENHAGEN).originals[0].choice is Choice.FIRST_OUTSIDE


WALL = datetime(2026, 7, 3, 10, 31)
WINTER = datetime(2026, 11, 20, 14, 32)


@pytest.mark.parametrize(
    ("sent", "offset"),
    [
        (None, 2),
        (WINTER.replace(tzinfo=timezone(timedelta(hours=1))), 2),
        (WINTER.replace(tzinfo=UTC), 2),
        (WINTER.replace(tzinfo=timezone(timedelta(hours=-5))), -5),
    ],
    ids=["no date", "at home", "a server's UTC", "abroad"],
)
def test_a_wall_clock_hangs_where_the_forwarder_is(sent: datetime | None, offset: int) -> None:
    mail = reading(said(CITIZEN, date=WALL, zone=DateZone.ASSUMED), date=sent)

    (original,) = judged(mail, ["kommune.example"], COPENHAGEN).originals

    assert original.date is not None
    assert original.date.replace(tzinfo=None) == WALL
    assert original.date.utcoffset() == timedelta(hours=offset)
    assert original.date_zone is DateZone.ASSUMED


def test_a_date_with_its_own_offset_stays_as_it_is() -> None:
    given = WALL.replace(tzinfo=timezone(timedelta(hours=9)))
    mail = reading(said(CITIZEN, date=given, zone=DateZone.GIVEN))

    assert judged(mail, ["kommune.example"], COPENHAGEN).originals[0].date == given


@pytest.mark.parametrize("year", [1, 9999])
def test_a_wall_clock_at_the_edge_of_the_calendar_is_no_moment(year: int) -> None:
    day = datetime(1, 1, 1) if year == 1 else datetime(9999, 12, 31, 23, 59)
    sent = WINTER.replace(tzinfo=timezone(timedelta(hours=5 if year == 1 else -5)))
    mail = reading(said(CITIZEN, date=day, zone=DateZone.ASSUMED), date=sent)

    (original,) = judged(mail, ["kommune.example"], COPENHAGEN).originals

    assert (original.date, original.date_zone) == (None, DateZone.NONE)


def test_judging_twice_changes_nothing() -> None:
    once = judged(TABLE[8].mail, ["kommune.example"], COPENHAGEN)

    assert judged(replace(once, strength=None), ["kommune.example"], COPENHAGEN) == once
