"""One made-up page of each kind, with text that is hard to print, for tests and benchmarks of renderers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from daybook.model import ChangeKind, ReasonKind, Severity, Status, SubjectKind
from daybook.publish.pages import records as r

HOST = "https://news.example"
EDIT = "https://wiki.example/w/index.php?title=A_day&action=edit"
LICENCE = r.Licence("CC BY-SA 4.0", "CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/")
SAVED = datetime(2024, 3, 9, 17, 42, tzinfo=UTC)
DAY = date(2024, 3, 9)

SENTENCES = (
    "Engineers reopen the bridge over the Tarn estuary eleven days after a barge struck two of its pillars.",
    (
        "The city council of Meridia votes by 41 to 18 to return the tram lines to public hands, ending a dispute of nine "
        "years that had gone through three courts and a referendum, and that split both of the larger parties."
    ),
    "Ferry crews on the northern islands begin a strike over night shifts.",
    "قالت السلطات إن السد امتلأ للمرة الأولى منذ عام 2011.",
    "The composer Ilse Brandt, who set the letters of sailors to music, dies aged 88.",
    "Voters in Ostrava county choose between two former judges; turnout reaches 71 per cent.",
    "A survey of 4,200 lakes finds that ice now breaks up eight days earlier than in the 1970s.",
    "山の噴火により、島の住民三百人が避難した。",
    "Rainfall of 190 mm in a single night floods the old town; at least 12 people are missing.",
)
TOPICS = (
    "Tarn bridge collapse",
    "2024 Meridia tram dispute",
    "Island ferry strikes",
    "سد النهضة",
    "Lakes of the north",
)
CONTEXTS = ("Tarn estuary", "Meridia", "Ilse Brandt", "Public transport", "Ice", "Ostrava county", "Referendum", "Dam")
OUTLETS = ("courier.example", "radio-north.example", "harbour-post.example")
CATEGORIES = (
    "Armed conflicts and attacks",
    "Disasters and accidents",
    "Politics and elections",
    "Science and technology",
)


def slug(text: str) -> str:
    """Return a plausible last part of an address."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split()) or "event"


def link(kind: str, name: str) -> r.Link:
    """Return a link to a made-up subject."""
    return r.Link(name, f"/{kind}/{slug(name)}")


def topic(number: int, level: int = 0) -> r.TopicLink:
    """Return one of the made-up stories."""
    name = TOPICS[number % len(TOPICS)]
    return r.TopicLink(name, f"/topic/{slug(name)}", level)


def source(number: int) -> r.SourceLink:
    """Return one of the made-up sources; every third came from an agency."""
    host = OUTLETS[number % len(OUTLETS)]
    return r.SourceLink(
        label=host.partition(".")[0].replace("-", " ").title(),
        url=f"https://{host}/2024/article-{number}?a=1&b=2",
        outlet=r.Link(host, f"/source/{host}"),
        agency="Press Agency" if number % 3 == 0 else None,
        language="Norwegian" if number % 4 == 3 else None,
    )


def address(number: int, day: date = DAY) -> str:
    """Return the address of a made-up event."""
    return f"/news/{day.year}/{day.month:02}/{day.day}/{slug(SENTENCES[number % len(SENTENCES)])[:120]}"


def item(number: int, day: date = DAY) -> r.EventItem:
    """Return a made-up event as lists show it."""
    text = SENTENCES[number % len(SENTENCES)]
    return r.EventItem(
        address=address(number, day),
        date=day,
        headline=r.Prose(text, text),
        kicker=TOPICS[number % len(TOPICS)] if number % 2 else None,
        category=link("category", CATEGORIES[number % len(CATEGORIES)]),
        topics=(topic(number),) if number % 2 else (),
        sources=tuple(source(number + more) for more in range(number % 3)),
        changes=number % 4,
    )


def event_link(number: int, day: date = DAY) -> r.EventLink:
    """Return a made-up event as it is pointed at."""
    return r.EventLink(address(number, day), day, SENTENCES[number % len(SENTENCES)])


def origin(revision: int | None = 1212121212) -> r.Origin:
    """Return where a made-up day page stands."""
    page = "Portal:Current events/2024 March 9"
    wiki = "https://wiki.example/w/index.php"
    return r.Origin(
        page=page,
        saved=SAVED,
        licence=LICENCE,
        url="https://wiki.example/wiki/Portal:Current_events/2024_March_9",
        revision=revision,
        revision_url=f"{wiki}?oldid={revision}" if revision else None,
        history_url=f"{wiki}?title=Portal:Current_events/2024_March_9&action=history",
    )


