from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest
from babel.dates import format_datetime
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.core.forwards.inline import LONGEST_TEXT, Found, Inline, Quoted, in_text, merged
from archiver.core.forwards.messages import DEEPEST
from archiver.core.forwards.people import people, person
from archiver.core.forwards.wording import tables
from archiver.core.records import Address, Confidence, DateZone, Recovery

JETTE = Address("Jette Jensen", "jj@udenfor.example")
ANNA = Address("Anna And", "aa@kommune.example")
BO = Address("Bo Bertelsen", "bb@kommune.example")
WHEN = datetime(2024, 5, 3, 10, 31)
THEIRS = "I er nogle klaphatte.\n\nJette"


def only(text: str) -> Quoted:
    chain = in_text(text).chain
    assert len(chain) == 1
    return chain[0]


def told(quoted: Quoted) -> tuple[object, ...]:
    return quoted.from_, quoted.to, quoted.cc, quoted.subject, quoted.date, quoted.text


FORWARDS = {
    "classic Outlook": f"""Til jer.

-----Oprindelig meddelelse-----
Fra: Jette Jensen <jj@udenfor.example>
Sendt: 3. maj 2024 10:31
Til: Anna And <aa@kommune.example>; Bo Bertelsen <bb@kommune.example>
Cc: Post
Emne: Min sag

{THEIRS}
""",
    "Outlook on the web": f"""Til jer.

Sendt fra Outlook til iOS
________________________________
Fra: Jette Jensen <jj@udenfor.example>
Sendt: Friday, May 3, 2024 10:31:00 AM
Til: Anna And <aa@kommune.example>; Bo Bertelsen <bb@kommune.example>
Cc: Post
Emne: Min sag

{THEIRS}
""",
    "new Outlook, no blank line before the words": f"""Til jer.

Fra: Jette Jensen <jj@udenfor.example>
Dato: fredag den 3. maj 2024 kl. 10.31
Til: Anna And <aa@kommune.example>, Bo Bertelsen <bb@kommune.example>
Cc: Post
Emne: Min sag
{THEIRS}
""",
    "Exchange, from a page": f"""Til jer.

Fra: Jette Jensen <jj@udenfor.example<mailto:jj@udenfor.example>>
Sendt: 3. maj 2024 10:31
Til: Anna And <aa@kommune.example<mailto:aa@kommune.example>>; Bo Bertelsen
<bb@kommune.example<mailto:bb@kommune.example>>
Cc: Post
Emne: Min sag
Vedhæftede filer: billede.png; brev.pdf
Prioritet: Høj

{THEIRS}
""",
    "Gmail, labels of two languages": f"""Til jer.

---------- Forwarded message ---------
Fra: *Jette Jensen* <jj@udenfor.example>
Date: fre. 3. maj 2024 kl.\u202f10.31
Subject: Min sag
To: Anna And <aa@kommune.example>, Bo Bertelsen <bb@kommune.example>
Cc: Post


{THEIRS}
""",
    "Gmail, made from a page": f"""Til jer.

*Fra:* Jette Jensen <jj@udenfor.example>
*Sendt:* 3. maj 2024 10:31
*Til:* Anna And <aa@kommune.example>; Bo Bertelsen <bb@kommune.example>
*Cc:* Post
*Emne:* Min sag

{THEIRS}
""",
    "Apple Mail": "Til jer.\n\n> Start på videresendt besked:\n> \n> Fra: Jette Jensen <jj@udenfor.example>\n"
    "> Emne: Min sag\n> Dato: 3. maj 2024 kl. 10.31\n> Til: Anna And <aa@kommune.example>,\n"
    "> Bo Bertelsen <bb@kommune.example>\n> Cc: Post\n> Svar til: post@udenfor.example\n> \n"
    + "".join(f"> {line}\n" for line in THEIRS.split("\n")),
    "Thunderbird": f"""Til jer.


-------- Videresendt meddelelse --------
Emne: \tMin sag
Dato: \t3. maj 2024 10:31
Fra: \tJette Jensen <jj@udenfor.example>
Til: \tAnna And <aa@kommune.example>, Bo Bertelsen <bb@kommune.example>
Kopi til (CC): \tPost



{THEIRS}
""",
    "Yahoo, glued": f"""Til jer.

   ----- Videresendt meddelelse -----
 Fra: "Jette Jensen" <jj@udenfor.example>Til: "Anna And" <aa@kommune.example>; "Bo Bertelsen"
 <bb@kommune.example>Cc: PostSendt: fredag den 3. maj 2024 10.31.00Emne: Min sag
 {THEIRS}
""".replace("\n I", "\nI"),
    "a blank line after every label": f"""Til jer.

Fra: Jette Jensen <jj@udenfor.example>

Sendt: 3. maj 2024 10:31

Til: Anna And <aa@kommune.example>; Bo Bertelsen <bb@kommune.example>

Cc: Post

Emne: Min sag

{THEIRS}
""",
    "values below their labels": f"""Til jer.

Fra:
Jette Jensen <jj@udenfor.example>
Sendt:
3. maj 2024 10:31
Til:
Anna And <aa@kommune.example>; Bo Bertelsen <bb@kommune.example>
Cc:
Post
Emne:
Min sag

{THEIRS}
""",
    "Notes, and names with an address in brackets": f"""Til jer.

----- Videresendt af Anna And den 04-05-2024 08:00 -----
Fra: Jette Jensen [mailto:jj@udenfor.example]
Sendt: 3. maj 2024 10:31
Til: Anna And [mailto:aa@kommune.example]; Bo Bertelsen [mailto:bb@kommune.example]
Cc: Post
Emne: Min sag

{THEIRS}
""",
    "line ends of a PC": "Til jer.\r\n\r\nFra: Jette Jensen <jj@udenfor.example>\r\nSendt: 3. maj 2024 10:31\r\n"
    "Til: Anna And <aa@kommune.example>; Bo Bertelsen <bb@kommune.example>\r\nCc: Post\r\nEmne: Min sag\r\n\r\n"
    + THEIRS.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("text", FORWARDS.values(), ids=FORWARDS)
def test_a_forward_is_read_as_its_program_writes_it(text: str) -> None:
    assert told(only(text)) == (JETTE, (ANNA, BO), (Address("Post", ""),), "Min sag", WHEN, THEIRS)


@pytest.mark.parametrize("text", FORWARDS.values(), ids=FORWARDS)
def test_what_stands_above_is_the_mails_own(text: str) -> None:
    assert in_text(text).own_text.removesuffix("Sendt fra Outlook til iOS").strip() == "Til jer."


OTHERS = {
    "sv": "Från: {}\nSkickat: den 3 maj 2024 10:31\nTill: {}\nÄmne: {}\n\n{}",
    "nb": "Fra: {}\nSendt: fredag 3. mai 2024 10:31\nTil: {}\nEmne: {}\n\n{}",
    "de": "Von: {}\nGesendet: Freitag, 3. Mai 2024 10:31\nAn: {}\nBetreff: {}\n\n{}",
    "en": "From: {}\nSent: Friday, May 3, 2024 10:31 AM\nTo: {}\nSubject: {}\n\n{}",
    "fr": "De : {}\nEnvoyé : vendredi 3 mai 2024 10:31\nÀ : {}\nObjet : {}\n\n{}",
    "pl": "Od: {}\nWysłano: piątek, 3 maja 2024 10:31\nDo: {}\nTemat: {}\n\n{}",
    "fi": "Lähettäjä: {}\nLähetetty: perjantai 3. toukokuuta 2024 10.31\nVastaanottaja: {}\nAihe: {}\n\n{}",
    "ru": "От: {}\nОтправлено: 3 мая 2024 г. 10:31\nКому: {}\nТема: {}\n\n{}",
    "zh": "发件人： {}\n发送时间： 2024年5月3日 10:31\n收件人： {}\n主题： {}\n\n{}",
    "ar": "\u200fمن: {}\nتاريخ الإرسال: 3 مايو 2024 10:31\nإلى: {}\nالموضوع: {}\n\n{}",
    "cells": "Fra\t{}\nDato\t3. maj 2024 10:31\nTil\t{}\nEmne\t{}\n\n{}",
    "decomposed": "Fra\u030an: {}\nSkickat: 3 maj 2024 10:31\nTill: {}\nA\u0308mne: {}\n\n{}",
}


@pytest.mark.parametrize("block", OTHERS.values(), ids=OTHERS)
def test_other_languages_and_forms_are_read_too(block: str) -> None:
    text = "x\n\n" + block.format("Jette Jensen <jj@udenfor.example>", "aa@kommune.example", "Min sag", THEIRS)

    expected = (JETTE, (Address("", "aa@kommune.example"),), (), "Min sag", WHEN, THEIRS)
    assert told(only(text)) == expected


REPLIES = {
    "Gmail": "Den fre. 3. maj 2024 kl. 10.31 skrev Jette Jensen <jj@udenfor.example>:\n\n{}",
    "Gmail, broken to fit": "Den fre. 3. maj 2024 kl. 10.31 skrev Jette Jensen <\njj@udenfor.example>:\n\n{}",
    "Apple Mail, broken to fit": "Den 3. maj 2024 kl. 10.31 skrev Jette Jensen\n<jj@udenfor.example>:\n\n{}",
    "Outlook for Mac": 'D. 03/05/2024 10.31 skrev "Jette Jensen" <jj@udenfor.example>:\n\n{}',
    "sender first": "Jette Jensen <jj@udenfor.example> skrev den 3. maj 2024 kl. 10.31:\n\n{}",
    "English": "On Fri, May 3, 2024 at 10:31\u202fAM Jette Jensen <jj@udenfor.example> wrote:\n\n{}",
    "English, with a comma": "On 3 May 2024, at 10:31, Jette Jensen <jj@udenfor.example> wrote:\n\n{}",
    "German": "Am 03.05.2024 um 10:31 schrieb Jette Jensen <jj@udenfor.example>:\n\n{}",
    "Swedish": 'Den 2024-05-03 10:31 skrev "Jette Jensen" <jj@udenfor.example> följande:\n\n{}',
    "French": "Le ven. 3 mai 2024 à 10:31, Jette Jensen <jj@udenfor.example> a écrit :\n\n{}",
    "Finnish": "Jette Jensen <jj@udenfor.example> kirjoitti 3.5.2024 kello 10.31:\n\n{}",
    "Russian": "пт, 3 мая 2024 г. в 10:31, Jette Jensen <jj@udenfor.example> пишет:\n\n{}",
    "Turkish": "Jette Jensen <jj@udenfor.example>, 3 May 2024 Cum, 10:31 tarihinde şunu yazdı:\n\n{}",
    "Hungarian": "Jette Jensen <jj@udenfor.example> ezt írta (időpont: 2024. máj. 3., P, 10:31):\n\n{}",
    "Japanese": "2024年5月3日(金) 10:31 Jette Jensen <jj@udenfor.example>:\n\n{}",
}


@pytest.mark.parametrize("line", REPLIES.values(), ids=REPLIES)
def test_a_reply_line_names_sender_and_date_and_nothing_else(line: str) -> None:
    quoted = "".join(f"> {words}\n" for words in THEIRS.split("\n"))

    mail = in_text("Svar.\n\n" + line.format(quoted))

    assert mail.own_text == "Svar."
    assert [told(one) for one in mail.chain] == [(JETTE, (), (), "", WHEN, THEIRS)]
    assert mail.chain[0].reply_line_only


def test_an_indent_of_the_quote_is_undone() -> None:
    line = 'D. 03/05/2024 10.31 skrev "N N" <nn@udenfor.example>:'
    text = f"Svar.\n\n{line}\n\n    Første linje\n\n      indrykket\n    sidste\n\nOg mit svar.\n"

    assert only(text).text == "Første linje\n\n  indrykket\nsidste"
    assert in_text(text).own_text == "Svar.\n\nOg mit svar."


def test_a_name_alone_in_a_reply_line_needs_a_quote_below() -> None:
    line = "Den 03.05.2024 kl. 10.31 skrev Jette Jensen:\n"

    assert only(f"{line}> I er nogle klaphatte").from_ == Address("Jette Jensen", "")
    assert in_text(f"{line}I er nogle klaphatte").chain == ()


def test_a_thread_of_replies_is_a_chain() -> None:
    text = """Til jer.

Den 3. maj 2024 kl. 10.31 skrev Jette Jensen <jj@udenfor.example>:

> I er nogle klaphatte.
>
> Den 2. maj 2024 kl. 9.00 skrev Anna And <aa@kommune.example>:
>
>> Vi har afslået.
>>
>> On Wed, May 1, 2024 at 8:00 AM Jette Jensen
>> <jj@udenfor.example> wrote:
>>
>>> Må jeg få hjælp?
"""
    mail = in_text(text)

    assert mail.own_text == "Til jer."
    assert [one.text for one in mail.chain] == ["I er nogle klaphatte.", "Vi har afslået.", "Må jeg få hjælp?"]
    assert [one.from_ for one in mail.chain] == [JETTE, ANNA, JETTE]


def test_answers_between_the_lines_are_the_answerers_own() -> None:
    text = """Se mine svar.

Den 3. maj 2024 kl. 10.31 skrev Jette Jensen <jj@udenfor.example>:

> Hvorfor?

Fordi loven siger det.

> Hvornår?
> > i går, skrev du

I morgen.
"""
    mail = in_text(text)

    assert mail.own_text == "Se mine svar.\n\nFordi loven siger det.\n\nI morgen."
    assert mail.chain[0].text == "Hvorfor?\n\nHvornår?\n> i går, skrev du"


def test_a_chain_keeps_every_level_up_to_a_limit() -> None:
    level = (
        "Fra: P{0} <p{0}@udenfor.example>\nSendt: 3. maj 2024 10:31\nTil: q@kommune.example\nEmne: {0}\n\ntekst {0}\n"
    )
    text = "\n".join(level.format(number) for number in range(DEEPEST + 5))

    chain = in_text(text).chain

    assert [one.subject for one in chain] == [str(number) for number in range(DEEPEST)]
    assert [one.text for one in chain[:-1]] == [f"tekst {number}" for number in range(DEEPEST - 1)]
    assert "tekst 24" in chain[-1].text


def test_words_that_look_like_a_label_are_not_taken_from_the_message() -> None:
    head = "Fra: Jette <jj@udenfor.example>\nSendt: 3. maj 2024 10:31\nTil: aa@kommune.example\nEmne: Hej"

    assert only(f"{head}\n\nTil: alle\nCc: Gud\n\nI er fyret").text == "Til: alle\nCc: Gud\n\nI er fyret"
    assert only(f"{head}\nTil: alle\nI er fyret").text == "Til: alle\nI er fyret"


def test_broken_header_lines_keep_their_recipients_and_subject() -> None:
    text = """Fra: Jette Jensen <jj@udenfor.example>
Sendt: 3. maj 2024 10:31
Til: Anna And <aa@kommune.example>; Bo
Bertelsen <bb@kommune.example>; Carl <cc@kommune.example>;
 Dorte <dd@kommune.example>
Emne: Et emne der er så langt at det bliver brudt over
 to linjer af programmet

Tekst
"""
    quoted = only(text)

    assert [one.address[:2] for one in quoted.to] == ["aa", "bb", "cc", "dd"]
    assert quoted.subject == "Et emne der er så langt at det bliver brudt over to linjer af programmet"
    assert quoted.text == "Tekst"


def test_a_colleague_known_by_name_only_has_no_address() -> None:
    block = "Fra: Anna And\nSendt: 3. maj 2024 10:31\nTil: Bo Bertelsen\nEmne: Sag\n\nTekst"

    assert told(only(block)) == (Address("Anna And", ""), (Address("Bo Bertelsen", ""),), (), "Sag", WHEN, "Tekst")


def test_a_date_that_cannot_be_read_is_kept_as_it_stands() -> None:
    quoted = only("Fra: jj@udenfor.example\nSendt: man. d. 13. maj\nEmne: Sag\n\nTekst")

    assert (quoted.date, quoted.date_zone, quoted.date_text) == (None, DateZone.NONE, "man. d. 13. maj")


def test_a_zone_that_is_told_is_kept() -> None:
    quoted = only("Fra: jj@udenfor.example\nDato: 26. oktober 2021 kl. 14.25.08 EEST\nEmne: Sag\n\nTekst")

    assert quoted.date == datetime(2021, 10, 26, 14, 25, 8, tzinfo=timezone(timedelta(hours=3)))
    assert quoted.date_zone is DateZone.GIVEN


def test_a_reply_line_and_a_header_of_the_same_message_are_one() -> None:
    text = (
        "Den 3. maj 2024 kl. 10.31 skrev Jette Jensen <jj@udenfor.example>:\n\n"
        "Fra: Jette Jensen <jj@udenfor.example>\nDato: 3. maj 2024 kl. 10.31\nEmne: Sag\n\nTekst"
    )

    assert not only(text).reply_line_only
    assert in_text(text).own_text == ""


NO_MAIL = {
    "opening hours": "I har åbent\nFra: mandag til fredag\nTil: kl. 16\nEmne: åbningstid",
    "a journey": "Rejse\nFra: København\nTil: Aarhus\nDato: 5. maj 2024",
    "times": "Møde\nFra: 10.00\nTil: 11.00\nEmne: sag\nDato: 3. maj 2024 kl. 8.00",
    "a poem": "Til: dig\n\nDen gang skrev han:\nroser er røde",
    "a sentence": "I brevet, som kommunen skrev den 3. maj 2024:\nDer stod intet.",
    "CSV": "From,To,Date,Subject\njj@udenfor.example,aa@kommune.example,2024-05-03,Sag",
    "a table": "Fra\tTil\tDato\nJette\tAnna\t3. maj",
    "an invitation": "Arrangør: Anna And\nHvornår: 3. maj 2024 10:00-11:00\nHvor: Rådhuset\n*~*~*~*~*~*",
    "a signature with a line": "Hilsen\n______________________________\nJette Jensen\nTlf.: 00 00 00 00\nFra: Udenfor",
    "a lone label": "Fra: Jette <jj@udenfor.example>\n\nHej",
    "labels without a sender": "Til: aa@kommune.example\nEmne: Sag\nDato: 3. maj 2024",
    "a separator alone": "-----Oprindelig meddelelse-----\n\nHej",
    "a form": "Navn: Jette\nFra: Jette Jensen\nTelefon: 00 00 00 00\nEmne: klage",
    "a memo": "NOTAT\nTil: Byrådet\nFra: Anna And\nDato: 3. maj 2024\nEmne: Budget",
    "nothing": "",
}


@pytest.mark.parametrize("text", NO_MAIL.values(), ids=NO_MAIL)
def test_what_is_no_quoted_mail_is_the_mails_own_words(text: str) -> None:
    assert in_text(text) == Inline(text.strip(), (), frozenset())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Jensen, Jette <jj@x.example>", Address("Jensen, Jette", "jj@x.example")),
        ('"Jensen, Jette" <jj@x.example>', Address("Jensen, Jette", "jj@x.example")),
        ("'Jette' <JJ@X.example>", Address("Jette", "JJ@x.example")),
        ("jj@x.example", Address("", "jj@x.example")),
        ("jj@x.example <jj@x.example>", Address("", "jj@x.example")),
        ("<mailto:jj@x.example>", Address("", "jj@x.example")),
        ("jj@x.example<mailto:jj@x.example>", Address("", "jj@x.example")),
        ("Jette <jj@x.example<mailto:jj@x.example>>", Address("Jette", "jj@x.example")),
        ("Jette [mailto:jj@x.example]", Address("Jette", "jj@x.example")),
        ("*Jette* <jj@x.example>", Address("Jette", "jj@x.example")),
        ("Jette jj@x.example", Address("Jette", "jj@x.example")),
        ("jj@x.example (Jette)", Address("Jette", "jj@x.example")),
        ("Jette (HR) <jj@x.example>", Address("Jette (HR)", "jj@x.example")),
        ("[EKSTERN] Jette <jj@x.example>", Address("[EKSTERN] Jette", "jj@x.example")),
        ("Jette </O=ORG/OU=FIRST/CN=JJ>", Address("Jette", "")),
        ("Anna <aa@x.example> på vegne af Jette <jj@x.example>", Address("Jette", "jj@x.example")),
        ("Anna på vegne af Post <post@x.example>", Address("Anna på vegne af Post", "post@x.example")),
        ("Anna <aa@x.example> on behalf of Borgerservice", Address("Borgerservice", "")),
        ("Jette <jj@x.example> via Liste <liste@x.example>", Address("Jette", "jj@x.example")),
        ("Jette via Liste <liste@x.example>", Address("Jette via Liste", "liste@x.example")),
        ("Jette <jj@x.example> <aa@y.example>", Address("Jette", "")),
        ("=?utf-8?q?J=C3=B8rn?= <jj@x.example>", Address("Jørn", "jj@x.example")),
        ("Jette Jensen", Address("Jette Jensen", "")),
        ("", None),
    ],
)
def test_a_sender_is_read_in_every_form(written: str, read: Address | None) -> None:
    assert person(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Jensen, Jette <jj@x.example>; And, Anna <aa@x.example>; Post", ["jj@x.example", "aa@x.example", ""]),
        ("Jensen, Jette <jj@x.example>, And, Anna <aa@x.example>", ["jj@x.example", "aa@x.example"]),
        ('"Jensen, Jette" <jj@x.example>, aa@x.example', ["jj@x.example", "aa@x.example"]),
        ("Jette Jensen, Anna And <aa@x.example>", ["", "aa@x.example"]),
        ("Jensen, Jette", [""]),
        ("Jette Jensen, Anna And", ["", ""]),
        ("Post; Jette", ["", ""]),
        ('Jette "Jensen <jj@x.example>; Anna And <aa@x.example>', ["jj@x.example", "aa@x.example"]),
        ("", []),
    ],
)
def test_recipients_are_told_apart(written: str, read: list[str]) -> None:
    assert [one.address for one in people(written)] == read


