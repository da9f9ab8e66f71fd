"""Access tokens that live five seconds, over real servers: they run out in IDLE, FETCH, before MOVE and in SMTP DATA.

A token endpoint of its own signs them, Dovecot checks them on both sides (IMAP and submission), and a guard before each
ends every session when its token runs out, as Exchange Online does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from random import Random

from tests.acceptance import independent
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.oracle import CRASH, NEVER, UNFINISHED, Finding
from tests.faults.stage import ENGINES, Engine, Stage, Theatre
from tests.services.dovecot import Believes, Dovecot
from tests.services.issuer import AUDIENCE, CLIENT, NAME, SECRET, TENANT, TokenIssuer
from tests.services.token_guard import Aim, TokenGuard

IN_BATCHES = "[limits]\nbatch_messages = 25\n\n"
AIMS: tuple[Aim, ...] = ("FETCH", "inside FETCH", "MOVE", "after MOVE", "IDLE")
AT_REST_WITHIN = 120.0
AND_FOR_EACH_MAIL = 0.5


def microsoft(issuer: TokenIssuer) -> str:
    """The keys of [oauth2] for an issuer that answers as Microsoft does."""
    return (
        f'provider = "microsoft"\nauthority = "{issuer.url}"\ntenant = "{TENANT}"\nclient_id = "{CLIENT}"\n'
        f'client_secret_file = "client-secret"\nca_file = "{issuer.ca_file}"\n'
    )


def log_in_with_tokens(stage: Stage, issuer: TokenIssuer, more: str = "") -> None:
    """Write a configuration without any password."""
    (stage.folder / "client-secret").touch(mode=0o600)
    (stage.folder / "client-secret").write_text(SECRET, encoding="ascii")
    keys = microsoft(issuer) + more
    stage.write_config(
        ('password_file = "imap-password"\n', f"\n[mailbox.oauth2]\n{keys}"),
        ("\n[officer]", f'username = "{stage.user.name}"\n\n[smtp.oauth2]\n{keys}\n[officer]'),
    )


def short_lives(
    mails: int, seconds: int, engine: Engine, says_so: bool, theatre: Theatre, chance: Random
) -> Iterator[Case]:
    """Mails in portions, while tokens run out. `says_so`: whether the endpoint tells how long they live."""
    with theatre.stage(engine, more=IN_BATCHES) as stage, ExitStack() as own:
        issuer = own.enter_context(TokenIssuer(stage.folder / "issuer"))
        believes = Believes(issuer.verifying_key, NAME, AUDIENCE)
        dovecot = own.enter_context(Dovecot(believes=believes, relay_port=stage.sink.port))
        imap = own.enter_context(TokenGuard(dovecot.port, "imap"))
        smtp = own.enter_context(TokenGuard(dovecot.submission_port, "smtp"))
        stage.dovecot, stage.user = dovecot, dovecot.new_user()
        stage.imap_port, stage.smtp_port = imap.port, smtp.port
        issuer.be(email=stage.user.name, seconds=seconds, says_seconds=None if says_so else 3600)
        log_in_with_tokens(stage, issuer)
        stage.keep_bystanders()
        imap.aims.extend(AIMS if not says_so else AIMS[:-1])  # one that is known to run out is given up before in IDLE
        smtp.aims.append("DATA")
        begun, within = time.monotonic(), AT_REST_WITHIN + AND_FOR_EACH_MAIL * mails
        with stage.daemon() as daemon:
            for first in range(0, mails, portion := max(10, mails // 12)):
                stage.deliver(*(a_mail(first + one, chance) for one in range(1, min(portion, mails - first) + 1)))
                stage.until(lambda: _is_empty(stage), seconds * 3, daemon.process)
            aims_are_met = partial(_are_met, imap, smtp)
            took = stage.until(lambda: aims_are_met() and stage.is_at_rest(), within, daemon.process)
            code, _ = daemon.terminate()
        findings = [] if took is not None else [Finding(UNFINISHED, f"not at rest after {within:.0f} s")]
        findings += [Finding(CRASH, f"exit {code}")] if code else []
        findings += [Finding(NEVER, f"a token that ran out at {aim}") for aim in (*imap.aims, *smtp.aims)]
        findings += [Finding(CRASH, f"alarm {kind}") for (kind,) in _alarms(stage)]
        findings += stage.oracle().judge()
        facts = {"mails": mails, "tokens": len(issuer.asked()), "sessions_ended": imap.expired + smtp.expired}
        facts |= {f"ended_at_{aim.replace(' ', '_')}": count for aim, count in (imap.struck + smtp.struck).items()}
        name = f"{engine}, {mails} mails, {'told' if says_so else 'not told'} how long a token lives"
        yield Case(name, tuple(findings), time.monotonic() - begun, facts)


def _are_met(*guards: TokenGuard) -> bool:
    return not any(guard.aims for guard in guards)


def _is_empty(stage: Stage) -> bool:
    return not independent.octets_in(stage.dovecot, stage.user, "INBOX")


def _alarms(stage: Stage) -> list[tuple[str]]:
    return independent.ask(stage.database_url, "SELECT kind FROM alarms")


def shards(size: Size) -> list[Shard]:
    mails, seconds = (1000, 5) if size is Size.FULL else (20, 3)
    return [
        Shard(
            f"{engine}, {'told' if says_so else 'surprised'}",
            partial(short_lives, mails, seconds, engine, says_so),
            1,
            3.0,
        )
        for engine in (ENGINES if size is Size.FULL else ENGINES[:1])
        for says_so in (True, False)
    ]


PART = Part(
    "tokens",
    "access tokens that live five seconds and run out in IDLE, FETCH, around MOVE and in DATA",
    shards,
    ("sessions_ended", "ended_at_IDLE", "ended_at_FETCH", "ended_at_MOVE", "ended_at_DATA"),
)
