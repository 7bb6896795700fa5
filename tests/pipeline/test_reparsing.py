"""Reading an archive again with a parser that is set otherwise."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from daybook.archive import Reread, check_archive, fingerprint, open_for_writing
from daybook.archive.encoding.wording import decode_event, encode_event
from daybook.archive.writing.writable_archive import transaction
from daybook.config import Settings, load_settings
from daybook.errors import ArchiveError
from daybook.model import RichText, Span
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.pipeline.parser_mark import count_days_of_other_parsers
from daybook.pipeline.reparsing import find_misread_days, reparse
from daybook.progress import finish

NOW = datetime(2024, 7, 1, tzinfo=UTC)


def export(path: Path, pages: Mapping[date, tuple[str, ...]]) -> Path:
    """Write a MediaWiki export of day pages with their revisions, an hour apart."""
    texts = []
    number = 0
    for day, revisions in pages.items():
        written = []
        for step, text in enumerate(revisions):
            number += 1
            saved = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(hours=2 * step)
            written.append(
                f"<revision><id>{number}</id><timestamp>{saved:%Y-%m-%dT%H:%M:%SZ}</timestamp>"
                f"<text>{text}</text></revision>"
            )
        title = f"Portal:Current events/{day.year} {day:%B} {day.day}"
        texts.append(f"<page><title>{title}</title><ns>100</ns><id>{day.day}</id>{''.join(written)}</page>")
    path.write_text(f"<mediawiki>{''.join(texts)}</mediawiki>", "utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a folder of its own."""
    return load_settings(None, [f"files.archive={tmp_path}/archive.sqlite", f"files.site={tmp_path}/site"])


@pytest.fixture
def pages() -> dict[date, tuple[str, ...]]:
    """Return days that are read otherwise where headings in bold are the wiki's way of writing topics, and one that is not."""
    wordings = (
        "*A boat race is held.\n",
        "*A boat race is held in [[Aldmoor]].\n",
        "*A boat race is held in [[Aldmoor]], and won.\n",
    )
    framed = tuple(f"{{{{Our days|\n{text}*A choir sings.\n}}}}" for text in wordings)
    return {
        date(2024, 5, 4): framed,
        date(2024, 5, 5): wordings,
        date(2024, 5, 6): (framed[0], framed[0].replace("*A choir sings.\n", "*A choir sings.\n*Rain falls.\n")),
    }


def framing(settings: Settings, *frames: str) -> Settings:
    """Return the settings with other frames: a parser that reads otherwise."""
    return replace(settings, parse=replace(settings.parse, frames=frames))


def test_an_archive_that_this_parser_read_is_left_alone(
    settings: Settings, pages: dict[date, tuple[str, ...]], tmp_path: Path
) -> None:
    finish(import_paths([export(tmp_path / "dump.xml", pages)], settings, NOW))
    finish(reparse(settings, NOW))  # notes by which rules events were located
    before = settings.files.archive.read_bytes()

    assert count_days_of_other_parsers(settings) == 0
    assert finish(reparse(settings, NOW)) == Reread()
    assert settings.files.archive.read_bytes()[100:] == before[100:]


def test_reading_again_is_gone_on_with_where_it_was_stopped(
    settings: Settings, pages: dict[date, tuple[str, ...]], tmp_path: Path
) -> None:
    """Each group of days is kept as it comes."""
    dump = export(tmp_path / "dump.xml", pages)
    old, new = framing(settings, "Their days"), framing(settings, "Our days")
    finish(import_paths([dump], old, NOW))
    beside = new.files.archive.with_name("archive.sqlite.reparse")
    steps = reparse(new, NOW, at_once=1)
    for step in steps:
        if step.task == "taking over":
            break
    steps.close()
    left = count_days_of_other_parsers(new)

    assert 0 < left < len(pages)
    assert beside.exists()
    assert finish(reparse(new, NOW)).days == left
    assert check_archive(new.files.archive) == []
    assert not beside.exists()


