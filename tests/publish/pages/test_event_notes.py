"""Further paragraphs of an event: on its page in every format, with what they cite."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import build, files_of

from daybook.model import Note, RichText, Source, Span
from daybook.publish.addresses import Format

STEM = "/news/2004/08/14/a-bridge-opens"
NOTE = Note(
    RichText((Span("It closes "), Span("again", italic=True), Span("."))), (Source("https://e.org/b", "Other"),)
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the page of an event with a note, by ending."""
    event = make_event(1, date(2004, 8, 14), RichText((Span("A bridge opens."),)))
    folder: Path = tmp_path_factory.mktemp("site")
    build(MemoryLibrary([replace(event, event=replace(event.event, notes=(NOTE,)))]), folder)
    files = files_of(folder)
    return {str(form): files[f"{STEM}.{form}"].decode() for form in Format if f"{STEM}.{form}" in files}


def test_notes_stand_in_every_format(pages: dict[str, str]) -> None:
    """Words and address; styles where the format has any."""
    assert json.loads(pages["json"])["notes"] == [
        {
            "text": {"text": "It closes again.", "html": "It closes <i>again</i>."},
            "sources": [{"label": "Other", "url": "https://e.org/b"}],
        }
    ]
    assert "It closes again. ([Other](https://e.org/b))" in pages["md"]
    assert 'It closes <i>again</i>. (<a href="https://e.org/b"' in pages["html"]
    assert "https://e.org/b" in pages["xml"]
