"""Review and disposal at the desk: one person proposes, another approves; who signed in is who decides (X5)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from starlette.responses import Response

from archiver.core.disposition import Erasure, HoldKind, Outcome, Person, Proposal, is_one_person
from archiver.desk.asked import Asked
from archiver.desk.trays import number_in
from archiver.edges.store.disposals import Plan
from archiver.errors import UsageError
from archiver.jobs.disposal import held_of, require_fit, require_short, target_of

ERASED_SHOWN = 50
COPIES_SHOWN = 10
"""Of so many decisions it is told what mail servers still have."""


def shown(asked: Asked) -> Response:
    """How reviews, proposals and holds stand, with what persons wrote: the look-up is written down first."""
    store, disposing = asked.store.disposals, asked.office.means.disposing
    store.note_shown(asked.person.agent, asked.now)
    ready, in_all = store.reviews(_plan(asked), asked.now)
    me = _me(asked)
    proposals = [(one, store.extent(one.target), is_one_person(one.person, one.agent, me)) for one in store.proposals()]
    erased = list(reversed(store.tombstones()))[:ERASED_SHOWN]
    return asked.page(
        "disposal.html",
        reviews=ready,
        more=in_all - len(ready),
        proposals=proposals,
        holds=store.holds(),
        erased=erased,
        copies=list(_copies(asked, erased)),
        unfinished=len(store.unfinished()),
        runs=disposing is not None and disposing.runs,
        far=(0, 0) if disposing is None else disposing.far,
        may_dispose=disposing is not None,
        target_named=asked.query.get("om", "")[:80],
        outcomes=list(Outcome),
        kinds=list(HoldKind),
    )


def propose(asked: Asked) -> Response:
    """Write down what somebody proposes."""
    form = asked.form
    name, word = form.line("hvad"), form.line("udfald")
    if not name or word not in set(Outcome):
        raise UsageError("Say what it is about, and what is to become of it.")
    what = Proposal(Outcome(word), _reason(asked), form.line("grundlag"), _until(asked), form.line("journal"))
    _require_only_its_own(what)
    require_fit(what, asked.now)
    plan = None if form.is_ticked("foer_tid") else _plan(asked)
    target = target_of(asked.store, name)
    asked.store.disposals.propose(target, what, _me(asked), secrets.token_hex(8), asked.now, plan=plan)
    return asked.go("/kassation#forslag", done="proposed")


def approve(asked: Asked) -> Response:
    """Say yes to what another person proposed; a disposal is carried out at once, behind the page."""
    means, answer = asked.office.means, asked.form.line("grund")
    require_short(answer)
    if means.disposing is None:
        raise UsageError("Nothing is disposed of here: run archiver dispose approve.")
    if means.may_dispose is not None:
        means.may_dispose()
    proposed = asked.store.disposals.approve(number_in(asked.params["number"]), answer, _me(asked), asked.now)
    if proposed.what.outcome is not Outcome.DISPOSE:
        return asked.go("/kassation", done="approved")
    means.disposing.begin()
    return asked.go("/kassation#kasseret", done="disposing")


def reject(asked: Asked) -> Response:
    """Say no, or take one's own proposal back."""
    asked.store.disposals.reject(number_in(asked.params["number"]), _reason(asked), _me(asked), asked.now)
    return asked.go("/kassation", done="rejected")


def hold(asked: Asked) -> Response:
    """Forbid to dispose of something."""
    name, word = asked.form.line("hvad"), asked.form.line("slags")
    if not name or word not in set(HoldKind):
        raise UsageError("Say what is held, and why.")
    target = held_of(asked.store, "all" if name == "*" else name)
    asked.store.disposals.hold(target, HoldKind(word), _reason(asked), asked.person.agent, asked.now)
    return asked.go("/kassation#hold", done="held")


def release(asked: Asked) -> Response:
    """End a hold."""
    asked.store.disposals.release(number_in(asked.params["number"]), _reason(asked), _me(asked), asked.now)
    return asked.go("/kassation#hold", done="hold-ended")


def finish(asked: Asked) -> Response:
    """Go on with what was approved and is not erased yet."""
    if asked.office.means.disposing is None:
        raise UsageError("Nothing is disposed of here: run archiver dispose finish.")
    asked.office.means.disposing.begin()
    return asked.go("/kassation#kasseret", done="finishing")


def _copies(asked: Asked, erased: Sequence[Erasure]) -> Iterator[tuple[str, str, list[int]]]:
    """Where mail servers still have what was disposed of lately: we never delete anything there."""
    for name in list(dict.fromkeys(one.disposition for one in erased))[:COPIES_SHOWN]:
        for mailbox, uids in asked.store.disposals.copies(name).items():
            yield mailbox, asked.office.means.archive_folders.get(mailbox, "?"), uids


def _me(asked: Asked) -> Person:
    return Person(asked.person.name, asked.person.agent)


def _plan(asked: Asked) -> Plan:
    return asked.office.means.plan or Plan(5, asked.office.terms.vocabulary, asked.zone)


def _reason(asked: Asked) -> str:
    reason = asked.form.line("grund")
    require_short(reason)
    if not reason:
        raise UsageError("Say why.")
    return reason


def _until(asked: Asked) -> datetime | None:
    day = asked.form.day("til")
    return None if day is None else datetime.combine(day, time(), tzinfo=asked.zone).astimezone(UTC)


def _require_only_its_own(what: Proposal) -> None:
    said = {Outcome.DISPOSE: what.basis, Outcome.HAND_OVER: what.journal, Outcome.EXTEND: what.until}
    if any(value for outcome, value in said.items() if outcome is not what.outcome):
        raise UsageError("The basis belongs to a disposal, the number to handing over, the day to keeping it longer.")
