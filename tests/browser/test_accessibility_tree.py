"""What a screen reader is told of each kind of page: landmarks, headings, names and their order, from Chromium's accessibility tree."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from benchmarks.reading import served
from selenium.webdriver import Chrome
from tests.browser.watching import begin
from tests.publish.render import sample_pages

from daybook.model.encoding import tag_of
from daybook.publish.formats.to_html import HtmlRenderer
from daybook.publish.kinds import LOOKS
from daybook.publish.render.theme import read_theme
from daybook.publish.settings import SiteSettings

pytestmark = pytest.mark.browser

LANDMARKS = {"banner", "main", "contentinfo", "navigation", "complementary", "region", "search"}
NAMED = {
    "button", "checkbox", "combobox", "DisclosureTriangle", "heading", "image", "link", "navigation", "region", "searchbox",
    "table", "textbox",
}  # fmt: skip
"""Roles that say nothing without a name."""
LEADING_ON = {"redirect"}
"""Kinds that send their reader on at once, and have no frame."""
LANGUAGES = ("en", "de", "ar")
LATIN = {"BibTeX", "RIS"}
"""What an Arabic page writes in Latin letters: names of formats."""


@dataclass(frozen=True, slots=True)
class Node:
    """What is told of one element: its role, its name, and the level of a heading."""

    role: str
    name: str
    level: int | None


def told(driver: Chrome) -> list[Node]:
    """Return what a screen reader comes upon on the page that is open, in its order."""
    nodes = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    by_id: dict[str, dict[str, Any]] = {node["nodeId"]: node for node in nodes}
    found: list[Node] = []
    waiting = [nodes[0]["nodeId"]]
    while waiting:
        node = by_id.get(waiting.pop())
        if node is None:
            continue
        if not node.get("ignored"):
            level = next((each["value"]["value"] for each in node["properties"] if each["name"] == "level"), None)
            found.append(Node(node["role"]["value"], node.get("name", {}).get("value", "").strip(), level))
        waiting.extend(reversed(node.get("childIds", [])))
    return found


Trees = dict[str, list[Node]]
"""By language and kind, such as `ar/event`."""


@pytest.fixture(scope="module")
def trees(one_browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Trees:
    """Render a page of each kind in each language, and read its tree."""
    folder: Path = tmp_path_factory.mktemp("pages")
    theme, paths = read_theme(), []
    for language in LANGUAGES:
        renderer = HtmlRenderer(SiteSettings(title="The Chronicle", language=language), theme)
        (folder / language).mkdir()
        for kind, page in sample_pages.pages().items():
            if kind not in LEADING_ON:
                paths.append(f"{language}/{kind}")
                (folder / f"{paths[-1]}.html").write_bytes(renderer.render(page))
    found = {}
    with served(folder) as address:
        begin(one_browser).execute_cdp_cmd("Accessibility.enable", {})
        for path in paths:
            one_browser.get(f"{address}/{path}.html")
            found[path] = told(one_browser)
        one_browser.execute_cdp_cmd("Accessibility.disable", {})
    return found


def test_every_kind_of_page_is_read_in_each_language(trees: Trees) -> None:
    kinds = {tag_of(look.record) for look in LOOKS} - LEADING_ON

    assert trees.keys() == {f"{language}/{kind}" for language in LANGUAGES for kind in kinds}


def test_landmarks_stand_in_order_and_can_be_told_apart(trees: Trees) -> None:
    """The head of the site, what the page is about, its foot; one each; no two others of the same role and name."""
    for path, nodes in trees.items():
        landmarks = [(node.role, node.name) for node in nodes if node.role in LANDMARKS]
        frame = [role for role, _ in landmarks if role in ("banner", "main", "contentinfo")]

        assert frame == ["banner", "main", "contentinfo"], path
        assert [each for each, times in Counter(landmarks).items() if times > 1] == [], path


def test_a_page_begins_with_its_title_and_no_heading_skips_a_level(trees: Trees) -> None:
    for path, nodes in trees.items():
        levels = [node.level or 0 for node in nodes if node.role == "heading"]

        assert levels[:1] == [1], path
        assert levels.count(1) == 1, path
        assert [(one, two) for one, two in pairwise(levels) if two > one + 1] == [], path


def test_whatever_can_be_used_has_a_name(trees: Trees) -> None:
    for path, nodes in trees.items():
        assert [node.role for node in nodes if node.role in NAMED and not node.name] == [], path


def test_the_way_past_the_menu_comes_first_and_then_the_way_home(trees: Trees) -> None:
    for path, nodes in trees.items():
        first, second = [node for node in nodes if node.role in ("link", "main")][:2]

        assert first.role == second.role == "link", path
        if not path.endswith("/front"):  # whose title is the name of the site
            assert second.name == "The Chronicle", path


def test_the_interface_speaks_arabic(trees: Trees) -> None:
    """Names of landmarks and buttons too, which nobody sees; Latin letters tell what was not translated."""
    for path, nodes in trees.items():
        if path.startswith("ar/"):
            names = {node.name for node in nodes if node.role in ("navigation", "button", "DisclosureTriangle")} - LATIN

            assert [name for name in names if re.search("[A-Za-z]{3}", name)] == [], path
