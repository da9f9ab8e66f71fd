"""winmail.dat: what is in it comes out, whatever is wrong with it, in bounded time; and without the extra, a reason."""

import random
import struct
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.core.forwards.outlook import (
    EMBEDDED_UNREADABLE,
    ONLY_A_REFERENCE,
    TOO_DEEP,
    TOO_LONG,
    TOO_MANY_ATTACHMENTS,
    TOO_MANY_OCTETS,
    TOO_MANY_RECIPIENTS,
    WITHOUT_OCTETS,
    Limits,
    OutlookAttachment,
    OutlookItem,
)
from archiver.core.forwards.tnef import (
    CUT_SHORT,
    NO_ATTRIBUTE,
    NO_TNEF,
    STRANGE_PROPERTIES,
    TOO_MANY_ATTRIBUTES,
    opened,
)
from archiver.core.records import Address
from archiver.core.sniffing import sniffed_type
from archiver.errors import Unparseable
from tests.builders import PNG
from tests.outlook import (
    BINARY,
    EVERYTHING,
    HTML_IN_RTF,
    INLINE,
    OBJECT,
    PICTURE,
    SENT,
    STRING,
    STRING8,
    TRANSPORT_HEADERS,
    Attached,
    Item,
    Property,
    Recipient,
    a_property_list,
    a_tnef,
    an_attribute,
    compressed,
    is_sound,
    nested,
    samples,
    tnef_stream,
)

BORGER = Address("Borger", "vred.borger@udbyder.example")
JETTE = Address("Jette Jensen", "jette.jensen@kommune.example")
RENDERING = an_attribute(2, 0x00069002, bytes(14))


def only(item: OutlookItem) -> OutlookAttachment:
    [content] = item.contents
    assert isinstance(content, OutlookAttachment)
    return content


def all_items(item: OutlookItem) -> Iterator[OutlookItem]:
    yield item
    for content in item.contents:
        if isinstance(content, OutlookItem):
            yield from all_items(content)


def subject(text: str) -> Property:
    return 0x0037, STRING, text.encode("utf-16-le")


def with_properties(*listed: bytes) -> bytes:
    """A stream whose message properties are these, each packed already."""
    return tnef_stream(an_attribute(1, 0x00069003, struct.pack("<I", len(listed)) + b"".join(listed)))


def packed(listed: Property) -> bytes:
    return a_property_list([listed])[4:]


# --- what is in it ----------------------------------------------------------------------------------------------


def test_a_message_is_told_by_its_properties() -> None:
    assert opened(a_tnef()) == OutlookItem(
        headers=b"",
        message_id="<vrede.1@udbyder.example>",
        subject="I skal ikke sove trygt på Ærø",
        from_=BORGER,
        to=(JETTE,),
        cc=(),
        date=SENT,
        message_class="IPM.Note",
        text="Jeg ved, hvor I går hjem.\r\n",
        html="",
        contents=(),
        findings=(),
    )


def test_the_file_looks_like_what_it_is() -> None:
    assert sniffed_type(a_tnef()) == "application/vnd.ms-tnef"


def test_bodies_recipients_and_attachments_come_out() -> None:
    item = opened(a_tnef(replace(EVERYTHING, headers=None)))

    assert item.to == (JETTE, Address("Leder", ""))
    assert item.cc == (Address("Ole", "ole@kommune.example"),)
    assert item.html.startswith("<p>Jeg ved, hvor I går hjem.")
    assert [type(content) for content in item.contents] == [
        OutlookAttachment,
        OutlookAttachment,
        OutlookItem,
        OutlookAttachment,
    ]
    assert item.findings == ()


def test_an_attachment_comes_out_with_its_danish_name() -> None:
    assert only(opened(a_tnef(attachments=(PICTURE,)))) == OutlookAttachment(
        filename="skærmbillede på Ærø.png", content_type="image/png", content_id=None, octets=PNG, is_inline=False
    )


def test_a_name_in_the_older_attribute_is_read_in_its_code_page() -> None:
    attached = Attached(PNG, short_filename="skærmbillede på Ærø.png")
    title_only = tnef_stream(
        an_attribute(1, 0x00069007, struct.pack("<II", 850, 0)),
        RENDERING,
        an_attribute(2, 0x00018010, "på Ærø.png\0".encode("cp850")),
        an_attribute(2, 0x0006800F, PNG),
    )

    assert only(opened(a_tnef(attachments=(attached,)))).filename == "skærmbillede på Ærø.png"
    assert only(opened(title_only)).filename == "på Ærø.png"


