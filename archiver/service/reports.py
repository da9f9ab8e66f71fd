"""The reports of the statistics: counted by somebody who cannot read the mails, and made into what people read."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from archiver.config import Settings
from archiver.core import statistics
from archiver.core.duties import HELP
from archiver.core.reports import Facts, as_csv, as_json, as_page
from archiver.core.statistics import Extent, Length, Period, Report
from archiver.core.strategy import Standing, Status
from archiver.edges.paper import printed
from archiver.edges.store.configuration import let_count
from archiver.edges.store.counting import Counting
from archiver.edges.store.database import Database
from archiver.service.wiring import by_hand, now, terms_of, vault_for, vocabulary_of

__all__ = ["Facts", "Report", "as_csv", "as_json", "as_page", "facts_for", "grant_counting", "is_apart", "printed"]


def facts_for(settings: Settings, code: str | None) -> Facts:
    """All that a report of a period is made of; without a code, of the newest that is settled, or else of this one.

    Raises `UsageError` for what is no period of this workplace, and for one to come.
    """
    chosen, zone, today = settings.statistics, settings.archive.zone, now()
    database = Database(
        settings.database.url.get_secret_value(),
        busy_seconds=settings.database.busy_seconds,
        vault=vault_for(settings),
    )
    try:
        database.require_current()
        counting = Counting(database)
        period = statistics.period_of(code, chosen.period) if code else _newest(chosen.period, zone)
        statistics.refuse_future(period, today, zone)
        extent = _extent(counting, settings, period, zone)
        if code is None and extent.total is None and not counting.has_cases_before(period.first, zone, chosen.role):
            extent = _extent(counting, settings, statistics.period_at(today, chosen.period, zone), zone)
        before = _extent(counting, settings, extent.period.before, zone)
        measures = counting.measures(today, chosen.role)
    finally:
        database.close()
    return Facts(
        organisation=settings.archive.organisation,
        made_on=today.astimezone(zone).date(),
        extent=extent,
        before=before,
        measures=measures,
        guideline_reviewed=chosen.guideline_reviewed,
        guideline_review=chosen.guideline_review,
        discussed=chosen.discussed,
        strategy=[Standing(one.code, Status(one.status), one.on, one.evidence) for one in chosen.strategy],
    )


def _newest(length: Length, zone: ZoneInfo) -> Period:
    """The newest that is settled."""
    period = statistics.period_at(now(), length, zone).before
    return period if period.settled_at(zone) <= now() else period.before


def _extent(counting: Counting, settings: Settings, period: Period, zone: ZoneInfo) -> Extent:
    vocabulary = vocabulary_of(settings)
    known_at = min(now(), period.settled_at(zone))
    found = counting.facts(known_at, vocabulary.uncounted, settings.statistics.role)
    return statistics.extent(found, period, vocabulary, zone, now(), terms_of(settings).rule(HELP))


def is_apart(settings: Settings) -> bool:
    """Whether the database itself keeps who counts from reading the mails: always in SQLite."""
    return settings.statistics.role is not None or settings.database.url.get_secret_value().startswith("sqlite")


def grant_counting(database: Database, role: str) -> None:
    """Let a role of the database server count, and read nothing that anybody wrote, by hand."""
    let_count(database, role, by_hand(), now())
