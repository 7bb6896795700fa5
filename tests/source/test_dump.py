"""Reading MediaWiki's XML exports."""

from __future__ import annotations

import bz2
import gzip
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.source.exports import HEAD, PACKINGS, TAIL, export, histories, one_page, page_xml, revision_xml

from daybook.errors import SourceError
from daybook.model import RawPage, Redirect
from daybook.model.titles import DayTitles
from daybook.model.wiki import SiteInfo
from daybook.source import export as export_module
from daybook.source.dump import read_dump
from daybook.source.items import LARGEST_PAGE, Cause, NotRead, PageHistory, SourceItem
from daybook.source.local import read_path

TITLES = DayTitles()
DAY = "Portal:Current events/2004 August 14"
OTHER_DAY = "Portal:Current events/2004 August 15"


def read(folder: Path, content: str | bytes, name: str = "export.xml") -> list[SourceItem]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_dump(path, TITLES))


def items(found: list[SourceItem]) -> list[PageHistory | Redirect | NotRead]:
    return [each.content for each in found if isinstance(each.content, PageHistory | Redirect | NotRead)]


def read_until_error(folder: Path, content: str | bytes) -> tuple[list[str], SourceError]:
    """Read a damaged export: the texts that came before the error, and the error."""
    path = folder / "export.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    texts: list[str] = []
    try:
        for found in read_dump(path, TITLES):
            if isinstance(found.content, PageHistory):
                texts.extend(page.wikitext for page in found.content.revisions)
    except SourceError as error:
        return texts, error
    pytest.fail("a damaged export was read to its end")


@examples(40)
@given(pages=st.lists(histories(), max_size=4), packing=st.sampled_from(sorted(PACKINGS)))
def test_what_is_exported_is_read_back_however_packed(pages: list[tuple[RawPage, ...]], packing: str) -> None:
    content = PACKINGS[packing](export(*(page_xml(page[0].title, page) for page in pages)).encode())
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), content)

    assert items(found) == [PageHistory(page[0].title, page) for page in pages]
    assert found[-1].done == found[-1].total == len(content)


@pytest.mark.parametrize("packing", sorted(PACKINGS))
def test_a_text_over_many_chunks_comes_whole(tmp_path: Path, packing: str) -> None:
    text = "".join(f"* {number} \U0001f30d &\n" for number in range(50_000))

    found = read(tmp_path, PACKINGS[packing](export(one_page(DAY, text)).encode()))

    assert [page.wikitext for item in items(found) if isinstance(item, PageHistory) for page in item.revisions] == [
        text
    ]


def test_pages_that_are_no_day_pages_are_passed_over_and_counted(tmp_path: Path) -> None:
    pages = [one_page(title, "* Text") for title in ("Talk:X", DAY, "Portal:Current events", "2004 August 14")]

    found = read(tmp_path, export(*pages))

    assert items(found) == [PageHistory(DAY, (RawPage(DAY, "* Text", 5, datetime(2020, 1, 2, tzinfo=UTC), "Ed"),))]
    assert found[-1].skipped == 3


def test_redirects_outside_the_day_pages_are_kept(tmp_path: Path) -> None:
    marked = one_page("Old name", "#WEITERLEITUNG [[New name#Part]]", redirect="New name#Part")
    written = one_page("older_name", "\n#redirect [[:new name]]")
    to_itself = one_page("Loop", "#REDIRECT [[Loop]]")
    a_list = one_page("List", "#Redirected [[Water]]\n#More")

    found = read(tmp_path, export(marked, written, to_itself, a_list))

    assert items(found) == [Redirect("Old name", "New name"), Redirect("Older name", "New name")]
    assert found[-1].skipped == 2


def test_a_redirect_is_read_from_the_last_revision(tmp_path: Path) -> None:
    title = "Article"
    revisions = [RawPage(title, "#REDIRECT [[First]]", 1), RawPage(title, "Words.", 2)]
    back = [RawPage("Back", "Words.", 3), RawPage("Back", "#REDIRECT [[Second]]", 4)]

    found = read(tmp_path, export(page_xml(title, revisions), page_xml("Back", back)))

    assert items(found) == [Redirect("Back", "Second")]


