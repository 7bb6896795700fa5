"""The API held against its own description: requests made from it by schemathesis, sent to a real server on the sample.

    python -m benchmarks.api_conformance [--examples 200] [--seed 1] [ARCHIVE]

All checks of schemathesis: no server error, statuses, types, headers and records as described, what fits the description answered,
what does not refused, other methods refused. Ends with 1 for any failure. The stream of changes, which does not end, is left out.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.serve import serving

from daybook.config import load_settings
from daybook.pipeline.intake import import_paths
from daybook.pipeline.relating import relate_events
from daybook.progress import finish

ROOT = Path(__file__).parents[1]
CONFIG = """
[checks.negative_data_rejection]
expected-statuses = ["400", "404", "405", "406", "414"]
"""
"""What does not fit the description is refused; an address that is too long, by the connection itself."""


def check(
    address: str, examples: int, seed: int, phases: str = "examples,coverage,fuzzing"
) -> subprocess.CompletedProcess[str]:
    """Ask the live site at an address, which has no `/` at its end; return how schemathesis ended, with what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "schemathesis.toml"
        config.write_text(CONFIG)
        return subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{address}/api/v1/openapi.json",
                "--url", f"{address}/api/v1", "--checks", "all", "--exclude-path-regex", "stream", "--max-examples", str(examples),
                "--seed", str(seed), "--phases", phases, "--no-color", "--suppress-health-check", "all", "--warnings", "off",
            ],
            cwd=folder,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "benchmarks.api_hooks", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip


def make_sample(archive: Path) -> None:
    """Make the archive of the sample, with related lists."""
    settings = load_settings(ROOT / "sample/daybook.toml", [f"files.archive={archive}"])
    finish(import_paths([ROOT / "sample/months", ROOT / "sample/revisions.xml"], settings, datetime.now(UTC)))
    finish(relate_events(settings, datetime.now(UTC)))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = arguments.archive or Path(folder) / "archive.sqlite"
        if arguments.archive is None:
            make_sample(archive)
        with serving("--live", "--workers", "1", "--set", f"files.archive={archive}") as (_, address):
            done = check(address, arguments.examples, arguments.seed)
    print(done.stdout[-6000:] if done.returncode else done.stdout[done.stdout.find("= SUMMARY =") :])
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
