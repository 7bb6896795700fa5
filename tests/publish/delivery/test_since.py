"""A site from a day on is the site of an archive that never had an earlier day; live as well, with its search."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from daybook.archive import ArchiveReader, open_for_reading, show_since
from daybook.ask import Query, read_question
from daybook.config import Settings, load_settings
from daybook.errors import SettingsError
from daybook.model import Selection, SubjectKind
from daybook.pipeline.building import build_site, build_spec
from daybook.pipeline.intake import import_paths
from daybook.pipeline.queries import search_reader
from daybook.progress import finish
from daybook.publish.delivery.live import LiveSite, MovedTo

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SINCE = date(2024, 5, 1)
DAYS = {
    "2024-03-02": ";Sports\n*[[Regatta]]\n**A regatta is held on [[Loch Ard]]. [https://herald.example/1 (The Herald)]\n",
    "2024-04-30": ";Sports\n*[[Regatta]]\n**The regatta on [[Loch Ard]] is won by [[Oban]]. [https://news.bbc.co.uk/2 (BBC)]\n"
    ";Health\n*A [[flu]] spreads in [[Oban]].\n",
    "2024-05-01": ";Sports\n*[[Regatta]]\n**Protests against the regatta on [[Loch Ard]]. [https://www.bbc.com/3 (BBC)]\n",
    "2024-05-03": ";Sports\n*[[Regatta]]\n**[[Oban]] returns the cup of the regatta on [[Loch Ard]]. [https://tarn.example/4 (Tarn)]\n"
    ";Health\n*The [[flu]] ends in [[Oban]].\n",
}


def settings_of(folder: Path, days: list[str], *chosen: str) -> Settings:
    """Import days into an archive of its own."""
    (folder / "days").mkdir(parents=True)
    for day in days:
        (folder / "days" / f"{day}.wikitext").write_text(DAYS[day], "utf-8")
    settings = load_settings(
        None,
        [
            f"files.archive={folder}/archive.sqlite",
            f"files.site={folder}/site",
            f"files.about={folder}/about.md",
            f"files.opinion={folder}/opinion",
            "site.address=https://news.example/",
            "site.images=false",
            "site.context_minimum=1",
            "relate.ranker=shared-count",
            *chosen,
        ],
    )
    finish(import_paths([folder / "days"], settings, NOW))
    return settings


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        f"/{file.relative_to(folder)}": file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and ".daybook" not in file.parts
    }


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a site that leaves the first days out, built."""
    settings = settings_of(tmp_path_factory.mktemp("part"), list(DAYS), f"site.since={SINCE}")
    finish(build_site(settings, NOW))
    return settings


def test_a_site_from_a_day_on_is_the_site_of_an_archive_without_earlier_days(part: Settings, tmp_path: Path) -> None:
    whole = settings_of(tmp_path, [day for day in DAYS if day >= SINCE.isoformat()])
    finish(build_site(whole, NOW))

    # The archive has an outlet's other host, and names its state by what it has read: both tell of days that are left out.
    told = {
        path for path in files_of(part.files.site) if path.startswith(("/source/bbc.com.", "/source/news.bbc.co.uk."))
    }
    told |= {"/_redirects", "/redirects.map", "/sitemap.xml"}
    expected = {path: content for path, content in files_of(whole.files.site).items() if path not in told}
    found = {path: content for path, content in files_of(part.files.site).items() if path not in told}
    assert found.keys() == expected.keys()
    assert [path for path in sorted(found) if found[path] != expected[path]] == []


def test_live_it_is_the_same_and_search_and_lists_tell_of_no_earlier_day(part: Settings) -> None:
    spec = build_spec(part)
    with spec.open_library() as reader:
        site = LiveSite(reader, spec)
        served = {path: site.at(path) for path in files_of(part.files.site) if not path.startswith("/search/")}
        assert isinstance(reader, ArchiveReader)
        found = search_reader(reader, read_question("regatta"))
        all_of_it = search_reader(reader, Query())

        assert site.at("/news/2024/04/30/index.html") is None
    built = files_of(part.files.site)
    assert [path for path, its in served.items() if not isinstance(its, MovedTo) and its != built[path]] == []
    assert sorted(each.event.date for each in found.events) == [date(2024, 5, 1), date(2024, 5, 3)]
    assert len(all_of_it.events) == 3


def test_the_archive_keeps_what_one_connection_does_not_see(part: Settings) -> None:
    with open_for_reading(part.files.archive) as connection:
        reader = ArchiveReader(connection)
        assert len(reader.select(Selection())) == 6
        show_since(connection, SINCE)
        assert len(reader.select(Selection())) == 3
        assert {slug: (each.months, each.count) for slug, each in reader.subjects(SubjectKind.CATEGORY).items()} == {
            "health-and-environment": (((2024, 5, 1),), 1),
            "sports": (((2024, 5, 2),), 2),
        }
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM event")
    with open_for_reading(part.files.archive) as connection:
        assert len(ArchiveReader(connection).select(Selection())) == 6


def test_a_site_that_begins_elsewhere_is_brought_there(part: Settings, tmp_path: Path) -> None:
    """Days that are left out lose their pages; those that come back get them again."""
    settings = settings_of(tmp_path, list(DAYS), f"site.since={SINCE}")
    finish(build_site(replace(settings, site=replace(settings.site, since=None)), NOW))
    finish(build_site(settings, NOW))

    assert files_of(settings.files.site) == files_of(part.files.site)


def test_the_first_day_is_the_first_of_a_month() -> None:
    with pytest.raises(SettingsError, match="first of a month"):
        load_settings(None, ["site.since=2024-05-03"])
