"""What the search page's address asks for, and how a headline is marked."""

from __future__ import annotations

from datetime import date

import pytest

from daybook.ask import Sort
from daybook.publish.pages.search_results import LONGEST_FIELD, MOST_FIELDS, SearchForm, marked, query_of, read_form


def test_an_address_fills_the_form() -> None:
    form = read_form(
        "q=kabul+%22fall+of%22&from=2020&to=2021&category=law-and-crime&story=A+war&sort=newest&next=abc&x=1"
    )

    assert form == SearchForm('kabul "fall of"', "2020", "2021", "law-and-crime", "A war", "newest", "abc")
    assert read_form(form.address()[1:]) == form


def test_a_filled_form_is_a_query() -> None:
    query = query_of(SearchForm('kabul "fall of" -film', "2020", "2021", "law-and-crime", "A War", "oldest", "abc"))

    assert (query.words, query.phrases, query.without) == (("kabul",), ("fall of",), ("film",))
    assert (query.since, query.until) == (date(2020, 1, 1), date(2021, 12, 31))
    assert (query.categories, query.topics) == (("law-and-crime",), ("a-war",))
    assert (query.sort, query.cursor) == (Sort.OLDEST, "abc")
    assert query_of(SearchForm("kabul")).order is Sort.RELEVANCE
    assert query_of(SearchForm(category="law-and-crime")).order is Sort.NEWEST


@pytest.mark.parametrize(
    "address",
    [
        "",
        "utm_source=x",
        "sort=newest",
        "q=",
        "q=+++",
        "q=%00",
        "&&&=&=",
        "&".join(["q="] * (MOST_FIELDS + 1)),
        "next=abc",
    ],
)
def test_an_address_that_asks_for_nothing_is_the_pages_own(address: str) -> None:
    assert read_form(address).is_empty


@pytest.mark.parametrize("year", ["0", "12345", "x", "-1", "٢٠٢٠", "1e3", " 2020a"])
def test_a_year_that_is_none_narrows_nothing(year: str) -> None:
    query = query_of(SearchForm("kabul", year, year))

    assert (query.since, query.until) == (None, None)


def test_what_cannot_be_meant_is_left_out() -> None:
    form = read_form("q=a%00b%ff%ed%a0%80" + "c" * 5_000 + "&q=second&sort=random")

    assert form.q.startswith("ab")
    assert len(form.q) <= LONGEST_FIELD
    assert form.sort == "best"


def test_an_address_keeps_what_is_asked_and_changes_what_is_said() -> None:
    form = SearchForm("a & b", category="c", next="old")

    assert form.address(next="new") == "?q=a+%26+b&category=c&next=new"
    assert form.address(from_="2020", next="") == "?q=a+%26+b&from=2020&category=c"


def test_words_asked_for_are_marked_in_every_form() -> None:
    parts = marked("Voters elect a president; the election's winner votes.", {"elect", "voter"})

    assert "".join(part for part, _ in parts) == "Voters elect a president; the election's winner votes."
    assert [part for part, is_wanted in parts if is_wanted] == ["Voters", "elect", "election's"]
    assert marked("A <b> & c", set()) == (("A <b> & c", False),)
