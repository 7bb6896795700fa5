"""News as they are edited: changes heard from the wiki, taken into the archive, related, and put on the site.

    wiki's stream, or its recent changes -> mailbox -> fetch -> archive -> related lists -> site
         a thread that listens                      the work, one batch after another

Nothing is lost: the id to go on from is kept only when every change up to it is in the archive, so that after a kill the wiki
tells the rest again; and each start first fetches the last days as `daybook fetch` does. Nothing is doubled: a revision that
the archive has is not taken twice, whoever tells of it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from daybook.archive import open_for_writing
from daybook.config import Settings
from daybook.errors import ArchiveBusy, FetchError
from daybook.model.titles import normal_title
from daybook.pipeline.building import build_site
from daybook.pipeline.fetching import FetchOptions, fetch_days, fetch_titles
from daybook.pipeline.follow_state import FollowState, clear_follow_state, read_mark, save_mark, write_follow_state
from daybook.pipeline.intake import IntakeReport
from daybook.pipeline.mailbox import Heard, Mailbox
from daybook.pipeline.relating import relate_events
from daybook.pipeline.watching_sources import SourceWatch
from daybook.progress import finish
from daybook.source.event_stream import StreamItem, StreamRefused, listen
from daybook.source.mediawiki import WikiClient, user_agent
from daybook.source.recent_changes import look_for_changes
from daybook.source.settings import is_wikimedias
from daybook.source.site_info import fetch_site_info

WIKIMEDIA_STREAM = "https://stream.wikimedia.org/v2/stream/mediawiki.page_change.v1"

CATCH_UP = timedelta(days=14)
"""How far back each start looks: editors rework a page for about a week, rarely longer."""

SIGN_EVERY = 5.0
"""Seconds after which the note of how it goes is written anew where nothing happens."""

MARK_EVERY = timedelta(seconds=60)
"""Time after which the id to go on from is kept where no change comes: a stream holds its events for days."""

SHORTEST_PAUSE = 0.25
"""Seconds after which a line that broke is opened anew; twice as long each time that it does not open."""

LONGEST_PAUSE = 60.0
"""Seconds between two tries to listen, or to take what was heard, at most."""

WAIT_FOR_ARCHIVE = 30.0
"""Seconds to wait for another program that writes to the archive."""

SHOW_HEALTH_AFTER = timedelta(hours=1)
"""How long the site may lack what looks at sources brought, where no edit comes with which it is built anyway."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing to tell a person: what a batch of changes brought, or a trouble; `report` is None for the latter."""

    message: str
    report: IntakeReport | None = None


def follow_wiki(
    settings: Settings, now: Callable[[], datetime], *, build: bool = True, articles: bool = True
) -> Generator[Followed, None, None]:
    """Keep the archive, and with `build` the site, up with the wiki until the iteration is closed.

    Raises `SettingsError` and `ArchiveError` where it cannot begin; troubles of the wiki are reported and waited out.
    """
    work = _Work(settings, now, build=build, articles=articles)
    mailbox = Mailbox()
    with closing(work), _listening(settings, mailbox, work.first_id()):
        mailbox.wait_until_open(settings.follow.silence)
        yield from work.catch_up()
        try:
            while True:
                yield from work.take(mailbox.take(SIGN_EVERY))
        finally:
            clear_follow_state(settings.files.archive)


