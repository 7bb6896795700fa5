"""The section of `daybook.toml` on cited sources. Apart from the client, so that reading settings loads no HTTP library."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.model.setting import at_least, setting


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
    private: bool = setting(
        False,  # noqa: FBT003 - the default
        help="Whether sources on this machine or in its own network are read. Never for a wiki that others edit.",
    )
