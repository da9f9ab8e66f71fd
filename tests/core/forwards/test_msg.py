"""Outlook's .msg files: what is in them comes out, whatever is wrong with them, in bounded time and memory."""

import random
import struct
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.core.forwards.msg import (
    CUT_SHORT,
    DAMAGED,
    NO_COMPOUND_FILE,
    NO_ITEM,
    PART_OF_AN_OBJECT,
    WITHOUT_PROPERTIES,
    opened,
)
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
from archiver.core.records import Address
from archiver.core.sniffing import UNKNOWN, sniffed_type
from archiver.errors import Unparseable
from tests.builders import PNG
from tests.cfb import END, SECTOR, Tree, a_compound_file
from tests.outlook import (
    EVERYTHING,
    HTML_IN_RTF,
    INLINE,
    PICTURE,
    PLAIN_RTF,
    SENT,
    STRING,
    STRING8,
    TIME,
    TRANSPORT_HEADERS,
    Attached,
    Item,
    Property,
    Recipient,
    a_msg,
    compressed,
    filetime,
    is_sound,
    nested,
    samples,
)

BORGER = Address("Borger", "vred.borger@udbyder.example")
JETTE = Address("Jette Jensen", "jette.jensen@kommune.example")


def in_unicode(tag: int, text: str) -> Property:
    return tag, STRING, text.encode("utf-16-le")


def only(item: OutlookItem) -> OutlookAttachment:
    [content] = item.contents
    assert isinstance(content, OutlookAttachment)
    return content


def inside(item: OutlookItem) -> OutlookItem:
    [content] = item.contents
    assert isinstance(content, OutlookItem)
    return content


def all_items(item: OutlookItem) -> Iterator[OutlookItem]:
    yield item
    for content in item.contents:
        if isinstance(content, OutlookItem):
            yield from all_items(content)


# --- the message ------------------------------------------------------------------------------------------------


