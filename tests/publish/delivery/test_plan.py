"""What a build is planned to make, and how long each part is said to take; nothing is made here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import SETTINGS

from daybook.model import ArchivedEvent, RichText, Span, Stale, Status, Story, SubjectKind
from daybook.publish.addresses import DAILY_FEED, DIGEST_FEED, DayPlace, FeedPlace, SubjectPlace, path
from daybook.publish.delivery.plan import plan_days, plan_search, plan_subjects
from daybook.publish.delivery.plan.plan_site import LastBuild, all_steps, plan_all, plan_stale
from daybook.publish.delivery.portions.data_work import DataWork
from daybook.publish.delivery.portions.day_work import DayWork, EventWork
from daybook.publish.delivery.portions.page_work import PageWork
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.search_work import SearchWork, ShardMonths
from daybook.publish.delivery.portions.site_work import SiteWork
from daybook.publish.delivery.portions.subject_work import SubjectSpans, SubjectWork, subject_paths
from daybook.publish.kinds import place_group
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject import Span as Time
from daybook.publish.published_data import PublishedData
from daybook.publish.search import Shard

DAY = date(2004, 2, 5)
TOPIC, CONTEXT, CATEGORY = SubjectKind.TOPIC, SubjectKind.CONTEXT, SubjectKind.CATEGORY
FLOOD = (Story("Flood", "flood", "Flood"),)


def event(number: int, day: date = DAY, *links: str, **changes: object) -> ArchivedEvent:
    spans = (Span(f"Event {number} "), *(Span(link, link=link) for link in links))
    return make_event(number, day, RichText(spans), **changes)


def builder(*events: ArchivedEvent, data: PublishedData | None = None, **settings: object) -> Builder:
    return Builder(MemoryLibrary(events), Site(replace(SETTINGS, **settings), data=data))  # type: ignore[arg-type]


def none_left(_group: str) -> frozenset[str]:
    return frozenset()


def left(*groups: str) -> Callable[[str], frozenset[str]]:
    """Return what a last build left where these groups had a file each."""
    return lambda group: frozenset({f"/{group}.html"}) if group in groups else frozenset()


def works(portions: Sequence[Portion]) -> list[object]:
    return [work for portion in portions for work in portion.works]


NO_BUILD = LastBuild(none_left, frozenset())


def test_a_day_takes_as_long_as_its_events_with_those_withdrawn() -> None:
    ours = builder(event(1), event(2, status=Status.WITHDRAWN), event(3, DAY + timedelta(days=1)))

    assert list(plan_days.all_days(ours)) == [
        (DAY, Portion((DayWork((DAY,)),), 2)),
        (DAY + timedelta(days=1), Portion((DayWork((DAY + timedelta(days=1),)),), 1)),
    ]


def test_changed_days_come_in_twenties_and_events_elsewhere_in_hundreds() -> None:
    """Events of a changed day are made with it; a day that is gone is a group that is gone."""
    days = [DAY + timedelta(days=number) for number in range(45)]
    events = [event(number + 1, day) for number, day in enumerate(days)]
    others = [event(1000 + number, DAY + timedelta(days=100 + number % 3)) for number in range(501)]
    gone = DAY - timedelta(days=9)
    stale = Stale(tuple(each.id for each in (*others, events[3])), (*reversed(days), gone))

    portions, groups = plan_days.stale_days(builder(*events, *others), stale)

    assert groups == [place_group(DayPlace(gone))]
    assert works(portions) == [
        DayWork(tuple(days[:20])),
        DayWork(tuple(days[20:40])),
        DayWork(tuple(days[40:])),
        EventWork(tuple(each.id for each in others[:500])),
        EventWork((others[500].id,)),
    ]
    assert [portion.weight for portion in portions] == [20, 20, 5, 500, 1]


def test_an_event_is_planned_that_shows_a_changed_one_of_its_story() -> None:
    """Of a context, though it has the name of the story, nobody sees the neighbours."""
    days = [DAY + timedelta(days=number) for number in range(30)]
    story = [event(number, day, "Kiel", stories=FLOOD) for number, day in enumerate(days, 1)]
    changed = Stale((15,), (days[14],), ((TOPIC, "flood", 2004),), (15,))

    portions, _ = plan_days.stale_days(builder(*story), changed)
    of_context, _ = plan_days.stale_days(builder(*story), replace(changed, subjects=((CONTEXT, "flood", 2004),)))

    (day, events) = works(portions)
    assert day == DayWork((days[14],))
    assert isinstance(events, EventWork)
    assert {14, 16} <= set(events.events)
    assert works(of_context) == [DayWork((days[14],))]


def test_events_are_planned_that_a_withdrawn_one_perhaps_stands_as_now() -> None:
    """And these themselves: of days that changed and of those beside them; what is listed again was withdrawn until now."""
    beside, far = DAY + timedelta(days=1), DAY + timedelta(days=10)

    def pair(number: int, day: date, place: str, **changes: object) -> tuple[ArchivedEvent, ArchivedEvent]:
        texts = f"Divers free seven workers at {place} Harbour.", f"Seven workers freed by divers at {place} Harbour."
        one, other = (RichText((Span(text),)) for text in texts)
        return make_event(number, day, one, **changes), make_event(number + 100, day, other)

    events = (
        event(99),
        *pair(1, beside, "Kelm", status=Status.WITHDRAWN),
        *pair(2, beside, "Oban", changes=1),
        *pair(3, beside, "Suva"),
        *pair(4, far, "Wick", changes=1),
        *pair(5, far, "Bonn", status=Status.WITHDRAWN),
    )

    portions, _ = plan_days.stale_days(builder(*events), Stale((), (DAY,), (), (2, 3, 4)))

    (day, of_others) = works(portions)
    assert day == DayWork((DAY,))
    assert isinstance(of_others, EventWork)
    assert sorted(of_others.events) == [1, 2, 101, 102]


@pytest.mark.parametrize(
    ("before", "images", "days"),
    [
        ("2004-02-07", True, [5, 6]),
        ("2004-02-05", True, []),
        ("2004-02-03", True, [3, 4]),
        (None, True, []),
        ("2004-02-03", False, []),
    ],
)
def test_days_that_lost_or_won_their_pictures_are_stale(before: str | None, images: bool, days: list[int]) -> None:
    """From the earlier of the two first days with pictures, up to the later one, which has them both times."""
    ours = builder(*(event(day, date(2004, 2, day)) for day in range(1, 10)), images=images, image_days=5)
    stale = Stale(days=(date(2004, 2, 1),))

    after = plan_days.with_pictures_moved(stale, before, ours)

    assert after == Stale(days=(date(2004, 2, 1), *(date(2004, 2, day) for day in days)))


def test_a_shard_is_planned_where_a_day_changed_or_where_it_is_new() -> None:
    years = (1998, 1999, 2001, 2003, 2004)
    ours = builder(*(event(year, date(year, 3, 1)) for year in years))
    latest, aughts, nineties = Shard("2004", 2004, 2004), Shard("2000s", 2001, 2003), Shard("1990s", 1998, 1999)
    last = frozenset({latest, nineties, Shard("2003", 2003, 2003)})

    portions, gone = plan_search.stale_shards(ours, Stale(days=(date(1999, 3, 1), date(1998, 3, 1))), last)

    assert portions == [
        Portion((SearchWork((ShardMonths(aughts),)),), 3000),
        Portion((SearchWork((ShardMonths(nineties, frozenset({(1998, 3), (1999, 3)})),)),), 2000),
    ]
    assert len(gone) == 1
    assert "2003" in gone[0]
    assert list(plan_search.all_shards(ours)) == [
        Portion((SearchWork((ShardMonths(shard),)),), events)
        for shard, events in ((latest, 1), (aughts, 2), (nineties, 2))
    ]


def small_context() -> tuple[ArchivedEvent, ...]:
    return (event(1, DAY, "Kiel"), event(2, DAY, "Oslo"), event(3, DAY, "Oslo", category="sports"))


def test_a_subject_has_a_page_for_enough_events_or_because_it_had_one() -> None:
    ours = builder(*small_context(), context_minimum=2, feed_minimum=2)

    def planned(paths_of: Callable[[str], frozenset[str]]) -> set[str]:
        return {each.slug for _, portion in plan_subjects.all_subjects(ours, paths_of) for work in portion.works for each in work.subjects}  # type: ignore[attr-defined]  # fmt: skip

    assert planned(none_left) == {"oslo", "sports"}
    assert planned(left(place_group(SubjectPlace(CONTEXT, "kiel")))) == {"kiel", "oslo", "sports"}


def test_each_span_of_a_large_subject_is_planned_at_its_own_time() -> None:
    """A main page of many events shows the latest, a story's counts them all; a year lists them up to three times the limit."""
    events = [event(number, date(2003, 1 + number % 2, 7), "Kiel", stories=FLOOD) for number in range(7)]
    events += [event(100 + number, date(2004, 1 + number, 3), "Kiel") for number in range(6)]

    def spans(kind: SubjectKind) -> list[tuple[date, str, int]]:
        steps = plan_subjects.all_subjects(builder(*events, list_events=2), none_left)
        found = [(when, portion.works[0].subjects[0], portion.weight) for when, portion in steps]  # type: ignore[attr-defined]
        return [(when, each.spans[0].name, weight) for when, each, weight in found if each.kind is kind]

    assert spans(CONTEXT) == [
        (date(2004, 6, 3), "", 2),
        (date(2003, 12, 31), "2003", 2),
        (date(2003, 1, 31), "2003-01", 4),
        (date(2003, 2, 28), "2003-02", 3),
        (date(2004, 12, 31), "2004", 6),
    ]
    assert spans(TOPIC)[0] == (date(2003, 2, 7), "", 7)


