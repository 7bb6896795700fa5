"""How the parser is set: its own section, and what the wiki's section says of titles. Loads the settings alone."""

from __future__ import annotations

from dataclasses import replace

from daybook.config import Settings
from daybook.parse import ParseSettings


def parse_settings(settings: Settings) -> ParseSettings:
    """Return the parser's settings with the titles as the wiki's section has them."""
    wiki = settings.wiki
    return replace(
        settings.parse,
        prefix=wiki.title_prefix,
        months=wiki.months,
        day_title=wiki.day_title,
        month_title=wiki.month_title,
    )
