"""Makes pages of the elements of a MediaWiki export (https://www.mediawiki.org/xml/export-0.11.xsd, and older ones).

Bytes go in by pieces, items come out as they are whole. Opens no file and knows no compression.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers.expat import ParserCreate

from daybook.errors import SourceError
from daybook.model import RawPage
from daybook.model.redirects import LOOK, make_redirect, redirect_target
from daybook.model.titles import DayTitles, normal_title
from daybook.model.wiki import Namespace, SiteInfo
from daybook.source.items import LARGEST_PAGE, Cause, Content, NotRead, PageHistory
from daybook.source.plausible import read_moment

PIECE_SIZE = 16 * 1024 * 1024
"""Characters of one page's revisions that are held at once: a day page of 20 kB and 800 revisions comes whole."""

PIECE_REVISIONS = 1_000
"""Revisions of one page that are held at once, however small they are."""

LARGEST_TOKEN = 16 * 1024 * 1024
"""Bytes that one tag, comment or the like may have before the file is refused: the parser must hold it whole."""

MOST_NAMESPACES = 1_000
"""Namespaces that are kept; the English Wikipedia has 32."""

DEEPEST = 16
"""Levels of elements; an export has six."""

_REVISION_FIELDS = frozenset({"id", "timestamp", "text", "model"})
_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "iso-8859-1"})
_SHORT_FIELD = 1_000
"""Characters kept of a title, name, number or time: a title has at most 255 bytes."""


class ExportReader:
    """Reads one export: `feed` it, then `take_items`; `skipped` counts the pages passed over.

    `has_begun` and `has_ended` say whether the outermost element was opened and closed.
    """

    def __init__(self, titles: DayTitles) -> None:
        self.skipped = 0
        self.has_begun = False
        self.has_ended = False
        self._titles = titles
        self._items: list[Content] = []
        self._fed = 0
        self._depth = 0
        self._page = _Page()
        self._revision: dict[str, str] | None = None
        self._text_marks: dict[str, str] = {}
        self._pieces: list[str] = []
        self._room = 0
        self._field_depth = 0
        self._namespaces: list[tuple[str, str]] | None = None
        self._parser = ParserCreate()
        self._parser.buffer_size = 1 << 16
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.XmlDeclHandler = _refuse_encoding
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.EntityDeclHandler = _refuse_entity

    @property
    def line(self) -> int:
        """The line of the XML that was reached, from 1."""
        return self._parser.CurrentLineNumber

    def feed(self, data: bytes) -> bool:
        """Read on; no data is the end of the file. Return whether more may follow.

        Raises `ExpatError` where the XML is damaged or not at its end, `SourceError` (which names no place) where the
        file is something else.
        """
        self._parser.Parse(data, not data)
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > LARGEST_TOKEN:
            raise SourceError("a tag or comment without end")
        return bool(data)

    def give_up(self) -> None:
        """Let go of the page that was being read when the file failed, but for its whole revisions."""
        self._flush(more=False)

    def take_items(self) -> list[Content]:
        """Return the items that are whole and not yet taken."""
        items, self._items = self._items, []
        return items

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        depth = self._depth
        if depth == 4:
            if self._revision is not None and name in _REVISION_FIELDS:
                self._start_field(name, attributes)
            elif self._namespaces is not None and name == "namespace" and len(self._namespaces) < MOST_NAMESPACES:
                self._namespaces.append((attributes.get("key", ""), ""))
                self._gather(_SHORT_FIELD)
        elif depth == 3:
            self._start_in_page(name, attributes)
        elif depth == 5:
            if self._revision is not None and self._page.is_wanted and name in ("username", "ip"):
                self._gather(_SHORT_FIELD)
        elif depth == 2:
            self._page = _Page(name == "page")
            self._namespaces = [] if name == "siteinfo" else None
            self._parser.buffer_text = False  # as `_end_field` explains; a page may come without its title
        elif depth == 1:
            if name != "mediawiki":
                raise SourceError(f"not a MediaWiki export but `{name[:40]}`")
            self.has_begun = True
        elif depth > DEEPEST:
            raise SourceError("elements nest too deeply for an export")

    def _start_in_page(self, name: str, attributes: dict[str, str]) -> None:
        if name == "revision" and self._page.is_page:
            self._revision, self._text_marks = {}, {}
        elif name == "title":
            self._gather(_SHORT_FIELD)
        elif name == "redirect":
            self._page.redirect = attributes.get("title")

    def _start_field(self, name: str, attributes: dict[str, str]) -> None:
        if self._page.is_wanted:
            self._gather(LARGEST_PAGE if name == "text" else _SHORT_FIELD)
            if name == "text":
                self._text_marks = attributes
        elif name == "text" and self._page.redirect is None:
            self._gather(LOOK, self._take_start)

    def _gather(self, room: int, take: Callable[[str], None] | None = None) -> None:
        self._pieces.clear()
        self._room, self._field_depth = room, self._depth
        self._parser.CharacterDataHandler = take or self._take

    def _take(self, data: str) -> None:
        """Keep text until there is no room for more; one piece over the limit is kept, to show that it was passed."""
        if self._room >= 0:
            self._pieces.append(data)
            self._room -= len(data)

    def _take_start(self, data: str) -> None:
        """Keep the start of a text that may be a redirect, and look away from any other."""
        self._take(data)
        start = "".join(self._pieces).lstrip("\ufeff \n\t")
        if self._room < 0 or (start and not start.startswith("#")):
            self._parser.CharacterDataHandler = None

    def _end(self, name: str) -> None:
        depth = self._depth
        self._depth -= 1
        if depth == self._field_depth:
            self._parser.CharacterDataHandler = None
            self._field_depth = 0
            self._end_field(name, depth, "".join(self._pieces))
            self._pieces.clear()
        if depth == 3 and name == "revision" and self._revision is not None:
            self._end_revision(self._revision)
            self._revision = None
        elif depth == 2 and self._page.is_page:
            self._end_page()
        elif depth == 2 and self._namespaces is not None:
            self._items.append(_site_info(self._namespaces))
            self._namespaces = None
        elif depth == 1:
            self.has_ended = True

    def _end_field(self, name: str, depth: int, value: str) -> None:
        if depth == 4 and self._namespaces:
            self._namespaces[-1] = (self._namespaces[-1][0], value)
        elif depth == 3:
            self._page.name(value, self._titles)
            # A buffer saves calls, but while there is one a handler must not take itself away, as `_take_start` does.
            if self._parser.buffer_text != self._page.is_wanted:
                self._parser.buffer_text = self._page.is_wanted
        elif depth == 5 and self._revision is not None:
            self._revision["editor"] = value
        elif self._page.is_wanted and self._revision is not None:
            self._revision[name] = value
        else:
            self._page.last_text = value

    def _end_revision(self, fields: dict[str, str]) -> None:
        page = self._page
        if not page.is_wanted:
            return
        number, text = _number(fields.get("id", "")), fields.get("text", "")
        cause = self._fault(fields, text)
        if cause is not None:
            self._items.append(NotRead(page.title, cause, revision=number))
            return
        try:
            moment = read_moment(fields.get("timestamp", ""))
        except ValueError as error:
            self._items.append(NotRead(page.title, Cause.BAD_TIME, revision=number, detail=str(error)))
            return
        if page.size >= PIECE_SIZE or len(page.revisions) >= PIECE_REVISIONS:
            self._flush(more=True)
        page.size += len(text)
        page.revisions.append(RawPage(page.title, text, number, moment, fields.get("editor") or None))

    def _fault(self, fields: dict[str, str], text: str) -> Cause | None:
        """Return why a revision gives no text. An export without texts still gives their length in bytes."""
        if "deleted" in self._text_marks or "suppressed" in self._text_marks:
            return Cause.HIDDEN
        if not text and ("text" not in fields or self._text_marks.get("bytes", "0").strip() not in ("", "0")):
            return Cause.NO_TEXT
        if fields.get("model", "wikitext").strip() not in ("", "wikitext"):
            return Cause.NOT_WIKITEXT
        if len(text) > LARGEST_PAGE:
            return Cause.TOO_LARGE
        return Cause.REDIRECT if redirect_target(text, expected=self._page.redirect) else None

    def _end_page(self) -> None:
        page = self._page
        if page.is_wanted:
            self._flush(more=False)
        else:
            target = page.redirect or redirect_target(page.last_text)
            redirect = make_redirect(page.title, target) if target else None
            if redirect is None:
                self.skipped += 1
            else:
                self._items.append(redirect)
        self._page = _Page()

    def _flush(self, *, more: bool) -> None:
        page = self._page
        if page.revisions:
            self._items.append(PageHistory(page.title, tuple(page.revisions), more))
            page.revisions.clear()
            page.size = 0


