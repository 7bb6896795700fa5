"""Every kind of page in every format: valid by the published schemas, and telling the same facts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from msgspec.structs import replace
from tests.publish.render import sample_pages
from tests.publish.sites import build, files_of, rich_library

from daybook.publish.addresses import FeedFormat, Format
from daybook.publish.formats.to_json import JsonRenderer
from daybook.publish.kinds import parse
from daybook.publish.pages import records
from daybook.publish.render.record_shape import NAMESPACE
from daybook.publish.render.to_xml import XmlRenderer

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder: Path = tmp_path_factory.mktemp("site")
    build(rich_library(25), folder)
    return files_of(folder)


def pages(files: Files, form: Format) -> dict[str, bytes]:
    """Return the pages of a format by their stem."""
    return {
        path.rpartition(".")[0]: content
        for path, content in files.items()
        if (found := parse(path)) is not None and found[1] is form
    }


def test_all_json_is_valid_by_the_published_schema(files: Files) -> None:
    schema = json.loads(files["/schema/page-1.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validators = {
        name: jsonschema.Draft202012Validator({**schema, "anyOf": [{"$ref": ref}]})
        for name, ref in schema["discriminator"]["mapping"].items()
    }
    kinds = set()
    for content in pages(files, Format.JSON).values():
        value = json.loads(content)
        validators[value["kind"]].validate(value)
        kinds.add(value["kind"])

    assert kinds >= set(validators) - {
        "opinion",
        "opinion-index",
        "data",
    }  # tests/pipeline/test_open_data.py has the last
    assert schema["$id"] == "https://news.example/daybook/schema/page-1.schema.json"


def test_all_xml_is_valid_by_the_published_schema(files: Files) -> None:
    schema = etree.XMLSchema(etree.fromstring(files["/schema/page-1.xsd"]))

    for content in pages(files, Format.XML).values():
        schema.assertValid(etree.fromstring(content))


def test_a_time_that_nobody_knows_is_null_in_json_and_absent_from_xml(files: Files) -> None:
    """Pages read from files tell no times: midnight would be a lie."""
    known = sample_pages.pages()["event"]
    assert isinstance(known, records.EventPage)
    page = replace(known, first_listed=None, last_changed=None, origin=replace(known.origin, saved=None))

    value, xml = json.loads(JsonRenderer().render(page)), etree.fromstring(XmlRenderer().render(page))

    assert (value["first_listed"], value["last_changed"], value["origin"]["saved"]) == (None, None, None)
    assert not xml.xpath("//@first-listed | //@last-changed | /*/*[local-name() = 'origin']/@saved")
    etree.XMLSchema(etree.fromstring(files["/schema/page-1.xsd"])).assertValid(xml)
    jsonschema.Draft202012Validator(json.loads(files["/schema/page-1.schema.json"])).validate(value)


def test_a_page_tells_the_same_facts_in_every_format(files: Files) -> None:
    """Titles, headlines and where links lead."""
    reader = MarkdownIt("commonmark")
    by_xml, by_markdown, by_html = (pages(files, form) for form in (Format.XML, Format.MARKDOWN, Format.HTML))
    for stem, content in pages(files, Format.JSON).items():
        value = json.loads(content)
        texts = set(_texts(value))
        xml = etree.fromstring(by_xml[stem])
        markdown = reader.render(by_markdown[stem].decode())
        html = by_html[stem].decode()

        assert etree.QName(xml).localname == value["kind"]
        assert xml.findtext(f"{{{NAMESPACE}}}title") == value["title"]
        assert set(xml.itertext()) >= texts
        for address in _event_addresses(value):
            assert f'"{address}.html"' in html, (stem, address)
            assert f'"{address}.md"' in markdown, (stem, address)


def _texts(value: Any) -> list[str]:
    found: list[str] = []
    if isinstance(value, dict):
        headline = value.get("headline")
        if isinstance(headline, str):
            found.append(headline)
        for each in value.values():
            found += _texts(each)
    elif isinstance(value, list):
        for each in value:
            found += _texts(each)
    return found


def _event_addresses(value: dict[str, Any]) -> list[str]:
    """Return the addresses of the events that a page lists or relates."""
    listed = [*value.get("related", ())]
    if value["kind"] == "subject":
        listed += value.get("events", ())
    for section in value.get("day", {}).get("sections", ()):
        listed += [event for group in section["groups"] for event in group["events"]]
    return [event["address"] for event in listed]


def test_links_on_the_site_lead_to_files_of_the_site(files: Files) -> None:
    """In HTML and Markdown, in every feed and in the sitemap."""
    missing = set()
    for path, content in files.items():
        if path.endswith((".html", ".md", ".atom", ".xml")) and not path.endswith("random.html"):
            for address in _own_links(content.decode()):
                if address not in files:
                    missing.add(address)

    assert missing == set()


def _own_links(text: str) -> set[str]:
    relative = re.findall(r'(?:href=|src=)&?"?(?:&quot;)?(/daybook/[^"#&?\s]*)', text)
    markdown = re.findall(r"\]\((/daybook/[^)\s]*)\)", text)
    whole = re.findall(r"https://news\.example(/daybook/[^\"#&?<\s]*\.(?:html|atom|rss|json|xml))\b", text)
    return {address.removeprefix("/daybook") for address in [*relative, *markdown, *whole]}


def test_markdown_of_an_event_has_the_anatomy_of_the_old_site(files: Files) -> None:
    text = next(
        content.decode()
        for stem, content in sorted(pages(files, Format.MARKDOWN).items())
        if stem.startswith("/news/2004/01/2/the")
    )
    lines = text.split("\n")

    assert lines[0] == ""
    assert lines[1].startswith("Formats: [HTML](/daybook/news/2004/01/2/")
    assert lines[3] == "### [2004-01-2](/daybook/news/2004/01/2/index.md)"
    title = next(number for number, line in enumerate(lines) if line.startswith("# "))
    assert lines[title + 1 : title + 5] == ["", "", "", ""]
    assert lines[title + 5] in ("### Source:", "### Sources:")
    assert "### Related:" in lines


@pytest.mark.parametrize("form", FeedFormat)
def test_every_feed_has_each_format(files: Files, form: FeedFormat) -> None:
    feeds = {path.rpartition(".")[0] for path in files if path.startswith("/feeds/") and not path.endswith("opml")}

    assert {f"{feed}.{form.value}" for feed in feeds} <= set(files)
