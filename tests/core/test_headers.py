from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.core.addresses import MOST
from archiver.core.headers import envelope_of, headers_of
from archiver.core.records import Address
from archiver.core.trust import MACHINE_MARKS
from tests.builders import a_letter, with_long_header, with_many_headers

LETTERS = Path(__file__).parents[1] / "letters"
JETTE = "jette.jensen@kommune.example"
CITIZEN = "vred.borger@udbyder.example"


def letter(name: str) -> bytes:
    return (LETTERS / f"{name}.eml").read_bytes()


def test_an_ordinary_letter_is_read_field_by_field() -> None:
    octets = a_letter(
        sender="Jette Jensen <Jette.Jensen@Kommune.Example>",
        to='"Arkiv, det" <arkiv@kommune.example>, leder@kommune.example (Lederen)',
        headers=(
            ("Cc", "x@kommune.example"),
            ("Reply-To", "y@kommune.example"),
            ("Sender", "z@kommune.example"),
            ("In-Reply-To", "<a@kommune.example>"),
            ("References", "<b@kommune.example>\r\n <a@kommune.example>"),
            ("X-Archive-Loop", "arkiv.kommune.example"),
        ),
    )

    envelope = envelope_of(octets)

    assert envelope.from_ == (Address("Jette Jensen", "Jette.Jensen@kommune.example"),)
    assert envelope.to == (
        Address("Arkiv, det", "arkiv@kommune.example"),
        Address("Lederen", "leder@kommune.example"),
    )
    assert envelope.cc == (Address("", "x@kommune.example"),)
    assert envelope.reply_to == (Address("", "y@kommune.example"),)
    assert envelope.sender == (Address("", "z@kommune.example"),)
    assert envelope.from_count == 1
    assert envelope.message_id == "<brev.1@kommune.example>"
    assert envelope.in_reply_to == ("<a@kommune.example>",)
    assert envelope.references == ("<b@kommune.example>", "<a@kommune.example>")
    assert envelope.archive_loop == ("arkiv.kommune.example",)
    assert envelope.machine_marks == ()


@pytest.mark.parametrize("name", ["bare_line_feeds", "bare_carriage_returns", "mbox_from_line"])
def test_line_ends_and_envelope_lines_do_not_change_what_is_read(name: str) -> None:
    seen = envelope_of(letter(name))

    assert replace(seen, is_ambiguous=False) == envelope_of(a_letter())
    assert seen.is_ambiguous == (name == "bare_carriage_returns")


def test_the_blank_line_may_end_otherwise_than_the_lines_before_it() -> None:
    envelope = envelope_of(letter("mixed_line_ends"))

    assert envelope.subject == "blandet"
    assert [address.address for address in envelope.to] == ["arkiv@kommune.example"]


@pytest.mark.parametrize("name", ["raw_8bit_headers_utf8", "raw_8bit_headers_latin1"])
def test_raw_8bit_headers_are_read_as_utf8_or_else_as_latin1(name: str) -> None:
    assert envelope_of(letter(name)).subject == "Trusler på Ærø"


def test_a_character_cut_between_two_encoded_words_is_whole_again() -> None:
    assert envelope_of(letter("encoded_word_split_character")).subject == "æøå"


def test_encoded_words_in_a_forbidden_charset_get_a_latin1_view() -> None:
    assert envelope_of(letter("encoded_word_unknown_charset")).subject == "førurw"


def test_undecodable_encoded_words_lose_nothing_around_them() -> None:
    assert envelope_of(letter("encoded_word_broken_base64")).subject.startswith("hej og")


def test_line_ends_inside_encoded_words_cannot_start_another_field() -> None:
    envelope = envelope_of(letter("encoded_word_line_feed"))

    assert envelope.subject == "VS: hej Bcc: alle@kommune.example"
    assert envelope.from_ == (Address("Jette Bcc: x", JETTE),)


