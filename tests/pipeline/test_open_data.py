"""The tables of a site: made with it, beside its pages, the same when it is served live, and only what changed."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import threading
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import jsonschema
import pytest
from lxml import etree

from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_site, build_spec
from daybook.pipeline.intake import import_paths
from daybook.pipeline.open_data import is_fresh, list_data, refresh_data
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.publish.pages.data import recipes
from daybook.serve.answer import LARGEST_PAGE, LargeFile, Page
from daybook.serve.data_keeper import DataKeeper
from daybook.serve.folder import SiteFolder
from daybook.serve.live import SiteFromArchive

SAMPLE = Path(__file__).parents[2] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def site_in(folder: Path) -> Settings:
    """Import the sample with history, as of a site that publishes its tables."""
    settings = load_settings(
        assignments=[
            f"files.archive={folder}/archive.sqlite",
            f"files.site={folder}/site",
            f"files.data={folder}/tables",
            f"files.about={folder}/absent.md",
            f"files.opinion={folder}/absent",
            "site.address=https://news.example.org/daily/",
            "site.data=true",
            "relate.ranker=shared-count",
        ]
    )
    finish(import_paths([SAMPLE / "revisions.xml"], settings, NOW))
    return settings


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a site that was built; tests that change it take a copy."""
    settings = site_in(tmp_path_factory.mktemp("data"))
    finish(build_site(settings, NOW))
    return settings


@pytest.fixture
def own(built: Settings, tmp_path: Path) -> Settings:
    """Return the settings of a copy of that site."""
    shutil.copytree(built.files.archive.parent, tmp_path / "copy")
    files = built.files
    return replace(
        built,
        files=replace(
            files,
            archive=tmp_path / "copy/archive.sqlite",
            site=tmp_path / "copy/site",
            data=tmp_path / "copy/tables",
        ),
    )


def add_a_day(settings: Settings, day: str) -> None:
    page = settings.files.archive.with_name(f"{day}.wikitext")
    page.write_text("*The [[harbour]] opens again. [http://e.example/a (Example)]\n", "utf-8")
    finish(import_paths([page], settings, NOW))