def test_a_month_lists_all_its_events_however_many() -> None:
    ours = builder(
        *(event(number, DAY, "Kiel") for number in range(7)), event(8, DAY.replace(year=2003), "Kiel"), list_events=2
    )

    weights = {
        each.spans[0].name: portion.weight
        for _, portion in plan_subjects.all_subjects(ours, none_left)
        for work in portion.works
        for each in work.subjects  # type: ignore[attr-defined]
    }

    assert (weights["2004"], weights["2004-02"]) == (2, 7)


def reached(count: int, minimum: int, changed: tuple[int, ...]) -> Stale:
    """Return what is stale of so many events of Kiel where some of them changed."""
    events = [event(number, DAY + timedelta(days=number), "Kiel", category="sports") for number in range(1, count + 1)]
    ours = builder(*events, event(99), context_minimum=minimum, feed_minimum=minimum)
    stale = Stale((99,), (DAY,), ((CONTEXT, "kiel", 2004), (CATEGORY, "kiel", 2004)), changed)
    return plan_subjects.with_pages_of_contexts(stale, ours)


@pytest.mark.parametrize(
    ("count", "minimum", "changed", "leads_elsewhere"),
    [(2, 3, (2,), True), (3, 3, (3,), True), (3, 3, (), False), (3, 3, (99,), False), (4, 3, (4,), False), (4, 3, (3, 4), True), (5, 3, (4, 5), False)],
)  # fmt: skip
def test_links_to_a_context_lead_elsewhere_once_it_wins_or_loses_a_page(
    count: int, minimum: int, changed: tuple[int, ...], leads_elsewhere: bool
) -> None:
    """Then all events that link to it are stale, with their days and subjects."""
    stale = reached(count, minimum, changed)
    linking = tuple(range(1, count + 1)) if leads_elsewhere else ()

    assert stale.events == (*linking, 99)
    assert stale.days == (DAY, *(DAY + timedelta(days=number) for number in linking))
    assert ((CATEGORY, "sports", 2004) in stale.subjects) == leads_elsewhere
    assert stale.changed == changed


