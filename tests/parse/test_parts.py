"""The smaller parts of the parser: labels, headings, conversions, addresses, redirects."""

from __future__ import annotations

import pytest

from daybook.model import RawPage, RichText, Span
from daybook.model.redirects import redirect_target
from daybook.parse import ParseSettings, parse_page
from daybook.parse.dialect import shipped_dialect
from daybook.parse.lines.addresses import normal_address, split_free
from daybook.parse.lines.external_links import bracket_html_links
from daybook.parse.lines.source_labels import read_label
from daybook.parse.pages.boilerplate import is_navigation
from daybook.parse.pages.categories import fold_heading
from daybook.parse.templates.convert import convert

ENGLISH = shipped_dialect()


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
        ("(Example, in Dutch)", ("Example, in Dutch", "Example", None, "Dutch")),
        ("(Example [Dutch])", ("Example [Dutch]", "Example", None, "Dutch")),
        ("(Dutch Example)", ("Dutch Example", "Dutch Example", None, None)),
        ("（Example）", ("Example", "Example", None, None)),
        (" (Example) ,", ("Example", "Example", None, None)),
        ("(A) (B)", ("(A) (B)", "(A) (B)", None, None)),
        ("full story", ("full story", None, None, None)),
        ("1", ("1", None, None, None)),
        ("Example, Times", ("Example, Times", "Example, Times", None, None)),
        ("AP – Example", ("AP – Example", "Example", "AP", None)),
        ("A/B/AP", ("A/B/AP", "A/B/AP", None, None)),
        ("AP/", ("AP/", "AP/", None, None)),
        ("(AP VIA  Example )", ("AP VIA Example", "Example", "AP", None)),
    ],
)
def test_a_label_names_outlet_agency_and_language(
    label: str, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    """Either parenthesis may be missing; an agency may come first or last."""
    assert read_label(label, ENGLISH) == expected


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
    category, is_known = fold_heading(heading, ENGLISH)

    assert (category.name, is_known) == (name, known)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (["7.1", "km"], "7.1 kilometres (4.4 mi)"),
        (["35,000", "ft"], "35,000 feet (11,000 m)"),
        (["1", "mi"], "1 mile (1.6 km)"),
        (["3", "-", "5", "km"], "3–5 kilometres (1.9–3.1 mi)"),
        (["2", "by", "4", "m"], "2 by 4 metres (6.6 by 13.1 ft)"),
        (["30", "C"], "30 °C (86 °F)"),
        (["-10", "°C", "°F"], "−10 °C (14 °F)"),
        (["6000", "t"], "6,000 tonnes (5,900 long tons; 6,600 short tons)"),
        (["10", "km", "mi nmi", "0"], "10 kilometres (6 mi; 5 nmi)"),
        (["5", "ft", "10", "in", "cm"], "5 feet 10 inches (178 cm)"),
        (["1/2", "mi"], "1⁄2 mile (0.80 km)"),
        (["5", "e6m3"], "5 million cubic metres (180×10<sup>6</sup> cu ft)"),
        (["50", "acre", "ha"], "50 acres (20 ha)"),
        (["12", "furlongs"], "12 furlongs"),
        (["many", "km"], "many km"),
        ([], ""),
    ],
)
def test_conversions_read_as_on_the_wiki(values: list[str], text: str) -> None:
    """The other unit is as precise as the given one, with two digits at least."""
    assert convert(values, {}, ENGLISH) == text


