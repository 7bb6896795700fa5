"""What every source yields: pages, redirects, what the wiki says of itself, what could not be read; and how far the reading has come.

Holds no reader. A reader never raises for one bad file or revision: it yields a `NotRead` and goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daybook.model import RawPage, Redirect
from daybook.model.wiki import SiteInfo

LARGEST_PAGE = 8 * 1024 * 1024
"""Characters (bytes, of a file) of a text that is read: four times what MediaWiki lets a page have, 2 MiB by default."""


class Cause(StrEnum):
    """Why a page, revision or file gave no text. Only `UNCHANGED` is as it should be."""

    UNCHANGED = "unchanged since it was last read"
    MISSING = "no such page"
    REDIRECT = "a redirect stands where the day page should be"
    HIDDEN = "the wiki hides this revision"
    NO_TEXT = "the text is not in the export"
    NOT_WIKITEXT = "not wikitext"
    TOO_LARGE = "too large for a day page"
    BAD_TITLE = "not a title this wiki allows"
    BAD_TIME = "an impossible time"
    BAD_NUMBER = "an impossible revision number"
    DUPLICATE = "a second file for the same page"
    LINK = "a symbolic link"
    UNREADABLE = "cannot be read"
    NOT_UTF8 = "not UTF-8 text"
    NO_DAYS = "no day found on this month page"


@dataclass(frozen=True, slots=True)
class NotRead:
    """A page, revision or file that gave no text: never a sign that the page was emptied or deleted.

    `name` is the page's title or the file's path, `revision` the wiki's number where only one revision is meant,
    `detail` what the system or the wiki said, `hint` what to do about it; both may be empty.
    """

    name: str
    cause: Cause
    revision: int | None = None
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PageHistory:
    """Revisions of one day page or month page, in the source's order (a wiki's export: oldest first); never none.

    A very long history comes in several pieces, one straight after the other; `more` is true for all but the last.
    """

    title: str
    revisions: tuple[RawPage, ...]
    more: bool = False


Content = PageHistory | Redirect | NotRead | SiteInfo
"""What a source can yield."""


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One thing that a source yielded, and how far the reading has come when it did.

    `content` is None where only the progress is news. `done` and `total` are in `unit` ("files", "bytes", "pages"); `total`
    is None where nobody can know it. `skipped` counts the pages or files so far that are no business of Daybook's.
    """

    content: Content | None
    done: int
    total: int | None
    unit: str
    skipped: int = 0

    @property
    def history(self) -> PageHistory | None:
        """The revisions of a page, which alone are parsed; None for everything else that a source yields."""
        return self.content if isinstance(self.content, PageHistory) else None
