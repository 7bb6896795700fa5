"""What feeds, mail, books and calendars say, from the theme's words."""

from __future__ import annotations

from datetime import date

from daybook.model import ChangeKind
from daybook.publish.pages import reader_text as english
from daybook.publish.pages.site import SITE_FEEDS
from daybook.publish.render.locale_text import LocaleText

KEYS = {
    **{feed.subject: feed.words for feed in SITE_FEEDS if feed.subject},
    **{kind.value: f"kind.{kind.value}" for kind in ChangeKind},
    english.COPY: "health.copy",
    english.CHANGED: "digest.changed",
    english.WITHDRAWN: "digest.withdrawn",
    english.WEEK: "digest.week",
    english.SPAN: "digest.span",
    english.NOTHING_MOVED: "digest.quiet",
    english.EDITORS: "origin.editors_of",
    english.FROM_PAGE: "origin.from_page",
    english.FROM_REVISION: "origin.from_revision",
    english.ON_THIS_DAY: "site.on_this_day",
    english.CONTENTS: "book.contents",
    english.MORE: "book.more",
}
"""The key of the theme's words for everything that is said."""

_LEAP_YEAR = 2004


class CatalogueText:
    """Says things with the words of a theme."""

    def __init__(self, text: LocaleText) -> None:
        self._text = text
        self.language = text.language
        self.direction = text.direction

    def say(self, english: str, **values: str) -> str:
        """Return what is said thus in English, with `{names}` filled in."""
        return self._text.fill(KEYS[english], **values)

    def date(self, day: date) -> str:
        """Write a date."""
        return self._text.date(day)

    def month(self, year: int, month: int) -> str:
        """Write a month of a year."""
        return self._text.date(date(year, month, 1), "month")

    def day_of_year(self, month: int, day: int) -> str:
        """Write a day of any year."""
        return self._text.date(date(_LEAP_YEAR, month, day), "day")

    def number(self, value: int) -> str:
        """Write a number."""
        return self._text.number(value)

    def count(self, key: str, number: int) -> str:
        """Write how many `events` or `problems` there are."""
        return self._text.count(key, number)