def test_a_message_without_headers_is_told_by_its_properties() -> None:
    assert opened(a_msg()) == OutlookItem(
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
    assert sniffed_type(a_msg()) == "application/vnd.ms-outlook"


def test_transport_headers_are_handed_out_and_speak_first() -> None:
    item = opened(
        a_msg(
            headers=TRANSPORT_HEADERS.replace("\r\n", "\n"),
            subject="omdøbt",
            sender="en.anden@udbyder.example",
            recipients=(),
            sent=datetime(2020, 1, 1, tzinfo=UTC),
            message_id="<en.anden@udbyder.example>",
        )
    )

    assert item.headers == TRANSPORT_HEADERS.encode()
    assert (item.subject, item.from_, item.to) == ("I skal ikke sove trygt på Ærø", BORGER, (JETTE,))
    assert (item.date, item.message_id) == (SENT, "<vrede.1@udbyder.example>")


def test_headers_that_are_silent_leave_the_word_to_the_properties() -> None:
    item = opened(a_msg(headers="X-Mailer: Outlook\r\n\r\n"))

    assert item.headers == b"X-Mailer: Outlook\r\n"
    assert (item.subject, item.from_, item.to) == ("I skal ikke sove trygt på Ærø", BORGER, (JETTE,))
    assert (item.date, item.message_id) == (SENT, "<vrede.1@udbyder.example>")


def test_headers_of_octets_stay_the_octets_they_were() -> None:
    headers = "From: Bø <boe@udbyder.example>\r\n".encode("latin-1")

    item = opened(a_msg(more=((0x007D, STRING8, headers + b"\0"),)))

    assert item.headers == headers
    assert item.from_ == Address("Bø", "boe@udbyder.example")


def test_the_line_that_exchange_put_before_the_headers_is_left_out() -> None:
    item = opened(a_msg(headers="Microsoft Mail Internet Headers Version 2.0\r\n" + TRANSPORT_HEADERS))

    assert item.headers == TRANSPORT_HEADERS.encode()


def test_strings_of_eight_bits_are_read_in_the_code_page_of_the_message() -> None:
    item = opened(a_msg(EVERYTHING, codepage=1252, headers=None))
    cyrillic = opened(a_msg(subject="Привет", text="Привет", sender_name="Анна", codepage=1251))

    assert item.subject == "I skal ikke sove trygt på Ærø"
    assert [content.filename for content in item.contents if isinstance(content, OutlookAttachment)] == [
        "skærmbillede på Ærø.png",
        "image001.png",
        "stor.bin",
    ]
    assert (cyrillic.subject, cyrillic.text, cyrillic.from_) == ("Привет", "Привет", Address("Анна", BORGER.address))


def test_the_internet_code_page_and_then_the_western_one_stand_in() -> None:
    octets = (0x0037, STRING8, b"\xe6\xf8\xe5")
    bare = Item(more=(octets,), subject="", text=None)

    western = opened(without(a_msg(bare), "__substg1.0_0037001F"))
    baltic = opened(without(a_msg(bare, more=(octets, (0x3FDE, 3, struct.pack("<I", 1257)))), "__substg1.0_0037001F"))

    assert western.subject == "æøå"
    assert baltic.subject == b"\xe6\xf8\xe5".decode("cp1257")


def test_unicode_wins_where_a_string_is_there_twice() -> None:
    assert opened(a_msg(more=((0x0037, STRING8, b"?????"),))).subject == "I skal ikke sove trygt på Ærø"


@pytest.mark.parametrize(
    ("properties", "subject"),
    [
        ((in_unicode(0x003D, "VS: "), in_unicode(0x0E1D, "vrede")), "VS: vrede"),
        ((in_unicode(0x0037, "\x01\x05VS: vrede"),), "VS: vrede"),
        ((in_unicode(0x0037, "vrede\r\nBcc: x\0"),), "vrede Bcc: x"),
        ((), ""),
    ],
)
def test_a_subject_is_one_line_put_together_from_what_there_is(properties: tuple[Property, ...], subject: str) -> None:
    assert opened(a_msg(subject="", more=properties)).subject == subject


@pytest.mark.parametrize(
    ("properties", "from_"),
    [
        ((in_unicode(0x5D02, "a@b.example"),), Address("Borger", "a@b.example")),
        ((in_unicode(0x0065, "a@B.example"),), Address("Borger", "a@b.example")),
        ((in_unicode(0x5D01, "a@b.example"), in_unicode(0x0C1A, "Sekretær")), Address("Sekretær", "a@b.example")),
        ((in_unicode(0x0C1F, "a@b.example"),), Address("", "a@b.example")),
        (
            (in_unicode(0x5D02, "chef@b.example"), in_unicode(0x5D01, "sekretaer@b.example")),
            Address("Borger", "chef@b.example"),
        ),
        ((in_unicode(0x0065, "/O=KOMMUNE/OU=X/CN=BORGER@X"),), Address("Borger", "")),
        ((in_unicode(0x0065, "IMCEAEX-_O=KOMMUNE_CN=BORGER@kommune.example"),), Address("Borger", "")),
        (
            (in_unicode(0x0065, "/o=KOMMUNE/cn=borger"), in_unicode(0x0C1F, "a@b.example")),
            Address("", "a@b.example"),
        ),
        ((in_unicode(0x0042, "'a@b.example'"),), Address("", "a@b.example")),
        ((in_unicode(0x0042, ""),), None),
    ],
)
def test_the_author_is_the_first_smtp_address_and_never_one_of_exchange(
    properties: tuple[Property, ...], from_: Address | None
) -> None:
    assert opened(a_msg(sender=None, more=properties)).from_ == from_


def test_recipients_are_told_apart_and_blind_copies_left_out() -> None:
    item = opened(a_msg(EVERYTHING, headers=None))

    assert item.to == (JETTE, Address("Leder", ""))
    assert item.cc == (Address("Ole", "ole@kommune.example"),)


def test_the_displayed_names_stand_in_for_a_missing_recipient_table() -> None:
    displayed = (in_unicode(0x0E04, "Jette Jensen; 'ole@kommune.example';"), in_unicode(0x0E03, "Chefen\0"))

    item = opened(a_msg(recipients=(), more=displayed))

    assert item.to == (Address("Jette Jensen", ""), Address("", "ole@kommune.example"))
    assert item.cc == (Address("Chefen", ""),)


@pytest.mark.parametrize(
    ("properties", "date"),
    [
        ((), None),
        (((0x0E06, TIME, filetime(SENT)),), SENT),
        (((0x0039, TIME, bytes(8)), (0x0E06, TIME, filetime(SENT))), SENT),
        (((0x0039, TIME, b"\xff" * 8),), None),
        (((0x0039, TIME, filetime(datetime(9999, 12, 31, 23, 59, tzinfo=UTC))),), None),
    ],
)
def test_a_date_is_when_it_was_sent_or_else_delivered(properties: tuple[Property, ...], date: datetime | None) -> None:
    assert opened(a_msg(sent=None, more=properties)).date == date


def test_a_message_id_that_is_none_is_left_out() -> None:
    assert opened(a_msg(message_id="ingen besked her")).message_id is None
    assert opened(a_msg(message_id=None)).message_id is None
    assert opened(a_msg(message_id=" <a@b.example>\r\nBcc: x")).message_id == "<a@b.example>"


# --- bodies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "codepage"),
    [
        ("<p>på Ærø</p>".encode(), 65001),
        ("<p>på Ærø</p>".encode("cp1252"), 1252),
        ("<p>på Ærø</p>".encode("cp850"), 850),
        ("<p>på Ærø</p>".encode("latin-1"), 28591),
        ("<p>på Ærø</p>".encode(), None),
        ("<p>på Ærø</p>".encode("cp1252"), None),
        ("<p>på Ærø</p>", None),
    ],
)
def test_a_web_page_is_read_in_its_code_page(html: bytes | str, codepage: int | None) -> None:
    number = ((0x3FDE, 3, struct.pack("<I", codepage)),) if codepage else ()

    item = opened(a_msg(html=html, more=number))

    assert item.html == "<p>på Ærø</p>"
    assert item.text == "Jeg ved, hvor I går hjem.\r\n"


