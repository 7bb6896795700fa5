"""Pairs that teach an embedding: what editors put under one topic, and what a ranker is fairly sure of.

Decides which events are drawn together and how often; knows nothing of vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.lists.pools import Pools
from daybook.relate.terms.document import Document
from daybook.relate.terms.rows import Rows
from daybook.relate.training.embedding_training import Pairs

NEAR_DAYS, FAR_DAYS, FAR_SHARE = 3, 400, 0.05
"""A partner is drawn by 1 / (NEAR_DAYS + days apart), times FAR_SHARE beyond FAR_DAYS: next year's event of a story is
seldom the same matter."""

OUTER_MOST = 200
"""Events of an outer topic ("Syrian civil war") from which it says too little about two of them."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Events by topic: the rows of each innermost one and of each outer one, and the numbers of all topics of each event."""

    inner: tuple[tuple[int, ...], ...]
    outer: tuple[tuple[int, ...], ...]
    of_events: Rows


def gather_topics(documents: Sequence[Document], leave_out: Callable[[str], bool]) -> Topics:
    """Return the topics of documents, by name; document `n` is row `n`. Topics whose name is to be left out teach nothing."""
    numbers: dict[str, int] = {}
    inner: dict[str, list[int]] = {}
    outer: dict[str, list[int]] = {}
    of_events: list[list[int]] = []
    for row, document in enumerate(documents):
        innermost = {_key(story.name) for story in document.innermost}
        keys = list(dict.fromkeys(_key(story.name) for story in document.stories))
        of_events.append([numbers.setdefault(key, len(numbers)) for key in keys])
        if any(leave_out(name) for story in document.stories for name in (story.name, story.title or "")):
            continue
        for key in keys:
            (inner if key in innermost else outer).setdefault(key, []).append(row)
    return Topics(_groups(inner), _groups(outer, OUTER_MOST), Rows.of(of_events))


def draw_partners(
    groups: Iterable[Sequence[int]], most: int, days: npt.NDArray[np.int32], random: np.random.Generator
) -> Pairs:
    """Draw a partner for at most so many events of each group, the nearest in time most often."""
    made = []
    for group in groups:
        rows = np.array(group, np.int32)
        anchors = rows if len(rows) <= most else random.choice(rows, most, replace=False)
        apart = np.abs(days[anchors][:, None] - days[rows][None, :])
        chances = np.where(apart > FAR_DAYS, FAR_SHARE, 1.0) / (NEAR_DAYS + apart)
        chances[anchors[:, None] == rows[None, :]] = 0
        made.append(np.stack((anchors, rows[_draw(chances, random)]), axis=1))
    return np.concatenate(made) if made else np.empty((0, 2), np.int32)


def choose_weak(
    pools: Pools, days: npt.NDArray[np.int32], span: tuple[float, float], most_days: int, best: int
) -> Rows:
    """Return for each event its best candidates with a score within `span` (both ends) and not too many days apart."""
    places = pools.candidates
    apart = np.abs(days[:, None] - days[np.maximum(places, 0)])
    fits = (places >= 0) & (pools.scores >= span[0]) & (pools.scores <= span[1]) & (apart <= most_days)
    fits &= np.cumsum(fits, axis=1) <= best  # pools are best first
    rows, columns = np.nonzero(fits)
    starts = np.concatenate(([0], np.cumsum(fits.sum(axis=1)))).astype(np.int64)
    return Rows(starts, places[rows, columns].astype(np.int32))


def draw_weak(weak: Rows, random: np.random.Generator) -> Pairs:
    """Draw one of its partners for each event that has any."""
    lengths = np.diff(weak.starts)
    anchors = np.flatnonzero(lengths)
    drawn = weak.starts[anchors] + (random.random(len(anchors)) * lengths[anchors]).astype(np.int64)
    return np.stack((anchors.astype(np.int32), weak.values[drawn]), axis=1)


def _draw(chances: npt.NDArray[np.float64], random: np.random.Generator) -> npt.NDArray[np.intp]:
    totals = np.cumsum(chances, axis=1)
    drawn = random.random((len(totals), 1)) * totals[:, -1:]
    columns: npt.NDArray[np.intp] = np.minimum((totals <= drawn).sum(axis=1), totals.shape[1] - 1)
    return columns


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _groups(topics: dict[str, list[int]], most: int = 1 << 30) -> tuple[tuple[int, ...], ...]:
    # dict.fromkeys: a line that names one topic twice
    groups = (tuple(dict.fromkeys(rows)) for _, rows in sorted(topics.items()))
    return tuple(group for group in groups if 1 < len(group) < most)
