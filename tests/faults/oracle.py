"""The oracle: what was delivered, by its own book, against what it finds on the servers and in the database.

It shares no code with the product. What it reads: the database in plain SQL and its own hashing, both IMAP folders, the
letters that an SMTP server was handed, the chain of custody by a second verifier, the logs and the temporary folder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests import second_verifier
from tests.acceptance import independent
from tests.faults.mail import CANARY, Mail
from tests.services.dovecot import Dovecot, MailUser
from tests.services.smtp import SunkLetter

OFFICER = "officer@kommune.example"
LOST, DUPLICATE, WRONG = "lost", "duplicate", "wrong octets"
MISSING_RECEIPT, EXTRA_RECEIPT, REPEATED = "missing receipt", "extra receipt", "repeated receipt"
DIGEST, CHAIN, UNFINISHED, BYSTANDER = "digest", "chain", "unfinished", "bystander"
LEFT_BEHIND, LEAK, SLOW, CRASH = "left behind", "leak", "slow", "crash"
NEVER = "never struck"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was promised."""

    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass
class Ledger:
    """What was delivered, in the harness's own book."""

    mails: list[Mail] = field(default_factory=list)
    may_be_gone: set[str] = field(default_factory=set)
    """SHA-256 of what somebody else deleted: the archive may have been quicker or not."""
    may_lie_elsewhere: set[str] = field(default_factory=set)
    """SHA-256 of what somebody else moved or copied, so that places and numbers on the server are theirs."""
    seen_again: set[str] = field(default_factory=set)
    """SHA-256 of what was put under a new key by a server that changed its UIDVALIDITY: a server that copies may have
    copied it under the old one."""
    taken_away: int = 0
    """How often somebody else took, or tried to take, a message out of INBOX."""
    keeps_octets: bool = True
    """False where mails come for hours."""

    def add(self, mails: Iterable[Mail]) -> None:
        self.mails.extend(mail if self.keeps_octets else mail.without_octets() for mail in mails)

    @property
    def excused(self) -> set[str]:
        """Of these not all can be told."""
        return self.may_be_gone | self.may_lie_elsewhere

    @property
    def expected(self) -> Counter[str]:
        return Counter(mail.sha256 for mail in self.mails)


