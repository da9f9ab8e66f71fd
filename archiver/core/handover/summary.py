"""The summary of a case as one lays it on a desk: facts, timeline, each mail, what is registered, every checksum.

Made of the document that is also metadata.json, as HTML without a script and without an address to fetch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from archiver.core import dates
from archiver.core.handover.printing import MISSING, STYLE, margins, page, shown
from archiver.core.language import Language, later, translator

Told = Mapping[str, Any]
MOST_MAILS, MOST_LINES = 30, 150
"""Nobody reads more of it on paper, and every page is held in memory until the last is set; the lists have it all."""

LONGEST_LINE = 600
"""Characters of what a mail says of itself in one line, such as its subject."""

KINDS = {
    "police": later("Package for the police"),
    "lawyer": later("Package for the lawyer"),
    "esdh": later("Package for the journal system"),
    "employee": later("The employee's own copy"),
    "access": later("Copy for a request for access"),
    "redacted": later("Copy without the names of employees"),
}
_TIMES = {
    "original": "",
    "claimed": later("date of the forward"),
    "received": later("received; nothing says when it happened"),
}
_FOUND = {
    "attached": later("attached whole"),
    "eml": later("attached as a file"),
    "msg": later("attached as an Outlook item"),
    "tnef": later("in an Outlook wrapper (winmail.dat)"),
    "smime": later("in a signed object"),
    "resent": later("the mail itself, redirected"),
    "inline-html": later("quoted in the text"),
    "inline-text": later("quoted in the text"),
}
_STATES = {"open": later("open"), "closed": later("closed"), "merged": later("merged into another")}
_VERDICTS = {
    "pass": later("holds"),
    "fail": later("does not hold"),
    "neutral": later("cannot be checked"),
    "temperror": later("not checked"),
    "permerror": later("no valid signature"),
}
_WEIGHED = later(
    "Strength tells how much of the original is documented: 3 the original with its header, 2 an Outlook item or an"
    " incomplete header, 1 quoted in the text or a picture, 0 retold. It is a guide: a court weighs evidence freely."
)
_NOT_JUDGED = later("Categories are possible offences, for a lawyer to judge; they are no finding of the workplace.")
_REDACTED = later(
    "Names of employees are replaced by pseudonyms, the same throughout. The mails are copies made anew: their"
    " signatures and checksums are not those of the originals, which the workplace keeps. What could not be freed of"
    " names is left out, and listed."
)
_CHECK = later(
    "Every file has its checksum (SHA-256 and SHA-512) in the package. The program kontrol.py beside this file checks"
    " all of them, and the log, with nothing but Python; the file LÆS-MIG says how."
)
_IN_PART = later("Not all that is in this mail was taken out; the mail has it.")
_MISSING_GLYPH = later("Characters that the font of this document does not have are shown as ▯; the mails have them.")


class _Summary:
    def __init__(self, told: Told, zone: ZoneInfo, language: Language) -> None:
        self.told, self.zone, self.language = told, zone, language
        self.said = translator(language).gettext

    def when(self, at: str | None) -> str:
        """A moment, whose hour is not broken off at the end of a line."""
        if not at:
            return "–"
        day, *time = dates.moment(datetime.fromisoformat(at), self.zone, self.language).rsplit(" ", 2)
        return " ".join([day, "\u00a0".join(time)]).strip()

    def day(self, on: str) -> str:
        return dates.day(date.fromisoformat(on), self.language)

    # --- pieces

    def rows(self, rows: Iterable[tuple[str, str]]) -> str:
        """Names and values; what is empty is left out."""
        lines = (f"<tr><th scope=row>{shown(name)}</th><td>{value}</td></tr>" for name, value in rows if value)
        return f"<table class=plain>{''.join(lines)}</table>"

    def heading(self, sentence: str) -> str:
        return f"<h2>{shown(self.said(sentence))}</h2>"

    def body(self) -> Iterator[str]:
        yield from self.head()
        yield from self.registers()
        yield from self.timeline()
        yield from self.mails()
        yield from self.entries()
        yield from self.left_out()
        yield from self.files()
        yield from self.closing()

    def head(self) -> Iterator[str]:
        told, case = self.told, self.told["case"]
        yield f"<header><p class=organisation>{shown(told['organisation'])}</p>"
        yield f"<h1>{shown(self.title())}</h1>"
        as_of = self.said(later("{kind} · as the case stood {moment}"))
        kind = self.said(KINDS[told["variant"]])
        yield f"<p class=lead>{shown(as_of.format(kind=kind, moment=self.when(told['as_of'])))}</p></header>"
        if told["variant"] == "redacted":
            yield f"<p class=notice>{shown(self.said(_REDACTED))}</p>"
        state = self.said(_STATES[case["state"]])
        closed = f" ({shown(self.when(case['closed_at']))})" if case["closed_at"] else ""
        yield self.rows([
            (self.said(later("Case number")), f"<b>{shown(case['reference'])}</b>"),
            (self.said(later("Journal number")), shown(case["journal"])),
            (self.said(later("KLE number")), shown(case["kle"])),
            (self.said(later("State")), shown(state) + closed),
            (self.said(later("Opened")), shown(self.when(case["opened_at"]))),
            (self.said(later("Merged into it")), shown(", ".join(case["merged"]))),
            (self.said(later("Mails")), str(len(told["items"]))),
        ])  # fmt: skip

    def title(self) -> str:
        return self.said(later("Case summary {case}")).format(case=self.told["case"]["reference"])

    def registers(self) -> Iterator[str]:
        """That of the case, and of each case that was merged into it."""
        if self.told["register"] is not None:
            yield self.heading(later("What happened"))
            yield from self.register(self.told["register"])
        for one in self.told["merged_registers"]:
            told = self.said(later("What happened, as it was registered in {case}"))
            yield f"<h2>{shown(told.format(case=one['case']))}</h2>"
            yield from self.register(one["register"])

    def register(self, one: Told) -> Iterator[str]:
        whole = self.said(later("the whole workplace"))
        when = self.when(one["incident_at"]) if one["incident_at"] else self.said(later("not known"))
        categories = "<br>".join(
            shown(one_["name"] + (f" ({one_['statute']})" if one_["statute"] else "")) for one_ in one["categories"]
        )
        yield self.rows([
            (self.said(later("In short")), f"<b>{shown(one['theme'])}</b>"),
            (self.said(later("Time of the incident")), shown(when)),
            (self.said(later("Medium")), shown(one["medium"]["name"])),
            (self.said(later("Category")), categories),
            (self.said(later("Unit")), shown(one["unit"]["name"])),
            (self.said(later("Affected")), shown(", ".join(one["affected"]) or whole)),
            (self.said(later("Relation")), shown(one["relation"]["name"])),
            (self.said(later("Reason")), shown(one["reason"])),
            (self.said(later("Registered")), shown(self.when(one["at"]))),
        ])  # fmt: skip
        yield f"<p class=small>{shown(self.said(_NOT_JUDGED))}</p>"

    def timeline(self) -> Iterator[str]:
        if not self.told["timeline"]:
            return
        yield self.heading(later("Timeline"))
        heads = (later("Time of the incident"), later("Received"), later("What"), later("Strength"), later("Mail"))
        yield "<table class='list timeline'><thead><tr>"
        yield "".join(f"<th scope=col>{shown(self.said(one))}</th>" for one in heads) + "</tr></thead>"
        for one in self.told["timeline"][:MOST_LINES]:
            basis = self.said(_TIMES[one["time_is"]]) if _TIMES[one["time_is"]] else ""
            told = f"<br><span class=small>{shown(basis)}</span>" if basis else ""
            what = f"<b>{shown(_short(one['subject']) or '–')}</b><br>{shown(_short(one['from']))}"
            mails = "<br>".join(shown(name) for name in one["items"])
            yield f"<tr><td>{shown(self.when(one['at']))}{told}</td><td>{shown(self.when(one['received_at']))}</td>"
            yield f"<td>{what}</td><td>{_strength(one['strength'])}</td><td class=nowrap>{mails}</td></tr>"
        yield f"</table><p class=small>{shown(self.said(_WEIGHED))}</p>"
        yield from self.more(len(self.told["timeline"]) - MOST_LINES)

    def mails(self) -> Iterator[str]:
        yield self.heading(later("The mails"))
        for one in self.told["items"][:MOST_MAILS]:
            yield from self.mail(one)
        yield from self.more(len(self.told["items"]) - MOST_MAILS)

    def more(self, count: int) -> Iterator[str]:
        if count > 0:
            told = self.said(later("… and {count} more: see metadata.csv, which has them all."))
            yield f"<p class=notice>{shown(told.format(count=dates.number(count, self.language)))}</p>"

    def mail(self, one: Told) -> Iterator[str]:
        title = self.said(later("Mail {number}")).format(number=one["id"])
        yield f"<section class=mail><h3>{shown(title)}<span>{self.strength(one['strength'])}</span></h3>"
        attached = ", ".join(file["name"] or file["file"].rpartition("/")[2] for file in one["attachments"])
        signatures = "<br>".join(
            shown(f"{sign['domain']}: {self.said(_VERDICTS[sign['verdict']])} – {sign['reason']}")
            for sign in one["signatures"]
        )
        yield self.rows([
            (self.said(later("From")), shown(_short(one["from"], LONGEST_LINE))),
            (self.said(later("To")), shown(_short(one["to"], LONGEST_LINE))),
            (self.said(later("Subject")), shown(_short(one["subject"], LONGEST_LINE))),
            (self.said(later("Date in the mail")), shown(one["date"])),
            (self.said(later("Received by the archive")), shown(self.when(one["received_at"]))),
            (self.said(later("Documentation")), shown(" ".join(one["strength_words"]))),
            (self.said(later("Signatures")), signatures),
            (self.said(later("Attachments")), shown(_short(attached, LONGEST_LINE))),
            (self.said(later("File name")), shown(one["file"])),
        ])  # fmt: skip
        if one["damaged"]:
            yield f"<p class=notice>{shown(self.said(later('What the archive holds is not what came in.')))}</p>"
        if one["read_in_part"]:
            yield f"<p class=notice>{shown(self.said(_IN_PART))}</p>"
        for original in one["originals"]:
            if original["chosen"]:
                yield from self.original(original)
        yield "</section>"

    def strength(self, level: int | None) -> str:
        return "" if level is None else f"{shown(self.said(later('Strength')))} {_strength(level)}"

    def original(self, one: Told) -> Iterator[str]:
        name, address = one["from_name"], one["from_address"]
        sender = f"{name} <{address}>" if name and address else name or address or self.said(later("not known"))
        when = self.when(one["date"]) if one["date"] else one["date_text"] or "–"
        told = self.said(later("The original, {found}: from {sender}, {moment}, “{subject}”"))
        found = self.said(_FOUND[one["provenance"]])
        line = told.format(found=found, sender=sender, moment=when, subject=_short(one["subject"]))
        rest = "" if one["text_is_whole"] else "\n" + self.said(later("… goes on in the mail"))
        yield f"<p class=whose>{shown(line)}</p>"
        if one["text"]:
            yield f"<blockquote>{shown(one['text'] + rest)}</blockquote>"

    def entries(self) -> Iterator[str]:
        title = None
        for one in self.told["entries"]:
            if one["title"] != title:
                title = one["title"]
                yield f"<h2>{shown(title)}</h2>"
            rows = [(_capital(field["label"]), shown(self.value(field))) for field in one["fields"]]
            if one["case"] != self.told["case"]["reference"]:
                rows.insert(0, (self.said(later("From the case")), shown(one["case"])))
            yield f"<section class=entry>{self.rows(rows)}</section>"

    def value(self, field: Told) -> str:
        if field["kind"] == "day":
            return self.day(field["value"])
        if field["kind"] == "moment":
            return self.when(field["value"])
        return self.said(later("yes")) if field["kind"] == "yes" else str(field["value"])

    def left_out(self) -> Iterator[str]:
        lost = [(one["id"], file) for one in self.told["items"] for file in one["left_out"]]
        if not lost:
            return
        yield self.heading(later("Left out"))
        yield "<table class='list lost'>"
        for number, file in lost:
            yield f"<tr><td class=nowrap>{shown(number)}</td><td>{shown(file['name'] or file['type'])}</td>"
            yield f"<td>{shown(file['type'])}</td><td class=mono>{shown(file['sha256'])}</td></tr>"
        yield "</table>"

    def files(self) -> Iterator[str]:
        yield self.heading(later("Checksums (SHA-256)"))
        yield "<table class='list files'>"
        files = [file for one in self.told["items"] for file in (one, *one["attachments"])]
        for file in files[:MOST_LINES]:
            yield f"<tr><td>{shown(file['file'])}</td><td class=mono>{shown(file['sha256'])}</td></tr>"
        yield "</table>"
        yield from self.more(len(files) - MOST_LINES)

    def closing(self) -> Iterator[str]:
        lines = [self.said(_CHECK)]
        for one in self.told["stamps"]:
            told = self.said(later("Time stamp by {authority}, {moment}: covers the log up to event {count}."))
            moment = self.when(one["stamped_at"])
            lines.append(told.format(authority=one["authority"], moment=moment, count=one["count"]))
        body = "".join(f"<p>{shown(line)}</p>" for line in lines)
        yield f"<aside>{body}</aside>"

    def missing(self) -> str:
        """Whoever sees the sign that stands for what the font has not is told what it is."""
        return f"<p class=small>{shown(self.said(_MISSING_GLYPH))}</p>"


def as_page(told: Told, zone: ZoneInfo, language: Language) -> str:
    """The summary as one HTML document."""
    one, words = _Summary(told, zone, language), translator(language)
    style = margins(f"{told['organisation']} · {told['case']['reference']}", words) + STYLE + _STYLE
    author, at = told["organisation"], told["as_of"]
    body = "".join(one.body())
    body += one.missing() if MISSING in body else ""
    return page(one.title(), body, style, language=language, author=author, at=at)


def _short(text: str, most: int = 160) -> str:
    """As much of a line as anybody reads on paper; the lists and the mail have it all."""
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


def _strength(level: int | None) -> str:
    return "" if level is None else f"<b class='strength s{level}'>{level}</b>"


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


_STYLE = """
.small { font-size: 7.5pt; color: #46525d; }
p.small { margin-top: 1.5mm; }
.notice { border: 1pt solid #9a5b00; background: #fff6e5; padding: 2mm 3mm; margin-bottom: 3mm; }
.timeline th:nth-child(1) { width: 38mm; } .timeline th:nth-child(2) { width: 34mm; }
.timeline th:nth-child(4) { width: 15mm; } .timeline td:nth-child(4) { text-align: center; }
.timeline th:nth-child(5) { width: 17mm; }
.lost td:nth-child(1) { width: 17mm; } .lost td:nth-child(3) { width: 34mm; } .lost td:nth-child(4) { width: 62mm; }
.strength { display: inline-block; min-width: 5mm; padding: 0 1.4mm; border-radius: 1mm; text-align: center;
  font-weight: bold; background: #e9edf1; }
.strength.s3 { background: #dcefe0; } .strength.s2 { background: #e6f0d8; } .strength.s1 { background: #fff0cf; }
.mail { margin: 0 0 5mm; padding-top: 1mm; }
h3 { font-size: 10pt; margin: 0 0 1mm; padding: 1.2mm 2mm; background: #eef2f6; color: #1f4e79; break-after: avoid; }
h3 span { margin-left: 2mm; font-weight: normal; }
h3 > span { float: right; }
.mail .plain { break-inside: avoid; }
.whose { margin: 2mm 0 1mm; font-weight: bold; font-size: 8.5pt; break-after: avoid; }
blockquote { margin: 0 0 2mm; padding: 2mm 3mm; border-left: 2pt solid #b9c4ce; background: #f7f9fb;
  white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8.5pt; orphans: 3; widows: 3; }
.entry { margin-bottom: 3mm; break-inside: avoid; }
.files td:first-child { width: 58mm; }
.files .mono { font-size: 6.8pt; }
aside { break-inside: avoid; margin-top: 6mm; padding-top: 2mm; border-top: .6pt solid #b9c4ce; font-size: 7.5pt;
  color: #46525d; }
"""