def common(address: str, title: str, **more: Any) -> dict[str, Any]:
    """Return what every page has."""
    formats = (("HTML", "text/html", "html"), ("JSON", "application/json", "json"), ("XML", "application/xml", "xml"))
    return {
        "address": address,
        "url": f"{HOST}{address}.html",
        "title": title,
        "description": "What happened, with its sources.",
        "formats": tuple(
            r.FormatLink(name, kind, f"{address}.{ending}")
            for name, kind, ending in (*formats, ("Markdown", "text/markdown", "md"))
        ),
        **more,
    }


CRUMBS = (r.Link("2024", "/news/2024/index"), r.Link("March 2024", "/news/2024/03/index"))


def event_page(number: int = 1, **more: Any) -> r.EventPage:
    """Return a made-up event with everything that one can have."""
    text = SENTENCES[number % len(SENTENCES)]
    near = [timedelta(days=days) for days in (-400, -30, -4, -1, 0, 0, 2, 9, 40, 500)]
    return r.EventPage(
        **{
            **common(address(number), text, breadcrumbs=(*CRUMBS, r.Link("March 9", "/news/2024/03/9/index"))),
            "identifier": f"tag:news.example,2026:news/2024-03-09/{number}",
            "date": DAY,
            "headline": r.Prose(text, f'<a href="/context/meridia.html">{text[:20]}</a>{text[20:]}'),
            "category": link("category", CATEGORIES[0]),
            "location": r.LocationItem("PT", "Portugal", "Lisbon", 38.72, -9.13),
            "topics": (topic(0), topic(1, 1), topic(2, 1)),
            "sources": tuple(source(more) for more in range(4)),
            "contexts": tuple(
                r.ContextChip(name, f"/context/{slug(name)}", f"https://wiki.example/wiki/{name.replace(' ', '_')}")
                for name in CONTEXTS
            ),
            "stories": (
                r.StoryStep(topic(0), event_link(2), event_link(4)),
                r.StoryStep(topic(1, 1), None, event_link(5)),
            ),
            "related": tuple(
                r.RelatedItem(
                    address=address(place + 2, DAY + days),
                    date=DAY + days,
                    headline=SENTENCES[(place + 2) % len(SENTENCES)],
                    when="before" if days.days < 0 else "after" if days.days else "same",
                    score=round(1 / (place + 1), 3),
                    contexts=CONTEXTS[place % 4 : place % 4 + 3],
                    reasons=(
                        r.ReasonText(ReasonKind.CONTEXTS, CONTEXTS[place % 4 : place % 4 + 3], place % 2),
                        r.ReasonText(ReasonKind.STORY, (TOPICS[place % len(TOPICS)],)),
                    ),
                    folded=(event_link(place),) if place == 3 else (),
                )
                for place, days in enumerate(near)
            ),
            "first_listed": SAVED - timedelta(hours=30),
            "last_changed": SAVED,
            "changes": 3,
            "figures": (r.FigureCourse(("12", "15", "31"), "people are missing"),),
            "history": f"{address(number)}.history",
            "citation": f"“{text}” news.example, 9 March 2024. {HOST}{address(number)}.html (CC BY-SA 4.0).",
            "origin": origin(),
            **more,
        }
    )


def history_page() -> r.HistoryPage:
    """Return a made-up event's versions."""
    number = 8
    kinds = (ChangeKind.ADDED, ChangeKind.FIGURE, ChangeKind.SOURCE_ADDED, ChangeKind.REMOVED)
    versions = tuple(
        r.VersionItem(
            number=place,
            date=DAY,
            kinds=(kinds[place % len(kinds)],),
            origin=origin(1212121212 + place),
            headline=r.Prose(SENTENCES[number], SENTENCES[number]),
            words=(
                r.DiffPart("same", "Rainfall of 190 mm in a single night floods the old town; at least "),
                r.DiffPart("removed", str(place * 3)),
                r.DiffPart("added", str(place * 3 + 3)),
                r.DiffPart("same", " people are missing."),
            )
            if place > 1
            else (),
            sources_added=(source(place),) if place == 3 else (),
            sources_removed=(source(place + 1),) if place == 3 else (),
            topics_before=("Floods",) if place == 3 else (),
            topics_after=("Floods", "Old town") if place == 3 else (),
            category_before="Weather" if place == 2 else None,
            category_after="Disasters and accidents" if place == 2 else None,
            moved_from=date(2024, 3, 8) if place == 4 else None,
        )
        for place in range(5, 0, -1)
    )
    return r.HistoryPage(
        **common(f"{address(number)}.history", f"History: {SENTENCES[number]}", breadcrumbs=CRUMBS),
        event=event_link(number),
        status=Status.LISTED,
        first_listed=SAVED - timedelta(hours=30),
        last_changed=SAVED,
        figures=(r.FigureCourse(("3", "6", "9", "12"), "people are missing"),),
        versions=versions,
    )


