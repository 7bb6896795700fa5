"""From revisions to the tables of `daybook export`, in the words of an engine. The home of pyspark's frames.

revisions -> the months that each day is needed in -> applyInArrow(identify) -> kept as Parquet
  -> numbers, gathered by the driver (a few bytes a day) -> each table, decoded
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import functions as F  # noqa: N812 - as all of Spark's documentation calls it

from daybook.export.rows import Row
from daybook.export.tables import EVENTS, RELATED, TABLES, ColumnType, Table
from daybook.spark.data_source import MediaWikiExports
from daybook.spark.identity import AROUND, CREATED, JOINED, Page, identify, resolve
from daybook.spark.numbering import Numbering, number_events
from daybook.spark.revisions import arrow_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PACKED = "wiki string, month date, name string, rows binary"

_TYPES = {
    ColumnType.INTEGER: "bigint",
    ColumnType.NUMBER: "double",
    ColumnType.TEXT: "string",
    ColumnType.DATE: "date",
    ColumnType.MOMENT: "timestamp",
    ColumnType.LIST: "array<string>",
}


@dataclass(frozen=True, slots=True)
class WikiExports:
    """The exports of one wiki: its name, its files (paths, folders, patterns), the `daybook.toml` that says how it is read."""

    wiki: str
    paths: tuple[str, ...]
    config: Path | None = None


def read_revisions(spark: SparkSession, exports: Sequence[WikiExports], *, rows: str = "revisions") -> DataFrame:
    """Return the revisions of the day pages of some wikis; `rows` "lines": what `daybook parse` prints of each."""
    spark.dataSource.register(MediaWikiExports)
    frames = []
    for each in exports:
        reader = spark.read.format(MediaWikiExports.name()).option("wiki", each.wiki).option("rows", rows)
        if each.config is not None:
            reader = reader.option("config", str(each.config))
        frames.append(reader.option("path", json.dumps(list(each.paths))).load())
    first, *others = frames
    for other in others:
        first = first.unionByName(other)
    return first


def identify_events(revisions: DataFrame, read_at: datetime | None = None) -> DataFrame:
    """Return what each month of each wiki comes to, packed: see `spark_tables`. `read_at` is when the pages were read."""
    moment = read_at or datetime.now(UTC)
    months = [F.trunc(F.date_add(F.col("date"), step), "month") for step in (-AROUND, 0, AROUND)]
    needed = (
        revisions.where(F.col("cause").isNull())
        .select(
            "wiki", "title", "date", "of_month", "revision", "saved", "digest", "day",
            F.explode(F.array_distinct(F.array(*months))).alias("month"),
        )
    )  # fmt: skip

    def of_month(table: pa.Table) -> pa.Table:
        return _identify_month(table, moment)

    return needed.groupBy("wiki", "month").applyInArrow(of_month, PACKED)


def _identify_month(table: pa.Table, read_at: datetime) -> pa.Table:
    wiki, month = table.column("wiki")[0].as_py(), table.column("month")[0].as_py()
    columns = ("title", "of_month", "revision", "saved", "digest")
    pages = (
        Page(row["title"], row["of_month"], row["revision"], _in_utc(row["saved"]), row["digest"], resolve(row["day"]))
        for row in table.select([*columns, "day"]).to_pylist()
    )
    found = list(identify(pages, month, read_at))
    values = [[wiki] * len(found), [month] * len(found), [name for name, _ in found], [rows for _, rows in found]]
    schema = arrow_schema(PACKED)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)], schema=schema
    )


def _in_utc(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC; engines hand it over in the session's time zone, or without one for UTC."""
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def spark_tables(packed: DataFrame) -> dict[str, DataFrame]:
    """Return the tables of `daybook export` by name, each with a column `wiki` before its own, of what `identify_events` gave.

    Each table reads `packed` again: keep it first, as Parquet or with `persist`. Related events are not among them. Events have the
    numbers and addresses of an archive that read the same pages day by day; contexts and topics are numbered by their names.
    """
    numbering = _gather_numbers(packed)
    return {table.name: _decode(packed, table, numbering) for table in TABLES if table is not RELATED}


def _gather_numbers(packed: DataFrame) -> dict[str, Numbering]:
    created: dict[str, list[Mapping[int, int]]] = {}
    joined: dict[str, list[Mapping[int, int]]] = {}
    for row in packed.where(F.col("name").isin(CREATED, JOINED)).select("wiki", "name", "rows").collect():
        (created if row["name"] == CREATED else joined).setdefault(row["wiki"], []).append(resolve(bytes(row["rows"])))
    return {wiki: number_events(months, joined.get(wiki, ())) for wiki, months in created.items()}


def columns_of(table: Table) -> str:
    """Return the columns of a table as Spark writes a schema, with the wiki's first."""
    return ", ".join(["wiki string", *(f"{column.name} {_TYPES[column.type]}" for column in table.columns)])


def _decode(packed: DataFrame, table: Table, numbering: Mapping[str, Numbering]) -> DataFrame:
    columns = columns_of(table)
    places = [
        place
        for place, column in enumerate(table.columns)
        if column.references == "events.id" or (table is EVENTS and column.name == "id")
    ]

    def decode(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        schema = arrow_schema(columns)
        for batch in batches:
            rows = [
                (wiki, *row)
                for wiki, packed_rows in zip(
                    batch.column("wiki").to_pylist(), batch.column("rows").to_pylist(), strict=True
                )
                for row in _numbered(resolve(packed_rows), places, numbering[wiki])
            ]
            values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
            arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    decoded = packed.where(F.col("name") == table.name).select("wiki", "rows").mapInArrow(decode, columns)
    return decoded.dropDuplicates(["wiki", "id"]) if table.name in ("contexts", "topics") else decoded


def _numbered(rows: Sequence[Row], places: Sequence[int], numbering: Numbering) -> Iterator[Row]:
    for row in rows:
        values = list(row)
        for place in places:
            values[place] = numbering.number(values[place])
        yield tuple(values)
