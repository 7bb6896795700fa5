"""Health, metrics, and the access log."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from tests.serve.served import ask, served

from daybook.publish.addresses import Root
from daybook.serve.access_log import AccessLog
from daybook.serve.folder import SiteFolder
from daybook.serve.live import Freshness
from daybook.serve.monitor import Counters, Monitor

ROOT = Root("https://example.org")
NOW = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)


def test_responses_are_counted_over_all_processes(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("front")
    counters = Counters(2)
    monitor = Monitor(counters, lambda: Freshness(7, NOW, is_readable=False), lambda: {"version": "1"})
    for process in range(2):
        with served(SiteFolder(tmp_path, ROOT), ROOT, watchers=[counters.row(process)], extra=monitor) as answering:
            ask(answering.port, "/index.html")
            ask(answering.port, "/nowhere")
            ask(answering.port, "/index.html", "POST")
    with served(SiteFolder(tmp_path, ROOT), ROOT, extra=monitor) as answering:
        metrics, text = ask(answering.port, "/-/metrics")
        health, told = ask(answering.port, "/-/health")

    lines = dict(line.rsplit(" ", 1) for line in text.decode().splitlines() if not line.startswith("#"))
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
        "status": "archive cannot be read; serving what was read before",
        "generation": 7,
        "written": "2026-11-01T12:30:00Z",
        "version": "1",
    }


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
