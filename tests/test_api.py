"""The public interface: its names, and that it works as the README shows."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from daybook import api


def test_the_public_names_are_these() -> None:
    """A name that goes from here is a new major version."""
    assert sorted(api.__all__) == [
        "Answer",
        "ArchiveReader",
        "ArchivedEvent",
        "Category",
        "ChangeKind",
        "Context",
        "CursorError",
        "DaybookError",
        "Event",
        "FoundEvent",
        "Hit",
        "OpenArchive",
        "ParseSettings",
        "ParsedDay",
        "Problem",
        "Progress",
        "Query",
        "RawPage",
        "Related",
        "RelatedList",
        "RichText",
        "SearchResult",
        "Selection",
        "Settings",
        "Severity",
        "Sort",
        "Source",
        "Span",
        "Status",
        "Steps",
        "Story",
        "SubjectHit",
        "SubjectKind",
        "Topic",
        "TopicLine",
        "Version",
        "build_site",
        "export_events",
        "fetch_days",
        "finish",
        "import_paths",
        "load_settings",
        "open_archive",
        "open_for_reading",
        "parse_page",
        "parse_paths",
        "read_question",
        "relate_events",
    ]


def test_every_public_class_and_function_is_documented() -> None:
    named = {name: getattr(api, name) for name in api.__all__}
    documented = {name: value for name, value in named.items() if inspect.isclass(value) or inspect.isfunction(value)}

    assert [name for name, value in documented.items() if not value.__doc__] == []
    assert set(named) - set(documented) == {"Steps"}  # a name for a type of generators


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
