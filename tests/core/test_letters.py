"""Letters say what their reader needs, in both languages, and never a word of anybody's mail."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.cases import Signer
from archiver.core.deadlines import Due, Nearness
from archiver.core.duties import CaseDue, Duties
from archiver.core.language import Language
from archiver.core.letters import (
    AlarmFacts,
    Contacts,
    Correspondence,
    DigestFacts,
    FixityCheck,
    MailboxFacts,
    OpenAlarm,
    Originals,
    ReceiptFacts,
    check_code,
    compose_alarm,
    compose_digest,
    compose_receipt,
    digest_text,
    receipt_number,
    witness_line,
)
from archiver.core.records import (
    AlarmKind,
    CaseRef,
    ChainHead,
    Checksum,
    Credential,
    CredentialEnd,
    Form,
    IsoWeek,
    ItemNumber,
    Letter,
    Level,
)
from archiver.core.register import Choice
from archiver.errors import LetterUnfit

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
CASE = CaseRef(2026, 42, "K7QX")
CHECKSUM = Checksum("3fa91c77b20e" + "ab" * 26)
COLLEAGUE = "medarbejder@kommune.example"
OFFICER = "officer@kommune.example"
MESSAGE_ID = "<receipt.1873.0123456789abcdef@kommune.example>"
CONTACTS = Contacts(
    amr="Anne Lund, tlf. 12 34 56 78",
    tr="Bo Dam, tlf. 12 34 56 79",
    crisis_support="tlf. 12 34 56 80.",
    contact="HR, tlf. 12 34 56 81",
    privacy_url="https://kommune.example/privatliv?a=1&b=2",
    guide_url="https://kommune.example/arkiv",
    desk_url="https://arkiv.kommune.example/",
)
IN_DANISH = Correspondence(
    organisation="Prøve Kommune",
    language="da",
    zone="Europe/Copenhagen",
    sender="arkiv@kommune.example",
    domain="kommune.example",
    loop_mark="0123456789abcdef",
    contacts=CONTACTS,
)
IN_ENGLISH = replace(IN_DANISH, language="en")
BOTH = pytest.mark.parametrize("to", [IN_DANISH, IN_ENGLISH], ids=["da", "en"])

A_RECEIPT = ReceiptFacts(
    ItemNumber(1873),
    NOW,
    CASE,
    attachments=2,
    checksum=CHECKSUM,
    originals=Originals(whole=1),
    level=Level.ATTACHED,
    form=Form.ATTACHED,
)
A_QUIET_WEEK = DigestFacts(
    week=IsoWeek(2026, 47),
    new=0,
    unassigned=0,
    external=0,
    unreadable=0,
    first_item=ItemNumber(1874),
    last_item=ItemNumber(1873),
    cases=(),
    letters_failed=0,
    letters_uncertain=0,
    mailboxes=(MailboxFacts("arkiv", MONDAY - timedelta(minutes=1), 0, {}),),
    alarms=(),
    chain=ChainHead(501, "ab" * 32),
)
A_WEEK = replace(
    A_QUIET_WEEK,
    new=1206,
    unassigned=2,
    external=1,
    unreadable=3,
    first_item=ItemNumber(668),
    last_item=ItemNumber(1873),
    cases=(CASE, CaseRef(2026, 45, "A2B3")),
    letters_failed=4,
    letters_uncertain=5,
    unassigned_in_all=14,
    unreadable_in_all=5,
    pending=1,
    by_strength={Level.RETOLD: 1, Level.INLINE: 2, Level.OUTLOOK: 1, Level.ATTACHED: 4},
    fixity=FixityCheck(NOW, 1204, 0, in_week=8428, whole_at=NOW),
    backup_at=NOW,
)


def receipt(facts: ReceiptFacts = A_RECEIPT, to: Correspondence = IN_DANISH, reply_to: str | None = None) -> Letter:
    return compose_receipt(facts, to, recipient=COLLEAGUE, message_id=MESSAGE_ID, date=NOW, in_reply_to=reply_to)


def digest(facts: DigestFacts = A_WEEK, to: Correspondence = IN_DANISH) -> Letter:
    return compose_digest(facts, to, recipient=OFFICER, message_id="<digest.1@kommune.example>", date=MONDAY)


def alarm(facts: AlarmFacts, to: Correspondence = IN_DANISH) -> Letter:
    return compose_alarm(facts, to, recipient=OFFICER, message_id="<alarm.1@kommune.example>", date=NOW)


def read(letter: Letter) -> EmailMessage:
    return message_from_bytes(letter.octets, policy=policy.default)


def part(letter: Letter, subtype: str) -> str:
    body = read(letter).get_body((subtype,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def text(letter: Letter) -> str:
    return part(letter, "plain")


def html(letter: Letter) -> str:
    return part(letter, "html")


EVERY_LETTER = [
    *[receipt(to=to) for to in (IN_DANISH, IN_ENGLISH)],
    *[digest(to=to) for to in (IN_DANISH, IN_ENGLISH)],
    *[alarm(AlarmFacts(AlarmKind.INCOMPLETE, "mailbox:arkiv", NOW), to) for to in (IN_DANISH, IN_ENGLISH)],
]

# --- the receipt ---


def test_a_receipt_for_an_attached_original_reads_as_agreed() -> None:
    assert (
        text(receipt())
        == """\
