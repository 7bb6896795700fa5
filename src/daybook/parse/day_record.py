"""A parsed day as plain values: one line of the JSON Lines that `daybook parse` prints.

The form is what scrapers of these pages want: a text, its links, topics, category and sources. `text` is what the wiki
shows of an event without the labels of external links, `category` its heading as written; `headline` is the text as Daybook
publishes it, `folded_category` the heading after its aliases are folded.
"""

from __future__ import annotations

from typing import Any

from daybook.model.day import Event, Note, ParsedDay, Source
from daybook.model.text import RichText
from daybook.parse.lines.addresses import is_other_wiki


def day_record(day: ParsedDay) -> dict[str, Any]:
    """Return `{"date", "page", "events", "problems"}` of plain values that JSON can hold; empty fields are left out."""
    return {
        "date": day.date.isoformat(),
        "page": day.title,
        "events": [event_record(event) for event in day.events],
        "problems": [
            {
                "code": issue.code,
                "severity": str(issue.severity),
                "line": issue.line,
                "text": issue.text,
                "hint": issue.hint,
            }
            for issue in day.problems
        ],
    }


def event_record(event: Event) -> dict[str, Any]:
    """Return an event of a page as plain values that JSON can hold."""
    headline = event.headline.plain
    text = headline if event.visible is None else event.visible
    record: dict[str, Any] = {
        "text": text,
        "headline": headline,
        "category": event.category.heading if event.category else None,
        "folded_category": event.category.name if event.category else None,
        "topics": [_words(line.text) for line in event.topics],
        "links": list(dict.fromkeys((*event.links, *_label_links(event.sources)))),
        "sources": [_source_record(source) for source in event.sources],
        "topic_links": [topic.title for line in event.topics for topic in line.topics if topic.title],
        "line": event.line,
        "depth": event.depth,
    }
    if event.label:
        record["label"] = event.label.name
    if event.notes:
        record["notes"] = [_note_record(note) for note in event.notes]
    return record


def _words(text: RichText) -> str:
    """Return the text without words that are links to cited articles, as in `text`."""
    return "".join(span.text for span in text.spans if span.url is None or is_other_wiki(span.url)).strip()


def _label_links(sources: tuple[Source, ...]) -> list[str]:
    """Return the articles that labels of sources link to, on whose account no event is about them."""
    return [source.article for source in sources if source.article]


def _note_record(note: Note) -> dict[str, Any]:
    return {
        "text": note.text.plain,
        "links": list(note.text.links),
        "sources": [_source_record(source) for source in note.sources],
    }


def _source_record(source: Source) -> dict[str, str]:
    values = {
        "url": source.url,
        "label": source.label,
        "outlet": source.outlet,
        "agency": source.agency,
        "language": source.language,
        "article": source.article,
    }
    return {key: value for key, value in values.items() if value}
