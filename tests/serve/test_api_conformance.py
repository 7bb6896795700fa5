"""The API is as its description says: requests made from that, sent to a real server."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.api_conformance import check
from tests.serve.running import answering_apart
from tests.serve.served import HOST

from daybook.config import load_settings
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.serve.assembly import ServeOptions

SAMPLE = Path(__file__).parents[2] / "sample"


def test_no_request_made_from_the_description_is_answered_otherwise_than_it_says(tmp_path: Path) -> None:
    """A few examples of each address; `make eval` sends many."""
    archive = tmp_path / "archive.sqlite"
    settings = load_settings(None, [f"files.archive={archive}"])
    finish(import_paths([SAMPLE / "revisions.xml"], settings, datetime(2026, 11, 1, tzinfo=UTC)))

    with answering_apart(settings, ServeOptions(port=0, live=True, workers=1)) as port:
        done = check(f"http://{HOST}:{port}", examples=2, seed=7, phases="fuzzing")

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    generated, passed = map(int, re.findall(r"(\d+) generated, (\d+) passed", done.stdout)[0])
    assert generated == passed > 40
