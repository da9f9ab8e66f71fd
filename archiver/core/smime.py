"""What a signed S/MIME object carries (RFC 8551 § 3.5.2, RFC 5652 § 5). Signatures are kept and not judged here."""

from __future__ import annotations

from archiver.core.language import later
from archiver.errors import Unparseable

ENCRYPTED = later("S/MIME envelope, encrypted, not opened")
DAMAGED = later("S/MIME object that cannot be read")
#: asn1crypto reads lazily: any of these can come from any attribute of a damaged object.
_RAISED_BY_ASN1CRYPTO = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)


def content(octets: bytes) -> bytes:
    """The MIME entity inside an opaque signed object, DER or BER, octet for octet.

    Raises `Unparseable` with the reason in fixed words: encrypted, damaged, or signed without its content.
    """
    from asn1crypto import cms  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        envelope = cms.ContentInfo.load(octets)
        kind = envelope["content_type"].native
        inside = bytes(envelope["content"]["encap_content_info"]["content"]) if kind == "signed_data" else None
    except _RAISED_BY_ASN1CRYPTO:
        raise Unparseable(DAMAGED) from None
    if kind in {"enveloped_data", "encrypted_data", "authenticated_data"}:
        raise Unparseable(ENCRYPTED)
    if not inside:
        raise Unparseable(DAMAGED)
    return inside
