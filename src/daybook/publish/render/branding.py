"""A theme in the publisher's own colours and with the publisher's logo: what settings change without any theme of one's own."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from daybook.errors import SettingsError
from daybook.publish.render.accent_colours import accent_style
from daybook.publish.render.theme import Theme, ThemeSettings

BASE = "style/base.css"
LARGEST_LOGO = 20_000
"""Bytes of a logo, at most: every first visit waits for it, and a page shall stay under 60 KB."""

_SVG_VIEW = re.compile(rb"<svg\b[^>]*\bviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")
_PNG_START = b"\x89PNG\r\n\x1a\n"


def apply_branding(theme: Theme, look: ThemeSettings) -> Theme:
    """Return the theme with the settings' colours in its style and the logo among its files.

    Raises:
        SettingsError: a colour cannot be read on the theme's grounds, or the logo is no picture that can be used.
    """
    files = dict(theme.files)
    style = accent_style(look.accent, look.accent_dark, theme.text(BASE))
    if style:
        files[BASE] = files[BASE] + f"\n{style}\n".encode()
    if look.logo is not None:
        files[f"static/{logo_name(look.logo)}"] = _read_logo(look.logo)
    return Theme(dict(sorted(files.items())))


def logo_name(logo: Path) -> str:
    """Return the name that a logo has among the theme's static files."""
    return f"logo{logo.suffix.lower()}"


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG, or of an SVG by its `viewBox`, in pixels or units; None for anything else."""
    if content.startswith(_PNG_START) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if width and height else None
    found = _SVG_VIEW.search(content)
    if not found:
        return None
    try:
        width, height = round(float(found[1])), round(float(found[2]))
    except ValueError:
        return None
    return (width, height) if width > 0 and height > 0 else None


def _read_logo(logo: Path) -> bytes:
    try:
        content = logo.read_bytes()
    except OSError as error:
        raise SettingsError((f"the logo cannot be read: `{logo}`: {(error.strerror or 'unknown').lower()}",)) from error
    ending = ".png" if content.startswith(_PNG_START) else ".svg"
    if logo.suffix.lower() != ending or picture_size(content) is None:
        raise SettingsError((f"the logo is no PNG, and no SVG with a `viewBox`: `{logo}`",), hint="theme.logo names it")
    if len(content) > LARGEST_LOGO:
        raise SettingsError((f"the logo has {len(content):,} bytes, more than {LARGEST_LOGO:,}: `{logo}`",))
    return content
