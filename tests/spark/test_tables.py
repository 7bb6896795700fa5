"""The tables of many parts, read by an engine, are those of one machine: rows, ids and addresses."""

from __future__ import annotations

import bz2
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from tests.spark.exports import split_export, write_export

from daybook.config import load_settings
from daybook.export import TABLES
from daybook.pipeline.exporting import export_tables
from daybook.pipeline.intake import import_paths
from daybook.pipeline.parsed_days import parse_paths
from daybook.progress import finish

pytest.importorskip("pyspark", reason="pyspark is not installed")
pysail = pytest.importorskip("pysail.spark", reason="pysail is not installed")

from pyspark.sql import DataFrame, SparkSession  # noqa: E402

from daybook.spark import WikiExports, identify_events, read_revisions, spark_tables  # noqa: E402

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample"
CORPUS = Path(os.environ.get("DAYBOOK_CORPUS", ROOT.parent / "shared" / "corpus"))
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BY_NAME = {
    "contexts": {"id", "slug"},
    "topics": {"id", "slug", "parent"},
    "event_contexts": {"context"},
    "event_topics": {"topic"},
}
"""Columns that differ on purpose: many machines number contexts and topics by their names."""


@pytest.fixture(scope="module")
def sail() -> Iterator[SparkSession]:
    """Start Sail in this process, as one machine."""
    server = pysail.SparkConnectServer()
    server.start()
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
    yield session
    session.stop()
    server.stop()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample with history, without the pages that are redirects, which engines do not follow."""
    path = tmp_path_factory.mktemp("sample") / "revisions.xml"
    text = (SAMPLE / "revisions.xml").read_text("utf-8")
    plain = re.sub(r"<page>(?:(?!</page>).)*<redirect .*?</page>\n?", "", text, flags=re.DOTALL)
    assert len(plain) < len(text)
    path.write_text(plain, "utf-8")
    return path


def rows_of(table: DataFrame) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "wiki"} for row in table.toArrow().to_pylist()]


def alone(exports: list[Path], folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the tables that one machine makes of the same exports."""
    settings = load_settings(assignments=[f"files.archive={folder}/archive.sqlite"])
    finish(import_paths(exports, settings, NOW))
    finish(export_tables(settings, folder / "alone", ["parquet"]))
    return {table.name: parquet.read_table(folder / f"alone/{table.name}.parquet").to_pylist() for table in TABLES}


def comparable(name: str, rows: list[dict[str, Any]]) -> list[str]:
    left_out = BY_NAME.get(name, set())
    kept = ({key: value for key, value in row.items() if key not in left_out} for row in rows)
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in kept)


def expect_equal(many: dict[str, list[dict[str, Any]]], one: dict[str, list[dict[str, Any]]]) -> None:
    assert set(many) == set(one) - {"related"}
    for name, rows in many.items():
        assert comparable(name, rows) == comparable(name, one[name]), name


def tables_of(spark: SparkSession, folder: Path, *exports: WikiExports) -> dict[str, DataFrame]:
    packed = str(folder / "packed")
    identify_events(read_revisions(spark, exports), NOW).write.mode("overwrite").parquet(packed)
    return spark_tables(spark.read.parquet(packed))


def test_the_sample_in_parts_gives_the_tables_of_one_machine(sail: SparkSession, sample: Path, tmp_path: Path) -> None:
    """Pages come in any order, one history over two files."""
    split_export(sample.read_text("utf-8"), tmp_path / "parts", 3)

    tables = tables_of(sail, tmp_path, WikiExports("enwiki", (str(tmp_path / "parts"),)))

    expect_equal({name: rows_of(table) for name, table in tables.items()}, alone([sample], tmp_path))


@pytest.mark.corpus
def test_months_of_history_in_parts_give_the_very_ids_and_addresses(sail: SparkSession, tmp_path: Path) -> None:
    exports = sorted((CORPUS / "revisions").glob("*.xml*"))
    if not exports:
        pytest.skip("the corpora beside the project are absent")
    split_export(bz2.decompress(exports[0].read_bytes()).decode(), tmp_path / "parts", 5)

    tables = tables_of(sail, tmp_path, WikiExports("enwiki", (str(tmp_path / "parts"),)))

    one = alone(exports, tmp_path)
    expect_equal({name: rows_of(table) for name, table in tables.items()}, one)
    moved = {row["event"] for row in one["addresses"]}
    assert len(one["addresses"]) > len(moved) > 1_600  # events that moved from day to day are among them


