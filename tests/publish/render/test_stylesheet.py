"""Styles are compacted, and what they say stays."""

from __future__ import annotations

import re

from daybook.publish.render.stylesheet import compact, page_style, whole_style
from daybook.publish.render.theme import Theme, read_theme


def test_what_stands_in_quotation_marks_keeps_its_spaces() -> None:
    assert compact('q::before { content: "a , b > c ; d" ; }') == 'q::before{content:"a , b > c ; d"}'


def test_comments_and_layout_go_and_spaces_that_mean_something_stay() -> None:
    style = "/* note */ a  b > c { margin : calc( 1px + 2px ) -3px ; }\n@media (min-width: 3em) and (hover) { d { top: 0 } }"

    assert compact(style) == "a b>c{margin:calc(1px + 2px) -3px}@media (min-width:3em) and (hover){d{top:0}}"


def test_a_page_has_the_base_first_its_own_parts_then_the_rules_for_paper() -> None:
    theme = Theme({f"style/{name}.css": f"{name}{{top:0}}".encode() for name in ("base", "print", "day", "box")})

    assert page_style(theme, ("day",)) == "base{top:0}day{top:0}print{top:0}"
    assert whole_style(theme) == "base{top:0}box{top:0}day{top:0}print{top:0}"


def test_the_shipped_style_is_less_than_its_source_by_a_tenth() -> None:
    theme = read_theme()
    source = sum(len(text) for text in theme.texts("style/").values())

    assert len(whole_style(theme)) < 0.9 * source


def test_properties_of_svg_that_the_nu_html_checker_does_not_know_stand_in_no_style() -> None:
    """It counts each as an error of the page; most are attributes, too, which it knows (`make site-quality` asks the checker itself)."""
    unknown = {"vector-effect", "paint-order", "shape-rendering", "d", "cx", "cy", "r", "rx", "ry"}
    named = set(re.findall(r"[{;]([a-z-]+):", whole_style(read_theme())))

    assert "stroke-width" in named
    assert named & unknown == set()
