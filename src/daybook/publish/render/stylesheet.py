"""The style of pages: the parts that a kind of page needs, joined and compacted. The home of rcssmin."""

from __future__ import annotations

from collections.abc import Iterable

from rcssmin import cssmin

from daybook.publish.render.theme import Theme


def page_style(theme: Theme, parts: Iterable[str]) -> str:
    """Return the style that stands within a page: `base` first, then the parts named, `print` last."""
    return compact("\n".join(theme.text(f"style/{part}.css") for part in ("base", *parts, "print")))


def whole_style(theme: Theme) -> str:
    """Return the style of all pages, for the one file that they share where styles are linked."""
    return compact("\n".join(text for _, text in sorted(theme.texts("style/").items(), key=_rank)))


def compact(style: str) -> str:
    """Take comments and layout out of a stylesheet; what stands in quotation marks stays as it is."""
    made: str = cssmin(style)
    return made


def _rank(entry: tuple[str, str]) -> tuple[int, str]:
    """Sort the parts of the style: `base` first, `print` last."""
    return ({"base.css": 0, "print.css": 2}.get(entry[0], 1), entry[0])
