"""Story passages: the events of a story just before and just after one of them, which its page lists by themselves."""

from __future__ import annotations

import numpy as np

from daybook.relate.index import Index
from daybook.relate.ranker import Places


def story_passage(index: Index, row: int, reach: int) -> Places:
    """Return the rows of up to `reach` events on either side of this one in each of its innermost stories."""
    stories = index.readings.stories.row(row).tolist()
    if not stories:
        return np.empty(0, np.intp)
    passages = [np.empty(0, np.int32)]
    for story in stories:
        members = index.members.row(story)
        place = int(np.flatnonzero(members == row)[0])
        passages += [members[max(0, place - reach) : place], members[place + 1 : place + 1 + reach]]
    return np.concatenate(passages).astype(np.intp)
