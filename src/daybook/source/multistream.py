"""Reads only those parts of a multistream dump that hold a day page, by the index that comes with it.

Wikimedia's "multistream" dumps are bz2 streams of a hundred pages each, one after another; the index beside them has a line
for each page, `OFFSET:PAGE:TITLE`, with the byte at which the page's stream begins
(https://meta.wikimedia.org/wiki/Data_dumps/Dump_format#Multistream_dumps). A dump of a whole wiki has 25 GB, of which the
streams with day pages are less than a hundredth. Redirects of articles stand in the other streams and are not read: a wiki's
API tells them.
"""

from __future__ import annotations

import bz2
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from daybook.errors import SourceError
from daybook.source.compression import DAMAGE, open_compressed

CHUNK = 1 << 20
"""Bytes read at once of the index and of a stream."""

LARGEST_LINE = 4_096
"""Bytes of a line of the index: two numbers and a title of at most 255 bytes."""


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of a dump to be read: where its head ends, and each one's first byte and the byte after its last.

    `skipped` counts the pages that the index names and no stream to be read is meant for.
    """

    head: int
    spans: tuple[tuple[int, int], ...]
    skipped: int

    @property
    def size(self) -> int:
        """Bytes to read, head included."""
        return self.head + sum(end - start for start, end in self.spans)


def index_of(dump: Path) -> Path | None:
    """Return the index beside a multistream dump, None where there is none or the file is no such dump.

    `NAME-multistream.xml.bz2` has `NAME-multistream-index.txt.bz2`; a part such as `...-multistream3.xml-p1p9.bz2` has
    `...-multistream-index3.txt-p1p9.bz2`. An unpacked index counts as well.
    """
    name = dump.name
    if "multistream" not in name or not name.endswith(".bz2"):
        return None
    packed = name.replace("multistream", "multistream-index").replace(".xml", ".txt")
    return next((path for path in (dump.with_name(packed), dump.with_name(packed[:-4])) if path.is_file()), None)


def find_streams(index: Path, dump: Path, is_wanted: Callable[[str], bool]) -> Streams:
    """Return the streams in which a wanted page stands.

    Raises `SourceError` where the index cannot be read, or is not that of this dump.
    """
    size = dump.stat().st_size
    wanted: list[tuple[int, int]] = []
    skipped = 0
    head = start = 0
    has_wanted = False
    for offset, title in _lines(index):
        if not 0 <= start <= offset < size:
            raise SourceError(f"the index does not fit the dump: `{index}`", hint="get both files of the same date")
        head = head or offset
        if offset != start:
            if has_wanted:
                wanted.append((start, offset))
            start, has_wanted = offset, False
        if is_wanted(title):
            has_wanted = True
        else:
            skipped += 1
    if has_wanted:
        wanted.append((start, size))
    return Streams(head, tuple(wanted), skipped)


class StreamsOfDump:
    """The head of a dump and its wanted streams, read one after another as one export; `position` counts packed bytes.

    Without the end of the last stream, unless that one is wanted: whoever reads closes the export.
    """

    def __init__(self, file: BinaryIO, streams: Streams) -> None:
        self.size: int | None = streams.size
        self.position = 0
        self.skipped = streams.skipped
        self._file = file
        self._parts = self._unpack(streams)

    def read(self, size: int) -> bytes:  # noqa: ARG002 - a part is never larger than `CHUNK`
        """Return the next part, nothing at the end; raises what unpacking raises on damage."""
        return next(self._parts, b"")

    def _unpack(self, streams: Streams) -> Iterator[bytes]:
        for start, end in ((0, streams.head), *streams.spans):
            self._file.seek(start)
            left = end - start
            unpacker = bz2.BZ2Decompressor()
            while left > 0:
                packed = self._file.read(min(CHUNK, left))
                if not packed:
                    raise EOFError("the dump is shorter than its index says")
                left -= len(packed)
                self.position += len(packed)
                while packed:
                    if unpacker.eof:  # several streams may stand in one span
                        unpacker = bz2.BZ2Decompressor()
                    yield from _unpack(unpacker, packed)
                    packed = unpacker.unused_data if unpacker.eof else b""
            if not unpacker.eof:
                raise EOFError("a stream is cut off")


def _unpack(unpacker: bz2.BZ2Decompressor, packed: bytes) -> Iterator[bytes]:
    """Yield what packed bytes unpack to, at most `CHUNK` bytes at once."""
    while True:
        part = unpacker.decompress(packed, CHUNK)
        packed = b""
        if part:
            yield part
        if unpacker.eof or unpacker.needs_input:
            return


def _lines(index: Path) -> Iterator[tuple[int, str]]:
    with open_compressed(index) as file:
        rest = b""
        while True:
            try:
                part = file.read(CHUNK)
            except DAMAGE as error:
                raise SourceError(f"the index is damaged: `{index}`", hint="get the file again") from error
            *lines, rest = (rest + part).split(b"\n")
            if not part and rest:
                lines, rest = [*lines, rest], b""
            for line in lines:
                offset, _, titled = line.partition(b":")
                _, _, title = titled.partition(b":")
                if not offset.isdigit() or len(offset) > 18:
                    raise SourceError(f"not the index of a multistream dump: `{index}`")
                yield int(offset), title.decode("utf-8", "replace")
            if len(rest) > LARGEST_LINE:
                raise SourceError(f"not the index of a multistream dump: `{index}`")
            if not part:
                return
