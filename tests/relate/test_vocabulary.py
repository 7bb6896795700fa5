"""Names keep their numbers, packed or not."""

from __future__ import annotations

from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from daybook.relate.terms.vocabulary import PackedNames, Vocabulary


@given(st.lists(st.text()), st.lists(st.text()))
def test_packing_changes_no_number(first: list[str], second: list[str]) -> None:
    """Names met before and after packing, and packed again, are numbered as if nothing had been packed."""
    plain, packed = Vocabulary(), Vocabulary()
    for names in (first, second):
        expected = [plain.number(name) for name in names]
        assert [packed.number(name) for name in names] == expected
        packed = Vocabulary(packed.pack())

    for start in range(len(plain) + 1):
        assert list(packed.names(start)) == list(plain.names(start)) == list(plain.names())[start:]
    assert [packed.find(name) for name in (*first, *second)] == [plain.find(name) for name in (*first, *second)]


def test_names_with_one_checksum_are_told_apart() -> None:
    """CRC-32 only finds the place to look."""
    twins = ("plumless", "buckeroo")
    assert crc32(twins[0].encode()) == crc32(twins[1].encode())

    packed = PackedNames.of(twins)

    assert [packed.find(name) for name in twins] == [0, 1]
    assert PackedNames.of(twins[:1]).find(twins[1]) is None
    assert PackedNames.of(twins[:1]).extended(twins[1:]).find(twins[1]) == 1


def test_half_of_a_surrogate_pair_is_a_name_too() -> None:
    """Wikitext from a damaged file may hold anything."""
    vocabulary = Vocabulary()
    number = vocabulary.number("\ud800")

    vocabulary = Vocabulary(vocabulary.pack())

    assert vocabulary.find("\ud800") == number
    assert vocabulary.name(number) == "\ud800"
