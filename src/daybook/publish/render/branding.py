"""A theme in the publisher's own colours and with the publisher's logo: what settings change without any theme of one's own."""

from __future__ import annotations

from daybook.publish.render.accent_colours import accent_style
from daybook.publish.render.logo import logo_name, read_logo
from daybook.publish.render.theme import Theme, ThemeSettings

BASE = "style/base.css"


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
        files[f"static/{logo_name(look.logo)}"] = read_logo(look.logo)
    return Theme(dict(sorted(files.items())))
