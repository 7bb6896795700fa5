"""The site straight from the archive: the same answers as from a built folder, made when they are asked for.

Opens the archive anew when it has changed, so that readers see what a fetch brought, and no old state is held for long.
Answers one request at a time: a page takes milliseconds, and SQLite's connection is not shared between threads.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from daybook.errors import ArchiveBusy, DaybookError
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.live import LiveSite, MovedTo
from daybook.serve.answer import Answer, Moved, Page

LOOK_EVERY = 30.0
"""Seconds between two looks at an archive that nobody asks for: SQLite cannot tidy up behind a reader of an old state."""


class SiteFromArchive:
    """A site made of an archive; close it, or use it in a `with` statement."""

    def __init__(self, spec: BuildSpec, archive: Path) -> None:
        self._spec = spec
        self._files = (archive, archive.with_name(archive.name + "-wal"))
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._closed = threading.Event()
        self._state: tuple[tuple[int, int], ...] | None = None
        self._site = self._read()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._watcher.join()
        self._open.close()

    def answer(self, path: str) -> Answer | None:
        """Return the page at a decoded path, where it moved to, or None."""
        asked = f"{path}index.html" if path.endswith("/") else path
        with self._lock:
            self._refresh()
            found = self._site.at(asked)
            if found is None and path != asked:
                return None
            if found is None and self._site.at(f"{path}/index.html") is not None:
                return Moved(f"{path}/")
        if isinstance(found, MovedTo):
            return Moved(found.path, found.lasting)
        return Page(found, asked) if found is not None else None

    def not_found(self) -> Page | None:
        """Return the site's own page for what is not there."""
        found = self.answer("/404.html")
        return found if isinstance(found, Page) else None

    def _read(self) -> LiveSite:
        seen = self._seen()
        site = LiveSite(self._open.enter_context(self._spec.open_library()), self._spec)
        self._state = seen
        return site

    def _refresh(self) -> None:
        if self._seen() != self._state:
            self._state = None  # until it is read again; should that fail, the next request tries it anew
            with suppress(ArchiveBusy):  # that it was written is what we saw
                self._open.close()
            self._site = self._read()

    def _seen(self) -> tuple[tuple[int, int], ...]:
        """Return what changes with every write, and with nothing else: times and sizes of the archive and of its log.

        An empty log is none: a reader makes one when it opens an archive.
        """
        states = [file.stat() for file in self._files if file.exists()]
        return tuple((state.st_mtime_ns, state.st_size) for state in states if state.st_size)

    def _watch(self) -> None:
        while not self._closed.wait(LOOK_EVERY):
            with self._lock, suppress(DaybookError):  # whoever asks for a page will be told
                self._refresh()
