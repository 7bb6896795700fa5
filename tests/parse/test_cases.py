"""Whole pages as text blocks: name, label, input, and the events that stand on them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daybook.model import Event, LineKind, RawPage
from daybook.parse import parse_page

CASES = Path(__file__).parent / "cases"


def read_cases() -> list[tuple[str, str, str]]:
    """Return name, wikitext and expected events of every block."""
    blocks = [
        block for path in sorted(CASES.glob("*.txt")) for block in re.split(r"(?m)^---\n", path.read_text("utf-8"))
    ]
    cases = []
    for block in blocks:
        match = re.fullmatch(r"name: (\w+)\nlabel: [^\n]+\ninput:\n(.*?)output:\n?(.*)", block, re.DOTALL)
        assert match is not None, block
        cases.append((match[1], match[2], match[3]))
    return cases


def shown(event: Event) -> str:
    """Write an event as the blocks do: category, topics, headline, addresses."""
    parts = [event.category.name if event.category else "", " > ".join(line.text.plain for line in event.topics)]
    parts = [parts[0], *([parts[1]] if parts[1] else []), event.headline.plain]
    if event.sources:
        parts.append(" ".join(source.url for source in event.sources))
    notes = "".join(f"\n  note: {note.text.plain}" for note in event.notes)
    return "- " + " | ".join(parts).lstrip() + notes


@pytest.mark.parametrize(
    ("name", "wikitext", "expected"), read_cases(), ids=lambda value: value if value.isidentifier() else ""
)
def test_a_page_gives_the_events_that_stand_on_it(name: str, wikitext: str, expected: str) -> None:
    """Each block is a layout or a quirk that editors have used."""
    day = parse_page(RawPage("Portal:Current events/2004 August 14", wikitext))

    assert (
        [shown(event) for event in day.events] == re.split(r"\n(?=- )", expected.strip())
        if expected.strip()
        else not day.events
    )
    assert LineKind.PROBLEM not in day.lines
