"""Which program a forward was made with: by what that program wrote itself, and never by a guess."""

import time
import tomllib
from collections import Counter
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.reading import read
from archiver.core.records import Client
from tests.builders import a_forward_with_attachment, a_letter, a_multipart
from tests.clients import ClientLetter, letters

#: What each imitated program is; the others are of no kind that anybody is coached in.
KINDS = {
    "outlook-classic": Client.OUTLOOK,
    "outlook-2010": Client.OUTLOOK,
    "outlook-broken": Client.OUTLOOK,
    "outlook-folded": Client.OUTLOOK,
    "outlook-marked": Client.OUTLOOK,
    "outlook-unseparated": Client.OUTLOOK,
    "outlook-entities": Client.OUTLOOK,
    "outlook-us-figures": Client.OUTLOOK,
    "outlook-narrow-blank": Client.OUTLOOK,
    "outlook-web": Client.OUTLOOK_WEB,
    "outlook-web-old": Client.OUTLOOK_WEB,
    "outlook-stars": Client.OUTLOOK_WEB,
    "outlook-tight": Client.OUTLOOK_WEB,
    "outlook-new": Client.OUTLOOK_WEB,
    "outlook-new-hard-blank": Client.OUTLOOK_WEB,
    "outlook-mac": Client.OUTLOOK_WEB,
    "outlook-2019": Client.OUTLOOK_WEB,
    "outlook-ios": Client.PHONE,
    "outlook-android": Client.PHONE,
    "apple-ios": Client.PHONE,
    "apple-ios-reply": Client.PHONE,
    "samsung": Client.PHONE,
    "phone": Client.PHONE,
    "apple-mail": Client.APPLE_MAIL,
    "apple-mail-flowed": Client.APPLE_MAIL,
    "apple-mail-us": Client.APPLE_MAIL,
    "apple-hard-blank": Client.APPLE_MAIL,
    "apple-reply": Client.APPLE_MAIL,
    "gmail": Client.GMAIL,
    "gmail-bold": Client.GMAIL,
    "gmail-reply": Client.GMAIL,
}
IMITATED = [letter for letter in letters() if letter.client]
BLOCK = (
    "Fra: Borger <vred@udbyder.example>\r\nSendt: 3. maj 2024 10:31\r\nTil: Jette\r\nEmne: Hej\r\n"
    "\r\nI skal ikke sove.\r\n"
)
HTML = "text/html; charset=utf-8"


def made_with(octets: bytes) -> Client | None:
    return read(octets).client


def a_forward(own: str = "Til jer.", block: str = BLOCK, **mail: object) -> bytes:
    return a_letter(body=f"{own}\r\n\r\n{block}", **mail)  # type: ignore[arg-type]


def test_no_letter_is_taken_for_another_programs_and_nearly_all_are_known() -> None:
    score = Counter(_became(letter) for letter in IMITATED)
    known = score["right"] + score["missed"]

    print(f"\n{len(IMITATED)} letters of imitated programs: {dict(score)}")
    assert score["wrong"] == 0, [letter.name for letter in IMITATED if _became(letter) == "wrong"]
    assert score["right"] / known > 0.9


def _became(letter: ClientLetter) -> str:
    kind, found = KINDS.get(letter.client), made_with(letter.octets)
    if found == kind:
        return "right" if kind else "rightly nobody's"
    return "missed" if found is None else "wrong"


@pytest.mark.parametrize(
    ("field", "program", "client"),
    [
        ("X-Mailer", "Microsoft Outlook 16.0", Client.OUTLOOK),
        ("X-Mailer", "Microsoft Office Outlook 12.0", Client.OUTLOOK),
        ("X-Mailer", "Microsoft Outlook Express 6.00.2900.5512", None),
        ("User-Agent", "Microsoft-MacOutlook/16.78.23100802", Client.OUTLOOK_WEB),
        ("X-Mailer", "iPhone Mail (21E236)", Client.PHONE),
        ("X-Mailer", "iPad Mail (21E236)", Client.PHONE),
        ("User-Agent", "K-9 Mail for Android", Client.PHONE),
        ("User-Agent", "Thunderbird for Android", Client.PHONE),
        ("X-Mailer", "Apple Mail (2.3774.500.171.1.1)", Client.APPLE_MAIL),
        ("User-Agent", "Mozilla Thunderbird", None),
        ("User-Agent", "Roundcube Webmail/1.6", None),
        ("X-Mailer", "Hjemmelavet 1.0", None),
    ],
)
def test_a_program_that_names_itself_is_believed(field: str, program: str, client: Client | None) -> None:
    assert made_with(a_forward(headers=((field, program),))) == client
    assert made_with(a_forward_with_attachment(headers=((field, program),))) == client


@pytest.mark.parametrize(
    "signature",
    [
        "Sendt fra min iPhone",
        "Sendt fra min iPad",
        "Sendt fra min Galaxy",
        "Sendt fra min mobil, undskyld stavefejl",
        "Sendt fra Outlook til iOS",
        "Hent Outlook til Android",
        "Hent Outlook til iOS<https://aka.ms/o0ukef>",
        "Sent from my iPhone",
        "Get Outlook for Android",
        "Sent from Outlook for iOS",
        "Sent from Yahoo Mail on Android",
        "Skickat från min iPhone",
        "Hämta Outlook för iOS",
        "Få Outlook for Android",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für iOS",
        "Outlook für Android beziehen",
    ],
)
def test_a_phones_signature_above_the_quotation_is_a_phone(signature: str) -> None:
    assert made_with(a_forward(f"Til jer.\r\n\r\n{signature}")) is Client.PHONE
    page = f"<p>Til jer.</p><div>{signature.partition('<')[0]}</div><p>{BLOCK.replace(chr(13), '<br>')}</p>"
    assert made_with(a_letter(body=page, content_type=HTML)) is Client.PHONE


