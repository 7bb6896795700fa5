"""Fetches pages from a wiki's API: first which revisions are new, then only those.

What to ask and what the answers mean; the requests are the client's (`mediawiki.py`). Keeps nothing: the caller says
which revision it has of each page and stores each page as it comes, so an interrupted fetch goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TypeVar

from daybook.errors import FetchError
from daybook.model import RawPage
from daybook.model.encoding import converter
from daybook.model.wiki import WikiQueries
from daybook.source.items import LARGEST_PAGE, Cause, NotRead, PageHistory, SourceItem
from daybook.source.plausible import is_number, read_moment
from daybook.source.redirects import redirect_target

BATCH_SIZE = 4 * 1024 * 1024
"""Bytes of wikitext asked for at once: half of what MediaWiki puts into one answer (`$wgAPIMaxResultSize`, 8 MiB)."""

REVISIONS_AT_ONCE = 50
"""Revisions with text that a wiki gives a visitor in one answer."""

_TEXTS = {"prop": "revisions", "rvprop": "ids|timestamp|user|contentmodel|content", "rvslots": "main"}
_NEWEST_FIRST = {"prop": "revisions", "rvprop": "ids|size", "rvdir": "older", "rvlimit": "max"}

_TITLE_HINT = "see `wiki.title_prefix` and `wiki.months`"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Slot:
    contentmodel: str = "wikitext"
    content: str | None = None
    texthidden: bool = False


@dataclass(frozen=True, slots=True)
class _Revision:
    revid: int
    timestamp: str = ""
    user: str | None = None
    size: int = 0
    slots: dict[str, _Slot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    missing: bool = False
    invalid: bool = False
    invalidreason: str = ""
    redirect: bool = False
    lastrevid: int = 0
    length: int = 0
    revisions: tuple[_Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class _Query:
    pages: tuple[_Page, ...] = ()
    normalized: tuple[dict[str, str | bool], ...] = ()


_read_query = converter(_Query)


def fetch_pages(
    wiki: WikiQueries,
    page_titles: Sequence[str],
    known: Mapping[str, int],
    *,
    history: bool = False,
    titles_per_request: int = 50,
) -> Iterator[SourceItem]:
    """Yield the pages whose latest revision is not the known one; progress counts titles.

    `page_titles` as `DayTitles.title` and `.month_title` make them; `known` maps a title to the number of the last
    revision kept. Only the latest revision comes, or with `history` every one since the known one, oldest first. A page
    that is missing, a redirect or unchanged comes as a `NotRead` and is never to be taken for a deletion.

    Raises `FetchError` when the wiki fails for good, after all that came before has been yielded.
    """
    titles = list(dict.fromkeys(page_titles))
    done, total = 0, len(titles)
    for start in range(0, total, titles_per_request):
        changed, others = _ask_what_changed(wiki, titles[start : start + titles_per_request], known)
        for other in others:
            done += 1
            yield SourceItem(other, done, total, "pages")
        if history:
            for page in changed:
                for item in _fetch_history(wiki, page, known.get(page.title)):
                    yield SourceItem(item, done, total, "pages")
                done += 1
        else:
            for item in _fetch_latest(wiki, changed):
                done += 1
                yield SourceItem(item, done, total, "pages")
    yield SourceItem(None, total, total, "pages")


def _ask_pages(wiki: WikiQueries, question: Mapping[str, str]) -> Iterator[_Page]:
    """Yield the pages of an answer as its parts come, each under the title that it was asked for by."""
    asked_as: dict[str, str] = {}
    for answer in wiki.query(question):
        try:
            query = _read_query(answer)
        except ValueError as error:
            message = f"the wiki's answer is not understood: {error}"
            raise FetchError(message, hint="check that `wiki.api` is that of a MediaWiki") from error
        asked_as.update((str(entry.get("to")), str(entry.get("from"))) for entry in query.normalized)
        for page in query.pages:
            yield replace(page, title=asked_as.get(page.title, page.title))


def _ask_what_changed(
    wiki: WikiQueries, titles: Sequence[str], known: Mapping[str, int]
) -> tuple[list[_Page], list[NotRead]]:
    """Return the pages that have a new revision, and the others with the reason, both in the order of the titles."""
    pages = {page.title: page for page in _ask_pages(wiki, {"prop": "info", "titles": "|".join(titles)})}
    changed: list[_Page] = []
    others: list[NotRead] = []
    for title in titles:
        page = pages.get(title)
        if page is None or page.invalid:
            others.append(NotRead(title, Cause.BAD_TITLE, detail=page.invalidreason if page else "", hint=_TITLE_HINT))
        elif page.missing:
            others.append(NotRead(title, Cause.MISSING))
        elif page.redirect:
            others.append(NotRead(title, Cause.REDIRECT, hint="see whether the page was moved"))
        elif not is_number(page.lastrevid):
            others.append(NotRead(title, Cause.BAD_NUMBER, detail=f"{page.lastrevid}"))
        elif page.lastrevid == known.get(title):
            others.append(NotRead(title, Cause.UNCHANGED))
        elif page.length > LARGEST_PAGE:
            others.append(NotRead(title, Cause.TOO_LARGE, detail=f"{page.length:,} bytes"))
        else:
            changed.append(page)
    return changed, others


def _fetch_latest(wiki: WikiQueries, pages: Sequence[_Page]) -> Iterator[PageHistory | NotRead]:
    """Yield the latest revision of each page, as the answers come."""
    for batch in _batches(pages, lambda page: page.length):
        waiting = dict.fromkeys(page.title for page in batch)
        for page in _ask_pages(wiki, {**_TEXTS, "titles": "|".join(waiting)}):
            if page.revisions and page.title in waiting:
                del waiting[page.title]
                item = _read_revision(page.title, page.revisions[-1])
                yield PageHistory(page.title, (item,)) if isinstance(item, RawPage) else item
        for title in waiting:
            yield NotRead(title, Cause.MISSING, detail="it went away while it was fetched")


def _fetch_history(wiki: WikiQueries, page: _Page, known: int | None) -> Iterator[PageHistory | NotRead]:
    """Yield every revision of a page after the known one, oldest first, in pieces that fit one answer each.

    The numbers are asked for first, newest first, and only down to the known one; should that one be gone, all of them.
    """
    listed: list[_Revision] = []
    for part in _ask_pages(wiki, {**_NEWEST_FIRST, "titles": page.title}):
        new = list(takewhile(lambda revision: revision.revid != known, part.revisions))
        listed.extend(new)
        if len(new) < len(part.revisions):
            break
    held: PageHistory | None = None
    for batch in _batches(listed[::-1], lambda revision: revision.size):
        order = {revision.revid: position for position, revision in enumerate(batch)}
        answered: dict[int, _Revision] = {}
        for part in _ask_pages(wiki, {**_TEXTS, "revids": "|".join(map(str, order))}):
            answered.update((revision.revid, revision) for revision in part.revisions)
        texts: list[RawPage] = []
        for number in order:
            item = _read_revision(page.title, answered.get(number, _Revision(number)))
            if isinstance(item, RawPage):
                texts.append(item)
            else:
                yield item
        if texts:
            if held is not None:
                yield replace(held, more=True)
            held = PageHistory(page.title, tuple(texts))
    if held is not None:
        yield held


def _read_revision(title: str, revision: _Revision) -> RawPage | NotRead:
    slot = revision.slots.get("main")
    cause: Cause | None = None
    try:
        moment = read_moment(revision.timestamp)
    except ValueError:
        return NotRead(title, Cause.BAD_TIME, revision.revid, detail=revision.timestamp)
    if not is_number(revision.revid):
        return NotRead(title, Cause.BAD_NUMBER, detail=f"{revision.revid}")
    if slot is None or slot.texthidden:
        cause = Cause.HIDDEN
    elif slot.content is None:
        cause = Cause.NO_TEXT
    elif slot.contentmodel != "wikitext":
        cause = Cause.NOT_WIKITEXT
    elif len(slot.content) > LARGEST_PAGE:
        cause = Cause.TOO_LARGE
    elif redirect_target(slot.content) is not None:
        cause = Cause.REDIRECT
    else:
        return RawPage(title, slot.content, revision.revid, moment, revision.user)
    return NotRead(title, cause, revision.revid)


def _batches(things: Sequence[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Cut a sequence so that each batch fits one answer: at most 50 things, and little more than `BATCH_SIZE` bytes."""
    batch: list[T] = []
    filled = 0
    for thing in things:
        if batch and (len(batch) >= REVISIONS_AT_ONCE or filled + size(thing) > BATCH_SIZE):
            yield batch
            batch, filled = [], 0
        batch.append(thing)
        filled += size(thing)
    if batch:
        yield batch
