"""What the open cases owe, kept in memory: only cases that something happened to are looked at anew.

A deadline depends on what stands in its case and on nothing else, so it holds until an event of the chain of custody
tells of that case, or of a mail that ever lay in it. What is near or overdue by now is worked out each time.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from archiver.core.casefile import Terms
from archiver.core.deadlines import Deadline
from archiver.core.duties import Duties, owed, told
from archiver.core.records import CaseRef
from archiver.edges.store import Store


@dataclass(slots=True)
class Owing:
    """The running deadlines of every open case, as the chain had it when they were worked out."""

    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _count: int = 0
    _running: dict[str, tuple[CaseRef, tuple[Deadline, ...]]] = field(default_factory=dict, repr=False)

    def duties(self, store: Store, terms: Terms, zone: tzinfo, now: datetime) -> tuple[Duties, int]:
        """What they owe now, and how many cases are open."""
        with self._lock:
            self._follow(store, terms, zone)
            return told(self._running.values(), now), len(self._running)

    def _follow(self, store: Store, terms: Terms, zone: tzinfo) -> None:
        count, changed = store.entries.changed_since(self._count)
        if changed is not None and not changed:
            self._count = count
            return
        open_ = store.entries.open_cases()
        known = {} if changed is None else {name: self._running[name] for name in open_ if name in self._running}
        missing = [name for name in open_ if name not in known or (changed is not None and name in changed)]
        for facts in store.entries.facts_of_these(missing):
            known[str(facts.case)] = (facts.case, tuple(one for one in owed(facts, terms, zone) if one.runs))
        self._running = {name: known[name] for name in open_ if name in known}
        self._count = count
