"""What Prometheus reads: counts and times of this process, and how the archive stands when it is asked.

No label names anybody: a mailbox and a folder are called as in the log, everything else is a fixed word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from archiver import __version__
from archiver.core.discretion import folder_called, mailbox_called
from archiver.edges.probes import Told
from archiver.edges.store.gauges import Standing
from archiver.jobs.ingest import RoundReport
from archiver.jobs.receipts import PostReport

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)

Gauge = tuple[str, str, Mapping[str, str], float]
"""Name without prefix, what it means, labels, value."""


class Metrics:
    """The instruments of one process."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        ended = "Rounds over a mailbox, by how they ended"
        self._polls = Counter("archiver_polls", ended, ["mailbox", "outcome"], registry=registry)
        length = "Length of a round that came to its end"
        self._poll_seconds = Histogram("archiver_poll_seconds", length, buckets=_SECONDS, registry=registry)
        met = "Mails met in a mailbox: new, met again, moved"
        self._mails = Counter("archiver_mails", met, ["mailbox", "what"], registry=registry)
        handed = "Letters handed to the mail server, by what came of it"
        self._letters = Counter("archiver_letters", handed, ["outcome"], registry=registry)
        length = "Length of a post round"
        self._post_seconds = Histogram("archiver_post_seconds", length, buckets=_SECONDS, registry=registry)

    def polled(self, mailbox: str, outcome: str, seconds: float) -> None:
        """A round ended: good, incomplete or failed."""
        self._polls.labels(mailbox_called(mailbox), outcome).inc()
        if outcome != "failed":
            self._poll_seconds.observe(seconds)

    def round_done(self, report: RoundReport) -> None:
        """What a round did."""
        name = mailbox_called(report.mailbox)
        for folder in report.folders:
            for what, count in (("new", folder.new_items), ("again", folder.again), ("moved", folder.moved)):
                self._mails.labels(name, what).inc(count)

    def posted(self, report: PostReport, seconds: float) -> None:
        """What a post round did."""
        self._post_seconds.observe(seconds)
        for outcome in ("sent", "deferred", "refused", "uncertain"):
            self._letters.labels(outcome).inc(getattr(report, outcome))

    def text(self, gauges: Callable[[], Iterator[Gauge]]) -> Told:
        """Everything, with what is measured now."""
        now = CollectorRegistry()
        now.register(_Now(gauges))
        return Told(True, generate_latest(self.registry) + generate_latest(now), CONTENT_TYPE_PLAIN_0_0_4)


class _Now(Collector):
    """Gauges that are made when they are asked for."""

    def __init__(self, gauges: Callable[[], Iterator[Gauge]]) -> None:
        self._gauges = gauges

    def describe(self) -> list[Metric]:
        """Nothing beforehand."""
        return []

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for name, meaning, labels, value in self._gauges():
            family = families.get(name)
            if family is None:
                family = families[name] = GaugeMetricFamily(f"archiver_{name}", meaning, labels=list(labels))
            family.add_metric(list(labels.values()), value)
        yield from families.values()


def of_process(hanging: int, *, is_ready: bool, is_open: bool) -> Iterator[Gauge]:
    """What is known without the database."""
    yield "info", "The version that runs", {"version": __version__}, 1
    yield "hanging_loops", "Loops of this process that do not turn", {}, hanging
    yield "ready", "What /readyz says", {}, is_ready
    yield "database_up", "Whether the database answered just now", {}, is_open


def of_archive(standing: Standing, leases: Mapping[str, str], now: datetime) -> Iterator[Gauge]:
    """How it stands; `leases` is what each mailbox's is to this process."""
    status = standing.status
    yield "items", "Items archived", {}, status.items
    states = {"unassigned": status.unassigned, "quarantined": status.quarantined, "pending": status.pending}
    for state, count in states.items():
        yield "items_in_state", "Items that wait: for the officer, in quarantine, to be read", {"state": state}, count
    if standing.newest_item is not None:
        yield "newest_item_age_seconds", "Since the newest item came in", {}, _age(standing.newest_item, now)
    yield from _folders(standing, now)
    yield from _letters(standing, now)
    for mailbox, state in leases.items():
        labels = {"mailbox": mailbox_called(mailbox), "state": state}
        yield "lease", "Who works at a mailbox: held here, standby for another, or none", labels, 1
    yield "chain_events", "Events in the chain of custody", {}, status.chain.count
    if status.fixity is not None:
        yield "fixity_age_seconds", "Since the last check of what is stored", {}, _age(status.fixity.at, now)
        yield "fixity_findings", "Faults that it found", {}, status.fixity.findings
    if status.backup_at is not None:
        yield "backup_age_seconds", "Since the last backup that was proven", {}, _age(status.backup_at, now)
    for kind, count in _counted(alarm.kind for alarm in status.alarms).items():
        yield "alarms_open", "Open alarms", {"kind": kind}, count


def _folders(standing: Standing, now: datetime) -> Iterator[Gauge]:
    for one in standing.status.folders:
        place = {"mailbox": mailbox_called(one.mailbox), "folder": folder_called(one.folder)}
        if one.last_good_poll is not None:
            yield (
                "last_good_poll_age_seconds",
                "Since a folder was polled to the end",
                place,
                _age(one.last_good_poll, now),
            )
        yield "folder_server", "Messages that the server listed in a folder", place, one.server
        yield "folder_archived", "Of these, archived", place, one.archived


def _letters(standing: Standing, now: datetime) -> Iterator[Gauge]:
    for state, count in standing.status.letters.items():
        yield "outbox", "Letters, by state", {"state": state}, count
    for state, waiting in standing.waiting.items():
        yield (
            "outbox_oldest_seconds",
            "Since the oldest letter in a state was written",
            {"state": state},
            _age(waiting.oldest, now),
        )


def of_machine(
    room: Mapping[str, int], clocks: Mapping[str, float], certificates: Mapping[str, float]
) -> Iterator[Gauge]:
    """Disks by what of ours lies there, how far other clocks are ahead of ours, how long others' certificates last."""
    for name, free in room.items():
        yield "disk_free_bytes", "Room left where we write", {"disk": name}, free
    for server, seconds in clocks.items():
        yield "clock_difference_seconds", "How far a server's clock is ahead of ours", {"server": server}, seconds
    for service, days in certificates.items():
        yield "certificate_days", "So long the certificate of a service is valid yet", {"service": service}, days


def _age(moment: datetime, now: datetime) -> float:
    return (now - moment).total_seconds()


def _counted(words: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
