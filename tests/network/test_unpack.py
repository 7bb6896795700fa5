"""Bodies unpacked within bounds."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.network.unpack import Damaged, unpack


@given(body=st.binary(max_size=300), limit=st.integers(1, 400))
def test_what_was_packed_comes_back_up_to_the_limit(body: bytes, limit: int) -> None:
    for encoding in ("GZip ", "x-gzip"):
        assert unpack(gzip.compress(body), encoding, limit)[0] == body[:limit]
    assert unpack(body, "identity", limit) == (body[:limit], True)


def test_a_body_that_is_whole_says_so_also_where_the_limit_cuts_it() -> None:
    assert unpack(gzip.compress(b"abc"), "gzip", 100) == (b"abc", True)
    assert unpack(gzip.compress(b"abc" * 9_999), "gzip", 3) == (b"abc", True)


def test_a_body_that_is_cut_off_gives_its_start() -> None:
    content, is_whole = unpack(gzip.compress(bytes(range(256)))[:-9], "gzip", 1000)

    assert bytes(range(256)).startswith(content)
    assert not is_whole


@pytest.mark.parametrize(("body", "encoding"), [(b"plain", "gzip"), (b"x", "br"), (b"x", "gzip, gzip"), (b"", "\x00")])
def test_another_packing_and_damage_are_refused(body: bytes, encoding: str) -> None:
    with pytest.raises(Damaged):
        unpack(body, encoding, 10)
