"""Sources and rankers of other programs: registered by a call, or by an entry point of a package that is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from daybook import api
from daybook.relate.ranking.registry import RANKERS
from daybook.source.local import READERS

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PAGES = [
    ("Portal:Current events/2031 May 1", 11, "*The [[harbour]] of [[Aldern]] opens. [http://e.example/a (Example)]\n"),
    (
        "Portal:Current events/2031 May 1",
        12,
        "*The [[harbour]] of [[Aldern]] opens early. [http://e.example/a (Example)]\n",
    ),
    ("Main Page", 13, "Nothing to see."),
    (
        "Portal:Current events/2031 May 2",
        14,
        "*A storm closes the [[harbour]] of [[Aldern]]. [http://e.example/b (Example)]\n",
    ),
    ("Portal:Current events/2031 May 9", 15, "*A play about a [[harbour]] opens. [http://e.example/c (Example)]\n"),
]


@pytest.fixture
def forgetting() -> Iterator[None]:
    """Forget what a test registers."""
    readers, rankers = list(READERS), dict(RANKERS)
    yield
    READERS[:] = readers
    RANKERS.clear()
    RANKERS.update(rankers)


def pages_file(folder: Path) -> Path:
    path = folder / "pages.ndjson"
    path.write_text("".join(json.dumps(page) + "\n" for page in PAGES), "utf-8")
    return path


def read_pages(path: Path) -> Iterator[api.RawPage | api.Redirect]:
    for line in path.read_text("utf-8").splitlines():
        title, revision, text = json.loads(line)
        yield api.RawPage(title, text, revision, datetime(2031, 5, revision, tzinfo=UTC))


def latest_only(features: Mapping[str, npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """Score by nearness in time alone; nothing where no article is shared."""
    near: npt.NDArray[np.float32] = np.exp(-features["days apart"])
    return np.where(features["contexts"] > 0, near, np.float32(np.nan))


@pytest.mark.usefixtures("forgetting")
def test_a_source_and_a_ranker_of_somebody_elses_are_registered_and_used(tmp_path: Path) -> None:
    api.register_source("JSON Lines of pages", lambda path: path.suffix == ".ndjson", read_pages)
    api.register_ranker("nearest", latest_only, help="nearest in time that shares an article", floor=0.01)
    settings = api.load_settings(assignments=[f"files.archive={tmp_path}/archive.sqlite", "relate.ranker=nearest"])

    report = api.finish(api.import_paths([pages_file(tmp_path)], settings, NOW))
    api.finish(api.relate_events(settings, NOW))

    assert (report.revisions, report.added, report.changed, report.skipped) == (4, 3, 0, 1)
    with api.open_archive(settings.files.archive) as archive:
        first, second, third = archive.events()
        assert [len(archive.versions(event.id)) for event in (first, second, third)] == [2, 1, 1]
        lists = [archive.related(event.id) for event in (first, second, third)]
    assert {each.ranker for each in lists} == {"nearest"}
    assert [[item.event for item in each.items] for each in lists[:2]] == [[second.id, third.id], [first.id, third.id]]
    assert lists[2].items[0].event == second.id
    assert lists[0].items[0].score == pytest.approx(0.5)  # e^-log(1 + 1 day)


@pytest.mark.usefixtures("forgetting")
def test_what_a_source_raises_ends_the_import_with_its_name(tmp_path: Path) -> None:
    def broken(path: Path) -> Iterator[api.RawPage]:
        yield from (page for page in read_pages(path) if isinstance(page, api.RawPage))
        raise KeyError("lost")

    api.register_source("broken lines", lambda path: path.suffix == ".ndjson", broken)
    settings = api.load_settings(assignments=[f"files.archive={tmp_path}/archive.sqlite"])

    with pytest.raises(api.DaybookError, match=r"as broken lines: 'lost'"):
        api.finish(api.import_paths([pages_file(tmp_path)], settings, NOW))
    with api.open_archive(settings.files.archive) as archive:
        assert len(list(archive.events())) > 0  # what was whole before is kept


def installed(folder: Path, module: str) -> dict[str, str]:
    """Put a package with an entry point into a folder; return the environment of a process that has it installed."""
    (folder / "sample_extension.py").write_text(module, "utf-8")
    described = folder / "sample_extension-1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: sample-extension\nVersion: 1\n")
    (described / "entry_points.txt").write_text("[daybook]\nsample = sample_extension\n")
    return {**os.environ, "PYTHONPATH": str(folder)}


EXTENSION = """
import json
from pathlib import Path
from daybook.api import RawPage, TableFormat, register_format, register_ranker, register_source

class Counts:
    def __init__(self, folder):
        self.path, self.rows = folder / "counts.txt", 0
    def write(self, table, rows):
        self.rows += len(rows)
    def close(self):
        self.path.write_text(str(self.rows))
        return {self.path: None}

register_format(TableFormat("counts", "text/plain", "Rows.", Counts))
register_ranker("alike", lambda features: features["contexts"], help="shared articles")
register_source("lines", lambda path: path.suffix == ".ndjson",
                lambda path: (RawPage(title, text, number) for title, number, text in map(json.loads, path.open())))
"""


def test_an_installed_extension_serves_the_command_line(tmp_path: Path) -> None:
    """Found by its entry point: nothing is configured."""
    environment = installed(tmp_path, EXTENSION)
    common = ["--set", f"files.archive={tmp_path}/archive.sqlite", "--set", "relate.ranker=alike"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from daybook.cli import main; main()", *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    imported = run("import", str(pages_file(tmp_path)), *common)
    related = run("relate", *common)
    exported = run("export", "data", "--format", "counts", *common)
    refused = run("export", "data", "--format", "count", *common)

    assert [each.returncode for each in (imported, related, exported)] == [0, 0, 0], exported.stderr
    assert "3 events added" in imported.stderr
    assert int((tmp_path / "data/counts.txt").read_text()) > 20
    assert refused.returncode == 2
    assert "sqlite, counts" in refused.stderr


def test_an_extension_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    environment = installed(tmp_path, "raise RuntimeError('needs a newer moon')")
    command = [sys.executable, "-c", "from daybook.cli import main; main()", "import", str(pages_file(tmp_path))]

    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert "extension `sample` cannot be loaded: needs a newer moon" in ended.stderr
    assert "Traceback" not in ended.stderr
