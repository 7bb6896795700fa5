"""Search, as readers use it: in Chromium, over the sample site."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from tests.browser.watching import attributes, settled, texts, wait_for

from daybook.ask import read_question
from daybook.ask.language import english, language_rules
from daybook.ask.notions import find_notions
from daybook.ask.spelling import count_slips
from daybook.ask.words import words

pytestmark = pytest.mark.browser

TEXTS = [
    "Erdoğan's 1,500 km from Łódź, İzmir and the Straße; O'Brien’s ½ æon",
    "東京タワー and ข่าว and हिन्दी भाषा। and القُدس and עִבְרִית",
    "snake_case e-mail 🚢 Ⅻ Ａ１ ﬁre Σίσυφος ΟΔΥΣΣΕΥΣ",
    "9/11 in 2010/11, on 1/2/2003",
]


def search(browser: Chrome, site: str, query: str) -> tuple[str, list[str]]:
    """Open a search by its address; return what the page says when all was looked through, and the headlines found."""
    browser.get(f"{site}/search.html?{query}")
    return wait_for(browser, lambda: settled(browser))  # type: ignore[return-value]


def test_the_browser_cuts_words_as_the_index_does(reader: Chrome, site: str) -> None:
    """One rule in two languages: what was indexed is what is looked up."""
    reader.get(f"{site}/search.html")
    script = reader.find_element(By.CSS_SELECTOR, "script[src*='/search-']").get_attribute("src")

    found = reader.execute_async_script(
        "const [script, texts, done] = arguments; import(script).then((m) => done(JSON.stringify(texts.map(m.words))));",
        script,
        TEXTS,
    )

    assert json.loads(found) == [words(text) for text in TEXTS]


def test_stories_are_suggested_while_a_name_is_typed(reader: Chrome, site: str) -> None:
    """Below the field, from the index; one that is chosen is asked for like words."""
    name = "solar eclipse of august 12 2026"
    reader.get(f"{site}/search.html")
    reader.find_element(By.ID, "q").send_keys(name[:6])

    suggested = wait_for(reader, lambda: attributes(reader, "#names option", "value"))

    # Spelled as events spell it where results were found before the reader rested; else in the index's plain words.
    assert words(name) in [words(story) for story in suggested]

    reader.find_element(By.ID, "q").clear()
    reader.find_element(By.ID, "q").send_keys("q")
    wait_for(reader, lambda: not attributes(reader, "#names option", "value"))


def test_all_words_must_stand_in_a_result(reader: Chrome, site: str) -> None:
    """Words are looked for in headlines and stories, newest first, the last one as a beginning."""
    status, found = search(reader, site, "q=excavator+bo")

    assert status == "1 event was found."
    assert "excavator digs at her bow" in found[0]


def test_each_result_leads_to_its_event(reader: Chrome, site: str) -> None:
    """Addresses that the index leaves out are made from headlines: each must be there."""
    search(reader, site, "q=games")

    places = attributes(reader, ".search-results a", "href")
    script = "const [all, done] = arguments; Promise.all(all.map((one) => fetch(one).then((a) => a.status))).then(done)"

    assert set(reader.execute_async_script(script, places)) == {200}


def test_what_is_typed_is_answered_before_it_is_whole(reader: Chrome, site: str) -> None:
    """Results follow each letter, and a list that is being filled is not begun anew."""
    reader.get(f"{site}/search.html")
    reader.find_element(By.ID, "q").send_keys("excava")

    wait_for(reader, lambda: "excavator" in texts(reader, ".search-results")[0])


def test_a_phrase_is_found_only_as_it_stands(reader: Chrome, site: str) -> None:
    """Quotes ask for words that follow each other."""
    _, phrase = search(reader, site, "q=" + quote('"excavator digs"'))
    _, turned = search(reader, site, "q=" + quote('"digs excavator"'))

    assert len(phrase) >= 1
    assert all("excavator digs" in text for text in phrase[:1])
    assert turned == []


def test_filters_narrow_what_is_found(reader: Chrome, site: str) -> None:
    """Years and category can be asked for by address, and show in the form."""
    _, all_found = search(reader, site, "q=games")
    _, found = search(reader, site, "q=games&category=sports&from=2021&to=2021")

    assert 0 < len(found) < len(all_found)
    assert reader.find_element(By.NAME, "from").get_attribute("value") == "2021"
    assert reader.find_element(By.NAME, "category").get_attribute("value") == "sports"


def test_stories_are_suggested(reader: Chrome, site: str) -> None:
    """The beginning of a story's name brings its whole name up."""
    search(reader, site, "q=games&sort=oldest")
    field = reader.find_element(By.NAME, "story")
    field.send_keys("2020 summer ol")

    name = "2020 summer olympics"
    wait_for(reader, lambda: name in [each.lower() for each in attributes(reader, "#stories option", "value")])


def test_nothing_found_is_said_in_words(reader: Chrome, site: str) -> None:
    """A reader is not left with an empty page."""
    status, found = search(reader, site, "q=qwertzuiop")

    assert status.startswith("Nothing was found")
    assert found == []


