"""Reading documents into numbers: first by themselves, in any process, then into the numbers of a lexicon.

    documents -> Reading (names and numbers of its own) -> Readings (a lexicon's numbers, with mentions)

Nothing is weighed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from daybook.relate.terms.document import Document
from daybook.relate.terms.lexicon import NONE, Lexicon
from daybook.relate.terms.mentions import Mentions, find_mentions
from daybook.relate.terms.rows import Numbers, Rows, distinct, starts_of
from daybook.relate.terms.words import split_address, split_words


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What is known of documents besides their words, a row each.

    `days` are proleptic ordinals (`date.toordinal`), `positions` are those on the page; `marks` differ where anything in
    two documents differs (64 bits of BLAKE2b).
    """

    ids: npt.NDArray[np.int64]
    days: Numbers
    positions: Numbers
    marks: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.ids)

    def taken(self, rows: npt.NDArray[np.intp]) -> DocumentMeta:
        """Return only these rows, in this order."""
        return DocumentMeta(*(getattr(self, name)[rows] for name in self.__slots__))

    @classmethod
    def end_to_end(cls, parts: Sequence[DocumentMeta]) -> DocumentMeta:
        """Return the rows of all parts (at least one), one after the other."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    @property
    def order(self) -> npt.NDArray[np.intp]:
        """The rows by date, position and id."""
        return np.lexsort((self.ids, self.positions, self.days))


@dataclass(frozen=True, slots=True)
class Reading:
    """Documents read by themselves: `texts` and `addresses` number `words`, `contexts` number `titles`, and so on.

    `links[i]` is the link whose canonical title is `contexts[i]`; `stories` are the innermost ones, `topics` all of them,
    `topic_words` the words of their names and `topic_titles` their articles.
    """

    meta: DocumentMeta
    texts: Rows
    addresses: Rows
    contexts: Rows
    links: Rows
    stories: Rows
    topics: Rows
    topic_words: Rows
    topic_titles: Rows
    words: tuple[str, ...]
    titles: tuple[str, ...]
    link_names: tuple[str, ...]
    story_names: tuple[tuple[str, str], ...]

    def taken(self, rows: npt.NDArray[np.intp]) -> Reading:
        """Return only these documents, in this order; the names stay."""
        parts = {name: getattr(self, name).taken(rows) for name in ("meta", *_ROWS)}
        return replace(self, **parts)


_ROWS = ("texts", "addresses", "contexts", "links", "stories", "topics", "topic_words", "topic_titles")


@dataclass(frozen=True, slots=True)
class Readings:
    """Documents as rows of a lexicon's numbers, each row in the document's order.

    `texts` are the words of the headline with repeats, `addresses` those of the sources' addresses; `contexts` and `links`
    as in `Reading`; `mentions` the titles recognised without a link, `stories`, `topics`,
    `topic_words` and `topic_titles` as in `Reading`.
    """

    texts: Rows
    addresses: Rows
    contexts: Rows
    links: Rows
    mentions: Rows
    stories: Rows
    topics: Rows
    topic_words: Rows
    topic_titles: Rows

    def taken(self, rows: npt.NDArray[np.intp]) -> Readings:
        """Return only these documents, in this order."""
        return Readings(*(getattr(self, name).taken(rows) for name in self.__slots__))

    @classmethod
    def end_to_end(cls, parts: Sequence[Readings]) -> Readings:
        """Return the documents of all parts, one after the other."""
        return cls(*(Rows.end_to_end(getattr(part, name) for part in parts) for name in cls.__slots__))

    def mentioning(self, mentions: Mentions) -> Readings:
        """Return the same with what is recognised in the texts."""
        parts = range(0, len(self.texts), _DOCUMENTS)
        texts = (self.texts.between(first, min(first + _DOCUMENTS, len(self.texts))) for first in parts)
        mentioned = Rows.end_to_end(find_mentions(text, mentions) for text in texts)
        return replace(self, mentions=mentioned)


def read_documents(documents: Iterable[Document]) -> Reading:
    """Read documents by themselves."""
    words: dict[str, int] = {}
    titles: dict[str, int] = {}
    links: dict[str, int] = {}
    stories: dict[str, int] = {}
    labels: list[tuple[str, str]] = []
    meta: list[tuple[int, int, int, int]] = []
    rows: tuple[list[list[int]], ...] = ([], [], [], [], [], [], [], [])
    for document in documents:
        meta.append((document.id, document.date.toordinal(), document.position, _mark(document)))
        rows[0].append([words.setdefault(word, len(words)) for word in split_words(document.text)])
        addressed = dict.fromkeys(word for url in document.sources for word in split_address(url))
        rows[1].append([words.setdefault(word, len(words)) for word in addressed])
        rows[2].append([titles.setdefault(title, len(titles)) for title in document.contexts])
        rows[3].append([links.setdefault(link, len(links)) for link in document.links])
        for story in document.stories:
            if story.slug not in stories:
                stories[story.slug] = len(stories)
                labels.append((story.slug, story.name))
        rows[4].append(list(dict.fromkeys(stories[story.slug] for story in document.innermost)))
        named = dict.fromkeys(word for story in document.stories for word in split_words(story.name))
        rows[5].append(list(dict.fromkeys(stories[story.slug] for story in document.stories)))
        rows[6].append([words.setdefault(word, len(words)) for word in named])
        articles = dict.fromkeys(story.title for story in document.stories if story.title)
        rows[7].append([titles.setdefault(title, len(titles)) for title in articles])
    columns = list(zip(*meta, strict=True)) or [()] * 4
    ids, days, positions, marks = columns
    texts, addresses, contexts, linked, innermost, topics, topic_words, topic_titles = (Rows.of(part) for part in rows)
    return Reading(
        DocumentMeta(
            np.array(ids, np.int64), np.array(days, np.int32), np.array(positions, np.int32), np.array(marks, np.uint64)
        ),
        texts,
        addresses,
        contexts,
        linked,
        innermost,
        topics,
        topic_words,
        topic_titles,
        tuple(words),
        tuple(titles),
        tuple(links),
        tuple(labels),
    )


def admit(reading: Reading, lexicon: Lexicon) -> Readings:
    """Return what was read in the numbers of a lexicon, which learns the names it does not have; mentions are left empty."""
    words = _numbers(map(lexicon.word, reading.words))
    titles = _numbers(map(lexicon.title, reading.titles))
    links = _numbers(map(lexicon.link, reading.link_names))
    stories = _numbers(lexicon.story(slug, name) for slug, name in reading.story_names)
    lexicon.give_address_terms(words[np.unique(reading.addresses.values)].tolist())
    none = Rows(np.zeros(len(reading.meta) + 1, np.int64), np.empty(0, np.int32))
    return Readings(
        reading.texts.mapped(words),
        reading.addresses.mapped(words),
        reading.contexts.mapped(titles),
        reading.links.mapped(links),
        none,
        reading.stories.mapped(stories),
        reading.topics.mapped(stories),
        reading.topic_words.mapped(words),
        reading.topic_titles.mapped(titles),
    )


def term_rows(readings: Readings, lexicon: Lexicon) -> Rows:
    """Return the terms of each document, in order of their numbers, without repeats."""
    word_terms = lexicon.word_terms
    return _distinct_terms(
        (
            *_text_terms(readings, lexicon),
            readings.addresses.mapped(word_terms),
            readings.addresses.mapped(lexicon.address_terms),
        ),
        lexicon,
    )


def text_rows(readings: Readings, lexicon: Lexicon) -> Rows:
    """Return the same without what stands in addresses only."""
    return _distinct_terms(_text_terms(readings, lexicon), lexicon)


def topic_rows(readings: Readings, lexicon: Lexicon) -> Rows:
    """Return the terms of each document's topics: their articles, and the words of these and of their names."""
    return _distinct_terms(
        (
            readings.topic_titles.mapped(lexicon.title_terms),
            readings.topic_titles.spread(lexicon.title_words).mapped(lexicon.word_terms),
            readings.topic_words.mapped(lexicon.word_terms),
        ),
        lexicon,
    )


