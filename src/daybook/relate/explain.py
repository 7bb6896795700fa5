"""Reasons: what two events share, in words, and how much of the score each kind of it is.

Does not decide anything: the score is the ranker's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    starts = product.indptr.tolist()
    terms = list(
        zip(
            product.indices.tolist(),
            index.kinds[product.indices].tolist(),
            (-index.weights[product.indices]).tolist(),
            product.data.tolist(),
            strict=True,
        )
    )
    linked = index.readings.titles.taken(candidates)
    linked = linked.mapped(np.array(index.lexicon.title_terms, np.int32)) if len(linked.values) else linked
    ends, titles = linked.starts.tolist(), linked.values.tolist()
    shared = []
    writing: _Writing | None = None
    for number, (query, candidate) in enumerate(zip(queries.tolist(), candidates.tolist(), strict=True)):
        if writing is None or writing.row != query:
            writing = _Writing(index, query)
        pair = terms[starts[number] : starts[number + 1]]
        contexts = titles[ends[number] : ends[number + 1]]
        shared.append(writing.compare(candidate, contexts, pair, scores[number]))
    return shared


class _Writing:
    """How one event writes its terms: titles and words by the term they belong to.

    Words that stand in an address only are quoted where nothing else is shared.
    """

    def __init__(self, index: Index, row: int) -> None:
        lexicon, readings = index.lexicon, index.readings
        title_terms, titles = lexicon.title_terms, lexicon.titles.names
        word_terms, words = lexicon.word_terms, lexicon.words.names
        linked, mentioned = readings.titles.row(row).tolist(), readings.mentions.row(row).tolist()
        self.row = row
        self.index = index
        self.titles: dict[int, str] = {title_terms[title]: titles[title] for title in linked}
        self.written: dict[int, str] = {title_terms[title]: titles[title] for title in (*mentioned, *linked)}
        addressed = readings.addresses.row(row).tolist()
        for word in addressed:
            self.written[lexicon.address_terms[word]] = words[word].removeprefix("@")
        for title in (*mentioned, *linked):
            for word in lexicon.title_words[title]:
                self.written[word_terms[word]] = words[word]
        for word in (*addressed, *readings.words.row(row).tolist()):
            self.written[word_terms[word]] = words[word]
        visible = (
            *readings.words.row(row).tolist(),
            *(word for title in linked for word in lexicon.title_words[title]),
        )
        self.visible = {word_terms[word] for word in visible}
        self.stories = readings.stories.row(row).tolist()

    def compare(
        self, candidate: int, linked: list[int], terms: list[tuple[int, int, float, float]], score: float
    ) -> Shared:
        """Return what the event shares with another: `linked` are the other's contexts, `terms` all they share."""
        found: tuple[list[tuple[float, str]], ...] = ([], [], [])
        shares = [0.0, 0.0, 0.0]
        for term, kind, rarity, product in terms:
            shares[kind] += product
            shown = ADDRESS if kind == WORD and term not in self.visible else kind
            found[shown].append((rarity, self.written[term]))
        scale = score / sum(shares)
        stories: list[str] = []
        if self.stories:
            theirs = self.index.readings.stories.row(candidate).tolist()
            stories = [self.index.lexicon.story_names[story] for story in self.stories if story in theirs]
        titles = self.titles
        return Shared(
            contexts=tuple(sorted({titles[term] for term in linked if term in titles})),
            named=tuple([title for _, title in sorted(found[CONTEXT])]),
            words=tuple(dict.fromkeys([word for _, word in sorted(found[WORD] or found[ADDRESS])])),
            stories=tuple(stories),
            parts=_parts(
                contexts=shares[CONTEXT] * scale, words=shares[WORD] * scale, addresses=shares[ADDRESS] * scale
            ),
            mostly_words=shares[WORD] + shares[ADDRESS] > shares[CONTEXT],
        )


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
