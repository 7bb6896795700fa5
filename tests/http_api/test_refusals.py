"""What is unknown, wrong or too large is refused with a problem that names the parameter; nothing raises, whatever comes."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.http_api.asking import all_events, ask, body, refusal

from daybook.http_api import ApiRequest, ApiSession, answer_request, answer_search_feed, explain_method, open_stream
from daybook.http_api.operations import OPERATIONS
from daybook.http_api.problems import PROBLEMS, Refused

LONG = "x" * 10_000


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/events?query=a", "query"),
        ("/events?q=a&q=b", "q"),
        (f"/events?q={LONG}", "q"),
        (f"/events?q={'a+' * 33}", "q"),
        ("/events?q=%00", "q"),
        ("/events?q=%zz", "q"),
        ("/events?q=%", "q"),
        ("/events?q=%ff%fe", "q"),
        ("/events?q=%ed%a0%80", "q"),
        ("/events?%ff=1", "%ff"),
        ("/events?size=0", "size"),
        ("/events?size=501", "size"),
        ("/events?size=-1", "size"),
        ("/events?size=1e2", "size"),
        ("/events?size=%D9%A3", "size"),
        ("/events?size=", "size"),
        ("/events?size=9999999999999999999999", "size"),
        ("/events?since=2024-02-30", "since"),
        ("/events?since=20240201", "since"),
        ("/events?since=2024-02-01T00:00Z", "since"),
        ("/events?since=2024-02-02&until=2024-02-01", "since"),
        ("/events?as_of=2027-01-01", "as_of"),
        ("/events?as_of=9999-12-31", "as_of"),
        ("/events?as_of=tomorrow", "as_of"),
        ("/events?as_of=0001-01-01T00:00:00%2B23:59", "as_of"),
        ("/events?as_of=2024-05-01T24:00", "as_of"),
        ("/events?as_of=2023-02-29", "as_of"),
        ("/events?as_of=2024-05-01t12:00z", "as_of"),
        ("/events?as_of=2024-W01", "as_of"),
        ("/events?changed_since=now", "changed_since"),
        ("/events?category=Sports", "category"),
        ("/events?category=%F0%9F%92%A5", "category"),
        ("/events?topic=a/b", "topic"),
        ("/events?outlet=EXAMPLE.org", "outlet"),
        ("/events?wikidata=42", "wikidata"),
        ("/events?" + "&".join(["category=a"] + [f"category=a{each}" for each in range(20)]), "category"),
        ("/events?status=gone", "status"),
        ("/events?kind=everything", "kind"),
        ("/events?sort=best", "sort"),
        ("/events?extra=all", "extra"),
        ("/events?extra=", "extra"),
        ("/events?extra=sources,", "extra"),
        ("/events?fields=score", "fields"),
        ("/events?facet=day", "facet"),
        ("/events?count=yes", "count"),
        ("/events?count=True", "count"),
        ("/events?extra=versions&size=101", "size"),
        ("/events?extra=related&size=101", "size"),
        ("/events?as_of=2024-01-01&size=101", "size"),
        ("/events?extra=related&as_of=2024-01-01", "extra"),
        ("/events/1?extra=facts&as_of=2024-01-01", "extra"),
        ("/changes?size=101&as_of=2024-01-01", "size"),
        ("/events?next=abc", "next"),
        ("/events?next=" + "A" * 4001, "next"),
        ("/events/1?id=2", "id"),
        ("/events/1?as_of=2030-01-01", "as_of"),
        ("/events/1/related?as_of=2024-01-01", "as_of"),
        ("/events/1/diff", "from"),
        ("/events/1/diff?from=1", "to"),
        ("/events/1/versions?next=abc", "next"),
        ("/stories?next=abc", "next"),
        ("/stories?as_of=2024-01-01&size=200", "size"),
        ("/changes?next=abc", "next"),
        ("/sources", "url"),
        ("/sources?url=a%20b", "url"),
        ("/sources?url=" + LONG, "url"),
        ("/resolve?url=http://[", "url"),
        ("/resolve?url=%00", "url"),
        ("/suggest", "q"),
        ("/suggest?q=a&size=21", "size"),
        ("/?a=1", "a"),
        ("/docs?a=1", None),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_and_the_parameter_named(
    session: ApiSession, address: str, parameter: str | None
) -> None:
    status, named = refusal(session, address.replace("/?", "?", 1) if address.startswith("/?") else address)

    assert (status, named) == (404 if parameter is None else 400, parameter)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/events/0", "/events/01", "/events/-1", "/events/9999999999999999", "/events/a", "/events/1/", "/events/1/versions/0",
        "/events/1/versions/999", "/events/999999", "/days/2024-02-30", "/days/1066-10-14", "/days/2024-2-3", "/stories/no-such-story",
        "/stories/No", "/stories/../events", "/stories/%00", "/outlets/no.such.host", "/contexts/none/events", "/events.xyz", "/events.atom.csv",
        "/suggest.atom", "/events\n", "/evénts", "/outlets/" + "a." * 200,
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_too(session: ApiSession, path: str) -> None:
    assert refusal(session, path)[0] == 404


@pytest.mark.parametrize(
    "accept", ["text/html", "image/png", "application/json;q=0", "*/*;q=0", "application/atom+xml"]
)
def test_a_format_that_there_is_not_is_refused(session: ApiSession, accept: str) -> None:
    reply = ask(session, "/stories", accept)

    assert (reply.status, json.loads(reply.content)["type"]) == (
        406,
        "https://example.org/daily/api/v1/docs#not-acceptable",
    )


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, text/markdown", "text/markdown; charset=utf-8"),
        ("application/json;q=0.9, text/csv;q=0.9", "application/json"),
        ("application/json;q=0, */*", "application/jsonl"),
        ("TEXT/CSV ; q=1.0", "text/csv; charset=utf-8"),
        (", ,;;q=,text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_accept_chooses_the_format(session: ApiSession, accept: str, media_type: str) -> None:
    assert ask(session, "/stories", accept).media_type == media_type


def test_an_earlier_moment_than_the_first_has_no_events(session: ApiSession) -> None:
    event = all_events(session)[0]

    assert body(session, "/events?as_of=1990-01-01")["events"] == []
    assert body(session, "/events?as_of=1000-01-01T00:00Z&q=a&facet=topic&count=true")["events"] == []
    assert ask(session, f"/events/{event.id}?as_of=1990-01-01").status == 404
    assert ask(session, f"/days/{event.date}?as_of=1990-01-01").status == 404
    assert ask(session, f"/contexts/{event.contexts[0].slug if event.contexts else 'a'}?as_of=1990-01-01").status == 404


def test_kinds_of_problems_are_described_where_they_lead_to(session: ApiSession) -> None:
    page = ask(session, "/docs").content.decode()

    assert [kind for kind in PROBLEMS if f'id="{kind}"' not in page] == []
    assert [json.loads(explain_method(status, "a").content)["status"] for status in (405, 413, 503)] == [405, 413, 503]


def test_the_stream_takes_a_place_and_nothing_else() -> None:
    open_stream("", "")
    open_stream("last_event_id=1-2-3", "")
    for query in ("since=1", "last_event_id=1&a=2", "a=&b="):
        with pytest.raises(Refused):
            open_stream(query, "")


PATHS = st.sampled_from([operation.path for operation in OPERATIONS]).map(
    lambda path: path.replace("{id}", "3").replace("{n}", "1").replace("{date}", "2019-04-15")
)
NAMES = st.sampled_from(sorted({each.name for operation in OPERATIONS for each in operation.parameters})) | st.text()
VALUES = (
    st.text()
    | st.sampled_from(
        ["1", "2019-04-15", "true", "sources", "a", "http://[", "\0", "٣", "-a", '"', "2019-04-15T10:00Z"]
    )
    | st.text("abc \"-'*().:=", max_size=40)
)


@examples(80)
@given(PATHS, st.lists(st.tuples(NAMES, VALUES), max_size=4), st.booleans(), st.text(max_size=30))
def test_nothing_that_is_sent_raises(
    session: ApiSession, path: str, pairs: list[tuple[str, str]], is_quoted: bool, accept: str
) -> None:
    def written(text: str) -> str:
        return quote(text, safe="", errors="replace") if is_quoted else text

    query = "&".join(f"{written(name)}={written(value)}" for name, value in pairs)
    for reply in (
        answer_request(ApiRequest(path, query, accept), session),
        answer_search_feed("/search.atom", query, session),
    ):
        if reply.status != 200:
            problem = json.loads(reply.content)
            assert 400 <= problem["status"] < 500
            assert problem["detail"]
