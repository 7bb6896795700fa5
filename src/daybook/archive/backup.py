"""Copies of an archive: the whole of it as it is, and as it stood at a past moment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path


def backup(path: Path, to: Path) -> None:
    """Write a consistent copy of an archive, while others may read and write it; an existing file is replaced whole."""
    raise NotImplementedError


def copy_as_of(path: Path, to: Path, moment: datetime) -> None:
    """Write an archive of what was known at `moment` (UTC) to a new file, from which a site is built as usual.

    It holds the revisions saved until then; events and subjects keep their ids and addresses. Related lists are left
    out: they are to be made anew from what was known.
    """
    raise NotImplementedError
