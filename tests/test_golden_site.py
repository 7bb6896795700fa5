"""The sample built whole gives the golden site."""

from __future__ import annotations

from pathlib import Path

from tests.golden_site import GOLDEN


def test_the_sample_builds_to_the_golden_site(golden_sites: tuple[Path, str]) -> None:
    """`make golden` writes it anew and shows what changed; whoever does so looks at the difference."""
    assert golden_sites[1].splitlines() == GOLDEN.read_text("utf-8").splitlines()
