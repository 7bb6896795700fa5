"""What a publisher can tell the parser about the wiki: its dialect, and names that differ from the dialect's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from daybook.model.setting import setting
from daybook.model.titles import DayTitles
from daybook.model.wiki import SiteInfo
from daybook.parse.dialect import Dialect, find_dialect

_UNREAD = cast("Dialect", None)
"""Stands for the dialect until that of the settings is read."""


@dataclass(frozen=True, slots=True)
class ParseSettings:
    """How the pages to be parsed are named and framed, and the words they use.

    `prefix`, `months`, `day_title` and `month_title` are how the wiki names day pages: settings of the `wiki` section,
    filled in from there. `words` is the dialect as it was read; `site` what the wiki says of its own names, which wins,
    filled in while pages are read.
    """

    dialect: str = setting(
        "en",
        help="The words that the wiki uses: a dialect that ships with Daybook (de, en, id, ja, pt, simple), or a TOML file of yours.",
    )
    frames: tuple[str, ...] = setting(
        (), help="Templates that frame the list of a day's events; empty: those that the dialect names."
    )
    redirects: tuple[str, ...] = setting(
        (), help="Words that, after `#`, make a page a redirect, beside those that the dialect or the wiki names."
    )
    prefix: str = ""
    months: tuple[str, ...] = ()
    day_title: str = ""
    month_title: str = ""
    site: SiteInfo | None = None
    words: Dialect = field(default=_UNREAD, metadata={"wired": True})

    def __post_init__(self) -> None:
        words = find_dialect(self.dialect) if self.words is _UNREAD else self.words
        object.__setattr__(self, "words", words if self.site is None else words.with_site(self.site))

    @property
    def titles(self) -> DayTitles:
        """The rule that day-page titles follow."""
        own = self.words.titles
        return DayTitles(
            self.prefix or own.prefix,
            self.months or own.months,
            self.day_title or own.day,
            self.month_title or own.month,
        )

    @property
    def frame_names(self) -> tuple[str, ...]:
        """The templates that frame the list of a day's events."""
        return self.frames or self.words.page.frames

    @property
    def redirect_words(self) -> tuple[str, ...]:
        """The words that make a page a redirect."""
        return (*self.words.page.redirects, *self.redirects)
