"""What a request asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from daybook.serve.request import LONGEST_PATH, Request, is_possible


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("*", True),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0.", False),
        ("gzip;q=0.001", True),
        ("*;q=0", False),
        ("gzip;q=1, *;q=0", True),
        ("gzip;q=0, *", False),
    ],
)
def test_whether_a_client_reads_gzip(given: str | None, expected: bool) -> None:
    headers = {} if given is None else {"accept-encoding": given}

    assert Request("GET", "/", headers=headers).accepts_gzip() is expected


def test_tags_are_read_weak_or_strong() -> None:
    assert Request("GET", "/", headers={"if-none-match": 'W/"a.b", "c" ,*'}).tags() == ("a.b", "c", "*")
    assert Request("GET", "/").tags() == ()


def test_a_time_counts_only_where_no_tag_is_given() -> None:
    modified = datetime(2026, 1, 1, 12, 0, 0, 999_999, tzinfo=UTC)
    same, before = "Thu, 01 Jan 2026 12:00:00 GMT", "Thu, 01 Jan 2026 11:59:59 GMT"

    assert Request("GET", "/", headers={"if-modified-since": same}).has_since(modified)
    assert not Request("GET", "/", headers={"if-modified-since": before}).has_since(modified)
    assert not Request("GET", "/", headers={"if-modified-since": same, "if-none-match": '"a"'}).has_since(modified)
    assert not Request("GET", "/").has_since(modified)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", True),
        ("/news/2026/03/5/", True),
        ("/.well-known/security.txt", True),
        ("/" + "a" * (LONGEST_PATH - 1), True),
        ("/" + "a" * LONGEST_PATH, False),
        ("", False),
        ("index.html", False),
        ("//", False),
        ("/a//b", False),
        ("/.state", False),
        ("/a/../b", False),
        ("/.well-known", False),
        ("/a\\b", False),
        ("/a\x00", False),
        ("/a\n", False),
        ("/a\x7f", False),
        ("/\u0662", False),
    ],
)
def test_which_paths_can_be_of_a_site(path: str, expected: bool) -> None:
    assert is_possible(path) is expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=2-4", range(2, 5)),
        ("bytes=2-", range(2, 10)),
        ("bytes=9-99", range(9, 10)),
        ("bytes=10-", range(0)),
        ("bytes=10-12", range(0)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-99", range(10)),
        ("bytes=-0", range(0)),
        ("bytes=4-2", None),
        ("bytes=4-3", None),
        ("bytes=3-3", range(3, 4)),
        ("bytes=-", None),
        ("bytes=1-2,4-5", None),
        ("bytes=1-2 ", None),
        ("lines=1-2", None),
        (f"bytes={'9' * 19}-", None),
        ("", None),
    ],
)
def test_which_part_is_asked_for(asked: str, expected: range | None) -> None:
    """Of ten bytes: none where there are none such, all of it where several parts are asked for or nothing that is understood."""
    assert Request("GET", "/", headers={"range": asked}).part(10, '"a"') == expected


def test_a_part_is_sent_to_who_gets_and_has_the_rest_of_the_same() -> None:
    headers = {"range": "bytes=2-4"}

    assert Request("HEAD", "/", headers=headers).part(10, '"a"') is None
    assert Request("GET", "/").part(10, '"a"') is None
    assert Request("GET", "/", headers={**headers, "if-range": '"a"'}).part(10, '"a"') == range(2, 5)
    assert Request("GET", "/", headers={**headers, "if-range": '"b"'}).part(10, '"a"') is None


@pytest.mark.parametrize(("given", "expected"), [("br", True), ("gzip, BR;q=0.1", True), ("br;q=0", False), ("*", False), ("", False)])  # fmt: skip
def test_brotli_has_to_be_named(given: str, expected: bool) -> None:
    assert Request("GET", "/", headers={"accept-encoding": given}).accepts("br") is expected


@pytest.mark.parametrize("since", ["", "yesterday", "Thu, 01 Jan 2026 12:00:00", "Thu, 01 Jan 99999 12:00:00 GMT"])
def test_what_is_no_time_says_nothing(since: str) -> None:
    modified = datetime(2020, 1, 1, tzinfo=UTC)

    assert not Request("GET", "/", headers={"if-modified-since": since}).has_since(modified)
