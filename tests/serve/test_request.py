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
