"""What a finished site says of itself to those that neither build nor serve it, without loading what builds one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from daybook.publish.delivery.folder.site_writer import OWN_FOLDER


def built_generation(folder: Path) -> int | None:
    """Return the archive's generation that a site was built from, or None where there is no finished site."""
    file = folder / OWN_FOLDER / "state.sqlite"
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT value FROM fact WHERE name = 'generation'").fetchone()
        return int(row[0]) if row else None
    except (sqlite3.DatabaseError, ValueError):
        return None