def test_of_several_contexts_those_are_looked_at_that_may_have_won_or_lost_a_page() -> None:
    """Not the one that has events enough, nor a story of that name; what was withdrawn links to it as well."""
    large = [event(number, DAY, "Oslo") for number in range(1, 9)]
    small = [event(11, DAY, "Bonn"), event(12, DAY, "Bonn", status=Status.WITHDRAWN), event(13, DAY, "Kiel")]
    ours = builder(*large, *small, context_minimum=3, feed_minimum=3)
    stale = Stale((), (), ((CONTEXT, "oslo", 2004), (CONTEXT, "bonn", 2004), (TOPIC, "kiel", 2004)), (1,))

    assert plan_subjects.with_pages_of_contexts(stale, ours).events == (11, 12)
    assert plan_subjects.with_pages_of_contexts(replace(stale, subjects=((TOPIC, "kiel", 2004),)), ours).events == ()


def test_an_event_brings_its_subjects_into_what_is_stale() -> None:
    ours = event(1, DAY, "Kiel", stories=FLOOD, hosts=("", "e.example"), category=None)
    stale = Stale((), (), ((CONTEXT, "kiel", 2004),), (1,))

    after = plan_subjects.with_pages_of_contexts(stale, builder(ours, context_minimum=1, feed_minimum=1))

    assert set(after.subjects) == {
        (CONTEXT, "kiel", 2004),
        (TOPIC, "flood", 2004),
        (SubjectKind.OUTLET, "e.example", 2004),
    }


