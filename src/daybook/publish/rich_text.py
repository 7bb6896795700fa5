"""Rich text as HTML that is well-formed XML too: the only place where a headline's spans become markup.

Text is escaped, right-to-left passages are isolated (`bdi`). Where a link leads is the caller's matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from daybook.model import RichText, Span
from daybook.publish.cleaning import clean, safe_url

Resolve = Callable[[str], str | None]
"""Gives the address that a link to a wiki title leads to, or None for none."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]")
_STYLES = (("subscript", "sub"), ("superscript", "sup"), ("strike", "s"), ("italic", "i"), ("bold", "b"))


def to_html(rich: RichText, resolve: Resolve) -> str:
    """Return rich text as HTML; neighbouring spans of one link become one `a` element."""
    pieces: list[str] = []
    open_href: str | None = None
    open_target: tuple[str | None, str | None] = (None, None)
    for span in rich.spans:
        target = (span.link, span.url)
        if target != open_target or open_href is None:
            if open_href:
                pieces.append("</a>")
            open_href, open_target = _href(span, resolve), target
            if open_href:
                pieces.append(f'<a href="{escape(open_href)}">')
        pieces.append(_styled(span))
    if open_href:
        pieces.append("</a>")
    return "".join(pieces).strip()


def _href(span: Span, resolve: Resolve) -> str | None:
    if span.link:
        return resolve(span.link.partition("#")[0])
    return safe_url(span.url) if span.url else None


def _styled(span: Span) -> str:
    text = clean(span.text)
    html = escape(text)
    if not text.isascii() and _RIGHT_TO_LEFT.search(text):
        html = f"<bdi>{html}</bdi>"
    if span.italic or span.bold or span.subscript or span.superscript or span.strike:
        for style, element in _STYLES:
            if getattr(span, style):
                html = f"<{element}>{html}</{element}>"
    return html


_OWN_LINK = re.compile(r'<a href="/')


def with_host(html: str, host: str) -> str:
    """Make links to the site's pages in HTML of `to_html` absolute: text in it never holds a quote that is not escaped."""
    return _OWN_LINK.sub(f'<a href="{escape(host)}/', html)
