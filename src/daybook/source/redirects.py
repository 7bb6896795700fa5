"""Where a redirect leads, read from its wikitext.

Knows the word that every MediaWiki understands, `#REDIRECT`. A wiki's own word for it is known to the wiki, which says so
in its exports (`<redirect title>`) and its answers (`redirect`); a text is held against that.
"""

from __future__ import annotations

import re

from daybook.model import Redirect
from daybook.model.titles import normal_title

LOOK = 1_000
"""Characters at the start of a page that are enough to see a redirect: a title has at most 255 bytes."""

_REDIRECT = re.compile(r"[\s\ufeff]*#(\w{1,40})\s*:?\s*\[\[([^\[\]{|}\n]+)(?:\|[^\]\n]*)?\]\]")


def redirect_target(wikitext: str, expected: str | None = None) -> str | None:
    """Return the title that a page of wikitext redirects to, without its section; None where it is no redirect.

    `expected` is where the wiki says that the page leads: in a text that leads there any word counts as `#REDIRECT`.
    """
    match = _REDIRECT.match(wikitext[:LOOK])
    if match is None:
        return None
    word, target = match[1], normal_title(match[2])
    is_redirect = word.upper() == "REDIRECT" or (expected is not None and target == normal_title(expected))
    return target if is_redirect and target else None


def make_redirect(title: str, target: str) -> Redirect | None:
    """Return the redirect from a title to a target as a wiki writes them; None where it leads to itself or nowhere."""
    origin, goal = normal_title(title), normal_title(target)
    return Redirect(origin, goal) if origin and goal and origin != goal else None
