"""Addresses are built and parsed by one rule, and nothing else is an address."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.model import SubjectKind
from daybook.model.slug import headline_slug
from daybook.publish.addresses import (
    CHANGES,
    CHANGES_FEED,
    FRONT,
    LONGEST,
    NEWS_FEED,
    NOT_FOUND,
    DayPlace,
    EventPlace,
    FeedFormat,
    FeedPlace,
    Format,
    HistoryPlace,
    IndexPlace,
    MonthPlace,
    OnThisDayPlace,
    Place,
    Root,
    SubjectPlace,
    YearPlace,
    feed_path,
    parse_feed,
    path,
    quote_title,
)
from daybook.publish.kinds import parse, parse_stem

DAY = date(2004, 6, 6)
KNOWN: list[tuple[Place, str]] = [
    (FRONT, "/index.html"),
    (YearPlace(2004), "/news/2004/index.html"),
    (MonthPlace(2004, 6), "/news/2004/06/index.html"),
    (DayPlace(DAY), "/news/2004/06/6/index.html"),
    (EventPlace(DAY, "a-bridge-opens"), "/news/2004/06/6/a-bridge-opens.html"),
    (HistoryPlace(DAY, "a-bridge-opens"), "/news/2004/06/6/a-bridge-opens.history.html"),
    (SubjectPlace(SubjectKind.CONTEXT, "index"), "/context/index.html"),
    (SubjectPlace(SubjectKind.OUTLET, "news.example.org"), "/source/news.example.org.html"),
    (SubjectPlace(SubjectKind.TOPIC, "flood-2", 2004), "/topic/flood-2/2004.html"),
    (SubjectPlace(SubjectKind.CATEGORY, "sports", 2004, 6), "/category/sports/2004/06.html"),
    (IndexPlace(SubjectKind.CONTEXT), "/contexts/index.html"),
    (OnThisDayPlace(2, 29), "/on-this-day/02/29.html"),
    (CHANGES, "/changes/index.html"),
    (NOT_FOUND, "/404.html"),
]

slugs = st.text().map(lambda text: headline_slug(text, space_before=False))
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
places = st.one_of(
    st.builds(EventPlace, days, slugs),
    st.builds(HistoryPlace, days, slugs),
    st.builds(DayPlace, days),
    st.builds(SubjectPlace, st.sampled_from(SubjectKind), slugs),
    st.builds(SubjectPlace, st.sampled_from(SubjectKind), slugs, st.integers(1990, 2100), st.integers(1, 12)),
)


@pytest.mark.parametrize(("place", "expected"), KNOWN)
def test_the_promised_addresses_stay(place: Place, expected: str) -> None:
    assert path(place, Format.HTML) == expected


def test_no_event_takes_the_address_of_its_day() -> None:
    slug = headline_slug("Index!", space_before=True)

    assert path(EventPlace(DAY, slug), Format.HTML) != path(DayPlace(DAY), Format.HTML)


@given(places, st.sampled_from(Format))
def test_what_is_built_is_parsed_back(place: Place, form: Format) -> None:
    assert parse(path(place, form)) == (place, form)


@given(st.text(max_size=60), st.sampled_from(Format))
def test_what_is_parsed_is_built_back(text: str, form: Format) -> None:
    """No text has a second spelling of an address: leading zeros, case, slashes and dots are no matter of taste."""
    asked = f"/{text}.{form.value}"
    found = parse(asked)

    assert found is None or path(*found) == asked


@pytest.mark.parametrize(
    "asked",
    [
        "/news/2004/6/6/index.html",
        "/news/2004/06/06/index.html",
        "/news/2004/06/31/index.html",
        "/news/2004/13/index.html",
        "/news/0000/index.html",
        "/news/2004/06/6/../../../etc/passwd.html",
        "/news/2004/06/6/A.html",
        "/news/2004/06/6/a%2fb.html",
        "/context/..html",
        "/context/.html",
        "/context/a/b/c.html",
        "/on-this-day/02/30.html",
        "//index.html",
        "/index.htm",
        "/index",
        "/index.html\n",
        f"/context/{'a' * 2000}.html",
    ],
)
def test_anything_else_is_no_address(asked: str) -> None:
    assert parse(asked) is None


@pytest.mark.parametrize("form", FeedFormat)
@pytest.mark.parametrize(
    "feed",
    [NEWS_FEED, CHANGES_FEED, FeedPlace("flood", SubjectKind.TOPIC), FeedPlace("a.b", SubjectKind.OUTLET)],
)
def test_feeds_are_parsed_back(feed: FeedPlace, form: FeedFormat) -> None:
    assert parse_feed(feed_path(feed, form)) == (feed, form)


def test_no_path_is_looked_at_beyond_the_longest_that_is_an_address() -> None:
    page, stem, feed = "/context/{}.html", "/context/{}", "/feeds/context/{}.atom"
    fits = [_of_length(shape, LONGEST) for shape in (page, stem, feed)]
    longer = [_of_length(shape, LONGEST + 1) for shape in (page, stem, feed)]

    assert None not in (parse(fits[0]), parse_stem(fits[1]), parse_feed(fits[2]))
    assert (parse(longer[0]), parse_stem(longer[1]), parse_feed(longer[2])) == (None, None, None)


def _of_length(shape: str, length: int) -> str:
    return shape.format("a" * (length - len(shape.format(""))))


def test_a_root_adds_host_and_folder_and_takes_the_folder_off() -> None:
    root = Root.of("https://news.example/daybook/")

    assert root.absolute("/index.html") == "https://news.example/daybook/index.html"
    assert root.within("/daybook/index.html") == "/index.html"
    assert root.within("/index.html") is None


def test_a_title_is_quoted_as_the_wiki_does() -> None:
    assert quote_title("Kraków (city)?") == "Krak%C3%B3w_(city)%3F"
