"""What editors could mend: counted rightly, ranked by what is lost, each problem one click from its edit box."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_events

from daybook.model import Problem, Severity, Source, SourceHealth, SourceState
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.quality import MOST_LATELY, quality_month_page, quality_page
from daybook.publish.pages.site import Site
from daybook.publish.settings import SiteSettings

INDEX = "https://wiki.example/w/index.php"


def problem(code: str, severity: Severity, line: int, text: str = "text") -> Problem:
    return Problem(code, severity, line, text, "mend it")


def builder_with(problems: dict[date, tuple[Problem, ...]], texts: dict[str, str] | None = None) -> Builder:
    library = MemoryLibrary(make_events(60), problems=problems, texts=texts or {})
    return Builder(library, Site(SiteSettings(address="https://news.example/", wiki_index=INDEX)))


def days_of(builder: Builder) -> list[date]:
    return list(builder.calendar.days)


def test_an_error_outranks_any_handful_of_remarks() -> None:
    first, second, *_ = days_of(builder_with({}))
    builder = builder_with(
        {
            first: tuple(problem("unknown-heading", Severity.INFO, line) for line in range(1, 8)),
            second: (problem("unclosed-comment", Severity.ERROR, 3),),
        }
    )
    page = quality_page(builder.cache, builder.calendar)

    assert [(day.date, day.count, day.lost) for day in page.first] == [(second, 1, 20), (first, 7, 7)]
    assert [(kind.code, kind.count, kind.days) for kind in page.kinds] == [
        ("unclosed-comment", 1, 1),
        ("unknown-heading", 7, 1),
    ]
    assert (page.problems, page.days, page.checked) == (8, 2, len(builder.calendar.days))


def test_what_repeats_is_told_once_with_its_span() -> None:
    days = days_of(builder_with({}))[:4]
    builder = builder_with(
        {
            **{day: (problem("unknown-heading", Severity.INFO, 2, "Arts"),) for day in days[:3]},
            days[3]: (problem("unknown-heading", Severity.INFO, 2, "Once"),),
        }
    )
    repeated = quality_page(builder.cache, builder.calendar).repeated

    assert [(each.text, each.count, each.first, each.last) for each in repeated] == [("Arts", 3, days[0], days[2])]


def test_a_problem_leads_to_the_edit_box_of_its_section() -> None:
    day = days_of(builder_with({}))[0]
    title = builder_with({}).calendar.days[day].page
    builder = builder_with(
        {day: (problem("table", Severity.WARNING, 4), problem("unclosed-tag", Severity.WARNING, 0))},
        {title: "== One ==\n* a\n== Two ==\n{|\n|}"},
    )
    page = quality_month_page(builder.cache, builder.calendar, day.year, day.month)

    assert page is not None
    urls = [each.edit_url or "" for each in page.days[0].problems]
    assert all(url.startswith(f"{INDEX}?title=") for url in urls)
    assert [url.partition("&")[2] for url in urls] == ["action=edit", "action=edit&section=2"]


def test_a_month_without_problems_says_so() -> None:
    builder = builder_with({})
    day = days_of(builder)[0]
    page = quality_month_page(builder.cache, builder.calendar, day.year, day.month)

    assert page is not None
    assert (page.problems, page.days) == (0, ())
    assert {month.count for month in quality_page(builder.cache, builder.calendar).months} == {0}
    assert quality_month_page(builder.cache, builder.calendar, 1999, 1) is None


def test_events_told_twice_stand_on_their_month_and_lately_on_the_first_page() -> None:
    """With the edit box of their section, and a link to where the same is told."""
    events = make_events(60)
    last = max(events, key=lambda event: (event.date, event.position))
    again = replace(last, id=1000, slug="again", position=last.position + 1, event=replace(last.event, line=4))
    page = "== One ==\n* a\n== Two ==\n* b"
    library = MemoryLibrary([*events, again], texts={last.page: page})
    builder = Builder(library, Site(SiteSettings(address="https://news.example/", wiki_index=INDEX)))
    month = quality_month_page(builder.cache, builder.calendar, last.date.year, last.date.month)
    lately = quality_page(builder.cache, builder.calendar).lately

    assert month is not None
    (problem,) = [each for day in month.days for each in day.problems if each.code == "told-twice"]
    assert problem.event is not None
    assert problem.other is not None
    assert problem.event.address.endswith("/again")
    assert problem.other.address.endswith(f"/{last.slug}")
    assert (problem.line, (problem.edit_url or "").rpartition("&")[2]) == (4, "section=2")
    assert problem in [each for day in lately for each in day.problems]


def test_the_list_of_the_last_days_is_not_endless() -> None:
    gone = SourceState(SourceHealth.GONE, datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    source = Source("https://courier.example/1", "Courier")
    last = max(make_events(60), key=lambda event: event.date)
    events = [
        replace(last, id=number, slug=f"event-{number}", position=number, hosts=(), states=(gone,), event=replace(last.event, sources=(source,)))
        for number in range(1, 3 * MOST_LATELY)
    ]  # fmt: skip
    builder = Builder(MemoryLibrary(events), Site(SiteSettings()))
    lately = quality_page(builder.cache, builder.calendar).lately

    assert sum(len(day.problems) for day in lately) == MOST_LATELY
