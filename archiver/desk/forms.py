"""What a form says, taken in with bounds, and the one token by which it is ours and is done once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from urllib.parse import parse_qsl

from archiver.errors import UsageError

LARGEST = 128 * 1024
"""Octets of a form: the longest note there may be, percent-encoded, and the fields around it."""
MOST_FIELDS = 400
TOKEN = "token"  # noqa: S105 - the name of a field
AT_LENGTH = 20
"""Characters: what is shorter is soon written again."""
_RANDOM = 24


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in the order in which they came."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    def line(self, name: str) -> str:
        """What stands in a field of one line, without blanks around it; empty when it is not there."""
        return " ".join(self.text(name).split())

    def text(self, name: str) -> str:
        """What stands in a field of several lines, which end in LF."""
        given = self.fields.get(name, [""])[0]
        return given.replace("\r\n", "\n").replace("\r", "\n").strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field that may stand there several times, without empty ones."""
        return [value for value in (one.strip() for one in self.fields.get(name, ())) if value]

    def at_length(self) -> list[str]:
        """What somebody wrote at length, in the order of the form; never its token."""
        texts = [self.text(name) for name in self.fields if name != TOKEN]
        return [text for text in texts if len(text) > AT_LENGTH]

    def is_ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.line(name))

    def day(self, name: str) -> date | None:
        """A day as browsers write it (2026-11-24), or as Danes do (24-11-2026).

        Raises `UsageError`, also for one at either end of the calendar: it has no midnight that can be worked out.
        """
        written = self.line(name)
        if not written:
            return None
        for form in ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"):
            try:
                day = datetime.strptime(written, form).replace(tzinfo=UTC).date()
            except ValueError:
                continue
            if date.min.year < day.year < date.max.year:
                return day
        raise UsageError("“{value}” is no day; write it as 24-11-2026.", value=written[:40])

    def moment(self, name: str, zone: tzinfo) -> datetime | None:
        """A moment as browsers write it (2026-11-24T09:15), on the clock on the wall. Raises `UsageError`."""
        written = self.line(name)
        if not written:
            return None
        for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H.%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"):
            try:
                return datetime.strptime(written, form).replace(tzinfo=zone).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
        raise UsageError("“{value}” is no time; write it as 24-11-2026 09.15.", value=written[:40])

    def number(self, name: str) -> int:
        """A whole number, 0 when nothing is written. Raises `UsageError`."""
        written = self.line(name)
        if not written:
            return 0
        if not (written.isascii() and written.isdigit() and len(written) <= 18):
            raise UsageError("“{value}” is no number.", value=written[:40])
        return int(written)


def read(body: bytes) -> Form:
    """The fields of application/x-www-form-urlencoded. Raises `ValueError` for what is none, or has too many."""
    pairs = parse_qsl(
        body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
    )
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Form(fields)


def token_for(secret: str) -> str:
    """A new token: random, and bound to a secret of the session, so that no other site can make one."""
    random = secrets.token_urlsafe(_RANDOM)
    return f"{random}.{_bound(secret, random)}"


def is_ours(secret: str, token: str) -> bool:
    """Whether we made a token, for that session."""
    random, _, bound = token.partition(".")
    return hmac.compare_digest(bound.encode("utf-8", "replace"), _bound(secret, random).encode())


def hash_of(token: str) -> str:
    """What is kept of a token, or of a session's cookie."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _bound(secret: str, random: str) -> str:
    return hmac.new(secret.encode(), random.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
