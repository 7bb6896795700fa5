"""A site's folder follows its archive: whole, stable, and no more touched than needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.open_files import open_files
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event, make_events, make_related
from tests.publish.sites import SETTINGS, build, build_spec_for, copy_site, files_of, one_event_library, rich_library

from daybook.errors import PublishError
from daybook.model import ArchivedEvent, RelatedList, RichText, Span, Stale, Status, Story, SubjectKind
from daybook.publish.delivery.build import BuildOptions, build_site
from daybook.publish.delivery.folder.build_state import BuildState, GroupFiles
from daybook.publish.delivery.folder.site_writer import SiteWriter
from daybook.publish.library import Library


def test_a_first_build_makes_every_kind_of_page_in_all_formats(tmp_path: Path) -> None:
    library = rich_library(40)

    report = build(library, tmp_path / "site")

    files = files_of(tmp_path / "site")
    assert report.created == len(files)
    assert report.removed == report.replaced == report.unchanged == 0
    kinds = {
        "/index", "/news/2004/index", "/news/2004/01/index", "/news/2004/01/5/index", "/changes/index", "/about", "/404",
        "/contexts/index", "/topics/index", "/categories/index", "/sources/index", "/on-this-day/01/5", "/search",
        "/on-this-day/index", "/category/sports", "/category/sports/2004", "/category/sports/2004/01",
    }  # fmt: skip
    assert {f"{stem}.{ending}" for stem in kinds for ending in ("html", "json", "xml", "md")} <= set(files)
    assert {"/feeds/news.atom", "/feeds/category/sports.rss", "/feeds/changes.json", "/feeds/index.opml"} <= set(files)
    assert {"/sitemap.xml", "/sitemaps/news-2004.xml", "/robots.txt", "/opensearch.xml", "/_redirects"} <= set(files)
    assert {"/icon.svg", "/favicon.ico", "/schema/page-1.xsd", "/search/index.json"} <= set(files)


def test_building_again_changes_no_byte_and_no_time(tmp_path: Path) -> None:
    library = rich_library()
    build(library, tmp_path)
    before = _times(tmp_path)

    quick, whole = build(library, tmp_path), build(library, tmp_path, whole=True)

    assert (quick.pages, quick.created, quick.replaced) == (0, 0, 0)
    assert (whole.created, whole.replaced, whole.removed) == (0, 0, 0)
    assert whole.unchanged == len(before)
    assert _times(tmp_path) == before


@pytest.fixture(scope="module")
def before_change(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build what changes then; to be copied."""
    folder = tmp_path_factory.mktemp("before")
    events = make_events(36, each=3)
    build(MemoryLibrary(events, make_related(events)), folder)
    return folder


@pytest.mark.parametrize("change", ["reworded", "added", "withdrawn", "new day", "another topic", "day gone"])
def test_a_build_after_a_change_gives_what_a_whole_build_gives(
    tmp_path: Path, before_change: Path, change: str
) -> None:
    """Only stale pages are made, and nothing that a whole build would make otherwise is missed."""
    events = make_events(36, each=3)
    copy_site(before_change, tmp_path / "followed")
    after, stale = _changed(events, change)
    library = MemoryLibrary(after, _lists(events, after), number=2, changed_since=stale)

    report = build(library, tmp_path / "followed")

    build(library, tmp_path / "whole")
    followed, whole = files_of(tmp_path / "followed"), files_of(tmp_path / "whole")
    kept = {path.split("/")[2].partition(".")[0] for path in followed.keys() - whole.keys()}
    assert not report.whole
    assert {path: followed.get(path) for path in whole} == whole
    assert all(subject.count < 2 for subject in library.subjects(SubjectKind.CONTEXT, sorted(kept)).values())
    assert bool(kept) == (change == "day gone")  # a context that had a page keeps its address
    assert report.pages < 400


@pytest.mark.parametrize("then", ["read", "gone"])
def test_a_month_that_is_read_later_changes_the_charts_that_span_it(tmp_path: Path, then: str) -> None:
    """They hatch what was not read: of a story with events before and after, and of nothing else."""
    kind = (Story("Flood", "flood", "Flood"),)
    spanning = [
        make_event(month, date(2004, month, 5), RichText((Span(f"The flood of month {month}."),)), stories=kind)
        for month in (1, 3, 4)
    ]
    between = make_event(9, date(2004, 2, 9), RichText((Span("A fair in February."),)))
    before, after = (spanning, [*spanning, between]) if then == "read" else ([*spanning, between], spanning)
    build(MemoryLibrary(before), tmp_path / "followed")

    stale = Stale(events=(9,), days=(between.date,))
    report = build(MemoryLibrary(after, number=2, changed_since=stale), tmp_path / "followed")

    build(MemoryLibrary(after), tmp_path / "whole")
    assert not report.whole
    assert files_of(tmp_path / "followed") == files_of(tmp_path / "whole")
    unread = json.loads(files_of(tmp_path / "whole")["/topic/flood.json"]).get("unread", [])
    assert unread == ([] if then == "read" else ["2004-02"])


