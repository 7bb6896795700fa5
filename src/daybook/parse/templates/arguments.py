"""What a template was given, and links as its text writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from daybook.parse.dialect import Dialect


@dataclass(slots=True)
class Arguments:
    """What a template was given: unnamed values in order, as written, and named ones, stripped, keys in lower case.

    `parts` holds all of them in order, as written, where the order counts.
    """

    values: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)

    def get(self, position: int) -> str:
        """Return an unnamed value, from 1, stripped; empty where there is none."""
        return self.values[position - 1].strip() if position <= len(self.values) else ""

    def first(self) -> str:
        """Return the first unnamed value as written."""
        return self.values[0] if self.values else ""

    def any_of(self, *keys: str) -> str:
        """Return the first of the named values that is not empty."""
        return next((self.named[key] for key in keys if self.named.get(key)), "")

    def set_numbered(self, position: int, value: str) -> None:
        """Set an unnamed value that was given by its number; a number far beyond the others is ignored."""
        if 0 < position <= len(self.values) + 5:
            self.values.extend([""] * (position - len(self.values)))
            self.values[position - 1] = value


Text = Callable[[Arguments, Dialect], str | None]
"""How a template's text is made of its arguments: wikitext, which is read like the rest of the line. None
where that cannot be known."""


def wikilink(title: str, label: str = "") -> str:
    """Return a link to a page as wikitext; without a title, the label."""
    title = title.strip()
    return f"[[{title}|{label}]]" if label and label != title else f"[[{title}]]" if title else label
