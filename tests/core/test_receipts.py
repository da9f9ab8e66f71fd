"""Receipts by what was sent: how strong it is and why, how it gets stronger, and many mails in one letter."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.letters import (
    CollectedFacts,
    Correspondence,
    Numbered,
    Originals,
    ReceiptFacts,
    Thanked,
    compose_collected,
)
from archiver.core.letters.coaching import IN_SHORT, REASONS
from archiver.core.records import CaseRef, Checksum, Client, Form, ItemNumber, Letter, Level
from tests.core.test_letters import (
    A_RECEIPT,
    BOTH,
    CASE,
    COLLEAGUE,
    IN_DANISH,
    IN_ENGLISH,
    NOW,
    Page,
    html,
    read,
    receipt,
    text,
)

LEVELS = {
    Form.ATTACHED: Level.ATTACHED,
    Form.REDIRECTED: Level.ATTACHED,
    Form.OUTLOOK: Level.OUTLOOK,
    Form.INCOMPLETE: Level.OUTLOOK,
    Form.INLINE: Level.INLINE,
    Form.PICTURE: Level.INLINE,
    Form.UNOPENED: Level.RETOLD,
    Form.RETOLD: Level.RETOLD,
}
OTHER_CASE = CaseRef(2026, 45, "A2B3")
FORBIDDEN = ("gyldig", "ugyldig", "juridisk", "valid", "legal")


def of(form: Form, **facts: object) -> ReceiptFacts:
    return replace(A_RECEIPT, originals=Originals(), form=form, level=LEVELS[form], **facts)  # type: ignore[arg-type]


def thanked(number: int, form: Form = Form.ATTACHED, **facts: object) -> Thanked:
    at = NOW + timedelta(minutes=number - 1873)
    plain = Thanked(ItemNumber(number), at, CASE, LEVELS[form], form)
    return replace(plain, **facts)  # type: ignore[arg-type]


def collected(*mails: Thanked, to: Correspondence = IN_DANISH) -> Letter:
    return compose_collected(
        CollectedFacts(mails), to, recipient=COLLEAGUE, message_id="<receipt.collected.1-2@kommune.example>", date=NOW
    )


def middle(letter: Letter) -> str:
    """What stands between the facts and what happens now."""
    return text(letter).split("SHA-256)\n\n")[-1].partition("\n\nDet sker nu:")[0]


# --- how strong, and why ---


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            Form.ATTACHED,
            (
                "Bevisstyrke: 3 af 3. Originalen er vedhæftet med sine tekniske oplysninger, så man kan følge dens vej"
                " fra afsenderen. Det styrker bevisværdien."
            ),
        ),
        (
            Form.REDIRECTED,
            (
                "Bevisstyrke: 3 af 3. Du har omdirigeret mailen, så arkivet har selve originalen. Det styrker"
                " bevisværdien."
            ),
        ),
        (
            Form.OUTLOOK,
            (
                "Bevisstyrke: 2 af 3. Originalen er vedhæftet som et Outlook-element. Indholdet er med, men ofte ikke"
                " alle de tekniske oplysninger om dens vej fra afsenderen."
            ),
        ),
        (
            Form.INCOMPLETE,
            (
                "Bevisstyrke: 2 af 3. Originalen er vedhæftet, men nogle af de tekniske oplysninger om dens vej fra"
                " afsenderen mangler."
            ),
        ),
        (
            Form.PICTURE,
            (
                "Bevisstyrke: 1 af 3. Et billede eller et dokument viser ikke i sig selv, hvor det kommer fra.\n\n"
                "Skriv gerne tilbage med det, du ved. Det styrker bevisværdien:\n"
                "• adressen (URL) på opslaget\n• brugernavnet\n• hvornår du så det\n• hvem der ellers har set det\n\n"
                "Viser det en mail, så send også selve mailen som vedhæftet fil."
            ),
        ),
        (
            Form.UNOPENED,
            (
                "Et bilag kunne ikke læses. Originalen er gemt. Den arkivansvarlige kontakter dig.\n\n"
                "Bevisstyrke: 0 af 3. Den kan først vurderes, når bilaget er blevet åbnet."
            ),
        ),
        (
            Form.RETOLD,
            (
                "Bevisstyrke: 0 af 3. Arkivet har fået din egen beretning, men ikke selve mailen, beskeden eller"
                " opslaget. Din beretning er også dokumentation.\n\n"
                "Har du originalen, så send den også. En mail sendes bedst som vedhæftet fil, en sms eller et opslag"
                " som skærmbillede. Det styrker bevisværdien."
            ),
        ),
    ],
)
def test_a_receipt_names_the_strength_and_its_reason(form: Form, said: str) -> None:
    assert middle(receipt(of(form))) == said


INLINE = (
    "Bevisstyrke: 1 af 3. Din mail er gemt, men de tekniske oplysninger om afsenderen er ikke kommet med, fordi"
    " originalen er videresendt i teksten. Det svækker den som dokumentation.\n\n"
)
AGAIN = "Send den gerne igen som vedhæftet fil. Det styrker bevisværdien:\n"
OUTLOOK = "• Outlook på computer: Marker mailen, og tryk Ctrl+Alt+F."
NEW_OUTLOOK = (
    "• Den nye Outlook og Outlook på nettet: Opret en ny mail, og træk den oprindelige mail ind i den, eller vælg"
    " ⋯ › Videresend som vedhæftet fil."
)
GMAIL = "• Gmail i browser: Vælg ⋮ › Videresend som vedhæftet fil."
MAC = "• Mail på Mac: Vælg Meddelelse › Videresend som bilag."
PHONE = "• På telefon og tablet går det ikke; vent, til du sidder ved en computer."


@pytest.mark.parametrize(
    ("client", "how"),
    [
        (Client.OUTLOOK, AGAIN + OUTLOOK),
        (Client.OUTLOOK_WEB, f"{AGAIN}{NEW_OUTLOOK}\n{PHONE}"),
        (Client.GMAIL, f"{AGAIN}{GMAIL}\n{PHONE}"),
        (Client.APPLE_MAIL, AGAIN + MAC),
        (
            Client.PHONE,
            (
                f"Send den gerne igen fra en computer som vedhæftet fil:\n{PHONE}\n"
                "• Kan du ikke det, er det, du har sendt, meget bedre end ingenting."
            ),
        ),
        (None, AGAIN + f"{OUTLOOK}\n{NEW_OUTLOOK}\n{GMAIL}\n{MAC}\n{PHONE}"),
    ],
)
def test_a_forward_in_the_text_is_coached_in_the_program_it_was_made_with(client: Client | None, how: str) -> None:
    assert middle(receipt(of(Form.INLINE, client=client))) == INLINE + how


@BOTH
@pytest.mark.parametrize("form", Form)
def test_only_what_is_forwarded_in_the_text_is_coached(form: Form, to: Correspondence) -> None:
    said = text(receipt(of(form, client=Client.OUTLOOK), to))

    assert ("Ctrl+Alt+F" in said) == (form is Form.INLINE)


@BOTH
@pytest.mark.parametrize("form", Form)
def test_no_receipt_says_that_evidence_is_valid_or_is_not(form: Form, to: Correspondence) -> None:
    said = (text(receipt(of(form), to)) + text(collected(thanked(1, form), to=to))).lower()

    assert not any(word in said for word in FORBIDDEN)


def test_every_form_has_its_words() -> None:
    assert set(REASONS) == set(Form)
    assert set(IN_SHORT) == {*Form, None}


@pytest.mark.parametrize("form", Form)
def test_english_is_complete(form: Form) -> None:
    letters = [
        *(receipt(of(form, client=client, part_unreadable=True, not_all_read=True), IN_ENGLISH) for client in Client),
        collected(thanked(1, form), thanked(2, form, part_unreadable=True, case=None), to=IN_ENGLISH),
    ]

    for letter in letters:
        said = text(letter)
        assert f"{int(LEVELS[form])} of 3" in said
        assert not any(word in said for word in ("bevis", "vedhæft", "kvittering", " og ", "ikke"))
        assert said.isascii() or set(filter(lambda sign: not sign.isascii(), said)) <= set("•⋯⋮›–ø")


def test_several_originals_are_counted() -> None:
    three = replace(A_RECEIPT, originals=Originals(whole=2, outlook_items=1), form=Form.OUTLOOK, level=Level.OUTLOOK)

    said = text(receipt(three))

    assert "Gemt: 2 mails med oprindelige headere, 1 Outlook-element, 2 bilag\n" in said
    assert "Bevisstyrke: 2 af 3. Der er 3 originaler i din mail. Vurderingen gælder den svageste." in said
    assert "originaler" not in text(receipt())


@pytest.mark.parametrize(
    ("originals", "attachments", "stored"),
    [
        (Originals(), 0, "Gemt: din mail, ingen bilag\n"),
        (Originals(quoted=1), 2, "Gemt: din mail, 2 bilag\n"),
        (Originals(whole=1), 0, "Gemt: 1 mail med oprindelige headere, ingen bilag\n"),
        (Originals(whole=3), 1, "Gemt: 3 mails med oprindelige headere, 1 bilag\n"),
        (Originals(incomplete=2), 0, "Gemt: 2 mails uden alle headere, ingen bilag\n"),
        (Originals(outlook_items=1), 0, "Gemt: 1 Outlook-element, ingen bilag\n"),
    ],
)
def test_a_receipt_says_what_was_stored(originals: Originals, attachments: int, stored: str) -> None:
    assert stored in text(receipt(replace(A_RECEIPT, originals=originals, attachments=attachments)))


def test_an_unreadable_part_is_admitted() -> None:
    part = "Et bilag kunne ikke læses. Originalen er gemt. Den arkivansvarlige kontakter dig."
    large = "Mailen er for stor til at blive læst til ende. Originalen er gemt. Den arkivansvarlige kontakter dig."

    assert part in text(receipt(replace(A_RECEIPT, part_unreadable=True)))
    assert large in text(receipt(replace(A_RECEIPT, not_all_read=True)))
    assert "kontakter dig" not in text(receipt())


def test_what_was_read_before_strength_was_known_gets_a_receipt_without_it() -> None:
    said = text(receipt(replace(A_RECEIPT, form=None, level=None, originals=Originals())))

    assert "Bevisstyrke" not in said
    assert "Gemt: din mail, 2 bilag" in said


def test_what_is_not_in_a_case_yet_is_placed_in_one_first() -> None:
    unassigned, filed = text(receipt(replace(A_RECEIPT, case=None))), text(receipt())

    assert "Den arkivansvarlige ser på det og lægger det på en sag senest næste arbejdsdag." in unassigned
    assert "Den arkivansvarlige ser på det senest næste arbejdsdag." in filed


def test_nobody_is_told_that_replies_go_to_a_case_that_is_closed() -> None:
    closed = text(receipt(replace(A_RECEIPT, is_closed=True)))
    many = text(collected(*(replace(mail, is_closed=True) for mail in MANY[:6])))

    for said in (closed, many):
        assert said.endswith("Denne mail er sendt automatisk. Svar på den bliver også gemt.\n")
        assert "Sag: 2026-0042-K7QX\n" in said


# --- sent again ---


def test_what_is_sent_again_in_a_stronger_form_is_thanked_for_and_not_coached_again() -> None:
    earlier = (Numbered(ItemNumber(1870), NOW - timedelta(days=1)), Numbered(ItemNumber(1871), NOW))

    said = text(receipt(replace(A_RECEIPT, strengthens=earlier[:1], is_kept_with_them=True)))
    apart = text(receipt(replace(A_RECEIPT, strengthens=earlier[:1])))
    both = text(receipt(of(Form.INLINE, strengthens=earlier)))

    assert (
        "Tak, fordi du sendte det igen. Det styrker det, du sendte før (kvittering nr. K-2026-001870). De gemmes"
        " sammen.\n" in said
    )
    assert "Det styrker det, du sendte før (kvittering nr. K-2026-001870).\n" in apart
    assert "(kvittering nr. K-2026-001870 og K-2026-001871)" in both
    assert "Send den gerne igen" not in both


def test_the_earlier_receipts_number_has_the_year_it_had() -> None:
    last_year = Numbered(ItemNumber(7), datetime.fromisoformat("2025-12-31T22:30:00+00:00"))

    assert "K-2025-000007" in text(receipt(replace(A_RECEIPT, strengthens=(last_year,))))


# --- many in one ---

MANY = (
    *(thanked(number) for number in range(1874, 1880)),
    thanked(1882, Form.INLINE, client=Client.OUTLOOK),
    thanked(1883, Form.INLINE, client=Client.OUTLOOK, case=OTHER_CASE),
    thanked(1885, Form.PICTURE, case=None, part_unreadable=True),
    thanked(1890, Form.RETOLD, case=None),
)


def test_a_collected_receipt_reads_as_agreed() -> None:
    letter = collected(*MANY)

    assert read(letter)["Subject"] == "Samlet kvittering: 10 mails"
    assert (
        text(letter).partition("Kun få udpegede")[0]
        == """\
