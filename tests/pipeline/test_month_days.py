"""Days that stand on a month's page change with it, and not once they have a page of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.small_wiki import small_wiki

from daybook.archive import ArchiveReader, open_for_reading
from daybook.config import Settings, load_settings
from daybook.model import RawPage, Selection
from daybook.pipeline.fetching import FetchOptions, fetch_days, fetch_titles
from daybook.pipeline.intake import IntakeReport, import_paths
from daybook.progress import finish

NOW = datetime(2026, 6, 3, tzinfo=UTC)
MONTH = "Portal:Current events/June 2026"
FIRST, SECOND = "== June 1 ==\n* A bridge opens in [[Oslo]].\n", "== June 2 ==\n* A ferry sinks off [[Bergen]].\n"


def settings(folder: Path, api: str = "http://127.0.0.1:9/api.php") -> Settings:
    return load_settings(None, [f"files.archive={folder}/archive.sqlite", f"wiki.api={api}", "wiki.pause=0"])


def texts(of: Settings) -> dict[str, list[str]]:
    """Return the headlines of each day of an archive."""
    with open_for_reading(of.files.archive) as connection:
        reader = ArchiveReader(connection)
        found: dict[str, list[str]] = {}
        for event in reader.events(reader.select(Selection())).values():
            found.setdefault(event.date.isoformat(), []).append(event.event.headline.plain)
    return found


def problems(of: Settings) -> list[str]:
    with open_for_reading(of.files.archive) as connection:
        return [problem.code for day in ArchiveReader(connection).days() for problem in day.problems]


def take(folder: Path, name: str, wikitext: str, later: int) -> Settings:
    """Import a folder with one page more, hours later."""
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    (pages / name).write_text(wikitext, "utf-8")
    finish(import_paths([pages], settings(folder), NOW + timedelta(hours=later)))
    return settings(folder)


def test_a_month_page_that_changed_in_a_folder_changes_its_days(tmp_path: Path) -> None:
    take(tmp_path, "June 2026.wikitext", FIRST + SECOND, 0)
    after = take(tmp_path, "June 2026.wikitext", FIRST.replace("opens", "closes") + SECOND, 2)

    assert texts(after) == {"2026-06-01": ["A bridge closes in Oslo."], "2026-06-02": ["A ferry sinks off Bergen."]}


def test_a_day_with_a_page_of_its_own_leaves_its_month(tmp_path: Path) -> None:
    take(tmp_path, "June 2026.wikitext", FIRST + SECOND, 0)
    take(tmp_path, "2026-06-01.wikitext", "* A bridge opens in [[Oslo]], at last.", 2)
    after = take(tmp_path, "June 2026.wikitext", FIRST.replace("opens", "closes") + SECOND.replace("sinks", "sails"), 4)

    assert texts(after) == {
        "2026-06-01": ["A bridge opens in Oslo, at last."],
        "2026-06-02": ["A ferry sails off Bergen."],
    }


def wiki_page(text: str, number: int) -> RawPage:
    return RawPage(MONTH, text, number, NOW + timedelta(minutes=number), "Ed")


def fetch(of: Settings, first: int, last: int) -> IntakeReport:
    report: IntakeReport = finish(
        fetch_days((date(2026, 6, first), date(2026, 6, last)), of, NOW, FetchOptions(articles=False))
    )
    return report


def test_a_fetched_month_page_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    """A span of days that leaves out some of the month is no reason to leave them out for ever."""
    pages = {MONTH: [wiki_page(FIRST + SECOND, 7)]}
    with small_wiki(pages) as api:
        of = settings(tmp_path, api)
        part, whole, again = fetch(of, 1, 1), fetch(of, 1, 2), fetch(of, 1, 2)
        unchanged = texts(of)
        pages[MONTH].append(wiki_page(FIRST + SECOND.replace("sinks", "sails"), 8))
        finish(fetch_titles([MONTH], of, NOW, FetchOptions(articles=False)))

    assert (part.added, whole.added, again.revisions) == (1, 1, 0)
    assert unchanged == {"2026-06-01": ["A bridge opens in Oslo."], "2026-06-02": ["A ferry sinks off Bergen."]}
    assert texts(of)["2026-06-02"] == ["A ferry sails off Bergen."]
    assert (part.absent, whole.absent, again.absent) == ((), (), ())
    assert "missing-page" not in problems(of)
