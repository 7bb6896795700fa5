"""One version everywhere: `python -m release.check_version [TAG]` prints the changelog's section, or says what differs.

The package, the first numbered section of CHANGELOG.md and CITATION.cff must name the same version; the changelog and the
citation the same day; and the tag, where one is given, must be that version after a "v".
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def faults_of(root: Path, tag: str | None = None) -> list[str]:
    """Return every way in which the places that name the version disagree, in words."""
    version = _first(root / "src/daybook/__init__.py", r'^__version__ = "([^"]+)"$')
    number, day = newest_section(root)
    cited = _first(root / "CITATION.cff", r"^version: (\S+)$")
    cited_day = _first(root / "CITATION.cff", r'^date-released: "([^"]+)"$')
    faults = []
    if number != version:
        faults.append(f"CHANGELOG.md: newest section is {number}, the package is {version}")
    if cited != version:
        faults.append(f"CITATION.cff: version {cited}, the package is {version}")
    if cited_day != day:
        faults.append(f"CITATION.cff: released {cited_day}, CHANGELOG.md says {day}")
    if tag is not None and tag != f"v{version}":
        faults.append(f"tag `{tag}` does not name version {version}: it must be v{version}")
    if tag is not None and unreleased(root):
        faults.append("CHANGELOG.md: [Unreleased] is not empty: move its lines into the section of this version")
    return faults


def newest_section(root: Path) -> tuple[str, str]:
    """Return the number and the day of the changelog's newest release."""
    heading = r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$"
    match = re.search(heading, (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    return (match[1], match[2]) if match else ("absent", "absent")


def section(root: Path, number: str) -> str:
    """Return what the changelog says of one version, without its heading."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    match = re.search(rf"^## \[{re.escape(number)}\][^\n]*\n(.*?)(?=^## \[|\Z)", text, re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""


def unreleased(root: Path) -> str:
    """Return what waits for the next version; headings alone are nothing."""
    return "\n".join(line for line in section(root, "Unreleased").splitlines() if line and not line.startswith("#"))


def _first(file: Path, pattern: str) -> str:
    match = re.search(pattern, file.read_text("utf-8"), re.MULTILINE)
    return match[1] if match else "absent"


def main(arguments: list[str]) -> int:
    """Print the section that a release is announced with, or every fault."""
    faults = faults_of(ROOT, arguments[0] if arguments else None)
    for fault in faults:
        sys.stderr.write(f"release: {fault}\n")
    if not faults:
        sys.stdout.write(section(ROOT, newest_section(ROOT)[0]) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
