"""Pages as plain text: their title and description. An example that tests add to a copy of the package."""

from __future__ import annotations

from daybook.publish.pages.records import Page


class TextRenderer:
    """Writes pages as plain text in UTF-8."""

    def render(self, page: Page) -> bytes:
        """Return a page as plain text."""
        return f"{page.title}\n\n{page.description}\n".encode()
