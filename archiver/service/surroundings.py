"""The servers of the configuration: how they are found, how long their certificates last, what their clocks say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import make_url

from archiver.config import Settings
from archiver.core.discretion import mailbox_called
from archiver.edges.store.database import is_far
from archiver.edges.surroundings import Service, look_at
from archiver.errors import ArchiverError
from archiver.jobs.ports import Clock
from archiver.service.wiring import Archive


def services_of(settings: Settings) -> Iterator[Service]:
    """Every server of another host that we speak to; one that serves many mailboxes but once."""
    seen = set[tuple[str, int]]()
    for one in settings.mailboxes:
        if (one.host, one.port) not in seen:
            yield Service(f"imap {mailbox_called(one.name)}", "imap", one.host, one.port, one.tls)
        seen.add((one.host, one.port))
    yield Service("smtp", "smtp", settings.smtp.host, settings.smtp.port, settings.smtp.tls)
    url = make_url(settings.database.url.get_secret_value())
    if url.get_backend_name() != "sqlite" and url.host and is_far(url) and url.query.get("sslmode") != "disable":
        yield Service("postgresql", "postgresql", url.host, url.port or 5432, "starttls")


def certificate_days(settings: Settings, at: datetime) -> dict[str, float]:
    """How many days the certificate of each is valid yet; nothing of those that do not answer or have none."""
    days = {}
    for service in services_of(settings):
        if service.tls == "none":
            continue
        with suppress(OSError):
            ends = look_at(service).certificate_ends
            if ends is not None:
                days[service.name] = (ends - at) / timedelta(days=1)
    return days


def clock_differences(archive: Archive, clock: Clock) -> dict[str, float]:
    """How many seconds the clocks of database and mail servers are ahead of ours, as far as they say it."""
    ahead = {}
    with suppress(ArchiverError):
        theirs = archive.store.database.clock()
        if theirs is not None:
            ahead["postgresql"] = (theirs - clock()).total_seconds()
    for service in services_of(archive.settings):
        if service.spoken == "smtp":
            with suppress(OSError):
                said = look_at(service).clock
                if said is not None:
                    ahead[service.name] = _beyond_a_second((said - clock()).total_seconds())
    return ahead


def _beyond_a_second(seconds: float) -> float:
    """A greeting tells whole seconds, cut off."""
    return seconds if seconds > 0 else min(0.0, seconds + 1)
