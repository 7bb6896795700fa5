"""What a publisher can tell the parser about the wiki: names that other wikis write in their own words."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.model.setting import setting
from daybook.model.titles import ENGLISH_MONTHS, DayTitles
from daybook.model.wiki import SiteInfo


@dataclass(frozen=True, slots=True)
class ParseSettings:
    """How the pages to be parsed are named and framed.

    `prefix` and `months` are how the wiki names day pages: settings of the `wiki` section, filled in from there.
    """

    prefix: str = "Portal:Current events"
    months: tuple[str, ...] = ENGLISH_MONTHS
    frames: tuple[str, ...] = setting(
        ("Current events", "Current events header"), help="Templates that frame the list of a day's events."
    )
    redirects: tuple[str, ...] = setting(
        ("REDIRECT",), help="Words that, after `#`, make a page a redirect; the wiki's language may have its own."
    )

    site: SiteInfo | None = None
    """What the wiki says of itself, where the source tells it; filled in while pages are read."""

    @property
    def titles(self) -> DayTitles:
        """The rule that day-page titles follow."""
        return DayTitles(self.prefix, self.months)
