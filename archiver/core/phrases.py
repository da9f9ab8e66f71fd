"""The fixed words of the records as sentences: what a state, a rule, a reason is called; translated when used."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.core.cases import NamedBy
from archiver.core.clocks import Clock, Trust
from archiver.core.deadlines import Nearness
from archiver.core.deadlines import State as DeadlineState
from archiver.core.disposition import HoldKind, Outcome
from archiver.core.dossier import TimeIs
from archiver.core.language import later
from archiver.core.records import (
    AlarmKind,
    CaseAct,
    Choice,
    Client,
    Confidence,
    FetchReason,
    ItemState,
    LetterKind,
    LetterState,
    MoveReason,
    ProbeOutcome,
    ReceiptDecision,
    Recovery,
    ScanTrouble,
    SightingState,
    SignatureVerdict,
    Standing,
)

STATES: Mapping[str, str] = {
    ItemState.FILED: later("filed"),
    ItemState.UNASSIGNED: later("unassigned"),
    ItemState.EXTERNAL: later("external"),
    ItemState.QUARANTINED: later("quarantined"),
    ItemState.PENDING: later("pending"),
    ItemState.ERASED: later("disposed of"),
    "open": later("open"),
    "closed": later("closed"),
    "merged": later("merged into another"),
}
"""Of items and cases."""

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.EXTEND: later("keep it longer"),
    Outcome.HAND_OVER: later("handed over to the journal"),
    Outcome.DISPOSE: later("dispose of it"),
}

HOLDS: Mapping[HoldKind, str] = {
    HoldKind.LEGAL: later("legal hold"),
    HoldKind.ACCESS: later("request for access"),
}

CLOCKS: Mapping[Clock, str] = {
    Clock.DATE: later("date in the mail"),
    Clock.RECEIVED: later("received"),
    Clock.INTERNALDATE: later("server's date"),
    Clock.FETCHED: later("fetched"),
    Clock.COMMITTED: later("archived"),
}

WHOSE: Mapping[tuple[Clock, Trust], str] = {
    (Clock.DATE, Trust.CLAIM): later("the sender says so, and can write anything"),
    (Clock.RECEIVED, Trust.CLAIM): later("the mail says so, and anybody can have written it"),
    (Clock.RECEIVED, Trust.SERVER): later("your own mail server says so, in the mail"),
    (Clock.INTERNALDATE, Trust.SERVER): later("the mail server says so"),
    (Clock.FETCHED, Trust.OURS): later("by the archive's own clock"),
    (Clock.COMMITTED, Trust.OURS): later("by the archive's own clock: this one counts"),
}
"""Who says what a clock shows."""

SIGHTINGS: Mapping[str, str] = {
    SightingState.SEEN: later("seen, not archived yet"),
    SightingState.STORED: later("archived, still in the folder"),
    SightingState.MOVED: later("archived and moved to the archive folder"),
    SightingState.QUARANTINED: later("the server does not hand it over"),
    SightingState.VANISHED: later("gone from the folder by another hand"),
}

LETTERS: Mapping[str, str] = {
    LetterKind.COLLECTED: later("together with others"),
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
    ReceiptDecision.RECOVERED: later("the archive was restored, and it may have been sent before"),
    ReceiptDecision.TURNED_OFF: later("receipts are turned off"),
    "dropped": later("a person did not want it sent any more"),
}
"""States of letters, and why a receipt is not due."""

LETTER_KINDS: Mapping[str, str] = {
    LetterKind.RECEIPT: later("receipt"),
    LetterKind.COLLECTED: later("receipt for several mails"),
    LetterKind.DIGEST: later("weekly letter"),
    LetterKind.ALARM: later("alarm"),
}
"""What a letter is."""

LEGS: Mapping[str, str] = {
    ProbeOutcome.SMTP: later("the sending (SMTP)"),
    ProbeOutcome.DELIVERY: later("the delivery, or a rule in the mailbox"),
    ProbeOutcome.IMAP: later("the fetching (IMAP)"),
    ProbeOutcome.PARSER: later("the reading"),
}
"""Of a probe mail's way."""

SCAN_TROUBLES: Mapping[str, str] = {
    ScanTrouble.UNREACHABLE: later("the virus scanner does not answer"),
    ScanTrouble.SLOW: later("the virus scanner took too long"),
    ScanTrouble.TOO_LARGE: later("a mail is larger than the virus scanner takes (StreamMaxLength)"),
    ScanTrouble.REFUSED: later("the virus scanner gave no verdict"),
}
"""Why something was not scanned."""

