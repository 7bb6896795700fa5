"""The day pages of one export as Arrow batches: a row a revision, parsed. Knows no engine."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from daybook.model.wiki import SiteInfo
from daybook.parse import ParseSettings
from daybook.pipeline.lines import day_line
from daybook.pipeline.parsing import parse_history
from daybook.source.dump import read_dump
from daybook.source.items import NotRead, PageHistory

ROWS = 64
"""Revisions of a batch: a few megabytes."""

REVISIONS = (
    "wiki string, title string, date date, of_month boolean, revision bigint, saved timestamp_ntz, editor string,"
    " digest string, day binary, cause string"
)
"""The columns of revisions, as Spark writes a schema. A row of `cause` was not read, and has no day. `saved` is in UTC."""

LINES = "wiki string, title string, date date, revision bigint, saved timestamp_ntz, line string"
"""The columns of lines: `line` is what `daybook parse` prints of that revision."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of one wiki, and how that wiki is read; `as_lines` says which columns are asked for."""

    path: str
    wiki: str
    parse: ParseSettings
    as_lines: bool = False


def revision_batches(file: ExportFile) -> Iterator[pa.RecordBatch]:
    """Yield the revisions of the day pages of a file, month pages split into days.

    Raises:
        SourceError: the file cannot be read, or is damaged; after all that is whole before that place.
    """
    waiting: list[tuple[Any, ...]] = []
    settings = file.parse
    for item in read_dump(Path(file.path), settings.titles, redirects=False):
        if isinstance(item.content, SiteInfo):
            settings = replace(settings, site=item.content)
        elif isinstance(item.content, PageHistory):
            of_month = settings.titles.day(item.content.title) is None
            for raw, day in parse_history(item.content, settings):
                if file.as_lines:
                    line = json.dumps(day_line(raw, day), ensure_ascii=False)
                    waiting.append((file.wiki, raw.title, day.date, raw.revision, _naive(raw.timestamp), line))
                else:
                    digest = blake2b(raw.wikitext.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
                    waiting.append(
                        (file.wiki, raw.title, day.date, of_month, raw.revision, _naive(raw.timestamp), raw.editor, digest,
                         pickle.dumps(day), None)
                    )  # fmt: skip
                if len(waiting) >= ROWS:
                    yield _batch(waiting, file)
                    waiting = []
        elif isinstance(item.content, NotRead) and not file.as_lines:
            left_out = item.content
            waiting.append(
                (file.wiki, left_out.name, None, None, left_out.revision, None, None, None, None, left_out.cause.value)
            )
    if waiting:
        yield _batch(waiting, file)


def _naive(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None


def _batch(rows: list[tuple[Any, ...]], file: ExportFile) -> pa.RecordBatch:
    schema = arrow_schema(LINES if file.as_lines else REVISIONS)
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def arrow_schema(columns: str) -> pa.Schema:
    """Return columns as Spark writes them as an Arrow schema."""
    types = {
        "string": pa.string(),
        "binary": pa.binary(),
        "boolean": pa.bool_(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "timestamp_ntz": pa.timestamp("us"),
        "array<string>": pa.list_(pa.string()),
    }
    return pa.schema([(name, types[kind]) for name, kind in (column.split() for column in columns.split(", "))])
