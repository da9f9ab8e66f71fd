"""Access tokens that are refused: one alarm, and at most one login in a quarter of an hour, with real servers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archiver.bell import Bell
from archiver.core.patience import CREDENTIALS
from archiver.edges.logins import Bearer, Generic, Shared
from archiver.edges.mailbox import ImapMailbox, connect
from archiver.jobs.watch import Watcher
from tests.acceptance import independent
from tests.edges.mailboxes import CALM, account
from tests.fakes import HOLDER, Archive
from tests.jobs.test_watch import Steps, Stopping, alarms
from tests.services.dovecot import Believes, Dovecot, MailUser
from tests.services.issuer import AUDIENCE, CLIENT, NAME, SECRET, Behaviour, TokenIssuer
from tests.services.token_guard import TokenGuard

PAUSES = 12


@pytest.fixture
def believer(issuer: TokenIssuer) -> Iterator[Dovecot]:
    """A server that takes the issuer's tokens."""
    with Dovecot(believes=Believes(issuer.verifying_key, NAME, AUDIENCE)) as server:
        yield server


@dataclass
class Life:
    """A watcher over a real mailbox, on a clock that its waits move."""

    archive: Archive
    dovecot: Dovecot
    guard: TokenGuard
    user: MailUser
    tokens: Bearer
    stopping: Stopping

    def run(self) -> list[float]:
        """The seconds it paused between spells."""
        one = account(self.guard, self.user.name, "", tokens=self.tokens)

        def connected(_: object) -> ImapMailbox:
            return connect(one, CALM, stop=Bell())

        archive, names = self.archive, frozenset({"arkiv"})
        shares = Steps(
            archive.store, HOLDER, names, archive.clock, lambda: shares.stood_by, lambda _: False,
            bell=lambda: self.stopping,
        )  # fmt: skip
        shares.step()
        Watcher(
            "arkiv", connected, archive.store, archive.reader, archive.policy, archive.clock, shares, self.stopping,
            60.0, self._round_done,
        ).run()  # fmt: skip
        return self.stopping.waits

    def _round_done(self, _: object) -> None:
        self.stopping.set()


@pytest.fixture
def life(tmp_path: Path, issuer: TokenIssuer, believer: Dovecot) -> Iterator[Life]:
    issuer.behaviour = Behaviour(email=(user := believer.new_user()).name)
    issuer.be()
    with (
        Archive.opened(f"sqlite:///{tmp_path / 'archive.sqlite'}") as archive,
        TokenGuard(believer.port, "imap") as guard,
    ):
        who = Generic(f"{issuer.url}/token", CLIENT, None, SECRET, "header", issuer.ca_file)
        shared = Shared(who, lambda: archive.clock().timestamp())
        yield Life(archive, believer, guard, user, Bearer(shared), Stopping(archive.clock, PAUSES))


REFUSALS: dict[str, dict[str, Any]] = {
    "wrong audience": {"audience": "https://graph.microsoft.com"},
    "expired": {"seconds": -60, "says_seconds": 3600},
    "somebody else's mailbox": {"email": "en.anden@kommune.example"},
    "revoked": {"refuses": "invalid_client AADSTS7000222"},
}


@pytest.mark.parametrize("why", REFUSALS)
def test_a_refused_token_has_one_alarm_and_one_login_in_a_quarter_of_an_hour(
    why: str, life: Life, issuer: TokenIssuer
) -> None:
    issuer.be(**REFUSALS[why])
    before = len(issuer.asked())
    life.tokens.token() if why != "revoked" else None  # what was cached is refused too, and tried once more

    pauses = life.run()

    assert pauses == [CREDENTIALS] * PAUSES
    assert alarms(life.archive) == [("credentials_refused",)]
    assert life.archive.ask("SELECT count(*) FROM alarms") == [(1,)]
    logins = len(life.guard.logins)
    if why == "revoked":
        assert (logins, len(issuer.asked()) - before) == (0, PAUSES)
    else:
        assert logins == PAUSES + 1  # the first time once more with a new token


def test_what_is_mended_is_noticed_with_a_new_token_and_the_alarm_is_over(life: Life, issuer: TokenIssuer) -> None:
    issuer.be(audience="https://graph.microsoft.com")
    independent.append(life.dovecot, life.user, [b"From: a@kommune.example\r\nSubject: x\r\n\r\ny\r\n"])
    waits = life.stopping.wait

    def mended_in_time(timeout: float | None = None) -> bool:
        if len(life.stopping.waits) == 2:
            issuer.be(audience=AUDIENCE)
        return waits(timeout)

    life.stopping.wait = mended_in_time  # type: ignore[method-assign]
    life.run()

    assert alarms(life.archive) == []
    assert len(independent.octets_in(life.dovecot, life.user, "Arkiveret")) == 1
