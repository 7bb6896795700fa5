"""Titles: their normal form, and which of them are day pages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.model.titles import DayTitles, normal_title


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ferry", "Ferry"),
        ("ferry", "Ferry"),
        ("the_Strait__of X ", "The Strait of X"),
        (":Category:Ferries", "Category:Ferries"),
        ("Ferry#History", "Ferry"),
        ("#History", ""),
        ("World War&nbsp;II", "World War II"),
        ("e\u0301clair\u200e", "\u00c9clair"),
        ("ßomething", "ßomething"),
    ],
)
def test_a_title_takes_the_form_that_the_wiki_knows_it_by(written: str, normal: str) -> None:
    """MediaWiki shows, links and stores a page under one form of its title."""
    assert normal_title(written) == normal


def test_a_section_stays_when_asked_for() -> None:
    """A link keeps the place in the page that its editor chose."""
    assert normal_title("ferry# The_end ", keep_section=True) == "Ferry#The end"


@given(st.text().filter(lambda title: "&" not in title))
def test_the_normal_form_has_itself_as_normal_form(title: str) -> None:
    """Titles can be compared however often they were tidied."""
    once = normal_title(title)

    assert normal_title(once) == once
    assert "_" not in once


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_and_its_title_lead_to_each_other(day: date) -> None:
    """A source finds the page of a day, and the day of a page."""
    titles = DayTitles()

    assert titles.day(titles.title(day)) == day
    assert titles.month(titles.month_title(day.year, day.month)) == (day.year, day.month)


@pytest.mark.parametrize(
    "title",
    [
        "Portal:Current events/2004 August 04",
        "Portal:Current events/2004 August 32",
        "Portal:Current events/204 August 3",
        "Portal:Current events/August 2004",
        "Portal:Current events/2004 August 3/Archive",
        "Portal:Current events",
        "Portal:Current eventsX2004 August 3",
        "Ferry",
        "",
    ],
)
def test_other_titles_are_no_day(title: str) -> None:
    """A padded day is another title; sub-pages and impossible dates are not days."""
    assert DayTitles().day(title) is None


def test_underscores_and_another_wiki_are_understood() -> None:
    """Addresses write titles with underscores; other wikis have their own words."""
    titles = DayTitles(
        "Portal:Chronik", ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
    )

    assert titles.day("Portal:Chronik/2005_Mär_3") == date(2005, 3, 3)
    assert titles.month("Portal:Chronik/Mai 2005") == (2005, 5)
    assert DayTitles().day("Portal:Current_events/2004_August_4") == date(2004, 8, 4)


@pytest.mark.parametrize("year", ["0001", "0999", "9999"])
def test_a_year_at_an_end_of_the_calendar_has_no_day_pages(year: str) -> None:
    """The days before and after would be none."""
    titles = DayTitles()

    assert titles.day(f"Portal:Current events/{year} January 1") is None
    assert titles.month(f"Portal:Current events/January {year}") is None


@pytest.mark.parametrize(
    ("titles", "starts"),
    [
        (DayTitles(), ("Portal:Current events/",)),
        (
            DayTitles("Portal:Ereignisse", ("Mai", "Juni"), "{prefix}/{day}", "{month} {year}"),
            ("Juni", "Mai", "Portal:Ereignisse/"),
        ),
        (DayTitles("A", ("1",), "{prefix}/x/{year}", "{prefix}/{year}"), ("A/",)),
        (DayTitles("", ("1",), "{year}-{month}-{day}", "{year}-{month}"), tuple("123456789")),
    ],
)
def test_every_title_begins_with_one_of_the_starts(titles: DayTitles, starts: tuple[str, ...]) -> None:
    assert titles.starts == starts
