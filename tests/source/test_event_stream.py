"""What is heard of a stream of changes, and what ends it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.network.hostile import ENDLESS, drip
from tests.source.scripted_server import http, scripted_server
from tests.stream_server import CANARY, change, event_bytes, stream_server

from daybook.errors import FetchError
from daybook.source.event_stream import LARGEST_EVENT, PageChange, StreamItem, listen, read_fields

DAY = "Portal:Current events/2026 November 28"


def hear(address: str, *, last_id: str | None = None, silence: float = 300.0) -> Iterator[StreamItem]:
    """Listen to the changes of pages whose title begins as day pages' do."""
    return listen(
        address,
        "127.0.0.1",
        {"User-Agent": "test"},
        last_id=last_id,
        silence=silence,
        is_wanted=lambda title: title.startswith("Portal:Current events/"),
    )


def changes(items: Iterator[StreamItem], count: int) -> list[StreamItem]:
    """Return the first changes that are heard."""
    heard: list[StreamItem] = []
    for item in items:
        if item.change is not None:
            heard.append(item)
            if len(heard) == count:
                break
    return heard


def test_changes_of_the_wikis_own_day_pages_are_heard_and_no_others() -> None:
    others = [CANARY, change(DAY, domain="xx.example.org"), change("Oslo"), change("127.0.0.1")]
    with stream_server() as server:
        items = hear(server.address)
        assert next(items) == StreamItem(None, None)
        server.publish(*others, change(DAY, revision=5), change(DAY, kind="delete", revision=6))
        first, second = changes(items, 2)

    assert first.change == PageChange(DAY, "edit", 5)
    assert second.change == PageChange(DAY, "delete", 6)
    assert '"offset":4' in (first.last_id or "")


def test_who_comes_back_with_the_last_id_hears_what_was_missed() -> None:
    with stream_server() as server:
        items = hear(server.address)
        next(items)
        server.publish(change(DAY, revision=1), change(DAY, revision=2))
        (first,) = changes(items, 1)
        server.publish(change(DAY, revision=3))
        again = changes(hear(server.address, last_id=first.last_id), 2)

    assert [item.change.revision for item in again if item.change] == [2, 3]
    assert server.asked == [None, first.last_id]


def test_a_stream_that_breaks_off_is_an_error() -> None:
    with stream_server() as server:
        items = hear(server.address)
        next(items)
        server.drop()

        with pytest.raises(FetchError, match="the stream ended"):
            list(items)


def test_a_stream_that_falls_silent_is_an_error() -> None:
    with scripted_server() as server:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:ok\n\n"

        def fall_silent(send: object) -> None:
            assert callable(send)
            send(head)
            server.released.wait(600)

        server.replies = [fall_silent]
        items = hear(server.address, silence=3.0)
        assert [next(items), next(items)] == [StreamItem(None, None)] * 2

        with pytest.raises(FetchError, match="silent"):
            next(items)


@pytest.mark.parametrize("way", ["status line", "headers", "100 Continue", "chunk extension"])
def test_a_stream_that_never_begins_is_an_error(way: str) -> None:
    with scripted_server(ENDLESS[way]) as server, pytest.raises(FetchError):
        list(hear(server.address, silence=0.3))


@pytest.mark.parametrize(
    "reply",
    [
        http(b"{}"),
        http(b"", status="404 Not Found"),
        http(b"", status="429 Wait", kind="text/event-stream"),
        b"",
        b"x\r\n\r\n",
    ],
)
def test_what_is_no_stream_is_an_error(reply: bytes) -> None:
    with scripted_server(reply) as server, pytest.raises(FetchError):
        list(hear(server.address))


def test_an_event_without_end_is_an_error() -> None:
    endless = drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ", [b"x" * LARGEST_EVENT] * 3)
    with scripted_server(endless) as server, pytest.raises(FetchError, match="without end"):
        list(hear(server.address))


@given(cuts=st.lists(st.integers(0, 2000), max_size=8))
def test_events_are_the_same_wherever_the_bytes_are_cut(cuts: list[int]) -> None:
    data = (
        b":ok\n\n" + b"".join(event_bytes(change(DAY, revision=number), number) for number in range(3)) + b":\r\n\r\n"
    )
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})

    fields = list(read_fields(data[start:end] for start, end in pairwise(places)))

    assert [each.id is not None for each in fields] == [False, True, True, True, False]
    assert all(DAY.replace(" ", "_") in each.data for each in fields[1:4])


HOSTILE = st.sampled_from(
    [b"data: {}\n\n", b"data:\n\n", b"data: 7\ndata: 8\n\n", b"id: \x00\n\n", b"id\n\n", b"\xff\xfe\n\n", b":\n\n", b"\n",
     b'data: {"meta":{"domain":"127.0.0.1"},"page":{"page_title":7}}\n\n', b"\r\n\r\n", b"retry: -1\n\n",
     b'data: {"meta":{"domain":"127.0.0.1"}}\n\n', event_bytes(change(DAY), 1)]
) | st.binary(max_size=20)  # fmt: skip


@given(parts=st.lists(HOSTILE, max_size=9))
def test_whatever_is_sent_there_are_changes_or_one_error(parts: list[bytes]) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + b"".join(parts)
    titles: list[str] = []
    with scripted_server(reply) as server, pytest.raises(FetchError):
        titles.extend(item.change.title for item in hear(server.address) if item.change)

    assert set(titles) <= {DAY}
