"""The tables that an archive is exported as: names, columns, keys and what each means.

Every format and every description of the data (Data Package, Croissant, README) is made from these records. A column is
added, never renamed or removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """What a column holds; `moment` is a time in UTC to the second, `list` a list of texts."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `references` is the "table.column" that its values are found in."""

    name: str
    type: ColumnType
    description: str
    required: bool = False
    references: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: rows are tuples in the order of `columns`, sorted by `key`, or in the order of its event."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


_INTEGER, _NUMBER, _TEXT = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.TEXT
_DATE, _MOMENT, _LIST = ColumnType.DATE, ColumnType.MOMENT, ColumnType.LIST
_EVENT = Column("event", _INTEGER, "The event's id.", required=True, references="events.id")

EVENTS = Table(
    "events",
    "Every event, listed or withdrawn, as its latest wording has it, by date and id.",
    (
        Column("id", _INTEGER, "The event's number in this archive; it never changes.", required=True),
        Column(
            "address",
            _TEXT,
            "Path of its page, without the ending of a format; given once, kept for ever.",
            required=True,
        ),
        Column("date", _DATE, "The day under which it is listed.", required=True),
        Column("position", _INTEGER, "Its place on the day's page, from 0.", required=True),
        Column("headline", _TEXT, "Its text as Daybook publishes it.", required=True),
        Column("text", _TEXT, "Its text as the wiki shows it, remarks included; null where that is the headline."),
        Column("category", _TEXT, "The heading above it, after aliases are folded; null on pages without headings."),
        Column("status", _TEXT, "listed, or withdrawn where editors removed it.", required=True),
        Column("first_listed", _MOMENT, "When it was first saved on the wiki; null where the source has no times."),
        Column("last_changed", _MOMENT, "When it last changed; null where the source has no times."),
        Column("changes", _INTEGER, "Versions after the first.", required=True),
        Column("page", _TEXT, "Title of the wiki page that it was last read from.", required=True),
        Column("revision", _INTEGER, "The wiki's number of that revision; null for pages from a folder."),
        Column("saved", _MOMENT, "When that revision was saved; null where the source has no times."),
        Column("country", _TEXT, "Where it was, as a code of ISO 3166-1; null where that is not certain."),
        Column("place", _TEXT, "What the place within the country is called."),
        Column("lat", _NUMBER, "Its latitude in degrees; null where only the country is certain."),
        Column("lon", _NUMBER, "Its longitude in degrees."),
    ),
    ("id",),
)
VERSIONS = Table(
    "versions",
    "Every event as each revision that changed it left it, oldest first.",
    (
        _EVENT,
        Column("seq", _INTEGER, "Number of the version, from 1.", required=True),
        Column("revision", _INTEGER, "The wiki's number of the revision; null for pages from a folder."),
        Column("saved", _MOMENT, "When the revision was saved; null where the source has no times."),
        Column("date", _DATE, "The day that the event stood under.", required=True),
        Column("kinds", _LIST, "What changed: added, figure, wording, source added, removed and so on.", required=True),
        Column("text", _TEXT, "The headline from then on; null where the revision removed the event."),
    ),
    ("event", "seq"),
)
SOURCES = Table(
    "sources",
    "Every article that an event cites, in the order of the page.",
    (
        _EVENT,
        Column("position", _INTEGER, "Its place among the event's sources, from 0.", required=True),
        Column("url", _TEXT, "Its address as editors wrote it.", required=True),
        Column(
            "url_key",
            _TEXT,
            "The same without scheme, tracking parameters and fragment: equal for one article.",
            required=True,
        ),
        Column("label", _TEXT, "The visible label; empty where there is none.", required=True),
        Column("outlet", _TEXT, "Who published it, as the label names it."),
        Column("agency", _TEXT, "The agency that it came from, where the label names both."),
        Column("language", _TEXT, "A note of its language, as editors gave it."),
        Column("title", _TEXT, "Its own title, where it was read."),
        Column("published", _DATE, "Its own date, where it was read and has one."),
        Column("health", _TEXT, "Whether it still answers: alive, moved, gone, blocked, paywalled; where looked at."),
        Column("moved_to", _TEXT, "Where it is now, if it moved for good."),
        Column("copy", _TEXT, "The address of a copy in a web archive, the one nearest to the event's day."),
        Column("copy_taken", _MOMENT, "When that copy was taken, in UTC."),
    ),
    ("event", "position"),
)
CONTEXTS = Table(
    "contexts",
    "Every wiki article that events link to, redirects followed, by id.",
    (
        Column("id", _INTEGER, "The context's number in this archive; it never changes.", required=True),
        Column("slug", _TEXT, "Last part of its page's address.", required=True),
        Column("title", _TEXT, "The article's title.", required=True),
        Column("wikidata", _TEXT, "Its Wikidata item, where known."),
        Column("description", _TEXT, "The wiki's short description, where known."),
        Column("lat", _NUMBER, "Latitude in degrees, where known."),
        Column("lon", _NUMBER, "Longitude in degrees, where known."),
    ),
    ("id",),
)
EVENT_CONTEXTS = Table(
    "event_contexts",
    "Which articles an event links to, in the order of its text.",
    (
        _EVENT,
        Column("position", _INTEGER, "Place among the event's contexts, from 0.", required=True),
        Column("context", _INTEGER, "The context's id.", required=True, references="contexts.id"),
    ),
    ("event", "position"),
)
TOPICS = Table(
    "topics",
    "Every story that a bullet above events names, by id.",
    (
        Column("id", _INTEGER, "The topic's number in this archive; it never changes.", required=True),
        Column("slug", _TEXT, "Last part of its page's address.", required=True),
        Column("name", _TEXT, "Its name.", required=True),
        Column("title", _TEXT, "The article that it stands for, if any."),
        Column("parent", _INTEGER, "The topic one level above it where it was last seen.", references="topics.id"),
    ),
    ("id",),
)
EVENT_TOPICS = Table(
    "event_topics",
    "Which topics an event stands under, outermost first.",
    (
        _EVENT,
        Column("position", _INTEGER, "Place among the event's topics, from 0.", required=True),
        Column("topic", _INTEGER, "The topic's id.", required=True, references="topics.id"),
        Column(
            "depth",
            _INTEGER,
            "Level of the bullet that names it, from 0; -1 for a label inside the headline.",
            required=True,
        ),
    ),
    ("event", "position"),
)
RELATED = Table(
    "related",
    "The related events of each event, best first, and why.",
    (
        _EVENT,
        Column("rank", _INTEGER, "Place in the list, from 1.", required=True),
        Column("other", _INTEGER, "The related event's id.", required=True, references="events.id"),
        Column("score", _NUMBER, "The score that orders the list.", required=True),
        Column("relation", _TEXT, "The first reason's kind: contexts, story or words.", required=True),
        Column("reasons", _LIST, "All reasons in words, such as 'contexts: Earthquake, Sumatra'.", required=True),
    ),
    ("event", "rank"),
)
DAYS = Table(
    "days",
    "Every day that has a page.",
    (
        Column("date", _DATE, "The day.", required=True),
        Column("page", _TEXT, "Title of its wiki page.", required=True),
        Column("revision", _INTEGER, "The wiki's number of the revision last read; null for pages from a folder."),
        Column("read", _MOMENT, "When that revision was read.", required=True),
        Column("events", _INTEGER, "Events listed now.", required=True),
        Column("problems", _INTEGER, "Things on the page that were not understood.", required=True),
    ),
    ("date",),
)
ADDRESSES = Table(
    "addresses",
    "Every address ever given out, former ones of moved events included.",
    (
        Column("address", _TEXT, "The path, without the ending of a format.", required=True),
        _EVENT,
    ),
    ("address",),
)
PROBLEMS = Table(
    "problems",
    "What was not understood on the latest revision of each page.",
    (
        Column("date", _DATE, "The day.", required=True, references="days.date"),
        Column("number", _INTEGER, "Number of the problem on its page, from 1.", required=True),
        Column("severity", _TEXT, "error (a line or page was lost), warning (a part was), or info.", required=True),
        Column("code", _TEXT, "Stable name of the kind of problem.", required=True),
        Column("line", _INTEGER, "Line of the page's wikitext, from 1; null for the page as a whole."),
        Column("text", _TEXT, "What stands there.", required=True),
        Column("hint", _TEXT, "What an editor may do about it.", required=True),
    ),
    ("date", "number"),
)

TABLES = (
    EVENTS, VERSIONS, SOURCES, CONTEXTS, EVENT_CONTEXTS, TOPICS, EVENT_TOPICS, RELATED, DAYS, ADDRESSES, PROBLEMS
)  # fmt: skip