def _text_terms(readings: Readings, lexicon: Lexicon) -> tuple[Rows, ...]:
    """Return the terms of contexts, of the words in their titles, and of the headline's words."""
    contexts = readings.contexts.side_by_side(readings.mentions)
    return (
        contexts.mapped(lexicon.title_terms),
        contexts.spread(lexicon.title_words).mapped(lexicon.word_terms),
        readings.texts.mapped(lexicon.word_terms),
    )


_DOCUMENTS = 8192
"""Documents whose terms are gathered at a time: bounds memory to some 20 MB."""


def _distinct_terms(parts: Sequence[Rows], lexicon: Lexicon) -> Rows:
    count, width = len(parts[0]), max(len(lexicon.terms), 1)
    made = []
    for first in range(0, count, _DOCUMENTS):
        last = min(first + _DOCUMENTS, count)
        own = [part.between(first, last) for part in parts]
        # Row and term in one number: one sort brings them in order and equal ones together.
        numbers = np.concatenate([part.values for part in own])
        rows = np.concatenate([part.row_numbers() for part in own])
        rows, values = np.divmod(distinct((rows * width + numbers)[numbers != NONE]), width)
        made.append(Rows(starts_of(np.bincount(rows, minlength=last - first)), values.astype(np.int32)))
    return Rows.end_to_end(made)


def _mark(document: Document) -> int:
    return int.from_bytes(hashlib.blake2b(repr(document).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _numbers(numbers: Iterable[int]) -> Numbers:
    return np.fromiter(numbers, np.int32)
