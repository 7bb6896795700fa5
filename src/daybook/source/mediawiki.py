"""The only HTTP client of the wiki: asks its API, waits as the wiki wishes, and gives back JSON.

The home of urllib3. Knows no page and no title: what to ask and what the answer means is `fetch.py`'s (pages) and
`daybook.enrich.wiki`'s (articles). Only reads; never logs in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from daybook.model.setting import setting
from daybook.model.titles import ENGLISH_MONTHS, DayTitles


@dataclass(frozen=True, slots=True)
class WikiSettings:
    """Which wiki is read, how its day pages are named, and how patiently it is asked."""

    api: str = setting("https://en.wikipedia.org/w/api.php", help="Address of the wiki's api.php.")
    contact: str = setting(
        "", help="Your e-mail address or home page, told to the wiki with every request; needed for any public wiki."
    )
    title_prefix: str = setting("Portal:Current events", help="What stands before `/` in the titles of day pages.")
    months: tuple[str, ...] = setting(ENGLISH_MONTHS, help="The twelve month names as the wiki's titles have them.")
    titles_per_request: int = setting(50, help="Pages asked for at once; a wiki allows 50 to visitors.")
    maxlag: int = setting(5, help="Seconds the wiki's databases may lag before it may tell us to come back later.")
    pause: float = setting(0.2, help="Seconds to wait between two requests.")
    timeout: float = setting(30.0, help="Seconds without a byte after which a request is given up and tried again.")
    longest_answer: float = setting(120.0, help="Seconds that one whole answer may take.")
    retries: int = setting(6, help="How often a request is tried again, each time after a longer wait.")
    longest_wait: float = setting(300.0, help="Seconds to wait at most when the wiki asks for patience.")
    largest_answer: int = setting(64 * 1024 * 1024, help="Bytes of one answer that are read, unpacked.")

    @property
    def titles(self) -> DayTitles:
        """How this wiki names its day pages and month pages."""
        return DayTitles(self.title_prefix, self.months)


class WikiClient:
    """A connection to a wiki's API; close it, or use it in a `with` statement.

    Raises `SettingsError` for an address that is none, and for a public wiki without a contact.
    """

    def __init__(
        self, settings: WikiSettings, *, sleep: Callable[[float], None], monotonic: Callable[[], float],
        now: Callable[[], datetime], random: Callable[[], float],
    ) -> None:
        raise NotImplementedError

    def ask(self, parameters: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the answer to `action=query` as JSON (format version 2), in as many parts as the wiki makes of it.

        Raises `FetchError` when the wiki cannot be reached or answers with an error after all retries.
        """
        raise NotImplementedError
