"""Fetching octets (R1): in batches, by pieces when large, and each UID answered for by itself.

No answer is taken on trust: it must name the UID we asked for, carry exactly one body under exactly the name we asked
for, and end in a tagged OK. RFC822.SIZE is a hint for planning; servers give estimates.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO

from archiver.core.intake import windows
from archiver.core.records import FetchReason, FetchTrouble, MessageKey, Octets, RawMessage
from archiver.edges.mailbox.account import Limits
from archiver.edges.mailbox.answers import Answer, Fetched, read_fetch, read_time, uid_set
from archiver.edges.mailbox.refusals import Unbearable
from archiver.edges.mailbox.session import Session
from archiver.edges.mailbox.wire import Spooled, put, unnamed_file
from archiver.errors import NoRoom

Outcome = RawMessage | FetchTrouble

_BODY = b"BODY[]"
_NO_UIDS_MORE_THAN = 500
"""In one command: its line must stay short enough for any server (RFC 2683 § 3.2.1.5)."""


def fetch(session: Session, key_of: Callable[[int], MessageKey], uids: Iterable[int]) -> Iterator[list[Outcome]]:
    """Every UID once, in the selected folder, as octets or as trouble, a batch at a time."""
    for some in windows(list(dict.fromkeys(uids)), _NO_UIDS_MORE_THAN):
        sizes = _sizes(session, some)
        for batch in _batches(some, sizes, session.limits):
            yield _Batch(session, key_of, sizes).fetch(batch)


def _sizes(session: Session, uids: Sequence[int]) -> dict[int, int]:
    """What the server says of their sizes; a UID may be missing, and any number may be wrong."""
    answer = session.ask("UID", "FETCH", uid_set(uids), "(UID RFC822.SIZE)")
    sizes: dict[int, int] = {}
    wanted = frozenset(uids)
    for fetched in filter(None, map(read_fetch, answer.lines("FETCH"))):
        for size in fetched.values(b"RFC822.SIZE"):
            if fetched.uid in wanted and isinstance(size, int):
                sizes[fetched.uid] = size
    return sizes


def _batches(uids: Sequence[int], sizes: Mapping[int, int], limits: Limits) -> Iterator[list[int]]:
    """Bounded by count and by expected octets; what is expected to be large comes alone."""
    batch: list[int] = []
    octets = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        is_full = len(batch) >= limits.batch_messages or octets + size > limits.batch_octets
        if batch and (is_full or max(octets, size) > limits.soft_octets):
            yield batch
            batch, octets = [], 0
        batch.append(uid)
        octets += size
    if batch:
        yield batch


@dataclass
class _Found:
    """What the answers held for one UID."""

    bodies: list[Any] = field(default_factory=list)
    under_other_names: int = 0
    internal_date: datetime | None = None


class _Batch:
    """One batch being fetched."""

    def __init__(self, session: Session, key_of: Callable[[int], MessageKey], sizes: Mapping[int, int]) -> None:
        self._session, self._key_of, self._sizes = session, key_of, sizes
        self._limits = session.limits

    def fetch(self, uids: Sequence[int]) -> list[Outcome]:
        """The batch's outcomes, in the order asked. A message that is too much for us ends the session."""
        try:
            size = self._sizes.get(uids[0], 0) if len(uids) == 1 else 0
            if size > self._limits.hard_octets:
                return [self._trouble(uids[0], FetchReason.OVERSIZE, f"{size} octets by the server's count")]
            return [self._if_there_is_room(uids[0])] if size > self._limits.soft_octets else self._whole(uids)
        except Unbearable as unbearable:
            if len(uids) > 1:
                raise
            trouble = self._trouble(uids[0], unbearable.reason, str(unbearable))
            return [replace(trouble, ends_session=True)]

    def _trouble(self, uid: int, reason: FetchReason, detail: str) -> FetchTrouble:
        return FetchTrouble(self._key_of(uid), reason, detail)

    # --- whole messages ---

    def _whole(self, uids: Sequence[int]) -> list[Outcome]:
        expected = sum(self._sizes.get(uid, 0) for uid in uids)
        answer = self._session.ask("UID", "FETCH", uid_set(uids), "(UID INTERNALDATE BODY.PEEK[])", octets=expected)
        if not answer.ok:
            return self._refused(uids, answer.refusal)
        found, strays = _gathered(answer, uids)
        outcomes = {uid: self._judged(uid, found[uid]) for uid in found}
        outcomes |= self._unanswered([uid for uid in uids if uid not in outcomes], strays)
        return [outcomes[uid] for uid in uids]

    def _refused(self, uids: Sequence[int], refusal: str) -> list[Outcome]:
        """Bodies before a NO are worth nothing. The halves on their own: one bad message must not cost the others."""
        if len(uids) == 1:
            return [self._trouble(uids[0], FetchReason.NO_BODY, f"the server answered {refusal}")]
        half = len(uids) // 2
        return self._whole(uids[:half]) + self._whole(uids[half:])

    def _judged(self, uid: int, found: _Found) -> Outcome:
        if not found.bodies:
            return self._trouble(uid, FetchReason.NO_BODY, "a piece came where the whole was asked for")
        if any(body is None for body in found.bodies):
            return self._trouble(uid, FetchReason.NO_BODY, "the server gave NIL")
        if not all(isinstance(body, bytes | Spooled) for body in found.bodies):
            return self._trouble(uid, FetchReason.NO_BODY, "what came is no string")
        if any(len(body) == 0 for body in found.bodies) and self._sizes.get(uid) != 0:
            return self._trouble(uid, FetchReason.NO_BODY, "an empty body of a message that is not empty")
        return self._only_one(uid, [self._octets(body) for body in found.bodies], found.internal_date)

    def _only_one(self, uid: int, bodies: list[Octets], internal_date: datetime | None) -> Outcome:
        first, *others = bodies
        for other in others:
            other.close()
        if any(other.checksum != first.checksum for other in others):
            first.close()
            return self._trouble(uid, FetchReason.AMBIGUOUS, f"{len(bodies)} different bodies")
        return RawMessage(self._key_of(uid), first, internal_date)

    def _octets(self, body: bytes | Spooled) -> Octets:
        return Octets(self._session.wire.keep(body) if isinstance(body, Spooled) else body)

    def _unanswered(self, uids: Sequence[int], strays: int) -> dict[int, Outcome]:
        if not uids:
            return {}
        still_there = self._session.search("UID", uid_set(uids))
        return {uid: self._unanswered_one(uid, uid in still_there, strays) for uid in uids}

    def _unanswered_one(self, uid: int, is_there: bool, strays: int) -> FetchTrouble:
        if not is_there:
            return self._trouble(uid, FetchReason.VANISHED, "")
        if strays:
            return self._trouble(uid, FetchReason.AMBIGUOUS, f"{strays} bodies came that name no UID we asked for")
        return self._trouble(uid, FetchReason.NO_BODY, "the server lists it and gave no body")

    # --- large messages ---

    def _by_pieces(self, uid: int) -> Outcome:
        """Piece after piece into an unnamed file, so that memory stays flat, until the server has no more."""
        with contextlib.ExitStack() as on_trouble:
            file = on_trouble.enter_context(unnamed_file(self._limits))
            outcome = self._written(uid, file)
            if isinstance(outcome, RawMessage):
                on_trouble.pop_all()
        return outcome or self._whole([uid])[0]

    def _if_there_is_room(self, uid: int) -> Outcome:
        """Between two pieces nothing is under way: what we have no place for costs no session."""
        try:
            return self._by_pieces(uid)
        except NoRoom as error:
            return self._trouble(uid, FetchReason.NO_ROOM, str(error))

    def _written(self, uid: int, file: BinaryIO) -> Outcome | None:
        """Ends on an empty piece, or on nothing after a short one: some servers cut pieces shorter than asked.

        None if not even a first piece came: perhaps the server knows no pieces.
        """
        came, is_short, internal_date = 0, False, None
        while came <= self._limits.hard_octets:
            piece = self._piece(uid, came)
            internal_date = internal_date or piece.internal_date
            octets = piece.octets if piece.octets is not None else (b"" if is_short else None)
            if octets is None:
                return self._unanswered([uid], 0)[uid] if came else None
            put(file, octets)
            came += len(octets)
            if not octets:
                return self._complete(uid, file, came, internal_date)
            is_short = len(octets) < self._limits.piece_octets
        return self._trouble(uid, FetchReason.OVERSIZE, f"more than {self._limits.hard_octets} octets")

    def _complete(self, uid: int, file: BinaryIO, came: int, internal_date: datetime | None) -> Outcome:
        if came == 0:
            return self._trouble(uid, FetchReason.NO_BODY, "an empty body of a message that is not empty")
        return RawMessage(self._key_of(uid), Octets(file), internal_date)

    def _piece(self, uid: int, start: int) -> _Piece:
        length = self._limits.piece_octets
        items = f"(UID INTERNALDATE BODY.PEEK[]<{start}.{length}>)"
        answer = self._session.ask("UID", "FETCH", str(uid), items, octets=length)
        found, _ = _gathered(answer, [uid], b"BODY[]<%d>" % start)
        pieces = found[uid].bodies if answer.ok and uid in found else []
        if len(pieces) == 1 and isinstance(pieces[0], bytes) and len(pieces[0]) <= length:
            return _Piece(pieces[0], found[uid].internal_date)
        return _Piece(None, None)


