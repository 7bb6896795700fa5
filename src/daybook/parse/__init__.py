"""From the wikitext of a day page to its events: pure, never raises on bad input, loses no line.

from daybook.model import RawPage
from daybook.parse import parse_page
day = parse_page(RawPage("Portal:Current events/2004 August 14", "* A ferry sinks."))
"""

from daybook.parse.day_record import day_record, event_record
from daybook.parse.dialect import Dialect, find_dialect, shipped_dialects
from daybook.parse.month import example_of_day_heading, lines_of_no_day, split_month
from daybook.parse.page import parse_page
from daybook.parse.settings import ParseSettings

__all__ = [
    "Dialect",
    "ParseSettings",
    "day_record",
    "event_record",
    "example_of_day_heading",
    "find_dialect",
    "lines_of_no_day",
    "parse_page",
    "shipped_dialects",
    "split_month",
]