def test_a_site_is_not_made_again_where_nothing_reads_otherwise(
    settings: Settings, pages: dict[date, tuple[str, ...]], tmp_path: Path
) -> None:
    """A new version of the parser alone makes no page stale."""
    dump = export(tmp_path / "dump.xml", {day: pages[day] for day in (date(2024, 5, 5),)})
    finish(import_paths([dump], settings, NOW))
    finish(build_site(settings, NOW))

    assert finish(reparse(framing(settings, "Our days"), NOW)) == Reread(days=1)
    assert finish(build_site(settings, NOW)).pages == 0


def test_a_deep_check_holds_listings_against_the_raw_pages(
    settings: Settings, pages: dict[date, tuple[str, ...]], tmp_path: Path
) -> None:
    """A wording that no page has is told, even where all checksums are right; what another parser read is left out."""
    finish(import_paths([export(tmp_path / "dump.xml", pages)], settings, NOW))
    assert finish(find_misread_days(settings)) == []

    with open_for_writing(settings.files.archive, now=NOW) as archive, transaction(archive) as connection:
        (number, stored) = connection.execute("SELECT id, wording FROM event WHERE date = 20240505").fetchone()
        wrong = replace(decode_event(stored), headline=RichText((Span("A boat race is lost."),)))
        connection.execute("UPDATE event SET wording = ? WHERE id = ?", (encode_event(wrong), number))

    assert finish(find_misread_days(settings)) == [
        "revision 3 of `Portal:Current events/2024 May 5` lists other events than its raw page has"
    ]
    assert finish(find_misread_days(framing(settings, "Our days"))) == []


@pytest.mark.parametrize("dialect", ["de", "ja"])
def test_another_dialect_reads_pages_that_it_would_name_otherwise(
    settings: Settings, pages: Mapping[date, tuple[str, ...]], tmp_path: Path, dialect: str
) -> None:
    """The day of a page is the archive's; what its title is on the wiki does not matter. Back again, all is as it was."""
    finish(import_paths([export(tmp_path / "days.xml", pages)], settings, NOW))
    before = fingerprint(settings.files.archive)
    other = load_settings(None, [f"files.archive={settings.files.archive}", f"parse.dialect={dialect}"])
    days = finish(reparse(other, NOW)).days
    misread = finish(find_misread_days(other))
    finish(reparse(settings, NOW))

    assert days == len(pages)
    assert misread == []
    assert check_archive(settings.files.archive) == []
    assert fingerprint(settings.files.archive) == before


def test_a_damaged_page_is_an_error_before_anything_is_read_again(
    settings: Settings, pages: Mapping[date, tuple[str, ...]], tmp_path: Path
) -> None:
    finish(import_paths([export(tmp_path / "days.xml", pages)], settings, NOW))
    archive = settings.files.archive
    with sqlite3.connect(archive) as connection:
        (stored,) = connection.execute("SELECT wikitext FROM revision ORDER BY length(wikitext) DESC").fetchone()
    connection.close()
    content = archive.read_bytes()
    at = content.index(stored) + len(stored) // 2
    archive.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
    other = load_settings(None, [f"files.archive={archive}", "parse.redirects=['OTHER']"])

    with pytest.raises(ArchiveError, match="damaged"):
        finish(reparse(other, NOW))


def test_events_that_were_located_by_other_rules_are_located_again_once(settings: Settings, tmp_path: Path) -> None:
    """And their pages are made again, as those of a new archive are."""
    day = date(2024, 5, 4)
    source = export(tmp_path / "e.xml", {day: ("*A bridge opens in Lisbon, Portugal.\n*A choir sings.\n",)})
    finish(import_paths([source], settings, NOW))
    finish(build_site(settings, NOW))
    page = settings.files.site / "news/2024/05/4/index.json"
    before = page.read_bytes()
    with open_for_writing(settings.files.archive, now=NOW) as archive, transaction(archive) as connection:
        connection.execute("DELETE FROM location")
        connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'generation'")
        connection.execute("UPDATE day SET generation = (SELECT value FROM counter WHERE name = 'generation')")
    finish(build_site(settings, NOW))
    without = page.read_bytes()

    first = finish(reparse(settings, NOW))
    finish(build_site(settings, NOW))

    assert b'"pt"' not in without.lower()
    assert (first.days, first.moved) == (0, 1)
    assert page.read_bytes() == before
    assert finish(reparse(settings, NOW)) == Reread()
