"""How a shard's terms are laid out in files: postings as text, terms in leaves of a tree of first letters.

A *posting* says in which entry a term stands and where. Entries rise, so only differences are written, as base-64 VLQ (the
number form of source maps: six bits a character, the lowest five of value, the sixth for "more follows"). For each entry:
`2 * difference + (1 if the term stands there more than once)`, then either its position, or how many there are and the
positions as differences. A leaf holds all terms that begin with its prefix, a line each: `term postings`, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from daybook.model.slug import is_device_name

_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

LEAF_BYTES = 16_000
"""Largest leaf, in bytes, that still holds more than one term.

About 8 KB compressed, 40 ms on a slow-4G line (1.6 Mbit/s): far less than its 150 ms of latency. Smaller ones make more
requests of a beginning of a word: of 8,000, 12,000 and 16,000, this had the fewest for beginnings of three letters.
Re-check with `python -m benchmarks.search`.
"""

ALONE_BYTES = LEAF_BYTES // 2
"""Largest term, in bytes, that shares a leaf: whoever wants its neighbours need not load it."""

_PLAIN = re.compile(r"[^a-z0-9-]")


_LAST = [_DIGITS[value : value + 1] for value in range(32)]
_MORE = [_DIGITS[value : value + 1] for value in range(32, 64)]
_SMALL_NUMBERS = 1 << 15
# Three digits of a number at once, its lowest first: the index of a year has a hundred thousand numbers longer than that.
_BEGINNINGS = [one + two + three for three in _MORE for two in _MORE for one in _MORE]
_SMALL = (
    _LAST
    + [one + two for two in _LAST[1:] for one in _MORE]
    + [one + two + three for three in _LAST[1:] for two in _MORE for one in _MORE]
)


def vlq(value: int) -> bytes:
    """Write a number that is not negative as base-64 VLQ."""
    if value < _SMALL_NUMBERS:
        return _SMALL[value]
    return _BEGINNINGS[value & _SMALL_NUMBERS - 1] + vlq(value >> 15)


class Postings:
    """The postings of one term, written as they come: `written`, and the `count` of entries."""

    __slots__ = ("count", "last", "written")

    def __init__(self) -> None:
        self.written = bytearray()
        self.last = 0
        self.count = 0

    def add(self, entry: int, positions: Sequence[int]) -> None:
        """Add an entry later than those before; `positions` rise from 0."""
        gap = entry - self.last
        self.last = entry
        self.count += 1
        if len(positions) == 1 and gap < _SMALL_NUMBERS // 2 and positions[0] < _SMALL_NUMBERS:
            self.written += _SMALL[gap << 1] + _SMALL[positions[0]]
            return
        self.written += vlq(gap << 1 | (len(positions) > 1))
        if len(positions) > 1:
            self.written += vlq(len(positions))
        before = 0
        for position in positions:
            self.written += vlq(position - before)
            before = position


def leaves(terms: Mapping[str, bytes | bytearray]) -> Iterator[tuple[str, bytes]]:
    """Lay terms out in leaves: (prefix, content). A prefix that ends in `~` holds the very term before it alone.

    A term stands in its own leaf, else in that of its longest prefix that has one.
    """
    shared = []
    sizes = {name: len(name) + len(written) + 2 for name, written in terms.items()}
    for name in sorted(terms):
        if sizes[name] > ALONE_BYTES:
            yield f"{name}~", _content([name], terms)
        else:
            shared.append(name)
    for prefix, names in _split("", shared, sizes):
        yield prefix, _content(names, terms)


def _split(prefix: str, names: Sequence[str], sizes: Mapping[str, int]) -> Iterator[tuple[str, Sequence[str]]]:
    """Give one leaf for names that fit; else take the largest branches out of it, by their next letter, until the rest fits.

    Without a prefix nothing is left over: a leaf has a name.
    """
    rest = sum(map(sizes.__getitem__, names))
    if prefix and rest <= LEAF_BYTES:
        if names:
            yield prefix, names
        return
    branches: dict[str, list[str]] = {}
    for name in names:
        branches.setdefault(name[: len(prefix) + 1], []).append(name)
    kept = branches.pop(prefix, [])
    weights = {branch: sum(map(sizes.__getitem__, within)) for branch, within in branches.items()}
    for branch in sorted(branches, key=lambda branch: (-weights[branch], branch)):
        if prefix and rest <= LEAF_BYTES:
            break
        yield from _split(branch, branches.pop(branch), sizes)
        rest -= weights[branch]
    left = [*kept, *(name for within in branches.values() for name in within)]
    if left:
        yield prefix, left


def _content(names: Sequence[str], terms: Mapping[str, bytes | bytearray]) -> bytes:
    return b"".join([b"%b %b\n" % (name.encode(), bytes(terms[name])) for name in names])


def leaf_file(prefix: str) -> str:
    """Return the file name of a leaf: letters, digits and hyphens as they are, anything else as its code point.

    So is the first letter of a name that no file can have on Windows.
    """
    exact = prefix.endswith("~")
    name = _PLAIN.sub(lambda found: f"_{ord(found[0]):x}_", prefix.removesuffix("~"))
    if exact:
        return f"{name}~.txt"
    return f"_{ord(name[0]):x}_{name[1:]}.txt" if is_device_name(name) else f"{name}.txt"