def spans_of(plan: Sequence[Portion]) -> dict[str, tuple[str, ...] | None]:
    wanted = [each for work in works(plan) if isinstance(work, SubjectWork) for each in work.subjects]
    return {each.slug: None if each.spans is None else tuple(span.name for span in each.spans) for each in wanted}


def in_years(*years: int, months: Sequence[int] = (1, 2, 3)) -> list[ArchivedEvent]:
    return [
        event(year * 100 + month * 10 + number, date(year, month, 2), "Kiel", category="sports")
        for year in years
        for month in months
        for number in range(3)
    ]


def test_of_a_large_subject_the_touched_year_and_months_are_planned_with_the_whole() -> None:
    events = in_years(2003, 2004)
    ours = builder(*events, list_events=2)
    kiel = ours.library.subjects(CONTEXT)["kiel"]
    everything = frozenset(each for paths in subject_paths(ours.site, kiel).values() for each in paths)
    stale = Stale((), (date(2004, 2, 2),), ((CONTEXT, "kiel", 2004), (CONTEXT, "oslo", 2004)))

    portions, gone = plan_subjects.stale_subjects(ours, stale, lambda _: everything)
    first, _ = plan_subjects.stale_subjects(ours, stale, none_left)
    grown, _ = plan_subjects.stale_subjects(ours, stale, lambda _: everything | {"/context/kiel/1999.html"})
    elsewhere, _ = plan_subjects.stale_subjects(
        ours, replace(stale, days=(DAY.replace(year=1999),)), lambda _: everything
    )
    of_others, _ = plan_subjects.stale_subjects(ours, stale, lambda _: everything | {"/context/kielce/1999.html"})

    assert gone == [place_group(SubjectPlace(CONTEXT, "oslo"))]
    assert spans_of(portions) == spans_of(of_others) == {"kiel": ("", "2004", "2004-02")}
    assert [portion.weight for portion in portions] == [2 * 3]
    assert spans_of(first)["kiel"] == (
        "", "2003", "2003-01", "2003-02", "2003-03", "2004", "2004-01", "2004-02", "2004-03"
    )  # fmt: skip
    assert spans_of(grown) == {"kiel": None}
    assert [portion.weight for portion in grown] == [2 + 18]
    assert spans_of(elsewhere) == {"kiel": ("", "2004", "2004-01", "2004-02", "2004-03")}


def test_a_span_that_has_no_page_yet_brings_those_beside_it() -> None:
    ours = builder(*in_years(2002, 2003, 2004, 2005, months=(1,)), list_events=2)
    kiel = ours.library.subjects(CONTEXT)["kiel"]
    all_paths = subject_paths(ours.site, kiel)
    present = frozenset(each for span, paths in all_paths.items() for each in paths if span != Time(2003))

    portions, _ = plan_subjects.stale_subjects(ours, Stale(subjects=((CONTEXT, "kiel", 2005),)), lambda _: present)

    assert spans_of(portions) == {"kiel": ("", "2002", "2003", "2004", "2005")}


def test_changed_subjects_come_in_forties_and_small_ones_take_as_long_as_their_events() -> None:
    names = [f"Town {number:02}" for number in range(41)]
    ours = builder(*(event(number, DAY, name) for number, name in enumerate(names, 1)), context_minimum=1)
    stale = Stale(subjects=tuple((CONTEXT, name.lower().replace(" ", "-"), 2004) for name in names))

    portions, gone = plan_subjects.stale_subjects(ours, stale, none_left)

    assert gone == []
    assert [len(work.subjects) for work in works(portions) if isinstance(work, SubjectWork)] == [40, 1]
    assert [portion.weight for portion in portions] == [40, 1]


