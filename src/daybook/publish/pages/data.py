"""The page that lists the tables of a site, with three lines for each tool that reads them. Reads none of them."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.addresses import DATA, DATA_FOLDER
from daybook.publish.cleaning import clean
from daybook.publish.pages import descriptions
from daybook.publish.pages.records import (
    DataColumn,
    DataFile,
    DataPage,
    DataRecipe,
    DataTable,
    FileLink,
)
from daybook.publish.pages.site import LICENCE_4, NO_LICENCE, Site
from daybook.publish.published_data import PublishedData, PublishedFile, PublishedTable


def data_page(site: Site) -> DataPage | None:
    """Return the page about the site's tables; None where it publishes none."""
    data = site.data
    if data is None:
        return None
    address = site.address(DATA)
    return DataPage(
        address=address,
        url=site.url(address),
        title="Data",
        description=site.text.say(descriptions.TABLES, site=site.home.name),
        updated=data.moment,
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        generation=data.generation,
        moment=data.moment,
        attribution=clean(data.attribution),
        licence=NO_LICENCE if site.settings.licence == "none" else LICENCE_4,
        size=sum(file.size for file in data.files),
        recipes=tuple(recipes(data, site.root.host + site.root.relative(DATA_FOLDER))),
        tables=tuple(_table(site, data, table) for table in data.tables),
        databases=tuple(_file(site, file) for file in data.files if file.table is None),
        parts=tuple(_file(site, file) for file in data.files if file.table and "/" in file.path),
        descriptions=tuple(FileLink(name, site.root.relative(DATA_FOLDER + name)) for name in data.descriptions),
    )


def _table(site: Site, data: PublishedData, table: PublishedTable) -> DataTable:
    files = [file for file in data.files if file.table == table.name and "/" not in file.path]
    return DataTable(
        name=table.name,
        text=table.description,
        rows=max((file.rows for file in files), default=0),
        files=tuple(_file(site, file) for file in files),
        columns=tuple(DataColumn(column.name, column.type, column.description) for column in table.columns),
    )


def _file(site: Site, file: PublishedFile) -> DataFile:
    return DataFile(
        file.path,
        site.root.relative(DATA_FOLDER + file.path),
        file.format,
        file.media_type,
        file.size,
        file.rows,
        file.digest,
    )


def recipes(data: PublishedData, folder: str) -> Iterator[DataRecipe]:
    """Yield three lines for each tool, from the formats at hand; `folder` is the whole address of the data, or a path."""
    names = {file.path for file in data.files}
    parquet, csv, lines = (next((name for name in names if name == f"events.{end}"), None) for end in _ENDINGS)
    table = parquet or csv or lines
    if table:
        yield DataRecipe(
            "DuckDB",
            (
                f"CREATE VIEW events AS FROM '{folder}{table}';",
                "SELECT category, count(*) AS events FROM events GROUP BY category ORDER BY events DESC;",
                "SELECT date, headline FROM events ORDER BY changes DESC LIMIT 10;",
            ),
        )
        reader = "parquet" if parquet else "csv" if csv else "json"
        yield DataRecipe(
            "pandas",
            (
                "import pandas",
                f'events = pandas.read_{reader}("{folder}{table}"{"" if parquet or csv else ", lines=True"})',
                'print(events.groupby("category").size().sort_values())',
            ),
        )
        yield DataRecipe(
            "polars",
            (
                "import polars",
                f'events = polars.read_{reader if parquet or csv else "ndjson"}("{folder}{table}")',
                'print(events.group_by("category").len().sort("len"))',
            ),
        )
    if csv:
        yield DataRecipe(
            "R",
            (
                f'events <- read.csv("{folder}{csv}", encoding = "UTF-8")',
                "sort(table(events$category))",
                'head(events[order(-events$changes), c("date", "headline")])',
            ),
        )
    elif parquet:
        yield DataRecipe(
            "R", ("library(arrow)", f'events <- read_parquet("{folder}{parquet}")', "sort(table(events$category))")
        )
    database = next((file.path for file in data.files if file.table is None and file.path.endswith(".sqlite")), None)
    if database:
        yield DataRecipe(
            "Datasette", (f"curl -O {folder}{database}", "pip install datasette", f"datasette {database} --open")
        )
    elif csv:
        yield DataRecipe(
            "Datasette",
            (
                f"curl -O {folder}{csv}",
                "pip install sqlite-utils datasette && sqlite-utils insert events.sqlite events events.csv --csv",
                "datasette events.sqlite --open",
            ),
        )


_ENDINGS = ("parquet", "csv", "jsonl")
