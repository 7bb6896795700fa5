"""Reads a MediaWiki XML export, plain or compressed, in bounded memory.

The export of one page or of a whole wiki; one revision a page or its history. Day pages, month pages and redirects are
kept, everything else is passed over without looking at its text. expat does the reading: a document type or an entity
declaration, which no export has, is refused before it can do anything. A text is held only up to `LARGEST_PAGE`, a history
only up to `PIECE_SIZE`. What the elements mean is `export.py`'s, unpacking is `compression.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError, errors

from daybook.errors import SourceError
from daybook.model.titles import DayTitles
from daybook.source.compression import DAMAGE, PackedFile, is_trailing_junk, open_compressed
from daybook.source.export import ExportReader
from daybook.source.items import SourceItem

CHUNK = 1 << 18
"""Bytes handed to the XML parser at once; from 64 KiB to 1 MiB the speed is the same (`python -m benchmarks.source`)."""

NEWS_EVERY = 1 << 22
"""Bytes of the packed file after which progress is told where nothing was found meanwhile."""

_ENDED_EARLY = frozenset(
    errors.codes[name]
    for name in (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN, errors.XML_ERROR_PARTIAL_CHAR)
)


def read_dump(path: Path, titles: DayTitles) -> Iterator[SourceItem]:
    """Yield the day pages, month pages and redirects of an export, in its order; progress counts bytes of the file.

    Raises `SourceError`, which names file and place, where the file is no export, is damaged or ends too early: after
    everything that was whole before that place has been yielded.
    """
    with open_compressed(path) as file:
        export = ExportReader(titles)
        told = 0
        failure: SourceError | None = None
        is_open = True
        while is_open and failure is None:
            try:
                is_open = export.feed(file.read(CHUNK))
            except (ExpatError, SourceError, *DAMAGE) as error:
                # bz2 passes over junk after its end silently, gzip and zstd do not. The export is whole either way.
                if export.has_ended and is_trailing_junk(error):
                    is_open = False
                else:
                    failure = _explain(error, path, file, export)
                    export.give_up()
            for item in export.take_items():
                told = file.position
                yield SourceItem(item, told, file.size, "bytes", export.skipped)
            if file.position - told >= NEWS_EVERY or not is_open:
                told = file.position
                yield SourceItem(None, told, file.size, "bytes", export.skipped)
    if failure is not None:
        raise failure


def _explain(error: Exception, path: Path, file: PackedFile, export: ExportReader) -> SourceError:
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
        failure = SourceError(f"cannot read on, {error}: {where}, byte {file.position:,} of the file", hint=hint)
    failure.__cause__ = error
    return failure
