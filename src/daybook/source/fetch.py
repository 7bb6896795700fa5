"""Fetches pages from a wiki's API: first which revisions are new, then only those.

What to ask and what the answers mean; the asking itself is the client's (`mediawiki.py`). Keeps nothing: the caller says
which revision it has of each page and stores each page as it comes, so an interrupted fetch goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from daybook.source.found import Found
from daybook.source.mediawiki import WikiClient


def fetch_pages(
    client: WikiClient, page_titles: Sequence[str], known: Mapping[str, int], *, history: bool = False
) -> Iterator[Found]:
    """Yield the pages whose latest revision is not the known one; progress counts titles.

    `page_titles` as `DayTitles.title` and `.month_title` make them; `known` maps a title to the number of the last
    revision kept. Only the latest revision comes, or with `history` every one since the known one, oldest first. A page
    that is missing, a redirect or unchanged comes as a `NotRead` and is never to be taken for a deletion.
    """
    raise NotImplementedError
