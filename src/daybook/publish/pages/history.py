"""The page of an event's versions, each compared with the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from daybook.model import ArchivedEvent, Event, Source, Version
from daybook.publish.addresses import EventPlace, HistoryPlace
from daybook.publish.pages import descriptions
from daybook.publish.pages.english_text import shorten
from daybook.publish.pages.event import day_trail, has_history
from daybook.publish.pages.event_cache import EventCache, hrefs
from daybook.publish.pages.records import EventLink, HistoryPage, Link, Prose, SourceLink, VersionItem
from daybook.publish.pages.word_diff import figure_courses, word_diff
from daybook.publish.plain_text import plain_text

NAMED = 100
"""Characters of the headline that the history of an event is named by."""


def history_pages(cache: EventCache, events: Iterable[ArchivedEvent]) -> list[HistoryPage]:
    """Return the pages of versions of those of these events that have more than one."""
    changed = {event.id: event for event in events if has_history(event)}
    cache.keep(changed)
    versions = cache.library.versions(list(changed)) if changed else {}
    return [_page(cache, event, versions.get(number, ())) for number, event in changed.items()]


def version_items(cache: EventCache, event: ArchivedEvent, versions: Sequence[Version]) -> list[VersionItem]:
    """Return the versions of an event for a record, oldest first, each compared with the one before."""
    targets = hrefs(event, cache.names, cache.site)
    items = []
    before: Version | None = None
    listed: Event | None = None
    for number, version in enumerate(versions, start=1):
        items.append(_item(cache, number, version, before, listed, targets))
        before, listed = version, version.event or listed
    return items


def _page(cache: EventCache, event: ArchivedEvent, versions: Sequence[Version]) -> HistoryPage:
    site = cache.site
    link = cache.links([event.id])[event.id]
    address = site.address(HistoryPlace(event.date, event.slug))
    texts = [plain_text(version.event.headline) for version in versions if version.event]
    return HistoryPage(
        address=address,
        url=site.url(address),
        title=f"History: {shorten(link.headline, NAMED)}",
        description=site.text.say(descriptions.HISTORY, n=f"{event.changes}", headline=shorten(link.headline, 240)),
        updated=event.known_last_changed,
        formats=site.formats(address, retells=True),
        breadcrumbs=(
            *day_trail(site, event.date),
            Link(shorten(link.headline, 80), site.address(EventPlace(event.date, event.slug))),
        ),
        event=EventLink(link.address, link.date, link.headline),
        status=event.status,
        first_listed=event.known_first_listed,
        last_changed=event.known_last_changed,
        figures=figure_courses(texts),
        versions=tuple(reversed(version_items(cache, event, versions))),
    )


def _item(
    cache: EventCache,
    number: int,
    version: Version,
    before: Version | None,
    listed: Event | None,
    targets: Mapping[str, str],
) -> VersionItem:
    present = version.event
    headline: Prose | None = cache.prose(present.headline, targets) if present else None
    old_text = plain_text(listed.headline) if listed else ""
    old_category = listed.category.name if listed and listed.category else None
    new_category = present.category.name if present and present.category else None
    old_topics, new_topics = _topics(listed), _topics(present)
    # Compared with what was listed last, not with the version before: an event that came back after a removal is compared with what it
    # said when it went.
    compared = present is not None and listed is not None
    return VersionItem(
        number=number,
        date=version.date,
        kinds=version.kinds,
        origin=cache.site.origin(version.page, version.revision),
        headline=headline,
        words=word_diff(old_text, headline.text) if headline and compared and old_text != headline.text else (),
        sources_added=_sources_only_in(cache, present, listed) if compared else (),
        sources_removed=_sources_only_in(cache, listed, present) if compared else (),
        topics_before=old_topics if compared and old_topics != new_topics else (),
        topics_after=new_topics if compared and old_topics != new_topics else (),
        category_before=old_category if compared and old_category != new_category else None,
        category_after=new_category if compared and old_category != new_category else None,
        moved_from=before.date if before and before.date != version.date else None,
    )


def _topics(event: Event | None) -> tuple[str, ...]:
    return tuple(plain_text(line.text) for line in event.topics) if event else ()


def _sources_only_in(cache: EventCache, event: Event | None, other: Event | None) -> tuple[SourceLink, ...]:
    known = {source.url for source in other.sources} if other else set()
    found: list[Source] = [source for source in event.sources if source.url not in known] if event else []
    return cache.sources(found, ())
