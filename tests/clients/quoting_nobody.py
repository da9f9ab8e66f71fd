"""Letters that quote nobody, and look as if they did."""

from __future__ import annotations

from collections.abc import Iterator

from tests.clients.client import esc
from tests.clients.composing import plain_letter
from tests.clients.outlook import Classic
from tests.clients.values import ClientLetter
from tests.clients.writing import Part, multipart, text_part

MINUTES = """Referat af mødet om vold og trusler

Ordstyrer: Åse
Referent: Jens

Ansvar flyttes
Fra: Borgerservice
Til: HR og Arbejdsmiljø

Punkt 2: Telefonen er lukket
Fra: kl. 12
Til: kl. 13

Næste møde den 3. maj."""

MEMO = """NOTAT

Til:   Økonomiudvalget
Fra:   Borgerservice
Dato:  3. maj 2024
Emne:  Chikane mod ansatte i Borgerservice

Forvaltningen har i første kvartal registreret 14 tilfælde. Det er fire
flere end året før. Udvalget bedes tage orienteringen til efterretning."""

TIMETABLE = """Bussen, jeg tager hjem, og hvor han stod og ventede:

Fra: Rådhuset        Til: Åboulevarden
Afgang 16:05         Ankomst 16:21
Afgang 16:25         Ankomst 16:41

Fra: Åboulevarden    Til: Rådhuset
Afgang 07:12         Ankomst 07:28"""

OPENING_HOURS = """Husk de nye åbningstider i skranken:

Fra: mandag til onsdag kl. 10-15
Fra: torsdag kl. 10-17
Lukket fredag

Emne på næste personalemøde: alarmknappen."""

POEM = """Et vers, som hang på døren i morges:

Fra byens hav til åens bred
Til dem, der aldrig finder fred
Den, der skrev det her:
han ved, hvor du bor, min kære."""

SIGNATURES = f"""Hej arkiv

Jeg ringer om den anden sag i morgen.

Venlig hilsen
Jette Jensen
{"_" * 32}
Borgerservice
Rådhuspladsen 1, 5970 Ærøskøbing
Mail: borgerservice@kommune.example

-----------------------------------
Denne mail kan indeholde fortrolige oplysninger. Er den sendt forkert,
så skriv til postmester@kommune.example og slet den."""

CALENDAR = """Møde: Opfølgning på trusler
Hvornår: 3. maj 2024 10:00-11:00
Hvor: Lokale Ø2
Arrangør: Åse Brøndum <aase.broendum@kommune.example>
Deltagere: Jette Jensen; Jens Møller

Dagsorden
1. Siden sidst
2. Den 2. maj kl. 9.30 skrev vi til politiet: der er intet svar endnu."""

PHONE_NOTE = """Telefonnotat

Opkald fra: skjult nummer
Dato: 3. maj 2024 kl. 10.31
Emne: truede med at komme forbi

Han sagde: »Jeg ved, hvor du bor.« Så lagde han på."""

DIARY = """Her er, hvad der skete, dag for dag:

Den 1. maj ringede han til omstillingen.
Den 2. maj stod han ved bagdøren.
Den 3. maj kl. 10.31 skrev han på væggen i forhallen:
> I bliver kede af det
Vi har taget et billede."""

ASKING = """Hej arkiv

Skal jeg videresende mailen, eller kan I selv hente den? Jeg har skrevet
-- Videresendt -- i emnefeltet på de andre. Den oprindelige meddelelse
ligger i min indbakke under Emne: Din afgørelse.

Jette"""

RECEIPT = """Kvittering for overførsel af parkeringsafgift

Fra konto: 1234 567890
Til konto: 9876 543210
Dato: 03.05.2024
Beløb: 790,00 kr.
Tekst: »Til den dovne hund i skranken«"""

TABLE = """Emne            Fra             Til
Nøgler          Jens            Fatima
Alarm           Fatima          Åse
Vagtplan        Åse             Henrik"""

