"""The registry of page kinds: every page of a site is found by it, and no list elsewhere has to be kept beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.publish.sites import SETTINGS, build, files_of, rich_library

from daybook.model.encoding import tag_of
from daybook.publish.addresses import Format, SinglePlace, path
from daybook.publish.kinds import KINDS, LOOKS, kind_of, look_of, page_at, parse, parse_stem
from daybook.publish.kinds.kind import no_places
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import RedirectPage
from daybook.publish.pages.site import Site
from daybook.publish.render.theme import read_theme


def test_every_page_of_a_site_stands_at_a_place_of_one_kind(tmp_path: Path) -> None:
    """And the kind makes the very page that the build wrote, redirects of what moved among them."""
    library = rich_library(40)
    build(library, tmp_path)
    builder = Builder(library, Site(SETTINGS))
    pages = [found for each in files_of(tmp_path) if (found := parse(each))]

    kinds = {id(kind_of(place)) for place, _ in pages}
    missing = [path(place, form) for place, form in pages if page_at(builder, place) is None]

    assert missing == []
    assert (
        len(kinds) > len(KINDS) - 4
    )  # all but the publisher's own articles and tables, which this library has none of


def test_every_kind_that_lists_its_places_has_pages_there() -> None:
    builder = Builder(rich_library(40), Site(SETTINGS))
    absent = [
        place
        for kind in KINDS
        for place in kind.places(builder)
        if page_at(builder, place) is None and "opinion" not in place.stem
    ]

    assert absent == []


def test_a_kind_of_many_pages_tells_when_they_changed_as_they_do_themselves() -> None:
    """Without it a live sitemap would make them all."""
    builder = Builder(rich_library(40), Site(SETTINGS))
    many = [kind for kind in KINDS if kind.places is not no_places and not isinstance(kind.place, SinglePlace)]
    told = {
        place.stem: kind.updated(builder, place) for kind in KINDS if kind.updated for place in kind.places(builder)
    }
    made = {stem: page_at(builder, place) for stem in told if (place := parse_stem(stem)) is not None}

    assert [kind.place for kind in many if kind.updated is None] == []
    assert told == {stem: page.updated for stem, page in made.items() if page is not None}
    assert len(told) > 50


def test_a_stem_is_read_back_as_the_place_that_it_was_written_for() -> None:
    """Two kinds with one stem would hide each other."""
    builder = Builder(rich_library(40), Site(SETTINGS))
    places = [place for kind in KINDS for place in kind.places(builder)]

    assert [parse_stem(place.stem) for place in places] == places
    assert len({place.stem for place in places}) == len(places)


def test_single_pages_have_names_of_their_own() -> None:
    names = [kind.place.name for kind in KINDS if isinstance(kind.place, SinglePlace)]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: tag_of(look.record))
def test_every_look_has_its_template_and_its_styles(look: object) -> None:
    theme = read_theme()
    files = set(theme.files)

    wanted = {f"pages/{tag_of(each.record)}.html" for each in LOOKS if each is look} | {
        f"style/{part}.css" for each in LOOKS if each is look for part in each.styles
    }

    assert wanted <= files


def test_only_pages_worth_finding_are_listed_in_the_sitemap() -> None:
    unlisted = {tag_of(look.record) for look in LOOKS if not look.listed}

    assert unlisted == {"history", "chronicle", "not-found", "redirect"}


def test_a_page_in_a_format_that_its_look_leaves_out_is_no_address() -> None:
    """Every look has all formats today: what is read is held to the look's own list all the same."""
    assert all(look.formats == tuple(Format) for look in LOOKS)
    assert parse("/about.pdf") is None


def test_a_redirect_is_shown_as_one_wherever_it_stands() -> None:
    page = RedirectPage(address="/today", url="https://news.example/x.html", title="Today", location="/x")

    assert tag_of(look_of(page).record) == "redirect"