Tak. Vi har modtaget og gemt 10 mails fra dig. Du får én kvittering for dem alle, fordi der kom mange.

Først modtaget: 20. november 2026 kl. 14.33
Senest modtaget: 20. november 2026 kl. 14.49
Kvitteringsnumre: K-2026-001874–001879, K-2026-001882–001883, K-2026-001885, K-2026-001890
Sager: 2026-0042-K7QX (7), 2026-0045-A2B3 (1), endnu ikke fordelt (2)

Noget i 1 mail kunne ikke læses. Originalen er gemt. Den arkivansvarlige kontakter dig.

Bevisstyrke:
• 3 af 3: originalen er vedhæftet (6 mails)
• 1 af 3: originalen er videresendt i teksten (2 mails)
• 1 af 3: et billede eller et dokument (1 mail)
• 0 af 3: din egen beretning (1 mail)

Send gerne de mails, der er videresendt i teksten, igen som vedhæftet fil. Det styrker bevisværdien:
• Outlook på computer: Marker mailen, og tryk Ctrl+Alt+F.

Skriv gerne tilbage med det, du ved om billederne. Det styrker bevisværdien:
• adressen (URL) på opslaget
• brugernavnet
• hvornår du så det
• hvem der ellers har set det

Viser det en mail, så send også selve mailen som vedhæftet fil.

