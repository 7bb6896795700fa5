"""What the wiki's answers tell of articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from daybook.enrich.wiki import Article, ask_about, resolve_redirects
from daybook.errors import FetchError
from daybook.model import Redirect


@dataclass
class ScriptedWiki:
    """Answers every question with the same parts."""

    parts: list[dict[str, Any]]
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def query(self, parameters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        self.asked.append(parameters)
        yield from self.parts


def test_what_several_parts_of_an_answer_tell_is_put_together() -> None:
    moon = {"lat": 1.0, "lon": 2.0, "globe": "moon"}
    wiki = ScriptedWiki(
        [
            {"pages": [{"title": "Oslo", "description": "Capital"}, {"title": "Crater", "coordinates": [moon]}]},
            {"pages": [{"title": "Oslo", "pageprops": {"wikibase_item": "Q585"}}, {"title": "Crater"}]},
            {"pages": [{"title": "Oslo", "coordinates": [{"lat": 59.9, "lon": 10.7, "globe": "earth"}]}]},
        ]
    )

    (group,) = ask_about(wiki, ["Oslo", "Crater"])

    assert group == (Article("Crater"), Article("Oslo", True, "Capital", "Q585", 59.9, 10.7))


def test_a_description_may_stand_among_the_page_properties() -> None:
    wiki = ScriptedWiki([{"pages": [{"title": "Oslo", "pageprops": {"wikibase-shortdesc": "Capital of Norway"}}]}])

    assert list(ask_about(wiki, ["Oslo"])) == [(Article("Oslo", description="Capital of Norway"),)]


@pytest.mark.parametrize("place", [{"lat": 91.0, "lon": 0.0}, {"lat": 0.0, "lon": -200.0}, {"lat": 1.0}])
def test_a_place_that_is_nowhere_on_earth_is_left_out(place: dict[str, float]) -> None:
    wiki = ScriptedWiki([{"pages": [{"title": "Oslo", "coordinates": [place]}]}])

    assert list(ask_about(wiki, ["Oslo"])) == [(Article("Oslo"),)]


def test_titles_are_asked_for_once_in_their_normal_form_and_so_many_at_once() -> None:
    wiki = ScriptedWiki([{}])

    list(resolve_redirects(wiki, ["oslo", "Oslo#History", "Bergen_city", "a[b", "é" * 128, "Tromsø"], per_request=2))

    assert [question["titles"] for question in wiki.asked] == ["Oslo|Bergen city", "Tromsø"]


def test_a_circle_of_redirects_does_not_hang() -> None:
    steps = [{"from": "A", "to": "B"}, {"from": "B", "to": "C", "tofragment": "x"}, {"from": "C", "to": "A"}]

    (redirects,) = resolve_redirects(ScriptedWiki([{"redirects": steps}]), ["A"])

    assert all(redirect.title != redirect.target for redirect in redirects)
    assert all(isinstance(redirect, Redirect) for redirect in redirects)


def test_an_answer_of_another_shape_is_an_error() -> None:
    with pytest.raises(FetchError, match="not understood"):
        list(resolve_redirects(ScriptedWiki([{"pages": 7}]), ["A"]))
