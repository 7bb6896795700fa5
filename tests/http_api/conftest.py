"""The sample archive, whole: with histories, related lists, and what sources and articles tell of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from daybook.archive import (
    ArchiveReader,
    ContextFacts,
    SourceAnswer,
    add_context_facts,
    add_source_answers,
    open_for_reading,
    open_for_writing,
)
from daybook.config import Settings, load_settings
from daybook.http_api import ApiSession
from daybook.model import SourceFacts
from daybook.pipeline.intake import import_paths
from daybook.pipeline.relating import relate_events
from daybook.progress import finish
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.site import Site
from daybook.publish.publisher_texts import PublisherTexts
from daybook.publish.settings import SiteSettings

SAMPLE = Path(__file__).parents[2] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FACTS = SourceFacts("A title", "A lead.", date(2026, 1, 2), "en", "https://example.org/canonical")


def make_archive(folder: Path) -> Settings:
    """Make the archive of the sample; return the settings of its site."""
    settings = load_settings(SAMPLE / "daybook.toml", [f"files.archive={folder}/archive.sqlite"])
    site = replace(SiteSettings(), title="Sample", address="https://example.org/daily/")
    settings = replace(settings, site=site)
    finish(import_paths([SAMPLE / "months", SAMPLE / "days", SAMPLE / "revisions.xml"], settings, NOW))
    finish(relate_events(settings, NOW))
    with open_for_writing(settings.files.archive, now=NOW) as archive:
        event = next(
            each for each in ArchiveReader(archive.connection).events(range(1, 400)).values() if each.event.sources
        )
        source = event.event.sources[0].url
        add_source_answers(archive, [SourceAnswer(source, (event.id,), FACTS)], NOW)
        title = next(
            each.contexts[0].title
            for each in ArchiveReader(archive.connection).events(range(1, 400)).values()
            if each.contexts
        )
        add_context_facts(archive, [ContextFacts(title, "a thing", "Q42", 1.5, 2.5)], NOW)
    return settings


@contextmanager
def session_of(archive: Path, site: SiteSettings, now: datetime = NOW) -> Iterator[ApiSession]:
    """Open an archive as the API has it."""
    with open_for_reading(archive) as connection:
        reader = ArchiveReader(connection)
        yield ApiSession(reader, EventCache(reader, Site(site, PublisherTexts())), now)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_archive(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def session(settings: Settings) -> Iterator[ApiSession]:
    with session_of(settings.files.archive, settings.site) as opened:
        yield opened
