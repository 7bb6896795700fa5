"""The only HTTP client of the wiki: asks its API, waits as the wiki asks, and gives back decoded JSON.

Knows no page and no title: what to ask and what the answer means is `fetch.py`'s (pages) and
`daybook.enrich.wiki`'s (articles); what a reply calls for is decided in `reply.py`. Only reads, never logs in, follows no
HTTP redirect, and asks one thing at a time, as https://www.mediawiki.org/wiki/API:Etiquette wishes.
"""

from __future__ import annotations

import importlib.metadata
import ipaddress
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urlencode, urlsplit

from daybook import __version__
from daybook.errors import FetchError, SettingsError
from daybook.network.exchange import PORTS, Connection, ExchangeFailed, Fault, Limits, Reply, Request, Server
from daybook.source.reply import Answered, AskLater, Refused, judge_reply, printable, unpack_reply
from daybook.source.settings import WikiSettings

LONGEST_ADDRESS = 4_000
"""Bytes of a question that are put into the address; longer ones are posted. Servers allow 8 kB for a whole request line."""

MOST_PARTS = 10_000
"""Parts of one answer that are followed: a page's history in parts of 50 revisions may have half a million."""

RETRIES_BEFORE_FIRST_ANSWER = 2
"""Further tries to reach a server that never answered: a wrong name or a missing network is reported in seconds."""

PAUSE = "pause between requests"
"""The reason of the waits that are no trouble."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Waiting, time and chance, as a client needs them; a test gives its own.

    `chance` returns a number from 0 to 1. `sleep` is given the reason for a wait as well, so that it can be shown.
    """

    sleep: Callable[[float, str], None] = lambda seconds, _why: time.sleep(seconds)
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = _now
    chance: Callable[[], float] = random.random


