"""What a page says of itself to search engines and agents: schema.org as JSON-LD, ready to be put into HTML.

An event page is a `NewsArticle` and not a `schema:Event`, which is for happenings that are planned. No verdicts
(`ClaimReview`) are made up. The text cannot end its script element: `<` is written as an escape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from daybook.model.encoding import to_json
from daybook.publish.addresses import Format, FrontPlace, Root, SinglePlace, path
from daybook.publish.pages.records import (
    DayPage,
    EventPage,
    FrontPage,
    MonthPage,
    OpinionPage,
    Page,
    SourceLink,
    SubjectPage,
    YearPage,
)


def for_page(site: str, language: str, root: Root) -> Callable[[Page], str]:
    """Return what describes the pages of a site."""
    front = root.absolute(path(FrontPlace(), Format.HTML))
    publisher = {"@type": "Organization", "name": site, "url": front}
    part_of = {"@type": "WebSite", "name": site, "url": front}

    def describe(page: Page) -> str:
        graph: list[dict[str, Any]] = []
        if isinstance(page, EventPage):
            graph.append(_event(page, publisher, part_of, language))
        elif isinstance(page, OpinionPage):
            graph.append(_opinion(page, publisher, part_of, language))
        elif isinstance(page, FrontPage):
            search = root.absolute(path(SinglePlace.SEARCH, Format.HTML))
            graph.append({**part_of, "inLanguage": language, "potentialAction": _search_action(search)})
        elif isinstance(page, (DayPage, MonthPage, YearPage, SubjectPage)):
            graph.append(_collection(page, part_of, language, root))
        if page.breadcrumbs:
            graph.append(_breadcrumbs(page, root))
        if not graph:
            return ""
        data = {"@context": "https://schema.org", "@graph": graph}
        return to_json(data).decode().replace("<", "\\u003c")

    return describe


def _search_action(search: str) -> dict[str, Any]:
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }


def _event(page: EventPage, publisher: dict[str, Any], part_of: dict[str, Any], language: str) -> dict[str, Any]:
    """Describe an event: its headline, what it is about, what it cites, what it was made from."""
    data: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": page.identifier,
        "url": page.url,
        "headline": page.headline.text,
        "datePublished": page.date.isoformat(),
        "dateModified": f"{page.last_changed.isoformat()[:19]}Z",
        "inLanguage": language,
        "isPartOf": part_of,
        "publisher": publisher,
        "version": page.changes + 1,
    }
    if page.origin.licence.url:
        data["license"] = page.origin.licence.url
    if page.category:
        data["articleSection"] = page.category.name
    if page.contexts:
        data["mentions"] = [
            {"@type": "Thing", "name": chip.name, **({"sameAs": chip.wiki} if chip.wiki else {})}
            for chip in page.contexts
        ]
    if cited := [_cited(source) for source in page.sources if source.url]:
        data["citation"] = cited
    if based := page.origin.revision_url or page.origin.url:
        data["isBasedOn"] = based
    return data


def _cited(source: SourceLink) -> str | dict[str, Any] | None:
    """Describe a cited article: by its address, or by what it told of itself."""
    if source.title is None and source.published is None:
        return source.url
    told = {"headline": source.title, "datePublished": source.published.isoformat() if source.published else None}
    return {"@type": "NewsArticle", "url": source.url, **{name: value for name, value in told.items() if value}}


def _opinion(page: OpinionPage, publisher: dict[str, Any], part_of: dict[str, Any], language: str) -> dict[str, Any]:
    """Describe an article of the publisher's own."""
    data: dict[str, Any] = {
        "@type": "OpinionNewsArticle",
        "@id": page.identifier,
        "url": page.url,
        "headline": page.title,
        "description": page.description,
        "datePublished": page.date.isoformat(),
        "dateModified": (page.revised or page.date).isoformat(),
        "inLanguage": language,
        "isPartOf": part_of,
        "publisher": publisher,
    }
    if page.author:
        data["author"] = {"@type": "Person", "name": page.author}
    return data


def _collection(page: Page, part_of: dict[str, Any], language: str, root: Root) -> dict[str, Any]:
    """Describe a page that gathers events; a day lists them."""
    data: dict[str, Any] = {
        "@type": "CollectionPage",
        "url": page.url,
        "name": page.title,
        "inLanguage": language,
        "isPartOf": part_of,
    }
    if isinstance(page, DayPage):
        events = [item for section in page.day.sections for group in section.groups for item in group.events]
        data["mainEntity"] = {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "url": f"{root.host}{item.address}.html"}
                for place, item in enumerate(events, 1)
            ],
        }
    return data


def _breadcrumbs(page: Page, root: Root) -> dict[str, Any]:
    steps = [
        {"@type": "ListItem", "position": place, "name": link.name, "item": f"{root.host}{link.address}.html"}
        for place, link in enumerate(page.breadcrumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}
