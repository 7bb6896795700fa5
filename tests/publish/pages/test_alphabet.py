"""The subjects of a kind from A to Z: all of them, each on a page that the list leads to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import build, files_of

from daybook.model import ArchivedEvent, RichText, Span, Stale, Story, SubjectKind
from daybook.model.slug import subject_slug
from daybook.publish.addresses import IndexPlace, LetterPlace
from daybook.publish.kinds import page_at
from daybook.publish.pages.alphabet import LISTED, prefixes
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import IndexPage, LetterPage
from daybook.publish.pages.site import Site
from daybook.publish.settings import SiteSettings

DAY = date(2024, 5, 1)


def told(number: int, *stories: str) -> ArchivedEvent:
    names = tuple(Story(name, subject_slug(name)) for name in stories)
    return make_event(number, DAY, RichText((Span(f"Event {number}."),)), stories=names)


def many(count: int) -> list[str]:
    return [f"B{'abcd'[number % 4]}{number}" for number in range(count)]


def test_all_subjects_are_found_from_the_list_and_none_twice() -> None:
    stories = ["Élan", "#MeToo", "2024 vote", "Eruption", "A", *many(LISTED + 1)]
    builder = Builder(MemoryLibrary([told(1, *stories)]), Site(SiteSettings()))

    index = page_at(builder, IndexPlace(SubjectKind.TOPIC))

    assert isinstance(index, IndexPage)
    assert [(letter.name, letter.events) for letter in index.letters] == [
        ("2", 1), ("A", 1), ("B", LISTED + 1), ("E", 2), ("M", 1),
    ]  # fmt: skip
    pages = [page_at(builder, LetterPlace(SubjectKind.TOPIC, prefix)) for prefix in builder.letters(SubjectKind.TOPIC)]
    found = [link.name for page in pages if isinstance(page, LetterPage) for link in page.names]
    assert sorted(found) == sorted(stories)
    split = page_at(builder, LetterPlace(SubjectKind.TOPIC, "b"))
    assert isinstance(split, LetterPage)
    assert [part.address for part in split.parts] == ["/topics/ba", "/topics/bb", "/topics/bc", "/topics/bd"]
    assert split.names == ()


def test_there_is_no_page_of_letters_that_nothing_begins_with_or_that_need_no_split() -> None:
    builder = Builder(MemoryLibrary([told(1, "Eruption")]), Site(SiteSettings()))

    assert page_at(builder, LetterPlace(SubjectKind.TOPIC, "z")) is None
    assert page_at(builder, LetterPlace(SubjectKind.TOPIC, "er")) is None


def test_names_that_share_their_first_letters_are_split_no_further_than_three() -> None:
    slugs = sorted(f"abc{number}" for number in range(LISTED + 1))

    assert prefixes(slugs) == {"a": LISTED + 1, "ab": LISTED + 1, "abc": LISTED + 1}


def test_letters_follow_what_comes_and_goes(tmp_path: Path) -> None:
    """A story that goes takes its letter along, one that comes brings it; one that is only told of again changes no page."""
    before = [told(1, "Eruption", "Zeal"), told(2, "Vote")]
    after = [told(1, "Eruption", "Alarm"), told(2, "Vote"), told(3, "Vote")]
    build(MemoryLibrary(before), tmp_path / "followed")
    first = files_of(tmp_path / "followed")
    stale = Stale((1, 3), (DAY,), tuple((SubjectKind.TOPIC, slug, 2024) for slug in ("alarm", "vote", "zeal")))

    report = build(MemoryLibrary(after, number=2, changed_since=stale), tmp_path / "followed")

    build(MemoryLibrary(after), tmp_path / "whole")
    followed, whole = files_of(tmp_path / "followed"), files_of(tmp_path / "whole")
    assert not report.whole
    assert followed["/topics/v.json"] == first["/topics/v.json"]
    assert {path for path in followed if path.startswith("/topics/")} == {
        path for path in whole if path.startswith("/topics/")
    }
    assert [path for path in whole if path.startswith("/topics/") and followed[path] != whole[path]] == []
