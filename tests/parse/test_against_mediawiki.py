"""The parser against MediaWiki's own rendering of the same wikitext.

Starts Debian's MediaWiki (package `mediawiki`, with `php-cli` and `php-sqlite3`) in a folder of its own, renders all cases of
`against_mediawiki.txt` as one page, and reads the events off the HTML. Where Daybook differs on purpose, the case stands
in `cases/` instead, with the events that Daybook finds.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import html

from daybook.model import Event, RawPage
from daybook.model.titles import normal_title
from daybook.parse import day_record, parse_page

MAINTENANCE = Path("/usr/share/mediawiki/maintenance")
TITLE = "Portal:Current events/2004 August 14"
LISTS = ("ul", "ol", "dl")

Facts = tuple[str, list[str], set[str], list[str], str]
"""Of one event: words, addresses, links, topics, heading."""

pytestmark = [
    pytest.mark.mediawiki,
    pytest.mark.skipif(
        not (MAINTENANCE / "parse.php").exists() or shutil.which("php") is None,
        reason="Debian's mediawiki is not installed",
    ),
]


def read_cases() -> dict[str, str]:
    """Return the wikitexts by name."""
    text = (Path(__file__).parent / "against_mediawiki.txt").read_text("utf-8")
    found = (re.fullmatch(r"name: (\w+)\ninput:\n(.*)", block, re.DOTALL) for block in re.split(r"(?m)^---\n", text))
    return {match[1]: match[2] for match in found if match is not None}


CASES = read_cases()


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, html.HtmlElement]:
    """Render all cases with a MediaWiki made for this run."""
    folder = tmp_path_factory.mktemp("mediawiki")
    run = [
        "php",
        str(MAINTENANCE / "install.php"),
        "--confpath",
        str(folder),
        "--dbtype",
        "sqlite",
        "--dbpath",
        str(folder),
    ]
    run += [
        "--dbname",
        "wiki",
        "--server",
        "http://127.0.0.1",
        "--scriptpath",
        "",
        "--pass",
        "a-password-for-tests",
        "Wiki",
        "Admin",
    ]
    subprocess.run(run, check=True, capture_output=True)
    with (folder / "LocalSettings.php").open("a") as settings:
        settings.write('define("NS_PORTAL", 100);\n$wgExtraNamespaces[NS_PORTAL] = "Portal";\n')
    wikitext = "\n".join(f'<div id="{name}">\n\n{text}\n\n</div>\n' for name, text in CASES.items())
    answer = subprocess.run(
        ["php", str(MAINTENANCE / "parse.php"), "--conf", str(folder / "LocalSettings.php"), "--title", TITLE],
        input=wikitext.encode(),
        check=True,
        capture_output=True,
    )
    root = html.fragment_fromstring(answer.stdout.decode(), create_parent="div")
    return {name: root.get_element_by_id(name) for name in CASES}


def words(text: str) -> str:
    """Reduce a text to its words: punctuation around removed sources is a matter of taste."""
    return " ".join(
        re.findall(r"\w+", text.replace("'", "").replace("’", "").replace("‘", "").replace('"', "").lower())
    )


def own_parts(item: html.HtmlElement) -> Iterator[html.HtmlElement | str]:
    """Walk through an item without the lists in it: its texts, and its links as elements."""
    yield item.text or ""
    for child in item:
        if isinstance(child.tag, str) and child.tag not in LISTS:
            if child.tag == "a":
                yield child
            if child.tag != "a" or "external" not in child.get("class", ""):
                yield from own_parts(child)
        yield child.tail or ""


def target(link: html.HtmlElement) -> str:
    """Return the title that an internal link leads to; empty for a link within the page."""
    address = urlsplit(link.get("href", ""))
    return normal_title(
        parse_qs(address.query).get("title", [""])[0] or unquote(address.path.partition("index.php/")[2])
    )


def read_list(parent: html.HtmlElement, topics: list[str], heading: str) -> Iterator[Facts]:
    """Read the events of a list: items without lists in them, and sentences with sources above others."""
    for item in parent.iterchildren("li"):
        parts = list(own_parts(item))
        links = [part for part in parts if not isinstance(part, str)]
        outside = [link.get("href", "") for link in links if "external" in link.get("class", "")]
        inside = {name for link in links if "external" not in link.get("class", "") and (name := target(link))}
        text = words("".join(part for part in parts if isinstance(part, str)))
        lists = [child for child in item if child.tag in ("ul", "ol")]
        if (text or outside) and (not lists or (outside and len(text) > 40)):
            articles = {name for name in inside if not name.startswith("Category:")}
            yield text, sorted(outside), articles, topics, heading
        for inner in lists:
            yield from read_list(inner, [*topics, text] if text else topics, heading)


def read_events(case: html.HtmlElement) -> Iterator[Facts]:
    """Read the events of one case off its HTML."""
    heading = ""
    for block in case:
        if block.tag in ("ul", "ol"):
            yield from read_list(block, [], heading)
        elif block.tag == "dl" and (terms := block.findall("dt")):
            heading = words(terms[-1].text_content())
        elif (
            block.tag == "p"
            and (bold := block.find("b")) is not None
            and bold.text_content() == block.text_content().strip()
        ):
            heading = words(bold.text_content())


def facts(event: Event, record: dict[str, str]) -> Facts:
    """Reduce an event of ours to the same facts."""
    return (
        words(record["text"]),
        sorted(source.url for source in event.sources),
        set(event.links),
        [words(line.text.plain) for line in event.topics],
        words(event.category.heading) if event.category else "",
    )


@pytest.mark.parametrize("name", CASES)
def test_events_are_those_that_mediawiki_shows(name: str, rendered: dict[str, html.HtmlElement]) -> None:
    """Text, sources, links, topics and heading of every event are what a reader of the wiki sees."""
    day = parse_page(RawPage(TITLE, CASES[name]))
    records = day_record(day)["events"]

    assert [facts(event, record) for event, record in zip(day.events, records, strict=True)] == list(
        read_events(rendered[name])
    )