Tak. Vi har modtaget og gemt din dokumentation.

Modtaget: 20. november 2026 kl. 14.32
Sag: 2026-0042-K7QX
Gemt: 1 mail med oprindelige headere, 2 bilag
Kontrolkode: 3fa9 1c77 b20e (begyndelsen af SHA-256)

Bevisstyrke: 3 af 3. Originalen er vedhæftet med sine tekniske oplysninger, så man kan følge dens vej fra afsenderen. \
Det styrker bevisværdien.

Det sker nu: Den arkivansvarlige ser på det senest næste arbejdsdag. Kun få udpegede personer kan åbne det, og \
hver visning bliver registreret.

Det skal du gøre:
• Slet ikke den oprindelige mail eller sms.
• Svar ikke borgeren, før du har talt med din leder.
• Send nye henvendelser til samme adresse. Skriv sagsnummeret i emnet.

Du skal ikke stå alene. Tal med din leder i dag. Du kan også kontakte din arbejdsmiljørepræsentant, \
Anne Lund, tlf. 12 34 56 78, eller din tillidsrepræsentant, Bo Dam, tlf. 12 34 56 79. \
Tilbud om krisehjælp: tlf. 12 34 56 80.

Er du truet eller kommet til skade? Akut: ring 112. Ellers: 114. Vent ikke på os: Mulighed for erstatning kan \
kræve politianmeldelse inden 72 timer efter hændelsen. Din arbejdsplads hjælper dig med anmeldelsen: \
HR, tlf. 12 34 56 81.

Sådan sender du til arkivet: https://kommune.example/arkiv

Sådan behandler vi oplysninger om dig: https://kommune.example/privatliv?a=1&b=2

