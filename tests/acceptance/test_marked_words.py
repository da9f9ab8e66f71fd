"""Mails full of marked words go through everything there is; no word comes out where others read (X8, C22)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import psutil

from tests.acceptance import independent
from tests.acceptance.test_health import asked
from tests.acceptance.world import ARCHIVE, World, receipts
from tests.builders import nested
from tests.services.clamav import EICAR, Clamd
from tests.services.dovecot import Dovecot
from tests.services.processes import free_port
from tests.services.smtp import SmtpSink

PLACES = (
    *("emne", "navn", "adresse", "modtager", "brevid", "felt", "tekst", "html", "filnavn", "vedhaeftet", "indlejret"),
    *("borger", "virus", "karantaene", "linjeskift"),
)
WORDS = {place: f"Kanarie{place}x7q" for place in PLACES}


def a_mail(number: int) -> bytes:
    """A colleague's forward with a mark in every place that holds words."""
    inner = EmailMessage()
    inner["From"] = f"{WORDS['borger']} <{WORDS['borger']}@udbyder.example>"
    inner["To"], inner["Subject"] = "ane@kommune.example", WORDS["indlejret"]
    inner.set_content(WORDS["indlejret"])
    mail = EmailMessage()
    mail["From"] = f'"{WORDS["navn"]}" <{WORDS["adresse"]}.{number}@kommune.example>'
    mail["To"], mail["Cc"] = ARCHIVE, f"{WORDS['modtager']}@kommune.example"
    mail["Subject"] = f"VS: {WORDS['emne']}"
    mail["Message-ID"] = f"<{WORDS['brevid']}.{number}@kommune.example>"
    mail["X-Sag"] = WORDS["felt"]
    mail.set_content(f"{WORDS['tekst']}\nNr. {number}\n")
    mail.add_alternative(f"<p>{WORDS['html']}</p>", subtype="html")
    mail.add_attachment(
        WORDS["vedhaeftet"].encode(), maintype="text", subtype="plain", filename=f"{WORDS['filnavn']}.txt"
    )
    mail.add_attachment(inner)
    return mail.as_bytes()


def odd_mails() -> Iterator[bytes]:
    """A stranger's, one with a virus, one that cannot be read, one whose subject wants a line of its own."""
    stranger = EmailMessage()
    stranger["From"], stranger["To"] = f"{WORDS['borger']}@udbyder.example", ARCHIVE
    stranger["Subject"] = WORDS["emne"]
    stranger.set_content(WORDS["tekst"])
    yield stranger.as_bytes()
    infected = EmailMessage()
    infected["From"], infected["To"], infected["Subject"] = "ane@kommune.example", ARCHIVE, WORDS["virus"]
    infected.set_content(WORDS["tekst"])
    infected.add_attachment(EICAR, maintype="application", subtype="octet-stream", filename=f"{WORDS['virus']}.com")
    yield infected.as_bytes()
    yield f"Subject: {WORDS['karantaene']}\r\n".encode() + nested(400)
    yield (
        f"From: ane@kommune.example\r\nTo: {ARCHIVE}\r\n"
        f"Subject: =?utf-8?q?x=0D=0A=7B=22event=22=3A=22{WORDS['linjeskift']}=22=7D?=\r\n\r\nx\r\n"
    ).encode()


@dataclass
class Onlooker:
    """Sees what any user of the machine sees of some processes, and what lies in their folder for temporary files."""

    pid: int
    temporary: Path
    seen: set[str] = field(default_factory=set)
    _over: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        while not self._over.wait(0.05):
            with suppress(psutil.Error, OSError):
                daemon = psutil.Process(self.pid)
                for process in (daemon, *daemon.children(recursive=True)):
                    self.seen.add(" ".join(process.cmdline()) + str(process.environ()))
            for path in self.temporary.rglob("*"):
                self.seen.add(path.name)
                with suppress(OSError):
                    self.seen.add(path.read_bytes().decode("latin-1") if path.is_file() else "")

    @contextmanager
    def looking(self) -> Iterator[None]:
        thread = threading.Thread(target=self)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()


def found_in(text: str) -> list[str]:
    folded = text.lower()
    return [place for place, word in WORDS.items() if word.lower() in folded]


def test_no_marked_word_comes_out_in_logs_measures_process_lists_or_temporary_files(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, clamd: Clamd
) -> None:
    port, temporary = free_port(), tmp_path / "midlertidigt"
    temporary.mkdir()
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), url, smtp_sink.port, dovecot.port)
    world.more = (
        f'[health]\nlisten = "127.0.0.1:{port}"\n\n[virus]\nclamd = "{clamd.address}"\n\n[canary]\nenabled = true\n\n'
        '[log]\nlevel = "debug"\n\n[limits]\nsoft_megabytes = 1\n\n'
    )
    world.write_config(('name = "arkiv"\n', 'name = "arkiv"\npoll_seconds = 2\n'))
    answers: list[str] = []
    with world.daemon(environment={"TMPDIR": str(temporary), "ARCHIVER__LOG__FORMAT": "json"}) as daemon:
        onlooker = Onlooker(daemon.process.pid, temporary)
        with onlooker.looking():
            mails = [a_mail(number) for number in range(5)] + list(odd_mails())
            large = a_mail(99) + b"x" * 1_500_000
            for mail in [*mails, large]:
                dovecot.deliver(world.user, mail)
            scanned = "SELECT count(*) FROM custody_events WHERE act = 'virus check'"
            daemon.until(lambda: bool(daemon.events("started")), "its start")
            daemon.until(lambda: independent.ask(url, scanned) == [(len(mails) + 1,)], "every mail scanned", 120)
            daemon.until(lambda: len(receipts(smtp_sink)) >= 5, "the receipts")
            deadline = time.monotonic() + 4
            while time.monotonic() < deadline:
                answers += [asked(port, path)[1] for path in ("/healthz", "/readyz", "/metrics")]
                time.sleep(0.5)
            daemon.terminate()
        log = daemon.log()
    commands = ("status", "check", "verify", "item list", "quarantine list", "digest")
    told = [f"{ended.text}{ended.errors}" for ended in (world.run(*command.split()) for command in commands)]

    assert found_in("".join(mail.decode("latin-1") for mail in mails))  # the words are in the mails
    assert independent.ask(url, "SELECT count(*) FROM readings WHERE state = 'quarantined'") == [(1,)]
    assert found_in(log) == []
    assert found_in("".join(answers)) == []
    assert found_in("".join(onlooker.seen)) == []
    assert found_in("".join(told)) == []
    assert any("archiver run" in one for one in onlooker.seen)
    assert "archiver_items" in "".join(answers)
    assert all(line.startswith("{") for line in log.splitlines())  # nothing of a mail began a line of its own
