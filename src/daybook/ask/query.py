"""A question to the archive, and its answer, as records.

`Query` is what everything that asks for events says: search and listings, `daybook search` and `daybook export`, feeds, the
API. `read_question` in `daybook.ask.question` makes one of what a person types.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from daybook.model import ChangeKind, Status, SubjectKind

SIZE, MOST = 50, 500
"""Events of a page of answers: how many unless asked for otherwise, and how many at most."""


class Sort(StrEnum):
    """The order of an answer: best first, newest day first, oldest day first, or the latest change first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Query:
    """A query; a field left at its default narrows nothing.

    `words` are looked for in other forms, in short forms and, weighing less, in words of near meaning; an event that lacks
    some of them may still answer. Words of a `phrase` stand side by side in this order (in any form); every phrase must be
    there. Of `without`, each a word or a phrase, none may be there.

    `since` and `until` are inclusive days. `categories`, `topics`, `contexts` and `outlets` are slugs, as their pages have
    them; `agencies` names; `wikidata` ids of articles ("Q1"). An event has to have one of each of these that is given.
    `countries` are codes of ISO 3166-1 in lower case, `near` a latitude, a longitude and kilometres around them, `within` west, south, east
    and north in degrees (west greater than east: across the line of the date): where events were, which is known of the present only.
    `status` None is any. `changed_since` asks for events with a revision saved then or later that changed them, in one of
    `kinds` if given.

    `as_of` (UTC) asks an archive that had read exactly the revisions saved until then. `sort` None is by relevance where words
    or phrases are given, else newest first. `cursor` is `Answer.next` of the same query.

    Raises:
        ValueError: `size` is not 1 to 500, a moment has no time zone, or a place is combined with a moment.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    wikidata: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    near: tuple[float, float, float] | None = None
    within: tuple[float, float, float, float] | None = None
    status: Status | None = Status.LISTED
    changed_since: datetime | None = None
    kinds: tuple[ChangeKind, ...] = ()
    as_of: datetime | None = None
    sort: Sort | None = None
    size: int = SIZE
    cursor: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.size <= MOST:
            raise ValueError(f"size must be 1 to {MOST}, not {self.size}")
        for name in ("changed_since", "as_of"):
            moment: datetime | None = getattr(self, name)
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{name} must have a time zone: {moment}")
        if self.as_of is not None and self.asks_where:
            raise ValueError("where events were is known of the present only, not as of a moment")

    @property
    def asks_where(self) -> bool:
        """Whether it asks for a country or a place."""
        return bool(self.countries) or self.near is not None or self.within is not None

    @property
    def order(self) -> Sort:
        """The order that the answer has."""
        if self.sort is not None:
            return self.sort
        return Sort.RELEVANCE if self.words or self.phrases else Sort.NEWEST


class CursorError(ValueError):
    """A cursor is not one of this query, or so old that the archive no longer knows what it was then."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An event that answers: its id, its score (0 where the order is not relevance), the words asked for that it lacks."""

    event: int
    score: float = 0.0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectHit:
    """A story, context, category or outlet whose name answers the question, and how many events it has."""

    kind: SubjectKind
    slug: str
    name: str
    events: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to: `hits` is one page of it, `total` counts all, `next` asks for the page after.

    `subjects` have names that answer, best first. `day` is the day that the question names. `unknown` are words that no
    event has, in any form; `ignored` those that say nothing ("the"). `corrected` is the question as it was asked after a
    spelling was mended, because as typed it found nothing; `suggestion` is a likelier spelling of one that found something.
    `partial` says that no event has all words: these have most of them.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    subjects: tuple[SubjectHit, ...] = ()
    day: date | None = None
    unknown: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    corrected: str | None = None
    suggestion: str | None = None
    partial: bool = False
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A subject that a reader who types may be looking for, and how many events it has."""

    text: str
    kind: SubjectKind
    slug: str
    events: int
