"""What changed in the configuration, and in the program, since the chain of custody last told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Values = Mapping[str, str | int | None]


def known_from(events: Iterable[Values]) -> dict[str, str | int | None]:
    """The values in force after a row of changes, oldest first."""
    known: dict[str, str | int | None] = {}
    for changed in events:
        known.update(changed)
    return known


def changes(before: Values, after: Values) -> dict[str, str | int | None]:
    """Each key that has another value now, with that value; None for one that is not set any more."""
    return {key: after.get(key) for key in sorted({*before, *after}) if before.get(key) != after.get(key)}
