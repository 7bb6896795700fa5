"""What pages call a subject: its name as the archive has it, made harmless; a story that is a section of an article says so in words."""

from __future__ import annotations

import re

from daybook.publish.cleaning import clean

_SECTION = re.compile(r"(?<=[^\s#])#(?=[^\s#])")


def subject_name(name: str, slug: str) -> str:
    """Return the name for readers: `Election#Response` is "Election: Response", `#MeToo` stays; the slug where it is empty."""
    cleaned = clean(name).strip()
    return (_SECTION.sub(": ", cleaned) if "#" in cleaned else cleaned) or slug
