"""The wiki's section of `daybook.toml`. Apart from the client, so that reading settings does not load an HTTP library."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from daybook.model.setting import at_least, check_rules, setting
from daybook.model.titles import DAY_TITLE, ENGLISH_MONTHS, MONTH_TITLE, DayTitles

_CONTACT = re.compile(r"(?:mailto:)?[^\s@()<>]{1,64}@[^\s@()<>]+\.[^\s@()<>]+|https?://[^\s()<>/]+\.[^\s()<>]+")
"""What the keeper of a host can reach us by. Parentheses would end the comment that it stands in (RFC 9110, 5.6.5)."""

WIKIDATA = "https://www.wikidata.org/w/api.php"

WIKIMEDIA = (
    ".wikipedia.org", ".wikinews.org", ".wiktionary.org", ".wikibooks.org", ".wikiquote.org", ".wikisource.org",
    ".wikiversity.org", ".wikivoyage.org", ".wikimedia.org", ".mediawiki.org", ".wikidata.org",
)  # fmt: skip
"""How the hosts of Wikimedia's wikis end (https://meta.wikimedia.org/wiki/Complete_list_of_Wikimedia_projects)."""


def is_wikimedias(api: str) -> bool:
    """Say whether an address is of one of Wikimedia's wikis."""
    try:
        host = urlsplit(api).hostname or ""
    except ValueError:
        return False
    return f".{host}".endswith(WIKIMEDIA)


def _twelve_names(months: tuple[str, ...]) -> str | None:
    return None if len(months) == 12 and len(set(months)) == 12 and all(months) else "twelve different names"


def _a_title(prefix: str) -> str | None:
    return None if prefix.strip() else "the start of a title"


def _day_pattern(pattern: str) -> str | None:
    return _holds_once(pattern, ("year", "month", "day"))


def _month_pattern(pattern: str) -> str | None:
    return _holds_once(pattern, ("year", "month"))


def _holds_once(pattern: str, parts: tuple[str, ...]) -> str | None:
    named = [f"{{{part}}}" for part in parts]
    return None if all(pattern.count(part) == 1 for part in named) else f"a title with {', '.join(named)}, each once"


def _titles_at_once(number: int) -> str | None:
    return None if 1 <= number <= 500 else "from 1 to 500"


def _contact(contact: str) -> str | None:
    contact = contact.strip()
    is_plain = contact.isascii() and contact.isprintable()
    is_usable = not contact or (is_plain and _CONTACT.fullmatch(contact))
    return None if is_usable else "an e-mail address, or a page's address that begins with https://"


def _address_or_nothing(address: str) -> str | None:
    is_plain = address.isascii() and address.isprintable() and " " not in address
    is_address = is_plain and address.startswith(("https://", "http://"))
    return None if address in ("", "none") or is_address else "the address of an api.php, `none`, or nothing"


def _positive(number: float) -> str | None:
    return None if 0 < number < math.inf else "more than 0"


def _stream(address: str) -> str | None:
    is_plain = address.isascii() and address.isprintable() and " " not in address
    is_address = is_plain and address.startswith(("https://", "http://")) and len(address) > len("https://")
    return None if not address or is_address else "the address of an event stream, or nothing"


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """How `daybook follow` hears of changes."""

    stream: str = setting(
        "",
        help="Address of an event stream of the form `mediawiki.page_change.v1`; where it is empty, Wikimedia's own for"
        " Wikimedia's wikis, and for others their recent changes.",
        rule=_stream,
    )
    pause: float = setting(5.0, help="Seconds between two looks at recent changes.", rule=at_least(0.1))
    silence: float = setting(
        60.0,
        help="Seconds without a sign of life after which a stream counts as silent and is reopened.",
        rule=_positive,
    )
    check_days: int = setting(
        0,
        help="Days back whose cited sources are checked in the background, as `daybook enrich --check` does; 0: none."
        " Requires wiki.contact.",
        rule=at_least(0),
    )


@dataclass(frozen=True, slots=True)
class WikiSettings:
    """Which wiki is read, how its day pages are named, and how patiently."""

    api: str = setting("https://en.wikipedia.org/w/api.php", help="Address of the wiki's api.php.")
    contact: str = setting(
        "",
        help="Your e-mail address or home page, sent with every request; a public wiki requires it.",
        rule=_contact,
    )
    title_prefix: str = setting(
        "Portal:Current events", help="What stands before the `/` in the titles of day pages.", rule=_a_title
    )
    months: tuple[str, ...] = setting(
        ENGLISH_MONTHS, help="The twelve month names as the wiki's titles have them.", rule=_twelve_names
    )
    day_title: str = setting(
        DAY_TITLE, help="How titles of day pages are made of {prefix}, {year}, {month} and {day}.", rule=_day_pattern
    )
    month_title: str = setting(
        MONTH_TITLE, help="How titles of month pages are made of {prefix}, {year} and {month}.", rule=_month_pattern
    )
    items: str = setting(
        "",
        help="Address of the api.php of the Wikibase that knows what articles are about; empty: Wikidata's for Wikimedia's wikis,"
        " else none; `none` turns this off.",
        rule=_address_or_nothing,
    )
    refresh: int = setting(90, help="Days after which what the wiki says of an article is refreshed.", rule=at_least(1))
    titles_per_request: int = setting(
        50, help="Pages asked for at once; a wiki allows 50 without an account.", rule=_titles_at_once
    )
    maxlag: int = setting(5, help="Seconds of database lag above which the wiki may refuse requests.", rule=at_least(0))
    pause: float = setting(
        0.3,
        help="Seconds between two requests; Wikimedia's wikis allow 200 requests a minute.",
        rule=at_least(0),
    )
    timeout: float = setting(
        30.0, help="Seconds without a byte after which a request is given up and tried again.", rule=_positive
    )
    longest_answer: float = setting(
        120.0,
        help="Seconds that one answer may take, from the look-up of the host's name to the last byte.",
        rule=_positive,
    )
    retries: int = setting(
        6, help="How often a request is tried again, each time after a longer wait.", rule=at_least(0)
    )
    longest_wait: float = setting(
        300.0, help="Seconds to wait at most when the wiki asks for patience.", rule=at_least(0)
    )
    largest_answer: int = setting(64 * 1024 * 1024, help="Bytes that one answer may have, unpacked.", rule=_positive)

    def __post_init__(self) -> None:
        check_rules(self)

    @property
    def items_api(self) -> str:
        """The address of the api.php that knows what articles are about, empty where there is none."""
        if self.items:
            return "" if self.items == "none" else self.items
        return WIKIDATA if is_wikimedias(self.api) else ""

    @property
    def titles(self) -> DayTitles:
        """How this wiki names its day pages and month pages."""
        return DayTitles(self.title_prefix, self.months, self.day_title, self.month_title)
