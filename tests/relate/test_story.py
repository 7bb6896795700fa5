"""The passage of a story around one of its events."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from daybook.model import Story
from daybook.relate import Document, read_documents
from daybook.relate.index.event_index import build_index
from daybook.relate.ranking.story_passages import story_passages

WAR, RAID = Story("War", "war"), Story("Raid", "raid")


def document(number: int, *stories: Story) -> Document:
    """Make an event on its own day."""
    return Document(number, date(2020, 1, 1) + timedelta(days=number), 0, f"Event {number}.", stories=stories)


def test_a_passage_reaches_so_far_to_both_sides_in_every_story() -> None:
    """In the order of time, within each story; an event without a story has none."""
    documents = [document(n, *((WAR, RAID) if n == 4 else (WAR,) if n != 6 else (RAID,))) for n in range(9)]
    index = build_index([read_documents([*documents, document(9)])])

    numbers, rows = story_passages(index, np.array([4, 0, 9]), 2)

    assert list(zip(numbers.tolist(), rows.tolist(), strict=True)) == [
        (0, 2), (0, 3), (0, 5), (0, 7), (0, 6), (1, 1), (1, 2),
    ]  # fmt: skip