def test_lone_surrogates_and_nul_never_leave_a_field() -> None:
    subjects = envelope_of(letter("lone_surrogate")).subject + envelope_of(letter("nul_octets")).subject

    assert subjects.encode("utf-8")
    assert "\0" not in subjects


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("from_display_name", [CITIZEN]),
        ("from_encoded_name", [CITIZEN]),
        ("from_encoded_name_with_comma", [CITIZEN]),
        ("from_route", [CITIZEN]),
        ("from_bare_display_name", [CITIZEN, JETTE]),
        ("from_group", ["", CITIZEN]),
        ("from_several", [JETTE, CITIZEN]),
        ("from_two_angles", [JETTE, CITIZEN]),
        ("from_nul", [""]),
        ("from_unclosed_quote", [""]),
        ("from_empty", []),
        ("from_comment", [JETTE]),
        ("from_folded", [JETTE]),
    ],
)
def test_no_name_comment_or_group_smuggles_an_address_in(name: str, addresses: list[str]) -> None:
    assert [address.address for address in envelope_of(letter(name)).from_] == addresses


@pytest.mark.parametrize("name", ["from_two_fields", "from_space_before_colon"])
def test_two_from_fields_are_counted_as_two(name: str) -> None:
    read = headers_of(letter(name))

    assert read.envelope.from_count == 2
    assert "more than one From field" in read.findings


def test_a_second_from_behind_the_limits_is_still_counted() -> None:
    long = with_long_header(2 << 20).replace(b"\r\n\r\n", b"\r\nFrom: vred.borger@udbyder.example\r\n\r\n", 1)
    many = with_many_headers(50_000).replace(b"\r\n\r\n", b"\r\nFrom: vred.borger@udbyder.example\r\n\r\n", 1)

    assert envelope_of(long).from_count == 2
    assert envelope_of(many).from_count == 2


def test_a_name_that_looks_like_the_domain_is_kept_as_written() -> None:
    domains = [envelope_of(letter(name)).from_[0].domain for name in ("from_homograph", "from_kelvin")]

    assert "kommune.example" not in domains


def test_an_address_with_a_quoted_local_part_or_a_literal_domain_is_one_address() -> None:
    envelope = envelope_of(a_letter(to='"a, b"@kommune.example, <c@[192.0.2.1]>'))

    assert [address.address for address in envelope.to] == ['"a, b"@kommune.example', "c@[192.0.2.1]"]


def test_a_group_without_members_still_shows_its_name() -> None:
    assert envelope_of(a_letter(to="undisclosed-recipients:;")).to == (Address("undisclosed-recipients", ""),)


def test_addresses_beyond_the_limit_are_said_to_be_missing() -> None:
    read = headers_of(a_letter(to=", ".join(["a@kommune.example"] * (MOST + 5))))

    assert len(read.envelope.to) == MOST
    assert any("addresses in a field" in finding for finding in read.findings)


def test_a_date_keeps_the_zone_its_sender_gave() -> None:
    envelope = envelope_of(a_letter(date="Fri, 20 Nov 2026 14:32:00 +0100"))

    assert envelope.date == datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
    assert envelope.date is not None
    assert envelope.date.utcoffset() == timedelta(hours=1)
    assert envelope.date_text == "Fri, 20 Nov 2026 14:32:00 +0100"


@pytest.mark.parametrize("name", ["date_year_99999", "date_offset_9999", "date_garbage", "date_huge_number"])
def test_an_impossible_date_is_no_date_and_is_kept_as_written(name: str) -> None:
    envelope = envelope_of(letter(name))

    assert envelope.date is None
    assert envelope.date_text


@pytest.mark.parametrize(("name", "year"), [("date_1970", 1970), ("date_2126", 2126)])
def test_an_unlikely_date_is_still_what_the_sender_claims(name: str, year: int) -> None:
    date = envelope_of(letter(name)).date

    assert date is not None
    assert date.year == year


