"""What is known of an enclosed message by the reading of its carrier, as if it had come by itself."""

from __future__ import annotations

from dataclasses import replace

from archiver.core.cuts import inside
from archiver.core.records import EnclosedMessage, Original, Part, Reading


def reading_inside(reading: Reading, enclosed: EnclosedMessage) -> Reading:
    """What is understood of an enclosed message: paths, cuts and levels are its own, not its carrier's."""
    parts = tuple(_moved_part(part, enclosed) for part in reading.parts if _lies_in(part.path, enclosed))
    return Reading(
        envelope=enclosed.envelope,
        parts=parts,
        enclosed=tuple(
            replace(inner, path=_inner(inner.path, enclosed), cuts=inside(inner.cuts, enclosed.cuts))
            for inner in reading.enclosed
            if _lies_in(inner.path, enclosed)
        ),
        originals=tuple(_moved_originals(reading.originals, enclosed)),
        frame=enclosed.size - sum(part.cuts[0].length for part in parts if len(part.cuts) == 1),
        text=next((original.text for original in reading.originals if _is_whole(original, enclosed)), ""),
    )


def _lies_in(path: str, enclosed: EnclosedMessage) -> bool:
    return path.startswith(f"{enclosed.path}.")


def _inner(path: str, enclosed: EnclosedMessage) -> str:
    return path[len(enclosed.path) + 1 :]


def _moved_part(part: Part, enclosed: EnclosedMessage) -> Part:
    path = _inner(part.path, enclosed)
    made_up = f"del-{part.path}"  # a name of ours tells its place
    name = part.safe_filename
    return replace(
        part,
        path=path,
        cuts=inside(part.cuts, enclosed.cuts) if part.cuts else (),
        safe_filename=f"del-{path}{name.removeprefix(made_up)}" if name.startswith(made_up) else name,
    )


def _is_whole(original: Original, enclosed: EnclosedMessage) -> bool:
    """Whether an original is the enclosed message itself, and not one that it quotes."""
    return original.path == enclosed.path and original.checksum == enclosed.checksum


def _moved_originals(originals: tuple[Original, ...], enclosed: EnclosedMessage) -> list[Original]:
    top = next((place for place, original in enumerate(originals) if _is_whole(original, enclosed)), None)
    if top is None:
        return []
    below, moved = {top: -1}, list[Original]()
    for place, original in enumerate(originals):
        if original.parent in below:
            below[place] = len(moved)
            parent = below[original.parent]
            moved.append(
                replace(
                    original,
                    parent=None if parent < 0 else parent,
                    depth=original.depth - originals[top].depth,
                    path=_inner(original.path, enclosed),
                    attachments=tuple(_inner(path, enclosed) for path in original.attachments),
                    choice=None,
                )
            )
    return moved
