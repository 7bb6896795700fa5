"""What a page tells of itself, from pages as they are and as they should not be."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.enrich.metadata import LONGEST_LEAD, read_facts
from daybook.model import SourceFacts

TODAY = date(2026, 8, 14)
ADDRESS = "https://www.keacoast.example/news/ferry?id=7"
LEAD = "Forty people are missing after a ferry overturned in the strait on Sunday night."


def read(page: str | bytes, charset: str | None = None) -> SourceFacts:
    """Read a page as if it had been read today."""
    return read_facts(page.encode() if isinstance(page, str) else page, ADDRESS, TODAY, charset)


def linked(value: object) -> str:
    """Make a page that describes itself in JSON-LD."""
    return f'<html><head><script type="application/ld+json">{json.dumps(value).replace("</", "<" + chr(92) + "/")}</script></head><body></body></html>'


def test_json_ld_comes_before_open_graph_and_that_before_plain_elements() -> None:
    article = {
        "@type": "NewsArticle", "headline": "Ferry overturns", "description": LEAD, "datePublished": "2026-08-12T21:40:00Z",
        "inLanguage": "en-GB",
    }  # fmt: skip
    page = linked({"@graph": [{"@type": "Organization"}, article]}).replace(
        "</head>",
        '<meta property="og:title" content="Other"><title>Third</title><meta name="date" content="2001-01-01">'
        '<link rel="canonical" href="/news/ferry"></head>',
    )

    assert read(page) == SourceFacts(
        "Ferry overturns", LEAD, date(2026, 8, 12), "en", "https://www.keacoast.example/news/ferry"
    )


def test_open_graph_alone_is_enough() -> None:
    page = (
        f'<html lang="de-AT"><meta property="og:title" content="Fähre kentert"><meta property="og:description" content="{LEAD}">'
        '<meta property="article:published_time" content="2026-08-12T23:40+02:00">'
    )

    assert read(page) == SourceFacts("Fähre kentert", LEAD, date(2026, 8, 12), "de")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-08-12", date(2026, 8, 12)),
        ("20260812", date(2026, 8, 12)),
        ("2026-08-12 10:00 EST", date(2026, 8, 12)),
        ("Wed, 12 Aug 2026 10:00:00 GMT", date(2026, 8, 12)),
        ("2026-08-15T00:30+14:00", date(2026, 8, 15)),
        ("2026-08-16", None),
        ("1970-01-01", None),
        ("2026-13-40", None),
        ("yesterday", None),
    ],
)
def test_dates_of_many_forms_and_none_that_cannot_be(text: str, expected: date | None) -> None:
    assert read(f'<meta property="article:published_time" content="{text}">').published == expected


def test_markup_entities_and_hidden_characters_leave_text() -> None:
    lead = "Forty people &amp;quot;missing&amp;quot; <b>after</b> a\u202e ferry\u200b  overturned <script>alert(1)</script>"
    facts = read(linked({"@type": "Article", "datePublished": "2026-08-12", "description": lead}))

    assert facts.lead == 'Forty people "missing" after a ferry overturned alert(1)'


def test_a_long_lead_ends_at_a_word() -> None:
    lead = read(f'<meta name="description" content="{"missing " * 200}">').lead

    assert lead is not None
    assert lead.endswith("missing …")
    assert len(lead) <= LONGEST_LEAD + 2


@pytest.mark.parametrize("lead", ["News", "Ferry overturns in the strait of Osterby"])
def test_a_lead_that_tells_nothing_more_is_none(lead: str) -> None:
    page = f'<title>Ferry overturns in the strait of Osterby</title><meta name="description" content="{lead}">'

    assert read(page).lead is None


@pytest.mark.parametrize("href", ["https://elsewhere.example/", "javascript:alert(1)", "http://[", "/a b\nc"])
def test_a_canonical_address_of_another_host_or_of_none_is_left_out(href: str) -> None:
    assert read(f'<link rel="canonical" href="{href}">').canonical is None


def test_charsets_that_are_told_found_or_unknown() -> None:
    page = "<title>Übung</title>"

    assert read(page.encode("latin-1"), "iso-8859-1").title == "Übung"
    assert read(b'<meta charset="iso-8859-1">' + page.encode("latin-1")).title == "Übung"
    assert read(page.encode()).title == "Übung"
    assert read(page.encode(), "no-such-charset").title is not None


@given(st.binary(max_size=400))
def test_no_bytes_are_too_strange(page: bytes) -> None:
    """Whatever a server sends, there is an answer, and nothing in it is markup."""
    facts = read_facts(page, ADDRESS, TODAY)

    assert "\x00" not in (facts.title or "")


@pytest.mark.parametrize(
    "page", ["", " ", "<" * 50_000, "<div>" * 20_000, '<script type="application/ld+json">' + "[" * 50_000]
)
def test_hostile_pages_tell_nothing(page: str) -> None:
    facts = read(page)

    assert (facts.lead, facts.published, facts.canonical) == (None, None, None)
