"""`archiver verify --explain`: how anybody checks the time stamps with openssl alone, and the files for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.cli.common import iso, plain, print_json, refuse_if_there, say, say_many, tell, when, write_whole
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.service.commands import StampFiles

SHOWN = 3
README = "README.txt"


def explain_stamps(stamps: Sequence[StampFiles], to: Path | None, *, as_json: bool) -> None:
    """Tell how every time stamp is checked; with a directory, put there all that it takes."""
    if to is not None:
        _write(stamps, to)
    if as_json:
        print_json({"stamps": [_document(one) for one in stamps], "written_to": None if to is None else str(to)})
        return
    tell("\n".join(_explanation(stamps)))
    if to is not None:
        tell("")
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
        " follows from its predecessor. “archiver verify --against N-NAME.txt” checks both. By hand: the hash of an"
        " event is SHA-256 over the previous hash (32 octets) and the event as JSON, with sorted keys and no spaces, in"
        " UTF-8; before the first event it is 64 zeros."
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


def _command(one: StampFiles) -> str:
    name = one.name
    chain = f" -untrusted {name}-chain.pem" if one.others else ""
    then = int(one.stamp.stamped_at.timestamp())
    return f"openssl ts -verify -data {name}.txt -in {name}.tsr -CAfile {name}-roots.pem{chain} -attime {then}"


def _write(stamps: Sequence[StampFiles], to: Path) -> None:
    files = dict(_files(stamps))
    for name in files:
        refuse_if_there(to / name)
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("{path} cannot be written: {problem}.", path=to, problem=error.strerror) from error
    for name, octets in files.items():
        write_whole(to / name, [octets])


def _files(stamps: Sequence[StampFiles]) -> Iterator[tuple[str, bytes]]:
    yield README, ("\n".join(_explanation(stamps)) + "\n").encode()
    for one in stamps:
        yield f"{one.name}.txt", one.stated
        yield f"{one.name}.tsr", one.stamp.response
        yield f"{one.name}-roots.pem", one.roots.encode()
        if one.others:
            yield f"{one.name}-chain.pem", one.others.encode()
