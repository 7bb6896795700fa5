"""Searching a live site in Chromium: with scripts and without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from tests.browser.watching import begin, texts, wait_for
from tests.serve.test_server import serving

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, one_browser: Chrome, demo: tuple[Path, str]) -> Iterator[str]:
    """Serve the demo's archive live, where a browser is; give its address."""
    archive = demo[0] / "archive.sqlite"
    options = ("--live", "--workers", "1", "--set", f"files.archive={archive}")
    with serving(tmp_path_factory.mktemp("live"), *options) as (_, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def with_scripts(one_browser: Chrome) -> Chrome:
    """Give a browser that has forgotten what its scripts told."""
    one_browser.get_log("browser")  # type: ignore[no-untyped-call]
    return begin(one_browser)


def found(driver: Chrome) -> list[str]:
    return texts(driver, ".search-results a")


def test_a_reader_without_scripts_searches_and_turns_the_pages(live: str, without_scripts: Chrome) -> None:
    driver = without_scripts
    driver.get(f"{live}/search.html")
    driver.find_element(By.NAME, "q").send_keys("games", Keys.ENTER)
    wait_for(driver, lambda: "q=games" in driver.current_url)
    first = wait_for(driver, lambda: driver.find_elements(By.CSS_SELECTOR, ".search-results a"))
    box = driver.find_element(By.NAME, "q")
    words = box.get_attribute("value")
    box.send_keys(" medal", Keys.ENTER)
    wait_for(driver, lambda: "medal" in driver.current_url)
    status = wait_for(driver, lambda: driver.find_element(By.CSS_SELECTOR, "[role=status]").text)

    assert first
    assert words == "games"
    assert "found" in status.lower()


def test_a_script_learns_by_one_request_that_it_may_ask_the_site(live: str, with_scripts: Chrome) -> None:
    with_scripts.get(f"{live}/search.html")
    box = with_scripts.find_element(By.NAME, "q")
    box.send_keys("games")
    wait_for(with_scripts, lambda: with_scripts.current_url == f"{live}/search.html?q=games" and found(with_scripts))
    asked = with_scripts.execute_script(
        "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)"
    )

    assert [path for path in asked if path.startswith("/search/")] == ["/search/index.json"]
    assert texts(with_scripts, ".search-results mark")
    assert with_scripts.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_results_that_came_with_the_page_are_not_asked_for_again(live: str, with_scripts: Chrome) -> None:
    with_scripts.get(f"{live}/search.html?q=games")
    first = found(with_scripts)
    wait_for(with_scripts, lambda: len(texts(with_scripts, "[name=category] option")) > 1)
    asked = with_scripts.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")

    assert first == found(with_scripts) != []
    assert [address for address in asked if "search.html" in address] == []
    assert with_scripts.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_a_question_that_is_taken_back_leaves_nothing(live: str, with_scripts: Chrome) -> None:
    with_scripts.get(f"{live}/search.html?q=games")
    box = with_scripts.find_element(By.NAME, "q")
    box.send_keys(*[Keys.BACKSPACE] * 5)

    # Both at last: what is typed half-way may find nothing either.
    wait_for(with_scripts, lambda: with_scripts.current_url == f"{live}/search.html" and not found(with_scripts))
