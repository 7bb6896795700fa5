"""Where a redirect leads, read from its wikitext.

Knows the word that every MediaWiki understands, `#REDIRECT`. A wiki's own words for it are passed in where they are known;
where a wiki says itself where a page leads, in its exports (`<redirect title>`) and its answers, a text is held against that.
"""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.model.day import Redirect
from daybook.model.titles import normal_title

LOOK = 1_000
"""Characters at the start of a page that are enough to see a redirect: a title has at most 255 bytes."""

_LINK = r"\s*:?\s*\[\[(?P<target>[^\[\]{|}\n]+)(?:\|[^\]\n]*)?\]\]"
_ANY_WORD = re.compile(rf"[\s\ufeff]*#[^\s\[:#]{{1,60}}{_LINK}")


def redirect_target(wikitext: str, words: tuple[str, ...] = ("REDIRECT",), expected: str | None = None) -> str | None:
    """Return the title that a page of wikitext redirects to, without its section; None where it is no redirect.

    The words, without `#`, are matched in any case; a colon may follow, and the link may carry a section and a label, as in
    MediaWiki's `WikitextContent`. `expected` is where the wiki says that the page leads: in a text that leads there, any
    word counts.
    """
    start = wikitext[:LOOK]
    match = _redirect(words).match(start)
    if match is not None:
        return normal_title(match["target"]) or None
    match = _ANY_WORD.match(start) if expected is not None else None
    target = normal_title(match["target"]) if match is not None else ""
    return target if target and target == normal_title(expected or "") else None


def make_redirect(title: str, target: str) -> Redirect | None:
    """Return the redirect from a title to a target as a wiki writes them; None where it leads to itself or nowhere."""
    origin, goal = normal_title(title), normal_title(target)
    return Redirect(origin, goal) if origin and goal and origin != goal else None


@lru_cache(maxsize=8)
def _redirect(words: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(word.lstrip("#")) for word in words)
    return re.compile(rf"[\s\ufeff]*#(?:{names}){_LINK}", re.IGNORECASE)
