"""What others know of events: the wiki of the articles they link to, cited sources of themselves. Asked once, kept."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from daybook.archive import (
    ArchiveReader,
    ContextFacts,
    SourceAnswer,
    WritableArchive,
    add_context_facts,
    add_items,
    add_missing_articles,
    add_redirects,
    add_source_answers,
    articles_to_ask,
    known_items,
    open_for_writing,
    sources_to_ask,
)
from daybook.config import Settings
from daybook.enrich.fetch import SourceFailure, SourceReader, reopened
from daybook.enrich.items import LEVELS, ask_items, kind_of
from daybook.enrich.wiki import Article, ask_about
from daybook.errors import SettingsError
from daybook.model import ArticlePlace, Redirect, Selection, WikidataItem
from daybook.pipeline.queries import pieces
from daybook.progress import Progress, Steps
from daybook.source.mediawiki import WikiClient

TITLES_AT_ONCE = 50
"""Titles in one question: what a wiki allows visitors, and what is kept together."""

SOURCES_AT_ONCE = 10
"""Answers of sources kept in one write: what a killed run asks again."""


@dataclass(frozen=True, slots=True)
class SourcesNotRead:
    """How many sources of one host were not read for one reason; the host is empty where an address names none."""

    why: str
    host: str
    sources: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What reading cited sources brought: how many were asked, how many had something new to say, and which were not read.

    `settled` are sources of the same days that were read before, or are not due to be asked again.
    """

    asked: int = 0
    learnt: int = 0
    settled: int = 0
    not_read: tuple[SourcesNotRead, ...] = ()


def read_sources(
    span: tuple[date, date], settings: Settings, now: datetime, *, limit: int | None = None
) -> Steps[SourceReport]:
    """Read the pages that events of an inclusive span of days cite, as far as they were not read before; at most `limit`.

    Raises:
        SettingsError: there is no contact to name to the hosts that are asked.
    """
    expect_contact(settings)
    with open_for_writing(settings.files.archive, now=now) as archive:
        return (yield from enrich_sources(archive, settings, span, now, limit=limit))


def expect_contact(settings: Settings) -> None:
    """Raise `SettingsError` where there is no contact to name to the hosts that are asked."""
    if not settings.wiki.contact.strip() and not settings.sources.private:
        raise SettingsError(
            ("reading sources requires a contact: set `wiki.contact` to your e-mail address or home page",),
            hint="write it into `daybook.toml`, or add `--set wiki.contact=me@example.org`",
        )


def enrich_sources(
    archive: WritableArchive, settings: Settings, span: tuple[date, date], now: datetime, *, limit: int | None = None
) -> Steps[SourceReport]:
    """Do the same for an archive that is held already."""
    citing = citing_events(ArchiveReader(archive.connection), span)
    due = sources_to_ask(archive.connection, list(citing), now, reopened(settings.sources))[:limit]
    report = SourceReport(settled=len(citing) - len(due))
    failures: Counter[tuple[str, str]] = Counter()
    answers: list[SourceAnswer] = []
    with SourceReader(settings.sources, settings.wiki.contact) as reader:
        for position, address in enumerate(in_turns(due), start=1):
            answer = _ask(reader, address, tuple(each.event for each in citing[address]), now)
            if answer.facts is None:
                failures[answer.why, host_of(address)] += 1
            answers.append(answer)
            if len(answers) == SOURCES_AT_ONCE or position == len(due):
                learnt = add_source_answers(archive, answers, now)
                report = replace(report, asked=report.asked + len(answers), learnt=report.learnt + learnt)
                answers = []
            yield Progress("reading sources", position, len(due), "sources")
    not_read = (SourcesNotRead(why, host, sources) for (why, host), sources in sorted(failures.items()))
    return replace(report, not_read=tuple(not_read))


@dataclass(frozen=True, slots=True)
class CitingEvent:
    """An event that cites a source, and its day."""

    event: int
    date: date


def citing_events(reader: ArchiveReader, span: tuple[date, date]) -> Mapping[str, list[CitingEvent]]:
    """Return the sources cited on these days, newest day first, each with the events that cite it."""
    citing: defaultdict[str, list[CitingEvent]] = defaultdict(list)
    for ids in pieces(reader.select(Selection(*span))[::-1]):
        events = reader.events(ids).values()
        for event in sorted(events, key=lambda event: (event.date, event.position), reverse=True):
            for source in event.event.sources:
                citing[source.url].append(CitingEvent(event.id, event.date))
    return citing


