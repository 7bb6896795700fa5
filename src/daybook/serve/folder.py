"""The built site as answers: which file belongs to a path, and which paths moved.

Reads only inside the site's folder, and only files: a pipe or a device that stands there is not waited for. Knows no HTTP.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from daybook.errors import PublishError
from daybook.publish.addresses import Root, SiteFile
from daybook.serve.answer import LARGEST_PAGE, Answer, LargeFile, Moved, Page, Version
from daybook.serve.content_types import content_type, is_compressible

CODINGS = (("br", ".br"), ("gzip", ".gz"))
"""Content codings of files that stand compressed beside others, the smallest first, as `brotli` and `gzip -k` name them."""


class SiteFolder:
    """A site folder; `answer` maps a path within the site, such as `/news/2026/03/`, to the bytes to send."""

    def __init__(self, folder: Path, root: Root) -> None:
        self._root = folder.resolve()
        if not self._root.is_dir():
            raise PublishError(f"no site folder: `{folder}`", hint="`daybook build` writes it")
        self._start = str(self._root)
        self._within = self._start.rstrip("/") + "/"
        self._redirects = _Redirects(self._root / SiteFile.REDIRECTS.removeprefix("/"), root)

    def version(self, path: str) -> Version | None:
        """Return what identifies the present state of a file: its time and size, as static hosts do."""
        if self._redirects.target(path) is not None:
            return None
        try:
            state = os.stat(self._start + _named(path))  # noqa: PTH116 - a `Path` takes four times as long to make
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(state.st_mode):
            return None
        # As of what stands there now: a time before the epoch, or beyond what a date can say, is one as well.
        seconds = min(max(state.st_mtime, 0), _LATEST)
        return Version(f"{state.st_mtime_ns:x}-{state.st_size:x}", datetime.fromtimestamp(seconds, UTC))

    def is_quick(self, path: str) -> bool:  # noqa: ARG002 - as of an archive
        """Say that a file is read at once, or piece by piece."""
        return True

    def answer(self, path: str) -> Answer | None:
        """Return the page at a decoded path, where it moved to, or None."""
        moved = self._redirects.target(path)
        if moved is not None:
            return Moved(moved)
        try:
            # Texts, not `Path`s, all the way: for a page of ten kilobytes these took as long as reading it.
            file = os.path.realpath(self._start + _named(path), strict=True)
            return self._read(file, path) if file.startswith(self._within) else None
        except (OSError, ValueError):  # not there, not readable, a loop of links, or removed by a build at this moment
            return None

    def not_found(self) -> Page | None:
        """Return the site's own page for what is not there."""
        found = self.answer("/404.html")
        return found if isinstance(found, Page) else None

    def _read(self, file: str, path: str) -> Answer | None:
        # Without O_NONBLOCK a pipe would be waited for until somebody writes to it.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            state = os.fstat(descriptor)
            if stat.S_ISDIR(state.st_mode):
                return Moved(path + "/") if not path.endswith("/") and Path(file, "index.html").is_file() else None
            if not stat.S_ISREG(state.st_mode):
                return None
            name = file[len(self._within) - 1 :]
            coded = tuple(self._coded(file, state.st_mtime_ns)) if is_compressible(content_type(name)) else ()
            if state.st_size > LARGEST_PAGE:
                return LargeFile(
                    Path(file), state.st_size, name, tuple([(one, Path(at), size) for one, at, size in coded])
                )
            with open(descriptor, "rb", closefd=False) as stream:
                content = stream.read(LARGEST_PAGE)
            small = [(coding, Path(at).read_bytes()) for coding, at, size in coded if size <= LARGEST_PAGE]
            return Page(content, name, tuple(small))
        finally:
            os.close(descriptor)

    def _coded(self, file: str, modified: int) -> Iterator[tuple[str, str, int]]:
        """Yield the files beside one that hold the same compressed: those that are no older, and no links to elsewhere."""
        for coding, ending in CODINGS:
            beside = file + ending
            try:
                state = os.lstat(beside)
            except OSError:
                continue
            if stat.S_ISREG(state.st_mode) and state.st_mtime_ns >= modified:
                yield coding, beside, state.st_size


_LATEST = 253_402_300_799.0
"""The last second of the year 9999."""


class _Redirects:
    """The list of former addresses, one `from to status` a line, read again when a build has replaced it."""

    def __init__(self, file: Path, root: Root) -> None:
        self._file = str(file)
        self._site = root
        self._read: tuple[int, int] | None = None
        self._targets: dict[str, str] = {}

    def target(self, path: str) -> str | None:
        try:
            state = os.stat(self._file)  # noqa: PTH116 - as above
            if not stat.S_ISREG(state.st_mode):
                return None
            if (state.st_mtime_ns, state.st_size) != self._read:
                self._targets = self._parse(Path(self._file).read_text("utf-8"))
                self._read = state.st_mtime_ns, state.st_size
        except (OSError, UnicodeDecodeError):
            return None
        return self._targets.get(path)

    def _parse(self, text: str) -> dict[str, str]:
        lines = (line.split() for line in text.splitlines())
        pairs = ((self._site.within(line[0]), self._site.within(line[1])) for line in lines if len(line) >= 2)
        return {start: end for start, end in pairs if start and end}


def _named(path: str) -> str:
    """Return the path of the file that a path names."""
    return f"{path}index.html" if path.endswith("/") else path
