"""One morning of an arkivfunktion from its first mail to its weekly letter, with everything real but the people."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archiver.config import Settings
from archiver.core.language import Language, translator
from archiver.demo.delivery import Delivery
from archiver.demo.facts import Facts, Mail, fates_of, judge, mail_of
from archiver.demo.letters import FIRST, FORWARDS, LATER, Forward, octets_of
from archiver.demo.servers import Servers
from archiver.demo.shift import Shift
from archiver.demo.telling import Telling, screen
from archiver.demo.workplace import ARCHIVE_FOLDER, Workplace, furnish
from archiver.service import commands, logs
from archiver.service.commands import RoundReport, Status
from archiver.service.wiring import Archive, by_hand, opened

PATIENCE = 30.0
"""Seconds until a step that has not come to its end is judged as it is."""
GLANCE = 0.1

Delivered = tuple[Forward, bytes]


def show(directory: Path | None, *, once: bool, language: Language = "da", telling: Telling | None = None) -> bool:
    """Tell the story; True when every expectation of it held.

    Everything is put into `directory` (empty or new; default: a temporary one) and stays there. Without `once` the
    daemon goes on until Ctrl-C. Raises `UsageError` when the directory cannot be used.
    """
    workplace = furnish(directory)
    logs.configure("info", "json", workplace.log.open("a", buffering=1, encoding="utf-8"))
    telling = telling or Telling(screen(), translator(language))
    telling.opening()
    with Servers(workplace.letters) as servers:
        settings = workplace.configure(servers, language)
        held = Morning(servers, settings, telling, language).pass_by(workplace)
        if not once:
            _linger(servers, settings, telling)
    telling.farewell(workplace)
    return held


class Morning:
    """The story step by step."""

    def __init__(self, servers: Servers, settings: Settings, telling: Telling, language: Language) -> None:
        self._servers, self._settings, self._telling = servers, settings, telling
        self._say = translator(language).gettext
        self._delivered: list[Delivered] = []

    def pass_by(self, workplace: Workplace) -> bool:
        """All of it; True when everything was as it must be."""
        say = self._say
        servers = self._servers
        with Delivery(servers.host, servers.imap_port, servers.user, servers.password) as mailbox:
            with self._shift(digest=False) as shift:
                with self._telling.step(say("Nine mails come in; each is stored, filed and answered")):
                    self._deliver(mailbox, FIRST)
                    self._settled(shift.archive, mailbox)
                with self._telling.step(say("Three colleagues write with what the receipts told them")):
                    self._deliver(mailbox, LATER)
                    self._settled(shift.archive, mailbox)
            with self._telling.step(say("A second round by hand looks for what is left")):
                added = self._second_round()
            with self._telling.step(say("The daemon starts again, and the weekly letter is due")), self._shift():
                _until(lambda: self._digests() > 0)
                digests = self._digests()
            with (
                self._telling.step(say("It starts once more: is there a second weekly letter?")),
                self._shift() as shift,
            ):
                _until(lambda: shift.rounds > 0)
                shift.knock()
            with self._telling.step(say("Every checksum and the chain of custody are verified")):
                facts, status = self._facts(mailbox, added, digests)
        expectations = judge(facts)
        self._telling.day(facts, status)
        self._telling.verdict(expectations)
        self._telling.places(workplace)
        return all(one.held for one in expectations)

    def _shift(self, *, digest: bool = True) -> Shift:
        """The day's mail first: without a digest until everything is in."""
        as_now = self._settings.digest.model_copy(update={"enabled": digest})
        return Shift(self._settings.model_copy(update={"digest": as_now}))

    def _deliver(self, mailbox: Delivery, forwards: Sequence[Forward]) -> None:
        for forward in forwards:
            octets = octets_of(forward, **self._blanks(forward))
            mailbox.append(octets)
            self._delivered.append((forward, octets))

    def _blanks(self, forward: Forward) -> dict[str, str]:
        """What the first receipt in the same case said, as a person would copy it."""
        if forward in FIRST or forward.beside is None:
            return {}
        reporter = FORWARDS[forward.beside - 1].sender
        receipt = next((mail for mail in self._mails() if mail.recipient == reporter), None)
        if receipt is None:
            return {}
        return {"reference": receipt.subject.rpartition("[")[2].rstrip("]"), "receipt": receipt.message_id}

    def _settled(self, archive: Archive, mailbox: Delivery) -> None:
        """Wait until all that was delivered is archived, moved and answered."""
        receipts = sum(forward.receipt for forward, _ in self._delivered)

        def is_done() -> bool:
            status = archive.store.catalogue.status()
            here = status.items == len(self._delivered) and not status.pending
            answered = sum(mail.is_receipt for mail in self._mails())
            return here and answered >= receipts and mailbox.count("INBOX") == 0

        _until(is_done)

    def _second_round(self) -> int:
        with opened(self._settings, acting=by_hand()) as archive:
            reports = list(commands.ingest(archive, (), lambda _name, _count: None))
        return sum(folder.new_items for report in reports for folder in report.folders)

    def _facts(self, mailbox: Delivery, added: int, digests: int) -> tuple[Facts, Status]:
        mails = self._mails()
        with opened(self._settings) as archive:
            facts = Facts(
                fates=fates_of(archive, self._delivered, mails),
                inbox=mailbox.count("INBOX"),
                moved=mailbox.count(ARCHIVE_FOLDER),
                mails=mails,
                digests_before_restart=digests,
                added_by_second_round=added,
                verified=archive.store.audit.verify(lambda _done, _total: None),
            )
            return facts, archive.store.catalogue.status()

    def _mails(self) -> tuple[Mail, ...]:
        return tuple(mail_of(letter) for letter in self._servers.letters)

    def _digests(self) -> int:
        return sum(mail.is_digest for mail in self._mails())


def _until(is_done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_done() and time.monotonic() < end:
        time.sleep(GLANCE)


def _linger(servers: Servers, settings: Settings, telling: Telling) -> None:
    """Keep the daemon working, and tell of each mail that comes in, until Ctrl-C or SIGTERM."""
    told = len(FORWARDS)

    def look(archive: Archive, _: RoundReport) -> None:
        nonlocal told
        for entry in archive.store.catalogue.items():
            if entry.item > told:
                told = entry.item
                telling.arrival(archive.store.catalogue.item(entry.item))

    with _interrupted() as ended, Shift(settings, look):
        telling.invitation(servers)
        ended.wait()


@contextmanager
def _interrupted() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, old in before.items():
            signal.signal(number, old)
