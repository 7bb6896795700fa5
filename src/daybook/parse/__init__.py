"""From the wikitext of a day page to its events: pure, never raises on bad input, loses no line.

from daybook.model import RawPage
from daybook.parse import parse_page
day = parse_page(RawPage("Portal:Current events/2004 August 14", "* A ferry sinks."))

Names are loaded when they are first used: `ParseSettings` is read at every start, and building a site parses nothing.
"""

from typing import TYPE_CHECKING

from daybook.lazy_loading import lazy_names
from daybook.parse.day_record import day_record, event_record

if TYPE_CHECKING:
    from daybook.parse.dialect import Dialect, find_dialect, shipped_dialects
    from daybook.parse.pages.day_page import parse_page
    from daybook.parse.pages.month_page import day_sections, example_of_day_heading, lines_of_no_day, split_month
    from daybook.parse.settings import ParseSettings

__getattr__ = lazy_names(
    __name__,
    {
        "Dialect": "dialect",
        "ParseSettings": "settings",
        "example_of_day_heading": "pages.month_page",
        "find_dialect": "dialect",
        "lines_of_no_day": "pages.month_page",
        "parse_page": "pages.day_page",
        "shipped_dialects": "dialect",
        "day_sections": "pages.month_page",
        "split_month": "pages.month_page",
    },
)

__all__ = [
    "Dialect",
    "ParseSettings",
    "day_record",
    "day_sections",
    "event_record",
    "example_of_day_heading",
    "find_dialect",
    "lines_of_no_day",
    "parse_page",
    "shipped_dialects",
    "split_month",
]
