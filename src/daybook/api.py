"""The public Python interface: what other programs may rely on.

    from daybook.api import parse_page
    day = parse_page("Portal:Current events/2004 December 26", wikitext)
    for event in day.events: print(event.headline, event.links, [source.url for source in event.sources])

Everything named here is typed and keeps its meaning within a major version; all other modules are Daybook's own and may
change with any release. Adds nothing of its own but a shorter way to parse one page.
"""

from datetime import datetime

from daybook.archive import ArchiveReader, open_for_reading
from daybook.ask import Answer, CursorError, Hit, Query, Sort, SubjectHit, read_question
from daybook.config import Settings, load_settings
from daybook.errors import DaybookError
from daybook.model import (
    ArchivedEvent,
    Category,
    ChangeKind,
    Context,
    Event,
    ParsedDay,
    Problem,
    RawPage,
    Related,
    RelatedList,
    RichText,
    Selection,
    Severity,
    Source,
    Span,
    Status,
    Story,
    SubjectKind,
    Topic,
    TopicLine,
    Version,
)
from daybook.parse import ParseSettings
from daybook.parse import parse_page as _parse_page
from daybook.pipeline import (
    FoundEvent,
    OpenArchive,
    SearchResult,
    build_site,
    export_events,
    fetch_days,
    import_paths,
    open_archive,
    parse_paths,
    relate_events,
)
from daybook.progress import Progress, Steps, finish

__all__ = [
    "Answer",
    "ArchiveReader",
    "ArchivedEvent",
    "Category",
    "ChangeKind",
    "Context",
    "CursorError",
    "DaybookError",
    "Event",
    "FoundEvent",
    "Hit",
    "OpenArchive",
    "ParseSettings",
    "ParsedDay",
    "Problem",
    "Progress",
    "Query",
    "RawPage",
    "Related",
    "RelatedList",
    "RichText",
    "SearchResult",
    "Selection",
    "Settings",
    "Severity",
    "Sort",
    "Source",
    "Span",
    "Status",
    "Steps",
    "Story",
    "SubjectHit",
    "SubjectKind",
    "Topic",
    "TopicLine",
    "Version",
    "build_site",
    "export_events",
    "fetch_days",
    "finish",
    "import_paths",
    "load_settings",
    "open_archive",
    "open_for_reading",
    "parse_page",
    "parse_paths",
    "read_question",
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
