"""The public interface: its names, and that it works as the README shows."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest

from daybook import api


def test_the_public_names_are_these() -> None:
    """A name that goes from here is a new major version."""
    assert sorted(api.__all__) == [
        "Answer",
        "ArchivedCopy",
        "ArchivedEvent",
        "ArticleKind",
        "BuildReport",
        "Category",
        "Cause",
        "ChangeKind",
        "CitationWords",
        "Clock",
        "Column",
        "ColumnType",
        "Context",
        "CursorError",
        "DateWords",
        "DayRecord",
        "DayTitles",
        "DaybookError",
        "Dialect",
        "Event",
        "EventAddress",
        "EventRelated",
        "EventVersions",
        "ExportError",
        "ExportReport",
        "FetchOptions",
        "FileSettings",
        "FollowSettings",
        "FoundEvent",
        "Hit",
        "IntakeReport",
        "JoiningWords",
        "Line",
        "LineKind",
        "Location",
        "MagicWords",
        "MailSettings",
        "Namespace",
        "NamespaceWords",
        "NotRead",
        "Note",
        "OpenArchive",
        "PageWords",
        "ParseSettings",
        "ParsedDay",
        "Problem",
        "Progress",
        "Query",
        "RawPage",
        "Reason",
        "ReasonKind",
        "Redirect",
        "RelateSettings",
        "Related",
        "RelatedList",
        "Revision",
        "RichText",
        "Row",
        "ScorePart",
        "SearchResult",
        "Settings",
        "Severity",
        "SiteInfo",
        "SiteSettings",
        "Sort",
        "Source",
        "SourceFacts",
        "SourceHealth",
        "SourceReadingSettings",
        "SourceState",
        "SourceWords",
        "Span",
        "Status",
        "StatusSettings",
        "Steps",
        "Story",
        "Subject",
        "SubjectHit",
        "SubjectKind",
        "Suggestion",
        "Table",
        "TableFormat",
        "TableWriter",
        "TemplateWords",
        "ThemeSettings",
        "TitleWords",
        "Topic",
        "TopicLine",
        "Version",
        "WikiSettings",
        "build_site",
        "export_events",
        "export_tables",
        "fetch_days",
        "finish",
        "import_paths",
        "load_settings",
        "open_archive",
        "parse_page",
        "parse_paths",
        "read_question",
        "register_format",
        "register_ranker",
        "register_source",
        "relate_events",
    ]


def test_every_public_class_and_function_is_documented() -> None:
    named = {name: getattr(api, name) for name in api.__all__}
    documented = {name: value for name, value in named.items() if inspect.isclass(value) or inspect.isfunction(value)}

    assert [name for name, value in documented.items() if not value.__doc__] == []
    assert set(named) - set(documented) == {
        "Line",
        "Row",
        "Steps",
    }  # names for types of dictionaries, tuples, generators


def test_every_type_that_the_interface_takes_or_gives_is_part_of_it() -> None:
    """Whoever writes a typed program against it must be able to name what it handles, however deep in a record."""
    public = {
        value
        for value in (getattr(api, name) for name in api.__all__)
        if callable(value) and hasattr(value, "__module__")
    }
    waiting, reached = list(public), set(public)
    while waiting:
        for found in types_named_by(waiting.pop()):
            if found not in reached:
                reached.add(found)
                waiting.append(found)

    assert sorted(found.__name__ for found in reached - public) == []
    assert len(reached) > 50


def types_named_by(value: Any) -> Iterator[type]:
    """Yield Daybook's own types in the annotations of a function, or of a class's fields and public methods."""
    annotated = [value] if inspect.isfunction(value) or dataclasses.is_dataclass(value) else []
    if inspect.isclass(value):
        members = (
            each.fget if isinstance(each, property) else each for name, each in vars(value).items() if name[0] != "_"
        )
        annotated += [each for each in members if inspect.isfunction(each)]
    for each in annotated:
        names = {"pa": ModuleType("pa"), "pd": ModuleType("pd"), "pl": ModuleType("pl")}
        for module, kind in (("pa", "Table"), ("pd", "DataFrame"), ("pl", "DataFrame")):
            setattr(names[module], kind, object)
        for hint in get_type_hints(each, localns=names).values():
            yield from _own_types(hint)


def _own_types(hint: Any) -> Iterator[type]:
    arguments = get_args(hint)
    if isinstance(hint, type) and not arguments:
        if hint.__module__.startswith("daybook"):
            yield hint
        return
    for argument in arguments:
        for each in argument if isinstance(argument, list) else [argument]:
            yield from _own_types(each)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[api.OpenArchive]:
    file = tmp_path_factory.mktemp("api") / "archive.sqlite"
    settings = api.load_settings(assignments=[f"files.archive={file}"])
    now = datetime(2026, 11, 1, tzinfo=UTC)
    api.finish(api.import_paths([Path(__file__).parents[1] / "sample/revisions.xml"], settings, now))
    api.finish(api.relate_events(settings, now))
    with api.open_archive(file) as opened:
        yield opened


def test_an_open_archive_gives_events_their_histories_and_stories(archive: api.OpenArchive) -> None:
    events = list(archive.events())
    changed = max(events, key=lambda event: event.changes)

    assert [event.date for event in events] == sorted(event.date for event in events)
    assert len(archive.versions(changed.id)) == changed.changes + 1 > 2
    assert archive.versions(10**9) == ()
    assert archive.related(10**9).items == ()
    assert [story.count for story in archive.stories()] == sorted(
        (story.count for story in archive.stories()), reverse=True
    )
    assert {day.date for day in archive.days()} >= {event.date for event in events}


def test_a_query_narrows_events_however_many_there_are(archive: api.OpenArchive) -> None:
    year = max(event.date.year for event in archive.events())
    query = api.Query(since=date(year, 1, 1), until=date(year, 12, 31), sort=api.Sort.OLDEST, size=2)

    narrowed = [event.id for event in archive.events(query)]

    assert len(narrowed) > 2
    assert sorted(narrowed) == sorted(event.id for event in archive.events() if event.date.year == year)


def test_histories_lists_and_stories_come_of_the_events_that_a_query_asks_for(archive: api.OpenArchive) -> None:
    everything = list(archive.events())
    year = max(event.date.year for event in everything)
    query = api.Query(since=date(year, 1, 1), sort=api.Sort.OLDEST)
    chosen = [event.id for event in archive.events(query)]

    assert 0 < len(chosen) < len(everything)
    assert [each.event.id for each in archive.versions(query)] == chosen
    assert [each.event.id for each in archive.related(query)] == chosen
    assert {each.event.id: each.versions for each in archive.versions()} == {
        event.id: archive.versions(event.id) for event in everything
    }
    assert {each.event.id: each.related for each in archive.related()} == {
        event.id: archive.related(event.id) for event in everything
    }
    assert {story.slug for story in archive.stories(query)} == {
        story.slug for event in archive.events(query) for story in event.stories
    }
    assert len(archive.stories(query)) < len(archive.stories())


def test_histories_end_at_the_moment_that_a_query_asks_about(archive: api.OpenArchive) -> None:
    changed = max(archive.events(), key=lambda event: event.changes)
    first, *_ = archive.versions(changed.id)
    query = api.Query(as_of=first.revision.saved, since=changed.date, until=changed.date)

    (then,) = [each for each in archive.versions(query) if each.event.id == changed.id]

    assert then.versions == (first,)


def test_tables_come_as_arrow(archive: api.OpenArchive) -> None:
    events = archive.to_arrow()
    day = next(archive.events()).date
    of_a_day = archive.to_arrow("sources", api.Query(since=day, until=day))

    assert set(events.column("id").to_pylist()) >= {event.id for event in archive.events()}
    listed = {event.id for event in archive.events() if event.date == day}
    assert set(of_a_day.column("event").to_pylist()) <= listed
    with pytest.raises(api.ExportError, match="no such table: `evnets`"):
        archive.to_arrow("evnets")


def test_public_records_cannot_be_changed() -> None:
    day = api.parse_page("Portal:Current events/2004 December 26", "*Something [[Example|happens]].")

    with pytest.raises(dataclasses.FrozenInstanceError):
        day.title = "another"  # type: ignore[misc]


def test_a_page_is_parsed_without_an_archive() -> None:
    day = api.parse_page("Portal:Current events/2004 December 26", "*Something [[Example|happens]].", revision=7)

    assert [event.headline.plain for event in day.events] == ["Something happens."]
    assert day.events[0].links == ("Example",)


def test_a_title_that_is_no_day_page_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="not the title of a day page"):
        api.parse_page("Main Page", "*x")