def test_a_query_cannot_smuggle_markup_into_the_page(reader: Chrome, site: str) -> None:
    """What is typed is text."""
    search(reader, site, "q=" + quote("<img src=x onerror=document.title=1>"))

    assert reader.find_elements(By.CSS_SELECTOR, "main img") == []
    assert reader.title != "1"


def ask_rules(browser: Chrome, site: str, script: str, *values: object) -> object:
    """Run a script with the search's module as `m`, and as `language` the rules that the index brings."""
    browser.get(f"{site}/search.html")
    module = browser.find_element(By.CSS_SELECTOR, "script[src*='/search-']").get_attribute("src")
    found = browser.execute_async_script(
        "const [module, ...values] = arguments; const done = values.pop();"
        "import(module).then(async (m) => { const told = await (await fetch('search/index.json')).json();"
        f"const language = new m.Language(told.language); done(JSON.stringify(({script})(...values))); }});",
        module,
        *values,
    )
    return json.loads(found)


def test_the_browser_cuts_endings_as_the_archive_does(reader: Chrome, site: str) -> None:
    """Every word of the rules, and some more."""
    rules = language_rules()
    listed = {word for text in rules["alike"].values() for word in words(text)} | set(words(rules["stop"]))
    asked = sorted(
        listed | {"relational", "hopefulness", "used", "yes", "sky", "controlling", "agreed", "ties", "oaten"}
    )

    assert ask_rules(reader, site, "(words) => words.map((word) => language.stem(word))", asked) == [
        english().stem(word) for word in asked
    ]


QUESTIONS = [
    "kabul falls",
    "the prime minister of the UK resigns",
    "COVID19 WHO report",
    "15 August 2021 flood",
    "bird flu May 2021",
    "new york wild fire 2020",
    "the who",
    "31 February 2021",
    "al-Aldmoor St. Kelm's",
]


def test_the_browser_looks_for_the_same_in_a_question_as_the_archive_does(reader: Chrome, site: str) -> None:
    """The same notions, with the same words of the same weight; the archive joins neighbours only to words that it has."""
    script = (
        "(all) => all.map((text) => m.findNotions(m.readQuestion(text).words, language)).map(({notions, ignored}) => "
        "[notions.map((n) => [n.typed, Object.fromEntries(n.ways.map((w) => [w.phrase.join(' '), w.weight]))]), ignored])"
    )

    def expected(text: str) -> list[object]:
        told = find_notions(read_question(text).words, english(), lambda _: True)
        return [
            [[notion.typed, {" ".join(way): weight for way, weight in notion.ways}] for notion in told.notions],
            list(told.ignored),
        ]

    assert ask_rules(reader, site, script, QUESTIONS) == [expected(text) for text in QUESTIONS]


@pytest.mark.parametrize(
    ("typed", "slips"),
    [("isreal", [["israel", 1]]), ("vacine", [["vaccine", 1]]), ("abcd", [["dcba", 3]]), ("kitten", [["sitting", 3]])],
)
def test_the_browser_counts_slips_as_the_archive_does(
    reader: Chrome, site: str, typed: str, slips: list[list[object]]
) -> None:
    found = ask_rules(reader, site, f"(others) => others.map(([o]) => [o, m.countSlips('{typed}', o, 2)])", slips)

    assert found == slips == [[other, count_slips(typed, str(other), 2)] for other, _ in slips]


def wait_for_notes(browser: Chrome) -> list[str]:
    """Wait until something is said about the words."""
    return wait_for(browser, lambda: texts(browser, "[data-search-notes] p"))


def test_other_forms_of_a_word_are_found(reader: Chrome, site: str) -> None:
    status, found = search(reader, site, "q=excavating+digging+bows")

    assert "found" in status
    assert "excavator digs at her bow" in found[0]


def test_a_slip_of_the_pen_is_mended_and_said(reader: Chrome, site: str) -> None:
    search(reader, site, "q=excavaror+")

    assert "excavator" in wait_for_notes(reader)[0]
    assert "excavator" in texts(reader, ".search-results")[0]


def test_a_word_that_is_nowhere_is_said(reader: Chrome, site: str) -> None:
    search(reader, site, "q=excavator+qwertzuiop+")

    assert any("qwertzuiop" in note for note in wait_for_notes(reader))


def test_a_day_that_is_typed_leads_to_its_page(reader: Chrome, site: str) -> None:
    _, found = search(reader, site, "q=24+March+2021+")

    links = wait_for(reader, lambda: attributes(reader, "[data-search-notes] a", "href"))
    assert links == [f"{site}/news/2021/03/24/index.html"]
    assert found


def test_stories_of_the_best_events_stand_above_them(reader: Chrome, site: str) -> None:
    search(reader, site, "q=excavator+bow")

    address = wait_for(reader, lambda: attributes(reader, "[data-search-stories] a", "href"))[0]
    script = "const [one, done] = arguments; fetch(one).then((answer) => done(answer.status))"
    assert reader.execute_async_script(script, address) == 200
