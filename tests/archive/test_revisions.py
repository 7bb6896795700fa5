"""Raw pages: which are new to an archive, on how many others each leans, and which days share one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import LATER, revision, store, writing

from daybook.archive import add_revisions, copy_as_of, days_of_shared_revisions, open_for_reading
from daybook.archive.encoding.text_compression import CHAIN
from daybook.archive.writing.revisions import RevisionStore, read_all, read_text
from daybook.archive.writing.writable_archive import transaction
from daybook.model import ParsedDay, RawPage

TITLE = "Portal:Current events/2024 May 4"
SAVED = datetime(2024, 5, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "new"),
    [
        ([(1, "a")], []),
        ([(2, "a")], [0]),
        ([(2, "b"), (2, "b"), (3, "b")], [0, 2]),
        ([(None, "b")], []),
        ([(None, "a")], [0]),
        ([(None, "c"), (None, "c"), (None, "b"), (None, "c")], [0, 2, 3]),
        ([(None, "b"), (4, "b"), (None, "b")], [1]),
    ],
)
def test_a_revision_is_new_by_its_number_and_a_text_without_one_where_it_is_another(
    tmp_path: Path, given: Sequence[tuple[int | None, str]], new: list[int]
) -> None:
    """Than the last text that came without a number."""
    with writing(tmp_path / "test.daybook") as archive, transaction(archive) as connection:
        pages = RevisionStore(connection)
        for number, text in ((None, "a"), (1, "x"), (None, "b")):
            pages.add(RawPage(TITLE, text, number, SAVED), 20240504, 1, 2)

        assert pages.fresh([RawPage(TITLE, text, number, SAVED) for number, text in given]) == new
        assert pages.fresh([RawPage("Portal:Elsewhere", "b", number, SAVED) for number in (1, None)]) == [0, 1]


def test_no_revision_leans_on_more_than_so_many_others(tmp_path: Path) -> None:
    """Also over several writes; what has nothing in common with the one before, and the first of each page, stands alone."""
    dice = random.Random(4)
    text = "".join(dice.choices("abcdefghij ", k=600))
    other = "".join(dice.choices("klmnopqrst ", k=600))
    texts = [f"{text}{number}" for number in range(CHAIN + 4)]
    expected = [*range(CHAIN + 1), 0, 1, 2]
    with writing(tmp_path / "test.daybook") as archive:
        for start in (0, 3):  # the second write reads what the first one left
            with transaction(archive) as connection:
                pages = RevisionStore(connection)
                for number, each in enumerate(texts[start : start + 3 if not start else None], start):
                    pages.add(RawPage(TITLE, each, number, SAVED), 20240504, number, 2)
        with transaction(archive) as connection:
            pages = RevisionStore(connection)
            pages.add(RawPage("Portal:Elsewhere", text, 1, None, "ada"), 20240505, 1, 2)
            pages.add(RawPage(TITLE, other, 999, SAVED), 20240504, 1, 2)
        connection = archive.connection

        steps = [read_text(connection, number)[1] for number in range(1, len(texts) + 1)]
        assert steps == expected
        assert [read_text(connection, len(texts) + more) for more in (1, 2)] == [(text, 0), (other, 0)]
        assert [raw.wikitext for _, raw in read_all(connection)] == [*texts, text, other]
        (elsewhere,) = [raw for _, raw in read_all(connection) if raw.title == "Portal:Elsewhere"]
        assert (elsewhere.timestamp, elsewhere.editor, elsewhere.revision) == (None, "ada", 1)


def test_nor_does_one_of_a_copy_that_leaves_revisions_out(tmp_path: Path) -> None:
    path, copy = tmp_path / "test.daybook", tmp_path / "copy.daybook"
    text = "".join(random.Random(4).choices("abcdefghij ", k=600))
    raw = [
        RawPage(TITLE, f"{text}{number}", number, SAVED + timedelta(minutes=number)) for number in range(1, CHAIN + 5)
    ]
    with writing(path) as archive:
        add_revisions(archive, [(each, ParsedDay(date(2024, 5, 4), TITLE, (), (), ())) for each in raw], LATER)
    copy_as_of(path, copy, SAVED + timedelta(minutes=CHAIN + 3))

    with open_for_reading(copy) as connection:
        assert [read_text(connection, number)[1] for number in range(1, CHAIN + 4)] == [*range(CHAIN + 1), 0, 1]
        assert [each for _, each in read_all(connection)] == raw[:-1]


def test_days_that_share_a_revision_are_those_of_a_page_of_their_month(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, "A choir sings."), revision(2, 9, "Rain.", day=date(2024, 5, 7)))
    with writing(path) as archive:
        for day in (date(2024, 5, 8), date(2024, 5, 9)):
            raw = RawPage(f"Portal:Current events/2024 May {day.day}", "* Snow.", 7, SAVED)
            add_revisions(archive, [(raw, ParsedDay(day, raw.title, (), (), ()))], LATER)

        assert days_of_shared_revisions(archive.connection) == [20240508, 20240509]