def test_a_web_page_may_name_its_charset_itself() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">Привет'

    assert opened(a_msg(html=page.encode("cp1251"))).html == page


def test_rtf_gives_the_web_page_that_it_wraps_beside_the_plain_text() -> None:
    item = opened(a_msg(rtf=compressed(HTML_IN_RTF)))

    assert item.html.startswith('<html><p class="x">Jeg ved, hvor I går hjem')
    assert item.text == "Jeg ved, hvor I går hjem.\r\n"


def test_rtf_gives_the_text_where_there_is_no_other() -> None:
    assert opened(a_msg(text=None, rtf=compressed(PLAIN_RTF))).text == "Kære alle\nčet link\n"
    assert opened(a_msg(text="som tekst", rtf=compressed(PLAIN_RTF))).text == "som tekst"


def test_rtf_is_not_looked_at_where_there_is_a_web_page() -> None:
    item = opened(a_msg(html=b"<p>hej</p>", rtf=b"x"))

    assert (item.html, item.findings) == ("<p>hej</p>", ())


def test_damaged_rtf_is_a_finding_and_nothing_else_is_lost() -> None:
    item = opened(a_msg(rtf=b"x" * 100, attachments=(PICTURE,)))

    assert item.findings == ("an RTF body that cannot be decompressed",)
    assert item.text == "Jeg ved, hvor I går hjem.\r\n"
    assert only(item).octets == PNG


def test_a_text_longer_than_is_read_is_cut_with_a_finding() -> None:
    item = opened(a_msg(text="x" * 5000), Limits(text=2000))

    assert item.text == "x" * 1000
    assert item.findings == (TOO_LONG,)


def test_half_characters_never_come_out() -> None:
    item = opened(a_msg(text="a\ud800b", subject="\udfff"))

    assert (item.text, item.subject) == ("a�b", "�")


# --- attachments ------------------------------------------------------------------------------------------------


