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
from daybook.model import Event, ParsedDay, Problem, RawPage, Selection, Severity

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


@pytest.mark.parametrize("seed", range(4))
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


WORDS = {
    "a": "A ferry runs aground near Kilmore.",
    "b": "Bakers of Fenwick go on strike for more pay.",
    "c": "A comet is seen over three towns.",
    "x": "Voters elect another parliament of the north.",
    "y": "Snow falls on the orchard in May.",
}
"""What a parser finds on a line that has this letter."""


def parser_of(name: str, problems: tuple[Problem, ...] = (), shift: int = 0, **otherwise: str | None) -> Parser:
    """Return a parser that reads letters as `WORDS` has them, but for some; None is no event. Lines may be counted otherwise."""
    words = {**WORDS, **otherwise}

    def parse(raw: RawPage) -> ParsedDay:
        texts = [words[letter] for letter in raw.wikitext.split()]
        events = [replace(event(text), line=line) for line, text in enumerate(texts, start=1 + shift) if text]
        return replace(_day(raw, events), problems=problems)

    parse.__name__ = name
    return parse


def pages_of(*lines: str, day: int = 4) -> list[RawPage]:
    """Make a day's revisions of letters, three hours apart."""
    return [
        RawPage(f"Days/2024-05-{day:02}", text, day * 10 + step, datetime(2024, 5, day, 3 * step, tzinfo=UTC))
        for step, text in enumerate(lines)
    ]


OLD = parser_of("old")


def reread(folder: Path, pages: Sequence[RawPage], parser: Parser, old: Parser = OLD) -> tuple[dict[str, str], Reread]:
    """Read pages, and again by another parser; return what stands at each address that was given, and what it came to."""
    path = folder / "test.daybook"
    import_pages(path, pages, old)
    addresses = {each.slug: each.date for each in all_events(path)}
    with writing(path) as archive:
        fresh = path.with_name("again.daybook")
        for key in revisions_of_days(archive.connection):
            import_pages(fresh, raw_pages_of_day(archive.connection, key), parser)
        with open_for_reading(fresh) as again:
            days = days_of_other_parsers(archive.connection, parser.__name__)
            _, came = take_over(archive, again, days, parser.__name__, LATER)
        assert days_of_other_parsers(archive.connection, parser.__name__) == []
    assert check_archive(path) == []
    with reading(path) as reader:
        found = {slug: reader.find(day, slug) for slug, day in addresses.items()}
        events = reader.events([number for number in found.values() if number is not None])
        return {
            slug.partition("-")[0] + slug[1:3]: events[number].event.headline.plain if number is not None else ""
            for slug, number in found.items()
        }, came


A, B, C, X, Y = (WORDS[letter] for letter in "abcxy")


@pytest.mark.parametrize(
    ("pages", "parser", "addresses", "came"),
    [
        (("a b", "a b"), parser_of("new", b=X), {"a-f": A, "bakersak": X}, Reread(1, 0, 0, 1)),
        (("a b", "a b"), parser_of("new", shift=7), {"a-f": A, "bakersak": B}, Reread(1)),
        (("a b", "a b"), parser_of("new", shift=7, b=X), {"a-f": A, "bakersak": A}, Reread(1, 1, 1, 1)),
        (("a b c",), parser_of("new", b=None), {"a-f": A, "bakersak": A, "a-c": C}, Reread(1, 0, 1, 1)),
        (("b a c",), parser_of("new", b=None), {"a-f": A, "bakersak": A, "a-c": C}, Reread(1, 0, 1, 1)),
        (("a", "b"), parser_of("new", b=None), {"a-f": A, "bakersak": A}, Reread(1, 0, 1, 1)),
        (("b", "a"), parser_of("new", b=None), {"a-f": A, "bakersak": A}, Reread(1, 0, 1, 1)),
        (("a b", "a c"), parser_of("new", c=None), {"a-f": A, "bakersak": B, "a-c": A}, Reread(1, 0, 1, 1)),
        (("b",), parser_of("new", b=None), {"bakersak": B}, Reread(1, 0, 1)),
    ],
    ids=["other words", "other lines", "both", "gone", "gone, first", "gone, last one", "gone, first one", "gone where nothing else is new", "nothing left"],
)  # fmt: skip
def test_events_are_known_by_their_lines_or_words_and_what_is_gone_leads_to_what_stands_above(
    tmp_path: Path, pages: tuple[str, ...], parser: Parser, addresses: dict[str, str], came: Reread
) -> None:
    """On the last revision that had it, or on another one, which changes by that address; where nothing is left on its day, it stays."""
    assert reread(tmp_path, pages_of(*pages), parser) == (addresses, came)


