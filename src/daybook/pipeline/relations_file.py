"""What relating keeps from run to run: a file beside the archive, so that one new day costs one day's work.

Derived and safe to delete: it is made anew from the archive. A table of contents and arrays, which are mapped into memory
where they stand: nothing is read that is not asked for, and nothing in the file can run.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from daybook import __version__
from daybook.errors import RelateError
from daybook.model.encoding import Record, decoder, to_json
from daybook.relate import Knowledge, RelateSettings, Relations, from_arrays, to_arrays

_ENDING = ".relations"
_HEAD = b"daybook relations "
_ALIGNED = 64
"""Bytes that every array's place is a multiple of: a cache line, and more than any number needs."""

_LENGTH = 8
"""Bytes of the number that says how long the table of contents is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Relations, and the generation of the archive that they are of."""

    generation: int
    relations: Relations


class _Entry(Record, frozen=True):
    """An array: its name and numpy's name of its kind of number; `start` is counted from the end of the contents."""

    name: str
    kind: str
    shape: tuple[int, ...]
    start: int


class _Contents(Record, frozen=True):
    """The table of contents; `size` is that of all arrays together, in bytes."""

    generation: int
    size: int
    arrays: tuple[_Entry, ...]


_decode = decoder(_Contents)


def path_of(archive: Path) -> Path:
    """Return where the relations of an archive are kept."""
    return archive.with_name(archive.name + _ENDING)


def read_kept(archive: Path, settings: RelateSettings, knowledge: Knowledge, made_by: str) -> Kept | None:
    """Return what was kept, or None where there is nothing, or nothing that this version can use.

    `made_by` tells settings and knowledge apart.
    """
    try:
        with path_of(archive).open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = _mark(made_by)
        if content[: len(head)] != head:
            return None
        length = int.from_bytes(content[len(head) : len(head) + _LENGTH], "little")
        contents = _decode(content[len(head) + _LENGTH : len(head) + _LENGTH + length])
        start = _aligned(len(head) + _LENGTH + length)
        if start + contents.size != len(content):
            return None
        arrays = {entry.name: _read(content, start, entry) for entry in contents.arrays}
        return Kept(contents.generation, from_arrays(arrays, settings, knowledge))
    except (OSError, ValueError, TypeError, RelateError):
        return None


def write_kept(archive: Path, made_by: str, kept: Kept) -> None:
    """Keep relations; the file is replaced whole."""
    arrays = {name: np.ascontiguousarray(array) for name, array in to_arrays(kept.relations).items()}
    entries = []
    size = 0
    for name, array in arrays.items():
        entries.append(_Entry(name, array.dtype.str, array.shape, size))
        size = _aligned(size + array.nbytes)
    contents = to_json(_Contents(kept.generation, size, tuple(entries)))
    head = _mark(made_by) + len(contents).to_bytes(_LENGTH, "little") + contents
    path = path_of(archive)
    partial = path.with_name(path.name + ".new")
    with partial.open("wb") as file:
        file.write(head.ljust(_aligned(len(head)), b"\0"))
        for array in arrays.values():
            file.write(array.data)
            file.write(bytes(_aligned(array.nbytes) - array.nbytes))
    os.replace(partial, path)  # noqa: PTH105 - the one call that is atomic, whatever Path.replace becomes


def _read(content: mmap.mmap, start: int, entry: _Entry) -> npt.NDArray[Any]:
    kind = np.dtype(entry.kind)
    if kind.kind not in "iuf":  # numbers, never objects
        raise ValueError(entry.kind)
    count = int(np.prod(entry.shape, dtype=np.int64))
    return np.frombuffer(content, kind, count, start + entry.start).reshape(entry.shape)


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED


def _mark(made_by: str) -> bytes:
    """Return what the file begins with: another version of Daybook, other settings or another model make it void."""
    text = f"daybook {__version__} {made_by}"
    return _HEAD + hashlib.sha256(text.encode()).digest()
