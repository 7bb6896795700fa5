"""A folder of day pages as documents for the rankers, with the ids that `related-score` knows them by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from daybook.model import Event, RawPage, Story
from daybook.parse import parse_page
from daybook.relate import Document

PAGE_TITLE = "Portal:Current events/{0.year} {0:%B} {0.day}"


def read_documents(folder: Path, *, show_topics: bool) -> tuple[list[str], list[Document]]:
    """Return ids ("2021-02-23#4": day, and place on the page from 0) and documents; `documents[n].id` is n.

    Categories are never shown to a ranker; topics only if asked for.
    """
    names: list[str] = []
    documents: list[Document] = []
    for path in sorted(folder.glob("????-??-??.wikitext")):
        day = date.fromisoformat(path.stem)
        page = parse_page(RawPage(PAGE_TITLE.format(day), path.read_text("utf-8")))
        for position, event in enumerate(page.events):
            stories = story_path(event) if show_topics else ()
            urls = tuple(source.url for source in event.sources)
            names.append(f"{path.stem}#{position}")
            documents.append(
                Document(len(documents), day, position, event.headline.plain, event.links, event.links, stories, urls)
            )
    return names, documents


def story_path(event: Event) -> tuple[Story, ...]:
    """Return the topics above an event, outermost first; a topic is known by its article, or else by its name."""
    return tuple(
        Story(topic.name, topic.title or topic.name, topic.title, level)
        for level, line in enumerate(event.topics)
        for topic in line.topics
    )
