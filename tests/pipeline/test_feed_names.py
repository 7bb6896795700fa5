"""Feeds of a site are called in the language of its readers: in their files, on pages, in the list of feeds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import feedparser
import pytest
from lxml import html

from daybook.config import load_settings
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.pipeline.mail import DigestFormat, Length, make_digest
from daybook.progress import finish

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "changes", "digest"), [("de", "Änderungen", "Wochenrückblick"), ("en", "Changes", "Digest")]
)
def test_feeds_of_the_site_are_called_in_the_readers_language(
    tmp_path: Path, language: str, changes: str, digest: str
) -> None:
    (tmp_path / "2024-05-04.wikitext").write_text("*A regatta is held on the loch.\n")
    names = ("site.title=Loch", f"site.language={language}", "site.images=false")
    settings = load_settings(None, [f"files.archive={tmp_path}/a.sqlite", f"files.site={tmp_path}/site", *names])
    finish(import_paths([tmp_path / "2024-05-04.wikitext"], settings, NOW))
    finish(build_site(settings, NOW))
    site = settings.files.site

    front = html.fromstring((site / "index.html").read_bytes())
    linked = front.xpath("//link[@type='application/atom+xml']/@title")
    titles = [feedparser.parse((site / f"feeds/{name}.atom").read_bytes()).feed.title for name in ("news", "changes", "digest")]  # fmt: skip

    assert titles == ["Loch", f"Loch: {changes}", f"Loch: {digest}"]
    assert linked == ["Loch (Atom)", f"Loch: {changes} (Atom)"]
    assert json.loads((site / "feeds/changes.json").read_bytes())["title"] == titles[1]
    assert {each["title"] for each in json.loads((site / "index.json").read_bytes())["feeds"]} == set(titles[:2])
    assert titles[1] in (site / "feeds/index.opml").read_text("utf-8")


@pytest.mark.parametrize(("language", "told"), [("de", "<p>Zahl"), ("en", "<p>Figure")])
def test_what_changed_is_told_in_the_readers_language(tmp_path: Path, language: str, told: str) -> None:
    """In feeds as on pages; the texts themselves are the wiki's."""
    page = tmp_path / "2024-05-04.wikitext"
    names = (f"site.language={language}", "site.images=false")
    settings = load_settings(None, [f"files.archive={tmp_path}/a.sqlite", f"files.site={tmp_path}/site", *names])
    for boats in (14, 19):
        page.write_text(f"*A regatta of {boats} boats is held on the loch.\n")
        finish(import_paths([page], settings, NOW + timedelta(days=boats)))
    finish(build_site(settings, NOW))

    (entry,) = feedparser.parse((settings.files.site / "feeds/changes.atom").read_bytes()).entries

    assert entry.content[0].value.startswith(told)
    assert "<ins>19</ins>" in entry.content[0].value


@pytest.mark.parametrize(
    ("language", "week", "day", "month", "direction"),
    [
        ("en", "Week 18 of 2024", "4 May 2024", "May 2024", "ltr"),
        ("de", "18. Woche 2024", "4. Mai 2024", "Mai 2024", "ltr"),
        ("ja", "2024年第18週", "2024年5月4日", "2024年5月", "ltr"),
    ],
)
def test_weeks_days_and_months_are_named_in_the_readers_language(
    tmp_path: Path, language: str, week: str, day: str, month: str, direction: str
) -> None:
    """In the titles of entries and feeds, in mail, books and calendars."""
    for name in ("2024-05-04", "2024-05-05", "2024-05-06"):
        (tmp_path / f"{name}.wikitext").write_text(f"*A regatta is held on the loch on {name}.\n")
    settings = load_settings(
        None,
        [
            f"files.archive={tmp_path}/a.sqlite",
            f"files.site={tmp_path}/site",
            f"site.language={language}",
            "site.images=false",
            "site.feed_archives=true",
            'site.formats=["html", "ics"]',
        ],
    )
    finish(import_paths([tmp_path], settings, NOW))
    finish(build_site(settings, NOW))
    site = settings.files.site

    def titles(name: str) -> list[str]:
        return [entry.title for entry in feedparser.parse((site / f"feeds/{name}.atom").read_bytes()).entries]

    assert titles("digest") == [week]
    assert titles("daily") == [day.replace("4", "5", 1) if language != "ja" else "2024年5月5日", day]
    assert feedparser.parse((site / "feeds/news/2024/05.atom").read_bytes()).feed.title.endswith(month)
    mail = message_from_bytes(make_digest(settings, date(2024, 5, 4), NOW, length=Length.DAY), policy=policy.default)
    assert mail["Subject"].endswith(day)
    assert f'lang="{language}" dir="{direction}"' in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    book = make_digest(settings, date(2024, 5, 4), NOW, form=DigestFormat.EPUB)
    with ZipFile(BytesIO(book)) as opened:
        assert week in opened.read("book/package.opf").decode()
        assert f"<title>{day}</title>" in opened.read("book/day-2024-05-04.xhtml").decode()
    assert day.partition(" 2024")[0].removeprefix("2024年") in (site / "on-this-day/05/4.ics").read_text("utf-8")
