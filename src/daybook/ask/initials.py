"""Names by their initials: what the International Criminal Court is called, ICC."""

from __future__ import annotations

import re
from functools import lru_cache

FEWEST = 3
"""Words of a name that is called by its initials."""

_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|the|and|for|on|in|to) ){0,2}[A-Z][\w’'-]*){2,7}")
_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to"))


def initials(text: str) -> list[str]:
    """Return the initials of the names of three words or more in a text, sorted."""
    return sorted({found for name in _NAME.findall(text) for found in initials_of(name)})


@lru_cache(maxsize=20_000)
def initials_of(name: str) -> tuple[str, ...]:
    """Return the initials of a name and of its beginnings, in lower case: of "World Health Organization of X" `who` too."""
    found = []
    letters = ""
    for word in name.partition("(")[0].removeprefix("The ").split():
        if word in _SMALL:
            found.append(letters)
        elif word[0].isupper() and word[0].isascii():
            letters += word[0].lower()
        else:
            break
    return tuple(each for each in (*found, letters) if len(each) >= FEWEST)
