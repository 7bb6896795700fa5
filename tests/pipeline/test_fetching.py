"""Fetching from a real MediaWiki into an archive: days, and all that there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.mediawiki import LocalWiki

from daybook.archive import ArchiveReader, open_for_reading
from daybook.cli.run import run
from daybook.config import Settings, load_settings
from daybook.errors import FetchError
from daybook.pipeline.fetching import FetchOptions, fetch_all, fetch_days
from daybook.pipeline.kept_facts import read_fetch_record
from daybook.progress import finish

pytestmark = pytest.mark.mediawiki

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PLAIN = FetchOptions(articles=False)

Folder = Callable[..., Settings]


@pytest.fixture
def folder(local_wiki: LocalWiki, tmp_path: Path) -> Folder:
    """Give settings of an empty archive and the wiki; each test has a title prefix of its own, for they share the wiki."""

    def make(prefix: str, *assignments: str) -> Settings:
        fixed = [f"files.archive={tmp_path}/archive.sqlite", f"wiki.api={local_wiki.api}", "wiki.pause=0"]
        return load_settings(None, [*fixed, f"wiki.title_prefix={prefix}", *assignments])

    return make


def revisions(settings: Settings) -> int:
    with open_for_reading(settings.files.archive) as connection:
        return sum(1 for _ in ArchiveReader(connection).raw_pages())


def test_all_pages_are_found_by_the_wikis_own_list(local_wiki: LocalWiki, folder: Folder) -> None:
    settings = folder("Portal:Found")
    for title in ("2004 May 1", "2019 June 30", "May 2003", "2004 May 1/Notes", "Header", "2004 May 32"):
        local_wiki.save(f"Portal:Found/{title}", f"* Told by {title}.")
    local_wiki.save("Portal:Found/2004 May 2", "#REDIRECT [[Portal:Found/2004 May 1]]")
    local_wiki.save("Portal:Foundry/2004 May 3", "* Another portal.")
    local_wiki.save("Portal:Found/May 2003", "==May 5, 2003==\n* A bridge opens.\n")

    first = finish(fetch_all(settings, NOW, PLAIN))
    second = finish(fetch_all(settings, NOW, PLAIN))

    assert (first.pages, first.added) == (3, 3)
    assert [trouble.name for trouble in first.troubles] == ["Portal:Found/2004 May 2"]
    assert (second.added, second.revisions) == (0, 0)
    with open_for_reading(settings.files.archive) as connection:
        days = [day.date for day in ArchiveReader(connection).days()]
    assert days == [date(2003, 5, 5), date(2004, 5, 1), date(2019, 6, 30)]


def test_fifty_pages_come_with_one_request_or_as_many_as_the_settings_say(
    local_wiki: LocalWiki, folder: Folder, tmp_path: Path
) -> None:
    for day in range(1, 31):
        local_wiki.save(f"Portal:Batch/2004 June {day}", "* A bridge opens.")

    few = finish(fetch_all(folder("Portal:Batch", "wiki.titles_per_request=10"), NOW, PLAIN))
    (tmp_path / "archive.sqlite").unlink()
    most = finish(fetch_all(folder("Portal:Batch"), NOW, PLAIN))

    assert few.pages == most.pages == 30
    assert (few.requests, most.requests) == (5, 3)  # what the wiki is, which pages there are, and the pages


def test_whole_histories_come_and_later_only_what_is_new(local_wiki: LocalWiki, folder: Folder) -> None:
    settings = folder("Portal:Histories")
    history = FetchOptions(history=True, articles=False)
    for number in range(53):
        local_wiki.save("Portal:Histories/2004 May 1", f"* Revision {number}.")

    first = finish(fetch_all(settings, NOW, history))
    local_wiki.save("Portal:Histories/2004 May 1", "* The last revision.")
    second = finish(fetch_all(settings, NOW, history))

    assert (first.revisions, second.revisions) == (53, 1)
    assert revisions(settings) == 54


def test_histories_are_made_whole_where_only_the_latest_revisions_were_fetched(
    local_wiki: LocalWiki, folder: Folder
) -> None:
    settings = folder("Portal:Whole")
    history = FetchOptions(history=True, articles=False)
    for number in range(3):
        local_wiki.save("Portal:Whole/2004 May 1", f"* Revision {number}.")

    latest = finish(fetch_all(settings, NOW, PLAIN))
    whole = finish(fetch_all(settings, NOW, history))
    again = finish(fetch_all(settings, NOW, history))

    assert (latest.revisions, whole.revisions, again.revisions) == (1, 2, 0)
    assert again.requests == 1  # which pages there are


def test_a_fetch_of_all_that_is_stopped_goes_on_where_it_was(local_wiki: LocalWiki, folder: Folder) -> None:
    settings = folder("Portal:Stopped", "wiki.titles_per_request=5")
    for day in range(1, 21):
        local_wiki.save(f"Portal:Stopped/2004 July {day}", "* A bridge opens.")
    steps = fetch_all(settings, NOW, FetchOptions(articles=False))
    for step in steps:
        if step.task == "reading the wiki" and step.done >= 11:
            break
    steps.close()
    kept = revisions(settings) if settings.files.archive.exists() else 0

    rest = finish(fetch_all(settings, NOW, PLAIN))

    assert kept + rest.revisions == 20
    assert revisions(settings) == 20


def test_a_wiki_without_such_pages_is_an_error(folder: Folder) -> None:
    settings = folder("Portal:Nonsense")

    with pytest.raises(FetchError, match="no page of these days") as days:
        finish(fetch_days((date(2004, 5, 1), date(2004, 5, 3)), settings, NOW, PLAIN))
    with pytest.raises(FetchError, match="none begins with `Portal:Nonsense/`") as everything:
        finish(fetch_all(settings, NOW, PLAIN))

    assert "wiki.title_prefix" in (days.value.hint or "")
    assert "wiki.title_prefix" in (everything.value.hint or "")


def test_how_the_last_fetch_went_is_kept(local_wiki: LocalWiki, folder: Folder) -> None:
    settings = folder("Portal:Kept")
    local_wiki.save("Portal:Kept/2004 May 1", "* A bridge opens.")
    finish(fetch_all(settings, NOW, PLAIN))
    later = NOW.replace(hour=13)
    with pytest.raises(FetchError):
        finish(fetch_days((date(1999, 1, 1), date(1999, 1, 1)), settings, later, PLAIN))

    with open_for_reading(settings.files.archive) as connection:
        record = read_fetch_record(connection)

    assert record is not None
    assert (record.finished, record.succeeded) == (later, NOW)
    assert "no page of these days" in record.failure


@pytest.mark.parametrize(("age", "code"), [(1, 1), (9999, 0)])
def test_a_wiki_with_nothing_new_for_too_long_ends_with_a_code_and_a_line(
    local_wiki: LocalWiki, tmp_path: Path, capfd: pytest.CaptureFixture[str], age: int, code: int
) -> None:
    """The wiki's page is of today, and the fetch one of the year 2033."""
    local_wiki.save(f"Portal:Quiet {age}/2004 May 1", "* A bridge opens.")
    arguments = ["fetch", "--all", "--no-articles", "--set", f"wiki.api={local_wiki.api}", "--set", "wiki.pause=0"]
    arguments += ["--set", f"files.archive={tmp_path}/a.sqlite", "--set", f"wiki.title_prefix=Portal:Quiet {age}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "2000000000")
        done = run([*arguments, "--set", f"status.max_age={age}"])

    assert done == code
    assert ("nothing new on the wiki for" in capfd.readouterr().err) is (code == 1)
