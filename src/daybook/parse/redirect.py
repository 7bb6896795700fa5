"""Redirect pages: where `#REDIRECT [[..]]` leads. Follows nothing; that is the archive's part."""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.model.titles import normal_title
from daybook.parse.settings import ParseSettings


def redirect_target(wikitext: str, settings: ParseSettings | None = None) -> str | None:
    """Return the title that a page redirects to, in normal form; None for a page that is no redirect.

    The word is matched in any case, a colon may follow it, and the link may carry a section and a label, as in
    MediaWiki's `WikitextContent`.
    """
    match = _redirect((settings or ParseSettings()).redirect_words).match(wikitext)
    return (normal_title(match[1]) or None) if match else None


@lru_cache(maxsize=8)
def _redirect(words: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(word.lstrip("#")) for word in words)
    return re.compile(rf"\s*#(?:{names})\s*:?\s*\[\[([^\[\]{{}}|\n]+)(?:\|[^\]\n]*)?\]\]", re.IGNORECASE)
