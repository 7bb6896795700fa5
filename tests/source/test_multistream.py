"""Multistream dumps, of which only the streams with a day page are read."""

from __future__ import annotations

import bz2
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.source.exports import HEAD, TAIL, one_page

from daybook.errors import SourceError
from daybook.model import Redirect
from daybook.model.titles import DayTitles
from daybook.source.dump import read_dump
from daybook.source.items import PageHistory
from daybook.source.multistream import find_streams, index_of

TITLES = DayTitles()
DAY = "Portal:Current events/2004 August 14"
OTHER_DAY = "Portal:Current events/2004 August 15"
MONTH = "Portal:Current events/August 2003"


def write_dump(folder: Path, streams: Sequence[Sequence[str]], *, packed: bool = True) -> Path:
    """Write a multistream dump of pages, a stream for each group of titles, and its index."""
    content = bz2.compress(HEAD.encode())
    lines = []
    for stream in streams:
        lines += [f"{len(content)}:{number}:{title}\n" for number, title in enumerate(stream)]
        content += bz2.compress("".join(one_page(title, f"* Of {title}") for title in stream).encode())
    content += bz2.compress(TAIL.encode())
    path = folder / "testwiki-20261101-pages-articles-multistream.xml.bz2"
    path.write_bytes(content)
    index = folder / "testwiki-20261101-pages-articles-multistream-index.txt"
    if packed:
        index.with_name(index.name + ".bz2").write_bytes(bz2.compress("".join(lines).encode()))
    else:
        index.write_text("".join(lines))
    return path


def titles_in(path: Path) -> list[str]:
    return [item.content.title for item in read_dump(path, TITLES) if isinstance(item.content, PageHistory | Redirect)]


@pytest.mark.parametrize("packed", [True, False])
def test_only_the_streams_with_a_day_page_are_read(tmp_path: Path, packed: bool) -> None:
    others = [f"Article {number}" for number in range(2_000)]
    path = write_dump(tmp_path, [others[:900], ["Oslo", DAY], others[900:], [MONTH], ["Bergen"]], packed=packed)

    items = list(read_dump(path, TITLES))

    assert titles_in(path) == [DAY, MONTH]
    assert items[-1].done == items[-1].total
    assert (items[-1].total or 0) < path.stat().st_size / 2
    assert items[-1].skipped >= 2_002


@pytest.mark.parametrize("streams", [[[DAY]], [["Oslo"], [DAY, OTHER_DAY]], [[DAY], ["Oslo"]], [["Oslo"]]])
def test_the_end_of_the_dump_may_be_among_the_streams_or_not(tmp_path: Path, streams: list[list[str]]) -> None:
    path = write_dump(tmp_path, streams)

    assert titles_in(path) == [title for stream in streams for title in stream if title != "Oslo"]


def test_a_dump_without_its_index_is_read_whole(tmp_path: Path) -> None:
    path = write_dump(tmp_path, [["Oslo"], [DAY]])
    index = index_of(path)
    assert index is not None
    index.unlink()

    assert index_of(path) is None
    assert titles_in(path) == [DAY]


def test_a_part_of_a_dump_has_the_index_of_that_part(tmp_path: Path) -> None:
    part = tmp_path / "enwiki-20261101-pages-articles-multistream3.xml-p1p9.bz2"
    index = tmp_path / "enwiki-20261101-pages-articles-multistream-index3.txt-p1p9.bz2"
    part.touch()
    index.touch()

    assert index_of(part) == index


@pytest.mark.parametrize(
    "lines",
    [f"99999999:1:{DAY}\n", f"x:1:{DAY}\n", "no index\n", "1" * 9999, f"900:1:{DAY}\n100:2:{OTHER_DAY}\n", "\xff"],
)
def test_an_index_of_another_dump_or_none_is_an_error(tmp_path: Path, lines: str) -> None:
    path = write_dump(tmp_path, [["Oslo"], [DAY], ["Bergen"] * 500], packed=False)
    index = index_of(path)
    assert index is not None
    index.write_text(lines)

    with pytest.raises(SourceError, match="index"):
        list(read_dump(path, TITLES))


def test_a_dump_cut_off_where_a_stream_should_be_is_an_error_after_what_is_whole(tmp_path: Path) -> None:
    path = write_dump(tmp_path, [[DAY], ["Oslo"] * 500, [OTHER_DAY]])
    index = index_of(path)
    assert index is not None
    streams = find_streams(index, path, lambda title: TITLES.day(title) is not None)
    whole = path.read_bytes()
    path.write_bytes(whole[: streams.spans[-1][0] + 20])

    items = read_dump(path, TITLES)
    first = next(item.content for item in items if isinstance(item.content, PageHistory))
    with pytest.raises(SourceError, match="too early"):
        list(items)

    assert first.title == DAY


def test_damage_in_a_stream_is_an_error(tmp_path: Path) -> None:
    path = write_dump(tmp_path, [[DAY], [OTHER_DAY]])
    content = bytearray(path.read_bytes())
    content[-120:-100] = bytes(20)
    path.write_bytes(content)

    with pytest.raises(SourceError):
        list(read_dump(path, TITLES))
