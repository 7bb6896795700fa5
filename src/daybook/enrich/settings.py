"""The section of `daybook.toml` on cited sources. Apart from the client, so that reading settings loads no HTTP library."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from daybook.model.setting import at_least, setting


def _address_or_nothing(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_web = False
    return None if not address or is_web else "an http or https address, or empty"


_REFUSED = frozenset(
    {
        "archive.today",
        "archive.is",
        "archive.ph",
        "archive.fo",
        "archive.li",
        "archive.md",
        "archive.vn",
        "archiveis.jp",
    }
)
"""One archive by many names, which the English Wikipedia deprecated in 2026: readers are not sent there."""


def must_not_be_asked(host: str) -> bool:
    """Say whether a host is that of an archive that is neither asked nor named."""
    parts = host.lower().rstrip(".").split(".")
    return ".".join(parts[-2:]) in _REFUSED


def _archive_or_nothing(address: str) -> str | None:
    wrong = _address_or_nothing(address)
    is_refused = not wrong and must_not_be_asked(urlsplit(address).hostname or "")
    return "another archive than archive.today" if is_refused else wrong


def _archives(addresses: tuple[str, ...]) -> str | None:
    wrong = [rule for each in addresses if (rule := _archive_or_nothing(each) if each else "no empty address")]
    return f"a list, each of it {wrong[0]}" if wrong else None


@dataclass(frozen=True, slots=True)
class SourceReadingSettings:
    """Whether and how patiently the pages of cited sources are read for their title, date and lead."""

    read: bool = setting(
        False,  # noqa: FBT003 - the default
        help="Whether `daybook fetch` reads the pages of newly cited sources too, as `daybook enrich` does.",
    )
    pause: float = setting(
        1.0, help="Seconds between two requests to one host; its robots.txt may ask for more.", rule=at_least(0)
    )
    timeout: float = setting(10.0, help="Seconds without a byte after which a source is given up.", rule=at_least(0.1))
    longest: float = setting(30.0, help="Seconds that one source may take, with all its redirects.", rule=at_least(0.1))
    largest: int = setting(1024 * 1024, help="Bytes read of one page; what a page says about itself comes first.")
    copies: str = setting(
        "https://web.archive.org/web/",
        help="Web archive that `daybook enrich --check` asks for a copy of each source near its event's day; empty: none.",
        rule=_archive_or_nothing,
    )
    copies_index: str = setting(
        "https://web.archive.org/cdx/search/cdx",
        help="Index (CDX) of the same archive, queried once for all sources of a folder; if empty, each source is queried.",
        rule=_archive_or_nothing,
    )
    copies_pause: float = setting(
        2.5,
        help="Seconds between two requests to one web archive; 2.5 is four fifths of the 30 a minute that it allows.",
        rule=at_least(0),
    )
    timemaps: tuple[str, ...] = setting(
        (),
        help="Further web archives to query where that one has no copy: addresses of TimeMaps (RFC 7089) that the"
        " source's own is appended to, such as https://arquivo.pt/wayback/timemap/link/.",
        rule=_archives,
    )
    save: str = setting(
        "",
        help="Address at which a web archive saves sources of the last week that it lacks, at most 4 a minute,"
        " such as https://web.archive.org/save/; empty: none.",
        rule=_archive_or_nothing,
    )
    paywalls: tuple[str, ...] = setting(
        (),
        help="Further hosts whose articles are for subscribers: a refusal by one of them does not mean that an article is gone.",
    )
    private: bool = setting(
        False,  # noqa: FBT003 - the default
        help="Whether sources on this machine or in its own network are read. Never for a wiki that others edit.",
    )
