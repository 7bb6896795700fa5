"""The site straight from the archive: the same answers as from a built folder, made when they are asked for.

Requests share a few open views of the archive, one for each thread that makes pages. All views of a time are of one state of
it. A thread of its own looks whether the archive was written, opens new views beside the old ones, and puts them in their place:
no request waits for that, and none sees half of a change. Pages are of the new state at once; questions (search, API, mementos,
agents) are answered from the state before until what searching holds in memory has been read of the new one, which takes a second
for a large archive. While the archive is away, damaged or held by others, what was last read of it is served on.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Self

from daybook.archive import ArchiveReader, EntryCache, explain_errors, open_for_reading
from daybook.errors import DaybookError
from daybook.pipeline.exporting import SUMS
from daybook.pipeline.kept_facts import FetchRecord, read_fetch_record
from daybook.pipeline.library import open_library
from daybook.publish.addresses import DayPlace, EventPlace, HistoryPlace, Root
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.families.file_family import StoredFile
from daybook.publish.delivery.live import Equipment, LiveSite, MovedTo
from daybook.publish.kinds import parse
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.records import EventLink
from daybook.serve.answer import Answer, Moved, Page, Version, stored_answer
from daybook.serve.handler import Snapshot
from daybook.serve.memento import original_links

LOOK_EVERY = 0.2
"""Seconds between two looks at the archive's files: two system calls."""

REST = 5
"""After new views were opened, so many times as long as that took passes until the next: a fetch writes all the time."""

WORK = 0.003
"""Seconds of reading ahead between two pauses."""

OLDEST = 30.0
"""Seconds after which views of a written archive are opened anew even if no page changed: SQLite cannot tidy up behind a reader."""

WAIT = 20.0
"""Seconds to wait for a view to become free; there are as many as threads, so only one that hangs is waited for."""

State = tuple[tuple[int, int, int], ...]

OpenReader = Callable[[Path, EntryCache], AbstractContextManager[ArchiveReader]]
"""Opens a verified archive for reading; readers of one state share what searching holds in memory."""


def open_reader(
    archive: Path, entries: EntryCache, *, since: date | None = None
) -> AbstractContextManager[ArchiveReader]:
    """Open an archive that was verified when the server began: each row is verified by itself when it is read."""
    return open_library(archive, verified=True, entries=entries, since=since)


