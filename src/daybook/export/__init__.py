"""The archive as open data: tables in several formats, with descriptions that catalogues and libraries read.

    rows_of_events and others   records of the model -> rows              pure
    TableWriter                 rows -> files                             one module a format, in a registry
    descriptions                files -> Data Package, Croissant, DCAT, README   pure

Reads no archive: `daybook.pipeline.exporting` brings both together.
"""

from daybook.export.describe import DataFile, Dataset, checksums, descriptions
from daybook.export.formats import TableFormat, TableWriter, format_named, formats, register_format
from daybook.export.rows import (
    EventFacts,
    Keys,
    Row,
    parents_of,
    rows_of_contexts,
    rows_of_days,
    rows_of_events,
    rows_of_problems,
    rows_of_topics,
)
from daybook.export.tables import TABLES, Column, ColumnType, Table
from daybook.export.to_csv import CsvWriter
from daybook.export.to_json_lines import JsonLinesWriter
from daybook.export.to_parquet import ParquetWriter, arrow_table
from daybook.export.to_sqlite import SqliteWriter

register_format(
    TableFormat(
        "parquet", "application/vnd.apache.parquet", "Columns, compressed: DuckDB, pandas, polars, R.", ParquetWriter
    )
)
register_format(TableFormat("csv", "text/csv", "For spreadsheets and everything else.", CsvWriter))
register_format(TableFormat("jsonl", "application/jsonl", "A line of JSON for each row.", JsonLinesWriter))
register_format(
    TableFormat("sqlite", "application/vnd.sqlite3", "All tables, with indexes and full text: Datasette.", SqliteWriter)
)

__all__ = [
    "TABLES",
    "Column",
    "ColumnType",
    "DataFile",
    "Dataset",
    "EventFacts",
    "Keys",
    "Row",
    "Table",
    "TableFormat",
    "TableWriter",
    "arrow_table",
    "checksums",
    "descriptions",
    "format_named",
    "formats",
    "parents_of",
    "register_format",
    "rows_of_contexts",
    "rows_of_days",
    "rows_of_events",
    "rows_of_problems",
    "rows_of_topics",
]
