"""What pairs of events are measured by: sizes of the events beside what they have in common."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from daybook.relate import FEATURES, OF_PAIRS, Document, Knowledge, read_documents, read_shipped_embedding
from daybook.relate.index.event_index import Index, build_index
from daybook.relate.knowledge.embedding import UNIT, mean_direction, read_embedding, write_embedding
from daybook.relate.knowledge.trained_model import RELEVANCE_FEATURES
from daybook.relate.ranking.pair_features import pair_features
from daybook.relate.terms.rows import Rows, count_in_rows, starts_of

SHORT = Document(1, date(2024, 5, 1), 0, "Osterby floods.", ("Osterby",), ("Osterby",))
LONG = Document(
    2,
    date(2024, 5, 2),
    0,
    "Floods in Osterby and Westerby kill 12 sheep and 3 cows.",
    ("Osterby", "Westerby"),
    ("Osterby", "Westerby"),
)
CROWD = [Document(10 + n, date(2024, 6, 1), n, f"Bakery {n} opens in lane {n}.") for n in range(20)]  # fmt: skip


def compare(index: Index, one: int, other: int) -> dict[str, float]:
    """Return the features of a pair of events by their names."""
    rows = [np.flatnonzero(index.ids == event) for event in (one, other)]
    return dict(zip(FEATURES, pair_features(index, rows[0], rows[1])[0].tolist(), strict=True))


def test_sizes_are_the_lesser_and_the_greater_of_a_pair_both_ways() -> None:
    """A short event beside a long one: links, numbers and words are counted, and the order of the pair does not count."""
    index = build_index([read_documents([SHORT, LONG, *CROWD])])

    measured = compare(index, 1, 2)

    assert (measured["fewer contexts"], measured["more contexts"]) == (1, 2)
    assert (measured["fewer numbers"], measured["more numbers"]) == (0, 2)
    assert (measured["shorter text"], measured["longer text"]) == (2, 11)
    assert 0 < measured["fewer words"] < measured["more words"]
    assert 0 < measured["lesser rarity of contexts"] < measured["greater rarity of contexts"]
    assert 0 < measured["lesser rarity of words"] < measured["greater rarity of words"]
    assert measured["less ordinary"] == measured["more ordinary"] == 0
    assert measured == compare(index, 2, 1)


def test_what_is_ordinary_is_the_mean_of_the_events_that_taught() -> None:
    """An event in the direction of the mean has a cosine of one with it, others have less."""
    known = Knowledge(embedding=read_shipped_embedding())
    mean = mean_direction(build_index([read_documents([SHORT])], knowledge=known).embedded)
    embedding = replace(read_shipped_embedding(), ordinary=mean)
    index = build_index([read_documents([SHORT, LONG, *CROWD])], knowledge=Knowledge(embedding=embedding))

    measured = compare(index, 1, 10)

    assert np.linalg.norm(mean.astype(float)) == pytest.approx(UNIT, rel=0.01)
    assert measured["more ordinary"] == pytest.approx(1, abs=0.005)
    assert measured["less ordinary"] < 0.9


def test_an_embedding_keeps_what_is_ordinary_and_older_files_have_none() -> None:
    """It is in the file and tells one embedding from another; a file without it is read, and nothing is ordinary then."""
    shipped = read_shipped_embedding()
    data = write_embedding(shipped)
    with np.load(io.BytesIO(data)) as arrays:
        older = io.BytesIO()
        np.savez_compressed(older, **{name: array for name, array in arrays.items() if name != "ordinary"})
    other = read_embedding(older.getvalue())

    assert (read_embedding(data).ordinary == shipped.ordinary).all()
    assert shipped.ordinary.any()
    assert not other.ordinary.any()
    assert (other.vectors == shipped.vectors).all()
    assert shipped.digest != other.digest


def test_relevance_looks_at_no_sizes() -> None:
    """What is shown is not decided by how short an event is."""
    assert set(FEATURES) - set(OF_PAIRS) == set(FEATURES) - set(RELEVANCE_FEATURES) != set()


def test_values_are_counted_row_by_row_however_many_rows_there_are() -> None:
    """Empty rows have none, at the start, in the middle and at the end, and where one part ends and the next begins."""
    lengths = np.array([0, 3, 0, 2, *[1] * 20_000, 0], np.int64)
    values = np.arange(lengths.sum(), dtype=np.int32)
    is_even = values % 2 == 0

    counts = count_in_rows(Rows(starts_of(lengths), values), is_even)

    assert counts[:4].tolist() == [0, 2, 0, 1]
    assert counts[4:-1].tolist() == [1 - value % 2 for value in range(5, 20_005)]
    assert counts[-1] == 0
