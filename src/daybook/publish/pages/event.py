"""Pages of events: batches of ids in, records out. The versions of an event have their own page (`history`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from daybook.gazetteer.mentions import country_name
from daybook.model import (
    ArchivedEvent,
    ChangeKind,
    Context,
    EventAddress,
    Location,
    MovedEvent,
    Related,
    RelatedList,
    Revision,
    Selection,
    Status,
    SubjectKind,
    Version,
)
from daybook.publish.addresses import (
    DayPlace,
    EventPlace,
    FeedPlace,
    HistoryPlace,
    MonthPlace,
    YearPlace,
    feed_path,
)
from daybook.publish.cleaning import clean
from daybook.publish.pages import descriptions
from daybook.publish.pages.english_text import long_date, month_name, shorten
from daybook.publish.pages.event_cache import EventCache, EventSummary, hrefs
from daybook.publish.pages.first_sentence import first_sentence_end
from daybook.publish.pages.material_changes import last_material
from daybook.publish.pages.opinion import opinion_link
from daybook.publish.pages.pictures import image_of
from daybook.publish.pages.records import (
    ContextChip,
    EventItem,
    EventLink,
    EventPage,
    Link,
    LocationItem,
    NoteItem,
    Origin,
    PreviewImage,
    Prose,
    ReasonText,
    RedirectPage,
    RelatedItem,
    StoryStep,
    TopicLink,
)
from daybook.publish.pages.site import Site
from daybook.publish.pages.story_order import NUMBERED, Order, Orders, Passage, passage
from daybook.publish.pages.told_again import told_again
from daybook.publish.pages.word_diff import figure_courses
from daybook.publish.plain_text import plain_text
from daybook.publish.publisher_texts import Article

RELATED = 10
"""Related events on a page, at most: as many as the pages of the site before Daybook had."""


LAST = date.max.toordinal()
"""The last day of the calendar."""
SEEDS_RULE = "shared-count"
"""The ranker of the site before Daybook, whose pages had no story block and list what is of the same story among the rest."""


def event_pages(cache: EventCache, orders: Orders, events: Mapping[int, ArchivedEvent]) -> list[EventPage]:
    """Return the pages of events, in their order."""
    ids = list(events)
    cache.keep(events)
    related = cache.library.related(ids)
    days = {day: orders.day(day) for day in sorted({event.date for event in events.values()})}
    steps = {number: _steps(cache, orders, event) for number, event in events.items()}
    wanted: dict[int, None] = {}
    for number in ids:
        for item in related[number].items[:RELATED] if number in related else ():
            wanted.update(dict.fromkeys((item.event, *item.folded)))
        for _, around in steps[number]:
            wanted.update(dict.fromkeys(around.ids))
    for order in days.values():
        wanted.update(dict.fromkeys(order.ids))
    days_near = dict.fromkeys(each for day in days for each in days_around(day))
    again = {event: now for day in days_near for event, now in told_around(cache, orders, day).items()}
    wanted.update(dict.fromkeys((*again, *again.values())))
    changed = [number for number, event in events.items() if event.changes]
    versions = cache.library.versions(changed) if changed else {}
    builder = _EventPages(cache, cache.summaries(ids), cache.links(tuple(wanted)), versions, again)
    return [
        builder.page(event, related.get(number), days[event.date], steps[number]) for number, event in events.items()
    ]


def days_around(day: date) -> list[date]:
    """Return a day with the one before and the one after, as far as the calendar goes."""
    return [date.fromordinal(each) for each in range(max(1, day.toordinal() - 1), min(LAST, day.toordinal() + 1) + 1)]


def told_around(cache: EventCache, orders: Orders, day: date) -> Mapping[int, int]:
    """Return the events, on that day or beside it, that the withdrawn ones of a day perhaps stand as now."""
    withdrawn = withdrawn_of(cache, orders, day)
    if not withdrawn:
        return {}
    listed = [event for each in days_around(day) for event in orders.day(each).ids]
    events = cache.library.events([*withdrawn, *listed])
    return told_again(
        [events[each] for each in withdrawn if each in events], [events[each] for each in listed if each in events]
    )


def withdrawn_of(cache: EventCache, orders: Orders, day: date) -> list[int]:
    """Return the events of a day that editors withdrew."""
    if cache.withdrawn_days is not None and day not in cache.withdrawn_days:
        return []
    listed = orders.day(day).places
    return [each for each in cache.library.select(Selection(day, day, withdrawn=True)) if each not in listed]


def redirect_pages(site: Site, events: Iterable[ArchivedEvent]) -> list[RedirectPage]:
    """Return the pages that stand at the former addresses of events, of the event and of its versions alike."""
    pages = []
    for event in events:
        present = EventAddress(event.date, event.slug)
        for former in event.former:
            if former != present:
                pages += moved_pages(site, MovedEvent(former, present, has_history(event)))
    return pages


def moved_pages(site: Site, moved: MovedEvent) -> list[RedirectPage]:
    """Return the pages that stand at a former address of an event."""
    former, present = moved.former, moved.present
    kinds: list[type[EventPlace | HistoryPlace]] = [EventPlace, *([HistoryPlace] if moved.has_history else [])]
    return [
        redirect_page(
            site, site.address(kind(former.date, former.slug)), site.address(kind(present.date, present.slug))
        )
        for kind in kinds
    ]


def redirect_page(site: Site, address: str, location: str) -> RedirectPage:
    """Return the page that sends readers of one address to another."""
    return RedirectPage(
        address=address, url=site.url(location), title=site.text.say(descriptions.MOVED), location=location
    )


def has_history(event: ArchivedEvent) -> bool:
    """Say whether an event has a page of its versions: when there is more than one."""
    return event.changes > 0 or event.status is Status.WITHDRAWN


def _articles_on(site: Site, event: ArchivedEvent) -> list[Article]:
    """Return the publisher's articles that speak of an event by any address that it has or had, newest first."""
    addresses = [(event.date, event.slug), *((former.date, former.slug) for former in event.former)]
    found = dict.fromkeys(article for address in addresses for article in site.articles_on(*address))
    return sorted(found, key=lambda article: (article.date, article.slug), reverse=True)


