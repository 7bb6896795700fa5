"""Everything that can be asked of the API, as a table: the one source of truth for requests, descriptions, tools and tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from daybook.ask import Sort
from daybook.ask.query import MOST, SIZE
from daybook.ask.question import LONGEST_QUESTION
from daybook.http_api import archive_status, changes, citations, days, events, history, resolving, subjects, suggestions
from daybook.http_api import records as r
from daybook.http_api.parameters import Choice, Day, Degrees, Moment, Parameter, Text, Whole, YesNo
from daybook.http_api.session import ApiSession
from daybook.model import ChangeKind, SubjectKind
from daybook.model.encoding import Open, fields_of
from daybook.publish.interchange.records import EventRecord, RelatedRecord, VersionRecord


class ApiFormat(StrEnum):
    """A format of answers; the value is its suffix."""

    media_type: str
    label: str

    def __new__(cls, suffix: str, label: str, media_type: str) -> Self:
        """Make a format."""
        made = str.__new__(cls, suffix)
        made._value_ = suffix
        made.label = label
        made.media_type = media_type
        return made

    JSON = ("json", "JSON", "application/json")
    LINES = ("jsonl", "JSON Lines", "application/jsonl")
    CSV = ("csv", "CSV", "text/csv")
    ATOM = ("atom", "Atom", "application/atom+xml")
    GEOJSON = ("geojson", "GeoJSON", "application/geo+json")
    ICALENDAR = ("ics", "iCalendar", "text/calendar")
    NINJS = ("ninjs", "ninjs", "application/ninjs+json")
    MARKDOWN = ("md", "Markdown", "text/markdown")


Values = Mapping[str, Any]
"""The values of a request, by parameter."""

FORMATS: Mapping[str, ApiFormat] = {form.value: form for form in ApiFormat}
"""Formats by suffix."""

ONE = (ApiFormat.JSON, ApiFormat.MARKDOWN)
LIST = (ApiFormat.JSON, ApiFormat.LINES, ApiFormat.CSV, ApiFormat.MARKDOWN)
FEED = (*LIST, ApiFormat.ATOM, ApiFormat.GEOJSON, ApiFormat.ICALENDAR)


@dataclass(frozen=True, slots=False)
class Operation:
    """One address: its path with `{parameters}`, what it takes, what makes its answer, and the formats of that.

    `items` is the field of the answer that holds a list, of which JSON Lines and CSV have a line each. `narrow` adds to the values of a
    listing of events what its path says.
    """

    name: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    make: Callable[[ApiSession, Values], Open]
    answer: type[Open]
    formats: tuple[ApiFormat, ...] = ONE
    items: str | None = None
    narrow: Callable[[ApiSession, Values], Values] | None = None

    @property
    def item_type(self) -> type[Open]:
        """The record of one item."""
        return ITEM_TYPES[self.items or ""]

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """What paths of it look like, without a suffix: the values of its parameters are groups."""
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path)))

    @property
    def has_suffixes(self) -> bool:
        """Say whether a suffix may choose the format: not where the path ends with a name that may have dots."""
        return not self.path.endswith("{host}")

    @property
    def takes(self) -> dict[str, Parameter]:
        """The parameters by name."""
        return {parameter.name: parameter for parameter in self.parameters}


_SLUG = Text(260, "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", "a slug, such as 2024-olympics")
_HOST = Text(253, r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", "a host, such as example.org")
_URL = Text(2000, r"[^\x00-\x20\x7f-\x9f]+", "an address without spaces")
_CURSOR = Text(4000, "[A-Za-z0-9_-]+", "a cursor as an answer gives it")

_PRESENT = "not with `as_of`, for where events were is known of the present only"

AS_OF = Parameter("as_of", Moment(), "Ask the archive as it stood at this moment, not in the future.")
NEXT = Parameter("next", _CURSOR, "The page after: `next` of the answer before, with all else as it was.")
COUNT = Parameter("count", YesNo(), "Tell how many there are in all.", default=False)
EXTRA = Parameter("extra", Choice(tuple(events.EXTRAS)), "Further keys of each event.", several=True, commas=True)
FIELDS = Parameter(
    "fields",
    Choice(tuple(name for name, always in fields_of(EventRecord).items() if always)),
    "Only these keys of each event, and what else was asked for.",
    several=True,
    commas=True,
)
KINDS = tuple(kind.value.replace(" ", "-") for kind in ChangeKind)


def _size(default: int, most: int) -> Parameter:
    return Parameter("size", Whole(1, most), "How many, at most.", default=default)


def _several(name: str, kind: Text, description: str) -> Parameter:
    return Parameter(name, kind, f"{description} Several: any of them.", several=True)


FILTERS: tuple[Parameter, ...] = (
    Parameter(
        "q", Text(LONGEST_QUESTION), 'Words, "phrases" and -exclusions, as on the search page; at most 32 of them.'
    ),
    Parameter("since", Day(), "First day."),
    Parameter("until", Day(), "Last day."),
    _several("category", _SLUG, "Slug of a category."),
    _several("topic", _SLUG, "Slug of a story."),
    _several("context", _SLUG, "Slug of an article that the events link to."),
    _several("outlet", _HOST, "Host of an outlet cited."),
    _several("agency", Text(100), "Name of an agency that a source came from."),
    _several("wikidata", Text(20, "Q[1-9][0-9]*", "a Wikidata id, such as Q42"), "Wikidata id of a story or article."),
    _several(
        "country",
        Text(2, "[A-Za-z]{2}", "a code of ISO 3166-1, such as FR"),
        f"Country where the events were, by its code; {_PRESENT}.",
    ),
    Parameter(
        "near",
        Degrees(("latitude", "longitude", "kilometres"), ((-90, 90), (-180, 180), (0, 20_100))),
        f"Events within so many kilometres of a point: latitude,longitude,kilometres; {_PRESENT}.",
    ),
    Parameter(
        "within",
        Degrees(("west", "south", "east", "north"), ((-180, 180), (-90, 90), (-180, 180), (-90, 90))),
        f"Events within a box: west,south,east,north, in degrees; {_PRESENT}.",
    ),
    Parameter(
        "status",
        Choice(("listed", "withdrawn", "any")),
        "Listed events, or those that editors removed.",
        default="listed",
    ),
    Parameter("changed_since", Moment(), "Events with a change saved then or later."),
    Parameter("kind", Choice(KINDS), "Kind of that change. Several: any of them.", several=True),
    AS_OF,
)
LISTING: tuple[Parameter, ...] = (
    Parameter("sort", Choice(tuple(sort.value for sort in Sort)), "Order; relevance with `q`, else newest."),
    _size(SIZE, MOST),
    NEXT,
    FIELDS,
    EXTRA,
    Parameter("facet", Choice(tuple(events.FACETS)), "Count all that answer by these.", several=True, commas=True),
    COUNT,
)
ID = Parameter("id", Whole(1, (1 << 53) - 1), "The event's number.", "path", required=True)
NUMBER = Parameter("n", Whole(1, 1_000_000), "Number of a version, from 1.", "path", required=True)
DATE = Parameter("date", Day(), "The day.", "path", required=True)

_PLURALS = {
    "stories": (SubjectKind.TOPIC, "topic", "story"),
    "contexts": (SubjectKind.CONTEXT, "context", "context"),
    "categories": (SubjectKind.CATEGORY, "category", "category"),
    "outlets": (SubjectKind.OUTLET, "outlet", "outlet"),
}


def _of_subjects(plural: str) -> tuple[Operation, ...]:
    kind, narrowing, one = _PLURALS[plural]
    key = "host" if kind is SubjectKind.OUTLET else "slug"
    name = Parameter(key, _HOST if key == "host" else _SLUG, f"Slug of the {one}.", "path", required=True)

    def narrow(session: ApiSession, values: Values) -> Values:
        return {**values, narrowing: (subjects.known_slug(session, kind, values[key], values["as_of"]),)}

    others = tuple(parameter for parameter in FILTERS if parameter.name != narrowing)
    return (
        Operation(
            f"list_{plural}", f"/{plural}", f"All {plural}, in order of their slugs", (_size(100, MOST), NEXT, AS_OF),
            lambda session, values: subjects.list_subjects(session, kind, values),
            r.SubjectsAnswer, LIST, "subjects",
        ),
        Operation(
            f"get_{one}", f"/{plural}/{{{key}}}", f"One {one}", (name, AS_OF),
            lambda session, values: subjects.get_subject(session, kind, values[key], values["as_of"]),
            r.SubjectAnswer,
        ),
        Operation(
            f"list_events_of_{one}", f"/{plural}/{{{key}}}/events", f"The events of one {one}", (name, *others, *LISTING),
            lambda session, values: events.list_events(session, narrow(session, values)),
            r.EventsAnswer, FEED, "events", narrow,
        ),
    )  # fmt: skip


def _describe(session: ApiSession, values: Values) -> Open:
    del values
    return archive_status.describe(session, linked())


def linked() -> tuple[tuple[str, str], ...]:
    """Return name and path of what the answer about the archive links to: what has an address without parameters."""
    return tuple((each.name, each.path) for each in OPERATIONS if each.path and "{" not in each.path)


ITEM_TYPES: Mapping[str, type[Open]] = {
    "events": EventRecord,
    "versions": VersionRecord,
    "related": RelatedRecord,
    "subjects": r.SubjectRecord,
    "changes": r.ChangeRecord,
    "suggestions": r.NamedRecord,
}
"""The record of one item of each list."""

OPERATIONS: tuple[Operation, ...] = (
    Operation("archive_status", "", "The archive: what it holds, how fresh it is, what can be asked for", (),
              _describe, r.StatusAnswer),
    Operation("search_events", "/events", "Events by words and filters, now or as of a past moment", (*FILTERS, *LISTING),
              events.list_events, r.EventsAnswer, FEED, "events"),
    Operation("get_event", "/events/{id}", "One event", (ID, FIELDS, EXTRA, AS_OF), events.get_event, r.EventAnswer,
              (*ONE, ApiFormat.ICALENDAR, ApiFormat.NINJS)),
    Operation("get_event_history", "/events/{id}/versions", "The versions of an event, oldest first",
              (ID, _size(SIZE, MOST), NEXT, AS_OF), history.list_versions, r.VersionsAnswer, LIST, "versions"),
    Operation("get_version", "/events/{id}/versions/{n}", "One version of an event", (ID, NUMBER), history.get_version,
              r.VersionAnswer),
    Operation("get_diff", "/events/{id}/diff", "What changed between two versions of an event",
              (ID, Parameter("from", Whole(1, 1_000_000), "Number of the earlier version.", required=True),
               Parameter("to", Whole(1, 1_000_000), "Number of the later version.", required=True)),
              history.compare, r.DiffAnswer),
    Operation("related_events", "/events/{id}/related", "The related events of an event, and why",
              (ID, Parameter("explain", YesNo(), "Tell the named shares of each score.", default=False)),
              history.list_related, r.RelatedAnswer, LIST, "related"),
    Operation("get_day", "/days/{date}", "One day with its events", (DATE, FIELDS, EXTRA, AS_OF), days.get_day, r.DayAnswer,
              (*ONE, ApiFormat.LINES, ApiFormat.CSV, ApiFormat.GEOJSON, ApiFormat.ICALENDAR), "events"),
    *_of_subjects("stories"),
    *_of_subjects("contexts"),
    *_of_subjects("categories"),
    *_of_subjects("outlets"),
    Operation("list_changes", "/changes", "What changed in the archive, newest first",
              (Parameter("since", Moment(), "Changes saved then or later."),
               Parameter("kind", Choice(KINDS), "Kind of change. Several: any of them.", several=True),
               AS_OF, _size(SIZE, MOST), NEXT, COUNT),
              changes.list_changes, r.ChangesAnswer, LIST, "changes"),
    Operation("find_by_source", "/sources", "Which events cite an article",
              (Parameter("url", _URL, "Address of the article.", required=True), _size(SIZE, MOST), NEXT, FIELDS, EXTRA, COUNT, AS_OF),
              citations.list_citing, r.CitingAnswer, LIST, "events"),
    Operation("resolve", "/resolve", "What any address leads to: of this site, of the site before it, or of the wiki",
              (Parameter("url", _URL, "The address, or its path.", required=True),), resolving.resolve, r.ResolvedAnswer),
    Operation("suggest", "/suggest", "What somebody who types so far may be looking for",
              (Parameter("q", Text(100), "What is typed.", required=True),
               Parameter("size", Whole(1, 20), "How many, at most.", default=8), AS_OF),
              suggestions.suggest, r.SuggestionsAnswer, LIST, "suggestions"),
)  # fmt: skip
"""In the order of the documentation. The most special paths of equal length come first where several fit: none do."""

BY_NAME: Mapping[str, Operation] = {operation.name: operation for operation in OPERATIONS}


def find_operation(path: str) -> tuple[Operation, dict[str, str], str] | None:
    """Return the operation of a path below the API's, the texts of its path's parameters, and the suffix ("" for none)."""
    stem, _, suffix = path.rpartition(".")
    form = suffix if suffix in FORMATS else ""
    for operation in OPERATIONS:
        if form and operation.has_suffixes and (matched := operation.shape.fullmatch(stem)):
            return operation, matched.groupdict(), form
        if matched := operation.shape.fullmatch(path):
            return operation, matched.groupdict(), ""
    return None
