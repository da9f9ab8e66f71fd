"""What must hold of any octets. Each target takes octets, and raises only when the product breaks a promise."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from archiver.core import signatures, verification
from archiver.core.anatomy import anatomy_of
from archiver.core.authentication import authserv_id_of, results_in
from archiver.core.cuts import derived
from archiver.core.enclosures import reading_inside
from archiver.core.forwards import msg, rtf, tnef
from archiver.core.forwards.choice import judged
from archiver.core.forwards.inline import in_html, in_text, merged
from archiver.core.forwards.label_dates import label_date
from archiver.core.forwards.outlook import Limits, OutlookAttachment, OutlookItem
from archiver.core.forwards.subjects import bare, is_forward, is_short_own_text
from archiver.core.reading import read
from archiver.core.records import DateZone, Reading
from archiver.edges.parsing import is_plausible
from archiver.errors import Unparseable
from tests.signing import Provider

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
READINGS = TypeAdapter(Reading)
CITIZEN = Provider()
SIGNED = CITIZEN.signed()
WHOLE = (("", ()),)


def a_mail(octets: bytes) -> None:
    """Leaves and frame are all octets; what was cut hashes to what was said; the reading survives the pipe."""
    try:
        reading = read(octets)
    except Unparseable:
        return
    assert reading.frame + sum(part.cuts[0].length for part in reading.parts if len(part.cuts) == 1) == len(octets)
    for one in reading.inside:
        if one.cuts:
            assert hashlib.sha256(derived(octets, one.cuts)).hexdigest() == one.checksum
    assert is_plausible(reading)
    assert READINGS.validate_json(READINGS.dump_json(reading), strict=True) == reading
    chosen = judged(reading, (), COPENHAGEN)
    assert chosen.strength is not None
    assert [replace(one, choice=None, date=None, date_zone=DateZone.NONE) for one in chosen.originals] == [
        replace(one, date=None, date_zone=DateZone.NONE) for one in reading.originals
    ]
    for enclosed in reading.enclosed:
        inner = reading_inside(reading, enclosed)
        for part in inner.parts:
            if part.cuts:
                assert derived(derived(octets, enclosed.cuts), part.cuts) is not None


def an_anatomy(octets: bytes) -> None:
    """The same octets always give the same anatomy, and paths name one leaf each."""
    try:
        anatomy = anatomy_of(octets)
    except Unparseable:
        return
    paths = [part.path for part in anatomy.parts]
    assert len(set(paths)) == len(paths)
    assert anatomy == anatomy_of(octets)


def a_text(octets: bytes) -> None:
    """Any text is read; what it quotes never holds more than was there."""
    text = octets.decode("utf-8", "surrogateescape")
    inline = in_text(text)
    assert sum(len(quoted.text) for quoted in inline.chain) + len(inline.own_text) <= 2 * len(text) + 100
    merged(None, inline)
    is_short_own_text(text)


def a_page(octets: bytes) -> None:
    """Any page is read, and merges with any text."""
    page = octets.decode("utf-8", "replace")
    merged(in_html(page), in_text(page))


def a_date(octets: bytes) -> None:
    """A label's date is a moment, a clock on the wall, or nothing; and it says which."""
    read_date = label_date(octets.decode("utf-8", "replace"))
    if read_date.date is None:
        assert read_date.zone is DateZone.NONE
    elif read_date.date.tzinfo is None:
        assert read_date.zone is DateZone.ASSUMED
    else:
        assert read_date.zone is DateZone.GIVEN
        read_date.date.astimezone(UTC)


def a_subject(octets: bytes) -> None:
    """What is left of a subject has no prefix left."""
    subject = octets.decode("utf-8", "replace")
    assert not is_forward(bare(subject))


def an_outlook_item(octets: bytes) -> None:
    """A container is opened or is none; nothing else comes out of it."""
    _opened(msg.opened, octets)


def a_tnef(octets: bytes) -> None:
    """The same of winmail.dat."""
    _opened(tnef.opened, octets)


def _opened(opener: Callable[[bytes], OutlookItem], octets: bytes) -> None:
    try:
        item = opener(octets)
    except Unparseable:
        return
    waiting, items, files = [item], 0, 0
    while waiting:
        one = waiting.pop()
        items += 1
        waiting += [content for content in one.contents if isinstance(content, OutlookItem)]
        files += sum(len(content.octets) for content in one.contents if isinstance(content, OutlookAttachment))
        assert one.date is None or one.date.tzinfo is not None
        assert not any(octet in one.subject for octet in "\r\n\0")
    assert items <= Limits().attachments + 1
    assert files <= Limits().octets


def a_compressed_rtf(octets: bytes) -> None:
    """Compressed rich text is read or is none, and never gives more than its limit."""
    try:
        rich = rtf.opened(octets)
    except Unparseable:
        return
    assert len(rich.text) + len(rich.html) <= 2 * rtf.MOST_OCTETS


def a_signed_mail(octets: bytes) -> None:
    """Every signature comes to a verdict that is plausible, whatever the DNS says of the keys that are asked for."""
    unasked = verification.check(octets, WHOLE, {})
    names = {one.key_name for one in unasked} - {""}
    for record in (None, CITIZEN.record):
        checks = verification.check(octets, WHOLE, dict.fromkeys(names, record))
        assert signatures.is_plausible(checks, WHOLE)
        assert [(one.scheme, one.ordinal) for one in checks] == [(one.scheme, one.ordinal) for one in unasked]


def a_key(octets: bytes) -> None:
    """No record of the DNS makes a signature hold that lacks the very modulus of its key."""
    [check] = verification.check(SIGNED, WHOLE, {CITIZEN.name: octets.decode("latin-1")})
    assert signatures.is_plausible([check], WHOLE)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", octets)
    assert check.verdict != "pass" or CITIZEN.record.rpartition("p=")[2].encode()[48:300] in letters


def a_field_of_results(octets: bytes) -> None:
    """A field that is read says who it is of, and says the same when it is written out plainly and read again."""
    text = octets.decode("latin-1")
    owner, found = authserv_id_of(text), results_in(text)
    if found is None:
        return
    assert owner in {"", found.authserv_id}
    plain = "".join(
        f"; {one.method}={one.result}" + "".join(f" {name}={_quoted(value)}" for name, value in one.properties.items())
        for one in found.results
    )
    assert results_in(f"{_quoted(found.authserv_id)}{plain or '; none'}") == found


def _quoted(value: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "mail": a_mail,
    "anatomy": an_anatomy,
    "text": a_text,
    "page": a_page,
    "date": a_date,
    "subject": a_subject,
    "msg": an_outlook_item,
    "tnef": a_tnef,
    "rtf": a_compressed_rtf,
    "signature": a_signed_mail,
    "key": a_key,
    "results": a_field_of_results,
}