def test_an_attachment_comes_out_with_its_danish_name() -> None:
    assert only(opened(a_msg(attachments=(PICTURE,)))) == OutlookAttachment(
        filename="skærmbillede på Ærø.png", content_type="image/png", content_id=None, octets=PNG, is_inline=False
    )


@pytest.mark.parametrize(
    ("attached", "filename"),
    [
        (Attached(b"x", None, "BILLED~1.PNG"), "BILLED~1.PNG"),
        (Attached(b"x", more=(in_unicode(0x3001, "Billede"),)), "Billede"),
        (Attached(b"x"), None),
        (Attached(b"x", "a\r\nb\0.png\0"), "a b .png"),
        (Attached(b"x", "../../etc/passwd"), "../../etc/passwd"),
    ],
)
def test_a_name_is_the_best_there_is_on_one_line(attached: Attached, filename: str | None) -> None:
    assert only(opened(a_msg(attachments=(attached,)))).filename == filename


@pytest.mark.parametrize(
    ("declared", "content_type"),
    [("IMAGE/PNG", "image/png"), (None, UNKNOWN), ("", UNKNOWN), ("image/png\r\nX: y", UNKNOWN), ("noget", UNKNOWN)],
)
def test_the_declared_type_is_a_media_type_or_unknown(declared: str | None, content_type: str) -> None:
    item = opened(a_msg(attachments=(Attached(b"x", content_type=declared),)))

    assert only(item).content_type == content_type


@pytest.mark.parametrize(
    ("attached", "is_inline"),
    [
        (INLINE, True),
        (Attached(PNG, content_id="<IMAGE001@udbyder.example>"), True),
        (Attached(PNG, content_id="andet@udbyder.example"), False),
        (Attached(PNG, is_hidden=True), True),
        (Attached(PNG), False),
    ],
)
def test_a_picture_is_inline_when_the_page_shows_it_or_it_is_hidden(attached: Attached, is_inline: bool) -> None:
    item = opened(a_msg(html=b"<img src='cid:image001%40udbyder.example'>", attachments=(attached,)))

    assert only(item).is_inline is is_inline
    assert only(item).content_id == attached.content_id


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 511 * 512, 100_000])
def test_the_octets_of_an_attachment_are_what_they_were(size: int) -> None:
    octets = random.Random(size).randbytes(size)

    item = opened(a_msg(attachments=(Attached(octets, "x.bin"), Attached(b"efter", "y.bin"))))

    assert [content.octets for content in item.contents if isinstance(content, OutlookAttachment)] == [octets, b"efter"]
    assert item.findings == ()


def test_a_file_that_needs_a_second_allocation_table_is_read() -> None:
    octets = random.Random(8).randbytes(8 << 20)

    assert only(opened(a_msg(attachments=(Attached(octets),)))).octets == octets


def test_attachments_keep_the_order_of_the_container() -> None:
    attached = tuple(Attached(b"%d" % number, f"{number}.txt") for number in range(40))

    item = opened(a_msg(attachments=attached))

    names = [content.filename for content in item.contents if isinstance(content, OutlookAttachment)]
    assert names == [f"{number}.txt" for number in range(40)]


def test_a_signed_mail_is_handed_out_as_the_one_attachment_it_is() -> None:
    entity = b'Content-Type: multipart/signed; boundary="x"\r\n\r\n--x\r\n\r\nhej\r\n--x--\r\n'
    signed = Attached(entity, "smime.p7m", content_type="multipart/signed")

    item = opened(a_msg(message_class="IPM.Note.SMIME.MultipartSigned", text=None, attachments=(signed,)))

    assert item.message_class == "IPM.Note.SMIME.MultipartSigned"
    assert (only(item).octets, only(item).content_type) == (entity, "multipart/signed")


def test_what_is_only_a_reference_is_listed_with_a_finding() -> None:
    item = opened(a_msg(attachments=(Attached(b"", "i skyen.docx", method=7),)))

    assert only(item).filename == "i skyen.docx"
    assert item.findings == (ONLY_A_REFERENCE,)


