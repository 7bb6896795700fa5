"""Pages as they are sent, compressed once and kept while they are asked for: a bounded number of bytes, the latest used."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from daybook.serve.answer import Moved, Page, Version
from daybook.serve.response import Described, described, encoded

SMALLEST_COMPRESSED = 1000
"""Bytes below which compression saves nothing: such an answer fits one network packet either way."""

LARGEST_KEPT = 1_000_000
"""Bytes above which a page is not kept: it would push hundreds of others out."""

LEVEL = 5
"""Of gzip: 6 makes pages 1 per cent smaller and takes a third longer, 1 makes them 15 per cent larger in half the time."""

QUICK = 2
"""Level for answers that mostly are asked for once: a list of fifty events is 14 per cent larger in a third of the time."""

LONGEST_NAME = 1000
"""Characters of what a page is held under, beyond which it is not."""

OVERHEAD = 600
"""Bytes that an entry takes beside its content, about."""


NOTHING = Described("")
"""Describes what has no content."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as it is sent, or where it moved to, at a version, where one is known.

    `digest` is of the bytes, so that a page which an archive's new state did not change is known as the same. `content` is
    compressed with gzip where `is_compressed`; `brotli` is the same once more, where somebody made it beforehand.
    """

    version: Version | None
    moved: Moved | None = None
    described: Described = NOTHING
    digest: str = ""
    content: bytes = field(default=b"", repr=False)
    is_compressed: bool = False
    brotli: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, version: Version | None, answer: Page | Moved, *, compressible: bool) -> Stored:
        """Make one of an answer, compressing it where that helps."""
        if isinstance(answer, Moved):
            return cls(version, moved=answer)
        shown = described(answer.path)
        if answer.headers:
            shown = replace(shown, own=encoded(answer.headers))
        coded = dict(answer.coded)
        if "gzip" not in coded:
            made = cls.made(version, shown, answer.content, compressible=compressible)
            return replace(made, brotli=coded["br"]) if coded else made
        return cls(version, None, shown, _digest(answer.content), coded["gzip"], True, coded.get("br", b""))  # noqa: FBT003

    @classmethod
    def made(
        cls, version: Version | None, described: Described, content: bytes, *, compressible: bool, level: int = LEVEL
    ) -> Stored:
        """Make one of content of any kind."""
        digest = _digest(content)
        is_compressed = compressible and len(content) >= SMALLEST_COMPRESSED
        if is_compressed:
            content = gzip.compress(content, level, mtime=0)
        return cls(version, None, described, digest, content, is_compressed)

    def plain(self) -> bytes:
        """Return the page for a client that cannot read gzip."""
        return zlib.decompress(self.content, 31) if self.is_compressed else self.content

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, about."""
        return len(self.content) + len(self.brotli) + OVERHEAD


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


class PageCache:
    """The pages last asked for, by path, at most so many bytes. Used from any thread."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lock = threading.Lock()  # around a few dictionary operations, never around work
        self._held: OrderedDict[str, Stored] = OrderedDict()

    def get(self, path: str, version: Version) -> Stored | None:
        """Return the page at a path, if it is held and of this version."""
        with self._lock:
            stored = self._held.get(path)
            if stored is None:
                return None
            assert stored.version is not None  # or it would not be held
            if stored.version.tag != version.tag:
                return None
            self._held.move_to_end(path)
            return stored

    def put(self, path: str, stored: Stored) -> None:
        """Hold a page whose version is known, and forget those longest unused that are too many for that."""
        if stored.version is None or stored.size > LARGEST_KEPT or len(path) > LONGEST_NAME:
            return
        with self._lock:
            old = self._held.pop(path, None)
            self._size += stored.size - (old.size if old else 0)
            self._held[path] = stored
            while self._size > self._limit:
                _, oldest = self._held.popitem(last=False)
                self._size -= oldest.size

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._size
