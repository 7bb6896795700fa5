"""Reading days again: what two parsers make of the same pages."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import LATER, all_events, event, reading, writing

from daybook.archive import (
    ArchiveReader,
    Reread,
    add_revisions,
    check_archive,
    days_of_other_parsers,
    open_for_reading,
    raw_pages_of_day,
    revisions_of_days,
    take_over,
)
from daybook.model import Event, ParsedDay, RawPage, Selection

Parser = Callable[[RawPage], ParsedDay]

SUBJECTS = ("ferry", "choir", "comet", "quarry", "harvest", "lighthouse", "orchard", "regatta", "tram", "viaduct")
PLACES = ("Aldmoor", "Fenwick", "Kilmore", "Oakhythe")


def _day(raw: RawPage, events: Sequence[Event]) -> ParsedDay:
    day = date.fromisoformat(raw.title.rpartition("/")[2])
    return ParsedDay(day, raw.title, tuple(events), (), ())


def old_parser(raw: RawPage) -> ParsedDay:
    """Read each line as an event, but for those that begin with a colon."""
    lines = enumerate(raw.wikitext.splitlines(), start=1)
    return _day(raw, [replace(event(text), line=line) for line, text in lines if not text.startswith(":")])


def new_parser(raw: RawPage) -> ParsedDay:
    """Read lines with a colon too, none that says it is a rumour, and the letters in brackets as links."""
    events = []
    for line, text in enumerate(raw.wikitext.splitlines(), start=1):
        if "rumour" not in text:
            words = text.removeprefix(":").strip()
            events.append(replace(event(words, links=[place for place in PLACES if place in words][:1]), line=line))
    return _day(raw, events)


def make_pages(seed: int) -> list[RawPage]:
    """Make the histories of three days in a row: lines come, go, are reworded, and move to the next day."""
    dice = random.Random(seed)
    pages = []
    number = 0
    carried: str | None = None
    for offset in range(3):
        day = date(2024, 5, 4) + timedelta(days=offset)
        lines = [carried] if carried else []
        for step in range(4):
            for subject in dice.sample(SUBJECTS, 2):
                mark = dice.choice(("", "", ": ", "A rumour: "))
                lines.append(
                    f"{mark}The {subject} of {dice.choice(PLACES)} number {dice.randrange(1000, 9999)} is opened."
                )
            if step:
                at = dice.randrange(len(lines))
                lines[at] = lines[at].replace("is opened", "is opened and closed again")
            if dice.random() < 0.4:
                carried = lines.pop(dice.randrange(len(lines)))
            number += 1
            saved = datetime(day.year, day.month, day.day, 3 * step, tzinfo=UTC)
            pages.append(RawPage(f"Days/{day.isoformat()}", "\n".join(lines), number, saved))
    return pages


def import_pages(path: Path, pages: Sequence[RawPage], parser: Parser) -> None:
    """Import pages as a parser reads them."""
    with writing(path) as archive:
        add_revisions(archive, [(raw, parser(raw)) for raw in pages], LATER, parser=parser.__name__)


def read_again(path: Path, parser: Parser, groups: int = 99) -> Reread:
    """Read an archive again with a parser, at most so many groups of days."""
    fresh = path.with_name("again.daybook")
    total = Reread()
    with writing(path) as archive:
        for key in revisions_of_days(archive.connection):
            import_pages(fresh, raw_pages_of_day(archive.connection, key), parser)
        with open_for_reading(fresh) as again:
            for _ in range(groups):
                waiting = days_of_other_parsers(archive.connection, parser.__name__)
                if not waiting:
                    break
                days, step = take_over(archive, again, waiting[:1], parser.__name__, LATER)
                assert len(days) == step.days
                total = Reread(total.days + step.days, total.added + step.added, total.gone + step.gone)
    return total


def told(path: Path) -> list[str]:
    """Return what an archive tells of its events and their histories, without ids and addresses."""
    with reading(path) as reader:
        ids = reader.select(Selection(withdrawn=True))
        versions = reader.versions(ids)
        return sorted(
            repr((each.date, each.event, each.status, each.first_listed, each.last_changed, each.changes, each.contexts,
                  [(one.revision, one.date, one.kinds, one.event) for one in versions[each.id]]))
            for each in reader.events(ids).values()
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("parsers", [(old_parser, new_parser), (new_parser, old_parser)], ids=["forth", "back"])
def test_reading_again_gives_what_a_fresh_import_gives(
    tmp_path: Path, seed: int, parsers: tuple[Parser, Parser]
) -> None:
    """But for ids and addresses, which stay; stopped after any group of days, and gone on with."""
    pages = make_pages(seed)
    path, fresh = tmp_path / "test.daybook", tmp_path / "fresh.daybook"
    import_pages(path, pages, parsers[0])
    import_pages(fresh, pages, parsers[1])
    addresses = {(each.date, each.slug): each.id for each in all_events(path)}

    first = read_again(path, parsers[1], groups=1)
    done = read_again(path, parsers[1])

    assert first.days > 0
    assert first.added + done.added + first.gone + done.gone > 0
    assert told(path) == told(fresh)
    assert check_archive(path) == []
    ids = {each.id for each in all_events(path)}
    with reading(path) as reader:
        for (day, slug), number in addresses.items():
            found = reader.find(day, slug)
            assert found is not None
            assert found == number or number not in ids


def test_what_a_parser_reads_otherwise_is_no_version(tmp_path: Path) -> None:
    """An event that it words otherwise has as many versions as its editors gave it, and its pages are due."""
    path = tmp_path / "test.daybook"
    pages = [RawPage("Days/2024-05-04", f"The ferry of Kilmore{more} sinks.", number, datetime(2024, 5, 4, number, tzinfo=UTC))
             for number, more in ((1, ""), (2, " (built 1922)"))]  # fmt: skip
    import_pages(path, pages, old_parser)
    (before,) = all_events(path)
    with reading(path) as reader:
        generation = reader.generation()

    assert read_again(path, new_parser) == Reread(1)

    (after,) = all_events(path)
    assert (after.id, after.slug, after.changes, after.last_changed) == (before.id, before.slug, 1, before.last_changed)
    assert [context.title for context in after.contexts] == ["Kilmore"]
    with reading(path) as reader:
        assert reader.stale(generation).events == (after.id,)


def test_a_parser_that_reads_alike_makes_nothing_stale(tmp_path: Path) -> None:
    """Only its mark is kept."""
    path = tmp_path / "test.daybook"
    import_pages(path, make_pages(1), old_parser)
    with reading(path) as reader:
        generation = reader.generation()

    def same_parser(raw: RawPage) -> ParsedDay:
        return old_parser(raw)

    assert read_again(path, same_parser).days == 3
    with open_for_reading(path) as connection:
        assert ArchiveReader(connection).generation() == generation
        assert days_of_other_parsers(connection, "same_parser") == []
    assert check_archive(path) == []


def test_the_last_event_of_a_day_stays_where_a_parser_finds_none(tmp_path: Path) -> None:
    """Its address was given for ever, and nothing stands where it stood."""
    path = tmp_path / "test.daybook"
    import_pages(
        path, [RawPage("Days/2024-05-04", "A rumour spreads.", 1, datetime(2024, 5, 4, tzinfo=UTC))], old_parser
    )

    read_again(path, new_parser)

    assert [each.slug for each in all_events(path)] == ["a-rumour-spreads"]
    assert check_archive(path) == []
