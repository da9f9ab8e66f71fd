"""`archiver verify --explain`: how anybody checks the chain of custody with Python or sha256sum alone, and its time
stamps with openssl, and the files for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.cli.common import iso, plain, print_json, refuse_if_there, say, say_many, tell, when, write_whole
from archiver.core.language import later
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.core.records import ChainHead
    from archiver.service.commands import StampFiles

Chain = Callable[[], "tuple[ChainHead, Iterator[bytes]]"]

SHOWN = 3
README, EVENTS = "README.txt", "events.jsonl"

FIELDS = {
    "seq": later("its number; the first is 1, and none is left out"),
    "at": later("when, by the archive's clock, in UTC"),
    "act": later("what happened, in a word of a closed vocabulary"),
    "agent": later("who did it: “archiver” by itself, or “operator” and the name of an account"),
    "subject": later("to what: an item, a case, a letter, the archive"),
    "outcome": later("“success” or “failure”"),
    "detail": later("more of it: identifiers, numbers, fixed words and hashes"),
}
"""Of an event; their names are those of `core.custody.canonical`."""

RECIPE = """\
import hashlib, json
last, number = "0" * 64, 0
for number, line in enumerate(open("events.jsonl", encoding="utf-8", newline="\\n"), start=1):
    one = json.loads(line)
    words = json.dumps(one["event"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    link = hashlib.sha256(bytes.fromhex(last) + words.encode()).hexdigest()
    if (one["event"]["seq"], one["previous"], one["hash"]) != (number, last, link):
        raise SystemExit(f"broken at event {number}")
    last = link
print(f"{number}:{last}")
"""
BY_HAND = (
    "sed -n 1p events.jsonl | cut -b88-151",
    "(sed -n 1p events.jsonl | cut -b14-77 | tr -d '\\n' | tr a-f A-F | basenc --base16 -d; \\",
    " sed -n 1p events.jsonl | cut -b162- | tr -d '\\n' | head -c -1) | sha256sum",
)


def explain_stamps(stamps: Sequence[StampFiles], chain: Chain, to: Path | None, *, as_json: bool) -> None:
    """Tell how the chain and every time stamp is checked; with a directory, put there all that it takes.

    The `chain` is asked for only then, since that it is handed out is written down.
    """
    head = None if to is None else _write(stamps, chain, to)
    if as_json:
        written = {"written_to": None if to is None else str(to), "events": None if head is None else head.count}
        print_json({"stamps": [_document(one) for one in stamps], **written})
        return
    tell("\n".join(_explanation(stamps)))
    if to is not None and head is not None:
        tell("")
        tell(
            say("The chain of custody, {count} events up to {head}, was written to {path}.").format(
                count=head.count, head=head.head, path=plain(str(to / EVENTS))
            )
        )
        sentence = say_many(
            "{count} time stamp was written to {path}.", "{count} time stamps were written to {path}.", len(stamps)
        )
        tell(sentence.format(count=len(stamps), path=plain(str(to))))


def _document(one: StampFiles) -> dict[str, object]:
    return {
        "authority": one.stamp.authority,
        "count": one.stamp.head.count,
        "head": one.stamp.head.head,
        "stamped_at": iso(one.stamp.stamped_at),
        "checked": one.stamp.is_checked,
        "command": _command(one),
    }


def _explanation(stamps: Sequence[StampFiles]) -> Iterator[str]:
    if not stamps:
        yield say("There are no time stamps in this archive; [timestamps] in the configuration turns them on.")
        return
    yield say(
        "A time stamp (RFC 3161) is an outside authority's signature on a hash and a time. What is stamped is one line"
        " of text: how many events the custody log had, a colon, the SHA-256 of the last of them, and a line feed. The"
        " same line stands in the weekly letters as the witness line."
    )
    yield ""
    yield say("Each stamp is four files, which “archiver verify --explain --to DIRECTORY” writes:")
    yield "  " + say("N-NAME.txt         the line that was stamped")
    yield "  " + say("N-NAME.tsr         the authority's answer, octet for octet")
    yield "  " + say("N-NAME-roots.pem   the root certificates that the archive trusted")
    yield "  " + say("N-NAME-chain.pem   the certificates between the signature and the root")
    yield ""
    yield say("Check them in that directory with openssl (3.0 or newer), which must answer “Verification: OK”:")
    for one in stamps[-SHOWN:]:
        yield f"  {_command(one)}"
    if len(stamps) > SHOWN:
        yield "  " + say("… and so on, for all {count} of them.").format(count=len(stamps))
    yield ""
    yield say("What time it tells, and of which hash:")
    yield f"  openssl ts -reply -in {stamps[-1].name}.tsr -text"
    yield f"  sha256sum {stamps[-1].name}.txt"
    yield ""
    yield say(
        "-attime asks whether the certificates were valid when the stamp was made; they may have ended since. Do not"
        " trust our copy of the root: fetch it from the authority itself, and compare the fingerprint:"
    )
    yield f"  openssl x509 -in {stamps[-1].name}-roots.pem -noout -subject -fingerprint -sha256"
    yield ""
    yield say(
        "Is the archive still what was stamped? Then event N still has the hash in that line, and every event before it"
        " follows from its predecessor. “archiver verify --against N-NAME.txt” checks both. By hand: “archiver verify"
        " --explain --to DIRECTORY” writes events.jsonl, and README.txt says there how it is recomputed."
    )
    yield ""
    yield say(
        "Keep these files outside the reach of whoever runs the archive: somebody who rewrites all of it can have new"
        " stamps made, but only with a new time."
    )
    yield ""
    for one in stamps[-SHOWN:]:
        yield say("Event {count}: stamped by {authority}, {when}.").format(
            count=one.stamp.head.count, authority=plain(one.stamp.authority), when=when(one.stamp.stamped_at)
        )


def _of_the_chain() -> Iterator[str]:
    yield say(
        "events.jsonl is the chain of custody of a mail archive: one event on each line, oldest first, with the hash of"
        " the event before it (“previous”) and its own (“hash”). An event is exactly these seven fields:"
    )
    yield ""
    for name, said in FIELDS.items():
        yield f"  {name:<8} {say(said)}"
    yield ""
    yield say(
        "The hash of an event is SHA-256 over the hash before it, as 32 octets, and then the event as JSON in UTF-8:"
        " keys sorted, no spaces, and nothing escaped but quotation marks, backslashes and control characters. Before"
        " the first event stand 64 zeros. Each line has the event in that very form already."
    )
    yield ""
    yield say("With Python, the whole chain:")
    yield ""
    yield from (f"    {line}".rstrip() for line in RECIPE.splitlines())
    yield ""
    yield say("With nothing but coreutils, event 1 (for event N write N for 1); both lines must give the same hash:")
    yield ""
    yield from (f"    {line}" for line in BY_HAND)
    yield ""
    yield say(
        "What Python prints is a witness line, “COUNT:HASH”, as the weekly letters and the stamped lines below have it."
        " Hold an older one against the chain: line COUNT of events.jsonl must have that “hash”. Then nothing up to"
        " that event was changed, taken out or put in since the letter or the stamp was made."
    )
    yield ""
    yield say(
        "The chain holds no address, no subject and no word of a mail; of those it has hashes. docs/custody.md in the"
        " source of archiver has every act, and for each hash what it is of."
    )


def _command(one: StampFiles) -> str:
    name = one.name
    chain = f" -untrusted {name}-chain.pem" if one.others else ""
    then = int(one.stamp.stamped_at.timestamp())
    return f"openssl ts -verify -data {name}.txt -in {name}.tsr -CAfile {name}-roots.pem{chain} -attime {then}"


def _write(stamps: Sequence[StampFiles], chain: Chain, to: Path) -> ChainHead:
    files = dict(_files(stamps))
    for name in (*files, EVENTS):
        refuse_if_there(to / name)
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("{path} cannot be written: {problem}.", path=to, problem=error.strerror) from error
    head, lines = chain()
    write_whole(to / EVENTS, lines)
    for name, octets in files.items():
        write_whole(to / name, [octets])
    return head


def _files(stamps: Sequence[StampFiles]) -> Iterator[tuple[str, bytes]]:
    yield README, ("\n".join([*_of_the_chain(), "", *_explanation(stamps)]) + "\n").encode()
    for one in stamps:
        yield f"{one.name}.txt", one.stated
        yield f"{one.name}.tsr", one.stamp.response
        yield f"{one.name}-roots.pem", one.roots.encode()
        if one.others:
            yield f"{one.name}-chain.pem", one.others.encode()
