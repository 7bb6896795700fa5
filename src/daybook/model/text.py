"""Rich text: a headline's words with their links and styles.

Holds text that has already been understood; knows no wikitext and no HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style.

    `text` is Unicode with entities decoded. `link` is the title of a wiki article, first letter in upper case, spaces not
    underscores, with its `#section` where the editor linked to one. `url` is an external address that stands inside the
    sentence (an http or https address; a span has `link` or `url`, never both).
    """

    text: str
    link: str | None = None
    url: str | None = None
    italic: bool = False
    bold: bool = False
    subscript: bool = False
    superscript: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class RichText:
    """A headline or a topic as its editors styled it: neighbouring spans differ in link or style, none is empty."""

    spans: tuple[Span, ...] = ()

    @property
    def plain(self) -> str:
        """The text alone."""
        spans = self.spans
        return spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])

    @property
    def links(self) -> tuple[str, ...]:
        """Titles linked to, as written but without `#section`, each once, in order; links within a page left out."""
        return link_titles(span.link for span in self.spans)

    def __str__(self) -> str:
        return self.plain


def link_titles(links: Iterable[str | None]) -> tuple[str, ...]:
    """Return the articles that links of spans lead to, without `#section`, each once, in order."""
    titles = (link.partition("#")[0] for link in links if link)
    return tuple(dict.fromkeys(title for title in titles if title))