def test_an_attachment_without_octets_is_listed_with_a_finding() -> None:
    item = opened(without(a_msg(attachments=(PICTURE,)), "__substg1.0_37010102"))

    assert (only(item).filename, only(item).octets) == ("skærmbillede på Ærø.png", b"")
    assert item.findings == (WITHOUT_OCTETS,)


@pytest.mark.parametrize("name", ["CONTENTS", "Package", "\x01Ole10Native", "noget andet"])
def test_of_an_ole_object_the_main_stream_is_taken_out(name: str) -> None:
    row: Tree = {
        "__properties_version1.0": bytes(8) + struct.pack("<HHIQ", 3, 0x3705, 6, 6),
        "__substg1.0_3701000D": {name: PNG, "\x03ObjInfo": b"x", "tom": {}},
    }

    item = opened(a_compound_file({"__properties_version1.0": bytes(32), "__attach_version1.0_#00000000": row}))

    assert only(item).octets == PNG
    assert item.findings == (PART_OF_AN_OBJECT,)


# --- messages in messages ---------------------------------------------------------------------------------------


def test_an_embedded_message_keeps_its_attachments() -> None:
    item = opened(a_msg(subject="VS: vrede", attachments=(PICTURE, Attached(EVERYTHING, method=5))))

    picture, embedded = item.contents
    assert isinstance(picture, OutlookAttachment)
    assert isinstance(embedded, OutlookItem)
    assert embedded.headers == TRANSPORT_HEADERS.encode()
    assert [type(content) for content in embedded.contents] == [
        OutlookAttachment,
        OutlookAttachment,
        OutlookItem,
        OutlookAttachment,
    ]


def test_an_embedded_message_inherits_the_code_page() -> None:
    octets = Item(subject="", sender_name="", more=((0x0037, STRING8, "Привет".encode("cp1251")),))

    whole = a_msg(subject="Привет", text=None, codepage=1251, attachments=(Attached(octets, method=5),))

    assert inside(opened(without(whole, "__substg1.0_0037001F"))).subject == "Привет"


def test_messages_in_messages_are_followed_to_the_limit_and_nothing_before_it_is_lost() -> None:
    whole = list(all_items(opened(a_msg(nested(20)))))
    cut = list(all_items(opened(a_msg(nested(21)))))

    assert [item.subject for item in whole] == [*[f"lag {level}" for level in reversed(range(20))], "inderst"]
    assert only(whole[-1]).octets == PNG
    assert [item.findings for item in cut] == [()] * 20 + [(TOO_DEEP,)]


def test_an_embedded_message_that_holds_nothing_is_a_finding() -> None:
    row: Tree = {"__properties_version1.0": bytes(8), "__substg1.0_3701000D": {}}

    item = opened(a_compound_file({"__properties_version1.0": bytes(32), "__attach_version1.0_#00000000": row}))

    assert (item.contents, item.findings) == ((), (EMBEDDED_UNREADABLE,))


# --- what is wrong or hostile -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"", NO_COMPOUND_FILE),
        (b"From: a@b.example\r\n\r\nhej" * 200, NO_COMPOUND_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NO_COMPOUND_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), DAMAGED),
        (a_compound_file({"WordDocument": b"x" * 5000, "1Table": b"y"}), NO_ITEM),
        (a_compound_file({}), NO_ITEM),
    ],
)
def test_what_is_no_outlook_file_is_refused(octets: bytes, reason: str) -> None:
    with pytest.raises(Unparseable, match=reason):
        opened(octets)


def test_a_message_without_its_list_of_properties_is_read_from_its_streams() -> None:
    item = opened(without(a_msg(), "__properties_version1.0"))

    assert (item.subject, item.date) == ("I skal ikke sove trygt på Ærø", None)
    assert item.findings == (WITHOUT_PROPERTIES,)


def test_siblings_in_one_long_chain_are_all_read() -> None:
    recipients = tuple(Recipient(f"Modtager {number}", f"m{number}@kommune.example") for number in range(3000))

    item = opened(a_msg(recipients=recipients[:900], is_chain=True))
    many = opened(a_msg(recipients=recipients, is_chain=True))

    assert item.to[-1] == Address("Modtager 899", "m899@kommune.example")
    assert len(many.to) == 1000
    assert many.findings == (TOO_MANY_RECIPIENTS,)


