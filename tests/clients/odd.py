"""What goes wrong in practice: edited subjects, broken lines, strange names, signatures, pictures, files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from html.entities import codepoint2name
from typing import ClassVar

from tests.clients import apple, gmail, nested, outlook, thunderbird
from tests.clients.client import Client, marked
from tests.clients.composing import KINDS, Cover, forward
from tests.clients.people import (
    ABUSE,
    BODIL,
    DOCX,
    FATIMA,
    GRUDGE,
    HENRIK,
    INLINE,
    JENS,
    JETTE,
    LEDER,
    PDF,
    PHOTO,
    POST,
    SOEREN,
    THREAT,
    TORBEN,
    complaint,
    moment,
)
from tests.clients.values import ClientLetter, Mail, Person

MAIN = (outlook.Classic, outlook.Web, gmail.Gmail, apple.MacMail, thunderbird.Thunderbird)


class Broken(outlook.Classic):
    """Long lines broken by a server on the way, without a blank on the next line."""

    name = "outlook-broken"
    indent: ClassVar[str] = ""

    def block(self, rows: list[tuple[str, str]]) -> str:
        lines = super().block(rows).split("\n")
        return "\n".join(
            textwrap.fill(line, 72, subsequent_indent=self.indent, break_long_words=False) for line in lines
        )


class Folded(Broken):
    """The same with a tab on the next line."""

    name = "outlook-folded"
    indent = "\t"


class Marked(outlook.Classic):
    """Outlook told to put > before every line."""

    name = "outlook-marked"

    def text(self, mail: Mail, inside: str) -> str:
        return marked(super().text(mail, inside))


class Unseparated(outlook.Classic):
    """Labels and nothing above them."""

    name = "outlook-unseparated"
    border = "windowtext"

    def text(self, mail: Mail, inside: str) -> str:
        return f"{self.block(self.rows(mail))}\n\n{inside}"

    def html(self, mail: Mail, inside: str) -> str:
        return super().html(mail, inside).replace("border-top:solid windowtext 1.0pt;", "")


class Stars(outlook.Web):
    """Labels in stars: bold HTML made text by another client on the way."""

    name = "outlook-stars"

    def labels(self) -> list[str]:
        return [f"*{label}*" for label in super().labels()]


class Tight(outlook.Web):
    """The ruler, the labels, and the body on the very next line."""

    name = "outlook-tight"

    def text(self, mail: Mail, inside: str) -> str:
        return f"{'_' * 32}\n{self.block(self.rows(mail))}\n{inside}"


class Entities(outlook.Classic):
    """HTML in us-ascii: every Danish letter an entity."""

    name = "outlook-entities"
    charset = "us-ascii"
    html_encoding = "7bit"

    def page(self, content: str) -> str:
        return "".join(self._entity(letter) for letter in super().page(content))

    def _entity(self, letter: str) -> str:
        name = codepoint2name.get(ord(letter))
        return letter if letter.isascii() else f"&{name};" if name else f"&#{ord(letter)};"


class UsFigures(outlook.Classic):
    """A date in figures, month first: PM says so."""

    name = "outlook-us-figures"

    def date_line(self, mail: Mail) -> str:
        return self.date(mail, "{m}/{d}/{y} {h}:{MM} {ap}")


class NarrowBlanks(outlook.Classic):
    """A new Office: U+202F before AM and PM."""

    name = "outlook-narrow-blank"
    charset = "utf-8"

    def date_line(self, mail: Mail) -> str:
        return super().date_line(mail).replace(" AM", "\u202fAM").replace(" PM", "\u202fPM")


class HardBlanks(apple.MacMail):
    """NBSP behind kl., and before the time."""

    name = "apple-hard-blank"

    def date(self, mail: Mail, pattern: str, days: str = "") -> str:
        return super().date(mail, pattern, days).replace("kl. ", "kl.\u00a0")


class HardNewOutlook(outlook.New):
    """NBSP around kl."""

    name = "outlook-new-hard-blank"

    def date_line(self, mail: Mail) -> str:
        return super().date_line(mail).replace(" kl. ", "\u00a0kl.\u202f")


def letters() -> Iterator[ClientLetter]:
    """All of them."""
    for room in (subjects, lines, dates, recipients, strange_names, label_lines, own_words, originals, files, pictures):
        yield from room()


def subjects() -> Iterator[ClientLetter]:
    """The subject the colleague made up, prefixes in heaps, tags, no subject at all."""
    edited = Cover(subject="Til sagen om genen i Borgerservice")
    for number, client in enumerate(MAIN, 100):
        yield forward(f"edited-subject-{client.name}", [(client(), complaint(number))], KINDS[number % 3], edited)
    tagged = replace(complaint(105), subject="[EKSTERN] Din afgørelse")
    banner = "OBS: Denne mail kommer udefra. Klik ikke på links, medmindre du kender afsenderen."
    warned = replace(tagged, body=f"{banner}\n\n{ABUSE}")
    yield forward("external-tag", [(outlook.Classic(), tagged)])
    yield forward("external-banner", [(outlook.Web(), warned)], "html", Cover(subject="VS: [EKSTERN] Din afgørelse"))
    heap = Cover(subject="VS: Fwd: SV: [EKSTERN] Vs.: Din afgørelse")
    yield forward(
        "prefix-heap", [(outlook.Web(), replace(tagged, subject="SV: [EKSTERN] Din afgørelse"))], "text", heap
    )
    yield forward("no-subject-text", [(outlook.Classic(), replace(complaint(106), subject=""))], "text")
    yield forward("no-subject-html", [(outlook.Web(), replace(complaint(107), subject=""))], "html")


def lines() -> Iterator[ClientLetter]:
    """Separators, blank lines and marks that are missing or too many."""
    for number, client in enumerate((Unseparated, Tight, Marked, Stars), 110):
        yield forward(f"{client.name}-text", [(client(), complaint(number))], "text")
    yield forward("outlook-unseparated-html", [(Unseparated(), complaint(114))], "html")
    yield forward("outlook-entities-html", [(Entities(), complaint(115))], "html")
    unedited = Cover(subject="Endnu en", own="")
    yield forward("nothing-above-text", [(Unseparated(), complaint(116))], "text", unedited)
    yield forward("nothing-above-html", [(outlook.Classic(), complaint(117))], "html", unedited)
    yield forward("nothing-above-apple", [(apple.MacMail(), complaint(118))], "alternative", unedited)
    long = f"{' '.join(ABUSE.split())} {' '.join(THREAT.split())}"
    for number, flows in enumerate((thunderbird.Thunderbird, apple.MacMailFlowed), 119):
        for kind in ("text", "alternative"):
            yield forward(f"long-line-{flows.name}-{kind}", [(flows(), replace(complaint(number), body=long))], kind)
    curly = "»I får se,« sagde han – og så … »bang«.\nDet kan I godt skrive op: 100 €."
    yield forward("windows-1252-text", [(outlook.Classic2010(), replace(complaint(122), body=curly))], "text")
    yield forward("windows-1252-html", [(outlook.Classic2010(), replace(complaint(123), body=curly))], "html")


def dates() -> Iterator[ClientLetter]:
    """AM and PM, and blanks that are no blanks."""
    evening = complaint(0, "en")
    for hour in (0, 9, 12, 21):
        mail = replace(evening, when=moment(3).replace(hour=hour, day=5))
        yield forward(f"us-figures-{hour:02}", [(UsFigures("en"), mail)], "text")
        yield forward(f"us-words-{hour:02}", [(outlook.Classic("en"), mail)], "html")
    yield forward("narrow-blank", [(NarrowBlanks("en"), evening)])
    for kind in ("text", "html"):
        yield forward(f"hard-blank-apple-{kind}", [(HardBlanks(), complaint(124))], kind)
        yield forward(f"hard-blank-new-outlook-{kind}", [(HardNewOutlook(), complaint(125))], kind)


def recipients() -> Iterator[ClientLetter]:
    """Long lists, broken lists, no list."""
    crowd = tuple(Person(f"Medarbejder Nr. {n}", f"medarbejder{n}@kommune.example") for n in range(1, 26))
    several = replace(complaint(130), to=(JETTE, JENS, FATIMA), cc=(LEDER, HENRIK, POST, BODIL))
    many = replace(complaint(131), to=crowd, cc=(LEDER, HENRIK))
    for client in (Broken, Folded):
        yield forward(f"{client.name}-several", [(client(), several)], "text")
        yield forward(f"{client.name}-many", [(client(), many)], "text")
    for number, main in enumerate(MAIN):
        yield forward(f"several-copies-{main.name}", [(main(), several)], KINDS[number % 3])
        yield forward(f"many-recipients-{main.name}", [(main(), many)], KINDS[(number + 1) % 3])
    secret = replace(complaint(132), to=(), cc=())
    yield forward("no-recipient-text", [(outlook.Classic(), secret)], "text")
    yield forward("no-recipient-html", [(outlook.Web(), secret)], "html")
    bare = replace(complaint(133), to=(POST,), from_=Person("", TORBEN.address), cc=())
    yield forward("addresses-only-text", [(outlook.Classic(), bare)], "text")
    yield forward("addresses-only-apple", [(apple.MacMail(), bare)], "alternative")
    yield forward("addresses-only-thunderbird", [(thunderbird.Thunderbird(), bare)], "alternative")


def strange_names() -> Iterator[ClientLetter]:
    """Commas, quotes, parentheses, somebody on behalf of somebody."""
    strange = {
        "comma": Person("Lykke, Torben", TORBEN.address),
        "quotes": Person('Torben "Tobbe" Lykke', TORBEN.address),
        "parentheses": Person("Torben Lykke (Beboerforeningen Åkanden)", TORBEN.address),
        "behalf": Person("Beboerforeningen Søglimt på vegne af Torben Lykke", TORBEN.address),
        "apostrophe": Person("Ole d'Artagnan-Ærenlund", "ole@borger.example"),
        "colon": Person("Til: alle på rådhuset", "alle@borger.example"),
    }
    others = (Person("Holm, Fatima (KOM)", FATIMA.address), Person("Møller, Jens", JENS.address))
    for number, (what, person) in enumerate(strange.items(), 140):
        mail = replace(complaint(number), from_=person, to=others)
        for client, kind in ((outlook.Classic, "text"), (outlook.Web, "html"), (gmail.Gmail, "alternative")):
            yield forward(f"name-{what}-{client.name}", [(client(), mail)], kind)
        quoting = (apple.MacMail, thunderbird.Thunderbird)[number % 2]
        yield forward(f"name-{what}-{quoting.name}", [(quoting(), mail)], "text")


def label_lines() -> Iterator[ClientLetter]:
    """Further label lines between Emne and the body."""
    named = (("Vedhæftede filer:", f"{PDF.name}; {PHOTO.name}"),)
    urgent = (("Prioritet:", "Høj"),)
    mail = replace(complaint(150), files=(PDF, PHOTO), extra=named)
    for kind in ("text", "html"):
        yield forward(f"attachments-line-{kind}", [(outlook.Classic(), mail)], kind)
        yield forward(f"priority-line-{kind}", [(outlook.Classic(), replace(complaint(151), extra=urgent))], kind)
    english = (("Attachments:", PDF.name), ("Importance:", "High"))
    mail_in_english = replace(complaint(152, "en"), files=(PDF,), extra=english)
    yield forward("attachments-line-english", [(outlook.Classic("en"), mail_in_english)])
    yield from more_people()
    both = replace(mail, extra=named + urgent)
    yield forward("attachments-and-priority", [(outlook.Classic(), both)])


def more_people() -> Iterator[ClientLetter]:
    """Labels that name further people, who are neither sender nor recipient."""
    answers = (("Svar til:", "Formanden <formand@borger.example>"),)
    sender = (*answers, ("Afsender:", "Mailtjenesten <tjeneste@udbyder.example>"))
    resent = (
        ("Gensendt-dato:", "Sat, 04 May 2024 08:00:00 +0200"),
        ("Gensendt-fra:", JENS.address),
        ("Gensendt-til:", JETTE.address),
    )
    for kind in KINDS:
        yield forward(f"reply-to-apple-{kind}", [(apple.MacMail(), replace(complaint(153), extra=answers))], kind)
        mail = replace(complaint(154), extra=sender)
        yield forward(f"sender-thunderbird-{kind}", [(thunderbird.Thunderbird(), mail)], kind)
    yield forward("resent-thunderbird", [(thunderbird.Thunderbird(), replace(complaint(155), extra=resent))], "text")


def own_words() -> Iterator[ClientLetter]:
    """A lot above, something below, an underscore line in the signature, labels in the colleague's own words."""
    signed = Cover(
        own="Hej arkiv\n\nSe nedenfor.\n\nVenlig hilsen\nJette Jensen\n"
        + "_" * 32
        + "\nBorgerservice · Rådhuspladsen 1\nTlf. 55 55 01 00"
    )
    story = "\n\n".join(f"{n}. gang var i uge {n + 20}. Da ringede han også og råbte ad Åse." for n in range(1, 30))
    told = Cover(own=f"Kære arkiv\n\n{story}\n\nVenlig hilsen\nJette")
    listed = Cover(own="Sagen kort:\nFra: en borger på Ærø\nAntal mails: 12\n\nHilsen Jette")
    for number, client in enumerate(MAIN, 160):
        kind = KINDS[number % 3]
        yield forward(f"underscore-signature-{client.name}", [(client(), complaint(number))], kind, signed)
        yield forward(f"long-story-{client.name}", [(client(), complaint(number))], kind, told)
        yield forward(f"labels-above-{client.name}", [(client(), complaint(number))], kind, listed)
    yield from below()


