"""What feeds, mail, books and calendars say, from the theme's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from daybook.gazetteer.mentions import country_name
from daybook.model import ChangeKind, SubjectKind
from daybook.publish.pages import descriptions
from daybook.publish.pages import reader_text as english
from daybook.publish.pages.site import SITE_FEEDS
from daybook.publish.pages.subject import INDEX_NAMES
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
    descriptions.LETTER: "description.letter",
    descriptions.INDEX: "description.index",
    descriptions.LATEST_CHANGES: "description.changes",
    descriptions.NOT_FOUND: "description.not_found",
    descriptions.RANDOM: "description.random",
    descriptions.SEARCH: "description.search",
    descriptions.CHANGED_IN: "description.changed_in",
    descriptions.CHRONICLE: "description.chronicle",
    descriptions.TABLES: "description.tables",
    descriptions.ON_DAY: "description.on_day",
    descriptions.WEEK_BY_WEEK: "description.weeks",
    descriptions.IN_SHORT: "description.in_short",
    descriptions.HISTORY: "description.history",
    descriptions.ARTICLES: "description.articles",
    descriptions.MONTH: "description.month",
    descriptions.YEAR: "description.year",
    descriptions.THIS_DAY: "description.this_day",
    descriptions.ALL_DATES: "description.all_dates",
    descriptions.COUNTRIES: "description.countries",
    descriptions.IN_COUNTRY: "description.in_country",
    descriptions.TO_MEND: "description.to_mend",
    descriptions.TO_MEND_IN: "description.to_mend_in",
    descriptions.OF_SUBJECT: "description.of_subject",
    descriptions.OF_SUBJECT_IN: "description.of_subject_in",
    INDEX_NAMES[SubjectKind.CONTEXT]: "index.context",
    INDEX_NAMES[SubjectKind.TOPIC]: "index.topic",
    INDEX_NAMES[SubjectKind.CATEGORY]: "index.category",
    INDEX_NAMES[SubjectKind.OUTLET]: "index.source",
    descriptions.ABOUT: "about.of",
    descriptions.ABOUT_TEXT: "about.text",
    descriptions.PAGES_COME_AS: "about.pages_come_as",
    descriptions.DAYS_COME_AS: "about.days_come_as",
    descriptions.FEED_LISTS: "about.feed_lists",
    descriptions.JSON_SCHEMA: "about.json_schema",
    descriptions.XML_SCHEMA: "about.xml_schema",
    descriptions.SITE_MAP: "about.site_map",
    descriptions.MOVED: "redirect.title",
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

    def country(self, code: str) -> str:
        """Return the name of a country."""
        is_english = self.language.partition("-")[0] == "en"
        return country_name(code) if is_english else self._text.country(code.upper())

    def list(self, names: Sequence[str]) -> str:
        """Join names as a sentence does."""
        return self._text.list(names)

    def count(self, key: str, number: int) -> str:
        """Write how many `events` or `problems` there are."""
        return self._text.count(key, number)
