"""What a source hands over and what stands on a day page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from daybook.model.problem import Problem
from daybook.model.text import RichText


@dataclass(frozen=True, slots=True)
class RawPage:
    """One revision of a wiki page, as the source gave it.

    `title` has spaces, not underscores, and its name space ("Portal:Current events/2004 August 14"). `revision` is the
    wiki's own number, None where the source has none (a folder). `timestamp` is in UTC; None where unknown.
    """

    title: str
    wikitext: str
    revision: int | None = None
    timestamp: datetime | None = None
    editor: str | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """A page outside the day pages that sends its readers to another: both titles in canonical form."""

    title: str
    target: str


class LineKind(StrEnum):
    """What became of one line of a page's wikitext; every line has exactly one."""

    BLANK = "blank"
    HEADING = "heading"
    TOPIC = "topic"
    EVENT = "event"
    CONTINUATION = "continuation"
    NOISE = "noise"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article.

    `url` is the address as written. `label` is the visible label without the parentheses around it, empty where there is
    none. `outlet` is who published it; `agency` the agency it came from, where the label names both ("AP via Example").
    `language` is a note such as "es" or "Persian", as given. `article` is the title of the wiki's article that the label
    links to, where editors made it one ("([[Example]])").
    """

    url: str
    label: str = ""
    outlet: str | None = None
    agency: str | None = None
    language: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A story that a bullet names: its visible name, and the article it links to, if it links to one."""

    name: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A bullet above an event: its whole text, and the topics that it names; none where it is an event itself."""

    text: RichText
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A heading: its name after aliases are folded ("Sports"), and the heading as written ("Sport")."""

    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class Note:
    """A further paragraph of a bullet: an indented line under it, or one whose bullet an editor forgot."""

    text: RichText
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One bullet that tells what happened.

    `topics` are the bullets above it, outermost first. `label` is a topic named inside the bullet, before a colon
    ("[[Storm X]]: Two people die."); it stays in the headline as well. `line` is its first line in the page, from 1;
    `depth` its list level, from 1. `space_before` says whether a space stands between bullet and headline: addresses
    count it (see `daybook.model.slug`). `category` is None on pages without headings. `notes` are paragraphs under the
    bullet, which the headline does not hold. `visible` is what the wiki shows of the bullet without the labels of external
    links, where that is not the headline (None: it is): words between two sources, say, or a language note.
    """

    headline: RichText
    category: Category | None = None
    topics: tuple[TopicLine, ...] = ()
    label: Topic | None = None
    sources: tuple[Source, ...] = ()
    line: int = 0
    depth: int = 1
    space_before: bool = False
    notes: tuple[Note, ...] = ()
    visible: str | None = None

    @property
    def links(self) -> tuple[str, ...]:
        """The articles that the headline links to, as written (redirects not followed), sections left out."""
        return self.headline.links


@dataclass(frozen=True, slots=True)
class ParsedDay:
    """What stands on one day page: events in page order, problems, and what became of each line of the wikitext.

    `title` is the page's, `date` its day. `lines[i]` tells of line i + 1; there are as many as the wikitext has lines.
    """

    date: date
    title: str
    events: tuple[Event, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineKind, ...]
