"""The canary as an operator meets it: each leg of a probe mail's way broken for real, named in time, over by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance import independent, letters
from tests.acceptance.independent import octets_in
from tests.acceptance.test_health import asked, names
from tests.acceptance.world import RunningDaemon, World, receipts
from tests.services.dovecot import Dovecot
from tests.services.processes import free_port
from tests.services.proxy import FaultProxy
from tests.services.smtp import SmtpSink, SunkLetter

MINUTES = 1
INTERVAL = 60.0
CORNER_RAW = "Arkivets pr&APg-vemails"


@dataclass
class Way:
    """A world whose letters to the archive are delivered to its mailbox, through proxies that can be broken."""

    world: World
    sink: SmtpSink
    smtp: FaultProxy
    imap: FaultProxy
    port: int
    delivers: bool = True
    changes: bool = False
    brought: int = 0

    def bring(self) -> None:
        """What the mail system does: hand over what has come for the archive."""
        new = self.sink.letters[self.brought :]
        self.brought += len(new)
        for letter in new:
            if is_probe(letter) and self.delivers:
                octets = letter.octets
                if self.changes:
                    octets = octets.replace(b"application/octet-stream", b"text/plain").replace(b"base64", b"7bit")
                self.world.dovecot.deliver(self.world.user, octets)

    def until(self, daemon: RunningDaemon, broken: set[str], seconds: float) -> float:
        """Wait until these legs are broken by every account; the seconds it took."""
        begun = time.monotonic()

        def is_so() -> bool:
            self.bring()
            accounts = (self.measured(), self.told(), self.alarmed())
            return all(one == broken for one in accounts) and ("canary_lost" in names(self.port)) == bool(broken)

        daemon.until(is_so, f"the legs {broken or 'well'}", seconds)
        return time.monotonic() - begun

    def measured(self) -> set[str]:
        lines = asked(self.port, "/metrics")[1].splitlines()
        broken = (line for line in lines if line.startswith("archiver_canary_broken") and line.endswith(" 1.0"))
        return {line.split('leg="')[1].split('"')[0] for line in broken}

    def told(self) -> set[str]:
        [one] = self.world.run("status", "--json").well().json["canary"] or [{"broken": None}]
        return {one["broken"]} - {None}

    def alarmed(self) -> set[str]:
        rows = independent.ask(self.world.database_url, "SELECT kind FROM alarms WHERE cleared_at IS NULL")
        return {kind.removeprefix("canary_") for (kind,) in rows if kind.startswith("canary_")}


def is_probe(letter: SunkLetter) -> bool:
    return b"X-Archive-Canary: " in letter.octets


@contextmanager
def way_of(tmp_path: Path, dovecot: Dovecot, sink: SmtpSink) -> Iterator[Way]:
    port = free_port()
    with FaultProxy(sink.port) as smtp, FaultProxy(dovecot.port) as imap:
        url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
        world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), url, smtp.port, imap.port)
        world.more = (
            f'[health]\nlisten = "127.0.0.1:{port}"\n\n[canary]\nenabled = true\nminutes = {MINUTES}\n\n'
            "[digest]\nenabled = false\n\n"
        )
        world.write_config(('name = "arkiv"\n', 'name = "arkiv"\npoll_seconds = 3\n'))
        yield Way(world, sink, smtp, imap, port)


def refuse(proxy: FaultProxy) -> None:
    proxy.refuse = True
    proxy.reset_all()


def lose(way: Way) -> None:
    way.delivers = False


def spoil(way: Way) -> None:
    way.changes = True


def mend(way: Way) -> None:
    way.smtp.refuse = way.imap.refuse = way.changes = False
    way.delivers = True


BREAKS: dict[str, Callable[[Way], None]] = {
    "smtp": lambda way: refuse(way.smtp),
    "delivery": lose,
    "imap": lambda way: refuse(way.imap),
    "parser": spoil,
}


@pytest.mark.parametrize("leg", BREAKS)
def test_a_leg_that_breaks_is_named_within_the_interval_everywhere_and_is_over_by_itself(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, leg: str
) -> None:
    with way_of(tmp_path, dovecot, smtp_sink) as way, way.world.daemon() as daemon:
        way.world.dovecot.deliver(way.world.user, letters.report(1))
        daemon.until(lambda: bool(receipts_of(way)), "the receipt of a mail that is no probe")
        daemon.until(lambda: bool(came(way)), "a probe that comes through")

        BREAKS[leg](way)
        way.until(daemon, {leg}, INTERVAL)
        mend(way)
        way.until(daemon, set(), 2 * INTERVAL)

        raised = {one["alarm"] for one in daemon.events("alarm raised")}

    assert f"canary_{leg}" in raised
    assert independent.ask(way.world.database_url, "SELECT count(*) FROM items") == [(1,)]
    assert octets_in(dovecot, way.world.user, "INBOX") == []
    corner = octets_in(dovecot, way.world.user, f'"{CORNER_RAW}"')
    assert corner
    assert all(b"X-Archive-Canary" in octets for octets in corner)
    assert not any(b"X-Archive-Canary" in octets for octets in octets_in(dovecot, way.world.user, "Arkiveret"))
    way.world.run("verify").well()


def receipts_of(way: Way) -> list[SunkLetter]:
    return [letter for letter in receipts(way.sink) if not is_probe(letter)]


def came(way: Way) -> list[tuple[object, ...]]:
    way.bring()
    return independent.ask(way.world.database_url, "SELECT id FROM probes WHERE outcome = 'well'")
