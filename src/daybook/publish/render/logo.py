"""The publisher's logo beside the site's title: checked when it is read, sized so that nothing moves when it arrives."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from daybook.errors import SettingsError, reason_of
from daybook.publish.addresses import Root
from daybook.publish.render.theme import Theme

LARGEST_LOGO = 20_000
"""Bytes of a logo, at most: every first visit waits for it, and a page shall stay under 60 KB."""
LOGO_HEIGHT = 28
"""Pixels of a logo's height: that of the title beside it."""

_SVG_VIEW = re.compile(rb"<svg\b[^>]*\bviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")
_PNG_START = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Logo:
    """The publisher's logo: its address, and its size in pixels, so that nothing moves when it arrives."""

    address: str
    width: int
    height: int


def logo_on_pages(theme: Theme, logo: Path | None, root: Root) -> Logo | None:
    """Return the logo as pages show it; None where the publisher has none."""
    if logo is None:
        return None
    name = logo_name(logo)
    width, height = picture_size(theme.files[f"static/{name}"]) or (1, 1)
    return Logo(root.relative(theme.static_path(name)), round(width * LOGO_HEIGHT / height), LOGO_HEIGHT)


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


def read_logo(logo: Path) -> bytes:
    """Return the bytes of a logo; `SettingsError` where it cannot be read or is no picture that can be used."""
    try:
        content = logo.read_bytes()
    except OSError as error:
        raise SettingsError((f"the logo cannot be read: `{logo}`: {reason_of(error)}",)) from error
    ending = ".png" if content.startswith(_PNG_START) else ".svg"
    if logo.suffix.lower() != ending or picture_size(content) is None:
        raise SettingsError((f"the logo is no PNG, and no SVG with a `viewBox`: `{logo}`",), hint="theme.logo names it")
    if len(content) > LARGEST_LOGO:
        raise SettingsError((f"the logo has {len(content):,} bytes, more than {LARGEST_LOGO:,}: `{logo}`",))
    return content
