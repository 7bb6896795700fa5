"""The smaller parts of the parser: labels, headings, conversions, addresses, redirects."""

from __future__ import annotations

import pytest

from daybook.parse import ParseSettings, redirect_target
from daybook.parse.categories import fold_heading
from daybook.parse.convert import convert
from daybook.parse.external import normal_address, split_free
from daybook.parse.sources import read_label


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("(Example)", ("Example", "Example", None, None)),
        ("(TV World", ("TV World", "TV World", None, None)),
        ("TV World)", ("TV World", "TV World", None, None)),
        ("(CBC (Canada))", ("CBC (Canada)", "CBC (Canada)", None, None)),
        ("(AP via Example)", ("AP via Example", "Example", "AP", None)),
        ("(AFP/BSS)", ("AFP/BSS", "BSS", "AFP", None)),
        ("(Example/Reuters)", ("Example/Reuters", "Example", "Reuters", None)),
        ("(O Exemplo in Portuguese)", ("O Exemplo in Portuguese", "O Exemplo", None, "Portuguese")),
        ("()", ("", None, None, None)),
    ],
)
def test_a_label_names_outlet_agency_and_language(
    label: str, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    """Either parenthesis may be missing; an agency may come first or last."""
    assert read_label(label) == expected


@pytest.mark.parametrize(
    ("heading", "name", "known"),
    [
        ("Law and Crime:", "Law and crime", True),
        (" sport ", "Sports", True),
        ("Arts & culture", "Arts and culture", True),
        ("Armed conflict and attacks", "Armed conflicts and attacks", True),
        ("War in Freedonia", "War in Freedonia", False),
    ],
)
def test_headings_fold_into_categories(heading: str, name: str, *, known: bool) -> None:
    """Case, spaces and colons do not matter; an unknown heading keeps its name."""
    category, is_known = fold_heading(heading)

    assert (category.name, is_known) == (name, known)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (["7.1", "km"], "7.1 kilometres (4.4 mi)"),
        (["35,000", "ft"], "35,000 feet (11,000 m)"),
        (["1", "mi"], "1 mile (1.6 km)"),
        (["3", "-", "5", "km"], "3–5 kilometres (1.9–3.1 mi)"),
        (["30", "C"], "30 degrees Celsius (86 °F)"),
        (["50", "acre", "ha"], "50 acres (20 ha)"),
        (["12", "furlongs"], "12 furlongs"),
        (["many", "km"], "many km"),
        ([], ""),
    ],
)
def test_conversions_read_as_on_the_wiki(values: list[str], text: str) -> None:
    """The other unit is as precise as the given one, with two digits at least."""
    assert convert(values) == text


@pytest.mark.parametrize(
    ("written", "address", "rest"),
    [
        ("http://e.org/a.", "http://e.org/a", "."),
        ("http://e.org/a).", "http://e.org/a", ")."),
        ("http://e.org/a_(b)", "http://e.org/a_(b)", ""),
        ("http://e.org/a&lt;b", "http://e.org/a", "&lt;b"),
        ("http://.", "", "http://."),
    ],
)
def test_a_bare_address_ends_before_punctuation(written: str, address: str, rest: str) -> None:
    """What follows a sentence is not part of the address."""
    assert split_free(written) == (address, rest)


def test_an_address_can_be_followed_and_is_otherwise_as_written() -> None:
    """Only what no address may hold is escaped."""
    assert normal_address("https://e.org/a%2Fb?x=1&amp;y=|") == "https://e.org/a%2Fb?x=1&y=%7C"
    assert normal_address("//e.org/a") == "https://e.org/a"


def test_a_redirect_names_its_target_in_normal_form() -> None:
    """The word may be in any case, and in the wiki's own language."""
    assert redirect_target("#redirect: [[muqtada_al-Sadr#Life|x]]\n{{R}}") == "Muqtada al-Sadr"
    assert redirect_target("A page with #REDIRECT [[X]]") is None
    assert redirect_target("#WEITERLEITUNG [[X]]", ParseSettings(redirects=("REDIRECT", "WEITERLEITUNG"))) == "X"