REASONS: Mapping[str, str] = {
    FetchReason.VANISHED: later("gone from the folder by another hand"),
    FetchReason.NO_BODY: later("the server hands over no content"),
    FetchReason.AMBIGUOUS: later("the server hands over something ambiguous"),
    FetchReason.OVERSIZE: later("too large to be fetched"),
    FetchReason.BROKEN: later("the connection breaks on this mail"),
    FetchReason.PROBE: later("a probe mail of the archive, which cannot be moved away"),
    FetchReason.NO_ROOM: later("no room for it on this machine"),
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
    "signed_token_in_subject": later("its subject carries the case's signed reference, and its sender may name it"),
    "reply_to_our_receipt": later("it answers a receipt that we sent to this colleague"),
    "same_thread_same_reporter": later("it belongs to a correspondence that this colleague sent us before"),
    "same_incident": later("it hands on the very message that a colleague handed on before"),
    "single_open_case": later("this colleague has one open case, and the workplace wants it filed there"),
    "new_case": later("no rule matched, so a new case was opened"),
    "no_rule_matched": later("no rule matched: it waits to be assigned by hand"),
    "machine_mail": later("a machine wrote it and it names no case"),
    "closed_case": later("the case it names is closed: the officer decides"),
    "several_cases_named": later("it names more than one case: the officer decides"),
    "reference_not_accepted": later("a case number stands in it that was not accepted: the officer decides"),
    "outsider": later("its sender is not one of ours: it is kept and never filed by itself"),
    "sender_not_verified": later(
        "it says that a colleague sent it, and nothing shows it: it is kept and never filed by itself"
    ),
    "no_single_sender": later("it has no single sender: it is kept and never filed by itself"),
    "by_hand": later("a person filed it"),
    "taken_out_by_hand": later("a person took it out of its case"),
    "followed_out": later("what had brought it into its case lies in no case any more: the officer decides"),
    "split": later("its case was split, and it went into the new one"),
    "merge": later("its case was merged into this one"),
    "released_by_hand": later("a person released it from quarantine"),
}
"""What each rule means, in words."""

RULES_IN_SHORT = {
    "signed_case_address": later("case address"),
    "signed_token_in_subject": later("reference in the subject"),
    "reply_to_our_receipt": later("answer to a receipt"),
    "same_thread_same_reporter": later("same thread"),
    "same_incident": later("same incident"),
    "single_open_case": later("single open case"),
    "new_case": later("new case"),
    "no_rule_matched": later("no rule matched"),
    "machine_mail": later("machine mail"),
    "closed_case": later("case is closed"),
    "several_cases_named": later("several cases named"),
    "reference_not_accepted": later("number not accepted"),
    "outsider": later("sender from outside"),
    "sender_not_verified": later("sender not verified"),
    "no_single_sender": later("no single sender"),
    "by_hand": later("by hand"),
    "taken_out_by_hand": later("taken out by hand"),
    "followed_out": later("followed out"),
    "split": later("case split"),
    "merge": later("case merged"),
    "released_by_hand": later("released by hand"),
}
"""For a column of a table."""

EVIDENCE = {
    "reference_in": later("where the reference stands: {value}"),
    "receipt_of_item": later("the receipt for item {value}"),
    "thread_of_item": later("the correspondence of item {value}"),
    "same_as_item": later("item {value} hands on the same message"),
    "policy": later("the workplace's policy: {value}"),
    "named": later("it names {value}, which was merged into this case"),
}
"""What a rule rested on."""

PLACES = {"address": later("in the address"), "subject": later("in the subject")}
"""Where a reference stands."""

NAMERS: Mapping[str, str] = {
    NamedBy.OFFICER: later("the sender is the archive officer or the deputy"),
    NamedBy.REPORTER: later("the sender has reported to the case before"),
    NamedBy.FIRST: later("nobody has reported to the case yet"),
}
"""On whose word a reference in the subject counted."""

TIMES: Mapping[str, str] = {
    TimeIs.ORIGINAL: "",
    TimeIs.CLAIMED: later("date of the forward"),
    TimeIs.RECEIVED: later("received; nothing says when it happened"),
}
"""What the time of an entry is taken from."""

ACTS: Mapping[str, str] = {
    CaseAct.FILE: later("item filed by hand in or out of {case}"),
    CaseAct.SPLIT: later("{other} split off from {case}"),
    CaseAct.MERGE: later("{case} merged into {other}"),
    CaseAct.CLOSE: later("{case} closed"),
    CaseAct.REOPEN: later("{case} opened again"),
    CaseAct.UNDO: later("act {undoes} taken back"),
}
"""What persons do to cases."""

