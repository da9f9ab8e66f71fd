"""Handing over a case by hand: the package on disk, the children that make copies without names, PDF, the event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib import resources
from pathlib import Path

from archiver import __version__
from archiver.core.addresses import addr_spec
from archiver.core.custody import Purpose
from archiver.core.handover.variants import HOLDS, LONGEST_RECIPIENT, Variant
from archiver.core.language import later
from archiver.core.records import Address
from archiver.core.register import KLE
from archiver.edges import package, paper
from archiver.edges.parsing import ParsingChildren
from archiver.edges.store.stamps import KeptStamp
from archiver.errors import UsageError
from archiver.jobs.handover import Handed, Order, Wish, Workplace, hand_over, require_fit
from archiver.service.wiring import Archive, now

__all__ = ["Handed", "Progress", "Purpose", "Variant", "Wish", "handed_over", "required_fit", "secret_in", "words_in"]

Progress = package.Progress
MOST_WORDS = 1 << 20
"""Octets of a file with names."""
LONGEST_JOURNAL = 100
"""Characters."""


def required_fit(archive: Archive, wish: Wish) -> int:
    """What can be known before anything is made; gives the octets of the mails that would be in the package.

    Raises as `handed_over` does, but for what shows only as the mails are read.
    """
    if wish.password is not None:
        package.require_password(wish.password)
    return require_fit(archive.store, _order(archive, wish), archive.terms, archive.settings.archive.own_domains)


def handed_over(archive: Archive, wish: Wish, agent: str, progress: Progress) -> Handed:
    """Hand over a case as it is wished; nothing is there until it is whole and written down, `agent` being who did it.

    Raises `UsageError` for what cannot be done so, and as `jobs.handover.hand_over` does.
    """
    order = _order(archive, wish)
    with package.package(wish.to, wish.password, progress) as made, _copier(archive) as copier:
        return hand_over(archive.store, order, _workplace(archive, copier), made, agent, now)


def _order(archive: Archive, wish: Wish) -> Order:
    recipient = " ".join(wish.recipient.split()) or wish.variant.value
    if len(recipient) > LONGEST_RECIPIENT or not recipient.isprintable():
        raise UsageError(later("A recipient is one line of {most} characters at most."), most=LONGEST_RECIPIENT)
    kle = archive.settings.handover.kle or "" if wish.kle is None else wish.kle.strip().upper()
    if kle and not KLE.fullmatch(kle):
        raise UsageError("“{kle}” is no KLE number, such as 81.39.00 or 81.39.00-G01.", kle=kle)
    journal = " ".join(wish.journal.split())
    if len(journal) > LONGEST_JOURNAL or not journal.isprintable():
        raise UsageError(later("A journal number is one line of {most} characters at most."), most=LONGEST_JOURNAL)
    employee = ""
    if wish.employee is not None:
        employee = addr_spec(wish.employee.strip()) or ""
        if not employee:
            raise UsageError(later("The file for --employee must hold one mail address, and nothing else."))
    return Order(
        case=wish.case,
        variant=wish.variant,
        recipient=recipient,
        purpose=wish.purpose or HOLDS[wish.variant].purpose,
        kle=kle,
        journal=journal,
        employee=employee,
        names=wish.names,
        despite_virus="" if wish.despite_virus is None else wish.despite_virus.value,
        despite_damage=wish.despite_damage,
    )


@contextmanager
def _copier(archive: Archive) -> Iterator[ParsingChildren]:
    """The children start when the first copy is wanted."""
    children = archive.reader()
    try:
        yield children
    finally:
        children.close()


def _workplace(archive: Archive, copier: ParsingChildren) -> Workplace:
    settings = archive.settings
    return Workplace(
        organisation=settings.archive.organisation,
        contact=f"{settings.officer.name} <{settings.officer.address}>",
        staff=tuple(Address(one.name, one.address) for one in (settings.officer, settings.officer.deputy) if one),
        own_domains=tuple(settings.archive.own_domains),
        offices=frozenset(one.address.lower() for one in settings.mailboxes) | {settings.sender.lower()},
        zone=settings.archive.zone,
        language=settings.archive.language,
        terms=archive.terms,
        version=__version__,
        check=resources.files("archiver.edges").joinpath("kontrol.py").read_bytes(),
        printed=_printed,
        certificates=_certificates,
        copier=copier,
    )


def _printed(page: str, at: datetime, enclosed: Mapping[str, bytes]) -> bytes:
    inside = [paper.Enclosed(name, octets, name) for name, octets in enclosed.items()]
    return paper.archival(page, at, inside)


def _certificates(stamp: KeptStamp) -> tuple[str, str]:
    from archiver.edges.timestamps import roots_and_others  # noqa: PLC0415

    return roots_and_others(stamp.certificates, stamp.response)


def secret_in(file: Path) -> str:
    """The password in a file: its first line. Raises `UsageError` for a file without one."""
    lines = _text(file).splitlines()
    if not lines or not lines[0]:
        raise UsageError("{path} holds no password.", path=file)
    return lines[0]


def words_in(file: Path) -> tuple[str, ...]:
    """The lines of a file that are not empty: names, or an address. "-" stands for standard input."""
    return tuple(line.strip() for line in _text(file).splitlines() if line.strip())


def _text(file: Path) -> str:
    try:
        with (Path("/dev/stdin") if str(file) == "-" else file).open("rb") as octets:
            return octets.read(MOST_WORDS).decode("utf-8-sig")
    except OSError as error:
        raise UsageError("{path} cannot be read: {problem}.", path=file, problem=error.strerror) from error
    except UnicodeError as error:
        raise UsageError("{path} is not UTF-8.", path=file) from error
