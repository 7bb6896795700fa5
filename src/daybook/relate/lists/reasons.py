"""Reasons: what two events share, in words, and how much of the score each kind of it is.

Does not decide anything: the score is the ranker's. Many pairs are explained at once, as joins over sorted numbers;
names are looked up only for what is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.model import Reason, ReasonKind, ScorePart
from daybook.relate.index.event_index import ADDRESS, CONTEXT, KIND_SHARES, WORD, Index
from daybook.relate.ranking.ranker import Indices
from daybook.relate.ranking.story_passages import share_topic
from daybook.relate.terms.happenings import are_telling
from daybook.relate.terms.lexicon import NONE
from daybook.relate.terms.names import whole_names
from daybook.relate.terms.rows import Rows
from daybook.relate.terms.words import split_words, stem_word

MOST_VALUES = 4
"""Values that one reason shows; the rest are counted."""

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shared:
    """What a pair has in common, and the parts of its score.

    `contexts` are titles that both link to, in alphabetical order; `named` those and titles that only stand in the text,
    the rarest first; `words` names and words of both headlines that are in no shared title, the rarest first, as written in
    the first event, and left out where they would not be told; where nothing but a place is shared, they begin with what happened there; `stories` names of innermost stories, or of the innermost topic that stands above both. It is `only_places` where all titles are names of places.
    """

    contexts: tuple[str, ...]
    named: tuple[str, ...]
    words: tuple[str, ...]
    stories: tuple[str, ...]
    parts: tuple[ScorePart, ...]
    mostly_words: bool = False
    only_places: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    """Values by key; of several entries with one key the last one counts. `keys` are sorted and each there once."""

    keys: Keys
    values: Keys
    positions: Keys

    @classmethod
    def of(cls, keys: Keys, values: Keys) -> _Table:
        order = np.argsort(keys, kind="stable")
        last = order[np.flatnonzero(np.diff(keys[order], append=-1))]
        return cls(keys[last], values[last], last)

    def find(self, keys: Keys) -> Keys:
        """Return for each key the number of its entry, -1 where there is none."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, at, -1)


class _Writing:
    """How some events write their terms. A key is event (its position among them) and term in one number.

    `written` gives a title's number, or a word's as `~number`. Words that stand in an address only are not `visible`:
    they are quoted where nothing else is shared.
    """

    def __init__(self, index: Index, rows: Indices) -> None:
        self._index, lexicon = index, index.lexicon
        self._width = max(len(lexicon.terms), 1)
        read, title_terms, word_terms = index.readings.taken(rows), lexicon.title_terms, lexicon.word_terms
        linked, mentioned = read.contexts, read.mentions
        inner, spelt = (titles.spread(lexicon.title_words) for titles in (linked, mentioned))
        entries = [
            self._entries(mentioned, title_terms, mentioned.values),
            self._entries(linked, title_terms, linked.values),
            self._entries(read.addresses, lexicon.address_terms, ~read.addresses.values),
            *(self._entries(words, word_terms, ~words.values) for words in (spelt, inner, read.addresses, read.texts)),
        ]
        self.written = _Table.of(*(np.concatenate(part) for part in zip(*entries, strict=True)))
        self.titles = _Table.of(*self._entries(linked, title_terms, linked.values))
        visible = [self._entries(words, word_terms, words.values)[0] for words in (read.texts, inner)]
        self.visible = _Table.of(*[np.concatenate(visible)] * 2)
        self.stories, self.topics = (
            _Table.of(self.story_key(rows.row_numbers(), rows.values), rows.values.astype(np.int64))
            for rows in (read.stories, read.topics)
        )

    def key(self, events: Keys, terms: npt.NDArray[np.int32]) -> Keys:
        """Return the keys of terms of events."""
        return events * self._width + terms

    def story_key(self, events: Keys, stories: npt.NDArray[np.int32]) -> Keys:
        """Return the keys of stories of events."""
        return events * len(self._index.lexicon.stories) + stories

    def _entries(self, rows: Rows, terms: npt.NDArray[np.int32], values: npt.NDArray[np.int32]) -> tuple[Keys, Keys]:
        own = terms[rows.values]
        kept = own != NONE
        return self.key(rows.row_numbers(), own)[kept], values[kept].astype(np.int64)


