"""The canary of the configuration: who sends probe mails, who finds them again, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from archiver.core.discretion import mailbox_called
from archiver.core.language import translator
from archiver.core.records import ProbeOutcome
from archiver.edges.store.probes import Probe
from archiver.jobs.canary import ALARMS, Canary, Destination, Sieve
from archiver.jobs.ports import Reader
from archiver.service.wiring import Archive, now

if TYPE_CHECKING:
    from archiver.service.metrics import Gauge


def canary_of(archive: Archive) -> Canary:
    """Who sends probe mails and judges those that do not come back."""
    settings = archive.settings
    say = translator(settings.archive.language)
    within = timedelta(minutes=settings.canary.minutes)
    return Canary(archive.store, archive.policy, settings.sender, say, within, now)


def destinations_of(archive: Archive) -> list[Destination]:
    """Every mailbox."""
    watched = {one.name: one for one in archive.watched}
    return [Destination(watched[one.name], one.address) for one in archive.settings.mailboxes]


def sieve_of(archive: Archive, reader: Reader) -> Sieve:
    """Who finds probe mails among what came, also when none are sent any more: one may be on its way."""
    settings = archive.settings
    return Sieve(
        archive.store, archive.policy, reader, settings.canary.folder, translator(settings.archive.language), now
    )


def clock_ahead(probe: Probe) -> float:
    """How far the mail server's clock was ahead of ours at least, in seconds, by when it says a probe came.

    Its times are whole seconds.
    """
    if probe.server_at is None or probe.came_at is None:
        return 0.0
    late = (probe.server_at - probe.came_at).total_seconds()
    early = (probe.server_at - probe.sent_at).total_seconds() + 1
    return late if late > 0 else min(early, 0.0)


def told(archive: Archive) -> list[dict[str, Any]]:
    """How it stands, as `status --json` tells."""
    if not archive.settings.canary.enabled:
        return []
    names = {one.name for one in archive.settings.mailboxes}
    return [
        {
            "mailbox": one.mailbox,
            "sent_at": one.sent_at.isoformat(),
            "broken": None if one.judged is None or one.judged.outcome is ProbeOutcome.WELL else one.judged.outcome,
            "last_well": one.last_well.came_at.isoformat() if one.last_well and one.last_well.came_at else None,
        }
        for one in archive.store.probes.standing()
        if one.mailbox in names
    ]


def measured(archive: Archive) -> Iterator[Gauge]:
    """What Prometheus is told, where probes are sent."""
    if not archive.settings.canary.enabled:
        return
    for one in archive.store.probes.standing():
        name = {"mailbox": mailbox_called(one.mailbox)}
        for leg in ALARMS:
            is_broken = one.judged is not None and one.judged.outcome is leg
            yield "canary_broken", "Whether a leg of the probe mails' way is broken", {**name, "leg": leg}, is_broken
        well = one.last_well
        if well is not None and well.came_at is not None:
            age, took = (now() - well.came_at).total_seconds(), (well.came_at - well.sent_at).total_seconds()
            yield "canary_age_seconds", "Since a probe mail last came through", name, age
            yield "canary_seconds", "How long the last one took that came through", name, took
            server = {"server": f"imap {name['mailbox']}"}
            yield "clock_difference_seconds", "How far a server's clock is ahead of ours", server, clock_ahead(well)
