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
    largest: int = setting(
        1024 * 1024, help="Bytes that are read of one page; what a page tells of itself comes first."
    )
    copies: str = setting(
        "https://web.archive.org/web/",
        help="Web archive that `daybook enrich --check` asks for a copy of each source near its event's day; empty: none.",
        rule=_address_or_nothing,
    )
    copies_pause: float = setting(
        2.5, help="Seconds between two requests to that archive; it allows 30 a minute.", rule=at_least(0)
    )
    paywalls: tuple[str, ...] = setting(
        (),
        help="Further hosts whose articles are for subscribers: a refusal by one of them does not mean that an article is gone.",
    )
    private: bool = setting(
        False,  # noqa: FBT003 - the default
        help="Whether sources on this machine or in its own network are read. Never for a wiki that others edit.",
    )
