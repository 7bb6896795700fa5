"""Sections are numbered as MediaWiki's edit box numbers them."""

from __future__ import annotations

import pytest

from daybook.publish.pages.wiki_section import section_of, section_starts

PAGE = """lead
== 1 June ==
* a
=== Sport ===
* b
== 2 June ==
* c"""


@pytest.mark.parametrize(("line", "section"), [(0, None), (1, None), (2, 1), (3, 1), (5, 2), (6, 3), (7, 3), (99, 3)])
def test_a_line_stands_in_the_last_section_that_began(line: int, section: int | None) -> None:
    assert section_of(section_starts(PAGE), line) == section


def test_a_heading_inside_a_template_counts_but_cannot_be_edited_alone() -> None:
    assert section_starts("{{day|content=\n== Sport ==\n* a\n}}\n== After ==\n* b") == [(5, 2)]


@pytest.mark.parametrize("hidden", ["<!--\n== x ==\n-->", "<nowiki>\n== x ==\n</nowiki>"])
def test_what_is_hidden_is_no_heading(hidden: str) -> None:
    assert section_starts(f"{hidden}\n== y ==") == [(4, 1)]


def test_a_comment_after_a_heading_does_no_harm() -> None:
    assert section_starts("== x == <!-- never\nended -->\n=== y ===") == [(1, 1), (3, 2)]


@pytest.mark.parametrize("line", ["==", "a == b", "=", "== a", "* == a =="])
def test_other_lines_are_none(line: str) -> None:
    assert section_starts(line) == []
