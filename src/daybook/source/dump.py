"""Reads a MediaWiki XML export, plain or compressed, in bounded memory.

The export of one page or of a whole wiki; one revision a page or its history. Day pages, month pages and redirects are
kept, everything else is passed over without looking at its text. expat does the reading: a document type or an entity
declaration, which no export has, is refused before it can do anything. A text is held only up to `LARGEST_PAGE`, a history
only up to `PIECE_SIZE`. Decompression is `compression.py`'s.
"""

from __future__ import annotations

import xml.parsers.expat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from daybook.errors import SourceError
from daybook.model import RawPage, Redirect
from daybook.model.titles import DayTitles
from daybook.source.compression import open_compressed
from daybook.source.found import Cause, Found, NotRead, PageHistory


def read_dump(path: Path, titles: DayTitles) -> Iterator[Found]:
    """Yield the day pages, month pages and redirects of an export, in its order; progress counts bytes of the file.

    Raises `SourceError`, which names file and place, where the file is no export, is damaged or ends too early: after
    everything that was whole before that place has been yielded.
    """
    raise NotImplementedError
