"""The tables that a site publishes: exported to a folder of their own where they are not of the archive as it stands, and listed.

Builds copy from that folder, and a live server answers from it: both publish the same bytes.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from daybook.archive import open_for_reading
from daybook.ask import Query
from daybook.config import Settings
from daybook.errors import ExportError
from daybook.export import TABLES, formats
from daybook.export.describe import ATTRIBUTION, ROWS, STATE
from daybook.pipeline.exporting import SUMS, data_state, export_tables
from daybook.progress import Steps
from daybook.publish.published_data import PublishedColumn, PublishedData, PublishedFile, PublishedTable

PACKAGE = "datapackage.json"

_ALL = Query(status=None)


def refresh_data(settings: Settings) -> Steps[PublishedData]:
    """Bring the folder of published tables up to the archive, unless it is; return what is there.

    Raises:
        ExportError: there is no such format, a format lacks its library, or the folder holds something else.
    """
    folder = settings.files.data
    data = list_data(folder) if is_fresh(settings) else None
    if data is not None:
        return data
    yield from export_tables(settings, folder, settings.site.data_formats, query=_ALL)
    data = list_data(folder)
    if data is None:
        raise ExportError(f"the tables were changed while they were exported: `{folder}`", hint="run the command again")
    return data


def is_fresh(settings: Settings) -> bool:
    """Say whether the folder has the tables of the archive as it stands, with these settings, and all of its files."""
    described = _described(settings.files.data)
    if described is None:
        return False
    with open_for_reading(settings.files.archive) as connection:
        wanted = data_state(connection, settings, list(dict.fromkeys(settings.site.data_formats)), _ALL)
    return bool(described.get(STATE) == wanted)


def list_data(folder: Path) -> PublishedData | None:
    """Return what stands in a folder of tables; None where it is not whole, or not there."""
    described = _described(folder)
    if described is None:
        return None
    try:
        media_types = {each.media_type: each.name for each in formats()}
        names = {table.name for table in TABLES}
        files = tuple(_file(resource, media_types, names) for resource in described["resources"])
        moment = described.get("created")
        data = PublishedData(
            folder=folder,
            generation=int(described["version"]),
            moment=datetime.fromisoformat(moment) if moment else None,
            attribution=str(described[ATTRIBUTION]),
            files=files,
            tables=_TABLES,
            descriptions=(*_DESCRIPTIONS, SUMS),
        )
        whole = all((folder / file.path).stat().st_size == file.size for file in files)
        return data if whole and all((folder / name).is_file() for name in data.descriptions) else None
    except (KeyError, TypeError, ValueError, OSError):  # written by another version, or by somebody else
        return None


def _described(folder: Path) -> dict[str, Any] | None:
    try:
        described = json.loads((folder / PACKAGE).read_bytes())
    except (OSError, ValueError):
        return None
    return described if isinstance(described, dict) else None


_DESCRIPTIONS = ("README.md", PACKAGE, "croissant.json", "dcat.jsonld")

_TABLES = tuple(
    PublishedTable(
        table.name,
        table.description,
        tuple(PublishedColumn(column.name, column.type.value, column.description) for column in table.columns),
    )
    for table in TABLES
)


def _file(resource: dict[str, Any], media_types: dict[str, str], names: set[str]) -> PublishedFile:
    path = str(resource["path"])
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError(path)
    stem = path.partition("/")[0].partition(".")[0]
    media_type = str(resource["mediatype"])
    return PublishedFile(
        path=path,
        format=media_types[media_type],
        media_type=media_type,
        size=int(resource["bytes"]),
        digest=str(resource["hash"]).removeprefix("sha256:"),
        rows=int(resource[ROWS]),
        table=stem if stem in names else None,
    )
