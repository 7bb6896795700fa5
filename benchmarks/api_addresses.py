"""Addresses of the API to measure: what people and programs ask of a large archive, and what somebody would who means it ill.

    python -m benchmarks.api_addresses ARCHIVE [--runs 3]

walks every operation, hostile requests among them, and prints how long each takes: the best of some runs, in one thread, nothing
held from the run before but what a server holds too; on a busy machine the processor's time says more. Ends with 1 where one takes longer than 250 ms.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from daybook.archive import ArchiveReader, open_for_reading
from daybook.ask import Query
from daybook.http_api import BASE, ApiRequest, ApiSession, answer_request
from daybook.model import ArchivedEvent, SubjectKind
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.site import Site
from daybook.publish.publisher_texts import PublisherTexts
from daybook.publish.settings import SiteSettings

LONGEST = 250.0
"""Milliseconds that any request may take."""

_WORD = re.compile("[A-Za-z]{4,}")


def sampled(archive: Path, count: int) -> list[ArchivedEvent]:
    """Return random events."""
    with open_for_reading(archive) as connection:
        reader = ArchiveReader(connection)
        ids = [event for _, event in reader.find_all(Query())]
        return list(reader.events(random.Random(2).sample(ids, min(count, len(ids)))).values())


def listings(events: list[ArchivedEvent]) -> list[str]:
    """Return addresses of lists: of a story, a context, a month, a day, of what changed."""
    chosen = random.Random(3)
    made = []
    for event in events:
        month = f"{event.date:%Y-%m}"
        made.append(
            chosen.choice(
                [
                    f"/stories/{event.stories[0].slug}/events" if event.stories else f"/events?since={month}-01",
                    f"/contexts/{chosen.choice(event.contexts).slug}/events" if event.contexts else "/events",
                    f"/events?since={month}-01&until={month}-28",
                    f"/days/{event.date}",
                    f"/changes?since={event.date}",
                ]
            )
        )
    return [BASE + path for path in made]


def searches(events: list[ArchivedEvent]) -> list[str]:
    """Return addresses of questions: the first words of a headline, as somebody types who remembers it."""
    chosen = random.Random(4)
    found = [_WORD.findall(event.event.headline.plain)[: chosen.choice([1, 2, 2, 3])] for event in events]
    return [f"{BASE}/events?q={'+'.join(words)}" for words in found if words]


def walked(reader: ArchiveReader, events: list[ArchivedEvent]) -> list[str]:
    """Return paths below the API's: one of each operation, then what costs most."""
    whole = (each for each in events if each.contexts and each.stories and each.event.sources and each.category)
    event = next(whole, None)
    if event is None:
        sys.exit("no event drawn has contexts, a story, sources and a category: measure a larger archive")
    largest = {kind: reader.ranking(kind, 1).most[0].slug for kind in SubjectKind}
    outlet, context = largest[SubjectKind.OUTLET], largest[SubjectKind.CONTEXT]
    every = "extra=sources,facts&facet=year,category,topic,context,outlet&count=true"
    words = "+".join(_WORD.findall(" ".join(each.event.headline.plain for each in events[:20]))[:32])
    common = "president+government+people+police+minister+killed"
    wrong = "+".join(
        word[:-1] + "q" for word in _WORD.findall(" ".join(e.event.headline.plain for e in events[:9]))[:32]
    )
    source = quote(event.event.sources[0].url, safe="")
    subjects = [
        f"/{plural}{rest}"
        for plural, slug in (
            ("stories", largest[SubjectKind.TOPIC]),
            ("contexts", context),
            ("categories", largest[SubjectKind.CATEGORY]),
            ("outlets", outlet),
        )
        for rest in (
            "?size=500",
            f"/{slug}",
            f"/{slug}?as_of=2015-06-01",
            f"/{slug}/events?size=500",
            f"/{slug}/events.atom?size=500",
        )
    ]
    return [
        "",
        "/docs",
        "/openapi.json",
        "/events",
        "/events?size=500",
        f"/events?size=500&{every}",
        f"/events?size=100&{every.replace('facts&', 'facts,related,versions&')}",
        f"/events?q={common}&size=500&{every}",
        f"/events?q={words}&size=500&{every}",
        f"/events?q={wrong}&size=500&{every}",
        f"/events?q={'a+' * 31}b&size=500",
        f"/events?q=%22the+united%22+-killed+{common}&size=500&sort=changed",
        f"/events?as_of=2015-06-01&size=100&{every.replace(',facts', '')}",
        f"/events?as_of=2015-06-01&q={common}&size=100&{every.replace(',facts', '')}&status=any",
        "/events?as_of=2002-09-12&size=100&status=any",
        "/events?as_of=2026-03-28&size=100&extra=versions&sort=changed",
        f"/events?changed_since=2002-01-01&kind=added&context={context}&outlet={outlet}&size=500",
        "/events.csv?size=500&extra=sources",
        "/events.jsonl?size=500&extra=sources",
        "/events.md?size=500&extra=sources",
        "/events.atom?size=500",
        f"/events/{event.id}?extra=sources,facts,related,versions",
        f"/events/{event.id}?as_of=2026-01-01",
        f"/events/{event.id}/versions",
        f"/events/{event.id}/versions/1",
        f"/events/{event.id}/diff?from=1&to=1",
        f"/events/{event.id}/related?explain=true",
        f"/days/{event.date}?extra=sources,facts,related,versions",
        f"/days/{event.date}?as_of={event.date}T12:00Z",
        *subjects,
        "/changes?size=500&count=true",
        "/changes?size=100&as_of=2015-01-01&kind=added&count=true",
        f"/sources?url={source}",
        f"/sources?url=http://{outlet}/no/such/article&size=500",
        f"/resolve?url=/news/{event.date.year}/{event.date.month:02}/{event.date.day}/{event.slug}.html",
        f"/resolve?url=/news/{event.date.year}/{event.date.month:02}/{event.date.day}/no-such-event.html",
        "/resolve?url=https://wiki.example/w/index.php?oldid=104939",
        "/resolve?url=https://wiki.example/wiki/United_States",
        "/suggest?q=a",
        "/suggest?q=the+united",
    ]


def walk(archive: Path, runs: int) -> bool:
    """Ask for everything, print how long it takes, worst first; say whether all was quick enough."""
    events = sampled(archive, 400)
    with open_for_reading(archive) as connection:
        reader = ArchiveReader(connection)
        reader.warm()
        session = ApiSession(reader, EventCache(reader, Site(SiteSettings(), PublisherTexts())), datetime.now(UTC))
        taken = []
        for path in walked(reader, events):
            times = []
            for _ in range(runs):
                begun, worked = time.perf_counter(), time.thread_time()
                target, _, query = path.partition("?")
                reply = answer_request(ApiRequest(target, query), session)
                while reply.piece is not None and reply.piece(session) is not None:
                    pass
                times.append(((time.perf_counter() - begun) * 1000, (time.thread_time() - worked) * 1000))
            taken.append((*min(times), reply.status, path))
    for milliseconds, processor, status, path in sorted(taken, reverse=True):
        print(f"{milliseconds:8.1f} ms, {processor:6.1f} of processor  {status}  {path[:150]}")
    worst = max(taken)[0]
    print(f"{len(taken)} addresses, longest {worst:.0f} ms; at most {LONGEST:.0f}")
    return worst <= LONGEST and all(status in (200, 404) for *_, status, _ in taken)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    sys.exit(0 if walk(arguments.archive, arguments.runs) else 1)


if __name__ == "__main__":
    main()