RULE_HTML = (
    "<p>Hej arkiv</p><hr tabindex='-1' style='width:98%'><p><b>Fra:</b> i dag er døren låst</p>"
    "<p>Brug nøglekortet, også på Ø-gangen.</p>"
)
CITE_HTML = (
    "<p>I arbejdsmiljøhåndbogen står der:</p><blockquote type='cite'><p>Alle trusler skal registreres samme dag.</p>"
    "<p>Lederen har ansvaret.</p></blockquote><p>Hvem gør det, når Åse har fri?</p>"
)
BUS_HTML = (
    "<p>Sådan kommer jeg hjem, hvis han venter på Åboulevarden:</p><table border='1'>"
    "<tr><th>Fra:</th><td>Rådhuset</td></tr><tr><th>Til:</th><td>Søglimt</td></tr>"
    "<tr><th>Afgang:</th><td>16.05</td></tr></table>"
)

TEXTS = {
    "minutes": MINUTES,
    "memo": MEMO,
    "timetable": TIMETABLE,
    "opening-hours": OPENING_HOURS,
    "poem": POEM,
    "signatures": SIGNATURES,
    "calendar": CALENDAR,
    "phone-note": PHONE_NOTE,
    "diary": DIARY,
    "asking": ASKING,
    "receipt": RECEIPT,
    "table": TABLE,
}
PAGES = {"ruler": RULE_HTML, "citation": CITE_HTML, "bus-table": BUS_HTML}


def letters() -> Iterator[ClientLetter]:
    """Every text as such and, for some, as Outlook makes HTML of it; pages; an invitation; a prefix and no more."""
    for number, (what, words) in enumerate(TEXTS.items()):
        yield plain_letter(f"nobody-{what}-text", utf8(words), "Til sagen", own=words, number=number)
    for what in ("minutes", "timetable", "poem", "signatures"):
        yield plain_letter(f"nobody-{what}-alternative", both(TEXTS[what]), "Til sagen", own=TEXTS[what])
    for what, html in PAGES.items():
        page = f"<html><head><meta charset='utf-8'></head><body>{html}</body></html>\n"
        yield plain_letter(f"nobody-{what}-html", text_part(page, "html", "utf-8", "quoted-printable"), "Til sagen")
    yield plain_letter("nobody-prefix-only", utf8("Jeg glemte mailen. Den kommer."), "VS: Din afgørelse")
    yield plain_letter("nobody-invitation", invitation(), "Opfølgning på trusler", own=CALENDAR)


def utf8(words: str) -> Part:
    """Plain text."""
    return text_part(words + "\n", "plain", "utf-8", "8bit")


def both(words: str) -> Part:
    """Plain text, and Outlook's page of it."""
    outlook = Classic()
    html = text_part(outlook.page(outlook.paragraphs(words)), "html", "iso-8859-1", "quoted-printable")
    plain = text_part(words + "\n", "plain", "iso-8859-1", "quoted-printable")
    return multipart("alternative", [plain, html])


def invitation() -> Part:
    """A meeting, as Outlook sends it: text, HTML and calendar."""
    event = (
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nVERSION:2.0\nPRODID:Microsoft Exchange Server 2010\nBEGIN:VEVENT\n"
        "ORGANIZER;CN=Åse Brøndum:mailto:aase.broendum@kommune.example\nSUMMARY:Opfølgning på trusler\n"
        "DTSTART:20240503T080000Z\nDTEND:20240503T090000Z\nUID:moede.1@kommune.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    html = f"<html><body><p>{esc(CALENDAR).replace(chr(10), '<br>')}</p></body></html>\n"
    calendar = text_part(event, "calendar", "utf-8", "base64", "; method=REQUEST")
    return multipart("alternative", [utf8(CALENDAR), text_part(html, "html", "utf-8", "base64"), calendar])