@dataclass
class Oracle:
    """Judges one mailbox and one database once everything has come to rest."""

    dovecot: Dovecot
    user: MailUser
    database_url: str
    letters: Sequence[SunkLetter]
    ledger: Ledger
    logs: Sequence[Path] = ()
    temporary: Path | None = None
    has_letters: bool = True
    """False where the post does not run."""
    repeats_allowed: bool = False
    """A fault between an SMTP server's taking a letter and our knowing of it (RFC 1047) may send it twice."""
    repeats: int = field(default=0, init=False)
    """How many letters came twice, of those that may."""
    readers: int = 1
    """How many get each weekly letter, witnesses included."""
    stays: bool = False
    """The server can neither MOVE nor UID EXPUNGE: what is archived lies in INBOX still, with a mark."""
    archive: str = "Arkiveret"
    bystanders: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)
    """By folder: flags by UID of messages that are nobody's business."""
    elsewhere: Callable[[str], Sequence[bytes]] | None = None
    """What lies in a folder, by its name, where the mailbox is on another server than Dovecot."""

    def judge(self) -> list[Finding]:
        """Everything that is not as it should be; empty is well."""
        return [
            *self._stored(),
            *self._on_the_server(),
            *self._ledger_of_the_archive(),
            *self._understood(),
            *(self._receipts() if self.has_letters else ()),
            *self._digests(),
            *(Finding(CHAIN, fault) for fault in second_verifier.faults(self.database_url)),
            *self._bystanders(),
            *self._traces(),
        ]

    # --- I2, I3: each once, octet for octet

    def _stored(self) -> Iterator[Finding]:
        stored = independent.stored(self.database_url)
        expected = self.ledger.expected
        for name in expected:
            if name not in stored and name not in self.ledger.may_be_gone:
                yield Finding(LOST, f"{self._number(name)} is not in the archive")
        for name, octets in stored.items():
            if independent.checksum(octets) != name:
                yield Finding(WRONG, f"what is filed as {name[:12]} hashes otherwise")
            elif name not in expected:
                yield Finding(WRONG, f"{name[:12]} was never delivered")
        twice = independent.ask(
            self.database_url, "SELECT sha256, count(*) FROM items GROUP BY sha256 HAVING count(*) > 1"
        )
        for name, count in twice:
            yield Finding(DUPLICATE, f"{name[:12]} is {count} items")
        numbers = [number for (number,) in independent.ask(self.database_url, "SELECT number FROM items ORDER BY 1")]
        if numbers != list(range(1, len(numbers) + 1)):
            yield Finding(CHAIN, "the numbers of items have gaps")

    def _on_the_server(self) -> Iterator[Finding]:
        expected, excused = self.ledger.expected, self.ledger.excused
        inbox = Counter(map(independent.checksum, self._octets_in("INBOX")))
        archived = Counter(map(independent.checksum, self._octets_in(self.archive)))
        for name, count in expected.items():
            if name in excused:
                continue
            if self.stays:
                if inbox[name] != count or archived[name]:
                    yield Finding(LOST, f"{self._number(name)} does not lie where it lay")
                continue
            if inbox[name]:
                yield Finding(UNFINISHED, f"{self._number(name)} lies in INBOX still")
            if archived[name] < count - inbox[name]:
                yield Finding(LOST, f"{self._number(name)} lies {archived[name]} times in {self.archive}, not {count}")
            if archived[name] > count + (name in self.ledger.seen_again):
                yield Finding(DUPLICATE, f"{self._number(name)} lies {archived[name]} times in {self.archive}")
        stored = _stored_names(self.database_url)
        for name in archived.keys() & expected.keys() - stored:
            yield Finding(LOST, f"{self._number(name)} lies in {self.archive} and is not in the archive")
        for name in archived.keys() - expected.keys() - self._watched(self.archive):
            yield Finding(WRONG, f"{name[:12]} in {self.archive} was never delivered")

    def _octets_in(self, folder: str) -> Sequence[bytes]:
        if self.elsewhere is not None:
            return self.elsewhere(folder)
        return independent.octets_in(self.dovecot, self.user, folder)

    def _watched(self, folder: str) -> set[str]:
        if folder not in self.bystanders:
            return set()
        return {
            independent.checksum(octets)
            for octets in independent.octets_in(self.dovecot, self.user, folder)
            if b"tilskuer" in octets
        }

    # --- the product's own account

    def _ledger_of_the_archive(self) -> Iterator[Finding]:
        keys = "SELECT count(*) FROM (SELECT DISTINCT mailbox, folder, uidvalidity, uid, take FROM sightings) AS k"
        if independent.ask(self.database_url, keys) != independent.ask(
            self.database_url, "SELECT count(*) FROM sightings"
        ):
            yield Finding(DUPLICATE, "one key of the server is two sightings")
        unfinished = independent.ask(
            self.database_url,
            "SELECT s.state, s.reason, i.sha256 FROM sightings s LEFT JOIN items i ON i.number = s.item"
            " WHERE s.state NOT IN ('moved', 'vanished')",
        )
        for state, reason, name in unfinished:
            if self.stays and state == "stored" and "marked with" in str(reason):
                continue
            if name not in self.ledger.may_lie_elsewhere:
                yield Finding(UNFINISHED, f"a sighting is {state} ({reason})")
        vanished = "SELECT count(*) FROM sightings WHERE state = 'vanished' AND item IS NULL"
        most = max(self.ledger.taken_away, len(self.ledger.excused))
        for (count,) in independent.ask(self.database_url, vanished):
            if count > most and not self.ledger.seen_again:
                yield Finding(LOST, f"{count} sightings are vanished, and somebody else took away {most} at most")

    # --- I7

    def _understood(self) -> Iterator[Finding]:
        read = dict(
            independent.ask(
                self.database_url,
                "SELECT i.sha256, r.state FROM items i LEFT JOIN readings r ON r.item = i.number",
            )
        )
        for name, state in read.items():
            if state != "read":
                yield Finding(UNFINISHED, f"{self._number(name)} is {state or 'unread'}")
        found = dict(
            independent.ask(
                self.database_url,
                "SELECT i.sha256, count(o.item) FROM items i LEFT JOIN originals o ON o.item = i.number GROUP BY 1",
            )
        )
        for mail in self.ledger.mails:
            if mail.attaches and read.get(mail.sha256) == "read" and not found.get(mail.sha256):
                yield Finding(WRONG, f"what {self._number(mail.sha256)} attaches was not found")

    # --- I4

    def _receipts(self) -> Iterator[Finding]:
        got = _answers(self.letters)
        thanked = {(mail.message_id, mail.sender): mail for mail in self.ledger.mails if mail.is_thanked}
        names = _stored_names(self.database_url)
        for answered, recipient in got.keys() - thanked.keys():
            yield Finding(EXTRA_RECEIPT, f"a receipt answers {answered} to {recipient}, for which none is due")
        for key, mail in thanked.items():
            letters = got.get(key, [])
            if not letters and mail.sha256 in names:
                yield Finding(MISSING_RECEIPT, f"{self._number(mail.sha256)} was not answered")
            if len({message_id_of(letter) for letter in letters}) > 1:
                yield Finding(EXTRA_RECEIPT, f"{self._number(mail.sha256)} was answered by two letters of two names")
            elif len(letters) > 1:
                self.repeats += len(letters) - 1
                if not self.repeats_allowed:
                    yield Finding(REPEATED, f"{self._number(mail.sha256)} was answered {len(letters)} times")
        waiting = independent.ask(
            self.database_url, "SELECT state, count(*) FROM outbox WHERE state IN ('due', 'sending') GROUP BY state"
        )
        for state, count in waiting:
            yield Finding(UNFINISHED, f"{count} letters are {state}")

    # --- I5

    def _digests(self) -> Iterator[Finding]:
        issues = independent.ask(
            self.database_url,
            "SELECT lower(officer), iso_year, iso_week, first_item, last_item FROM digest_issues ORDER BY id",
        )
        for (officer, year, week), count in Counter(issue[:3] for issue in issues).items():
            if count > 1:
                yield Finding(DIGEST, f"{officer} has {count} weekly letters of {year}-W{week:02d}")
        upto = 0
        for *_, first, last in issues:
            if first != upto + 1:
                yield Finding(DIGEST, f"a weekly letter begins with item {first} after item {upto}")
            upto = last
        letters = Counter(
            message_id_of(letter) for letter in self.letters if message_id_of(letter).startswith("<digest.")
        )
        if self.has_letters and len(letters) != len(issues) * self.readers:
            yield Finding(DIGEST, f"{len(issues)} weekly letters were issued, and {len(letters)} came")
        for count in letters.values():
            self.repeats += count - 1
            if count > 1 and not self.repeats_allowed:
                yield Finding(DIGEST, f"one weekly letter came {count} times")

    # --- I9, I11

    def _bystanders(self) -> Iterator[Finding]:
        for folder, flags in self.bystanders.items():
            now = independent.flags_in(self.dovecot, self.user, folder)
            for uid, had in flags.items():
                if now.get(uid) != had:
                    yield Finding(
                        BYSTANDER, f"{folder}/{uid} had {sorted(had)} and has {sorted(now.get(uid, ['gone']))}"
                    )

    def _traces(self) -> Iterator[Finding]:
        for log in self.logs:
            if log.exists() and CANARY in log.read_text(errors="replace").lower():
                yield Finding(LEAK, f"{log.name} names somebody")
        if self.temporary is not None:
            for left in sorted(self.temporary.rglob("*")):
                yield Finding(LEFT_BEHIND, f"{left.name} in the temporary folder")

    def _number(self, name: str) -> str:
        place = next((place for place, mail in enumerate(self.ledger.mails, 1) if mail.sha256 == name), 0)
        return f"mail {place} ({name[:12]})"


def _stored_names(database_url: str) -> set[str]:
    return {name for (name,) in independent.ask(database_url, "SELECT sha256 FROM items")}


def _answers(letters: Sequence[SunkLetter]) -> dict[tuple[str, str], list[SunkLetter]]:
    """Receipts by the Message-ID that they answer and by whom they went to."""
    found: dict[tuple[str, str], list[SunkLetter]] = {}
    for letter in list(letters):
        if OFFICER in letter.recipients:
            continue
        match = re.search(rb"^In-Reply-To:\s*(\S+)", letter.octets, re.MULTILINE | re.IGNORECASE)
        if match:
            found.setdefault((match[1].decode(), letter.recipients[0]), []).append(letter)
    return found


def message_id_of(letter: SunkLetter) -> str:
    found = re.search(rb"^Message-ID:\s*(\S+)", letter.octets, re.MULTILINE | re.IGNORECASE)
    return found[1].decode() if found else ""
