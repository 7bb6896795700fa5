"""A site from the archive and the same site from its folder answer alike."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import revision
from tests.serve.served import ask, served
from tests.waiting import pause

from daybook.archive import ArchiveReader, EntryCache, add_revisions, open_for_reading, open_for_writing
from daybook.ask import Query
from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_site, build_spec
from daybook.pipeline.exporting import SUMS
from daybook.pipeline.intake import import_paths
from daybook.pipeline.kept_facts import FetchRecord, save_fetch_record
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.serve.answer import Moved, Page, Version
from daybook.serve.folder import SiteFolder
from daybook.serve.live import LOOK_EVERY, OLDEST, REST, WORK, Pauses, SiteFromArchive

SAMPLE = Path(__file__).parents[2] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOT = Root("https://example.org", "/daily")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a sample site that was imported and built, with an article of the publisher's own."""
    folder = tmp_path_factory.mktemp("live")
    (folder / "opinion").mkdir()
    (folder / "opinion/2026-01-01-first.md").write_text("+++\ntitle = 'A first article'\n+++\n\nSome *words*.\n")
    (folder / "about.md").write_text("About *this* site.\n")
    (folder / "daybook.toml").write_text('[site]\naddress = "https://example.org/daily/"\nlist_events = 20\n')
    settings = load_settings(folder / "daybook.toml")
    finish(import_paths([SAMPLE / "months", SAMPLE / "revisions.xml"], settings, NOW))
    finish(build_site(settings, NOW))
    return settings


@pytest.fixture(scope="module")
def live(settings: Settings) -> Iterator[SiteFromArchive]:
    with SiteFromArchive(build_spec(settings), settings.files.archive) as site:
        yield site


EVERY = 6
"""Of the files under news, contexts and the like, one in so many is compared: there are thousands, made in the same way."""


def test_files_of_the_built_site_are_answered_with_the_same_bytes(settings: Settings, live: SiteFromArchive) -> None:
    folder = SiteFolder(settings.files.site, ROOT)
    files = (file for file in settings.files.site.rglob("*") if file.is_file() and ".daybook" not in file.parts)
    paths = sorted("/" + file.relative_to(settings.files.site).as_posix() for file in files)
    paths = [path for path in paths if not path.startswith("/search/")]  # a live site is asked itself
    alike = ("/news/", "/context/", "/topic/", "/source/", "/on-this-day/", "/feeds/")
    many = [path for path in paths if path.startswith(alike)]
    compared = sorted({*paths} - {*many}) + many[::EVERY]

    differing = [path for path in compared if answered(live, path) != answered(folder, path)]

    # Today's page and a random event: a static host sends a page that leads there, a server says it with a status.
    assert [path for path in differing if not path.startswith(("/today.", "/random."))] == []
    assert [path for path in differing if getattr(live.answer(path), "lasting", True)] == []
    assert len(compared) > 100


ODD = [
    "/",
    "/?q=1",
    "/news/2019/04/15/",
    "/news/2019/04/15",
    "/news/2019/04/15?a=b&c",
    "/news/2019/04/15/index.html/",
    "/news/2019/4/15/",
    "/news/2019/04/015/",
    "/news/%D9%A2019/04/15/index.html",
    "/on-this-day/%D9%A004/15.html",
    "/context",
    "/context/",
    "/about",
    "/about/",
    "/news/2019/04/15/no-such-event.html",
    "/news/2019/04/15/no-such-event",
    "/news/2004/12/99/",
    "/../archive.sqlite",
    "/%2e%2e/archive.sqlite",
    "/.daybook",
    "/.daybook/state.sqlite",
    "/.well-known/nothing",
    "//",
    "/index.html%00",
    "/index.html%0a",
    "/index%5c.html",
    "/INDEX.HTML",
    "/index.htm",
    "/index.html.",
    "/404.html",
    "/404",
    "/robots.txt",
    "/%69ndex.html",
    "/index.html;a=b",
    "/" + "a" * 300 + ".html",
    "/" + "a" * 1001,
    "/context/" + "a" * 250 + ".html",
    "/" + "a/" * 600,
    "/search.html?q=ferry",
    "/_redirects",
    "/nowhere.json",
]
"""Addresses that a file system, a pattern or a number might each read in its own way."""