# --- text and page together --------------------------------------------------------------------------------------


def quoted(**fields: object) -> Quoted:
    given_ = {"from_": JETTE, "to": (ANNA,), "cc": (), "subject": "Sag", "date": WHEN, "date_text": "3. maj"}
    given_ |= {"date_zone": DateZone.ASSUMED, "text": THEIRS, "reply_line_only": False} | fields
    return Quoted(**given_)  # type: ignore[arg-type]


def inline(*chain: Quoted, own: str = "") -> Inline:
    return Inline(own, chain, frozenset())


def found(html: Inline | None, text: Inline | None) -> list[tuple[Recovery, Confidence]]:
    return [(one.provenance, one.confidence) for one in merged(html, text)[1]]


def test_a_page_that_its_text_confirms_is_surer_than_either_alone() -> None:
    both = found(inline(quoted()), inline(quoted(text="andre linjeskift", subject="  sag ")))
    page, text = found(inline(quoted()), None), found(None, inline(quoted()))

    assert both == [(Recovery.INLINE_HTML, Confidence.MEDIUM)]
    assert page == [(Recovery.INLINE_HTML, Confidence.LOW)]
    assert text == [(Recovery.INLINE_TEXT, Confidence.LOW)]


def test_a_whole_block_below_a_separator_is_sure_enough_alone_but_not_against_the_other() -> None:
    whole = inline(quoted(is_supported=True))

    assert found(whole, None) == [(Recovery.INLINE_HTML, Confidence.MEDIUM)]
    assert found(None, whole) == [(Recovery.INLINE_TEXT, Confidence.MEDIUM)]
    assert found(whole, inline()) == [(Recovery.INLINE_HTML, Confidence.MEDIUM)]
    assert found(whole, inline(quoted(from_=BO))) == [(Recovery.INLINE_HTML, Confidence.LOW)]


