"""What pages call a subject: its name as the archive has it, made harmless; a story that is a section of an article says so in words."""

from __future__ import annotations

import re

from daybook.publish.cleaning import clean

_PLAIN_WORD = re.compile(r"[^\W\d_A-Z]+(?:[/#’'-]\S*|[:,]?(?=\s|$))")
_SECTION = re.compile(r"(?<=[^\s#])#(?=[^\s#])")


def subject_name(name: str, slug: str) -> str:
    """Return the name for readers; the slug where it is empty.

    `Election#Response` is "Election: Response", `#MeToo` stays. A title begins with a capital on the wiki however it is linked:
    `aftermath of the flood` is "Aftermath of the flood"; words such as eBay and names of hosts stay.
    """
    cleaned = clean(name).strip()
    if cleaned[:1].islower() and (word := _PLAIN_WORD.match(cleaned)) and "." not in word[0]:
        cleaned = cleaned[0].upper() + cleaned[1:]
    return (_SECTION.sub(": ", cleaned) if "#" in cleaned else cleaned) or slug