FIELDS = {
    "incident_at": later("incident"),
    "medium": later("medium"),
    "categories": later("categories"),
    "unit": later("unit"),
    "affected": later("affected"),
    "relation": later("relation"),
    "theme": later("theme"),
    "reason": later("reason"),
}
"""What a person writes in a register."""

PROSECUTIONS = {
    "public": later("public"),
    "private": later("private"),
    "on_request": later("private, or public on request"),
}
"""Who may prosecute."""

SOURCES = {
    "statute": later("the statute"),
    "secondary": later("secondary"),
    "memory": later("unconfirmed: ask a lawyer"),
    "workplace": later("the workplace"),
}
"""Who says so of a category."""

STANDINGS: Mapping[str, str] = {
    Standing.COLLEAGUE: later("a colleague"),
    Standing.UNVERIFIED: later("says it is a colleague, which nothing shows"),
    Standing.EXTERNAL: later("from outside"),
    Standing.NOBODY: later("nobody in particular"),
}
"""Who wrote to the archive, as far as we believe it."""

FINDINGS = {
    "checksum": later("damaged"),
    "missing": later("missing"),
    "orphan": later("orphan"),
    "chain": later("chain of custody"),
    "defence": later("left open"),
    "balance": later("does not add up"),
    "derivation": later("read otherwise"),
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

CLIENTS: Mapping[Client | None, str] = {
    Client.OUTLOOK: later("Outlook for Windows"),
    Client.OUTLOOK_WEB: later("the new Outlook, or Outlook on the web"),
    Client.GMAIL: later("Gmail"),
    Client.APPLE_MAIL: later("Mail on a Mac"),
    Client.PHONE: later("a phone or a tablet"),
    None: later("cannot be told"),
}
"""What a mail was made with."""

SIGNATURE_VERDICTS: Mapping[str, str] = {
    SignatureVerdict.PASS: later("holds"),
    SignatureVerdict.FAIL: later("does not hold"),
    SignatureVerdict.NEUTRAL: later("cannot be checked"),
    SignatureVerdict.TEMPERROR: later("not checked"),
    SignatureVerdict.PERMERROR: later("no valid signature"),
}
"""What a check of a signature came to."""

NEARNESSES: Mapping[Nearness, str] = {
    Nearness.NONE: later("runs"),
    Nearness.HALF: later("half of the time has passed"),
    Nearness.DAY: later("LESS THAN 24 HOURS"),
    Nearness.OVERDUE: later("OVERDUE"),
}

DEADLINES: Mapping[DeadlineState, str] = {
    DeadlineState.RUNNING: later("runs"),
    DeadlineState.MET: later("met"),
    DeadlineState.WAIVED: later("waived"),
}

EVENTS: Mapping[str, str] = {
    "accession": later("mail came in"),
    "sighting": later("mail seen once more"),
    "message digest calculation": later("hash worked out"),
    "fixity check": later("octets checked"),
    "metadata extraction": later("mail read"),
    "unpacking": later("message in it found"),
    "metadata modification": later("mail read anew"),
    "quarantine": later("put into quarantine"),
    "release": later("let out of quarantine"),
    "filing": later("filed"),
    "case opening": later("case opened"),
    "case closing": later("case closed"),
    "case reopening": later("case opened again"),
    "case merge": later("cases merged"),
    "case split": later("case split"),
    "registration": later("register written"),
    "case entry": later("entry written"),
    "definition": later("definition changed"),
    "undo": later("act taken back"),
    "signature check": later("signature checked"),
    "virus check": later("scanned for viruses"),
    "transfer": later("moved to the archive folder"),
    "loss of copy": later("copy on the server gone"),
    "epoch change": later("folder counted anew by the server"),
    "time stamping": later("time stamp got"),
    "replication": later("backup"),
    "recovery": later("restored"),
    "letter": later("letter of ours"),
    "alarm": later("alarm told or over"),
    "disposition": later("disposal proposed or decided"),
    "hold": later("hold set or ended"),
    "deaccession": later("mail or case disposed of"),
    "deletion": later("octets deleted"),
    "relocation": later("octets moved"),
    "encryption": later("encryption"),
    "view": later("looked at"),
    "export": later("handed out"),
    "access": later("sign-in and access"),
    "configuration change": later("other configuration"),
    "software update": later("other version"),
}
"""Acts of the chain of custody, in short."""