@pytest.mark.parametrize(
    "own",
    [
        "Sendt fra min computer",
        "Sendt fra Mail til Windows",
        "Jeg har en iPhone",
        "Han ringede også. Sendt fra min nabos telefon",
        f"Sendt fra min iPhone {'og meget andet ' * 8}",
        "Sendt fra min iPhone\r\nMed venlig hilsen\r\nJette Jensen\r\nBorgerservice",
    ],
)
def test_words_that_only_look_like_a_signature_are_none(own: str) -> None:
    assert made_with(a_forward(own)) is None


def test_the_citizens_phone_is_not_the_forwarders() -> None:
    signed = BLOCK + "\r\nSendt fra min iPhone\r\n"
    page = f"<p>Til jer.</p><p>{signed.replace(chr(13), '<br>')}</p><div id='ms-outlook-mobile-signature'>x</div>"

    assert made_with(a_forward(block=signed)) is None
    assert made_with(a_forward(block=f"-----Oprindelig meddelelse-----\r\n{signed}")) is Client.OUTLOOK
    assert made_with(a_letter(body=page, content_type=HTML)) is None


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("VS: Hej", "I skal ikke sove.\r\n\r\nSendt fra min iPhone\r\n"),
        ("Se her", "> I skal ikke sove.\r\n\r\nSendt fra min iPhone\r\n"),
        ("Se her", "-----Oprindelig meddelelse-----\r\nI skal ikke sove.\r\n\r\nSendt fra min iPhone\r\n"),
    ],
)
def test_a_signature_below_what_may_be_quoted_unseen_counts_for_nobody(subject: str, body: str) -> None:
    assert made_with(a_letter(subject=subject, body=body)) is None


def test_a_mail_of_ones_own_words_from_a_phone_is_a_phones() -> None:
    assert made_with(a_letter(subject="Se her", body="Han ringede.\r\n\r\nSendt fra min iPhone\r\n")) is Client.PHONE


def test_gmail_is_known_by_its_message_id_also_where_nothing_is_quoted() -> None:
    gmails = "<CAKx7_abc+DEF=gh-1234@mail.gmail.com>"

    assert made_with(a_forward_with_attachment(message_id=gmails)) is Client.GMAIL
    assert made_with(a_forward("Til jer.\r\n\r\nSendt fra min iPhone", message_id=gmails)) is Client.PHONE


def test_what_passes_through_google_is_not_made_with_gmail() -> None:
    google = (("X-Gm-Message-State", "AOJu0YwKq"), ("X-Google-Smtp-Source", "AGHT+IF"))

    assert made_with(a_forward(headers=google)) is None


def test_signs_that_contradict_one_another_name_nobody() -> None:
    body = f"Til jer.\r\n\r\n-----Oprindelig meddelelse-----\r\n{BLOCK}"

    assert made_with(a_letter(body=body, message_id="<CAKx7@mail.gmail.com>")) is None


def test_a_mark_inside_what_is_quoted_without_one_is_not_the_forwarders() -> None:
    inner = f'<div class="gmail_quote">{BLOCK.replace(chr(13), "<br>")}</div>'
    page = f"<p>Til jer.</p><p>{BLOCK.replace(chr(13), '<br>')}</p>{inner}"

    assert made_with(a_letter(body=page, content_type=HTML)) is None
    assert made_with(a_letter(body=f"<p>Til jer.</p>{inner}", content_type=HTML)) is Client.GMAIL


def test_a_redirected_mail_tells_nothing_of_who_sent_it_on() -> None:
    resent = (("Resent-From", "jette.jensen@kommune.example"), ("X-Mailer", "iPhone Mail (21E236)"))

    assert made_with(a_letter(headers=resent)) is None


def test_an_original_attached_does_not_lend_its_program_to_the_forward() -> None:
    enclosed = a_letter(headers=(("X-Mailer", "iPhone Mail (21E236)"),), body="x\r\n\r\nSendt fra min iPhone\r\n")

    assert made_with(a_forward_with_attachment(enclosed)) is None
    assert made_with(a_multipart([(("Content-Type: message/rfc822",), enclosed)])) is None


def test_every_word_of_the_file_names_its_sources() -> None:
    with resources.files("archiver.core.forwards").joinpath("client.toml").open("rb") as words:
        file = tomllib.load(words)
    sources = file.pop("sources")
    tables = [*file.pop("programs").values(), *file.values()]

    assert set(sources) == {
        source.rstrip("?") for table in tables for named in table.values() for source in named.split()
    }


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60), st.sampled_from(["text/plain", HTML]))
def test_no_mail_stops_it(own: str, quoted: str, program: str, kind: str) -> None:
    mail = a_forward(
        own, quoted, content_type=kind, headers=(("X-Mailer", program.replace("\n", "").replace("\r", "")),)
    )

    assert made_with(mail) in {None, *Client}


@pytest.mark.parametrize(
    "piece",
    ["<blockquote ", "border-top: ", "id=mail-editor-reference-message-container ", "cite", "Fra:", "> ", "--"],
)
def test_a_long_page_of_marks_takes_no_time(piece: str) -> None:
    begun = time.process_time()

    made_with(a_letter(body=f"{BLOCK}{piece * (400_000 // len(piece))}", content_type=HTML))

    assert time.process_time() - begun < 5


def test_a_letter_that_grows_in_lower_case_hides_no_mark() -> None:
    inner = f'<div class="gmail_quote">{BLOCK.replace(chr(13), "<br>")}</div>'

    assert made_with(a_letter(body=f"<p>{'İ' * 500}</p>{inner}", content_type=HTML)) is Client.GMAIL
