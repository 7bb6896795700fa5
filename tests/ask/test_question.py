"""What a person types, as a query."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.ask import Query, Sort, read_question, write_question
from daybook.ask.dates import find_dates
from daybook.ask.language import english
from daybook.ask.question import MOST_PARTS


@pytest.mark.parametrize(
    ("typed", "words", "phrases", "without"),
    [
        ("kabul taliban", ("kabul", "taliban"), (), ()),
        ('"prime minister" resigns', ("resigns",), ("prime minister",), ()),
        ("quake -tsunami", ("quake",), (), ("tsunami",)),
        ('plane -"private jet"', ("plane",), (), ("private jet",)),
        ("COVID-19 al-Qaeda", ("COVID-19", "al-Qaeda"), (), ()),
        ('"unfinished phrase', (), ("unfinished phrase",), ()),
        ('"word"', ("word",), (), ()),
        ("“curly quotes” too", ("too",), ("curly quotes",), ()),
        ('- -- … "" ', (), (), ()),
    ],
)
def test_words_phrases_and_exclusions_are_told_apart(
    typed: str, words: tuple[str, ...], phrases: tuple[str, ...], without: tuple[str, ...]
) -> None:
    query = read_question(typed)

    assert (query.words, query.phrases, query.without) == (words, phrases, without)


@given(st.text())
def test_any_text_is_a_question_of_bounded_size(text: str) -> None:
    query = read_question(text)

    assert len(query.words) + len(query.phrases) + len(query.without) <= MOST_PARTS


@given(st.lists(st.sampled_from(["kabul", '"prime minister"', "-mine", '-"coal mine"', "COVID-19"]), max_size=6))
def test_a_query_is_written_as_it_would_be_typed(parts: list[str]) -> None:
    query = read_question(" ".join(parts))

    assert read_question(write_question(query)) == query


def test_filters_stay_when_a_question_is_read() -> None:
    within = Query(since=date(2021, 1, 1), size=7)

    assert read_question("flood", within) == Query(words=("flood",), since=date(2021, 1, 1), size=7)


def test_words_are_answered_by_relevance_and_filters_by_date() -> None:
    assert read_question("flood").order is Sort.RELEVANCE
    assert Query(categories=("sports",)).order is Sort.NEWEST
    assert read_question("flood", Query(sort=Sort.CHANGED)).order is Sort.CHANGED


@pytest.mark.parametrize("size", [0, -1, 501])
def test_a_size_beyond_the_limits_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="size must be 1 to 500"):
        Query(size=size)


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="as_of must have a time zone"):
        Query(as_of=datetime(2021, 1, 1))  # noqa: DTZ001
    assert Query(as_of=datetime(2021, 1, 1, tzinfo=UTC)).as_of


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("15 August 2021", date(2021, 8, 15), date(2021, 8, 15)),
        ("August 15, 2021", date(2021, 8, 15), date(2021, 8, 15)),
        ("15th Aug 2021", date(2021, 8, 15), date(2021, 8, 15)),
        ("2021-08-15", date(2021, 8, 15), date(2021, 8, 15)),
        ("15.8.2021", date(2021, 8, 15), date(2021, 8, 15)),
        ("feb 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("1999", date(1999, 1, 1), date(1999, 12, 31)),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, first: date, last: date) -> None:
    (found,) = find_dates(typed.split(), english())

    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "typed", ["31 February 2021", "2021-13-01", "1500 dead", "may the force", "0000-00-00", "9999"]
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert all(found.first != found.last for found in find_dates(typed.split(), english()))


def test_a_date_stands_among_other_words() -> None:
    (found,) = find_dates(["katsina", "attack", "19", "April", "2020", "dead"], english())

    assert (found.start, found.end) == (2, 5)
