"""The site without a folder: the bytes at one address, made from the archive when they are asked for.

The same makers and renderers as a build, so the same bytes. Holds the archive open as it was when it was made. Knows no
address by name: pages are found by their kinds, all else by its family of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from daybook.model.encoding import changed
from daybook.publish.addresses import Format, Place
from daybook.publish.delivery.build_spec import BuildSpec, HtmlPageRenderer, PageRenderer, is_large, renderers
from daybook.publish.delivery.families.file_families import FAMILIES
from daybook.publish.delivery.families.file_family import LiveSource, StoredFile
from daybook.publish.delivery.families.fixed_files import fixed_files
from daybook.publish.kinds import kind_of, page_at, parse
from daybook.publish.library import Library
from daybook.publish.pages.archive_pages import search_page
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.records import EventLink, Page, RedirectPage
from daybook.publish.pages.search_results import SearchResults


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The page stands at another path of the site, for good where `lasting`."""

    path: str
    lasting: bool = True


SUMMARIES = 1_000
"""Events held at a time: those of the lists that most pages have. More are made for each page than are met again."""


class Equipment:
    """What makes bytes of pages, made once and used by all live sites of a spec, also at the same time."""

    def __init__(self, spec: BuildSpec) -> None:
        self.pictures = spec.make_pictures() if spec.make_pictures else None
        self.fixed = fixed_files(spec)
        self._spec = spec
        self._renderers: dict[bool, Mapping[Format, PageRenderer]] = {}

    def renderers(self, calendar: Calendar) -> Mapping[Format, PageRenderer]:
        """Return the renderer of each format, for an archive with these days: a large site's pages are others."""
        large = is_large(calendar)
        made = self._renderers.get(large)
        return made if made is not None else self._renderers.setdefault(large, renderers(self._spec, large=large))


class LiveSite:
    """Answers for the addresses of a site from a library that stays as it is. Used by one thread at a time."""

    def __init__(
        self,
        library: Library,
        spec: BuildSpec,
        equipment: Equipment | None = None,
        links: dict[int, EventLink] | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        """Take what sites of one spec share, and the links and the calendar that those of one state of the archive do."""
        equipment = equipment or Equipment(spec)
        builder = Builder(library, spec.site(), summaries=SUMMARIES, links=links, calendar=calendar)
        self._source = LiveSource(spec, builder, equipment.pictures, equipment.fixed)
        self._renderers = equipment.renderers(builder.calendar)

    @property
    def builder(self) -> Builder:
        """What makes the site's records: for whoever tells of events in other ways than pages."""
        return self._source.builder

    def at(self, path: str) -> bytes | MovedTo | StoredFile | None:
        """Return what stands at a path of the site, the file that has it, where it moved to, or None."""
        parsed = parse(path)
        if parsed is not None:
            place, form = parsed
            return self.show(page_at(self.builder, place), form) if self.has(place, form) else None
        for family in FAMILIES:
            content = family.at(self._source, path)
            if content is not None:
                return content
        return None

    def search_page(self, found: SearchResults) -> bytes:
        """Return the search page in HTML with what was found."""
        renderer = cast("HtmlPageRenderer", self._renderers[Format.HTML])  # `BuildSpec.make_html` made it
        page = search_page(self.builder.site)
        return renderer.render_results(changed(page, feeds=(*found.feeds, *page.feeds)), found)

    def has(self, place: Place, form: Format) -> bool:
        """Say whether pages of a place's kind come in a format on this site."""
        return form in kind_of(place).look.formats_on(self.builder.site)

    def show(self, page: Page | None, form: Format) -> bytes | MovedTo | None:
        """Return a page in a format, or where it moved to; it may be of another state of the archive."""
        if page is None:
            return None
        if isinstance(page, RedirectPage):
            stem = page.location[len(self._source.builder.site.root.folder) :]
            return MovedTo(f"{stem}.{form}", page.lasting)
        return self._renderers[form].render(page)
