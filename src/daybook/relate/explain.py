"""Reasons: what two events share, in words, and how much of the score each kind of it is.

Does not decide anything: the score is the ranker's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daybook.model import Reason, ReasonKind, ScorePart
from daybook.relate.index import ADDRESS, CONTEXT, WORD, Index
from daybook.relate.ranker import Places

MOST_VALUES = 4
"""Values that one reason shows; the rest are counted (issue 4)."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a pair has in common, and the parts of its score.

    `contexts` are titles that both link to, in alphabetical order; `named` those and titles that only stand in the text,
    the rarest first; `words` the rarest first, as written in the first event; `stories` names of innermost stories.
    """

    contexts: tuple[str, ...]
    named: tuple[str, ...]
    words: tuple[str, ...]
    stories: tuple[str, ...]
    parts: tuple[ScorePart, ...]
    mostly_words: bool = False


def share_terms(index: Index, queries: Places, candidates: Places, scores: Sequence[float]) -> list[Shared]:
    """Return what each pair of rows shares; pairs of one query should stand together."""
    product = index.vectors[queries].multiply(index.vectors[candidates]).tocsr()
    shared = []
    writing = _Writing(index, -1)
    for number, (query, candidate) in enumerate(zip(queries.tolist(), candidates.tolist(), strict=True)):
        if writing.row != query:
            writing = _Writing(index, query)
        part = slice(product.indptr[number], product.indptr[number + 1])
        shared.append(
            writing.compare(candidate, product.indices[part].tolist(), product.data[part].tolist(), scores[number])
        )
    return shared


class _Writing:
    """How one event writes its terms."""

    named: dict[int, str]
    words: dict[int, str]

    def __init__(self, index: Index, row: int) -> None:
        self.row = row
        self.index = index
        if row < 0:
            return
        lexicon, readings = index.lexicon, index.readings
        self.titles = {
            lexicon.title_terms[title]: lexicon.titles.names[title] for title in readings.titles.row(row).tolist()
        }
        self.named = {
            lexicon.title_terms[title]: lexicon.titles.names[title] for title in readings.mentions.row(row).tolist()
        } | self.titles
        addressed = readings.addresses.row(row).tolist()
        titled = [word for title in self.named.values() for word in lexicon.title_words[lexicon.titles.numbers[title]]]
        self.words = {lexicon.address_terms[word]: lexicon.words.names[word].removeprefix("@") for word in addressed}
        for word in (*addressed, *titled, *readings.words.row(row).tolist()):
            self.words[lexicon.word_terms[word]] = lexicon.words.names[word]
        self.stories = readings.stories.row(row).tolist()

    def compare(self, candidate: int, terms: list[int], products: list[float], score: float) -> Shared:
        lexicon, readings = self.index.lexicon, self.index.readings
        weights = self.index.weights
        linked = [lexicon.title_terms[title] for title in readings.titles.row(candidate).tolist()]
        kinds = self.index.kinds
        found: tuple[list[tuple[float, str]], ...] = ([], [], [])
        shares = [0.0, 0.0, 0.0]
        for term, product in zip(terms, products, strict=True):
            kind = int(kinds[term])
            shares[kind] += product
            found[kind].append((-float(weights[term]), self._write(term)))
        scale = score / sum(shares)
        stories = [story for story in self.stories if story in readings.stories.row(candidate)] if self.stories else []
        return Shared(
            contexts=tuple(sorted({self.titles[term] for term in linked if term in self.titles})),
            named=tuple(title for _, title in sorted(found[CONTEXT])),
            words=tuple(dict.fromkeys(word for _, word in sorted(found[WORD] or found[ADDRESS]))),
            stories=tuple(lexicon.story_names[story] for story in stories),
            parts=_parts(contexts=shares[0] * scale, words=shares[1] * scale, addresses=shares[2] * scale),
            mostly_words=shares[WORD] + shares[ADDRESS] > shares[CONTEXT],
        )

    def _write(self, term: int) -> str:
        title: str | None = self.named.get(term)
        return self.words[term] if title is None else title


def give_reasons(shared: Shared) -> tuple[Reason, ...]:
    """Put what is shared into reasons: contexts, story, and words where nothing else is shared or they weigh more."""
    reasons = []
    if shared.stories:
        reasons.append(_reason(ReasonKind.STORY, shared.stories))
    if shared.named or shared.contexts:
        reasons.append(_reason(ReasonKind.CONTEXTS, shared.named or shared.contexts))
    if shared.words and (not reasons or shared.mostly_words):
        reasons.append(_reason(ReasonKind.WORDS, shared.words))
    return tuple(reasons)


def share_links(index: Index, queries: Places, candidates: Places, scores: Sequence[float]) -> list[Shared]:
    """Return what each pair shares under the seeds' rule: links as written, printed with redirects followed."""
    readings, titles = index.readings, index.lexicon.titles.names
    shared = []
    for query, candidate, score in zip(queries.tolist(), candidates.tolist(), scores, strict=True):
        theirs = set(readings.links.row(candidate).tolist())
        ours = zip(readings.links.row(query).tolist(), readings.titles.row(query).tolist(), strict=True)
        found = {link: titles[title] for link, title in ours if link in theirs}
        contexts = tuple(sorted(set(found.values())))
        shared.append(Shared(contexts, contexts, (), (), _parts(links=score)))
    return shared


def _parts(**shares: float) -> tuple[ScorePart, ...]:
    return tuple(ScorePart(name, float(value)) for name, value in shares.items() if value)


def _reason(kind: ReasonKind, values: Sequence[str]) -> Reason:
    return Reason(kind, tuple(values[:MOST_VALUES]), max(0, len(values) - MOST_VALUES))