def below() -> Iterator[ClientLetter]:
    """Words below the quotation, where the client shows its end."""
    cover = Cover(own="Se her:", below="Det er fjerde gang i denne uge.\n\nMvh Jette")
    enclosing: tuple[tuple[type[Client], str], ...] = (
        (apple.MacMail, "text"),
        (apple.MacMail, "html"),
        (apple.Phone, "text"),
        (gmail.Gmail, "html"),
        (gmail.GmailReply, "alternative"),
        (thunderbird.Thunderbird, "html"),
        (thunderbird.ThunderbirdReply, "text"),
        (thunderbird.ThunderbirdReply, "html"),
        (outlook.Outlook2019, "text"),
    )
    for number, (client, kind) in enumerate(enclosing, 166):
        yield forward(f"words-below-{client.name}-{kind}", [(client(), complaint(number))], kind, cover)


def originals() -> Iterator[ClientLetter]:
    """Originals whose own words look like a forward, a reply, a ruler."""
    bodies = {
        "opening-hours": "I har åbent\nFra: mandag til fredag\nog det er løgn. Der var lukket i går.\n\nFra: Torben",
        "by-hand": "I skrev til mig:\n> Vi vender tilbage inden fredag.\nDet gjorde I ikke, I klaphatte.",
        "wrote": "Den 3. maj 2024 skrev I til mig, at sagen var lukket:\ndet er den ikke, før jeg siger det.",
        "ruler": f"Nu er det nok.\n{'_' * 32}\nTorben Lykke\nFormand for Åbeboerne",
        "dashes": "Læs det her højt for chefen:\n-------- \nI er nogle dovne hunde.\n--------\nTorben",
        "signature": f"{GRUDGE}\n\n-- \nBodil Nørgård\nÅgade 12, Ærøskøbing",
        "iphone": f"{THREAT}\n\nSendt fra min iPhone",
        "nothing": "",
    }
    writers = (BODIL, SOEREN, TORBEN)
    for number, (what, body) in enumerate(bodies.items(), 180):
        mail = replace(complaint(number), from_=writers[number % 3], body=body, files=(PHOTO,) if not body else ())
        for offset, client in enumerate((outlook.Classic, outlook.Web, gmail.Gmail, apple.MacMail)):
            kind = KINDS[(number + offset) % 3]
            yield forward(f"original-{what}-{client.name}", [(client(), mail)], kind)


