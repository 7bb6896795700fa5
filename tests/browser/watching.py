"""Looking at pages that scripts change: each look is one step, for between two steps what was found may be made anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from benchmarks.reading import PATIENCE, set_scheme, set_width
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

Seen = TypeVar("Seen")

LIST = 20
"""Results that the page lists without being asked for more."""

SHOWN = """return [document.querySelector("[data-search-status]").innerText,
    [...document.querySelectorAll(".search-results a")].map((link) => link.innerText)]"""


def begin(browser: Chrome) -> Chrome:
    """Give a browser the width and the scheme that tests begin with, whatever earlier ones left."""
    set_width(browser, 1280)
    set_scheme(browser, "light")
    return browser


def wait_for(browser: Chrome, look: Callable[[], Seen]) -> Seen:
    """Look until something is seen; return it."""
    return WebDriverWait(browser, PATIENCE).until(lambda _: look() or False)


def texts(browser: Chrome, selector: str) -> list[str]:
    """Return the texts of all that a selector finds."""
    script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText)"
    found: list[str] = browser.execute_script(script, selector)
    return found


def attributes(browser: Chrome, selector: str, name: str) -> list[str]:
    """Return a property, such as `href` or `value`, of all that a selector finds."""
    script = "return [...document.querySelectorAll(arguments[0])].map((one) => one[arguments[1]])"
    found: list[str] = browser.execute_script(script, selector, name)
    return found


def path(browser: Chrome) -> str:
    """Return where the reader is."""
    return urlsplit(browser.current_url).path


def arrive(browser: Chrome, place: str) -> None:
    """Wait until a key, a click or a script has led to a place."""
    wait_for(browser, lambda: path(browser) == place)


def settled(browser: Chrome) -> tuple[str, list[str]] | Literal[False]:
    """Return status and headlines once the list holds as many as the status says; `+` after the number: it goes on."""
    status, headlines = browser.execute_script(SHOWN)
    count = re.search(r"[\d,]+(\+?)", status)
    expected = min(int(count[0].strip("+").replace(",", "")), LIST) if count else 0
    return (status, headlines) if status and not (count and count[1]) and len(headlines) == expected else False
