"""Servers that lie, told once, three times, and of one message among ten; afterwards the server is honest again.

Which row of hazards 2.0, or which point of 5.3, a lie is of stands in its name's first word:

=====  =================================================  =====  ==================================================
r1     message gone: OK without FETCH                     r13    BYE AccessTokenExpired
r2     BODY[] NIL, BODY[] ""                              r14    silence
r3     only FLAGS that nobody asked for                   r15    one octet at a time
r4     a body without UID, or under another UID           r16    a SEARCH line of more than a million octets
r5     two bodies for one UID                             r17    no UIDVALIDITY in SELECT, or 0
r6     BODY[]<0> where BODY[] was asked for               r18    IDLE: the server closes
r7     NO after the body                                  r19    IDLE: BYE, then it closes
r8     a literal longer than what is sent                 r20    IDLE: a line in two segments
r9     cut inside a literal, or before the tagged OK      r21    no answer to DONE
r10    a literal shorter than the body                    r22    MOVE: NO
r11    a literal of 1.5 GB, of 100 TB                     r23    MOVE: OK, and nothing moved
r12    NUL, bare CR and LF in a body (no lie, but odd)    r24    MOVE as Exchange answers: COPYUID without "* OK"
F01    the greeting       F02  the login                  F03    SELECT
F04    the list           F05  sizes                      F06    the octets
F16    the move           F17  by COPY                    F18    the proof that a message is gone
=====  =================================================  =====  ==================================================
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import product
from random import Random
from typing import Literal

from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.inside import ROUNDS, Inside, seconds_until
from tests.faults.mail import Mail, a_mail
from tests.faults.oracle import SLOW, UNFINISHED, Finding
from tests.faults.stage import Stage, Theatre
from tests.services import scripted_imap as honest
from tests.services.scripted_imap import (
    Folder,
    HangUp,
    Reply,
    ScriptedImap,
    Talk,
    dripping,
    hang_up,
    saying,
    silence,
)

Telling = Literal["once", "three times", "of one among ten"]
OFTEN: dict[Telling, int] = {"once": 1, "three times": 3, "of one among ten": 1}
AMONG, THE_ONE = 10, 6
HASTY = "[limits]\nconnect_seconds = 2\nread_seconds = 1\ncommand_seconds = 2\n\n"
WITHIN = 60.0
BODIES = r"UID FETCH .*BODY\.PEEK"
SIZES = r"UID FETCH .*RFC822\.SIZE"
COPIES = "IMAP4rev1 IDLE UIDPLUS"
AS_OFTEN_AS_ASKED = 1 << 30
AN_HOUR = timedelta(hours=1, minutes=1)


@dataclass(frozen=True)
class Lie:
    """A lie and when it is told."""

    name: str
    command: str
    """A pattern of commands; "" is the greeting."""
    tell: Callable[[int], Reply]
    """The answer, when it is about the message with this UID."""
    of_a_message: bool = False
    """It is told of one message, and the others of the same command are answered for honestly."""
    capabilities: str = honest.CAPABILITIES
    denies: bool = False
    """It denies that a message is there, or gives it another name, so that the ledger may hold it as vanished."""
    in_rest: bool = False
    """It is told while nothing happens (IDLE)."""
    waits: bool = False
    """The message is taken for too large, which is tried again in an hour."""


# --- lies about one message ------------------------------------------------------------------------------------------


@dataclass
class OfOne:
    """An answer to a FETCH in which one message is lied about so often, and the others are there."""

    uid: int
    piece: Callable[[Folder, int], bytes]
    then: Callable[[Talk, bytes], None] | None = None
    """How it goes on after the lie; None: with the others, and OK."""
    left: int = 1
    told: int = 0

    def __call__(self, talk: Talk, tag: bytes) -> None:
        folder, (numbers, items) = talk.folder, self._asked(talk)
        assert folder is not None
        for uid in folder.among(numbers):
            if uid == self.uid and folder is talk.server.inbox and self.left:
                self.left -= 1
                self.told += 1
                talk.say(self.piece(folder, uid))
                if self.then is not None:
                    return self.then(talk, tag)
            else:
                talk.say(honest.one_fetched(folder, uid, items))
        return talk.say(tag + b" OK done\r\n")

    @staticmethod
    def _asked(talk: Talk) -> tuple[bytes, bytes]:
        _, _, _, numbers, items = talk.server.heard[-1].encode().split(b" ", 4)
        return numbers, items


def of_a_body(
    name: str,
    piece: Callable[[Folder, int], bytes],
    then: Callable[[Talk, bytes], None] | None = None,
    command: str = BODIES,
    waits: bool = False,
) -> Lie:
    return Lie(name, command, lambda uid: OfOne(uid, piece, then), of_a_message=True, waits=waits)


def nothing_of_it(_folder: Folder, _uid: int) -> bytes:
    return b""


def instead(value: bytes) -> Callable[[Folder, int], bytes]:
    """Something else where the body should stand."""
    return lambda folder, uid: b"* %d FETCH (UID %d BODY[] %b)\r\n" % (folder.sequence(uid), uid, value)


def only_flags(folder: Folder, uid: int) -> bytes:
    told = (folder.sequence(uid), folder.sequence(uid), uid)
    return b"* %d FETCH (FLAGS (\\Seen))\r\n* %d FETCH (UID %d FLAGS ())\r\n" % told


def without_uid(_folder: Folder, uid: int) -> bytes:
    return b"* %d FETCH (BODY[] {5}\r\nwrong)\r\n" % uid


def under_another_uid(folder: Folder, uid: int) -> bytes:
    return honest.body(folder.sequence(uid), uid + 1_000, b"wrong")


def two_bodies(folder: Folder, uid: int) -> bytes:
    at = folder.sequence(uid)
    return honest.body(at, uid, folder.messages[uid]) + honest.body(at, uid, b"wrong")


def the_whole(folder: Folder, uid: int) -> bytes:
    return honest.body(folder.sequence(uid), uid, folder.messages[uid])


def another_than_it_is(folder: Folder, uid: int) -> bytes:
    return honest.body(folder.sequence(uid), uid, b"wrong")


def a_piece(folder: Folder, uid: int) -> bytes:
    return honest.body(folder.sequence(uid), uid, folder.messages[uid][:100], b"BODY[]<0>")


def announced(size: Callable[[int], int], sent: Callable[[bytes], bytes]) -> Callable[[Folder, int], bytes]:
    """A literal of which another length is announced than is sent."""

    def piece(folder: Folder, uid: int) -> bytes:
        octets = folder.messages[uid]
        told = (folder.sequence(uid), uid, size(len(octets)), sent(octets))
        return b"* %d FETCH (UID %d BODY[] {%d}\r\n%b" % told

    return piece


def sized(size: Callable[[int], int]) -> Callable[[Folder, int], bytes]:
    return lambda folder, uid: (
        b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (folder.sequence(uid), uid, size(len(folder.messages[uid])))
    )


def refusing(words: bytes) -> Callable[[Talk, bytes], None]:
    return lambda talk, tag: talk.say(tag + b" " + words + b"\r\n")


class Denied(OfOne):
    """The next search does not find it either."""

    def __call__(self, talk: Talk, tag: bytes) -> None:
        if self.left and self.uid in talk.server.inbox.among(self._asked(talk)[0]):
            talk.server.when("UID SEARCH UID", all_but(self.uid), times=1)
        super().__call__(talk, tag)


ABOUT_A_MESSAGE = (
    of_a_body("r1 F06 OK without the message", nothing_of_it),
    Lie("r1 F06 and not found", BODIES, lambda uid: Denied(uid, nothing_of_it), of_a_message=True, denies=True),
    of_a_body("r2 F06 NIL", instead(b"NIL")),
    of_a_body('r2 F06 ""', instead(b'""')),
    of_a_body("r2 F06 an empty literal", instead(b"{0}\r\n")),
    of_a_body("r2 F06 a number", instead(b"17")),
    of_a_body("r3 F06 only flags", only_flags),
    of_a_body("r4 F06 a body without a UID", without_uid),
    of_a_body("r4 F06 a body under another UID", under_another_uid),
    of_a_body("r5 F06 two bodies", two_bodies),
    of_a_body("r6 F06 a piece", a_piece),
    of_a_body("r7 F06 NO after the body", another_than_it_is, refusing(b"NO [SERVERBUG] could not be read")),
    of_a_body("r7 F06 BAD after the body", another_than_it_is, refusing(b"BAD what?")),
    of_a_body("r8 F06 a literal longer than what is sent", announced(lambda n: n + 100, bytes), silence),
    of_a_body("r9 F06 cut inside the literal", announced(int, lambda octets: octets[:200]), hang_up),
    of_a_body("r9 F06 cut before the bracket", announced(int, bytes), hang_up),
    of_a_body("r9 F06 cut before the tagged OK", the_whole, hang_up),
    of_a_body("r10 F06 a literal shorter than the body", announced(lambda n: n - 40, lambda o: o + b")\r\n")),
    of_a_body("r11 F06 a literal of 1.5 GB", announced(lambda _: 1_500_000_000, bytes), silence, waits=True),
    of_a_body("r11 F06 a literal of 100 TB", announced(lambda _: 99_999_999_999_999, bytes), silence, waits=True),
    of_a_body("r15 F06 the octets one at a time", announced(int, lambda octets: octets[:50]), dripping),
    of_a_body("F05 no size", nothing_of_it, command=SIZES),
    of_a_body("F05 a size three times too large", sized(lambda n: 3 * n), command=SIZES),
    of_a_body("F05 a size three times too small", sized(lambda n: n // 3), command=SIZES),
    of_a_body("F05 a size of 0", sized(lambda _: 0), command=SIZES),
    of_a_body("F05 a size of 500 MB", sized(lambda _: 500_000_000), command=SIZES, waits=True),
    of_a_body("F05 NO to the question for sizes", nothing_of_it, refusing(b"NO not now"), command=SIZES),
)


# --- lies about a command --------------------------------------------------------------------------------------------


def always(reply: Reply) -> Callable[[int], Reply]:
    return lambda _uid: reply


def reset(talk: Talk, _tag: bytes) -> None:
    talk._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk._lines.close()
    talk._socket.close()
    raise HangUp


COMMANDS = {
    "F01 the greeting": "",
    "F01 CAPABILITY": "CAPABILITY",
    "F02 LOGIN": "LOGIN",
    "F03 LIST": "LIST",
    "F03 SELECT": "SELECT",
    "F04 NOOP": "NOOP",
    "F04 SEARCH": "UID SEARCH",
    "F05 FETCH of sizes": SIZES,
    "F06 FETCH": BODIES,
    "F16 STATUS": "STATUS",
    "F16 MOVE": "UID MOVE",
    "F18 SEARCH afterwards": "UID SEARCH UID",
}
BYE = b"* BYE [UNAVAILABLE] Session invalidated - AccessTokenExpired\r\n"
FALLS: dict[str, Reply] = {
    "r13 BYE": saying(BYE),
    "r14 silence": silence,
    "r15 one octet at a time": dripping,
    "r9 hanging up": hang_up,
    "r9 half a line": saying(b"* OK [UIDVAL"),
    "F01 RST": reset,
}
AT_ANY_COMMAND = tuple(
    Lie(f"{how}, at {where}", command, always(reply))
    for (where, command), (how, reply) in product(COMMANDS.items(), FALLS.items())
)


def told(*lines: bytes) -> Reply:
    return b"\r\n".join(lines) + b"\r\n"


def another_uidvalidity(talk: Talk, _tag: bytes) -> None:
    """The folder gets another one under our hands, and its messages other UIDs; then the session is over."""
    inbox = talk.server.inbox
    inbox.uidvalidity += 1
    inbox.messages = {uid + 100: octets for uid, octets in inbox.messages.items()}
    inbox.uidnext += 100
    raise HangUp


def ghosts(talk: Talk, tag: bytes) -> None:
    """As many again as there are, that are not there."""
    there = sorted(talk.server.inbox.messages)
    told_ = [*there, *range(there[-1] + 1_000, there[-1] + 1_300)] if there else []
    talk.say(b"* SEARCH %b\r\n%b OK done\r\n" % (b" ".join(b"%d" % uid for uid in told_), tag))


def all_but(uid: int) -> Reply:
    def reply(talk: Talk, tag: bytes) -> None:
        listed = [one for one in sorted(talk.server.inbox.messages) if one != uid]
        talk.say(b"* SEARCH%b\r\n%b OK done\r\n" % (b"".join(b" %d" % one for one in listed), tag))

    return reply


PREAUTH = b"* PREAUTH [CAPABILITY IMAP4rev1] welcome back\r\n"
MANY = b"* SEARCH " + b" ".join(b"%d" % number for number in range(1, 200_001))
TOO_MANY = b"* SEARCH " + b" ".join(b"%d" % number for number in range(1, 20_001))
ON_THE_WAY_IN = (
    Lie("F01 BYE at once", "", always(b"* BYE too many connections\r\n")),
    Lie("F01 PREAUTH", "", always(PREAUTH)),
    Lie("F01 nonsense for a greeting", "", always(b"220 mail ESMTP\r\n")),
    Lie("F02 the password refused", "LOGIN", always(b"TAG NO [AUTHENTICATIONFAILED] no\r\n")),
    Lie("F02 not now", "LOGIN", always(b"TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n")),
    Lie("F02 throttled", "LOGIN", always(b"TAG NO Request is throttled. Suggested Backoff Time: 900 milliseconds\r\n")),
    Lie(
        "F03 authenticated but not connected", "SELECT", always(b"TAG BAD User is authenticated but not connected.\r\n")
    ),
    Lie("F03 no INBOX in the list", "LIST", always(told(b'* LIST () "/" Arkiveret', b"TAG OK done"))),
    Lie("F03 no archive folder in the list", "LIST", always(told(b'* LIST () "/" INBOX', b"TAG OK done"))),
    Lie("r17 F03 no UIDVALIDITY", "SELECT", always(told(b"* 1 EXISTS", b"TAG OK done"))),
    Lie("r17 F03 UIDVALIDITY 0", "SELECT", always(told(b"* 1 EXISTS", b"* OK [UIDVALIDITY 0] x", b"TAG OK done"))),
    Lie("F03 SELECT NO", "SELECT", always(b"TAG NO [SERVERBUG] not now\r\n")),
    Lie("F03 read-only", "UID MOVE", always(b"TAG NO [NOPERM] this folder is read-only\r\n")),
    Lie("F03 another UIDVALIDITY", BODIES, always(another_uidvalidity), denies=True),
    Lie("F03 another UIDVALIDITY at MOVE", "UID MOVE", always(another_uidvalidity), denies=True),
    Lie("r16 F04 a line of more than a million octets", "UID SEARCH", always(told(MANY, b"TAG OK done"))),
    Lie("F04 an empty list", "UID SEARCH", always(b"* SEARCH\r\nTAG OK done\r\n"), denies=True),
    Lie("F04 no list", "UID SEARCH", always(b"TAG OK done\r\n"), denies=True),
    Lie("F04 one not in the list", "UID SEARCH 1:", all_but, denies=True),
    Lie("F04 three hundred that are not there", "UID SEARCH 1", always(ghosts), denies=True),
    Lie("F04 twenty thousand in a window of ten thousand", "UID SEARCH", always(told(TOO_MANY, b"TAG OK done"))),
    Lie("F04 what is no number", "UID SEARCH", always(told(b"* SEARCH 1 x", b"TAG OK done"))),
    Lie("F04 SEARCH NO", "UID SEARCH", always(b"TAG NO [SERVERBUG] not now\r\n")),
)


# --- lies about the move ---------------------------------------------------------------------------------------------


def _asked_uids(talk: Talk) -> list[int]:
    assert talk.folder is not None
    return talk.folder.among(talk.server.heard[-1].encode().split(b" ")[3])


def _words(talk: Talk) -> list[bytes]:
    return talk.server.heard[-1].encode().split(b" ")[3:]


def copyuid(talk: Talk) -> bytes:
    """What a server says that has moved them."""
    uids, archive = _asked_uids(talk), talk.server.archive
    there = range(archive.uidnext, archive.uidnext + len(uids))
    return b"[COPYUID %d %b %b]" % (archive.uidvalidity, honest.numbers(uids), honest.numbers(there))


def named_but_not_moved(talk: Talk, tag: bytes) -> None:
    talk.say(b"* OK %b moved\r\n%b OK done\r\n" % (copyuid(talk), tag))


def named_and_denied(talk: Talk, tag: bytes) -> None:
    """Nothing is moved, and until the next session that is lied about twice."""
    talk.server.when("UID SEARCH UID", b"* SEARCH\r\nTAG OK done\r\n", times=1)
    named_but_not_moved(talk, tag)


def as_exchange(talk: Talk, tag: bytes) -> None:
    """Moved, and COPYUID stands on a line of its own without "* OK"."""
    named = copyuid(talk)
    removed = honest.moved(talk, _words(talk)).partition(b"\r\n")[2]
    talk.say(named + b"\r\n" + removed + tag + b" OK done\r\n")


def done_and(answer: bytes, then: Callable[[Talk, bytes], None] | None = None) -> Callable[[Talk, bytes], None]:
    """Obeyed; and this is all that is said of it."""

    def reply(talk: Talk, tag: bytes) -> None:
        command = talk.server.heard[-1].encode().partition(b" ")[2].split(b" ")
        honest.BEHAVIOURS["UID_" + command[1].decode().upper()](talk, command[2:])
        talk.say(answer.replace(b"TAG", tag))
        if then is not None:
            then(talk, tag)

    return reply


def all_but_one_moved(uid: int) -> Reply:
    def reply(talk: Talk, tag: bytes) -> None:
        others = honest.numbers(one for one in _asked_uids(talk) if one != uid)
        said = honest.moved(talk, [others]) if others else b""
        talk.say(said + tag + b" OK done\r\n")

    return reply


def still_there(talk: Talk, tag: bytes) -> None:
    """What was asked for, whether it is there or not."""
    numbers = talk.server.heard[-1].encode().split(b" ")[4]
    uids = [int(number) for span in numbers.split(b",") for number in _span(span)]
    talk.say(b"* SEARCH%b\r\n%b OK done\r\n" % (b"".join(b" %d" % uid for uid in uids), tag))


def _span(span: bytes) -> range:
    first, _, last = span.partition(b":")
    return range(int(first), int(last or first) + 1)


NO_ROOM = b"TAG NO [OVERQUOTA] no room\r\n"
NOTHING = b"TAG OK done\r\n"
OF_THE_MOVE = (
    Lie("r22 F16 MOVE NO", "UID MOVE", always(NO_ROOM)),
    Lie("r22 F16 MOVE NO [TRYCREATE]", "UID MOVE", always(b"TAG NO [TRYCREATE] no such folder\r\n")),
    Lie("r23 F16 OK and nothing moved", "UID MOVE", always(NOTHING)),
    Lie("r23 F16 COPYUID and nothing moved", "UID MOVE", always(named_but_not_moved)),
    Lie("r23 F16 COPYUID, nothing moved and not found", "UID MOVE", always(named_and_denied), denies=True),
    Lie("r23 F16 all but one moved", "UID MOVE", all_but_one_moved),
    Lie("r24 F16 as Exchange answers", "UID MOVE", always(as_exchange)),
    Lie("F16 moved, and no answer", "UID MOVE", always(done_and(b"", hang_up))),
    Lie("F16 moved, and silence", "UID MOVE", always(done_and(b"", silence))),
    Lie("F16 moved, and BYE", "UID MOVE", always(done_and(BYE, hang_up))),
    Lie("F16 moved, and nothing told", "UID MOVE", always(done_and(NOTHING))),
    Lie("F16 moved, and NO", "UID MOVE", always(done_and(NO_ROOM))),
    Lie("F18 gone, says the search", "UID SEARCH UID", always(told(b"* SEARCH", b"TAG OK done")), denies=True),
    Lie("F18 still there, says the search", "UID SEARCH UID", always(still_there)),
    Lie("F18 NO", "UID SEARCH UID", always(b"TAG NO [SERVERBUG] not now\r\n")),
    Lie("F17 COPY NO", "UID COPY", always(NO_ROOM), capabilities=COPIES),
    Lie("F17 OK and nothing copied", "UID COPY", always(NOTHING), capabilities=COPIES),
    Lie("F17 COPYUID and nothing copied", "UID COPY", always(named_but_not_moved), capabilities=COPIES),
    Lie("F17 copied, and no answer", "UID COPY", always(done_and(b"", hang_up)), capabilities=COPIES),
    Lie("F17 copied, and not named", "UID COPY", always(done_and(NOTHING)), capabilities=COPIES),
    Lie("F17 not marked", "UID STORE", always(b"TAG NO [NOPERM] no\r\n"), capabilities=COPIES),
    Lie("F17 marked, says it", "UID STORE", always(NOTHING), capabilities=COPIES),
    Lie("F17 EXPUNGE NO", "UID EXPUNGE", always(NO_ROOM), capabilities=COPIES),
    Lie("F17 OK and nothing expunged", "UID EXPUNGE", always(NOTHING), capabilities=COPIES),
    Lie("F17 expunged, and no answer", "UID EXPUNGE", always(done_and(b"", hang_up)), capabilities=COPIES),
)


# --- lies in rest ----------------------------------------------------------------------------------------------------


def in_two(then: Callable[[Talk, bytes], None] | None) -> Callable[[Talk, bytes], None]:
    """ "+", and a line in two segments, of which the second may never come."""

    def reply(talk: Talk, tag: bytes) -> None:
        talk.say(b"+ idling\r\n* 1 EXI")
        if then is not None:
            then(talk, tag)
        talk.server.stopping.wait(0.3)
        talk.say(b"STS\r\n")
        talk.heard()
        talk.say(tag + b" OK done\r\n")

    return reply


def deaf(talk: Talk, tag: bytes) -> None:
    """No answer to DONE."""
    talk.say(b"+ idling\r\n")
    silence(talk, tag)


RESTLESS: dict[str, Reply] = {
    "r18 IDLE: it closes": saying(b"+ idling\r\n"),
    "r18 IDLE: RST": saying(b"+ idling\r\n", then=reset),
    "r19 IDLE: BYE": saying(b"+ idling\r\n" + BYE),
    "r20 IDLE: a line in two segments": in_two(None),
    "r20 IDLE: half a line, and it closes": in_two(hang_up),
    "r20 IDLE: half a line, and silence": in_two(silence),
    "r21 IDLE: no answer to DONE": deaf,
    "r14 IDLE: silence": silence,
    "r15 IDLE: one octet at a time": saying(b"+ idling\r\n", then=dripping),
    "IDLE NO": b"TAG NO not here\r\n",
    "IDLE BAD": b"TAG BAD what?\r\n",
}
IN_REST = tuple(Lie(name, "IDLE", always(reply), in_rest=True) for name, reply in RESTLESS.items())
LIES = (*ABOUT_A_MESSAGE, *ON_THE_WAY_IN, *OF_THE_MOVE, *AT_ANY_COMMAND, *IN_REST)


# --- what is made of them --------------------------------------------------------------------------------------------


@dataclass
class Liar:
    """A server that lies, and the archive that must live with it."""

    server: ScriptedImap
    stage: Stage
    product: Inside
    lie: Lie
    mails: list[Mail] = field(default_factory=list)
    replies: list[OfOne | Counted] = field(default_factory=list)

    def take(self, mail: Mail) -> None:
        self.stage.ledger.add([mail])
        self.mails.append(mail)
        self.server.inbox.add(mail.octets)

    @property
    def told(self) -> int:
        """How often it has lied."""
        return sum(reply.told for reply in self.replies)

    def lies(self, telling: Telling) -> None:
        """So often, from now on."""
        among_ten = telling == "of one among ten"
        self._lie_about(THE_ONE - 1 - AMONG if among_ten else -1, OFTEN[telling], always_of_it=among_ten)

    def lies_of_another(self, mail: Mail, often: int) -> None:
        """So often still, of a mail that has just come: the product leaves the first alone for now, or has it."""
        self.server.forget_lies()
        self.take(mail)
        self._lie_about(-1, often)

    def _lie_about(self, place: int, often: int, *, always_of_it: bool = False) -> None:
        reply = self.lie.tell(sorted(self.server.inbox.messages)[place])
        if isinstance(reply, OfOne):
            reply.left = AS_OFTEN_AS_ASKED if always_of_it else often
            self.replies.append(reply)
            self.server.when(self.lie.command, reply)
            return
        counted = Counted(reply)
        self.replies.append(counted)
        if self.lie.command:
            self.server.when(self.lie.command, counted, times=often)
        else:
            self.server.greeting = Greetings(counted, often, self.server.greeting)

    def is_honest_again(self) -> None:
        self.server.forget_lies()

    def waited(self) -> list[Finding]:
        """Mails that were kept waiting by what was said of another (I10)."""
        moved = set(self.server.archive.messages.values())
        others = [(number, mail) for number, mail in enumerate(self.mails, 1) if number != THE_ONE]
        return [Finding(SLOW, f"mail {number} had to wait") for number, mail in others if mail.octets not in moved]

    def in_folder(self, folder: str) -> list[bytes]:
        one = self.server.inbox if folder == "INBOX" else self.server.archive
        return list(one.messages.values())

    def judged(self) -> list[Finding]:
        if self.lie.denies:
            self.stage.ledger.seen_again |= {mail.sha256 for mail in self.mails}
        return self.stage.oracle(elsewhere=self.in_folder).judge()


@dataclass
class Counted:
    """A lie that knows how often it was told."""

    lie: Reply
    told: int = 0

    def __call__(self, talk: Talk, tag: bytes) -> None:
        self.told += 1
        honest.perform(self.lie, talk, tag)


@dataclass
class Greetings:
    """So many lies, and then the truth."""

    lie: Reply
    left: int
    truth: Reply

    def __call__(self, talk: Talk, tag: bytes) -> None:
        self.left -= 1
        honest.perform(self.lie if self.left >= 0 else self.truth, talk, tag)


@contextmanager
def a_liar(theatre: Theatre, lie: Lie) -> Iterator[Liar]:
    with (
        ScriptedImap(capabilities=lie.capabilities) as server,
        theatre.stage("sqlite", more=HASTY, imap_port=server.port) as stage,
        ExitStack() as kept,
    ):
        yield Liar(server, stage, kept.enter_context(Inside(stage)), lie)


def odd(mail: Mail) -> Mail:
    """With octets that a text has not (r12)."""
    return replace(mail, octets=mail.octets + b"A: 1\nB: 2\rC: \x00\xff\r\n* BYE\r\nA1 OK done\r\n)\r\n{5}\r\n")


def one_lie(theatre: Theatre, lie: Lie, telling: Telling, chance: Random) -> Case:
    """Mails, rounds while the server lies, and rounds when it does not any more."""
    with a_liar(theatre, lie) as liar:
        for number in range(1, (AMONG if telling == "of one among ten" else 1) + 1):
            liar.take(odd(a_mail(number, chance, size=200)))
        findings, recovery = in_rest(liar, telling, chance) if lie.in_rest else in_rounds(liar, telling, chance)
        liar.product.post()
        if liar.told < OFTEN[telling]:
            findings.append(Finding(UNFINISHED, f"this lie was told {liar.told} times"))
        facts = {"mails": len(liar.mails), "lies": liar.told}
        return Case(f"{lie.name}: {telling}", (*findings, *liar.judged()), recovery, facts)


def in_rounds(liar: Liar, telling: Telling, chance: Random) -> tuple[list[Finding], float]:
    liar.lies(telling)
    liar.product.round()
    among_ten = telling == "of one among ten"
    findings = liar.waited() if among_ten and liar.lie.of_a_message else []
    for _ in range(ROUNDS):
        if (left := OFTEN[telling] - liar.told) <= 0:
            break
        before = liar.told
        liar.product.round()
        if liar.told == before:
            liar.lies_of_another(odd(a_mail(len(liar.mails) + 1, chance, size=200)), left)
    liar.is_honest_again()
    if liar.lie.waits:
        liar.product.ahead += AN_HOUR
    if liar.product.until_complete() is None:
        findings.append(Finding(UNFINISHED, "no round was complete"))
    return findings, 0.0


def in_rest(liar: Liar, telling: Telling, chance: Random) -> tuple[list[Finding], float]:
    """It lies in IDLE, and mail comes meanwhile, for each lie one."""
    liar.lies(telling)
    slowest: float | None = 0.0
    with liar.product.watching(1.0):
        for number in range(1, OFTEN[telling] + 1):
            seconds_until(partial(_has_told, liar, number), 30)
            liar.take(odd(a_mail(len(liar.mails) + 1, chance, size=200)))
            took = seconds_until(lambda: not liar.server.inbox.messages, WITHIN)
            slowest = None if slowest is None or took is None else max(slowest, took)
        connections = liar.server.connections
    findings = [Finding(SLOW, f"not taken in {WITHIN:.0f} s after it")] if slowest is None else []
    if connections > 12:
        findings.append(Finding(SLOW, f"{connections} connections for three lies"))
    return findings, slowest or 0.0


def _has_told(liar: Liar, often: int) -> bool:
    return liar.told >= often


def every_lie(share: int, shares: int, theatre: Theatre, chance: Random) -> Iterator[Case]:
    for lie, telling in list(product(LIES, OFTEN))[share::shares]:
        yield one_lie(theatre, lie, telling, chance)


def some_lies(of: tuple[Lie, ...], cases: int, theatre: Theatre, chance: Random) -> Iterator[Case]:
    for lie in chance.sample(of, cases):
        yield one_lie(theatre, lie, chance.choice(list(OFTEN)), chance)


def shards(size: Size) -> list[Shard]:
    if size is Size.QUICK:
        few = {"messages": (ABOUT_A_MESSAGE, 8), "the way in": (ON_THE_WAY_IN, 6), "the move": (OF_THE_MOVE, 7)}
        few |= {"any command": (AT_ANY_COMMAND, 4), "rest": (IN_REST, 2)}
        return [Shard(name, partial(some_lies, of, cases), cases, 0.3) for name, (of, cases) in few.items()]
    shares = 4
    every = len(LIES) * len(OFTEN) // shares
    return [Shard(f"share {one + 1}", partial(every_lie, one, shares), every, 4.0) for one in range(shares)]


PART = Part("imap-lies", "IMAP servers that lie, once, three times, and of one message among ten", shards, ("lies",))
