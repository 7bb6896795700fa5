"""Rank related events for a folder of day pages, one line of JSON for each event, as `related-score` reads it.

    python benchmarks/related.py FOLDER [--ranker NAME] [--show-topics] > run.jsonl

Topics and categories are hidden from the ranker unless shown; with them shown, the passage of the story that a page lists
by itself is still ranked here. Candidates stand in the ranker's order, before folding and the floor. The shipped ranker has
learnt the stories of the corpus `linked`: measure it on other days (`evaluate_related` measures those, by a ranker without them).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from daybook.model import Event, RawPage, Story
from daybook.parse import parse_page
from daybook.relate import (
    RANKERS,
    Document,
    RelateSettings,
    Relations,
    read_documents,
    read_model,
    read_shipped_knowledge,
    relate_all,
)

CANDIDATES = 50

BLOCK = 256
"""Pools judged at a time."""

PAGE_TITLE = "Portal:Current events/{0.year} {0:%B} {0.day}"


def main() -> int:
    """Read the folder, rank, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--ranker", choices=RANKERS, default="trained")
    options.add_argument("--show-topics", action="store_true")
    options.add_argument("--model", type=Path, help="a trained model's file; the shipped one otherwise")
    chosen = options.parse_args()
    names, documents = read_folder(chosen.folder, show_topics=chosen.show_topics)
    if not documents:
        print(f"no events in `{chosen.folder}` (hint: it should hold YYYY-MM-DD.wikitext files)", file=sys.stderr)
        return 2
    knowledge = read_shipped_knowledge()
    if chosen.model:
        knowledge = replace(knowledge, model=read_model(chosen.model.read_bytes()))
    settings = RelateSettings(ranker=chosen.ranker, limit=CANDIDATES)
    relations = relate_all([read_documents(documents)], settings, knowledge, processes=os.cpu_count() or 1)
    for row, ranked in enumerate(ranked_rows(relations)):
        print(
            json.dumps(
                {"query_id": names[relations.index.ids[row]], "candidates": [names[number] for number in ranked]}
            )
        )
    return 0


def ranked_rows(relations: Relations) -> list[list[int]]:
    """Return for each row of the index the ids of its candidates, best first."""
    index, pools, ranker = relations.index, relations.pools, relations.ranker
    lists = []
    for start in range(0, len(index), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(index)))
        part = pools.taken(rows)
        judged, is_first = part.judged(index, ranker, rows), part.is_first
        for row, pool, final, kept in zip(rows, part.candidates, judged, is_first, strict=True):
            candidates = pool[kept].astype(np.intp)
            ties = ranker.tie_breaks(index, np.full(len(candidates), row), candidates)
            order = np.lexsort((index.ids[candidates], ties, -final[kept]))
            lists.append(index.ids[candidates[order]].tolist())
    return lists


def read_folder(folder: Path, *, show_topics: bool) -> tuple[list[str], list[Document]]:
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
            names.append(f"{path.stem}#{position}")
            documents.append(make_document(len(documents), day, position, event, stories))
    return names, documents


def make_document(number: int, day: date, position: int, event: Event, stories: tuple[Story, ...]) -> Document:
    """Return an event as rankers see it; redirects are not known."""
    urls = tuple(source.url for source in event.sources)
    return Document(number, day, position, event.headline.plain, event.links, event.links, stories, urls)


def story_path(event: Event) -> tuple[Story, ...]:
    """Return the topics above an event, outermost first; a topic is known by its article, or else by its name."""
    return tuple(
        Story(topic.name, topic.title or topic.name, topic.title, level)
        for level, line in enumerate(event.topics)
        for topic in line.topics
    )


if __name__ == "__main__":
    sys.exit(main())
