"""Reading folders of wikitext files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.errors import SourceError
from daybook.model import Redirect
from daybook.model.titles import DayTitles
from daybook.source.folder import title_of
from daybook.source.items import LARGEST_PAGE, Cause, NotRead, PageHistory, SourceItem
from daybook.source.local import read_path

TITLES = DayTitles()


def write(folder: Path, name: str, content: str | bytes = "* A bridge opens.\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path) -> list[SourceItem]:
    return list(read_path(path, TITLES))


def titles_in(found: list[SourceItem]) -> list[str]:
    return [each.content.title for each in found if isinstance(each.content, PageHistory)]


def not_read(found: list[SourceItem]) -> list[tuple[str, Cause]]:
    return [(Path(each.content.name).name, each.content.cause) for each in found if isinstance(each.content, NotRead)]


@pytest.mark.parametrize(
    "name",
    [
        "2004-08-14.wikitext",
        "2004-08-14.TXT",
        "2004/08/2004-08-14.wiki",
        "2004 August 14.txt",
        "2004_August_14.txt",
        "Portal:Current events/2004 August 14.wikitext",
        "Portal:Current_events/2004_August_14.wikitext",
        "pages/of/mine/Portal:Current_events/2004_August_14.wiki",
        "Portal%3ACurrent_events%2F2004_August_14.txt",
        "Portal_Current events_2004 August 14.wikitext",
        "Portal-Current-events-2004-August-14.wikitext",
        "portal：Current events∕2004 August 14.wikitext",
    ],
)
def test_a_file_name_tells_the_day_in_many_ways(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)

    assert titles_in(read(tmp_path)) == ["Portal:Current events/2004 August 14"]


@pytest.mark.parametrize("name", ["Portal:Current events/August 2003.txt", "August_2003.wiki"])
def test_month_pages_are_read_too(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)

    assert titles_in(read(tmp_path)) == ["Portal:Current events/August 2003"]


@pytest.mark.parametrize("name", ["2004-13-14", "2004-02-30", "2004 August 04", "2004 August 32", "14 August", "Talk"])
def test_a_name_that_is_no_day_is_an_article(name: str) -> None:
    title, is_page = title_of((f"{name}.txt",), TITLES)

    assert (title, is_page) == (name, False)


@given(parts=st.lists(st.text(min_size=1), min_size=1, max_size=3).map(tuple))
def test_no_name_is_too_odd(parts: tuple[str, ...]) -> None:
    title, is_page = title_of(parts, TITLES)

    assert not is_page or TITLES.day(title) is not None or TITLES.month(title) is not None


def test_pages_come_in_the_order_of_their_days_whatever_their_names(tmp_path: Path) -> None:
    for name in (
        "2004 December 9.txt",
        "2004-08-14.wikitext",
        "2004 August 9.txt",
        "August 2003.txt",
        "2004-12-10.wiki",
    ):
        write(tmp_path, name)

    titles = [title.partition("/")[2] for title in titles_in(read(tmp_path))]

    assert titles == ["August 2003", "2004 August 9", "2004 August 14", "2004 December 9", "2004 December 10"]


def test_a_name_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """It stands for no title: an archive could not keep it."""
    write(tmp_path, "2004-08-14.wikitext")
    name = os.fsdecode(b"M\xfcnchen.wikitext")
    (tmp_path / name).write_text("#REDIRECT [[Munich]]")

    found = read(tmp_path)

    assert titles_in(found) == ["Portal:Current events/2004 August 14"]
    assert not_read(found) == [("M\ufffdnchen.wikitext", Cause.UNREADABLE)]
    with pytest.raises(SourceError, match="cannot tell which day"):
        read(write(tmp_path, os.fsdecode(b"M\xfcll.wikitext")))


def test_an_article_that_is_a_redirect_is_kept_and_any_other_is_counted(tmp_path: Path) -> None:
    write(tmp_path, "2004-08-14.wikitext")
    write(tmp_path, "articles/Old_name.wikitext", "#REDIRECT [[New name#Part]]\n")
    write(tmp_path, "articles/Loop.wikitext", "#REDIRECT [[Loop]]\n")
    write(tmp_path, "AC%2FDC.txt", "\n#redirect: [[ band_of rock|x]] {{R from name}}")
    write(tmp_path, "New name.wikitext", "It is a name.")
    write(tmp_path, "notes.md")
    write(tmp_path, ".hidden/2004-08-15.wikitext")

    found = read(tmp_path)

    redirects = [each.content for each in found if isinstance(each.content, Redirect)]
    assert redirects == [Redirect("AC/DC", "Band of rock"), Redirect("Old name", "New name")]
    assert titles_in(found) == ["Portal:Current events/2004 August 14"]
    assert found[-1].skipped == 3
    assert (found[-1].done, found[-1].total, found[-1].unit) == (5, 5, "files")


def test_text_comes_as_it_stands_but_for_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    path = write(tmp_path, "2004-08-14.wikitext", b"\xef\xbb\xbf*A\r\n\tB\x00\xc2\xa0\n")

    (found,) = read(path)

    assert isinstance(found.content, PageHistory)
    (page,) = found.content.revisions
    assert (page.wikitext, page.revision, page.timestamp) == ("*A\n\tB\x00\xa0\n", None, None)


def test_files_that_cannot_be_read_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, "2004-08-01.wikitext")
    write(tmp_path, "2004-08-02.wikitext", b"* caf\xe9")
    write(tmp_path, "2004-08-03.wikitext", b"*" * (LARGEST_PAGE + 1))
    write(tmp_path, "2004-08-04.wikitext", "#REDIRECT [[Elsewhere]]")
    write(tmp_path, "2004 August 1.wikitext", "* Another.")
    (tmp_path / "2004-08-05.wikitext").symlink_to("/etc/hostname")
    (tmp_path / "more").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "2004-08-06.wikitext")
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("An article.")

    found = read(tmp_path)

    assert titles_in(found) == ["Portal:Current events/2004 August 1"]
    assert sorted(not_read(found)) == [
        ("2004-08-01.wikitext", Cause.DUPLICATE),
        ("2004-08-02.wikitext", Cause.NOT_UTF8),
        ("2004-08-03.wikitext", Cause.TOO_LARGE),
        ("2004-08-04.wikitext", Cause.REDIRECT),
        ("2004-08-05.wikitext", Cause.LINK),
        ("2004-08-06.wikitext", Cause.UNREADABLE),
        ("caf\ufffd.txt", Cause.UNREADABLE),
        ("more", Cause.LINK),
    ]
    assert all(
        each.content.hint for each in found if isinstance(each.content, NotRead) and each.content.cause is Cause.LINK
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_rights_is_told(tmp_path: Path) -> None:
    write(tmp_path, "2004-08-01.wikitext")
    write(tmp_path, "2004-08-02.wikitext").chmod(0)
    (tmp_path / "closed").mkdir(mode=0)

    found = read(tmp_path)

    assert sorted(not_read(found)) == [("2004-08-02.wikitext", Cause.UNREADABLE), ("closed", Cause.UNREADABLE)]


def test_a_path_where_nothing_stands_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        read(tmp_path / "nowhere")


def test_a_folder_without_any_page_is_an_error_with_a_hint(tmp_path: Path) -> None:
    write(tmp_path, "Article.txt", "Not a day.")

    with pytest.raises(SourceError, match="no day page") as caught:
        read(tmp_path)

    assert caught.value.hint is not None
    assert "2004-08-14.wikitext" in caught.value.hint


def test_a_single_file_must_tell_its_day(tmp_path: Path) -> None:
    path = write(tmp_path, "notes.txt")

    with pytest.raises(SourceError, match="which day"):
        read(path)


def test_a_single_file_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/content")
    link = tmp_path / "2004-08-14.wikitext"
    link.symlink_to(tmp_path / "elsewhere" / "content")

    assert titles_in(read(link)) == ["Portal:Current events/2004 August 14"]


def test_another_wiki_has_other_titles(tmp_path: Path) -> None:
    months = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    write(tmp_path, "Portaal:Nieuws/2004 aug 14.txt")
    write(tmp_path, "2004-05-01.txt")

    found = list(read_path(tmp_path, DayTitles("Portaal:Nieuws", months)))

    assert titles_in(found) == ["Portaal:Nieuws/2004 mei 1", "Portaal:Nieuws/2004 aug 14"]
