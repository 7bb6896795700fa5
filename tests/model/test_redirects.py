"""Where a redirect leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.model import Redirect
from daybook.model.redirects import make_redirect, redirect_target


@pytest.mark.parametrize(
    ("wikitext", "target"),
    [
        ("#REDIRECT [[New name]]", "New name"),
        ("\n  #redirect:[[ new_name#Part | shown ]]\n{{R from name}}", "New name"),
        ("\ufeff#Redirect[[:Category:Bridges]]", "Category:Bridges"),
        ("#REDIRECT [[Ampersand &amp; sons]]", "Ampersand & sons"),
        ("#REDIRECT [[#Part]]", None),
        ("#REDIRECT New name", None),
        ("#REDIRECT [[A{{B}}]]", None),
        ("#Redirected [[New name]]", None),
        ("# REDIRECT [[New name]]", None),
        ("See #REDIRECT [[New name]]", None),
        ("#WEITERLEITUNG [[New name]]", None),
        ("", None),
    ],
)
def test_a_redirect_is_known_by_its_first_words(wikitext: str, target: str | None) -> None:
    assert redirect_target(wikitext) == target


def test_where_the_wiki_says_where_a_page_leads_any_word_will_do() -> None:
    assert redirect_target("#ПЕРЕНАПРАВЛЕНИЕ [[мост]]", expected="Мост#Раздел") == "Мост"
    assert redirect_target("#List [[Water]]", expected="Fire") is None
    assert redirect_target("#पुनर्प्रेषित [[Fire]]", expected="Fire") == "Fire"


def test_a_wikis_own_words_are_passed_in() -> None:
    assert redirect_target("#Weiterleitung [[Brücke]]", ("REDIRECT", "WEITERLEITUNG")) == "Brücke"


@given(st.text(alphabet=" \n#:[]|redirctREDIRCT\ufeff") | st.just("#redirect" + " " * 100_000))
def test_no_text_is_too_odd(wikitext: str) -> None:
    target = redirect_target(wikitext)

    assert target is None or target


@pytest.mark.parametrize(
    ("title", "target", "expected"),
    [
        ("old_name", "new name#Part", Redirect("Old name", "New name")),
        ("A", "a", None),
        ("A", "#Part", None),
        ("", "B", None),
    ],
)
def test_a_redirect_leads_to_another_page(title: str, target: str, expected: Redirect | None) -> None:
    assert make_redirect(title, target) == expected
