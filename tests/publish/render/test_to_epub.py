"""Books: every file well-formed, every event in it, equal for equal arguments, and nothing that `epubcheck` finds fault with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile, is_zipfile

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_events

from daybook.config import load_settings
from daybook.model import RichText, Span
from daybook.pipeline.intake import import_paths
from daybook.pipeline.mail import DigestFormat, Length, make_digest
from daybook.progress import finish
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.digest import digest_of, month_span
from daybook.publish.pages.reader_text import ENGLISH
from daybook.publish.pages.site import Site
from daybook.publish.render.to_epub import BookDay, Imprint, to_epub
from daybook.publish.settings import SiteSettings

SAMPLE = Path(__file__).parents[3] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
IMPRINT = Imprint("Daybook & Sons", "Editors <of> Wikipedia", "en", "CC BY-SA 4.0", "tag:news.example,2026:book/x")

QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java for a program that runs for a second or two: without them most of seven goes into compiling it well."""


def epubcheck() -> list[str] | None:
    """Return how to run epubcheck; None where it is not installed. Debian's is an archive of Java, which not every kernel starts."""
    command, java = shutil.which("epubcheck"), shutil.which("java")
    if command and is_zipfile(command):
        return [java, "-jar", command] if java else None
    return [command] if command else None


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return books of the sample archive."""
    folder = tmp_path_factory.mktemp("books")
    settings = load_settings(None, [f"files.archive={folder}/archive.sqlite", "site.address=https://news.example/d/"])
    finish(import_paths([SAMPLE / "days", SAMPLE / "revisions.xml"], settings, NOW))
    day = date(2004, 12, 28)
    return {
        length.value: make_digest(settings, day, NOW, length=length, form=DigestFormat.EPUB) for length in Length
    } | {"again": make_digest(settings, day, NOW, length=Length.WEEK, form=DigestFormat.EPUB)}


def awkward() -> bytes:
    """Return a book whose texts have all that markup has."""
    events = make_events(60)
    text = RichText(
        (Span("A <b>\"bold\"</b> & 'odd' ]]> text \u2028 with \U0001f30d, \u0645\u0631\u062d\u0628\u0627"),)
    )
    events = [replace(event, event=replace(event.event, headline=text)) for event in events]
    builder = Builder(MemoryLibrary(events), Site(SiteSettings(address="https://news.example/")))
    month = next(iter(builder.calendar.months))
    digest = digest_of(builder.cache, builder.calendar, month_span(builder.site, *month))
    assert digest is not None
    items = tuple(summary.item for summary in builder.cache.summaries([event.id for event in events]).values())
    days = [BookDay(date(*month, 1), "https://news.example/?a=1&b=2", (("Arts & <culture>", items), ("", items[:2])))]
    return to_epub(digest, days, IMPRINT, builder.site.url, ENGLISH)


@pytest.mark.parametrize("name", ["day", "week", "month", "awkward"])
def test_a_book_is_whole(books: dict[str, bytes], name: str) -> None:
    """Its first file tells what it is; each listed file is there and well-formed; each link within leads to one."""
    with ZipFile(BytesIO(awkward() if name == "awkward" else books[name])) as book:
        names = book.namelist()
        assert (names[0], book.infolist()[0].compress_type) == ("mimetype", ZIP_STORED)
        assert book.read("mimetype") == b"application/epub+zip"
        trees = {each: ET.fromstring(book.read(each)) for each in names if each.endswith((".xhtml", ".opf", ".xml"))}
    listed = [item.get("href") for item in trees["book/package.opf"].iter("{http://www.idpf.org/2007/opf}item")]
    links = [link.get("href") or "" for tree in trees.values() for link in tree.iter("{http://www.w3.org/1999/xhtml}a")]

    assert sorted(f"book/{href}" for href in listed) == sorted(
        each for each in names if each.startswith("book/") and not each.endswith(".opf")
    )
    assert all(link.startswith(("https://", "http://")) or f"book/{link}" in names for link in links)


def test_a_book_has_every_event_of_its_days(books: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(books["week"])) as book:
        days = [book.read(name).decode() for name in book.namelist() if "/day-" in name]

    assert len(days) == 2
    assert sum(day.count("<li>") for day in days) == 7
    assert all("https://news.example/d/news/200" in day for day in days)


def test_equal_books_are_equal_bytes(books: dict[str, bytes]) -> None:
    assert books["week"] == books["again"]


def test_a_longer_book_has_the_very_days_of_a_shorter_one(books: dict[str, bytes]) -> None:
    """So that what `epubcheck` says of a month it says of its weeks and days: it takes as long for each as for a hundred tests."""
    parts = {}
    for name in ("day", "week", "month"):
        with ZipFile(BytesIO(books[name])) as book:
            parts[name] = {
                each: book.read(each)
                for each in book.namelist()
                if "/day-" in each or each.endswith((".css", "container.xml"))
            }

    assert parts["day"].items() < parts["week"].items() < parts["month"].items()


@pytest.mark.parametrize("name", ["month", "awkward"])
def test_epubcheck_finds_nothing(books: dict[str, bytes], name: str, tmp_path: Path) -> None:
    command = epubcheck()
    if command is None:
        pytest.skip("epubcheck is not installed (Debian: apt install epubcheck)")
    path = tmp_path / "book.epub"
    path.write_bytes(awkward() if name == "awkward" else books[name])
    done = subprocess.run(
        [*command, str(path), "--json", str(tmp_path / "report.json"), "--failonwarnings"],
        capture_output=True, text=True, check=False, env={**os.environ, "JDK_JAVA_OPTIONS": QUICK_START},
    )  # fmt: skip
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))

    assert report["messages"] == []
    assert done.returncode == 0, (done.stderr, sys.version)
