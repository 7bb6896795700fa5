"""Train what Daybook ships for related events: the embedding, the ranker, and relevance. About 6 minutes of one processor.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.train_related CORPORA [--only ranker|relevance]

CORPORA holds `scale/`, whose texts and topics teach the embedding; `linked/`, whose stories teach the ranker, and by it
the embedding's later rounds; and `revisions/`. Days of the two last and topics of stories that the evaluation tests are
left out of the embedding's lesson; the ranker is taught by all stories of `linked/`, once it was measured without those. Relevance is taught by the pairs in `benchmarks/judged/`. The same corpora give the same bytes on the same machine.
"""

from __future__ import annotations

import argparse
import bz2
import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.parse import read_export
from benchmarks.related import make_document, read_folder, story_path

from daybook.gazetteer import read_gazetteer
from daybook.model import Story
from daybook.model.titles import normal_title
from daybook.parse import parse_page
from daybook.relate import (
    OF_PAIRS,
    Document,
    Embedding,
    Graded,
    Knowledge,
    Lesson,
    hide_kept_out,
    is_kept_out,
    read_happenings,
    read_shipped_embedding,
    read_shipped_model,
    teach_embedding,
    train_model,
    train_relevance,
    write_embedding,
    write_model,
)

NOTHING_TAUGHT = Knowledge(gazetteer=read_gazetteer("en"), happenings=read_happenings("en"))
"""What is known of English without any teaching."""

GRADED = "English day pages of 2020-04 to 2021 and of 2025, pairs graded by reading"

JUDGED = Path(__file__).parent / "judged"

TAUGHT_ROUNDS = (*range(1, 20), 24, 25)
"""Rounds of judging that relevance is taught by; the others measure it."""

LATE, LATE_WEIGHT, EARLY_WEIGHT = 13, 3.0, 0.3
"""The first round that was drawn from what relevance itself showed, how much a pair counts from then on, and how much before. By
cross-validation over months the area under the curve of pairs near the border is 0.735 then, and 0.729 where early pairs count as 1."""

SHIPPED = Path(__file__).parent.parent / "src" / "daybook" / "relate"

DESCRIPTION = "English day pages of 2020-04 to 2021 and 2025-09 to 2026-08, 575 days"
TEXTS = "English day pages of 2002 to 2026, without those of the evaluated days"

LONGEST_TOPIC = 160
"""Characters of a topic line of the scale corpus, at most; longer lines are events."""


def main() -> int:
    """Train, write, print what came of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpora", type=Path)
    options.add_argument(
        "--only", choices=("ranker", "relevance"), help="keep the embedding that is shipped; or that and the ranker"
    )
    options.add_argument("--processes", type=int, default=1)
    chosen = options.parse_args()
    _, linked = read_folder(chosen.corpora / "linked", show_topics=True)
    if chosen.only:
        embedding = read_shipped_embedding()
    else:
        embedding = _follow(teach_embedding(make_lesson(chosen.corpora, linked, chosen.processes)))
        data = write_embedding(embedding)
        (SHIPPED / "shipped_embedding.npz").write_bytes(data)
        print(f"{len(embedding):,} terms, {len(data):,} bytes", embedding.provenance)
    known = replace(NOTHING_TAUGHT, embedding=embedding)
    if chosen.only == "relevance":
        model = read_shipped_model()
    else:
        model = train_model(linked, corpus=DESCRIPTION, knowledge=known, processes=chosen.processes)
        (SHIPPED / "shipped_model.json").write_bytes(write_model(model))
        print(model.provenance)
    relevance = train_relevance(read_graded(chosen.corpora), corpus=GRADED, knowledge=replace(known, model=model))
    (SHIPPED / "shipped_relevance.json").write_bytes(write_model(relevance))
    print(f"relevance by {relevance.pairs:,} pairs")
    return 0


def read_graded(corpora: Path, rounds: Collection[int] = TAUGHT_ROUNDS) -> list[Graded]:
    """Return the graded pairs of some rounds, with topics known, of both corpora that they are from."""
    made = []
    for file, (names, documents) in (
        ("judgements.jsonl", read_folder(corpora / "linked", show_topics=True)),
        ("revisions.jsonl", read_last_revisions(corpora / "revisions")),
    ):
        number_of = {name: number for number, name in enumerate(names)}
        lines = [json.loads(line) for line in (JUDGED / file).read_text("utf-8").splitlines()]
        taught = [pair for pair in lines if pair.get("round", 1) in rounds]
        pairs = [(number_of[pair["query_id"]], number_of[pair["candidate_id"]], pair["grade"]) for pair in taught]
        weights = [LATE_WEIGHT if pair.get("round", 1) >= LATE else EARLY_WEIGHT for pair in taught]
        made.append(Graded(documents, pairs, weights))
    return made


def read_last_revisions(folder: Path) -> tuple[list[str], list[Document]]:
    """Return ids and documents of the last revision of each page, as `read_folder` does for its folder."""
    last = {page.title: page for path in sorted(folder.glob("*.xml*")) for page in read_export(path)}
    names: list[str] = []
    documents: list[Document] = []
    for day in sorted((parse_page(page) for page in last.values()), key=lambda day: day.date):
        for position, event in enumerate(day.events):
            names.append(f"{day.date}#{position}")
            documents.append(make_document(len(documents), day.date, position, event, story_path(event)))
    return names, documents


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
        list(hide_kept_out(linked)),
        # The addresses of the scale corpus are made up: a ranker that looks at them would learn from nothing.
        tuple(name for name in OF_PAIRS if "address" not in name),
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
