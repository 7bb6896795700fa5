"""The archive as tables: the same facts as JSON Lines has, the same bytes each time, in a folder that is ours alone."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from daybook.ask import Query
from daybook.config import Settings, load_settings
from daybook.errors import ExportError
from daybook.export import TABLES, TableFormat, formats, register_format
from daybook.export.formats import _formats as registered
from daybook.export.rows import Row
from daybook.export.tables import Table
from daybook.model import Status
from daybook.pipeline.exporting import ExportReport, export_tables
from daybook.pipeline.intake import import_paths
from daybook.pipeline.queries import export_events
from daybook.pipeline.relating import relate_events
from daybook.progress import finish

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample"
CORPUS = Path(os.environ.get("DAYBOOK_CORPUS", ROOT.parent / "shared" / "corpus"))
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ALL = ("parquet", "csv", "jsonl", "sqlite")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("exported")
    settings = load_settings(None, [f"files.archive={folder}/archive.sqlite", f"files.site={folder}/site"])
    finish(import_paths([SAMPLE, SAMPLE / "revisions.xml"], settings, NOW))
    finish(relate_events(settings, NOW))
    return settings


@pytest.fixture(scope="module")
def data(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "all"
    export(settings, folder, *ALL)
    return folder


def export(settings: Settings, folder: Path, *names: str, **span: Any) -> ExportReport:
    return finish(export_tables(settings, folder, names, **span))


def rows(data: Path, name: str) -> list[dict[str, Any]]:
    """Return a table's rows as JSON Lines has them."""
    return [json.loads(line) for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines()]


