"""Pages that are held."""

from __future__ import annotations

from datetime import UTC, datetime

from daybook.serve.answer import Moved, Page, Version
from daybook.serve.page_cache import LARGEST_KEPT, OVERHEAD, SMALLEST_COMPRESSED, PageCache, Stored

THEN = datetime(2026, 1, 1, tzinfo=UTC)
ONE, TWO = Version("one", THEN), Version("two", THEN)


def stored(size: int, version: Version = ONE) -> Stored:
    return Stored.of(version, Page(b"x" * size, "/x.bin"), compressible=False)


def test_a_page_is_compressed_where_that_helps_and_given_back_as_it_was() -> None:
    content = b"<p>storm</p>" * 200

    packed = Stored.of(ONE, Page(content, "/a.html"), compressible=True)
    small = Stored.of(ONE, Page(b"x" * (SMALLEST_COMPRESSED - 1), "/a.html"), compressible=True)
    picture = Stored.of(ONE, Page(content, "/a.png"), compressible=False)

    assert packed.is_compressed
    assert len(packed.content) < 200
    assert packed.plain() == content
    assert not small.is_compressed
    assert Stored.of(ONE, Page(b"x" * SMALLEST_COMPRESSED, "/a.html"), compressible=True).is_compressed
    assert len(packed.digest) == 16
    assert picture.content == picture.plain() == content
    assert packed.digest == picture.digest != small.digest
    assert Stored.of(ONE, Moved("/b"), compressible=False).moved == Moved("/b")


def test_a_page_of_another_version_is_not_held() -> None:
    cache = PageCache(10_000)
    cache.put("/a", stored(10))

    assert cache.get("/a", ONE) is not None
    assert cache.get("/a", TWO) is None
    assert cache.get("/b", ONE) is None


def test_those_longest_unused_make_room() -> None:
    cache = PageCache(3 * (OVERHEAD + 100))
    for name in ("/a", "/b", "/c"):
        cache.put(name, stored(100))
    cache.get("/a", ONE)
    cache.put("/d", stored(100))

    assert [name for name in ("/a", "/b", "/c", "/d") if cache.get(name, ONE)] == ["/a", "/c", "/d"]
    assert cache.size == 3 * (OVERHEAD + 100)


def test_a_page_put_again_counts_once() -> None:
    cache = PageCache(10_000)
    cache.put("/a", stored(100))
    cache.put("/a", stored(50, TWO))

    assert cache.size == OVERHEAD + 50
    assert cache.get("/a", TWO) is not None


def test_what_would_push_all_others_out_is_not_held() -> None:
    cache = PageCache(10 * LARGEST_KEPT)
    cache.put("/a", stored(LARGEST_KEPT))

    assert cache.get("/a", ONE) is None
    assert cache.size == 0


def test_a_page_as_large_as_may_be_is_held_and_a_larger_one_is_not() -> None:
    cache = PageCache(10 * LARGEST_KEPT)
    cache.put("/a", stored(LARGEST_KEPT - OVERHEAD))
    cache.put("/b", stored(LARGEST_KEPT - OVERHEAD + 1))
    cache.put("/" + "c" * 999, stored(10))
    cache.put("/" + "d" * 1000, stored(10))

    assert [name for name in ("/a", "/b", "/" + "c" * 999, "/" + "d" * 1000) if cache.get(name, ONE)] == [
        "/a",
        "/" + "c" * 999,
    ]


def test_what_is_held_is_the_same_in_each_process_and_counts_with_all_that_it_takes() -> None:
    """Packed bytes have no time; what was packed beforehand counts; headers of its own go with it."""
    content = b"<p>storm</p>" * 200
    page = Page(content, "/a.html", (("br", b"123"),), (("Link", "<next>"),))
    stored = Stored.of(ONE, page, compressible=True)
    both = Stored.of(ONE, Page(content, "/a.html", (("br", b"123"), ("gzip", b"45"))), compressible=True)

    assert stored.content[4:8] == bytes(4)
    assert stored.described.own == ((b"link", b"<next>"),)
    assert (stored.brotli, stored.size) == (b"123", len(stored.content) + 3 + OVERHEAD)
    assert (both.content, both.size, both.described.own) == (b"45", 2 + 3 + OVERHEAD, ())


def test_what_has_no_version_is_not_held() -> None:
    cache = PageCache(10_000)
    cache.put("/a", Stored.of(None, Page(b"a", "/a.html"), compressible=True))

    assert cache.size == 0
    assert cache.get("/a", ONE) is None
