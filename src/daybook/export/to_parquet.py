"""Tables as Parquet, with pyarrow (the extra `data`): one file a table, and the events of each year and month in files of their own.

Pages are cut where the content says (content-defined chunking), so that a store which keeps equal pieces once keeps little more
for each new day; the same rows give the same bytes. The home of pyarrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daybook.errors import ExportError
from daybook.export.rows import Row, encodable
from daybook.export.tables import EVENTS, ColumnType, Table
from daybook.workers import leaving_cycles_alone

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROW_GROUP = 20_000
"""Rows of a group: a month of events is found by reading one or two of them, and a whole table by a few."""

LEVEL = 9
"""Zstandard's: on 115,604 events a sixth smaller than 3 at twice the time, and hardly larger than 15 at a fifth of it."""


class ParquetWriter:
    """Writes each table to a file of its own, in groups of rows."""

    def __init__(self, folder: Path) -> None:
        load_pyarrow()
        self._folder = folder
        self._open: dict[Path, tuple[Table, pq.ParquetWriter]] = {}
        self._waiting: dict[Path, list[Row]] = {}
        self._files: dict[Path, Table | None] = {}

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Take further rows of a table."""
        self._add(self._folder / f"{table.name}.parquet", table, rows)
        if table is EVENTS:
            self._write_parts(rows)

    def _write_parts(self, rows: Sequence[Row]) -> None:
        """Write events, which come by date, to the files of their years and months; close each when the next one begins."""
        place = EVENTS.names.index("date")
        for (year, month), of_month in groupby(rows, key=lambda row: (row[place].year, row[place].month)):
            part, found = self._folder / "events" / f"year={year:04}", list(of_month)
            paths = part.with_name(f"{part.name}.parquet"), part / f"month={month:02}.parquet"
            for other in [other for other in self._open if other.parent != self._folder and other not in paths]:
                self._finish(other)
            for path in paths:
                self._add(path, EVENTS, found)

    def close(self) -> dict[Path, Table | None]:
        """Write what waits, and finish all files."""
        for path in list(self._open):
            self._finish(path)
        return self._files

    def _add(self, path: Path, table: Table, rows: Sequence[Row]) -> None:
        if path not in self._open:
            import pyarrow.parquet as pq

            path.parent.mkdir(parents=True, exist_ok=True)
            writer = pq.ParquetWriter(
                path,
                schema_of(table),
                compression="zstd",
                compression_level=LEVEL,
                write_page_index=True,
                use_content_defined_chunking=True,
            )
            self._open[path], self._waiting[path], self._files[path] = (table, writer), [], table
        waiting = self._waiting[path]
        waiting += rows
        while len(waiting) >= ROW_GROUP:
            self._put(path, waiting[:ROW_GROUP])
            del waiting[:ROW_GROUP]

    def _put(self, path: Path, rows: Sequence[Row]) -> None:
        table, writer = self._open[path]
        writer.write_table(arrow_table(table, rows), row_group_size=ROW_GROUP)

    def _finish(self, path: Path) -> None:
        if self._waiting[path]:
            self._put(path, self._waiting[path])
        self._open.pop(path)[1].close()
        del self._waiting[path]


def arrow_table(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Return rows as an Arrow table."""
    with leaving_cycles_alone():
        return encodable(lambda rows: _arrow_table(table, rows), rows)


def _arrow_table(table: Table, rows: Sequence[Row]) -> pa.Table:
    arrow = load_pyarrow()
    schema = schema_of(table)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(table.columns)
    arrays = [arrow.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
    return arrow.Table.from_arrays(arrays, schema=schema)


def schema_of(table: Table) -> pa.Schema:
    """Return a table's columns as Arrow has them, with their descriptions as metadata."""
    arrow = load_pyarrow()
    types: Mapping[ColumnType, pa.DataType] = {
        ColumnType.INTEGER: arrow.int64(),
        ColumnType.NUMBER: arrow.float64(),
        ColumnType.TEXT: arrow.string(),
        ColumnType.DATE: arrow.date32(),
        ColumnType.MOMENT: arrow.timestamp("ms", tz="UTC"),
        ColumnType.LIST: arrow.list_(arrow.string()),
    }
    return arrow.schema(
        [
            arrow.field(column.name, types[column.type], not column.required, {"description": column.description})
            for column in table.columns
        ],
        {"description": table.description},
    )


def load_pyarrow() -> Any:
    """Return the module pyarrow; `ExportError` where it is not installed."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise ExportError("Parquet and Arrow require pyarrow", hint="pip install 'daybook-archive[data]'") from error
    return pa
