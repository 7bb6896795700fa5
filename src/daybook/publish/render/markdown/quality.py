"""What editors could mend, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from daybook.publish.markdown_text import escape_markdown, link_target
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import ReaderText, hint_words
from daybook.publish.render.markdown.parts import day_label, heading, neighbour_links, page_link, section


def quality_body(page: r.QualityPage, text: ReaderText) -> Iterator[str]:
    """Yield the page that counts all problems."""
    yield from heading(page)
    yield text.say(
        "quality.sum",
        problems=text.count("problems", page.problems),
        days=text.count("days", page.days),
        checked=text.number(page.checked),
    )
    yield ""
    yield from section(text.say("quality.first"), (_day(day, text) for day in page.first))
    yield from section(text.say("quality.lately"), chain.from_iterable(_problems(late, text) for late in page.lately))
    yield from section(text.say("quality.kinds"), (_kind(kind, text) for kind in page.kinds))
    repeated = (
        f"- {escape_markdown(same.text)} ({escape_markdown(same.code)}): {same.count}" for same in page.repeated
    )
    yield from section(text.say("quality.repeated"), repeated)
    if page.months:
        yield f"## {text.say('quality.months')}"
        yield ""
        yield from (f"- [{month.month}]({month.address}.md) ({month.count})" for month in page.months)


def _day(day: r.DayToMend, text: ReaderText) -> str:
    edit = f" [{text.say('quality.edit')}]({day.edit_url})" if day.edit_url else ""
    return (
        f"- {page_link(day_label(day.date), day.address)}: {day.count}, {escape_markdown(', '.join(day.codes))}{edit}"
    )


def _kind(kind: r.ProblemCount, text: ReaderText) -> str:
    severity = text.say(f"quality.{kind.severity.value}")
    counts = f"{text.count('problems', kind.count)}, {text.count('days', kind.days)}"
    hint = text.say_or(hint_words(kind.code), kind.hint)
    return f"- {escape_markdown(kind.code)} ({severity}): {counts}. {escape_markdown(hint)}"


def quality_month_body(page: r.QualityMonthPage, text: ReaderText) -> Iterator[str]:
    """Yield the problems of a month, day by day."""
    yield from heading(page, text.say("quality.month_title", month=text.month(*map(int, page.month.split("-")))))
    if not page.days:
        yield text.say("quality.none")
    for day in page.days:
        yield f"## {page_link(day_label(day.date), day.address)}"
        yield ""
        yield from _problems(day, text)
        yield ""
    yield from neighbour_links(page, text)


def _problems(day: r.DayProblems, text: ReaderText) -> Iterator[str]:
    for problem in day.problems:
        place = f"{text.say('quality.line', n=f'{problem.line}')}: " if problem.line else ""
        event = f"{page_link(problem.event.headline, problem.event.address)} " if problem.event else ""
        other = (
            f", {text.say('quality.also')} {page_link(day_label(problem.other.date), problem.other.address)}"
            if problem.other
            else ""
        )
        copy = f", [{text.say('quality.copy')}]({link_target(problem.copy_url)})" if problem.copy_url else ""
        edit = f" [{text.say('quality.edit')}]({problem.edit_url})" if problem.edit_url else ""
        found = "" if problem.other else escape_markdown(problem.text)
        hint = f" ({escape_markdown(text.say_or(hint_words(problem.code), problem.hint))})"
        severity = text.say(f"quality.{problem.severity.value}")
        yield f"- {severity}, {escape_markdown(problem.code)}, {place}{event}{found}{other}{copy}{hint}{edit}"
