"""With `as_of` the API answers as an archive that was built until that moment does, and tells nothing of what came later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.http_api.asking import all_events, ask
from tests.http_api.conftest import session_of

from daybook.agents.tools import call_tool
from daybook.archive import copy_as_of
from daybook.config import Settings
from daybook.http_api import ApiSession

LATER = frozenset({"id", "as_of", "next", "next_url", "events_url", "known", "url"})
"""Keys that name the archive or the moment, or hang on them."""


def test_answers_as_of_a_moment_are_those_of_an_archive_of_that_moment(
    settings: Settings, session: ApiSession, tmp_path: Path
) -> None:
    changed = sorted(
        (each for each in all_events(session) if each.changes and each.first_timed), key=lambda each: each.id
    )
    moments = sorted({each.first_listed for each in changed} | {each.last_changed for each in changed})[::3]
    compared = 0
    for place, moment in enumerate(moments):
        copy = tmp_path / f"{place}.sqlite"
        copy_as_of(settings.files.archive, copy, moment)
        asked = f"as_of={moment:%Y-%m-%dT%H:%M:%SZ}"
        with session_of(copy, settings.site, session.now) as past:
            for event in changed:
                now = ask(session, f"/events/{event.id}?{asked}&extra=sources,versions")
                if now.status == 404:
                    addresses = [(event.date, event.slug), *((each.date, each.slug) for each in event.former)]
                    assert [each for each in addresses if past.reader.find(*each) is not None] == []
                    continue
                path = json.loads(now.content)["event"]["address"]  # of then: it may have moved since
                there = id_at(past, path)
                then = ask(past, f"/events/{there}?extra=sources,versions")
                assert told(now.content) == told(then.content), path
                compared += 1
            for address in (
                "/events?status=any&sort=oldest&size=100&q=the",
                f"/days/{changed[0].date}",
                "/changes?size=100",
            ):
                joined = f"{address}{'&' if '?' in address else '?'}{asked}"
                assert told(ask(session, joined).content) == told(ask(past, address).content), joined
            for plural in ("stories", "contexts", "categories", "outlets"):
                now, then = ask(session, f"/{plural}?size=100&{asked}"), ask(past, f"/{plural}?size=500")
                listed = [each for each in told(then.content)["subjects"] if each["events"]]
                assert told(now.content)["subjects"] == listed[:100], plural
                for slug in [each["slug"] for each in listed[:3]]:
                    one, other = ask(session, f"/{plural}/{slug}?{asked}"), ask(past, f"/{plural}/{slug}")
                    assert told(one.content) == told(other.content)
            for slug in {story.slug for event in changed for story in event.stories}:
                # A story without events is still there, for its address was given out; in the past it was not yet.
                now, then = ask(session, f"/stories/{slug}/events?{asked}"), ask(past, f"/stories/{slug}/events")
                assert told(now.content).get("events", []) == told(then.content).get("events", []), slug

    assert compared > 20


def id_at(session: ApiSession, address: str) -> int:
    """Return the id of the event at an address."""
    found: int = json.loads(ask(session, f"/resolve?url={address}").content)["event"]["id"]
    return found


def told(content: bytes) -> Any:
    """Return an answer without what names the archive."""
    return without(json.loads(content))


def without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without(each) for name, each in value.items() if name not in LATER and name != "detail"}
    return [without(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["get_event", "get_event_history", "related_events"])
def test_an_event_that_came_later_is_told_of_as_one_that_never_came(session: ApiSession, name: str) -> None:
    event = max(all_events(session), key=lambda each: each.first_listed)
    before = {"as_of": "2003-01-01"}

    later = call_tool(session, name, {"id": event.id, **before})
    never = call_tool(session, name, {"id": 99_999_999, **before})

    assert json.dumps(later.content).replace(str(event.id), "N") == json.dumps(never.content).replace("99999999", "N")
    assert later.is_error


def test_a_story_that_came_later_is_told_of_as_one_that_never_came(session: ApiSession) -> None:
    slug = (
        max((each for each in all_events(session) if each.stories), key=lambda each: each.first_listed).stories[0].slug
    )

    for path in ("/stories/{}", "/stories/{}/events"):
        later = ask(session, f"{path.format(slug)}?as_of=2003-01-01").content.decode()
        never = ask(session, f"{path.format('no-such-story')}?as_of=2003-01-01").content.decode()
        assert later.replace(slug, "S") == never.replace("no-such-story", "S")
