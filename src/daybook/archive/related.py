"""Keeping related lists: derived from the archive, kept in it, and rebuilt at will."""

from __future__ import annotations

from collections.abc import Iterable

from daybook.archive.file import WritableArchive
from daybook.model import RelatedList


def save_related(archive: WritableArchive, lists: Iterable[tuple[int, RelatedList]], *, whole: bool = False) -> int:
    """Keep the related lists of events, in one transaction, and return how many differ from before.

    An equal list changes nothing. With `whole`, these are the lists of all events: those of others are dropped.
    """
    raise NotImplementedError