def test_a_day_page_that_became_a_redirect_keeps_its_earlier_revisions(tmp_path: Path) -> None:
    revisions = [RawPage(DAY, "* A bridge opens.", 1), RawPage(DAY, "#AIDIRECT [[Elsewhere]]", 2)]

    found = read(tmp_path, export(page_xml(DAY, revisions, redirect="Elsewhere")))

    assert items(found) == [NotRead(DAY, Cause.REDIRECT, 2), PageHistory(DAY, (revisions[0],))]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('<text bytes="12" deleted="deleted" xml:space="preserve" />', Cause.HIDDEN),
        ('<text bytes="12" id="77" />', Cause.NO_TEXT),
        ("", Cause.NO_TEXT),
        ("<model>json</model><text>{}</text>", Cause.NOT_WIKITEXT),
        ("<text>#REDIRECT [[Elsewhere]]</text>", Cause.REDIRECT),
    ],
)
def test_a_revision_without_text_is_never_an_empty_page(tmp_path: Path, text: str, cause: Cause) -> None:
    page = (
        f"<page><title>{DAY}</title><revision><id>8</id>{text}</revision>{revision_xml(RawPage(DAY, '*A', 9))}</page>"
    )

    found = read(tmp_path, export(page))

    assert items(found) == [NotRead(DAY, cause, 8), PageHistory(DAY, (RawPage(DAY, "*A", 9),))]


def test_a_hidden_editor_and_another_slot_do_not_confuse(tmp_path: Path) -> None:
    page = (
        f"<page><title>{DAY}</title><upload><text>no</text><timestamp>2001-01-01T00:00:00Z</timestamp></upload>"
        '<revision><id>8</id><timestamp>2004-08-14T10:00:00Z</timestamp><contributor deleted="deleted" />'
        "<model>wikitext</model><text>*A</text>"
        "<content><role>extra</role><model>json</model><text>{}</text></content></revision></page>"
    )

    found = read(tmp_path, export(page))

    assert items(found) == [PageHistory(DAY, (RawPage(DAY, "*A", 8, datetime(2004, 8, 14, 10, tzinfo=UTC)),))]


@pytest.mark.parametrize(("number", "time"), [("x", "yesterday"), ("9" * 30, "2004-99-99T00:00:00Z"), ("-1", "")])
def test_a_number_or_time_that_is_none_is_left_out(tmp_path: Path, number: str, time: str) -> None:
    page = (
        f"<page><title>{DAY}</title><revision><id>{number}</id><timestamp>{time}</timestamp>"
        "<contributor><ip>192.0.2.1</ip></contributor><text>*A</text></revision></page>"
    )

    assert items(read(tmp_path, export(page))) == [PageHistory(DAY, (RawPage(DAY, "*A", editor="192.0.2.1"),))]


def test_a_long_history_comes_in_pieces(tmp_path: Path) -> None:
    revisions = tuple(RawPage(DAY, f"* {number}", number) for number in range(2 * export_module.PIECE_REVISIONS + 1))

    found = items(read(tmp_path, export(page_xml(DAY, revisions), one_page(OTHER_DAY, "*"))))

    pieces = [item for item in found if isinstance(item, PageHistory)]
    assert [piece.more for piece in pieces] == [True, True, False, False]
    assert sum((piece.revisions for piece in pieces[:3]), ()) == revisions


def test_a_text_over_the_limit_is_told_and_not_held(tmp_path: Path) -> None:
    huge = one_page(DAY, "x" * (LARGEST_PAGE + 1))

    found = items(read(tmp_path, export(huge, one_page(OTHER_DAY, "*B"))))

    assert found[0] == NotRead(DAY, Cause.TOO_LARGE, 5)
    assert isinstance(found[1], PageHistory)


