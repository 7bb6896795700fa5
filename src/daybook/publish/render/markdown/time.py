"""Pages of time in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.render.markdown.parts import (
    day_label,
    event_item,
    heading,
    neighbour_links,
    origin_line,
    page_link,
    tally_list,
    top_subject_lists,
)


def day_content_body(content: r.DayContent, level: str) -> Iterator[str]:
    """Yield the events of a day; `level` is the mark of its headings."""
    for section in content.sections:
        if section.category:
            yield f"{level} {page_link(section.category.name, section.category.address)}"
            yield ""
        for group in section.groups:
            if group.topics:
                yield f"{level}# {' / '.join(page_link(topic.name, topic.address) for topic in group.topics)}"
                yield ""
            yield from (event_item(item) for item in group.events)
            yield ""


def day_body(page: r.DayPage) -> Iterator[str]:
    """Yield the page of a day."""
    yield from heading(page)
    yield from day_content_body(page.day, "##")
    yield f"Added {page.day.added}, changed {page.day.changed}, withdrawn {page.day.withdrawn} since the first reading."
    yield ""
    yield origin_line(page.day.origin)
    if page.problems:
        yield ""
        yield "## Not understood"
        yield ""
        for problem in page.problems:
            place = f"line {problem.line}: " if problem.line else ""
            yield f"- {place}{escape_markdown(problem.text)} ({escape_markdown(problem.hint)})"
    yield from neighbour_links(page)


def front_body(page: r.FrontPage) -> Iterator[str]:
    """Yield the front page."""
    yield from heading(page)
    if page.moved:
        yield f"## What moved most in {page.moved_days} days"
        yield ""
        for moved in page.moved:
            changed = f", {moved.changed} changed" if moved.changed else ""
            yield f"- {page_link(moved.story.name, moved.story.address)}: {moved.new} new{changed}, usually {moved.usual:g}"
            yield f"  {event_item(moved.latest, dated=True)}"
        yield ""
    for content in page.days:
        yield f"## [{day_label(content.date)}]({content.address}.md)"
        yield ""
        yield from day_content_body(content, "###")
    yield from tally_list(f"Stories of the last {page.stories_days} days", page.stories)
    yield from tally_list("Categories", page.categories)
    yield from tally_list("Years", page.years)


def _stories(month: r.MonthPage | r.MonthWeight) -> Iterator[str]:
    """Yield what a month was about."""
    for each in month.leading:
        before = f", before {each.story.before}" if each.story.before is not None else ""
        yield f"- {page_link(each.story.name, each.story.address)} ({each.story.events}{before}): {event_item(each.event, dated=True)[2:]}"
    for word, tallies in (("Began", month.began), ("Ended", month.ended)):
        if tallies:
            yield f"- {word}: {', '.join(page_link(each.name, each.address) for each in tallies)}"


def month_body(page: r.MonthPage) -> Iterator[str]:
    """Yield the page of a month."""
    yield from heading(page)
    if stories := list(_stories(page)):
        yield from (*stories, "")
    for day in page.days:
        yield f"## [{day_label(day.date)}]({day.address}.md) ({day.events})"
        yield ""
        yield from (event_item(item) for item in day.highlights)
        yield ""
    yield from top_subject_lists(page.top_subjects)
    yield from neighbour_links(page)


def year_body(page: r.YearPage) -> Iterator[str]:
    """Yield the page of a year."""
    yield from heading(page)
    for month in page.months:
        days = " ".join(f"[{day.date.day}]({day.address}.md)" for day in month.days)
        yield f"- [{month.month}]({month.address}.md) ({month.events}): {days}"
        yield from (f"  {line}" for line in _stories(month))
    yield ""
    yield from top_subject_lists(page.top_subjects)
    yield from neighbour_links(page)


def on_this_day_body(page: r.OnThisDayPage) -> Iterator[str]:
    """Yield the page of a date in all years."""
    yield from heading(page)
    for year in page.years:
        yield f"## [{year.year}]({year.address}.md) ({year.events})"
        yield ""
        yield from (event_item(item) for item in year.highlights)
        yield ""
    yield from neighbour_links(page)


def on_this_day_index_body(page: r.OnThisDayIndexPage) -> Iterator[str]:
    """Yield the list of all dates."""
    yield from heading(page)
    yield from (f"- [{when.date}]({when.address}.md) ({when.events})" for when in page.dates)
