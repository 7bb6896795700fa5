"""What each known template shows, in `templates.txt`: a template, what a reader sees of it, its links and its sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from daybook.model import Event, RawPage
from daybook.parse import parse_page

TEXTS = Path(__file__).with_name("templates.txt")


def read_cases() -> list[tuple[str, str]]:
    """Return wikitext and what it shows."""
    lines = [line for line in TEXTS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [
        (before.replace("\\n", "\n"), after.strip()) for line in lines for before, _, after in [line.partition(" => ")]
    ]


def shown(event: Event) -> str:
    """Write an event as the cases do: its words, articles linked to in angles, sources with label and language in round brackets."""
    words = event.headline.plain.removeprefix("Now").removesuffix("ends.").strip()
    articles = [f"<{title}>" for title in event.links]
    notes = ((source.url, source.label, source.language or "") for source in event.sources)
    return " ".join([words, *articles, *(f"({' '.join(filter(None, note))})" for note in notes)]).strip()


@pytest.mark.parametrize(("wikitext", "expected"), read_cases())
def test_a_template_shows_what_it_shows_on_its_wiki(wikitext: str, expected: str) -> None:
    (event,) = parse_page(RawPage("Portal:Current events/2004 August 14", f"* Now {wikitext} ends.")).events

    assert shown(event) == expected
