"""The wiki's section of `daybook.toml`. Apart from the client, so that reading settings does not load an HTTP library."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.model.setting import setting
from daybook.model.titles import ENGLISH_MONTHS, DayTitles


@dataclass(frozen=True, slots=True)
class WikiSettings:
    """Which wiki is read, how its day pages are named, and how patiently it is asked."""

    api: str = setting("https://en.wikipedia.org/w/api.php", help="Address of the wiki's api.php.")
    contact: str = setting(
        "", help="Your e-mail address or home page, told to the wiki with every request; a public wiki needs it."
    )
    title_prefix: str = setting("Portal:Current events", help="What stands before the `/` in the titles of day pages.")
    months: tuple[str, ...] = setting(ENGLISH_MONTHS, help="The twelve month names as the wiki's titles have them.")
    titles_per_request: int = setting(50, help="Pages asked for at once; a wiki allows visitors 50.")
    maxlag: int = setting(5, help="Seconds that the wiki's databases may lag before it may put us off.")
    pause: float = setting(0.2, help="Seconds between two requests.")
    timeout: float = setting(30.0, help="Seconds without a byte after which a request is given up and tried again.")
    longest_answer: float = setting(120.0, help="Seconds that one whole answer may take.")
    retries: int = setting(6, help="How often a request is tried again, each time after a longer wait.")
    longest_wait: float = setting(300.0, help="Seconds to wait at most when the wiki asks for patience.")
    largest_answer: int = setting(64 * 1024 * 1024, help="Bytes that one answer may have, unpacked.")

    def __post_init__(self) -> None:
        if len(self.months) != 12 or len(set(self.months)) != 12 or not all(self.months):
            raise ValueError("`months` must be twelve different names")
        if not self.title_prefix.strip():
            raise ValueError("`title_prefix` must not be empty")
        if not 1 <= self.titles_per_request <= 500:
            raise ValueError("`titles_per_request` must be from 1 to 500")
        limits = (self.maxlag, self.pause, self.retries, self.longest_wait)
        if min(limits) < 0 or min(self.timeout, self.longest_answer, self.largest_answer) <= 0:
            raise ValueError("waits, times and limits must not be negative")

    @property
    def titles(self) -> DayTitles:
        """How this wiki names its day pages and month pages."""
        return DayTitles(self.title_prefix, self.months)
