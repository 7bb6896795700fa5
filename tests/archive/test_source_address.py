"""Outlets of addresses, and addresses without what does not matter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.archive.identity.source_address import normal_address, outlet_slug


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.Example.ORG/a", "example.org"),
        ("http://news.example.co.uk:8080/a?b=//c", "news.example.co.uk"),
        ("//example.org/a", "example.org"),
        ("https://user:word@example.org/", "example.org"),
        ("https://zeitung-für-köln.example/", "xn--zeitung-fr-kln-6pb6g.example"),
        ("https://exa%6Dple.org/..%2f", "example.org"),
        ("https://../../etc/passwd", "unknown"),
        ("https://a b\u202e.example/", "a-b-.example"),
        ("mailto:someone@example.org", "unknown"),
        ("", "unknown"),
        ("https://[2001:db8::1]:443/x", "2001-db8-1"),
        ("svn+ssh://example.org/a", "example.org"),
        ("x://example.org/a", "example.org"),
        ("https://@example.org/a", "example.org"),
        ("https://example.org?to=me@example.net", "example.org"),
        ("https://example.org", "example.org"),
        ("https://example.org:/a", "example.org"),
        ("https:///a", "unknown"),
        ("https://" + "a" * 300 + ".example/", "a" * 200),
    ],
)
def test_an_outlet_is_named_by_its_host(url: str, slug: str) -> None:
    """In letters, digits, dots and hyphens: it becomes a file name."""
    assert outlet_slug(url) == slug


@given(st.text())
def test_an_outlet_slug_is_always_a_harmless_file_name(url: str) -> None:
    """No slash, no leading dot, never empty, never long."""
    for address in (url, "https://" + url):
        assert re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?", outlet_slug(address))


@pytest.mark.parametrize(
    "same",
    [
        "http://example.org/2024/story",
        "https://www.example.org/2024/story/",
        "https://m.example.org/2024/story#:~:text=word",
        "https://example.org:443/2024/story?utm_source=x&fbclid=y",
        "https://amp.example.org/2024/story/amp/",
        "https://web.archive.org/web/20240504101112/https://example.org/2024/story",
        "https://example.org/2024/story.html",
        "https://example.org/2024/Story.",
        "https://example.org/2024/story.htm",
        "https://example.org/2024/story.amp.html",
        "https://example.org/2024/story/index.htm",
        "https://example.org/2024/story/amp",
        "https://example.org/2024/story?campaign=x&campaignid=7&s=1&ns_mchannel=2&at_medium=3&email_id=4&guce_referrer=5",
        "http://web.archive.org/web/2024id_/http://example.org/2024/story",
        "https://web.archive.org/web/*/https://example.org/2024/story",
        "https://archive.ph/https://example.org/2024/story",
        "  HTTPS://mobile.example.org/2024/story/  ",
    ],
)
def test_addresses_of_one_article_have_one_normal_form(same: str) -> None:
    """Whatever trackers, mirrors and copying added."""
    assert normal_address(same) == "example.org/2024/story"


def test_what_tells_articles_apart_stays_in_the_normal_form() -> None:
    """The query, without its trackers and in one order."""
    assert normal_address("https://example.org/watch?v=A1&t=30") == "example.org/watch?v=A1"
    assert (
        normal_address("https://example.org/?b=2&a=1")
        == normal_address("https://example.org?a=1&b=2")
        == "example.org?a=1&b=2"
    )
    assert (
        normal_address("https://example.org/?story=5&sources=2&via=x&refs=1") == "example.org?refs=1&sources=2&story=5"
    )
    assert normal_address("https://example.org/ampere/index.html.txt") == "example.org/ampere/index.html.txt"


def test_what_has_no_host_is_told_by_its_text() -> None:
    assert normal_address(" Mailto:Someone@Example.org ") == "mailto:someone@example.org"
    assert normal_address("https:///Story") == "/story"