def day_trail(site: Site, day: date) -> tuple[Link, ...]:
    """Return the links from the front page down to a day."""
    return (
        site.home,
        Link(f"{day.year:04}", site.address(YearPlace(day.year))),
        Link(month_name(day.month), site.address(MonthPlace(day.year, day.month))),
        Link(long_date(day), site.address(DayPlace(day))),
    )


Step = tuple[TopicLink, Passage]
"""A story, and what stands around an event in it."""


def _steps(cache: EventCache, orders: Orders, event: ArchivedEvent) -> list[Step]:
    """Return the innermost stories of an event that have others too, with what stands around it; its label's come last."""
    if event.status is Status.WITHDRAWN:
        return []
    for level in sorted({story.level for story in event.stories}, reverse=True):
        found = [
            (cache.names.topic(story), around)
            for story in event.stories
            if story.level == level and (around := passage(orders.story(story.slug), event.id))
        ]
        if found:
            return found
    return []


class _EventPages:
    """Makes pages of one batch, whose summaries are at hand, and links to all that they lead to."""

    def __init__(
        self,
        cache: EventCache,
        summaries: Mapping[int, EventSummary],
        links: Mapping[int, EventLink],
        versions: Mapping[int, tuple[Version, ...]],
        again: Mapping[int, int],
    ) -> None:
        self._again = again
        self._cache = cache
        self._versions = versions
        self._site = cache.site
        self._summaries = summaries
        self._links = links
        self._trails: dict[date, tuple[Link, ...]] = {}

    def page(
        self,
        event: ArchivedEvent,
        related: RelatedList | None,
        day: Order,
        steps: Sequence[Step],
    ) -> EventPage:
        summary = self._summaries[event.id]
        item = summary.item
        url = self._site.url(item.address)
        previous, following = day.around(event.id)
        origin = self._site.origin(*_holding(self._cache, event, self._versions.get(event.id, ())))
        lead, lead_from = _lead(event, item)
        # Removals have no wording; figures and the first wording go by what the event said, not over when it was gone.
        wordings = [plain_text(each.event.headline) for each in self._versions.get(event.id, ()) if each.event]
        # Events are made day by day: one trail serves all of a day.
        trail = self._trails.get(event.date)
        if trail is None:
            trail = self._trails[event.date] = day_trail(self._site, event.date)
        return EventPage(
            address=item.address,
            url=url,
            title=shorten(item.headline.text[: first_sentence_end(item.headline.text)], 110),
            description=shorten(item.headline.text, 280),
            updated=last_material(event.known_first_listed, self._versions.get(event.id, ())),
            formats=self._site.formats(item.address, retells=True)
            + self._site.event_links(EventPlace(event.date, event.slug)),
            breadcrumbs=trail,
            previous=self._neighbour(previous),
            next=self._neighbour(following),
            image=self._image(event, item),
            identifier=self._site.identifier(event),
            date=event.date,
            headline=item.headline,
            status=event.status,
            kicker=item.kicker,
            category=item.category,
            location=location_item(event.location),
            topics=item.topics,
            lead=lead,
            lead_from=lead_from,
            sources=item.sources,
            notes=self._notes(event),
            contexts=tuple(self._chip(context) for context in event.contexts),
            stories=tuple(self._step(topic, around) for topic, around in steps),
            related=tuple(self._related(event, related, steps)) if related else (),
            first_listed=event.known_first_listed,
            last_changed=event.known_last_changed,
            changes=event.changes,
            figures=figure_courses(wordings),
            first_said=wordings[0] if wordings and wordings[0] != item.headline.text else None,
            told_again=self._link(self._again.get(event.id)),
            withdrawn=self._all(gone for gone, now in self._again.items() if now == event.id),
            history=self._site.address(HistoryPlace(event.date, event.slug)) if has_history(event) else None,
            citation=self._citation(item.headline, event.date, url, origin),
            opinion=tuple(opinion_link(self._site, article) for article in _articles_on(self._site, event)),
            origin=origin,
        )

    def _image(self, event: ArchivedEvent, item: EventItem) -> PreviewImage | None:
        since = self._cache.pictured_since
        if since is None or event.date < since:
            return None
        return image_of(self._site, item.address, shorten(item.headline.text, 280))

    def _chip(self, context: Context) -> ContextChip:
        link = self._cache.names.context(context)
        has_page = self._site.has_page(SubjectKind.CONTEXT, context.events)
        wiki = self._site.wiki_url(link.name)
        return ContextChip(link.name, link.address if has_page else None, wiki, context.wikidata, context.about)

    def _notes(self, event: ArchivedEvent) -> tuple[NoteItem, ...]:
        if not event.event.notes:
            return ()
        targets = hrefs(event, self._cache.names, self._site)
        return tuple(
            NoteItem(self._cache.prose(note.text, targets), self._cache.sources(note.sources, ()))
            for note in event.event.notes
        )

    def _neighbour(self, number: int | None) -> Link | None:
        link = self._link(number)
        return Link(shorten(link.headline, 80), link.address) if link else None

    def _link(self, number: int | None) -> EventLink | None:
        return self._links.get(number) if number is not None else None

    def _step(self, topic: TopicLink, around: Passage) -> StoryStep:
        before, after = self._all(around.before), self._all(around.after)
        return StoryStep(
            topic,
            before[-1] if before else None,
            after[0] if after else None,
            before[:-1],
            after[1:],
            around.place or None,
            around.count or None,
            self._link(around.first),
            self._link(around.latest),
            self._feed(topic, around),
        )

    def _feed(self, topic: TopicLink, around: Passage) -> str | None:
        """Return where a story can be followed; None for one too short to have a feed."""
        if not self._site.has_feed(SubjectKind.TOPIC, around.count or NUMBERED + 1):
            return None
        slug = topic.address.rpartition("/")[2]
        return self._site.root.relative(feed_path(FeedPlace(slug, SubjectKind.TOPIC), self._site.feed_formats[0]))

    def _all(self, numbers: Iterable[int]) -> tuple[EventLink, ...]:
        return tuple(link for number in numbers if (link := self._link(number)))

    def _related(self, event: ArchivedEvent, related: RelatedList, steps: Sequence[Step]) -> Iterable[RelatedItem]:
        """Return what is related and does not stand beside the event in its story; the seeds' lists are shown as they are.

        What is farther away in the story may be there: a list says why it is related.
        """
        near = (number for _, around in steps for number in (*around.before[-1:], *around.after[:1]))
        in_stories = frozenset(near)
        if related.ranker == SEEDS_RULE:
            in_stories = frozenset()
        for item in related.items[:RELATED]:
            link = self._links.get(item.event)
            if link is not None and item.event not in in_stories:
                yield self._related_item(event, item, link, in_stories)

    def _related_item(
        self, event: ArchivedEvent, item: Related, link: EventLink, in_stories: Collection[int]
    ) -> RelatedItem:
        return RelatedItem(
            address=link.address,
            date=link.date,
            headline=link.headline,
            when="same" if link.date == event.date else "before" if link.date < event.date else "after",
            score=round(item.score, 4),
            contexts=tuple(clean(title) for title in item.contexts),
            reasons=tuple(
                ReasonText(reason.kind, tuple(clean(value) for value in reason.values), reason.more)
                for reason in item.reasons
            ),
            folded=tuple(
                self._links[number] for number in item.folded if number in self._links and number not in in_stories
            ),
        )

    def _citation(self, headline: Prose, day: date, url: str, origin: Origin) -> str:
        """Word how to cite the page: headline, site, date, address, and the revision that it rests on."""
        settings = self._site.settings
        revision = f", revision {origin.revision}" if origin.revision is not None else ""
        licence = f", {origin.licence.name}" if origin.licence.name else ""
        basis = f"Based on {settings.wiki_name}, {origin.page}{revision}{licence}."
        return f"“{shorten(headline.text, 140)}” {self._site.home.name}, {long_date(day)}. {url} {basis}"


