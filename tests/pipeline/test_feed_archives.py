"""Feeds in parts (RFC 5005): following the parts from the feed on gives every event; updates leave what a new build makes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from tests.source.exports import export, page_xml

from daybook.config import Settings, load_settings
from daybook.model import RawPage
from daybook.pipeline.building import build_site, build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.delivery.live import LiveSite
from daybook.publish.pages.feed import PART_ENTRIES

NOW = datetime(2026, 11, 1, tzinfo=UTC)
START = "https://news.example/d"


def settings_in(folder: Path, *, archives: bool = True) -> Settings:
    settings = load_settings(None, [f"files.archive={folder}/archive.sqlite", f"files.site={folder}/site"])
    site = replace(
        settings.site,
        address=f"{START}/",
        feed_archives=archives,
        subject_feed_archives=archives,
        feed_entries=2,
        subject_feed_entries=1,
        feed_minimum=3,
    )
    return replace(settings, site=site)


def take(folder: Path, settings: Settings, day: str, text: str, revision: int) -> None:
    when = datetime(2024, 6, 1, revision % 24, tzinfo=UTC)
    page = RawPage(f"Portal:Current events/{day}", text, revision, when, "Ed")
    path = folder / "export.xml"
    path.write_text(export(page_xml(page.title, [page])))
    finish(import_paths([path], settings, NOW))


def built_in(folder: Path) -> Settings:
    """Build a site of four days; return its settings."""
    settings = settings_in(folder)
    for number, day in enumerate(("2024 January 9", "2024 March 14", "2024 March 15", "2024 May 1"), 1):
        take(folder, settings, day, f"* A bridge opens in town {number}.\n* A ferry sinks off isle {number}.", number)
    finish(build_site(settings, NOW))
    return settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of such a site that tests only read."""
    return built_in(tmp_path_factory.mktemp("feeds"))


def files_of(site: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(site)): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and not str(path.relative_to(site)).startswith(".")
    }


def test_the_parts_of_the_digest_lead_back_through_all_weeks(settings: Settings) -> None:
    address, weeks = f"{START}/feeds/digest.atom", list[str]()
    months = 0
    while address:
        parsed = feedparser.parse(settings.files.site.joinpath(address.removeprefix(f"{START}/")).read_bytes())
        weeks += [entry.title for entry in parsed.entries] if months else []
        months += 1
        address = {link["rel"]: link["href"] for link in parsed.feed.links}.get("prev-archive", "")

    assert months == 4
    assert weeks == ["Week 18 of 2024", "Week 11 of 2024", "Week 2 of 2024"]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_parts_lead_back_through_all_events(settings: Settings, form: str) -> None:
    address, seen = f"{START}/feeds/news.{form}", set[str]()
    months: list[str] = []
    while address:
        content = settings.files.site.joinpath(address.removeprefix(f"{START}/")).read_bytes()
        parsed = feedparser.parse(content)
        links = {link["rel"]: link["href"] for link in parsed.feed.links}
        seen |= {entry.title for entry in parsed.entries}
        assert links["self"] == address
        if months:
            assert links["current"] == f"{START}/feeds/news.{form}"
            assert (b"<fh:archive/>" in content, links.get("next-archive", "")) == (
                True,
                months[-1] if len(months) > 1 else "",
            )
        else:
            assert b"<fh:archive/>" not in content
        months.append(address)
        address = links.get("prev-archive", "")

    assert len(seen) == 8
    assert [each.removeprefix(f"{START}/feeds/") for each in months] == [
        f"news.{form}", f"news/2024/05.{form}", f"news/2024/03.{form}", f"news/2024/01.{form}"
    ]  # fmt: skip


def test_a_json_feed_leads_on_by_its_own_word(settings: Settings) -> None:
    feed = json.loads((settings.files.site / "feeds/news.json").read_bytes())
    assert feed["next_url"] == f"{START}/feeds/news/2024/05.json"
    assert "next_url" not in json.loads((settings.files.site / "feeds/news/2024/01.json").read_bytes())


def test_an_update_leaves_what_a_new_build_makes(tmp_path: Path) -> None:
    """A month comes between others, one changes; all others are left alone."""
    settings = built_in(tmp_path)
    january = settings.files.site / "feeds/news/2024/01.atom"
    before = january.stat().st_mtime_ns
    take(tmp_path, settings, "2024 April 2", "* A dam breaks.", 7)
    take(tmp_path, settings, "2024 March 15", "* A bridge opens in town 3, at last.", 8)
    finish(build_site(settings, NOW))
    fresh = replace(settings, files=replace(settings.files, site=tmp_path / "fresh"))
    finish(build_site(fresh, NOW))

    assert files_of(settings.files.site) == files_of(fresh.files.site)
    assert "feeds/news/2024/04.atom" in files_of(settings.files.site)
    assert january.stat().st_mtime_ns == before


def test_a_live_site_has_the_same_parts(settings: Settings) -> None:
    spec = build_spec(settings)
    with spec.open_library() as library:
        site = LiveSite(library, spec)
        for path in ("/feeds/news.atom", "/feeds/news/2024/03.rss", "/feeds/news/2024/05.json"):
            assert site.at(path) == (settings.files.site / path[1:]).read_bytes()
        for path in ("/feeds/news/2024/02.atom", "/feeds/news/2024/13.atom", "/feeds/changes/2024/03.atom"):
            assert site.at(path) is None


