"""What a preview image says: a few words of a page's record, in the interface's language. Draws nothing."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.publish.pages import records
from daybook.publish.pages.english_text import shorten
from daybook.publish.render.locale_text import LocaleText

TITLE = 220
"""Characters of a headline on an image: what fits in seven lines of its smallest size."""
LINE = 70
"""Characters of the lines above and below."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The words of an image: the site's name, a line above, the title, a line below.

    `instead` is the title where no font at hand has all letters of it; it is plain enough for any.
    """

    site: str
    above: str
    title: str
    below: str
    instead: str


def preview_of(page: records.Page, site: str, text: LocaleText) -> Preview | None:
    """Return what a page's image says; None for a page that has none."""
    if page.image is None:
        return None
    match page:
        case records.EventPage():
            day = text.date(page.date, "long")
            above = f"{page.category.name} · {day}" if page.category else day
            outlets = ", ".join(dict.fromkeys(source.label for source in page.sources[:3]))
            return Preview(site, shorten(above, LINE), shorten(page.headline.text, TITLE), shorten(outlets, LINE), day)
        case records.SubjectPage():
            span = f"{page.first.year}" if page.first.year == page.last.year else f"{page.first.year}–{page.last.year}"
            label = text.word(f"subject.{page.subject.value}")
            below = f"{text.count('events', page.total)} · {span}"
            return Preview(site, label, shorten(page.name, TITLE), below, span)
        case _:
            return Preview("", "", shorten(page.title, TITLE), shorten(page.description, TITLE), "")
