"""Reading documents into numbers: each document becomes short rows of word, title and term numbers.

A *term* is what two events can share, of one of three kinds: a context (its name is the title's normal form after `[`), a
stemmed word of the headline, of a context's title or of a source's address, and a word of a source's address once more by
itself (after `@`): two addresses that share words say more than a text and an address. Words and titles are kept as
written beside their terms, so that reasons can quote them. Nothing is weighed here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from daybook.relate.document import Document
from daybook.relate.vocabulary import Vocabulary
from daybook.relate.words import normalise_title, split_address, split_words, stem_word

Numbers = npt.NDArray[np.int32]
Mentions = Mapping[tuple[str, ...], str]
"""Words of a title that is recognised without a link, and the context (a title) that it stands for."""


def context_term(title: str) -> str:
    """Return the name of the term that all titles of one article share."""
    return "[" + normalise_title(title)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of numbers of different lengths: row `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: npt.NDArray[np.int64]
    values: Numbers

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Rows:
        """Return rows made of sequences."""
        lengths = np.fromiter((len(row) for row in rows), np.int64, len(rows))
        values = array("i")
        for row in rows:
            values.extend(row)
        return cls(np.concatenate(([0], np.cumsum(lengths))).astype(np.int64), np.array(values, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> Numbers:
        """Return one row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    def mapped(self, numbers: Numbers) -> Rows:
        """Return the rows with each value replaced by `numbers[value]`."""
        return Rows(self.starts, numbers[self.values])

    def row_numbers(self) -> npt.NDArray[np.int64]:
        """Return for each value the number of its row."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def spread(self, rows: Rows) -> Rows:
        """Return the rows with each value replaced by the row of `rows` that it numbers."""
        inner = rows.taken(self.values.astype(np.intp))
        return Rows(inner.starts[self.starts], inner.values)

    def side_by_side(self, other: Rows) -> Rows:
        """Return as many rows, each with the values of this one's row and then the other's."""
        places = np.argsort(np.concatenate((self.row_numbers(), other.row_numbers())), kind="stable")
        return Rows(self.starts + other.starts, np.concatenate((self.values, other.values))[places])

    def joined(self, other: Rows) -> Rows:
        """Return the rows of both, this one's first."""
        return Rows(
            np.concatenate((self.starts, other.starts[1:] + self.starts[-1])),
            np.concatenate((self.values, other.values)),
        )

    def taken(self, numbers: npt.NDArray[np.intp]) -> Rows:
        """Return only the rows with these numbers, in this order."""
        lengths = np.diff(self.starts)[numbers]
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        places = np.repeat(self.starts[:-1][numbers] - starts[:-1], lengths) + np.arange(starts[-1])
        return Rows(starts, self.values[places])


@dataclass(slots=True)
class Lexicon:
    """All names that documents of an index have used, numbered; and which term each written word and title belongs to."""

    terms: Vocabulary = field(default_factory=Vocabulary)
    words: Vocabulary = field(default_factory=Vocabulary)
    titles: Vocabulary = field(default_factory=Vocabulary)
    links: Vocabulary = field(default_factory=Vocabulary)
    stories: Vocabulary = field(default_factory=Vocabulary)
    story_names: dict[int, str] = field(default_factory=dict)
    word_terms: array[int] = field(default_factory=lambda: array("i"))
    address_terms: array[int] = field(default_factory=lambda: array("i"))
    title_words: list[tuple[int, ...]] = field(default_factory=list)
    title_terms: array[int] = field(default_factory=lambda: array("i"))

    def word(self, word: str) -> int:
        """Return the number of a word as written."""
        number = self.words.numbers.get(word)
        if number is None:
            number = self.words.number(word)
            stem = stem_word(word)
            self.word_terms.append(-1 if stem.startswith("@") else self.terms.number(stem))
            self.address_terms.append(self.terms.number("@" + stem))
        return number

    def number_words(self, words: Iterable[str]) -> list[int]:
        """Return the numbers of words as written, without repeats, in order."""
        numbers, number = self.words.numbers, self.word
        return list({numbers[word] if word in numbers else number(word): None for word in words})

    def title(self, title: str) -> int:
        """Return the number of a canonical title."""
        number = self.titles.numbers.get(title)
        if number is None:
            number = self.titles.number(title)
            self.title_terms.append(self.terms.number(context_term(title)))
            self.title_words.append(tuple(self.word(word) for word in split_words(title)))
        return number


