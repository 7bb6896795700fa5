"""Health, metrics, and the access log."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests.serve.served import HOST, ask, served

from daybook.pipeline.follow_state import FollowState
from daybook.pipeline.kept_facts import FetchRecord
from daybook.publish.addresses import Root
from daybook.serve.access_log import AccessLog
from daybook.serve.folder import SiteFolder
from daybook.serve.live import Freshness
from daybook.serve.monitor import Counters, HealthSources, Monitor, tell_health

ROOT = Root("https://example.org")
NOW = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)


def test_responses_are_counted_over_all_processes(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("front")
    counters = Counters(2)
    fetch = FetchRecord(NOW, "https://example.org", 3, 4, "the wiki is away", NOW - timedelta(days=1))
    follow = FollowState(1, NOW - timedelta(hours=2), NOW, 60.0, NOW - timedelta(seconds=121), None, 5)
    monitor = Monitor(
        counters,
        HealthSources(
            lambda: NOW,
            lambda: Freshness(7, NOW, is_readable=False, revision=NOW - timedelta(hours=1), fetch=fetch),
            lambda: follow,
            {"version": "1"},
        ),
    )
    for process in range(2):
        with served(SiteFolder(tmp_path, ROOT), ROOT, watchers=[counters.row(process)], extra=monitor) as answering:
            ask(answering.port, "/index.html")
            ask(answering.port, "/nowhere")
            ask(answering.port, "/index.html", "POST")
    with served(SiteFolder(tmp_path, ROOT), ROOT, extra=monitor) as answering:
        metrics, text = ask(answering.port, "/-/metrics")
        health, told = ask(answering.port, "/-/health")

    lines = dict(line.rsplit(" ", 1) for line in text.decode().splitlines() if not line.startswith("#"))
    assert (metrics.status, metrics.headers["Cache-Control"]) == (200, "no-store")
    assert metrics.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert lines['daybook_responses_total{code="200"}'] == "2"
    assert lines['daybook_responses_total{code="404"}'] == "2"
    assert lines['daybook_responses_total{code="405"}'] == "2"
    assert lines["daybook_response_seconds_count"] == lines['daybook_response_seconds_bucket{le="+Inf"}'] == "6"
    assert float(lines["daybook_response_seconds_sum"]) > 0
    assert lines["daybook_response_bytes_total"] == str(2 * len("front") + 2 * len("There is no such page.\n"))
    assert lines["daybook_processes"] == "2"
    assert (health.status, health.headers["Cache-Control"]) == (200, "no-store")
    assert json.loads(told) == {
        "status": "degraded",
        "trouble": [
            "the last fetch failed: the wiki is away",
            "the archive cannot be read; what was read before is served",
            "following: nothing heard from the wiki for 121 seconds",
        ],
        "generation": 7,
        "written": "2026-11-01T12:30:00Z",
        "revision": "2026-11-01T11:30:00Z",
        "fetch": {
            "finished": "2026-11-01T12:30:00Z",
            "succeeded": "2026-10-31T12:30:00Z",
            "failure": "the wiki is away",
        },
        "follow": {
            "started": "2026-11-01T10:30:00Z",
            "heard": "2026-11-01T12:27:59Z",
            "changed": None,
            "changes": 5,
            "trouble": "nothing heard from the wiki for 121 seconds",
        },
        "version": "1",
    }


def test_where_all_is_well_health_says_so() -> None:
    """Also that nobody follows and nothing was fetched, which is no fault."""
    live = tell_health(HealthSources(lambda: NOW, lambda: Freshness(7, NOW, is_readable=True)))
    folder = tell_health(HealthSources(lambda: NOW))
    heard = FollowState(1, NOW, NOW, 60.0, NOW - timedelta(seconds=119))
    following = tell_health(HealthSources(lambda: NOW, lambda: Freshness(7, NOW, is_readable=True), lambda: heard))

    fetched = FetchRecord(NOW, "https://example.org", 3, 4, "", NOW)
    well = tell_health(HealthSources(lambda: NOW, lambda: Freshness(7, NOW, is_readable=True, fetch=fetched)))

    assert [told["status"] for told in (live, folder, following, well)] == ["ok"] * 4
    assert well["fetch"] == {"finished": "2026-11-01T12:30:00Z", "succeeded": "2026-11-01T12:30:00Z", "failure": None}
    assert following["follow"]["trouble"] is None
    assert (live["fetch"], live["follow"], live["revision"]) == (None, None, None)
    assert folder == {"status": "ok", "trouble": []}


def test_who_is_not_asked_to_monitor_says_nothing(tmp_path: Path) -> None:
    with served(SiteFolder(tmp_path, ROOT), ROOT) as answering:
        assert ask(answering.port, "/-/health")[0].status == 404
        assert ask(answering.port, "/-/metrics")[0].status == 404


def test_a_line_of_the_log_is_in_the_combined_format_and_cannot_be_forged(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("front")
    stream = io.StringIO()
    with served(SiteFolder(tmp_path, ROOT), ROOT, watchers=[AccessLog(stream, lambda: NOW)]) as answering:
        ask(answering.port, "/index.html?a=%22b", User_Agent='evil" \\x agent', Referer="https://example.org/")
        ask(answering.port, "/index.html", "HEAD")

    first, second = stream.getvalue().splitlines()
    assert first == (
        '127.0.0.1 - - [01/Nov/2026:12:30:00 +0000] "GET /index.html?a=%22b HTTP/1.1" 200 5 '
        '"https://example.org/" "evil\\x22 \\x5cx agent"'
    )
    assert second.endswith('"HEAD /index.html HTTP/1.1" 200 - "-" "-"')


def test_a_log_that_cannot_be_written_is_told_once_and_stops_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index.html").write_text("front")
    full = Path("/dev/full").open("w")  # noqa: SIM115 - what waits in it cannot be written when it is closed either
    with served(SiteFolder(tmp_path, ROOT), ROOT, watchers=[AccessLog(full, lambda: NOW)]) as answering:
        client = HTTPConnection(HOST, answering.port, timeout=300)
        contents = []
        for _ in range(3):  # on one connection, which a failure would end
            client.request("GET", "/index.html")
            contents.append(client.getresponse().read())
        client.close()
    with suppress(OSError):
        full.close()

    assert contents == [b"front"] * 3
    assert [record.message for record in caplog.records] == ["cannot write the access log: no space left on device"]


def test_the_numbers_are_those_of_all_processes_in_prometheus_own_form() -> None:
    """Classes of time hold what took no longer than their bound, and all that the ones before hold."""
    counters = Counters(2)
    counters.row(0).note({}, 200, 10, 0.001)
    counters.row(0).note({}, 418, 5, 9.5)
    counters.row(1).note({}, 200, 7, 0.0011)
    counters.row(1).note({}, 503, 0, 2.5)

    lines = counters.text().splitlines()

    statuses = [line.partition("code=")[2] for line in lines if line.startswith("daybook_responses_total{")]
    assert statuses == [
        '"200"} 2', '"204"} 0', '"301"} 0', '"302"} 0', '"304"} 0', '"400"} 0', '"404"} 0', '"405"} 0', '"503"} 1', '"other"} 1',
    ]  # fmt: skip
    classes = [line.partition("le=")[2] for line in lines if "_bucket" in line]
    assert classes == [
        '"0.001"} 1', '"0.0025"} 2', '"0.005"} 2', '"0.01"} 2', '"0.025"} 2', '"0.05"} 2', '"0.1"} 2', '"0.25"} 2', '"0.5"} 2',
        '"1.0"} 2', '"2.5"} 3', '"+Inf"} 4',
    ]  # fmt: skip
    assert [line for line in lines if not line.startswith("#") and "{" not in line] == [
        "daybook_response_seconds_sum 12.002100",
        "daybook_response_seconds_count 4",
        "daybook_response_bytes_total 22",
        "daybook_processes 2",
    ]
    assert [line.split()[2:] for line in lines if line.startswith("# TYPE")] == [
        ["daybook_responses_total", "counter"],
        ["daybook_response_seconds", "histogram"],
        ["daybook_response_bytes_total", "counter"],
        ["daybook_processes", "gauge"],
    ]


def noted(stream: io.StringIO, scope: dict[str, object], status: int = 200, size: int = 5) -> str:
    """Return the line of one response."""
    log = AccessLog(stream, lambda: NOW)
    whole = {
        "method": "GET",
        "raw_path": b"/",
        "query_string": b"",
        "http_version": "1.1",
        "headers": [],
        "client": ("::1", 80),
    }
    log.note(whole | scope, status, size, 0.1)
    return stream.getvalue().removeprefix('::1 - - [01/Nov/2026:12:30:00 +0000] "').rstrip("\n")


@pytest.mark.parametrize(
    ("scope", "line"),
    [
        ({}, 'GET / HTTP/1.1" 200 5 "-" "-"'),
        ({"query_string": b"a=b"}, 'GET /?a=b HTTP/1.1" 200 5 "-" "-"'),
        ({"client": None}, '- - - [01/Nov/2026:12:30:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"'),
        ({"method": "", "http_version": "1.0"}, '- / HTTP/1.0" 200 5 "-" "-"'),
        ({"headers": [(b"user-agent", b"a" * 501)]}, f'GET / HTTP/1.1" 200 5 "-" "{"a" * 500}"'),
        ({"headers": [(b"referer", "é\x7f~\x1f ".encode("latin-1"))]}, 'GET / HTTP/1.1" 200 5 "\\xe9\\x7f~\\x1f " "-"'),
    ],
)
def test_each_field_of_a_log_line_is_there_and_bounded(scope: dict[str, object], line: str) -> None:
    assert noted(io.StringIO(), scope) == line


def test_a_log_that_fails_again_is_told_again(caplog: pytest.LogCaptureFixture) -> None:
    class Disk(io.StringIO):
        is_full = False

        def write(self, text: str) -> int:
            if self.is_full:
                raise OSError("full")
            return super().write(text)

    disk = Disk()
    log = AccessLog(disk, lambda: NOW)
    scope: dict[str, object] = {
        "method": "GET",
        "raw_path": b"/",
        "query_string": b"",
        "http_version": "1.1",
        "headers": [],
        "client": None,
    }
    for is_full in (True, True, False, True, False):
        disk.is_full = is_full
        log.note(scope, 200, 0, 0.1)

    assert [record.message for record in caplog.records] == ["cannot write the access log: full"] * 2
    assert disk.getvalue().count("\n") == 2