def _ask(reader: SourceReader, address: str, events: tuple[int, ...], now: datetime) -> SourceAnswer:
    outcome = reader.read_facts(address, now.date())
    if isinstance(outcome, SourceFailure):
        return SourceAnswer(address, events, None, outcome.why, outcome.for_good)
    return SourceAnswer(address, events, outcome)


def in_turns(addresses: Iterable[str]) -> list[str]:
    """Return addresses so that those of one host stand as far apart as can be: waiting for one host is work at another."""
    by_host: defaultdict[str, deque[str]] = defaultdict(deque)
    for address in addresses:
        by_host[host_of(address)].append(address)
    turns = deque(by_host.values())
    ordered = []
    while turns:
        host = turns.popleft()
        ordered.append(host.popleft())
        if host:
            turns.append(host)
    return ordered


def host_of(address: str) -> str:
    """Return the host of an address, empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def enrich_days(
    client: WikiClient, items: WikiClient | None, archive: WritableArchive, span: tuple[date, date], now: datetime
) -> Steps[int]:
    """Ask about the articles of a span of days that were not asked about for a while; return how many were learnt about.

    `items` is the wiki that knows what things are, Wikidata for Wikipedia; without one the kinds of articles stay unknown. What each
    request brought is kept before the next, so that a run which ends early is not repeated.
    """
    after = timedelta(days=client.settings.refresh)
    titles = articles_to_ask(archive.connection, _titles(ArchiveReader(archive.connection), span), now, after)
    learnt = 0
    for start in range(0, len(titles), TITLES_AT_ONCE):
        asked = titles[start : start + TITLES_AT_ONCE]
        for answer in ask_about(client, asked, per_request=TITLES_AT_ONCE):
            redirects = [item for item in answer if isinstance(item, Redirect)]
            add_redirects(archive, redirects)
            articles = [item for item in answer if isinstance(item, Article) and item.exists]
            about = _about(items, archive, articles, now, after) if items is not None else {}
            facts = [_facts(article, about.get(article.wikidata or "")) for article in articles]
            learnt += add_context_facts(archive, facts, now)
            arrived = {*(fact.title for fact in facts), *(redirect.title for redirect in redirects)}
            add_missing_articles(archive, [title for title in asked if title not in arrived], now)
        yield Progress("asking about articles", start + len(asked), len(titles), "articles")
    return learnt


def _about(
    wiki: WikiClient, archive: WritableArchive, articles: Iterable[Article], now: datetime, after: timedelta
) -> dict[str, ArticlePlace]:
    """Return what the items of articles are, and where: their classes and countries are asked about too, and kept."""
    ids = [article.wikidata for article in articles if article.wikidata]
    found = {item.id: item for group in ask_items(wiki, ids) for item in group}
    known: dict[str, WikidataItem] = {}
    wanted = {country for item in found.values() for country in item.countries}
    for _ in range(LEVELS + 1):
        for item in found.values():
            wanted |= kind_of(item.classes, known)[1]
        wanted -= known.keys()
        if not wanted:
            break
        kept = known_items(archive.connection, wanted, now, after)
        asked = {item.id: item for group in ask_items(wiki, sorted(wanted - kept.keys())) for item in group}
        absent = {name: WikidataItem(name) for name in wanted - kept.keys() - asked.keys()}
        add_items(archive, [*asked.values(), *absent.values()], now)
        known |= kept | asked | absent
        wanted = set()
    return {name: _place(item, known) for name, item in found.items()}


def _place(item: WikidataItem, known: Mapping[str, WikidataItem]) -> ArticlePlace:
    codes = {known[country].country_code for country in item.countries if country in known} - {None}
    country = item.country_code or (codes.pop() if len(codes) == 1 else None)
    return ArticlePlace(kind_of(item.classes, known)[0], country, item.latitude, item.longitude)


def _titles(reader: ArchiveReader, span: tuple[date, date]) -> set[str]:
    """Return the titles of contexts and stories of these days."""
    titles: set[str] = set()
    for ids in pieces(reader.select(Selection(*span))):  # by pieces: a span may be the whole archive
        for event in reader.events(ids).values():
            titles.update(context.title for context in event.contexts)
            titles.update(story.title for story in event.stories if story.title)
    return titles


def _facts(article: Article, about: ArticlePlace | None) -> ContextFacts:
    """Put together what the wiki and Wikidata know; where an article has coordinates of its own, those count."""
    known = about or ArticlePlace()
    own = article.latitude is not None
    latitude, longitude = (article.latitude, article.longitude) if own else (known.latitude, known.longitude)
    return ContextFacts(
        article.title, article.description, article.wikidata, latitude, longitude, known.kind, known.country
    )
