"""What a reader who types so far may be looking for: stories, contexts, categories and outlets whose names hold the words."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from daybook.ask.index import SearchIndex
from daybook.ask.language import Language
from daybook.ask.query import Suggestion
from daybook.ask.words import words
from daybook.model import SubjectKind

LOOKED_AT = 200
"""Names looked at: those whose subjects were met last stand for the rest where more begin so."""


def suggest(
    typed: str, index: SearchIndex, language: Language, *, limit: int = 8, moment: datetime | None = None
) -> list[Suggestion]:
    """Return at most `limit` subjects whose names hold all words typed, the last one as a beginning; most events first.

    Of a moment: those that had events then.
    """
    entered = words(typed)
    if not entered or limit < 1:
        return []
    whole = [language.stem(word) for word in entered[:-1]]
    ids = index.beginning(whole, entered[-1])
    entries = index.entries(moment, index.generation())
    found = []
    for subject in index.describe(sorted(ids)[-LOOKED_AT:]):
        rows = entries.rows_of(index.about(subject.ids))
        events = int(np.count_nonzero(entries.listed[rows]))
        if events:
            found.append(Suggestion(subject.name, subject.kind, subject.slug, events))
    found.sort(key=lambda each: (-each.events, each.kind is not SubjectKind.TOPIC, each.slug))
    return found[:limit]
