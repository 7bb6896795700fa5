"""Reading documents into numbers: each document becomes short rows of word, title and term numbers.

A *term* is what two events can share: a context (its name is the title's normal form after `[`) or a stemmed word. Words
and titles are kept as written beside their terms, so that reasons can quote them. Nothing is weighed here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from daybook.relate.document import Document
from daybook.relate.vocabulary import Vocabulary
from daybook.relate.words import normalise_title, split_words, stem_word

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
    title_terms: array[int] = field(default_factory=lambda: array("i"))

    def word(self, word: str) -> int:
        """Return the number of a word as written."""
        number = self.words.numbers.get(word)
        if number is None:
            number = self.words.number(word)
            self.word_terms.append(self.terms.number(stem_word(word)))
        return number

    def title(self, title: str) -> int:
        """Return the number of a canonical title."""
        number = self.titles.numbers.get(title)
        if number is None:
            number = self.titles.number(title)
            self.title_terms.append(self.terms.number(context_term(title)))
        return number


@dataclass(frozen=True, slots=True)
class Readings:
    """Documents as rows of numbers, each row in the document's order without repeats.

    `words`, `titles` and `links` are what was written (`links[i]` is the link whose canonical title is `titles[i]`),
    `mentions` the titles recognised without a link, `stories` the innermost stories.
    """

    words: Rows
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


def read_documents(documents: Iterable[Document], mentions: Mentions, lexicon: Lexicon) -> Readings:
    """Read documents, in the order given; new names are added to the lexicon."""
    by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for words, title in mentions.items():
        by_first.setdefault(words[0], []).append((words, lexicon.title(title)))
    word_number, known = lexicon.word, lexicon.words.numbers
    rows: tuple[list[Sequence[int]], ...] = ([], [], [], [], [])
    for document in documents:
        written = split_words(document.text)
        rows[0].append(tuple({known.get(word, -1) if word in known else word_number(word): 0 for word in written}))
        linked = {
            (lexicon.links.number(link.casefold()), lexicon.title(title)): 0
            for link, title in zip(document.links, document.contexts, strict=True)
        }
        rows[1].append([title for _, title in linked])
        rows[2].append([link for link, _ in linked])
        rows[3].append(_find_mentions(written, by_first))
        rows[4].append(_number_stories(document, lexicon))
    return Readings(*(Rows.of(part) for part in rows))


def _find_mentions(written: list[str], by_first: Mapping[str, list[tuple[tuple[str, ...], int]]]) -> list[int]:
    found: dict[int, None] = {}
    for place, word in enumerate(written):
        for words, title in by_first.get(word, ()):
            if len(words) == 1 or tuple(written[place : place + len(words)]) == words:
                found[title] = None
    return list(found)


def _number_stories(document: Document, lexicon: Lexicon) -> list[int]:
    numbers = []
    for story in document.innermost:
        number = lexicon.stories.number(story.slug)
        lexicon.story_names.setdefault(number, story.name)
        numbers.append(number)
    return list(dict.fromkeys(numbers))