def test_a_site_that_does_not_want_them_has_none(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, archives=False)
    events = "* A bridge opens.\n* A ferry sinks.\n* A dam breaks."
    take(tmp_path, settings, "2024 March 14", f"'''Trade'''\n{events}", 1)
    finish(build_site(settings, NOW))

    assert not (settings.files.site / "feeds/news").exists()
    assert b"archive" not in (settings.files.site / "feeds/category/trade.atom").read_bytes()
    assert not (settings.files.site / "feeds/category/trade").exists()
    assert b"archive" not in (settings.files.site / "feeds/news.atom").read_bytes()


@pytest.mark.parametrize("limit", [100, 2])
def test_the_parts_of_a_subject_lead_back_through_its_years(tmp_path: Path, limit: int) -> None:
    """An update leaves what a new build makes, for subjects with pages of their years and for those without."""
    settings = settings_in(tmp_path)
    settings = replace(settings, site=replace(settings.site, list_events=limit))
    for number, year in enumerate((2018, 2020, 2021, 2019), 1):
        text = f"'''Trade'''\n* A port opens in {year}.\n* A mill closes in {year}."
        take(tmp_path, settings, f"{year} May 1", text, number)
        finish(build_site(settings, NOW))
    fresh = replace(settings, files=replace(settings.files, site=tmp_path / "fresh"))
    finish(build_site(fresh, NOW))
    site = settings.files.site

    assert files_of(site) == files_of(fresh.files.site)
    address, titles, seen = f"{START}/feeds/category/trade.atom", list[str](), list[str]()
    while address:
        content = (site / address.removeprefix(f"{START}/")).read_bytes()
        parsed = feedparser.parse(content)
        links = {link["rel"]: link["href"] for link in parsed.feed.links}
        assert (b"<fh:archive/>" in content) == bool(titles) == ("current" in links)
        seen += [entry.title for entry in parsed.entries] if titles else []
        titles.append(parsed.feed.title.rpartition(": ")[2])
        address = links.get("prev-archive", "")
    assert titles == ["Trade", "Trade, 2021", "Trade, 2020", "Trade, 2019", "Trade, 2018"]
    assert len(seen) == len(set(seen)) == 8
    spec = build_spec(settings)
    with spec.open_library() as library:
        live = LiveSite(library, spec)
        for path in ("/feeds/category/trade.rss", "/feeds/category/trade/2019.atom", "/feeds/category/trade/2021.json"):
            assert live.at(path) == (site / path[1:]).read_bytes()
        assert live.at("/feeds/category/trade/2017.atom") is None


def test_a_year_with_many_events_has_parts_of_bounded_size(tmp_path: Path) -> None:
    """A full part stays as it is when more events come; where a year shrinks, the next leads back to its last part."""
    settings = settings_in(tmp_path)
    site_settings = replace(settings.site, list_events=300, formats=("json",), feed_formats=("atom",), images=False)
    settings = replace(settings, site=site_settings)
    site = settings.files.site
    words = [f"* Port {number} opens." for number in range(PART_ENTRIES + 2)]
    take(tmp_path, settings, "2020 May 1", "\n".join(["'''Trade'''", *words[:-1]]), 1)
    take(tmp_path, settings, "2021 May 1", "'''Trade'''\n* A mill closes.", 2)
    finish(build_site(settings, NOW))
    first = (site / "feeds/category/trade/2020.atom").read_bytes()

    def parts() -> list[tuple[str, int]]:
        address, found = f"{START}/feeds/category/trade.atom", list[tuple[str, int]]()
        while address:
            parsed = feedparser.parse((site / address.removeprefix(f"{START}/")).read_bytes())
            found.append((parsed.feed.title.rpartition(": ")[2], len(parsed.entries)))
            address = {link["rel"]: link["href"] for link in parsed.feed.links}.get("prev-archive", "")
        return found[1:]

    assert parts() == [("Trade, 2021", 1), ("Trade, 2020 (2)", 1), ("Trade, 2020", PART_ENTRIES)]
    spec = build_spec(settings)
    with spec.open_library() as library:
        live = LiveSite(library, spec)
        assert live.at("/feeds/category/trade/2020/2.atom") == (site / "feeds/category/trade/2020/2.atom").read_bytes()
        assert live.at("/feeds/category/trade/2020/3.atom") is live.at("/feeds/category/trade/2020/1.atom") is None

    take(tmp_path, settings, "2020 May 1", "\n".join(["'''Trade'''", *words]), 3)
    finish(build_site(settings, NOW))
    assert parts() == [("Trade, 2021", 1), ("Trade, 2020 (2)", 2), ("Trade, 2020", PART_ENTRIES)]
    assert (site / "feeds/category/trade/2020.atom").read_bytes() == first

    take(tmp_path, settings, "2020 May 1", "\n".join(["'''Trade'''", *words[: PART_ENTRIES - 9]]), 4)
    take(tmp_path, settings, "2020 May 1", "\n".join(["'''Trade'''", *words[: PART_ENTRIES - 9]]), 9)
    finish(build_site(settings, NOW))
    assert parts() == [("Trade, 2021", 1), ("Trade, 2020", PART_ENTRIES - 9)]
    fresh = replace(settings, files=replace(settings.files, site=tmp_path / "fresh"))
    finish(build_site(fresh, NOW))
    assert files_of(site) == files_of(fresh.files.site)
