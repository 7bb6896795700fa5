"""What editors could mend, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_markdown, link_target
from daybook.publish.pages import records as r
from daybook.publish.render.markdown.parts import day_label, heading, neighbour_links, page_link


def quality_body(page: r.QualityPage) -> Iterator[str]:
    """Yield the page that counts all problems."""
    yield from heading(page)
    yield f"{page.problems} problems on {page.days} of {page.checked} days."
    yield ""
    if page.first:
        yield "## Where to begin"
        yield ""
        for day in page.first:
            edit = f" [edit]({day.edit_url})" if day.edit_url else ""
            yield f"- {page_link(day_label(day.date), day.address)}: {day.count}, {escape_markdown(', '.join(day.codes))}{edit}"
        yield ""
    if page.lately:
        yield "## Events told twice, or with sources that are gone"
        yield ""
        for late in page.lately:
            yield from _problems(late)
        yield ""
    if page.kinds:
        yield "## Kinds"
        yield ""
        for each in page.kinds:
            yield f"- {escape_markdown(each.code)} ({each.severity}): {each.count} on {each.days} days. {escape_markdown(each.hint)}"
        yield ""
    if page.repeated:
        yield "## The same in many places"
        yield ""
        for same in page.repeated:
            yield f"- {escape_markdown(same.text)} ({escape_markdown(same.code)}): {same.count}"
        yield ""
    if page.months:
        yield "## By month"
        yield ""
        yield from (f"- [{month.month}]({month.address}.md) ({month.count})" for month in page.months)


def quality_month_body(page: r.QualityMonthPage) -> Iterator[str]:
    """Yield the problems of a month, day by day."""
    yield from heading(page)
    if not page.days:
        yield "Everything was understood."
    for day in page.days:
        yield f"## {page_link(day_label(day.date), day.address)}"
        yield ""
        yield from _problems(day)
        yield ""
    yield from neighbour_links(page)


def _problems(day: r.DayProblems) -> Iterator[str]:
    for problem in day.problems:
        place = f"line {problem.line}: " if problem.line else ""
        event = f"{page_link(problem.event.headline, problem.event.address)} " if problem.event else ""
        other = f", also {page_link(day_label(problem.other.date), problem.other.address)}" if problem.other else ""
        copy = f", [archived copy]({link_target(problem.copy_url)})" if problem.copy_url else ""
        edit = f" [edit]({problem.edit_url})" if problem.edit_url else ""
        text = "" if problem.other else escape_markdown(problem.text)
        hint = f" ({escape_markdown(problem.hint)})"
        yield f"- {problem.severity}, {escape_markdown(problem.code)}, {place}{event}{text}{other}{copy}{hint}{edit}"
