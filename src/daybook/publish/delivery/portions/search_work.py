"""Work on the search index: one shard, of which the months that did not change are taken from the last build.

Where the last build's leaves still stand, those alone are written that hold a term that changed: a shard has the terms of ten
years, of which a changed day touches some dozens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self

from daybook.model.encoding import decoder, to_json
from daybook.publish.delivery.families.search_index import month_entries, months_of, shard_group
from daybook.publish.delivery.folder.build_state import GroupFiles, packed_part
from daybook.publish.delivery.portions.worker import Worker
from daybook.publish.search import Shard
from daybook.publish.search.build import (
    ManifestShard,
    ShardFiles,
    change_parts,
    index_month,
    join_parts,
    leaf_path,
    shard_of,
)
from daybook.publish.search.leaves import Layout, changed_leaf
from daybook.publish.search.parts import MonthPart, decode_part, encode_part


@dataclass(frozen=True, slots=True)
class ShardMonths:
    """A part of the search index to make: `months` to index anew as (year, month), None for all; of the others what was kept."""

    shard: Shard
    months: frozenset[tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class SearchWork:
    """Some parts of the search index."""

    shards: tuple[ShardMonths, ...]

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return cls(tuple(shard for work in works for shard in work.shards))

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the files of each shard."""
        for wanted in self.shards:
            yield _files_of_shard(worker, wanted)


def _files_of_shard(worker: Worker, wanted: ShardMonths) -> GroupFiles:
    shard = wanted.shard
    months = {f"{year:04}-{month:02}": (year, month) for year, month in months_of(worker.builder, shard)}
    made = _whole(worker, shard, months) if wanted.months is None else _followed(worker, shard, months, wanted.months)
    for path, content in made.files.items():
        worker.put(path, content)
    worker.parts[shard.name] = packed_part(to_json(_KeptLayout(tuple(months), made.layout)))
    worker.shards.append(ManifestShard.of(made))
    return GroupFiles(shard_group(shard.name), made.paths)


def _whole(worker: Worker, shard: Shard, months: Mapping[str, tuple[int, int]]) -> ShardFiles:
    """Index all months of a shard, one at a time: the terms of ten years take as much memory as the events that pages are made of."""
    worker.builder.cache.forget()

    def parts() -> Iterator[MonthPart]:
        for name, month in months.items():
            yield _indexed(worker, shard, name, month)
            worker.builder.cache.forget()  # no other month asks for these events again

    return join_parts(shard, parts())


def _followed(
    worker: Worker, shard: Shard, months: Mapping[str, tuple[int, int]], changed: AbstractSet[tuple[int, int]]
) -> ShardFiles:
    """Index the months of a shard that changed, and join them to what was kept of the others."""
    kept = worker.target.kept_parts([*months, shard.name])
    before, parts = list[MonthPart](), list[MonthPart]()
    for name, month in months.items():
        if name in kept:
            before.append(decode_part(kept[name]))
        is_kept = name in kept and month not in changed
        parts.append(before[-1] if is_kept else _indexed(worker, shard, name, month))
    last = _decode(kept[shard.name]) if shard.name in kept else None
    if last is not None and last.months == tuple(months) and len(before) == len(months):
        made = _with_changes(worker, shard, (before, parts), last.layout)
        if made is not None:
            return made
    return join_parts(shard, parts)


def _indexed(worker: Worker, shard: Shard, name: str, month: tuple[int, int]) -> MonthPart:
    """Index a month, write the files of its days, and keep what it gives."""
    part, files = index_month(shard, *month, month_entries(worker.builder, *month))
    for path, content in files.items():
        worker.put(path, content)
    worker.parts[name] = packed_part(encode_part(part))
    return part


@dataclass(frozen=True, slots=True)
class _KeptLayout:
    """How a shard was laid out that had these months, named as ISO 8601 has it."""

    months: tuple[str, ...]
    layout: Layout


_decode = decoder(_KeptLayout)


def _with_changes(
    worker: Worker,
    shard: Shard,
    parts: tuple[Sequence[MonthPart], Sequence[MonthPart]],
    layout: Layout,
) -> ShardFiles | None:
    """Return a shard with those leaves written anew that change; None where others would, or any is not as it was left."""
    changes = change_parts(shard, *parts, layout)
    if changes is None:
        return None
    layout, by_leaf = changes
    paths = {leaf_path(shard, prefix): terms for prefix, terms in by_leaf.items()}
    if not worker.has_left(list(paths)):
        return None
    leaves = {path: changed_leaf(worker.target.present(path), terms) for path, terms in paths.items()}
    return shard_of(shard, parts[1], layout, leaves)
