"""Resting until something may have come: IDLE (RFC 2177) as a wake-up only.

Of its words one is believed: a bare OK tells of nothing. Whatever else is said, somebody has to look.

`IMAPClient.idle_check()` is not used: on a closed connection it returns [] at once for ever, and it loses half lines.
"""

from __future__ import annotations

import select
from time import monotonic

from archiver.edges.mailbox.refusals import response_code
from archiver.edges.mailbox.session import Session
from archiver.edges.mailbox.wire import Wire

CHATTER_PAUSE = 1.0
"""Seconds to wait after words that tell of no arrival: some servers say something at the start of each IDLE."""


def rest(session: Session, seconds: float, arrivals: int) -> bool:
    """Wait for at most so many seconds, or until told to stop. True: look now.

    `arrivals` is the wire's count at the last look: what came since then must not be slept over.
    """
    ends = monotonic() + seconds
    may_idle = session.can(b"IDLE") and session.account.idle
    while session.wire.arrivals == arrivals and not session.stop.is_set() and (left := ends - monotonic()) > 0:
        woken = session.converse(_Idle(session, min(left, session.limits.idle_seconds), arrivals)) if may_idle else None
        if woken is None:  # no IDLE here: the next look comes when the time is over
            session.stop.wait(ends - monotonic())
        elif woken and session.wire.arrivals == arrivals:
            return not session.stop.wait(CHATTER_PAUSE)
    return session.wire.arrivals != arrivals


class _Idle:
    """One IDLE from its continuation to its DONE."""

    def __init__(self, session: Session, seconds: float, arrivals: int) -> None:
        self._stop, self._limits = session.stop, session.limits
        self._ends = monotonic() + seconds
        self._arrivals = arrivals

    def __call__(self, wire: Wire) -> bool | None:
        """Whether anything came that may tell of mail; None if the server would not."""
        wire.forget()
        wire.stream.allow(self._limits.command_seconds)
        tag = wire._command("IDLE")
        if not _continued(wire, tag):
            del wire.tagged_commands[tag]
            return None
        woken = self._woken(wire)
        wire.stream.allow(self._limits.command_seconds)
        wire.send(b"DONE\r\n")
        wire._get_tagged_response(tag)
        if woken and _was_sign_of_life(wire):
            self._stop.wait(max(0.0, min(CHATTER_PAUSE, self._ends - monotonic())))
            return False
        return woken

    def _woken(self, wire: Wire) -> bool:
        """Octets that were read ahead already are seen by no poll."""
        if wire.arrivals != self._arrivals or wire.stream.waiting():
            return True
        with self._stop.heard() as stop:
            poll = select.poll()
            for one in (wire.sock.fileno(), stop):
                poll.register(one, select.POLLIN)
            ready = poll.poll(max(0.0, self._ends - monotonic()) * 1000)
        return any(one != stop for one, _ in ready)


def _was_sign_of_life(wire: Wire) -> bool:
    """Whether the server has said nothing but OK, with no code, which tells of no folder (RFC 3501 § 7.1.1).

    Dovecot does every two minutes, in all connections of one client at once: a hundred mailboxes would be looked at
    together, for nothing.
    """
    said = wire.untagged_responses
    return said.keys() == {"OK"} and not any(map(response_code, said["OK"]))


def _continued(wire: Wire, tag: bytes) -> bool:
    """Until "+": what the server says before it is only counted."""
    while wire._get_response() is not None:
        if wire.tagged_commands[tag]:
            return False
    return True
