"""Which signatures a message carries, and whether they hold under given keys: DKIM (RFC 6376), ARC (RFC 8617).

dkimpy canonicalises and does the arithmetic. It gets no way to look anything up, and no message either: it would refuse
a whole mail for one odd line, and take quadratic time over a long field. That a signature has expired (x=) is not held
against it: what was signed stays signed, and is to be proved years later. A line end LF counts as CRLF.

Runs in a child process: see `archiver.edges.parsing`.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import Any

import dkim
from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
from dkim.crypto import DigestTooLargeError, UnparsableKeyError
from dkim.util import InvalidTagValueList, parse_tag_value

from archiver.core import signatures as words
from archiver.core.cuts import derived
from archiver.core.records import Keys, Scheme, SignatureCheck, SignedPlace

LONGEST_HEADER = 1 << 20
"""Octets."""
LONGEST_FIELD = 16 << 10
MOST_FIELDS = 2_000
MOST_NAMES = 500
"""Header fields that one signature covers."""
MOST_SETS = 50
"""RFC 8617 § 4.2.1."""
SMALLEST_KEY, LARGEST_KEY = 1024, 8192
"""Bits; RFC 8301 § 3.2 wants at least the smallest."""
LARGEST_EXPONENT = 256

Field = tuple[bytes, bytes]
"""Name as written, and value with the CRLF it ends in."""
Tags = Mapping[bytes, bytes]
Key = tuple[Any, int, bytes, bool]
"""As dkimpy has it: the key, its bits, its kind, and whether it is for TLS reports alone."""
Held = tuple[str, int | None]
"""Why a signature holds, and how many octets of the text it covers where that is not all."""

_BLANK_LINE = re.compile(rb"(?:\A|\n)\r?\n")
_FIELD = re.compile(rb"^([!-9;-~]++)[ \t]*+:(.*\r\n(?:[ \t].*\r\n)*+)", re.MULTILINE)
_BLANKS = re.compile(rb"[\t ]{2,}|\t")
_LONG_GAP = re.compile(rb"\s{200}")
_INSTANCE = re.compile(rb"\s*i\s*=\s*([0-9]{1,2})\s*;")
_SEAL, _SIGNED, _RESULTS = b"arc-seal", b"arc-message-signature", b"arc-authentication-results"
_SET = (_RESULTS, _SIGNED, _SEAL)
_DKIM_TAGS = [b"v", b"a", b"b", b"bh", b"d", b"h", b"s"]
_SIGNED_TAGS = [b"i", b"a", b"b", b"bh", b"d", b"h", b"s"]
_SEAL_TAGS = [b"i", b"a", b"b", b"cv", b"d", b"s"]
_ONCE = (*dkim.DKIM.RFC5322_SINGLETON, b"subject", b"mime-version", b"content-type", b"content-transfer-encoding")
_TIMES = frozenset({b"x", b"t"})
_RAISED_BY_DKIMPY = (
    dkim.DKIMException, InvalidTagValueList, InvalidCanonicalizationPolicyError, UnparsableKeyError,
    DigestTooLargeError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
"""On octets that are no signature or key it stumbles in every way there is."""


class _Reached(Exception):
    """A verdict other than pass; carries its reason."""


def check(octets: bytes, places: Sequence[SignedPlace], keys: Keys) -> tuple[SignatureCheck, ...]:
    """Every signature of the messages at these places of an item, bounded as `core.signatures` says.

    One whose key is not among `keys` is a temperror, and its `key_name` says what to ask for. Raises `Unparseable` when
    a place lies beyond the octets; nothing else on any octets.
    """
    return tuple(
        one for path, cuts in places[: words.MOST_MESSAGES] for one in _of_message(path, derived(octets, cuts), keys)
    )


def _of_message(path: str, octets: bytes, keys: Keys) -> Iterator[SignatureCheck]:
    message = _Message(octets)
    for ordinal, field in enumerate(message.named(b"dkim-signature")[: words.MOST]):
        yield _checked((path, Scheme.DKIM, ordinal), _Dkim(message, field, _tags(field)), keys)
    sets = _sets(message)
    for ordinal, (instance, field) in enumerate(_seals(message)[: words.MOST]):
        yield _checked((path, Scheme.ARC, ordinal), _Seal(message, field, _tags(field), instance, sets), keys)


def _checked(place: tuple[str, Scheme, int], signature: _Dkim | _Seal, keys: Keys) -> SignatureCheck:
    domain, selector = (_claim(signature.tags, name) for name in (b"d", b"s"))
    name, covered = "", None
    try:
        signature.require_form()
        name = words.key_name(selector, domain)
        reason, covered = signature.held(_key(name, keys, signature.tags))
    except _Reached as reached:
        reason = str(reached)
    except _RAISED_BY_DKIMPY:
        reason = words.MALFORMED
    return SignatureCheck(*place, domain, selector, words.REASONS[reason], reason, name, covered)


def _claim(tags: Tags, name: bytes) -> str:
    return tags.get(name, b"").decode("ascii", "replace")[: words.LONGEST_CLAIM]


def _tags(field: Field) -> Tags:
    """The tag list of a signature (RFC 6376 § 3.2); none at all where it is not one, or too large."""
    value = field[1]
    if len(value) > LONGEST_FIELD or _LONG_GAP.search(value):
        return {}
    try:
        return dict(parse_tag_value(value))
    except _RAISED_BY_DKIMPY:
        return {}


# --- the message ------------------------------------------------------------------------------------------------


class _Message:
    """Header fields and text of one message, the latter only made when a signature asks for it."""

    def __init__(self, octets: bytes) -> None:
        end = _BLANK_LINE.search(octets, 0, LONGEST_HEADER)
        header = octets[: end.end() if end else LONGEST_HEADER]
        found = _FIELD.finditer(_crlf(header) + (b"" if end else b"\r\n"))
        self.fields = [(one[1], one[2]) for one in islice(found, MOST_FIELDS + 1)]
        self.is_bounded = len(self.fields) <= MOST_FIELDS and (end is not None or len(octets) <= LONGEST_HEADER)
        self._rest = octets[len(header) :]
        self._texts: dict[bytes, bytes] = {}

    def named(self, name: bytes) -> list[Field]:
        """The fields of this name, topmost first."""
        return [field for field in self.fields if field[0].lower() == name]

    def text(self, c: bytes) -> bytes:
        """The body as a signature with this c= tag sees it."""
        policy = CanonicalizationPolicy.from_c_value(c)
        way = policy.body_algorithm.name
        if way not in self._texts:
            text = _crlf(self._rest)
            # dkimpy's own pattern takes quadratic time over a long run of blanks.
            self._texts[way] = policy.canonicalize_body(_BLANKS.sub(b" ", text) if way == b"relaxed" else text)
        return self._texts[way]


def _crlf(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


# --- DKIM -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dkim:
    """One DKIM-Signature field."""

    message: _Message
    field: Field
    tags: Tags

    def require_form(self) -> None:
        """Raises unless it is a signature that a key could be asked for."""
        _require_form(self.message, self.field, self.tags, _DKIM_TAGS)
        if b"from" not in _names(self.tags):
            raise _Reached(words.NO_SENDER)

    def held(self, key: Key) -> Held:
        """How it holds; raises when it does not."""
        covered = _require_text(self.message, self.tags)
        names = _names(self.tags)
        # A second Subject above the signed one would be the one that is read (RFC 6376 § 8.15): it counts as covered.
        names += [name for name in _ONCE if name in names]
        _require_fields(self.message.fields, names, self.field, self.tags, key)
        return (words.HOLDS if covered is None else words.HOLDS_IN_PART), covered


def _require_form(message: _Message, field: Field, tags: Tags, wanted: list[bytes], *, arc: bool = False) -> None:
    if not message.is_bounded or len(field[1]) > LONGEST_FIELD or _LONG_GAP.search(field[1]):
        raise _Reached(words.TOO_LARGE)
    if tags.get(b"a") == b"rsa-sha1":
        raise _Reached(words.SHA1)
    known = {b"a": b"rsa-sha256"} if tags.get(b"a") == b"ed25519-sha256" else {}
    timeless = {name: value for name, value in tags.items() if name not in _TIMES}
    dkim.validate_signature_fields(timeless | known, wanted, arc)
    CanonicalizationPolicy.from_c_value(tags.get(b"c"))
    if len(_names(tags)) > MOST_NAMES:
        raise _Reached(words.TOO_LARGE)
    if not words.key_name(_claim(tags, b"s"), _claim(tags, b"d")):
        raise _Reached(words.BAD_NAME)


def _names(tags: Tags) -> list[bytes]:
    return [name.strip().lower() for name in tags.get(b"h", b"").split(b":")]


def _require_text(message: _Message, tags: Tags) -> int | None:
    """How many octets of the text are covered, None for all; raises unless they hash to bh=."""
    text = message.text(tags.get(b"c", b"simple/simple"))
    covered = min(int(tags[b"l"]), len(text)) if b"l" in tags else len(text)
    if sha256(text[:covered]).digest() != b64decode(b"".join(tags[b"bh"].split())):
        raise _Reached(words.TEXT_CHANGED)
    return covered if covered < len(text) else None


def _require_fields(fields: Sequence[Field], names: list[bytes], field: Field, tags: Tags, key: Key) -> None:
    """Raises unless the signature in `field` fits these header fields. bh= is left out: the text is judged already."""
    signer = dkim.DKIM()
    signer.headers = list(fields)
    signer.pk, signer.keysize, signer.ktag, signer.seqtlsrpt = key
    needed = {name: tags[name] for name in (b"a", b"b", b"c") if name in tags}
    if not signer.verify_sig_process(needed, names, field, None):
        raise _Reached(words.HEADER_CHANGED)


# --- keys -------------------------------------------------------------------------------------------------------


def _key(name: str, keys: Keys, tags: Tags) -> Key:
    if name not in keys:
        raise _Reached(words.NO_ANSWER)
    record = keys[name]
    if record is None:
        raise _Reached(words.NO_KEY)
    try:
        return _read_key(record, tags)
    except _RAISED_BY_DKIMPY:
        raise _Reached(words.BAD_KEY) from None


def _read_key(record: str, tags: Tags) -> Key:
    """The public key in a TXT record (RFC 6376 § 3.6.1), fit for a signature with these tags."""
    if len(record) > words.LONGEST_RECORD or "\x00" in record:
        raise _Reached(words.BAD_KEY)
    octets = record.encode("latin-1")
    says = parse_tag_value(octets)
    if says.get(b"p") == b"":
        raise _Reached(words.REVOKED)
    if tags[b"a"] != b"rsa-sha256":
        raise _Reached(words.UNKNOWN_ALGORITHM)
    if not _fits(says, tags):
        raise _Reached(words.BAD_KEY)
    key: Key = dkim.evaluate_pk("", octets)
    if key[1] < SMALLEST_KEY:
        raise _Reached(words.SMALL_KEY)
    if key[1] > LARGEST_KEY or key[0]["publicExponent"].bit_length() > LARGEST_EXPONENT:
        raise _Reached(words.BAD_KEY)
    return key


def _fits(says: Tags, tags: Tags) -> bool:
    """Whether a key record allows this use: its kind, hashes, services, and the strictness of t=s."""
    at = tags.get(b"i", b"").rpartition(b"@")[2].lower()
    strict = b"s" in _listed(says, b"t") and b"@" in tags.get(b"i", b"")
    return (
        says.get(b"k", b"rsa") == b"rsa"
        and (b"h" not in says or b"sha256" in _listed(says, b"h"))
        and (b"s" not in says or not {b"*", b"email"}.isdisjoint(_listed(says, b"s")))
        and not (strict and at != tags[b"d"].lower())
    )


def _listed(says: Tags, name: bytes) -> list[bytes]:
    return [one.strip() for one in says.get(name, b"").split(b":")]


# --- ARC --------------------------------------------------------------------------------------------------------

Set = Mapping[bytes, Field]
"""The three fields of one ARC set, by name in lower case."""


def _sets(message: _Message) -> dict[int, Set]:
    """Each instance's set, if it has each of its three fields once."""
    found: dict[int, dict[bytes, list[Field]]] = {}
    for name in _SET:
        for field in message.named(name):
            found.setdefault(_instance(field), {}).setdefault(name, []).append(field)
    return {
        instance: {name: fields[0] for name, fields in of_set.items()}
        for instance, of_set in found.items()
        if [len(of_set.get(name, ())) for name in _SET] == [1, 1, 1]
    }