def day_content(day: date = DAY) -> r.DayContent:
    """Return a made-up day."""
    return r.DayContent(
        address=f"/news/{day.year}/{day.month:02}/{day.day}/index",
        date=day,
        events=12,
        read=SAVED + timedelta(minutes=12),
        origin=origin(),
        added=3,
        changed=5,
        withdrawn=1,
        sections=tuple(
            r.Section(
                category=link("category", name),
                groups=(
                    r.TopicGroup(events=(item(place, day),)),
                    r.TopicGroup((topic(place), topic(place + 1, 1)), (item(place + 1, day), item(place + 4, day))),
                ),
            )
            for place, name in enumerate(CATEGORIES)
        ),
    )


def day_page() -> r.DayPage:
    """Return a made-up day's page."""
    return r.DayPage(
        **common(
            "/news/2024/03/9/index",
            "March 9, 2024",
            breadcrumbs=CRUMBS,
            previous=r.Link("March 8, 2024", "/news/2024/03/8/index"),
            next=r.Link("March 10, 2024", "/news/2024/03/10/index"),
        ),
        day=day_content(),
        problems=(
            r.ProblemItem("unknown-template", Severity.WARNING, "{{odd|<b>thing</b>}}", "use plain text", 12),
            r.ProblemItem("empty-page", Severity.INFO, "", "nothing is listed", 0),
        ),
    )


