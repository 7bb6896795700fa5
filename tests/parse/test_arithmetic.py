"""`{{#expr:}}`: precedence, signs, words, and what makes no sense. Right values are MediaWiki's."""

from __future__ import annotations

import pytest

from daybook.parse.templates.arithmetic import evaluate, shown_number


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("1+2*3", "7"),
        ("(1+2)*3", "9"),
        ("2^3^2", "64"),
        ("-2+5", "3"),
        ("10/4", "2.5"),
        ("7 mod 4", "3"),
        ("7 div 2", "3.5"),
        ("2.345 round 2", "2.35"),
        ("-2.5 round 0", "-3"),
        ("1250 round -2", "1300"),
        ("1 = 1", "1"),
        ("1 <> 1", "0"),
        ("2 < 3 and 3 >= 3", "1"),
        ("0 or 0", "0"),
        ("not 0", "1"),
        ("floor 2.7 + ceil 2.1", "5"),
        ("abs(-3)", "3"),
        ("1e3", "1000"),
        (".5 * 2", "1"),
        ("1/3", "0.33333333333333"),
        ("5 − 7", "-2"),
        ("2 * 3 ^ 2", "18"),
        ("2 * 3 mod 4", "2"),
        ("1 + 7 mod 4", "4"),
        ("1.26 round 1 + 1", "1.26"),
        ("1 = 2 < 1", "1"),
        ("1 = 2 <= 1", "1"),
        ("1 = 2 > 1", "0"),
        ("1 = 2 >= 1", "0"),
        ("3 = 1 <> 1", "1"),
        ("3 != 1 = 1", "1"),
        ("1 and 2 = 2", "1"),
        ("1 or 0 and 0", "1"),
        ("not 1 + 1", "0"),
        ("not 0 and 0", "0"),
        ("trunc -2.7", "-2"),
        ("-abs(-3)", "-3"),
        ("10 round 20", "10"),
        ("pi round 4", "3.1416"),
    ],
)
def test_expressions_have_the_values_that_the_wiki_shows(expression: str, shown: str) -> None:
    value = evaluate(expression)

    assert value is not None
    assert shown_number(value) == shown


@pytest.mark.parametrize(
    "expression",
    ["", "1/0", "1+", "(1", "1)", "a", "1 2", "9^999", "(-8)^0.5", "(" * 150, "1" * 201, "5 mod 0", "1e15*9"],
)
def test_what_makes_no_sense_has_no_value(expression: str) -> None:
    assert evaluate(expression) is None
