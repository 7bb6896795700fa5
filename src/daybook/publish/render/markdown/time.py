"""Pages of time in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import ReaderText, hint_words
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


def day_content_body(content: r.DayContent, level: str, text: ReaderText) -> Iterator[str]:
    """Yield the events of a day; `level` is the mark of its headings."""
    for section in content.sections:
        if section.category:
            yield f"{level} {page_link(section.category.name, section.category.address)}"
            yield ""
        for group in section.groups:
            if group.topics:
                yield f"{level}# {' / '.join(page_link(topic.name, topic.address) for topic in group.topics)}"
                yield ""
            yield from (event_item(item, text) for item in group.events)
            yield ""


def day_body(page: r.DayPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of a day."""
    yield from heading(page)
    yield from day_content_body(page.day, "##", text)
    day = page.day
    counts = {"added": day.added, "changed": day.changed, "withdrawn": day.withdrawn}
    yield text.say("markdown.counts", **{name: text.number(count) for name, count in counts.items()})
    yield ""
    yield origin_line(page.day.origin, text)
    if page.problems:
        yield ""
        yield f"## {text.say('markdown.not_understood')}"
        yield ""
        for problem in page.problems:
            place = f"{text.say('quality.line', n=f'{problem.line}')}: " if problem.line else ""
            hint = text.say_or(hint_words(problem.code), problem.hint)
            yield f"- {place}{escape_markdown(problem.text)} ({escape_markdown(hint)})"
    yield from neighbour_links(page, text)


def front_body(page: r.FrontPage, text: ReaderText) -> Iterator[str]:
    """Yield the front page."""
    yield from heading(page)
    if page.moved:
        yield f"## {text.say('markdown.moved', days=text.count('days', page.moved_days))}"
        yield ""
        for moved in page.moved:
            changed = f", {text.count('changed', moved.changed)}" if moved.changed else ""
            usual = text.say("front.usual", n=text.number(moved.usual))
            yield f"- {page_link(moved.story.name, moved.story.address)}: {text.count('new_events', moved.new)}{changed}, {usual}"
            yield f"  {event_item(moved.latest, text, dated=True)}"
        yield ""
    for content in page.days:
        yield f"## [{day_label(content.date)}]({content.address}.md)"
        yield ""
        yield from day_content_body(content, "###", text)
    yield from tally_list(text.say("markdown.stories", days=text.count("days", page.stories_days)), page.stories)
    yield from tally_list(text.say("front.categories"), page.categories)
    yield from tally_list(text.say("front.years"), page.years)


def _stories(month: r.MonthPage | r.MonthWeight, text: ReaderText) -> Iterator[str]:
    """Yield what a month was about."""
    for each in month.leading:
        before = (
            f", {text.say('subject.before', n=text.number(each.story.before))}" if each.story.before is not None else ""
        )
        yield f"- {page_link(each.story.name, each.story.address)} ({each.story.events}{before}): {event_item(each.event, text, dated=True)[2:]}"
    for key, tallies in (("month.began", month.began), ("month.ended", month.ended)):
        if tallies:
            yield f"- {text.say(key)}: {', '.join(page_link(each.name, each.address) for each in tallies)}"


def month_body(page: r.MonthPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of a month."""
    yield from heading(page)
    if stories := list(_stories(page, text)):
        yield from (*stories, "")
    for day in page.days:
        yield f"## [{day_label(day.date)}]({day.address}.md) ({day.events})"
        yield ""
        yield from (event_item(item, text) for item in day.highlights)
        yield ""
    yield from top_subject_lists(page.top_subjects, text)
    yield from neighbour_links(page, text)


def year_body(page: r.YearPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of a year."""
    yield from heading(page)
    for month in page.months:
        days = " ".join(f"[{day.date.day}]({day.address}.md)" for day in month.days)
        yield f"- [{month.month}]({month.address}.md) ({month.events}): {days}"
        yield from (f"  {line}" for line in _stories(month, text))
    yield ""
    yield from top_subject_lists(page.top_subjects, text)
    yield from neighbour_links(page, text)


def on_this_day_body(page: r.OnThisDayPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of a date in all years."""
    yield from heading(page)
    for year in page.years:
        yield f"## [{year.year}]({year.address}.md) ({year.events})"
        yield ""
        yield from (event_item(item, text) for item in year.highlights)
        yield ""
    yield from neighbour_links(page, text)


def on_this_day_index_body(page: r.OnThisDayIndexPage, text: ReaderText) -> Iterator[str]:  # noqa: ARG001 - as the others
    """Yield the list of all dates."""
    yield from heading(page)
    yield from (f"- [{when.date}]({when.address}.md) ({when.events})" for when in page.dates)
