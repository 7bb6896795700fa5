"""A day that stands on the page of its month leads to that page: the wiki has no other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from daybook.config import load_settings
from daybook.pipeline.building import build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.addresses import DayPlace, EventPlace, QualityMonthPlace, quote_title
from daybook.publish.kinds import page_at
from daybook.publish.pages import records
from daybook.publish.pages.builder import Builder

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
MONTH = """== June 7, 2003 ==
*A regatta is held on the loch.
Stray words of nobody's.
== June 8, 2003 ==
*The regatta ends. [https://herald.example/1 (The Herald)]
"""


def test_days_of_a_month_page_lead_to_that_page_and_those_of_their_own_to_theirs(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "Portal_Current_events_June_2003.wikitext").write_text(MONTH, "utf-8")
    (tmp_path / "pages" / "2003-07-01.wikitext").write_text(";Sports\n*A race is run.\n", "utf-8")
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite"])
    finish(import_paths([tmp_path / "pages"], settings, NOW))
    spec = build_spec(settings)

    with spec.open_library() as library:
        builder = Builder(library, spec.site())
        month, own = (page_at(builder, DayPlace(day)) for day in (date(2003, 6, 8), date(2003, 7, 1)))
        event = page_at(builder, EventPlace(date(2003, 6, 8), "the-regatta-ends"))
        quality = page_at(builder, QualityMonthPlace(2003, 6))
        titles = dict(builder.library.month_titles())

    assert isinstance(month, records.DayPage)
    assert isinstance(own, records.DayPage)
    assert isinstance(event, records.EventPage)
    assert [each.partition("#")[2] for each in titles.values()] == ["June 7, 2003", "June 8, 2003"]
    (title,) = {each.partition("#")[0] for each in titles.values()}
    assert month.day.origin.page == event.origin.page == title
    assert (month.day.origin.url or "").endswith(f"{title.replace(' ', '_')}#June_8,_2003")
    assert title in event.citation
    assert "#" not in event.citation
    assert own.day.origin.page == "Portal:Current events/2003 July 1"
    assert isinstance(quality, records.QualityMonthPage)
    edits = {problem.edit_url or "" for day in quality.days for problem in day.problems}
    assert edits
    assert all(quote_title(title) in edit and "section" not in edit for edit in edits)
