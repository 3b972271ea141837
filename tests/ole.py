"""Containers as old Office, encrypted Office files and Outlook mail have them (compound files), made for tests."""

from __future__ import annotations

import struct
from dataclasses import dataclass

SECTOR, SMALL_SECTOR, CUTOFF = 512, 64, 4096
FREE, END, IN_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
Tree = dict[str, "bytes | Tree"]


@dataclass
class Entry:
    """One line of the directory."""

    name: str
    kind: int
    content: bytes = b""
    child: int = FREE
    right: int = FREE
    start: int = END


def container(*streams: str) -> bytes:
    """Return a container with streams of these names."""
    return compound({name: b"content of " + name.encode() for name in streams})


def compound(tree: Tree) -> bytes:
    """Return a container with these streams, and storages of further ones."""
    entries = [Entry("Root Entry", ROOT)]
    _add(entries, 0, tree)
    small, large = b"", b""
    small_fat: list[int] = []
    fat: list[int] = []
    for entry in entries:
        if entry.kind == STREAM and len(entry.content) < CUTOFF:
            entry.start = len(small_fat) if entry.content else END
            small, small_fat = _append(small, small_fat, entry.content, SMALL_SECTOR)
        elif entry.kind == STREAM:
            entry.start = len(fat)
            large, fat = _append(large, fat, entry.content, SECTOR)
    entries[0].content, entries[0].start = small, len(fat) if small else END
    large, fat = _append(large, fat, small, SECTOR)
    first_small, small_map = len(fat), b"".join(struct.pack("<L", number) for number in small_fat)
    large, fat = _append(large, fat, small_map, SECTOR, fill=b"\xff")
    first_entry, lines = len(fat), b"".join(map(_line, entries))
    large, fat = _append(large, fat, lines, SECTOR)
    count = -(-len(fat) // (SECTOR // 4 - 1))
    places = [len(fat) + each for each in range(count)]
    fat += [IN_FAT] * count
    fat_bytes = b"".join(struct.pack("<L", number) for number in fat).ljust(count * SECTOR, b"\xff")
    head = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count, first_entry, 0, CUTOFF),
        *(first_small if small_fat else END, -(-len(small_map) // SECTOR), END, 0),
    )
    head += b"".join(struct.pack("<L", place) for place in places)
    return head.ljust(SECTOR, b"\xff") + large + fat_bytes


def _add(entries: list[Entry], parent: int, tree: Tree) -> None:
    """Add the entries of a tree; the siblings are a chain in the order that the format asks for."""
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    places = []
    for name in names:
        content = tree[name]
        places.append(len(entries))
        entries.append(Entry(name, STREAM, content) if isinstance(content, bytes) else Entry(name, STORAGE))
        if not isinstance(content, bytes):
            _add(entries, places[-1], content)
    for place, following in zip(places, [*places[1:], FREE], strict=True):
        entries[place].right = following
    entries[parent].child = places[0] if places else FREE


def _append(content: bytes, chain: list[int], added: bytes, size: int, fill: bytes = b"\0") -> tuple[bytes, list[int]]:
    """Return the sectors and their chain with the added bytes in whole sectors behind them."""
    count = -(-len(added) // size)
    first = len(chain)
    following = [first + each + 1 for each in range(count - 1)] + ([END] if count else [])
    return content + added.ljust(count * size, fill), chain + following


def _line(entry: Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBLLL16xL16xLQ",
        *(name, len(name), entry.kind, 1, FREE, entry.right, entry.child, 0),
        *(entry.start, len(entry.content)),
    )
