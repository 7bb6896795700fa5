"""Looks at a wiki's list of recent changes, again and again, where the wiki has no stream of them.

Gives the same as `event_stream.py`. The mark to go on from is the time of the newest change seen; each look reaches a little
further back, for a wiki may list a change later than one that came after it, and leaves out what was seen before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybook.errors import FetchError
from daybook.model.encoding import converter
from daybook.model.wiki import WikiQueries
from daybook.source.event_stream import PageChange, StreamItem
from daybook.source.plausible import read_moment

OVERLAP = timedelta(seconds=60)
"""How far each look reaches back before the newest change seen: twice the lag at which Wikimedia's wikis stop answering."""

REMEMBERED = 5_000
"""Changes that are known to have been seen."""

_QUESTION = {"list": "recentchanges", "rcprop": "title|ids|timestamp", "rctype": "edit|new|log", "rclimit": "max"}


@dataclass(frozen=True, slots=True)
class _Change:
    rcid: int = 0
    title: str = ""
    type: str = "edit"
    revid: int = 0
    timestamp: str = ""


@dataclass(frozen=True, slots=True)
class _Query:
    recentchanges: tuple[_Change, ...] = ()


_read_query = converter(_Query)


def look_for_changes(
    wiki: WikiQueries,
    namespaces: Sequence[int],
    *,
    last_id: str | None,
    wait: Callable[[], bool],
    is_wanted: Callable[[str], bool],
) -> Iterator[StreamItem]:
    """Yield the changes of wanted pages of some namespaces as the wiki lists them, and a sign of life after each look.

    `wait` lets time pass between two looks, and returns False when it is enough. Raises `FetchError` when the wiki fails for
    good.
    """
    spaces = "|".join(map(str, namespaces))
    mark = _moment(last_id or "")
    if mark is None:
        newest = list(_ask(wiki, {**_QUESTION, "rcnamespace": spaces, "rclimit": "1"}))
        mark = _moment(newest[0].timestamp) if newest else None
    seen: deque[int] = deque(maxlen=REMEMBERED)
    yield StreamItem(None, _written(mark))
    while True:
        question = {**_QUESTION, "rcnamespace": spaces, "rcdir": "newer"}
        if mark is not None:
            question["rcstart"] = _written(mark - OVERLAP) or ""
        for change in _ask(wiki, question):
            moment = _moment(change.timestamp)
            if change.rcid in seen or moment is None:
                continue
            seen.append(change.rcid)
            mark = max(mark or moment, moment)
            if is_wanted(change.title):
                yield StreamItem(PageChange(change.title, change.type, change.revid), _written(mark))
        yield StreamItem(None, _written(mark))
        if not wait():
            return


def _ask(wiki: WikiQueries, question: dict[str, str]) -> Iterator[_Change]:
    is_one = question["rclimit"] == "1"
    for answer in wiki.query(question):
        try:
            yield from _read_query(answer).recentchanges
        except ValueError as error:
            message = f"the wiki's answer is not understood: {error}"
            raise FetchError(message, hint="check that `wiki.api` is that of a MediaWiki") from error
        if is_one:
            return


def _moment(text: str) -> datetime | None:
    try:
        return read_moment(text)
    except ValueError:
        return None


def _written(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment is not None else None