def files() -> Iterator[ClientLetter]:
    """The original's files, attached again to the forward."""
    everybody: tuple[type[Client], ...] = (*MAIN, outlook.New, outlook.Mac, apple.Phone, thunderbird.OldThunderbird)
    for number, client in enumerate(everybody, 200):
        mail = replace(complaint(number), files=(PDF, PHOTO, DOCX))
        yield forward(f"files-{client.name}", [(client(), mail)], KINDS[number % 3])
    for number, client in enumerate(MAIN, 210):
        outer, (inner, mail) = nested.two_deep(client(), client(), number)
        levels = [outer, (inner, replace(mail, files=(DOCX, PDF)))]
        yield forward(f"files-nested-{client.name}", levels, KINDS[number % 3])


def pictures() -> Iterator[ClientLetter]:
    """Logos in the signature belong to nobody, pictures in the original to the original."""
    signed = Cover(logo=True)
    everybody: tuple[type[Client], ...] = (*MAIN, outlook.New, outlook.Mac)
    for number, client in enumerate(everybody, 220):
        kind = ("html", "alternative")[number % 2]
        mail = complaint(number)
        shown = replace(mail, pictures=(INLINE,))
        yield forward(f"logo-{client.name}", [(client(), mail)], kind, signed)
        yield forward(f"inline-picture-{client.name}", [(client(), shown)], kind)
        everything = replace(shown, files=(PDF, PHOTO))
        yield forward(f"logo-picture-files-{client.name}", [(client(), everything)], "alternative", signed)
