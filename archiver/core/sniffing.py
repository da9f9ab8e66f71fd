"""What octets look like, whatever they claim to be: a small table of first octets, and a look at text."""

from __future__ import annotations

import re

UNKNOWN = "application/octet-stream"
_VAGUE = frozenset({UNKNOWN, "text/plain", "application/pkcs7-mime"})

#: Offset, octets, type. First match wins.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"-----BEGIN PGP ", "application/pgp-encrypted"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
    (0, b"BEGIN:VCARD", "text/vcard"),
)
_FURTHER_IN = tuple(magic for magic in _MAGIC if magic[0] > 0)
#: By the first octet, in the order above: most parts are text, and no look at the others is needed for them.
_BY_FIRST = {
    first: tuple(magic for magic in _MAGIC if magic[0] > 0 or magic[1].startswith(first))
    for first in {magic[1][:1] for magic in _MAGIC if magic[0] == 0}
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK_STREAM = "__properties_version1.0".encode("utf-16-le")
_STORAGE = "application/x-ole-storage"
NEEDS_ALL = frozenset({_STORAGE})
"""Types of which the ends of the octets do not tell whether they are of another kind."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = (
    (b"word/document", _OFFICE + "wordprocessingml.document"),
    (b"xl/workbook", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/presentation", _OFFICE + "presentationml.presentation"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"hevc")
_PKCS7 = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_SAMPLE = 4096
_HTML = re.compile(
    rb"\s*+(?:<!--.{0,2000}?-->\s*)?"
    rb"<(?:!doctype html|html|head|body|title|script|style|meta|table|div|p|span|font|img|a|br|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*+<(?:\?xml|svg)\b", re.IGNORECASE)
_EOL = rb"(?:\r\n|\n|\r)"
_HEADER_LINES = re.compile(
    rb"(?:>?From [^\r\n]*+"
    + _EOL
    + rb")?(?:[!-9;-~]{1,76}+:[^\r\n]*+"
    + _EOL
    + rb"(?:[ \t][^\r\n]*+"
    + _EOL
    + rb")*+)++"
)
_MAIL_FIELD = re.compile(
    rb"(?:\A|[\r\n])(?:From|Received|Return-Path|Message-ID|Date|Subject|MIME-Version):", re.IGNORECASE
)
_FIELD_NAME = re.compile(rb"(?:\A|[\r\n])[!-9;-~]{1,76}+:")
_HEADER = 65_536
"""Octets of a header that are looked at: servers put long fields before a mail's own."""
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b\b"))

EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    "image/svg+xml": ".svg",
    "application/vnd.ms-tnef": ".dat",
    "application/vnd.ms-outlook": ".msg",
    "application/rtf": ".rtf",
    "application/gzip": ".gz",
    "application/zip": ".zip",
    _OFFICE + "wordprocessingml.document": ".docx",
    _OFFICE + "spreadsheetml.sheet": ".xlsx",
    _OFFICE + "presentationml.presentation": ".pptx",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/xml": ".xml",
    "text/plain": ".txt",
}


def sniffed_type(octets: bytes) -> str:
    """The media type that the octets look like; `UNKNOWN` when they look like nothing we know. Opens nothing."""
    for offset, magic, media_type in _BY_FIRST.get(octets[:1], _FURTHER_IN):
        if octets.startswith(magic, offset):
            return media_type
    if octets.startswith(_OLE):
        return "application/vnd.ms-outlook" if _OUTLOOK_STREAM in octets else _STORAGE
    if octets.startswith(_ZIP):
        return _zipped(octets)
    if octets.startswith(b"ftyp", 4):
        return _filmed(octets[8:12])
    if octets.startswith(b"\x30") and _PKCS7 in octets[:64]:
        return "application/pkcs7-mime"
    return _text(octets)


def begins_like_mail(octets: bytes) -> bool:
    """Whether it begins with header lines, one of them a mail's; blank lines and a byte order mark may come before."""
    begin = octets[:_HEADER].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    lines = _HEADER_LINES.match(begin)
    return lines is not None and _MAIL_FIELD.search(lines[0]) is not None


def extension(sniffed: str, declared: str) -> str:
    """The file extension for a part without a name: by its looks, by its claim where the looks say little."""
    order = (declared, sniffed) if sniffed in _VAGUE else (sniffed, declared)
    return next((EXTENSIONS[media_type] for media_type in order if media_type in EXTENSIONS), ".bin")


def _zipped(octets: bytes) -> str:
    names = octets[:_SAMPLE] + octets[-16 * _SAMPLE :]
    if octets.startswith(b"mimetypeapplication/vnd.oasis.opendocument.", 30):
        return octets[38:100].split(b"PK")[0].decode("ascii", "replace")[:80]
    return next((media_type for name, media_type in _ZIPPED if name in names), "application/zip")


def _filmed(brand: bytes) -> str:
    if brand in _HEIC_BRANDS:
        return "image/heic"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _text(octets: bytes) -> str:
    sample = octets[:_SAMPLE]
    if _is_header(octets):
        return "message/rfc822"
    if not sample or sample.translate(None, _CONTROLS) != sample:
        return UNKNOWN
    if _HTML.match(sample):
        return "text/html"
    if _XML.match(sample):
        return "image/svg+xml" if b"<svg" in sample.lower() else "text/xml"
    return "text/plain" if _is_utf8(sample) else UNKNOWN


def _is_header(octets: bytes) -> bool:
    """Two header lines or more, one of them a mail's; what its body holds does not matter."""
    lines = _HEADER_LINES.match(octets, 0, _HEADER)
    return lines is not None and len(_FIELD_NAME.findall(lines[0])) > 1 and _MAIL_FIELD.search(lines[0]) is not None


def _is_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8; the sample may end in the middle of a character."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return wrong.start >= _SAMPLE - 3 and wrong.reason == "unexpected end of data"
    return True
