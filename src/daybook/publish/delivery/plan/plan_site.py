"""Which pages a build makes: all of them, or those that an archive's changes can have reached. Decides; makes nothing.

Days with their events, subjects and the search index are planned in batches, by the modules named for them; all other
pages one by one, as their kinds say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from daybook.model import Stale
from daybook.publish.addresses import DAILY_FEED, DIGEST_FEED, FeedPlace, Place
from daybook.publish.delivery.plan import plan_days, plan_search, plan_subjects
from daybook.publish.delivery.portions.archive_feed_work import all_archive_feeds, stale_archive_feeds
from daybook.publish.delivery.portions.data_work import DataWork
from daybook.publish.delivery.portions.page_work import PageWork
from daybook.publish.delivery.portions.portion import Portion, joined
from daybook.publish.delivery.portions.search_work import SearchWork
from daybook.publish.delivery.portions.site_work import SiteWork
from daybook.publish.kinds import KINDS, Changes, kind_of, place_group
from daybook.publish.kinds.stale import reaches_daily_feed, reaches_digest_feed
from daybook.publish.pages.builder import Builder
from daybook.publish.search import Shard

SITE_WEIGHT = 1500
"""How long the site's own files take: as long as the pages of so many events. Their feeds compare the changes of a week."""


STALE_PAGES = 250
"""Weight of single pages that are made together after changes: small, as two processes may share them out, and end together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All work of a build. `whole` says that it visits every group; else `gone` names groups that exist no longer."""

    portions: tuple[Portion, ...]
    whole: bool
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What the last build left: `paths_of` a group of files, by its name, the search `shards`, and the marks of `countries`."""

    paths_of: Callable[[str], frozenset[str]]
    shards: frozenset[Shard]
    countries: Mapping[str, str] | None = None


DATA_WEIGHT = 100
"""How long it takes to copy the tables, or to see that they are the same: on 115,000 events, a second."""

Dated = tuple[date, Portion]
"""Work, and the day whose events it needs at hand."""


def plan_all(builder: Builder, last: LastBuild) -> Plan:
    """Plan every page of a site: what is of no time, then the others in time, so that an event is at hand where it is shown again.

    What takes long in one piece comes first, the search index, and what looks at events of all years: processes end together that
    share small portions at last, and both take the room that the events of their own years will take.
    """
    dated: list[Dated] = []
    search: list[Portion] = []
    pages: list[Portion] = []
    rest: list[Portion] = []
    for when, portion in all_steps(builder, last.paths_of):
        if when is not None:
            dated.append((when, portion))
        else:
            sort = type(portion.works[0])
            (search if sort is SearchWork else pages if sort is PageWork else rest).append(portion)
    dated.sort(key=lambda step: step[0])  # stable: what is of one day stays in the order above
    return Plan((*search, *joined(pages), *joined(portion for _, portion in dated), *rest), whole=True)


def all_steps(
    builder: Builder, paths_of: Callable[[str], frozenset[str]] = lambda _: frozenset()
) -> Iterator[tuple[date | None, Portion]]:
    """Yield all work of a whole site in its smallest pieces, each of one sort, with the day whose events it needs at hand.

    `paths_of` a group of files are those that the last build left.
    """
    yield from plan_days.all_days(builder)
    for place, weight, when in _pages(builder):
        yield when, Portion((PageWork((place,)),), weight)
    yield from plan_subjects.all_subjects(builder, paths_of)
    yield from all_archive_feeds(builder)
    for shard in plan_search.all_shards(builder):
        yield None, shard
    yield None, Portion((SiteWork(),), SITE_WEIGHT)
    if builder.site.data is not None:
        yield None, Portion((DataWork(),), DATA_WEIGHT)


def _pages(builder: Builder) -> Iterator[tuple[Place, int, date | None]]:
    """Yield the places of pages that are planned one by one, with what each takes and the day that it belongs to."""
    for kind in KINDS:
        for place in kind.places(builder):
            yield place, kind.weight, kind.when(builder, place)


def plan_stale(builder: Builder, stale: Stale, last: LastBuild) -> Plan:
    """Plan the pages that changes can have reached."""
    changes = Changes(stale, lambda place: bool(last.paths_of(place_group(place))), last.countries)
    places = dict.fromkeys(place for kind in KINDS for place in kind.stale(builder, changes))
    days, days_gone = plan_days.stale_days(builder, stale)
    subjects, subjects_gone = plan_subjects.stale_subjects(builder, stale, last.paths_of)
    archive_feeds, feeds_gone = stale_archive_feeds(builder, changes, last.paths_of)
    search, shards_gone = plan_search.stale_shards(builder, stale, last.shards)
    portions = [
        *days,  # the news comes first, with the feeds that tell of it, then what leads to it
        *subjects,
        Portion((SiteWork(_unreached(builder, changes)),), SITE_WEIGHT),
        *archive_feeds,
        *search,
        Portion((DataWork(),), DATA_WEIGHT),
        # Last, as they are the smallest portions: of two processes none waits long for the other.
        *joined((Portion((PageWork((place,)),), kind_of(place).weight) for place in places), STALE_PAGES),
    ]
    return Plan(tuple(portions), whole=False, gone=(*days_gone, *subjects_gone, *feeds_gone, *shards_gone))


def _unreached(builder: Builder, changes: Changes) -> tuple[FeedPlace, ...]:
    """Return the feeds of digests that changes do not reach: each takes as long as many pages."""
    reached = {
        DIGEST_FEED: reaches_digest_feed(builder, changes),
        DAILY_FEED: reaches_daily_feed(builder, changes),
    }
    return tuple(feed for feed, is_reached in reached.items() if not is_reached)