def location_item(location: Location | None) -> LocationItem | None:
    """Return where an event was for a record."""
    if location is None:
        return None
    country = location.country
    return LocationItem(
        country.upper() if country else None,
        country_name(country) if country else None,
        clean(location.name).strip() or None if location.name else None,
        location.latitude,
        location.longitude,
    )


def _holding(cache: EventCache, event: ArchivedEvent, versions: Sequence[Version]) -> tuple[str, Revision]:
    """Return the wiki page and a revision of it that holds an event as its page shows it.

    The archive names the revision that last changed the event. That one lacks it where it removed it, and where it took it
    off another day's page while it stood on this day's already.
    """
    if event.status is Status.WITHDRAWN:
        holding = next((each for each in reversed(versions) if each.event is not None), None)
        return (holding.page, holding.revision) if holding else (event.page, event.revision)
    if versions and ChangeKind.MOVED in versions[-1].kinds:
        for day in cache.library.days(event.date, event.date):
            if day.page != event.page:
                return day.page, day.revision
    return event.page, event.revision


def _lead(event: ArchivedEvent, item: EventItem) -> tuple[str | None, str | None]:
    """Return how the first source that sums itself up does so, and that source's label."""
    for facts, source in zip(event.facts, item.sources, strict=False):
        if facts is not None and facts.lead and (lead := clean(facts.lead)):
            return lead, source.label
    return None, None
