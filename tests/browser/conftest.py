"""The sample site, built once, served on loopback and opened in Debian's Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.reading import BROWSER, DRIVER, browser, served, set_scheme, set_width
from selenium.webdriver import Chrome

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve the demo's site; give its address."""
    if not (BROWSER.exists() and DRIVER.exists()):
        pytest.skip("Debian's chromium and chromium-driver are not installed")
    folder, _ = request.getfixturevalue("demo")
    with served(folder / "site") as address:
        yield address


@pytest.fixture(scope="session")
def one_browser() -> Iterator[Chrome]:
    """Start one browser for all tests."""
    with browser() as driver:
        yield driver


@pytest.fixture
def reader(one_browser: Chrome, site: str) -> Chrome:
    """Give a browser that has forgotten what earlier tests left: wide, light, on the front page."""
    set_width(one_browser, 1280)
    set_scheme(one_browser, "light")
    one_browser.get(site + "/index.html")
    one_browser.execute_script("localStorage.clear()")
    one_browser.get(site + "/index.html")
    return one_browser
