"""Who sent this, and whether it may be answered. Authentication results come with the trust gate (C3)."""

from __future__ import annotations

import re
from collections.abc import Collection

from archiver.core.addresses import ascii_lower
from archiver.core.records import Envelope, ReceiptDecision, Sender, Standing

#: Why a mail looks like machine mail (RFC 3834 § 2), in the words of `Envelope.machine_marks`.
#: X-Auto-Response-Suppress is not among them: Exchange puts it on people's mail.
MACHINE_MARKS = (
    "auto-submitted",  # Auto-Submitted with any value but "no" (RFC 3834 § 5)
    "precedence",  # Precedence: bulk, list, junk or auto_reply
    "x-autoreply",  # X-Autoreply or X-Autorespond
    "list",  # any List-* field (RFC 2369, RFC 2919)
    "null-return-path",  # Return-Path: <> (RFC 5321 § 4.5.5)
    "no-reply-sender",  # From a mailer daemon, a postmaster or a no-reply address
    "report",  # multipart/report and its kin (RFC 6522, RFC 8098)
    "unbounded-header",  # more header than any person's program writes; what it says further down was not read
)

_NO_REPLY = re.compile(
    r"(?:mailer-daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply)(?:[-+_.=].*)?", re.IGNORECASE | re.ASCII
)
_NOBODY = Sender("", Standing.NOBODY)


def is_no_reply(address: str) -> bool:
    """Whether nobody reads what is sent to this address."""
    return _NO_REPLY.fullmatch(address.rpartition("@")[0].strip('"')) is not None


def sender_of(envelope: Envelope, own_domains: Collection[str]) -> Sender:
    """Exactly one From field with exactly one addr-spec, else nobody; a colleague by exact domain only.

    A subdomain is ours only when it is listed itself. Names are compared as written: an internationalised domain
    is listed in the form the mail system writes.
    """
    if envelope.from_count != 1 or len(envelope.from_) != 1 or not envelope.from_[0].address:
        return _NOBODY
    address = ascii_lower(envelope.from_[0].address)
    ours = {ascii_lower(domain) for domain in own_domains}
    return Sender(address, Standing.COLLEAGUE if address.rpartition("@")[2] in ours else Standing.EXTERNAL)


def receipt_due(
    envelope: Envelope, sender: Sender, *, own_addresses: frozenset[str], loop_mark: str, turned_on: bool
) -> ReceiptDecision:
    """Whether to thank the reporter (L1, L2): colleagues only, never ourselves, never a machine.

    `own_addresses` are the addresses we read or write as; `loop_mark` is our value of X-Archive-Loop.
    """
    if not turned_on:
        return ReceiptDecision.TURNED_OFF
    if sender.standing is not Standing.COLLEAGUE:
        return ReceiptDecision.NOT_A_COLLEAGUE
    if sender.address in {ascii_lower(address) for address in own_addresses} or loop_mark in envelope.archive_loop:
        return ReceiptDecision.OURSELVES
    if envelope.machine_marks:
        return ReceiptDecision.MACHINE_MAIL
    return ReceiptDecision.DUE