def test_a_picture_that_the_page_shows_is_inline() -> None:
    item = opened(a_tnef(html=b'<img src="cid:image001@udbyder.example">', attachments=(INLINE, PICTURE)))

    assert [content.is_inline for content in item.contents if isinstance(content, OutlookAttachment)] == [True, False]


@pytest.mark.parametrize("octets", [b"", b"\0", PNG + b"\0\0\0", bytes(5000), random.Random(1).randbytes(100_001)])
def test_the_octets_of_an_attachment_are_what_they_were(octets: bytes) -> None:
    in_properties = tnef_stream(RENDERING, an_attribute(2, 0x00069005, a_property_list([(0x3701, BINARY, octets)])))

    assert only(opened(a_tnef(attachments=(Attached(octets, "x.bin"),)))).octets == octets
    assert only(opened(in_properties)).octets == octets


def test_an_ole_object_is_handed_out_without_its_interface_identifier() -> None:
    octets = bytes.fromhex("0b00000000000000c000000000000046") + PNG
    whole = tnef_stream(RENDERING, an_attribute(2, 0x00069005, a_property_list([(0x3701, OBJECT, octets)])))

    assert only(opened(whole)).octets == PNG


def test_an_embedded_message_keeps_its_headers_and_attachments() -> None:
    item = opened(a_tnef(subject="VS: vrede", attachments=(PICTURE, Attached(EVERYTHING, method=5))))

    picture, embedded = item.contents
    assert isinstance(picture, OutlookAttachment)
    assert isinstance(embedded, OutlookItem)
    assert embedded.headers == TRANSPORT_HEADERS.encode()
    assert len(embedded.contents) == 4


def test_messages_in_messages_are_followed_to_the_limit_and_nothing_before_it_is_lost() -> None:
    whole = list(all_items(opened(a_tnef(nested(20)))))
    cut = list(all_items(opened(a_tnef(nested(21)))))

    assert [item.subject for item in whole] == [*[f"lag {level}" for level in reversed(range(20))], "inderst"]
    assert only(whole[-1]).octets == PNG
    assert [item.findings for item in cut] == [()] * 20 + [(TOO_DEEP,)]


def test_rtf_gives_the_web_page_that_it_wraps() -> None:
    item = opened(a_tnef(text=None, rtf=compressed(HTML_IN_RTF)))

    assert item.html.startswith('<html><p class="x">Jeg ved, hvor I går hjem')


def test_strings_of_eight_bits_are_read_in_the_code_page_of_the_container() -> None:
    octets = a_property_list([(0x0037, STRING8, "på Ærø\0".encode("cp850"))])
    whole = tnef_stream(an_attribute(1, 0x00069007, struct.pack("<II", 850, 0)), an_attribute(1, 0x00069003, octets))

    assert opened(whole).subject == "på Ærø"


def test_older_attributes_say_what_properties_do_not() -> None:
    sender = struct.pack("<4H", 4, 8, 7, 33) + b"Borger\0" + b"SMTP:vred.borger@udbyder.example\0"
    whole = tnef_stream(
        an_attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0"),
        an_attribute(1, 0x00018004, b"S\xe5 er det nok\0"),
        an_attribute(1, 0x0002800C, b"Hej p\xe5 dig\0"),
        an_attribute(1, 0x00038005, struct.pack("<7H", 2026, 11, 19, 20, 14, 0, 4)),
        an_attribute(1, 0x00008000, sender),
    )

    item = opened(whole)

    assert (item.message_class, item.subject, item.text) == ("IPM.Note", "Så er det nok", "Hej på dig")
    assert (item.date, item.from_) == (SENT, BORGER)


def test_properties_win_over_older_attributes_in_either_order() -> None:
    older = an_attribute(1, 0x00018004, b"gammel\0")
    newer = an_attribute(1, 0x00069003, a_property_list([subject("ny")]))

    assert opened(tnef_stream(older, newer)).subject == "ny"
    assert opened(tnef_stream(newer, older)).subject == "ny"


@pytest.mark.parametrize(
    "date",
    [struct.pack("<7H", 2026, 13, 41, 20, 14, 0, 4), struct.pack("<7H", 0, 0, 0, 0, 0, 0, 0), b"", b"\xff" * 14],
)
def test_a_date_that_no_calendar_has_is_none(date: bytes) -> None:
    assert opened(tnef_stream(an_attribute(1, 0x00038005, date))).date is None


def test_a_sender_known_to_exchange_only_is_a_name() -> None:
    sender = struct.pack("<4H", 4, 8, 7, 19) + b"Borger\0" + b"EX:/O=KOMMUNE/CN=B\0"

    assert opened(tnef_stream(an_attribute(1, 0x00008000, sender))).from_ == Address("Borger", "")
    assert opened(tnef_stream(an_attribute(1, 0x00008000, b"\xff"))).from_ is None


