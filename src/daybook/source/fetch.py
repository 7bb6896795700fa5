"""Fetches pages from a wiki's API: first which revisions are new, then only those.

What to ask and what the answers mean; the requests are the client's (`mediawiki.py`). Keeps nothing: the caller says
which revision it has of each page and stores each page as it comes, so an interrupted fetch goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TypeVar

from daybook.errors import FetchError
from daybook.model import RawPage
from daybook.model.encoding import converter
from daybook.model.redirects import redirect_target
from daybook.model.wiki import WikiQueries
from daybook.source.items import LARGEST_PAGE, Cause, NotRead, PageHistory, SourceItem
from daybook.source.plausible import is_number, read_moment

BATCH_SIZE = 4 * 1024 * 1024
"""Bytes of wikitext asked for at once: half of what MediaWiki puts into one answer (`$wgAPIMaxResultSize`, 8 MiB)."""

REVISIONS_AT_ONCE = 50
"""Revisions with text that a wiki gives a visitor in one answer."""

_TEXTS = {"prop": "revisions", "rvprop": "ids|timestamp|user|contentmodel|content", "rvslots": "main"}
_NEWEST_FIRST = {"prop": "revisions", "rvprop": "ids|size", "rvdir": "older", "rvlimit": "max"}

_TITLE_HINT = "see `parse.dialect`, or `wiki.title_prefix`, `wiki.months`, `wiki.day_title` and `wiki.month_title`"

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


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page as the wiki lists it: whether it is there, its latest revision's number, and the size of that in bytes."""

    title: str
    revision: int = 0
    size: int = 0
    is_redirect: bool = False
    is_missing: bool = False
    is_invalid: bool = False
    detail: str = ""


def list_pages(wiki: WikiQueries, titles: Sequence[str], per_request: int = 50) -> Iterator[ListedPage]:
    """Yield the pages with these titles as the wiki lists them, in the order of the titles."""
    for start in range(0, len(titles), per_request):
        asked = titles[start : start + per_request]
        pages = {page.title: page for page in _ask_pages(wiki, {"prop": "info", "titles": "|".join(asked)})}
        for title in asked:
            page = pages.get(title)
            yield _listed(page) if page is not None else ListedPage(title, is_invalid=True)


def find_pages(wiki: WikiQueries, namespace: int, prefix: str) -> Iterator[ListedPage]:
    """Yield all pages of a namespace whose titles (without the namespace's name) begin with a prefix.

    So the wiki says which pages there are, and none is guessed: 500 of them in one answer.
    """
    question = {
        "generator": "allpages",
        "gapnamespace": str(namespace),
        "gapprefix": prefix,
        "gaplimit": "max",
        "prop": "info",
    }
    for page in _ask_pages(wiki, question):
        yield _listed(page)


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
        pages = list(list_pages(wiki, titles[start : start + titles_per_request], titles_per_request))
        yield from fetch_listed(
            wiki, pages, known, history=history, per_request=titles_per_request, done=done, total=total
        )
        done += len(pages)
    yield SourceItem(None, total, total, "pages")


def fetch_listed(
    wiki: WikiQueries,
    pages: Sequence[ListedPage],
    known: Mapping[str, int],
    *,
    history: bool = False,
    per_request: int = 50,
    done: int = 0,
    total: int | None = None,
) -> Iterator[SourceItem]:
    """Yield listed pages as `fetch_pages` does; progress goes on from `done` of `total`, by default from none of these."""
    total = len(pages) if total is None else total
    changed: list[ListedPage] = []
    for page in pages:
        reason = _not_to_fetch(page, known.get(page.title))
        if reason is None:
            changed.append(page)
        else:
            done += 1
            yield SourceItem(reason, done, total, "pages")
    if history:
        for page in changed:
            last = known.get(page.title)
            revisions = _fetch_history(wiki, page.title) if last is None else _fetch_since(wiki, page.title, last)
            for content in revisions:
                yield SourceItem(content, done, total, "pages")
            done += 1
        return
    for content in _fetch_latest(wiki, changed, per_request):
        done += 1
        yield SourceItem(content, done, total, "pages")


def _listed(page: _Page) -> ListedPage:
    return ListedPage(
        page.title, page.lastrevid, page.length, page.redirect, page.missing, page.invalid, page.invalidreason
    )


