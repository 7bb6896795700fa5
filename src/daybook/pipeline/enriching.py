"""What others know of events: the wiki of the articles they link to, cited sources of themselves. Asked once, kept."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from daybook.archive import (
    ArchiveReader,
    ContextFacts,
    SourceAnswer,
    WritableArchive,
    add_context_facts,
    add_redirects,
    add_source_answers,
    open_for_writing,
    sources_to_ask,
)
from daybook.config import Settings
from daybook.enrich.fetch import SourceFailure, SourceReader, reopened
from daybook.enrich.wiki import Article, ask_about
from daybook.errors import SettingsError
from daybook.model import Redirect, Selection, SubjectKind
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


def enrich_days(client: WikiClient, archive: WritableArchive, span: tuple[date, date]) -> Steps[int]:
    """Ask about the articles of a span of days that nothing is known of yet; return how many were learnt about."""
    unknown = _unknown(ArchiveReader(archive.connection), span)
    learnt = 0
    for start in range(0, len(unknown), TITLES_AT_ONCE):
        asked = unknown[start : start + TITLES_AT_ONCE]
        for told in ask_about(client, asked, per_request=TITLES_AT_ONCE):
            add_redirects(archive, [item for item in told if isinstance(item, Redirect)])
            articles = [item for item in told if isinstance(item, Article) and item.exists]
            learnt += add_context_facts(archive, map(_facts, articles))
        yield Progress("asking about articles", start + len(asked), len(unknown), "articles")
    return learnt


def _unknown(reader: ArchiveReader, span: tuple[date, date]) -> list[str]:
    """Return the titles of contexts of these days that have neither a description nor an id, sorted."""
    contexts: dict[str, str] = {}
    for ids in pieces(reader.select(Selection(*span))):  # by pieces: a span may be the whole archive
        for event in reader.events(ids).values():
            contexts.update((context.slug, context.title) for context in event.contexts)
    known = reader.subjects(SubjectKind.CONTEXT, sorted(contexts))
    return sorted(
        title
        for slug, title in contexts.items()
        if slug not in known or (known[slug].description is None and known[slug].wikidata is None)
    )


def _facts(article: Article) -> ContextFacts:
    return ContextFacts(article.title, article.description, article.wikidata, article.latitude, article.longitude)
