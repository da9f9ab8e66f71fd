"""Who sent this, and do we believe it: the gate before cases and receipts (C3), and who is never answered (L1, L2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from archiver.core.addresses import ascii_lower, mailbox_of
from archiver.core.authentication import Results, authserv_id_of, results_in
from archiver.core.language import later
from archiver.core.records import (
    UNKNOWN_HOST,
    Address,
    AuthenticationField,
    Envelope,
    Hop,
    ReceiptDecision,
    Sender,
    Standing,
)

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

#: "borger%udbyder.example@…", "udbyder.example!borger@…": a mail server may send on to what stands in it.
_ROUTED = re.compile(r"[%!@:]")
_NO_REPLY = re.compile(
    r"(?:mailer-daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply)(?:[-+_.=].*)?", re.IGNORECASE | re.ASCII
)


class Mode(StrEnum):
    """What shows that a colleague wrote a mail."""

    AUTHENTICATION_RESULTS = "authentication-results"  # the field of the workplace's own server (RFC 8601)
    EXCHANGE_INTERNAL = "exchange-internal"  # X-MS-Exchange-Organization-AuthAs, where the edge strips it
    FROM_DOMAIN = "from-domain"  # nothing but From: anybody can write that


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom the workplace believes."""

    own_domains: frozenset[str]
    """Lower case. A subdomain is ours only when it is listed itself; names are compared as mail writes them."""
    mode: Mode = Mode.FROM_DOMAIN
    authserv_id: str = ""
    """Whose Authentication-Results count; empty means nobody's."""
    received_by: str = ""
    """The host whose Received field a genuine Authentication-Results stands above; empty where it stands below."""


#: What a standing rests on. The first five make a colleague.
REASONS: Mapping[str, str] = {
    "dmarc": later("our mail server found that the mail is from the domain in From (DMARC)"),
    "dkim": later("our mail server found the signature of the domain in From (DKIM)"),
    "login": later("our mail server saw the sender log in"),
    "exchange_internal": later("Exchange took the mail in from inside"),
    "from_domain": later("the domain in From is ours; nothing else was looked at"),
    "other_domain": later("the domain in From is not ours"),
    "no_single_sender": later("it does not name exactly one sender"),
    "no_results": later("our mail server wrote no Authentication-Results in it"),
    "below_received": later("its Authentication-Results stands where a stranger could have written it"),
    "unreadable_results": later("its Authentication-Results is not as RFC 8601 has it"),
    "failed": later("our mail server found that the mail is not from the domain in From"),
    "not_shown": later("our mail server found nothing that shows who sent it"),
    "routed": later("the address in From may lead on to another place"),
    "ambiguous_header": later("its header can be read in two ways: a bare line end or NUL stands in it"),
    "released_unread": later("it was released from quarantine unread: nobody saw who sent it"),
    "not_internal": later("Exchange does not say that it came from inside"),
}


def is_no_reply(address: str) -> bool:
    """Whether nobody reads what is sent to this address."""
    return _NO_REPLY.fullmatch(address.rpartition("@")[0].strip('"')) is not None


def sender_of(envelope: Envelope, gate: Gate) -> Sender:
    """Who handed this mail to us, and whether that is believed; any doubt makes no colleague.

    Exactly one From field with exactly one addr-spec; or, for a mail that was redirected, exactly one Resent-From
    (RFC 5322 § 3.6.6), for then From is somebody else. A colleague has an address in one of our domains and is shown
    to have sent it as `gate.mode` wants it. Reply-To and Sender are never looked at.
    """
    author = _author(envelope)
    if author is None:
        return Sender("", Standing.NOBODY, "no_single_sender")
    address = ascii_lower(author.address)
    if address.rpartition("@")[2] not in {ascii_lower(domain) for domain in gate.own_domains}:
        return Sender(address, Standing.EXTERNAL, "other_domain")
    if _ROUTED.search(address.rpartition("@")[0]):
        return Sender(address, Standing.UNVERIFIED, "routed")
    if envelope.is_ambiguous and gate.mode is not Mode.FROM_DOMAIN:
        return Sender(address, Standing.UNVERIFIED, "ambiguous_header")
    is_shown, reason = _MODES[gate.mode](envelope, address, gate)
    return Sender(address, Standing.COLLEAGUE if is_shown else Standing.UNVERIFIED, reason)


def _author(envelope: Envelope) -> Address | None:
    redirected = envelope.resent_count > 0
    people = envelope.resent_from if redirected else envelope.from_
    count = envelope.resent_count if redirected else envelope.from_count
    is_one = envelope.from_count <= 1 and count == len(people) == 1 and bool(people[0].address)
    return people[0] if is_one else None


