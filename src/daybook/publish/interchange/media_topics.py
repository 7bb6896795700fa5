"""Which IPTC Media Topics the categories of a wiki stand for. Data only: `media_topics.toml` says its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"
"""What a code stands behind in the address of its topic."""


@dataclass(frozen=True, slots=True)
class MediaTopic:
    """A topic: its address and its name in English."""

    uri: str
    name: str


def media_topics(category: str) -> tuple[MediaTopic, ...]:
    """Return the topics of a category, by its name; none where that is not certain."""
    return _topics().get(category, ())


@cache
def _topics() -> Mapping[str, tuple[MediaTopic, ...]]:
    tables = tomllib.loads(resources.files(__package__).joinpath("media_topics.toml").read_text("utf-8"))
    names = tables.pop("topics")
    return {
        category: tuple(MediaTopic(f"{SCHEME}{code}", names[code]) for code in codes)
        for categories in tables.values()
        for category, codes in categories.items()
    }
