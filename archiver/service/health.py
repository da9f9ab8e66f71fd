"""How the daemon is, for those who ask over HTTP: /healthz, /readyz, /metrics (O4).

/healthz says whether the loops of this process turn: red is a reason to start it anew. /readyz says whether the archive
does what it is there for: red names each reason, and whoever asks again finds it green as soon as it is over. What has
to be asked of the database is asked by one thread, so that a database that hangs never makes an answer wait.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

from archiver.config import Settings
from archiver.config.values import listen_at
from archiver.core.discretion import mailbox_called
from archiver.core.readiness import Against, Reason, document, judged
from archiver.edges import probes
from archiver.edges.probes import Probes, Told
from archiver.edges.store.gauges import Standing
from archiver.edges.tables import SCHEMA_VERSION
from archiver.errors import ArchiverError, OutsideServiceError, SchemaMismatch, place_of
from archiver.service import canary, metrics, scanning
from archiver.service.liveness import LONGEST_WORK, Liveness
from archiver.service.metrics import Gauge, Metrics
from archiver.service.wiring import MEGABYTE, Archive, now

FRESH_SECONDS = 1.0
"""So old an answer may be: any number of questions a second cost the database one."""
MEASURED_SECONDS = 15.0
"""The same of the measures, which ask for more."""
WAIT_SECONDS = 3.0
"""So long an answer waits for the database. Docker and Kubernetes ask every ten seconds or more."""
LISTEN_AGAIN_SECONDS = 30.0

T = TypeVar("T")
log = structlog.get_logger()


class Looked(Generic[T]):
    """The newest answer of a question that may hang: asked by one thread at a time, and shared while it is fresh."""

    def __init__(self, question: Callable[[], T], fresh: float) -> None:
        self._question, self._fresh = question, fresh
        self._changed = threading.Condition()
        self._answer: tuple[float, T | ArchiverError] | None = None
        self._is_asking = False

    def now(self, wait: float = WAIT_SECONDS) -> T | ArchiverError | None:
        """The answer, or what the question failed with; None when it does not come in time."""
        end = time.monotonic() + wait
        with self._changed:
            asked = time.monotonic() - self._fresh
            if self._is_old(asked) and not self._is_asking:
                self._is_asking = True
                threading.Thread(target=self._ask, name="health", daemon=True).start()
            self._changed.wait_for(lambda: not self._is_old(asked), max(0.0, end - time.monotonic()))
            return None if self._answer is None or self._is_old(asked) else self._answer[1]

    def _is_old(self, asked: float) -> bool:
        return self._answer is None or self._answer[0] < asked

    def _ask(self) -> None:
        answer = self._outcome()
        with self._changed:
            self._is_asking = False
            self._answer = (time.monotonic(), answer)
            self._changed.notify_all()

    def _outcome(self) -> T | ArchiverError:
        try:
            return self._question()
        except ArchiverError as error:
            return error
        except Exception as error:  # noqa: BLE001 - what only looks on must not end what it looks at
            log.critical("fault in archiver", kind=type(error).__name__, place=place_of(error.__traceback__))
            return OutsideServiceError(type(error).__name__)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the database told."""

    standing: Standing
    holders: Mapping[str, str]
    """By mailbox, who works on it."""
    more: list[Gauge]
    """Of the virus scanner."""


