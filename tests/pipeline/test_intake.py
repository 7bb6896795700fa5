"""What an import reports of input that is bad through and through."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.source.exports import export

from daybook.config import load_settings
from daybook.pipeline.intake import MOST_TROUBLES, import_paths
from daybook.progress import finish


def test_a_report_names_the_first_troubles_and_counts_the_others(tmp_path: Path) -> None:
    """Each further trouble once cost as much as all before it: 100,000 took minutes."""
    bad = "<revision><id>5</id><timestamp>0001-01-01T00:00:00Z</timestamp><text>* A</text></revision>"
    path = tmp_path / "export.xml"
    path.write_text(export(f"<page><title>Portal:Current events/2004 August 14</title>{bad * 20_000}</page>"))

    report = finish(
        import_paths(
            [path], load_settings(None, [f"files.archive={tmp_path}/a.sqlite"]), datetime(2026, 1, 1, tzinfo=UTC)
        )
    )

    assert len(report.troubles) == MOST_TROUBLES
    assert report.more_troubles == 20_000 - MOST_TROUBLES
