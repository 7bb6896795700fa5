"""What readers come for, from the front page, with every click counted: typing and reading cost none."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from benchmarks.reading import set_width
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from tests.browser.watching import path, settled, wait_for

pytestmark = pytest.mark.browser

SCREEN = (390, 844)
"""CSS pixels of a phone's first screen, narrow and short enough for most."""


class Journey:
    """A reader on the way, whose clicks are counted."""

    def __init__(self, reader: Chrome) -> None:
        self.reader = reader
        self.clicks = 0

    def sees(self, selector: str) -> WebElement:
        """Return what is in sight, the first that a selector finds."""
        found = self.reader.find_element(By.CSS_SELECTOR, selector)
        assert found.is_displayed()
        return found

    def clicks_on(self, selector: str) -> None:
        """Click on what is in sight."""
        self.sees(selector).click()
        self.clicks += 1


def record(site: str, path: str) -> dict[str, object]:
    """Return a page as JSON."""
    with urlopen(f"{site}{path}.json") as answer:
        return dict(json.loads(gzip.decompress(answer.read())))


@pytest.fixture
def journey(reader: Chrome) -> Journey:
    """Begin on the front page."""
    return Journey(reader)


def test_what_happened_today_is_seen_without_a_click(journey: Journey, site: str) -> None:
    """On a phone, the first event stands in the first screen; the newest day is the first day."""
    set_width(journey.reader, SCREEN[0])
    journey.reader.get(site + "/index.html")

    event = journey.sees("main a.event")

    assert event.rect["y"] + event.rect["height"] < SCREEN[1]
    newest = str(record(site, "/index")["days"][0]["date"])  # type: ignore[index]
    assert journey.sees("h2.date").get_attribute("id") == f"day-{newest}"
    assert journey.clicks == 0


def test_a_story_is_read_from_first_to_last_after_two_clicks(journey: Journey, site: str) -> None:
    """The story that leads, and its way from the first day."""
    journey.clicks_on(".moved h3 a")
    story = record(site, urlsplit(journey.reader.current_url).path.removesuffix(".html"))
    journey.clicks_on(".ways a[href$='/chronicle.html']")

    days = [each.get_attribute("datetime") for each in journey.reader.find_elements(By.CSS_SELECTOR, ".dated time")]

    assert days == sorted(days)  # type: ignore[type-var]
    assert (days[0], days[-1]) == (story["first"], story["last"])
    assert journey.clicks == 2


def test_why_two_events_are_related_is_seen_after_one_click(journey: Journey, site: str) -> None:
    """On the page of an event, beside each related one."""
    events = [item["address"] for item in _events_of_front(site) if record(site, str(item["address"])).get("related")]
    journey.clicks_on(f".day a.event[href='{events[0]}.html']")

    assert journey.sees(".kindred .why").text
    assert journey.clicks == 1


def test_an_event_of_five_years_ago_is_found_with_two_clicks(journey: Journey) -> None:
    """Words in the field of the front page, its button, the event."""
    journey.sees(".find input").send_keys("Suez Canal ship")
    journey.clicks_on(".find button")
    wait_for(journey.reader, lambda: path(journey.reader) == "/search.html" and settled(journey.reader))
    journey.clicks_on("[data-search-results] a")

    assert urlsplit(journey.reader.current_url).path.startswith("/news/2021/03/")
    assert "Suez" in journey.sees("main").text
    assert journey.clicks == 2


def test_what_an_event_first_said_is_seen_after_one_click(journey: Journey, site: str) -> None:
    """On its page, in sight, where its wording was another."""
    reworded = next(
        item["address"] for item in _events_of_front(site) if record(site, str(item["address"])).get("first_said")
    )
    journey.clicks_on(f".day a.event[href='{reworded}.html']")

    assert journey.sees(".since q").text == record(site, str(reworded))["first_said"]
    assert journey.clicks == 1


def test_search_by_the_return_key_saves_a_click(journey: Journey) -> None:
    journey.sees(".find input").send_keys("Suez Canal ship", Keys.RETURN)

    wait_for(journey.reader, lambda: path(journey.reader) == "/search.html" and settled(journey.reader))
    assert journey.clicks == 0


def _events_of_front(site: str) -> list[dict[str, object]]:
    days: list[dict[str, list[dict[str, list[dict[str, list[dict[str, object]]]]]]]] = record(site, "/index")["days"]  # type: ignore[assignment]
    return [
        item for day in days for section in day["sections"] for group in section["groups"] for item in group["events"]
    ]
