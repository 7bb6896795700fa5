"""What a kind of page is: where its pages stand, who makes them, when they are stale, what they look like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from daybook.model import Stale
from daybook.publish.addresses import Format, Place, SinglePlace
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.pages.records import Page
from daybook.publish.pages.site import Site
from daybook.publish.render.html_views import View, Views
from daybook.publish.render.linked_data import Publication, Thing, no_data
from daybook.publish.render.markdown.archive import plain_body


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the pages of one record are shown. JSON and XML show the record as it stands and ask for nothing.

    The template is the theme's `pages/TAG.html`, TAG being the record's. `styles` are the parts of the theme's style that
    it needs beside `base` and `print`; `view` gives the template what it shows beyond the record; `markdown` yields the
    lines of the body in the reader's language; `linked_data` describes the page in the terms of schema.org. `listed` says that the sitemap has it, `formats` are
    those that such pages come in. One that `retells` is another view of days, which a site may have in HTML alone.
    """

    record: type[Page]
    styles: tuple[str, ...] = ()
    view: Callable[[Views, Any], View] = Views.nothing
    markdown: Callable[[Any, ReaderText], Iterator[str]] = plain_body
    linked_data: Callable[[Any, Publication], Thing | None] = no_data
    listed: bool = True
    formats: tuple[Format, ...] = tuple(Format)
    retells: bool = False

    def formats_on(self, site: Site) -> tuple[Format, ...]:
        """Return the formats that such pages come in on a site."""
        forms = site.retold_formats if self.retells else site.page_formats
        return tuple(form for form in forms if form in self.formats)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a site was built last: in the archive, and which places had files of theirs then.

    `countries` are the marks that countries had (`daybook.publish.pages.places.country_marks`); None where nobody remembers.
    """

    stale: Stale
    was_built: Callable[[Place], bool]
    countries: Mapping[str, str] | None = None


def page_group(place: Place) -> str:
    """Return the group of a page that stands alone."""
    return f"page{place.stem}"


def calendar_group(place: Place) -> str:
    """Return the group of a page of time: these are a part of the sitemap of their own."""
    return f"calendar{place.stem}"


def no_places(builder: Builder) -> Iterable[Place]:  # noqa: ARG001 - as the others
    """Return nothing: such pages are planned in batches, or there are none."""
    return ()


def never_stale(builder: Builder, changes: Changes) -> Iterable[Place]:  # noqa: ARG001 - as the others
    """Return nothing: such pages are planned in batches."""
    return ()


def undated(builder: Builder, place: Any) -> date | None:  # noqa: ARG001 - as the others
    """Return nothing: such a page is of no time."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKind:
    """A kind of page.

    `place` is the class of its places, or the one place that it has. `make` returns the page at a place, a redirect where
    it moved, None where there is none. `places` are all places of the kind that have a page, `stale` those to make again
    after changes, near or gone ones included; days, events and subjects are planned in batches instead
    (`delivery/plan/plan_days.py`, `delivery/plan/plan_subjects.py`). `group` names the files that are kept and removed together.
    `when` is the day whose events a page is made of, so that they are at hand then, `weight` about how many events it
    takes. `interface_name` is what links call the page in the reader's language. `updated` tells when the page at a place
    changed, as it does itself, where that is known without making it.
    """

    place: type[Place] | SinglePlace
    look: Look
    make: Callable[[Builder, Any], Page | None]
    group: Callable[[Any], str] = page_group
    places: Callable[[Builder], Iterable[Place]] = no_places
    stale: Callable[[Builder, Changes], Iterable[Place]] = never_stale
    when: Callable[[Builder, Any], date | None] = undated
    weight: int = 100
    interface_name: Callable[[ReaderText, Any], str] | None = None
    updated: Callable[[Builder, Any], datetime | None] | None = None


def single(
    place: SinglePlace,
    look: Look,
    make: Callable[[Builder], Page | None],
    *,
    interface_name: Callable[[ReaderText, Any], str] | None = None,
    updated: Callable[[Builder, Any], datetime | None] | None = None,
) -> PageKind:
    """Return the kind of a page that there is one of: any change can reach it, and it is quickly compared."""
    return PageKind(
        place=place,
        look=look,
        make=lambda builder, _: make(builder),
        places=lambda _: (place,),
        stale=lambda _, __: (place,),
        interface_name=interface_name,
        updated=updated,
    )
