"""What was made of a record is made once, for that record alone."""

from __future__ import annotations

from daybook.publish.render.remembered import REMEMBERED, Remembered


def test_a_record_is_put_into_words_once() -> None:
    """In each way that it is asked for; an equal one is another one, and may be gone when the first still stands."""
    made: list[list[int]] = []
    first, equal = [1], [1]

    @Remembered
    def put(item: list[int], how: str = "") -> str:
        made.append(item)
        return f"{item}{how}"

    assert [put(first), put(equal), put(first), put(first, "!"), put(first, "!")] == [
        "[1]",
        "[1]",
        "[1]",
        "[1]!",
        "[1]!",
    ]
    assert [each is first for each in made] == [True, False, True]


def test_what_is_long_not_asked_for_is_forgotten() -> None:
    """Else a site's whole text would be held."""
    made: list[int] = []
    items = [[number] for number in range(REMEMBERED + 1)]

    def put(item: list[int]) -> None:
        made.append(item[0])

    remembered = Remembered(put)

    for item in (*items, items[-1], items[0]):
        remembered(item)

    assert made == [*range(REMEMBERED + 1), 0]
