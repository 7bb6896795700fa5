"""Pages as Markdown: the links to the other formats, then the body that the page's kind has (`render/markdown/`)."""

from __future__ import annotations

from daybook.publish.addresses import Root
from daybook.publish.kinds import PageNames, look_of
from daybook.publish.pages.reader_text import ENGLISH, ReaderText
from daybook.publish.pages.records import Page
from daybook.publish.render.markdown.parts import format_links


class MarkdownRenderer:
    """Writes pages as Markdown (CommonMark) in UTF-8, in the reader's language."""

    def __init__(self, root: Root | None = None, text: ReaderText = ENGLISH) -> None:
        """Write pages of a site, which stands at `root`; without it none is called anything but its title."""
        self._text = text
        is_english = text.language.partition("-")[0] == "en"  # as titles are
        self._names = PageNames(root, text) if root is not None and not is_english else None

    def render(self, page: Page) -> bytes:
        """Return a page as Markdown."""
        lines = ["", format_links(page.formats, self._text), ""] if page.formats else [""]
        shown = self._names.named(page) if self._names is not None else page
        lines.extend(look_of(page).markdown(shown, self._text))
        return "\n".join([*lines, ""]).encode()
