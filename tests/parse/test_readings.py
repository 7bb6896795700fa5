"""What pages are read as, whole: `readings.txt` holds small pages, one a line, each with all that is told of it.

Those that begin with `month:` are of a whole month. Each case stands beside one that differs in the one thing that a rule hangs on: one sign, one word, one number more. After a rule has
changed, `python -m tests.parse.test_readings` writes what is read now; its difference is to be read before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.recordings import Recording

from daybook.model import Event, ParsedDay, RawPage, RichText, Source, Topic
from daybook.parse import day_sections, example_of_day_heading, lines_of_no_day, parse_page, split_month

READINGS = Recording(Path(__file__).with_name("readings.txt"), remark="//")
RUN = re.compile(r"\\\[(.+?)\*(\d+)\]")
"""In the file, a text so many times: `\\[ab*40]`."""


def told(written: str) -> str:
    """Say in one line all that is read off a page."""
    whole = RUN.sub(lambda match: match[1] * int(match[2]), written)
    wikitext = whole.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\_", "\u00a0")
    if wikitext.startswith("month: "):
        return _month(wikitext.removeprefix("month: ")).replace("\n", "\\n")
    day = parse_page(RawPage("Portal:Current events/2004 August 14", wikitext))
    read = " ".join([_kinds(day), *map(_event, day.events), *_problems(day)]).replace("\n", "\\n")
    return re.sub(r"(.)\1{29,}", lambda match: f"\\[{match[1]}*{len(match[0])}]", read)


def _month(wikitext: str) -> str:
    """Say what a month's page is cut into: its days with their sections, what belongs to none, and the heading that it lacks."""
    page = RawPage("Portal:Current events/August 2004", wikitext)
    sections = day_sections(page)
    parts = [
        *(f"{{{day.title[-2:].strip()}: {day.wikitext}}}" for day in split_month(page)),
        *(f"{day.day} in {section!r}" for day, section in sections.items()),
        *(f"!{issue.code}@{issue.line} {issue.text}" for issue in lines_of_no_day(page)),
        f"lacks {example}" if (example := example_of_day_heading(page)) else "",
    ]
    return " ".join(filter(None, parts))


def _kinds(day: ParsedDay) -> str:
    return "".join("." if str(kind) == "blank" else str(kind)[0] for kind in day.lines)


def _event(event: Event) -> str:
    return "{" + " ".join(_parts(event)) + "}"


def _parts(event: Event) -> Iterator[str]:
    yield f"{event.line}.{event.depth}" + ("_" if event.space_before else "")
    if event.category:
        yield f"#{event.category.heading}#{event.category.name}"
    for line in event.topics:
        yield f"{_text(line.text)}({', '.join(map(_topic, line.topics))}) >"
    if event.label:
        yield f"{_topic(event.label)}:"
    yield _text(event.headline)
    if event.visible is not None:
        yield f"seen: {event.visible!r}"
    yield from map(_source, event.sources)
    for note in event.notes:
        yield " ".join([f"note: {_text(note.text)}", *map(_source, note.sources)])


def _text(text: RichText) -> str:
    return "".join(
        span.text
        if (marks := "".join(_marks(span.link, span.url, span.italic, span.bold, span.subscript, span.superscript, span.strike))) == ""
        else f"<{span.text}|{marks}>"
        for span in text.spans
    )  # fmt: skip


def _marks(link: str | None, url: str | None, *styles: bool) -> Iterator[str]:
    yield from (mark for mark in (link, url) if mark)
    yield from (sign for sign, on in zip("/*,^-", styles, strict=True) if on)


def _topic(topic: Topic) -> str:
    return topic.name if topic.title == topic.name else f"{topic.name}={topic.title or ''}"


def _source(source: Source) -> str:
    names = (source.label, source.outlet, source.agency, source.language, source.article)
    return f"[{source.url} {'|'.join(name or '' for name in names)}]"


def _problems(day: ParsedDay) -> Iterator[str]:
    for issue in day.problems:
        yield f"!{issue.code}@{issue.line} {issue.text}"


def test_pages_are_read_as_before() -> None:
    """Kinds of lines; events with line, depth, category, topics, label, words, sources, notes; problems with line and words."""
    assert READINGS.now(told) == READINGS.lines()


if __name__ == "__main__":
    READINGS.write(told)
