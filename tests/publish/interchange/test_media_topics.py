"""Categories of wikis as IPTC Media Topics."""

from __future__ import annotations

import pytest

from daybook.parse.dialect import shipped_dialect, shipped_dialects
from daybook.publish.interchange.media_topics import media_topics

WITHOUT = {"Religion", "Media", "Transport", "Weather", "History"}
"""Categories of single days, long ago, that no topic here stands for."""


@pytest.mark.parametrize("language", shipped_dialects())
def test_every_main_category_of_a_dialect_has_topics(language: str) -> None:
    categories = set(shipped_dialect(language).categories)

    assert {category for category in categories if not media_topics(category)} <= WITHOUT
    assert len(categories - WITHOUT) >= 10


def test_a_topic_has_the_address_that_iptc_gives_it() -> None:
    found = [(topic.uri, topic.name) for topic in media_topics("Health and environment")]

    assert found == [
        ("http://cv.iptc.org/newscodes/mediatopic/07000000", "health"),
        ("http://cv.iptc.org/newscodes/mediatopic/06000000", "environment"),
    ]


def test_a_category_of_an_editors_own_has_none() -> None:
    assert media_topics("Deaths of the week") == ()
