"""Which files a process has open: what a test compares, as what other tests left may be closed meanwhile."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def open_files() -> set[tuple[str, str]]:
    """Return the number of each file that this process has open, with what it is, such as `socket:[123]`."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # what looks at the folder
            found.add((entry.name, os.readlink(entry)))  # noqa: PTH115 - no path but for files
    return found