class _Work:
    """What is done with what was heard."""

    def __init__(self, settings: Settings, now: Callable[[], datetime], *, build: bool, articles: bool) -> None:
        self._settings = settings
        self._now = now
        self._build = build
        self._options = FetchOptions(history=True, articles=articles)
        self._feed = feed_of(settings)
        self._state = FollowState(os.getpid(), now(), now(), settings.follow.silence)
        self._waiting: dict[str, None] = {}
        self._changes = 0
        self._marked = now()
        self._kept_id: str | None = None
        self._pause = 1.0
        self._retry_at = now()
        self._was_silent = False
        self._is_behind = False
        self._watch = SourceWatch(settings)
        self._health_since: datetime | None = None

    def close(self) -> None:
        """Let looking at sources end."""
        self._watch.close()

    def first_id(self) -> str | None:
        """Make the archive where there is none, and return the id to go on from."""
        with open_for_writing(self._settings.files.archive, now=self._now(), wait=WAIT_FOR_ARCHIVE) as archive:
            self._kept_id = read_mark(archive, self._feed)
            return self._kept_id

    def catch_up(self) -> Iterator[Followed]:
        """Fetch the last days: what changed while nobody listened, and is missing from the feed."""
        today = self._now().date()
        try:
            report = finish(fetch_days((today - CATCH_UP, today), self._settings, self._now(), self._options))
        except FetchError as error:
            yield Followed(str(error))
        else:
            yield Followed("caught up", report)
            self._publish()
        self._note()

    def take(self, heard: Heard) -> Iterator[Followed]:
        """Take what was heard: fetch the pages that changed, keep the id, publish."""
        now = self._now()
        self._waiting.update(dict.fromkeys(heard.titles))
        self._changes += heard.changes
        if heard.signs:
            self._state = replace(self._state, heard=now)
        yield from self._tell_of_silence(heard, now)
        if heard.has_gap:
            yield from self.catch_up()
        if self._waiting and now >= self._retry_at:
            yield from self._take_waiting(heard.last_id, now)
        elif heard.last_id not in (None, self._kept_id) and not self._waiting and now - self._marked >= MARK_EVERY:
            self._mark(heard.last_id)
        if self._is_behind:
            self._publish()
        if not self._waiting:
            self._look_at_sources(now)
        self._note()

    def _look_at_sources(self, now: datetime) -> None:
        """Keep what looks at sources brought. The site shows it with the next edit, or after an hour."""
        if self._watch.step(now) and self._build:
            self._health_since = self._health_since or now
        self._state = replace(self._state, sources=self._watch.looked)
        if self._health_since is not None and now - self._health_since >= SHOW_HEALTH_AFTER:
            self._publish()

    def _take_waiting(self, last_id: str | None, now: datetime) -> Iterator[Followed]:
        titles = tuple(self._waiting)
        try:
            report = finish(fetch_titles(titles, self._settings, now, self._options, wait=WAIT_FOR_ARCHIVE))
        except (FetchError, ArchiveBusy) as error:  # they wait: what was heard is not forgotten
            self._retry_at = now + timedelta(seconds=self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._state = replace(self._state, failure=error.message)
            yield Followed(str(error))
            return
        self._mark(last_id)
        self._waiting.clear()
        self._pause = 1.0
        self._state = replace(self._state, changed=now, changes=self._state.changes + self._changes, failure="")
        self._changes = 0
        self._publish()
        pages = titles[0] if len(titles) == 1 else f"{len(titles)} pages"
        yield Followed(f"{pages}: {report.added:,} events added, {report.changed:,} changed", report)

    def _mark(self, last_id: str | None) -> None:
        if last_id is None:
            return
        with open_for_writing(self._settings.files.archive, now=self._now(), wait=WAIT_FOR_ARCHIVE) as archive:
            save_mark(archive, self._feed, last_id)
        self._kept_id = last_id
        self._marked = self._now()

    def _publish(self) -> None:
        """Bring the site up to date, or at least the related lists, which a live server shows.

        Where another program writes to the archive just now, the next look at the mailbox tries again.
        """
        self._is_behind = True
        try:
            if self._build:
                finish(build_site(self._settings, self._now()))
            else:
                finish(relate_events(self._settings, self._now()))
        except ArchiveBusy:
            return
        self._is_behind = False
        self._health_since = None

    def _tell_of_silence(self, heard: Heard, now: datetime) -> Iterator[Followed]:
        state = replace(self._state, failure=heard.failure)
        trouble = state.trouble(now)
        is_silent = bool(trouble)
        self._state = state
        self._note()
        if is_silent and not self._was_silent:
            yield Followed(f"{trouble}; trying again")
        if self._was_silent and not is_silent:
            yield Followed("the wiki is heard again")
        self._was_silent = is_silent

    def _note(self) -> None:
        self._state = replace(self._state, written=self._now())
        write_follow_state(self._settings.files.archive, self._state)


def feed_of(settings: Settings) -> str:
    """Return the address of the stream that is listened to, or of the API whose recent changes are looked at."""
    if settings.follow.stream:
        return settings.follow.stream
    return WIKIMEDIA_STREAM if is_wikimedias(settings.wiki.api) else settings.wiki.api


@contextmanager
def _listening(settings: Settings, mailbox: Mailbox, last_id: str | None) -> Iterator[None]:
    """Listen in a thread of its own until the work is done."""
    client = WikiClient(settings.wiki)  # raises what is wrong with the settings before anything else happens
    thread = threading.Thread(
        target=_listen_for_ever, args=(settings, client, mailbox, last_id), name="listens to the wiki", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        mailbox.close()  # the thread ends at its next sign of life; it is no reason to wait


def _listen_for_ever(settings: Settings, client: WikiClient, mailbox: Mailbox, last_id: str | None) -> None:
    pause, times = SHORTEST_PAUSE, 0
    while not mailbox.has_ended():
        # Whoever comes without an id hears what happens from then on. The first time the start's own fetch covers what came
        # before; later that is a gap, for the line may have broken before any id was heard.
        has_gap = last_id is None and times > 0
        try:
            for item in _feed(settings, client, mailbox, last_id):
                if has_gap:
                    mailbox.report_gap()
                    has_gap = False
                last_id, pause, times = item.last_id, SHORTEST_PAUSE, times + 1
                mailbox.put(item)
                if mailbox.has_ended():
                    return
        except StreamRefused as error:  # it may be the id that it does not take, such as one that is too old
            last_id = None
            mailbox.fail(error.message)
        except FetchError as error:
            mailbox.fail(error.message)
        if not mailbox.pause(pause):
            return
        pause = min(2 * pause, LONGEST_PAUSE)


def _feed(settings: Settings, client: WikiClient, mailbox: Mailbox, last_id: str | None) -> Iterator[StreamItem]:
    titles = settings.wiki.titles

    def is_wanted(title: str) -> bool:
        title = normal_title(title)
        return titles.day(title) is not None or titles.month(title) is not None

    feed = feed_of(settings)
    if feed != settings.wiki.api:
        domain = urlsplit(settings.wiki.api).hostname or ""
        headers = {"User-Agent": user_agent(settings.wiki.contact)}
        return listen(feed, domain, headers, last_id=last_id, silence=settings.follow.silence, is_wanted=is_wanted)
    site = fetch_site_info(client)
    namespaces = sorted({site.split(start)[0] for start in titles.starts})
    return look_for_changes(
        client, namespaces, last_id=last_id, wait=lambda: mailbox.pause(settings.follow.pause), is_wanted=is_wanted
    )
