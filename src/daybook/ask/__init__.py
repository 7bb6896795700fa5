"""Asking an archive: what a question is, how well an event answers it, and in what order. Pure; knows the model only.

query = read_question("kabul taliban", Query(until=date(2021, 12, 31)))
answer(query, index, english())
"""

from typing import TYPE_CHECKING

from daybook.lazy_loading import lazy_names

if TYPE_CHECKING:
    from daybook.ask.engine import answer, answer_with_entries, find_all
    from daybook.ask.index import Entries, NamedSubject, SearchIndex
    from daybook.ask.language import english
    from daybook.ask.query import Answer, CursorError, Hit, Query, Sort, SubjectHit, Suggestion
    from daybook.ask.question import read_question, write_question
    from daybook.ask.suggestions import suggest

__getattr__ = lazy_names(
    __name__,
    {
        "Answer": "query",
        "CursorError": "query",
        "Entries": "index",
        "Hit": "query",
        "NamedSubject": "index",
        "Query": "query",
        "SearchIndex": "index",
        "Sort": "query",
        "SubjectHit": "query",
        "Suggestion": "query",
        "answer": "engine",
        "answer_with_entries": "engine",
        "english": "language",
        "find_all": "engine",
        "read_question": "question",
        "suggest": "suggestions",
        "write_question": "question",
    },
)

__all__ = [
    "Answer",
    "CursorError",
    "Entries",
    "Hit",
    "NamedSubject",
    "Query",
    "SearchIndex",
    "Sort",
    "SubjectHit",
    "Suggestion",
    "answer",
    "answer_with_entries",
    "english",
    "find_all",
    "read_question",
    "suggest",
    "write_question",
]
