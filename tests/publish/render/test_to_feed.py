"""Feeds that readers of every kind take, with entries that keep their identity."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import etree
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event, make_events
from tests.publish.sites import SETTINGS, build, files_of, rich_library

from daybook.model import EventAddress, RichText, Span, Status

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("site")
    build(rich_library(), folder)
    return files_of(folder)


def test_a_common_reader_takes_every_atom_and_rss_feed(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if path.endswith((".atom", ".rss")):
            feed = feedparser.parse(content)

            assert not feed.bozo, path
            assert feed.feed.title
            assert all(entry.id.startswith("tag:news.example,2026:") for entry in feed.entries)
            assert all(entry.link.startswith("https://news.example/daybook/") for entry in feed.entries)


def test_atom_has_what_its_specification_asks_for(files: dict[str, bytes]) -> None:
    """RFC 4287, 4.1.1 and 4.1.2."""
    feed = etree.fromstring(files["/feeds/news.atom"])
    entries = feed.findall(f"{ATOM}entry")

    assert {"id", "title", "updated", "author"} <= {etree.QName(child).localname for child in feed}
    (own,) = feed.findall(f"{ATOM}link[@rel='self']")
    assert own.get("href") == "https://news.example/daybook/feeds/news.atom"
    assert len(entries) == SETTINGS.feed_entries
    for entry in entries:
        assert {"id", "title", "updated", "published", "link", "content"} <= {
            etree.QName(child).localname for child in entry
        }
        content = entry.findtext(f"{ATOM}content") or ""
        assert 'href="/' not in content
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)


def test_json_feed_has_what_its_specification_asks_for(files: dict[str, bytes]) -> None:
    feed = json.loads(files["/feeds/news.json"])

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://news.example/daybook/feeds/news.json"
    assert all(
        {"id", "url", "content_html", "date_published", "date_modified", "tags"} <= set(item) for item in feed["items"]
    )


def test_an_entry_keeps_its_id_through_rewording_and_moving(tmp_path: Path) -> None:
    """The id is made of the first address, and `updated` stays as long as nothing material changed."""
    event = make_events(1, each=1)[0]
    build(MemoryLibrary([event]), tmp_path / "before")
    day = event.date + timedelta(days=1)
    moved = replace(
        make_event(event.id, day, RichText((Span("Quite another wording."),))),
        slug=event.slug,
        former=(EventAddress(event.date, event.slug),),
        original=EventAddress(event.date, event.slug),
        first_listed=event.first_listed,
        last_changed=event.last_changed + timedelta(hours=3),
    )
    build(MemoryLibrary([moved]), tmp_path / "after")

    before, after = (
        feedparser.parse((tmp_path / name / "feeds/news.atom").read_bytes()) for name in ("before", "after")
    )

    assert before.entries[0].id == after.entries[0].id
    assert before.entries[0].updated == after.entries[0].updated
    assert before.entries[0].link != after.entries[0].link


def test_a_withdrawn_event_leaves_a_tombstone(tmp_path: Path) -> None:
    """RFC 6721: the feed says that the entry is gone, and when."""
    events = make_events(2, each=3)
    events[4] = replace(events[4], status=Status.WITHDRAWN)
    build(MemoryLibrary(events), tmp_path)

    feed = etree.fromstring((tmp_path / "feeds/news.atom").read_bytes())

    (tombstone,) = feed.findall(TOMBSTONE)
    assert (tombstone.get("ref") or "").endswith(events[4].slug)
    assert tombstone.get("ref") not in {entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")}


def test_the_feed_of_changes_tells_figures_and_sources_not_mere_wording(files: dict[str, bytes]) -> None:
    feed = feedparser.parse(files["/feeds/changes.atom"])

    told = " ".join(entry.content[0].value for entry in feed.entries)
    assert "<ins>" in told
    assert "Removed" in told
    assert not any(entry.content[0].value.startswith("<p>Wording</p>") for entry in feed.entries)


def test_the_list_of_feeds_names_the_site_s_and_the_subjects_feeds(files: dict[str, bytes]) -> None:
    outlines = etree.fromstring(files["/feeds/index.opml"]).findall(".//outline")
    addresses = [(outline.get("xmlUrl") or "").removeprefix("https://news.example/daybook") for outline in outlines]

    assert addresses[0] == "/feeds/news.atom"
    assert set(addresses) <= set(files)
    # Those of digests and for the wiki's editors are linked from their own pages alone.
    atoms = {path for path in files if path.startswith("/feeds/") and path.endswith(".atom")}
    assert atoms - set(addresses) == {"/feeds/daily.atom", "/feeds/digest.atom", "/feeds/quality.atom"}
