"""The only HTTP client of the wiki: asks its API, waits as the wiki wishes, and gives back JSON.

The home of urllib3. Knows no page and no title: what to ask and what the answer means is `fetch.py`'s (pages) and
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
from urllib.parse import urlencode, urlsplit

import urllib3

from daybook.errors import FetchError, SettingsError
from daybook.source.reply import Answered, AskLater, Refused, Reply, judge_reply, unpack_body
from daybook.source.settings import WikiSettings

LONGEST_ADDRESS = 4_000
"""Bytes of a question that are put into the address; longer ones are posted. Servers allow 8 kB for a whole request line."""

MOST_PARTS = 10_000
"""Parts of one answer that are followed: a page's history in parts of 50 revisions may have half a million."""

RETRIES_BEFORE_FIRST_ANSWER = 2
"""Tries more to reach a server that never answered: a wrong name or a missing network should be told in seconds."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Waiting, time and chance, as a client needs them; a test gives its own.

    `chance` returns a number from 0 to 1. `sleep` is told the reason of a wait as well, so that it can be shown.
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
        _check(settings)
        self._settings = settings
        self._clock = clock or Clock()
        self._pool = urllib3.PoolManager(
            headers={
                "User-Agent": user_agent(settings.contact),
                "Accept-Encoding": "gzip",
                "Accept": "application/json",
            },
            timeout=urllib3.Timeout(connect=settings.timeout, read=settings.timeout),
            retries=False,
        )
        self._next_request = 0.0
        self._has_answered = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._pool.clear()

    def ask(self, parameters: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the answer to `action=query` as JSON (format version 2), in as many parts as the wiki makes of it.

        Raises `FetchError` when the wiki cannot be reached or answers with an error after all retries.
        """
        fixed = {"action": "query", "format": "json", "formatversion": "2", "maxlag": str(self._settings.maxlag)}
        going_on: Mapping[str, str] = {}
        for _ in range(MOST_PARTS):
            answer = self._ask_until_answered({**fixed, **parameters, **going_on})
            yield answer.body
            if not answer.going_on:
                return
            if answer.going_on == going_on:
                break
            going_on = answer.going_on
        raise FetchError(f"the answer of the wiki never ends: `{self._settings.api}`")

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
        retries = settings.retries if self._has_answered else min(settings.retries, RETRIES_BEFORE_FIRST_ANSWER)
        if outcome.seconds is not None:
            retries = settings.retries
        again = "what was fetched is kept; run the same command again"
        if tries > retries:
            message = f"no answer from the wiki after {tries} tries, {outcome.why}: `{settings.api}`"
            raise FetchError(message, hint=again if self._has_answered else "see whether `wiki.api` is right")
        if outcome.seconds is not None and outcome.seconds > settings.longest_wait:
            message = f"the wiki asks for a wait of {outcome.seconds:.0f} seconds, {outcome.why}: `{settings.api}`"
            raise FetchError(message, hint=f"{again} after that time")
        longest = min(2.0**tries, settings.longest_wait)
        seconds = longest * (0.5 + self._clock.chance() / 2)
        if outcome.seconds is not None:
            seconds = outcome.seconds + self._clock.chance()
        self._clock.sleep(seconds, outcome.why)

    def _ask_once(self, parameters: Mapping[str, str]) -> Answered | AskLater | Refused:
        clock = self._clock
        early = self._next_request - clock.monotonic()
        if early > 0:
            clock.sleep(early, "pause between requests")
        try:
            reply = self._request(urlencode(parameters))
        except urllib3.exceptions.SSLError as error:
            return Refused(f"no safe connection, {error}", "see whether the machine's clock and certificates are right")
        except urllib3.exceptions.HTTPError as error:
            return AskLater(_in_words(error))
        finally:
            self._next_request = clock.monotonic() + self._settings.pause
        return reply if isinstance(reply, AskLater | Refused) else judge_reply(reply, clock.now())

    def _request(self, query: str) -> Reply | AskLater | Refused:
        address = self._settings.api
        if len(query) <= LONGEST_ADDRESS:
            response = self._pool.request(
                "GET", f"{address}?{query}", preload_content=False, decode_content=False, redirect=False
            )
        else:
            form = {"Content-Type": "application/x-www-form-urlencoded", "Promise-Non-Write-API-Action": "true"}
            response = self._pool.request(
                "POST",
                address,
                body=query,
                headers={**self._pool.headers, **form},
                preload_content=False,
                decode_content=False,
                redirect=False,
            )
        try:
            return self._read(response)
        finally:
            response.close()

    def _read(self, response: urllib3.BaseHTTPResponse) -> Reply | AskLater | Refused:
        settings, clock = self._settings, self._clock
        deadline = clock.monotonic() + settings.longest_answer
        body = bytearray()
        while len(body) <= settings.largest_answer and (part := response.read1(1 << 16)):
            body += part
            if clock.monotonic() > deadline:
                return AskLater(f"the answer took over {settings.longest_answer:.0f} seconds")
        headers = {name.lower(): value for name, value in response.headers.items()}
        encoding = headers.get("content-encoding", "").strip().lower()
        unpacked = unpack_body(bytes(body), encoding, settings.largest_answer)
        return Reply(response.status, headers, unpacked) if isinstance(unpacked, bytes) else unpacked


def user_agent(contact: str) -> str:
    """Return how Daybook names itself, as https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy wishes."""
    version, library = importlib.metadata.version("daybook"), importlib.metadata.version("urllib3")
    told = f" ({contact.strip()})" if contact.strip() else ""
    return f"Daybook/{version}{told} urllib3/{library}"


def _check(settings: WikiSettings) -> None:
    faults = []
    host, contact = _host(settings.api), settings.contact.strip()
    if not host:
        faults.append(f"wrong value: `wiki.api` must be the address of an api.php, not `{settings.api}`")
    if contact and not (contact.isascii() and contact.isprintable()):
        faults.append("wrong value: `wiki.contact` must be an e-mail address or a home page, in ASCII")
    if host and not contact and not is_loopback(host):
        faults.append(
            f"missing value: `wiki.contact`, your e-mail address or home page, without which `{host}` is not asked"
        )
    if faults:
        raise SettingsError(
            tuple(faults), hint="write it into `daybook.toml`, or give it here: `--set wiki.contact=me@example.org`"
        )


def _host(api: str) -> str:
    """Return the host of an API's address, empty where it is no address that can be asked."""
    try:
        address = urlsplit(api)
        is_whole = address.scheme in ("http", "https") and address.port != 0
    except ValueError:
        return ""
    is_plain = api.isascii() and api.isprintable() and " " not in api
    has_more = address.query or address.fragment or address.username is not None
    return address.hostname or "" if is_whole and is_plain and not has_more else ""


def is_loopback(host: str) -> bool:
    """Say whether a host is this very machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_words(error: urllib3.exceptions.HTTPError) -> str:
    """Tell a fault of the connection in few words; urllib3's own name its objects."""
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (urllib3.exceptions.NameResolutionError, "the host name is not known"),
        (urllib3.exceptions.NewConnectionError, "no connection"),  # before the next, of which it is a kind
        (urllib3.exceptions.ConnectTimeoutError, "no connection in time"),
        (urllib3.exceptions.ReadTimeoutError, "the server fell silent"),
        (urllib3.exceptions.ProtocolError, "the connection broke"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), f"{type(error).__name__}")
