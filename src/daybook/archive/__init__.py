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
    from daybook.archive.facts.article_facts import (
        ContextFacts,
        add_context_facts,
        add_items,
        add_missing_articles,
        add_redirects,
        articles_to_ask,
        known_items,
    )
    from daybook.archive.facts.cited_sources import SourceAnswer, add_source_answers, sources_to_ask
    from daybook.archive.facts.source_health import (
        SourceFigures,
        SourceLook,
        add_source_states,
        source_figures,
        source_states,
        sources_to_look_at,
    )
    from daybook.archive.file.opening import (
        earlier_version,
        expect_archive,
        is_up_to_date,
        kept_copy,
        open_for_reading,
        open_for_writing,
    )
    from daybook.archive.file.since import show_since
    from daybook.archive.file.sqlite_errors import explain_errors
    from daybook.archive.file.version import VERSION
    from daybook.archive.identity.source_address import normal_address
    from daybook.archive.reading.change_reader import ChangeKey, ChangeQuestion, KnownChange
    from daybook.archive.reading.day_pages import (
        days_of_other_parsers,
        listed_pages_of_day,
        lists_the_same,
        raw_pages_of_day,
        revisions_of_days,
    )
    from daybook.archive.reading.export_reader import all_addresses, ids_by_date, subject_numbers
    from daybook.archive.reading.moment_reader import MomentReader
    from daybook.archive.reading.reader import ArchiveReader
    from daybook.archive.reading.revision_reader import FoundRevision
    from daybook.archive.reading.search_reader import EntryCache
    from daybook.archive.upkeep.check import check_archive, fingerprint
    from daybook.archive.upkeep.copies import backup, copy_as_of
    from daybook.archive.upkeep.outlet_joins import follows_houses, join_outlets
    from daybook.archive.upkeep.relocating import events_after, relocate
    from daybook.archive.upkeep.reparse import Reread, take_over
    from daybook.archive.upkeep.status import ArchiveStatus, archive_status, first_moment
    from daybook.archive.writing.attachments import read_attachment, save_attachment
    from daybook.archive.writing.attributes import keep_attribute, read_attribute
    from daybook.archive.writing.intake import Intake, add_revisions, confirm_unchanged, report_missing
    from daybook.archive.writing.month_pages import MonthPage, read_month_pages, save_month_pages
    from daybook.archive.writing.related_lists import PackedList, pack_related, save_related
    from daybook.archive.writing.revisions import days_of_shared_revisions
    from daybook.archive.writing.word_index import reindex
    from daybook.archive.writing.writable_archive import WritableArchive

__getattr__ = lazy_names(
    __name__,
    {
        "ArchiveReader": "reading.reader",
        "ArchiveStatus": "upkeep.status",
        "ChangeKey": "reading.change_reader",
        "ChangeQuestion": "reading.change_reader",
        "ContextFacts": "facts.article_facts",
        "EntryCache": "reading.search_reader",
        "FoundRevision": "reading.revision_reader",
        "Intake": "writing.intake",
        "KnownChange": "reading.change_reader",
        "MomentReader": "reading.moment_reader",
        "MonthPage": "writing.month_pages",
        "PackedList": "writing.related_lists",
        "Reread": "upkeep.reparse",
        "SourceAnswer": "facts.cited_sources",
        "SourceFigures": "facts.source_health",
        "SourceLook": "facts.source_health",
        "VERSION": "file.version",
        "WritableArchive": "writing.writable_archive",
        "add_context_facts": "facts.article_facts",
        "add_items": "facts.article_facts",
        "add_missing_articles": "facts.article_facts",
        "add_redirects": "facts.article_facts",
        "add_revisions": "writing.intake",
        "add_source_answers": "facts.cited_sources",
        "add_source_states": "facts.source_health",
        "all_addresses": "reading.export_reader",
        "archive_status": "upkeep.status",
        "articles_to_ask": "facts.article_facts",
        "backup": "upkeep.copies",
        "check_archive": "upkeep.check",
        "confirm_unchanged": "writing.intake",
        "copy_as_of": "upkeep.copies",
        "days_of_other_parsers": "reading.day_pages",
        "days_of_shared_revisions": "writing.revisions",
        "earlier_version": "file.opening",
        "events_after": "upkeep.relocating",
        "expect_archive": "file.opening",
        "explain_errors": "file.sqlite_errors",
        "fingerprint": "upkeep.check",
        "first_moment": "upkeep.status",
        "follows_houses": "upkeep.outlet_joins",
        "ids_by_date": "reading.export_reader",
        "is_up_to_date": "file.opening",
        "join_outlets": "upkeep.outlet_joins",
        "keep_attribute": "writing.attributes",
        "kept_copy": "file.opening",
        "known_items": "facts.article_facts",
        "listed_pages_of_day": "reading.day_pages",
        "lists_the_same": "reading.day_pages",
        "normal_address": "identity.source_address",
        "open_for_reading": "file.opening",
        "open_for_writing": "file.opening",
        "pack_related": "writing.related_lists",
        "raw_pages_of_day": "reading.day_pages",
        "read_attachment": "writing.attachments",
        "read_attribute": "writing.attributes",
        "read_month_pages": "writing.month_pages",
        "reindex": "writing.word_index",
        "relocate": "upkeep.relocating",
        "report_missing": "writing.intake",
        "revisions_of_days": "reading.day_pages",
        "save_attachment": "writing.attachments",
        "save_month_pages": "writing.month_pages",
        "save_related": "writing.related_lists",
        "show_since": "file.since",
        "source_figures": "facts.source_health",
        "source_states": "facts.source_health",
        "sources_to_ask": "facts.cited_sources",
        "sources_to_look_at": "facts.source_health",
        "subject_numbers": "reading.export_reader",
        "take_over": "upkeep.reparse",
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
