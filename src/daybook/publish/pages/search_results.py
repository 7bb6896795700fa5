"""What a live site answers on its search page: what its form was filled in with, and what was found. Pure; asks nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import MAXYEAR, date
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from daybook.ask import Answer, Query, Sort, english, read_question, write_question
from daybook.ask.words import words
from daybook.publish.addresses import SEARCH, DayPlace, EventFormat, FeedFormat, SubjectPlace
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.records import EventItem, FeedLink, FormatLink, Link
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject_name import subject_name

SIZE = 20
"""Events of a page of results, as many as the browser's own search shows at a time."""

LONGEST_FIELD = 1_000
"""Characters of a field that count: as many as of a question (`daybook.ask.question`)."""

MOST_FIELDS = 100
"""Fields of an address that are read; the form has seven."""

_SORTS = {"best": Sort.RELEVANCE, "newest": Sort.NEWEST, "oldest": Sort.OLDEST}
_WORD = re.compile(r"(\w+(?:['’,/.]\w+)*)")


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the fields of the search page hold, by their names in its address (`from` and `to` are years), and a cursor."""

    q: str = ""
    from_: str = ""
    to: str = ""
    category: str = ""
    story: str = ""
    sort: str = "best"
    next: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for: an order alone asks for nothing."""
        return not (self.q.strip() or self.from_ or self.to or self.category or self.story)

    def address(self, **changed: str) -> str:
        """Return the query part of the address of this question with some fields changed."""
        form = replace(self, **changed)
        given = {each.name.rstrip("_"): getattr(form, each.name) for each in fields(form)}
        return "?" + urlencode(
            {name: value for name, value in given.items() if value and (name, value) != ("sort", "best")}
        )


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event that answers; `words` are its headline in parts, each with whether it was asked for."""

    item: EventItem
    words: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of what was found.

    `day` is the day that the question names, `subjects` have names that answer, `years` count events by year, each with the
    address that asks within it; `meant` is a likelier spelling, with its address. `next` and `first` are the addresses of the
    page after and of the first, where there are such. `feeds` and `files` (for calendars and maps) are of this question.
    """

    form: SearchForm
    total: int = 0
    events: tuple[FoundEvent, ...] = ()
    day: Link | None = None
    subjects: tuple[Link, ...] = ()
    years: tuple[tuple[str, int, str], ...] = ()
    categories: tuple[tuple[str, str, int], ...] = ()
    unknown: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    corrected: str | None = None
    meant: Link | None = None
    is_partial: bool = False
    next: str | None = None
    first: str | None = None
    feeds: tuple[FeedLink, ...] = ()
    files: tuple[FormatLink, ...] = ()


def read_form(query: str) -> SearchForm:
    """Return what an address's query (as sent) fills the form with; of a field given twice, the first."""
    given: dict[str, str] = {}
    try:
        pairs = parse_qsl(query, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:  # more fields than any form has
        pairs = []
    for name, value in pairs:
        plain = "".join(each for each in value[:LONGEST_FIELD] if each.isprintable() or each.isspace())
        given.setdefault("from_" if name == "from" else name, plain.replace("\0", "").strip())
    known = {each.name: given[each.name] for each in fields(SearchForm) if given.get(each.name)}
    form = SearchForm(**known)
    return form if form.sort in _SORTS else replace(form, sort="best")


def query_of(form: SearchForm) -> Query:
    """Return what a filled form asks for. A year that is none, or an empty field, narrows nothing."""
    since, until = _year(form.from_), _year(form.to)
    within = Query(
        since=date(since, 1, 1) if since else None,
        until=date(until, 12, 31) if until else None,
        categories=(form.category,) if form.category else (),
        topics=("-".join(words(form.story)),) if form.story else (),
        size=SIZE,
        cursor=form.next or None,
    )
    query = read_question(form.q, within)
    sort = _SORTS[form.sort]
    return query if sort is Sort.RELEVANCE else replace(query, sort=sort)


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) and 1 <= int(text) <= MAXYEAR else None


