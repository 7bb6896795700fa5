"""Month pages cut into days."""

from __future__ import annotations

import pytest

from daybook.model import RawPage
from daybook.parse import ParseSettings, day_sections, lines_of_no_day, parse_page, split_month


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
        "=== 3 ===",
        "<u>3 August</u>",
        "== 3rd of August ==",
        "== August 03 2003 ==",
        "{{Current events header|year=2003|month=8|day=3}}",
        "{{Current events header| 2003 | 8 | 3 | top = x",
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


@pytest.mark.parametrize(
    "line",
    [
        "* August 3",
        "# August 3",
        ": August 3",
        "[[August 3]] is a holiday",
        "August 3 2004",
        "== July 3 ==",
        "== August 3 4 ==",
        "== August 32 ==",
        "== 32 ==",
        "== August ==",
        "=3=",
        "{{Current events header|2003|07|3}}",
        "{{Current events header|2004|08|3}}",
        "{{Current events header|2003|08|32}}",
        "<!-- == August 3 ==",
        ";August 3" + " " * 200 + "<u></u>",
        "== Aug 3 and more ==",
    ],
)
def test_a_line_that_is_no_heading_of_a_day_of_this_month_begins_none(line: str) -> None:
    """A bullet, words beside the date, another month or year, a day that the month lacks, a line too long for a mark."""
    page = RawPage("Portal:Current events/August 2003", f"==August 2==\n* One.\n{line}\n-->* Two.")

    (day,) = split_month(page)

    assert day.title.endswith("2003 August 2")
    assert line in day.wikitext


@pytest.mark.parametrize(
    ("line", "is_boilerplate"),
    [
        ("== Deaths ==", True),
        ("  = Deaths", True),
        (" [[Category:2003]] and more", True),
        ("[[File:A.jpg|A ferry]]", True),
        ("<!-- note -->", True),
        ("</div>", True),
        ("<div class=a>", True),
        (" {{Months|2003}} ", True),
        ("__NOTOC__ ", True),
        ("{| -}", True),
        ("{{Months|{{x}}}}", False),
        ("{{Months}} x", False),
        ("[[Storm X]]", False),
        ("a < b", False),
        ("x == Deaths ==", False),
    ],
)
def test_frames_of_a_month_say_nothing_and_words_do(line: str, *, is_boilerplate: bool) -> None:
    page = RawPage("Portal:Current events/August 2003", f"{line}\n==August 3==\n* One.")

    assert lines_of_no_day(page) == () if is_boilerplate else len(lines_of_no_day(page)) == 1


@pytest.mark.parametrize(
    ("line", "goes_on"),
    [
        ("{{Portal:Current events/2003 August 5}}", False),
        ("{{ :Portal:Current events/2003 August 5 | x }} ", False),
        ("{{Portal:Current events/2003 August}}", True),
        ("== See also ==", False),
        ("  ===See also", False),
        ("== See alsox ==", True),
        ("= See also", True),
        ("[[Category:2003]]", False),
        ("x [[Category:2003]]", True),
    ],
)
def test_days_end_where_another_page_or_the_foot_begins(line: str, *, goes_on: bool) -> None:
    page = RawPage("Portal:Current events/August 2003", f"==August 3==\n* One.\n{line}\n* Two.")

    (day,) = split_month(page)

    assert ("Two." in day.wikitext) == goes_on


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
        "==August 3==\n* One. <!-- hidden:\n==August 4==\n* Not this. -->\n* Two.\n==August 5== <!-- x -->\n* Three.\n"
        "<!-- ==August 6==\n* Nor this. -->\n==August 7== <!-- nor\n* that. -->\n* Four.\n"
        "<!--\n==August 8==\n* Hidden.\n-->\n* Five.",
    )

    days = {day.title.rpartition(" ")[2]: parse_page(day).events for day in split_month(page)}

    assert {day: [event.headline.plain for event in events] for day, events in days.items()} == {
        "3": ["One.", "Two."],
        "5": ["Three."],
        "7": ["Four.", "Five."],
    }


def test_a_switch_outside_the_days_says_nothing() -> None:
    page = RawPage(
        "Juni 2026",
        "__KEIN_INHALTSVERZEICHNIS__\n=== Montag, 1. Juni 2026 ===\n* [[Kiel]]: Eine Brücke wird eröffnet.\n",
    )

    assert lines_of_no_day(page, ParseSettings(dialect="de")) == ()


def test_a_day_stands_in_the_section_that_its_title_names_as_the_wiki_shows_it() -> None:
    """Links by their words, without markup, comments and entities; a day that begins in bold or by a template stands in none."""
    page = RawPage(
        "Portal:Current events/August 2003",
        "== [[August 1]], [[2003]] ==\n*A.\n==='''August 2''' &ndash; Saturday=== <!-- note -->\n*B.\n'''August 3'''\n*C.\n"
        "{{Current events header|2003|8|4}}\n*D.\n== 5 ==\n*E.\n== August 1, 2003 ==\n*F.",
    )

    sections = {day.day: section for day, section in day_sections(page).items()}

    assert sections == {1: "August 1, 2003", 2: "August 2 – Saturday", 5: "5"}
    assert day_sections(RawPage("Portal:Current events/2003 August 1", "== 5 ==")) == {}
