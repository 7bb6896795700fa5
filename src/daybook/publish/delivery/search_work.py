"""Work on the search index: one shard, of which the months that did not change are taken from the last build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from daybook.publish.delivery.build_state import GroupFiles
from daybook.publish.delivery.search_index import month_entries, months_of, shard_group
from daybook.publish.delivery.worker import Worker
from daybook.publish.search import Shard
from daybook.publish.search.build import ManifestShard, index_month, join_parts
from daybook.publish.search.parts import decode_part, encode_part


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
    unchanged = [name for name, month in months.items() if wanted.months is not None and month not in wanted.months]
    kept = worker.target.kept_parts(unchanged)
    parts, days = [], dict[str, bytes]()
    for name, month in months.items():
        if name in kept:
            parts.append(decode_part(kept[name]))
            continue
        part, files = index_month(shard, *month, month_entries(worker.builder, *month))
        parts.append(part)
        days |= files
        worker.parts[name] = encode_part(part)
    joined = join_parts(shard, parts, days)
    for path, content in joined.files.items():
        worker.put(path, content)
    worker.shards.append(ManifestShard.of(joined))
    return GroupFiles(shard_group(shard.name), joined.paths)
