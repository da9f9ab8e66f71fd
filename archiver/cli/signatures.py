"""Signatures as they are shown with an item, and `archiver item signatures`, which repeats their checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import words
from archiver.cli.common import (
    WITH_FINDINGS,
    ConfigOption,
    JsonOption,
    archive_of,
    iso,
    leave,
    plain,
    print_json,
    say,
    tell,
    when,
)

if TYPE_CHECKING:
    from archiver.service.commands import Repeated, SignatureEntry


def print_signatures(entries: Sequence[SignatureEntry]) -> None:
    """A line for whose signature it is and when it was checked, and one for what that came to."""
    for entry in entries:
        tell(f"  {_heading(entry)}")
        tell(f"    {words.signature(entry.check)}")


def _heading(entry: SignatureEntry) -> str:
    check = entry.check
    return say("{scheme} of {domain} (selector {selector}), {place}, checked {moment}").format(
        scheme=check.scheme.upper(),
        domain=plain(check.domain) or "–",
        selector=plain(check.selector) or "–",
        place=say("part {path}").format(path=check.path) if check.path else say("the mail itself"),
        moment=when(entry.checked_at),
    )


def signature_document(entry: SignatureEntry) -> dict[str, Any]:
    """A verdict as scripts know it."""
    check = entry.check
    return {
        "path": check.path,
        "scheme": check.scheme,
        "ordinal": check.ordinal,
        "domain": check.domain,
        "selector": check.selector,
        "verdict": check.verdict,
        "reason": check.reason,
        "signed_octets": check.signed_octets,
        "key_record": entry.key_record,
        "checked_at": iso(entry.checked_at),
        "attempt": entry.attempt,
    }


def signatures(
    context: typer.Context,
    item: Annotated[str, typer.Argument(metavar="ITEM", help=say("its number, or 8 or more digits of its SHA-256"))],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """With a key that was kept the same octets give the same verdict for ever; exit code 1 when one does not."""
    from archiver.service.commands import signatures_again  # noqa: PLC0415

    with archive_of(context, config) as archive:
        number, repeated = signatures_again(archive, item)
    if as_json:
        print_json({"item": number, "signatures": [_repeated_document(one) for one in repeated]})
    else:
        _print_repeated(repeated)
    if any(one.before.key_record is not None and not one.is_as_before for one in repeated):
        leave(WITH_FINDINGS)


def _repeated_document(one: Repeated) -> dict[str, Any]:
    again = None if one.now is None else {"verdict": one.now.verdict, "reason": one.now.reason}
    return signature_document(one.before) | {"again": again}


def _print_repeated(repeated: Sequence[Repeated]) -> None:
    if not repeated:
        tell(say("No signature of this item has been checked."))
    for one in repeated:
        print_signatures([one.before])
        tell(f"    {_again(one)}")


def _again(one: Repeated) -> str:
    if one.before.key_record is None:
        return say("No key was kept: it cannot be repeated.")
    if one.now is None:
        return say("With the key that was kept: it could not be repeated.")
    if one.is_as_before:
        return say("With the key that was kept, without DNS: the same now.")
    return say("With the key that was kept, without DNS, now: {verdict}").format(verdict=words.signature(one.now))
