"""`daybook demo`: a site to look at, from nothing."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_the_demo_is_a_publishers_folder_with_a_site(daybook: Run, tmp_path: Path) -> None:
    made = daybook("demo", "--no-serve")

    assert (made.returncode, made.stdout) == (0, "")
    assert (tmp_path / "daybook-demo/site/index.html").is_file()
    assert (tmp_path / "daybook-demo/archive.sqlite").is_file()
    again = daybook("demo", "--no-serve")
    assert "up to date" in again.stderr


def test_the_demo_touches_no_folder_that_holds_something_else(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.txt").write_text("x")

    refused = daybook("demo", "thesis", "--no-serve")

    assert refused.returncode == 2
    assert refused.stderr == "daybook: folder is not empty: `thesis` (hint: name a new folder: `daybook demo FOLDER`)\n"
    assert [file.name for file in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]
