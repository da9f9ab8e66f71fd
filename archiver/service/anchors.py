"""What a chain of custody is held against from outside: weekly letters that somebody kept, and time stamps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.core import witness
from archiver.core.records import Finding
from archiver.edges.store import Store
from archiver.edges.store.audit import VerifyReport
from archiver.errors import UsageError
from archiver.jobs.ports import TimeStampAuthority
from archiver.jobs.stamping import judge


@dataclass(frozen=True, slots=True)
class Letters:
    """What saved weekly letters say."""

    attestations: tuple[witness.Attestation, ...] = ()
    foreign: tuple[str, ...] = ()
    """Files that also hold letters of other archives, which are not judged."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """All that one archive is held against."""

    attestations: tuple[witness.Attestation, ...]
    findings: tuple[Finding, ...]
    """Time stamps that are not what they are said to be."""
    foreign: tuple[str, ...]
    unjudged: tuple[str, ...]
    unchecked: int

    def told_in(self, report: VerifyReport) -> VerifyReport:
        """The report of a verification by them, with what is to be said of them themselves."""
        return replace(
            report,
            findings=(*report.findings, *self.findings),
            set_aside=self.foreign,
            unjudged=self.unjudged,
            unchecked=self.unchecked,
        )


def letters_in(saved: Sequence[Path], mark: str) -> Letters:
    """Read saved letters of the archive whose loop mark that is. Raises `UsageError` for a file that is none."""
    said = {str(path): witness.statements_in(_read(path, most=witness.MOST_OCTETS)) for path in saved}
    witnessed = tuple(one for name, statements in said.items() for one in _attestations(name, statements, mark))
    foreign = (name for name, statements in said.items() if not all(one.may_be_of(mark) for one in statements))
    return Letters(witnessed, tuple(foreign))


def anchors(store: Store, letters: Letters, authorities: Mapping[str, TimeStampAuthority]) -> Anchors:
    """The letters, and every time stamp that the archive keeps, judged anew by what these authorities are known by."""
    kept = judge(store.stamps.kept(), authorities)
    return Anchors(
        (*letters.attestations, *kept.attestations), kept.findings, letters.foreign, kept.unjudged, kept.unchecked
    )


def _attestations(name: str, statements: Sequence[witness.Statement], mark: str) -> Iterator[witness.Attestation]:
    if not statements:
        raise UsageError("There is no witness line in {path}; is it a weekly letter, saved whole?", path=name)
    ours = [one for one in statements if one.may_be_of(mark)]
    if not ours:
        raise UsageError("{path} is a letter of another archive.", path=name)
    if not any(one.head.count for one in ours):
        raise UsageError("{path} attests nothing: it was written before the first event of the custody log.", path=name)
    yield from (witness.Attestation(one.head, name, mark in one.marks) for one in ours if one.head.count)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            octets = file.read(most + 1)
    except OSError as error:
        raise UsageError("{path} cannot be read: {problem}.", path=path, problem=error.strerror) from error
    if len(octets) > most:
        raise UsageError("{path} is too large to be a weekly letter.", path=path)
    return octets
