"""The one SQLite file that holds everything: raw pages, events with identity and history, what is derived from them.

    with open_for_writing(path, now=now) as archive:
        add_revisions(archive, [(raw_page, parsed_day), ...], read_at=now)
    with open_for_reading(path) as connection:
        reader = ArchiveReader(connection)

Parses nothing and publishes nothing: it takes and gives records of `daybook.model`.

Names are loaded when they are first used: who reads an archive does not load what writes one.
"""

from typing import TYPE_CHECKING

from daybook.lazy_loading import lazy_names

if TYPE_CHECKING:
    from daybook.archive.article_facts import (
        ContextFacts,
        add_context_facts,
        add_items,
        add_missing_articles,
        add_redirects,
        articles_to_ask,
        known_items,
    )
    from daybook.archive.attachments import read_attachment, save_attachment
    from daybook.archive.attributes import keep_attribute, read_attribute
    from daybook.archive.change_reader import ChangeKey, ChangeQuestion, KnownChange
    from daybook.archive.check import check_archive, fingerprint
    from daybook.archive.cited_sources import SourceAnswer, add_source_answers, sources_to_ask
    from daybook.archive.copies import backup, copy_as_of
    from daybook.archive.day_pages import (
        days_of_other_parsers,
        listed_pages_of_day,
        lists_the_same,
        raw_pages_of_day,
        revisions_of_days,
    )
    from daybook.archive.file import (
        earlier_version,
        expect_archive,
        is_up_to_date,
        kept_copy,
        open_for_reading,
        open_for_writing,
    )
    from daybook.archive.intake import Intake, add_revisions, confirm_unchanged, report_missing
    from daybook.archive.moment_reader import MomentReader
    from daybook.archive.month_pages import MonthPage, read_month_pages, save_month_pages
    from daybook.archive.outlet_joins import follows_houses, join_outlets
    from daybook.archive.reader import ArchiveReader
    from daybook.archive.related import PackedList, pack_related, save_related
    from daybook.archive.relocating import events_after, relocate
    from daybook.archive.reparse import Reread, take_over
    from daybook.archive.revision_reader import FoundRevision
    from daybook.archive.revisions import days_of_shared_revisions
    from daybook.archive.search_reader import EntryCache
    from daybook.archive.since import show_since
    from daybook.archive.source_address import normal_address
    from daybook.archive.source_health import (
        SourceFigures,
        SourceLook,
        add_source_states,
        source_figures,
        source_states,
        sources_to_look_at,
    )
    from daybook.archive.sqlite_errors import explain_errors
    from daybook.archive.status import ArchiveStatus, archive_status, first_moment
    from daybook.archive.table_reader import all_addresses, ids_by_date, subject_numbers
    from daybook.archive.version import VERSION
    from daybook.archive.word_index import reindex
    from daybook.archive.writable_archive import WritableArchive

__getattr__ = lazy_names(
    __name__,
    {
        "ArchiveReader": "reader",
        "ArchiveStatus": "status",
        "ChangeKey": "change_reader",
        "ChangeQuestion": "change_reader",
        "ContextFacts": "article_facts",
        "EntryCache": "search_reader",
        "FoundRevision": "revision_reader",
        "Intake": "intake",
        "KnownChange": "change_reader",
        "MomentReader": "moment_reader",
        "MonthPage": "month_pages",
        "PackedList": "related",
        "Reread": "reparse",
        "SourceAnswer": "cited_sources",
        "SourceFigures": "source_health",
        "SourceLook": "source_health",
        "VERSION": "version",
        "WritableArchive": "writable_archive",
        "add_context_facts": "article_facts",
        "add_items": "article_facts",
        "add_missing_articles": "article_facts",
        "add_redirects": "article_facts",
        "add_revisions": "intake",
        "add_source_answers": "cited_sources",
        "add_source_states": "source_health",
        "all_addresses": "table_reader",
        "archive_status": "status",
        "articles_to_ask": "article_facts",
        "backup": "copies",
        "check_archive": "check",
        "confirm_unchanged": "intake",
        "copy_as_of": "copies",
        "days_of_other_parsers": "day_pages",
        "days_of_shared_revisions": "revisions",
        "earlier_version": "file",
        "events_after": "relocating",
        "expect_archive": "file",
        "explain_errors": "sqlite_errors",
        "fingerprint": "check",
        "first_moment": "status",
        "follows_houses": "outlet_joins",
        "ids_by_date": "table_reader",
        "is_up_to_date": "file",
        "join_outlets": "outlet_joins",
        "keep_attribute": "attributes",
        "kept_copy": "file",
        "known_items": "article_facts",
        "listed_pages_of_day": "day_pages",
        "lists_the_same": "day_pages",
        "normal_address": "source_address",
        "open_for_reading": "file",
        "open_for_writing": "file",
        "pack_related": "related",
        "raw_pages_of_day": "day_pages",
        "read_attachment": "attachments",
        "read_attribute": "attributes",
        "read_month_pages": "month_pages",
        "reindex": "word_index",
        "relocate": "relocating",
        "report_missing": "intake",
        "revisions_of_days": "day_pages",
        "save_attachment": "attachments",
        "save_month_pages": "month_pages",
        "save_related": "related",
        "show_since": "since",
        "source_figures": "source_health",
        "source_states": "source_health",
        "sources_to_ask": "cited_sources",
        "sources_to_look_at": "source_health",
        "subject_numbers": "table_reader",
        "take_over": "reparse",
    },
)

__all__ = [
    "VERSION",
    "ArchiveReader",
    "ArchiveStatus",
    "ChangeKey",
    "ChangeQuestion",
    "ContextFacts",
    "EntryCache",
    "FoundRevision",
    "Intake",
    "KnownChange",
    "MomentReader",
    "MonthPage",
    "PackedList",
    "Reread",
    "SourceAnswer",
    "SourceFigures",
    "SourceLook",
    "WritableArchive",
    "add_context_facts",
    "add_items",
    "add_missing_articles",
    "add_redirects",
    "add_revisions",
    "add_source_answers",
    "add_source_states",
    "all_addresses",
    "archive_status",
    "articles_to_ask",
    "backup",
    "check_archive",
    "confirm_unchanged",
    "copy_as_of",
    "days_of_other_parsers",
    "days_of_shared_revisions",
    "earlier_version",
    "events_after",
    "expect_archive",
    "explain_errors",
    "fingerprint",
    "first_moment",
    "follows_houses",
    "ids_by_date",
    "is_up_to_date",
    "join_outlets",
    "keep_attribute",
    "kept_copy",
    "known_items",
    "listed_pages_of_day",
    "lists_the_same",
    "normal_address",
    "open_for_reading",
    "open_for_writing",
    "pack_related",
    "raw_pages_of_day",
    "read_attachment",
    "read_attribute",
    "read_month_pages",
    "reindex",
    "relocate",
    "report_missing",
    "revisions_of_days",
    "save_attachment",
    "save_month_pages",
    "save_related",
    "show_since",
    "source_figures",
    "source_states",
    "sources_to_ask",
    "sources_to_look_at",
    "subject_numbers",
    "take_over",
]
