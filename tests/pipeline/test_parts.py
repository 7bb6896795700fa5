"""Exports in parts, such as Wikimedia's content-history files: whatever their order, the archive is the same."""

from __future__ import annotations

import bz2
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.source.exports import HEAD, TAIL, export, page_xml

from daybook.config import load_settings
from daybook.model import RawPage
from daybook.pipeline.intake import import_paths
from daybook.pipeline.queries import export_events
from daybook.progress import finish

FERRY = "[[Oslo]]. [http://news.example.org/1 (Example News)]"
BRIDGE = "[[Bergen]]. [http://news.example.org/2 (Example News)]"
WORDINGS = (
    f"* A ferry sinks off {FERRY}",
    f"* A ferry sinks off the port of {FERRY}\n* A bridge opens in {BRIDGE}",
    f"* A bridge opens in {BRIDGE}\n* A ferry sinks off the port of {FERRY}",
    f"* The new bridge opens in {BRIDGE}\n* A ferry sinks off the port of {FERRY}",
    f"* The new bridge opens in {BRIDGE}",
    f"* The new bridge is open in {BRIDGE}\n* Rain floods the streets of {FERRY}",
)
PARTS = (((14, 0, 2), (15, 3, 6)), ((14, 2, 4),), ((15, 0, 3), (14, 4, 6)))
"""Of each part: the days, and which of their revisions stand in it; one history is torn across all of them."""


ORDERS = ((0, 1, 2), (2, 1, 0), (1, 2, 0))
"""Each part comes before and after each other one."""


def revisions(day: int, first: int, end: int) -> list[RawPage]:
    title = f"Portal:Current events/2004 August {day}"
    return [
        RawPage(title, WORDINGS[hour], 100 * day + hour, datetime(2004, 8, day, hour, tzinfo=UTC), "Ed")
        for hour in range(first, end)
    ]


def test_parts_of_a_history_may_come_in_any_order(tmp_path: Path) -> None:
    told: list[list[dict[str, Any]]] = []
    for order in ORDERS:
        folder = tmp_path / "".join(map(str, order))
        folder.mkdir()
        paths = [folder / f"part{part}.xml" for part in order]
        for path, part in zip(paths, order, strict=True):
            pages = [
                page_xml(f"Portal:Current events/2004 August {day}", revisions(day, first, end))
                for day, first, end in PARTS[part]
            ]
            path.write_text(export(*pages))
        settings = load_settings(None, [f"files.archive={folder}/archive.sqlite"])
        finish(import_paths(paths, settings, datetime(2026, 1, 1, tzinfo=UTC)))
        told.append([{**line, "id": 0} for line in export_events(settings.files.archive, versions=True)])

    assert len(told[0]) >= 4
    assert all(each == told[0] for each in told)


def test_parts_of_a_multistream_dump_may_come_in_any_order(tmp_path: Path) -> None:
    """Each with the index of that part, of which only the streams with a day page are read."""
    dump = "testwiki-20261101-pages-articles-multistream"
    told: list[list[dict[str, Any]]] = []
    for order in ORDERS:
        folder = tmp_path / "".join(map(str, order))
        folder.mkdir()
        paths = []
        for part in order:
            place = f"{part + 1}.xml-p{part}p{part}.bz2"
            title = f"Portal:Current events/2004 August {14 + part}"
            content, lines = bz2.compress(HEAD.encode()), []
            for stream, name in enumerate((f"Article {part}", title)):
                lines.append(f"{len(content)}:{stream}:{name}\n")
                content += bz2.compress(page_xml(name, revisions(14 + part, 3, 5)).encode())
            paths.append(folder / f"{dump}{place}")
            paths[-1].write_bytes(content + bz2.compress(TAIL.encode()))
            index = f"{dump}-index{place.replace('.xml', '.txt')}"
            (folder / index).write_bytes(bz2.compress("".join(lines).encode()))
        settings = load_settings(None, [f"files.archive={folder}/archive.sqlite"])
        finish(import_paths(paths, settings, datetime(2026, 1, 1, tzinfo=UTC)))
        told.append([{**line, "id": 0} for line in export_events(settings.files.archive, versions=True)])

    assert {line["date"] for line in told[0]} == {"2004-08-14", "2004-08-15", "2004-08-16"}
    assert all(each == told[0] for each in told)
