"""Events as pages show them, made once and kept while they are likely to be wanted again.

A `EventCache` asks the library for whole batches and holds the most recently used summaries, so that an event that stands on its day,
on its story, on six contexts and in ten related lists is decoded and worded once. It decides nothing about pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, repeat

from daybook.model import (
    ArchivedEvent,
    Context,
    RichText,
    Source,
    SourceFacts,
    SourceHealth,
    SourceState,
    Status,
    Story,
    SubjectKind,
)
from daybook.publish.addresses import EventPlace, SubjectPlace
from daybook.publish.cleaning import clean, safe_url
from daybook.publish.library import Library, PageLibrary
from daybook.publish.pages.event_problems import EventProblems
from daybook.publish.pages.records import EventItem, EventLink, Link, Prose, SourceLink, TopicLink
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.plain_text import plain_text
from daybook.publish.rich_text import to_html

SUMMARIES = 20_000
"""Summaries held at a time, about 3 KB each: the events of four years. Half as many takes a tenth more of a whole build's time.

`python -m benchmarks.build` prints time and memory.
"""
LINKS = 60_000
"""Links held at a time, about 500 bytes each: half of those of 24 years, as related lists reach far. To read one again takes ten microseconds."""


@dataclass(frozen=True, slots=True)
class EventSummary:
    """An event in a few words: as an item of a list, as a link, and what it is gathered by.

    `contexts` are those that have a page, `articles` the names of the others.
    """

    identifier: str
    item: EventItem
    link: EventLink
    contexts: tuple[Link, ...]
    articles: tuple[str, ...]
    outlets: tuple[Link, ...]
    status: Status
    first_listed: datetime
    last_changed: datetime
    published: datetime | None
    updated: datetime | None


class Names:
    """Links to subjects, each made once; names and slugs as the archive gave them with an event."""

    def __init__(self, site: Site, category_names: Callable[[str], str]) -> None:
        self._folder = site.root.folder
        self._category_names = category_names
        self._contexts: dict[str, Link] = {}
        self._categories: dict[str, Link] = {}
        self._outlets: dict[str, Link] = {}
        self._topics: dict[tuple[str, str, int], TopicLink] = {}

    def context(self, context: Context) -> Link:
        """Return the link to a context."""
        slug = context.slug  # looked up in a dictionary of its own: a whole build asks a million times
        return self._contexts.get(slug) or self._made(self._contexts, SubjectKind.CONTEXT, slug, context.title)

    def category(self, slug: str | None, name: str | None = None) -> Link | None:
        """Return the link to a category; its name, where the event does not say, is the one the archive has."""
        if slug is None:
            return None
        found = self._categories.get(slug)
        if found is None:
            named = self._category_names(slug) or name or slug
            found = self._made(self._categories, SubjectKind.CATEGORY, slug, named)
        return found

    def outlet(self, host: str) -> Link:
        """Return the link to an outlet."""
        return self._outlets.get(host) or self._made(self._outlets, SubjectKind.OUTLET, host, host)

    def _made(self, known: dict[str, Link], kind: SubjectKind, slug: str, name: str) -> Link:
        if len(known) > SUMMARIES:
            known.clear()
        link = known[slug] = Link(clean(name).strip() or slug, self._folder + SubjectPlace(kind, slug).stem)
        return link

    def topic(self, story: Story) -> TopicLink:
        """Return the link to a story."""
        key = (story.slug, story.name, story.level)
        found = self._topics.get(key)
        if found is None:
            if len(self._topics) > SUMMARIES:
                self._topics.clear()
            address = self._folder + SubjectPlace(SubjectKind.TOPIC, story.slug).stem
            found = TopicLink(subject_name(story.name, story.slug), address, story.level)
            self._topics[key] = found
        return found


class EventCache:
    """The library's events as summaries, the latest used at hand.

    `pictured_since` is the first day whose events have preview images; None where none have. `read_months` are those of which
    the archive has a day, `withdrawn_days` those with events that editors withdrew; None where nobody asked. `links` and `category_names` may be shared by caches of one state of the archive, in any threads.
    """

    def __init__(
        self,
        library: PageLibrary,
        site: Site,
        *,
        limit: int = SUMMARIES,
        links: dict[int, EventLink] | None = None,
        category_names: Mapping[str, str] | None = None,
    ) -> None:
        self.library = library
        self.site = site
        self.pictured_since: date | None = None
        self.read_months: frozenset[tuple[int, int]] | None = None
        self.withdrawn_days: frozenset[date] | None = None
        self._limit = limit
        self._summaries: dict[int, EventSummary] = {}
        self._links: dict[int, EventLink] = links if links is not None else {}
        self.problems = EventProblems(library)
        names = category_names
        if names is None:
            names = {slug: subject.name for slug, subject in library.subjects(SubjectKind.CATEGORY).items()}
        self.category_names = names
        self.names = Names(site, lambda slug: names.get(slug, ""))

    def summaries(self, ids: Sequence[int]) -> dict[int, EventSummary]:
        """Return the summaries of the events that exist among `ids`, in the order of `ids`."""
        held = self._summaries
        missing = [number for number in ids if number not in held]
        if missing:
            self.keep(self.library.events(missing))
        found = {number: held[number] for number in ids if number in held}
        self._trim(found)
        return found

    def each(self, ids: Sequence[int], batch: int = 1000) -> Iterable[EventSummary]:
        """Yield the summaries of many events, a batch at a time."""
        for start in range(0, len(ids), batch):
            yield from self.summaries(ids[start : start + batch]).values()

    def links(self, ids: Sequence[int]) -> dict[int, EventLink]:
        """Return the links to the events that exist among `ids`: a summary's quickest part, which many more are held of."""
        held = self._links
        found = {number: held.get(number) for number in ids}
        missing = [number for number, link in found.items() if link is None]
        if missing:
            if len(held) > LINKS:
                for number in list(held)[: LINKS // 4]:
                    held.pop(number, None)  # another thread may have done so
            for number, event in self.library.headlines(missing).items():
                address = self.site.address(EventPlace(event.date, event.slug))
                held[number] = found[number] = EventLink(address, event.date, plain_text(event.headline))
        return {number: link for number, link in found.items() if link is not None}

    def keep(self, events: Mapping[int, ArchivedEvent]) -> None:
        """Make the summaries of events that were fetched for another reason."""
        for number, event in events.items():
            if number not in self._summaries:
                summary = self._summaries[number] = self.summary(event)
                self._links[number] = summary.link

    def forget(self) -> None:
        """Let go of all events held: what comes next needs others, and room."""
        self._summaries.clear()
        self._links.clear()

    def _trim(self, wanted: Mapping[int, EventSummary]) -> None:
        """Forget the summaries that were made longest ago, but for those just wanted, a quarter at a time."""
        if len(self._summaries) <= self._limit + len(wanted):
            return
        for number in list(self._summaries)[: self._limit // 4]:
            if number not in wanted:
                del self._summaries[number]

    def summary(self, event: ArchivedEvent) -> EventSummary:
        """Put an event into a few words."""
        address = self.site.address(EventPlace(event.date, event.slug))
        headline = self.headline(event)
        topics = tuple(self.names.topic(story) for story in event.stories)
        sources = self.sources(event.event.sources, event.hosts, event.facts, event.states)
        heading = event.event.category
        return EventSummary(
            identifier=self.site.identifier(event),
            item=EventItem(
                address=address,
                date=event.date,
                headline=headline,
                kicker=self.kicker(event, topics),
                category=self.names.category(event.category, heading.name if heading else None),
                topics=topics,
                sources=sources,
                changes=event.changes,
            ),
            link=EventLink(address, event.date, headline.text),
            contexts=tuple(self.names.context(each) for each in event.contexts if self._has_page(each)),
            articles=tuple(clean(each.title) for each in event.contexts if not self._has_page(each)),
            outlets=tuple(dict.fromkeys(source.outlet for source in sources if source.outlet)),
            status=event.status,
            first_listed=event.first_listed,
            last_changed=event.last_changed,
            published=event.known_first_listed,
            updated=event.known_last_changed,
        )

    def _has_page(self, context: Context) -> bool:
        return self.site.has_page(SubjectKind.CONTEXT, context.events)

    def headline(self, event: ArchivedEvent) -> Prose:
        """Return an event's headline, its links leading to the pages of its contexts."""
        return self.prose(event.event.headline, hrefs(event, self.names, self.site))

    def prose(self, rich: RichText, targets: Mapping[str, str]) -> Prose:
        """Return rich text for a record; `targets` says where links to titles lead."""
        return Prose(plain_text(rich), to_html(rich, targets.get))

    def kicker(self, event: ArchivedEvent, topics: tuple[TopicLink, ...]) -> str | None:
        """Return what stands above the headline.

        With `first-link`, as on the two pages that are left of the site before Daybook: the first article that the
        headline links to, but for a headline that opens with that link.
        """
        if self.site.settings.kicker == "first-link":
            for position, span in enumerate(event.event.headline.spans):
                if span.link:
                    title = clean(span.link.partition("#")[0]).strip()
                    return title if position and title else None
            return None
        above = [topic for topic in topics if topic.level >= 0]
        if above:
            return next(topic.name for topic in above if topic.level == above[-1].level)
        return None

    def sources(
        self,
        sources: Sequence[Source],
        hosts: Sequence[str | None],
        facts: Sequence[SourceFacts | None] = (),
        states: Sequence[SourceState | None] = (),
    ) -> tuple[SourceLink, ...]:
        """Return cited articles for a record; `hosts` names each one's outlet page, `facts` the metadata of each, `states` whether it answers."""
        none = repeat(None)
        return tuple(map(self.source, sources, chain(hosts, none), chain(facts, none), chain(states, none)))

    def source(
        self, source: Source, host: str | None, facts: SourceFacts | None, state: SourceState | None
    ) -> SourceLink:
        """Return a cited article for a record."""
        url = safe_url(source.url)
        return SourceLink(
            label=clean(source.label).strip() or host or clean(source.url)[:80],
            url=url,
            outlet=self.names.outlet(host) if host else None,
            agency=clean(source.agency).strip() or None if source.agency else None,
            language=clean(source.language).strip() or None if source.language else None,
            title=clean(facts.title) or None if facts and facts.title else None,
            published=facts.published if facts else None,
            health=state.health if state and state.health is not SourceHealth.UNKNOWN else None,
            moved_to=safe_url(state.moved_to) if state and state.moved_to else None,
            copy_url=safe_url(state.copy.url) if state and state.copy else None,
            copy_taken=state.copy.taken.date() if state and state.copy else None,
        )


def hrefs(event: ArchivedEvent, names: Names, site: Site) -> dict[str, str]:
    """Return where the links of a headline lead: each title as written, and the page of its context, here or on the wiki.

    Contexts are canonical titles, in the order of the links; a title that is none of them is a redirect, and what is left
    over on both sides is paired in order. A link that cannot be paired stays text.
    """
    links = event.event.links
    contexts = {context.title: context for context in event.contexts}
    found = {title: contexts.pop(title) for title in links if title in contexts}
    others = [title for title in links if title not in found]
    if len(others) == len(contexts):
        found.update(zip(others, contexts.values(), strict=True))
    leads = {
        title: f"{names.context(context).address}{site.ending}"
        if site.has_page(SubjectKind.CONTEXT, context.events)
        else site.wiki_url(context.title)
        for title, context in found.items()
    }
    return {title: href for title, href in leads.items() if href}


def newest_first(summaries: Iterable[EventSummary]) -> list[EventSummary]:
    """Return summaries that are in order of date and page, with the latest day first and each day in page order."""
    by_day: dict[date, list[EventSummary]] = {}
    for summary in summaries:
        by_day.setdefault(summary.item.date, []).append(summary)
    return [summary for day in sorted(by_day, reverse=True) for summary in by_day[day]]


class SiteCache(EventCache):
    """The same for pages of a whole site, which ask more of the library: the `archive`."""

    def __init__(
        self,
        library: Library,
        site: Site,
        *,
        limit: int = SUMMARIES,
        links: dict[int, EventLink] | None = None,
        category_names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(library, site, limit=limit, links=links, category_names=category_names)
        self.archive = library
