"""What a publisher can choose about a site. Holds choices only: pages and renderers obey them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from daybook.model.setting import at_least, setting

Kicker = Literal["topic", "first-link"]

PageFormatName = Literal["html", "json", "xml", "md"]
"""The formats of pages, as `publish/addresses/formats.py` has them."""

FormatName = Literal[PageFormatName, "geojson", "ics", "epub", "ninjs"]
"""Those, and the formats of the events of pages, likewise."""

FeedFormatName = Literal["atom", "rss", "json"]
"""The formats of feeds, likewise."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_TAG = re.compile(r"[^,\s]+,\d{4}(-\d{2}(-\d{2})?)?")


def _some_once(names: tuple[str, ...]) -> str | None:
    return None if names and len(set(names)) == len(names) else "one or more of them, each once"


def _some_pages(names: tuple[str, ...]) -> str | None:
    is_one = _some_once(names) is None and any(name in get_args(PageFormatName) for name in names)
    return None if is_one else "one or more of them, html, json, xml or md among them, each once"


def _some_words(title: str) -> str | None:
    return None if title.strip() else "some words"


def _something(values: tuple[str, ...]) -> str | None:
    return None if values else "a list of at least one"


def _whole_address(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        is_whole = False
    is_plain = address.isascii() and address.isprintable() and " " not in address
    return None if is_whole and is_plain else "a whole address, such as https://example.org/news/"


def _address_or_nothing(address: str) -> str | None:
    """Tell of what is neither; a wiki's own may have a query, as in https://example.org/index.php?title=."""
    return None if not address or address.startswith(("http://", "https://")) else "an http or https address, or empty"


def _hub_or_nothing(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_web = False
    is_plain = address.isascii() and address.isprintable() and " " not in address and "#" not in address
    return None if not address or (is_web and is_plain) else "an http or https address, or empty"


def a_language(tag: str) -> str | None:
    """Return the rule of a language's tag (BCP 47) in words, None for what looks like one."""
    return None if _LANGUAGE.fullmatch(tag) else "a BCP 47 tag, such as en or pt-BR"


def _some_hosts(lines: tuple[str, ...]) -> str | None:
    """Tell of lines that are not hosts between spaces, two at least."""
    are_hosts = all(len(hosts := line.split()) > 1 and all(map(_HOST.fullmatch, hosts)) for line in lines)
    return None if are_hosts else 'a list, each two hosts or more between spaces, such as "example.org example.net"'


def _first_of_a_month(day: date | None) -> str | None:
    """Tell of any other day: what is counted is counted by months."""
    return None if day is None or day.day == 1 else "the first of a month, such as 2020-01-01"


def _a_tag(tag: str) -> str | None:
    return None if not tag or _TAG.fullmatch(tag) else "an authority and a date, such as example.org,2026"


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The settings of the site: the `[site]` part of `daybook.toml`."""

    title: str = setting("Daybook", help="name of the site, as its header and feeds give it", rule=_some_words)
    address: str = setting(
        "http://127.0.0.1:8000/",
        help="where the site is published: a whole http or https address, a folder included",
        rule=_whole_address,
    )
    description: str = setting(
        "What happened, day by day, with its sources and what came before and after.",
        help="one sentence about the site, for feeds and search engines",
    )
    language: str = setting("en", help="language of the wiki's texts, as a BCP 47 tag", rule=a_language)
    author: str = setting("", help="who publishes the site; empty: the editors of the wiki")
    wiki_name: str = setting("Wikipedia", help="name of the wiki whose pages are published")
    wiki: str = setting(
        "https://en.wikipedia.org/wiki/",
        help="address before a page's title on the wiki; empty: no links",
        rule=_address_or_nothing,
    )
    wiki_index: str = setting(
        "https://en.wikipedia.org/w/index.php",
        help="address of the wiki's index.php, for links to revisions; empty: none",
        rule=_address_or_nothing,
    )
    licence: Literal["by-date", "none"] = setting(
        "by-date",
        help="licence of the texts; by-date: CC BY-SA 4.0, or 3.0 for revisions saved before 2023-06-29; none: none is named",
    )
    tag: str = setting(
        "",
        help="authority and date before the ids of feed entries, such as example.org,2026; empty: the host and 2026 of the"
        " first build whose address is not of a machine or network alone, which the archive keeps, so that the site can move",
        rule=_a_tag,
    )
    kicker: Kicker = setting(
        "topic",
        help="what stands above a headline: the event's own topic, or its first link as the site before Daybook had",
    )
    formats: tuple[FormatName, ...] = setting(
        ("html", "json", "xml", "md"),
        help="formats that every page comes in, any of html, json, xml and md: each is a file for each page; and for the events of some"
        " pages geojson (days, months, subjects), ics (dates of On this day, stories), epub (weeks, months) and ninjs (each event)",
        rule=_some_pages,
    )
    data_pages: Literal["all", "days"] = setting(
        "all",
        help="pages that come in other formats beside HTML: all; or days, with their events, and those that are not other views of"
        " days (the front page, changes, indexes): a large site has half as many files then",
    )
    since: date | None = setting(
        None,
        help="first day that the site has, the first of a month such as 2020-01-01; not set: all that the archive has",
        rule=_first_of_a_month,
    )
    feed_formats: tuple[FeedFormatName, ...] = setting(
        ("atom", "rss", "json"), help="formats that every feed comes in, any of atom, rss and json", rule=_some_once
    )
    hub: str = setting(
        "",
        help="address of a WebSub hub, which feeds name and each build tells of the feeds that changed; empty: none",
        rule=_hub_or_nothing,
    )
    front_days: int = setting(3, help="days on the front page", rule=at_least(1))
    list_events: int = setting(
        100,
        help="events that the page of a context, topic, category or outlet lists before it is split into years and months",
        rule=at_least(1),
    )
    context_minimum: int = setting(
        2,
        help="events that a context needs for a page of its own; until then, links lead to the wiki. One that has a page or a feed keeps it",
        rule=at_least(1),
    )
    outlets: tuple[str, ...] = setting(
        (),
        help="outlets of one house, beside those that Daybook knows (bbc.com and bbc.co.uk): each the host that the house has"
        ' today, then its others, as in "example.org example.net"; the archive joins them for good, with the next build or fetch',
        rule=_some_hosts,
    )
    index_subjects: int = setting(
        100,
        help="subjects with the most events, and with events lately, that the list of a kind begins with",
        rule=at_least(1),
    )
    feed_entries: int = setting(50, help="entries of a feed of the whole site", rule=at_least(1))
    subject_feed_entries: int = setting(
        15, help="entries of the feed of a context, topic or category", rule=at_least(1)
    )
    feed_archives: bool = setting(
        False,  # noqa: FBT003 - the default
        help="whether the feeds of news and of digests lead on to a feed of each month with all its events or weeks, at"
        " /feeds/news/YYYY/MM and /feeds/digest/YYYY/MM (RFC 5005)",
    )
    subject_feed_archives: bool = setting(
        False,  # noqa: FBT003 - the default
        help="whether the feed of a context, topic or category leads on to a feed of each of its years with all its events, at"
        " /feeds/topic/SLUG/YYYY (RFC 5005): many files, which `daybook build --estimate` counts",
    )
    feed_minimum: int = setting(
        10, help="events that a context, topic or category needs to have a feed of its own", rule=at_least(1)
    )
    images: bool | None = setting(
        None,
        help="draw a preview image of the front page, of large stories and of recent events, for those who share links; not set:"
        " where Pillow is installed (`pip install 'daybook-archive[images]'`)",
    )
    image_stories: int = setting(
        10, help="events that a story needs to have a preview image: each takes 4 ms and 10 kB", rule=at_least(1)
    )
    image_days: int = setting(
        30, help="days of the archive, the latest first, whose events have a preview image", rule=at_least(0)
    )
    image_font: Path | None = setting(
        None,
        help="font file for preview images, tried before the system's fonts: it must have your wiki's letters",
    )
    changes_days: int = setting(7, help="days that the page of changes goes back", rule=at_least(1))
    data: bool = setting(
        False,  # noqa: FBT003 - the default
        help="publish the archive as tables under /data/, with a page that lists them",
    )
    data_formats: tuple[str, ...] = setting(
        ("parquet", "csv", "sqlite"),
        help="formats of these tables, as `daybook export --format` has them; parquet requires"
        " `pip install 'daybook-archive[data]'`",
        rule=_something,
    )
