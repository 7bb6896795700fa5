"""MediaWiki exports as a data source of Spark 4, in Python: one partition a file, Arrow batches. The home of pyspark's data source.

spark.dataSource.register(MediaWikiExports)
spark.read.format("mediawiki-exports").option("wiki", "enwiki").option("config", "daybook.toml").load("dumps/*.bz2")
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

from daybook.config import load_settings
from daybook.errors import SourceError
from daybook.pipeline.parser_settings import parse_settings
from daybook.spark.revisions import LINES, REVISIONS, ExportFile, revision_batches


class MediaWikiExports(DataSource):
    """Exports and content-history dumps of one wiki, plain, bz2, gz or zst.

    Options: `path` (or what `load` is given), a file, a folder or a pattern, or several as a JSON list; `wiki`, the name that the column
    `wiki` has; `config`, a `daybook.toml` whose `[wiki]` and `[parse]` say how the wiki's days are read; `rows`, `revisions` (the
    default) or `lines`. A page may go on over several files.
    """

    @classmethod
    def name(cls) -> str:
        """Return the name of the format."""
        return "mediawiki-exports"

    def schema(self) -> str:
        """Return the columns."""
        return LINES if self._as_lines else REVISIONS

    def reader(self, schema: Any) -> DataSourceReader:  # noqa: ARG002 - it has but one
        """Return what lists the files and reads them."""
        config = self.options.get("config")
        settings = parse_settings(load_settings(Path(config) if config else None))
        wiki = self.options.get("wiki", "")
        return _Reader(
            [ExportFile(path, wiki, settings, self._as_lines) for path in find_files(self.options.get("path", ""))]
        )

    @property
    def _as_lines(self) -> bool:
        return bool(self.options.get("rows", "revisions") == "lines")


class _File(InputPartition):
    def __init__(self, file: ExportFile) -> None:
        self.file = file


class _Reader(DataSourceReader):
    def __init__(self, files: Sequence[ExportFile]) -> None:
        self._files = files

    def partitions(self) -> Sequence[_File]:
        return [_File(file) for file in self._files]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        assert isinstance(partition, _File)
        yield from revision_batches(partition.file)


def find_files(path: str) -> list[str]:
    """Return the files that a path, a pattern, or a JSON list of them names, in order, without indexes and hidden files.

    Raises:
        SourceError: there are none.
    """
    given = json.loads(path) if path.startswith("[") else [path]
    found: set[str] = set()
    for each in given:
        plain = str(each).removeprefix("file://")
        entries = [str(file) for file in Path(plain).iterdir()] if Path(plain).is_dir() else glob.glob(plain)  # noqa: PTH207 - a pattern may be absolute
        found.update(
            file
            for file in entries
            if Path(file).is_file() and Path(file).name[0] != "." and "-index" not in Path(file).name
        )
    if not found:
        raise SourceError(f"no such files: `{path}`", hint="every machine must see them at the same path")
    return sorted(found)