@dataclass(slots=True)
class Health:
    """What one daemon tells of itself. Before its archive is open it tells why not."""

    settings: Settings
    metrics: Metrics = field(default_factory=Metrics)
    liveness: Liveness = field(default_factory=Liveness)
    clocks: dict[str, float] = field(default_factory=dict)
    """How many seconds each server's clock was ahead of ours when it was last looked at."""
    certificates: dict[str, float] = field(default_factory=dict)
    """How many days the certificate of each service lasts, as last seen."""
    is_stopping: bool = False
    _archive: Archive | None = None
    _trouble: ArchiverError | None = None
    _readiness: Looked[list[Against]] = field(init=False)
    _measures: Looked[Measured] = field(init=False)
    _probes: Looked[list[Gauge]] = field(init=False)
    """Of the canary: what is to be named in time does not wait for the other measures."""

    def __post_init__(self) -> None:
        self._readiness = Looked(self._judged, FRESH_SECONDS)
        self._measures = Looked(self._measured, MEASURED_SECONDS)
        self._probes = Looked(self._probed, FRESH_SECONDS)

    # what the daemon says

    def opened(self, archive: Archive) -> None:
        """The archive is open."""
        self._archive, self._trouble = archive, None

    def not_opened(self, trouble: ArchiverError) -> None:
        """It is not, and why."""
        self._trouble = trouble

    def turns(self, mailbox: str, within: float | None = None) -> None:
        """The watcher of a mailbox goes on, and will say so again within so many seconds."""
        self.liveness.turns(f"watcher {mailbox_called(mailbox)}", LONGEST_WORK if within is None else within)

    def polled(self, mailbox: str, outcome: str, seconds: float) -> None:
        """A round over a mailbox ended."""
        self.metrics.polled(mailbox, outcome, seconds)

    # what is asked

    def listen(self, ending: threading.Event) -> None:
        """Answer until the process ends, in a thread; a port that is taken is tried again."""
        if self.settings.health.enabled:
            threading.Thread(target=self._listen, args=(ending,), name="probes", daemon=True).start()

    def _listen(self, ending: threading.Event) -> None:
        where, told = listen_at(self.settings.health.listen), False
        answers = {"/healthz": self.healthz, "/readyz": self.readyz, "/metrics": self.measured}
        while not ending.is_set():
            try:
                with Probes(where, answers) as server:
                    log.info("health is told", port=where[1])
                    server.answer_all()
            except OSError as error:
                if not told:
                    log.warning("health cannot be told", port=where[1], why=error.strerror or "")
                told = True
                ending.wait(LISTEN_AGAIN_SECONDS)

    def healthz(self) -> Told:
        """Whether the loops turn."""
        hanging = self.liveness.hanging()
        said = {
            "healthy": not hanging,
            "loops": self.liveness.loops(),
            "hanging": [{"loop": loop, "seconds": round(late)} for loop, late in hanging.items()],
        }
        return Told(not hanging, _json(said))

    def readyz(self) -> Told:
        """Whether the archive does what it is there for."""
        against = self.against()
        return Told(not against, _json(document(against)))

    def against(self) -> list[Against]:
        """Every reason against being ready."""
        if self.is_stopping:
            return [Against(Reason.STOPPING)]
        if self._archive is None:
            return [Against(Reason.NOT_OPENED), *_of_trouble(self._trouble)]
        answer = self._readiness.now()
        if isinstance(answer, list):
            return answer
        return [*_of_trouble(answer or OutsideServiceError())]

    def measured(self) -> Told:
        """Everything that is counted and measured; what the database does not tell now is left out."""
        return self.metrics.text(self._gauges)

    def _gauges(self) -> Iterator[Gauge]:
        against, archive = self.against(), self._archive
        measured = None if archive is None else self._measures.now()
        is_open = not {one.reason for one in against} & {Reason.DATABASE, Reason.NOT_OPENED}
        yield from metrics.of_process(len(self.liveness.hanging()), is_ready=not against, is_open=is_open)
        if archive is None:
            return
        yield from metrics.of_machine(archive.room(), dict(self.clocks), dict(self.certificates))
        probed = self._probes.now()
        yield from probed if isinstance(probed, list) else ()
        if isinstance(measured, Measured):
            names = (one.name for one in self.settings.mailboxes)
            leases = {name: archive.standing(measured.holders.get(name)) for name in names}
            yield from metrics.of_archive(measured.standing, leases, now())
            yield from measured.more

    # what is asked of the database

    def _judged(self) -> list[Against]:
        archive = self._opened()
        enough = archive.settings.limits.free_megabytes * MEGABYTE
        return judged(archive.store.gauges.seen(), archive.watched, archive.room(), enough, SCHEMA_VERSION, now())

    def _measured(self) -> Measured:
        archive = self._opened()
        return Measured(archive.store.gauges.standing(), archive.holders(), list(scanning.measured(archive)))

    def _probed(self) -> list[Gauge]:
        return list(canary.measured(self._opened()))

    def _opened(self) -> Archive:
        if self._archive is None:
            raise OutsideServiceError("The archive is not open.")
        return self._archive


def _of_trouble(trouble: ArchiverError | None) -> Iterator[Against]:
    if trouble is not None:
        yield Against(Reason.SCHEMA if isinstance(trouble, SchemaMismatch) else Reason.DATABASE)


def _json(said: object) -> bytes:
    return json.dumps(said).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a daemon said of itself to a command."""

    well: bool
    said: str
    """One document in JSON, or why there is none."""


def asked(settings: Settings, *, ready: bool) -> Answer:
    """Ask the daemon that runs with these settings."""
    path = "/readyz" if ready else "/healthz"
    try:
        status, body = probes.ask(listen_at(settings.health.listen), path)
    except OSError as error:
        return Answer(False, json.dumps({"answers": False, "why": error.strerror or str(error)}))
    return Answer(status == 200, body.decode("utf-8", "replace").strip())


__all__ = ["Answer", "Health", "asked"]
