"""What a page says of itself to search engines and agents: schema.org as JSON-LD, ready to be put into HTML.

An event page is a `NewsArticle` and not a `schema:Event`, which is for happenings that are planned. No verdicts
(`ClaimReview`) are made up. The text cannot end its script element: `<` is written as an escape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from daybook.model import ArticleKind
from daybook.model.encoding import to_json
from daybook.publish.addresses import FRONT, SEARCH, Format, Root, SiteFile, path
from daybook.publish.pages.records import (
    ContextChip,
    DataPage,
    EventPage,
    FrontPage,
    LocationItem,
    OpinionPage,
    Page,
    SourceLink,
)

Thing = dict[str, Any]
"""A thing of schema.org."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What all pages of a site say of it: who publishes it, what they are part of, in which language."""

    name: str
    language: str
    root: Root
    author: str = ""

    @property
    def publisher(self) -> Thing:
        """The publisher."""
        return {"@type": "Organization", "name": self.name, "url": self.front}

    @property
    def icon(self) -> str:
        """The address of the picture that stands for a page without one of its own."""
        return self.root.absolute(SiteFile.ICON_512.value)

    @property
    def site(self) -> Thing:
        """The site as a whole."""
        return {"@type": "WebSite", "name": self.name, "url": self.front}

    @property
    def front(self) -> str:
        """The address of the front page."""
        return self.root.absolute(path(FRONT, Format.HTML))


def no_data(page: Page, publication: Publication) -> Thing | None:  # noqa: ARG001 - as the others
    """Return nothing: such a page is described by the way that leads to it."""
    return None


def describe(page: Page, data: Thing | None, root: Root) -> str:
    """Return the description of a page as text: its own data, and the way that leads to it.

    An event is without the way: year, month and day are its date and its address already, and events are most of a site's pages.
    """
    graph = [data] if data else []
    if page.breadcrumbs[1:] and not isinstance(page, EventPage):
        graph.append(_breadcrumbs(page, root))
    if not graph:
        return ""
    return to_json({"@context": "https://schema.org", "@graph": graph}).decode().replace("<", "\\u003c")


def front_data(page: FrontPage, publication: Publication) -> Thing:  # noqa: ARG001 - as the others
    """Describe the site, and how it is searched."""
    search = publication.root.absolute(path(SEARCH, Format.HTML))
    return {**publication.site, "inLanguage": publication.language, "potentialAction": _search_action(search)}


def _search_action(search: str) -> Thing:
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }


def dataset_data(page: DataPage, publication: Publication) -> Thing:
    """Describe the tables as a data set, with each file as a way to get it."""
    host = publication.root.host
    files = [*page.databases, *(file for table in page.tables for file in table.files)]
    thing: Thing = {
        "@type": "Dataset",
        "name": f"{publication.name}: {page.title}",
        "description": page.description,
        "url": page.url,
        "version": f"{page.generation}",
        "creator": publication.publisher,
        "includedInDataCatalog": publication.site,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "contentUrl": host + file.address,
                "encodingFormat": file.type,
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file in files
        ],
    }
    if page.moment:
        thing["dateModified"] = f"{page.moment:%Y-%m-%dT%H:%M:%SZ}"
    if page.licence.url:
        thing["license"] = page.licence.url
    return thing


def event_data(page: EventPage, publication: Publication) -> Thing:
    """Describe an event: its headline, what it is about, what it cites, what it was made from."""
    data: Thing = {
        "@type": "NewsArticle",
        "@id": page.url,
        "headline": page.title,
        "datePublished": page.date.isoformat(),
        **({"dateModified": f"{page.last_changed.isoformat()[:19]}Z"} if page.last_changed else {}),
        "inLanguage": publication.language,
        "publisher": publication.publisher,
        **({"version": page.changes + 1} if page.changes else {}),
        "author": {"@type": "Organization", "name": publication.author or publication.name},
        "image": f"{publication.root.host}{page.image.address}" if page.image else publication.icon,
    }
    if page.origin.licence.url:
        data["license"] = page.origin.licence.url
    if page.category:
        data["articleSection"] = page.category.name
    if page.location:
        data["contentLocation"] = _place(page.location)
    if page.topics:
        data["about"] = [{"@type": "Thing", "name": topic.name} for topic in page.topics]
    if page.contexts:
        data["mentions"] = [_mention(chip) for chip in page.contexts]
    if cited := [_cited(source) for source in page.sources if source.url]:
        data["citation"] = cited
    if based := page.origin.revision_url or page.origin.url:
        data["isBasedOn"] = based
    return data


_TYPES = {
    ArticleKind.PERSON: "Person",
    ArticleKind.PLACE: "Place",
    ArticleKind.ORGANISATION: "Organization",
    ArticleKind.EVENT: "Event",
    ArticleKind.WORK: "CreativeWork",
}
"""What schema.org calls what articles are about."""


def _mention(chip: ContextChip) -> Thing:
    """Describe an article that an event links to, by the same things elsewhere: on the wiki, at Wikidata."""
    item = f"http://www.wikidata.org/entity/{chip.wikidata}" if chip.wikidata else None
    same = [address for address in (chip.wiki, item) if address]
    thing: Thing = {"@type": _TYPES[chip.about] if chip.about else "Thing", "name": chip.name}
    if same:
        thing["sameAs"] = same if len(same) > 1 else same[0]
    return thing


def _place(location: LocationItem) -> Thing:
    names = [name for name in (location.place, location.name) if name]
    thing: Thing = {"@type": "Place", "name": ", ".join(names)}
    if location.country:
        thing["address"] = {"@type": "PostalAddress", "addressCountry": location.country}
    if location.lat is not None and location.lon is not None:
        thing["geo"] = {"@type": "GeoCoordinates", "latitude": location.lat, "longitude": location.lon}
    return thing


def _cited(source: SourceLink) -> str | Thing | None:
    """Describe a cited article: by its address, or by its metadata."""
    if source.title is None and source.published is None and source.copy_url is None:
        return source.url
    metadata = {
        "headline": source.title,
        "datePublished": source.published.isoformat() if source.published else None,
        "archivedAt": source.copy_url,
    }
    return {"@type": "NewsArticle", "url": source.url, **{name: value for name, value in metadata.items() if value}}


def opinion_data(page: OpinionPage, publication: Publication) -> Thing:
    """Describe an article of the publisher's own."""
    data: Thing = {
        "@type": "OpinionNewsArticle",
        "@id": page.identifier,
        "url": page.url,
        "headline": page.title,
        "description": page.description,
        "datePublished": page.date.isoformat(),
        "dateModified": (page.revised or page.date).isoformat(),
        "inLanguage": publication.language,
        "isPartOf": publication.site,
        "publisher": publication.publisher,
    }
    if page.author:
        data["author"] = {"@type": "Person", "name": page.author}
    return data


def collection_data(page: Page, publication: Publication) -> Thing:
    """Describe a page that gathers events."""
    data: Thing = {
        "@type": "CollectionPage",
        "url": page.url,
        "name": page.title,
        "inLanguage": publication.language,
        "isPartOf": publication.site,
    }
    return data


def _breadcrumbs(page: Page, root: Root) -> Thing:
    """Describe the way that leads to a page, without the site itself, which it begins with."""
    steps = [
        {"@type": "ListItem", "position": place, "name": link.name, "item": f"{root.host}{link.address}.html"}
        for place, link in enumerate(page.breadcrumbs[1:], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}
