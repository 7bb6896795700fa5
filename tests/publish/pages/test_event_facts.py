"""What sources told of themselves, on an event's page in every format."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import build, files_of

from daybook.model import RichText, Source, SourceFacts, Span
from daybook.publish.addresses import Format

STEM = "/news/2004/08/14/a-bridge-opens"
FACTS = SourceFacts("Ribbon cut", "The bridge took nine years to build.", date(2004, 8, 13), "en", "https://e.org/c")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the page of an event with two sources, the second of which was read, by ending."""
    event = make_event(1, date(2004, 8, 14), RichText((Span("A bridge opens."),)))
    sources = (Source("https://e.org/a", "First"), Source("https://e.org/b", "Second"))
    event = replace(event, event=replace(event.event, sources=sources), facts=(None, FACTS))
    folder: Path = tmp_path_factory.mktemp("site")
    build(MemoryLibrary([event]), folder)
    files = files_of(folder)
    return {str(form): files[f"{STEM}.{form}"].decode() for form in Format if f"{STEM}.{form}" in files}


def test_lead_title_and_date_stand_in_every_format(pages: dict[str, str]) -> None:
    page = json.loads(pages["json"])
    assert (page["lead"], page["lead_from"]) == (FACTS.lead, "Second")
    assert [(source.get("title"), source.get("published")) for source in page["sources"]] == [
        (None, None),
        ("Ribbon cut", "2004-08-13"),
    ]
    assert "The bridge took nine years to build." in pages["md"]
    assert "2. [Second](https://e.org/b), 2004-08-13" in pages["md"]
    assert '<p class="lead" dir="auto">The bridge took nine years to build. <cite' in pages["html"]
    assert '<time class="soft" datetime="2004-08-13">13 Aug 2004</time>' in pages["html"]
    assert '"headline":"Ribbon cut"' in pages["html"]
    assert "<lead>The bridge took nine years to build.</lead>" in pages["xml"]
    assert 'published="2004-08-13"' in pages["xml"]