@pytest.mark.parametrize(
    ("named", "text"),
    [
        ({"abbr": "on"}, "10 mi (16 km)"),
        ({"abbr": "off"}, "10 miles (16 kilometres)"),
        ({"abbr": "off", "sp": "us"}, "10 miles (16 kilometers)"),
        ({"abbr": "in"}, "10 mi (16 kilometres)"),
        ({"abbr": "values"}, "10 (16)"),
        ({"adj": "on"}, "10-mile (16 km)"),
        ({"adj": "mid"}, "10-mile-long (16 km)"),
        ({"order": "flip"}, "16 kilometres (10 mi)"),
        ({"disp": "or"}, "10 miles or 16 kilometres"),
        ({"disp": "sqbr"}, "10 miles [16 km]"),
        ({"disp": "out"}, "16 km"),
        ({"disp": "number"}, "16"),
        ({"sigfig": "1"}, "10 miles (20 km)"),
        ({"round": "5"}, "10 miles (15 km)"),
        ({"sigfig": "many", "round": "x"}, "10 miles (16 km)"),
    ],
)
def test_conversions_are_shown_as_their_template_asks(named: dict[str, str], text: str) -> None:
    """Symbols or names, order and brackets, and how exactly."""
    assert (
        convert(["10", "mi", "km", "-long"] if named.get("adj") == "mid" else ["10", "mi", "km"], named, ENGLISH)
        == text
    )


@pytest.mark.parametrize(
    ("written", "address", "rest"),
    [
        ("http://e.org/&eacute;", "http://e.org/&eacute;", ""),
        ("http://e.org/a;", "http://e.org/a", ";"),
        ("http://e.org/&#233;.", "http://e.org/&#233;", "."),
        ("http://e.org/a&b;c;", "http://e.org/a&b;c", ";"),
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
    assert normal_address("https://e\u200b.org/\u200b") == "https://e.org/\u200b"


def test_a_redirect_names_its_target_in_normal_form() -> None:
    """The word may be in any case, and in the wiki's own language."""
    assert redirect_target("#redirect: [[muqtada_al-Sadr#Life|x]]\n{{R}}") == "Muqtada al-Sadr"
    assert redirect_target("A page with #REDIRECT [[X]]") is None
    assert (
        redirect_target("#WEITERLEITUNG [[X]]", ParseSettings(redirects=("REDIRECT", "WEITERLEITUNG")).redirect_words)
        == "X"
    )


@pytest.mark.parametrize(
    ("written", "bracketed"),
    [
        ("<a href=//e.org/a>b</a>", "[//e.org/a b]"),
        ("<a href='http://e.org/a'>b</a>", "[http://e.org/a b]"),
        ('<A class="c" HREF = "https://e.org/a" id=d>b c</A >', "[https://e.org/a b c]"),
        ('<a href="e.org">b</a>', '<a href="e.org">b</a>'),
        ('<a href="//e.org/a">b [c]</a>', '<a href="//e.org/a">b [c]</a>'),
        ('<abbr href="//e.org/a">b</a>', '<abbr href="//e.org/a">b</a>'),
    ],
)
def test_a_link_in_html_is_meant_as_one(written: str, bracketed: str) -> None:
    assert bracket_html_links(written) == bracketed


@pytest.mark.parametrize(
    ("link", "beside", "is_one"),
    [
        ("Wikipedia:News", "", True),
        ("Special:Random", " | ", True),
        ("Aldmoor: a town", "", False),
        ("Portal:Current events", "", True),
        ("Portal:Current events", " is what all of you read now", False),
    ],
)
def test_links_behind_the_scenes_alone_are_navigation(link: str, beside: str, *, is_one: bool) -> None:
    assert is_navigation(RichText((Span("x", link=link), *((Span(beside),) if beside else ()))), ENGLISH) is is_one


@pytest.mark.parametrize(
    ("target", "is_link"), [("/", True), ("/notes", True), ("/a<b", False), ("./", False), ("../x", False)]
)
def test_a_link_below_the_page_is_one_where_its_name_can_be_a_title(target: str, *, is_link: bool) -> None:
    """What MediaWiki makes no link of stays as it was typed."""
    (event,) = parse_page(RawPage("Portal:Current events/2024 May 1", f"* A [[{target}|harbour]] opens.")).events

    assert event.headline.plain == ("A harbour opens." if is_link else f"A [[{target}|harbour]] opens.")
    assert event.links == ()
