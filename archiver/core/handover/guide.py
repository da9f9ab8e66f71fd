"""LÆS-MIG: one page in Danish and English that whoever is handed a package can follow, on paper and as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.core.handover.printing import STYLE, margins, page, shown
from archiver.core.language import Language, later, translator

LANGUAGES: tuple[Language, ...] = ("da", "en")
WIDTH = 100
"""Columns of the plain text."""


@dataclass(frozen=True, slots=True)
class About:
    """What the page is of."""

    case: str
    organisation: str
    contact: str
    summary: str
    """The file name of the summary."""
    proof: bool
    redacted: bool
    at: str
    """The moment that the package tells of (RFC 3339)."""


_TITLE = later("Read me: case package {case}")
_WHAT = later(
    "This folder holds the documentation of one case from {organisation}. Begin with {summary}: it has the timeline,"
    " and says what each mail is."
)
_COPY = later(
    "In this copy the names of employees are replaced by pseudonyms. The mails are made anew for it; attachments that"
    " could not be freed of names are left out, and listed in the summary."
)
_HOLDS = later("What is in it")
_CHECK = later("Is it as it was?")
_STEPS = (
    later(
        "With Python 3.9 or newer: open a command prompt in this folder and write  python3 -I kontrol.py  (on Windows:"
        " py -I kontrol.py). Nothing is installed or sent anywhere. It answers OK, or names the file that is not as it"
        " was."
    ),
    later(
        "Compare the control code that it prints with the one that {organisation} wrote down when it handed the package"
        " over: nobody can have changed the package and the program together then."
    ),
    later(
        "Without Python: each line of manifest-sha256.txt is the checksum of a file (Linux: sha256sum -c"
        " manifest-sha256.txt; Windows: certutil -hashfile FILE SHA256). Any program for BagIt (RFC 8493) can check it"
        " too."
    ),
)
_CARE = later("Mind this")
_CARES = (
    later("Mails may be offensive or threatening. Do not follow links, and start no program that is attached."),
    later(
        "That a file is unchanged says nothing of who wrote it. The summary says of each mail what its documentation"
        " rests on."
    ),
)
_ASK = later("Questions: {contact}")
_FILES = (
    ("{summary}", later("the case in short, with timeline and checksums, to read and print"), False),
    ("data/eml/", later("the mails, octet for octet; a mail program opens them"), False),
    ("data/attachments/", later("what is attached to each mail, in a folder with its number"), False),
    ("sporbarhedslog.txt", later("what was done with each mail, and when"), False),
    ("sporbarhedslog.jsonl", later("the same for programs, each event with the hash of the one before"), True),
    ("tidsstempler/", later("time stamps by independent authorities, if there are any"), True),
    ("mailbag.csv, metadata.*", later("lists of everything, for programs and journal systems"), False),
    ("manifest-…, tagmanifest-…", later("the checksums of all files"), False),
)
_IN_COPIES = {
    "data/eml/": later("the mails, copied without names; a mail program opens them"),
    "data/attachments/": "",
}


def _files(about: About) -> list[tuple[str, str]]:
    return [
        (name.format(summary=about.summary), _IN_COPIES.get(name, told) if about.redacted else told)
        for name, told, is_proof in _FILES
        if (about.proof or not is_proof) and (not about.redacted or _IN_COPIES.get(name, told))
    ]


def _filled(sentence: str, about: About, language: Language) -> str:
    said = translator(language).gettext
    return said(sentence).format(
        case=about.case, organisation=about.organisation, summary=about.summary, contact=about.contact
    )  # fmt: skip


def as_page(about: About) -> str:
    """As HTML, of one page when it is printed."""
    halves = "".join(_half(about, language) for language in LANGUAGES)
    title = _filled(_TITLE, about, "da")
    style = margins(f"{about.organisation} · {about.case}", translator("da")) + STYLE + _STYLE
    return page(title, halves, style, language="da", author=about.organisation, at=about.at)


def _half(about: About, language: Language) -> str:
    def said(sentence: str) -> str:
        return shown(_filled(sentence, about, language))

    files = "".join(f"<tr><td class=name>{shown(name)}</td><td>{said(told)}</td></tr>" for name, told in _files(about))
    copy = f"<p class=copy>{said(_COPY)}</p>" if about.redacted else ""
    return (
        f"<section lang={language}><h1>{said(_TITLE)}</h1><p>{said(_WHAT)}</p>{copy}"
        f"<h2>{said(_HOLDS)}</h2><table>{files}</table>"
        f"<h2>{said(_CHECK)}</h2><ol>{_listed(map(said, _STEPS))}</ol>"
        f"<h2>{said(_CARE)}</h2><ul>{_listed(map(said, _CARES))}</ul><p class=ask>{said(_ASK)}</p></section>"
    )


def _listed(lines: map[str]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


def as_text(about: About) -> bytes:
    """As plain text, with line ends that every system shows."""
    lines: list[str] = []
    for language in LANGUAGES:
        lines += [*_lines(about, language), "", "-" * WIDTH, ""]
    return "\r\n".join(lines[:-3]).encode() + b"\r\n"


def _lines(about: About, language: Language) -> list[str]:
    def said(sentence: str) -> str:
        return _filled(sentence, about, language)

    title = said(_TITLE)
    paragraphs = [_WHAT, _COPY] if about.redacted else [_WHAT]
    lines = [title, "=" * len(title), "", *(line for one in paragraphs for line in _wrapped(said(one)))]
    lines += ["", said(_HOLDS), *(f"  {name:<28}{said(told)}" for name, told in _files(about))]
    lines += ["", said(_CHECK)]
    lines += [line for number, one in enumerate(_STEPS, 1) for line in _wrapped(said(one), f"  {number}. ")]
    lines += ["", said(_CARE), *(line for one in _CARES for line in _wrapped(said(one), "  - ")), "", said(_ASK)]
    return lines


def _wrapped(text: str, first: str = "") -> Sequence[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)


_STYLE = """
body { font-size: 8pt; line-height: 1.3; }
section + section { border-top: 1pt solid #b9c4ce; margin-top: 4mm; padding-top: 3mm; }
h1 { font-size: 13pt; color: #1f4e79; margin: 0 0 1.2mm; }
h2 { font-size: 9pt; margin: 2mm 0 .6mm; }
td { vertical-align: top; padding: .25mm 3mm .25mm 0; }
.name { width: 50mm; white-space: nowrap; font-family: "DejaVu Sans Mono", monospace; font-size: 7.6pt; }
ol, ul { margin: 0; padding-left: 5mm; }
li { margin-bottom: .5mm; }
.copy { border: 1pt solid #9a5b00; background: #fff6e5; padding: 1.5mm 2.5mm; }
.ask { margin-top: 2mm; font-weight: bold; }
"""
