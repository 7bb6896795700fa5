"""The sample site, built once, served on loopback and opened in Debian's Chromium."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.reading import BROWSER, DRIVER, browser, served, set_scheme, set_width
from selenium.webdriver import Chrome

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, program: Path) -> Iterator[str]:
    """Build the sample with the program itself; give the address that it is served at."""
    if not (BROWSER.exists() and DRIVER.exists()):
        pytest.skip("Debian's chromium and chromium-driver are not installed")
    folder = tmp_path_factory.mktemp("site")
    places = ("--set", f"files.archive={folder}/archive.sqlite", "--set", f"files.site={folder}/site")
    for command in (["import", ROOT / "sample", ROOT / "sample/revisions.xml"], ["build"]):
        subprocess.run([program, *command, "--quiet", "--config", ROOT / "sample/daybook.toml", *places], check=True)
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
