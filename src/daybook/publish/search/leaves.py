"""How a shard's terms are laid out in files: postings as text, terms in leaves of a tree of first letters.

A *posting* says in which entry a term stands and where. Entries rise, so only differences are written, as base-64 VLQ (the
number form of source maps: six bits a character, the lowest five of value, the sixth for "more follows"). For each entry:
`2 * difference + (1 if the term stands there more than once)`, then either its position, or how many there are and the
positions as differences. A leaf holds all terms that begin with its prefix, a line each: `term postings`, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Layout:
    """Which leaves terms are laid out in, by their prefixes; a prefix that ends in `~` holds the very term before it alone.

    `weights` are, for each prefix that did not fit into a leaf as it was, the bytes of its branches by their own prefixes.
    """

    prefixes: tuple[str, ...]
    weights: dict[str, dict[str, int]]

    def leaves_of(self, terms: Iterable[str]) -> dict[str, str]:
        """Return the leaf of each term: its own, else that of its longest prefix that has one."""
        known = frozenset(self.prefixes)
        return {term: _leaf_of(term, known) for term in terms}

    def changed(self, before: Mapping[str, int], after: Mapping[str, int]) -> Layout | None:
        """Return the layout after some terms changed their sizes, absent ones having none; None where any leaf would be another."""
        weights = {prefix: dict(branches) for prefix, branches in self.weights.items()}
        for term in {**before, **after}:
            was, is_now = before.get(term, 0), after.get(term, 0)
            if (was > ALONE_BYTES) != (is_now > ALONE_BYTES):
                return None
            if was <= ALONE_BYTES:
                _weigh(weights, term, is_now - was)
        alone = [prefix for prefix in self.prefixes if prefix.endswith("~")]
        prefixes = (*alone, *_laid("", weights))  # in the order that they would have if all were laid out anew
        return Layout(prefixes, weights) if sorted(prefixes) == sorted(self.prefixes) else None


def _leaf_of(term: str, known: frozenset[str]) -> str:
    if f"{term}~" in known:
        return f"{term}~"
    return next(term[:length] for length in range(len(term), 0, -1) if term[:length] in known)


def size_of(term: str, written: bytes | bytearray) -> int:
    """Return the bytes that a term takes in a leaf."""
    return len(term) + len(written) + 2


def lay_out(terms: Mapping[str, bytes | bytearray]) -> tuple[Layout, dict[str, bytes]]:
    """Lay terms out in leaves; return the layout, and the content of each leaf by its prefix."""
    shared = []
    contents: dict[str, bytes] = {}
    weights: dict[str, dict[str, int]] = {}
    sizes = {name: size_of(name, written) for name, written in terms.items()}
    for name in sorted(terms):
        if sizes[name] > ALONE_BYTES:
            contents[f"{name}~"] = _content([name], terms)
        else:
            shared.append(name)
    for prefix, names in _split("", shared, sizes, weights):
        contents[prefix] = _content(names, terms)
    return Layout(tuple(contents), weights), contents


def changed_leaf(content: bytes, terms: Mapping[str, bytes | None]) -> bytes:
    """Return a leaf with some terms written anew, or without those that are None."""
    lines = {line.partition(b" ")[0].decode(): line for line in content.split(b"\n") if line}
    for name, written in terms.items():
        if written is None:
            lines.pop(name, None)
        else:
            lines[name] = b"%b %b" % (name.encode(), written)
    return b"".join([b"%b\n" % lines[name] for name in sorted(lines)])


def _weigh(weights: dict[str, dict[str, int]], term: str, more: int) -> None:
    """Add bytes of a term to all branches that it stands on."""
    prefix = ""
    while prefix in weights:
        branches, branch = weights[prefix], term[: len(prefix) + 1]
        branches[branch] = branches.get(branch, 0) + more
        if not branches[branch]:
            del branches[branch]
        if branch == prefix:
            return
        prefix = branch


def _laid(prefix: str, weights: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Yield the leaves that `_split` would give, going by weights alone; an empty one where a branch would have to be split."""
    branches = dict(weights[prefix])
    rest = sum(branches.values())
    if prefix and rest <= LEAF_BYTES:
        yield prefix
        return
    kept = branches.pop(prefix, 0)
    order = sorted(branches, key=lambda branch: (-branches[branch], branch))
    for branch in order:
        if prefix and rest <= LEAF_BYTES:
            break
        weight = branches.pop(branch)
        if branch in weights:
            yield from _laid(branch, weights)
        else:
            yield branch if weight <= LEAF_BYTES else ""
        rest -= weight
    if kept or branches:
        yield prefix


def _split(
    prefix: str, names: Sequence[str], sizes: Mapping[str, int], weighed: dict[str, dict[str, int]]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Give one leaf for names that fit; else take the largest branches out of it, by their next letter, until the rest fits.

    Without a prefix nothing is left over: a leaf has a name. Notes in `weighed` what branches weighed where they did not fit.
    """
    rest = sum(map(sizes.__getitem__, names))
    if prefix and rest <= LEAF_BYTES:
        if names:
            yield prefix, names
        return
    branches: dict[str, list[str]] = {}
    for name in names:
        branches.setdefault(name[: len(prefix) + 1], []).append(name)
    weights = {branch: sum(map(sizes.__getitem__, within)) for branch, within in branches.items()}
    weighed[prefix] = weights
    kept = branches.pop(prefix, [])
    for branch in sorted(branches, key=lambda branch: (-weights[branch], branch)):
        if prefix and rest <= LEAF_BYTES:
            break
        yield from _split(branch, branches.pop(branch), sizes, weighed)
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
