"""The words of the interface: every language that the theme ships says everything."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from lxml import html
from tests.publish.render import sample_pages

import daybook
from daybook.export.tables import TABLES
from daybook.model.encoding import changed
from daybook.parse.problems import KINDS
from daybook.publish.addresses import Root
from daybook.publish.formats.to_html import HtmlRenderer
from daybook.publish.formats.to_json import JsonRenderer
from daybook.publish.formats.to_markdown import MarkdownRenderer
from daybook.publish.pages.reader_text import column_words, hint_words, table_words
from daybook.publish.pages.records import DataPage, PlaceCount, PlacesPage
from daybook.publish.render.locale_text import LocaleText
from daybook.publish.render.reader_text import CatalogueText
from daybook.publish.render.theme import ThemeSettings, read_theme
from daybook.publish.settings import SiteSettings

CATALOGUES = {name.removesuffix(".toml"): text for name, text in read_theme().texts("words/").items()}
OTHERS = sorted(CATALOGUES.keys() - {"en"})
_NAMES = re.compile(r"\{(\w+)\}")

Words = dict[str, str | dict[str, str]]


@cache
def words(language: str) -> Words:
    """Return a catalogue with dotted keys; counted words stay together."""
    found: Words = {}

    def take(table: dict[str, object], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict) and "other" not in value:
                take(value, f"{prefix}{key}.")
            else:
                found[prefix + key] = value  # type: ignore[assignment]

    take(tomllib.loads(CATALOGUES[language]), "")
    return found


def test_the_theme_speaks_english_german_arabic_and_japanese() -> None:
    assert set(CATALOGUES) == {"ar", "de", "en", "ja"}


@pytest.mark.parametrize("language", OTHERS)
def test_no_key_is_missing_and_none_is_left_over(language: str) -> None:
    assert sorted(words(language)) == sorted([*words("en"), *said_by_records()])


def said_by_records() -> list[str]:
    """Return the keys of what records say in English themselves: hints of problems, meanings of tables and columns."""
    hints = {hint_words(code) for code in problem_codes()}
    tables = {table_words(table.name) for table in TABLES}
    return [*hints, *tables, *(column_words(table.name, column.name) for table in TABLES for column in table.columns)]


@cache
def problem_codes() -> frozenset[str]:
    """Return the code of every problem that the code reports: those of the parser's table, and those that calls name."""
    trees = [ast.parse(path.read_text("utf-8")) for path in Path(daybook.__file__).parent.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    named = [
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id.lower().strip("_") in ("problem", "remark")
        and isinstance(call.args[0], ast.Constant)
    ]
    return frozenset({*KINDS, *(name for name in map(str, named) if re.fullmatch("[a-z-]+", name))})


def test_problems_are_found_wherever_they_are_reported() -> None:
    assert {"unclosed-link", "told-twice", "source-gone", "mass-removal", "missing-page"} <= problem_codes()


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_names_are_filled_in(language: str) -> None:
    """A name that English does not fill in would be an error on a page; one that is left out loses what it tells."""
    english = words("en")

    wrong = [
        key
        for key, text in words(language).items()
        if isinstance(text, str) and sorted(_NAMES.findall(text)) != sorted(_NAMES.findall(str(english.get(key, ""))))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_counted_words_have_every_form_of_the_language(language: str) -> None:
    wanted = set(Locale.parse(language).plural_form.tags) | {"other"}
    counted = {key: forms for key, forms in words(language).items() if isinstance(forms, dict)}

    assert counted
    assert {key: sorted(wanted - forms.keys()) for key, forms in counted.items() if wanted - forms.keys()} == {}


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "لا أحداث"), (1, "حدث واحد"), (2, "حدثان"), (3, "3 أحداث"), (11, "11 حدثًا"), (100, "100 حدث")],
)
def test_arabic_counts_in_six_forms(number: int, expected: str) -> None:
    assert LocaleText("ar", CATALOGUES["ar"], CATALOGUES["en"]).count("events", number) == expected


