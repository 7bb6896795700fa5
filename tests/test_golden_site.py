"""The sample built whole gives the golden site."""

from __future__ import annotations

from pathlib import Path

from tests.golden_site import GOLDEN, golden_text


def test_the_sample_builds_to_the_golden_site(tmp_path: Path) -> None:
    """`make golden` writes it anew and shows what changed; whoever does so looks at the difference."""
    assert golden_text(tmp_path).splitlines() == GOLDEN.read_text("utf-8").splitlines()
