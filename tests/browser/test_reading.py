"""Readers at work: from the front page to a story and back, by key, in the dark, on a phone, without scripts."""

from __future__ import annotations

import pytest
from benchmarks.reading import set_scheme, set_width
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from tests.browser.watching import arrive, path, wait_for

pytestmark = pytest.mark.browser

PAGES = (
    "/index.html",
    "/news/2020/index.html",
    "/news/2010/10/index.html",
    "/news/2010/10/13/index.html",
    "/topic/covid-19-pandemic.html",
    "/contexts/index.html",
    "/category/science-and-technology.html",
    "/on-this-day/index.html#dates",
    "/on-this-day/03/14.html",
    "/changes/index.html",
    "/about.html",
    "/search.html",
    "/404.html",
)


def one(reader: Chrome, selector: str) -> WebElement:
    """Return the first element that a CSS selector finds."""
    return reader.find_element(By.CSS_SELECTOR, selector)


def press(reader: Chrome, key: str) -> None:
    """Press a key on the page."""
    one(reader, "body").send_keys(key)


def test_a_reader_goes_from_the_front_page_to_an_event_its_story_and_back(reader: Chrome) -> None:
    """Day, event, story, an event of the story, its day, home: all by links that are in sight."""
    one(reader, "h2.date a").click()
    wait_for(reader, lambda: path(reader).startswith("/news/"))
    one(reader, ".story + .events a.event").click()
    event = one(reader, "h1").text
    one(reader, ".kicker a").click()
    assert path(reader).startswith("/topic/")
    assert any(link.text.startswith(event) for link in reader.find_elements(By.CSS_SELECTOR, "a.event"))
    one(reader, "a.event").click()
    reader.find_elements(By.CSS_SELECTOR, ".crumbs a")[-1].click()
    assert one(reader, ".day .event").is_displayed()
    one(reader, "a.brand").click()
    arrive(reader, "/index.html")


def test_arrows_turn_days(reader: Chrome, site: str) -> None:
    """To the left the day before, to the right back again; not while a reader writes."""
    reader.get(site + "/news/2010/10/13/index.html")
    press(reader, Keys.ARROW_LEFT)
    arrive(reader, "/news/2010/10/12/index.html")
    press(reader, Keys.ARROW_RIGHT)
    arrive(reader, "/news/2010/10/13/index.html")


def test_a_slash_leads_to_the_search(reader: Chrome, site: str) -> None:
    """Into the field of the front page; from another page to the page of the search, and there into its field."""
    press(reader, "/")
    assert reader.switch_to.active_element.get_attribute("name") == "q"
    reader.get(site + "/about.html")
    press(reader, "/")
    arrive(reader, "/search.html")
    press(reader, "/")
    wait_for(reader, lambda: reader.switch_to.active_element.get_attribute("type") == "search")
    assert reader.switch_to.active_element.get_attribute("value") == ""


def test_a_question_mark_tells_the_keys(reader: Chrome) -> None:
    """In a dialog, which Escape closes; the footer's button opens it as well."""
    press(reader, "?")
    assert one(reader, "dialog").is_displayed()
    reader.switch_to.active_element.send_keys(Keys.ESCAPE)
    wait_for(reader, lambda: not one(reader, "dialog").is_displayed())
    one(reader, "[data-keys]").click()
    assert one(reader, "dialog").is_displayed()


def test_the_first_tab_stop_skips_to_the_content(reader: Chrome) -> None:
    """It shows itself when it is reached, and moves the focus when it is taken."""
    press(reader, Keys.TAB)
    link = reader.switch_to.active_element
    assert link.get_attribute("class") == "skip"
    assert link.rect["y"] >= 0
    link.send_keys(Keys.ENTER)
    wait_for(reader, lambda: reader.switch_to.active_element.get_attribute("id") == "content")


def background(reader: Chrome) -> str:
    """Return the colour behind the text."""
    return one(reader, "body").value_of_css_property("background-color")


def test_the_dark_scheme_follows_the_system_until_a_reader_chooses(reader: Chrome, site: str) -> None:
    """A choice is remembered from page to page, and taken back by choosing again."""
    light = background(reader)
    set_scheme(reader, "dark")
    dark = background(reader)
    assert light != dark
    one(reader, "#scheme").click()
    assert background(reader) == light
    reader.get(site + "/about.html")
    assert background(reader) == light
    assert one(reader, "#scheme").text == "Dark mode"
    one(reader, "#scheme").click()
    assert background(reader) == dark
    assert one(reader, "#scheme").text == "Light mode"
    assert reader.execute_script("return localStorage.length") == 0


