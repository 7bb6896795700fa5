"""Stories: who shares one, and their passages: the events just before and just after one, which its page lists by themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from daybook.relate.index.event_index import Index
from daybook.relate.ranking.ranker import Indices
from daybook.relate.terms.rows import Rows


def story_passages(index: Index, rows: Indices, reach: int) -> tuple[npt.NDArray[np.int64], Indices]:
    """Return up to `reach` events on either side of each of these, in each of its innermost stories.

    As two arrays: positions in `rows`, ascending, and rows of the index beside them.
    """
    members = index.story_members.members
    own = index.story_members.positions.taken(rows)
    positions = own.values.astype(np.int64)
    story = np.searchsorted(members.starts, positions, side="right") - 1
    near = positions[:, None] + np.concatenate((np.arange(-reach, 0), np.arange(1, reach + 1)))
    inside = (near >= members.starts[story][:, None]) & (near < members.starts[story + 1][:, None])
    numbers = np.repeat(own.row_numbers(), inside.sum(axis=1))
    return numbers, members.values[near[inside]].astype(np.intp)


def share_story(index: Index, queries: Indices, candidates: Indices) -> npt.NDArray[np.bool_]:
    """Say of pairs of rows whether they stand in one innermost story."""
    return _share(index.readings.stories, index, queries, candidates)


def share_topic(index: Index, queries: Indices, candidates: Indices) -> npt.NDArray[np.bool_]:
    """Say of pairs of rows whether any topic stands above both."""
    return _share(index.readings.topics, index, queries, candidates)


def have_story(index: Index, rows: Indices) -> npt.NDArray[np.bool_]:
    """Say of rows whether any topic above the event has others too, as it was when the generation was cut.

    A story that has begun since then counts as none, so that an event's list does not depend on events that are not in its pool.
    """
    topics = index.readings.topics.taken(rows)
    having = np.zeros(len(rows), np.bool_)
    having[topics.row_numbers()[index.topic_sizes[topics.values] > 1]] = True
    return having


def _share(topics: Rows, index: Index, queries: Indices, candidates: Indices) -> npt.NDArray[np.bool_]:
    ours, theirs = topics.taken(queries), topics.taken(candidates)
    width = max(len(index.lexicon.stories), 1)
    both = np.intersect1d(ours.row_numbers() * width + ours.values, theirs.row_numbers() * width + theirs.values)
    shared = np.zeros(len(queries), np.bool_)
    shared[both // width] = True
    return shared
