"""A site from the archive and the same site from its folder answer alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.serve.test_app import answering, ask

from daybook.config import Settings, load_settings
from daybook.pipeline import build_site, build_spec, import_paths
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.publish.library import Library
from daybook.serve.answer import Moved, Page
from daybook.serve.folder import SiteFolder
from daybook.serve.live import SiteFromArchive

SAMPLE = Path(__file__).parents[2] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOT = Root("https://example.org", "/daily")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a sample site that was imported and built, with an article of the publisher's own."""
    folder = tmp_path_factory.mktemp("live")
    (folder / "opinion").mkdir()
    (folder / "opinion/2026-01-01-first.md").write_text("---\ntitle: A first article\n---\n\nSome *words*.\n")
    (folder / "about.md").write_text("About *this* site.\n")
    (folder / "daybook.toml").write_text('[site]\naddress = "https://example.org/daily/"\nlist_events = 20\n')
    settings = load_settings(folder / "daybook.toml")
    finish(import_paths([SAMPLE / "months", SAMPLE / "revisions.xml"], settings, NOW))
    finish(build_site(settings, NOW))
    return settings


@pytest.fixture(scope="module")
def live(settings: Settings) -> Iterator[SiteFromArchive]:
    with SiteFromArchive(build_spec(settings), settings.files.archive) as site:
        yield site


EVERY = 6
"""Of the files under news, contexts and the like, one in so many is compared: there are thousands, made in the same way."""


def test_files_of_the_built_site_are_answered_with_the_same_bytes(settings: Settings, live: SiteFromArchive) -> None:
    folder = SiteFolder(settings.files.site, ROOT)
    files = (file for file in settings.files.site.rglob("*") if file.is_file() and ".daybook" not in file.parts)
    paths = sorted("/" + file.relative_to(settings.files.site).as_posix() for file in files)
    alike = ("/news/", "/context/", "/topic/", "/source/", "/on-this-day/", "/feeds/", "/search/", "/sitemaps/")
    many = [path for path in paths if path.startswith(alike)]
    compared = sorted({*paths} - {*many}) + many[::EVERY]

    differing = [path for path in compared if answered(live, path) != answered(folder, path)]

    # Today's page and a random event: a static host sends a page that leads there, a server says it with a status.
    assert [path for path in differing if not path.startswith(("/today.", "/random."))] == []
    assert [path for path in differing if getattr(live.answer(path), "lasting", True)] == []
    assert len(compared) > 100


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/news/2019/04/15/",
        "/news/2019/04/15",
        "/news/2019/04/15/index.html/",
        "/context",
        "/news/2019/04/15/no-such-event.html",
        "/news/2004/12/99/",
        "/../archive.sqlite",
        "/.daybook",
        "//",
    ],
)
def test_paths_that_are_no_files_are_answered_alike(settings: Settings, live: SiteFromArchive, path: str) -> None:
    assert answered(live, path) == answered(SiteFolder(settings.files.site, ROOT), path)


def test_what_an_import_brings_is_seen_at_once(tmp_path: Path) -> None:
    (tmp_path / "1999-01-01.wikitext").write_text("*A year begins.\n")
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite"])
    finish(import_paths([tmp_path / "1999-01-01.wikitext"], settings, NOW))
    (tmp_path / "1999-01-02.wikitext").write_text("*It goes on.\n")

    with SiteFromArchive(build_spec(settings), settings.files.archive) as live:
        before = answered(live, "/news/1999/01/2/")
        finish(import_paths([tmp_path / "1999-01-02.wikitext"], settings, NOW))
        after = answered(live, "/news/1999/01/2/")

    assert before is None
    assert after is not None


def test_an_archive_that_goes_is_told_and_may_come_back(tmp_path: Path) -> None:
    """While another takes its place there is none for a moment: a server goes on, and neither sends old pages nor words of Python."""
    (tmp_path / "1999-01-01.wikitext").write_text("*A year begins.\n")
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite"])
    finish(import_paths([tmp_path / "1999-01-01.wikitext"], settings, NOW))
    archive = settings.files.archive

    with SiteFromArchive(build_spec(settings), archive) as live, contextmanager(answering)(live, ROOT) as port:
        archive.rename(tmp_path / "elsewhere.sqlite")
        gone = [ask(port, "/daily/news/1999/01/1/") for _ in range(2)]
        (tmp_path / "elsewhere.sqlite").rename(archive)
        back, _ = ask(port, "/daily/news/1999/01/1/")

    assert [response.status for response, _ in gone] == [503, 503]
    assert str(tmp_path).encode() not in gone[0][1]
    assert back.status == 200


def test_the_archive_is_opened_anew_only_when_it_changed(settings: Settings) -> None:
    spec = build_spec(settings)
    opened: list[None] = []

    def open_library() -> AbstractContextManager[Library]:
        opened.append(None)
        return spec.open_library()

    with SiteFromArchive(replace(spec, open_library=open_library), settings.files.archive) as live:
        for _ in range(3):
            answered(live, "/about.json")

    assert len(opened) == 1


def answered(site: SiteFromArchive | SiteFolder, path: str) -> bytes | str | None:
    """Return the bytes of an answer, or where it leads."""
    match site.answer(path):
        case Page(content):
            return content
        case Moved(target):
            return target
        case None:
            return None