def shown(reader: Chrome) -> list[str]:
    """Return the categories in sight on the front page's first day, in order."""
    groups = one(reader, "section.day").find_elements(By.CSS_SELECTOR, "[data-category]")
    return [str(group.get_attribute("data-category")) for group in groups if group.is_displayed()]


def test_a_reader_hides_and_orders_categories(reader: Chrome) -> None:
    """The browser remembers it; one button puts everything back."""
    before = shown(reader)
    one(reader, "#choose summary").click()
    one(reader, f'#choose li[data-slug="{before[0]}"] input').click()
    assert shown(reader) == before[1:]
    for _ in range(20):
        one(reader, f'#choose li[data-slug="{before[-1]}"] button').click()
    assert shown(reader) == [before[-1], *before[1:-1]]
    reader.refresh()
    assert shown(reader) == [before[-1], *before[1:-1]]
    one(reader, "#choose summary").click()
    one(reader, "[data-reset]").click()
    assert shown(reader) == before


def test_the_front_page_says_how_long_ago_it_was_read(reader: Chrome) -> None:
    """In words relative to now; the exact time stays at hand."""
    told = one(reader, ".fresh time[data-ago]")

    assert "ago" in told.text or told.text in ("now", "this minute")
    assert "UTC" in str(told.get_attribute("title"))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_scrolls_sideways_on_the_smallest_phone(reader: Chrome, site: str, page: str) -> None:
    """At 320 CSS pixels, and with letters at twice their size at 640."""
    for width, size in ((320, "100%"), (640, "200%")):
        set_width(reader, width)
        reader.get(site + page)
        reader.execute_script("document.documentElement.style.fontSize = arguments[0]", size)
        assert reader.execute_script("return document.documentElement.scrollWidth") <= width


def told(reader: Chrome) -> list[str]:
    """Return what the browser's console says that it had not said before."""
    entries: list[dict[str, str]] = reader.execute("getLog", {"type": "browser"})["value"]
    return [entry["message"] for entry in entries]


def test_browsers_report_nothing_wrong(reader: Chrome, site: str) -> None:
    """No script fails, nothing is refused by the content security policy, nothing is missing."""
    told(reader)
    for page in PAGES:
        reader.get(site + page)

    assert told(reader) == []


def test_everything_can_be_read_without_scripts(without_scripts: Chrome, site: str) -> None:
    """The reading path works; what needs a script is not shown; the search says what else there is."""
    reader = without_scripts
    reader.get(site + "/index.html")
    assert not any(element.is_displayed() for element in reader.find_elements(By.CSS_SELECTOR, ".scripted"))
    one(reader, "h2.date a").click()
    one(reader, ".story + .events a.event").click()
    one(reader, ".kicker a").click()
    assert path(reader).startswith("/topic/")
    reader.get(site + "/search.html")
    assert one(reader, "noscript a, main .chips a").is_displayed()


def test_silence_of_the_wiki_is_told_once_it_is_three_hours_long(reader: Chrome, site: str) -> None:
    """The sample was read just now: the notice is there and hidden, and shows once the page's time lies farther back."""
    assert not one(reader, "[data-older-than]").is_displayed()
    script = reader.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {"source": "{ const now = Date.now; Date.now = () => now() + 3 * 3600000; }"},
    )
    reader.get(site + "/index.html")
    notice = one(reader, "[data-older-than]")
    assert notice.is_displayed()
    assert notice.text.startswith("Nothing new from the wiki:")
    reader.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]})


def test_an_event_is_cited_in_the_form_that_is_asked_for(reader: Chrome) -> None:
    """Each form has title, address and day; titles cannot end a field of it."""
    one(reader, ".day a.event").click()
    address = reader.execute_script("return document.querySelector('link[rel=canonical]').href")
    for style, begins in (("bibtex", "@misc{"), ("ris", "TY  - ELEC"), ("wiki", "<ref>{{cite web")):
        one(reader, f"[data-style={style}]").click()
        cited = one(reader, "#citation").text
        assert cited.startswith(begins)
        assert str(address) in cited


def test_on_this_day_opens_at_today(reader: Chrome, site: str) -> None:
    """On a date that the archive has, by its own clock; all dates stay a click away, and stay."""
    script = reader.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {
            "source": "Date = class extends Date { constructor(...parts) { super(...(parts.length ? parts : [2026, 2, 14])); } };"
        },
    )
    one(reader, "nav a[href*='on-this-day']").click()
    arrive(reader, "/on-this-day/03/14.html")
    one(reader, "a[href$='#dates']").click()
    arrive(reader, "/on-this-day/index.html")
    assert one(reader, "#dates a").is_displayed()
    reader.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]})