def test_a_context_too_small_for_a_page_is_passed_over_and_those_after_it_are_not() -> None:
    ours = builder(*small_context(), context_minimum=2, feed_minimum=2)
    stale = Stale(subjects=((CONTEXT, "kiel", 2004), (CONTEXT, "oslo", 2004)))

    portions, _ = plan_subjects.stale_subjects(ours, stale, none_left)

    assert list(spans_of(portions)) == ["oslo"]


@pytest.mark.parametrize(
    ("months", "changed", "had", "touched"),
    [
        ((1, 2, 3), date(2004, 2, 2), (), {"kiel", "sports"}),  # February came
        ((1, 3), date(2004, 2, 2), (date(2004, 2, 2),), {"kiel", "sports"}),  # February went
        ((1, 2, 3), date(2004, 2, 2), (date(2004, 2, 2),), set()),  # was there, and is
        ((1, 3), date(2004, 2, 2), (), set()),  # neither
        ((1, 2, 3), date(2004, 3, 2), (), set()),  # the latest: nothing has events after it
        ((1, 2, 3), date(2004, 1, 2), (), set()),  # the first: nothing has events before it
        ((1, 2, 3), date(2004, 2, 9), (), set()),  # February has another day that did not change
    ],
)
def test_a_month_that_comes_or_goes_between_others_touches_what_spans_it(
    months: tuple[int, ...], changed: date, had: tuple[date, ...], touched: set[str]
) -> None:
    """Their charts hatch what was not read."""
    oslo = [event(month, date(2004, month, 2), "Oslo") for month in months if month < 3]
    bonn = [event(10 + month, date(2004, month, 2), "Bonn") for month in months if month > 1]
    ours = builder(*in_years(2004, months=months), *oslo, *bonn)
    groups = [place_group(DayPlace(day)) for day in had]
    groups += [place_group(SubjectPlace(CONTEXT, name)) for name in ("kiel", "oslo", "bonn")]

    portions, _ = plan_subjects.stale_subjects(ours, Stale(days=(changed,)), left(*groups))

    assert set(spans_of(portions)) == touched


def test_that_a_month_was_read_is_told_by_its_own_days() -> None:
    """Not by those of another month that changed with it."""
    ours = builder(*in_years(2004))
    had = [place_group(DayPlace(date(2004, 1, 2))), place_group(SubjectPlace(CONTEXT, "kiel"))]

    portions, _ = plan_subjects.stale_subjects(ours, Stale(days=(date(2004, 1, 2), date(2004, 2, 2))), left(*had))

    assert set(spans_of(portions)) == {"kiel", "sports"}


def test_of_what_spans_a_month_that_came_the_year_is_made() -> None:
    ours = builder(*in_years(2004), list_events=2)
    kiel = ours.library.subjects(CONTEXT)["kiel"]
    built = frozenset(each for paths in subject_paths(ours.site, kiel).values() for each in paths)
    had = place_group(SubjectPlace(CONTEXT, "kiel"))

    portions, _ = plan_subjects.stale_subjects(
        ours, Stale(days=(date(2004, 2, 2),)), lambda group: built if group == had else frozenset()
    )

    assert spans_of(portions)["kiel"] == ("", "2004")


def test_a_subject_of_as_many_events_as_a_page_lists_takes_as_long_as_these() -> None:
    ours = builder(*(event(number, DAY, "Kiel") for number in range(1, 3)), list_events=2, context_minimum=1)

    portions, _ = plan_subjects.stale_subjects(ours, Stale(subjects=((CONTEXT, "kiel", 2004),)), none_left)

    assert [portion.weight for portion in portions] == [2]


