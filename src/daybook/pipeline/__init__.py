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
