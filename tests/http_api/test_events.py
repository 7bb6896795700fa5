"""Listings of events: what they hold, their formats, their cursors."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.histories import LATER, event, revision, writing
from tests.examples import examples
from tests.http_api.asking import all_events, ask, body, pieces, refusal, whole
from tests.http_api.conftest import session_of

from daybook.archive import add_revisions
from daybook.http_api import ApiSession, answer_search_feed
from daybook.publish.settings import SiteSettings

ATOM = "{http://www.w3.org/2005/Atom}"


def test_filters_narrow_as_on_the_command_line(session: ApiSession) -> None:
    events = [each for each in all_events(session) if each.status.value == "listed"]
    chosen = next(each for each in events if each.category and each.contexts)

    def ids(query: str) -> set[int]:
        return {each["id"] for each in body(session, f"/events?size=500&{query}")["events"]}

    assert ids("") == {each.id for each in events}
    assert ids(f"category={chosen.category}") == {each.id for each in events if each.category == chosen.category}
    assert ids(f"since={chosen.date}&until={chosen.date}") == {each.id for each in events if each.date == chosen.date}
    assert ids("status=withdrawn") == {each.id for each in all_events(session)} - {each.id for each in events}
    slugs = [chosen.contexts[0].slug, "no-such-context"]
    assert chosen.id in ids("&".join(f"context={slug}" for slug in slugs))
    assert ids("context=no-such-context") == set()


def test_totals_and_facets_are_told_when_asked_for_and_add_up(session: ApiSession) -> None:
    plain = body(session, "/events?size=1")
    told = body(session, "/events?size=1&count=true&facet=year,category")
    listed = [each for each in all_events(session) if each.status.value == "listed"]
    years = Counter(f"{each.date.year}" for each in listed)
    categories = Counter(each.category for each in listed if each.category)

    assert "total" not in plain
    assert "facets" not in plain
    assert told["total"] == len(listed)
    assert {each["slug"]: each["events"] for each in told["facets"]["year"]} == years
    assert {each["slug"]: each["events"] for each in told["facets"]["category"]} == dict(
        sorted(categories.items(), key=lambda each: -each[1])[:20]
    )


def test_facets_as_of_a_moment_count_what_was_known_then(session: ApiSession) -> None:
    moment = sorted(each.first_listed for each in all_events(session))[len(all_events(session)) // 2]
    asked = f"as_of={moment:%Y-%m-%dT%H:%M:%SZ}&size=100&fields=id,category&facet=category&count=true"
    told = body(session, f"/events?{asked}")
    events = list(told["events"])
    cursor = told["next"]
    while cursor:
        page = body(session, f"/events?{asked}&next={cursor}")
        events += page["events"]
        cursor = page["next"]
    counted = Counter(each["category"]["slug"] for each in events if each["category"])

    assert told["total"] == len(events)
    assert {each["slug"]: each["events"] for each in told["facets"]["category"]} == dict(
        sorted(counted.items(), key=lambda each: -each[1])[:20]
    )


def test_fields_leave_the_others_out_in_every_format(session: ApiSession) -> None:
    address = "size=2&fields=headline,date&extra=sources"
    (one, _) = body(session, f"/events?{address}")["events"]
    lines = whole(session, ask(session, f"/events.jsonl?{address}")).splitlines()
    rows = list(csv.reader(io.StringIO(ask(session, f"/events.csv?{address}").content.decode())))

    assert set(one) == {"date", "headline", "sources"}
    assert set(json.loads(lines[0])) == {"date", "headline", "sources"}
    assert rows[0] == ["date", "headline", "sources"]
    assert set(body(session, "/events/3?fields=id")["event"]) == {"id"}
    assert set(body(session, f"/days/{one['date']}?fields=id")["events"][0]) == {"id"}


def test_formats_tell_of_the_same_events_in_the_same_order(session: ApiSession) -> None:
    events = body(session, "/events?q=championships&size=20")["events"]
    lines = [
        json.loads(line) for line in whole(session, ask(session, "/events.jsonl?q=championships&size=20")).splitlines()
    ]
    rows = list(csv.DictReader(io.StringIO(ask(session, "/events.csv?q=championships&size=20").content.decode())))
    atom = ET.fromstring(ask(session, "/events.atom?q=championships&size=20").content)
    markdown = ask(session, "/events.md?q=championships&size=20").content.decode()

    assert lines == events
    assert [row["id"] for row in rows] == [str(each["id"]) for each in events]
    links = [link.get("href") for link in atom.iterfind(f"{ATOM}entry/{ATOM}link[@rel='alternate']")]
    assert links == [each["url"] for each in events]
    assert [markdown.index(f"]({each['url']})") for each in events] == sorted(
        markdown.index(f"]({each['url']})") for each in events
    )


def test_markdown_tells_events_first_and_where_the_next_are(session: ApiSession) -> None:
    told = body(session, "/events?q=championships&size=2")
    text = ask(session, "/events.md?q=championships&size=2").content.decode()

    assert text.index("## Events") < text.index("## Question") < text.index("[Next page]")
    assert f"next={told['next']})" in text
    assert "False" not in text
    assert "None" not in text


def test_lines_come_in_pieces(session: ApiSession) -> None:
    parts = list(pieces(session, ask(session, "/events.jsonl?size=120")))

    assert [part.count(b"\n") for part in parts] == [50, 50, 20]


def test_what_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with writing(path) as archive:
        add_revisions(archive, [revision(1, 1, event("=HYPERLINK(1)"))], LATER)
    with session_of(path, SiteSettings(), LATER) as session:
        rows = list(csv.DictReader(io.StringIO(ask(session, "/events.csv").content.decode())))

    assert rows[0]["headline"] == "'=HYPERLINK(1)"


def test_next_leads_through_all_events_once_in_every_order(session: ApiSession) -> None:
    for asked in ("", "sort=oldest&status=any", "sort=changed", "q=a+the+of+championships", "as_of=2026-09-01"):
        seen: list[int] = []
        address = f"/events?{asked}&size=37&count=true"
        while address:
            page = body(session, address)
            seen += [each["id"] for each in page["events"]]
            following = page["next_url"]
            assert (following is None) == (page["next"] is None)
            address = following.removeprefix("https://example.org/daily/api/v1") if following else ""

        assert len(seen) == len(set(seen)) == page["total"]


def test_a_cursor_of_another_question_is_refused(session: ApiSession) -> None:
    cursors = {name: body(session, f"/{name}?size=1")["next"] for name in ("events", "changes", "stories", "contexts")}

    assert refusal(session, f"/events?q=a&next={cursors['events']}") == (400, "next")
    for name, cursor in cursors.items():
        for other in {*cursors} - {name}:
            assert refusal(session, f"/{other}?next={cursor}") == (400, "next"), (name, other)


@examples(12)
@given(st.data())
def test_a_walk_holds_while_edits_land(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """No event is missed or repeated, whatever is written between two pages; the same holds for changes."""
    path = tmp_path_factory.mktemp("walk") / "a.sqlite"
    words = data.draw(st.lists(st.text("abcdef ", min_size=3, max_size=9), min_size=6, max_size=12, unique=True))
    listed = [event(f"Ferry {each} number {place}") for place, each in enumerate(words)]
    kind = data.draw(
        st.sampled_from(["/events?q=ferry&size=2", "/events?size=2", "/events?sort=changed&size=3", "/changes?size=2"])
    )
    with writing(path) as archive:
        add_revisions(archive, [revision(1, 1, *listed)], LATER)
    with session_of(path, SiteSettings(), LATER) as session:
        key = "changes" if "changes" in kind else "events"
        first = body(session, kind.replace("size=2", "size=500").replace("size=3", "size=500"))
        expected = [each["id"] for each in first[key]]
    seen, cursor, number = [], None, 1
    while cursor or number == 1:
        with session_of(path, SiteSettings(), LATER) as session:
            page = body(session, kind + (f"&next={cursor}" if cursor else ""))
        seen += [each["id"] for each in page[key]]
        cursor = page["next"]
        number += 1
        kept = data.draw(st.lists(st.sampled_from(listed), unique_by=lambda each: each.headline.plain, min_size=1))
        added = data.draw(st.lists(st.sampled_from(["Ferry new one", "Ferry other two"]), unique=True))
        with writing(path) as archive:
            add_revisions(archive, [revision(number, number, *kept, *added)], LATER)

    assert seen == expected


def test_a_feed_of_a_question_has_its_events_newest_first(session: ApiSession) -> None:
    events = body(session, "/events?q=championships&sort=newest")["events"]
    for path in ("/search.atom", "/search.rss", "/search.json"):
        reply = answer_search_feed(path, "q=championships", session)
        assert reply.status == 200
        if path == "/search.json":
            feed = json.loads(reply.content)
            links = [item["url"] for item in feed["items"]]
            address, page = feed["feed_url"], feed["home_page_url"]
        else:
            parsed = feedparser.parse(reply.content)
            assert not parsed.bozo
            links = [entry.link for entry in parsed.entries]
            address = next(link.href for link in parsed.feed.links if link.rel == "self")
            page = next(link.href for link in parsed.feed.links if link.rel == "alternate")

        assert links == [each["url"] for each in events]
        assert address == f"https://example.org/daily{path}?q=championships"
        assert page == "https://example.org/daily/search.html?q=championships"


def test_a_feed_goes_on_where_there_is_more(session: ApiSession) -> None:
    first = json.loads(answer_search_feed("/search.json", "size=3", session).content)
    second = json.loads(answer_search_feed("/search.json", first["next_url"].partition("?")[2], session).content)

    assert len({item["id"] for item in first["items"] + second["items"]}) == 6
    assert refusal_of_feed(session, "foo=1") == (400, "foo")


def test_a_question_comes_as_a_calendar_and_as_points_too(session: ApiSession) -> None:
    events = body(session, "/events?q=championships&sort=newest")["events"]
    calendar, points = (
        answer_search_feed(f"/search.{form}", "q=championships", session) for form in ("ics", "geojson")
    )

    assert (calendar.media_type, points.media_type) == ("text/calendar; charset=utf-8", "application/geo+json")
    entries = icalendar.Calendar.from_ical(calendar.content)
    assert entries["x-wr-calname"] == "Sample: championships"
    assert [entry["url"] for entry in entries.events] == [each["url"] for each in events]
    features = json.loads(points.content)["features"]
    told = [{**each["properties"], "missing": []} for each in features]
    assert told == [{**event, "missing": []} for event in events]


def refusal_of_feed(session: ApiSession, query: str) -> tuple[int, str]:
    reply = answer_search_feed("/search.atom", query, session)
    return reply.status, json.loads(reply.content)["parameter"]