def test_contexts_and_topics_are_found_by_their_numbers(sail: SparkSession, sample: Path, tmp_path: Path) -> None:
    tables = tables_of(sail, tmp_path, WikiExports("enwiki", (str(sample),)))

    one = alone([sample], tmp_path)
    for table, link, key, name in (
        ("contexts", "event_contexts", "context", "title"),
        ("topics", "event_topics", "topic", "name"),
    ):
        named = {row["id"]: row[name] for row in rows_of(tables[table])}
        same = {row["id"]: row[name] for row in one[table]}
        found = sorted((row["event"], row["position"], named[row[key]]) for row in rows_of(tables[link]))
        assert found == sorted((row["event"], row["position"], same[row[key]]) for row in one[link])


def test_lines_are_what_parse_prints_of_each_revision(sail: SparkSession, tmp_path: Path) -> None:
    printed: list[dict[str, Any]] = []
    finish(parse_paths([SAMPLE / "revisions.xml"], load_settings(), emit=printed.append))
    wanted = {line["page"]: line for line in printed}

    rows = (
        read_revisions(sail, [WikiExports("w", (str(SAMPLE / "revisions.xml"),))], rows="lines").toArrow().to_pylist()
    )

    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["saved"], row["revision"])):
        latest[row["title"]] = json.loads(row["line"])
    assert latest == wanted
    assert len(rows) > len(latest)


def test_each_wiki_is_read_by_its_own_settings_and_numbered_by_itself(sail: SparkSession, tmp_path: Path) -> None:
    english = write_export(tmp_path / "english.xml", {"Portal:Current events/2031 May 1": ["*The [[harbour]] opens."]})
    german = write_export(
        tmp_path / "german.xml",
        {
            "Chronik/2031 Mai 2": ["*Der [[Hafen]] öffnet.", "*Der [[Hafen]] öffnet bald."],
            "Portal:Current events/2031 May 3": ["*X."],
        },
    )
    config = tmp_path / "german.toml"
    months = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ]
    config.write_text(f'[wiki]\ntitle_prefix = "Chronik"\nmonths = {json.dumps(months)}\n', "utf-8")

    tables = tables_of(
        sail, tmp_path, WikiExports("enwiki", (str(english),)), WikiExports("dewiki", (str(german),), config)
    )

    events = sorted(
        (row["wiki"], row["id"], row["headline"], row["changes"]) for row in tables["events"].toArrow().to_pylist()
    )
    assert events == [("dewiki", 1, "Der Hafen öffnet bald.", 1), ("enwiki", 1, "The harbour opens.", 0)]


def test_a_damaged_part_is_named(sail: SparkSession, tmp_path: Path) -> None:
    part = tmp_path / "part.xml.bz2"
    part.write_bytes(bz2.compress((SAMPLE / "revisions.xml").read_bytes())[:-2000])

    with pytest.raises(Exception, match=r"part\.xml\.bz2"):
        read_revisions(sail, [WikiExports("enwiki", (str(part),))]).toArrow()


def spark_python() -> str | None:
    """Return a Python that has Spark itself, which a machine needs Java for; `.ci/run` makes one."""
    found = os.environ.get("DAYBOOK_SPARK_PYTHON") or str(ROOT / "build/spark/bin/python")
    return found if Path(found).exists() and shutil.which("java") else None


def test_spark_itself_gives_the_same_tables(sample: Path, tmp_path: Path) -> None:
    """The program that `spark-submit` runs, on two processors of this machine."""
    python = spark_python()
    if python is None:
        pytest.skip("no Spark here: it takes Java, and DAYBOOK_SPARK_PYTHON or build/spark")
    split_export(sample.read_text("utf-8"), tmp_path / "parts", 3)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SPARK_")},
        "PYTHONPATH": str(ROOT / "src"),
        "PYSPARK_PYTHON": python,
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 pyspark-shell",
    }
    command = [python, "-m", "daybook.spark", str(tmp_path / "out"), "--exports", f"enwiki={tmp_path}/parts"]

    subprocess.run([*command, "--read-at", "2026-11-01T12:00:00"], env=environment, check=True, capture_output=True)

    many = {
        table.name: parquet.read_table(tmp_path / "out" / table.name).drop_columns(["wiki"]).to_pylist()
        for table in TABLES
        if table.name != "related"
    }
    expect_equal(many, alone([sample], tmp_path))
