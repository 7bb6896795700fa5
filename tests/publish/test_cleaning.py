"""Text and addresses of the wiki come out harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from daybook.publish.cleaning import clean, safe_url


@given(st.text(st.characters(codec=None)))
def test_clean_text_is_always_well_formed_xml(text: str) -> None:
    from daybook.publish.render.to_xml import escape_text

    element = etree.fromstring(f"<x>{escape_text(clean(text))}</x>".encode())

    assert (element.text or "") == clean(text)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_scripts_keep_the_marks_that_they_need() -> None:
    persian = "می\u200cخواهد"

    assert clean(f"\u202e{persian}\u202c") == persian


def test_line_breaks_become_spaces_and_no_break_spaces_stay() -> None:
    assert clean("5\u00a0km\n\tnorth") == "5\u00a0km north"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "//host/x",
     "/etc/passwd", "http:", "http://", "https:///x", "http://[::1", "ftp://host/x", "", "x" * 3000],
)  # fmt: skip
def test_only_http_and_https_addresses_are_links(url: str) -> None:
    assert safe_url(url) is None


@given(st.text())
def test_an_address_never_breaks_out_of_quotes_or_brackets(text: str) -> None:
    url = safe_url(f"https://news.example/{text}") or ""

    assert not set(url) & set("\"'<>`\\ \n{}|^") - {"'"}
    assert url.isascii()
