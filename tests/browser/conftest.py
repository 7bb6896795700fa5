"""The sample site, built once, served on loopback and opened in Debian's Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.reading import BROWSER, DRIVER, browser, served
from selenium.webdriver import Chrome
from tests.browser.watching import begin

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def site(one_browser: Chrome, demo: tuple[Path, str]) -> Iterator[str]:
    """Serve the demo's site, where a browser is; give its address."""
    folder, _ = demo
    with served(folder / "site") as address:
        yield address


@pytest.fixture(scope="session")
def one_browser() -> Iterator[Chrome]:
    """Start one browser for all tests: it costs as much as forty pages."""
    if not (BROWSER.exists() and DRIVER.exists()):
        pytest.skip("Debian's chromium and chromium-driver are not installed")
    with browser() as driver:
        yield driver


@pytest.fixture
def without_scripts(one_browser: Chrome) -> Iterator[Chrome]:
    """Give a browser in which no page's scripts run."""
    one_browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield begin(one_browser)
    one_browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.fixture
def reader(one_browser: Chrome, site: str) -> Chrome:
    """Give a browser that has forgotten what earlier tests left: wide, light, on the front page."""
    begin(one_browser)
    one_browser.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "local_storage"})
    one_browser.get(site + "/index.html")
    return one_browser
