"""The words of the pages, in the workplace's language: sentences, times, what codes are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from archiver.core import phrases, trust
from archiver.core.cases import REJECTIONS
from archiver.core.clocks import Moment
from archiver.core.deadlines import Due, Nearness
from archiver.core.language import Language, translator
from archiver.core.letters.alarm import TITLES
from archiver.core.records import AlarmKind, Candidate, ScanTrouble
from archiver.core.register import Choice
from archiver.core.search import MOST_COUNTED, OR_MORE
from archiver.errors import ArchiverError

_MONTHS = {
    "da": ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """One language, and the clock on the wall."""

    language: Language
    zone: tzinfo

    def say(self, sentence: str, **values: object) -> str:
        """A sentence in that language, with values in the place of names in braces."""
        words = translator(self.language).gettext(sentence) if sentence else ""
        return words.format(**values) if values else words

    def say_many(self, one: str, many: str, count: int, **values: object) -> str:
        """The sentence that fits a number, which may stand in it as {count}."""
        return translator(self.language).ngettext(one, many, count).format(**{"count": count, **values})

    def counted(self, count: int) -> str:
        """A number that was counted up to `MOST_COUNTED`."""
        return self.count(count) if count < MOST_COUNTED else self.say(OR_MORE, count=self.count(count))

    # --- times ---

    def local(self, moment: datetime) -> datetime:
        """The moment as the clock on the wall shows it."""
        try:
            return moment.astimezone(self.zone)
        except OverflowError:  # somebody wrote the year 9999
            return moment.astimezone(UTC)

    def when(self, moment: datetime | None) -> str:
        """To the minute: 24-11-2026 09.15."""
        if moment is None:
            return "–"
        return self.local(moment).strftime("%d-%m-%Y %H.%M" if self.language == "da" else "%Y-%m-%d %H:%M")

    def day(self, on: date | datetime | None) -> str:
        """24-11-2026."""
        if on is None:
            return "–"
        if isinstance(on, datetime):
            on = self.local(on)
        return on.strftime("%d-%m-%Y" if self.language == "da" else "%Y-%m-%d")

    def long_day(self, on: date | datetime) -> str:
        """24. november 2026."""
        if isinstance(on, datetime):
            on = self.local(on)
        month = _MONTHS[self.language][on.month - 1]
        return f"{on.day}. {month} {on.year}" if self.language == "da" else f"{on.day} {month} {on.year}"

    def clock(self, moment: datetime) -> str:
        """09.15."""
        return self.local(moment).strftime("%H.%M" if self.language == "da" else "%H:%M")

    def due(self, due: Due) -> str:
        """The last day, or the hour from which it is too late."""
        return self.when(due.at) if due.day is None else self.day(due.day)

    # --- numbers ---

    def size(self, octets: int) -> str:
        """In the unit that fits."""
        comma = "," if self.language == "da" else "."
        for unit, length in (("MB", 1_000_000), ("kB", 1_000)):
            if octets >= length:
                return f"{octets / length:.1f} {unit}".replace(".", comma)
        return f"{octets} byte"

    def count(self, number: int) -> str:
        """12.345."""
        return f"{number:,}".replace(",", "." if self.language == "da" else ",")

    # --- codes ---

    def called(self, code: str | None, listed: Iterable[Choice]) -> str:
        """What a code of a list stands for; a code that it has no more stands for itself."""
        return next((one.name(self.language) for one in listed if one.code == code), code or "–")

    def of(self, table: Mapping[str, str], word: str | None) -> str:
        """A fixed word of the records, by one of the tables of `core.phrases`."""
        return "–" if word is None else self.say(table.get(word, word))

    def state(self, word: str) -> str:
        """Of an item or a case."""
        return self.of(phrases.STATES, word)

    def rule(self, word: str | None) -> str:
        """Which rule filed an item, in short."""
        return self.of(phrases.RULES_IN_SHORT, word)

    def rule_in_full(self, word: str) -> str:
        """What that rule means."""
        return self.of(phrases.RULES, word)

    def evidence(self, fact: str, value: str) -> str:
        """One fact that a rule rested on."""
        if fact == "named_by":
            return self.of(phrases.NAMERS, value)
        return self.say(phrases.EVIDENCE.get(fact, f"{fact}: {{value}}"), value=self.of(phrases.PLACES, value))

    def rejected(self, candidate: Candidate) -> str:
        """A case that a rule looked at and did not take, and why."""
        why, rule = self.of(REJECTIONS, candidate.reason), self.rule(candidate.rule)
        return f"{candidate.case} ({rule}): {why}" if candidate.case else f"{rule}: {why}"

    def standing(self, word: str | None, reason: str | None) -> str:
        """Who wrote to the archive, and what that rests on."""
        if word is None:
            return "–"
        because = self.say(trust.REASONS.get(reason or "", reason or ""))
        return f"{self.of(phrases.STANDINGS, word)}: {because}" if because else self.of(phrases.STANDINGS, word)

    def clock_of(self, moment: Moment) -> tuple[str, str, str]:
        """What one of the five clocks is called, what it shows, and who says so."""
        whose = self.say(phrases.WHOSE[moment.clock, moment.trust])
        return self.say(phrases.CLOCKS[moment.clock]), self.when(moment.at), whose

    def receipt(self, words: str | None) -> str:
        """The state of a receipt, and its reason after a colon."""
        return ": ".join(self.of(phrases.LETTERS, word) for word in words.split(": ", 1)) if words else "–"

    def act(self, kind: str, case: str, other: str | None, undoes: int | None) -> str:
        """What a person did to a case."""
        return self.say(phrases.ACTS[kind], case=case, other=other or "", undoes=undoes or "")

    def nearness(self, near: Nearness) -> str:
        """How near a deadline is."""
        return self.say(phrases.NEARNESSES[near])

    def alarm(self, kind: AlarmKind) -> str:
        """What the operator must see to, in a few words."""
        return self.say(TITLES[kind])

    def scan_trouble(self, word: ScanTrouble | str) -> str:
        """Why something was not scanned for viruses."""
        return self.of(phrases.SCAN_TROUBLES, word)

    def problem(self, error: ArchiverError) -> str:
        """What went wrong."""
        return self.say(error.sentence, **error.values) if error.values else self.say(error.sentence)
