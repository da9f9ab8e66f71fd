"""Compound files (MS-CFB) for tests: version 3, sectors of 512 octets, written as plainly as the format allows."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Tree = Mapping[str, "bytes | Tree"]
"""Streams as octets, storages as trees, by name."""

SECTOR, MINI_SECTOR, CUTOFF = 512, 64, 4096
FREE, END, FAT, DIFAT, NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1
_IN_HEADER = 109
_NUMBERS = SECTOR // 4


@dataclass
class _Entry:
    name: str
    kind: int
    octets: bytes = b""
    left: int = NOTHING
    right: int = NOTHING
    child: int = NOTHING
    start: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        numbers = (len(name) + 2, self.kind, _BLACK, self.left, self.right, self.child)
        size = len(self.octets) if self.kind != _STORAGE else 0
        return struct.pack("<64sHBBIII36xIQ", name, *numbers, self.start, size)


@dataclass
class _Sectors:
    """Sectors and the table of what follows each."""

    length: int
    octets: list[bytes] = field(default_factory=list)
    table: list[int] = field(default_factory=list)

    def add(self, stream: bytes, mark: int | None = None) -> int:
        """Where the stream begins; a stream of nothing has no sector."""
        count = -(-len(stream) // self.length)
        if count == 0:
            return END
        start = len(self.table)
        self.octets.append(stream.ljust(count * self.length, b"\0"))
        self.table += [mark] * count if mark is not None else [*range(start + 1, start + count), END]
        return start


def a_compound_file(tree: Tree, *, is_chain: bool = False) -> bytes:
    """A compound file that holds the tree; with `is_chain`, siblings hang one below the other, as some programs do."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add_children(entries, 0, tree, is_chain=is_chain)
    sectors, mini = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
    for entry in entries[1:]:
        if entry.kind == _STREAM:
            entry.start = (mini if len(entry.octets) < CUTOFF else sectors).add(entry.octets)
    entries[0].octets = b"".join(mini.octets)
    entries[0].start = sectors.add(entries[0].octets)
    mini_fat = _numbers(mini.table)
    mini_start = sectors.add(mini_fat)
    directory = sectors.add(b"".join(entry.packed() for entry in entries))
    header = (directory, 0, CUTOFF, mini_start, len(mini_fat) // SECTOR)
    return _with_allocation(sectors, header)


def _add_children(entries: list[_Entry], parent: int, tree: Tree, *, is_chain: bool) -> None:
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    numbers = list(range(len(entries), len(entries) + len(names)))
    for name in names:
        inside = tree[name]
        entries.append(_Entry(name, _STREAM, inside) if isinstance(inside, bytes) else _Entry(name, _STORAGE))
    entries[parent].child = _chained(entries, numbers) if is_chain else _balanced(entries, numbers)
    for number, name in zip(numbers, names, strict=True):
        inside = tree[name]
        if not isinstance(inside, bytes):
            _add_children(entries, number, inside, is_chain=is_chain)


def _balanced(entries: list[_Entry], numbers: Sequence[int]) -> int:
    if not numbers:
        return NOTHING
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balanced(entries, numbers[:middle])
    entry.right = _balanced(entries, numbers[middle + 1 :])
    return numbers[middle]


def _chained(entries: list[_Entry], numbers: Sequence[int]) -> int:
    for number, after in itertools.pairwise(numbers):
        entries[number].right = after
    return numbers[0] if numbers else NOTHING


def _with_allocation(sectors: _Sectors, header: tuple[int, ...]) -> bytes:
    """The whole file: its FAT covers itself, and what does not fit the header is in DIFAT sectors behind."""
    used, fats, difats = len(sectors.table), 0, 0
    while fats * _NUMBERS < used + fats + difats:
        fats += 1
        difats = -(-max(fats - _IN_HEADER, 0) // (_NUMBERS - 1))
    numbers = list(range(used, used + fats))
    table = [*sectors.table, *[FAT] * fats, *[DIFAT] * difats]
    beyond = list(_difat(numbers[_IN_HEADER:], used + fats))
    in_header = (numbers + [FREE] * _IN_HEADER)[:_IN_HEADER]
    fixed = struct.pack("<8s16x5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<2I", 0, fats) + struct.pack("<5I", *header)
    first_difat = struct.pack("<2I", used + fats if difats else END, difats)
    head = fixed + counts + first_difat + struct.pack(f"<{_IN_HEADER}I", *in_header)
    return head + b"".join(sectors.octets) + _numbers(table) + b"".join(beyond)


def _difat(numbers: Sequence[int], start: int) -> Iterable[bytes]:
    most = _NUMBERS - 1
    pieces = [numbers[at : at + most] for at in range(0, len(numbers), most)]
    for place, piece in enumerate(pieces, 1):
        after = start + place if place < len(pieces) else END
        yield struct.pack(f"<{_NUMBERS}I", *piece, *[FREE] * (most - len(piece)), after)


def _numbers(table: Sequence[int]) -> bytes:
    """A table as whole sectors."""
    filled = [*table, *[FREE] * (-len(table) % _NUMBERS)]
    return struct.pack(f"<{len(filled)}I", *filled)