# --- the modes: whether it is shown, and by what ----------------------------------------------------------------

_Shown = tuple[bool, str]


def _by_domain(envelope: Envelope, address: str, gate: Gate) -> _Shown:  # noqa: ARG001
    return True, "from_domain"


def _by_exchange(envelope: Envelope, address: str, gate: Gate) -> _Shown:  # noqa: ARG001
    is_internal = [ascii_lower(value.strip()) for value in envelope.auth_as] == ["internal"]
    return is_internal, "exchange_internal" if is_internal else "not_internal"


def _by_results(envelope: Envelope, address: str, gate: Gate) -> _Shown:
    """The topmost field of our own server, and no other: what stands below may be the stranger's.

    A field that cannot be told whose it is ends the search. That one of ours further down refuses is believed, as no
    stranger would write that.
    """
    wanted = ascii_lower(gate.authserv_id.strip()).rstrip(".")
    names = [authserv_id_of(one.text) for one in envelope.authentication]
    place = next((place for place, name in enumerate(names) if name in {wanted, None}), None) if wanted else None
    if place is None:
        return False, "no_results"
    field = envelope.authentication[place]
    results = results_in(field.text) if field.is_whole else None
    if results is None or names[place] is None:
        return False, "unreadable_results"
    if gate.received_by and not _stands_above(field, envelope.received, gate.received_by):
        return False, "below_received"
    ours = (one for one, name in zip(envelope.authentication, names, strict=True) if name == wanted)
    redirected = envelope.resent_count > 0
    if not redirected and any(_refuses(results_in(one.text)) for one in ours):
        return False, "failed"
    return _judged(results, address, redirected=redirected)


def _refuses(results: Results | None) -> bool:
    return results is not None and any(
        one.method == "dmarc" and one.result not in {"pass", "none"} for one in results.results
    )


def _stands_above(field: AuthenticationField, received: Iterable[Hop], host: str) -> bool:
    """Above the topmost Received of that host, and below none whose host cannot be told.

    A stranger's forgery of either field can only stand below.
    """
    wanted = ascii_lower(host).rstrip(".")
    return not {wanted, UNKNOWN_HOST}.intersection(field.above) and wanted in {
        ascii_lower(hop.by).rstrip(".") for hop in received
    }


def _judged(results: Results, address: str, *, redirected: bool) -> _Shown:
    """Of a redirected mail only a login tells who redirected it: DMARC and DKIM speak of its From."""
    domain = address.rpartition("@")[2]
    policies = [one for one in results.results if one.method == "dmarc"]
    if len(policies) > 1:
        return False, "unreadable_results"
    if _is_found(results, "auth", "smtp.auth", address):
        return True, "login"
    if redirected:
        return False, "not_shown"
    method, name = ("dmarc", "header.from") if any(one.result == "pass" for one in policies) else ("dkim", "header.d")
    is_shown = _is_found(results, method, name, domain)
    return is_shown, method if is_shown else "not_shown"


def _is_found(results: Results, method: str, name: str, wanted: str) -> bool:
    """Whether a method passed for exactly this address or domain."""
    passed = (one for one in results.results if one.method == method and one.result == "pass")
    return any(one.says(name) == wanted for one in passed)


_MODES: Mapping[Mode, Callable[[Envelope, str, Gate], _Shown]] = {
    Mode.AUTHENTICATION_RESULTS: _by_results,
    Mode.EXCHANGE_INTERNAL: _by_exchange,
    Mode.FROM_DOMAIN: _by_domain,
}


def machine_marks(envelope: Envelope) -> tuple[str, ...]:
    """Why whoever handed this mail in looks like a machine.

    Of a redirected mail most marks are those of the mail that was redirected: a list's, a no-reply sender's.
    """
    if envelope.resent_count == 0:
        return envelope.machine_marks
    return tuple(mark for mark in envelope.machine_marks if mark in _OF_ANY_WAY)


_OF_ANY_WAY = frozenset({"null-return-path", "report", "unbounded-header"})


# --- whether to answer ------------------------------------------------------------------------------------------


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
    ours = {ascii_lower(address) for address in own_addresses}
    if ours & {sender.address, mailbox_of(sender.address)} or loop_mark in envelope.archive_loop:
        return ReceiptDecision.OURSELVES
    if machine_marks(envelope):
        return ReceiptDecision.MACHINE_MAIL
    return ReceiptDecision.DUE