def search_results(
    cache: EventCache,
    form: SearchForm,
    answer: Answer,
    years: Mapping[int, int],
    categories: Sequence[tuple[str, str, int]],
) -> SearchResults:
    """Return a page of results; `categories` are those to choose from, as (slug, name, events)."""
    site = cache.site
    summaries = cache.summaries([hit.event for hit in answer.hits])
    query = query_of(form)
    # Marked are the forms of the words, by the same stems that found them; stop words would mark every line.
    wanted = {stem for part in (*query.words, *query.phrases) for stem in english().stems(part)} - english().stop
    # What concerns the whole answer stands on its first page only: on later ones it would push down what the reader turned the page for.
    is_first = not form.next
    return SearchResults(
        form=form,
        total=answer.total,
        events=tuple(
            FoundEvent(summary.item, marked(summary.item.headline.text, wanted)) for summary in summaries.values()
        ),
        day=Link(answer.day.isoformat(), site.address(DayPlace(answer.day))) if answer.day and is_first else None,
        subjects=tuple(
            Link(subject_name(each.name, each.slug), site.address(SubjectPlace(each.kind, each.slug)))
            for each in answer.subjects
            if is_first
        ),
        years=tuple(
            (f"{year:04}", events, form.address(from_=f"{year:04}", to=f"{year:04}", next=""))
            for year, events in sorted(years.items())
        )
        if len(years) > 1 and is_first
        else (),
        categories=tuple(categories),
        unknown=answer.unknown,
        ignored=answer.ignored,
        corrected=answer.corrected,
        meant=Link(answer.suggestion, form.address(q=answer.suggestion, next="")) if answer.suggestion else None,
        is_partial=answer.partial and bool(answer.hits),
        next=form.address(next=answer.next) if answer.next else None,
        first=None if is_first else form.address(next=""),
        feeds=question_feeds(site, query, form.q or answer_name(query)),
        files=question_files(site, query),
    )


def question_feeds(site: Site, query: Query, title: str) -> tuple[FeedLink, ...]:
    """Return the links to the feeds of a question: at addresses beside the page's own, with the parameters of the API."""
    return tuple(FeedLink(form.label, form.media_type, title, _beside(site, query, form)) for form in FeedFormat)


def question_files(site: Site, query: Query) -> tuple[FormatLink, ...]:
    """Return the links to the events that answer a question, for calendars and maps."""
    return tuple(
        FormatLink(form.label, form.media_type, _beside(site, query, form))
        for form in (EventFormat.ICALENDAR, EventFormat.GEOJSON)
    )


def _beside(site: Site, query: Query, form: FeedFormat | EventFormat) -> str:
    asked = {
        "q": write_question(query),
        "since": query.since.isoformat() if query.since else "",
        "until": query.until.isoformat() if query.until else "",
        "category": "".join(query.categories),
        "topic": "".join(query.topics),
        "sort": query.sort.value if query.sort is Sort.OLDEST else "",
    }
    parameters = urlencode({name: value for name, value in asked.items() if value})
    return f"{site.root.relative(f'{SEARCH.stem}.{form}')}?{parameters}"


def answer_name(query: Query) -> str:
    """Return what a question without words is called."""
    return ", ".join(
        (*query.topics, *query.categories, *(f"{day.year:04}" for day in (query.since, query.until) if day))
    )


def marked(headline: str, wanted: set[str] | frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """Return a headline in parts, each with whether it has a word with one of these stems."""
    parts: list[tuple[str, bool]] = []
    for part in _WORD.split(headline):
        is_wanted = not wanted.isdisjoint(_stems(part))
        if parts and parts[-1][1] is is_wanted:
            parts[-1] = (parts[-1][0] + part, is_wanted)
        elif part:
            parts.append((part, is_wanted))
    return tuple(parts)


@lru_cache(maxsize=20_000)
def _stems(part: str) -> tuple[str, ...]:
    """Return the words of a part of a headline without endings: the same few make up most of all headlines."""
    return tuple([english().stem(word) for word in words(part)])
