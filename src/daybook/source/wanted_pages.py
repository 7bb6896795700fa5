"""Leaves of an export the pages whose titles may be wanted, by a look at its bytes: no XML is parsed of all others.

In the content history of a whole wiki a few of a million pages are day pages. An export writes `<title>` straight after
`<page>`, and escapes the same letters everywhere, so that a title's first letters are found as bytes. What is left reads as an export:
its head, the pages that begin so, its end. Redirects are left out with all other pages.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from xml.sax.saxutils import escape

PIECE = 1 << 20
"""Bytes looked at together."""

LARGEST_HEAD = 1 << 20
"""Bytes within which the first page begins; namespaces and the like come before it, some tens of kilobytes."""

_PAGE, _END = b"<page>", b"</page>"
_LAST = b"</mediawiki>"


class WantedPages:
    """Reads an export through another reader, such as one that unpacks it; `read` gives bytes of wanted pages alone."""

    def __init__(self, read: Callable[[int], bytes], starts: Sequence[str]) -> None:
        """Read with `read` what has titles that begin with one of `starts`, as `DayTitles.starts` has them."""
        self.skipped = 0
        self._read = read
        self._marks = [b"<title>" + escape(start).encode() for start in starts]
        self._pieces = self._wanted()

    def read(self, size: int) -> bytes:  # noqa: ARG002 - a piece has the size that it has
        """Return the next piece, nothing at the end."""
        return next(self._pieces, b"")

    def _wanted(self) -> Iterator[bytes]:
        held = b""
        while _PAGE not in held:
            data = self._read(PIECE)
            if not data or len(held) > LARGEST_HEAD:  # no page at all, or no export: whoever reads finds out
                yield held + data
                yield from iter(lambda: self._read(PIECE), b"")
                return
            held += data
        head, _, held = held.partition(_PAGE)
        yield head
        held = _PAGE + held
        overlap = max(map(len, self._marks)) + len(_PAGE) + 64
        while True:
            found = self._find(held)
            if found is not None:
                start = max(held.rfind(_PAGE, 0, found), 0)
                self._pass_over(held, start)
                held = yield from self._page(held[start:])
                continue
            cut = max(len(held) - overlap, 0)
            self._pass_over(held, cut)
            data = self._read(PIECE)
            held = held[cut:] + data
            if not data:
                self._pass_over(held, len(held))
                # The end of an export that is whole; of one that was cut off, the end is missing, as it should be.
                if _LAST in held:
                    yield held[held.index(_LAST) :]
                return

    def _pass_over(self, held: bytes, end: int) -> None:
        """Count the pages that begin before `end`."""
        self.skipped += held.count(_PAGE, 0, end + len(_PAGE) - 1)

    def _find(self, held: bytes) -> int | None:
        places = [place for mark in self._marks if (place := held.find(mark)) >= 0]
        return min(places, default=None)

    def _page(self, held: bytes) -> Generator[bytes, None, bytes]:
        """Yield the page that begins here, to its end; return what follows it."""
        while (end := held.find(_END)) < 0:
            kept = len(held) - len(_END)
            if kept > 0:
                yield held[:kept]
                held = held[kept:]
            data = self._read(PIECE)
            if not data:
                yield held
                return b""
            held += data
        end += len(_END)
        yield held[:end]
        return held[end:]
