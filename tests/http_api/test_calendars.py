"""Events as iCalendar, read back by the library's own parser."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import feedparser
import icalendar
import pytest
from tests.http_api.asking import all_events, ask, body, refusal

from daybook.http_api import ApiSession
from daybook.model import ChangeKind, RichText, Span, Status
from daybook.publish.interchange.to_icalendar import to_icalendar


def entries(session: ApiSession, address: str) -> list[icalendar.Event]:
    """Return the entries of a calendar that was asked for."""
    reply = ask(session, address)
    assert (reply.status, reply.media_type) == (200, "text/calendar; charset=utf-8"), reply
    return icalendar.Calendar.from_ical(reply.content).events


def test_a_search_comes_back_from_the_parser_as_it_was(session: ApiSession) -> None:
    asked = "/events{}?status=any&sort=newest&size=100&q=the"
    events = body(session, asked.format(""))["events"]
    told = entries(session, asked.format(".ics"))
    feed = feedparser.parse(ask(session, asked.format(".atom")).content)

    assert [entry["url"] for entry in told] == [event["url"] for event in events]
    assert [str(entry["uid"]) for entry in told] == [entry.id for entry in feed.entries]
    assert len({entry["uid"] for entry in told}) == len(events) > 10
    for entry, event in zip(told, events, strict=True):
        assert entry.to_ical().count(b"DTSTART;VALUE=DATE:") == 1
        assert entry.start.isoformat() == event["date"]
        assert entry.duration == timedelta(days=1)
        assert str(entry["description"]).startswith(event["headline"])
        assert len(entry.summary) <= 200
        assert entry.sequence == event["changes"]
        assert ("CREATED" in entry, "LAST-MODIFIED" in entry) == (
            event["first_listed"] is not None,
            event["last_changed"] is not None,
        )
        names = [each["name"] for each in (event["category"], *event["topics"]) if each]
        assert [str(each) for each in entry.categories] == list(dict.fromkeys(names))
        assert ("GEO" in entry) == (event["lat"] is not None)


def test_stories_days_and_single_events_come_as_calendars(session: ApiSession) -> None:
    story = body(session, "/stories?size=1")["subjects"][0]
    event = body(session, "/events?size=1")["events"][0]

    for address in (f"/stories/{story['slug']}/events", f"/days/{event['date']}"):
        told = body(session, address)["events"]
        assert [entry["url"] for entry in entries(session, f"{address}.ics")] == [each["url"] for each in told]
        assert ask(session, address, "text/calendar").content == ask(session, f"{address}.ics").content
    assert [entry["url"] for entry in entries(session, f"/events/{event['id']}.ics")] == [event["url"]]


@pytest.mark.parametrize("plural", ["stories", "contexts", "categories"])
def test_a_calendar_of_a_subject_is_called_by_its_name(session: ApiSession, plural: str) -> None:
    for subject in body(session, f"/{plural}?size=5")["subjects"]:
        calendar = icalendar.Calendar.from_ical(ask(session, f"/{plural}/{subject['slug']}/events.ics").content)

        assert calendar["x-wr-calname"] == f"Sample: {subject['name']}"


def test_an_event_keeps_its_uid_through_a_rewording(session: ApiSession) -> None:
    reworded = [
        (event, version.revision.saved)
        for event in all_events(session)
        for version in session.reader.versions([event.id])[event.id][1:]
        if ChangeKind.WORDING in version.kinds and version.event and event.status is Status.LISTED
    ]
    assert reworded
    for event, saved in reworded:
        (before,) = entries(session, f"/events/{event.id}.ics?as_of={saved - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}")
        (after,) = entries(session, f"/events/{event.id}.ics?as_of={saved:%Y-%m-%dT%H:%M:%SZ}")

        assert before["uid"] == after["uid"]
        assert before["description"] != after["description"]
        assert before.sequence < after.sequence
        assert before.stamp < after.stamp == saved


def test_a_withdrawn_event_is_cancelled(session: ApiSession) -> None:
    withdrawn = [event for event in all_events(session) if event.status is Status.WITHDRAWN and event.last_timed]
    assert withdrawn
    for event in withdrawn:
        moment = event.last_changed - timedelta(seconds=1)
        (before,) = entries(session, f"/events/{event.id}.ics?as_of={moment:%Y-%m-%dT%H:%M:%SZ}")
        (after,) = entries(session, f"/events/{event.id}.ics")

        assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
        assert before["uid"] == after["uid"]
        assert before.sequence < after.sequence
    listed = {entry["status"] for entry in entries(session, "/events.ics?size=500")}
    assert listed == {"CONFIRMED"}


def test_no_text_of_a_wiki_can_break_out_of_its_line(session: ApiSession) -> None:
    text = "One; two, \\n three:\r\nEND:VEVENT\nBEGIN:VALARM\u2028\x00\x0b" + "ж" * 300
    event = next(each for each in all_events(session) if each.location is None)
    headline = RichText((Span(text),))
    content = to_icalendar(session.cache, [replace(event, event=replace(event.event, headline=headline))], text)
    lines = content.split(b"\r\n")
    (entry,) = icalendar.Calendar.from_ical(content).events

    assert max(map(len, lines)) <= 75
    assert [line for line in lines if line.startswith((b"BEGIN", b"END"))] == [
        b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT", b"END:VCALENDAR",
    ]  # fmt: skip
    assert str(entry["description"]).startswith("One; two, \\n three: END:VEVENT BEGIN:VALARM ")


@pytest.mark.parametrize("address", ["/events.ics?size=501", "/events.ics?as_of=2024-01-01&size=101"])
def test_calendars_are_bounded_as_lists_are(session: ApiSession, address: str) -> None:
    assert refusal(session, address) == (400, "size")
