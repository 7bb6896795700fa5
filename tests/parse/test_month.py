"""Month pages cut into days."""

from __future__ import annotations

import pytest

from daybook.model import RawPage
from daybook.parse import ParseSettings, lines_of_no_day, parse_page, split_month


@pytest.mark.parametrize(
    "heading",
    [
        "== August 3, 2003 ==",
        "===[[August 3]], [[2003]]===",
        "'''[[August 3]]'''",
        "'''Sunday, 3 August'''",
        ";August 3rd",
        "== Sunday, [[August 3|Aug 3]] ==",
        "[[August 3]], [[2003]]",
        "August 3, 2003 (Sunday):",
        "== August 3 &ndash; Sunday ==",
        "== August 3 – Day of the Ferry ==",
        "===3===",
        "{{Current events header|2003|08|3}}",
        "{{Current events|year=2003|month=08|day=03|content=",
    ],
)
def test_a_day_begins_at_its_date_in_any_shape(heading: str) -> None:
    """Editors have written the dates of month pages in many ways."""
    page = RawPage(
        "Portal:Current events/August 2003", f"Ongoing events: [[Storm X]]\n\n{heading}\n* A ferry sinks.", 7
    )

    (day,) = split_month(page)

    assert (day.title, day.revision) == ("Portal:Current events/2003 August 3", 7)
    assert [event.headline.plain for event in parse_page(day).events] == ["A ferry sinks."]


def test_days_are_kept_apart_and_transcluded_ones_left_out() -> None:
    """A transcluded day has a page of its own; what stands at the foot of the page belongs to no day."""
    page = RawPage(
        "Portal:Current events/August 2003",
        "==August 4==\n* Two.\n==August 3==\n* One.\n{{Portal:Current events/2003 August 5}}\n* lost intro\n"
        "==August 6==\n* August 7 is a holiday.\n==August 32==\n==See also==\n* [[Storm X]]",
    )

    days = split_month(page)

    assert [day.title.rpartition("/")[2] for day in days] == ["2003 August 3", "2003 August 4", "2003 August 6"]
    assert days[2].wikitext == "* August 7 is a holiday.\n==August 32=="


def test_a_page_that_is_no_month_page_has_no_days() -> None:
    """Only the title tells."""
    assert split_month(RawPage("Portal:Current events/2003 August 3", "==August 3==\n* One.")) == ()


def test_what_a_month_page_says_outside_its_days_is_told() -> None:
    """Introduction and foot belong to no day, so no page of a day accounts for them; furniture says nothing."""
    page = RawPage(
        "Portal:Current events/August 2003",
        "{{Months|2003}}\nOngoing events: [[Storm X]]\n\n==August 3==\n* One.\n==See also==\n* [[Storm X]]\n[[Category:2003]]",
    )

    assert [(found.code, found.line, found.text) for found in lines_of_no_day(page)] == [
        ("line-of-no-day", 2, "Ongoing events: [[Storm X]]"),
        ("line-of-no-day", 7, "* [[Storm X]]"),
    ]
    assert lines_of_no_day(RawPage("Portal:Current events/2003 August 3", "One.")) == ()


def test_a_comment_on_a_month_page_begins_no_day() -> None:
    """A day that editors hid stays hidden, and the day before it goes on after the comment."""
    page = RawPage(
        "Portal:Current events/August 2003",
        "==August 3==\n* One. <!-- hidden:\n==August 4==\n* Not this. -->\n* Two.\n==August 5== <!-- x -->\n* Three.",
    )

    days = {day.title.rpartition(" ")[2]: parse_page(day).events for day in split_month(page)}

    assert {day: [event.headline.plain for event in events] for day, events in days.items()} == {
        "3": ["One.", "Two."],
        "5": ["Three."],
    }


def test_a_switch_outside_the_days_says_nothing() -> None:
    page = RawPage(
        "Juni 2026",
        "__KEIN_INHALTSVERZEICHNIS__\n=== Montag, 1. Juni 2026 ===\n* [[Kiel]]: Eine Brücke wird eröffnet.\n",
    )

    assert lines_of_no_day(page, ParseSettings(dialect="de")) == ()