def under(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_the_page_lists_every_file_with_its_size_and_digest(built: Settings) -> None:
    page = json.loads((built.files.site / "data/index.json").read_bytes())
    listed = [*page["databases"], *page["parts"], *(file for table in page["tables"] for file in table["files"])]
    stands = under(built.files.site / "data")
    pages = {f"index.{ending}" for ending in ("html", "json", "xml", "md")}

    assert {file["name"] for file in listed} | {file["name"] for file in page["descriptions"]} == set(stands) - pages
    for file in listed:
        content = stands[file["name"]]
        assert (file["size"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert file["address"] == f"/daily/data/{file['name']}"
    assert [recipe["tool"] for recipe in page["recipes"]] == ["DuckDB", "pandas", "polars", "R", "Datasette"]
    assert {len(recipe["lines"]) for recipe in page["recipes"]} == {3}
    assert all(table["columns"] for table in page["tables"])


def test_the_page_is_valid_by_the_published_schemas_and_linked_from_every_page(built: Settings) -> None:
    site = built.files.site
    schema = json.loads((site / "schema/page-1.schema.json").read_bytes())
    page = json.loads((site / "data/index.json").read_bytes())

    jsonschema.Draft202012Validator(
        {**schema, "anyOf": [{"$ref": schema["discriminator"]["mapping"]["data"]}]}
    ).validate(page)
    etree.XMLSchema(etree.parse(site / "schema/page-1.xsd")).assertValid(etree.parse(site / "data/index.xml"))
    assert 'href="/daily/data/index.html"' in (site / "about.html").read_text("utf-8")
    linked = (site / "data/index.html").read_text("utf-8").partition("application/ld+json")[2].partition(">")[2]
    described = json.loads(linked.partition("</script>")[0])["@graph"][0]
    assert described["@type"] == "Dataset"
    assert described["distribution"][0]["contentUrl"].startswith("https://news.example.org/daily/data/")


@pytest.mark.parametrize("formats", [("parquet", "csv", "sqlite"), ("csv",), ("jsonl",)], ids="+".join)
def test_the_lines_for_each_tool_work(own: Settings, formats: tuple[str, ...]) -> None:
    """Typed as they stand, with the folder for the site's address: DuckDB would have to load an extension for that."""
    settings = replace(own, site=replace(own.site, data_formats=formats))
    data = finish(refresh_data(settings))
    tools = {recipe.tool: recipe.lines for recipe in recipes(data, f"{data.folder}/")}
    rows = {file.path: file.rows for file in data.files}

    connection = duckdb.connect()
    by_category = [connection.execute(line).fetchall() for line in tools["DuckDB"]][1]
    printed = io.StringIO()
    with redirect_stdout(printed):
        for name in ("pandas", "polars"):
            exec("\n".join(tools[name]), {})

    assert sum(count for _, count in by_category) == next(rows[name] for name in rows if name.startswith("events."))
    assert printed.getvalue().count("Science and technology") == 2
    assert set(tools) >= {"DuckDB", "pandas", "polars"}
    if "csv" in formats and shutil.which("Rscript"):
        told = subprocess.run(["Rscript", "-e", "\n".join(tools["R"])], capture_output=True, text=True, check=True)
        assert "Science and technology" in told.stdout


def test_a_live_server_answers_with_the_same_bytes(built: Settings) -> None:
    folder = SiteFolder(built.files.site, Root.of(built.site.address))
    with SiteFromArchive(build_spec(built), built.files.archive, data=built.files.data) as live:
        for name in under(built.files.site / "data"):
            path = f"/data/{name}"
            assert content_of(live.answer(path)) == content_of(folder.answer(path)), path
        assert live.answer("/data/../archive.sqlite") is None
        assert live.answer("/data/thesis.txt") is None


def content_of(answer: object) -> bytes:
    if isinstance(answer, LargeFile):
        assert answer.size > LARGEST_PAGE
        return answer.file.read_bytes()
    assert isinstance(answer, Page)
    return answer.content


def test_a_build_writes_only_the_tables_that_changed(own: Settings) -> None:
    data = own.files.site / "data"
    before = {name: (data / name).stat().st_mtime_ns for name in under(data)}
    content = under(data)
    add_a_day(own, "2031-05-01")

    finish(build_site(own, NOW))

    after = {name: (data / name).stat().st_mtime_ns for name in under(data)}
    same = [name for name, bytes_ in under(data).items() if content.get(name) == bytes_]
    parts = [name for name in content if name.startswith("events/")]
    assert len(parts) > 10
    assert set(parts) <= set(same)
    assert [name for name in same if before[name] != after[name]] == []
    assert set(after) - set(before) == {"events/year=2031.parquet", "events/year=2031/month=05.parquet"}
    assert {"events.parquet", "daybook.sqlite", "index.json"} & set(same) == set()


def test_a_build_of_the_same_archive_makes_no_tables(own: Settings, steps: Callable[..., list[str]]) -> None:
    assert is_fresh(own)
    assert "exporting" not in steps(build_site(own, NOW))

    add_a_day(own, "2031-05-01")

    assert not is_fresh(own)
    assert "exporting" in steps(build_site(own, NOW))
    assert is_fresh(own)


@pytest.fixture
def steps() -> Callable[..., list[str]]:
    """Return what runs some work to its end, and names its tasks."""
    return lambda work: [step.task for step in work]


def test_tables_that_the_settings_no_longer_have_are_removed(own: Settings) -> None:
    finish(build_site(replace(own, site=replace(own.site, data_formats=("csv",))), NOW))
    assert not (own.files.site / "data/daybook.sqlite").exists()
    assert (own.files.site / "data/events.csv").exists()

    finish(build_site(replace(own, site=replace(own.site, data=False)), NOW))

    assert not (own.files.site / "data").exists()
    assert "/data/index" not in (own.files.site / "about.html").read_text("utf-8")


def test_a_damaged_folder_of_tables_is_made_again(own: Settings) -> None:
    for damage in ("events.csv", "datapackage.json"):
        (own.files.data / damage).write_bytes(b"{")
        assert list_data(own.files.data) is None

        finish(refresh_data(own))

        listed = list_data(own.files.data)
        assert listed is not None
        for file in listed.files:
            assert hashlib.sha256((own.files.data / file.path).read_bytes()).hexdigest() == file.digest


def test_a_site_as_of_a_moment_has_the_tables_of_that_moment(own: Settings, tmp_path: Path) -> None:
    then = replace(own, files=replace(own.files, site=tmp_path / "then"))

    finish(build_site(then, NOW, as_of=datetime(2020, 6, 1, tzinfo=UTC)))

    page = json.loads((tmp_path / "then/data/index.json").read_bytes())
    assert page["moment"] <= "2020-06-01T00:00:00Z"
    assert is_fresh(own)  # the tables of today stay


def test_tables_of_a_live_site_are_made_anew_when_the_archive_was_written(own: Settings) -> None:
    """In a process of their own; the site that is served meanwhile opens them when they are whole."""
    made = threading.Event()
    before = list_data(own.files.data)
    with (
        SiteFromArchive(build_spec(own), own.files.archive, data=own.files.data) as live,
        DataKeeper(own, every=0.01, made=made.set),
    ):
        tag = live.version("/data/events.csv")
        add_a_day(own, "2031-05-01")

        assert made.wait(600)

    assert is_fresh(own)
    now = list_data(own.files.data)
    assert before is not None
    assert now is not None
    assert now.generation > before.generation
    with SiteFromArchive(build_spec(own), own.files.archive, data=own.files.data) as later:
        assert later.version("/data/events.csv") != tag
        assert b"/2031/05/1/" in content_of(later.answer("/data/events.csv"))