def test_a_reply_line_is_never_more_than_low() -> None:
    line = inline(quoted(reply_line_only=True))

    assert found(line, line) == [(Recovery.INLINE_HTML, Confidence.LOW)]


def test_the_longer_chain_is_kept() -> None:
    one, other = quoted(), quoted(from_=BO)

    own, chain = merged(inline(one, own="side"), inline(one, other, own="tekst"))

    assert own == "tekst"
    assert chain == (
        Found(one, Recovery.INLINE_TEXT, Confidence.MEDIUM),
        Found(other, Recovery.INLINE_TEXT, Confidence.LOW),
    )


def test_own_words_come_from_the_part_that_the_chain_comes_from_or_else_the_text() -> None:
    assert merged(inline(quoted(), own="side"), inline(quoted(), own="tekst"))[0] == "side"
    assert merged(inline(own="side"), inline(own="tekst"))[0] == "tekst"
    assert merged(inline(own="side"), inline())[0] == "side"
    assert merged(None, inline(own="tekst"))[0] == "tekst"
    assert merged(None, None) == ("", ())


# --- whatever comes ----------------------------------------------------------------------------------------------

LANGUAGES = [code for code, table in tables().items() if {"from", "date", "to", "subject"} <= table.keys()]
WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=2, max_size=10)
NAMES = st.one_of(st.lists(WORD, min_size=1, max_size=3).map(" ".join), st.tuples(WORD, WORD).map(", ".join))
ADDRESSES = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z0-9]{1,8})?@[a-z][a-z0-9]{0,8}\.example", fullmatch=True)
PEOPLE = st.builds(Address, NAMES, ADDRESSES)
SUBJECTS = st.lists(WORD | st.integers(0, 9999).map(str), min_size=1, max_size=6).map(" ".join)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, tuple[object, ...]]:
    language = draw(st.sampled_from(LANGUAGES))
    sender, to = draw(PEOPLE), tuple(draw(st.lists(PEOPLE, min_size=2, max_size=4)))
    subject, moment = draw(SUBJECTS), draw(MOMENTS)
    values = {
        "from": f"{sender.name} <{sender.address}>",
        "date": format_datetime(moment, "d/M/y HH:mm:ss", locale="en"),
        "to": "; ".join(f"{one.name} <{one.address}>" for one in to),
        "subject": subject,
    }
    lines = [f"{draw(st.sampled_from(sorted(tables()[language][field])))}: {value}" for field, value in values.items()]
    return "\n".join(lines), (sender, to, (), subject, moment, THEIRS)


