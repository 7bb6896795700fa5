"""What most occurs among some events: counts of contexts, topics, categories and outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest

from daybook.model import SubjectCount, SubjectKind
from daybook.publish.addresses import SubjectPlace
from daybook.publish.pages.event_cache import EventSummary
from daybook.publish.pages.records import Tally, TopSubjects
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject_name import subject_name

MOST = 20
"""Entries of each count: what fits beside a list on a desk's screen."""


def count_top_subjects(summaries: Iterable[EventSummary], *, without: str = "") -> TopSubjects:
    """Count what recurs among the summaries; what only one of them has says nothing of them all.

    `without` is the address of the subject whose summaries they are, not counted itself.
    """
    counted = list(summaries)
    if len(counted) < 2:
        return TopSubjects(len(counted))
    contexts: Counter[tuple[str, str]] = Counter()
    topics: Counter[tuple[str, str]] = Counter()
    categories: Counter[tuple[str, str]] = Counter()
    outlets: Counter[tuple[str, str]] = Counter()
    for summary in counted:
        contexts.update([(link.name, link.address) for link in summary.contexts])
        if summary.item.topics:
            topics.update({topic.address: (topic.name, topic.address) for topic in summary.item.topics}.values())
        outlets.update([(link.name, link.address) for link in summary.outlets])
        if summary.item.category:
            categories[summary.item.category.name, summary.item.category.address] += 1
    found = (most(counts, without, least=2) for counts in (contexts, topics, categories, outlets))
    return TopSubjects(len(counted), *found)


def top_subjects_of_year(
    site: Site,
    found: Iterable[SubjectCount],
    events: int,
    before: Callable[[SubjectKind, Sequence[str]], Iterable[SubjectCount]],
) -> TopSubjects:
    """Name what recurs among the events of a year, as the library counted it: no event is looked at.

    `before` counts those of the year before for subjects of a kind, by their slugs.
    """
    by_kind: dict[SubjectKind, list[SubjectCount]] = {kind: [] for kind in SubjectKind}
    for each in found:
        by_kind[each.kind].append(each)
    counts: dict[SubjectKind, Counter[tuple[str, str]]] = {kind: Counter() for kind in SubjectKind}
    slugs: dict[str, str] = {}
    for each in (each for listed in by_kind.values() for each in _foremost(listed)):
        address = site.address(SubjectPlace(each.kind, each.slug))
        counts[each.kind][subject_name(each.name, each.slug), address] = each.events
        slugs[address] = each.slug
    lists = []
    for kind in (SubjectKind.CONTEXT, SubjectKind.TOPIC, SubjectKind.CATEGORY, SubjectKind.OUTLET):
        tallies = most(counts[kind], least=site.page_minimum(kind))
        earlier = before(kind, [slugs[each.address] for each in tallies]) if tallies else ()
        lists.append(beside(tallies, {site.address(SubjectPlace(kind, each.slug)): each.events for each in earlier}))
    return TopSubjects(events, *lists)


def _foremost(listed: Sequence[SubjectCount]) -> list[SubjectCount]:
    """Return those that may be among the `MOST`, all equal ones too: a year has thousands, and each name takes a while to make."""
    counts = nlargest(MOST, (each.events for each in listed))
    return [each for each in listed if counts and each.events >= counts[-1]]


def beside(tallies: Iterable[Tally], before: Mapping[str, int]) -> tuple[Tally, ...]:
    """Set counts beside those of the time before, which are by address; nothing beside one that was not counted then."""
    if not before:
        return tuple(tallies)
    return tuple(Tally(each.name, each.address, each.events, before.get(each.address)) for each in tallies)


def most(counts: Counter[tuple[str, str]], without: str = "", *, least: int = 1) -> tuple[Tally, ...]:
    """Return the highest counts of (name, address) that are no less than `least`, equal ones by name."""
    ranked = sorted(
        (entry for entry in counts.items() if entry[1] >= least and entry[0][1] != without),
        key=lambda entry: (-entry[1], entry[0]),
    )
    return tuple(Tally(name, address, count) for (name, address), count in ranked[:MOST])
