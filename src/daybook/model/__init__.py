"""The records that the stages hand to each other, and nothing else.

All are frozen dataclasses made of tuples and plain values: no stage's behaviour, no I/O. Stages import this package and
not each other.
"""

from daybook.model.archived import (
    ArchivedEvent,
    Change,
    ChangeKind,
    Context,
    DayRecord,
    EventAddress,
    EventBrief,
    EventHeadline,
    MovedEvent,
    Outline,
    Revision,
    Selection,
    SourceFacts,
    Stale,
    Status,
    Story,
    StoryMonth,
    Subject,
    SubjectCount,
    SubjectKind,
    SubjectRanking,
    Version,
)
from daybook.model.day import Category, Event, LineKind, Note, ParsedDay, RawPage, Redirect, Source, Topic, TopicLine
from daybook.model.location import ArticleKind, ArticlePlace, Location, LocationCount, WikidataItem
from daybook.model.problem import Problem, Severity
from daybook.model.related import Reason, ReasonKind, Related, RelatedList, ScorePart
from daybook.model.source_state import ArchivedCopy, SourceHealth, SourceState
from daybook.model.text import RichText, Span

__all__ = [
    "ArchivedCopy",
    "ArchivedEvent",
    "ArticleKind",
    "ArticlePlace",
    "Category",
    "Change",
    "ChangeKind",
    "Context",
    "DayRecord",
    "Event",
    "EventAddress",
    "EventBrief",
    "EventHeadline",
    "LineKind",
    "Location",
    "LocationCount",
    "MovedEvent",
    "Note",
    "Outline",
    "ParsedDay",
    "Problem",
    "RawPage",
    "Reason",
    "ReasonKind",
    "Redirect",
    "Related",
    "RelatedList",
    "Revision",
    "RichText",
    "ScorePart",
    "Selection",
    "Severity",
    "Source",
    "SourceFacts",
    "SourceHealth",
    "SourceState",
    "Span",
    "Stale",
    "Status",
    "Story",
    "StoryMonth",
    "Subject",
    "SubjectCount",
    "SubjectKind",
    "SubjectRanking",
    "Topic",
    "TopicLine",
    "Version",
    "WikidataItem",
]
