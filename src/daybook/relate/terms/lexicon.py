"""The lexicon: all names that the documents of an archive have used, numbered, and which term each of them belongs to.

A *term* is what two events can share, of one of three kinds: a context (its name is the title's normal form after `[`), a
stemmed word of the headline, of a context's title or of a source's address, and a word of a source's address once more by
itself (after `@`): two addresses that share words say more than a text and an address. Words and titles are kept as
written beside their terms, so that reasons can quote them. Nothing is weighed here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from daybook.relate.terms.rows import Numbers, Rows, starts_of
from daybook.relate.terms.vocabulary import PackedNames, Vocabulary
from daybook.relate.terms.words import normalise_title, split_words, stem_word

NONE = -1
"""In place of a number: no term belongs to it."""


class Lexicon:
    """Vocabularies that only grow: numbers given out stay true.

    `links` are titles as written, `titles` the articles that they lead to; `stories` are slugs.
    """

    VOCABULARIES = ("terms", "words", "titles", "links", "stories", "labels")
    COLUMNS = (
        "_word_terms",
        "_address_terms",
        "_title_terms",
        "_title_ends",
        "_title_words",
        "_link_keys",
        "_names",
        "_is_number",
    )

    def __init__(self) -> None:
        self.terms = Vocabulary()
        self.words = Vocabulary()
        self.titles = Vocabulary()
        self.links = Vocabulary()
        self.stories = Vocabulary()
        self.labels = Vocabulary()
        self._word_terms = array("i")
        self._address_terms = array("i")
        self._title_terms = array("i")
        self._title_ends = array("i")
        self._title_words = array("i")
        self._link_keys = array("i")
        self._names = array("i")
        self._is_number = array("i")

    def word(self, word: str) -> int:
        """Return the number of a word as written."""
        number = self.words.find(word)
        if number is None:
            number = self.words.number(word)
            stem = stem_word(word)
            self._word_terms.append(NONE if stem.startswith("@") else self.terms.number(stem))
            self._address_terms.append(NONE)
            self._is_number.append(not any(map(str.isalpha, word)))
        return number

    def title(self, title: str) -> int:
        """Return the number of a canonical title."""
        number = self.titles.find(title)
        if number is None:
            number = self.titles.number(title)
            self._title_terms.append(self.terms.number(context_term(title)))
            self._title_words.extend(map(self.word, split_words(title)))
            self._title_ends.append(len(self._title_words))
        return number

    def link(self, link: str) -> int:
        """Return the number of a title as written."""
        number = self.links.find(link)
        if number is None:
            number = self.links.number(link)
            self._link_keys.append(number)
            folded = link.casefold()
            if folded != link:
                key = self.link(folded)
                self._link_keys[number] = key
        return number

    def story(self, slug: str, name: str) -> int:
        """Return the number of a story, which keeps the first name that it is met with."""
        number = self.stories.find(slug)
        if number is None:
            number = self.stories.number(slug)
            self._names.append(self.labels.number(name))
        return number

    def give_address_terms(self, words: Iterable[int]) -> None:
        """Give each word that stands in an address its term of that kind."""
        for word in words:
            if self._address_terms[word] == NONE:
                self._address_terms[word] = self.terms.number("@" + stem_word(self.words.name(word)))

    def story_name(self, story: int) -> str:
        """Return the name of a story."""
        return self.labels.name(self._names[story])

    @property
    def word_terms(self) -> Numbers:
        """The term of each word, `NONE` for a host."""
        return np.array(self._word_terms, dtype=np.int32)

    @property
    def address_terms(self) -> Numbers:
        """The term of each word as a word of an address, `NONE` for one that never stood in any."""
        return np.array(self._address_terms, dtype=np.int32)

    @property
    def is_number(self) -> npt.NDArray[np.bool_]:
        """Whether each word is a mere number: it has no letter."""
        return np.array(self._is_number, dtype=np.bool_)

    @property
    def title_terms(self) -> Numbers:
        """The term of each title."""
        return np.array(self._title_terms, dtype=np.int32)

    @property
    def title_words(self) -> Rows:
        """The words of each title."""
        ends = np.array(self._title_ends, dtype=np.int64)
        return Rows(starts_of(np.diff(ends, prepend=0)), np.array(self._title_words, dtype=np.int32))

    @property
    def link_keys(self) -> Numbers:
        """For each link the number that it shares with all links that differ from it in case only."""
        return np.array(self._link_keys, dtype=np.int32)

    def pack(self) -> dict[str, npt.NDArray[np.generic]]:
        """Keep names as arrays from now on, and return all that the lexicon holds by name."""
        arrays: dict[str, npt.NDArray[np.generic]] = {}
        for name in self.VOCABULARIES:
            packed = getattr(self, name).pack()
            arrays |= {f"{name}.{part}": getattr(packed, part) for part in PackedNames.__slots__}
        arrays |= {name: np.array(getattr(self, name), dtype=np.int32) for name in self.COLUMNS}
        return arrays

    @classmethod
    def unpack(cls, arrays: dict[str, npt.NDArray[np.generic]]) -> Lexicon:
        """Return the lexicon that `pack` gave the arrays of."""
        made = cls()
        for name in cls.VOCABULARIES:
            parts = [arrays[f"{name}.{part}"] for part in PackedNames.__slots__]
            setattr(made, name, Vocabulary(PackedNames(*parts).completed()))  # type: ignore[arg-type]
        for name in cls.COLUMNS:
            setattr(made, name, array("i", arrays[name].tobytes()))
        return made


def context_term(title: str) -> str:
    """Return the name of the term that all titles of one article share."""
    return "[" + normalise_title(title)
