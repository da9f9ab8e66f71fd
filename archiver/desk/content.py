"""What others wrote, octet by octet: in a frame that can do nothing, as text, or to be saved. Never in our pages."""

from __future__ import annotations

import nh3
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from archiver.core.attachments import PICTURES
from archiver.core.charsets import view
from archiver.core.filenames import safe_filename
from archiver.core.records import Part
from archiver.desk.asked import Asked
from archiver.desk.headers import CONTENT, DOWNLOAD
from archiver.desk.items import HTML
from archiver.desk.locks import lock_of
from archiver.desk.proven import LARGEST_SAVED, LARGEST_SHOWN, proven, readable, whole
from archiver.errors import UsageError

LARGEST_SOURCE = 256 * 1024
"""Octets of the source that are shown."""

TAGS = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "code", "col"),
        *("colgroup", "dd", "del", "details", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small"),
        *("span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "tt", "u", "ul", "var"),
    )
)
"""What may stand in a page of others. No picture, no form, no frame, no style sheet, nothing that runs or loads."""
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "valign", "bgcolor"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "width", "scope"},
    "font": {"color", "size", "face"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
}
_FRAME = """<!doctype html><html><head><meta charset="utf-8"><title>–</title><style>
html{{color-scheme:light;background:#fff;color:#1b1b1b;font:16px/1.5 system-ui,sans-serif}}
body{{margin:1rem;overflow-wrap:anywhere}}table{{border-collapse:collapse;max-width:100%}}td,th{{padding:.15rem .4rem}}
a{{color:inherit;text-decoration:underline dotted;pointer-events:none}}</style></head><body>{content}</body></html>"""


def page_of_others(asked: Asked) -> Response:
    """A leaf in HTML, cleaned, for a frame without any right; it is shown nowhere else."""
    part = _leaf(asked)
    if part.content_type.lower() != HTML or not _is_framed(asked, "iframe"):
        raise HTTPException(404)
    octets = proven(asked, part, LARGEST_SHOWN)
    cleaned = nh3.clean(
        view(octets), tags=set(TAGS), attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        clean_content_tags={"script", "style", "title", "noscript", "template", "svg", "math", "iframe", "object"},
        url_schemes=set(), link_rel=None, strip_comments=True,
    )  # fmt: skip
    return HTMLResponse(_FRAME.format(content=cleaned), headers={"content-security-policy": CONTENT})


def picture(asked: Asked) -> Response:
    """A picture, for a page of ours that somebody asked for it on; never by itself."""
    part = _leaf(asked)
    if part.sniffed_type not in PICTURES or not _is_framed(asked, "image"):
        raise HTTPException(404)
    octets = proven(asked, part, LARGEST_SHOWN * 10)
    headers = {"content-security-policy": DOWNLOAD, "content-disposition": "attachment"}
    return Response(octets, media_type=part.sniffed_type, headers=headers)


def source(asked: Asked) -> Response:
    """The beginning of the mail as it came, as text: each look at it is written down."""
    _require_unlocked(asked)
    entry = asked.store.catalogue.entry(asked.item)
    _note(asked, "view", shown="source")
    pieces, length = [], 0
    for piece in asked.store.catalogue.octets(asked.item):
        pieces.append(piece)
        length += len(piece)
        if length >= LARGEST_SOURCE:
            break
    shown = readable(b"".join(pieces)[:LARGEST_SOURCE])
    return asked.page("source.html", number=asked.item, text=shown, is_whole=entry.size <= LARGEST_SOURCE, entry=entry)


def save(asked: Asked) -> Response:
    """The whole mail, exactly as it came: written down, and proven, first."""
    _require_unlocked(asked)
    entry = asked.store.catalogue.entry(asked.item)
    _note(asked, "export")
    octets = whole(asked.item, asked.store.catalogue.octets(asked.item), entry.sha256, entry.size)
    return _saved(octets, f"mail-{asked.item}.eml", entry.sha256)


def save_part(asked: Asked) -> Response:
    """One leaf of it."""
    part = _leaf(asked)
    _note(asked, "export", path=part.path)
    octets = proven(asked, part, LARGEST_SAVED)
    return _saved(octets, safe_filename(part.safe_filename, f"bilag-{part.path}"), part.checksum)


def _leaf(asked: Asked) -> Part:
    """The part of the path, unless the item is locked."""
    _require_unlocked(asked)
    path = asked.params["path"]
    found = next((one for one in asked.store.catalogue.item(asked.item).parts if one.path == path and one.cuts), None)
    if found is None:
        raise HTTPException(404)
    return found


def _require_unlocked(asked: Asked) -> None:
    """X7: what is locked is shown to nobody, copied by nobody and saved by nobody."""
    entry = asked.store.catalogue.entry(asked.item)
    if lock_of(asked, asked.item, entry.case):
        raise UsageError("Mail {number} is locked: it is shown to nobody here, and cannot be saved.", number=asked.item)


def _is_framed(asked: Asked, where: str) -> bool:
    """Whether it is asked for by a page of ours, and is not to fill a window; old browsers do not say."""
    return asked.destination in {"", where}


def _saved(octets: bytes, name: str, checksum: str) -> Response:
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._- ") else "_" for letter in name)
    quoted = "".join(chr(octet) if chr(octet).isalnum() and octet < 128 else f"%{octet:02X}" for octet in name.encode())
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quoted}",
        "content-security-policy": DOWNLOAD,
        "x-checksum-sha256": checksum,
    }
    return Response(octets, media_type="application/octet-stream", headers=headers)


def _note(asked: Asked, act: str, *, path: str = "", shown: str = "") -> None:
    """Without this record nothing is shown or handed out."""
    asked.store.casework.note_access(asked.item, act, asked.person.agent, asked.now, path=path, shown=shown)
