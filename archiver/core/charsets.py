"""Octets to text without ever failing: known text codecs only (RFC 2045 § 2.2), and an honest view of the rest."""

from __future__ import annotations

import re
from encodings import normalize_encoding
from encodings.aliases import aliases
from functools import lru_cache

#: Codecs that turn octets into text and do nothing else. Python knows others (zlib, rot13, unicode_escape, idna,
#: undefined) that a hostile mail may ask for.
_CODECS = (
    "ascii utf_8 utf_7 utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le latin_1 "
    "iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 iso8859_10 iso8859_11 "
    "iso8859_13 iso8859_14 iso8859_15 iso8859_16 "
    "cp437 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp865 cp866 cp869 cp874 "
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8_r koi8_u koi8_t kz1048 ptcp154 "
    "mac_roman mac_latin2 mac_cyrillic mac_greek mac_iceland mac_turkish tis_620 "
    "gb2312 gbk gb18030 hz big5 big5hkscs shift_jis shift_jis_2004 shift_jisx0213 cp932 euc_jp euc_jis_2004 "
    "euc_jisx0213 iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext "
    "euc_kr cp949 johab iso2022_kr"
)
TEXT_CODECS = frozenset(_CODECS.split())

#: What mail programs write and Python does not know, or knows more narrowly than they mean it.
_ALSO = {
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "windows_874": "cp874",
    "utf_8_sig": "utf_8",
    "utf8mb4": "utf_8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x_gbk": "gb18030",
    "ks_c_5601_1987": "cp949",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "x_sjis": "cp932",
    "x_mac_roman": "mac_roman",
    "cp_850": "cp850",
}
_UNDECLARED = ("", "us-ascii", "ascii", "unknown-8bit", "default", "x-unknown", "unknown")
_LONGEST_NAME = 64
_SURROGATES = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str | None:
    """Python's name of a charset that may be used on mail; None for every other."""
    if len(charset) > _LONGEST_NAME or not charset.isascii():
        return None
    name = normalize_encoding(charset.strip()).lower()
    name = _ALSO.get(name) or aliases.get(name, name)
    return name if name in TEXT_CODECS else None


def view(octets: bytes) -> str:
    """Octets of no declared charset: as UTF-8 where they are, else each octet as its Latin-1 character."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def decoded(octets: bytes, charset: str) -> tuple[str, bool]:
    """Text, and whether the charset was one we know; an unknown one gives the Latin-1 view.

    Never raises. Invalid sequences and lone surrogates become U+FFFD.
    """
    if charset.strip().lower() in _UNDECLARED:
        return view(octets), True
    codec = codec_of(charset)
    if codec is None:
        return octets.decode("latin-1"), False
    return scalars(octets.decode(codec, "replace")), True


def scalars(text: str) -> str:
    """The text with lone surrogates, which no sink accepts, replaced by U+FFFD."""
    try:
        text.encode("utf-8")  # many times quicker than looking for them
    except UnicodeEncodeError:
        return _SURROGATES.sub("�", text)
    return text
