"""The text of an RTF body, or the web page that Outlook wrapped in one; nothing rendered, no object opened.

Compressed as MS-OXRTFCP has it, HTML and plain text encapsulated as MS-OXRTFEX has them. One pass, in linear time.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

from compressed_rtf import decompress

from archiver.core.charsets import decoded, scalars
from archiver.core.forwards.mapi import WESTERN, charset_of
from archiver.core.language import later
from archiver.errors import Unparseable

MOST_OCTETS = 8 << 20
"""Of RTF that are read from one container, decompressed."""
MOST_TOKENS = 1_000_000
"""That are looked at in one container: they bound the time, as most of a body is text between them."""

DAMAGED = later("an RTF body that cannot be decompressed")
TOO_LARGE = later("more RTF than is read; the rest is in the raw mail only")
WRONG_CHECKSUM = later("an RTF body whose checksum is wrong")

_HEADER = struct.Struct("<II4sI")
_COMPRESSED = b"LZFu"
_UNCOMPRESSED = b"MELA"
_LARGEST_EXPANSION = 9
"""One octet of flags and eight references of two octets give at most 8 x 17 octets: exactly 8 for each."""

_TOKEN: Final = re.compile(
    rb"""(?P<text>[^\\{}\r\n\0]++)
      | (?P<octets>(?:\\'[0-9a-fA-F]{2})++)
      | \\(?P<word>[a-zA-Z]{1,32}+)(?P<number>-?[0-9]{1,9}+)?+[ ]?
      | (?P<open>\{)
      | (?P<close>\})
      | \\(?P<symbol>[^a-zA-Z])
      | (?P<nothing>[\r\n\0]++)""",
    re.VERBOSE | re.DOTALL,
)
#: Destinations (RTF 1.9.1) that hold no text of the message; so does every one marked \* that we do not know.
_NO_TEXT = frozenset(
    b"annotation atnauthor atnid author colortbl comment company creatim datafield datastore doccomm filetbl "
    b"fldinst fonttbl footer footerf footerl footerr footnote generator header headerf headerl headerr hlinkbase info "
    b"keywords listtable manager mhtmltag nonshppict objclass objdata operator pict printim private revtbl revtim "
    b"rsidtbl stylesheet subject themedata title txe xe".split()
)
_SPOKEN = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"cell": "\t",
    b"tab": "\t",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
}
_SYMBOLS = {b"{": "{", b"}": "}", b"\\": "\\", b"~": "\u00a0", b"_": "\u2011", b"\n": "\n", b"\r": "\n", b"\t": "\t"}
#: \fcharset (RTF 1.9.1, font table) as code pages.
_FONT_CHARSETS = {
    0: 1252,
    77: 10000,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    254: 437,
    255: 850,
}
_SETS = {b"ansi": WESTERN, b"mac": 10000, b"pc": 437, b"pca": 850}


@dataclass(frozen=True, slots=True)
class RichText:
    """What an RTF body says: a web page where it wraps one, else text."""

    text: str = ""
    html: str = ""
    findings: tuple[str, ...] = ()


def opened(octets: bytes) -> RichText:
    """A compressed body (PidTagRtfCompressed) as text or web page. Raises `Unparseable` in fixed words."""
    return Reader().read(octets)


class Reader:
    """Reads the RTF bodies of one container, within one allowance for all of them."""

    def __init__(self, octets: int = MOST_OCTETS, tokens: int = MOST_TOKENS) -> None:
        self._octets = octets
        self._tokens = tokens

    def read(self, octets: bytes) -> RichText:
        """One compressed body. Raises `Unparseable` when it is damaged, or when the allowance is used up."""
        rtf, is_sound = decompressed(octets, self._octets)
        self._octets -= len(rtf)
        reading = _Reading(rtf, self._tokens)
        is_whole = reading.read_on()
        self._tokens = reading.tokens_left
        findings = {WRONG_CHECKSUM: is_sound, TOO_LARGE: is_whole}
        return reading.result(tuple(finding for finding, is_fine in findings.items() if not is_fine))


def decompressed(octets: bytes, most: int = MOST_OCTETS) -> tuple[bytes, bool]:
    """The RTF behind its compression (MS-OXRTFCP), and whether its checksum was right.

    One cut short gives what is there. Raises `Unparseable` for what is no compressed RTF, and before it is
    decompressed for what could become larger than `most` octets.
    """
    if len(octets) < _HEADER.size:
        raise Unparseable(DAMAGED)
    size, raw_size, kind, checksum = _HEADER.unpack_from(octets)
    packed = octets[_HEADER.size : max(size + 4, _HEADER.size)]
    if kind == _UNCOMPRESSED and min(raw_size, len(packed)) <= most:
        return packed[:raw_size], True
    if kind not in (_COMPRESSED, _UNCOMPRESSED):
        raise Unparseable(DAMAGED)
    if kind == _UNCOMPRESSED or raw_size > most or len(packed) * _LARGEST_EXPANSION > most:
        raise Unparseable(TOO_LARGE)
    try:
        rtf = decompress(_made_sound(packed))
    except struct.error:  # the last reference is cut in two
        rtf = decompress(_made_sound(packed[:-1]))
    return rtf, checksum == _checksum(packed)


def _made_sound(packed: bytes) -> bytes:
    """With a header that the library agrees to: a wrong checksum is a finding, and no reason to read nothing."""
    return _HEADER.pack(len(packed) + 12, 0, _COMPRESSED, _checksum(packed)) + packed


def _checksum(packed: bytes) -> int:
    """MS-OXRTFCP's own: the usual CRC-32 without its first and last inversion."""
    return zlib.crc32(packed, 0xFFFFFFFF) ^ 0xFFFFFFFF


class _Mode(Enum):
    TEXT = auto()
    TAG = auto()  # {\*\htmltag …}: a piece of the web page as it was
    FONTS = auto()
    SKIPPED = auto()


class _State(NamedTuple):
    """What a group inherits and gives back at its end."""

    mode: _Mode = _Mode.TEXT
    font: int = -1
    fallback: int = 1
    r"""Characters after each \u that stand for it (\uc)."""
    is_rtf_only: bool = False
    r"""Between \htmlrtf and \htmlrtf0: for those who cannot read the web page."""


class _Reading:
    def __init__(self, rtf: bytes, tokens: int) -> None:
        self._rtf = rtf
        self.tokens_left = tokens
        self._at = 0
        self._state = _State()
        self._outer: list[_State] = []
        self._is_marked = False
        self._to_skip = 0
        self._codepage = WESTERN
        self._default_font = -1
        self._fonts: dict[int, int] = {}
        self._font_in_table = -1
        self._is_html = False
        self._pieces: list[str] = []
        self._pending = bytearray()
        self._charset = ""

    def read_on(self) -> bool:
        """Everything to its end; whether the allowance lasted."""
        takes: dict[str, Callable[[bytes], None]] = {
            "text": self._take_octets,
            "octets": self._take_escaped,
            "open": self._open,
            "close": self._close,
            "symbol": self._take_symbol,
            "nothing": lambda _: None,
        }
        while self.tokens_left and (token := _TOKEN.match(self._rtf, self._at)):
            self.tokens_left -= 1
            self._at = token.end()
            kind = str(token.lastgroup)
            if kind in takes:
                takes[kind](token[kind])
            else:
                self._take_word(token["word"], int(token["number"]) if token["number"] else None)
        return bool(self.tokens_left) or self._at >= len(self._rtf)

    def result(self, findings: tuple[str, ...]) -> RichText:
        self._flush()
        text = _paired("".join(self._pieces))
        return RichText(html=text, findings=findings) if self._is_html else RichText(text, findings=findings)

    # --- groups -----------------------------------------------------------------------------------------------------

    def _open(self, _: bytes) -> None:
        self._outer.append(self._state)
        self._is_marked, self._to_skip = False, 0

    def _close(self, _: bytes) -> None:
        self._state = self._outer.pop() if self._outer else self._state
        self._is_marked, self._to_skip = False, 0

    def _enter(self, word: bytes) -> bool:
        """Whether the word opened a destination."""
        if self._is_marked:
            mode = _Mode.TAG if word == b"htmltag" else _Mode.SKIPPED
        elif word == b"fonttbl":
            mode = _Mode.FONTS
        elif word in _NO_TEXT or (word == b"pntext" and self._is_html):
            mode = _Mode.SKIPPED
        else:
            return False
        self._is_marked = False
        self._state = self._state._replace(mode=_Mode.SKIPPED if self._state.mode is _Mode.SKIPPED else mode)
        return True

    # --- words ------------------------------------------------------------------------------------------------------

    def _take_word(self, word: bytes, number: int | None) -> None:
        if word == b"bin":
            self._at += max(number or 0, 0)
        elif self._to_skip:
            self._to_skip -= 1
        elif self._enter(word) or self._state.mode is _Mode.SKIPPED:
            return
        elif word in _SPOKEN:
            self._say(_SPOKEN[word])
        elif self._state.mode is _Mode.FONTS:
            self._define_font(word, number or 0)
        else:
            self._set(word, number)

    def _set(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"u" and number is not None:
            self._say(chr(number % 0x10000))
            self._to_skip = state.fallback
        elif word == b"htmlrtf":
            self._state = state._replace(is_rtf_only=number != 0)
        elif word == b"uc":
            self._state = state._replace(fallback=min(max(number or 0, 0), 100))
        elif word in (b"f", b"plain"):
            self._state = state._replace(font=self._default_font if word == b"plain" else number or 0)
        else:
            self._describe(word, number)

    def _describe(self, word: bytes, number: int | None) -> None:
        """What a document says about itself, before its text."""
        if word == b"fromhtml":
            self._is_html = self._is_html or (number != 0 and not self._pieces and not self._pending)
        elif word == b"ansicpg" and number:
            self._codepage = number
        elif word == b"deff":
            self._default_font = number or 0
            self._state = self._state._replace(font=self._default_font)
        elif word in _SETS and not self._pieces:
            self._codepage = _SETS[word]

    def _define_font(self, word: bytes, number: int) -> None:
        if word == b"f":
            self._font_in_table = number
        elif word == b"cpg" or (word == b"fcharset" and number in _FONT_CHARSETS):
            self._fonts[self._font_in_table] = number if word == b"cpg" else _FONT_CHARSETS[number]

    # --- text -------------------------------------------------------------------------------------------------------

    def _take_symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._is_marked = True
        elif self._to_skip:
            self._to_skip -= 1
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])

    def _take_escaped(self, escapes: bytes) -> None:
        self._take_octets(bytes.fromhex(escapes.replace(rb"\'", b"").decode("ascii")))

    def _take_octets(self, octets: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(octets))
            self._to_skip -= skipped
            octets = octets[skipped:]
        if octets and self._is_heard():
            # Literal octets too: the second half of a double-byte character is often an ASCII letter.
            charset = self._charset_here()
            if charset != self._charset:
                self._flush()
                self._charset = charset
            self._pending += octets

    def _say(self, text: str) -> None:
        if self._is_heard():
            self._flush()
            self._pieces.append(text)

    def _is_heard(self) -> bool:
        self._is_marked = False
        mode = self._state.mode
        return mode is _Mode.TAG or (mode is _Mode.TEXT and not (self._state.is_rtf_only and self._is_html))

    def _charset_here(self) -> str:
        """Of 8-bit text: what the font says, except in the web page's own tags (MS-OXRTFEX)."""
        if self._state.mode is _Mode.TAG:
            return charset_of(self._codepage)
        return charset_of(self._fonts.get(self._state.font, self._codepage))

    def _flush(self) -> None:
        if self._pending:
            self._pieces.append(decoded(bytes(self._pending), self._charset)[0])
            self._pending.clear()


def _paired(text: str) -> str:
    r"""With the halves of a character that two \u gave put together; a half alone becomes U+FFFD."""
    return scalars(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
