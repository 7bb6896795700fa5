"""What is asked of a wiki and what is made of its answers, with a wiki that answers from a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from daybook.errors import FetchError
from daybook.source import fetch as fetch_module
from daybook.source.fetch import fetch_pages
from daybook.source.items import LARGEST_PAGE, Cause, NotRead, PageHistory

DAY = "Portal:Current events/2004 August 14"
OTHER_DAY = "Portal:Current events/2004 August 15"

Parts = list[dict[str, Any]]


@dataclass
class ScriptedWiki:
    """Answers each question by a function of it, and remembers what was asked."""

    answer: Callable[[Mapping[str, str]], Parts]
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def query(self, parameters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        self.asked.append(parameters)
        yield from self.answer(parameters)


def content(text: str | None, **more: Any) -> dict[str, Any]:
    slot = {"contentmodel": "wikitext", **more} | ({} if text is None else {"content": text})
    return {"main": slot}


def revision(number: int, text: str | None, **more: Any) -> dict[str, Any]:
    return {"revid": number, "timestamp": "2004-08-14T10:00:00Z", "user": "Ed", "slots": content(text, **more)}


def test_large_pages_are_asked_for_in_several_questions() -> None:
    titles = [f"Portal:Current events/2004 August {day}" for day in range(1, 6)]
    length = fetch_module.BATCH_SIZE // 2

    def answer(question: Mapping[str, str]) -> Parts:
        asked = question["titles"].split("|")
        if question["prop"] == "info":
            return [{"pages": [{"title": title, "lastrevid": 7, "length": length} for title in asked]}]
        return [{"pages": [{"title": title, "revisions": [revision(7, "*")]} for title in asked]}]

    wiki = ScriptedWiki(answer)
    found = list(fetch_pages(wiki, titles, {}))

    assert [len(question["titles"].split("|")) for question in wiki.asked] == [5, 2, 2, 1]
    assert [each.content.title for each in found if isinstance(each.content, PageHistory)] == titles


def test_a_page_is_yielded_when_its_part_of_the_answer_comes() -> None:
    """MediaWiki puts what does not fit one answer into the next, and names all pages in each."""

    def answer(question: Mapping[str, str]) -> Parts:
        if question["prop"] == "info":
            return [{"pages": [{"title": DAY, "lastrevid": 7}, {"title": OTHER_DAY, "lastrevid": 8}]}]
        return [
            {"pages": [{"title": DAY}, {"title": OTHER_DAY, "revisions": [revision(8, "*B")]}]},
            {"pages": [{"title": DAY, "revisions": [revision(7, "*A")]}, {"title": OTHER_DAY}]},
        ]

    items = [found.content for found in fetch_pages(ScriptedWiki(answer), [DAY, OTHER_DAY], {})]

    assert [item.title for item in items if isinstance(item, PageHistory)] == [OTHER_DAY, DAY]


@pytest.mark.parametrize(
    ("answered", "cause"),
    [
        (revision(7, None, texthidden=True), Cause.HIDDEN),
        ({"revid": 7}, Cause.HIDDEN),
        (revision(7, None), Cause.NO_TEXT),
        (revision(7, "{}", contentmodel="json"), Cause.NOT_WIKITEXT),
        (revision(7, "#REDIRECT [[Elsewhere]]"), Cause.REDIRECT),
        (revision(7, "x" * (LARGEST_PAGE + 1)), Cause.TOO_LARGE),
    ],
)
def test_a_revision_without_usable_text_is_told(answered: dict[str, Any], cause: Cause) -> None:
    def answer(question: Mapping[str, str]) -> Parts:
        page = {"lastrevid": 7} if question["prop"] == "info" else {"revisions": [answered]}
        return [{"pages": [{"title": DAY, **page}]}]

    found = list(fetch_pages(ScriptedWiki(answer), [DAY], {}))

    assert [each.content for each in found] == [NotRead(DAY, cause, 7), None]


def test_a_page_that_goes_away_meanwhile_is_missing_not_empty() -> None:
    def answer(question: Mapping[str, str]) -> Parts:
        page = {"lastrevid": 7} if question["prop"] == "info" else {"missing": True}
        return [{"pages": [{"title": DAY, **page}]}]

    (item, _) = [found.content for found in fetch_pages(ScriptedWiki(answer), [DAY], {})]

    assert isinstance(item, NotRead)
    assert item.cause is Cause.MISSING


def test_a_page_too_large_is_not_asked_for() -> None:
    def answer(_question: Mapping[str, str]) -> Parts:
        return [{"pages": [{"title": DAY, "lastrevid": 7, "length": LARGEST_PAGE + 1}]}]

    wiki = ScriptedWiki(answer)
    (item, _) = [found.content for found in fetch_pages(wiki, [DAY], {})]

    assert isinstance(item, NotRead)
    assert item.cause is Cause.TOO_LARGE
    assert len(wiki.asked) == 1


def test_a_title_that_is_never_answered_is_told() -> None:
    (item, end) = list(fetch_pages(ScriptedWiki(lambda _question: [{}]), [DAY], {}))

    assert isinstance(item.content, NotRead)
    assert item.content.cause is Cause.BAD_TITLE
    assert (end.done, end.total) == (1, 1)


def test_a_title_asked_for_twice_is_fetched_once() -> None:
    def answer(question: Mapping[str, str]) -> Parts:
        page = {"lastrevid": 7} if question["prop"] == "info" else {"revisions": [revision(7, "*A")]}
        return [{"pages": [{"title": DAY, **page}]}]

    found = list(fetch_pages(ScriptedWiki(answer), [DAY, DAY], {}))

    assert (len(found), found[-1].total) == (2, 1)


@pytest.mark.parametrize("pages", [7, [{"titel": DAY}], [{"title": DAY, "lastrevid": "x"}]])
def test_an_answer_of_another_shape_is_an_error(pages: Any) -> None:
    with pytest.raises(FetchError, match="not understood"):
        list(fetch_pages(ScriptedWiki(lambda _question: [{"pages": pages}]), [DAY], {}))


def test_nothing_to_fetch_asks_nothing() -> None:
    wiki = ScriptedWiki(lambda _question: [])

    found = list(fetch_pages(wiki, [], {}))

    assert [(each.content, each.done, each.total) for each in found] == [(None, 0, 0)]
    assert wiki.asked == []


def test_the_numbers_of_a_history_are_asked_for_only_down_to_the_known_one() -> None:
    def answer(question: Mapping[str, str]) -> Parts:
        if question["prop"] == "info":
            return [{"pages": [{"title": DAY, "lastrevid": 9}]}]
        if "revids" in question:
            numbers = sorted(map(int, question["revids"].split("|")))
            return [{"pages": [{"title": DAY, "revisions": [revision(number, f"*{number}") for number in numbers]}]}]
        parts = [[9, 3], [8, 2], [1]]
        return [{"pages": [{"title": DAY, "revisions": [{"revid": n, "size": 9} for n in part]}]} for part in parts]

    wiki = ScriptedWiki(answer)
    found = list(fetch_pages(wiki, [DAY], {DAY: 2}, history=True))

    ((pages),) = [each.content.revisions for each in found if isinstance(each.content, PageHistory)]
    assert [page.revision for page in pages] == [8, 3, 9]