Denne mail er sendt automatisk. Svar på den lægges på samme sag.
"""
    )


def test_a_receipt_in_english_says_the_same() -> None:
    said = text(receipt(to=IN_ENGLISH))

    assert said.startswith("Thank you. We have received and stored your documentation.")
    assert "Received: 20 November 2026 at 14:32" in said
    assert "Stored: 1 mail with its original headers, 2 attachments" in said
    assert "call 112" in said


def test_without_a_case_nobody_is_asked_for_its_number() -> None:
    letter = receipt(replace(A_RECEIPT, case=None))

    assert "Sag: endnu ikke fordelt" in text(letter)
    assert "sagsnummer" not in text(letter)
    assert "samme sag" not in text(letter)
    assert read(letter)["Subject"] == "Kvittering nr. K-2026-001873"


@pytest.mark.parametrize(
    ("contacts", "sentence"),
    [
        (Contacts(), "kontakte din arbejdsmiljørepræsentant eller din tillidsrepræsentant."),
        (Contacts(amr="Anne Lund"), "kontakte din arbejdsmiljørepræsentant, Anne Lund."),
        (Contacts(tr="Bo Dam."), "kontakte din tillidsrepræsentant, Bo Dam."),
    ],
)
def test_a_contact_that_is_not_configured_leaves_no_hole(contacts: Contacts, sentence: str) -> None:
    said = text(receipt(to=replace(IN_DANISH, contacts=contacts)))

    assert sentence in said
    assert "krisehjælp" not in said
    assert "hjælper dig med anmeldelsen." in said
    assert "http" not in said
    assert "None" not in said


def test_a_colleague_who_answers_the_receipt_is_filed_by_its_subject() -> None:
    signer = Signer(b"0123456789abcdef")
    case = signer.sign(2026, 12)
    subject = read(receipt(replace(A_RECEIPT, case=case)))["Subject"]

    assert list(signer.references_in(f"Sv: {subject}")) == [case]


def test_the_receipts_year_is_the_year_on_the_wall() -> None:
    new_year = replace(A_RECEIPT, received_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    assert "K-2027-001873" in read(receipt(new_year))["Subject"]


def test_numbers_are_written_as_people_read_them_out() -> None:
    assert receipt_number(ItemNumber(7), 2026) == "K-2026-000007"
    assert receipt_number(ItemNumber(12345678), 2026) == "K-2026-12345678"
    assert check_code(CHECKSUM) == "3fa9 1c77 b20e"


# --- the header ---


def test_a_receipt_has_these_header_fields_and_no_others() -> None:
    letter = receipt(reply_to="<a@kommune.example>")

    header = {name: str(value) for name, value in read(letter).items()}
    assert header.pop("Content-Type").startswith("multipart/alternative;")
    assert header == {
        "From": "Prøve Kommune <arkiv@kommune.example>",
        "To": COLLEAGUE,
        "Subject": "Kvittering nr. K-2026-001873 [2026-0042-K7QX]",
        "Date": "Fri, 20 Nov 2026 14:32:00 +0100",
        "Message-ID": MESSAGE_ID,
        "In-Reply-To": "<a@kommune.example>",
        "References": "<a@kommune.example>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
        "X-Archive-Loop": "0123456789abcdef",
        "Content-Language": "da",
        "MIME-Version": "1.0",
    }
    assert letter.null_sender
    assert (letter.recipient, letter.message_id) == (COLLEAGUE, MESSAGE_ID)


@pytest.mark.parametrize("letter", [digest(), alarm(AlarmFacts(AlarmKind.CLOCK, "", NOW))], ids=["digest", "alarm"])
def test_other_letters_are_marked_as_made_by_a_machine_and_may_bounce(letter: Letter) -> None:
    assert read(letter)["Auto-Submitted"] == "auto-generated"
    assert read(letter)["X-Archive-Loop"] == "0123456789abcdef"
    assert read(letter)["In-Reply-To"] is None
    assert not letter.null_sender


def test_a_long_message_id_is_never_folded_or_encoded() -> None:
    long = f"<{'a' * 100}@kommune.example>"

    letter = compose_receipt(A_RECEIPT, IN_DANISH, recipient=COLLEAGUE, message_id=long, date=NOW, in_reply_to=long)

    for name in ("Message-ID", "In-Reply-To", "References"):
        assert f"\r\n{name}: {long}\r\n".encode() in letter.octets


@pytest.mark.parametrize(
    "written",
    [
        "",
        "a@kommune.example",
        "<a@kommune.example> <b@kommune.example>",
        "<a@kommune.example>\r\nBcc: x@outside.example",
        "<a\x00@kommune.example>",
        "<æ@kommune.example>",
        f"<{'a' * 199}>",
        "<a b@kommune.example>",
    ],
)
def test_a_message_id_that_is_not_clean_is_not_repeated(written: str) -> None:
    header = read(receipt(reply_to=written))

    assert header["In-Reply-To"] is None
    assert header["References"] is None
    assert header["Bcc"] is None


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "kommune.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "Kanarie <a@b.example>",
        "a@b.example>",
        "a b@c.example",
        '"a\\"b"@c.example',
        "a@",
        "@b.example",
        f"a@{'b' * 64}.example",
        f"{'a' * 250}@b.example",
    ],
)
def test_what_is_no_single_address_gets_no_letter_and_is_not_repeated(recipient: str) -> None:
    with pytest.raises(LetterUnfit) as unfit:
        compose_receipt(A_RECEIPT, IN_DANISH, recipient=recipient, message_id=MESSAGE_ID, date=NOW, in_reply_to=None)

    assert not recipient or recipient not in str(unfit.value)


def test_an_international_address_is_written_as_mail_servers_take_it() -> None:
    letter = compose_receipt(
        A_RECEIPT, IN_DANISH, recipient="sørine@BLÅBÆR.example", message_id=MESSAGE_ID, date=NOW, in_reply_to=None
    )

    assert letter.recipient == "sørine@xn--blbr-roah.example"
    assert "\r\nTo: sørine@xn--blbr-roah.example\r\n".encode() in letter.octets


def test_a_message_id_of_ours_that_is_not_clean_stops_the_letter() -> None:
    with pytest.raises(LetterUnfit):
        compose_receipt(A_RECEIPT, IN_DANISH, recipient=COLLEAGUE, message_id="<a\n>", date=NOW, in_reply_to=None)


@given(st.text(max_size=120), st.text(max_size=40), st.text(max_size=60))
def test_nothing_in_the_configuration_gets_a_field_into_the_header(organisation: str, mark: str, contact: str) -> None:
    to = replace(IN_DANISH, organisation=organisation, loop_mark=mark, contacts=Contacts(amr=contact))
    plain = read(receipt())

    letter = receipt(to=to)

    assert sorted(read(letter).keys()) == sorted(plain.keys())
    assert [address.addr_spec for address in read(letter)["From"].addresses] == ["arkiv@kommune.example"]
    assert "</html>" in html(letter)


@pytest.mark.parametrize("organisation", ["Børn & Unge, Prøve Kommune (Skole)", 'Skolen "Ørnen"', "A" * 200, "Å" * 90])
def test_the_organisations_name_arrives_as_it_is(organisation: str) -> None:
    letter = receipt(to=replace(IN_DANISH, organisation=organisation))

    # The newer parser of Python 3.11 leaves blanks between encoded-words, against RFC 2047 section 6.2.
    name, address = parseaddr(message_from_bytes(letter.octets)["From"])
    assert str(make_header(decode_header(name))) == organisation
    assert address == "arkiv@kommune.example"


@BOTH
@pytest.mark.parametrize("kind", AlarmKind)
def test_a_long_subject_begins_on_its_first_line_and_arrives_whole(kind: AlarmKind, to: Correspondence) -> None:
    letter = alarm(AlarmFacts(kind, "", NOW), to)

    subject = read(letter)["Subject"]
    first_line = next(line for line in letter.octets.split(b"\r\n") if line.startswith(b"Subject:"))
    assert len(first_line) > len("Subject: Alarm")
    assert subject == " ".join(subject.split())
    assert subject.startswith("Alarm fra arkivet: " if to is IN_DANISH else "Alarm from the archive: ")


@pytest.mark.parametrize("letter", EVERY_LETTER)
def test_every_letter_passes_through_any_mail_server(letter: Letter) -> None:
    lines = letter.octets.split(b"\r\n")

    assert letter.octets.isascii()
    assert all(len(line) <= 78 for line in lines)
    assert not any(octet in line for line in lines for octet in b"\r\n\0")


def test_the_same_facts_give_the_same_octets() -> None:
    assert receipt().octets == receipt().octets
    assert digest().octets == digest().octets


# --- text and HTML ---


class Page(HTMLParser):
    """What a mail program would show, and where it would lead."""

    def __init__(self, letter: Letter) -> None:
        super().__init__()
        self._said = ""
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self._open: list[str] = []
        self.feed(html(letter))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        self._said += "" if tag == "span" else " "
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["title"]:
            self._said += data

    @property
    def words(self) -> list[str]:
        return self._said.split()


@pytest.mark.parametrize("letter", EVERY_LETTER)
def test_the_html_says_what_the_text_says(letter: Letter) -> None:
    def plain(words: list[str]) -> list[str]:
        return [bare for word in words if (bare := word.strip("•:"))]

    assert plain(Page(letter).words) == plain(text(letter).split())


@pytest.mark.parametrize("letter", EVERY_LETTER)
def test_the_html_loads_nothing_and_leads_only_where_it_was_told(letter: Letter) -> None:
    page = Page(letter)

    shell = {"html", "head", "meta", "title", "body"}
    assert page.tags <= shell | {"p", "strong", "span", "ul", "li", "table", "tr", "th", "td", "a"}
    assert page.attributes <= {"lang", "charset", "name", "content", "style", "scope", "href"}
    assert set(page.links) <= {CONTACTS.privacy_url, CONTACTS.guide_url, CONTACTS.desk_url}
    assert "url(" not in html(letter)


def test_a_contact_is_text_and_never_markup() -> None:
    hostile = Contacts(amr="<img src=x>{x}%s", privacy_url='javascript:alert("1")', guide_url='https://x.example/"><b>')
    page = Page(receipt(to=replace(IN_DANISH, contacts=hostile)))

    assert "img" not in page.tags
    assert "b" not in page.tags
    assert page.links == ['https://x.example/"><b>']


# --- the digest ---


def test_a_digest_reads_as_agreed() -> None:
    said = text(digest())

    assert read(digest())["Subject"] == "Ugens overblik, uge 47"
    assert (
        said
        == f"""\
