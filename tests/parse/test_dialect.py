"""Dialects: what a language and a wiki call things is data, and a publisher's own file is enough for another wiki."""

from __future__ import annotations

import dataclasses
import pickle
import re
import textwrap
from datetime import date
from pathlib import Path

import pytest

from daybook.config import load_settings
from daybook.errors import SettingsError
from daybook.model import RawPage
from daybook.model.redirects import redirect_target
from daybook.model.wiki import Namespace, SiteInfo
from daybook.parse import (
    Dialect,
    ParseSettings,
    example_of_day_heading,
    find_dialect,
    parse_page,
    shipped_dialects,
    split_month,
)
from daybook.parse.dialect import read_dialect
from daybook.pipeline.parser_settings import parse_settings

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/guide/another-wiki.md"
GERMAN = ParseSettings(dialect="de")


def blocks(language: str) -> list[str]:
    """Return the blocks of the guide in one language."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(text) for text in found]


def test_the_guide_reads_another_wiki_with_the_file_that_it_shows(tmp_path: Path) -> None:
    """Titles, months, frame, picture, category and citation of a wiki that Daybook has never heard of."""
    _, own = blocks("toml")
    (page,) = blocks("wikitext")
    (tmp_path / "nl.toml").write_text(own, "utf-8")
    (tmp_path / "daybook.toml").write_text('[parse]\ndialect = "nl.toml"\n', "utf-8")
    settings = load_settings(tmp_path / "daybook.toml")
    title = settings.wiki.titles.title(date(2026, 5, 3))
    day = parse_page(RawPage(title, page), parse_settings(settings))
    (event,) = day.events

    assert title == "Portaal:Nieuws/3 mei 2026"
    assert (event.headline.plain, event.links) == ("Een brug in Delft stort in.", ("Brug", "Delft"))
    assert event.category is not None
    assert event.category.name == "Rampen en ongevallen"
    assert [(source.url, source.outlet) for source in event.sources] == [("https://courant.example/brug", "De Courant")]
    assert day.problems == ()


def test_the_guide_names_every_table_and_every_dialect() -> None:
    text = GUIDE.read_text("utf-8")
    tables = [field.name for field in dataclasses.fields(Dialect) if field.name not in ("name", "text", "site", "code")]

    assert [table for table in tables if f"`{table}`" not in text] == []
    assert [name for name in shipped_dialects() if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", shipped_dialects())
def test_titles_of_every_dialect_lead_back_to_their_days(name: str) -> None:
    titles = ParseSettings(dialect=name).titles

    for month in range(1, 13):
        day = date(2026, month, 28)
        assert titles.day(titles.title(day)) == day
        assert titles.month(titles.month_title(2026, month)) == (2026, month)
        assert titles.day(titles.month_title(2026, month)) is None


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("[titles", ("dialect `my.toml` is not TOML",)),
        ('[titels]\nprefix = "X"', ("unknown key: `titels`",)),
        ('[titles]\nprefx = "X"', ("unknown key: `titles.prefx`",)),
        ('[titles]\nmonths = ["a"]', ("`titles.months` must be twelve different names",)),
        ('[titles]\nday = "{year}"', ("`titles.day` must hold {year}, {month}, {day} once each",)),
        ('[titles]\nday = "{year} {month} {day} {hour}"', ("`titles.day`", "{hour}")),
        ('[titles]\nheadings = ["{year} {week}"]', ("`titles.headings[0]`", "{week}")),
        ('[dates]\nday_first = "{day} {moon}"', ("`dates.day_first`", "{moon}")),
        ('[titles]\nmonths = ["a", "a", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]', ("twelve different",)),
        ('[titles]\nmonths = ["", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]', ("twelve different",)),
        ('[words]\nvia = 3\n[sources]\nagencies = "AP"', ("`words.via` must be a text", "`sources.agencies` must be a list")),
        ('[page]\nboilerplate = ["("]', ("`page.boilerplate[0]` is no regular expression",)),
        ('[templates.rules]\nnonsense = ["a"]', ("no rule `templates.rules.nonsense`",)),
        ('[phrases]\nin_language = "{"', ("`phrases.in_language`",)),
        ('extends = "xx"', ("no dialect `xx`",)),
        ("categories = 3", ("`categories` must be a table",)),
    ],
)  # fmt: skip
def test_faults_of_a_dialect_are_reported_all_at_once(text: str, faults: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError) as caught:
        read_dialect(text, "my.toml")

    assert all(fault in str(caught.value) for fault in faults), str(caught.value)


def test_a_dialect_that_cannot_be_found_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    """Reported with the others, and not as a traceback."""
    (tmp_path / "daybook.toml").write_text('[parse]\ndialect = "nowhere.toml"\n[wiki]\nretries = -1\n', "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path / "daybook.toml")

    assert "dialect cannot be read" in str(caught.value)
    assert "wiki.retries" in str(caught.value)


def test_settings_of_the_wiki_win_over_the_dialect() -> None:
    settings = load_settings(assignments=["parse.dialect=de", "wiki.month_title=Chronik {month} {year}"])

    assert settings.wiki.titles.month_title(2026, 6) == "Chronik Juni 2026"
    assert settings.wiki.titles.title(date(2026, 6, 1)) == "1. Juni 2026"


def test_a_dialect_goes_to_another_process_by_its_name() -> None:
    """Its thousands of words are not sent with every page, and it stays one object."""
    assert len(pickle.dumps(GERMAN)) < 1000
    assert pickle.loads(pickle.dumps(GERMAN)).words is GERMAN.words


def test_what_the_wiki_says_of_its_names_wins() -> None:
    """Names of namespaces and redirect words: those of the wiki, not those of the file."""
    namespaces = (Namespace(6, ("Bilder",)), Namespace(14, ("Rubrik",)), Namespace(100, ("Kategorie",)))
    settings = dataclasses.replace(GERMAN, site=SiteInfo(namespaces, ("LEITUNG",)))
    page = RawPage("1. Juni 2026", "* [[Bilder:A.jpg|x]]Eine [[Kategorie:Brücke]] wird eröffnet[[Rubrik:Y]].")
    (event,) = parse_page(page, settings).events

    assert event.headline.plain == "Eine Kategorie:Brücke wird eröffnet."
    assert "kategorie" in settings.words.names.navigation  # a page, and no article
    assert not {"bilder", "rubrik"} & set(settings.words.names.navigation)
    assert redirect_target("#LEITUNG [[X]]", settings.redirect_words) == "X"
    assert redirect_target("#WEITERLEITUNG [[X]]", settings.redirect_words) is None


def test_local_names_of_pictures_and_categories_show_nothing() -> None:
    """Neither in the text nor among the links, and a line of its own is no note."""
    (event,) = parse_page(
        RawPage("1. Juni 2026", "* [[Datei:B.jpg|mini|Die Brücke]] Eine [[Brücke]] öffnet.\n[[Kategorie:Juni 2026]]"),
        GERMAN,
    ).events

    assert (event.headline.plain, event.links, event.notes) == ("Eine Brücke öffnet.", ("Brücke",), ())


@pytest.mark.parametrize(
    ("dialect", "title", "heading"),
    [
        ("de", "Juni 2026", "=== Montag, 1. Juni 2026 ==="),
        ("de", "Juni 2026", "== 1. Juni =="),
        ("ja", "Portal:最近の出来事/2026年6月", "== 6月1日（月） =="),
        ("ja", "Portal:最近の出来事/2026年6月", "===2026年6月1日 (月曜日)==="),
        ("ja", "Portal:最近の出来事/2026年6月", "== [[6月1日]] =="),
        ("ja", "Portal:最近の出来事/2026年6月", "== 1日 =="),
        ("pt", "Portal:Eventos atuais/junho de 2026", "== 1 de junho de 2026 =="),
        ("id", "Portal:Peristiwa terkini/Juni 2026", "== Senin, 1 Juni 2026 =="),
        ("simple", "Portal:Current events/June 2026", "== June 1 =="),
    ],
)
def test_headings_of_days_on_month_pages(dialect: str, title: str, heading: str) -> None:
    settings = ParseSettings(dialect=dialect)
    (page,) = split_month(RawPage(title, f"{heading}\n[[File:A.jpg|thumb]]\n* A.\n"), settings)

    assert settings.titles.day(page.title) == date(2026, 6, 1)
    assert page.wikitext == "[[File:A.jpg|thumb]]\n* A."


@pytest.mark.parametrize(
    ("dialect", "title", "example"),
    [
        ("en", "Portal:Current events/June 2026", "== June 1, 2026 =="),
        ("de", "Juni 2026", "== 1. Juni 2026 =="),
        ("ja", "Portal:最近の出来事/2026年6月", "== 2026年6月1日 =="),
    ],
)
def test_a_month_page_without_days_is_told_what_a_heading_looks_like(dialect: str, title: str, example: str) -> None:
    """The example is one that is understood, and a page that has it is told nothing."""
    settings = ParseSettings(dialect=dialect)

    assert example_of_day_heading(RawPage(title, "* A ferry sinks."), settings) == example
    assert example_of_day_heading(RawPage(title, f"{example}\n* A ferry sinks."), settings) is None


def test_a_dialect_is_one_object_however_often_it_is_asked_for() -> None:
    assert find_dialect("de") is GERMAN.words