@pytest.mark.parametrize("name", ["message_id_missing", "message_id_enormous", "message_id_hostile"])
def test_a_message_id_that_cannot_be_one_is_none(name: str) -> None:
    assert envelope_of(letter(name)).message_id is None


def test_a_message_id_of_a_megabyte_is_a_finding() -> None:
    read = headers_of(a_letter(message_id="<" + "x" * 900_000 + "@kommune.example>"))

    assert read.envelope.message_id is None
    assert "message id too long" in read.findings


def test_received_lines_come_newest_first_with_their_times() -> None:
    octets = (
        b"Received: from mx.example (mx.example [192.0.2.1]) by imap.kommune.example with ESMTP id 1;"
        b" Fri, 20 Nov 2026 14:32:05 +0100\r\n"
        b"Received: from a.example by mx.example; Fri, 20 Nov 2026 14:32:01 +0100\r\n"
    ) + a_letter()

    hops = envelope_of(octets).received

    assert [hop.by for hop in hops] == ["imap.kommune.example", "mx.example"]
    assert hops[0].host == "mx.example (mx.example [192.0.2.1])"
    assert hops[0].at == datetime(2026, 11, 20, 13, 32, 5, tzinfo=UTC)


def test_received_lines_no_server_wrote_are_findings_in_the_words_of_mail_parser() -> None:
    read = headers_of(letter("received_odd"))

    assert len(read.envelope.received) == 4
    assert "mail-parser: ReceivedHeaderDefect" in read.findings
    assert "mail-parser: DateHeaderDefect" in read.findings


def test_delivered_to_lists_each_address_once() -> None:
    assert envelope_of(letter("delivered_to")).delivered_to == (
        "arkiv+2026-0012-K7QX@kommune.example",
        "arkiv@kommune.example",
    )


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("machine_out_of_office", ("auto-submitted",)),
        ("machine_precedence", ("precedence",)),
        ("machine_x_autoreply", ("x-autoreply",)),
        ("machine_list", ("list",)),
        ("machine_null_return_path", ("null-return-path",)),
        ("machine_no_reply", ("no-reply-sender",)),
        ("bounce", ("auto-submitted", "null-return-path", "no-reply-sender", "report")),
        ("garbage_line_among_headers", ("auto-submitted",)),
        ("person_with_exchange_suppress", ()),
        ("person_auto_submitted_no", ()),
    ],
)
def test_machine_mail_is_told_by_its_marks(name: str, marks: tuple[str, ...]) -> None:
    assert envelope_of(letter(name)).machine_marks == marks


@pytest.mark.parametrize("value", ["auto_reply", "List", " bulk (x)", "junk", "auto-reply"])
def test_every_precedence_of_a_machine_is_a_mark(value: str) -> None:
    assert envelope_of(a_letter(headers=(("Precedence", value),))).machine_marks == ("precedence",)


def test_every_mark_is_in_the_published_list() -> None:
    seen = {mark for path in LETTERS.glob("*.eml") for mark in envelope_of(path.read_bytes()).machine_marks}
    seen |= set(envelope_of(with_many_headers(20_000)).machine_marks)

    assert seen == set(MACHINE_MARKS)


def test_a_header_without_end_is_read_to_a_megabyte_and_marked_as_no_persons() -> None:
    read = headers_of(with_long_header(4 << 20))

    assert "header block longer than 1 MiB; the rest was not read" in read.findings
    assert read.envelope.machine_marks == ("unbounded-header",)
    assert read.envelope.from_[0].address == JETTE


def test_fifty_thousand_header_fields_are_read_to_ten_thousand() -> None:
    assert "more than 10000 header fields; the rest was not read" in headers_of(with_many_headers(50_000)).findings


def test_nothing_at_all_is_an_empty_envelope_with_a_finding() -> None:
    read = headers_of(letter("empty"))

    assert read.envelope.from_ == ()
    assert read.findings == ("no header",)
