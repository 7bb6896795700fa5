"""What relating keeps from run to run: a file beside the archive, so that one new day costs one day's work.

    mark | all arrays | what an update changed | what the next one changed | ...

Derived and safe to delete: it is made anew from the archive. Each part is a table of contents and arrays, which are mapped into
memory where they stand: nothing is read that is not asked for, and nothing in the file can run. An update is added at the
end; what a killed process left half of counts as nothing, and is overwritten. Bytes that a reader may have mapped never change.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daybook import __version__, relate
from daybook.errors import RelateError
from daybook.model.encoding import Record, decoder, to_json

if TYPE_CHECKING:  # what relating itself loads is loaded when lists are made, not when one asks whether they are to be
    import numpy.typing as npt

    from daybook.relate import Knowledge, RelateSettings, Relations

    Arrays = Mapping[str, npt.NDArray[Any]]

_ENDING = ".relations"
_HEAD = b"daybook relations "
_ALIGNED = 64
"""Bytes that every array's place is a multiple of: a cache line, and more than any number needs."""

_LENGTH = 8
"""Bytes of the number that says how long a table of contents is."""

_SUM = 4
"""Bytes of the CRC-32 over an update's contents and arrays."""

MOST_UPDATES = 200
MOST_ADDED = 8
"""After so many updates, or when they take an eighth of the bytes of all arrays, the file is written whole. Each update costs
the next readers some 0.1 ms for its contents, and rows that lie in updates are put together when they are read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Relations, and the generation of the archive that they are of."""

    generation: int
    relations: Relations


@dataclass(frozen=True, slots=True)
class Found:
    """What was kept: as arrays, too, to tell what changes; and where the next update goes, if there is room for one."""

    kept: Kept
    arrays: Arrays
    end: int
    has_room: bool


class _Entry(Record, frozen=True):
    """An array: its name and numpy's name of its kind of number; `start` is counted from the end of the contents."""

    name: str
    kind: str
    shape: tuple[int, ...]
    start: int


class _Contents(Record, frozen=True):
    """A table of contents; `size` is that of all its arrays together, in bytes. An update `follows` a generation."""

    generation: int
    size: int
    arrays: tuple[_Entry, ...]
    follows: int | None = None


_decode = decoder(_Contents)


def path_of(archive: Path) -> Path:
    """Return where the relations of an archive are kept."""
    return archive.with_name(archive.name + _ENDING)


def read_kept(archive: Path, settings: RelateSettings, knowledge: Knowledge, made_by: str) -> Found | None:
    """Return what was kept, or None where there is nothing, or nothing that this version can use.

    `made_by` tells settings and knowledge apart.
    """
    try:
        with path_of(archive).open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = _mark(made_by)
        if content[: len(head)] != head:
            return None
        contents, arrays, first = _read_part(content, len(head))
        updates, end, generation = [], first, contents.generation
        while update := _read_update(content, end, generation):
            changes, end, generation = update
            updates.append(changes)
        made = relate.with_changes(arrays, updates)
        kept = Kept(generation, relate.from_arrays(made, settings, knowledge))
        has_room = len(updates) < MOST_UPDATES and end - first < first // MOST_ADDED
        return Found(kept, made, end, has_room)
    except (OSError, ValueError, TypeError, RelateError):
        return None


def kept_generation(archive: Path, made_by: str) -> int | None:
    """Return the generation of the archive that what was kept is of, as `read_kept` would, without reading any of it."""
    try:
        with path_of(archive).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            head = _mark(made_by)
            if content[: len(head)] != head:
                return None
            contents, _, end = _read_contents(content, len(head))
            generation = contents.generation
            while update := _read_head_of_update(content, end, generation):
                contents, _, end = update
                generation = contents.generation
            return generation
    except (OSError, ValueError, TypeError):
        return None


def write_kept(archive: Path, made_by: str, kept: Kept, found: Found | None = None) -> None:
    """Keep relations: as an update of what was found, if that is what they were made from; else the file is replaced whole."""
    path = path_of(archive)
    if found is not None and found.has_room and path.exists():  # whoever deleted it meanwhile may
        changes = relate.changes_between(found.arrays, relate.to_arrays(kept.relations))
        _add_update(path, found, _pack(kept.generation, changes, found.kept.generation, _SUM))
        return
    partial = path.with_name(path.name + ".new")
    with partial.open("wb") as file:
        head = _mark(made_by)
        file.write(head)
        file.writelines(_pack(kept.generation, relate.to_arrays(relate.compact(kept.relations)), None, len(head)))
    os.replace(partial, path)  # noqa: PTH105 - the one call that is atomic, whatever Path.replace becomes


def _add_update(path: Path, found: Found, parts: Iterable[bytes | memoryview]) -> None:
    content = b"".join(parts)
    with path.open("r+b") as file:
        file.seek(found.end)
        file.write(zlib.crc32(content).to_bytes(_SUM, "little") + content)


def _pack(generation: int, arrays: Arrays, follows: int | None, before: int) -> Iterator[bytes | memoryview]:
    """Yield a table of contents and arrays; so many bytes stand before it, after a place that is aligned."""
    import numpy as np

    laid = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    entries = []
    size = 0
    for name, array in laid.items():
        entries.append(_Entry(name, array.dtype.str, array.shape, size))
        size = _aligned(size + array.nbytes)
    contents = to_json(_Contents(generation, size, tuple(entries), follows))
    head = len(contents).to_bytes(_LENGTH, "little") + contents
    yield head.ljust(_aligned(before + len(head)) - before, b"\0")
    for array in laid.values():
        yield array.reshape(-1).view(np.uint8).data
        yield bytes(_aligned(array.nbytes) - array.nbytes)


def _read_part(content: mmap.mmap, start: int) -> tuple[_Contents, Arrays, int]:
    """Return the table of contents that stands at a place, its arrays, and where they end; `ValueError` if it is none."""
    contents, first, end = _read_contents(content, start)
    return contents, {entry.name: _read(content, first, entry) for entry in contents.arrays}, end


def _read_contents(content: mmap.mmap, start: int) -> tuple[_Contents, int, int]:
    """Return the table of contents that stands at a place, where its arrays begin and end; `ValueError` if it is none."""
    length = int.from_bytes(content[start : start + _LENGTH], "little")
    contents = _decode(content[start + _LENGTH : start + _LENGTH + length])
    first = _aligned(start + _LENGTH + length)
    end = first + contents.size
    if end > len(content):
        raise ValueError("cut off")
    return contents, first, end


def _read_update(content: mmap.mmap, start: int, follows: int) -> tuple[Arrays, int, int] | None:
    """Return the changes of the update that stands at a place, where it ends, and its generation; None if there is none."""
    head = _read_head_of_update(content, start, follows)
    if head is None:
        return None
    contents, first, end = head
    try:
        return {entry.name: _read(content, first, entry) for entry in contents.arrays}, end, contents.generation
    except (ValueError, TypeError):
        return None


def _read_head_of_update(content: mmap.mmap, start: int, follows: int) -> tuple[_Contents, int, int] | None:
    """Return the table of contents of the update at a place, where its arrays begin and end; None if none is whole there."""
    try:
        contents, first, end = _read_contents(content, start + _SUM)
    except (ValueError, TypeError):
        return None
    with memoryview(content) as view, view[start + _SUM : end] as written:
        is_whole = zlib.crc32(written) == int.from_bytes(content[start : start + _SUM], "little")
    return (contents, first, end) if is_whole and contents.follows == follows else None


def _read(content: mmap.mmap, start: int, entry: _Entry) -> npt.NDArray[Any]:
    import numpy as np

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