@pytest.mark.parametrize(
    "before",
    [
        struct.pack("<HHI4s", 0x1002, 0x0E58, 2, b"abcd"),  # two small numbers
        struct.pack("<HHI", 0x1003, 0x0E58, 2) + bytes(8),
        struct.pack("<HHIIIII", 0x101F, 0x0E58, 2, 2, 0, 2, 0),  # two strings
        struct.pack("<HH16sII", 3, 0x8005, bytes(16), 0, 7) + bytes(4),  # named by a number
        struct.pack("<HH16sII", 3, 0x8005, bytes(16), 1, 6) + bytes(8) + bytes(4),  # named by a string
        struct.pack("<HH", 0x0001, 0x0E58),
        struct.pack("<HH", 0x0014, 0x0E58) + bytes(8),
        struct.pack("<HH", 0x0048, 0x0E58) + bytes(16),
        struct.pack("<HHI", 0x001F, 0x0E58, 0),
    ],
    ids=lambda before: before.hex(),
)
def test_properties_that_we_do_not_use_are_passed_over(before: bytes) -> None:
    item = opened(with_properties(before, packed(subject("efter"))))

    assert (item.subject, item.findings) == ("efter", ())


def test_unicode_wins_where_a_string_is_there_twice() -> None:
    poor = packed((0x0037, STRING8, b"???\0"))

    assert opened(with_properties(packed(subject("æøå")), poor)).subject == "æøå"
    assert opened(with_properties(poor, packed(subject("æøå")))).subject == "æøå"


# --- what is wrong or hostile -----------------------------------------------------------------------------------


@pytest.mark.parametrize("octets", [b"", b"x\x9f>", b"From: a@b.example\r\n\r\nhej", b"\x78\x9f\x3e\x21" + bytes(50)])
def test_what_is_no_tnef_is_refused(octets: bytes) -> None:
    with pytest.raises(Unparseable, match=NO_TNEF):
        opened(octets)


def test_a_stream_of_nothing_is_an_item_of_nothing() -> None:
    assert opened(tnef_stream()).contents == ()
    assert opened(b"\x78\x9f\x3e\x22").findings == (CUT_SHORT,)


def test_an_attribute_cut_short_gives_what_is_there() -> None:
    item = opened(a_tnef(attachments=(PICTURE, Attached(b"x" * 10_000, "x.bin")))[:-6000])

    assert isinstance(item.contents[0], OutlookAttachment)
    assert item.contents[0].octets == PNG
    assert len(item.contents) == 2
    assert CUT_SHORT in item.findings


def test_a_wrong_checksum_loses_nothing() -> None:
    whole = a_tnef(attachments=(PICTURE,)).replace(
        an_attribute(2, 0x0006800F, PNG), an_attribute(2, 0x0006800F, PNG)[:-2] + b"??"
    )

    assert only(opened(whole)).octets == PNG


def test_octets_that_are_no_attribute_end_the_reading_with_a_finding() -> None:
    item = opened(a_tnef(attachments=(PICTURE,)) + b"-----" * 20)

    assert only(item).octets == PNG
    assert item.findings == (NO_ATTRIBUTE,)


@pytest.mark.parametrize(
    "strange",
    [
        struct.pack("<HH", 0x0099, 0x0E58),
        struct.pack("<HHII", 0x001F, 0x0E58, 1, 0xFFFFFFFF),
        struct.pack("<HHI", 0x001F, 0x0E58, 0xFFFFFFFF),
        struct.pack("<HHI", 0x1003, 0x0E58, 0xFFFFFFFF),
        struct.pack("<HH16sII", 3, 0x8005, bytes(16), 1, 0xFFFFFFFF),
        struct.pack("<HH", 3, 0x8005),
        struct.pack("<HH", 0x0048, 0x0E58),
    ],
    ids=lambda strange: strange.hex(),
)
def test_a_list_of_properties_is_read_up_to_what_is_strange(strange: bytes) -> None:
    item = opened(with_properties(packed(subject("før")), strange))

    assert (item.subject, item.findings) == ("før", (STRANGE_PROPERTIES,))


def test_an_attachment_that_does_not_begin_is_taken_out() -> None:
    whole = tnef_stream(an_attribute(2, 0x00018010, b"x.txt\0"), an_attribute(2, 0x0006800F, b"hej"))

    assert (only(opened(whole)).filename, only(opened(whole)).octets) == ("x.txt", b"hej")


