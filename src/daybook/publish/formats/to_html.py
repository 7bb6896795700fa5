"""Pages as HTML: one template a kind, filled from the page's record and from what its kind shows beyond it.

Everything that is the same on all pages is made once, in `HtmlRenderer`. What a kind of page shows is said in its record
in `publish/kinds`; how it looks is the theme's. Reads no file and knows no archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from daybook.model import SubjectKind
from daybook.model.encoding import tag_of
from daybook.publish.addresses import (
    FRONT,
    INDEXES,
    Format,
    IndexPlace,
    Root,
    SinglePlace,
    SiteFile,
    path,
)
from daybook.publish.kinds import KINDS, LOOKS, Look, PageNames, look_of
from daybook.publish.pages.digest import under_headings
from daybook.publish.pages.english_text import shorten
from daybook.publish.pages.first_sentence import first_sentence_end
from daybook.publish.pages.reader_text import column_words, hint_words, table_words
from daybook.publish.pages.records import Page, SearchPage
from daybook.publish.pages.search_results import SearchResults
from daybook.publish.plain_text import sort_key
from daybook.publish.render.content_policy import content_policy
from daybook.publish.render.html_views import CLIPPED, TEASER, Views, new_topics
from daybook.publish.render.interface_words import words_of
from daybook.publish.render.linked_data import Publication, describe
from daybook.publish.render.locale_text import DATE_STYLES, remembered
from daybook.publish.render.logo import logo_on_pages
from daybook.publish.render.reader_text import CatalogueText
from daybook.publish.render.stylesheet import page_style, whole_style
from daybook.publish.render.templates import Markup, Templates
from daybook.publish.render.theme import Theme, ThemeSettings
from daybook.publish.search.build import SEARCH_FOLDER
from daybook.publish.settings import SiteSettings


def style_file(theme: Theme) -> dict[str, bytes]:
    """Return the one style that the pages of a large site share, by its path, which changes with it."""
    style = whole_style(theme).encode()
    return {f"/static/style-{hashlib.sha256(style).hexdigest()[:10]}.css": style}


class HtmlRenderer:
    """Renders the page records of one site with one theme. All its work but `render` is done when it is made."""

    def __init__(
        self,
        site: SiteSettings,
        theme: Theme,
        look: ThemeSettings | None = None,
        *,
        opinion: bool = False,
        large: bool = False,
        ready: bool = True,
    ) -> None:
        """Compile the theme's templates; `PublishError` where they or the words are faulty.

        `opinion` says that the publisher has articles, and their section a place in the menu; `large` that the site is.
        Unless it shall be `ready`, a template is compiled when a page first needs it: all take a quarter of a second.
        """
        settings = look or ThemeSettings()
        self._linked = settings.style == "linked" or (settings.style == "auto" and large)
        self._root = Root.of(site.address)
        self._text = words_of(theme, settings.words, site.language)
        (self._style_path,) = style_file(theme)
        self._scheme = theme.text("scheme.js").strip()
        self._named = PageNames(self._root, CatalogueText(self._text))
        self._publication = Publication(
            site.title,
            site.language,
            self._root,
            site.author or self._text.fill("origin.editors_of", wiki=site.wiki_name),
        )
        self._constants = self._site_constants(site) | _page_addresses(self._root)
        self._shared = {
            "image": settings.image
            or (self._root.absolute(path(FRONT, Format.HTML)).removesuffix(".html") + ".png" if site.images else None),
            "has_opinion": opinion,
            "has_data": site.data,
            "logo": logo_on_pages(theme, settings.logo, self._root),
        }
        wording = f"{site.language!r} {settings.words!r} {self._root.folder!r} {theme.texts('words/')!r}"
        self._templates = Templates(
            theme.texts("pages/"), self._constant(theme), self._filters(), hashlib.sha256(wording.encode()).hexdigest()
        )
        self._theme = theme
        self._views = Views(self._text, self._root.relative(theme.static_path("world.svg")))
        self._pages: dict[type[Page], Callable[..., str]] = {}
        for shown in LOOKS if ready else ():
            self._pages[shown.record] = self._page(shown)

    def render(self, page: Page) -> bytes:
        """Return the page's HTML, in UTF-8."""
        return self._renderer(page)(page).encode()

    def render_results(self, page: SearchPage, found: SearchResults) -> bytes:
        """Return the search page with what was found, in UTF-8."""
        return self._renderer(page)(page, found=found).encode()

    def _renderer(self, page: Page) -> Callable[..., str]:
        """Return what renders pages of this one's kind."""
        render = self._pages.get(type(page))
        if render is None:
            render = self._pages[type(page)] = self._page(look_of(page))
        return render

    def _site_constants(self, site: SiteSettings) -> dict[str, str]:
        """Return what templates print that is the same on every page of the site."""
        text = self._text
        return {
            "site.title": site.title,
            "site.locale": str(text.locale).replace("_", "-"),
            "site.tagline": site.description,
            "site.host": self._root.host,
            "site.language": text.language,
            "site.text": Markup(f' lang="{site.language}"' if site.language != text.language else ""),
            "site.direction": text.direction,
            "script.scheme": Markup(self._scheme),
            "style.path": self._root.relative(self._style_path),
            "search.folder": self._root.relative(SEARCH_FOLDER),
            "search.days": self._root.relative("/news/"),
            "search.topics": self._root.relative("/topic/"),
            "to.dates": self._root.relative("/on-this-day/"),
        }

    def _constant(self, theme: Theme) -> Callable[[str], str]:
        """Return what looks up the `[[keys]]` of templates: constants, files of the theme, words."""

        def constant(key: str) -> str:
            if key.startswith("static:"):
                return self._root.relative(theme.static_path(key.removeprefix("static:")))
            return self._constants[key] if key in self._constants else self._text.word(key)

        return constant

    def _filters(self) -> dict[str, Callable[..., object]]:
        """Return what templates format values with."""
        text = self._text
        return {
            **{style: remembered(partial(text.date, style=style)) for style in DATE_STYLES},
            "moment": text.time,
            "num": text.number,
            "size": text.size,
            "country": text.country,
            "in_order": lambda places: sorted(
                places, key=lambda place: (-place.events, sort_key(text.country(place.country or "")))
            ),
            "hint_of": lambda each: text.word_or(hint_words(each.code), each.hint),
            "table_text": lambda table: text.word_or(table_words(table.name), table.text),
            "column_text": lambda column, table: text.word_or(column_words(table, column.name), column.text),
            "counted": lambda number, key: text.count(key, number),
            "filled": lambda value, key, name="name": text.fill(key, **{name: value}),
            "filled_two": lambda value, key, name, other, other_name: text.fill(
                key, **{name: value, other_name: other}
            ),
            "worded": text.fill,
            "word": lambda key, prefix="": text.word(prefix + key),
            "iso": lambda moment: f"{moment.isoformat()[:19]}Z",
            "pages": Markup,
            "clipped": partial(shorten, length=CLIPPED),
            "named": self._named.name,
            "new_topics": new_topics,
            "under_headings": under_headings,
            "sentence": lambda words: shorten(words[: first_sentence_end(words)], TEASER),
        }

    def _page(self, look: Look) -> Callable[..., str]:
        """Return what renders one kind of page."""
        style = page_style(self._theme, look.styles)
        template = self._templates.renderer(f"{tag_of(look.record)}.html")
        shared = {
            "style": None if self._linked else Markup(style),
            "policy": Markup(content_policy("" if self._linked else style, self._scheme)),
            **self._shared,
        }

        def render(page: Page, **more: object) -> str:
            return template(
                page=page,
                data=Markup(describe(page, look.linked_data(page, self._publication), self._root)),
                **({"name": self._named.name(page.address, page.title)} | look.view(self._views, page) | more),
                **shared,
            )

        return render


def _page_addresses(root: Root) -> dict[str, str]:
    """Return the constants for the addresses of the site's fixed pages and files."""
    places = {kind.place.name: kind.place for kind in KINDS if isinstance(kind.place, SinglePlace)}
    indexes = {INDEXES[kind]: IndexPlace(kind) for kind in SubjectKind}
    pages = {f"to.{name}": root.relative(path(place, Format.HTML)) for name, place in (places | indexes).items()}
    return pages | {f"file.{file.name.lower()}": root.relative(file.value) for file in SiteFile}
