"""Kinds of happenings that events tell of."""

from __future__ import annotations

from datetime import date

from daybook.relate import Document, Knowledge, read_documents, read_happenings
from daybook.relate.index.event_index import build_index
from daybook.relate.knowledge.trained_model import KINDS
from daybook.relate.terms.happenings import are_telling, kinds_of, read_kinds
from daybook.relate.terms.words import stem_word


def happenings_of(*texts: str) -> list[set[str]]:
    """Return the stems of happenings in each text."""
    known = read_happenings("en-GB")
    assert known is not None
    documents = [Document(number, date(2024, 1, 1), number, text) for number, text in enumerate(texts)]
    index = build_index([read_documents(documents)], knowledge=Knowledge(happenings=known))
    names = list(known)
    return [{names[number] for number in index.happenings.row(row).tolist()} for row in range(len(texts))]


def test_forms_of_a_word_are_one_happening_and_names_are_none() -> None:
    """`Floods` and `flooding` tell of the same; a word with a capital may be a name, and an event may tell of none."""
    floods, trial, none = happenings_of(
        "Rain floods Osterby, flooding the mill.", "A court convicts Rainer Storm.", "A quiet day."
    )

    assert floods == {stem_word("flooding")}
    assert trial == {stem_word("court"), stem_word("convicts")}
    assert none == set()


def test_only_listed_languages_have_happenings() -> None:
    """`die` is an article in German."""
    assert read_happenings("de") is None


def test_happenings_are_of_the_kinds_that_relevance_looks_at() -> None:
    """The list names them in this order; one stem may be of two kinds, and deaths tell nothing of what two events are about."""
    known = read_happenings("en")
    assert known is not None
    members, telling = kinds_of(known), are_telling(known)

    assert tuple(kind.name for kind in read_kinds()) == KINDS
    assert members.shape == (len(known), len(KINDS))
    assert members.any(axis=1).all()
    explosion = {
        kind for kind, is_member in zip(KINDS, members[known[stem_word("exploded")]], strict=True) if is_member
    }
    assert explosion == {"violence", "accidents"}
    assert telling[known[stem_word("flooding")]]
    assert not telling[known[stem_word("killed")]]
    assert not telling[known[stem_word("announced")]]
