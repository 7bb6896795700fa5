"""What one month gives to the index, and the terms of a shard joined of its months.

A part is kept between builds, so that a changed day costs its month and not the decade of its shard: joining the parts of
120 months takes a tenth of the time that reading and indexing their events does. It counts entries from its own first day,
and so does not know which shard it ends up in. Its postings are those of a leaf but for the first difference, which depends
on the months before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from daybook.model.encoding import decoder, to_json
from daybook.publish.search.entries import PLACES, SearchEntry, terms_of
from daybook.publish.search.leaves import Postings, vlq


@dataclass(frozen=True, slots=True)
class MonthPart:
    """What a month gives: its days that have events, how many events, categories as (slug, name, events), its terms.

    `terms` and `written` hold a line a term; `numbers` three a term: how many entries it stands in, the first one's number
    (doubled, plus one where it stands there more than once), and the last one's.
    """

    year: int
    month: int
    days: tuple[int, ...]
    events: int
    categories: tuple[tuple[str, str, int], ...]
    terms: str
    written: str
    numbers: list[int]

    def dates(self) -> Iterator[date]:
        """Yield the days that have events."""
        return (date(self.year, self.month, day) for day in self.days)

    def head(self) -> MonthPart:
        """Return the part without its terms."""
        return replace(self, terms="", written="", numbers=[])


def make_part(year: int, month: int, days: Sequence[tuple[date, Sequence[SearchEntry]]]) -> MonthPart:
    """Index the events of a month, given by day and in order."""
    postings: dict[str, Postings] = {}
    firsts: dict[str, int] = {}
    categories: dict[str, tuple[str, int]] = {}
    for day, listed in days:
        for number, entry in enumerate(listed[:PLACES], (day.day - 1) * PLACES):
            for term, positions in terms_of(entry).items():
                found = postings.get(term)
                if found is None:
                    found = postings[term] = Postings()
                    found.last = number  # so that the first difference takes one digit, to be cut off below
                    firsts[term] = number << 1 | (len(positions) > 1)
                found.add(number, positions)
            if entry.category:
                slug, name = entry.category
                categories[slug] = (name, categories.get(slug, (name, 0))[1] + 1)
    return MonthPart(
        year,
        month,
        tuple(day.day for day, _ in days),
        sum(len(listed) for _, listed in days),
        tuple((slug, name, count) for slug, (name, count) in categories.items()),
        "\n".join(postings),
        "\n".join(found.written[1:].decode() for found in postings.values()),
        [number for term, found in postings.items() for number in (found.count, firsts[term], found.last)],
    )


def join(parts: Iterable[MonthPart], epoch: date) -> dict[str, bytearray]:
    """Return the written postings of all terms of some months in order, entries counted from the day `epoch`."""
    postings: dict[str, bytearray] = {}
    lasts: dict[str, int] = {}
    for part in parts:
        offset = (date(part.year, part.month, 1) - epoch).days * PLACES
        terms, written = part.terms.split("\n"), part.written.encode().split(b"\n")
        # No function is called for a term but the one that writes a number: a year has two hundred thousand of them.
        for term, rest, first, last in zip(terms, written, part.numbers[1::3], part.numbers[2::3], strict=False):
            found = postings.get(term)
            if found is None:
                postings[term] = bytearray(vlq(first + (offset << 1)) + rest)
            else:
                found += vlq(first + (offset - lasts[term] << 1)) + rest
            lasts[term] = last + offset
    return postings


def changed_terms(before: MonthPart, after: MonthPart) -> set[str]:
    """Return the terms of which a month says something else than it did."""
    return {term for term, _ in _told(before) ^ _told(after)}


def _told(part: MonthPart) -> set[tuple[str, tuple[str, int, int]]]:
    terms = part.terms.split("\n")
    return set(
        zip(terms, zip(part.written.split("\n"), part.numbers[1::3], part.numbers[2::3], strict=False), strict=False)
    )


def chosen(part: MonthPart, wanted: AbstractSet[str]) -> MonthPart:
    """Return a month's part with some terms alone, for `join`."""
    terms = part.terms.split("\n")
    written = part.written.split("\n")
    numbers = [number for number, term in enumerate(terms) if term in wanted]
    return replace(
        part,
        terms="\n".join([terms[number] for number in numbers]),
        written="\n".join([written[number] for number in numbers]),
        numbers=[each for number in numbers for each in part.numbers[3 * number : 3 * number + 3]],
    )


def encode_part(part: MonthPart) -> bytes:
    """Encode a part, to be kept."""
    return to_json(part)


decode_part = decoder(MonthPart)
"""Decode what `encode_part` made."""
