"""The messages that a mail hands on, outermost first: those enclosed in it, and those quoted in the text of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archiver.core.anatomy import Anatomy, Body
from archiver.core.forwards.client import client_of
from archiver.core.forwards.inline import Found, in_html, in_text, merged
from archiver.core.forwards.reply_lines import Effort
from archiver.core.forwards.subjects import is_forward
from archiver.core.language import later
from archiver.core.records import Client, Confidence, DateZone, Original, Recovery

MOST = 200
LONGEST_TEXT = 65_536
"""Characters of one message's own words that are kept."""
LONGEST_TEXTS = 1 << 20
"""Of all of them together."""
MOST_PEOPLE = 5_000
"""Recipients of all of them together; of one message all are kept, or none."""
_TEXT_CUT = later("more text than is kept; the rest is in the raw mail only")


@dataclass(frozen=True, slots=True)
class Chain:
    """What a mail hands on, and what its sender wrote above it."""

    own_text: str
    originals: tuple[Original, ...]
    """Each after the one that handed it on."""
    findings: tuple[str, ...] = ()
    client: Client | None = None
    """What the mail itself was made with."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What one message says: in its own words, and in those it quotes."""

    own: str
    found: tuple[Found, ...]
    cids_above: frozenset[str]
    """Content-IDs of pictures among its own words: of a signature, mostly."""
    above: str = ""
    """Its own words above all that it quotes."""


def chain_of(anatomy: Anatomy) -> Chain:
    """Every message in a mail, whoever wrote it; which of them is the original, `choice` decides."""
    assembly = _Assembly(anatomy)
    words = assembly.put_together()
    client = client_of(anatomy.bodies[0], words.above, is_quoting=bool(words.found))
    return Chain(words.own[:LONGEST_TEXT], tuple(assembly.originals), tuple(assembly.findings), client)