def test_more_attachments_than_are_taken_out_are_a_finding() -> None:
    attached = tuple(Attached(b"%d" % number) for number in range(2001))

    item = opened(a_msg(attachments=(*attached[:1000], Attached(Item(attachments=attached[:1000])))))

    assert sum(len(one.contents) for one in all_items(item)) == 2000
    assert [one.findings for one in all_items(item)] == [(), (TOO_MANY_ATTACHMENTS,)]
    assert len(opened(a_msg(attachments=attached)).contents) == 2000


def test_octets_are_handed_out_to_the_limit_and_the_rest_is_a_finding() -> None:
    item = opened(a_msg(attachments=(Attached(b"x" * 5000), Attached(b"y" * 5000))), Limits(octets=7000))

    sizes = [len(content.octets) for content in item.contents if isinstance(content, OutlookAttachment)]
    assert sizes[0] == 5000
    assert sizes[1] < 2000
    assert TOO_MANY_OCTETS in item.findings


def test_streams_that_share_their_sectors_cannot_multiply() -> None:
    octets = a_msg(attachments=(Attached(b"x" * 4_000_000), *(Attached(b"y" * 4096) for _ in range(500))))
    aliased = with_all_large_streams_at(octets, start=0, size=4_000_000)
    tracemalloc.start()
    began = time.process_time()

    item = opened(aliased)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    handed_out = sum(len(content.octets) for content in item.contents if isinstance(content, OutlookAttachment))
    assert handed_out <= len(aliased)
    assert item.findings == (TOO_MANY_OCTETS,)
    assert peak < 3 * len(aliased)
    assert time.process_time() - began < 5


def test_a_storage_that_holds_itself_is_read_once() -> None:
    octets = bytearray(a_msg(nested(3)))
    for entry in entries(octets):
        if octets[entry + 66] == 1:
            octets[entry + 76 : entry + 80] = struct.pack("<I", 1)

    item = opened(bytes(octets))

    assert sum(1 for _ in all_items(item)) <= 4


