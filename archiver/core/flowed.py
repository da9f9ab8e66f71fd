"""Format=flowed (RFC 3676): lines that a mail program broke to fit are one line again."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflowed(text: str) -> str:
    """The text with its soft line breaks undone, each line still behind its quote marks; the rest as it is.

    A space at the end of a line joins it to the next of the same quote depth. The space is kept where DelSp is not
    asked for, which hardly anybody does.
    """
    done: list[str] = []
    depth, open_line = 0, False
    for line in text.splitlines():
        quoted, content = len(line) - len(line.lstrip(">")), line.lstrip(">")
        content = content.removeprefix(" ")
        if open_line and quoted == depth and content != _SIGNATURE:
            done[-1] += content
        else:
            done.append(f"{'>' * quoted} {content}" if quoted else content)
        depth, open_line = quoted, content.endswith(" ") and content != _SIGNATURE
    return "\n".join(done)
