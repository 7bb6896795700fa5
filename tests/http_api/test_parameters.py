"""What a text of a request stands for, by the kind of its parameter, and what is said of one that stands for nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from daybook.http_api.parameters import (
    LONGEST_VALUE,
    MOST_VALUES,
    Choice,
    Day,
    Degrees,
    Moment,
    Parameter,
    Text,
    ValueKind,
    Whole,
    YesNo,
)

POINT = Degrees(("latitude", "longitude", "kilometres"), ((-90, 90), (-180, 180), (0, 20_100)))
WHOLE = Whole(1, 500)
SLUG = Text(5, "[a-z]+", "a word")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (WHOLE, "1", 1),
        (WHOLE, "500", 500),
        (Whole(0, 9), "0", 0),
        (Whole(0, 10**16), "9999999999999999", 9_999_999_999_999_999),
        (SLUG, "abcde", "abcde"),
        (Text(), "é" * LONGEST_VALUE, "é" * LONGEST_VALUE),
        (Text(), "", ""),
        (Day(), "1000-01-01", date(1000, 1, 1)),
        (Day(), "2999-12-31", date(2999, 12, 31)),
        (Day(), "2024-02-29", date(2024, 2, 29)),
        (Moment(), "2024-05-01", datetime(2024, 5, 1, 23, 59, 59, tzinfo=UTC)),
        (Moment(), "2024-05-01T12:00", datetime(2024, 5, 1, 12, tzinfo=UTC)),
        (Moment(), "2024-05-01T12:00Z", datetime(2024, 5, 1, 12, tzinfo=UTC)),
        (Moment(), "2024-05-01T12:00:01.5+02:00", datetime(2024, 5, 1, 10, 0, 1, 500_000, tzinfo=UTC)),
        (Moment(), "2024-05-01T00:00-14:59", datetime(2024, 5, 1, 14, 59, tzinfo=UTC)),
        (POINT, "-90,180.0,20100", (-90.0, 180.0, 20100.0)),
        (POINT, "90.000000,-180,0", (90.0, -180.0, 0.0)),
        (POINT, "48.123456,-2.5,20099.9", (48.123456, -2.5, 20099.9)),
        (Choice(("a", "b")), "b", "b"),
        (YesNo(), "true", True),
        (YesNo(), "false", False),
    ],
)
def test_a_text_stands_for_a_value(kind: ValueKind, text: str, value: Any) -> None:
    read = kind.read(text)

    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (WHOLE, "0", "must be a whole number from 1 to 500, not `0`"),
        (WHOLE, "501", "must be a whole number from 1 to 500, not `501`"),
        (WHOLE, "01", "must be a whole number from 1 to 500, not `01`"),
        (WHOLE, "+1", "must be a whole number from 1 to 500, not `+1`"),
        (WHOLE, "٣", "must be a whole number from 1 to 500, not `٣`"),
        (Whole(0, 10**20), "1" * 17, f"must be a whole number from 0 to {10**20}, not `{'1' * 17}`"),
        (SLUG, "abcdef", "must have at most 5 characters, not 6"),
        (Text(), "a" * 1301, "must have at most 300 characters, not 1,301"),
        (SLUG, "Abc", "must be a word, not `Abc`"),
        (SLUG, "", "must be a word, not ``"),
        (Text(), "a\tb", "must not have control characters"),
        (Text(), "a\x9f", "must not have control characters"),
        (Text(), "\ud800", "must not have control characters"),
        (Day(), "2023-02-29", "must be a day, such as 2024-05-01, not `2023-02-29`"),
        (Day(), "0999-01-01", "must be a day, such as 2024-05-01, not `0999-01-01`"),
        (Day(), "2024-04-31", "must be a day, such as 2024-05-01, not `2024-04-31`"),
        (Moment(), "2024-05-01T24:00", "must be a moment, such as 2024-05-01T12:00Z, or a day, not `2024-05-01T24:00`"),
        (Moment(), "2023-02-29", "must be a moment, such as 2024-05-01T12:00Z, or a day, not `2023-02-29`"),
        (POINT, "90.1,0,0", "must be latitude,longitude,kilometres within -90 to 90, -180 to 180, 0 to 20100, not `90.1,0,0`"),
        (POINT, "0,0,-1", "must be latitude,longitude,kilometres within -90 to 90, -180 to 180, 0 to 20100, not `0,0,-1`"),
        (POINT, "0,0,20100.1", "must be latitude,longitude,kilometres within -90 to 90, -180 to 180, 0 to 20100, not `0,0,20100.1`"),
        (POINT, "0,0", "must be latitude,longitude,kilometres within -90 to 90, -180 to 180, 0 to 20100, not `0,0`"),
        (Choice(("a", "b")), "A", "must be one of a, b, not `A`"),
        (YesNo(), "True", "must be true or false, not `True`"),
        (YesNo(), "x" * 60, f"must be true or false, not `{'x' * 60}`"),
        (YesNo(), "x" * 61, f"must be true or false, not `{'x' * 60}`..."),
        (YesNo(), "a\nb", "must be true or false, not `a?b`"),
    ],
)  # fmt: skip
def test_a_text_that_stands_for_nothing_is_refused_with_what_it_must_be(kind: ValueKind, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        kind.read(text)

    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (WHOLE, {"type": "integer", "minimum": 1, "maximum": 500}),
        (SLUG, {"type": "string", "maxLength": 5, "pattern": "^(?:[a-z]+)$"}),
        (Text(), {"type": "string", "maxLength": 300, "pattern": r"^[^\x00-\x1f\x7f-\x9f]*$"}),
        (Choice(("a", "b")), {"type": "string", "enum": ["a", "b"]}),
        (YesNo(), {"type": "boolean"}),
    ],
)
def test_the_schema_says_the_same(kind: ValueKind, schema: dict[str, Any]) -> None:
    assert kind.schema() == schema


@pytest.mark.parametrize("text", ["2024-02-29", "2024-02-30", "2024-11-31", "0999-01-01", "3000-01-01", "2024-05-01T12:00", "2024-05-01T12:00Z"])  # fmt: skip
def test_a_day_or_moment_is_read_where_its_schema_takes_it(text: str) -> None:
    """But for 29 February, which the calendar decides."""
    for kind in (Day(), Moment()):
        try:
            kind.read(text)
        except ValueError:
            assert re.search(kind.schema()["pattern"], text) is None
        else:
            assert re.search(kind.schema()["pattern"], text)


def test_one_value_is_given_once_and_several_each_once() -> None:
    one, several, commas = (
        Parameter("a", WHOLE, ""),
        Parameter("a", WHOLE, "", several=True),
        Parameter("a", WHOLE, "", several=True, commas=True, default=(7,)),
    )

    assert one.read(["3"]) == 3
    assert several.read(["3", "1", "3"]) == (3, 1)
    assert commas.read(["3,1", "2"]) == (3, 1, 2)
    assert (one.without(), several.without(), commas.without()) == (None, (), (7,))
    assert Parameter("a", WHOLE, "", default=5).without() == 5
    assert len(several.read([str(each + 1) for each in range(MOST_VALUES)])) == MOST_VALUES
    for parameter, texts, said in [
        (one, ["1", "2"], "must be given only once"),
        (several, ["1,2"], "must be a whole number from 1 to 500, not `1,2`"),
        (several, ["1"] * 1021, "must have at most 20 values, not 1,021"),
        (commas, ["1,1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,1,1"], "must have at most 20 values, not 21"),
        (commas, [""], "must be a whole number from 1 to 500, not ``"),
    ]:
        with pytest.raises(ValueError, match=re.escape(said)) as caught:
            parameter.read(texts)
        assert str(caught.value) == said