def test_of_a_stale_page_with_the_same_record_nothing_else_is_made(tmp_path: Path) -> None:
    """Its HTML is not even compared; but where a file of the page is gone, or was altered since, the page is made again."""
    events = make_events(6, each=3)
    build(MemoryLibrary(events, make_related(events)), tmp_path)
    build(
        MemoryLibrary(events, make_related(events), number=2, changed_since=Stale()), tmp_path
    )  # in place, not moved to it
    state = BuildState(tmp_path)
    altered, gone = (tmp_path / f"about.{ending}" for ending in ("html", "xml"))
    altered.write_bytes(b"altered")
    state.remember("finished", f"{altered.stat().st_ctime_ns}")  # as if that had been done before the build ended
    state.close()
    first = build(MemoryLibrary(events, make_related(events), number=3, changed_since=Stale()), tmp_path)
    unseen = altered.read_bytes()
    altered.write_bytes(b"altered again")
    second = build(MemoryLibrary(events, make_related(events), number=4, changed_since=Stale()), tmp_path)
    gone.unlink()
    third = build(MemoryLibrary(events, make_related(events), number=5, changed_since=Stale()), tmp_path)

    assert (first.created, first.replaced, unseen) == (0, 0, b"altered")
    assert (second.created, second.replaced) == (0, 1)
    assert b"altered" not in altered.read_bytes()
    assert (third.created, third.replaced) == (1, 0)


def test_what_a_killed_build_may_have_written_is_never_taken_for_made(tmp_path: Path) -> None:
    """It wrote the new record and not the new HTML: the next build finds the same record, and makes the page all the same."""
    events = make_events(6, each=3)
    build(MemoryLibrary(events, make_related(events)), tmp_path)
    (tmp_path / ".daybook" / "work" / "journal-9").write_text("/about.json\n/about.html\n")
    (tmp_path / "about.html").write_bytes(b"half")

    build(MemoryLibrary(events, make_related(events), number=2, changed_since=Stale()), tmp_path)

    assert (tmp_path / "about.html").read_bytes() != b"half"


def test_what_somebody_changed_by_hand_is_put_back_by_a_build_that_looks_at_every_page(tmp_path: Path) -> None:
    library = rich_library()
    build(library, tmp_path)
    before = files_of(tmp_path)
    (tmp_path / "index.html").write_bytes(before["/index.html"].replace(b"News", b"Lies"))
    (tmp_path / "robots.txt").unlink()

    build(library, tmp_path, whole=True)

    assert files_of(tmp_path) == before


def test_a_file_of_somebody_else_beside_a_page_that_is_the_same_stays_theirs(tmp_path: Path) -> None:
    events = make_events(6, each=3)
    tmp_path.joinpath("about.xml").write_bytes(b"mine")
    build(MemoryLibrary(events, make_related(events)), tmp_path)

    report = build(MemoryLibrary(events, make_related(events), number=2, changed_since=Stale()), tmp_path)

    assert report.foreign == ("/about.xml",)
    assert tmp_path.joinpath("about.xml").read_bytes() == b"mine"


