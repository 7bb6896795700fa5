"""A run of the program that is killed at any moment loses nothing, and the next one brings all to the same state."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_fetches_imports_and_builds_killed_at_random_moments_reach_the_same_state(program: Path) -> None:
    """Eight times here, with a short history; `python -m benchmarks.kill 300`, or DAYBOOK_KILLS=300, kills more often."""
    kills = os.environ.get("DAYBOOK_KILLS", "8")
    arguments = [kills, *(() if "DAYBOOK_KILLS" in os.environ else ("--days", "2"))]
    code = f"import sys; from benchmarks.kill import main; sys.argv[1:] = {arguments}; sys.exit(main())"
    found = subprocess.run([program, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout + found.stderr
    assert f"killed {kills} times in all" in found.stdout
