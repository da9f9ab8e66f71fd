"""What a time-stamp authority is shown (RFC 3161), and in words what may be wrong with its answer.

Only a hash leaves the network: SHA-256 over one line of text, the witness line of the weekly letters, which says how
many events the chain of custody has and what it ends with. Whoever has the line makes the hash with `sha256sum`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from archiver.core.language import later
from archiver.core.records import ChainHead, StampTrouble

CLOCKS_APART = timedelta(minutes=5)
"""A stamp that tells a time further from ours is not believed: it is worth its time."""

#: What each trouble is called to a person.
TROUBLES: Mapping[str, str] = {
    StampTrouble.DOWN: later("The authority cannot be reached, or hung up."),
    StampTrouble.SLOW: later("The authority did not answer in time."),
    StampTrouble.UNPROVEN: later("The TLS certificate of the authority's server is not valid."),
    StampTrouble.CREDENTIALS: later("The authority refuses our user name or password."),
    StampTrouble.HTTP: later("The authority's server answers with an error, or points elsewhere."),
    StampTrouble.OVERSIZED: later("The authority's answer is far too large."),
    StampTrouble.GARBAGE: later("The authority's answer is no time stamp."),
    StampTrouble.REJECTED: later("The authority refuses to stamp what we ask for."),
    StampTrouble.WRONG_NONCE: later("The authority gave an old answer, or one to somebody else."),
    StampTrouble.WRONG_IMPRINT: later("The authority stamped something else than what it was shown."),
    StampTrouble.WRONG_POLICY: later("The authority stamped under another policy than the one wanted."),
    StampTrouble.WRONG_TIME: later(
        "The authority's clock and ours differ by more than five minutes: one of them is wrong."
    ),
    StampTrouble.UNTRUSTED: later("The time stamp is not signed by anybody whom our certificates vouch for."),
}


UNTRUE = later(
    "The time stamp by {authority} for event {count} does not hold: it is not signed by whom our certificates vouch"
    " for, or it stamps another hash than {expected}."
)


def statement(head: ChainHead) -> bytes:
    """ "501:3fa9…" and a line feed: what is stamped, for anybody to write again by hand."""
    return f"{head.count}:{head.head}\n".encode("ascii")


def imprint(stated: bytes) -> bytes:
    """The hash that an authority is shown: SHA-256, 32 octets."""
    return hashlib.sha256(stated).digest()
