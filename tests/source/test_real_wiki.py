"""Fetching from a real MediaWiki on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from tests.mediawiki import LocalWiki

from daybook.enrich.wiki import Article, ask_about, resolve_redirects
from daybook.model import Redirect
from daybook.model.titles import DayTitles
from daybook.source.dump import read_dump
from daybook.source.fetch import fetch_pages
from daybook.source.items import Cause, NotRead, PageHistory, SourceItem
from daybook.source.mediawiki import WikiClient
from daybook.source.settings import WikiSettings

pytestmark = pytest.mark.mediawiki


@pytest.fixture
def client(local_wiki: LocalWiki) -> Iterator[WikiClient]:
    with WikiClient(WikiSettings(api=local_wiki.api, pause=0.0)) as client:
        yield client


def days(year: int, *numbers: int) -> list[str]:
    """Titles of day pages; each test has a year of its own, for they share the wiki."""
    return [f"Portal:Current events/{year} May {number}" for number in numbers]


def texts(found: Sequence[SourceItem]) -> dict[str, list[str]]:
    pages: dict[str, list[str]] = {}
    for each in found:
        if isinstance(each.content, PageHistory):
            pages.setdefault(each.content.title, []).extend(page.wikitext for page in each.content.revisions)
    return pages


def causes(found: Sequence[SourceItem]) -> dict[str, Cause]:
    return {each.content.name: each.content.cause for each in found if isinstance(each.content, NotRead)}


def test_only_changed_pages_are_fetched_again(local_wiki: LocalWiki, client: WikiClient) -> None:
    titles = days(2001, 1, 2, 3)
    known = {title: local_wiki.save(title, f"* First. {title}") for title in titles[:2]}

    first = list(fetch_pages(client, titles, {}))
    new = local_wiki.save(titles[1], "* Second, with [[Zürich|ü]] & <b>.")
    second = list(fetch_pages(client, titles, known))

    assert texts(first) == {title: [f"* First. {title}"] for title in titles[:2]}
    assert causes(first) == {titles[2]: Cause.MISSING}
    assert texts(second) == {titles[1]: ["* Second, with [[Zürich|ü]] & <b>."]}
    assert causes(second) == {titles[0]: Cause.UNCHANGED, titles[2]: Cause.MISSING}
    (page,) = [each.content.revisions[0] for each in second if isinstance(each.content, PageHistory)]
    assert page.revision == new
    assert page.timestamp is not None
    assert abs(page.timestamp - datetime.now(UTC)).total_seconds() < 600
    assert page.editor == "127.0.0.1"
    assert second[-1].done == second[-1].total == 3


def test_a_redirect_and_a_deleted_page_are_told_and_never_empty(local_wiki: LocalWiki, client: WikiClient) -> None:
    moved, deleted = titles = days(2002, 1, 2)
    known = {title: local_wiki.save(title, "* A bridge opens.") for title in titles}
    local_wiki.save(moved, "#REDIRECT [[Portal:Current events/2002 May 9]]")
    local_wiki.delete(deleted)

    for history in (False, True):
        found = list(fetch_pages(client, titles, known, history=history))

        assert texts(found) == {}
        assert causes(found) == {moved: Cause.REDIRECT, deleted: Cause.MISSING}


def test_an_interrupted_fetch_goes_on_where_it_stopped(local_wiki: LocalWiki, client: WikiClient) -> None:
    titles = days(2003, *range(1, 8))
    for title in titles:
        local_wiki.save(title, f"* {title}")
    kept: dict[str, int] = {}
    for found in fetch_pages(client, titles, kept):
        if isinstance(found.content, PageHistory):
            kept[found.content.title] = found.content.revisions[-1].revision or 0
        if len(kept) == 3:
            break

    rest = list(fetch_pages(client, titles, kept))

    assert list(kept) == titles[:3]
    assert list(texts(rest)) == titles[3:]


def test_a_history_comes_whole_and_in_order_and_then_only_what_is_new(
    local_wiki: LocalWiki, client: WikiClient
) -> None:
    title, other = days(2004, 1, 2)
    numbers = [local_wiki.save(title, f"* Revision {number}") for number in range(60)]
    local_wiki.save(other, "* Another page")

    whole = list(fetch_pages(client, [title, other], {}, history=True))
    since = list(fetch_pages(client, [title], {title: numbers[57]}, history=True))
    gone = list(fetch_pages(client, [title], {title: 999_999}, history=True))

    assert texts(whole) == {title: [f"* Revision {number}" for number in range(60)], other: ["* Another page"]}
    pieces = [each.content for each in whole if isinstance(each.content, PageHistory)]
    assert [piece.more for piece in pieces] == [True, False, False]
    assert texts(since) == {title: ["* Revision 58", "* Revision 59"]}
    assert texts(gone) == {title: [f"* Revision {number}" for number in range(60)]}


def test_a_hidden_revision_is_told_and_the_others_are_read(local_wiki: LocalWiki, client: WikiClient) -> None:
    (title,) = days(2005, 1)
    numbers = [local_wiki.save(title, f"* Revision {number}") for number in range(3)]
    local_wiki.hide(numbers[1])

    found = list(fetch_pages(client, [title], {}, history=True))

    assert texts(found) == {title: ["* Revision 0", "* Revision 2"]}
    assert causes(found) == {title: Cause.HIDDEN}


def test_titles_are_asked_for_fifty_at_once_and_answered_as_they_were_asked(
    local_wiki: LocalWiki, client: WikiClient
) -> None:
    titles = [f"portal:Current_events/{year} May 1" for year in range(1900, 2000)] + ["[[bad"]
    local_wiki.save("Portal:Current events/1999 May 1", "* A bridge opens.")

    found = list(fetch_pages(client, titles, {}))

    assert texts(found) == {titles[99]: ["* A bridge opens."]}
    assert list(causes(found).values()).count(Cause.MISSING) == 99
    assert causes(found)["[[bad"] is Cause.BAD_TITLE


def test_a_month_page_is_fetched_like_any_other(local_wiki: LocalWiki, client: WikiClient) -> None:
    title = DayTitles().month_title(2003, 8)
    local_wiki.save(title, "== August 1, 2003 ==\n* A bridge opens.")

    assert list(texts(list(fetch_pages(client, [title], {})))) == [title]


def test_redirects_of_articles_are_followed_to_their_end(local_wiki: LocalWiki, client: WikiClient) -> None:
    local_wiki.save("Ferry A", "#REDIRECT [[Ferry B]]")
    local_wiki.save("Ferry B", "#REDIRECT [[Ferry C#Sinking]]")
    local_wiki.save("Ferry C", "A ship.")
    asked = ["ferry_A", "Ferry C", "Ferry D", "[[bad", "Ferry B", "a|b", ""]

    (redirects,) = resolve_redirects(client, asked)
    (answers,) = ask_about(client, asked)

    expected = (Redirect("Ferry A", "Ferry C"), Redirect("Ferry B", "Ferry C"))
    assert redirects == expected
    assert answers == (*expected, Article("Ferry C"), Article("Ferry D", exists=False))


def test_what_the_wiki_exports_is_read_back(local_wiki: LocalWiki, tmp_path_factory: pytest.TempPathFactory) -> None:
    (title,) = days(2006, 1)
    number = local_wiki.save(title, "* A \u202ebridge\u202c & <ref>x</ref>\n\n\ttab ''é''")
    local_wiki.save("Old bridge", "#REDIRECT [[New bridge]]")
    path = tmp_path_factory.mktemp("export") / "export.xml"
    path.write_text(local_wiki.export(title, "Old bridge"))

    items = [found.content for found in read_dump(path, DayTitles()) if found.content is not None]

    assert Redirect("Old bridge", "New bridge") in items
    ((page,),) = [item.revisions for item in items if isinstance(item, PageHistory)]
    assert (page.title, page.revision) == (title, number)
    assert page.wikitext == "* A \u202ebridge\u202c & <ref>x</ref>\n\n\ttab ''é''"
