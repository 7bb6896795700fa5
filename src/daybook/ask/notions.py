"""From the words of a question to *notions*: what is looked for, in all the ways in which an event may say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from daybook.ask.dates import TypedDate, find_dates
from daybook.ask.language import FORM, Language, Phrase
from daybook.ask.words import words

Known = Callable[[Phrase], bool]
"""Says whether the index holds a phrase."""


@dataclass(frozen=True, slots=True)
class Notion:
    """One thing that a query asks for. `ways` are phrases that say it, each with its weight, up to 1; the first is as typed.

    `typed` is as it was typed, and `start` and `end` the typed words that it is made of. `first` and `last` are set for a
    date: an event of these days says it too; `about` for the host of an outlet: so does an event that cites it.
    """

    typed: str
    start: int
    end: int
    ways: tuple[tuple[Phrase, float], ...]
    first: date | None = None
    last: date | None = None
    about: tuple[int, ...] = ()

    @property
    def phrase(self) -> Phrase:
        """The words as typed."""
        return self.ways[0][0]


@dataclass(frozen=True, slots=True)
class Notions:
    """The notions of a question, and the typed words that say nothing."""

    notions: tuple[Notion, ...]
    ignored: tuple[str, ...]


def find_notions(typed: Sequence[str], language: Language, is_known: Known) -> Notions:
    """Return what the words of a question ask for.

    Words that say nothing are ignored, unless there are no others. A phrase of the language's table ("prime minister",
    "US") is one notion, and so is what was typed without a space ("COVID-19").
    """
    dates = {each.start: each for each in find_dates(typed, language)}
    cut = [tuple(language.stems(part)) for part in typed]
    silent = {at for at, part in enumerate(typed) if _is_silent(part, cut[at], language, typed)}
    covered = {at for each in dates.values() for at in range(each.start, each.end)}
    if len(silent | covered) == len(typed) and silent and not dates:
        silent = set()
    notions: list[Notion] = []
    at = 0
    while at < len(typed):
        if at in dates:
            notions.append(_of_date(dates[at], typed, cut))
        elif (end := _table_phrase(cut, at, dates, language)) is not None:
            notions.append(_of_words(typed, cut, at, end, language))
        elif at in silent:
            at += 1
            continue
        else:
            notions.append(_of_words(typed, cut, at, at + 1, language))
        at = notions[-1].end
    joined = _join_neighbours(notions, is_known)
    named = {at for notion in joined for at in range(notion.start, notion.end)}
    return Notions(tuple(joined), tuple(typed[at] for at in sorted(silent - named)))


def split_notion(notion: Notion, language: Language) -> list[Notion]:
    """Return the words of a notion as notions of their own: what was typed together need not stand together."""
    return [
        Notion(word, notion.start, notion.end, _ways((language.stem(word),), language)) for word in words(notion.typed)
    ]


def respell(notion: Notion, phrase: Phrase, language: Language, weight: float) -> Notion:
    """Return a notion that is also said by another phrase, and by what stands for that."""
    added = {way: weight * worth for way, worth in _ways(phrase, language)}
    ways = dict(notion.ways)
    return replace(notion, ways=(*notion.ways, *((way, worth) for way, worth in added.items() if way not in ways)))


def _is_silent(part: str, phrase: Phrase, language: Language, typed: Sequence[str]) -> bool:
    """Say whether a word says nothing. One in capitals is a short form ("WHO", "IT"), unless all was typed in capitals."""
    if len(phrase) != 1 or part.lower() not in language.stop:
        return False
    return not (
        len(part) > 1 and part.isupper() and phrase in language.others and not all(each.isupper() for each in typed)
    )


def _table_phrase(cut: Sequence[Phrase], at: int, dates: dict[int, TypedDate], language: Language) -> int | None:
    """Return where the longest phrase of the language's table that begins at a typed word ends, if one of two or more does."""
    last = min(len(cut), at + language.longest, *(start for start in dates if start > at), len(cut))
    for end in range(last, at + 1, -1):
        phrase = tuple(word for part in cut[at:end] for word in part)
        if phrase in language.others:
            return end
    return None


def _of_words(typed: Sequence[str], cut: Sequence[Phrase], start: int, end: int, language: Language) -> Notion:
    phrase = tuple(word for part in cut[start:end] for word in part)
    return Notion(" ".join(typed[start:end]), start, end, _ways(phrase, language))


def _of_date(typed_date: TypedDate, typed: Sequence[str], cut: Sequence[Phrase]) -> Notion:
    start, end = typed_date.start, typed_date.end
    phrase = tuple(word for part in cut[start:end] for word in part)
    return Notion(" ".join(typed[start:end]), start, end, ((phrase, 1.0),), typed_date.first, typed_date.last)


def _ways(phrase: Phrase, language: Language) -> tuple[tuple[Phrase, float], ...]:
    """Return the phrases that say what one phrase says: itself, its words joined, and what the table has."""
    ways = {phrase: 1.0}
    if len(phrase) > 1 and phrase not in language.others:
        ways["".join(phrase),] = FORM
    for other, weight in language.others.get(phrase, {}).items():
        ways.setdefault(other, weight)
    return tuple(ways.items())


def _join_neighbours(notions: list[Notion], is_known: Known) -> list[Notion]:
    """Let two words that the archive also writes as one be said by that one."""
    joined = list(notions)
    for at in range(len(joined) - 1):
        left, right = joined[at], joined[at + 1]
        if left.first or right.first or left.end != right.start or len(left.phrase) + len(right.phrase) != 2:
            continue
        whole = (left.phrase[0] + right.phrase[0],)
        if len(whole[0]) > 3 and is_known(whole):
            for place in (at, at + 1):
                ways = joined[place].ways
                joined[place] = replace(joined[place], ways=(*ways, (whole, FORM)))
    return joined