Har du originalen, så send den også. En mail sendes bedst som vedhæftet fil, en sms eller et opslag som skærmbillede. \
Det styrker bevisværdien.

Det sker nu: Den arkivansvarlige ser på det og lægger det på en sag senest næste arbejdsdag. \
"""
    )


def test_a_collected_receipt_for_one_case_names_it_in_the_subject() -> None:
    letter = collected(*MANY[:6])

    assert read(letter)["Subject"] == "Samlet kvittering: 6 mails [2026-0042-K7QX]"
    assert "Sag: 2026-0042-K7QX\n" in text(letter)
    assert "Svar på den lægges på samme sag." in text(letter)
    assert "Svar på den bliver også gemt." in text(collected(*MANY))


def test_one_mail_held_back_reads_right_too() -> None:
    letter = collected(thanked(1874, case=None))

    assert read(letter)["Subject"] == "Samlet kvittering: 1 mail"
    assert "Vi har modtaget og gemt 1 mail fra dig.\n" in text(letter)
    assert "Modtaget: 20. november 2026 kl. 14.3" in text(letter)
    assert "Kvitteringsnumre: K-2026-001874\n" in text(letter)


def test_mails_made_with_several_programs_are_coached_in_all_of_them() -> None:
    several = text(collected(thanked(1, Form.INLINE, client=Client.GMAIL), thanked(2, Form.INLINE)))

    assert all(how in several for how in (OUTLOOK, NEW_OUTLOOK, GMAIL, MAC, PHONE))
    assert several.count("vedhæftet fil. Det styrker bevisværdien:") == 1


def test_what_was_read_before_strength_was_known_stands_last() -> None:
    unknown = replace(thanked(1), level=None, form=None)

    said = text(collected(unknown, thanked(2)))

    assert "• 3 af 3: originalen er vedhæftet (1 mail)\n• endnu ikke vurderet (1 mail)\n" in said


def test_ten_thousand_mails_make_a_letter_that_can_be_read() -> None:
    letter = collected(*(thanked(2 * number, case=CaseRef(2026, number, "K7QX")) for number in range(1, 10_001)))

    assert read(letter)["Subject"] == "Samlet kvittering: 10.000 mails"
    assert "K-2026-000040 og 9.980 til" in text(letter)
    assert len(letter.octets) < 20_000


def test_numbers_go_on_over_the_turn_of_the_year_and_are_told_apart() -> None:
    old, new = datetime.fromisoformat("2026-12-31T22:30:00+00:00"), datetime.fromisoformat("2026-12-31T23:30:00+00:00")

    said = text(collected(thanked(1, received_at=old), thanked(2, received_at=old), thanked(3, received_at=new)))

    assert "Kvitteringsnumre: K-2026-000001–000002, K-2027-000003\n" in said


# --- what every one of them keeps ---

FORMS = st.sampled_from(Form)
MAILS = st.builds(
    Thanked,
    st.integers(1, 10**7).map(ItemNumber),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=NOW.tzinfo)),
    st.sampled_from([None, CASE, OTHER_CASE]),
    st.none() | st.sampled_from(Level),
    st.none() | FORMS,
    st.none() | st.sampled_from(Client),
    st.booleans(),
    st.booleans(),
)


def header_names(letter: Letter) -> list[str]:
    return [line.partition(b":")[0].decode() for line in letter.octets.partition(b"\r\n\r\n")[0].split(b"\r\n")]


@given(
    st.builds(
        replace,
        st.just(A_RECEIPT),
        case=st.sampled_from([None, CASE]),
        attachments=st.integers(0, 10**6),
        originals=st.builds(Originals, *[st.integers(0, 10**4)] * 4),
        level=st.none() | st.sampled_from(Level),
        form=st.none() | FORMS,
        client=st.none() | st.sampled_from(Client),
        part_unreadable=st.booleans(),
        not_all_read=st.booleans(),
        strengthens=st.lists(st.builds(Numbered, st.integers(1, 10**7).map(ItemNumber), st.just(NOW))).map(tuple),
    )
)
def test_whatever_was_sent_the_header_is_the_same(facts: ReceiptFacts) -> None:
    letter = receipt(facts)

    assert set(read(letter).keys()) == set(read(receipt()).keys())
    assert letter.null_sender
    assert Page(letter).words
    assert all(len(line) <= 78 for line in letter.octets.split(b"\r\n"))


@given(st.lists(MAILS, min_size=1, max_size=30, unique_by=lambda mail: mail.item))
def test_a_collected_receipt_has_the_header_of_a_receipt(mails: list[Thanked]) -> None:
    letter = collected(*sorted(mails, key=lambda mail: mail.item))

    assert set(read(letter).keys()) == set(read(receipt()).keys())
    assert {name: read(letter)[name] for name in ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress")} == {
        "Auto-Submitted": "auto-replied",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
    }
    assert letter.null_sender
    assert letter.octets == collected(*sorted(mails, key=lambda mail: mail.item)).octets


@BOTH
@pytest.mark.parametrize("letter", [of(form) for form in Form], ids=list(Form))
def test_a_lock_screen_shows_nothing_of_what_was_sent(letter: ReceiptFacts, to: Correspondence) -> None:
    for one in (receipt(letter, to), collected(thanked(1, letter.form or Form.RETOLD), to=to)):
        preview = (read(one)["Subject"] + " " + text(one)[:90]).lower()
        assert not any(
            word in preview
            for word in ("chikane", "trus", "true", "vold", "harass", "threat", "krænk", "politi", "police", "bevis")
        )


@BOTH
def test_text_and_page_say_the_same(to: Correspondence) -> None:
    def plain(words: list[str]) -> list[str]:
        return [bare for word in words if (bare := word.strip("•:"))]

    for letter in (collected(*MANY, to=to), *(receipt(of(form), to) for form in Form)):
        assert plain(Page(letter).words) == plain(text(letter).split())
        assert html(letter).count("<html") == 1


def test_what_receipts_know_has_no_room_for_anybodys_words() -> None:
    """Whole numbers, moments, references that we signed, and words from closed lists."""
    closed = {ItemNumber, int, bool, datetime, Checksum, CaseRef | None, Level | None, Form | None, Client | None}

    assert set(get_type_hints(ReceiptFacts).values()) <= closed | {Originals, tuple[Numbered, ...]}
    assert set(get_type_hints(CollectedFacts).values()) == {tuple[Thanked, ...]}
    for kind in (Originals, Numbered, Thanked):
        assert set(get_type_hints(kind).values()) <= closed
