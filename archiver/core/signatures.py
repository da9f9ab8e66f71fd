"""What a check of a signature can come to, in fixed words, and where the DNS has the keys. See `core.verification`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.core.language import later
from archiver.core.records import SignatureCheck, SignatureVerdict, SignedPlace

MOST = 10
"""Signatures of one scheme that are looked at in a message, the newest first: real mail has one to four."""
MOST_MESSAGES = 20
"""Messages of one item that are looked at: the item, then what it encloses in the order of the mail."""
LONGEST_RECORD = 8_000
"""Characters; a key of 8,192 bits takes 1,500."""
LONGEST_CLAIM = 300
"""Characters kept of what d= and s= say."""

HOLDS = later("The signed header fields and the text are as they were signed.")
HOLDS_IN_PART = later(
    "As signed, but only the first {n} octets of the text are covered (l=): anybody may have added more."
)
SEAL_HOLDS = later("The seal holds; what it sealed was changed by a later server, as mailing lists and Exchange do.")
TEXT_CHANGED = later(
    "The text is not what was signed. Exchange and other mail servers rewrite mail on its way: this alone is no sign of"
    " tampering."
)
HEADER_CHANGED = later(
    "The signature does not fit the header fields. Exchange and other mail servers rewrite mail on its way, and a key"
    " may have been replaced: this alone is no sign of tampering."
)
CHAIN_BROKEN = later("The sealing server had already found the chain of earlier seals broken.")
NO_KEY = later("The DNS has no key under the name that the signature gives.")
NO_ANSWER = later("The DNS did not answer.")
REVOKED = later("The domain has withdrawn the key.")
BAD_KEY = later("What the DNS has under the key's name is no key for this signature.")
SMALL_KEY = later("The key is shorter than 1,024 bits: anybody could have signed with it.")
BAD_NAME = later("The signature names no domain that could be looked up.")
MALFORMED = later("The signature is not well formed.")
NO_SENDER = later("The signature does not cover the From field.")
SHA1 = later("Signed with SHA-1, which proves nothing any more (RFC 8301).")
INCOMPLETE = later("The ARC sets are not complete.")
UNKNOWN_ALGORITHM = later("Signed with an algorithm that this program cannot check; the key is kept.")
TOO_LARGE = later("The header or the signature is larger than is looked at.")
TWO_KEYS = later("The ARC set is signed with two different keys, which this program does not check.")

REASONS = {
    HOLDS: SignatureVerdict.PASS,
    HOLDS_IN_PART: SignatureVerdict.PASS,
    SEAL_HOLDS: SignatureVerdict.PASS,
    TEXT_CHANGED: SignatureVerdict.FAIL,
    HEADER_CHANGED: SignatureVerdict.FAIL,
    CHAIN_BROKEN: SignatureVerdict.FAIL,
    NO_ANSWER: SignatureVerdict.TEMPERROR,
    NO_KEY: SignatureVerdict.PERMERROR,
    REVOKED: SignatureVerdict.PERMERROR,
    BAD_KEY: SignatureVerdict.PERMERROR,
    SMALL_KEY: SignatureVerdict.PERMERROR,
    BAD_NAME: SignatureVerdict.PERMERROR,
    MALFORMED: SignatureVerdict.PERMERROR,
    NO_SENDER: SignatureVerdict.PERMERROR,
    SHA1: SignatureVerdict.PERMERROR,
    INCOMPLETE: SignatureVerdict.PERMERROR,
    UNKNOWN_ALGORITHM: SignatureVerdict.NEUTRAL,
    TOO_LARGE: SignatureVerdict.NEUTRAL,
    TWO_KEYS: SignatureVerdict.NEUTRAL,
}
"""Every reason with the verdict it stands for."""

_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9_-]{1,63}")
_LONGEST_NAME = 253


def key_name(selector: str, domain: str) -> str:
    """Where the DNS has a key (RFC 6376 § 3.6.2.1), in lower case; empty when that is no name to be looked up.

    Only letters, digits, "-" and "_" in labels of 1 to 63: whoever wrote the mail chose it.
    """
    name = f"{selector}._domainkey.{domain}"
    if not name.isascii() or len(name) > _LONGEST_NAME:
        return ""
    return name.lower() if _NAME.fullmatch(name.lower()) else ""


def is_plausible(checks: Sequence[SignatureCheck], places: Sequence[SignedPlace]) -> bool:
    """Whether these can be checks of those messages, whoever made them: their words and names are what ours are."""
    paths = {path for path, _ in places[:MOST_MESSAGES]}
    return len({(one.path, one.scheme, one.ordinal) for one in checks}) == len(checks) and all(
        one.path in paths
        and 0 <= one.ordinal < MOST
        and REASONS.get(one.reason) is one.verdict
        and max(len(one.domain), len(one.selector)) <= LONGEST_CLAIM
        and one.key_name in {"", key_name(one.selector, one.domain)}
        and (one.signed_octets is None or 0 <= one.signed_octets < 1 << 62)
        for one in checks
    )
