"""An archive held open for other programs: questions in, typed records out."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from daybook.archive import ArchiveReader, open_for_reading
from daybook.ask import Query, read_question
from daybook.pipeline.queries import SearchResult, search_reader


class OpenArchive:
    """An archive open for reading, from one moment; close it, or use it in a `with` statement."""

    def __init__(self, path: Path) -> None:
        self._stack = ExitStack()
        self._reader = ArchiveReader(self._stack.enter_context(open_for_reading(path)))

    def search(self, question: str = "", query: Query | None = None) -> SearchResult:
        """Answer a question typed as on the search page, narrowed by the filters of a query, in its order and size.

        Without a question the query is asked as it is.

        Raises:
            CursorError: the query's cursor is of another question, or too old.
        """
        return search_reader(self._reader, read_question(question, query) if question else query or Query())

    def close(self) -> None:
        """Close the archive."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)


def open_archive(path: str | Path) -> OpenArchive:
    """Open an archive for reading, while others may write to it.

    Raises:
        ArchiveError: it is missing, damaged, or of another version of Daybook.
    """
    return OpenArchive(Path(path))
