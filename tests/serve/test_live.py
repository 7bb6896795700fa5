"""A site from the archive and the same site from its folder answer alike."""

from __future__ import annotations

import gc
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.serve.served import ask, served
from tests.waiting import pause

from daybook.archive import ArchiveReader, EntryCache, open_for_reading
from daybook.ask import Query
from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_site, build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.serve.answer import Moved, Page, Version
from daybook.serve.folder import SiteFolder
from daybook.serve.live import SiteFromArchive, open_reader

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


def test_the_archive_is_opened_anew_only_when_it_changed(settings: Settings) -> None:
    opened: list[None] = []

    def counting(archive: Path, entries: EntryCache) -> AbstractContextManager[ArchiveReader]:
        opened.append(None)
        return open_reader(archive, entries)

    with SiteFromArchive(build_spec(settings), settings.files.archive, 3, counting) as live:
        for _ in range(3):
            answered(live, "/about.json")

    assert len(opened) == 4  # three that make pages, one that reads what searching needs


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
