"""Whether an archive holds together: the file, its counts and its invariants."""

from __future__ import annotations

from pathlib import Path


def check_archive(path: Path) -> list[str]:
    """Return what is wrong with an archive, a sentence each; an empty list is a sound archive.

    Raises what `open_for_reading` raises where the file cannot be opened at all.
    """
    raise NotImplementedError


def fingerprint(path: Path) -> str:
    """Return a digest (hexadecimal) of all that an archive tells: equal for two archives in the same state.

    The file's layout, compression and the order of writes that led there do not count.
    """
    raise NotImplementedError