Periode: 16.–22. november 2026 (uge 47)
Sidst hentet: 23/11 kl. 06.59
Forbindelse: OK

Nyt siden sidste overblik:
Modtaget: 1.206
Ufordelt: 2 nye · 14 i alt
Ekstern: 1
Kunne ikke læses: 3 nye · 5 i alt
Venter på serveren: 0
Løbenumre: 668–1873
Dokumentation: 4 med oprindelige headere · 1 Outlook-element eller mail uden alle headere · \
2 videresendt i teksten eller som skærmbillede · \
1 genfortalt
Sager med nyt: 2026-0042-K7QX og 2026-0045-A2B3

Postkasser:
arkiv: sidst hentet 23/11 kl. 06.59 · ingen ny post · intet venter på serveren

Drift:
Gemt, endnu ikke læst: 1
Egne mails, afvist: 4
Egne mails, uvist om de er nået frem: 5
Seneste kontrol af det gemte: 20/11 kl. 14.32 · 1.204 mails · ingen fejl
Kontrolleret på syv dage: 8.428 mails
Alt det gemte senest kontrolleret: 20/11 kl. 14.32
Seneste backup: 20/11 kl. 14.32

Åbne alarmer: Ingen.

Sporbarhedslog:
Antal poster: 501
Vidnelinje: 501:{"ab" * 32}