@dataclass(frozen=True, slots=True)
class Readings:
    """Documents as rows of numbers, each row in the document's order without repeats.

    `words`, `titles` and `links` are what was written (`links[i]` is the link whose canonical title is `titles[i]`),
    `addresses` the words of the sources' addresses, `mentions` the titles recognised without a link, `stories` the
    innermost stories.
    """

    words: Rows
    addresses: Rows
    titles: Rows
    links: Rows
    mentions: Rows
    stories: Rows

    def joined(self, other: Readings) -> Readings:
        """Return both, this one's documents first."""
        return Readings(*(getattr(self, name).joined(getattr(other, name)) for name in self.__slots__))

    def taken(self, numbers: npt.NDArray[np.intp]) -> Readings:
        """Return only the documents with these row numbers, in this order."""
        return Readings(*(getattr(self, name).taken(numbers) for name in self.__slots__))


def term_rows(readings: Readings, lexicon: Lexicon) -> Rows:
    """Return the terms of each document, in order of their numbers, without repeats."""
    title_terms, word_terms = np.array(lexicon.title_terms, np.int32), np.array(lexicon.word_terms, np.int32)
    contexts = readings.titles.side_by_side(readings.mentions)
    title_words = Rows.of(lexicon.title_words)
    parts = (
        contexts.mapped(title_terms),
        contexts.spread(title_words).mapped(word_terms),
        readings.words.mapped(word_terms),
        readings.addresses.mapped(word_terms),
        readings.addresses.mapped(np.array(lexicon.address_terms, np.int32)),
    )
    count, width = len(readings.words), max(len(lexicon.terms), 1)
    numbers = np.concatenate([part.values for part in parts])
    rows = np.concatenate([part.row_numbers() for part in parts])
    keys = np.sort(rows[numbers >= 0] * width + numbers[numbers >= 0])
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)]]
    rows, values = np.divmod(keys, width)
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)
    return Rows(starts, values.astype(np.int32))


def read_documents(documents: Iterable[Document], mentions: Mentions, lexicon: Lexicon) -> Readings:
    """Read documents, in the order given; new names are added to the lexicon."""
    by_first = _sort_mentions(mentions, lexicon)
    rows: tuple[list[Sequence[int]], ...] = ([], [], [], [], [], [])
    for document in documents:
        written = split_words(document.text)
        linked = {
            (lexicon.links.number(link.casefold()), lexicon.title(title)): 0
            for link, title in zip(document.links, document.contexts, strict=True)
        }
        addresses = [word for url in document.sources for word in split_address(url)]
        rows[0].append(lexicon.number_words(written))
        rows[1].append(lexicon.number_words(addresses))
        rows[2].append([title for _, title in linked])
        rows[3].append([link for link, _ in linked])
        rows[4].append(_find_mentions(written, by_first))
        rows[5].append(_number_stories(document, lexicon))
    return Readings(*(Rows.of(part) for part in rows))


_Mentions = dict[str, dict[int, dict[tuple[str, ...], int]]]
"""Titles (numbers) to recognise: by their first word, then by how many words they have, then by all of them."""


def _sort_mentions(mentions: Mentions, lexicon: Lexicon) -> _Mentions:
    by_first: _Mentions = {}
    for words, title in mentions.items():
        by_first.setdefault(words[0], {}).setdefault(len(words), {})[words] = lexicon.title(title)
    return by_first


def _find_mentions(written: list[str], by_first: _Mentions) -> list[int]:
    found: dict[int, None] = {}
    for place, word in enumerate(written):
        if word in by_first:
            for length, titles in by_first[word].items():
                title = titles.get(tuple(written[place : place + length]))
                if title is not None:
                    found[title] = None
    return list(found)


def _number_stories(document: Document, lexicon: Lexicon) -> list[int]:
    numbers = []
    for story in document.innermost:
        number = lexicon.stories.number(story.slug)
        lexicon.story_names.setdefault(number, story.name)
        numbers.append(number)
    return list(dict.fromkeys(numbers))
