"""Postings and leaves: what is written can be read back, and every term is where a reader looks for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daybook.publish.search.leaves import LEAF_BYTES, Postings, changed_leaf, lay_out, leaf_file, size_of

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def read(written: str) -> list[tuple[int, list[int]]]:
    """Read postings back, as the browser does."""
    numbers = []
    value = shift = 0
    for letter in written:
        digit = DIGITS.index(letter)
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            numbers.append(value)
            value = shift = 0
    found, at, entry = [], 0, 0
    while at < len(numbers):
        entry += numbers[at] >> 1
        count = numbers[at + 1] if numbers[at] & 1 else 1
        at += 2 if numbers[at] & 1 else 1
        positions = [numbers[at]]
        for step in numbers[at + 1 : at + count]:
            positions.append(positions[-1] + step)
        at += count
        found.append((entry, positions))
    return found


entries = st.dictionaries(
    st.integers(0, 2**22),
    st.lists(st.integers(0, 100_000), min_size=1, max_size=5, unique=True).map(sorted),
    max_size=30,
).map(lambda found: sorted(found.items()))


@given(entries)
def test_postings_read_back_as_they_were_written(expected: list[tuple[int, list[int]]]) -> None:
    """The form holds any entries and positions that rise."""
    postings = Postings()
    for entry, positions in expected:
        postings.add(entry, positions)

    assert read(postings.written.decode()) == expected
    assert postings.count == len(expected)


terms = st.dictionaries(
    st.text(st.sampled_from("abñ中=:-1"), min_size=1, max_size=6),
    st.integers(1, LEAF_BYTES).map(lambda n: b"A" * n),
    max_size=40,
)


@given(terms)
def test_every_term_is_in_the_leaf_that_its_letters_lead_to(expected: dict[str, bytes]) -> None:
    """A reader tries `term~`, then the longest prefix first; leaves of several terms keep to the size."""
    _, laid = lay_out(expected)

    for term, postings in expected.items():
        tried = [f"{term}~", *(term[:length] for length in range(len(term), 0, -1))]
        leaf = next(prefix for prefix in tried if prefix in laid)
        assert f"{term} {postings.decode()}".encode() in laid[leaf].split(b"\n")
    assert all(len(content) <= LEAF_BYTES or content.count(b"\n") == 1 for content in laid.values())
    assert len({leaf_file(prefix) for prefix in laid}) == len(laid)


@given(terms, terms)
def test_leaves_with_changed_terms_are_those_laid_out_anew(before: dict[str, bytes], changes: dict[str, bytes]) -> None:
    """Where terms would move between leaves, that is said, and nothing else."""
    after = {**before, **changes}
    for gone in [name for name in after if len(after[name]) % 7 == 1]:
        del after[gone]
    layout, contents = lay_out(before)
    expected, expected_contents = lay_out(after)
    terms = {name for name in {**before, **after} if before.get(name) != after.get(name)}
    sizes = [{name: size_of(name, each[name]) for name in terms if name in each} for each in (before, after)]

    changed = layout.changed(*sizes)

    assert (changed is not None) == (sorted(expected.prefixes) == sorted(layout.prefixes))
    if changed is not None:
        assert changed == expected
        leaves = layout.leaves_of(terms)
        for prefix in {*leaves.values()}:
            own = {name: after.get(name) for name, leaf in leaves.items() if leaf == prefix}
            contents[prefix] = changed_leaf(contents[prefix], own)
        assert contents == expected_contents


def test_a_leaf_file_has_a_name_that_any_host_takes() -> None:
    """Only letters, digits, hyphen, underscore and tilde, in lower case, however the term looks."""
    assert leaf_file("people~") == "people~.txt"
    assert leaf_file("=t:war-of-x") == "_3d_t_3a_war-of-x.txt"
    assert leaf_file("中") == "_4e2d_.txt"
    assert leaf_file("con") == "_63_on.txt"
    assert leaf_file("com1") == "_63_om1.txt"
    assert leaf_file("con~") == "con~.txt"
    assert leaf_file("cons") == "cons.txt"
