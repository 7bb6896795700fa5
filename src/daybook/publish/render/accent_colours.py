"""The publisher's accent colour, light and dark: refused where text in it could not be read, then laid over the theme's.

The rule is that of WCAG 2.2, criterion 1.4.3: text and its ground differ in luminance by 4.5 to 1. Reads the grounds out of the
theme's own style, so that a theme with other grounds is held to the same rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from daybook.errors import SettingsError

LEAST_CONTRAST = 4.5
"""What WCAG 2.2 AA asks of text of ordinary size."""

_COLOUR = re.compile(r"#([0-9a-fA-F]{6})")
_GROUND = re.compile(r"--(paper|panel)\s*:\s*light-dark\(\s*(#[0-9a-fA-F]{6})\s*,\s*(#[0-9a-fA-F]{6})\s*\)")
_LINK = re.compile(r"--link\s*:\s*light-dark\(\s*(#[0-9a-fA-F]{6})\s*,\s*(#[0-9a-fA-F]{6})\s*\)")


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def accent_style(accent: str, accent_dark: str, base: str) -> str:
    """Return the style that gives links the publisher's colours; empty where there are none.

    `base` is the theme's base style; a colour left empty is the theme's own.

    Raises:
        SettingsError: a colour is not `#rrggbb`, or cannot be read on the theme's grounds; all faults are named.
    """
    if not accent and not accent_dark:
        return ""
    own = _LINK.search(base)
    light = accent or (own[1] if own else "#000000")
    dark = accent_dark or (own[2] if own else "#ffffff")
    faults = [
        *_faults("theme.accent", accent, _grounds(base, 2)),
        *_faults("theme.accent_dark", accent_dark, _grounds(base, 3)),
    ]
    if faults:
        is_colour = all(not colour or _COLOUR.fullmatch(colour) for colour in (accent, accent_dark))
        hint = "a darker colour for the light scheme, a lighter one for the dark scheme"
        raise SettingsError(tuple(faults), hint=hint if is_colour else "write it in hexadecimal, as #rrggbb")
    return f":root {{ --link: light-dark({light}, {dark}); }}"


def _grounds(base: str, group: int) -> tuple[tuple[str, str], ...]:
    return tuple((found[1], found[group]) for found in _GROUND.finditer(base))


def _faults(key: str, colour: str, grounds: tuple[tuple[str, str], ...]) -> Iterator[str]:
    if not colour:
        return
    if not _COLOUR.fullmatch(colour):
        yield f"wrong value: `{key}` must be a colour such as #17497c, not `{colour}`"
        return
    for name, ground in grounds:
        found = contrast(colour, ground)
        if found < LEAST_CONTRAST:
            yield (
                f"text cannot be read: `{key}` = {colour} on the theme's {name} {ground} has a contrast of {found:.2f},"
                f" less than {LEAST_CONTRAST}"
            )


def _luminance(colour: str) -> float:
    found = _COLOUR.fullmatch(colour)
    if found is None:
        raise ValueError(f"not a colour: {colour}")
    parts = [int(found[1][start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
