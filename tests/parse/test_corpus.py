"""Accuracy on the corpora beside the project, read from MediaWiki's own rendering; skipped where they are absent."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from daybook.model import LineKind, RawPage
from daybook.model.titles import DayTitles, normal_title
from daybook.parse import day_record, parse_page

CORPUS = Path(os.environ.get("DAYBOOK_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
LINKED = CORPUS / "linked"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (LINKED / "truth.jsonl").exists(), reason="the corpora are not beside the project"),
]


def words(text: str | None) -> str:
    """Reduce a text to its words."""
    return " ".join(re.findall(r"\w+", re.sub(r"[\"'’‘“”]", "", text or "").lower()))


def facts(event: dict[str, Any]) -> dict[str, object]:
    """Return what is compared of an event, beside its text."""
    return {
        "sources": sorted(source["url"] for source in event["sources"]),
        "links": set(map(normal_title, event["links"])),
        "topics": [words(topic) for topic in event["topics"]],
        "category": words(event["category"]),
    }


def test_events_of_the_linked_days_are_those_of_mediawiki() -> None:
    """At least 99.95 % of the events are found and right to be found; at least 99.9 % of their facts are right."""
    titles = DayTitles()
    expected_count = our_count = found_count = 0
    right = {"sources": 0, "links": 0, "topics": 0, "category": 0}
    for line in (LINKED / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        wikitext = (LINKED / f"{truth['date']}.wikitext").read_text("utf-8")
        day = parse_page(RawPage(titles.title(date.fromisoformat(truth["date"])), wikitext))
        assert LineKind.PROBLEM not in day.lines
        ours: dict[str, list[dict[str, Any]]] = {}
        for event in day_record(day)["events"]:
            ours.setdefault(words(event["text"]), []).append(event)
            our_count += 1
        for event in truth["events"]:
            expected_count += 1
            if same := ours.get(words(event["text"])):
                found_count += 1
                expected, found = facts(event), facts(same.pop(0))
                for name in right:
                    right[name] += expected[name] == found[name]

    assert found_count / expected_count >= 0.9995
    assert found_count / our_count >= 0.9995
    assert all(count / found_count >= 0.999 for count in right.values()), right