class _Assembly:
    def __init__(self, anatomy: Anatomy) -> None:
        self.originals: list[Original] = []
        self.findings: dict[str, None] = {}
        self._room = LONGEST_TEXTS
        self._people = MOST_PEOPLE
        self._effort = Effort(2 * Effort().left)
        self._bodies = anatomy.bodies
        self._content_ids = {part.path: (part.content_id or "").strip("<> ") for part in anatomy.parts}
        self._inside: dict[int, list[int]] = {}
        for number, body in enumerate(anatomy.bodies):
            if body.carrier is not None:
                self._inside.setdefault(body.carrier, []).append(number)

    def put_together(self) -> _Words:
        """Fill the list; gives what the mail's sender wrote."""
        mail = self._bodies[0]
        words = self._words_of(mail)
        if len(words.own) > LONGEST_TEXT:
            self.findings[_TEXT_CUT] = None
        redirected = None
        if mail.headers.envelope.resent_from:
            redirected = self._add(_whole(mail, Recovery.RESENT, words.own, None))
        self._hand_on(0, words, redirected)
        return words

    def _hand_on(self, number: int, words: _Words, parent: int | None) -> None:
        """What one message hands on: first what it quotes, outermost first, then what is enclosed in it.

        Mail programs attach the files of a forwarded mail to the forward, so they belong to the innermost that was
        forwarded; a reply drops them, so none belong to what a reply quotes below itself.
        """
        body = self._bodies[number]
        innermost, owner, is_forwarded = parent, parent, True
        for found in words.found:
            innermost = self._add(_quoted(found, body.path, innermost))
            owner = innermost if is_forwarded else owner
            is_forwarded = is_forwarded and is_forward(found.quoted.subject)
        if owner is not None:
            signature = words.cids_above if words.found else frozenset[str]()
            self._give(owner, [path for path in body.attachments if self._content_ids[path] not in signature])
        for inner in self._inside.get(number, ()):
            self._enclosed(inner, owner, None)

    def _enclosed(self, number: int, parent: int | None, recovery: Recovery | None) -> None:
        body = self._bodies[number]
        recovery = recovery or body.recovery or Recovery.ATTACHED
        words = self._words_of(body)
        if _is_wrapper(body, words) and number in self._inside:
            for inner in self._inside[number]:
                self._enclosed(inner, parent, Recovery.SMIME)
            return
        if len(body.headers.envelope.from_) > 1 or body.headers.envelope.from_count > 1:
            self.findings[later("a message inside has more than one sender")] = None
        place = self._add(_whole(body, recovery, words.own, parent))
        self._hand_on(number, words, place)

    def _words_of(self, body: Body) -> _Words:
        plain = in_text(body.plain, self._effort) if body.plain.strip() else None
        hypertext = in_html(body.hypertext, self._effort) if body.hypertext.strip() else None
        own, found = merged(hypertext, plain)
        if not all(inline.is_whole for inline in (plain, hypertext) if inline):
            self.findings[later("more text or quoted messages than are read; the rest is in the raw mail only")] = None
        above = next((inline.above for inline in (hypertext, plain) if inline and inline.chain), own)
        return _Words(own, found, hypertext.cids_above if hypertext else frozenset(), above)

    def _add(self, original: Original) -> int | None:
        """Its place in the list; when the list is full, that of whoever handed it on."""
        if len(self.originals) >= MOST:
            self.findings[later("more than {n} messages handed on; the rest was not read").format(n=MOST)] = None
            return original.parent
        above = None if original.parent is None else self.originals[original.parent]
        text = original.text[: min(LONGEST_TEXT, self._room)]
        if len(text) < len(original.text):
            self.findings[_TEXT_CUT] = None
        self._room -= len(text)
        self._people -= len(original.to) + len(original.cc)
        if self._people < 0:
            self.findings[later("more recipients than are kept; the rest is in the raw mail only")] = None
            original = replace(original, to=(), cc=())
        size = original.size if original.checksum else len(text.encode("utf-8", "surrogatepass"))
        self.originals.append(replace(original, text=text, size=size, depth=1 + (above.depth if above else 0)))
        return len(self.originals) - 1

    def _give(self, place: int, paths: Iterable[str]) -> None:
        original = self.originals[place]
        self.originals[place] = replace(original, attachments=(*original.attachments, *paths))


def _is_wrapper(body: Body, words: _Words) -> bool:
    """A signed object that only wraps the message it is about (RFC 8551 § 3.1)."""
    return body.recovery is Recovery.SMIME and not body.headers.envelope.from_ and not words.own.strip()


def _whole(body: Body, recovery: Recovery, own_text: str, parent: int | None) -> Original:
    """A message with a header of its own."""
    envelope = body.headers.envelope
    is_one = len(envelope.from_) == 1 and envelope.from_count <= 1
    sure = Confidence.HIGH if b"from" in body.headers.names else Confidence.MEDIUM
    return Original(
        provenance=recovery,
        depth=1,
        confidence=sure if is_one or not envelope.from_ else Confidence.LOW,
        subject=envelope.subject,
        message_id=envelope.message_id,
        from_=envelope.from_[0] if is_one else None,
        to=envelope.to,
        cc=envelope.cc,
        date=envelope.date,
        date_text=envelope.date_text,
        date_zone=DateZone.GIVEN if envelope.date else DateZone.NONE,
        text=own_text,
        path=body.path,
        size=body.size,
        checksum=body.checksum,
        parent=parent,
        has_trace=body.headers.has_trace,
        is_authenticated=body.headers.is_authenticated,
    )


def _quoted(found: Found, path: str, parent: int | None) -> Original:
    """A message whose header is text that anybody may have edited."""
    quoted = found.quoted
    return Original(
        provenance=found.provenance,
        depth=1,
        confidence=found.confidence,
        subject=quoted.subject,
        from_=quoted.from_,
        to=quoted.to,
        cc=quoted.cc,
        date=quoted.date,
        date_text=quoted.date_text[:200],
        date_zone=quoted.date_zone,
        text=quoted.text,
        path=path,
        parent=parent,
    )
