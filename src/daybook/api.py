"""The public Python interface: what other programs may rely on.

    from daybook.api import open_archive
    with open_archive("archive.sqlite") as archive:
        for event in archive.events(): print(event.date, event.event.headline)

Everything named here is typed and keeps its meaning within a major version; all other modules are Daybook's own and may
change with any release. Every type that a name here takes or gives is named here too. docs/guide/python.md shows it at work.
"""

from datetime import datetime

from daybook.ask import Answer, CursorError, Hit, Query, Sort, SubjectHit, Suggestion, read_question
from daybook.config import FileSettings, Settings, StatusSettings, load_settings
from daybook.enrich.settings import SourceReadingSettings
from daybook.errors import DaybookError, ExportError
from daybook.export import Column, ColumnType, Row, Table, TableFormat, TableWriter, register_format
from daybook.model import (
    ArchivedCopy,
    ArchivedEvent,
    ArticleKind,
    Category,
    ChangeKind,
    Context,
    DayRecord,
    Event,
    EventAddress,
    LineKind,
    Location,
    Note,
    ParsedDay,
    Problem,
    RawPage,
    Reason,
    ReasonKind,
    Redirect,
    Related,
    RelatedList,
    Revision,
    RichText,
    ScorePart,
    Severity,
    Source,
    SourceFacts,
    SourceHealth,
    SourceState,
    Span,
    Status,
    Story,
    Subject,
    SubjectKind,
    Topic,
    TopicLine,
    Version,
)
from daybook.model.titles import DayTitles
from daybook.model.wiki import Namespace, SiteInfo
from daybook.parse import Dialect, ParseSettings
from daybook.parse import parse_page as _parse_page
from daybook.parse.dialect import (
    CitationWords,
    DateWords,
    JoiningWords,
    MagicWords,
    NamespaceWords,
    PageWords,
    SourceWords,
    TemplateWords,
    TitleWords,
)
from daybook.pipeline.building import build_site
from daybook.pipeline.exporting import ExportReport, export_tables
from daybook.pipeline.fetching import FetchOptions, fetch_days
from daybook.pipeline.intake import IntakeReport, import_paths
from daybook.pipeline.lines import Line
from daybook.pipeline.opened import EventRelated, EventVersions, OpenArchive, open_archive
from daybook.pipeline.parsed_days import parse_paths
from daybook.pipeline.queries import FoundEvent, SearchResult, export_events
from daybook.pipeline.relating import relate_events
from daybook.progress import Progress, Steps, finish
from daybook.publish.delivery.build import BuildReport
from daybook.publish.mail_settings import MailSettings
from daybook.publish.render.theme import ThemeSettings
from daybook.publish.settings import SiteSettings
from daybook.relate import RelateSettings
from daybook.relate.ranking.registered_ranker import register_ranker
from daybook.source.items import Cause, NotRead
from daybook.source.local import register_source
from daybook.source.mediawiki import Clock
from daybook.source.settings import FollowSettings, WikiSettings

__all__ = [
    "Answer",
    "ArchivedCopy",
    "ArchivedEvent",
    "ArticleKind",
    "BuildReport",
    "Category",
    "Cause",
    "ChangeKind",
    "CitationWords",
    "Clock",
    "Column",
    "ColumnType",
    "Context",
    "CursorError",
    "DateWords",
    "DayRecord",
    "DayTitles",
    "DaybookError",
    "Dialect",
    "Event",
    "EventAddress",
    "EventRelated",
    "EventVersions",
    "ExportError",
    "ExportReport",
    "FetchOptions",
    "FileSettings",
    "FollowSettings",
    "FoundEvent",
    "Hit",
    "IntakeReport",
    "JoiningWords",
    "Line",
    "LineKind",
    "Location",
    "MagicWords",
    "MailSettings",
    "Namespace",
    "NamespaceWords",
    "NotRead",
    "Note",
    "OpenArchive",
    "PageWords",
    "ParseSettings",
    "ParsedDay",
    "Problem",
    "Progress",
    "Query",
    "RawPage",
    "Reason",
    "ReasonKind",
    "Redirect",
    "RelateSettings",
    "Related",
    "RelatedList",
    "Revision",
    "RichText",
    "Row",
    "ScorePart",
    "SearchResult",
    "Settings",
    "Severity",
    "SiteInfo",
    "SiteSettings",
    "Sort",
    "Source",
    "SourceFacts",
    "SourceHealth",
    "SourceReadingSettings",
    "SourceState",
    "SourceWords",
    "Span",
    "Status",
    "StatusSettings",
    "Steps",
    "Story",
    "Subject",
    "SubjectHit",
    "SubjectKind",
    "Suggestion",
    "Table",
    "TableFormat",
    "TableWriter",
    "TemplateWords",
    "ThemeSettings",
    "TitleWords",
    "Topic",
    "TopicLine",
    "Version",
    "WikiSettings",
    "build_site",
    "export_events",
    "export_tables",
    "fetch_days",
    "finish",
    "import_paths",
    "load_settings",
    "open_archive",
    "parse_page",
    "parse_paths",
    "read_question",
    "register_format",
    "register_ranker",
    "register_source",
    "relate_events",
]


def parse_page(
    title: str,
    wikitext: str,
    *,
    settings: ParseSettings | None = None,
    revision: int | None = None,
    timestamp: datetime | None = None,
) -> ParsedDay:
    """Read what stands on a day page: its events, what was not understood, and what became of each line.

    Never raises for any wikitext. Raises `ValueError` where `title` is no day page's title
    ("Portal:Current events/2004 December 26").
    """
    return _parse_page(RawPage(title, wikitext, revision, timestamp), settings)
