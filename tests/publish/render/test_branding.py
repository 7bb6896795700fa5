"""Colours and logo from the settings: what is refused, and where they go."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tests.publish.render import sample_pages

from daybook.errors import SettingsError
from daybook.publish.formats.to_html import HtmlRenderer
from daybook.publish.render.accent_colours import accent_style, contrast
from daybook.publish.render.branding import apply_branding
from daybook.publish.render.logo import LARGEST_LOGO, picture_size
from daybook.publish.render.theme import ThemeSettings, read_theme
from daybook.publish.settings import SiteSettings

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 32"><rect width="9" height="9"/></svg>'


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#abcdef", "#abcdef", 1)],
)
def test_contrast_is_what_the_guidelines_give(first: str, second: str, expected: float) -> None:
    """The examples of WCAG's own explanation: #777 on white just fails."""
    assert round(contrast(first, second), 2) == expected == round(contrast(second, first), 2)


def test_colours_that_cannot_be_read_are_refused_all_at_once_with_their_figures() -> None:
    base = read_theme().text("style/base.css")

    with pytest.raises(SettingsError) as caught:
        accent_style("#ffcc00", "#222222", base)

    told = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 4
    assert "`theme.accent` = #ffcc00 on the theme's paper #fcfbf8 has a contrast of 1.46, less than 4.5" in told
    assert "`theme.accent_dark` = #222222 on the theme's panel" in told


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "url(x)", "#000000;}"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(SettingsError, match="must be a colour"):
        accent_style(colour, "", read_theme().text("style/base.css"))


def test_a_colour_of_one_scheme_leaves_the_other_to_the_theme() -> None:
    base = read_theme().text("style/base.css")

    assert accent_style("#0b6e4f", "", base).startswith(":root { --link: light-dark(#0b6e4f, #")
    assert accent_style("", "", base) == ""


def test_the_grounds_of_a_publishers_own_theme_are_the_measure() -> None:
    base = ":root { --paper: light-dark(#000000, #ffffff); --link: light-dark(#ffffff, #000000); }"

    assert "#ffcc00" in accent_style("#ffcc00", "", base)
    with pytest.raises(SettingsError, match="paper #ffffff"):
        accent_style("", "#ffcc00", base)


def test_pages_carry_colour_and_logo(tmp_path: Path) -> None:
    logo = tmp_path / "Our Sign.svg"
    logo.write_bytes(SVG)
    look = ThemeSettings(accent="#0b6e4f", accent_dark="#6fd3ac", logo=logo)
    theme = apply_branding(read_theme(), look)

    html = HtmlRenderer(SiteSettings(), theme, look).render(sample_pages.pages()["event"]).decode()

    assert "--link:light-dark(#0b6e4f,#6fd3ac)" in html.replace(", ", ",").replace(": ", ":")
    assert f'<img class="logo" src="{theme.static_path("logo.svg")}" width="42" height="28" alt="">' in html
    assert theme.published()[theme.static_path("logo.svg")] == SVG


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", SVG),
        ("logo.svg", b"<svg></svg>"),
        ("logo.svg", b'<svg viewBox="0 0 0 10">'),
        ("logo.gif", b"GIF89a"),
        ("logo.svg", SVG + b" " * LARGEST_LOGO),
        ("logo.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_logo_that_cannot_be_used_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    logo = tmp_path / name
    logo.write_bytes(content)

    with pytest.raises(SettingsError, match="logo"):
        apply_branding(read_theme(), ThemeSettings(logo=logo))


def test_a_logo_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        apply_branding(read_theme(), ThemeSettings(logo=tmp_path / "none.svg"))


def test_the_size_of_a_picture_is_read_off_its_head() -> None:
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 480)

    assert picture_size(png) == (640, 480)
    assert picture_size(SVG) == (48, 32)
    assert picture_size(b"GIF89a") is None