@pytest.mark.parametrize("packing", sorted(PACKINGS))
def test_a_file_cut_off_anywhere_gives_what_is_whole_and_then_an_error(tmp_path: Path, packing: str) -> None:
    pages = [one_page(f"Portal:Current events/2004 August {day}", f"* {day}") for day in range(1, 29)]
    content = PACKINGS[packing](export(*pages).encode())
    whole = read(tmp_path, content)

    for length in (len(content) - 30, len(content) * 3 // 4):
        texts, error = read_until_error(tmp_path, content[:length])

        assert texts == [f"* {day}" for day in range(1, len(texts) + 1)]
        assert "export.xml" in str(error)
        assert error.hint is not None
    assert len(items(whole)) == 28


def test_a_packed_file_cut_off_before_its_first_block_is_told_as_cut_off(tmp_path: Path) -> None:
    """Not as something that is no export."""
    packed = zstandard.compress(export(page_xml(DAY, [RawPage(DAY, "* A bridge opens.", 1)])).encode())

    texts, error = read_until_error(tmp_path, packed[: len(packed) // 2])

    assert texts == []
    assert "ends too early" in error.message


def test_a_plain_file_cut_off_keeps_every_whole_revision(tmp_path: Path) -> None:
    revisions = [RawPage(DAY, f"* {number}", number) for number in range(3)]
    content = export(page_xml(DAY, revisions))

    texts, error = read_until_error(tmp_path, content[: content.index("* 2")])

    assert texts == ["* 0", "* 1"]
    assert "ends too early" in error.message
    assert "line" in error.message


@pytest.mark.parametrize("pack", [bz2.compress, gzip.compress, zstandard.ZstdCompressor(write_checksum=True).compress])
def test_a_damaged_packed_file_is_an_error_and_no_crash(tmp_path: Path, pack: type[bytes]) -> None:
    pages = [one_page(f"Portal:Current events/{year} August 14", f"* {year * year}" * 50) for year in range(1999, 2030)]
    content = bytearray(pack(export(*pages).encode()))
    content[len(content) // 2] ^= 0x55

    _, error = read_until_error(tmp_path, bytes(content))

    assert "export.xml" in error.message


def test_a_packing_that_wants_too_much_memory_is_refused_with_a_way_out(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=28, enable_ldm=True)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()

    _, error = read_until_error(tmp_path, compressor.compress(export().encode()) + compressor.flush())

    assert "--long=31" in (error.hint or "")


def test_damaged_xml_is_told_with_its_line(tmp_path: Path) -> None:
    content = HEAD + one_page(DAY, "*A") + "<page><title>a & b</title></page>" + TAIL

    texts, error = read_until_error(tmp_path, content)

    assert texts == ["*A"]
    assert "damaged export" in error.message
    assert "line 4" in error.message


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE mediawiki [<!ENTITY a "aaaa">]><mediawiki>&a;</mediawiki>',
        '<!DOCTYPE mediawiki SYSTEM "file:///etc/passwd"><mediawiki/>',
        '<?xml version="1.0"?><!DOCTYPE mediawiki><mediawiki/>',
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, content: str) -> None:
    texts, error = read_until_error(tmp_path, content)

    assert texts == []
    assert "document type" in error.message


@pytest.mark.parametrize(
    "content",
    ["", "No XML.", "<rss></rss>", "<html><body>", "\x00\x01\x02", '{"a": 1}', "SQLite format 3\x00", "<a" * 1000],
)
def test_what_is_no_export_is_told_so(tmp_path: Path, content: str) -> None:
    _, error = read_until_error(tmp_path, content)

    assert "not a MediaWiki export" in error.message


@pytest.mark.parametrize(
    ("start", "name"), [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"PK\x03\x04", "zip"), (b"\xfd7zXZ", "xz")]
)
def test_a_packing_that_is_not_known_is_named(tmp_path: Path, start: bytes, name: str) -> None:
    _, error = read_until_error(tmp_path, start + b"....")

    assert f"cannot unpack {name}" in error.message


def test_elements_without_end_do_not_fill_the_memory(tmp_path: Path) -> None:
    _, too_deep = read_until_error(tmp_path, HEAD + "<a>" * 100_000)
    _, too_long = read_until_error(tmp_path, HEAD + "<!--" + "x" * (export_module.LARGEST_TOKEN + (1 << 20)))

    assert "nest too deeply" in too_deep.message
    assert "without end" in too_long.message


def test_progress_is_told_where_nothing_is_found(tmp_path: Path) -> None:
    content = export(*(one_page(f"Article {number}", "x" * 100_000) for number in range(150)))

    found = read(tmp_path, content)

    assert len(found) >= 3
    assert all(isinstance(each.content, SiteInfo | None) for each in found)
    assert [each.done for each in found] == sorted(each.done for each in found)
    assert found[-1].done == found[-1].total == len(content)


def test_an_export_without_any_page_of_the_wiki_is_an_error_with_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(export(one_page("Article", "Words.")))

    with pytest.raises(SourceError, match="no day page") as caught:
        list(read_path(path, TITLES))

    assert caught.value.hint is not None


@examples(80)
@given(data=st.data(), packing=st.sampled_from(sorted(PACKINGS)))
def test_no_damage_does_more_than_end_the_reading(data: st.DataObject, packing: str) -> None:
    content = bytearray(PACKINGS[packing](export(one_page(DAY, "* A"), one_page("Old", "#REDIRECT [[New]]")).encode()))
    at = data.draw(st.integers(0, len(content)))
    content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        path.write_bytes(content)
        message = str(path)
        try:
            list(read_dump(path, TITLES))
        except SourceError as error:
            message = error.message

    assert str(path) in message


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "1994-12-31T00:00:00Z"]
)
def test_a_revision_of_a_time_at_which_there_were_no_wikis_is_refused(tmp_path: Path, time: str) -> None:
    page = (
        f"<page><title>{DAY}</title><revision><id>8</id><timestamp>{time}</timestamp><text>*A</text></revision></page>"
    )

    assert items(read(tmp_path, export(page))) == [NotRead(DAY, Cause.BAD_TIME, 8, detail=time)]