@pytest.mark.parametrize("kind", sorted(sample_pages.pages()))
def test_a_page_in_arabic_runs_from_right_to_left_and_keeps_the_wikis_texts_in_their_direction(kind: str) -> None:
    renderer = HtmlRenderer(SiteSettings(), read_theme(), ThemeSettings(words="ar"), ready=False)

    page: Any = html.document_fromstring(renderer.render(sample_pages.pages()[kind]).decode())

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("string(//nav[@aria-label='القائمة الرئيسية']//a[1])") == "الأرشيف"
    for link in page.xpath("//a[@class='event']"):
        assert link.xpath("ancestor-or-self::*[@dir='auto']")
        assert kind.startswith("opinion") or link.xpath("ancestor-or-self::*[@lang][1]/@lang") == ["en"]


_LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("kind", sorted(sample_pages.pages()))
def test_a_page_of_another_language_has_no_english_of_its_own_in_markdown(kind: str) -> None:
    """Latin words are those of the archive's texts, which the page's JSON has too, and names of formats."""
    page = sample_pages.pages()[kind]
    text = LocaleText("ar", CATALOGUES["ar"], CATALOGUES["en"])
    data = set(_LATIN.findall(JsonRenderer().render(page).decode()))

    shown = MarkdownRenderer(Root.of("https://news.example/"), CatalogueText(text)).render(page).decode()

    assert set(_LATIN.findall(shown)) - data - {"md", "HTML", "JSON", "XML", "SHA", "UTC"} == set()


def in_german(kind: str) -> str:
    """Return a sample page in Markdown, in German."""
    text = CatalogueText(LocaleText("de", CATALOGUES["de"], CATALOGUES["en"]))
    return MarkdownRenderer(Root.of("https://news.example/"), text).render(sample_pages.pages()[kind]).decode()


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("day", "# 9. März 2024"),
        ("month", "# März 2024"),
        ("quality-month", "# Qualität, März 2024"),
        ("index", "# Themen"),
        ("search", "# Suche"),
    ],
)
def test_titles_are_in_the_readers_language_in_markdown_too(kind: str, line: str) -> None:
    assert line in in_german(kind).splitlines()


def test_the_ways_up_back_and_on_are_in_the_readers_language_in_markdown_too() -> None:
    shown = in_german("day")

    assert "[März 2024](/news/2024/03/index.md)" in shown
    assert "Zurück: [8. März 2024](/news/2024/03/8/index.md)" in shown


def test_hints_and_meanings_are_told_in_the_readers_language() -> None:
    """In Markdown as in HTML; in English it is what the problem, or the table, says itself."""
    renderer = HtmlRenderer(SiteSettings(), read_theme(), ThemeSettings(words="de"))
    page = sample_pages.pages()["data"]
    assert isinstance(page, DataPage)
    table = page.tables[0]

    text = renderer.render(page).decode()

    german = str(words("de")[table_words(table.name)])
    assert german in text
    assert german in in_german("data")
    assert table.text not in text


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["Austria", "Denmark", "Germany", "Iceland"]), ("de", ["Dänemark", "Deutschland", "Island", "Österreich"])],
)
def test_countries_with_as_many_events_stand_in_the_order_of_the_readers_language(
    language: str, names: list[str]
) -> None:
    page = PlacesPage(
        address="/places/index",
        url="https://news.example/places/index.html",
        title="Places",
        countries=tuple(
            PlaceCount(code.upper(), 1, code.upper(), f"/places/{code}") for code in ("at", "de", "dk", "is")
        ),
        total=4,
        located=4,
    )
    text = LocaleText(language, CATALOGUES[language], CATALOGUES["en"])

    shown: Any = html.document_fromstring(
        HtmlRenderer(SiteSettings(), read_theme(), ThemeSettings(words=language)).render(page).decode()
    )
    written = MarkdownRenderer(text=CatalogueText(text)).render(page).decode()

    assert shown.xpath("//ul[@class='countries']//a/text()") == names
    assert re.findall(r"^- \[(.+?)\]", written, re.MULTILINE) == names


@pytest.mark.parametrize("kind", ["subject", "chronicle"])
def test_events_of_one_day_have_one_date(kind: str) -> None:
    page: Any = sample_pages.pages()[kind]
    page = changed(page, first=page.last, earliest=None) if kind == "subject" else changed(page, first=page.last)

    shown: Any = html.document_fromstring(HtmlRenderer(SiteSettings(), read_theme()).render(page).decode())

    assert len(shown.xpath("//main//p[@class='meta'][1]//time")) == 1
    assert " to " not in MarkdownRenderer().render(page).decode().split("event", 1)[1].splitlines()[0]
