"""Pages are passed over by their bytes alone, and nothing wanted is."""

from __future__ import annotations

import bz2
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.errors import SourceError
from daybook.model.titles import DayTitles
from daybook.source.dump import read_dump
from daybook.source.items import PageHistory
from daybook.source.wanted_pages import WantedPages

TITLES = DayTitles()


def page(title: str, text: str = "*Something.") -> str:
    return (
        f"  <page>\n    <title>{title}</title>\n    <ns>0</ns>\n    <revision>\n      <id>7</id>\n"
        f"      <timestamp>2031-05-01T12:00:00Z</timestamp>\n      <text>{text}</text>\n    </revision>\n  </page>\n"
    )


def export(*pages: str) -> bytes:
    return f"<mediawiki>\n  <siteinfo><sitename>W</sitename></siteinfo>\n{''.join(pages)}</mediawiki>\n".encode()


def in_pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def wanted(content: bytes, size: int, starts: tuple[str, ...] = TITLES.starts) -> tuple[bytes, int]:
    pieces = in_pieces(content, size)
    pages = WantedPages(lambda _: next(pieces, b""), starts)
    return b"".join(iter(lambda: pages.read(1), b"")), pages.skipped


DAY = page("Portal:Current events/2031 May 1")
OTHERS = [page(f"Article {number}", "words " * number) for number in range(40)]


@given(st.integers(1, 3000), st.integers(0, 40), st.integers(0, 40))
def test_wanted_pages_are_left_wherever_pieces_are_cut(size: int, before: int, after: int) -> None:
    content = export(*OTHERS[:before], DAY, *OTHERS[:after], DAY)

    left, skipped = wanted(content, size)

    assert left.decode().count("<title>") == 2
    assert left.decode().replace("  <page>", "<page>").count(DAY.strip()) == 2
    assert left.startswith(b"<mediawiki>")
    assert left.endswith(b"</mediawiki>\n")
    assert skipped == before + after


def test_a_title_with_letters_that_xml_escapes_is_found() -> None:
    content = export(page("News &amp; more/2031 May 1"), page("News"))

    assert wanted(content, 50, ("News & more/",))[0].count(b"<page>") == 1


def test_a_dump_is_read_as_if_all_of_it_was(tmp_path: Path) -> None:
    path = tmp_path / "dump.xml.bz2"
    path.write_bytes(bz2.compress(export(*OTHERS, DAY, *OTHERS[:3], page("Portal:Current events/May 2003"), OTHERS[5])))

    few = [item.content for item in read_dump(path, TITLES, redirects=False) if isinstance(item.content, PageHistory)]
    everything = [item.content for item in read_dump(path, TITLES) if isinstance(item.content, PageHistory)]
    *_, last = read_dump(path, TITLES, redirects=False)

    assert few == everything
    assert len(few) == 2
    assert last.skipped == 44


@pytest.mark.parametrize("end", [30, 2000, 9000], ids=["head", "passed over", "last page"])
def test_a_dump_that_was_cut_off_is_told(tmp_path: Path, end: int) -> None:
    path = tmp_path / "dump.xml"
    content = export(*OTHERS, DAY)
    path.write_bytes(content[:end] if end < 9000 else content[:-40])

    with pytest.raises(SourceError, match="ends too early"):
        list(read_dump(path, TITLES, redirects=False))


def test_what_is_no_export_is_told(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><title>Portal:Current events/2031 May 1</title></html>")

    with pytest.raises(SourceError, match="not a MediaWiki export"):
        list(read_dump(path, TITLES, redirects=False))