@dataclass(frozen=True)
class _Piece:
    """None: the server gave none."""

    octets: bytes | None = field(repr=False)
    internal_date: datetime | None


def _gathered(answer: Answer, asked: Sequence[int], name: bytes = _BODY) -> tuple[dict[int, _Found], int]:
    """The answers by UID, and how many bodies came that we cannot give to any UID we asked for.

    An answer without a body says nothing: servers send FLAGS unasked. One that cannot be read may have been a body.
    """
    found: dict[int, _Found] = {}
    strays, wanted = 0, frozenset(asked)
    for line in answer.lines("FETCH"):
        fetched = read_fetch(line)
        if fetched is None or (fetched.uid not in wanted and _has_body(fetched)):
            strays += 1
        elif fetched.uid in wanted and _has_body(fetched):
            _gather(found.setdefault(fetched.uid, _Found()), fetched, name)
    return found, strays


def _gather(found: _Found, fetched: Fetched, name: bytes) -> None:
    bodies = fetched.values(name)
    found.bodies.extend(bodies)
    found.under_other_names += not bodies
    for told in fetched.values(b"INTERNALDATE"):
        found.internal_date = read_time(told)


def _has_body(fetched: Fetched) -> bool:
    return any(key.startswith(_BODY) for key, _ in fetched.items)
