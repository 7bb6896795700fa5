"""Cursors of lists: they lead on in the walk that gave them, and in no other."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from daybook.http_api.cursors import AHEAD, expect_not_ahead, read_cursor, write_cursor
from daybook.http_api.problems import Refused

ASKED: dict[str, Any] = {"since": "2024", "next": None, "size": 5, "fields": (), "extra": (), "count": False}


def following(cursor: str, **others: Any) -> dict[str, Any]:
    return {**ASKED, "next": cursor, **others}


@pytest.mark.parametrize("key", [(1, "a"), (-(1 << 62) + 1, ""), ((1 << 62) - 1, "é"), (0, "x" * 300)])
def test_a_cursor_gives_back_where_the_walk_stood(key: tuple[int, str]) -> None:
    """Also where what is said of items changed, which are the same."""
    cursor = write_cursor("changes", ASKED, key)

    assert read_cursor("changes", following(cursor), (int, str)) == key
    assert (
        read_cursor("changes", following(cursor, size=9, fields=("id",), extra=("facts",), count=True), (int, str))
        == key
    )
    assert read_cursor("changes", ASKED, (int, str)) is None
    assert cursor.isascii()
    assert "=" not in cursor


@pytest.mark.parametrize(
    ("name", "others", "kinds", "why"),
    [
        ("stories", {}, (int, str), "it belongs to another question"),
        ("changes", {"since": "2025"}, (int, str), "it belongs to another question"),
        ("changes", {}, (str, int), "it belongs to another question"),
        ("changes", {}, (int,), "it belongs to another question"),
        ("changes", {"next": "abc"}, (int, str), "it is not one that an answer gave"),
        ("changes", {"next": "é"}, (int, str), "it is not one that an answer gave"),
        ("changes", {"next": "A" * 5}, (int, str), "it is not one that an answer gave"),
    ],
)
def test_a_cursor_of_another_walk_or_of_none_is_refused(
    name: str, others: dict[str, Any], kinds: tuple[type, ...], why: str
) -> None:
    cursor = write_cursor("changes", ASKED, (1, "a"))

    with pytest.raises(Refused) as caught:
        read_cursor(name, following(cursor, **others), kinds)

    assert (caught.value.status, caught.value.kind, caught.value.parameter) == (400, "bad-cursor", "next")
    assert caught.value.detail == f"`next` cannot be used: {why}"


@pytest.mark.parametrize("number", [1 << 62, -(1 << 62)])
def test_a_cursor_with_a_number_that_no_archive_has_is_refused(number: int) -> None:
    cursor = write_cursor("changes", ASKED, (1,))
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).replace(b"[1]", b"[%d]" % number)
    forged = base64.urlsafe_b64encode(text).decode().rstrip("=")

    with pytest.raises(Refused, match="it is not one that an answer gave"):
        read_cursor("changes", following(forged), (int,))


@pytest.mark.parametrize(
    ("generation", "is_ahead"), [(0, False), (7, False), (8, True), (7 + AHEAD, True), (8 + AHEAD, False)]
)
def test_a_cursor_of_a_state_that_this_server_has_not_read_yet_is_refused_for_now(
    generation: int, is_ahead: bool
) -> None:
    """One that is further ahead is of another archive, and is judged by what it says."""
    if not is_ahead:
        expect_not_ahead(generation, 7)
        return
    with pytest.raises(Refused) as caught:
        expect_not_ahead(generation, 7)

    assert (caught.value.status, caught.value.kind, caught.value.parameter) == (503, "behind", "next")