def test_a_loop_in_the_allocation_table_ends() -> None:
    octets = bytearray(a_msg(attachments=(Attached(b"x" * 100_000),)))
    table = fat_of(octets)
    for number in range(150):
        octets[table + 4 * number : table + 4 * number + 4] = struct.pack("<I", number // 2)
    began = time.process_time()

    item = opened(bytes(octets))

    assert len(only(item).octets) == 100_000
    assert time.process_time() - began < 1


def test_a_stream_whose_sectors_end_early_is_cut_with_a_finding() -> None:
    octets = bytearray(a_msg(attachments=(Attached(b"x" * 100_000, "x.bin"), PICTURE)))
    table = fat_of(octets)
    octets[table + 4 * 9 : table + 4 * 10] = struct.pack("<I", END)

    cut, whole = opened(bytes(octets)).contents

    assert isinstance(cut, OutlookAttachment)
    assert isinstance(whole, OutlookAttachment)
    assert (cut.octets, whole.octets) == (b"x" * 10 * SECTOR, PNG)
    assert opened(bytes(octets)).findings == (CUT_SHORT,)


@pytest.mark.parametrize(
    "patch",
    [
        (72, struct.pack("<I", 0xFFFFFFFF)),  # sectors of the second allocation table
        (44, struct.pack("<I", 0xFFFFFFFF)),  # sectors of the first
        (64, struct.pack("<I", 0xFFFFFFFF)),  # sectors of the small one
        (68, struct.pack("<II", 0, 1)),
        (48, struct.pack("<I", 0xFFFFFFF0)),
        (30, struct.pack("<H", 0)),
        (30, struct.pack("<H", 31)),
        (30, struct.pack("<H", 0xFFFF)),
        (30, struct.pack("<H", 12)),
        (32, struct.pack("<H", 0xFFFF)),
        (76, struct.pack("<109I", *range(109))),
        (76, struct.pack("<I", 0xFFFFFFF0)),
        (26, b"\xff\xff\xff\xff"),
        (56, struct.pack("<I", 0)),
    ],
    ids=str,
)
def test_a_header_that_counts_what_is_not_there_costs_nothing(patch: tuple[int, bytes]) -> None:
    at, octets = patch
    whole = a_msg(EVERYTHING)
    began = time.process_time()

    try_to_open(whole[:at] + octets + whole[at + len(octets) :])

    assert time.process_time() - began < 1


def test_a_directory_that_counts_enormous_streams_costs_nothing() -> None:
    octets = bytearray(a_msg(EVERYTHING))
    for entry in entries(octets):
        octets[entry + 120 : entry + 128] = b"\xff" * 8
    began = time.process_time()

    opened(bytes(octets))

    assert time.process_time() - began < 1


def test_a_large_and_busy_mail_is_read_quickly() -> None:
    recipients = tuple(Recipient(f"Modtager {number}", f"m{number}@kommune.example") for number in range(1000))
    octets = a_msg(EVERYTHING, recipients=recipients, attachments=(Attached(bytes(5 << 20)), *[PICTURE] * 200))
    began = time.process_time()

    item = opened(octets)

    assert len(item.contents) == 201
    assert time.process_time() - began < 2


def test_nothing_is_printed_or_logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    whole = a_msg(EVERYTHING)

    for end in range(0, len(whole), 500):
        try_to_open(whole[:end])

    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    octets = bytearray(data.draw(st.sampled_from(sorted(samples("msg")))))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(octets) - 1))
        patch = data.draw(st.binary(min_size=1, max_size=8) | st.sampled_from([b"\xff\xff\xff\xff", bytes(4)]))
        octets[at : at + len(patch)] = patch
    end = data.draw(st.integers(0, len(octets)) | st.just(len(octets)))

    item = try_to_open(bytes(octets[:end]))

    assert item is None or all(map(is_sound, all_items(item)))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_directory_is_read_or_refused(data: st.DataObject) -> None:
    octets = bytearray(data.draw(st.sampled_from(sorted(samples("msg")))))
    for entry in data.draw(st.lists(st.sampled_from(list(entries(octets))), min_size=1, max_size=6)):
        at = entry + data.draw(st.sampled_from([64, 66, 68, 72, 76, 116, 120, 124]))
        number = data.draw(st.integers(0, 300) | st.sampled_from([0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF]))
        octets[at : at + 4] = struct.pack("<I", number)

    item = try_to_open(bytes(octets))

    assert item is None or sum(1 for _ in all_items(item)) <= 4


# --- how it is damaged ------------------------------------------------------------------------------------------


def try_to_open(octets: bytes) -> OutlookItem | None:
    try:
        return opened(octets)
    except Unparseable:
        return None


def entries(octets: bytes | bytearray) -> Iterator[int]:
    """Where the entries of the directory are."""
    start = SECTOR + SECTOR * struct.unpack_from("<I", octets, 48)[0]
    for entry in range(start, fat_of(octets), 128):
        if octets[entry : entry + 64].strip(b"\0"):
            yield entry


def fat_of(octets: bytes | bytearray) -> int:
    return SECTOR + SECTOR * int(struct.unpack_from("<I", octets, 76)[0])


def without(octets: bytes, name: str) -> bytes:
    """The file with every stream of that name called otherwise."""
    other = ("x" + name[1:]).encode("utf-16-le")
    assert name.encode("utf-16-le") in octets
    return octets.replace(name.encode("utf-16-le"), other)


def with_all_large_streams_at(octets: bytes, start: int, size: int) -> bytes:
    """The file with every stream that lies in whole sectors begun at one of them."""
    changed = bytearray(octets)
    for entry in entries(octets):
        if octets[entry + 66] == 2 and struct.unpack_from("<Q", octets, entry + 120)[0] >= 4096:
            changed[entry + 116 : entry + 128] = struct.pack("<IQ", start, size)
    return bytes(changed)
