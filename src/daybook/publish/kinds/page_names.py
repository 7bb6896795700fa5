"""What pages are called in the reader's language: times and fixed pages, whose titles are English in records."""

from __future__ import annotations

from functools import lru_cache

from daybook.model.encoding import changed
from daybook.publish.addresses import Root, SinglePlace
from daybook.publish.kinds.registry import KINDS, interface_name
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.pages.records import Link, Page


class PageNames:
    """Names the pages of one site in one language."""

    def __init__(self, root: Root, text: ReaderText) -> None:
        self._root = root
        self._text = text
        named = [kind for kind in KINDS if kind.interface_name]
        self._singles = {root.relative(kind.place.stem) for kind in named if isinstance(kind.place, SinglePlace)}
        shapes = [kind.place.SHAPE.pattern for kind in named if not isinstance(kind.place, SinglePlace)]
        self._prefixes = tuple(
            root.relative(shape.partition("(")[0]) for shape in shapes if not shape.endswith("/index")
        )

    def name(self, address: str, name: str) -> str:
        """Return what a page is called: in the reader's language where that has a word for it, else `name`.

        Called for every link that pages list: most lead to events, which differ in the ends of their addresses alone.
        """
        if address.endswith("/index") or address.startswith(self._prefixes) or address in self._singles:
            return self._name_of(address) or name
        return name

    def named(self, page: Page) -> Page:
        """Return a page whose title, and whose links up, back and on, are in the reader's language."""
        return changed(
            page,
            title=self.name(page.address, page.title),
            breadcrumbs=tuple(self._link(link) for link in page.breadcrumbs),
            previous=self._link(page.previous) if page.previous else None,
            next=self._link(page.next) if page.next else None,
        )

    def _link(self, link: Link) -> Link:
        return changed(link, name=self.name(link.address, link.name))

    @lru_cache(20_000)  # noqa: B019 - a renderer lives as long as its site is built
    def _name_of(self, address: str) -> str:
        return interface_name(self._text, address.removeprefix(self._root.folder))