def test_a_page_without_a_title_is_passed_over(tmp_path: Path) -> None:
    """Also after a day page, whose text is gathered in another way."""
    titleless = "<page><revision><id>1</id><text>Words &amp; words\n\n#REDIRECT [[A]]</text></revision></page>"

    read_ = items(read(tmp_path, export(one_page(DAY, "* A"), titleless, one_page(OTHER_DAY, "* B"))))

    assert [item.title for item in read_ if isinstance(item, PageHistory)] == [DAY, OTHER_DAY]


@pytest.mark.parametrize(
    "encoding", ["rot13", "utf-7", "hex", "idna", "unicode_escape", "no-such", "utf-8-sig", "\u00fc"]
)
def test_an_encoding_that_no_export_has_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "export.xml"
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>{export(one_page(DAY, "* A"))}', encoding="utf-8")

    with pytest.raises(SourceError):
        list(read_dump(path, TITLES))


@pytest.mark.parametrize("packing", sorted(PACKINGS))
@pytest.mark.parametrize("junk", [b"junk", b"\0" * 1000])
def test_junk_after_a_packed_export_is_passed_over_whatever_the_packing(
    tmp_path: Path, packing: str, junk: bytes
) -> None:
    if packing == "plain":
        pytest.skip("after a plain export it is part of the XML")

    found = read(tmp_path, PACKINGS[packing](export(one_page(DAY, "* A")).encode()) + junk)

    assert [type(item) for item in items(found)] == [PageHistory]


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_packed_export_whose_end_is_damaged_is_an_error(tmp_path: Path, packing: str) -> None:
    """What was read may be wrong: its checksum is missing."""
    with pytest.raises(SourceError):
        read(tmp_path, PACKINGS[packing](export(one_page(DAY, "* A")).encode())[:-6])


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        list(read_dump(tmp_path / "nowhere.xml", TITLES))
