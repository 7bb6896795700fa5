"""What it takes to add a page kind, a page format and a ranker is what the design says: each is added to a copy of the package and used."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import daybook

PACKAGE = Path(daybook.__file__).parent
ADDITIONS = Path(__file__).parent / "additions"
DESIGN = Path(__file__).parents[1] / "docs/design.md"

DECADE = """\
    PageKind(
        place=DecadePlace,
        look=Look(record=DecadePage, retells=True),
        make=lambda builder, place: decade_page(builder.cache, builder.calendar, place.first),
        group=calendar_group,
        places=lambda builder: decade_places(builder.calendar),
        stale=lambda _, changes: {DecadePlace(day.year // 10 * 10) for day in changes.stale.days},
        updated=lambda builder, place: decade_saved(builder.calendar, place.first),
    ),
"""
NEW = {
    "a page kind": {"publish/pages/decade.py": "decade.py", "theme/pages/decade.html": "decade.html"},
    "a page format": {"publish/formats/to_text.py": "to_text.py"},
    "a ranker": {"relate/ranking/newest.py": "newest.py"},
}
"""The files that are written, each with what stands in it."""

NAMED = {
    "a page kind": {
        "publish/kinds/registry.py": [
            ("from daybook.publish.pages.day import day_pages\n",
             "from daybook.publish.pages.decade import DecadePage, DecadePlace, decade_page, decade_places, decade_saved\n"),
            ("KINDS: tuple[PageKind, ...] = (\n", DECADE),
        ],
    },
    "a page format": {
        "publish/addresses/formats.py": [('    MARKDOWN = ("md", "Markdown", "text/markdown")\n', '    TEXT = ("txt", "Text", "text/plain")\n')],
        "publish/settings.py": [("PageFormatName = Literal[", '"txt", ')],
        "publish/delivery/build_spec.py": [
            ("from daybook.publish.formats.to_markdown import MarkdownRenderer\n",
             "from daybook.publish.formats.to_text import TextRenderer\n"),
            ("    Format.JSON: lambda *_: JsonRenderer(),\n", "    Format.TEXT: lambda *_: TextRenderer(),\n"),
        ],
    },
    "a ranker": {
        "relate/ranking/registry.py": [("RANKERS = {\n", '    "newest": RankerKind("newest first", "daybook.relate.ranking.newest"),\n')],
    },
}  # fmt: skip
"""The files that name them: behind which words what is added."""


@pytest.mark.parametrize("what", sorted(NEW))
def test_the_design_names_the_files_that_adding_takes(what: str) -> None:
    (row,) = re.findall(rf"^\| {what} \|(.*)\|(.*)\|", DESIGN.read_text("utf-8"), re.MULTILINE)
    written, named = (re.findall(r"`([\w/]+\.\w+|[\w/]+/)`", cell) for cell in row)

    assert sorted(named) == sorted(NAMED[what])
    assert len(written) == len(NEW[what])
    for path, place in zip(sorted(NEW[what]), sorted(written), strict=True):
        assert path.startswith(place.rpartition("/")[0])


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package to which all three were added, and an archive of two days."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(PACKAGE, folder / "daybook", ignore=shutil.ignore_patterns("__pycache__"))
    for what, files in NAMED.items():
        for path, source in NEW[what].items():
            shutil.copyfile(ADDITIONS / source, folder / "daybook" / path)
        for path, changes in files.items():
            text = (folder / "daybook" / path).read_text("utf-8")
            for before, added in changes:
                assert text.count(before) == 1, (path, before)
                text = text.replace(before, before + added)
            (folder / "daybook" / path).write_text(text, "utf-8")
    for day in ("1999-12-31", "2004-05-01"):
        (folder / f"{day}.wikitext").write_text(
            f"* A ferry sinks off [[Skye]] on {day}.\n* A bridge to [[Skye]] opens.\n"
        )
    run(folder, "import", "1999-12-31.wikitext", "2004-05-01.wikitext")
    return folder


def run(folder: Path, *arguments: str) -> str:
    """Run the copy's command in the folder."""
    command = [sys.executable, "-c", "from daybook.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_was_added_is_built_and_used(extended: Path) -> None:
    formats = 'site.formats=["html","json","txt"]'
    run(extended, "build", "--set", formats, "--set", "relate.ranker=newest", "--set", "site.images=false")
    site = extended / "site"

    assert sorted(path.name for path in (site / "decade").iterdir()) == [
        f"{first}.{form}" for first in (1990, 2000) for form in ("html", "json", "txt")
    ]
    assert json.loads((site / "decade/2000.json").read_bytes())["years"] == [
        {"name": "2004", "address": "/news/2004/index", "events": 2}
    ]
    assert (site / "decade/2000.txt").read_text("utf-8").startswith("2000s\n")
    assert "/decade/2000.txt" in (site / "decade/2000.html").read_text("utf-8")
    assert "/decade/2000.html" in (site / "sitemaps/calendar.xml").read_text("utf-8")
    assert "decade" in (site / "schema/page-1.schema.json").read_text("utf-8")
    found = run(
        extended, "related", "--json", "--set", "relate.ranker=newest", "/news/1999/12/31/a-bridge-to-skye-opens"
    )
    assert next(json.loads(line)["date"] for line in found.splitlines()) == "2004-05-01"
