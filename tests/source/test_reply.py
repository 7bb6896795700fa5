"""What a reply of the wiki's server is taken for. Most cases stand in `test_mediawiki.py`, with a server."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.network.exchange import Reply
from daybook.source.reply import Answered, AskLater, Refused, judge_reply, printable, unpack_reply

NOW = datetime(2026, 11, 21, tzinfo=UTC)
JSON = "application/json"
HOSTILE_TIMES = (
    "Mon, 01 Jan 2020 00:00:00 +999999999999999",
    "Mon, 01 Jan 10000000000000000000000 00:00:00 GMT",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "9" * 400,
    "-1",
)


@given(
    status=st.integers(100, 999),
    wait=st.none() | st.text() | st.integers().map(str) | st.sampled_from(HOSTILE_TIMES),
    kind=st.sampled_from([JSON, "Application/JSON ; charset=x", "", "text/html"]) | st.text(),
    body=st.binary()
    | st.sampled_from([b"{}", b'{"error":[]}', b'{"continue":{"a":1}}', b'{"query":[]}', b'{"a":' + b"[" * 100_000]),
)
def test_every_reply_is_judged_and_never_raises(status: int, wait: str | None, kind: str, body: bytes) -> None:
    headers = {"content-type": kind} | ({} if wait is None else {"retry-after": wait})

    judged = judge_reply(Reply(status, headers, body), NOW)

    if isinstance(judged, AskLater):
        assert judged.seconds is None or judged.seconds >= 0
    elif isinstance(judged, Refused):
        assert judged.why.isprintable()
        assert judged.hint
    else:
        assert isinstance(judged, Answered)
        assert status == 200


@given(body=st.binary(max_size=1000), limit=st.integers(1, 1000))
def test_unpacking_gives_back_what_was_packed_up_to_the_limit(body: bytes, limit: int) -> None:
    packed = Reply(200, {"content-encoding": "gzip"}, gzip.compress(body))
    for unpacked in (unpack_reply(Reply(200, {}, body), limit), unpack_reply(packed, limit)):
        if len(body) <= limit:
            assert isinstance(unpacked, Reply)
            assert unpacked.body == body
        else:
            assert isinstance(unpacked, Refused)


@given(body=st.binary(max_size=100))
def test_what_is_not_packed_whole_is_asked_for_again(body: bytes) -> None:
    assert isinstance(unpack_reply(Reply(200, {"content-encoding": "gzip"}, body), 10_000), AskLater)


@pytest.mark.parametrize(
    ("text", "expected"), [("a\r\nb\x1b[2J", "a  b [2J"), ("\u202eabc", "abc"), ("x" * 999, "x" * 200)]
)
def test_a_servers_words_are_made_harmless(text: str, expected: str) -> None:
    assert printable(text) == expected
