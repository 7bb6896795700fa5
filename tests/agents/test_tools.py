"""What the tools of agents take and answer, without the protocol."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.histories import LATER, event, revision, writing
from tests.examples import examples
from tests.http_api.asking import all_events, body, changed_event
from tests.http_api.conftest import session_of

from daybook.agents.budget import MOST_TOKENS, count_tokens, shrink
from daybook.agents.tool_names import TOOL_NAMES
from daybook.agents.tools import TOOLS, call_tool
from daybook.archive import add_revisions
from daybook.http_api import ApiSession
from daybook.model import Topic
from daybook.publish.settings import SiteSettings

WIKI = SiteSettings(address="https://example.org/", wiki_index="https://wiki.example/w/index.php")


def call(session: ApiSession, name: str, **arguments: Any) -> dict[str, Any]:
    """Return what a tool tells, which must be no error."""
    answer = call_tool(session, name, arguments)
    assert not answer.is_error, answer.content
    return answer.content


def error(session: ApiSession, name: str, **arguments: Any) -> dict[str, Any]:
    answer = call_tool(session, name, arguments)
    assert answer.is_error
    return answer.content


def calls(session: ApiSession) -> dict[str, dict[str, Any]]:
    """Return arguments for every tool."""
    events = all_events(session)
    changed = changed_event(session)
    with_story = next(each for each in events if each.stories)
    related = next(each for each in events if (found := session.reader.related([each.id])) and found[each.id].items)
    cited = next(each for each in events if each.event.sources)
    return {
        "search_events": {"q": "championships"},
        "get_event": {"id": changed.id},
        "get_event_history": {"id": changed.id},
        "get_day": {"date": changed.date.isoformat()},
        "get_story": {"slug": with_story.stories[0].slug},
        "related_events": {"id": related.id},
        "find_by_source": {"url": cited.event.sources[0].url},
        "list_changes": {},
        "archive_status": {},
    }


def test_there_are_nine_tools_and_their_schemas_take_little_of_a_context() -> None:
    listed = [
        {"name": each.name, "description": each.description, "inputSchema": each.schema} for each in TOOLS.values()
    ]

    assert tuple(TOOLS) == TOOL_NAMES
    assert len(TOOLS) == 9
    assert len(json.dumps(listed)) < 6_000
    assert [each.name for each in TOOLS.values() if "as_of" not in each.arguments] == []
    assert [each.name for each in TOOLS.values() if each.items and "next" not in each.arguments] == []


def test_items_of_lists_have_the_address_the_revision_and_the_licence(session: ApiSession) -> None:
    for name, arguments in calls(session).items():
        told = call(session, name, **arguments)
        items = told[TOOLS[name].items or ""] if TOOLS[name].items else [told.get("event", told)]
        assert items
        for item in items:
            assert "licence" in item, name
            if name not in ("archive_status", "get_event_history"):
                assert (item.get("url") or item["event"]["url"]).startswith("https://example.org/daily/"), name
    history = call(session, "get_event_history", id=changed_event(session).id)
    assert all(each["revision"] and each["revision_url"] for each in history["versions"])
    assert history["event"]["url"]


def test_as_of_tells_nothing_later(session: ApiSession) -> None:
    event = changed_event(session)
    first = event.first_listed.isoformat()

    assert len(call(session, "get_event_history", id=event.id, as_of=first)["versions"]) == 1
    assert call(session, "get_event", id=event.id, as_of=first)["event"]["changes"] == 0
    assert "error" in error(session, "get_event", id=event.id, as_of="1990-01-01")
    assert call(session, "search_events", as_of="1990-01-01")["total"] == 0
    assert call(session, "archive_status", as_of="1990-01-01")["events"] == 0
    assert call(session, "list_changes", as_of="1990-01-01") == {}
    assert "not known" in call(session, "related_events", id=event.id, as_of=first)["note"]
    assert "error" in error(session, "get_story", slug="2026-european-athletics-championships", as_of="1990-01-01")
    for name, arguments in calls(session).items():
        assert error(session, name, **arguments, as_of="2999-01-01")["argument"] == "as_of"


def test_lists_go_on_with_next_and_repeat_nothing(session: ApiSession) -> None:
    for name, key in (
        ("search_events", "id"),
        ("get_day", "id"),
        ("list_changes", None),
        ("get_event_history", "number"),
    ):
        arguments = {**calls(session)[name], "size": 2}
        items = TOOLS[name].items or ""
        seen: list[Any] = []
        while True:
            told = call(session, name, **arguments)
            seen += [item[key] if key else json.dumps(item, sort_keys=True) for item in told[items]]
            if "next" not in told or len(seen) > 30:
                break
            arguments["next"] = told["next"]
        assert len(seen) > 2
        assert len(set(seen)) == len(seen)


def test_an_event_is_found_by_any_address_it_had(session: ApiSession) -> None:
    event = body(session, "/events?size=1")["events"][0]

    assert call(session, "get_event", url=event["url"])["event"]["id"] == event["id"]
    assert "not of an event" in error(session, "get_event", url="/news/2019/04/15/")["error"]


@pytest.mark.parametrize(
    ("name", "arguments", "argument"),
    [
        ("search_events", {"query": "a"}, "query"),
        ("search_events", {"size": 101}, "size"),
        ("search_events", {"size": "many"}, "size"),
        ("search_events", {"q": {"a": 1}}, "q"),
        ("search_events", {"q": ["a", "b"]}, "q"),
        ("search_events", {"next": "abc"}, "next"),
        ("search_events", {"since": 5}, "since"),
        ("get_event", {}, "id"),
        ("get_event_history", {}, "id"),
        ("get_day", {"date": "yesterday"}, None),
        ("get_day", {"date": "2019-04-15", "next": "abc"}, "next"),
        ("get_story", {}, "slug"),
        ("find_by_source", {}, "url"),
        ("list_changes", {"kind": ["all"]}, "kind"),
        ("no_such_tool", {}, None),
        ("archive_status", {"as_of": "x" * 10_000}, "as_of"),
    ],
)
def test_what_is_wrong_is_told_as_an_error_that_names_the_argument(
    session: ApiSession, name: str, arguments: dict[str, Any], argument: str | None
) -> None:
    told = error(session, name, **arguments)

    assert told.get("argument") == argument
    assert told["error"]


def test_a_story_that_there_is_not_is_answered_with_those_of_like_names(session: ApiSession) -> None:
    slug = "2026-european-athletics-championships"
    assert slug in error(session, "get_story", slug="european-athletics")["error"]


@examples(40)
@given(
    st.sampled_from([*TOOLS, "none"]),
    st.dictionaries(
        st.sampled_from(["id", "q", "url", "slug", "date", "as_of", "size", "next", "kind", "since", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda each: st.lists(each) | st.dictionaries(st.text(), each),
            max_leaves=4,
        ),
    ),
)
def test_nothing_that_an_agent_sends_raises(session: ApiSession, name: str, arguments: dict[str, Any]) -> None:
    answer = call_tool(session, name, arguments)

    assert answer.is_error == ("error" in answer.content)


HUGE = "word " * 3_000
MANY = [f"https://a.example/{'x' * 40}/{place}" for place in range(300)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive of events that are each too long for an answer, and of one that changed many times."""
    path = tmp_path_factory.mktemp("hostile") / "a.sqlite"
    with writing(path) as archive:
        for number in range(1, 8):
            listed = [
                event(
                    f"Number {number} {HUGE}",
                    *MANY,
                    links=[f"A{each}" for each in range(200)],
                    topics=[Topic("Story", "Story")],
                ),
                *(
                    event(f"漢字{place} " + "漢字" * 300 + str(place), *MANY[:50], topics=[Topic("Story", "Story")])
                    for place in range(30)
                ),
            ]
            add_revisions(archive, [revision(number, number, *listed)], LATER)
    return path


