"""Train what Daybook ships for related events: the embedding, then the ranker. About 10 minutes on one processor.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.train_related CORPORA [--ranker-only]

CORPORA holds `scale/`, whose texts and topics teach the embedding; `linked/`, whose stories teach the ranker, and by it
the embedding's second round; and `revisions/`. Days of the two last and topics of stories that the evaluation tests are
left out of the embedding's lesson. The same corpora give the same bytes on the same machine.
"""

from __future__ import annotations

import argparse
import bz2
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.parse import read_export
from benchmarks.related import read_folder

from daybook.gazetteer import read_gazetteer
from daybook.model import Story
from daybook.model.titles import normal_title
from daybook.parse import parse_page
from daybook.relate import (
    FEATURES,
    Document,
    Embedding,
    Knowledge,
    Lesson,
    is_kept_out,
    read_happenings,
    read_shipped_embedding,
    teach_embedding,
    train_model,
    write_embedding,
    write_model,
)

NOTHING_TAUGHT = Knowledge(gazetteer=read_gazetteer("en"), happenings=read_happenings("en"))
"""What is known of English without any teaching."""

SHIPPED = Path(__file__).parent.parent / "src" / "daybook" / "relate"

DESCRIPTION = "English day pages of 2020-04 to 2021 and 2025-09 to 2026-08, 575 days"
TEXTS = "English day pages of 2002 to 2026, without those of the evaluated days"

LONGEST_TOPIC = 160
"""Characters of a topic line of the scale corpus, at most; longer lines are events."""


def main() -> int:
    """Train, write, print what came of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpora", type=Path)
    options.add_argument("--ranker-only", action="store_true", help="keep the embedding that is shipped")
    options.add_argument("--processes", type=int, default=1)
    chosen = options.parse_args()
    _, linked = read_folder(chosen.corpora / "linked", show_topics=True)
    if chosen.ranker_only:
        embedding = read_shipped_embedding()
    else:
        embedding = _follow(teach_embedding(make_lesson(chosen.corpora, linked, chosen.processes)))
        data = write_embedding(embedding)
        (SHIPPED / "shipped_embedding.npz").write_bytes(data)
        print(f"{len(embedding):,} terms, {len(data):,} bytes", embedding.provenance)
    model = train_model(
        linked,
        corpus=DESCRIPTION,
        knowledge=replace(NOTHING_TAUGHT, embedding=embedding),
        processes=chosen.processes,
    )
    (SHIPPED / "shipped_model.json").write_bytes(write_model(model))
    print(model.provenance)
    return 0


def make_lesson(corpora: Path, linked: list[Document], processes: int) -> Lesson:
    """Return what the shipped embedding is taught from."""
    evaluated = {document.date for document in linked}
    with bz2.open(corpora / "revisions" / "truth.jsonl.bz2", "rt", encoding="utf-8") as file:
        evaluated |= {date.fromisoformat(json.loads(line)["date"]) for line in file}
    tested = {
        _key(name)
        for document in linked
        for story in document.stories
        if is_kept_out(story.title or story.name)
        for name in (story.name, story.title or story.name)
    }
    documents = read_scale(corpora / "scale" / "current-events-scale.xml.bz2", evaluated)
    return Lesson(
        documents,
        linked,
        # The addresses of the scale corpus are made up: a ranker that looks at them would learn from nothing.
        tuple(name for name in FEATURES if "address" not in name),
        (TEXTS, "en"),
        NOTHING_TAUGHT,
        leave_out=lambda name: _key(name) in tested,
        processes=processes,
    )


def read_scale(path: Path, left_out: set[date]) -> list[Document]:
    """Return the events of the scale corpus, without some days; a topic is known by its line's whole text."""
    documents: list[Document] = []
    for page in read_export(path):
        day = parse_page(replace(page, wikitext=nest_topics(page.wikitext)))
        if day.date in left_out:
            continue
        for position, event in enumerate(day.events):
            stories = tuple(
                Story(line.text.plain, _key(line.text.plain), None, level) for level, line in enumerate(event.topics)
            )
            documents.append(
                Document(
                    len(documents),
                    day.date,
                    position,
                    event.headline.plain,
                    event.links,
                    tuple(map(normal_title, event.links)),
                    stories,
                    tuple(source.url for source in event.sources),
                )
            )
    return documents


def nest_topics(wikitext: str) -> str:
    """Nest topic lines again that stand one under the other: the scale corpus has brought all of them to one level."""
    lines: list[str] = []
    run: list[str] = []
    depth = 0
    for line in wikitext.split("\n"):
        stars = len(line) - len(line.lstrip("*"))
        if stars == 1 and "[http" not in line and len(line) < LONGEST_TOPIC:
            run.append(line)
        elif stars > 1:
            if run:
                depth = len(run) - 1
                lines += ["*" * level + topic for level, topic in enumerate(run)]
                run = []
            lines.append("*" * depth + line)
        else:
            lines += [*run, line]
            run, depth = [], 0
    return "\n".join(lines + run)


def _follow(steps: Iterator[object]) -> Embedding:
    """Run a lesson to its end, printing its progress."""
    while True:
        try:
            print(next(steps), file=sys.stderr)
        except StopIteration as stop:
            embedding: Embedding = stop.value
            return embedding


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


if __name__ == "__main__":
    sys.exit(main())
