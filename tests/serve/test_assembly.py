"""A server put together from settings and options, asked while it runs in this very process, and ended as by Ctrl-C."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import revision, store
from tests.serve.running import meanwhile, unchanged_process
from tests.serve.served import ask

from daybook import __version__
from daybook.config import Settings, load_settings
from daybook.errors import DaybookError
from daybook.serve.assembly import ServeOptions, serve_site

NOW = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("front")
    store(tmp_path / "archive.sqlite", revision(1, 9, "A ferry sinks."))
    return load_settings(
        None,
        [f"files.archive={tmp_path}/archive.sqlite", f"files.site={site}", "site.address=https://example.org/daily/"],
    )


@pytest.fixture(autouse=True)
def process() -> Iterator[None]:
    with unchanged_process():
        yield


def answers(
    settings: Settings, options: ServeOptions, *paths: str
) -> tuple[str, list[tuple[int, dict[str, str], bytes]]]:
    """Serve, ask for these paths, and end; return the address that was shown, and status, headers and content of each answer."""
    shown: list[str] = []
    got: list[tuple[int, dict[str, str], bytes]] = []

    def ask_all() -> None:
        port = int(shown[0].split(":")[2].partition("/")[0])
        for path in paths:
            response, content = ask(port, path, X_Forwarded_For="9.9.9.9", X_Forwarded_Proto="https")
            got.append((response.status, {name.lower(): value for name, value in response.headers.items()}, content))

    def show(address: str) -> None:
        shown.append(address)
        meanwhile(ask_all)

    with pytest.raises(KeyboardInterrupt):
        serve_site(settings, options, lambda: NOW, show)
    return shown[0], got


def test_a_built_site_is_served_with_what_was_asked_for(settings: Settings, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    options = ServeOptions(port=0, workers=1, monitor=True, access_log=str(log), shared_seconds=60)

    address, got = answers(settings, options, "/daily/", "/daily/search.html?q=ferry", "/-/health", "/-/metrics")

    assert address.startswith("http://127.0.0.1:")
    assert address.endswith("/daily/")
    assert [(status, content) for status, _, content in got[:1]] == [(200, b"front")]
    assert "s-maxage=60" in got[0][1]["cache-control"]
    assert [status for status, _, _ in got] == [200, 404, 200, 200]
    assert json.loads(got[2][2]) == {
        "status": "ok", "trouble": [], "started": "2026-11-01T12:30:00Z", "version": __version__,
    }  # fmt: skip
    assert b"daybook_processes 1\n" in got[3][2]
    assert b'daybook_responses_total{code="404"} 1\n' in got[3][2]
    lines = log.read_text().splitlines()
    assert [line.split('"')[1] for line in lines][:2] == [
        "GET /daily/ HTTP/1.1",
        "GET /daily/search.html?q=ferry HTTP/1.1",
    ]
    assert all(line.startswith("127.0.0.1 - - [01/Nov/2026:12:30:00 +0000]") for line in lines)
    assert "server" not in got[0][1]


def test_what_was_not_asked_for_is_not_there(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    _, got = answers(settings, ServeOptions(port=0, workers=1), "/daily/", "/-/health", "/-/metrics")
    silent = capfd.readouterr()
    answers(settings, ServeOptions(port=0, workers=1, access_log="-"), "/daily/")

    assert [status for status, _, _ in got] == [200, 404, 404]
    assert got[0][1]["cache-control"] == "no-cache"
    assert silent.out == ""
    assert '"GET /daily/ HTTP/1.1" 200 5' in capfd.readouterr().out
    assert gc.get_freeze_count() > 1000


def test_there_is_a_process_for_each_processor_that_the_server_may_use(settings: Settings) -> None:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        _, got = answers(settings, ServeOptions(port=0, monitor=True), "/-/metrics")
    finally:
        os.sched_setaffinity(0, allowed)

    assert b"daybook_processes 1\n" in got[0][2]


def test_a_live_site_answers_from_the_archive_with_search_and_past(settings: Settings) -> None:
    options = ServeOptions(port=0, live=True, workers=1, monitor=True)

    _, got = answers(
        settings, options, "/daily/news/2024/05/4/", "/daily/search.html?q=ferry", "/daily/timemap/link/news/2024/05/4/",
        "/daily/api/v1/events?q=ferry", "/-/health",
    )  # fmt: skip

    assert [status for status, _, _ in got] == [200] * 5
    assert b"A ferry sinks." in got[0][2]
    assert b"a-ferry-sinks.html" in got[1][2]
    health = json.loads(got[4][2])
    assert (health["generation"], health["revision"], health["follow"]) == (1, "2024-05-04T09:00:00Z", None)


def test_a_live_site_has_its_tables_from_the_beginning_where_it_publishes_them(
    settings: Settings, tmp_path: Path
) -> None:
    files = replace(settings.files, data=tmp_path / "tables")
    published = replace(settings, files=files, site=replace(settings.site, data=True, data_formats=("csv",)))
    options = ServeOptions(port=0, live=True, workers=1)

    _, got = answers(published, options, "/daily/data/events.csv")
    _, without = answers(settings, options, "/daily/data/events.csv")

    assert (got[0][0], b"A ferry sinks." in got[0][2]) == (200, True)
    assert without[0][0] == 404


def test_what_stands_in_the_way_is_told_before_anybody_is_asked_in(settings: Settings, tmp_path: Path) -> None:
    def refused(assignments: list[str], **options: object) -> tuple[str, str | None]:
        own = load_settings(
            None, [f"files.archive={tmp_path}/archive.sqlite", f"files.site={tmp_path}/site", *assignments]
        )
        with pytest.raises(DaybookError) as caught:
            serve_site(own, ServeOptions(port=0, workers=1, **options), lambda: NOW, lambda _: None)  # type: ignore[arg-type]
        return str(caught.value).partition(" (hint")[0], caught.value.hint

    assert settings.files.site == tmp_path / "site"
    assert refused([f"files.site={tmp_path}/none"]) == (
        f"no site folder: `{tmp_path}/none`",
        "`daybook build` writes it",
    )
    assert refused([f"files.archive={tmp_path}/none.sqlite"], live=True)[0] == f"no archive: `{tmp_path}/none.sqlite`"
    assert refused([], access_log=f"{tmp_path}/none/log") == (
        f"cannot write the access log: `{tmp_path}/none/log`: no such file or directory",
        "check --access-log",
    )
