"""A second mail client that does as it likes in the same mailbox while the product works (hazards F33, #14, #15, #21).

What it is about to do to a mail it writes into the ledger first, by the mail's octets: whoever deletes may be quicker
than the archive, and whoever moves has a say in where a mail lies. Messages that are nobody's business it leaves alone.
"""

from __future__ import annotations

import imaplib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Self

from tests.acceptance import independent
from tests.faults.mail import a_mail
from tests.faults.stage import Stage

NUMBERS_FROM = 1_000_000
"""Its own mails are numbered from here, so that they are nobody else's."""
SESSION = 60
"""So many acts in one session; then it logs in anew."""
ASIDE, COPIES = "Til side", "Kopier"
KEYWORDS = ("Opgave", "$Forwarded", "NonJunk", r"\Seen", r"\Flagged", r"\Answered", r"\Draft")
FAILURES = (imaplib.IMAP4.error, OSError)


@dataclass
class Monkey:
    """A client in a thread of its own, from `with` to the end of the block or `stop`."""

    stage: Stage
    chance: Random
    pause: float = 0.3
    """The longest it rests between two acts, in seconds."""
    deletes: bool = True
    own_mails: int = 1_000
    """So many mails of its own at most."""
    acts: Counter[str] = field(default_factory=Counter)
    _client: imaplib.IMAP4 | None = None
    _busy: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _fault: BaseException | None = None
    _folders: int = 0

    def __enter__(self) -> Self:
        with independent.session(self.stage.dovecot, self.stage.user) as client:
            client.create(f'"{ASIDE}"')
            client.create(COPIES)
        self._thread = threading.Thread(target=self._live, name="monkey", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """No act after this. Raises what it stumbled over itself, so that a dead monkey is no quiet one."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(60)
            self._thread = None
        self._hang_up()
        if self._fault is not None:
            raise self._fault

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Between two acts, for as long as the block runs: what it has begun is over."""
        with self._busy:
            yield

    def bring_back(self) -> None:
        """Everything that it put aside comes into INBOX again."""
        with independent.session(self.stage.dovecot, self.stage.user) as client:
            client.select(f'"{ASIDE}"')
            for uid in _listed(client):
                client.uid("MOVE", uid, "INBOX")
                self.acts["brought back"] += 1

    # --- its life

    def _live(self) -> None:
        try:
            while not self._over.wait(self.chance.uniform(0, self.pause)):
                with self._busy:
                    self._one_act()
        except BaseException as fault:  # noqa: BLE001 - told by `stop`
            self._fault = fault

    def _one_act(self) -> None:
        try:
            client = self._session()
            client.select("INBOX")
            uids = _listed(client)
            if uids and self.chance.random() < 0.8:
                self._with_a_mail(client, self.chance.choice(uids))
            else:
                self.chance.choice(self._otherwise())(client)
        except FAILURES:
            self.acts["failed"] += 1
            self._hang_up()

    def _session(self) -> imaplib.IMAP4:
        if self._client is None or self.acts.total() % SESSION == 0:
            self._hang_up()
            self._client = imaplib.IMAP4(self.stage.dovecot.host, self.stage.dovecot.port, timeout=30)
            self._client.login(self.stage.user.name, self.stage.user.password)
        return self._client

    def _hang_up(self) -> None:
        if self._client is not None:
            with suppress(*FAILURES):
                self._client.logout()
            with suppress(*FAILURES):
                self._client.shutdown()
            self._client = None

    # --- what it does to a mail

    def _with_a_mail(self, client: imaplib.IMAP4, uid: str) -> None:
        octets = _octets(client, uid)
        if octets is None or b"Subject: tilskuer" in octets:
            return
        act = self.chance.choice(self._acts())
        act(client, uid, sha256(octets).hexdigest())
        self.acts[act.__name__.strip("_").replace("_", " ")] += 1

    def _acts(self) -> tuple[Callable[[imaplib.IMAP4, str, str], None], ...]:
        harmless = (self._move_aside, self._copy_aside, self._double, self._flag, self._flag, self._flag_deleted)
        return (*harmless, self._delete) if self.deletes else harmless

    def _move_aside(self, client: imaplib.IMAP4, uid: str, name: str) -> None:
        with _excused(self.stage.ledger.may_lie_elsewhere, name) as excuse:
            self.stage.ledger.taken_away += 1
            excuse.stands = _copied(client, "MOVE", uid, f'"{ASIDE}"')

    def _copy_aside(self, client: imaplib.IMAP4, uid: str, _: str) -> None:
        client.uid("COPY", uid, COPIES)

    def _double(self, client: imaplib.IMAP4, uid: str, name: str) -> None:
        with _excused(self.stage.ledger.may_lie_elsewhere, name) as excuse:
            excuse.stands = _copied(client, "COPY", uid, "INBOX")

    def _flag(self, client: imaplib.IMAP4, uid: str, _: str) -> None:
        some = " ".join(self.chance.sample(KEYWORDS, self.chance.randrange(1, 4)))
        client.uid("STORE", uid, self.chance.choice(("+FLAGS", "-FLAGS", "+FLAGS.SILENT")), f"({some})")

    def _flag_deleted(self, client: imaplib.IMAP4, uid: str, _: str) -> None:
        client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")

    def _delete(self, client: imaplib.IMAP4, uid: str, name: str) -> None:
        with _excused(self.stage.ledger.may_be_gone, name) as excuse:
            self.stage.ledger.taken_away += 1
            client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            client.response("EXPUNGE")
            client.uid("EXPUNGE", uid)
            excuse.stands = client.response("EXPUNGE")[1] != [None]

    # --- what it does otherwise

    def _otherwise(self) -> tuple[Callable[[imaplib.IMAP4], None], ...]:
        return (self._write, self._write, self._put_back, self._put_back, self._keep_house, self._look, self._idle)

    def _write(self, _: imaplib.IMAP4) -> None:
        for _number in range(self.chance.randrange(1, 4)):
            if self.acts["written"] < self.own_mails:
                self.acts["written"] += 1
                number = NUMBERS_FROM + self.acts["written"]
                self.stage.deliver(a_mail(number, self.chance, size=self.chance.choice((0, 900))))

    def _put_back(self, client: imaplib.IMAP4) -> None:
        client.select(f'"{ASIDE}"')
        for uid in _listed(client)[:2]:
            client.uid("MOVE", uid, "INBOX")
            self.acts["put back"] += 1

    def _keep_house(self, client: imaplib.IMAP4) -> None:
        self._folders += 1
        old, new = (f'"Sag {self._folders} {word}"' for word in ("ny", "gammel"))
        client.create(old)
        client.rename(old, new)
        client.delete(new)
        self.acts["folders"] += 1

    def _look(self, client: imaplib.IMAP4) -> None:
        client.select(self.chance.choice(("INBOX", COPIES, f'"{ASIDE}"')))
        client.noop()
        self.acts["looked"] += 1

    def _idle(self, client: imaplib.IMAP4) -> None:
        """Until something comes or a second is over; imaplib has no IDLE (RFC 2177) before Python 3.14."""
        client.send(b"I IDLE\r\n")
        client.readline()
        client.sock.settimeout(1.0)
        with suppress(TimeoutError):
            client.readline()
        client.shutdown()  # as clients do in the midst of it; a stream that timed out is not read from again
        self._client = None
        self.acts["idled"] += 1


@dataclass
class Excuse:
    """Whether the archive is excused for what became of a mail: also when nobody knows what an act came to."""

    stands: bool = True


@contextmanager
def _excused(excused: set[str], name: str) -> Iterator[Excuse]:
    """Written down before the act, and struck out after one that came to nothing."""
    is_new = name not in excused
    excused.add(name)
    excuse = Excuse()
    yield excuse
    if is_new and not excuse.stands:
        excused.remove(name)


def _copied(client: imaplib.IMAP4, command: str, uid: str, folder: str) -> bool:
    """Whether MOVE or COPY found the message still there (COPYUID, RFC 4315)."""
    client.response("COPYUID")
    client.uid(command, uid, folder)
    return client.response("COPYUID")[1] != [None]


def _listed(client: imaplib.IMAP4) -> list[str]:
    _, [found] = client.uid("SEARCH", "ALL")
    return found.decode().split() if found else []


def _octets(client: imaplib.IMAP4, uid: str) -> bytes | None:
    """What it is about to touch; None when it is gone meanwhile."""
    _, found = client.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((piece[1] for piece in found if isinstance(piece, tuple)), None)
