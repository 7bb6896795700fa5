"""What a wiki says of itself, over its API and in its exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.mediawiki import LocalWiki
from tests.source.exports import one_page

from daybook.errors import FetchError
from daybook.model.titles import DayTitles
from daybook.model.wiki import Namespace, SiteInfo
from daybook.source.dump import read_dump
from daybook.source.mediawiki import WikiClient
from daybook.source.settings import WikiSettings
from daybook.source.site_info import fetch_site_info

GERMAN = {
    "general": {"lang": "de", "sitename": "Probe"},
    "namespaces": {"0": {"id": 0, "name": ""}, "6": {"id": 6, "name": "Datei", "canonical": "File"}},
    "namespacealiases": [{"id": 6, "alias": "Bild"}, {"id": 6, "alias": "File"}],
    "magicwords": [{"name": "redirect", "aliases": ["#WEITERLEITUNG", "#REDIRECT"]}, {"name": "toc", "aliases": ["x"]}],
}


class ScriptedWiki:
    """Answers every question with the same."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer = answer

    def query(self, parameters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        yield self.answer


def test_a_wiki_names_its_namespaces_and_its_words_for_redirects() -> None:
    site = fetch_site_info(ScriptedWiki(GERMAN))

    assert site.names_of(6) == ("Datei", "File", "Bild")
    assert site.redirects == ("WEITERLEITUNG", "REDIRECT")
    assert site.language == "de"


@pytest.mark.parametrize("answer", [{"namespaces": 7}, {"magicwords": [{}]}, {"namespaces": {"x": {"id": "x"}}}])
def test_an_answer_of_another_shape_is_an_error(answer: dict[str, Any]) -> None:
    with pytest.raises(FetchError, match="not understood"):
        fetch_site_info(ScriptedWiki(answer))


def test_a_title_falls_into_namespace_and_rest_by_any_of_its_names() -> None:
    site = SiteInfo((Namespace(0, ()), Namespace(6, ("Datei", "File"))))

    assert site.split("file: Bridge.jpg") == (6, "Bridge.jpg")
    assert site.split("Bridge: a story") == (0, "Bridge: a story")
    assert site.split(": Bridge") == (0, ": Bridge")


def test_an_export_names_its_namespaces(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    names = (
        '<namespace key="-2" case="first-letter">Medium</namespace><namespace key="0" /><namespace key="x">No</namespace>'
        '<namespace key="6">Datei</namespace>'
    )
    head = f"<mediawiki><siteinfo><sitename>Probe</sitename><namespaces>{names}</namespaces></siteinfo>"
    path.write_text(head + one_page("Portal:Current events/2004 August 14", "* A") + "</mediawiki>")

    first = next(read_dump(path, DayTitles()))

    assert first.content == SiteInfo((Namespace(-2, ("Medium",)), Namespace(6, ("Datei",))))


@pytest.mark.mediawiki
def test_a_real_wiki_says_what_it_is(local_wiki: LocalWiki) -> None:
    with WikiClient(WikiSettings(api=local_wiki.api, pause=0.0)) as client:
        site = fetch_site_info(client)

    assert site.split("Portal:Current events/2004 August 14") == (100, "Current events/2004 August 14")
    assert "Image" in site.names_of(6)
    assert site.redirects == ("REDIRECT",)
    assert site.language == "en"