class _Page:
    """The page that is being read."""

    __slots__ = ("is_page", "is_wanted", "last_text", "redirect", "revisions", "size", "title")

    def __init__(self, is_page: bool = False) -> None:  # noqa: FBT001, FBT002 - two callers, below
        self.is_page = is_page
        self.is_wanted = False
        self.title = ""
        self.redirect: str | None = None
        self.last_text = ""
        self.revisions: list[RawPage] = []
        self.size = 0

    def name(self, title: str, titles: DayTitles) -> None:
        """Take the title, which comes before all revisions, and see whether the page is wanted."""
        self.title = normal_title(title)
        self.is_wanted = self.is_page and (titles.day(title) is not None or titles.month(title) is not None)


def _site_info(namespaces: list[tuple[str, str]]) -> SiteInfo:
    """Return what an export says of its wiki: the names of namespaces, without their other names."""
    return SiteInfo(
        tuple(
            Namespace(int(key), (name.strip(),))
            for key, name in namespaces
            if name.strip() and key.lstrip("-").isascii() and key.lstrip("-").isdigit() and len(key) < 9
        )
    )


def _number(value: str) -> int | None:
    """Return a revision's number, None for what is none; a 64-bit integer is the most that a wiki gives out."""
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Refuse what expat would ask Python's codecs for: exports are UTF-8, and some codecs are no alphabets."""
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise SourceError(f"unsupported encoding: `{encoding[:40]}`", hint="convert the file to UTF-8")


def _refuse_doctype(*_declaration: object) -> None:
    raise SourceError("a document type declaration, which no export has", hint="remove it if you trust the file")


def _refuse_entity(*_declaration: object) -> None:
    raise SourceError("an entity declaration, which no export has", hint="remove it if you trust the file")
