"""The tables that a site publishes, answered from the folder that they are made in."""

from __future__ import annotations

from daybook.publish.addresses import DATA_FOLDER
from daybook.publish.delivery.families.file_family import FileFamily, LiveSource, StoredFile
from daybook.publish.delivery.families.file_groups import DATA


def _group(path: str) -> str | None:
    return DATA if path.startswith(DATA_FOLDER) else None


def _at(source: LiveSource, path: str) -> StoredFile | None:
    data = source.builder.site.data
    if data is None or not path.startswith(DATA_FOLDER):
        return None
    name = path.removeprefix(DATA_FOLDER)
    return StoredFile(data.folder / name) if name in data.paths else None


DATA_FILES = FileFamily(_group, _at)
