"""Months' parts: what is joined of them says what their entries say."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.publish.search.test_leaves import read

from daybook.publish.search.build import ManifestShard, change_parts, join_parts, leaf_path, shard_of
from daybook.publish.search.entries import PLACES, SearchEntry, by_day, terms_of
from daybook.publish.search.leaves import changed_leaf
from daybook.publish.search.parts import decode_part, encode_part, join, make_part
from daybook.publish.search.shards import Shard

headlines = st.lists(st.sampled_from(["ferry", "comet", "sinks", "again"]), min_size=1, max_size=6).map(" ".join)
days = st.sampled_from([date(2019, 12, 31), date(2020, 2, 29), date(2020, 3, 1), date(2028, 7, 4), date(2029, 12, 31)])
listed = st.lists(st.tuples(days, headlines), max_size=25).map(lambda found: sorted(found, key=lambda each: each[0]))


@given(listed)
def test_joined_parts_tell_every_entry_of_every_term(told: list[tuple[date, str]]) -> None:
    """Whatever lies between the months, and kept as bytes in between."""
    epoch = date(2010, 1, 1)
    expected: dict[str, list[tuple[int, list[int]]]] = {}
    grouped = list(by_day(SearchEntry(day, f"/{place}", text) for place, (day, text) in enumerate(told)))
    for day, entries in grouped:
        for number, entry in enumerate(entries, (day - epoch).days * PLACES):
            for term, positions in terms_of(entry).items():
                expected.setdefault(term, []).append((number, positions))
    months = sorted({(day.year, day.month) for day, _ in grouped})
    parts = [
        make_part(*month, [(day, entries) for day, entries in grouped if (day.year, day.month) == month])
        for month in months
    ]

    joined = join([decode_part(encode_part(part)) for part in parts], epoch)

    assert {term: read(written.decode()) for term, written in joined.items()} == expected


@given(listed, listed)
def test_a_shard_with_changed_months_is_the_one_joined_anew(
    told: list[tuple[date, str]], then: list[tuple[date, str]]
) -> None:
    """Its leaves are told to be others where they are, else they hold the same, term by term."""
    shard = Shard("2010s", 2010, 2029)
    before, after = (
        [
            make_part(
                *month,
                list(
                    by_day(
                        SearchEntry(day, f"/{place}", text)
                        for place, (day, text) in enumerate(each)
                        if (day.year, day.month) == month
                    )
                ),
            )
            for month in sorted({(day.year, day.month) for day, _ in (*told, *then)})
        ]
        for each in (told, then)
    )
    was, expected = (join_parts(shard, parts) for parts in (before, after))

    changes = change_parts(shard, before, after, was.layout)

    assert (changes is None) == (sorted(was.layout.prefixes) != sorted(expected.layout.prefixes))
    if changes is not None:
        layout, by_leaf = changes
        changed = {
            path: changed_leaf(was.files[path], terms)
            for prefix, terms in by_leaf.items()
            if (path := leaf_path(shard, prefix))
        }
        made = shard_of(shard, after, layout, changed)
        assert was.files | changed == expected.files
        assert ManifestShard.of(made) == ManifestShard.of(expected)
        assert set(made.paths) == set(expected.paths)
