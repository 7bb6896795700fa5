"""Reads a MediaWiki XML export, plain or compressed, in bounded memory.

The export of one page or of a whole wiki; one revision a page or its history. Day pages, month pages and redirects are
kept, everything else is passed over without looking at its text. expat does the reading: a document type or an entity
declaration, which no export has, is refused before it can do anything. A text is held only up to `LARGEST_PAGE`, a history
only up to `PIECE_SIZE`. What the elements mean is `export.py`'s, unpacking is `compression.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from xml.parsers.expat import ExpatError, errors

from daybook.errors import SourceError
from daybook.model.titles import DayTitles
from daybook.source.compression import DAMAGE, is_trailing_junk, open_compressed, unpack
from daybook.source.export import ExportReader
from daybook.source.items import SourceItem
from daybook.source.multistream import StreamsOfDump, find_streams, index_of
from daybook.source.wanted_pages import WantedPages

CHUNK = 1 << 18
"""Bytes handed to the XML parser at once; from 64 KiB to 1 MiB the speed is the same (`python -m benchmarks.source`)."""

NEWS_EVERY = 1 << 22
"""Bytes of the packed file after which progress is reported where nothing was found meanwhile."""

_ENDED_EARLY = frozenset(
    errors.codes[name]
    for name in (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN, errors.XML_ERROR_PARTIAL_CHAR)
)


class _Packed(Protocol):
    """A file that is unpacked as it is read."""

    @property
    def position(self) -> int: ...
    @property
    def size(self) -> int | None: ...
    def read(self, size: int, /) -> bytes: ...


class _Wanted:
    """A file that is unpacked as it is read, with its wanted pages alone."""

    def __init__(self, file: _Packed, titles: DayTitles) -> None:
        self.size = file.size
        self._file = file
        self._pages = WantedPages(file.read, titles.starts)

    @property
    def position(self) -> int:
        """Bytes of the packed file read so far."""
        return self._file.position

    @property
    def skipped(self) -> int:
        """Pages passed over so far."""
        return self._pages.skipped

    def read(self, size: int, /) -> bytes:
        """Return the next bytes of wanted pages, none at the end."""
        return self._pages.read(size)


def read_dump(path: Path, titles: DayTitles, *, redirects: bool = True) -> Iterator[SourceItem]:
    """Yield the day pages, month pages and redirects of an export, in its order; progress counts bytes of the file.

    Without `redirects`, pages that are not wanted are passed over by a look at the bytes of their titles: several times as fast.
    Of a multistream dump whose index stands beside it, only the streams are read in which a day page or month page stands.
    Raises `SourceError`, which names file and place, where the file is no export, is damaged or ends too early: after
    everything that was whole before that place has been yielded.
    """
    index = index_of(path)
    if index is None:
        with open_compressed(path) as file:
            packed: _Packed = file if redirects else _Wanted(file, titles)
            yield from _read(path, packed, ExportReader(titles), 0)
        return

    def is_wanted(title: str) -> bool:
        return titles.day(title) is not None or titles.month(title) is not None

    streams = find_streams(index, path, is_wanted)
    with path.open("rb") as raw:
        yield from _read(path, StreamsOfDump(raw, streams), ExportReader(titles), streams.skipped, is_part=True)


def read_open_dump(raw: BinaryIO, start: bytes, path: Path, titles: DayTitles) -> Iterator[SourceItem]:
    """Do the same with a file that is open already, such as standard input; `start` are its first four bytes."""
    yield from _read(path, unpack(raw, start, None, path), ExportReader(titles), 0)


def _read(
    path: Path, file: _Packed, export: ExportReader, skipped: int, *, is_part: bool = False
) -> Iterator[SourceItem]:
    """Read an export to its end; of one that `is_part` of a dump, the end may be missing."""
    reported = 0
    failure: SourceError | None = None
    is_open = True
    while is_open and failure is None:
        try:
            data = file.read(CHUNK)
            if not data and is_part and not export.has_ended:
                data = b"</mediawiki>"
            is_open = export.feed(data)
        except (ExpatError, SourceError, *DAMAGE) as error:
            # bz2 passes over junk after its end silently, gzip and zstd do not. The export is whole either way.
            if export.has_ended and is_trailing_junk(error):
                is_open = False
            else:
                failure = _explain(error, path, file, export)
                export.give_up()
        for content in export.take_items():
            reported = file.position
            yield SourceItem(content, reported, file.size, "bytes", export.skipped + skipped + _passed_over(file))
        if file.position - reported >= NEWS_EVERY or not is_open:
            reported = file.position
            yield SourceItem(None, reported, file.size, "bytes", export.skipped + skipped + _passed_over(file))
    if failure is not None:
        raise failure


def _passed_over(file: _Packed) -> int:
    return file.skipped if isinstance(file, _Wanted) else 0


def _explain(error: Exception, path: Path, file: _Packed, export: ExportReader) -> SourceError:
    where = f"`{path}`, line {export.line:,}"
    again = "get the file again; everything before that place was read"
    failure: SourceError
    if isinstance(error, SourceError):
        failure = SourceError(f"{error.message}: {where}", hint=error.hint)
    elif isinstance(error, ExpatError) and not export.has_begun and not (error.code in _ENDED_EARLY and file.position):
        hint = "expected an XML export of MediaWiki, a folder of wikitext files, or a `.wikitext` file"
        failure = SourceError(f"not a MediaWiki export: `{path}`", hint=hint)
    elif isinstance(error, EOFError) or (isinstance(error, ExpatError) and error.code in _ENDED_EARLY):
        failure = SourceError(f"the export ends too early: {where}", hint=again)
    elif isinstance(error, ExpatError):
        failure = SourceError(f"damaged export, {errors.messages[error.code]}: {where}", hint=again)
    else:
        hint = "unpack it first: `zstd -d --long=31`" if "too much memory" in str(error) else again
        failure = SourceError(f"cannot read further, {error}: {where}, byte {file.position:,} of the file", hint=hint)
    failure.__cause__ = error
    return failure