def tallies(kind: str, names: tuple[str, ...]) -> tuple[r.Tally, ...]:
    """Return made-up counts."""
    return tuple(r.Tally(name, f"/{kind}/{slug(name)}", 40 // (place + 1)) for place, name in enumerate(names))


COMPANY = r.TopSubjects(
    over=1200,
    contexts=tallies("context", CONTEXTS),
    topics=tallies("topic", TOPICS),
    categories=tallies("category", CATEGORIES),
    outlets=tallies("source", OUTLETS),
)


def front_page() -> r.FrontPage:
    """Return a made-up front page."""
    feeds = tuple(
        r.FeedLink(name, kind, "Daybook", f"/feeds/news.{ending}")
        for name, kind, ending in (("Atom", "application/atom+xml", "atom"), ("RSS", "application/rss+xml", "rss"))
    )
    return r.FrontPage(
        **common("/index", "Daybook", feeds=feeds),
        moved=tuple(
            r.MovedStory(r.Link(name, f"/topic/{slug(name)}"), item(place), 3 - place, place, 0.4, tuple(range(30)))
            for place, name in enumerate(TOPICS[:3])
        ),
        read=SAVED,
        days=tuple(day_content(DAY - timedelta(days=days)) for days in range(3)),
        stories=tallies("topic", TOPICS),
        categories=tallies("category", CATEGORIES),
        years=tuple(r.Tally(str(year), f"/news/{year}/index", 5000 + year) for year in range(2024, 2001, -1)),
    )


def month_page() -> r.MonthPage:
    """Return a made-up month."""
    return r.MonthPage(
        **common("/news/2024/03/index", "March 2024", next=r.Link("April 2024", "/news/2024/04/index")),
        month="2024-03",
        events=300,
        days=tuple(
            r.DayHighlights(
                f"/news/2024/03/{day}/index", date(2024, 3, day), day * 7 % 23, (item(day, date(2024, 3, day)),)
            )
            for day in range(1, 32)
            if day != 17
        ),
        top_subjects=COMPANY,
    )


def year_page() -> r.YearPage:
    """Return a made-up year."""
    start = date(2024, 1, 1)
    days = [start + timedelta(days=offset) for offset in range(300)]
    return r.YearPage(
        **common("/news/2024/index", "2024", previous=r.Link("2023", "/news/2023/index")),
        year=2024,
        events=4321,
        months=tuple(
            r.MonthWeight(
                f"/news/2024/{month:02}/index",
                f"2024-{month:02}",
                99,
                tuple(
                    r.DayWeight(f"/news/2024/{month:02}/{day.day}/index", day, day.toordinal() * 13 % 29)
                    for day in days
                    if day.month == month
                ),
            )
            for month in range(1, 11)
        ),
        top_subjects=COMPANY,
    )


TURNS = (
    r.TurningPoint("first", DAY - timedelta(days=900), 1, event_link(1)),
    r.TurningPoint("most", DAY - timedelta(days=400), 7, event_link(2)),
    r.TurningPoint("latest", DAY, 2, event_link(3)),
)
GROWN = (r.GrownFigure(r.FigureCourse(("12", "31"), "people are missing"), event_link(4)),)


def changes_month_page() -> r.ChangesMonthPage:
    """Return what changed in the events of a made-up month."""
    kinds = (ChangeKind.FIGURE, ChangeKind.SOURCE_ADDED, ChangeKind.REMOVED)
    return r.ChangesMonthPage(
        **common("/changes/2024/03", "Changes: March 2024", next=r.Link("April 2024", "/changes/2024/04")),
        month="2024-03",
        material=tuple(
            r.ChangedEvent(
                event_link(number), f"{address(number)}.history", kinds[: number + 1], number + 1, (GROWN[0].course,)
            )
            for number in range(3)
        ),
        reworded=(event_link(4), event_link(5)),
    )


def chronicle_page() -> r.ChroniclePage:
    """Return a made-up story from its first day, with two months between that were not read."""
    name = TOPICS[0]
    months = (date(2023, 1, 1), date(2023, 4, 1), date(2024, 3, 1))
    return r.ChroniclePage(
        **common(f"/topic/{slug(name)}/chronicle", f"{name}, from the first day", breadcrumbs=CRUMBS),
        main=r.Link(name, f"/topic/{slug(name)}"),
        total=330,
        first=months[0],
        last=DAY,
        complete=False,
        months=tuple(
            r.ChronicleMonth(
                f"{month:%Y-%m}", 110, (item(1, month), item(2, month)), f"/topic/{slug(name)}/{month.year}"
            )
            for month in months
        ),
        unread=("2023-02", "2023-03"),
        turning_points=TURNS,
        figures=GROWN,
    )


def subject_page(kind: SubjectKind = SubjectKind.TOPIC, events: int = 60, **more: Any) -> r.SubjectPage:
    """Return a made-up story over six years."""
    name = TOPICS[0]
    start = date(2018, 5, 1)
    return r.SubjectPage(
        **{
            **common(f"/{kind.value}/{slug(name)}", name),
            "subject": kind,
            "slug": slug(name),
            "name": name,
            "article": name,
            "wiki": "https://wiki.example/wiki/Tarn_bridge_collapse",
            "about": "failure of a road bridge",
            "wikidata": "Q42",
            "place": r.Place(51.5, -2.75),
            "first": start,
            "last": DAY,
            "total": 5000,
            "complete": False,
            "events": tuple(item(place, DAY - timedelta(days=place * 3)) for place in range(events)),
            "parts": tuple(
                r.Part(str(year), 700, f"/{kind.value}/{slug(name)}/{year}") for year in range(2024, 2017, -1)
            ),
            "months": tuple(
                r.MonthCount(f"{2018 + (4 + month) // 12}-{(4 + month) % 12 + 1:02}", 1 + month * 37 % 91)
                for month in range(71)
                if month % 9
            ),
            "earliest": event_link(0, start),
            "unread": ("2019-02",),
            "chronicle": f"/topic/{slug(name)}/chronicle",
            "turning_points": TURNS,
            "figures": GROWN,
            "stories": tuple(
                r.SubStory(name, f"/topic/{slug(name)}", 30 - place, 1 + place % 3) for place, name in enumerate(TOPICS)
            ),
            "top_subjects": COMPANY,
            **more,
        }
    )


@cache
def pages() -> Mapping[str, r.Page]:
    """Return one page of each kind, by the kind's name."""
    subjects = tuple(
        r.SubjectItem(name, f"/topic/{slug(name)}", 99 - place, date(2020, 1, 1), DAY, "what it is")
        for place, name in enumerate(TOPICS + CONTEXTS)
    )
    return {
        "event": event_page(),
        "history": history_page(),
        "day": day_page(),
        "front": front_page(),
        "month": month_page(),
        "year": year_page(),
        "on-this-day": r.OnThisDayPage(
            **common("/on-this-day/03/9", "March 9"),
            date="03-9",
            years=tuple(
                r.YearOfDate(year, f"/news/{year}/03/9/index", 12, (item(year, date(year, 3, 9)), item(year + 1)))
                for year in range(2024, 2003, -1)
            ),
        ),
        "on-this-day-index": r.OnThisDayIndexPage(
            **common("/on-this-day/index", "On this day"),
            dates=tuple(
                r.DateWeight(f"/on-this-day/{day.month:02}/{day.day}", f"{day:%m-%d}", day.toordinal() * 13 % 40)
                for day in (date(2000, 1, 1) + timedelta(days=offset) for offset in range(366))
            ),
        ),
        "subject": subject_page(),
        "chronicle": chronicle_page(),
        "letter": r.LetterPage(
            **common("/topics/t", "Stories: T", breadcrumbs=(*CRUMBS[:1], r.Link("Stories", "/topics/index"))),
            subject=SubjectKind.TOPIC,
            letters="T",
            parts=(r.Link("TA", "/topics/ta"),),
            names=tuple(link("topic", name) for name in TOPICS),
        ),
        "changes-month": changes_month_page(),
        "index": r.IndexPage(
            **common("/topics/index", "Stories"),
            subject=SubjectKind.TOPIC,
            total=900,
            most=subjects,
            latest=subjects[:5],
        ),
        "changes": r.ChangesPage(
            **common("/changes/index", "Changes"),
            since=SAVED,
            changes=tuple(
                r.ChangeItem(
                    event_link(place),
                    2,
                    (ChangeKind.WORDING,),
                    origin(),
                    f"{address(place)}.history",
                    (
                        r.DiffPart("same", "Two "),
                        r.DiffPart("removed", "men"),
                        r.DiffPart("added", "people"),
                    ),
                    (source(place),),
                )
                for place in range(6)
            ),
        ),
        "digest": r.DigestPage(
            **common("/digest/2024/W10", "Week 10 of 2024"),
            week="2024-W10",
            first=date(2024, 3, 4),
            last=date(2024, 3, 10),
            events=190,
            days=7,
            stories=(r.DigestStory(link("topic", TOPICS[3]), 14, 2.5, (item(3), item(4))),),
            changed=(r.DigestChange(event_link(1), (ChangeKind.FIGURE, ChangeKind.SOURCE_ADDED)),),
            withdrawn=(event_link(2),),
        ),
        "places": r.PlacesPage(
            **common("/places/index", "Places", breadcrumbs=(r.Link("Front", "/index"),)),
            total=60,
            located=40,
            countries=(
                r.PlaceCount("Portugal", 30, "PT", "/places/pt", 39.6, -8.1),
                r.PlaceCount("Tuvalu", 10, "TV", "/places/tv", -8.52, 179.19),
                r.PlaceCount("Nowhere", 1, "ZZ", "/places/zz"),
            ),
        ),
        "country": r.CountryPage(
            **common(
                "/places/pt", "Portugal", breadcrumbs=(r.Link("Front", "/index"), r.Link("Places", "/places/index"))
            ),
            country="PT",
            name="Portugal",
            total=30,
            months=(r.MonthCount("2024-01", 10), r.MonthCount("2024-03", 20)),
            places=(r.PlaceCount("Lisbon", 12, None, None, 38.72, -9.13), r.PlaceCount("Alentejo", 2)),
            events=(event_link(2), event_link(4)),
        ),
        "digest-index": r.DigestIndexPage(
            **common("/digest/index", "Digest"),
            weeks=(
                r.WeekWeight("/digest/2024/W10", "2024-W10", 190),
                r.WeekWeight("/digest/2023/W52", "2023-W52", 9),
            ),
        ),
        "quality": r.QualityPage(
            **common("/quality/index", "Quality"),
            checked=8587,
            days=2,
            problems=4,
            kinds=(r.ProblemCount("unclosed-tag", Severity.WARNING, "close the <tag>", 4, 2),),
            first=(r.DayToMend("/news/2024/03/9/index", DAY, 3, 15, ("unclosed-tag",), f"{EDIT}&section=2"),),
            repeated=(r.RepeatedProblem("unclosed-tag", "<small>سد & so on", 3, DAY, DAY),),
            months=(r.MonthToMend("/quality/2024/03", "2024-03", 3), r.MonthToMend("/quality/2023/12", "2023-12", 1)),
        ),
        "quality-month": r.QualityMonthPage(
            **common("/quality/2024/03", "Quality, March 2024"),
            month="2024-03",
            problems=2,
            days=(
                r.DayProblems(
                    "/news/2024/03/9/index",
                    DAY,
                    origin(),
                    (
                        r.ProblemToMend("unclosed-tag", Severity.WARNING, "<small>سد", "close the <tag>", 12, EDIT),
                        r.ProblemToMend("redirect-page", Severity.INFO, "", "see there"),
                    ),
                ),
            ),
        ),
        "about": r.AboutPage(
            **common("/about", "About"),
            text=r.Prose("A text.", "<p>A <b>text</b> of the publisher.</p><h2>Why</h2><ul><li>One</li></ul>"),
            figures=r.Figures(8587, 150000, 90000, 12000, 14, 5000, date(2002, 8, 1), DAY),
            licence=LICENCE,
            files=(r.FileLink("JSON Schema", "/schema/page-1.schema.json"),),
        ),
        "data": r.DataPage(
            **common("/data/index", "Data"),
            generation=812,
            attribution="The editors of Example & <Co>",
            licence=LICENCE,
            size=32_400_000,
            recipes=(
                r.DataRecipe("DuckDB", ("CREATE VIEW events AS FROM 'https://news.example/data/events.parquet';",) * 3),
                r.DataRecipe("R", ('events <- read.csv("https://news.example/data/events.csv")', "x", "y")),
            ),
            tables=(
                r.DataTable(
                    "events",
                    "Every event.",
                    115_604,
                    (
                        r.DataFile(
                            "events.parquet", "/data/events.parquet", "parquet", "application/x", 9_100_000, 9, "ab"
                        ),
                        r.DataFile("events.csv", "/data/events.csv", "csv", "text/csv", 31_000_000, 9, "cd"),
                    ),
                    (r.DataColumn("id", "integer", "Its <number>."), r.DataColumn("date", "date", "Its day.")),
                ),
                r.DataTable("days", "Every day.", 1),
            ),
            databases=(r.DataFile("daybook.sqlite", "/data/daybook.sqlite", "sqlite", "application/y", 900, 9, "ef"),),
            parts=tuple(
                r.DataFile(
                    f"events/year={year}/month={month:02}.parquet",
                    f"/data/events/year={year}/month={month:02}.parquet",
                    "parquet",
                    "application/x",
                    month * 10_000,
                    month,
                    f"{month:064x}",
                )
                for year in (2023, 2024)
                for month in range(1, 13)
            ),
            descriptions=(r.FileLink("README.md", "/data/README.md"),),
            moment=SAVED,
        ),
        "not-found": r.NotFoundPage(**common("/404", "Not found")),
        "search": r.SearchPage(**common("/search", "Search")),
        "random": r.RandomPage(
            **common("/random", "Random"),
            months=tuple(
                r.MonthWeight(f"/news/{year}/{month:02}/index", f"{year}-{month:02}", 300 + month)
                for year in (2024, 2023)
                for month in range(12, 0, -1)
            ),
        ),
        "redirect": r.RedirectPage(**common("/context/old", "Moved"), location="/context/new"),
        "opinion": r.OpinionPage(
            **common("/opinion/2024/03/10/bridges", "Who looks after bridges? — «سدود» & <dams>"),
            identifier="tag:news.example,2026:opinion/2024-03-10/bridges",
            date=DAY + timedelta(days=1),
            revised=DAY + timedelta(days=3),
            author="Ilse & Co.",
            summary="Eleven days without one, and what they cost.",
            text=r.Prose(
                "Nobody *does*.",
                '<p>Nobody <em>does</em>: see <a href="https://example.org/" rel="external">this</a>.</p>\n<h2>Why</h2>\n',
            ),
            events=(item(0), item(3)),
        ),
        "opinion-index": r.OpinionIndexPage(
            **common("/opinion/index", "Opinion"),
            articles=(
                r.OpinionItem(
                    "/opinion/2024/03/10/bridges", DAY, "Who looks after bridges?", "Ilse & Co.", "What it cost."
                ),
                r.OpinionItem("/opinion/2024/03/1/trams", DAY, "Trams"),
            ),
        ),
    }
