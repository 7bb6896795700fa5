"""Which files belong together: a path alone tells the group that a build kept it in."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

from tests.publish.sites import build, rich_library

from daybook.publish.delivery.families.file_families import group_of


def test_a_path_tells_the_group_that_a_build_kept_it_in(tmp_path: Path) -> None:
    """But for what moved, which is kept with what it became."""
    build(rich_library(40), tmp_path)

    with sqlite3.connect(tmp_path / ".daybook/state.sqlite") as connection:
        rows = connection.execute("SELECT name, paths, coalesce(moved, '') FROM site_group").fetchall()
    connection.close()
    missed = [
        path
        for name, packed, moved in rows
        for path in zlib.decompress(packed).decode().split("\n")
        if group_of(path) != name and f"/daybook{path.rpartition('.')[0]} " not in moved
    ]
    assert len(rows) > 100
    assert missed == []
