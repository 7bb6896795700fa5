"""Texts that formats trip over: each is read back as it was, in every format, by that format's own reader."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from daybook.export import TABLES, Row, format_named
from daybook.export.tables import EVENTS, ColumnType

ODD = [
    "plain",
    "",
    "two\nlines\r\nand a \u2028 separator, a \x85 and a \x0b",
    "quotes \" and '; commas, and \\ and \ttabs",
    "سدود 日本語 🌍 e\u0301 \u202eright to left\u202c \u200d",
    "half a pair \ud83c here",
    "a NUL \0 inside",
    '=HYPERLINK("http://e.example")',
    "＝1+1",
    "null",
    "\ufeffmark",
]


def read_parquet(folder: Path) -> list[Any]:
    return [row["headline"] for row in parquet.read_table(folder / "events.parquet").to_pylist()]


def read_csv(folder: Path) -> list[Any]:
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        return [row["headline"] for row in csv.DictReader(file)]


def read_lines(folder: Path) -> list[Any]:
    lines = (folder / "events.jsonl").read_bytes().decode().removesuffix("\n").split("\n")
    return [json.loads(line)["headline"] for line in lines]


def read_sqlite(folder: Path) -> list[Any]:
    connection = sqlite3.connect(folder / "daybook.sqlite")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [text for (text,) in connection.execute("SELECT headline FROM events ORDER BY id")]
    finally:
        connection.close()


READERS: dict[str, Callable[[Path], list[Any]]] = {
    "parquet": read_parquet,
    "csv": read_csv,
    "jsonl": read_lines,
    "sqlite": read_sqlite,
}


def event_row(number: int, text: str) -> Row:
    values: dict[ColumnType, Any] = {
        ColumnType.INTEGER: number,
        ColumnType.NUMBER: number + 0.5,
        ColumnType.TEXT: text,
        ColumnType.DATE: date(2004, 12, 26),
        ColumnType.MOMENT: datetime(2004, 12, 26, 8, tzinfo=UTC),
    }
    return tuple(values[column.type] for column in EVENTS.columns)


@pytest.mark.parametrize("name", READERS)
def test_odd_texts_are_read_back_as_they_were(name: str, tmp_path: Path) -> None:
    """But for half a surrogate pair, which UTF-8 cannot have; in CSV also for NUL, and for what a spreadsheet would run."""
    writer = format_named(name).open(tmp_path)

    writer.write(EVENTS, [event_row(number, text) for number, text in enumerate(ODD)])
    writer.write(EVENTS, [event_row(number, text) for number, text in enumerate(ODD, len(ODD))])
    writer.close()

    expected = [text.replace("\ud83c", "\ufffd") for text in ODD] * 2
    if name == "csv":
        expected = [
            f"'{text}" if text.startswith(("=", "＝")) else text
            for text in (e.replace("\0", "\ufffd") for e in expected)
        ]
    assert READERS[name](tmp_path) == expected


@pytest.mark.parametrize("name", READERS)
def test_a_list_of_odd_texts_is_read_back(name: str, tmp_path: Path) -> None:
    related = next(table for table in TABLES if table.name == "related")
    writer = format_named(name).open(tmp_path)

    writer.write(related, [(1, 1, 2, 0.5, "words", ["=half \ud83c", "a, b", "日"])])
    writer.close()

    found: Any
    if name == "parquet":
        found = parquet.read_table(tmp_path / "related.parquet").to_pylist()[0]["reasons"]
    elif name == "jsonl":
        found = json.loads((tmp_path / "related.jsonl").read_bytes())["reasons"]
    elif name == "csv":
        with (tmp_path / "related.csv").open(encoding="utf-8", newline="") as file:
            found = json.loads(next(csv.DictReader(file))["reasons"])
    else:
        connection = sqlite3.connect(tmp_path / "daybook.sqlite")
        found = json.loads(connection.execute("SELECT reasons FROM related").fetchone()[0])
        connection.close()
    assert found == ["=half \ufffd", "a, b", "日"]
