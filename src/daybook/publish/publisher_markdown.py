"""The publisher's own texts, from Markdown to HTML: the home of markdown-it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from daybook.publish.cleaning import clean
from daybook.publish.pages.records import Prose

_reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")


def markdown_to_prose(markdown: str, folder: str = "") -> Prose:
    """Return a publisher's text as it stands, and as HTML without any markup of its own.

    `folder` is what the site's own paths stand under. Links elsewhere are marked as external, not as `nofollow`: the publisher
    vouches for them. A picture on another host becomes a link to it, for pages load nothing from elsewhere.
    """
    text = "\n".join(clean(line) for line in markdown.splitlines()).strip()
    tokens = _reader.parse(text)
    highest = min((token.tag for token in tokens if token.type == "heading_open"), default="h2")
    for token in tokens:
        if highest == "h1" and token.type.startswith("heading_"):
            token.tag = f"h{min(int(token.tag[1:]) + 1, 6)}"  # the page's own title is its first heading
        if style := str(token.attrs.pop("style", "")):  # of a table's cell; pages allow no style of an element's own
            token.attrs["class"] = _CELLS.get(style, "")
        for child in token.children or ():
            _mend(child, folder)
    html = _reader.renderer.render(tokens, _reader.options, {})
    return Prose(text, "\n".join(clean(line) for line in html.splitlines()) + "\n" if html else "")


def _mend(token: Token, folder: str) -> None:
    """Make a link or picture what it may be on a page of the site."""
    name = {"link_open": "href", "image": "src"}.get(token.type)
    address = str(token.attrs.get(name, "")) if name else ""
    if name is None or not address:
        return
    inside = address.startswith("/") and not address.startswith("//")
    if inside:
        token.attrs[name] = folder + address
    elif name == "href" and _ELSEWHERE.match(address):
        token.attrs["rel"] = "external"
    elif name == "src" and (_ELSEWHERE.match(address) or ":" in address):
        token.type, token.tag, token.nesting = "linked_picture", "a", 0


def _linked_picture(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    """Write a link in the place of a picture that may not be loaded; one that is no web address is its text alone."""
    token = tokens[place]
    address = str(token.attrs["src"])
    words = escapeHtml(renderer.renderInlineAsText(token.children or [], options, env) or address)
    return f'<a href="{escapeHtml(address)}" rel="external">{words}</a>' if _ELSEWHERE.match(address) else words


_CELLS = {"text-align:right": "end", "text-align:center": "centre", "text-align:left": "start"}
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_reader.add_render_rule("linked_picture", _linked_picture)
