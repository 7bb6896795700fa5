"""Selections are queries, and queries that ask for no more are selections."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from daybook.archive.reading.selection_reader import query_of, selection_of
from daybook.ask import Query, Sort
from daybook.model import ChangeKind, Selection, Status, SubjectKind

FIRST, LAST = date(2024, 5, 4), date(2024, 6, 1)
MOMENT = datetime(2024, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("selection", "query"),
    [
        (Selection(), Query()),
        (Selection(FIRST, LAST), Query(since=FIRST, until=LAST)),
        (Selection(withdrawn=True), Query(status=None)),
        (Selection(kind=SubjectKind.CONTEXT, slug="oban"), Query(contexts=("oban",))),
        (Selection(kind=SubjectKind.TOPIC, slug="boats"), Query(topics=("boats",))),
        (Selection(kind=SubjectKind.CATEGORY, slug="sports"), Query(categories=("sports",))),
        (Selection(LAST, kind=SubjectKind.OUTLET, slug="a.example", withdrawn=True), Query(since=LAST, outlets=("a.example",), status=None)),
    ],
)  # fmt: skip
def test_a_selection_is_a_query_and_back(selection: Selection, query: Query) -> None:
    """How an answer is ordered and cut does not count."""
    assert query_of(selection) == query
    assert query_of(selection, MOMENT) == replace(query, as_of=MOMENT)
    assert selection_of(query) == selection
    assert selection_of(replace(query, sort=Sort.OLDEST, size=3, cursor="x")) == selection


def test_half_a_subject_narrows_nothing() -> None:
    assert query_of(Selection(kind=SubjectKind.TOPIC)) == query_of(Selection(slug="boats")) == Query()


@pytest.mark.parametrize(
    "query",
    [
        Query(words=("ferry",)),
        Query(phrases=("a ferry",)),
        Query(without=("ferry",)),
        Query(categories=("sports", "health")),
        Query(categories=("sports",), topics=("boats",)),
        Query(contexts=("oban",), outlets=("a.example",)),
        Query(agencies=("ap",)),
        Query(wikidata=("Q1",)),
        Query(countries=("pt",)),
        Query(status=Status.WITHDRAWN),
        Query(changed_since=MOMENT),
        Query(kinds=(ChangeKind.FIGURE,)),
        Query(as_of=MOMENT),
    ],
)
def test_a_query_that_asks_for_more_is_no_selection(query: Query) -> None:
    assert selection_of(query) is None
