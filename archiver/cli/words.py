"""The fixed words of the records, as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from archiver.cli.common import say
from archiver.core.language import later
from archiver.core.records import (
    AlarmKind,
    Choice,
    Confidence,
    FetchReason,
    Finding,
    ItemState,
    LetterState,
    MoveReason,
    ReceiptDecision,
    Recovery,
    SightingState,
)

UIDS_SHOWN = 20
_NUMBER = re.compile(r"\b[0-9]+\b")

STATES: Mapping[str, str] = {
    ItemState.FILED: later("filed"),
    ItemState.UNASSIGNED: later("unassigned"),
    ItemState.EXTERNAL: later("external"),
    ItemState.QUARANTINED: later("quarantined"),
    ItemState.PENDING: later("pending"),
    "open": later("open"),
    "closed": later("closed"),
}
"""Of items and cases."""

SIGHTINGS: Mapping[str, str] = {
    SightingState.SEEN: later("seen, not archived yet"),
    SightingState.STORED: later("archived, still in the folder"),
    SightingState.MOVED: later("archived and moved to the archive folder"),
    SightingState.QUARANTINED: later("the server does not hand it over"),
    SightingState.VANISHED: later("gone from the folder by another hand"),
}

LETTERS: Mapping[str, str] = {
    LetterState.DUE: later("waits to be sent"),
    LetterState.SENDING: later("is being sent"),
    LetterState.SENT: later("sent"),
    LetterState.FAILED: later("refused by the mail server"),
    LetterState.UNCERTAIN: later("handed over without an answer"),
    LetterState.SUPPRESSED: later("not sent"),
    ReceiptDecision.NOT_A_COLLEAGUE: later("the sender is no colleague"),
    ReceiptDecision.MACHINE_MAIL: later("a machine wrote the mail"),
    ReceiptDecision.OURSELVES: later("the mail is our own"),
    ReceiptDecision.TOO_MANY: later("the sender has had many receipts lately"),
    ReceiptDecision.IMPORTED: later("the mail was imported"),
    ReceiptDecision.TURNED_OFF: later("receipts are turned off"),
}
"""States of letters, and why a receipt is not due."""

REASONS: Mapping[str, str] = {
    FetchReason.VANISHED: later("gone from the folder by another hand"),
    FetchReason.NO_BODY: later("the server hands over no content"),
    FetchReason.AMBIGUOUS: later("the server hands over something ambiguous"),
    FetchReason.OVERSIZE: later("too large to be fetched"),
    FetchReason.BROKEN: later("the connection breaks on this mail"),
    "not_in_ledger": later("not archived"),
    "there_before": later("lay in the archive folder before"),
    "not_fetched_yet": later("not fetched yet"),
    "not_moved_yet": later("archived, not moved yet"),
    "uidvalidity_changed": later("the mailbox has been recreated"),
    "not_found_in_archive_folder": later("not found in the archive folder"),
    AlarmKind.READBACK_MISMATCH: later("what was stored is not what was received"),
    MoveReason.OTHER_OCTETS: later("other content under this UID"),
    MoveReason.OTHER_UIDVALIDITY: later("the mailbox has been recreated"),
    MoveReason.UNREADABLE: later("could not be read again"),
    MoveReason.NOTHING_HAPPENED: later("the server says yes and moves nothing"),
    MoveReason.COPY_UNPROVEN: later("the server says yes, and no copy can be found"),
    MoveReason.MARKED: later("the server cannot move; marked with the keyword $Archived"),
    MoveReason.UNMARKED: later("the server can neither move nor mark"),
    "crashed the process that read it": later("crashed the process that read it"),
    "took longer to read than allowed": later("took longer to read than allowed"),
    "needed more processor time than allowed": later("needed more processor time than allowed"),
    "needed more memory than allowed": later("needed more memory than allowed"),
    "the process that read it answered nonsense": later("the process that read it answered nonsense"),
    "nested too deeply to be taken apart": later("nested too deeply to be taken apart"),
}
"""Why a message is not where it should be, or an item is in quarantine; others stand as they are."""

RULES = {
    "signed_case_address": later("it was sent to the case's own signed address"),
    "signed_token_in_subject": later("its subject carries the case's signed reference"),
    "reply_to_our_receipt": later("it answers a receipt that we sent to this colleague"),
    "same_thread_same_reporter": later("it belongs to a thread that this colleague sent us before"),
    "new_case": later("no rule matched, so a new case was opened"),
    "no_rule_matched": later("no rule matched: it waits to be assigned by hand"),
    "machine_mail": later("a machine wrote it and it names no case"),
    "outsider": later("its sender is not one of ours: it is kept and never filed by itself"),
    "no_single_sender": later("it has no single sender: it is kept and never filed by itself"),
    "by_hand": later("a person filed it"),
    "released_by_hand": later("a person released it from quarantine"),
}
"""What each rule means, in words."""

RULES_IN_SHORT = {
    "signed_case_address": later("case address"),
    "signed_token_in_subject": later("reference in the subject"),
    "reply_to_our_receipt": later("answer to a receipt"),
    "same_thread_same_reporter": later("same thread"),
    "new_case": later("new case"),
    "no_rule_matched": later("no rule matched"),
    "machine_mail": later("machine mail"),
    "outsider": later("sender from outside"),
    "no_single_sender": later("no single sender"),
    "by_hand": later("by hand"),
    "released_by_hand": later("released by hand"),
}
"""For a column of a table."""

FINDINGS = {
    "checksum": later("damaged"),
    "missing": later("missing"),
    "orphan": later("orphan"),
    "chain": later("chain of custody"),
}
"""What a fixity check finds."""


RECOVERIES: Mapping[str, str] = {
    Recovery.ATTACHED: later("attached mail"),
    Recovery.EML: later("mail as a file"),
    Recovery.MSG: later("Outlook item"),
    Recovery.TNEF: later("Outlook wrapper (winmail.dat)"),
    Recovery.SMIME: later("signed object"),
    Recovery.RESENT: later("the mail itself, redirected"),
    Recovery.INLINE_HTML: later("in the text (HTML)"),
    Recovery.INLINE_TEXT: later("in the text"),
}
"""How an original was found."""

CHOICES: Mapping[str, str] = {
    Choice.FIRST_OUTSIDE: later("the original: its sender is no colleague"),
    Choice.WHOLE_TWIN: later("the original: attached whole, and also quoted in the text"),
    Choice.FIRST_UNKNOWN: later("the original: its sender's address is not told, and the colleagues' are"),
    Choice.BELOW_LAST_FORWARD: later("the original: what the last colleague passed on"),
}
"""Why an original is the one."""

CONFIDENCES: Mapping[str, str] = {
    Confidence.HIGH: later("its reading is certain"),
    Confidence.MEDIUM: later("its reading is fairly certain"),
    Confidence.LOW: later("its reading is uncertain"),
}
"""How sure we are of what an original says."""


def found(one: Finding) -> str:
    """One finding of a fixity check."""
    count = one.subject.removeprefix("event:")
    if one.kind != "anchor":
        return f"{say(FINDINGS.get(one.kind, one.kind))} {one.subject}: {one.expected} ≠ {one.found}"
    if one.found.startswith("none"):
        sentence = later(
            "The custody log was cut off: a weekly letter witnessed event {count} ({expected}), and it is gone."
        )
    else:
        sentence = later(
            "The custody log was rewritten before event {count}: {expected} was witnessed, {found} is there now."
        )
    return say(sentence).format(count=count, expected=one.expected, found=one.found)


def finding(sentence: str) -> str:
    """What was odd about a mail; a number in it stands as {n} in the catalogue."""
    exact, number = say(sentence), _NUMBER.search(sentence)
    if number is None or exact != sentence:
        return exact
    pattern = sentence.replace(number[0], "{n}", 1)
    return say(pattern).replace("{n}", number[0])


def recovery(word: str) -> str:
    """How an original was found."""
    return say(RECOVERIES[word])


def choice(word: str) -> str:
    """Why an original is the one."""
    return say(CHOICES[word])


def confidence(word: str) -> str:
    """How sure we are of what an original says."""
    return say(CONFIDENCES[word])


def state(word: str) -> str:
    """The state of an item or a case."""
    return say(STATES.get(word, word))


def sighting(word: str) -> str:
    """Where a message stands on its way."""
    return say(SIGHTINGS.get(word, word))


def reason(word: str | None) -> str:
    """Why something is not as it should be."""
    return say(REASONS.get(word, word)) if word else "–"


def rule(word: str | None) -> str:
    """Which rule filed an item, in short."""
    return say(RULES_IN_SHORT.get(word, word)) if word else "–"


def receipt(words: str | None) -> str:
    """The state of a receipt, and its reason after a colon."""
    if not words:
        return "–"
    return ": ".join(say(LETTERS.get(word, word)) for word in words.split(": ", 1))


def uids(numbers: Sequence[int]) -> str:
    """The first of them by name, and how many there are besides."""
    named = "UID " + ", ".join(str(number) for number in numbers[:UIDS_SHOWN])
    more = len(numbers) - UIDS_SHOWN
    return named if more <= 0 else say("{uids} and {count} more").format(uids=named, count=more)
