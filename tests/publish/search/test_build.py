"""The files of the index: stable, complete, and no more touched than needed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from daybook.model.encoding import decoder
from daybook.model.slug import headline_slug
from daybook.publish.search import SearchEntry, Shard, manifest, shard_files, shards
from daybook.publish.search.build import CATEGORIES, ManifestShard
from daybook.publish.search.entries import slug_of


class Day(msgspec.Struct):
    """The file of a day, as a browser reads it."""

    at: str
    events: list[list[str]]


def entry(day: date, headline: str, number: int = 0) -> SearchEntry:
    """Return an event to be found."""
    return SearchEntry(
        day, f"/news/{day:%Y/%m}/{day.day}/e-{number}", headline, ("sports", "Sports"), (("cup", "The Cup"),)
    )


def test_shards_are_the_latest_year_its_decade_and_the_earlier_ones() -> None:
    """The calendar alone decides."""
    assert shards([2002, 2009, 2010, 2024, 2025, 2026]) == (
        Shard("2026", 2026, 2026),
        Shard("2020s", 2024, 2025),
        Shard("2010s", 2010, 2010),
        Shard("2000s", 2002, 2009),
    )
    assert shards([]) == ()


def test_a_day_tells_what_its_results_show() -> None:
    """Where its events stand; then slug, headline, category and innermost story with its slug, in page order."""
    day = date(2026, 2, 6)
    reworded = SearchEntry(day, "/news/2026/02/6/games-open-in-milan", "Games open in Milan.")
    files = shard_files(Shard("2026", 2026, 2026), [entry(day, "Snow falls."), reworded]).files

    told = decoder(Day)(files["/search/2026/2026-02-06.json"])

    assert told == Day(
        "/news/2026/02/6/", [["e-0", "Snow falls.", "Sports", "The Cup", "cup"], ["", "Games open in Milan.", "", ""]]
    )


def test_only_a_slug_that_the_headline_does_not_give_is_written() -> None:
    """What the browser makes of a headline is the address of an event that was never reworded, in ASCII."""
    for headline in ("A ferry — with 1,500 on board — sinks!", "x" * 150, "e " * 80):
        assert slug_of(headline) == headline_slug(headline, space_before=True)
    assert slug_of("Łódź votes") != headline_slug("Łódź votes", space_before=True)


def test_a_search_begins_with_few_categories() -> None:
    """Headings that were used once or twice are left out; the foremost stand by name."""
    told = [ManifestShard("2026", 2026, 2026, 9, (), tuple((f"c-{n:03}", f"C {n}", n) for n in range(1, 101)))]

    path, content = manifest(told)

    categories = decoder(dict[str, Any])(content)["categories"]
    assert path == "/search/index.json"
    assert [categories[0][0], categories[-1][0], len(categories)] == ["c-041", "c-100", CATEGORIES]


def test_an_added_event_leaves_the_entries_of_other_days_alone() -> None:
    """Only files of its day and of its own words differ."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(30)]
    before = [entry(day, f"word{number} stands alone") for number, day in enumerate(days)]
    after = [*before[:11], entry(days[10], "zebra crossing", 1), *before[11:]]
    shard = Shard("2026", 2026, 2026)

    old, new = shard_files(shard, before).files, shard_files(shard, after).files

    changed = {path for path in new if old.get(path) != new[path]}
    assert "/search/2026/2026-01-11.json" in changed
    assert not any(path.endswith(".json") and "2026-01-11" not in path for path in changed)


def test_words_that_say_nothing_are_left_out_and_others_never() -> None:
    """However many events have a word: on a site of one great story its name must be found."""
    listed = [entry(date(2026, 1, 1) + timedelta(days=number), f"the COVID-19 wave {number}") for number in range(250)]

    built = shard_files(Shard("2026", 2026, 2026), listed)

    lines = {line.split(b" ")[0] for content in built.files.values() for line in content.splitlines()}
    assert b"the" not in lines
    assert {b"covid", b"19", b"wave", b"cup"} <= lines
    assert built.events == 250
    assert built.categories == {"sports": ("Sports", 250)}
