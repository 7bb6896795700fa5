"""`/llms.txt`: ten lines, whose addresses are there on a live site."""

from __future__ import annotations

import re

import pytest
from tests.http_api.asking import ask

from daybook.agents.llms import LLMS, llms_txt
from daybook.agents.tools import TOOLS
from daybook.config import Settings
from daybook.http_api import ApiSession
from daybook.pipeline.building import build_spec
from daybook.publish.settings import SiteSettings
from daybook.serve.live import SiteFromArchive


@pytest.mark.parametrize("site", [SiteSettings(), SiteSettings(title="A\nB", description="C\r\nD", licence="none")])
def test_it_has_ten_lines(site: SiteSettings) -> None:
    text = llms_txt(site).decode()

    assert text.count("\n") == 10
    assert [name for name in TOOLS if name not in text] == []


def test_its_addresses_lead_somewhere(settings: Settings, session: ApiSession) -> None:
    found = re.findall(r"\]\((https://example\.org/daily[^)]*)\)", llms_txt(settings.site).decode())
    paths = [address.removeprefix("https://example.org/daily") for address in found]
    with SiteFromArchive(build_spec(settings), settings.files.archive) as live:
        pages = {path: live.answer(path) for path in paths if not path.startswith("/api/")}
    answers = {path: ask(session, path.removeprefix("/api/v1")).status for path in paths if path.startswith("/api/")}

    assert [path for path, page in pages.items() if page is None] == []
    assert set(answers.values()) == {200}
    assert len(paths) == 7


def test_a_built_site_has_the_same_bytes_as_a_live_one(settings: Settings) -> None:
    spec = build_spec(settings)

    assert spec.files[LLMS] == llms_txt(spec.settings)


@pytest.mark.parametrize(
    ("site", "expected", "absent"),
    [
        (SiteSettings(), "Every page is also Markdown, JSON and XML", "alone"),
        (SiteSettings(formats=("html", "json")), "index.json", ".md"),
        (SiteSettings(formats=("html",)), "index.html", "is also"),
        (SiteSettings(formats=("html", "json"), data_pages="days"), "Every day is also JSON", ".history.json"),
    ],
)
def test_it_tells_of_the_formats_that_the_site_has(site: SiteSettings, expected: str, absent: str) -> None:
    text = llms_txt(site).decode().partition("- API")[0]

    assert expected in text
    assert absent not in text