def test_a_whole_build_begins_with_what_is_of_no_time_and_goes_through_time() -> None:
    events = [event(3, DAY + timedelta(days=400)), event(1, DAY), event(2, DAY + timedelta(days=40))]
    plan = plan_all(builder(*events), NO_BUILD)
    steps = list(all_steps(builder(*events)))
    done = works(plan.portions)

    assert (plan.whole, plan.gone) == (True, ())
    days = [day for work in done if isinstance(work, DayWork) for day in work.days]
    assert days == sorted(day for when, portion in steps if isinstance(portion.works[0], DayWork) for day in [when])  # type: ignore[type-var]
    assert len(days) == 3
    sorts = [type(work) for work in done]
    assert sorts.index(SearchWork) == 0 < sorts.index(DayWork) < sorts.index(SiteWork)
    assert DataWork not in sorts
    undated = [place for when, portion in steps for place in getattr(portion.works[0], "places", ()) if when is None]
    first = [place for work in done[: sorts.index(DayWork)] if isinstance(work, PageWork) for place in work.places]
    assert set(first) >= set(undated)
    assert plan.portions[-1] == Portion((SiteWork(),), 1500)


def test_data_is_planned_where_a_site_publishes_it() -> None:
    data = PublishedData(Path(), 1, None, "", (), (), ())

    assert [step for step in all_steps(builder(event(1), data=data)) if isinstance(step[1].works[0], DataWork)] == [
        (None, Portion((DataWork(),), 100))
    ]


def test_after_changes_what_is_told_comes_first_and_single_pages_last() -> None:
    later = (
        event(number, DAY + timedelta(weeks=number)) for number in range(2, 60)
    )  # more weeks than the feed of digests has
    ours = builder(event(1, DAY, "Kiel"), *later, context_minimum=1)
    gone = DAY - timedelta(days=1)
    stale = Stale((1,), (DAY,), ((CONTEXT, "kiel", 2004), (TOPIC, "flood", 2004)), (1,))
    built = left(place_group(DayPlace(DAY)))

    plan = plan_stale(ours, stale, LastBuild(built, frozenset({Shard("1990s", 1990, 1991)})))
    with_day_gone = plan_stale(ours, replace(stale, days=(DAY, gone)), LastBuild(built, frozenset()))

    sorts = list(dict.fromkeys(type(work) for work in works(plan.portions)))
    assert sorts == [DayWork, SubjectWork, SiteWork, SearchWork, DataWork, PageWork]
    assert not plan.whole
    assert place_group(SubjectPlace(TOPIC, "flood")) in plan.gone
    assert len(plan.gone) == 2  # and the shard
    assert with_day_gone.gone == (place_group(DayPlace(gone)), place_group(SubjectPlace(TOPIC, "flood")))
    assert [portion.weight for portion in plan.portions if isinstance(portion.works[0], DataWork)] == [100]
    (site,) = [portion for portion in plan.portions if isinstance(portion.works[0], SiteWork)]
    assert site == Portion((SiteWork((DIGEST_FEED, DAILY_FEED)),), 1500)


def test_the_digests_feed_is_planned_where_a_change_reaches_its_weeks() -> None:
    ours = builder(event(1, DAY), event(2, DAY + timedelta(days=3)))

    plan = plan_stale(ours, Stale((2,), (DAY + timedelta(days=3),), (), (2,)), NO_BUILD)

    assert SiteWork(()) in works(plan.portions)


def test_the_feed_of_days_in_short_is_not_planned_for_a_change_of_the_newest_day() -> None:
    """That day is not over, and not in it."""
    days = [DAY + timedelta(days=number) for number in range(3)]
    ours = builder(*(event(number, day) for number, day in enumerate(days, start=1)))
    built = LastBuild(lambda _: frozenset({"/a"}), frozenset())

    def planned(day: date) -> tuple[FeedPlace, ...]:
        plan = plan_stale(ours, Stale((1,), (day,), (), (1,)), built)
        (site,) = [work for work in works(plan.portions) if isinstance(work, SiteWork)]
        return site.unreached

    assert [DAILY_FEED in planned(day) for day in days] == [False, False, True]


def test_paths_of_a_subject_are_in_each_format() -> None:
    ours = builder(*small_context())

    assert (
        path(SubjectPlace(CONTEXT, "oslo"), ours.site.retold_formats[0])
        in subject_paths(ours.site, ours.library.subjects(CONTEXT)["oslo"])[Time()]
    )
    assert SubjectSpans(CONTEXT, "oslo").spans is None
