"""Whether an archive asked as of a moment knows what came later: it must answer as one built until then.

    python -m benchmarks.moments EXPORT [--moments 50] [--questions 200] [--seed 1]

Imports all revisions of an export into one archive, and for each of some random moments only those saved until then into
another, as if read at that moment. Then asks both the same random questions, made of words and names of the events of all
times, with random filters and orders, and compares the answers: which events in which order, what is said of the words, the
stories; and every event shown, field by field. Prints how many answers differ, and how many show an event, a wording or a
word that was not known yet. Ends with 1 where there is any.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.identity import Pair, read_pairs

from daybook.archive import ArchiveReader, add_revisions, open_for_reading, open_for_writing
from daybook.archive.identity.history import CONFIRMED_AFTER
from daybook.ask import Answer, Query, Sort, read_question
from daybook.model import ArchivedEvent, Status

Told = tuple[object, ...]


def build(path: Path, pages: Sequence[Sequence[Pair]], moment: datetime) -> None:
    """Import the revisions saved until a moment, page by page, as if read then."""
    with open_for_writing(path, now=moment) as archive:
        for page in pages:
            known = [pair for pair in page if (pair[0].timestamp or moment) <= moment]
            if known:
                add_revisions(archive, known, moment)


def make_questions(pages: Sequence[Sequence[Pair]], count: int, chance: random.Random) -> list[Query]:
    """Make questions of the words, names and days of all events, earlier and later wordings alike."""
    events = [event for page in pages for _, parsed in page for event in parsed.events]
    days = [parsed.date for page in pages for _, parsed in page]
    asked = []
    for _ in range(count):
        event = chance.choice(events)
        text = event.headline.plain.split()
        typed = chance.sample(text, min(len(text), chance.randint(1, 4)))
        if event.topics and chance.random() < 0.3:
            typed += event.topics[-1].text.plain.split()[:3]
        first = chance.choice(days)
        query = read_question("" if chance.random() < 0.15 else " ".join(typed))
        asked.append(
            replace(
                query,
                since=first if chance.random() < 0.2 else None,
                until=first + timedelta(days=30) if chance.random() < 0.2 else None,
                status=chance.choice([Status.LISTED, None, Status.LISTED, Status.WITHDRAWN]),
                sort=chance.choice([None, None, *Sort]),
                size=20,
            )
        )
    return asked


def told_of(answer: Answer, events: dict[int, ArchivedEvent]) -> Told:
    """Return all that an answer tells, its events by what they say instead of by number."""
    hits = tuple((shown(events[hit.event]), hit.score, hit.missing) for hit in answer.hits)
    subjects = tuple((each.kind, each.name, each.events) for each in answer.subjects)
    rest = (
        answer.total,
        answer.day,
        answer.unknown,
        answer.ignored,
        answer.corrected,
        answer.suggestion,
        answer.partial,
    )
    return hits, subjects, rest


def shown(event: ArchivedEvent) -> Told:
    """Return what is shown of an event, but for its number."""
    return tuple(getattr(event, name) for name in ArchivedEvent.__slots__ if name not in ("id", "facts"))


def differences(mine: Told, theirs: Told) -> Iterator[str]:
    """Say where two answers differ, and what each has there."""
    for one, other in zip(mine, theirs, strict=False):
        if one == other:
            continue
        if isinstance(one, tuple) and isinstance(other, tuple):
            if len(one) != len(other):
                yield f"{len(one)} and {len(other)} of them"
            yield from differences(one, other)
        else:
            yield f"{str(one)[:100]} | {str(other)[:100]}"


def main() -> None:
    """Compare, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and questions")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    pages = read_pairs(arguments.export)
    saved = sorted({raw.timestamp for page in pages for raw, _ in page if raw.timestamp})
    moments = sorted(
        chance.choice(saved) + timedelta(seconds=chance.choice([0, 60, 1800, 7200, 40_000]))
        for _ in range(arguments.moments)
    )
    different = leaks = pairs = shown_events = 0
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.sqlite"
        build(whole, pages, max(saved) + timedelta(seconds=CONFIRMED_AFTER))
        for number, moment in enumerate(moments):
            then = Path(folder) / f"{number}.sqlite"
            build(then, pages, moment)
            with open_for_reading(whole) as one, open_for_reading(then) as other:
                now, past = ArchiveReader(one), ArchiveReader(other)
                for query in make_questions(pages, arguments.questions, chance):
                    begun = time.perf_counter()
                    asked = now.search(replace(query, as_of=moment))
                    events = dict(now.at(moment).events([hit.event for hit in asked.hits]))
                    times.append(time.perf_counter() - begun)
                    expected = past.search(query)
                    known = dict(past.events([hit.event for hit in expected.hits]))
                    pairs += 1
                    shown_events += len(events)
                    mine, theirs = told_of(asked, events), told_of(expected, known)
                    leaks += any(
                        event.first_listed > moment or event.last_changed > moment or event.revision.saved > moment
                        for event in events.values()
                    )
                    if mine != theirs:
                        different += 1
                        if arguments.verbose:
                            print(moment, query.words, query.phrases, *differences(mine, theirs), sep="\n  ")
            then.unlink()
    times.sort()
    print(f"questions and moments {pairs}, events shown {shown_events}")
    print(f"answers that differ from an archive built until then: {different}; that show what came later: {leaks}")
    print(
        f"an answer with its events takes {1000 * times[len(times) // 2]:.1f} ms at the median, p95 {1000 * times[int(len(times) * 0.95)]:.1f} ms"
    )
    sys.exit(bool(different or leaks))


if __name__ == "__main__":
    main()