def share_terms(index: Index, queries: Indices, candidates: Indices, scores: Sequence[float]) -> list[Shared]:
    """Return what each pair of rows shares."""
    if not len(queries):
        return []
    lexicon = index.lexicon
    # All pairs at once, as arrays: a site has ten reasons for each of a hundred thousand events. What a query's event says is prepared
    # once for all of its pairs.
    rows, events = np.unique(queries, return_inverse=True)
    writing = _Writing(index, rows)
    product = index.vectors[queries].multiply(index.vectors[candidates]).tocsr()
    pairs = np.repeat(np.arange(len(queries)), np.diff(product.indptr))
    terms, kinds = product.indices, index.kinds[product.indices]
    width = len(KIND_SHARES)
    shares = np.bincount(pairs * width + kinds, product.data, minlength=len(queries) * width).reshape(-1, width)
    keys = writing.key(events[pairs], terms)
    # A word that no reader sees in the headline came from the address of a source, and is told as such.
    shown = np.where((kinds == WORD) & (writing.visible.find(keys) < 0), ADDRESS, kinds)
    at = writing.written.find(keys)
    # Rarest first; of two that are equally rare, the one that its event writes first.
    order = np.lexsort((writing.written.positions[at], -index.weights[terms], shown, pairs))
    codes = writing.written.values[at][order]
    ends = np.searchsorted(pairs[order] * width + shown[order], np.arange(len(queries) * width + 1)).tolist()
    names: dict[int, str] = {}

    def name(code: int) -> str:
        known = names.get(code)
        if known is None:
            known = lexicon.titles.name(code) if code >= 0 else lexicon.words.name(~code).removeprefix("@")
            names[code] = known
        return known

    def texts(row: int) -> list[str]:
        return [name(~word) for word in index.readings.texts.row(row).tolist()]

    is_other = (kinds == CONTEXT) & ~index.place_terms[terms]
    others = np.bincount(pairs[is_other], minlength=len(queries)).tolist()
    is_telling = ~index.place_terms[terms] & (shown != ADDRESS)
    has_telling = np.bincount(pairs[is_telling], minlength=len(queries)) > 0
    happened = _happened_at_one_place(index, queries, candidates, ~has_telling)
    linked = _shared_contexts(index, writing, events, candidates)
    stories = _shared_stories(index, writing, events, candidates)
    listed = codes.tolist()
    made = []
    for pair, (score, own) in enumerate(zip(scores, shares.tolist(), strict=True)):
        contexts, words, addresses = (
            listed[ends[pair * width + kind] : ends[pair * width + kind + 1]] for kind in range(width)
        )
        scale = score / (sum(own) or 1)
        titles = tuple(map(name, contexts))
        only_places = bool(contexts) and not others[pair]
        mostly_words = own[WORD] + own[ADDRESS] > own[CONTEXT]
        shared_words: Sequence[str] = ()
        # Putting names together reads both headlines: only where words will be shown (see `give_reasons`).
        is_told = bool(titles or linked[pair] or stories[pair])
        if mostly_words or only_places or not is_told:
            known = {stem_word(word) for title in titles for word in split_words(title)}
            shared_words = list(dict.fromkeys(map(name, words)))
            if shared_words:
                shared_words = whole_names(shared_words, texts(queries[pair]), texts(candidates[pair]), known)
            if happened[pair] and not stories[pair]:
                shared_words = [*happened[pair], *shared_words]
            # Words of addresses ("does", "without", "index") are no reason beside another, and make none of places.
            if not shared_words and not is_told:
                shared_words = list(dict.fromkeys(_address_words(map(name, addresses), known)))
        made.append(
            Shared(
                contexts=tuple(sorted(map(name, linked[pair]))),
                named=titles,
                words=tuple(shared_words),
                stories=tuple(map(lexicon.story_name, stories[pair])),
                parts=_parts(contexts=own[CONTEXT] * scale, words=own[WORD] * scale, addresses=own[ADDRESS] * scale),
                mostly_words=mostly_words,
                only_places=only_places,
            )
        )
    return made


def _happened_at_one_place(
    index: Index, queries: Indices, candidates: Indices, asked: npt.NDArray[np.bool_]
) -> list[list[str]]:
    """Return for each pair asked about, if both name one place, the words of its first event for what happened in both.

    They may be in too many events to weigh anything: two events with floods are not akin by it, floods in one province are.
    """
    made: list[list[str]] = [[] for _ in queries]
    happenings = index.knowledge.happenings
    if not happenings:
        return made
    pairs = np.flatnonzero(asked)
    pairs = pairs[_share(index.placed, queries[pairs], candidates[pairs])]
    common = index.happened[queries[pairs]].multiply(index.happened[candidates[pairs]]).tocsr()
    telling = are_telling(happenings)
    for pair, (start, end) in zip(pairs.tolist(), pairwise(common.indptr.tolist()), strict=True):
        shared = {number for number in common.indices[start:end].tolist() if telling[number]}
        names = map(index.lexicon.words.name, index.readings.texts.row(queries[pair]).tolist())
        words = {happenings.get(stem_word(name), -1): name for name in reversed([*names]) if name[:1].islower()}
        made[pair] = [name for number, name in reversed(words.items()) if number in shared]
    return made


