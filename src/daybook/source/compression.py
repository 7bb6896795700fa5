"""Unpacks a file while it is read: bz2 (with many streams, as Wikimedia's), gzip, Zstandard, or nothing at all.

The kind is read from the first bytes, not from the name. The home of zstandard. Knows nothing of what the file holds.
Memory stays bounded whatever the file claims: each call unpacks at most what it was asked for.
"""

from __future__ import annotations

import bz2
import gzip
import io
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Protocol, cast

import zstandard

from daybook.errors import SourceError, reason_of

_FOREIGN = {b"7z\xbc\xaf": "7z", b"\xfd7zX": "xz", b"PK\x03\x04": "zip"}

DAMAGE = (OSError, EOFError, zlib.error, zstandard.ZstdError)
"""What unpacking raises on damaged or cut-off files, and reading on a failing disk."""


def is_trailing_junk(error: Exception) -> bool:
    """Say whether what follows a whole packed file is no packed data, such as padding. bz2 passes over it silently."""
    return (isinstance(error, gzip.BadGzipFile) and "Not a gzipped file" in str(error)) or (
        isinstance(error, zstandard.ZstdError) and "Unknown frame descriptor" in str(error)
    )


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class PackedFile:
    """A file that is unpacked as it is read; `position` and `size` count its bytes as they lie on disk.

    `size` is None for a pipe.
    """

    def __init__(self, raw: BinaryIO, size: int | None) -> None:
        self.size = size
        self._counted = _Counted(raw)
        self._unpacked: _Readable = self._counted

    @property
    def position(self) -> int:
        """Bytes of the packed file read so far."""
        return self._counted.position

    def unpack_with(self, opener: Callable[[IO[bytes]], _Readable]) -> None:
        """Read through a decompressor from now on."""
        self._unpacked = opener(cast("IO[bytes]", self._counted))  # it has what unpacking needs: read

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, none at the end; what lies before damage is returned before `DAMAGE` is raised."""
        return self._unpacked.read1(size)


class _Counted(io.BufferedIOBase):
    """Counts what is read from a file."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.position = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._raw.read(-1 if size is None else size)
        self.position += len(data)
        return data

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)


class _ZstandardReader:
    """Zstandard frames one after another, given out as soon as there is anything."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._stream = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)

    def read1(self, size: int, /) -> bytes:
        return self._stream.read1(size)


@contextmanager
def open_compressed(path: Path) -> Iterator[PackedFile]:
    """Open a file for reading unpacked.

    Raises `SourceError` where it cannot be opened or is packed in a way that is not known here.
    """
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            kind = path.stat()
            start = raw.peek(4)[:4]
        except OSError as error:
            raise SourceError(f"cannot read `{path}`: {reason_of(error)}") from error
        yield unpack(raw, start, kind.st_size if stat.S_ISREG(kind.st_mode) else None, path)


def unpack(raw: BinaryIO, start: bytes, size: int | None, path: Path) -> PackedFile:
    """Return an open file to be read unpacked; `start` are its first four bytes, `path` is what messages call it.

    Raises `SourceError` where it is packed in a way that is not known here.
    """
    if start in _FOREIGN:
        message = f"cannot unpack {_FOREIGN[start]}: `{path}`"
        raise SourceError(message, hint="unpack it first; plain, .bz2, .gz and .zst files are read as they are")
    file = PackedFile(raw, size)
    if start.startswith(b"BZh"):
        file.unpack_with(bz2.BZ2File)
    elif start.startswith(b"\x1f\x8b"):
        file.unpack_with(lambda packed: gzip.GzipFile(fileobj=packed))
    elif start == b"\x28\xb5\x2f\xfd" or (start[1:] == b"\x2a\x4d\x18" and start[0] & 0xF0 == 0x50):
        file.unpack_with(_ZstandardReader)
    return file


def is_packed(start: bytes) -> bool:
    """Say whether the first four bytes of a file are those of a packed one, of a kind that is known here or not."""
    return (
        start in _FOREIGN
        or start.startswith((b"BZh", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"))
        or start[1:] == b"\x2a\x4d\x18"
    )
