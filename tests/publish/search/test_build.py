"""The files of the index: stable, complete, and no more touched than needed."""

from __future__ import annotations

from datetime import date, timedelta

from daybook.model.encoding import decoder
from daybook.publish.search import SearchEntry, Shard, shard_files, shards


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
    """Address, headline, category and innermost story, in page order."""
    files = shard_files(Shard("2026", 2026, 2026), [entry(date(2026, 2, 6), "Games open in Milan.")]).files

    told = decoder(list[list[str]])(files["/search/2026/2026-02-06.json"])

    assert told == [["/news/2026/02/6/e-0", "Games open in Milan.", "Sports", "The Cup"]]


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


def test_words_in_most_events_are_left_out_and_said_to_be() -> None:
    """A query skips them, and a phrase counts them as a gap."""
    listed = [entry(date(2026, 1, 1) + timedelta(days=number), f"the thing {number}") for number in range(250)]

    built = shard_files(Shard("2026", 2026, 2026), listed)

    assert built.stop == ("cup", "the", "thing")
    assert not any(b"\nthe " in content or content.startswith(b"the ") for content in built.files.values())
    assert built.events == 250
    assert built.categories == {"sports": ("Sports", 250)}
