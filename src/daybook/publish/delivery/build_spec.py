"""What a site is built from, as values and functions that another process can be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from daybook.publish.addresses import Format, Root
from daybook.publish.formats.to_json import JsonRenderer
from daybook.publish.formats.to_markdown import MarkdownRenderer
from daybook.publish.library import Library
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.reader_text import ENGLISH, ReaderText
from daybook.publish.pages.records import Page, SearchPage
from daybook.publish.pages.search_results import SearchResults
from daybook.publish.pages.site import Site
from daybook.publish.published_data import PublishedData
from daybook.publish.publisher_texts import PublisherTexts
from daybook.publish.render.to_xml import XmlRenderer
from daybook.publish.settings import SiteSettings


class PageRenderer(Protocol):
    """Makes a page's bytes in one format."""

    def render(self, page: Page) -> bytes:
        """Return the page's bytes."""
        ...


class HtmlPageRenderer(PageRenderer, Protocol):
    """Makes pages in HTML, and the search page with results."""

    def render_results(self, page: SearchPage, found: SearchResults) -> bytes:
        """Return the search page with what was found."""
        ...


class PictureMaker(Protocol):
    """Draws the preview image of a page that has one."""

    def draw(self, page: Page, present: bytes = b"") -> bytes:
        """Return the image; `present`, which stands there already, where it would be the same."""
        ...


OpenLibrary = Callable[[], AbstractContextManager[Library]]
"""Opens the archive for reading, anew in each process: it must be possible to pickle it (a function of a module, a partial)."""


@dataclass(frozen=True, slots=True)
class BuildSpec:
    """What a site is built from.

    `make_html` makes the HTML renderer, given with `large` whether the site is; `make_pictures` what draws preview images
    where the site has them; `files` are the theme's, by path; `look` tells one theme and its settings from another, `texts`
    are the publisher's own. `source` tells one archive from another, such as by its path. `open_data` lists the tables that
    stand beside the pages, where the site has them. `text` says things in the reader's language.
    """

    open_library: OpenLibrary
    settings: SiteSettings
    make_html: Callable[..., HtmlPageRenderer]
    files: Mapping[str, bytes] = field(default_factory=dict)
    texts: PublisherTexts = field(default_factory=PublisherTexts)
    look: str = ""
    source: str = ""
    search: bool = True
    make_pictures: Callable[[], PictureMaker] | None = None
    open_data: Callable[[], PublishedData | None] | None = None
    text: ReaderText = ENGLISH

    def site(self) -> Site:
        """Return what all pages share, with the tables that are published at this moment."""
        return Site(self.settings, self.texts, self.open_data() if self.open_data else None, self.text)


RENDERERS: Mapping[Format, Callable[[BuildSpec, bool, bool], PageRenderer]] = {
    Format.HTML: lambda spec, large, ready: spec.make_html(large=large, ready=ready),
    Format.JSON: lambda *_: JsonRenderer(),
    Format.XML: lambda *_: XmlRenderer(),
    Format.MARKDOWN: lambda spec, *_: MarkdownRenderer(Root.of(spec.settings.address), spec.text),
}
"""What makes the renderer of each format, for a site that is large or not, ready at once or when needed: the registry of formats, beside their names in
`addresses/formats.py`."""


LARGE_SITE_EVENTS = 20_000
"""Events from which on a site is large: its pages share one style instead of each holding it.

Held in each page it takes 10 KB: of three years (21,270 events) 890 MB of HTML instead of 516, a sixth of the site's 2.2 GB, and that much
to write and to copy to a host. A smaller site is worth the reader's one answer less. `daybook build --estimate --set theme.style=linked`, or
`within`, tells both for any archive.
"""


def is_large(calendar: Calendar) -> bool:
    """Say whether the site of an archive is large."""
    return sum(record.events for record in calendar.days.values()) >= LARGE_SITE_EVENTS


def renderers(spec: BuildSpec, *, large: bool, ready: bool = True) -> dict[Format, PageRenderer]:
    """Return the renderer of each format that the site has, for one that is large or not.

    Those that are `ready` have looked at the whole theme, and say at once what is wrong with it.
    """
    return {form: make(spec, large, ready) for form, make in RENDERERS.items() if form.value in spec.settings.formats}