Gem denne mail: Vidnelinjen kan senere vise, om loggen er ændret.

Log ind for at se sagerne: https://arkiv.kommune.example/
"""
    )


def test_what_came_into_a_case_that_does_not_count_is_told_without_saying_as_what_it_is_registered() -> None:
    one, two = (text(digest(replace(A_WEEK, uncounted_cases=count))) for count in (1, 2))

    assert "på 1 sag, som er holdt uden for statistikken. Se, om registreringen stadig passer.\n" in one
    assert "på 2 sager, som er holdt uden for statistikken. Se, om registreringerne stadig passer.\n" in two
    assert "kritik" not in one + two
    assert "statistik" not in text(digest())


def test_what_was_read_only_in_part_is_told_by_number_as_its_receipts_promise_a_word_from_the_officer() -> None:
    few = text(digest(replace(A_WEEK, read_in_part=(ItemNumber(668), ItemNumber(1204)))))
    many = text(digest(replace(A_WEEK, read_in_part=tuple(map(ItemNumber, range(668, 668 + 1203)))), IN_ENGLISH))

    assert "\nKun læst delvist: 2 (nr. 668, 1204)\n" in few
    assert "Kontakt dem, der har sendt det, der kun er læst delvist: Det har de fået lovet i deres kvittering." in few
    assert "\nRead only in part: 1,203 (items 668, 669," in many
    assert " 687 and 1,183 more)\n" in many
    assert "delvist" not in text(digest())


def test_a_witness_is_told_on_top_that_this_is_a_copy_to_be_kept() -> None:
    copy = compose_digest(
        A_WEEK, IN_DANISH, recipient=OFFICER, message_id="<digest.1@kommune.example>", date=MONDAY, is_copy=True
    )

    assert text(copy).startswith("Dette er en kopi, som du skal opbevare. Gem denne mail, og slet den ikke.")
    assert text(copy).endswith(text(digest()))
    assert "kopi" not in text(digest())


def test_strength_of_documentation_is_told_in_words_and_what_nobody_sent_is_left_out() -> None:
    said = text(digest(replace(A_WEEK, by_strength={Level.INLINE: 1, Level.OUTLOOK: 2, Level.ATTACHED: 0})))

    outlook, inline = (
        "2 Outlook-elementer eller mails uden alle headere",
        "1 videresendt i teksten eller som skærmbillede",
    )
    assert f"Dokumentation: {outlook} · {inline}\n" in said
    assert "Dokumentation" not in text(digest(replace(A_WEEK, by_strength={})))


def test_that_no_backup_was_made_is_told_too() -> None:
    assert "Seneste backup: ingen lavet af arkivet selv\n" in text(digest(A_QUIET_WEEK))


@pytest.mark.parametrize(("findings", "told"), [(0, "ingen fejl"), (1, "1 fejl"), (12, "12 fejl")])
def test_the_last_check_of_what_is_stored_is_told(findings: int, told: str) -> None:
    checked = replace(A_WEEK, fixity=FixityCheck(NOW, 1204, findings))

    assert f"Seneste kontrol af det gemte: 20/11 kl. 14.32 · 1.204 mails · {told}\n" in text(digest(checked))
    assert "Alt det gemte senest kontrolleret: ikke endnu\n" in text(digest(checked))


@pytest.mark.parametrize("kind", [AlarmKind.MAILBOX_UNREACHABLE, AlarmKind.CREDENTIALS_REFUSED])
def test_a_connection_with_an_open_alarm_is_not_said_to_be_well(kind: AlarmKind) -> None:
    said = text(digest(replace(A_QUIET_WEEK, alarms=(OpenAlarm(kind, "mailbox:arkiv", NOW),))))

    assert "Forbindelse: IKKE OK, se nedenfor\n" in said
    assert "Ingen ny post, men ikke alle postkasser er hentet." in said


def test_the_alarm_of_a_mailbox_that_is_no_longer_watched_says_nothing_of_the_connection() -> None:
    said = text(digest(replace(A_QUIET_WEEK, alarms=(OpenAlarm(AlarmKind.MAILBOX_UNREACHABLE, "mailbox", NOW),))))

    assert "Forbindelse: OK\n" in said


@pytest.mark.parametrize(
    ("subject", "about"),
    [("disk:data/1f2e", "Vedrører: datamappen\n"), ("disk:database/1f2e", "Vedrører: databasens mappe\n")],
)
def test_an_alarm_of_a_disk_says_which(subject: str, about: str) -> None:
    facts = AlarmFacts(AlarmKind.DISK, subject, NOW)

    said = text(compose_alarm(facts, IN_DANISH, recipient="a@b.example", message_id="<1@b.example>", date=NOW))
    assert about in said
    assert "1f2e" not in said


def test_many_open_alarms_are_not_all_named() -> None:
    alarms = tuple(OpenAlarm(AlarmKind.MOVES_FAILING, f"mailbox:postkasse{n}", NOW) for n in range(30))

    said = text(digest(replace(A_QUIET_WEEK, alarms=alarms)))

    assert (said.count("postkassen postkasse"), "Andre: 20 til\n" in said) == (10, True)


def test_an_archive_without_any_mailbox_is_not_said_to_be_at_peace() -> None:
    said = text(digest(replace(A_QUIET_WEEK, mailboxes=())))

    assert "Sidst hentet: endnu ikke fra alle postkasser\nForbindelse: IKKE OK, se nedenfor\n" in said
    assert "Ingen ny post siden" not in said


def test_an_empty_week_says_so_aloud() -> None:
    said = text(digest(A_QUIET_WEEK))

    assert "Ingen ny post siden sidste overblik.\n" in said
    assert "arkiv: sidst hentet 23/11 kl. 06.59 · ingen ny post · intet venter på serveren\n" in said
    assert "Løbenumre" not in said
    assert "Sager med nyt: ingen\n" in said


@pytest.mark.parametrize(
    ("last_good_poll", "told"),
    [(None, "arkiv: ENDNU IKKE HENTET\n"), (NOW, "arkiv: IKKE HENTET SIDEN 20/11 kl. 14.32\n")],
)
def test_silence_is_told_apart_from_failure(last_good_poll: datetime | None, told: str) -> None:
    cut_off = replace(A_QUIET_WEEK, mailboxes=(MailboxFacts("arkiv", last_good_poll, 0, {}),))
    said = text(digest(cut_off))

    assert told in said
    assert "Ingen ny post, men ikke alle postkasser er hentet. Se nedenfor." in said


def test_what_waits_on_the_server_is_counted_by_reason() -> None:
    waiting = {"oversize": 2, "broken": 1, "a reason of tomorrow": 3, "gone": 0}
    week = replace(A_WEEK, mailboxes=(MailboxFacts("arkiv", MONDAY, 1, waiting),))

    assert "1 ny mail · 6 venter på serveren (anden årsag: 3, for store: 2, serveren afbryder: 1)" in text(digest(week))


def test_open_alarms_are_told_in_our_words() -> None:
    alarms = (
        OpenAlarm(AlarmKind.OVERSIZE_WAITING, "mailbox:arkiv", NOW),
        OpenAlarm(AlarmKind.READBACK_MISMATCH, "item:17", NOW),
        OpenAlarm(AlarmKind.CLOCK, "", NOW),
    )
    said = text(digest(replace(A_WEEK, alarms=alarms)))

    assert "En mail er for stor til at blive hentet: postkassen arkiv, siden 20/11 kl. 14.32\n" in said
    assert "Det gemte svarer ikke til det modtagne: nr. 17, siden 20/11 kl. 14.32\n" in said
    assert "Arkivets ur går forkert: siden 20/11 kl. 14.32\n" in said


def test_an_alarm_names_the_mailbox_and_its_folder_and_no_address() -> None:
    facts = AlarmFacts(AlarmKind.INCOMPLETE, "mailbox:arkiv@kommune.example/INBOX", NOW)

    assert "Vedrører: postkassen arkiv/INBOX\n" in text(alarm(facts))


def test_a_folder_that_may_be_named_after_a_person_is_not_named() -> None:
    facts = AlarmFacts(AlarmKind.INCOMPLETE, "mailbox:arkiv/Vrede breve til Jette", NOW)

    assert "Vedrører: postkassen arkiv/en anden mappe\n" in text(alarm(facts))


def test_an_alarm_says_how_many_and_its_end_does_not() -> None:
    facts = AlarmFacts(AlarmKind.QUARANTINE, "quarantine", NOW, count=1204)

    assert "Antal: 1.204\n" in text(alarm(facts))
    assert "Antal" not in text(alarm(replace(facts, over_since=NOW)))


def test_what_is_told_once_and_for_all_promises_no_second_mail() -> None:
    facts = AlarmFacts(AlarmKind.UIDVALIDITY_CHANGED, "mailbox:arkiv", NOW)

    assert "Du får én mail mere" in text(alarm(facts))
    assert "Du får én mail mere" not in text(alarm(replace(facts, is_notice=True)))


def test_receipts_that_were_held_back_are_counted() -> None:
    assert "holdt tilbage, for mange til samme indsender: 7\n" in text(digest(replace(A_WEEK, receipts_withheld=7)))
    assert "holdt tilbage" not in text(digest())


def test_the_letter_is_a_witness_of_the_chain() -> None:
    assert witness_line(A_WEEK.chain) in text(digest())
    assert witness_line(A_WEEK.chain) in html(digest())


def test_what_is_shown_is_what_is_sent() -> None:
    assert digest_text(A_WEEK, IN_DANISH, MONDAY) == text(digest())


# --- alarms ---


@BOTH
@pytest.mark.parametrize("kind", AlarmKind)
def test_every_alarm_says_what_since_when_and_what_to_do(kind: AlarmKind, to: Correspondence) -> None:
    letter = alarm(AlarmFacts(kind, "mailbox:arkiv", NOW), to)

    said = text(letter)
    (begun, todo) = (
        ("20. november 2026 kl. 14.32", "Det skal du gøre:") if to is IN_DANISH else ("20 Nov", "What to do:")
    )
    assert begun in said
    assert todo in said
    assert "arkiv" in said


@BOTH
@pytest.mark.parametrize("kind", AlarmKind)
def test_the_mail_that_it_is_over_names_the_alarm(kind: AlarmKind, to: Correspondence) -> None:
    raised = read(alarm(AlarmFacts(kind, "", NOW), to))["Subject"]
    over = alarm(AlarmFacts(kind, "", NOW, over_since=NOW + timedelta(hours=1)), to)

    assert read(over)["Subject"].partition(": ")[2] == raised.partition(": ")[2]
    assert ("15.32" if to is IN_DANISH else "15:32") in text(over)
    assert "What to do:" not in text(over)
    assert "Det skal du gøre:" not in text(over)


# --- what must never be in them ---

CANARY = "kanariefugl"


def test_what_a_digest_knows_has_no_room_for_anybodys_words() -> None:
    """Text is only what we named ourselves: our mailboxes, the fixed words of reasons and of what alarms are about."""

    def texts(facts: type) -> set[str]:
        return {name for name, kind in get_type_hints(facts).items() if kind is str or str in get_args(kind)}

    assert texts(DigestFacts) == set()
    assert texts(MailboxFacts) == {"name", "waiting"}
    assert texts(OpenAlarm) == {"subject"}


@BOTH
def test_words_from_outside_are_never_repeated(to: Correspondence) -> None:
    about = [f"sender:{CANARY}@outside.example", CANARY, f"item:{CANARY}", f"subject:{CANARY}"]
    week = replace(
        A_WEEK,
        mailboxes=(MailboxFacts(f"arkiv@{CANARY}.example", NOW, 1, {CANARY: 1, f"oversize {CANARY}": 2}),),
        alarms=tuple(OpenAlarm(AlarmKind.FETCH_FAILING, subject, NOW) for subject in about),
    )
    letters = [
        digest(week, to),
        *[alarm(AlarmFacts(AlarmKind.INCOMPLETE, subject, NOW), to) for subject in about],
        receipt(to=to, reply_to=f"<a {CANARY}>"),
    ]

    for letter in letters:
        assert CANARY not in letter.octets.decode()
        assert CANARY not in text(letter)
        assert CANARY not in html(letter)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_lock_screen_shows_nothing_of_why_the_mail_was_sent(language: Language) -> None:
    letter = receipt(to=replace(IN_DANISH, language=language))
    preview = (read(letter)["Subject"] + " " + text(letter)[:90]).lower()

    for word in ("chikane", "trus", "true", "vold", "harass", "threat", "krænk", "politi", "police"):
        assert word not in preview


# --- what the archive logs in with ---

ENDING = (
    CredentialEnd("mailbox:arkiv", Credential.CERTIFICATE, MONDAY + timedelta(days=12)),
    CredentialEnd("mailbox:bilag", Credential.CERTIFICATE, MONDAY + timedelta(days=12)),
    CredentialEnd("smtp", Credential.SECRET, MONDAY - timedelta(days=1)),
)


def test_a_credential_that_ends_within_thirty_days_is_told_of_once_for_all_it_opens() -> None:
    danish = digest_text(replace(A_QUIET_WEEK, credentials=ENDING), IN_DANISH, MONDAY)
    english = digest_text(replace(A_QUIET_WEEK, credentials=ENDING), IN_ENGLISH, MONDAY)

    assert " ".join(danish.split()).count("Certifikatet, der giver adgang til postkassen arkiv, postkassen bilag,") == 1
    assert "Hemmeligheden, der giver adgang til serveren til udgående post, udløb" in " ".join(danish.split())
    assert "The certificate that opens mailbox arkiv, mailbox bilag holds until" in " ".join(english.split())
    assert "The secret that opens the outgoing mail server ended on" in " ".join(english.split())


@BOTH
def test_one_that_holds_for_longer_or_for_ever_is_not_told_of(to: Correspondence) -> None:
    later = CredentialEnd("mailbox:arkiv", Credential.SECRET, MONDAY + timedelta(days=31))

    quiet = digest_text(A_QUIET_WEEK, to, MONDAY)

    assert digest_text(replace(A_QUIET_WEEK, credentials=(later,)), to, MONDAY) == quiet


# --- the work on cases ---

DUE = Duties(
    (
        CaseDue(
            CASE,
            Choice("F13", "Opfølgning på politianmeldelse", "Follow-up on the police report"),
            Due(datetime(2026, 11, 18, 23, tzinfo=UTC), date(2026, 11, 18)),
            Nearness.OVERDUE,
        ),
        CaseDue(
            CaseRef(2026, 45, "A2B3"),
            Choice("F1", "Politianmeldelse, 72 timer", "Police report, 72 hours"),
            Due(datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
            Nearness.HALF,
        ),
    ),
    (CaseRef(2026, 45, "A2B3"),),
)


def test_the_weekly_letter_names_deadlines_and_missing_help_in_danish_and_english() -> None:
    facts = replace(A_WEEK, duties=DUE)

    danish, english = text(digest(facts)), text(digest(facts, IN_ENGLISH))

    assert "OVERSKREDET 18/11: 2026-0042-" in danish
    assert "24/11 kl. 14.30: 2026-0045-A2B3 Politianmeldelse, 72 timer" in danish
    assert "Hjælp er ikke registreret som tilbudt: 2026-0045-A2B3" in danish
    assert "OVERDUE since 18 Nov: 2026-0042-" in english
    assert "Police report, 72 hours" in english
    assert "A guide only – have it confirmed by a lawyer." in english


def test_of_very_many_deadlines_only_the_first_are_named() -> None:
    facts = replace(A_WEEK, duties=replace(DUE, due=DUE.due * 40))

    assert "Andre: 40 til" in text(digest(facts))