def _shared_contexts(index: Index, writing: _Writing, events: Keys, candidates: Indices) -> list[list[int]]:
    """Return for each pair the titles that both link to, as its first event has them."""
    theirs = index.readings.contexts.taken(candidates)
    numbers = theirs.row_numbers()
    at = writing.titles.find(writing.key(events[numbers], index.lexicon.title_terms[theirs.values]))
    return _grouped(numbers[at >= 0], writing.titles.values[at[at >= 0]], len(candidates))


def _shared_stories(index: Index, writing: _Writing, events: Keys, candidates: Indices) -> list[list[int]]:
    """Return for each pair the innermost stories of both, in the order of its first event.

    Where there are none, the last topic above that event that stands above the other one, too.
    """

    def find(topics: Rows, ours: _Table) -> list[list[int]]:
        theirs = topics.taken(candidates)
        numbers = theirs.row_numbers()
        at = ours.find(writing.story_key(events[numbers], theirs.values))
        numbers, at = numbers[at >= 0], at[at >= 0]
        order = np.lexsort((ours.positions[at], numbers))
        return _grouped(numbers[order], ours.values[at[order]], len(candidates))

    stories, topics = find(index.readings.stories, writing.stories), find(index.readings.topics, writing.topics)
    return [own or outer[-1:] for own, outer in zip(stories, topics, strict=True)]


def _grouped(numbers: Keys, values: Keys, count: int) -> list[list[int]]:
    """Return the values of each number below `count`, without repeats, in order; `numbers` ascend."""
    ends = np.searchsorted(numbers, np.arange(count + 1)).tolist()
    listed = values.tolist()
    return [list(dict.fromkeys(listed[start:end])) for start, end in pairwise(ends)]


def give_reasons(shared: Shared) -> tuple[Reason, ...]:
    """Put what is shared into reasons: contexts, story, and words where nothing but places is shared or they weigh more.

    There are none where places are all that a reader would see.
    """
    if shared.only_places and not (shared.stories or shared.words):
        return ()
    reasons = []
    if shared.stories:
        reasons.append(_reason(ReasonKind.STORY, shared.stories))
    if shared.named or shared.contexts:
        reasons.append(_reason(ReasonKind.CONTEXTS, shared.named or shared.contexts))
    if shared.words and (not reasons or shared.mostly_words or shared.only_places):
        reasons.append(_reason(ReasonKind.WORDS, shared.words))
    return tuple(reasons)


def share_links(index: Index, queries: Indices, candidates: Indices, scores: Sequence[float]) -> list[Shared]:
    """Return what each pair shares under the seeds' rule: links as written, printed with redirects followed."""
    readings, lexicon, keys = index.readings, index.lexicon, index.lexicon.link_keys
    shared = []
    for query, candidate, score in zip(queries.tolist(), candidates.tolist(), scores, strict=True):
        theirs = set(keys[readings.links.row(candidate)].tolist())
        ours = zip(keys[readings.links.row(query)].tolist(), readings.contexts.row(query).tolist(), strict=True)
        linked_by_both = {link: lexicon.titles.name(title) for link, title in ours if link in theirs}
        contexts = tuple(sorted(set(linked_by_both.values())))
        shared.append(Shared(contexts, contexts, (), (), _parts(links=score)))
    return shared


def _address_words(words: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """Yield the words of addresses that tell a reader something: no host, nothing that is told already."""
    return (word for word in words if "." not in word and stem_word(word) not in known)


def has_reasons(index: Index, queries: Indices, candidates: Indices) -> npt.NDArray[np.bool_]:
    """Say of pairs of rows whether they share a topic, an article or word that tells what they are about, or a place and what happened there."""
    rows, numbers = np.unique(np.concatenate((queries, candidates)), return_inverse=True)
    telling = index.telling(rows)
    ours, theirs = np.split(numbers, 2)
    reasons: npt.NDArray[np.bool_] = _share(telling, ours, theirs) | share_topic(index, queries, candidates)
    happenings = index.knowledge.happenings
    if happenings:
        left = np.flatnonzero(~reasons)
        left = left[_share(index.placed, queries[left], candidates[left])]
        happened = index.happened[rows][:, are_telling(happenings)]
        reasons[left] = _share(happened, ours[left], theirs[left])
    return reasons


def _share(having: sparse.csr_array, ours: Indices, theirs: Indices) -> npt.NDArray[np.bool_]:
    """Say of pairs of rows of a matrix whether any column has an entry in both."""
    shared: npt.NDArray[np.bool_] = np.diff(having[ours].multiply(having[theirs]).tocsr().indptr) > 0
    return shared


def _parts(**shares: float) -> tuple[ScorePart, ...]:
    return tuple(ScorePart(name, float(value)) for name, value in shares.items() if value)


def _reason(kind: ReasonKind, values: Sequence[str]) -> Reason:
    return Reason(kind, tuple(values[:MOST_VALUES]), max(0, len(values) - MOST_VALUES))
