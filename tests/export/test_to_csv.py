"""CSV that no spreadsheet runs."""

from __future__ import annotations

import pytest

from daybook.export.to_csv import safe_text


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://e.example")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＠SUM"]
)
def test_a_text_that_would_be_run_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "A ferry sinks", "2 + 2", "'quoted'", "a=b"])
def test_other_texts_stay(text: str) -> None:
    assert safe_text(text) == text
