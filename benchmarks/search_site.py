"""The search of a site without its other pages: the index, the search page, its styles and script.

    python -m benchmarks.search_site ARCHIVE FOLDER

Made of the same records by the same functions as a build makes them, so that search can be measured over large archives in
seconds. What its results link to is not there.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from daybook.config import load_settings
from daybook.pipeline.building import build_spec
from daybook.publish.delivery.families.search_index import month_entries, months_of
from daybook.publish.delivery.live import LiveSite
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.site import Site
from daybook.publish.search import manifest, shard_files, shards
from daybook.publish.search.build import ManifestShard


def write_search_site(archive: Path, folder: Path) -> None:
    """Write the files that a search needs to a folder."""
    spec = build_spec(load_settings(None, (f"files.archive={archive}",)))
    with spec.open_library() as library:
        builder = Builder(library, Site(spec.settings, spec.texts))
        told = []
        for shard in shards(list(builder.calendar.years)):
            entries = (entry for month in months_of(builder, shard) for entry in month_entries(builder, *month))
            made = shard_files(shard, entries)
            told.append(ManifestShard.of(made))
            _write(folder, made.files)
        page = LiveSite(library, spec).at("/search.html")
        assert isinstance(page, bytes)
        _write(folder, {**spec.files, **dict([manifest(told)]), "/search.html": page})


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        file = folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def main() -> None:
    """Write the files of an archive."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write_search_site(arguments.archive, arguments.folder)


if __name__ == "__main__":
    main()
