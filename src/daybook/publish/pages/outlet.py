"""What the page of an outlet says beside its events: whether its sources answer, and which agencies it carried."""

from __future__ import annotations

from daybook.model import SourceHealth, Subject, SubjectKind
from daybook.publish.addresses import SubjectPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages.event_cache import SiteCache
from daybook.publish.pages.records import CarriedAgency, HealthCount, OutletDetails, Tally

AGENCIES = 20
"""Agencies, and outlets that carried an agency, at most: those with most events."""

ANSWERING = frozenset({SourceHealth.ALIVE, SourceHealth.MOVED, SourceHealth.PAYWALLED})


def outlet_details(cache: SiteCache, outlet: Subject) -> OutletDetails | None:
    """Return what is known of an outlet; None where that is nothing."""
    figures = cache.archive.outlet_figures((outlet.slug, *outlet.aliases))
    if not (figures.health or figures.carried or figures.through):
        return None
    site = cache.site
    through = [(cache.names.outlet(each.slug), each.events) for each in figures.through[:AGENCIES]]
    return OutletDetails(
        checked=sum(sources for _, sources in figures.health),
        answering=sum(sources for health, sources in figures.health if health in ANSWERING),
        health=tuple(HealthCount(health, sources) for health, sources in figures.health),
        agencies=tuple(
            CarriedAgency(
                clean(each.name).strip(),
                each.events,
                site.address(SubjectPlace(SubjectKind.OUTLET, each.slug)) if each.slug else None,
            )
            for each in figures.carried[:AGENCIES]
            if clean(each.name).strip()
        ),
        through=tuple(Tally(link.name, link.address, events) for link, events in through),
        told=sum(each.events for each in figures.through),
    )