def test_a_change_in_an_earlier_year_gives_what_a_whole_build_gives(tmp_path: Path) -> None:
    """Of the search index only the changed month is indexed anew; the others are joined from what was kept of them."""
    first = date(2004, 1, 1)
    events = [
        replace(event, date=event.date.replace(year=2004 + (event.date - first).days // 12))
        for event in make_events(36, each=3)
    ]
    build(MemoryLibrary(events, make_related(events)), tmp_path / "followed")
    event = events[10]
    text = RichText((Span("A comet passes over Quillhaven."),))
    after = [event_ for event_ in events if event_ is not event]
    after.append(replace(event, event=replace(event.event, headline=text)))

    library = MemoryLibrary(after, _lists(events, after), number=2, changed_since=_stale(events, after))
    report = build(library, tmp_path / "followed")

    build(library, tmp_path / "whole")
    assert not report.whole
    assert files_of(tmp_path / "followed") == files_of(tmp_path / "whole")
    assert b"quillhaven" in files_of(tmp_path / "whole")["/search/2000s/q.txt"]


def test_other_settings_build_everything_anew_and_remove_what_is_gone(tmp_path: Path) -> None:
    library = rich_library(12)
    build(library, tmp_path / "site")
    longer = replace(SETTINGS, list_events=1000, feed_minimum=1000)

    report = build(library, tmp_path / "site", longer)

    build(library, tmp_path / "fresh", longer)
    assert report.whole
    assert report.removed > 0
    assert files_of(tmp_path / "site") == files_of(tmp_path / "fresh")
    assert not (tmp_path / "site/category/sports").exists()


def test_an_archive_put_back_to_an_earlier_copy_builds_everything_anew(tmp_path: Path) -> None:
    build(replace(rich_library(), number=5), tmp_path)

    assert build(replace(rich_library(), number=4), tmp_path).whole


def test_same_archive_and_settings_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """Time zone, locale, hash seed and number of processes make no difference."""
    script = tmp_path / "build_it.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom tests.publish.sites import build, rich_library\n"
        "build(rich_library(6), Path(sys.argv[1]))\n"
    )
    places = []
    for number, (zone, language, seed) in enumerate(
        [("Pacific/Kiritimati", "C", "1"), ("America/Lima", "tr_TR.UTF-8", "77")]
    ):
        place = tmp_path / f"site-{number}"
        environment = {
            "TZ": zone,
            "LC_ALL": language,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": str(Path.cwd()),
            "PATH": "",
        }
        subprocess.run([sys.executable, str(script), str(place)], check=True, env=environment, cwd=tmp_path)
        places.append(place)

    assert files_of(places[0]) == files_of(places[1])


@contextmanager
def opened_here_only(library: MemoryLibrary, process: int) -> Iterator[Library]:
    """Open a library in one process; others find it changed."""
    if os.getpid() != process:
        raise PublishError("the archive changed", hint="build again")
    yield library


def test_what_goes_wrong_in_a_process_of_its_own_is_told_as_it_is(tmp_path: Path) -> None:
    """Also while it begins, with a theme larger than what a process is started with may be."""
    library = rich_library()
    spec = replace(
        build_spec_for(library),
        open_library=partial(opened_here_only, library, os.getpid()),
        files={"/large.css": b"x" * 1_000_000},
    )

    with pytest.raises(PublishError, match=r"^the archive changed"):
        list(build_site(spec, tmp_path, BuildOptions(processes=2)))


def test_a_path_that_two_groups_have_is_refused(tmp_path: Path) -> None:
    """Before anything of the last build is removed or forgotten."""
    library = rich_library()
    spec = build_spec_for(library)

    with pytest.raises(PublishError, match=r"two pages have the same path: `/index\.html`"):
        list(build_site(replace(spec, files={**spec.files, "/index.html": b""}), tmp_path, BuildOptions(processes=1)))


def test_processes_of_their_own_give_the_same_bytes(tmp_path: Path) -> None:
    """A library that can be handed to other processes is built by two of them as by one."""
    library = rich_library(12)

    *_, report = build_site(build_spec_for(library), tmp_path / "two", BuildOptions(processes=2))

    build(library, tmp_path / "one")
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")
    assert report.created == len(files_of(tmp_path / "one"))  # type: ignore[union-attr]


def test_files_of_others_stay_and_are_told_of(tmp_path: Path) -> None:
    """Whatever the publisher put into the folder is left alone, even where a page belongs."""
    (tmp_path / "robots.txt").write_text("mine")
    (tmp_path / "context").mkdir()
    (tmp_path / "context/notes.txt").write_text("mine too")

    report = build(one_event_library(), tmp_path)
    again = build(replace(one_event_library("Nobody is there any more"), number=2), tmp_path, whole=True)

    assert report.foreign == again.foreign == ("/robots.txt",)
    assert (tmp_path / "robots.txt").read_text() == "mine"
    assert (tmp_path / "context/notes.txt").read_text() == "mine too"
    assert (tmp_path / "index.html").exists()


def test_a_page_of_a_group_that_stands_elsewhere_is_disowned(tmp_path: Path) -> None:
    """The pages of a subject's years are written by other processes than the one that lists its files."""
    with BuildState(tmp_path) as state:
        state.keep([GroupFiles("subject/category/sports", ("/category/sports.md", "/category/sports/2004.md"))], 1)

        state.disown(["/category/sports/2004.md", "/category/arts.md"])

        assert state.paths_of("subject/category/sports") == {"/category/sports.md"}


def test_no_link_leads_a_build_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site/news").symlink_to(outside)

    with pytest.raises(PublishError, match="news"):
        build(one_event_library(), tmp_path / "site")

    assert list(outside.iterdir()) == []


def test_a_link_in_place_of_a_page_is_left_alone_with_what_it_leads_to(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("keep")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").symlink_to(secret)

    report = build(one_event_library(), tmp_path / "site")

    assert report.foreign == ("/index.html",)
    assert secret.read_text() == "keep"


def test_two_builds_do_not_write_one_site_at_once(tmp_path: Path) -> None:
    with BuildState(tmp_path), pytest.raises(PublishError, match="another build"):
        build(one_event_library(), tmp_path)


def test_a_damaged_state_is_begun_anew(tmp_path: Path) -> None:
    build(one_event_library(), tmp_path)
    (tmp_path / ".daybook/state.sqlite").write_bytes(b"not a database" * 200)

    report = build(one_event_library(), tmp_path)

    assert report.whole
    assert report.foreign == ()
    assert report.unchanged == len(files_of(tmp_path))


def _times(folder: Path) -> dict[str, int]:
    return {path: (folder / path[1:]).stat().st_mtime_ns for path in files_of(folder)}


def _changed(events: list[ArchivedEvent], change: str) -> tuple[list[ArchivedEvent], Stale]:
    """Return events after a change, and what an archive would call stale then."""
    event = events[-7]
    day = event.date
    others = [each for each in events if each is not event]
    if change == "reworded":
        after = [*others, replace(event, last_changed=event.last_changed + timedelta(hours=1))]
    elif change == "added":
        after = [*events, replace(make_events(37, each=3)[-1], date=day, position=9)]
    elif change == "withdrawn":
        after = [*others, replace(event, status=Status.WITHDRAWN)]
    elif change == "new day":
        after = make_events(37, each=3)
    elif change == "another topic":
        story = next(each.stories for each in events[20:80] if each.stories and each.stories != event.stories)
        after = [*others, replace(event, stories=story)]
    else:
        after = [each for each in events if each.date != events[-1].date]
    return after, _stale(events, after)


def _stale(before: list[ArchivedEvent], after: list[ArchivedEvent]) -> Stale:
    old, new = {event.id: event for event in before}, {event.id: event for event in after}
    changed = [
        old.get(number) or new[number] for number in old.keys() | new.keys() if old.get(number) != new.get(number)
    ]
    changed += [new[event.id] for event in changed if event.id in new]
    ids = {event.id for event in changed}
    showing = [number for number, listed in make_related(before).items() if ids & {item.event for item in listed.items}]
    beside = [
        event.id
        for event in after
        for other in changed
        if {story.slug for story in event.stories} & {story.slug for story in other.stories}
    ]
    subjects: set[tuple[SubjectKind, str, int]] = set()
    for event in changed:
        year = event.date.year
        subjects.update((SubjectKind.CONTEXT, context.slug, year) for context in event.contexts)
        subjects.update((SubjectKind.TOPIC, story.slug, year) for story in event.stories)
        subjects.update((SubjectKind.OUTLET, host, year) for host in event.hosts if host)
        if event.category:
            subjects.add((SubjectKind.CATEGORY, event.category, year))
    days: set[date] = {event.date for event in changed}
    return Stale(
        tuple(sorted({*ids, *showing, *beside} & set(new))),
        tuple(sorted(days)),
        tuple(sorted(subjects)),
        tuple(sorted(ids & set(new))),
    )


def _lists(before: list[ArchivedEvent], after: list[ArchivedEvent]) -> dict[int, RelatedList]:
    return dict(make_related(before))


def test_a_build_names_the_feeds_that_it_replaced_and_the_list_of_feeds_is_none(tmp_path: Path) -> None:
    library = rich_library()
    build(library, tmp_path)
    before = files_of(tmp_path)

    report = build(library, tmp_path, replace(SETTINGS, title="Another name"))

    changed = {path for path, content in files_of(tmp_path).items() if content != before.get(path)}
    assert "/feeds/index.opml" in changed
    assert report.feeds == tuple(sorted(path for path in changed if path.startswith("/feeds/") and "opml" not in path))
    assert "/feeds/news.atom" in report.feeds


def test_a_build_leaves_no_file_open(tmp_path: Path) -> None:
    """Whoever follows a wiki builds thousands of times in one process."""
    library = one_event_library()
    build(library, tmp_path)
    before = open_files()

    library.number += 1
    build(library, tmp_path)
    build(library, tmp_path, whole=True)

    assert open_files() <= before


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_writer_leaves_no_folder_open_whether_it_can_write_or_not(tmp_path: Path, is_folder: bool) -> None:
    (tmp_path / ".daybook").mkdir()
    (tmp_path / ".daybook/work").mkdir() if is_folder else (tmp_path / ".daybook/work").touch()
    before = open_files()

    with (
        nullcontext() if is_folder else pytest.raises(PublishError, match="cannot be written"),
        SiteWriter(tmp_path, name="one", owns=lambda _path: True, below="a/b") as writer,
    ):
        writer.write([("/c/d.txt", b"new")])

    assert open_files() <= before
    assert (tmp_path / "a/b/c/d.txt").exists() == is_folder