def test_an_attachment_without_octets_or_with_a_reference_is_listed_with_a_finding() -> None:
    assert opened(tnef_stream(RENDERING)).findings == (WITHOUT_OCTETS,)
    assert opened(a_tnef(attachments=(Attached(b"", "i skyen.docx", method=7),))).findings == (ONLY_A_REFERENCE,)


def test_an_embedded_message_that_is_none_is_a_finding_and_its_neighbours_come_out() -> None:
    broken = a_tnef(attachments=(Attached(Item(subject="inden i")), PICTURE))
    broken = broken.replace(b"\x78\x9f\x3e\x22", b"\x78\x9f\x3e\x23").replace(b"\x23", b"\x22", 1)

    item = opened(broken)

    assert only(item).octets == PNG
    assert item.findings == (EMBEDDED_UNREADABLE,)


def test_more_than_is_taken_out_is_a_finding() -> None:
    attached = tuple(Attached(b"%d" % number) for number in range(2001))
    recipients = tuple(Recipient(f"Modtager {number}", f"m{number}@kommune.example") for number in range(1001))

    item = opened(a_tnef(attachments=attached, recipients=recipients))

    assert len(item.contents) == 2000
    assert len(item.to) == 1000
    assert set(item.findings) == {TOO_MANY_ATTACHMENTS, TOO_MANY_RECIPIENTS}


def test_octets_and_texts_end_at_the_limit_with_a_finding() -> None:
    item = opened(a_tnef(text="x" * 5000, attachments=(Attached(b"y" * 5000),)), Limits(octets=300, text=2000))

    assert (item.text, only(item).octets) == ("x" * 1000, b"y" * 300)
    assert set(item.findings) == {TOO_LONG, TOO_MANY_OCTETS}


@pytest.mark.parametrize(
    "octets",
    [
        tnef_stream(an_attribute(1, 0x00060001, b"") * 500_000),
        tnef_stream(RENDERING * 200_000),
        with_properties(*[struct.pack("<HH", 1, 0x0E58)] * 1_000_000),
        with_properties(struct.pack("<HHI", 0x101F, 0x0E58, 1_500_000) + bytes(6_000_000)),
        tnef_stream(an_attribute(1, 0x00069004, struct.pack("<I", 0xFFFFFFFF) + bytes(4_000_000))),
        tnef_stream(an_attribute(1, 0x00069003, struct.pack("<I", 0xFFFFFFFF))),
    ],
    ids=["attributes", "attachments", "properties", "values", "recipients", "nothing"],
)
def test_time_and_memory_are_bounded_whatever_is_counted(octets: bytes) -> None:
    began = time.process_time()
    opened(octets)
    spent = time.process_time() - began
    tracemalloc.start()
    opened(octets)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert spent < 4
    assert peak < 100 << 20


def test_too_many_attributes_are_a_finding() -> None:
    assert TOO_MANY_ATTRIBUTES in opened(tnef_stream(RENDERING * 60_000)).findings


def test_a_large_attachment_deep_inside_is_not_copied_at_every_level() -> None:
    item = Item(attachments=(Attached(bytes(4 << 20)),))
    for _ in range(15):
        item = Item(attachments=(Attached(item),))
    octets = a_tnef(item)
    tracemalloc.start()

    opened(octets)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * (4 << 20)


def test_nothing_is_printed_or_logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    whole = a_tnef(EVERYTHING)

    for end in range(0, len(whole), 50):
        try_to_open(whole[:end])

    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_container_is_read_or_refused(data: st.DataObject) -> None:
    octets = bytearray(data.draw(st.sampled_from(sorted(samples("tnef")))))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(octets) - 1))
        patch = data.draw(st.binary(min_size=1, max_size=8) | st.sampled_from([b"\xff\xff\xff\xff", bytes(4)]))
        octets[at : at + len(patch)] = patch
    end = data.draw(st.integers(0, len(octets)) | st.just(len(octets)))

    item = try_to_open(bytes(octets[:end]))

    assert item is None or all(map(is_sound, all_items(item)))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 2),
            st.sampled_from([0x8000, 0x8005, 0x800F, 0x9002, 0x9003, 0x9004, 0x9005, 0x9007]),
            st.binary(max_size=60),
        ),
        max_size=8,
    )
)
def test_any_attributes_are_read(attributes: list[tuple[int, int, bytes]]) -> None:
    item = opened(tnef_stream(*(an_attribute(level, name, octets) for level, name, octets in attributes)))

    assert item.headers == b"" or item.headers.endswith(b"\r\n")


def try_to_open(octets: bytes) -> OutlookItem | None:
    try:
        return opened(octets)
    except Unparseable:
        return None