def by_event(data: Path, name: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(data, name):
        found[row["event"]].append(row)
    return found


def joined_tables(data: Path) -> list[dict[str, Any]]:
    """Return each event with all that the other tables have of it, as an event's line has it."""
    sources, contexts, topics = (
        by_event(data, "sources"),
        by_event(data, "event_contexts"),
        by_event(data, "event_topics"),
    )
    versions, addresses = by_event(data, "versions"), by_event(data, "addresses")
    titles = {row["id"]: row["title"] for row in rows(data, "contexts")}
    names = {row["id"]: row["name"] for row in rows(data, "topics")}
    return [
        {
            **{key: row[key] for key in COMMON},
            "text": row["headline"] if row["text"] is None else row["text"],
            "folded_category": row["category"],
            "contexts": [titles[each["context"]] for each in contexts[row["id"]]],
            "stories": [names[each["topic"]] for each in topics[row["id"]]],
            "sources": [
                {key: each[key] for key in ("url", "label", "outlet", "agency", "language") if each[key]}
                for each in sources[row["id"]]
            ],
            "former": sorted(each["address"] for each in addresses[row["id"]] if each["address"] != row["address"]),
            "versions": [
                (each["revision"], each["saved"], each["date"], each["kinds"], each["text"])
                for each in versions[row["id"]]
            ],
        }
        for row in rows(data, "events")
    ]


def plain_lines(archive: Path) -> list[dict[str, Any]]:
    """Return the lines of all events, with what tables have of them."""
    return [
        {
            **{key: line[key] for key in (*COMMON, "folded_category", "contexts", "stories")},
            "sources": [{key: value for key, value in each.items() if key != "article"} for each in line["sources"]],
            "former": sorted(line["former"]),
            "versions": [
                (
                    each["revision"],
                    each["saved"],
                    each["date"],
                    each["kinds"],
                    each["event"]["headline"] if each["event"] else None,
                )
                for each in line["versions"]
            ],
        }
        for line in export_events(archive, versions=True)
    ]


def test_the_tables_joined_are_the_events_as_lines(settings: Settings, data: Path) -> None:
    """In both directions: no event more or less, and all facts that both forms have are equal."""
    joined, lines = joined_tables(data), plain_lines(settings.files.archive)

    assert len(joined) > 300
    assert joined == sorted(lines, key=lambda line: (line["date"], line["id"]))


@pytest.mark.corpus
def test_the_tables_of_real_pages_joined_are_its_events_as_lines(tmp_path: Path) -> None:
    """Real pages with all their links and sources, and pages with their whole history; read back from Parquet as well."""
    pages = [*sorted((CORPUS / "linked").glob("2020-0[45]*")), *sorted((CORPUS / "revisions").glob("*.xml*"))]
    if len(pages) < 50:
        pytest.skip("the corpora beside the project are absent")
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite"])
    finish(import_paths(pages, settings, NOW))
    export(settings, tmp_path / "all", "jsonl", "parquet")

    joined, lines = joined_tables(tmp_path / "all"), plain_lines(settings.files.archive)

    assert len(joined) > 1_500
    assert joined == sorted(lines, key=lambda line: (line["date"], line["id"]))
    for table in TABLES:
        packed = parquet.read_table(tmp_path / f"all/{table.name}.parquet").to_pylist()
        assert [{key: plain(value) for key, value in row.items()} for row in packed] == rows(
            tmp_path / "all", table.name
        )


COMMON = (
    "id", "address", "date", "position", "headline", "text", "status", "first_listed", "last_changed", "changes", "page",
    "revision", "saved",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_format_holds_the_same_rows(data: Path, table: Table) -> None:
    expected = rows(data, table.name)

    from_parquet = [
        {key: plain(value) for key, value in row.items()}
        for row in parquet.read_table(data / f"{table.name}.parquet").to_pylist()
    ]
    with (data / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        from_csv = list(csv.DictReader(file))
    connection = sqlite3.connect(data / "daybook.sqlite")
    connection.row_factory = sqlite3.Row
    order = ", ".join(f'"{name}"' for name in table.key)
    from_sqlite = [dict(row) for row in connection.execute(f'SELECT * FROM "{table.name}" ORDER BY {order}')]
    connection.close()

    assert from_parquet == expected
    assert [as_text(row) for row in expected] == [
        {key: value.removeprefix("'") if value[1:2] in tuple("=+-@") else value for key, value in row.items()}
        for row in from_csv
    ]
    in_order = sorted(expected, key=lambda row: tuple(row[name] for name in table.key))
    assert [as_text(row) for row in in_order] == [as_text(row) for row in from_sqlite]


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value


def as_text(row: dict[str, Any]) -> dict[str, str]:
    return {
        key: "" if value is None else json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
        for key, value in row.items()
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_are_unique_and_references_lead_to_rows(data: Path, table: Table) -> None:
    found = rows(data, table.name)
    keys = [tuple(row[name] for name in table.key) for row in found]

    assert len(set(keys)) == len(keys)
    for column in table.columns:
        if column.references:
            other, _, name = column.references.partition(".")
            there = {row[name] for row in rows(data, other)}
            assert {row[column.name] for row in found} - {None} <= there, column.name
        if column.required:
            assert None not in {row[column.name] if column.type != "list" else () for row in found}


def test_the_same_archive_gives_the_same_bytes(settings: Settings, data: Path, tmp_path: Path) -> None:
    export(settings, tmp_path / "again", *ALL)

    assert digests(tmp_path / "again") == digests(data)


def test_what_did_not_change_is_left_alone_and_what_went_is_removed(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = export(settings, folder, "csv", "jsonl")

    again = export(settings, folder, "csv", "jsonl")
    fewer = export(settings, folder, "csv")

    assert (first.unchanged, again.written, again.removed) == (0, 0, 0)
    assert again.unchanged == first.written
    assert fewer.removed == len(TABLES)
    assert list(folder.glob("*.jsonl")) == []


def test_a_years_file_keeps_its_bytes_when_another_year_changes(settings: Settings, tmp_path: Path) -> None:
    archive, folder = tmp_path / "archive.sqlite", tmp_path / "data"
    shutil.copy(settings.files.archive, archive)
    own = replace(settings, files=replace(settings.files, archive=archive))
    export(own, folder, "parquet")
    before = digests(folder)
    (tmp_path / "2031-05-01.wikitext").write_text(
        "*The [[harbour]] opens again. [http://e.example/a (Example)]\n", "utf-8"
    )

    finish(import_paths([tmp_path / "2031-05-01.wikitext"], own, NOW))
    export(own, folder, "parquet")

    years = {name: digest for name, digest in before.items() if name.startswith("events/")}
    assert len(years) > 5
    after = digests(folder)
    assert {name: after[name] for name in years} == years
    assert "events/year=2031.parquet" in after


def test_only_the_days_asked_for_are_exported(settings: Settings, tmp_path: Path) -> None:
    export(settings, tmp_path / "some", "jsonl", first=date(2020, 1, 1), last=date(2020, 12, 31))

    for name in ("events", "days", "problems", "versions"):
        assert {row["date"][:4] for row in rows(tmp_path / "some", name)} <= {"2020"}
    assert len(rows(tmp_path / "some", "events")) > 10
    listed = {row["id"] for row in rows(tmp_path / "some", "events")}
    assert {row["event"] for row in rows(tmp_path / "some", "addresses")} == listed


def test_an_export_as_of_a_moment_knows_nothing_later(settings: Settings, tmp_path: Path) -> None:
    moment = datetime(2020, 6, 1, tzinfo=UTC)

    export(settings, tmp_path / "then", "jsonl", as_of=moment)

    saved = [row["saved"] for row in rows(tmp_path / "then", "events") if row["saved"]]
    assert saved
    assert max(saved) <= "2020-06-01T00:00:00Z"


@pytest.mark.parametrize(
    "query",
    [
        Query(words=("earthquake",), status=None),
        Query(categories=("armed-conflicts-and-attacks",), since=date(2015, 1, 1)),
        Query(status=Status.WITHDRAWN),
        Query(words=("police",), status=None, as_of=datetime(2021, 1, 1, tzinfo=UTC)),
        Query(changed_since=datetime(2012, 1, 1, tzinfo=UTC), status=None, as_of=datetime(2022, 1, 1, tzinfo=UTC)),
        Query(words=("xylophonist",)),
    ],
    ids=["words", "category", "status", "words then", "changes then", "nothing"],
)
def test_filters_choose_the_same_events_for_tables_as_for_lines(
    settings: Settings, tmp_path: Path, query: Query
) -> None:
    """And every other table holds what belongs to these events, and no more."""
    folder = tmp_path / "some"
    expected = [line["id"] for line in export_events(settings.files.archive, query=query)]

    export(settings, folder, "jsonl", query=query)

    chosen = {row["id"] for row in rows(folder, "events")}
    assert sorted(chosen) == sorted(expected)
    assert bool(chosen) == (query.words != ("xylophonist",))
    for name in ("versions", "sources", "event_contexts", "event_topics", "related", "addresses"):
        assert {row["event"] for row in rows(folder, name)} <= chosen
    assert {row["id"] for row in rows(folder, "contexts")} == {row["context"] for row in rows(folder, "event_contexts")}
    assert {row["id"] for row in rows(folder, "topics")} == {row["topic"] for row in rows(folder, "event_topics")}
    assert {row["date"] for row in rows(folder, "days")} == {row["date"] for row in rows(folder, "events")}


def test_a_folder_of_something_else_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(ExportError, match="not a Daybook export"):
        export(settings, tmp_path, "csv")

    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_sums_name_every_file(data: Path) -> None:
    lines = (data / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    assert sums == {name: digest for name, digest in digests(data).items() if name != "SHA256SUMS"}


def test_descriptions_name_every_file_and_every_column(data: Path) -> None:
    package = json.loads((data / "datapackage.json").read_bytes())
    croissant = json.loads((data / "croissant.json").read_bytes())
    dcat = json.loads((data / "dcat.jsonld").read_bytes())
    readme = (data / "README.md").read_text("utf-8")
    described = {"README.md", "datapackage.json", "croissant.json", "dcat.jsonld", "SHA256SUMS"}
    files = set(digests(data)) - described

    assert {resource["path"] for resource in package["resources"]} == files
    assert {each["contentUrl"] for each in croissant["distribution"]} == files
    assert {each["dcat:downloadURL"]["@id"] for each in dcat["dcat:distribution"]} == files
    assert [name for name in files if f"`{name}`" not in readme] == []
    assert [table.name for table in TABLES if f"\n## {table.name}\n" not in readme] == []
    assert [each["@id"] for each in croissant["recordSet"]] == [table.name for table in TABLES]


def test_lines_without_a_row_are_described_as_a_file(settings: Settings, tmp_path: Path) -> None:
    """`frictionless validate` finds no data in an empty file; one of CSV has its line of names."""
    export(settings, tmp_path / "none", "csv", "jsonl", query=Query(words=("xylophonist",)))

    package = json.loads((tmp_path / "none/datapackage.json").read_bytes())

    kinds = {resource["path"]: resource["type"] for resource in package["resources"]}
    assert kinds["events.csv"] == "table"
    assert kinds["events.jsonl"] == "file"


def test_words_are_found_in_the_plain_database(data: Path) -> None:
    connection = sqlite3.connect(data / "daybook.sqlite")
    try:
        found = connection.execute("SELECT rowid FROM events_fts WHERE events_fts MATCH 'earthquake'").fetchall()
        texts = connection.execute(
            "SELECT id FROM events WHERE headline || coalesce(text, '') LIKE '%earthquake%'"
        ).fetchall()
    except sqlite3.OperationalError as error:
        pytest.skip(f"this SQLite has no full text: {error}")
    finally:
        connection.close()

    assert found
    assert {event for (event,) in found} <= {event for (event,) in texts}


@pytest.fixture
def own_formats() -> Iterator[None]:
    """Forget what a test registers: the formats stand in every help text."""
    before = dict(registered)
    yield
    registered.clear()
    registered.update(before)


@pytest.mark.usefixtures("own_formats")
def test_a_format_of_somebody_elses_is_registered_and_used(settings: Settings, tmp_path: Path) -> None:
    """What a third party writes: a class with two methods, and one call."""

    class Counts:
        def __init__(self, folder: Path) -> None:
            self._path = folder / "counts.txt"
            self._counts: dict[str, int] = defaultdict(int)

        def write(self, table: Table, rows: list[Row]) -> None:
            self._counts[table.name] += len(rows)

        def close(self) -> dict[Path, Table | None]:
            self._path.write_text("".join(f"{name} {count}\n" for name, count in sorted(self._counts.items())))
            return {self._path: None}

    register_format(TableFormat("counts", "text/plain", "Rows of each table.", Counts))  # type: ignore[arg-type]

    report = export(settings, tmp_path / "counted", "counts")

    assert "counts" in [each.name for each in formats()]
    assert f"events {report.events}\n" in (tmp_path / "counted/counts.txt").read_text()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
