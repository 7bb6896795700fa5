"""Everything that a wiki's text, titles and addresses could try ends harmless in every format."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree
from markdown_it import MarkdownIt
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import build, files_of

from daybook.model import (
    Category,
    Context,
    Event,
    Problem,
    RichText,
    Severity,
    Source,
    SourceFacts,
    Span,
    Story,
    Topic,
    TopicLine,
)
from daybook.model.slug import numbered, subject_slug

DAY = date(2020, 5, 17)
TRICKS = (
    "<script>alert(1)</script>",
    "</title></head><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "]]><script>alert(1)</script><![CDATA[",
    "--><script>alert(1)</script><!--",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} [[site.title]]",
    "[click](javascript:alert(1)) ![x](data:text/html,x)",
    "<javascript:alert(1)> <https://evil.example>",
    "[x]: javascript:alert(1)",
    "# heading\n* list\n1. one\n> quote\n```\ncode",
    "\x00\x01\x08\x0b\x1b[31m\x7f\x85\u2028\ufffe\uffff\ud800",
    "\u202eevitagen\u202c \u2066x\u2069 \u200fيمين\u200f",
    "x" * 4000,
    "שלום עולם abc مرحبا",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "/absolute//path/./../x",
    "con.html\x00.md",
    "%2e%2e%2f%00&amp;&#x3c;script&#x3e;",
    "&lt;script&gt; &#60; &nbsp;",
    "\U0001f600\U000e0041\U0010ffff",
    "**bold** _it_ ~~s~~ `code` | table | \\",
    "",
    " ",
)
URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    'https://news.example/"><script>alert(1)</script>',
    "https://news.example/a b(c)[d]'e\n<f>",
    "https://news.example/) [x](javascript:alert(1)",
    "http://[::1",
    "//evil.example/x",
    "https://user:pass@news.example/",
    "https://пример.example/ё",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("site")
    build(hostile_library(), folder)
    return files_of(folder)


def hostile_library() -> MemoryLibrary:
    """Return a library in which every trick stands in every place that text of the wiki can reach."""
    events = []
    for number, trick in enumerate(TRICKS, 1):
        url = URLS[number % len(URLS)]
        headline = RichText(
            (
                Span(trick or "empty", link=trick.strip() or None),
                Span(f" {trick} ", url=url, italic=True),
                Span("tail", bold=True, superscript=True),
            )
        )
        topic = Topic(trick, trick)
        event = make_event(number, DAY, headline, position=number)
        sources = tuple(Source(each, trick, trick, trick, trick) for each in URLS)
        slug = numbered(subject_slug(trick), number)
        events.append(
            replace(
                event,
                slug=numbered(event.slug, number),
                event=Event(headline, Category(trick, trick), (TopicLine(headline, (topic,)),), topic, sources),
                contexts=tuple(Context(title, f"{slug}-{place}") for place, title in enumerate(headline.links)),
                stories=(Story(trick, slug, trick, 0), Story(trick, f"{slug}-label", trick, -1)),
                category=slug,
                hosts=("news.example",) * len(URLS),
                facts=(SourceFacts(trick, trick, DAY, "en", url),) * len(URLS),
                page=f"Portal:{trick}",
            )
        )
    problems = tuple(Problem("trick", Severity.ERROR, 1, trick, trick) for trick in TRICKS)
    return MemoryLibrary(events, problems={DAY: problems})


class Reader(HTMLParser):
    """Collects what a browser would run or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script" and ("type", "application/ld+json") not in attrs
        for name, value in attrs:
            if name.startswith("on"):
                self.handlers.append(name)
            if name in ("href", "src", "action") and value is not None:
                self.links.append(value)

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def read(html: str) -> Reader:
    """Read HTML to its end."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_html_runs_nothing_and_links_nowhere_bad(files: dict[str, bytes]) -> None:
    scripts = set()
    for path, content in files.items():
        if path.endswith(".html"):
            reader = read(content.decode())
            scripts.update(reader.scripts)
            assert reader.handlers == [], path
            assert [link for link in reader.links if not _is_harmless(link)] == [], path

    assert not any("alert" in script for script in scripts)


def test_linked_data_cannot_end_its_script(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if path.endswith(".html"):
            for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', content.decode(), re.DOTALL):
                assert json.loads(block), path
                assert "<" not in block, path


def test_markdown_holds_no_markup_of_the_wiki_s(files: dict[str, bytes]) -> None:
    """Read with raw HTML allowed, it gives no element but those that our own Markdown asks for."""
    reader = MarkdownIt("commonmark", {"html": True})
    for path, content in files.items():
        if path.endswith(".md"):
            html = read(reader.render(content.decode()))
            assert html.scripts == html.handlers == [], path
            assert [link for link in html.links if not _is_harmless(link)] == [], path


def test_xml_and_feeds_are_well_formed(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if path.endswith((".xml", ".atom", ".rss", ".opml", ".svg", ".xsd")):
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
            for element in root.iter():
                assert not str(element.tag).lower().endswith("}script"), path


def test_json_is_json_and_feeds_carry_harmless_html(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if path.endswith(".json"):
            value = json.loads(content)
            for html in _html_of(value):
                found = read(html)
                assert found.scripts == found.handlers == [], path
                assert [link for link in found.links if not _is_harmless(link)] == [], path


def test_no_format_holds_control_characters_or_direction_overrides(files: dict[str, bytes]) -> None:
    forbidden = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
    for path, content in files.items():
        if path.endswith((".html", ".json", ".xml", ".md", ".atom", ".rss", ".opml")):
            text = content.decode()
            assert not forbidden.search(text), path
            if path.endswith(".json"):
                assert not re.search(r"\\u00[01]|\\u202[a-e]|\\u206[6-9]", text), path


def test_every_file_stays_in_the_folder_under_a_name_of_ours(files: dict[str, bytes], tmp_path: Path) -> None:
    names = re.compile(r"/(?:[a-z0-9_][a-z0-9._=-]*/)*[A-Za-z0-9_.=-]+")
    for path in files:
        assert names.fullmatch(path), path
        assert ".." not in path
        assert max(len(part) for part in path.split("/")) <= 255


def test_redirect_files_hold_one_rule_a_line(files: dict[str, bytes]) -> None:
    assert all(re.fullmatch(r"\S+ \S+ 301", line) for line in files["/_redirects"].decode().splitlines())


def _is_harmless(link: str) -> bool:
    return bool(re.match(r"(?:https?://|/daybook/|#|\?)", link)) and not re.search(r"[<>\"\s]", link)


def _html_of(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [text for key, text in value.items() if key in ("html", "content_html") and isinstance(text, str)]
        return own + [html for each in value.values() for html in _html_of(each)]
    if isinstance(value, list):
        return [html for each in value for html in _html_of(each)]
    return []
