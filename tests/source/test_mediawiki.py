"""The HTTP client against a real server on loopback that misbehaves in every way a wiki's may."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.ports import free_port
from tests.source.scripted_server import ScriptedServer, http, scripted_server

from daybook.errors import FetchError, SettingsError
from daybook.source.mediawiki import RETRIES_BEFORE_FIRST_ANSWER, Clock, WikiClient, is_loopback, user_agent
from daybook.source.settings import WikiSettings

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
GOOD = {"batchcomplete": True, "query": {"pages": []}}
QUESTION = {"prop": "info", "titles": "A"}


@dataclass
class Waits:
    """No real waiting: sleeps are noted, and are all that moves the clock."""

    slept: list[float] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    chance: float = 1.0
    seconds_per_look: float = 0.0
    clock: float = 1000.0

    def sleep(self, seconds: float, why: str) -> None:
        self.clock += seconds
        if why != "pause between requests":
            self.slept.append(seconds)
            self.reasons.append(why)

    def monotonic(self) -> float:
        self.clock += self.seconds_per_look
        return self.clock

    @property
    def as_clock(self) -> Clock:
        return Clock(self.sleep, self.monotonic, lambda: NOW, lambda: self.chance)


def ask(
    server: ScriptedServer, waits: Waits, question: Mapping[str, str] = QUESTION, **changed: Any
) -> list[Mapping[str, object]]:
    settings = WikiSettings(api=server.address, **changed)
    with WikiClient(settings, waits.as_clock) as client:
        return list(client.query(question))


def parameters(line: str) -> dict[str, str]:
    query = urlsplit(line.split(" ")[1]).query
    return {name: values[0] for name, values in parse_qs(query).items()}


def test_a_question_is_asked_politely() -> None:
    with scripted_server(http(GOOD)) as server:
        (answer,) = ask(server, Waits(), contact="me@example.org", maxlag=7)

    (request,) = server.requests
    assert answer == GOOD["query"]
    assert request.line.startswith("GET ")
    assert parameters(request.line) == {
        "action": "query",
        "format": "json",
        "formatversion": "2",
        "maxlag": "7",
        "prop": "info",
        "titles": "A",
    }
    assert request.headers["accept-encoding"] == "gzip"
    assert re.fullmatch(r"Daybook/[\d.]+ \(me@example\.org\) h11/[\d.]+", request.headers["user-agent"])


def test_requests_keep_a_pause_between_them() -> None:
    waits = Waits()
    pauses: list[float] = []

    def sleep(seconds: float, why: str) -> None:
        pauses.append(seconds)
        waits.sleep(seconds, why)

    with scripted_server(http({**GOOD, "continue": {"on": 1}}), http(GOOD)) as server:
        settings = WikiSettings(api=server.address, pause=0.7)
        with WikiClient(settings, Clock(sleep, waits.monotonic, lambda: NOW, lambda: 1.0)) as client:
            list(client.query(QUESTION))

    assert pauses == [pytest.approx(0.7)]


def test_an_answer_in_parts_is_followed_to_its_end() -> None:
    first = {**GOOD, "continue": {"rvcontinue": "3|4", "continue": "||", "offset": 5}}
    with scripted_server(http(first), http(GOOD)) as server:
        parts = ask(server, Waits())

    asked = parameters(server.requests[1].line)
    assert len(parts) == 2
    assert (asked["rvcontinue"], asked["continue"], asked["offset"], asked["titles"]) == ("3|4", "||", "5", "A")


def test_an_answer_that_goes_in_circles_is_an_error() -> None:
    circle = http({**GOOD, "continue": {"rvcontinue": "3"}})
    with scripted_server(circle, circle) as server, pytest.raises(FetchError, match="never ends"):
        ask(server, Waits())


def test_a_packed_answer_is_unpacked() -> None:
    with scripted_server(http(gzip.compress(json.dumps(GOOD).encode()), headers=["Content-Encoding: gzip"])) as server:
        (answer,) = ask(server, Waits())

    assert answer == GOOD["query"]


def test_a_long_question_is_posted() -> None:
    titles = "|".join("Ж" * 120 for _ in range(50))
    with scripted_server(http(GOOD)) as server:
        ask(server, Waits(), {"titles": titles})

    (request,) = server.requests
    assert request.line.startswith("POST /api.php ")
    assert request.headers["promise-non-write-api-action"] == "true"
    assert parse_qs(request.body)["titles"] == [titles]


def maxlag(*headers: str) -> bytes:
    return http({"error": {"code": "maxlag", "info": "Waiting for a database: 9 seconds lagged."}}, headers=headers)


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (maxlag("Retry-After: 5"), 6.0),
        (http(b"", status="429 Too Many Requests", kind="text/html", headers=["Retry-After: 17"]), 18.0),
        (http(b"", status="503 Down", headers=["Retry-After: Sat, 21 Nov 2026 12:00:30 GMT"]), 31.0),
        (http(b"", status="503 Down", headers=["Retry-After: Sat, 21 Nov 2026 11:00:00 GMT"]), 1.0),
        (http(b"", status="503 Down", headers=["Retry-After: soon"]), 2.0),
        (http(b"<html>", status="502 Bad Gateway", kind="text/html"), 2.0),
        (http({"error": {"code": "internal_api_error_DBQueryError", "info": "x"}}), 2.0),
        (http({"error": {"code": "ratelimited", "info": "x"}}), 2.0),
        (http(b'{"query": {"pa'), 2.0),
        (http(b"[]"), 2.0),
        (http(json.dumps(GOOD).encode(), length=1000), 2.0),
        (http(gzip.compress(json.dumps(GOOD).encode())[:-9], headers=["Content-Encoding: gzip"]), 2.0),
        (http(b"no gzip", headers=["Content-Encoding: gzip"]), 2.0),
        (b"", 2.0),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", 2.0),
        (b"SSH-2.0-OpenSSH_9.2\r\n", 2.0),
    ],
)
def test_a_fault_that_passes_is_waited_for(reply: bytes, seconds: float) -> None:
    waits = Waits()
    with scripted_server(reply, http(GOOD)) as server:
        (answer,) = ask(server, waits)

    assert answer == GOOD["query"]
    assert waits.slept == [pytest.approx(seconds)]
    assert waits.reasons[0]


def test_waits_grow_and_are_mixed_with_chance_until_the_patience_ends() -> None:
    waits = Waits(chance=0.0)
    broken = http(b"", status="500 Broken")
    with (
        scripted_server(http({**GOOD, "continue": {"a": "b"}}), *[broken] * 9) as server,
        pytest.raises(FetchError, match="HTTP status 500 \\(tried 5 times\\)") as caught,
    ):
        ask(server, waits, retries=4)

    assert waits.slept == [1.0, 2.0, 4.0, 8.0]
    assert caught.value.hint is not None
    assert "run the same command again" in caught.value.hint


def test_a_server_that_never_answered_is_given_up_sooner() -> None:
    waits = Waits()
    server = ScriptedServer(f"http://127.0.0.1:{free_port()}/api.php")

    with pytest.raises(FetchError, match="no connection to the wiki"):
        ask(server, waits)

    assert len(waits.slept) == RETRIES_BEFORE_FIRST_ANSWER


def test_one_try_is_not_counted() -> None:
    with scripted_server(http(b"", status="503 Down")) as server, pytest.raises(FetchError) as caught:
        ask(server, Waits(), retries=0)

    assert caught.value.message == f"the wiki answered with HTTP status 503: `{server.address}`"


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (http(b"", status="429 Too Many Requests", kind="text/html"), "the wiki answered with HTTP status 429"),
        (http(b"", status="503 Down", kind="text/html"), "the wiki answered with HTTP status 503"),
        (http({"error": {"code": "maxlag", "info": "9 seconds lagged"}}), "maxlag: 9 seconds lagged"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{", "the connection to the wiki broke"),
    ],
)
def test_a_wiki_in_trouble_from_the_first_request_on_is_waited_for_and_named(reply: bytes, why: str) -> None:
    waits = Waits()
    with scripted_server(*[reply] * 9) as server, pytest.raises(FetchError) as caught:
        ask(server, waits, retries=3)

    assert waits.reasons == [f"{why}; trying again"] * 3
    assert caught.value.message == f"{why} (tried 4 times): `{server.address}`"
    assert caught.value.hint == "run the command again later"


def test_a_wait_longer_than_our_patience_is_an_error_that_names_it() -> None:
    waits = Waits()
    with scripted_server(maxlag("Retry-After: 3600")) as server, pytest.raises(FetchError, match="3,600 seconds"):
        ask(server, waits)

    assert waits.slept == []


def test_a_server_that_falls_silent_is_asked_again() -> None:
    waits = Waits()
    with scripted_server() as server:
        server.replies = [server.hang, http(GOOD)]
        (answer,) = ask(server, waits, timeout=3.0)

    assert answer == GOOD["query"]
    assert waits.reasons == ["the wiki went silent; trying again"]


def test_an_answer_that_drips_is_given_up() -> None:
    waits = Waits(seconds_per_look=50.0)

    def drip(send: Callable[[bytes], object]) -> None:
        send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        for _ in range(200_000):
            send(b"          ")

    with scripted_server(drip, drip, drip) as server, pytest.raises(FetchError, match="took too long"):
        ask(server, waits, pause=0.0)


@pytest.mark.parametrize(
    ("reply", "message", "hint"),
    [
        (http(b"<html>", kind="text/html"), "`text/html`, not JSON", "api.php"),
        (http(b"", status="404 Not Found", kind="text/html"), "HTTP status 404", "api.php"),
        (http(b"", status="403 Forbidden", kind="text/html"), "HTTP status 403", "wiki.contact"),
        (http(b"", status="301 Moved", headers=["Location: https://e.org/\x1b[2Japi"]), "https://e.org/ ", "wiki.api"),
        (http({"error": {"code": "readapidenied", "info": "Log in."}}), "readapidenied", "logging in"),
        (http({"error": {"code": "badvalue", "info": "No\x1b[31m."}}), "No [31m.", "question"),
        (http({"error": "x"}), "unknown", "question"),
        (http({"continue": 3}), "not that of a MediaWiki", "api.php"),
    ],
)
def test_a_fault_that_stays_is_told_at_once_with_a_hint(reply: bytes, message: str, hint: str) -> None:
    waits = Waits()
    with scripted_server(reply) as server, pytest.raises(FetchError) as caught:
        ask(server, waits)

    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert waits.slept == []
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "reply",
    [
        http(b'"' + b"x" * 5000 + b'"'),
        http(gzip.compress(b'"' + b"x" * 10_000_000 + b'"'), headers=["Content-Encoding: gzip"]),
    ],
)
def test_an_answer_over_the_limit_is_refused(reply: bytes) -> None:
    with scripted_server(reply) as server, pytest.raises(FetchError, match="bytes"):
        ask(server, Waits(), largest_answer=4000)

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "api", ["https://wiki.example.org/w/api.php", "http://192.168.1.5/api.php", "http://[2001:db8::1]/"]
)
def test_a_public_wiki_is_not_asked_without_a_contact(api: str) -> None:
    with pytest.raises(SettingsError, match=r"wiki\.contact"):
        WikiClient(WikiSettings(api=api, contact=" "))


@pytest.mark.parametrize(
    "api",
    [
        "",
        "wiki.example.org/api.php",
        "ftp://127.0.0.1/api.php",
        "http://[::1/",
        "http:///api.php",
        "http://127.0.0.1:x/",
        "http://127.0.0.1/api.php?a=b",
        "http://127.0.0.1/ api.php",
    ],
)
def test_an_address_that_is_none_is_refused(api: str) -> None:
    with pytest.raises(SettingsError, match=r"wiki\.api"):
        WikiClient(WikiSettings(api=api, contact="me@example.org"))


@pytest.mark.parametrize(
    "contact",
    ["me@example.org\r\nX: y", "mé@example.org", "(me) \x7f", "me", "me at example.org", "example.org", "https://me"],
)
def test_a_contact_that_reaches_nobody_or_would_break_the_header_is_refused(contact: str) -> None:
    with pytest.raises(ValueError, match="`contact` must be an e-mail address"):
        WikiSettings(contact=contact)


@pytest.mark.parametrize("contact", ["", " me@news.example.org ", "https://example.org/~me?a=b"])
def test_an_address_of_a_person_or_a_page_is_a_contact(contact: str) -> None:
    assert WikiSettings(contact=contact).contact == contact


def test_another_scheme_is_named() -> None:
    with pytest.raises(SettingsError, match="must begin with https:// or http://, not `ftp://`") as caught:
        WikiClient(WikiSettings(api="ftp://wiki.example.org/api.php"))

    assert "contact" not in (caught.value.hint or "")


def test_without_a_contact_the_name_stands_alone() -> None:
    assert " (" not in user_agent("  ")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.9.9.9", True), ("::1", True), ("localhost.example.org", False), ("10.0.0.1", False)],
)
def test_only_this_machine_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    "wrong",
    [{"months": ("Jan",)}, {"title_prefix": " "}, {"titles_per_request": 0}, {"timeout": 0.0}, {"retries": -1}],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        WikiSettings(**wrong)
