"""Raised and lowered signs in titles, lists, citations and feeds."""

from __future__ import annotations

import pytest

from daybook.model import RichText, Span
from daybook.publish.plain_text import plain_text


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((Span("6.1×10"), Span("6", superscript=True), Span(" km")), "6.1×10⁶ km"),
        ((Span("10"), Span("−3", superscript=True), Span(" m")), "10⁻³ m"),
        ((Span("CO"), Span("2", subscript=True), Span(" falls")), "CO₂ falls"),
        ((Span("e"), Span("kt", superscript=True)), "e^(kt)"),
        ((Span("2"), Span("x", superscript=True)), "2^x"),
        ((Span("the 5"), Span("th", superscript=True), Span(" time")), "the 5th time"),
        ((Span("x"), Span("max", subscript=True)), "xmax"),
        ((Span("m "), Span(" 2 ", superscript=True), Span("wide")), "m  ² wide"),
        ((Span(" plain\u202e text "),), "plain text"),
    ],
)
def test_raised_and_lowered_signs_stay_readable_without_markup(spans: tuple[Span, ...], expected: str) -> None:
    assert plain_text(RichText(spans)) == expected
