"""Raw pages in little room."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.histories import DAY, Pair, event, reading, revision, store

from daybook.archive.encoding.damage import Unreadable
from daybook.archive.encoding.text_compression import CHAIN, pack, unpack_one
from daybook.model import Event

PAGE = "".join(random.Random(9).choices("abcdefghijklmnopqrstuvwxyz ", k=900))


@given(st.text(), st.none() | st.text(), st.text())
def test_every_text_comes_back_exactly(shared: str, before: str | None, rest: str) -> None:
    """Whatever it leans on, and also half surrogates that damaged input may hold."""
    text = shared * 50 + rest
    earlier = before if before is None else shared * 50 + before
    packed, steps = pack(text, earlier, 0)

    assert unpack_one(packed, earlier if steps else None) == text


def test_a_text_by_itself_takes_nine_bytes_more_at_most() -> None:
    """What says of which kind the bytes are and how many; no checksum, as the archive has one of its own."""
    assert [len(pack(text, None, 0)[0]) for text in ("", "A ferry sinks.")] == [9, 23]


@pytest.mark.parametrize(
    ("before", "leans"), [(None, False), ("", False), ("x" * 900, False), (PAGE, True), (PAGE + "* Rain.", True), (PAGE[:450], False)]
)  # fmt: skip
def test_a_text_leans_on_the_one_before_where_that_saves_five_sixths(before: str | None, leans: bool) -> None:
    """Of what the text takes: else it stands alone, so that reading it takes one step."""
    packed, steps = pack(PAGE, before, 3)
    leaning = steps > 0

    assert steps == (4 if leans else 0)
    assert unpack_one(packed, before if leaning else None) == PAGE
    if leaning:
        with pytest.raises(Unreadable):
            unpack_one(packed, None)


@pytest.mark.parametrize(("steps", "after"), [(CHAIN - 1, CHAIN), (CHAIN, 0)])
def test_so_many_lean_on_each_other_at_most(steps: int, after: int) -> None:
    assert pack(PAGE, PAGE, steps)[1] == after


def test_raw_pages_come_back_as_they_were_given(tmp_path: Path) -> None:
    """Through more revisions than lean on each other in a row, in order of arrival."""
    path = tmp_path / "test.daybook"
    pages = [revision(n, n / 10, *(f"Thing number {k} of the day." for k in range(n % 7))) for n in range(1, CHAIN + 9)]
    store(path, pages[:100], pages[100:])

    with reading(path) as reader:
        assert list(reader.raw_pages()) == [raw for raw, _ in pages]
        assert reader.pages([pages[0][0].title])[pages[0][0].title] == pages[-1][0]


def grown_page(revisions: int) -> list[Pair]:
    """Make a page that grows to thirty events, each revision adding, rewording or citing something."""
    dice = random.Random(30)
    words = [f"w{number:x}" for number in range(0, 40_000, 7)]
    events: list[Event] = []
    pages = []
    for number in range(1, revisions + 1):
        if len(events) < 30 and (number % 3 == 1 or len(events) < 3):
            text = " ".join(dice.choices(words, k=30))
            events.append(event(text, f"https://example.org/{dice.randrange(10**9)}", topics=[dice.choice(words)]))
        else:
            index = dice.randrange(len(events))
            old = events[index]
            kept = old.headline.plain.split()
            kept[dice.randrange(len(kept))] = dice.choice(words)
            events[index] = event(
                " ".join(kept), *(source.url for source in old.sources), topics=[old.topics[0].topics[0]]
            )
        pages.append(revision(number, number / 5, *events, day=DAY))
    return pages


def test_a_hundred_revisions_take_less_than_three_times_the_last_one(tmp_path: Path) -> None:
    """Counted in the bytes that the tables use, so that a small archive's empty pages hide nothing."""
    pages = grown_page(100)
    whole, last = tmp_path / "whole.daybook", tmp_path / "last.daybook"
    store(whole, pages)
    store(last, [pages[-1]])

    assert len(pages[-1][1].events) == 30
    assert whole.stat().st_size < 3 * last.stat().st_size
