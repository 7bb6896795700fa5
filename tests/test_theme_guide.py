"""The worked example of the theme guide, built as a reader of the guide would build it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "themes.md"
PAGE = """{{Current events|year=2024|month=05|day=01|content=
'''Disasters and accidents'''
*A storm floods the harbour of [[Exampleton]]. [http://news.example.org/storm (Example News)]
}}
"""
EVENT = "news/2024/05/1/a-storm-floods-the-harbour-of-exampleton.html"

_FILE = re.compile(r"^`(theme/[^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SETTINGS = re.compile(r"^```toml\n(\[theme\]\n.*?)^```$", re.MULTILINE | re.DOTALL)


Daybook = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def daybook(program: Path) -> Daybook:
    """Run the program in a folder."""

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=300
        )

    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, daybook: Daybook) -> Path:
    """Follow the guide: a new folder, the example's files, its last settings; then build."""
    made = tmp_path_factory.mktemp("publisher")
    assert daybook(made, "init", ".").returncode == 0
    guide = GUIDE.read_text("utf-8")
    for name, content in _FILE.findall(guide):
        file = made / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    (made / "daybook.toml").write_text(_SETTINGS.findall(guide)[-1], "utf-8")
    (made / "2024-05-01.wikitext").write_text(PAGE, "utf-8")
    for command in (["import", "2024-05-01.wikitext"], ["build", "--no-progress"]):
        done = daybook(made, *command)
        assert done.returncode == 0, done.stderr
    return made


def test_the_example_has_a_template_a_style_a_picture_and_words() -> None:
    names = [name for name, _ in _FILE.findall(GUIDE.read_text("utf-8"))]

    assert [Path(name).suffix for name in names] == [".html", ".svg", ".css", ".toml"]


def test_the_overridden_template_is_the_page(folder: Path) -> None:
    page = (folder / "site" / "404.html").read_text("utf-8")

    assert 'Perhaps the <a href="/search.html">search</a> finds it.' in page
    assert "Made by the friends of the lighthouse." in page
    picture = re.search(r'<img src="/(static/lighthouse-[0-9a-f]{10}\.svg)"', page)
    assert picture is not None
    assert (folder / "site" / picture[1]).read_bytes() == (folder / "theme" / "static" / "lighthouse.svg").read_bytes()


def test_the_overridden_style_is_on_pages_of_events_and_no_others(folder: Path) -> None:
    rule = ".headline{font-family:var(--sans);font-weight:500}"

    assert rule in (folder / "site" / EVENT).read_text("utf-8")
    assert rule not in (folder / "site" / "about.html").read_text("utf-8")


def test_the_interface_is_french_where_the_example_has_words_and_english_elsewhere(folder: Path) -> None:
    page = (folder / "site" / EVENT).read_text("utf-8")

    assert '<html lang="fr"' in page
    assert "Histoires" in page
    assert "mercredi 1 mai 2024" in page
    assert ">Sources</h2>" in page
    assert "1 événement" in (folder / "site" / "category" / "disasters-and-accidents.html").read_text("utf-8")


def test_a_misspelt_word_fails_the_build_and_is_named_with_its_template(folder: Path, daybook: Daybook) -> None:
    broken = folder / "broken" / "pages"
    broken.mkdir(parents=True)
    (broken / "about.html").write_text('{% extends "base.html" %}[[missing.titel]]')

    done = daybook(folder, "build", "--theme", "broken", "--no-progress")

    assert done.returncode == 2
    assert "`missing.titel`, in the template `about.html`" in done.stderr


def test_the_folder_that_init_makes_is_no_theme_yet(tmp_path: Path, daybook: Daybook) -> None:
    """Its README is not taken for a file of a theme, and its example article is a draft."""
    daybook(tmp_path, "init", ".")
    (tmp_path / "2024-05-01.wikitext").write_text(PAGE, "utf-8")
    daybook(tmp_path, "import", "2024-05-01.wikitext")

    done = daybook(tmp_path, "build", "--theme", "theme", "--no-progress")

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "site" / "opinion").exists()
    assert "This site keeps the news" in (tmp_path / "site" / "about.html").read_text("utf-8")