class _Views:
    """Some views of one state of the archive; closed when nobody holds them after `retire`.

    What did not change since the state before is taken over from its views: links to events, the calendar, what searching holds.
    Views that are opened `gently` read with pauses, for requests are answered meanwhile.
    """

    def __init__(
        self,
        spec: BuildSpec,
        archive: Path,
        open_one: OpenReader,
        equipment: Equipment,
        count: int,
        modified: datetime,
        before: _Views | None = None,
        *,
        gently: bool,
    ) -> None:
        self._archive = archive
        self._open = ExitStack()
        self._free: queue.LifoQueue[tuple[ArchiveReader, LiveSite]] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._used = 0
        self._is_retired = False
        self._is_closed = False
        self._spec = spec
        self._gently = gently
        self.links: dict[int, EventLink] = {}
        self.entries: EntryCache = before.entries.following() if before else EntryCache()
        try:
            *readers, warming = [self._open.enter_context(open_one(archive, self.entries)) for _ in range(count + 1)]
            generations = {reader.generation() for reader in readers}
            if len(generations) > 1:
                raise _WrittenMeanwhile
            self.generation = generations.pop()
            self._warming = warming
            fingerprint = warming.fingerprint()
            if before is not None and before.generation > self.generation:  # an earlier copy was put in its place
                before = None
            self.links = before.links_for(readers[0]) if before else {}
            calendar = before.calendar_for(readers[0]) if before else None
            for reader in readers:
                with reader.pausing(self._pauses()):
                    site = LiveSite(reader, spec, equipment, self.links, calendar)
                    calendar = site.builder.calendar  # of 24 years a tenth of a second and some 30 MB, the same for all
                    self.calendar = calendar
                self._free.put((reader, site))
        except BaseException:
            self._close()
            raise
        data = spec.open_data() if spec.open_data else None
        text = f"{self.generation} {fingerprint} {spec.look} {spec.settings!r} {spec.texts!r} {data!r}"
        tag = blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()
        self._version = Version(tag, modified, f"generation-{self.generation}")

    @property
    def version(self) -> Version:
        """What names the state."""
        return self._version

    def warm(self) -> None:
        """Read what questions need, for all views, through a reader that gives no pages meanwhile."""
        with explain_errors(self._archive), self._warming.pausing(self._pauses()):
            self._warming.warm()

    def _pauses(self) -> Pauses | None:
        return Pauses() if self._gently else None

    def calendar_for(self, later: ArchiveReader) -> Calendar:
        """Return the calendar of a later state of the same archive."""
        return Calendar(list(later.days_after(self.calendar.days, self.generation).values()))

    def links_for(self, later: ArchiveReader) -> dict[int, EventLink]:
        """Return the links that a later state of the same archive has too."""
        links = dict(self.links)
        for event in later.reworded(self.generation):
            links.pop(event, None)
        return links

    def hold(self) -> bool:
        """Keep the views open until `release`; False where they are closed, for newer ones took their place."""
        with self._lock:
            if self._is_closed:
                return False
            self._used += 1
        return True

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give a view to one thread, which holds them."""
        try:
            view = self._free.get(timeout=WAIT)
        except queue.Empty:
            raise DaybookError("too many requests for the archive") from None
        try:
            with explain_errors(self._archive):
                yield Snapshot(*view, self._spec, self.generation, self._version)
        finally:
            self._free.put(view)

    def retire(self) -> None:
        """Close the views as soon as nobody holds them."""
        with self._lock:
            self._is_retired = True
            self._used += 1
        self.release()

    def release(self) -> None:
        """Let the views go."""
        with self._lock:
            self._used -= 1
            self._is_closed = self._is_retired and not self._used
            is_last = self._is_closed
        if is_last:
            self._close()

    def _close(self) -> None:
        with suppress(DaybookError):  # that it was written while we read is what we know
            self._open.close()


class _WrittenMeanwhile(DaybookError):
    """The archive changed between opening two views."""

    def __init__(self) -> None:
        super().__init__("the archive changed while it was opened")


@dataclass(frozen=True, slots=True)
class Freshness:
    """How new what is served is: the archive's generation, when it was written, and whether it can be read at this moment.

    `revision` is when its newest revision was saved, `fetch` how the last fetch went; None where nobody knows.
    """

    generation: int
    modified: datetime
    is_readable: bool
    revision: datetime | None = None
    fetch: FetchRecord | None = None


class SiteFromArchive:
    """A site made of an archive, for so many threads; close it, or use it in a `with` statement.

    `data` is the folder of the tables that it publishes; `equipment` may have been made before, for several processes. `now` gives
    seconds, of which only differences count. Unless it `watches`, it sees what was written when `look` is called, and not by itself.
    """

    def __init__(
        self,
        spec: BuildSpec,
        archive: Path,
        threads: int = 1,
        open_one: OpenReader | None = None,
        *,
        data: Path | None = None,
        equipment: Equipment | None = None,
        now: Callable[[], float] = time.monotonic,
        watches: bool = True,
    ) -> None:
        self._now = now
        self._spec = spec
        self._root = Root.of(spec.settings.address)
        self._open_one: OpenReader = open_one or partial(open_reader, since=spec.settings.since)
        self._equipment = equipment or Equipment(spec)
        self._files = (archive, archive.with_name(archive.name + "-wal"))
        self._data = data / SUMS if data else None  # written last, when the tables changed
        self._threads = threads
        self._closed = threading.Event()
        self._is_readable = True
        self._state, self._tables = self._written(), self._tables_written()
        self._opened = now()
        self._news = self._state, *self._read_news()
        self._views = self._asked = self._open(gently=False)
        self._asked.warm()
        self._warmed_until = now()
        self._watcher = threading.Thread(target=self._watch, name="looks at the archive", daemon=True)
        if watches:
            self._watcher.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        if self._watcher.is_alive():
            self._watcher.join()
        for views in dict.fromkeys((self._views, self._asked)):
            views.retire()

    def version(self, path: str) -> Version | None:  # noqa: ARG002 - all pages are of one state of the archive
        """Return what identifies the present state of any page."""
        return self._views.version

    def is_quick(self, path: str) -> bool:
        """Say whether a page is of one event or one day: these are most of what readers ask for, and are made in a millisecond."""
        parsed = parse(path)
        return parsed is not None and isinstance(parsed[0], (EventPlace, HistoryPlace, DayPlace))

    def answer(self, path: str) -> Answer | None:
        """Return the page at a decoded path, where it moved to, or None."""
        named = f"{path}index.html" if path.endswith("/") else path
        views = _hold(lambda: self._views)
        try:
            with views.snapshot() as snapshot:
                found = snapshot.site.at(named)
                if found is None and path == named and snapshot.site.at(f"{path}/index.html") is not None:
                    return Moved(f"{path}/")
        finally:
            views.release()
        if isinstance(found, MovedTo):
            return Moved(found.path, found.lasting)
        if isinstance(found, StoredFile):
            return stored_answer(found.file, named)
        if found is None:
            return None
        parsed = parse(named)
        headers = original_links(parsed[0], named, self._root) if parsed is not None else ()
        return Page(found, named, headers=headers)

    def not_found(self) -> Page | None:
        """Return the site's own page for what is not there."""
        found = self.answer("/404.html")
        return found if isinstance(found, Page) else None

    def freshness(self) -> Freshness:
        """Say how new what is served is."""
        views, (_, revision, fetch) = self._views, self._news
        return Freshness(views.generation, views.version.modified, self._is_readable, revision, fetch)

    def newest(self) -> Version:
        """Return what names the newest state that answers questions."""
        return self._asked.version

    def hold(self) -> _Views:
        """Return the newest state that answers questions; it stays open until it is released."""
        return _hold(lambda: self._asked)

    def _open(self, before: _Views | None = None, *, gently: bool = True) -> _Views:
        latest = max((written for written, _, _ in self._state), default=0)
        written = datetime.fromtimestamp(latest // 1_000_000_000, UTC)
        archive = self._files[0]
        return _Views(
            self._spec, archive, self._open_one, self._equipment, self._threads, written, before, gently=gently
        )

    def _read_news(self) -> tuple[datetime | None, FetchRecord | None]:
        """Return when the newest revision was saved and how the last fetch went: it may have brought nothing that pages show."""
        with open_for_reading(self._files[0], verified=True) as connection:
            return ArchiveReader(connection).latest_revision(), read_fetch_record(connection)

    def _written(self) -> State:
        """Return what changes with every write, and with nothing else: times and sizes of the archive and of its log.

        An empty log is none: a reader makes one when it opens an archive.
        """
        states = []
        for file in self._files:
            with suppress(FileNotFoundError):
                states.append(file.stat())
        return tuple((state.st_mtime_ns, state.st_size, state.st_ino) for state in states if state.st_size)

    def _tables_written(self) -> tuple[int, int] | None:
        """Return what changes when the tables do."""
        with suppress(OSError):
            if self._data is not None:
                state = self._data.stat()
                return state.st_mtime_ns, state.st_ino
        return None

    def _watch(self) -> None:
        rest = LOOK_EVERY
        while not self._closed.wait(rest):
            rest = self.look()

    def look(self) -> float:
        """Look whether the archive was written, and serve what is new; return the seconds until it should be looked again."""
        begun = shown = self._now()
        try:
            self._show_newest()
            shown = self._now()
            self._ask_newest()
            self._is_readable = True
        except (DaybookError, OSError):  # away, damaged, held: what was read is served on, and it is looked again
            self._is_readable = False
            shown = self._now()
        return max(LOOK_EVERY, REST * (shown - begun))

    def _show_newest(self) -> None:
        """Open new views where the archive was written and a page may have changed, or it was written long ago.

        Pages are made from them before they are warm.
        """
        state, tables = self._written(), self._tables_written()
        if state == self._state and tables == self._tables:
            return
        if state != self._news[0]:
            self._news = state, *self._read_news()
        with self._open_one(self._files[0], EntryCache()) as reader:
            generation = reader.generation()
        is_other_file = [each[2] for each in state[:1]] != [each[2] for each in self._state[:1]]
        is_other = is_other_file or tables != self._tables
        is_new = is_other or generation != self._views.generation
        if not is_new and self._now() - self._opened < OLDEST:
            return
        before = self._state, self._tables
        self._state, self._tables = state, tables
        try:
            self._show(self._open(None if is_other_file else self._views))
        except BaseException:
            self._state, self._tables = before
            raise

    def _ask_newest(self) -> None:
        """Answer questions from the newest views when they are warm. That takes five times as long as to open views: it has a rest of its own."""
        begun = self._now()
        if self._asked is self._views or begun < self._warmed_until:
            return
        views = self._views
        views.warm()
        old, self._asked = self._asked, views
        old.retire()
        self._warmed_until = self._now() + REST * (self._now() - begun)

    def _show(self, views: _Views) -> None:
        """Make pages from new views."""
        old, self._views = self._views, views
        self._opened = self._now()
        if old is not self._asked:
            old.retire()


class Pauses:
    """Sleeps as long as was worked since it slept, every few milliseconds: what is read ahead takes twice as long, and requests get on.

    A request needs Python's lock several times, and where all processors are busy each time is a wait for one, too.
    """

    def __init__(
        self, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._since = now()

    def __call__(self) -> None:
        """Sleep, if it is time."""
        worked = self._now() - self._since
        if worked >= WORK:
            self._sleep(worked)
            self._since = self._now()


def _hold(newest: Callable[[], _Views]) -> _Views:
    """Hold the views that are the newest; a call may find some that are closed in this very moment, and others in their place."""
    while not (views := newest()).hold():
        pass
    return views
