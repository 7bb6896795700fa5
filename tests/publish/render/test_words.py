"""The words of the interface: every language that the theme ships says everything."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from babel import Locale
from lxml import html
from tests.publish.render import sample_pages

from daybook.publish.formats.to_html import HtmlRenderer
from daybook.publish.render.locale_text import LocaleText
from daybook.publish.render.theme import ThemeSettings, read_theme
from daybook.publish.settings import SiteSettings

CATALOGUES = {name.removesuffix(".toml"): text for name, text in read_theme().texts("words/").items()}
OTHERS = sorted(CATALOGUES.keys() - {"en"})
_NAMES = re.compile(r"\{(\w+)\}")

Words = dict[str, str | dict[str, str]]


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
    assert sorted(words(language)) == sorted(words("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_names_are_filled_in(language: str) -> None:
    """A name that English does not fill in would be an error on a page; one that is left out loses what it tells."""
    english = words("en")

    wrong = [
        key
        for key, text in words(language).items()
        if isinstance(text, str) and sorted(_NAMES.findall(text)) != sorted(_NAMES.findall(str(english[key])))
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
    renderer = HtmlRenderer(SiteSettings(), read_theme(), ThemeSettings(words="ar"))

    page: Any = html.document_fromstring(renderer.render(sample_pages.pages()[kind]).decode())

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("string(//nav[@aria-label='القائمة الرئيسية']//a[1])") == "الأرشيف"
    for link in page.xpath("//a[@class='event']"):
        assert link.xpath("ancestor-or-self::*[@dir='auto']")
        assert kind.startswith("opinion") or link.xpath("ancestor-or-self::*[@lang][1]/@lang") == ["en"]