def _seals(message: _Message) -> list[tuple[int, Field]]:
    """The ARC-Seal fields with their instances, newest first."""
    return sorted(((_instance(field), field) for field in message.named(_SEAL)), key=itemgetter(0), reverse=True)


def _instance(field: Field) -> int:
    """1 for the first set; 0 where the field does not say."""
    if field[0].lower() == _RESULTS:
        match = _INSTANCE.match(field[1])
        number = match[1] if match else b"0"
    else:
        number = _tags(field).get(b"i", b"0")
    return int(number) if number.isdigit() and int(number[:3]) <= MOST_SETS else 0


@dataclass(frozen=True, slots=True)
class _Seal:
    """One ARC-Seal, with the set it belongs to and those before."""

    message: _Message
    field: Field
    tags: Tags
    instance: int
    sets: Mapping[int, Set]

    def require_form(self) -> None:
        """Raises unless its sets are complete and it could be asked for its key."""
        _require_form(self.message, self.field, self.tags, _SEAL_TAGS, arc=True)
        if not self.instance or any(number not in self.sets for number in range(1, self.instance + 1)):
            raise _Reached(words.INCOMPLETE)
        if not {b"h", b"bh"}.isdisjoint(self.tags):
            raise _Reached(words.MALFORMED)
        if any(self._signed_tags.get(name) != self.tags[name] for name in (b"d", b"s")):
            raise _Reached(words.TWO_KEYS)

    def held(self, key: Key) -> Held:
        """How the seal and, in the newest set, the message signature under it hold; raises when they do not."""
        self._require_seal(key)
        signature = self.sets[self.instance][_SIGNED]
        try:
            _require_form(self.message, signature, self._signed_tags, _SIGNED_TAGS, arc=True)
            return _Dkim(self.message, signature, self._signed_tags).held(key)
        except _Reached:
            if self.instance == max(self.sets):
                raise
        return words.SEAL_HOLDS, None

    @property
    def _signed_tags(self) -> Tags:
        return _tags(self.sets[self.instance][_SIGNED])

    def _require_seal(self, key: Key) -> None:
        """RFC 8617 § 5.1.1: a seal covers every set up to its own, itself without b=, oldest first."""
        if self.tags[b"cv"] == b"fail":
            raise _Reached(words.CHAIN_BROKEN)
        if self.tags[b"cv"] != (b"none" if self.instance == 1 else b"pass"):
            raise _Reached(words.MALFORMED)
        names = [name for _ in range(self.instance) for name in _SET]
        fields = [self.sets[number][name] for number in range(self.instance, 0, -1) for name in _SET]
        relaxed = {**self.tags, b"c": b"relaxed/relaxed"}
        _require_fields(fields, names[:-1], self.field, relaxed, key)
