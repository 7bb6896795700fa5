"""Real histories whose events are labelled, parsed once for all tests that replay them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks.identity import read_pairs
from tests.archive.histories import Pair

REVISIONS = Path(os.environ.get("DAYBOOK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "revisions"


@pytest.fixture(scope="session")
def labelled_histories() -> list[list[Pair]]:
    """Return the revisions of each page, parsed: 298 of 107 days."""
    if not REVISIONS.is_dir():
        pytest.skip(f"no corpus at {REVISIONS}")
    return read_pairs(REVISIONS / "current-events-2025-revisions.xml.bz2")
