"""How often the country of an event is right: `python -m benchmarks.locations draw ARCHIVE OUT.jsonl [COUNT] [SEED]`, then `... score OUT.jsonl`.

`draw` writes COUNT events (300) of an archive, or of a folder of day pages, drawn by SEED (17), a JSON object a line, with the location
that Daybook says now and `country` null, for a person to fill in by these rules:

- where what is told mainly happened; for an act of a state or a court, that state; for a statement, where its subject is if only one
  country is spoken of, else that of who speaks;
- "" where there is no one country: between states, worldwide, at sea, in space, or an international body's act;
- a territory with a code of its own (Hong Kong, Puerto Rico) counts as that or as its state; annexed land as what it was before.

`score` locates every event again as Daybook does now. It prints how many have a country, how many of those are right, and the wrong ones.
The file holds texts of a wiki: keep it out of the project.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from daybook.archive import ArchiveReader, open_for_reading
from daybook.gazetteer.locating import locate
from daybook.model import Category, Event, RawPage, RichText, Selection, Span, Topic, TopicLine
from daybook.parse import parse_page

STATES = {
    "hk": "cn",
    "mo": "cn",
    "pr": "us",
    "gu": "us",
    "gf": "fr",
    "re": "fr",
    "gl": "dk",
    "fk": "gb",
    "gi": "gb",
    "nc": "fr",
    "fo": "dk",
    "sj": "no",
    "ax": "fi",
    "aw": "nl",
}
"""Territories with a code of their own, and whose they are."""


def main() -> int:
    """Draw, or score."""
    if sys.argv[1] == "draw":
        count, seed = (int(each) for each in [*sys.argv[4:6], *("300", "17")[len(sys.argv[4:6]) :]])
        drawn = _drawn(Path(sys.argv[2]), count, random.Random(seed))
        lines = (json.dumps(_line(day, event), ensure_ascii=False) for day, event in drawn)
        Path(sys.argv[3]).write_text("\n".join(lines) + "\n", "utf-8")
        return 0
    return _score([json.loads(line) for line in Path(sys.argv[2]).read_text("utf-8").splitlines()])


def _score(rows: list[dict[str, object]]) -> int:
    judged = [row for row in rows if row["country"] is not None]
    covered = right = points = 0
    for number, row in enumerate(judged):
        place = locate(_event(row), {}, "en")
        if place is None or place.country is None:
            continue
        covered += 1
        points += place.latitude is not None
        expected = str(row["country"])
        if STATES.get(place.country, place.country) == STATES.get(expected, expected) != "":
            right += 1
        else:
            print(f"wrong: {number} {place.country} instead of {expected or 'none'}: {str(row['text'])[:100]}")
    one = sum(row["country"] != "" for row in judged)
    print(
        f"{len(judged)} events judged, {one} of them in one country; {covered} have a country by Daybook, {points} a point"
    )
    print(
        f"right: {right} of {covered}, {right / max(1, covered):.1%}; covered: {right / max(1, one):.1%} of those in one country"
    )
    return 0


def _drawn(path: Path, count: int, chance: random.Random) -> list[tuple[date, Event]]:
    if path.is_dir():
        events = list(_events(path))
        return chance.sample(events, min(count, len(events)))
    with open_for_reading(path) as connection:
        reader = ArchiveReader(connection)
        ids = reader.select(Selection())
        found = reader.events(chance.sample(ids, min(count, len(ids))))
        return [(each.date, each.event) for each in found.values()]


def _events(path: Path) -> Iterator[tuple[date, Event]]:
    """Yield the events of a folder of day pages."""
    for file in sorted(path.glob("*.wikitext")):
        day = date.fromisoformat(file.stem)
        title = f"Portal:Current events/{day:%Y %B} {day.day}"
        yield from ((day, event) for event in parse_page(RawPage(title, file.read_text("utf-8"))).events)


def _line(day: date, event: Event) -> dict[str, object]:
    place = locate(event, {}, "en")
    return {
        "date": day.isoformat(),
        "category": event.category.name if event.category else None,
        "topics": [[topic.name for topic in line.topics] for line in event.topics],
        "label": event.label.name if event.label else None,
        "spans": [[span.text, span.italic] for span in event.headline.spans],
        "text": event.headline.plain,
        "said": place.country if place else None,
        "country": None,
    }


def _event(row: dict[str, object]) -> Event:
    spans, topics = row["spans"], row["topics"]
    assert isinstance(spans, list)
    assert isinstance(topics, list)
    lines = tuple(TopicLine(RichText(), tuple(Topic(name) for name in names)) for names in topics)
    category = Category(str(row["category"]), "") if row["category"] else None
    label = Topic(str(row["label"])) if row["label"] else None
    return Event(RichText(tuple(Span(text, italic=italic) for text, italic in spans)), category, lines, label)


if __name__ == "__main__":
    sys.exit(main())
