"""What speaks against opening a file that came in a mail: its name, its kind, what it looks like. Advice, no verdict.

The most likely harm at a desk like this is no script in a page; it is somebody who opens an attachment.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from archiver.core.language import later
from archiver.core.records import Part

PROGRAMS = frozenset(
    (
        *("exe", "scr", "com", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf", "wsh"),
        *("hta", "msi", "msp", "msix", "appx", "cpl", "dll", "jar", "lnk", "url", "reg", "scf", "inf"),
        *("sh", "app", "dmg", "pkg", "deb", "rpm", "apk", "iso", "img", "vhd", "vhdx", "one", "chm"),
        *("settingcontent-ms", "library-ms", "search-ms", "theme", "xll"),
    )
)
"""Extensions of what runs, or mounts, or leads elsewhere when it is opened."""
MACROS = frozenset(
    (
        *("docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam", "sldm", "mdb"),
        *("accdb", "xls", "doc", "ppt", "slk", "iqy"),
    )
)
"""Extensions of documents that may hold programs."""
ACTIVE = frozenset(["htm", "html", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "pdf"])
"""Extensions of what may load from elsewhere or run scripts in a browser or a reader."""
PACKED = frozenset((*("zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "cab", "arj", "ace", "lzh", "z", "tar"),))
_OLDER = frozenset(
    (
        *("doc", "xls", "ppt", "pdf", "jpg", "jpeg", "png", "gif", "txt", "rtf", "docx", "xlsx", "pptx"),
        *("mp3", "mp4", "csv", "zip"),
    )
)
"""What a second extension in front of the last one pretends to be."""
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""Characters that turn the direction of writing: "gpj.exe" shows as "exe.jpg"."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
"""Kinds, by their content, that a browser shows as a picture and as nothing else."""

RUNS = later("This is a program, or something that starts one. Do not open it.")
HAS_MACROS = later("Documents of this kind may hold programs (macros). Open it only with macros off.")
IS_ACTIVE = later("Files of this kind may load from elsewhere when they are opened. Open it without a network.")
IS_PACKED = later("A packed file: what is in it has not been looked at.")
TWO_EXTENSIONS = later("Its name has two endings, and the first one is there to deceive.")
TURNS_AROUND = later("Its name holds characters that turn its letters around: it ends otherwise than it looks.")
LOOKS_OTHERWISE = later("It says it is something else than it is.")
HIDES = later("Its name holds characters that cannot be seen.")


def warnings(part: Part) -> tuple[str, ...]:
    """Everything that speaks against opening it, the gravest first; sentences to be translated."""
    return tuple(dict.fromkeys(_warnings(part)))


def _warnings(part: Part) -> Iterator[str]:
    name = part.filename or ""
    endings = [one.strip().lower() for one in part.safe_filename.split(".")[1:]]
    last = endings[-1] if endings else ""
    if last in PROGRAMS or part.sniffed_type in _RUNNING:
        yield RUNS
    if len(endings) > 1 and endings[-2] in _OLDER and last in PROGRAMS | MACROS | ACTIVE:
        yield TWO_EXTENSIONS
    if any(letter in _BIDI for letter in name):
        yield TURNS_AROUND
    elif any(unicodedata.category(letter) in {"Cf", "Cc"} for letter in name):
        yield HIDES
    if last in MACROS:
        yield HAS_MACROS
    if last in ACTIVE - {"xml"} or part.sniffed_type in {"text/html", "image/svg+xml"}:
        yield IS_ACTIVE
    if last in PACKED:
        yield IS_PACKED
    if _differs(part):
        yield LOOKS_OTHERWISE


_RUNNING = frozenset(
    {"application/x-dosexec", "application/x-msdownload", "application/x-executable", "application/x-elf"}
)
_SAME = (frozenset({"image/jpeg", "image/jpg", "image/pjpeg"}), frozenset({"image/bmp", "image/x-ms-bmp"}))


def _differs(part: Part) -> bool:
    """A picture that is none, or something that looks like a picture and says it is not one."""
    said, seen = part.content_type.lower(), part.sniffed_type
    if seen in {"application/octet-stream", said} or any({said, seen} <= alike for alike in _SAME):
        return False
    return said.startswith("image/") or (said == "application/pdf") or (said == "text/plain" and seen != "text/html")
