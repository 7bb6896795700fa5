"""The stages wired together, once: functions over values, each yielding its progress.

    source -> parse -> lines                                parse_paths, parse_days
    source -> parse -> archive                              import_paths, fetch_days
                       archive -> enrich -> archive         read_sources (and a part of fetch_days)
                       archive -> relate -> archive         relate_events, train_ranker
                       archive -> lines                     export_events, list_problems, related_to_address, ..._text
                       archive -> relate -> publish -> files       build_site

Decides nothing itself: what an event is, is the parser's; which event it is, the archive's; what a page shows, publish's.
"""

from daybook.pipeline.building import build_site, open_library, site_recipe
from daybook.pipeline.enriching import SourceReport, SourcesNotRead, read_sources
from daybook.pipeline.intake import FetchOptions, IntakeReport, fetch_days, import_paths, parse_days, parse_paths
from daybook.pipeline.lines import Line
from daybook.pipeline.queries import export_events, list_problems
from daybook.pipeline.relating import relate_events, related_to_address, related_to_text, train_ranker
from daybook.publish.build import BuildReport

__all__ = [
    "BuildReport",
    "FetchOptions",
    "IntakeReport",
    "Line",
    "SourceReport",
    "SourcesNotRead",
    "build_site",
    "export_events",
    "fetch_days",
    "import_paths",
    "list_problems",
    "open_library",
    "parse_days",
    "parse_paths",
    "read_sources",
    "relate_events",
    "related_to_address",
    "related_to_text",
    "site_recipe",
    "train_ranker",
]