@given(blocks(), st.integers(0, 20))
def test_a_block_of_any_language_is_read_back_exactly(block: tuple[str, tuple[object, ...]], depth: int) -> None:
    text, expected = block
    marks = "> " * depth
    text = "".join(f"{marks}{line}\n" for line in f"{text}\n\n{THEIRS}".split("\n"))

    assert told(only(f"Til jer.\n\n{text}")) == expected


PIECES = st.sampled_from(
    [
        *(
            "Fra: ",
            "Til: ",
            "Sendt: ",
            "Emne:",
            "From: a@b.example\n",
            "To: <",
            "> ",
            ">",
            "\n",
            "\n\n",
            "\r\n",
            "    ",
        ),
        *(
            "-----Oprindelig meddelelse-----\n",
            "_" * 32,
            " skrev ",
            "Den 3. maj 2024",
            ":\n",
            " <a@b.example>:\n",
            "\t",
        ),
        *("wrote", "：", ";", ",", "*", "\u202f", "\u2028", "\0", "\ud800", "[mailto:", "<a@b<mailto:a@b>>", '"', "("),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=500))
@example("Fra: a@b.example\nTil:")
@example("--")
@example("Fra: x <a@b.example>\nTil: \nFra: x <a@b.example>\nTil: ")
def test_no_text_makes_it_raise(text: str) -> None:
    mail = in_text(text)
    merged(None, mail)

    assert all(one.from_ is None or "\n" not in one.from_.name for one in mail.chain)


@pytest.mark.parametrize(
    "text",
    [
        "Fra: x\n" * 60_000,
        "Til: x\nEmne:\nCc: y\nDato:\n" * 16_000,
        "Fra: " + "Til:" * 100_000,
        "den 3. maj skrev x:\n" * 20_000,
        ("Til: a@b.example\n" + "x@y.example,\n" * 150) * 190,
        "Fra: " + "<a@" * 130_000 + "\nTil: x\n",
        "Fra: " + '"' * 390_000 + "\nTil: x\n",
        "Fra: a@b.example" + "\n" * 390_000 + "Til: x",
        "----------\n" * 36_000 + "Fra: a@b.example\nTil: x",
        "> " * 200_000 + "Fra: a@b.example",
        ":" * LONGEST_TEXT,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_hostile_text_takes_no_long_time(text: str) -> None:
    start = time.perf_counter()

    in_text(text)

    assert time.perf_counter() - start < 5


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    assert in_text("x" * LONGEST_TEXT + FORWARDS["classic Outlook"]).chain == ()
