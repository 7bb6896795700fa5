"""What is known of sources as bytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.archive.encoding.codec import Codec
from daybook.archive.encoding.damage import Unreadable
from daybook.archive.facts.source_state_codec import decode_state, encode_state
from daybook.model import ArchivedCopy, SourceHealth, SourceState

SOURCE = "http://www.ferry.example/2004/08/14/sinks.html"
LOOKED = datetime(2026, 11, 1, 12, 30, 15, tzinfo=UTC)
TAKEN = datetime(2004, 8, 15, 9, 30, tzinfo=UTC)
ALIVE = SourceState(SourceHealth.ALIVE, LOOKED - timedelta(days=40), LOOKED, copy_asked=LOOKED)

moments = st.integers(820_454_400, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
addresses = st.text(st.characters(codec="utf-8"), max_size=40) | st.just(SOURCE)
near_addresses = addresses | st.builds(lambda start, end: start + SOURCE + end, addresses, addresses)
states = st.builds(
    SourceState,
    st.sampled_from(SourceHealth),
    moments,
    moments,
    st.lists(moments, max_size=3).map(tuple),
    st.none() | near_addresses,
    st.none() | st.builds(ArchivedCopy, near_addresses, moments),
    st.none() | moments,
)


@given(addresses, states)
def test_a_state_reads_back_as_it_was(address: str, state: SourceState) -> None:
    assert decode_state(address, encode_state(address, state)) == state


def test_of_times_whole_seconds_are_kept() -> None:
    state = SourceState(SourceHealth.ALIVE, LOOKED, LOOKED.replace(microsecond=999_999))

    assert decode_state(SOURCE, encode_state(SOURCE, state)).looked == LOOKED


@pytest.mark.parametrize(
    ("prefix", "most"),
    [
        ("https://web.archive.org/web/20040815093000/http://www.ferry.example", 20),
        ("https://web.archive.org/web/20040815093000/http://www.ferry.example:80", 28),
        ("https://web.archive.org/web/20040815093000/https://ferry.example", 30),
        ("https://arquivo.example/wayback/20040815093000/http://www.ferry.example", 50),
    ],
    ids=["as its source", "with a port", "of another host of its house", "of another web archive"],
)
def test_a_copy_takes_little_beside_its_source(prefix: str, most: int) -> None:
    copy = ArchivedCopy(prefix + "/2004/08/14/sinks.html", TAKEN)
    state = SourceState(SourceHealth.ALIVE, ALIVE.since, LOOKED, copy=copy, copy_asked=LOOKED)
    stored = encode_state(SOURCE, state)

    assert len(stored) <= most
    assert decode_state(SOURCE, stored) == state


def test_what_an_earlier_daybook_stored_is_read() -> None:
    for state in (ALIVE, SourceState(SourceHealth.GONE, LOOKED, LOOKED, (LOOKED,), SOURCE, ArchivedCopy("x", TAKEN))):
        assert decode_state(SOURCE, Codec(SourceState).encode(state)) == state


@pytest.mark.parametrize(
    "stored", [b"", b"\x90", b"\x93\x06\x00\x00", b"\x93\x00\xcf" + b"\xff" * 8 + b"\x00", b"\xc1", b"\x28\xb5\x2f\xfd"]
)
def test_damaged_bytes_are_unreadable(stored: bytes) -> None:
    with pytest.raises(Unreadable):
        decode_state(SOURCE, stored)
