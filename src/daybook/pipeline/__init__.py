"""The stages wired together, once: functions over values, each yielding its progress.

    source -> parse -> lines                                parse_paths, parse_days
    source -> parse -> archive                              import_paths, fetch_days, fetch_all
                       archive -> enrich -> archive         read_sources (and a part of fetch_days)
                       archive -> relate -> archive         relate_events, train_ranker
                       archive, site -> how fresh they are  read_status
                       archive -> lines                     export_events, list_problems, related_to_address, ..._text
                       archive -> ask -> events             search_archive, search_reader
                       archive -> relate -> publish -> files       build_site

Decides nothing itself: what an event is, is the parser's; which event it is, the archive's; what a page shows, publish's.
"""

from daybook.pipeline.building import build_site, build_spec, estimate_site, open_library
from daybook.pipeline.enriching import SourceReport, SourcesNotRead, read_sources
from daybook.pipeline.fetching import FetchOptions, fetch_all, fetch_days
from daybook.pipeline.follow_state import FollowState, read_follow_state
from daybook.pipeline.following import Followed, follow_wiki
from daybook.pipeline.intake import IntakeReport, import_paths, parse_days, parse_paths
from daybook.pipeline.kept_facts import FetchRecord, read_fetch_record
from daybook.pipeline.lines import Line, answer_line, found_line
from daybook.pipeline.opened import OpenArchive, open_archive
from daybook.pipeline.queries import (
    FoundEvent,
    SearchResult,
    export_events,
    list_problems,
    rebuild_index,
    search_archive,
    search_reader,
)
from daybook.pipeline.relating import relate_events, related_to_address, related_to_text, train_ranker
from daybook.pipeline.reparsing import count_days_of_other_parsers, find_misread_days, reparse
from daybook.pipeline.status import Status, read_status
from daybook.publish.delivery.build import BuildReport
from daybook.publish.delivery.estimate import Estimate

__all__ = [
    "BuildReport",
    "Estimate",
    "FetchOptions",
    "FetchRecord",
    "FollowState",
    "Followed",
    "FoundEvent",
    "IntakeReport",
    "Line",
    "OpenArchive",
    "SearchResult",
    "SourceReport",
    "SourcesNotRead",
    "Status",
    "answer_line",
    "build_site",
    "build_spec",
    "count_days_of_other_parsers",
    "estimate_site",
    "export_events",
    "fetch_all",
    "fetch_days",
    "find_misread_days",
    "follow_wiki",
    "found_line",
    "import_paths",
    "list_problems",
    "open_archive",
    "open_library",
    "parse_days",
    "parse_paths",
    "read_fetch_record",
    "read_follow_state",
    "read_sources",
    "read_status",
    "rebuild_index",
    "relate_events",
    "related_to_address",
    "related_to_text",
    "reparse",
    "search_archive",
    "search_reader",
    "train_ranker",
]