def _not_to_fetch(page: ListedPage, known: int | None) -> NotRead | None:
    """Say why a page is not to be fetched, None where it is."""
    if page.is_invalid:
        return NotRead(page.title, Cause.BAD_TITLE, detail=page.detail, hint=_TITLE_HINT)
    if page.is_missing:
        return NotRead(page.title, Cause.MISSING)
    if page.is_redirect:
        return NotRead(page.title, Cause.REDIRECT, hint="check whether the page was moved")
    if not is_number(page.revision):
        return NotRead(page.title, Cause.BAD_NUMBER, detail=f"{page.revision}")
    if page.revision == known:
        return NotRead(page.title, Cause.UNCHANGED)
    if page.size > LARGEST_PAGE:
        return NotRead(page.title, Cause.TOO_LARGE, detail=f"{page.size:,} bytes")
    return None


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


def _fetch_latest(wiki: WikiQueries, pages: Sequence[ListedPage], per_request: int) -> Iterator[PageHistory | NotRead]:
    """Yield the latest revision of each page, as the answers come."""
    for batch in _batches(pages, lambda page: page.size, per_request):
        waiting = dict.fromkeys(page.title for page in batch)
        for page in _ask_pages(wiki, {**_TEXTS, "titles": "|".join(waiting)}):
            if page.revisions and page.title in waiting:
                del waiting[page.title]
                content = _read_revision(page.title, page.revisions[-1])
                yield PageHistory(page.title, (content,)) if isinstance(content, RawPage) else content
        for title in waiting:
            yield NotRead(title, Cause.MISSING, detail="it went away while it was fetched")


def _fetch_history(wiki: WikiQueries, title: str) -> Iterator[PageHistory | NotRead]:
    """Yield every revision of a page, oldest first, a piece for each part of the answer."""
    question = {**_TEXTS, "rvdir": "newer", "rvlimit": str(REVISIONS_AT_ONCE), "titles": title}
    answers = (list(page.revisions) for page in _ask_pages(wiki, question) if page.title == title)
    yield from _in_pieces(title, answers)


def _fetch_since(wiki: WikiQueries, title: str, known: int) -> Iterator[PageHistory | NotRead]:
    """Yield every revision of a page after the known one, oldest first, in pieces that fit one answer each.

    The numbers are asked for first, newest first, and only down to the known one; should that one be gone, all of them.
    """
    listed: list[_Revision] = []
    for part in _ask_pages(wiki, {**_NEWEST_FIRST, "titles": title}):
        new = list(takewhile(lambda revision: revision.revid != known, part.revisions))
        listed.extend(new)
        if len(new) < len(part.revisions):
            break
    yield from _in_pieces(title, _ask_for_texts(wiki, listed[::-1]))


def _ask_for_texts(wiki: WikiQueries, listed: Sequence[_Revision]) -> Iterator[list[_Revision]]:
    """Yield listed revisions with their texts, as many at once as fit one answer, in the order of the list."""
    for batch in _batches(listed, lambda revision: revision.size, REVISIONS_AT_ONCE):
        answered: dict[int, _Revision] = {}
        for part in _ask_pages(wiki, {**_TEXTS, "revids": "|".join(str(revision.revid) for revision in batch)}):
            answered.update((revision.revid, revision) for revision in part.revisions)
        yield [answered.get(revision.revid, _Revision(revision.revid)) for revision in batch]


def _in_pieces(title: str, answers: Iterable[Sequence[_Revision]]) -> Iterator[PageHistory | NotRead]:
    """Yield answered revisions as pieces of one history; each but the last says that more come."""
    held: PageHistory | None = None
    for revisions in answers:
        texts: list[RawPage] = []
        for revision in revisions:
            content = _read_revision(title, revision)
            if isinstance(content, RawPage):
                texts.append(content)
            else:
                yield content
        if texts:
            if held is not None:
                yield replace(held, more=True)
            held = PageHistory(title, tuple(texts))
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


def _batches(things: Sequence[T], size: Callable[[T], int], most: int) -> Iterator[list[T]]:
    """Cut a sequence so that each batch fits one answer: at most so many things, and little more than `BATCH_SIZE` bytes."""
    batch: list[T] = []
    filled = 0
    for thing in things:
        if batch and (len(batch) >= most or filled + size(thing) > BATCH_SIZE):
            yield batch
            batch, filled = [], 0
        batch.append(thing)
        filled += size(thing)
    if batch:
        yield batch