class WikiClient:
    """A connection to a wiki's API; close it, or use it in a `with` statement.

    Raises `SettingsError` for an address that is none, and for any wiki but one on this machine without a contact.
    """

    def __init__(self, settings: WikiSettings, clock: Clock | None = None) -> None:
        address = _check(settings)
        self._settings = settings
        self._clock = clock or Clock()
        self._path = address.path or "/"
        host, scheme = address.hostname or "", address.scheme
        self._connection = Connection(
            Server(scheme, host, address.port or PORTS[scheme]), monotonic=self._clock.monotonic
        )
        self._headers = {
            "User-Agent": user_agent(settings.contact),
            "Accept-Encoding": "gzip",
            "Accept": "application/json",
        }
        self._next_request = 0.0
        self._has_answered = False
        self.requests = 0

    @property
    def settings(self) -> WikiSettings:
        """How the wiki is queried."""
        return self._settings

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def query(self, parameters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        """Yield the answer to `action=query` (format version 2), in as many parts as the wiki makes of it.

        Raises `FetchError` when the wiki cannot be reached or answers with an error after all retries.
        """
        fixed = {"action": "query", "format": "json", "formatversion": "2", "maxlag": str(self._settings.maxlag)}
        going_on: Mapping[str, str] = {}
        for _ in range(MOST_PARTS):
            answer = self._ask_until_answered({**fixed, **parameters, **going_on})
            yield answer.query
            if not answer.going_on:
                return
            if answer.going_on == going_on:
                break
            going_on = answer.going_on
        raise FetchError(f"the wiki's answer never ends: `{self._settings.api}`")

    def ask(self, action: str, parameters: Mapping[str, str]) -> Mapping[str, object]:
        """Return the answer to another action than `query`, which comes in one part; raises `FetchError` as `query` does."""
        fixed = {"action": action, "format": "json", "formatversion": "2", "maxlag": str(self._settings.maxlag)}
        return self._ask_until_answered({**fixed, **parameters}).whole

    def _ask_until_answered(self, parameters: Mapping[str, str]) -> Answered:
        tries = 0
        while True:
            outcome = self._ask_once(parameters)
            if isinstance(outcome, Answered):
                self._has_answered = True
                return outcome
            if isinstance(outcome, Refused):
                raise FetchError(f"{outcome.why}: `{self._settings.api}`", hint=outcome.hint)
            tries += 1
            self._wait(outcome, tries)

    def _wait(self, outcome: AskLater, tries: int) -> None:
        """Wait before the next try: as long as the wiki says, else twice as long each time, with chance mixed in."""
        settings = self._settings
        # A server that was never reached is likely not there: a wrong name should be reported in seconds. One that
        # answers, if only with "too many requests", is the wiki, and waiting for it makes sense from the first request on.
        is_there = self._has_answered or outcome.from_wiki
        retries = settings.retries if is_there else min(settings.retries, RETRIES_BEFORE_FIRST_ANSWER)
        again = (
            "what was fetched is kept; run the same command again" if self._has_answered else "run the command again"
        )
        if tries > retries:
            hint = f"{again} later" if is_there else "check `wiki.api` and your network connection"
            times = f" (tried {tries} times)" if tries > 1 else ""
            raise FetchError(f"{outcome.why}{times}: `{settings.api}`", hint=hint)
        if outcome.seconds is not None and outcome.seconds > settings.longest_wait:
            message = f"{outcome.why} and asks us to wait {outcome.seconds:,.0f} seconds: `{settings.api}`"
            raise FetchError(message, hint=f"{again} after that time, or raise `wiki.longest_wait`")
        longest = min(2.0**tries, settings.longest_wait)
        seconds = longest * (0.5 + self._clock.chance() / 2)
        if outcome.seconds is not None:
            seconds = outcome.seconds + self._clock.chance()
        self._clock.sleep(seconds, f"{outcome.why}; trying again")

    def _ask_once(self, parameters: Mapping[str, str]) -> Answered | AskLater | Refused:
        settings, clock = self._settings, self._clock
        early = self._next_request - clock.monotonic()
        if early > 0:
            clock.sleep(early, PAUSE)
        # One byte over the limit, so that an answer just at it is not taken for one that was cut off.
        limits = Limits(settings.timeout, settings.longest_answer, settings.largest_answer + 1)
        self.requests += 1
        try:
            reply = self._connection.exchange(self._request(urlencode(parameters)), limits)
        except ExchangeFailed as failure:
            return _judge_failure(failure)
        finally:
            self._next_request = clock.monotonic() + settings.pause
        unpacked = unpack_reply(reply, settings.largest_answer)
        return judge_reply(unpacked, clock.now()) if isinstance(unpacked, Reply) else unpacked

    def _request(self, query: str) -> Request:
        if len(query) <= LONGEST_ADDRESS:
            return Request(f"{self._path}?{query}", self._headers)
        form = {"Content-Type": "application/x-www-form-urlencoded", "Promise-Non-Write-API-Action": "true"}
        return Request(self._path, {**self._headers, **form}, "POST", query.encode("ascii"))


def _judge_failure(failure: ExchangeFailed) -> AskLater | Refused:
    if failure.fault is Fault.NOT_SECURE:
        hint = "check the machine's clock and its certificates"
        return Refused(f"no secure connection to the wiki: {printable(failure.detail)}", hint)
    was_reached = failure.fault not in (Fault.UNKNOWN_HOST, Fault.NO_CONNECTION)
    return AskLater(_IN_WORDS[failure.fault], from_wiki=was_reached)


_IN_WORDS = {
    Fault.UNKNOWN_HOST: "the wiki's host is unknown",
    Fault.NOT_PUBLIC: "the wiki's host is not public",
    Fault.NO_CONNECTION: "no connection to the wiki",
    Fault.SILENT: "the wiki went silent",
    Fault.TOO_SLOW: "the wiki's answer took too long",
    Fault.BROKEN: "the connection to the wiki broke",
    Fault.NOT_HTTP: "the wiki's answer is not valid HTTP",
}


def user_agent(contact: str) -> str:
    """Return how Daybook names itself, as https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy wishes."""
    library = importlib.metadata.version("h11")
    reachable = f" ({contact.strip()})" if contact.strip() else ""
    return f"Daybook/{__version__}{reachable} h11/{library}"


def _check(settings: WikiSettings) -> SplitResult:
    """Return the parts of the API's address; raise `SettingsError` where a request would be wrong."""
    fault = ""
    try:
        address = urlsplit(settings.api)
        is_whole = bool(address.hostname) and address.port != 0
    except ValueError:
        address, is_whole = urlsplit(""), False
    is_plain = settings.api.isascii() and settings.api.isprintable() and " " not in settings.api
    has_more = address.query or address.fragment or address.username is not None
    if address.scheme not in PORTS and "://" in settings.api:
        fault = f"wrong value: `wiki.api` must begin with https:// or http://, not `{address.scheme}://`"
    elif not is_whole or not is_plain or has_more or address.scheme not in PORTS:
        fault = f"wrong value: `wiki.api` must be the address of an api.php, not `{settings.api}`"
    if fault:
        raise SettingsError((fault,), hint="such as `https://en.wikipedia.org/w/api.php`")
    host = address.hostname or ""
    if not settings.contact.strip() and not is_loopback(host):
        raise SettingsError(
            (f"`{host}` requires a contact: set `wiki.contact` to your e-mail address or home page",),
            hint="write it into `daybook.toml`, or add `--set wiki.contact=me@example.org`",
        )
    return address


def is_loopback(host: str) -> bool:
    """Say whether a host is this very machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
