from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.core.forwards.inline import Inline, Quoted, in_html, in_text, merged
from archiver.core.forwards.rendering import LONGEST_PAGE, rendered
from archiver.core.records import Address, Confidence, Recovery

JETTE = Address("Jette Jensen", "jj@udenfor.example")
ANNA = Address("Anna And", "aa@kommune.example")
WHEN = datetime(2024, 5, 3, 10, 31)
THEIRS = "I er nogle klaphatte.\nJette"
SENDER = 'Jette Jensen &lt;<a href="mailto:jj@udenfor.example">jj@udenfor.example</a>&gt;'
TO = 'Anna And &lt;<a href="mailto:aa@kommune.example">aa@kommune.example</a>&gt;'
BODY = "<div>I er nogle klaphatte.<br>Jette</div>"


def told(quoted: Quoted) -> tuple[object, ...]:
    return quoted.from_, quoted.to, quoted.subject, quoted.date, quoted.text


REST = f"<b>Sendt:</b> 3. maj 2024 10:31<br><b>Til:</b> {TO}<br><b>Emne:</b> Min &amp; jeres sag"
BLOCK = f"<b>Fra:</b> {SENDER}<br>{REST}"


FORWARDS = {
    "classic Outlook": f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {{margin:0}}</style>
<!--[if gte mso 9]><xml><o:x>Fra: ingen</o:x></xml><![endif]--></head><body lang=DA><div class=WordSection1>
<p class=MsoNormal>Til jer.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div>
<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>
<p class=MsoNormal>{BLOCK}<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>I er nogle klaphatte.<o:p></o:p></p><p class=MsoNormal>Jette<o:p></o:p></p></div></body></html>""",
    "Outlook for Mac": f"""<body><p class="MsoNormal">Til jer.</p>
<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b><span
style="font-size:12.0pt">Fra: </span></b><span>{SENDER}<br><b>Dato: </b>fredag den 3. maj 2024 kl.&nbsp;10.31<br>
<b>Til: </b>{TO}<br><b>Emne: </b>Min &amp; jeres sag</span></p></div>{BODY}</body>""",
    "Outlook on the web": f"""<body><div class="elementToProof">Til jer.</div><div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">
{BLOCK}</font><div>&nbsp;</div></div>{BODY}</body>""",
    "Outlook on the web, through Exchange": f"""<div class="x_elementToProof">Til jer.</div>
<div id="x_divRplyFwdMsg" dir="ltr">{BLOCK}<div>&nbsp;</div></div>{BODY}""",
    "Outlook on a phone": f"""<body><div dir="auto">Til jer.</div><div id="mail-editor-reference-message-container">
<div class="ms-outlook-mobile-reference-message"><hr style="display:inline-block;width:98%" tabindex="-1">
<div id="divRplyFwdMsg"><strong>Fra:</strong> {SENDER}<br><strong>Sendt:</strong> Friday, May 3, 2024 10:31:00 AM<br>
<strong>Til:</strong> {TO}<br><strong>Emne:</strong> Min &amp; jeres sag<br></div>{BODY}</div></div></body>""",
    "Gmail": f"""<div dir="ltr">Til jer.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">----------
Forwarded message ---------<br>Fra: <strong class="gmail_sendername" dir="auto">Jette Jensen</strong> <span
dir="auto">&lt;<a href="mailto:jj@udenfor.example">jj@udenfor.example</a>&gt;</span><br>Date: fre. 3. maj
2024 kl.\u202f10.31<br>Subject: Min &amp; jeres sag<br>To: {TO}<br></div><br><br>{BODY}</div></div>""",
    "Apple Mail": f"""<body>Til jer.<br><div><br><blockquote type="cite"><div>Start på videresendt besked:</div><br>
<div style="margin:0"><b>Fra: </b>{SENDER}<br></div><div style="margin:0"><b>Emne: </b><b>Min &amp; jeres sag</b><br>
</div><div><b>Dato: </b>3. maj 2024 kl. 10.31<br></div><div><b>Til: </b>{TO}<br></div><br>{BODY}
</blockquote></div></body>""",
    "iOS Mail": f"""<body dir="auto">Til jer.<div dir="ltr"><br>Start på videresendt besked:<br><br></div>
<blockquote type="cite"><div dir="ltr"><b>Fra:</b> {SENDER}<br><b>Dato:</b> 3. maj 2024 kl. 10.31<br>
<b>Til:</b> {TO}<br><b>Emne:</b> <b>Min &amp; jeres sag</b><br><br></div></blockquote><blockquote type="cite">
<div dir="ltr">\ufeffI er nogle klaphatte.<br>Jette</div></blockquote></body>""",
    "Thunderbird": f"""<body>Til jer.<br><div class="moz-forward-container"><br>-------- Videresendt meddelelse --------
<table class="moz-email-headers-table" cellspacing="0"><tbody><tr><th align="RIGHT">Emne: </th><td>Min &amp;
jeres sag</td></tr><tr><th>Dato: </th><td>3. maj 2024 10:31</td></tr><tr><th>Fra: </th><td>Jette Jensen <a
href="mailto:jj@udenfor.example">&lt;jj@udenfor.example&gt;</a></td></tr><tr><th>Til: </th><td>{TO}</td></tr></tbody>
</table><br><br>{BODY}</div></body>""",
    "Yahoo": f"""<div>Til jer.</div><div id="ydp1" class="yahoo_quoted"><div>----- Videresendt meddelelse -----</div>
<div><b>Fra:</b> {SENDER}</div><div><b>Til:</b> {TO}</div><div><b>Sendt:</b> fredag den 3. maj 2024 10.31</div>
<div><b>Emne:</b> Min &amp; jeres sag</div><div><br></div>{BODY}</div>""",
    "Proton, which quotes it": f"""<div>Til jer.</div><div class="protonmail_quote">-------
Videresendt besked -------<br>Fra: {SENDER}<br>Dato: fredag den 3. maj 2024 kl. 10.31<br>Emne: Min &amp; jeres sag<br>
Til: {TO}<br><br><blockquote class="protonmail_quote" type="cite">{BODY}</blockquote></div>""",
    "cells without colons": f"""<p>Til jer.</p><table><tr><td>Fra</td><td>{SENDER}</td></tr><tr><td>Dato</td>
<td>3. maj 2024 10:31</td></tr><tr><td>Til</td><td>{TO}</td></tr><tr><td>Emne</td><td>Min &amp; jeres sag</td></tr>
</table>{BODY}""",
    "cells with blocks in them": f"""<p>Til jer.</p><table><tr><td><div>Fra:</div></td><td><div>{SENDER}</div></td></tr>
<tr><td><div>Dato:</div></td><td><div>3. maj 2024 10:31</div></td></tr><tr><td><p>Til:</p></td>
<td><p>{TO}</p></td></tr><tr><td><div>Emne:</div></td><td><div>Min &amp; jeres sag</div></td></tr></table>{BODY}""",
    "a text shown as it is": "<pre>Til jer.\n\nFra: Jette Jensen &lt;jj@udenfor.example&gt;\nDato: 3. maj 2024 10:31\n"
    "Til: Anna And &lt;aa@kommune.example&gt;\nEmne: Min &amp; jeres sag\n\nI er nogle klaphatte.\nJette</pre>",
    "quote marks on a page": "<div>Til jer.<br>&gt; Fra: Jette Jensen &lt;jj@udenfor.example&gt;<br>"
    "&gt; Dato: 3. maj 2024 10:31<br>&gt; Til: Anna And &lt;aa@kommune.example&gt;<br>"
    "&gt; Emne: Min &amp; jeres sag<br>&gt;<br>"
    "&gt; I er nogle klaphatte.<br>&gt; Jette</div>",
}


@pytest.mark.parametrize("page", FORWARDS.values(), ids=FORWARDS)
def test_a_forward_is_read_as_its_program_writes_it(page: str) -> None:
    mail = in_html(page)

    assert [told(one) for one in mail.chain] == [(JETTE, (ANNA,), "Min & jeres sag", WHEN, THEIRS)]
    assert mail.own_text == "Til jer."


ANCHORED = ["classic Outlook", "Outlook for Mac", "Outlook on the web", "Gmail", "Apple Mail", "Thunderbird", "Yahoo"]


@pytest.mark.parametrize("name", [*ANCHORED, "Outlook on the web, through Exchange", "Outlook on a phone", "iOS Mail"])
def test_a_whole_block_where_programs_put_it_is_sure_enough_alone(name: str) -> None:
    found = merged(in_html(FORWARDS[name]), None)[1]

    assert [(one.provenance, one.confidence) for one in found] == [(Recovery.INLINE_HTML, Confidence.MEDIUM)]


def test_page_and_text_of_one_mail_agree() -> None:
    text = f"""Til jer.

*Fra:* Jette Jensen <jj@udenfor.example<mailto:jj@udenfor.example>>
*Sendt:* 3. maj 2024 10:31
*Til:* Anna And <aa@kommune.example<mailto:aa@kommune.example>>
*Emne:* Min & jeres sag

{THEIRS}
"""
    own, found = merged(in_html(f"<p>Til jer.</p><p>{BLOCK}</p>{BODY}"), in_text(text))

    assert own == "Til jer."
    assert [(one.provenance, one.confidence) for one in found] == [(Recovery.INLINE_HTML, Confidence.MEDIUM)]


def test_a_chain_of_replies_in_gmail_is_kept_with_each_in_its_own_words() -> None:
    page = f"""<div dir="ltr">Til jer.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Den fre.
3. maj 2024 kl. 10.31 skrev {SENDER}:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex"><div>
Nej!<br><br><div class="gmail_quote"><div class="gmail_attr">On Thu, May 2, 2024 at 9:05\u202fAM {TO} wrote:<br></div>
<blockquote class="gmail_quote">Afslag.</blockquote></div></div></blockquote></div>"""
    mail = in_html(page)

    assert mail.own_text == "Til jer."
    assert [told(one) for one in mail.chain] == [
        (JETTE, (), "", WHEN, "Nej!"),
        (ANNA, (), "", datetime(2024, 5, 2, 9, 5), "Afslag."),
    ]


@pytest.mark.parametrize("holder", ["gmail_quote", "moz-forward-container", "yahoo_quoted", "x_gmail_quote"])
def test_words_below_what_a_program_holds_together_are_the_mails_own(holder: str) -> None:
    page = f'<div>Til jer.</div><div class="{holder}">{BLOCK}<br><br>{BODY}</div><div>Hvad gør jeg?</div>'

    mail = in_html(page)

    assert mail.chain[0].text == THEIRS
    assert mail.own_text == "Til jer.\nHvad gør jeg?"


def test_an_address_only_behind_a_name_is_found() -> None:
    page = f'<b>Fra:</b> <a href="mailto:jj@udenfor.example?subject=x">Jette Jensen</a><br>{REST}'

    assert in_html(page).chain[0].from_ == JETTE


def test_pictures_above_the_cut_are_told_from_those_below() -> None:
    page = f"""<p class=MsoNormal>Til jer.</p><p class=MsoNormal><img src="cid:logo%40kommune"></p>
<table background="cid:paper"><tr><td>Rådhuspladsen 1</td></tr></table>
<div style="border:none;border-top:solid #E1E1E1 1.0pt">{BLOCK}</div>{BODY}<img src='CID:trussel@x'>
<!--[if vml]><v:imagedata src="cid:skjult@x"/><![endif]--><img src="data:image/png;base64,AAAA">"""
    mail = in_html(page)

    assert mail.cids_above == {"logo@kommune", "paper"}


def test_every_picture_of_a_mail_that_quotes_nothing_stands_above() -> None:
    assert in_html('<p>Hej</p><img src="cid:a@b">').cids_above == {"a@b"}


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">{}</div>',
        '<p style="mso-hide: all">{}</p>',
        "<span style='DISPLAY : NONE'><div>{}</div></span>",
        "<!--[if mso]>{}<![endif]-->",
        "<script>{}</script>",
        "<style>{}</style>",
        "<head><title>{}</title></head>",
    ],
)
def test_what_nobody_sees_is_no_message(hidden: str) -> None:
    assert in_html(f"<p>Hej</p>{hidden.format(BLOCK)}<p>dig</p>").chain == ()


def test_what_all_programs_but_outlook_hide_is_seen() -> None:
    assert in_html("<![if !mso]><p>Hej</p><![endif]>").own_text == "Hej"


def test_a_zone_that_is_told_is_kept() -> None:
    page = "<b>Fra:</b> jj@udenfor.example<br><b>Dato:</b> 3. maj 2024 kl. 10.31.05 CEST<br><b>Emne:</b> x"

    assert in_html(page).chain[0].date == datetime(2024, 5, 3, 10, 31, 5, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    "page",
    [
        "<p>I har åbent</p><p>Fra: mandag til fredag</p><p>Til: kl. 16</p>",
        "<table><tr><th>Fra</th><th>Til</th><th>Dato</th></tr><tr><td>Køge</td><td>Ry</td><td>3. maj</td></tr></table>",
        "<blockquote style='margin-left:36pt'><p>Et digt</p></blockquote>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>Jette Jensen</p></div>",
        "<hr style='width:98%' tabindex='-1'><p>Med venlig hilsen</p>",
        "",
        "   ",
        "\0",
        "<",
    ],
)
def test_a_page_that_quotes_no_mail_has_no_chain(page: str) -> None:
    assert in_html(page).chain == ()


def test_own_words_are_the_lines_a_person_sees() -> None:
    page = (
        "<p>Kære\n alle</p><p>Et <b>fedt</b>&nbsp;ord<br>og   et til</p><ul><li>punkt</ul><blockquote>et</blockquote>"
    )

    assert in_html(page).own_text == "Kære alle\n\nEt fedt\u00a0ord\nog et til\n\npunkt\n> et"


PIECES = st.sampled_from(
    [
        *("<div>", "</div>", "<p>", "</p>", "<br>", "<b>Fra:</b> ", "Til: ", "a@b.example", "&lt;", "&gt; ", "&nbsp;"),
        *("<blockquote>", "</blockquote>", "<table><tr><td>", "</td><td>", "</table>", "<pre>", "\n", "</pre>", "<!--"),
        *("-->", "<![if x]>", "<img src='cid:x@y'>", "<a href='mailto:a@b.example'>", "</a>", "<style>", "<hr>", "\0"),
        *(
            "<div class='gmail_quote'>",
            "<div style='display:none'>",
            "\ud800",
            "\ufeff",
            "&#xd800;",
            "&#0;",
            "<?xml",
            "]]>",
        ),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=500))
@example("<!DOCTYPE x [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]><p>&b;</p>")
@example('<?xml version="1.0" encoding="utf-16"?><p>Hej</p>')
def test_no_page_makes_it_raise(page: str) -> None:
    mail = in_html(page)

    assert isinstance(merged(mail, None)[0], str)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 1_000_000,
        "<blockquote>x" * 80_000,
        "<table><tr><td>" * 70_000 + "x",
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x",
        "<p style='" + "display:" * 120_000 + "'>x",
        "<p style='" + "border:none;" * 80_000 + "'>x",
        "&amp;" * 200_000,
        "<!--" * 250_000,
        "<![x[" * 200_000,
        "<p>Fra: x</p>" * 80_000,
        "<a href='mailto:a@b.example'>" * 30_000,
        "<img src='cid:a@b'>" * 50_000,
        "cid:" * 250_000,
        "<hr>" * 250_000,
        "<pre>" + "\n" * 1_000_000,
    ],
    ids=lambda page: page[:20],
)
def test_a_hostile_page_takes_no_long_time(page: str) -> None:
    start = time.perf_counter()

    in_html(page)

    assert time.perf_counter() - start < 5


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    assert in_html("<p>" + " " * LONGEST_PAGE + FORWARDS["Gmail"]).chain == ()


def test_the_deepest_page_is_read_to_its_end() -> None:
    assert in_html("<div>" * 5_000 + "Hej" + "</div>" * 5_000 + "dig") == Inline("Hej\ndig", (), frozenset())


def test_a_page_gives_no_more_lines_than_are_kept() -> None:
    assert len(rendered("<br>" * 250_000).lines) <= 50_000
