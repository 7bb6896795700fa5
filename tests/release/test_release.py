"""The version stands once and is the same everywhere; the Containerfile is sound; the citation says what it must."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from release.check_version import faults_of, newest_section, section, unreleased
from release.check_wheel import plain_constraints, readme_lines

import daybook

ROOT = Path(__file__).parents[2]


def release_files(root: Path, *, version: str = "1.2.0", waiting: str = "") -> Path:
    """Write the three files that name a version."""
    (root / "src/daybook").mkdir(parents=True)
    (root / "src/daybook/__init__.py").write_text(f'__version__ = "{version}"\n')
    (root / "CHANGELOG.md").write_text(
        f"# Changes\n\n## [Unreleased]\n{waiting}\n## [1.2.0] - 2026-05-01\n\n### Added\n\n- A thing.\n\n"
        "## [1.1.0] - 2026-01-01\n\n- Another.\n"
    )
    (root / "CITATION.cff").write_text('version: 1.2.0\ndate-released: "2026-05-01"\n')
    return root


def test_package_changelog_and_citation_name_one_version() -> None:
    assert faults_of(ROOT) == []
    assert newest_section(ROOT)[0] == daybook.__version__
    assert section(ROOT, daybook.__version__)


def test_a_version_that_the_changelog_does_not_have_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(release_files(tmp_path, version="1.3.0"))

    assert faults == [
        "CHANGELOG.md: newest section is 1.2.0, the package is 1.3.0",
        "CITATION.cff: version 1.2.0, the package is 1.3.0",
    ]


@pytest.mark.parametrize(("tag", "right"), [("v1.2.0", True), ("1.2.0", False), ("v1.2.1", False)])
def test_a_tag_must_name_the_version(tmp_path: Path, tag: str, right: bool) -> None:
    assert (faults_of(release_files(tmp_path), tag) == []) is right


def test_nothing_may_wait_in_unreleased_when_a_version_is_tagged(tmp_path: Path) -> None:
    root = release_files(tmp_path, waiting="\n### Fixed\n\n- A fault.\n")

    assert unreleased(root) == "- A fault."
    assert len(faults_of(root, "v1.2.0")) == 1
    assert faults_of(root) == []


def test_the_section_of_a_version_is_what_its_release_says(tmp_path: Path) -> None:
    assert section(release_files(tmp_path), "1.2.0") == "### Added\n\n- A thing."


def test_the_citation_has_what_its_format_requires() -> None:
    """`make wheel-check` validates it against the format's own schema."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))

    assert {"cff-version", "message", "title", "authors", "version", "date-released", "license"} <= set(citation)


def test_the_lines_of_the_readme_are_found_to_be_run() -> None:
    lines = readme_lines()

    assert any(line.startswith("uvx ") for line in lines)
    assert any(line.startswith("pipx install ") for line in lines)


def test_constraints_are_the_lock_without_hashes() -> None:
    assert plain_constraints("click==8.3.0 \\\n    --hash=sha256:ab\n    # via x\nrich==14.0\n") == (
        "click==8.3.0\nrich==14.0\n"
    )


def test_the_containerfile_pleases_hadolint() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not there: its package has no build for this machine")
    told = subprocess.run(
        [hadolint, "--no-color", ROOT / "Containerfile"], capture_output=True, text=True, timeout=300, check=False
    )

    assert (told.returncode, told.stdout) == (0, "")


def test_the_containerfile_has_two_stages_a_user_of_its_own_and_a_health_check() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    last_stage = text[text.rindex("\nFROM ") :]

    assert text.count("\nFROM ") == 2
    assert re.search(r"^USER (?!root|0\b)\S+$", last_stage, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*\\?$", last_stage, re.MULTILINE)


def test_the_health_check_of_the_containerfile_fails_where_nothing_serves() -> None:
    """The very code of the check, run against a port where nobody listens."""
    code = re.search(r'CMD \["python", "-c", "(.*)"\]', (ROOT / "Containerfile").read_text("utf-8"))
    assert code is not None
    source = code[1].replace("8000", "9")

    assert subprocess.run([sys.executable, "-c", source], capture_output=True, timeout=300, check=False).returncode == 1


@pytest.mark.parametrize("name", ["release.yml", "ci.yml"])
def test_workflows_of_the_repository_are_read_by_a_yaml_reader(name: str) -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows" / name).read_text("utf-8"))

    assert workflow["jobs"]
    for job in workflow["jobs"].values():
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])


def test_the_release_workflow_checks_the_tag_before_it_publishes() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text("utf-8")

    assert text.index("make release TAG=") < text.index("make wheel-check") < text.index("pypi-publish")
