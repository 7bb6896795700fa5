"""A theme's files: what is read, what wins, where it is published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daybook.errors import PublishError
from daybook.publish.render.interface_words import words_of
from daybook.publish.render.theme import Theme, read_theme


def test_the_shipped_theme_is_whole() -> None:
    """It has templates, styles, words and scripts, and all text of it is UTF-8."""
    theme = read_theme()

    assert {"pages/base.html", "style/base.css", "words/en.toml", "scheme.js", "static/reader.js"} <= set(theme.files)
    assert all(theme.text(name) for name in theme.files if not name.startswith("icons/"))


def test_files_of_a_folder_win_and_are_added(tmp_path: Path) -> None:
    """What is no part of a theme, such as an editor's backup, is left alone."""
    for name in ("style/base.css", "static/fonts/own.woff2", "pages/base.html~", "notes.txt", "words/fr.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("own")

    theme = read_theme(tmp_path)

    assert theme.text("style/base.css") == theme.text("words/fr.toml") == "own"
    assert set(theme.files) - set(read_theme().files) == {"static/fonts/own.woff2", "words/fr.toml"}


def test_a_static_file_is_published_under_a_name_that_changes_with_it() -> None:
    """So it may be kept by browsers for ever."""
    one, other = (Theme({"static/fonts/a.b.woff2": content}) for content in (b"1", b"2"))

    assert re.fullmatch(r"/static/fonts/a\.b-[0-9a-f]{10}\.woff2", one.static_path("fonts/a.b.woff2"))
    assert one.static_path("fonts/a.b.woff2") != other.static_path("fonts/a.b.woff2")
    assert one.published() == {one.static_path("fonts/a.b.woff2"): b"1"}


def test_an_icon_of_the_publishers_theme_stands_where_browsers_look_for_it(tmp_path: Path) -> None:
    (tmp_path / "icons").mkdir()
    (tmp_path / "icons/favicon.ico").write_bytes(b"own")

    files = read_theme(tmp_path).published()

    assert files["/favicon.ico"] == b"own"
    assert {"/icon.svg", "/icon-192.png", "/icon-512.png", "/apple-touch-icon.png"} <= set(files)


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    """The name comes from the command line."""
    with pytest.raises(PublishError, match="does not exist"):
        read_theme(tmp_path / "nowhere")


@pytest.mark.parametrize(("files", "message"), [({}, "has no file"), ({"a.css": b"\xff"}, "is not UTF-8")])
def test_a_file_that_cannot_be_used_is_told_of(files: dict[str, bytes], message: str) -> None:
    """By its name within the theme."""
    with pytest.raises(PublishError, match=f"{message}: `a.css`"):
        Theme(files).text("a.css")


def test_words_that_are_no_toml_are_told(tmp_path: Path) -> None:
    """With the file and the line that is to be mended."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words/en.toml").write_text("x = ]\n")
    theme = read_theme(tmp_path)

    with pytest.raises(PublishError, match=r"`words/en\.toml`: .*line 1"):
        words_of(theme, "", "en")


def test_a_theme_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "theme").touch()

    with pytest.raises(PublishError, match="is no folder"):
        read_theme(tmp_path / "theme")
