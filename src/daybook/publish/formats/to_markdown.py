"""Pages as Markdown: the links to the other formats, then the body that the page's kind has (`render/markdown/`)."""

from __future__ import annotations

from daybook.publish.kinds import look_of
from daybook.publish.pages.records import Page
from daybook.publish.render.markdown.parts import format_links


class MarkdownRenderer:
    """Writes pages as Markdown (CommonMark) in UTF-8."""

    def render(self, page: Page) -> bytes:
        """Return a page as Markdown."""
        lines = ["", format_links(page.formats), ""] if page.formats else [""]
        lines.extend(look_of(page).markdown(page))
        return "\n".join([*lines, ""]).encode()