def test_no_answer_is_longer_than_it_may_be_and_a_cut_list_goes_on(hostile: Path) -> None:
    with session_of(hostile, WIKI, LATER) as session:
        changed = changed_event(session)
        asked_for: dict[str, dict[str, Any]] = {
            "search_events": {"size": 100},
            "get_event": {"id": changed.id},
            "get_event_history": {"id": changed.id, "size": 100},
            "get_day": {"date": changed.date.isoformat()},
            "get_story": {"slug": "story", "size": 100},
            "find_by_source": {"url": MANY[0], "size": 100},
            "list_changes": {"size": 100},
        }
        for name, arguments in asked_for.items():
            asked = dict(arguments)
            seen = 0
            for _ in range(3):
                answer = call_tool(session, name, asked)
                assert not answer.is_error, answer.content
                assert count_tokens(answer.content) + count_tokens(answer.text) <= MOST_TOKENS, name
                items = TOOLS[name].items
                if items is None:
                    break
                seen += len(answer.content[items])
                asked["next"] = answer.content["next"]
            assert seen > 2 or items is None


def test_tokens_are_counted_generously() -> None:
    """The tokenizers known make 4 characters of English a token; of each script at least a byte."""
    english = "The championships begin at the Alexander Stadium in Birmingham, their first time in the United Kingdom."
    assert count_tokens(english) > len(english) / 4
    assert count_tokens("漢字" * 10) >= 40
    assert shrink({"a": ["x" * 5000] * 50})["a"][0].endswith("…")


def test_the_guide_names_every_tool() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/agents.md").read_text("utf-8")

    assert [name for name in TOOLS if f"| `{name}` |" not in guide] == []
