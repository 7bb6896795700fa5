"""The members of stories: which events each story has, in time, and where each event stands among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.terms.reading import DocumentMeta
from daybook.relate.terms.rows import Rows, starts_of


@dataclass(frozen=True, slots=True)
class StoryMembers:
    """Who stands where in each story.

    `members` are the rows of each story's events in the order of time; `positions` say for each row where it stands among all
    values of `members`, once for each of its stories.
    """

    members: Rows
    positions: Rows


def gather_members(stories: Rows, meta: DocumentMeta, is_listed: npt.NDArray[np.bool_]) -> StoryMembers:
    """Put the listed events of each story in order; `stories` are those of each row."""
    in_stories = np.flatnonzero((np.diff(stories.starts) > 0) & is_listed)  # most events have none: less to sort
    in_stories = in_stories[meta.taken(in_stories).order]
    ordered = stories.taken(in_stories)
    row_of = np.repeat(in_stories, np.diff(ordered.starts))
    by_story = np.argsort(ordered.values, kind="stable")
    rows = row_of[by_story].astype(np.int32)
    counts = np.bincount(ordered.values, minlength=int(stories.values.max(initial=-1)) + 1)
    own = np.bincount(rows, minlength=len(stories))
    positions = np.argsort(rows, kind="stable").astype(np.int32)
    return StoryMembers(Rows(starts_of(counts), rows), Rows(starts_of(own), positions))