def test_an_event_that_is_found_to_be_two_goes_on_as_the_one_that_stood_there_longer(tmp_path: Path) -> None:
    near = "A big ferry runs aground near Kilmore."
    pages = [replace(raw, wikitext=text) for raw, text in zip(pages_of("", "", ""), ("a", "d", "d"), strict=True)]
    old = parser_of("old", d=near)

    assert reread(tmp_path, pages, parser_of("new", d=X), old) == ({"a-f": X}, Reread(1, 1, 0, 1))
    assert sorted(each.event.headline.plain for each in all_events(tmp_path / "test.daybook")) == sorted((A, X))


def test_problems_of_the_rest_of_a_page_stay_those_of_the_lines_are_told_anew(tmp_path: Path) -> None:
    """What a month page says outside its days was reported at line 0; it is not at hand any more."""
    outside, found, other = (
        Problem(code, Severity.WARNING, line, "", "") for code, line in (("one", 0), ("two", 1), ("three", 0))
    )
    anew = replace(found, code="four")

    reread(tmp_path, pages_of("a"), parser_of("new", (other, anew)), parser_of("old", (outside, found)))

    with reading(tmp_path / "test.daybook") as reader:
        (day,) = reader.days()
    assert [problem.code for problem in day.problems] == ["one", "four"]


def joins_of(path: Path) -> list[tuple[int, ...]]:
    with open_for_reading(path) as connection:
        return connection.execute("SELECT date, earlier, later, since, event FROM joined ORDER BY date").fetchall()


def test_joins_are_explained_anew_under_the_ids_that_they_had(tmp_path: Path) -> None:
    """A parser that reads alike explains them alike; one that does not find an event on one of its days, no longer."""
    pages = [*pages_of("a b", "b c"), *pages_of("x", "x a", day=5)]
    for name, parser, count in (("alike", parser_of("alike"), 1), ("otherwise", parser_of("otherwise", a=None), 0)):
        folder = tmp_path / name
        folder.mkdir()
        import_pages(folder / "before.daybook", pages, OLD)
        before = joins_of(folder / "before.daybook")
        reread(folder, pages, parser)

        assert len(before) == 1
        assert joins_of(folder / "test.daybook") == before[:count]
        moment = datetime(2024, 5, 5, 2, tzinfo=UTC)
        with reading(folder / "test.daybook") as reader, reading(folder / "before.daybook") as then:
            ids = then.at(moment).select(Selection(withdrawn=True))
            assert (reader.at(moment).select(Selection(withdrawn=True)) == ids) is (count == 1)


def test_what_two_events_were_before_they_were_joined_is_forgotten_with_the_join(tmp_path: Path) -> None:
    """Where both stood for a time: the index would else know of an event that there is not."""
    late = RawPage("Days/2024-05-04", "b c", 49, datetime(2024, 5, 5, 6, tzinfo=UTC))

    reread(tmp_path, [*pages_of("a b"), late, *pages_of("x a", day=5)], parser_of("otherwise", a=None))

    assert joins_of(tmp_path / "test.daybook") == []
    with open_for_reading(tmp_path / "test.daybook") as connection:
        indexed = {event for (event,) in connection.execute("SELECT event FROM entry WHERE gone IS NULL")}
    assert indexed == {each.id for each in all_events(tmp_path / "test.daybook")}


def test_a_join_that_only_another_parser_shows_is_known_since_the_revision_that_shows_it(tmp_path: Path) -> None:
    pages = [*pages_of("a b", "b c"), *pages_of("x", "x d", day=5)]

    reread(tmp_path, pages, parser_of("new", d=A), parser_of("old", d=None))

    ((day, _, _, since, _),) = joins_of(tmp_path / "test.daybook")
    assert (day, since) == (20240504, int(datetime(2024, 5, 5, 3, tzinfo=UTC).timestamp()))