def test_both_servers_answer_every_address_alike(settings: Settings, live: SiteFromArchive) -> None:
    """Status, place, kind, content, and which headers there are; only live pages have a past to lead to."""
    with served(live, ROOT) as answering, served(SiteFolder(settings.files.site, ROOT), ROOT) as from_folder:
        for path in ODD:
            for method, headers in [
                ("GET", {}),
                ("HEAD", {}),
                ("OPTIONS", {}),
                ("GET", {"Accept-Encoding": "gzip"}),
                ("GET", {"If-None-Match": "*"}),
                ("GET", {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
                ("GET", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
            ]:
                answers = []
                for port in (answering.port, from_folder.port):
                    response, content = ask(port, "/daily" + path, method, None, **headers)
                    told = {name: value for name, value in response.headers.items() if name not in UNLIKE}
                    names = sorted(name for name in response.headers if name != "link")
                    answers.append((response.status, names, told, content))

                assert answers[0] == answers[1], (path, method, headers)
                assert answers[0][0] < 500


UNLIKE = {"date", "etag", "last-modified", "link"}
"""Headers whose values differ from one way of serving to the other: the one knows a file's time, the other the archive's."""


def test_what_an_import_brings_is_seen(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    (tmp_path / "1999-01-02.wikitext").write_text("*It goes on.\n")

    with SiteFromArchive(build_spec(settings), settings.files.archive) as live:
        before = live.version("/")
        assert answered(live, "/news/1999/01/2/") is None
        finish(import_paths([tmp_path / "1999-01-02.wikitext"], settings, NOW))
        while answered(live, "/news/1999/01/2/") is None:  # looked for all the time; the suite's limit ends it
            pause()

        fresh = live.freshness()

    assert live.version("/") != before
    assert (fresh.is_readable, fresh.revision, fresh.fetch) == (True, None, None)


def test_links_to_events_follow_their_rewording_and_others_are_kept(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    page = tmp_path / "1999-01-02.wikitext"
    page.write_text("*A ferry sails to the island.\n*A choir sings.\n*Rain falls.\n")
    finish(import_paths([page], settings, NOW))
    choir = "/news/1999/01/2/a-choir-sings.html"
    with SiteFromArchive(build_spec(settings), settings.files.archive, 2) as live:
        before = [answered(live, choir) for _ in range(4)]
        version = live.version("/")
        page.write_text("*A ferry sails to the island and back.\n*A choir sings.\n*Rain falls.\n")
        finish(import_paths([page], settings, NOW))
        while live.version("/") == version:
            pause()
        after = [answered(live, choir) for _ in range(4)]

    assert {b"A ferry sails to the island." in bytes(each) for each in before} == {True}  # type: ignore[arg-type]
    assert {b"sails to the island and back" in bytes(each) for each in after} == {True}  # type: ignore[arg-type]
    assert {b"Rain falls" in bytes(each) for each in (*before, *after)} == {True}  # type: ignore[arg-type]


def test_an_archive_that_goes_is_served_on_and_another_in_its_place_is_seen(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    archive = settings.files.archive

    with SiteFromArchive(build_spec(settings), archive, 2) as live, served(live, ROOT) as answering:
        archive.rename(tmp_path / "elsewhere.sqlite")
        while live.freshness().is_readable:
            pause()
        gone, _ = ask(answering.port, "/daily/news/1999/01/1/")
        archive.write_bytes(b"no archive")
        other, _ = ask(answering.port, "/daily/news/1999/01/1/")
        (tmp_path / "elsewhere.sqlite").rename(archive)
        while not live.freshness().is_readable:
            pause()
        back, _ = ask(answering.port, "/daily/news/1999/01/1/")

    assert [answer.status for answer in (gone, other, back)] == [200, 200, 200]


def test_a_state_that_was_replaced_leaves_nothing_in_memory(tmp_path: Path) -> None:
    """Neither readers nor what pages were made with lead back to themselves: Python seldom looks for what does, in a server."""
    page = tmp_path / "2024-05-04.wikitext"
    page.write_text("* A ferry sinks.\n")
    settings = load_settings(None, [f"files.archive={tmp_path / 'archive.sqlite'}"])
    finish(import_paths([page], settings, NOW))
    gc.disable()
    try:
        with SiteFromArchive(build_spec(settings), settings.files.archive) as live:
            held = live.hold()
            with held.snapshot() as snapshot:
                snapshot.site.at("/news/2024/05/4/index.html")
                snapshot.reader.search(Query(words=("ferry",)))
                left = weakref.ref(snapshot.reader), weakref.ref(snapshot.site.builder.cache)
            before = held.version
            del snapshot
            held.release()
            del held
            page.write_text("* A ferry is saved.\n")
            finish(import_paths([page], settings, NOW))
            while live.newest() == before or any(each() is not None for each in left):
                pause()
    finally:
        gc.enable()

    assert [each() for each in left] == [None, None]


def test_archives_that_went_different_ways_are_told_apart_and_copies_are_not(tmp_path: Path) -> None:
    """A backup that was put back may reach the generation of the archive that it replaces: nobody's copy of a page is taken for new."""
    page = tmp_path / "2024-05-04.wikitext"
    versions: list[tuple[str, str]] = []
    for text in ("A ferry sinks.", "A ferry is saved.", "A ferry sinks."):
        page.write_text(f"* {text}\n")
        settings = load_settings(None, [f"files.archive={tmp_path / str(len(versions))}.sqlite"])
        finish(import_paths([page], settings, NOW))
        with SiteFromArchive(build_spec(settings), settings.files.archive) as site:
            version = site.version("/")
            assert version is not None
            versions.append((version.state, version.tag))

    assert len({state for state, _ in versions}) == 1
    assert versions[0] != versions[1]
    assert versions[0] == versions[2]


def test_what_is_damaged_within_the_archive_is_told_to_the_publisher_and_not_to_the_network(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    with sqlite3.connect(settings.files.archive) as connection:
        connection.create_function("row_checksum", -1, lambda *_: 0, deterministic=True)
        connection.execute("UPDATE event SET wording = x'00'")
    connection.close()

    with (
        SiteFromArchive(build_spec(settings, verified=True), settings.files.archive) as live,
        served(live, ROOT) as answering,
    ):
        page, told = ask(answering.port, "/daily/news/1999/01/1/")
        other, _ = ask(answering.port, "/daily/search.html")

    assert (page.status, page.headers["Retry-After"]) == (503, "60")
    assert str(tmp_path).encode() not in told
    assert other.status == 200


def test_pages_are_of_the_new_state_before_questions_are(tmp_path: Path) -> None:
    """While what searching needs is read, questions are answered from the state before, and no page goes back to it."""
    settings = small_archive(tmp_path)
    may_warm = threading.Event()
    may_warm.set()

    class Waiting(ArchiveReader):
        def warm(self) -> None:
            may_warm.wait()
            super().warm()

    @contextmanager
    def waiting(archive: Path, entries: EntryCache) -> Iterator[ArchiveReader]:
        with open_for_reading(archive, verified=True) as connection:
            yield Waiting(connection, entries)

    def found(live: SiteFromArchive) -> int:
        held = live.hold()
        try:
            with held.snapshot() as snapshot:
                return len(snapshot.reader.search(Query(("ferry",))).hits)
        finally:
            held.release()

    (tmp_path / "1999-01-02.wikitext").write_text("*A ferry sails.\n")
    with SiteFromArchive(build_spec(settings), settings.files.archive, 2, waiting) as live:
        first = live.newest()
        may_warm.clear()
        finish(import_paths([tmp_path / "1999-01-02.wikitext"], settings, NOW))
        while answered(live, "/news/1999/01/2/") is None:
            pause()
        cold = [(live.newest(), found(live), answered(live, "/news/1999/01/2/") is not None) for _ in range(4)]
        generation, shown = live.freshness().generation, live.version("/")
        may_warm.set()
        while live.newest() == first:
            pause()
        warm = live.newest(), found(live)

    assert cold == [(first, 0, True)] * 4
    assert warm == (shown, 1)
    assert shown != first
    assert shown is not None
    assert shown.state == f"generation-{generation}"


def test_questions_follow_once_what_stopped_them_is_over(tmp_path: Path) -> None:
    """An archive that cannot be read while it is warmed is tried again, although no page changed since."""
    settings = small_archive(tmp_path)
    troubles = [False, True, True]  # of the first state none; of the next, two times

    class Troubled(ArchiveReader):
        def warm(self) -> None:
            if troubles and troubles.pop(0):
                raise sqlite3.OperationalError("disk I/O error")
            super().warm()

    @contextmanager
    def troubled(archive: Path, entries: EntryCache) -> Iterator[ArchiveReader]:
        with open_for_reading(archive, verified=True) as connection:
            yield Troubled(connection, entries)

    (tmp_path / "1999-01-02.wikitext").write_text("*A ferry sails.\n")
    with SiteFromArchive(build_spec(settings), settings.files.archive, 2, troubled) as live:
        first = live.newest()
        finish(import_paths([tmp_path / "1999-01-02.wikitext"], settings, NOW))
        while live.newest() == first:
            pause()

    assert troubles == []
    assert live.version("/") == live.newest()


def test_a_page_that_the_client_has_is_not_made_again(settings: Settings) -> None:
    with SiteFromArchive(build_spec(settings), settings.files.archive) as live, served(live, ROOT) as answering:
        first, _ = ask(answering.port, "/daily/index.html")
        tag = first.headers["ETag"]
    nothing = NothingMade(live)
    with served(nothing, ROOT) as answering:
        known, _ = ask(answering.port, "/daily/index.html", If_None_Match=tag)
        other, _ = ask(answering.port, "/daily/index.html", If_None_Match='W/"of-another-time.0123"')

    assert (known.status, known.headers["ETag"]) == (304, tag)
    assert (other.status, nothing.asked) == (404, ["/404.html", "/index.html", "/404.html"])


def test_a_new_state_that_did_not_change_a_page_is_known_by_its_bytes(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    (tmp_path / "1999-03-01.wikitext").write_text("*Another.\n")
    with SiteFromArchive(build_spec(settings), settings.files.archive) as live, served(live, ROOT) as answering:
        before, _ = ask(answering.port, "/daily/search.html")
        version = live.version("/")
        finish(import_paths([tmp_path / "1999-03-01.wikitext"], settings, NOW))
        while live.version("/") == version:
            pause()
        after, _ = ask(answering.port, "/daily/search.html", If_None_Match=before.headers["ETag"])

    assert after.status == 304
    assert after.headers["ETag"] != before.headers["ETag"]


class NothingMade:
    """A site whose pages are known by their version, and that has none."""

    def __init__(self, live: SiteFromArchive) -> None:
        self._live = live
        self.asked: list[str] = []

    def version(self, path: str) -> Version | None:
        return self._live.version(path)

    def is_quick(self, path: str) -> bool:
        return self._live.is_quick(path)

    def answer(self, path: str) -> Page | None:
        self.asked.append(path)
        return None

    def not_found(self) -> Page | None:
        self.asked.append("/404.html")
        return None


def small_archive(folder: Path) -> Settings:
    """Make an archive of one day."""
    (folder / "1999-01-01.wikitext").write_text("*A year begins.\n")
    settings = load_settings(
        None, [f"files.archive={folder}/archive.sqlite", "site.address=https://example.org/daily/"]
    )
    finish(import_paths([folder / "1999-01-01.wikitext"], settings, NOW))
    return settings


def answered(site: SiteFromArchive | SiteFolder, path: str) -> bytes | str | None:
    """Return the bytes of an answer, or where it leads."""
    match site.answer(path):
        case Page(content):
            return content
        case Moved(target):
            return target
        case _:
            return None


def test_caches_between_may_keep_pages_as_long_as_the_publisher_says(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    with SiteFromArchive(build_spec(settings), settings.files.archive) as live:
        with served(live, ROOT, shared_seconds=30) as answering:
            page, _ = ask(answering.port, "/daily/")
            known, _ = ask(answering.port, "/daily/", If_None_Match=page.headers["ETag"])
            style = next(path for path in build_spec(settings).files if path.startswith("/static/style"))
            lasting, _ = ask(answering.port, f"/daily{style}")
            missing, _ = ask(answering.port, "/daily/nowhere.html")
        with served(live, ROOT) as answering:
            asked_each_time, _ = ask(answering.port, "/daily/")
        generation = live.freshness().generation

    for response in (page, known):
        kept = response.headers["Cache-Control"]
        assert kept == "public, max-age=0, s-maxage=30, stale-while-revalidate=30, stale-if-error=86400"
        assert response.headers["Cache-Tag"] == response.headers["Surrogate-Key"] == f"generation-{generation}"
    assert known.status == 304
    assert lasting.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert missing.headers["Cache-Control"] is None
    assert (asked_each_time.headers["Cache-Control"], asked_each_time.headers["Cache-Tag"]) == ("no-cache", None)


def test_reading_ahead_pauses_for_requests_and_reading_for_them_does_not(settings: Settings) -> None:
    pauses: list[int] = []
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection, EntryCache())
        with reader.pausing(lambda: pauses.append(1)):
            reader.warm()
        paused = len(pauses)
        ArchiveReader(connection, EntryCache()).warm()

    assert paused > 1
    assert len(pauses) == paused


class Opening:
    """Opens archives, and notes it; on a clock that stands still but for what opening and warming are said to take."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.opened: list[int] = []
        """For each, the generation of which what searching holds was known beforehand."""
        self.is_open: list[bool] = []
        self.warmed: list[bool] = []
        self.opening_takes = self.warming_takes = 0.0
        self.meanwhile: Callable[[int], None] = lambda _: None

    def now(self) -> float:
        return self.seconds

    @contextmanager
    def __call__(self, archive: Path, entries: EntryCache) -> Iterator[ArchiveReader]:
        opening = self

        class Warmed(ArchiveReader):
            is_paused = False

            @contextmanager
            def pausing(self, pause: Callable[[], None] | None) -> Iterator[None]:
                self.is_paused = pause is not None
                with super().pausing(pause):
                    yield

            def warm(self) -> None:
                opening.warmed.append(self.is_paused)
                opening.seconds += opening.warming_takes
                super().warm()

        number = len(self.opened)
        self.opened.append(entries.generation)
        self.is_open.append(True)
        self.meanwhile(number)
        self.seconds += self.opening_takes
        try:
            with open_for_reading(archive, verified=True) as connection:
                yield Warmed(connection, entries)
        finally:
            self.is_open[number] = False


@contextmanager
def looked_at(
    settings: Settings, threads: int = 2, data: Path | None = None
) -> Iterator[tuple[SiteFromArchive, Opening]]:
    """Give a site that looks at its archive when it is told to; it has opened it once for each thread, and once to warm it."""
    opening = Opening()
    with SiteFromArchive(
        build_spec(settings), settings.files.archive, threads, opening, data=data, now=opening.now, watches=False
    ) as live:
        yield live, opening
    assert not any(opening.is_open)


def add(settings: Settings, day: str, text: str) -> None:
    page = settings.files.archive.with_name(f"{day}.wikitext")
    page.write_text(f"*{text}\n")
    finish(import_paths([page], settings, NOW))


def touch(settings: Settings) -> None:
    """Have the archive written, without a change that pages show."""
    state = settings.files.archive.stat()
    os.utime(settings.files.archive, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))


def test_an_archive_that_was_not_written_is_not_opened(tmp_path: Path) -> None:
    with looked_at(small_archive(tmp_path)) as (live, opening):
        opening.seconds += 10 * OLDEST
        rests = [live.look() for _ in range(3)]

        assert len(opening.opened) == 3
        assert rests == [LOOK_EVERY] * 3
        assert opening.warmed == [False]
        assert live.freshness().is_readable


@pytest.mark.parametrize(("passed", "opened"), [(0.0, 1), (OLDEST - 0.1, 1), (OLDEST, 1 + 3), (OLDEST + 5, 1 + 3)])
def test_views_of_a_written_archive_are_opened_anew_after_a_while_though_no_page_changed(
    tmp_path: Path, passed: float, opened: int
) -> None:
    """To find that out it is opened once; afterwards it is left alone until it is written again."""
    settings = small_archive(tmp_path)
    with looked_at(settings) as (live, opening):
        touch(settings)
        opening.seconds += passed
        live.look()
        first = len(opening.opened) - 3
        live.look()
        again = len(opening.opened) - 3 - first

        assert first == opened
        assert again == (0 if opened > 1 else 1)
        assert opening.is_open.count(True) == 3


def test_a_state_is_as_old_as_the_archives_file(tmp_path: Path) -> None:
    """In whole seconds, which is what HTTP can say."""
    settings = small_archive(tmp_path)
    os.utime(settings.files.archive, ns=(0, 1_700_000_000_999_999_999))
    with looked_at(settings) as (live, _):
        version = live.version("/")

        assert version is not None
        assert version.modified == live.freshness().modified == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_pages_and_questions_are_of_what_was_written_after_a_look(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    with looked_at(settings) as (live, opening):
        before = live.version("/"), live.newest()
        add(settings, "1999-01-02", "It goes on.")
        opening.opening_takes, opening.warming_takes = 0.5, 7.0
        rest = live.look()
        after = live.version("/"), live.newest()

        assert before[0] == before[1]
        assert after[0] == after[1] != before[0]
        assert answered(live, "/news/1999/01/2/") is not None
        assert rest == pytest.approx(REST * 4 * 0.5)  # to see it, two views, and one to warm them; not the warming
        assert opening.warmed == [False, True]
        assert opening.is_open[:3] == [False] * 3
        assert after[0] is not None
        assert (after[0].state, live.freshness().generation) == ("generation-2", 2)
        assert re.fullmatch("[0-9a-f]{12}", after[0].tag)


def test_warming_rests_five_times_as_long_as_it_took_while_pages_go_on(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    asked: list[tuple[bool, bool]] = []
    with looked_at(settings) as (live, opening):
        opening.warming_takes = 2.0
        for day, passes in (("1999-01-02", 0.0), ("1999-01-03", 0.0), ("1999-01-04", 9.9), ("1999-01-05", 0.1)):
            opening.seconds += passes
            add(settings, day, "More.")
            live.look()
            asked.append((live.version("/") == live.newest(), answered(live, f"/news/1999/01/{day[-1]}/") is not None))
        held = opening.is_open.count(True)

    assert asked == [(True, True), (False, True), (False, True), (True, True)]
    assert held == 3
    assert opening.warmed == [False, True, True]


def test_views_that_are_held_stay_open_until_they_are_let_go(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    with looked_at(settings, threads=1) as (live, opening):
        first, second = live.hold(), live.hold()
        add(settings, "1999-01-02", "More.")
        live.look()
        open_while_held = opening.is_open[:2]
        first.release()
        open_while_held_once = opening.is_open[:2]
        with second.snapshot() as snapshot:
            days = len(snapshot.reader.days())
        second.release()

        assert open_while_held == open_while_held_once == [True, True]
        assert days == 1
        assert opening.is_open[:2] == [False, False]
        assert not second.hold()
        assert first.version != live.newest()


def test_what_is_known_of_the_last_fetch_and_the_newest_revision_is_of_now(tmp_path: Path) -> None:
    """Also of a fetch that brought nothing, which no page shows."""
    settings = small_archive(tmp_path)
    with looked_at(settings) as (live, _):
        before = live.freshness()
        record = FetchRecord(NOW, "https://wiki.example", 3, 0, "the wiki is away", None)
        with open_for_writing(settings.files.archive, now=NOW) as archive:
            save_fetch_record(archive, record)
        live.look()
        fetched = live.freshness()
        with open_for_writing(settings.files.archive, now=NOW) as archive:
            add_revisions(archive, [revision(1, 9, "A choir sings.")], NOW)
        live.look()
        added = live.freshness()

    assert (before.fetch, before.revision) == (None, None)
    assert (fetched.fetch, fetched.generation) == (record, before.generation)
    assert added.revision == datetime(2024, 5, 4, 9, tzinfo=UTC)
    assert added.generation > before.generation
    assert added.modified >= before.modified.replace(microsecond=0)


def test_an_archive_that_is_away_is_looked_for_again_and_so_is_one_that_changes_while_it_is_opened(
    tmp_path: Path,
) -> None:
    settings = small_archive(tmp_path)
    with looked_at(settings) as (live, opening):
        version = live.version("/")
        settings.files.archive.rename(tmp_path / "elsewhere")
        live.look()
        away = live.freshness().is_readable, live.version("/") == version, answered(live, "/about.json") is not None
        (tmp_path / "elsewhere").rename(settings.files.archive)
        live.look()
        back = live.freshness().is_readable, live.version("/") == version

        add(settings, "1999-01-02", "More.")
        last = len(opening.opened) + 2  # one to look, one of the new views: then it is written again
        opening.meanwhile = lambda number: add(settings, "1999-01-03", "And more.") if number == last else None
        opening.opening_takes = 1.0
        rest = live.look()
        changing = live.freshness().is_readable, live.version("/") == version, opening.is_open.count(True)
        live.look()
        after = live.freshness().is_readable, answered(live, "/news/1999/01/3/") is not None

    assert away == (False, True, True)
    assert back == (True, True)
    assert changing == (False, True, 3)
    assert rest == pytest.approx(REST * 4 * 1.0)
    assert after == (True, True)


def test_another_archive_in_its_place_takes_nothing_over_and_a_later_state_does(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    with looked_at(settings, threads=1) as (live, opening):
        answered(live, "/news/1999/01/1/")
        add(settings, "1999-01-02", "More.")
        live.look()
        shutil.copyfile(settings.files.archive, tmp_path / "copy.sqlite")
        (tmp_path / "copy.sqlite").rename(settings.files.archive)
        live.look()

        to_look = -1
        assert opening.opened == [-1, -1, to_look, 1, 1, to_look, -1, -1]
        assert opening.warmed == [False, True, True]
        assert answered(live, "/news/1999/01/2/") is not None


def test_an_earlier_state_in_its_place_is_served_as_it_is(tmp_path: Path) -> None:
    """As a backup that is put back: nothing of the wordings and counts of later is left on any page."""
    settings = small_archive(tmp_path)
    archive = settings.files.archive
    add(settings, "1999-01-02", "A ferry sails to the island.\n*A choir sings.")
    shutil.copyfile(archive, tmp_path / "backup")
    add(settings, "1999-01-02", "A ferry sails to the island and back.\n*A choir sings.\n*Rain falls.")
    pages = ("/news/1999/01/2/a-choir-sings.html", "/news/1999/01/index.json")
    with looked_at(settings, threads=1) as (live, _):
        later = [answered(live, page) for page in pages]
        archive.write_bytes((tmp_path / "backup").read_bytes())  # the same file, written over
        touch(settings)
        live.look()
        earlier = [answered(live, page) for page in pages]
        generation = live.freshness().generation
    with looked_at(settings, threads=1) as (fresh, _):
        expected = [answered(fresh, page) for page in pages]

    assert generation == 2
    assert earlier == expected
    assert [one == other for one, other in zip(earlier, later, strict=True)] == [False, False]


def test_tables_that_were_made_anew_are_seen_though_the_archive_was_not_written(tmp_path: Path) -> None:
    settings = small_archive(tmp_path)
    tables = tmp_path / "tables"
    tables.mkdir()
    with looked_at(settings, data=tables) as (live, opening):
        live.look()
        unchanged = len(opening.opened)
        (tables / SUMS).write_text("")
        live.look()
        written = len(opening.opened)
        live.look()
        again = len(opening.opened)

    assert (unchanged, written, again) == (3, 3 + 1 + 3, 3 + 1 + 3)


@pytest.mark.parametrize(
    ("path", "is_quick"),
    [
        ("/news/1999/01/1/index.html", True),
        ("/news/1999/01/1/a-year-begins.json", True),
        ("/news/1999/01/index.html", False),
        ("/about.html", False),
        ("/nonsense", False),
    ],
)
def test_pages_of_one_event_or_day_are_quickly_made(live: SiteFromArchive, path: str, is_quick: bool) -> None:
    assert live.is_quick(path) is is_quick


def test_reading_ahead_sleeps_as_long_as_it_worked() -> None:
    """Every few milliseconds; what it slept is not work."""
    clock = [50.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 4))
        clock[0] += seconds

    pauses = Pauses(lambda: clock[0], sleep)
    for worked in (0.001, 0.001, 0.0015, 0.001, WORK, 1.0):
        clock[0] += worked
        pauses()

    assert slept == [0.0035, 0.004, 1.0]


def test_a_view_is_waited_for_and_nobody_has_two(tmp_path: Path) -> None:
    with looked_at(small_archive(tmp_path), threads=2) as (live, _):
        held = live.hold()
        with held.snapshot() as one, held.snapshot() as two:
            readers = {id(one.reader), id(two.reader)}
        with held.snapshot() as again:
            readers.add(id(again.reader))
            assert (again.generation, again.version) == (1, live.newest())
            assert again.spec.settings.address == "https://example.org/daily/"
        held.release()

    assert len(readers) == 2
