"""Reads the page of a cited source: politely, within bounds, and never from a network that is not the public one.

Addresses come from a wiki that anybody edits, so each is treated as an attempt to reach something else: every step of a
redirect is looked up, must lead to public addresses only, and the connection goes to the very address that was looked at.
Obeys robots.txt (RFC 9309) and waits between two requests to a host. Whatever a host does, the outcome is a page or a
`SourceFailure`, never an exception. Decides nothing about what a page says.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

from daybook import __version__
from daybook.enrich.confined import ConfinedReader
from daybook.enrich.settings import SourceReadingSettings
from daybook.model import SourceFacts
from daybook.network.exchange import PORTS, Connection, Deadline, ExchangeFailed, Fault, Limits, Reply, Request, Server
from daybook.network.public import is_public
from daybook.network.unpack import Damaged, unpack

MOST_REDIRECTS = 5
LARGEST_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that are heeded: what RFC 9309, 2.5, asks for at least."""

LONGEST_DELAY = 30.0
"""Seconds that a robots.txt may put between two requests; a host that asks for more is not read."""

LONGEST_ADDRESS = 8_000
"""Characters of an address: what servers take in one line."""

HOSTS_REMEMBERED = 1_000
"""Hosts whose robots.txt is kept during a run, 500 kB each at most."""

_AGENT = "Daybook"
_HTML = ("text/html", "application/xhtml+xml")


class SourceFault(StrEnum):
    """Why a source was not read, in words that stand after "not read:"."""

    BAD_ADDRESS = "invalid address"
    NOT_WEB = "not a public web address"
    NOT_PUBLIC = "host is not public"
    UNKNOWN_HOST = "unknown host"
    NO_CONNECTION = "no connection"
    NOT_SECURE = "no secure connection"
    SILENT = "host went silent"
    TOO_SLOW = "too slow"
    BROKEN = "connection broke"
    NOT_HTTP = "invalid HTTP"
    STATUS = "HTTP status"
    REDIRECTS = "too many redirects"
    ROBOTS = "robots.txt disallows it"
    NO_ROBOTS = "robots.txt not available"
    LONG_DELAY = "robots.txt asks for a longer pause than we wait"
    NOT_HTML = "not an HTML page"
    DAMAGED = "damaged content"
    UNREADABLE = "page could not be analysed"


_FOR_GOOD = frozenset(
    {
        SourceFault.BAD_ADDRESS,
        SourceFault.NOT_WEB,
        SourceFault.NOT_PUBLIC,
        SourceFault.REDIRECTS,
        SourceFault.ROBOTS,
        SourceFault.LONG_DELAY,
        SourceFault.NOT_HTML,
        SourceFault.UNREADABLE,
    }
)
_PASSING_STATUS = frozenset({408, 425, 429})
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page as it was read: where, in the end; its bytes, perhaps only the first; the charset that its server names."""

    address: str
    content: bytes
    charset: str | None


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """Why a source was not read; `status` is the host's answer where that is the reason."""

    fault: SourceFault
    status: int | None = None

    @property
    def why(self) -> str:
        """The reason in words; equal reasons have equal words, whatever the host."""
        return str(self.fault) if self.status is None else f"{self.fault} {self.status}"

    @property
    def for_good(self) -> bool:
        """Whether asking again would not help."""
        if self.status is not None:
            return self.status < 500 and self.status not in _PASSING_STATUS
        return self.fault in _FOR_GOOD


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one request for a source: `status` of the last answer, or the `fault` why there was none.

    `arrived` is the address in the end, `lasting` whether every redirect on the way there was a permanent one (301, 308);
    `title` is what the page calls itself, where it was read; `is_guarded`, that what refused is a service that keeps robots out.
    """

    address: str
    status: int | None = None
    fault: SourceFault | None = None
    arrived: str = ""
    lasting: bool = False
    title: str = ""
    is_guarded: bool = False


def reopened(settings: SourceReadingSettings) -> frozenset[str]:
    """Return the reasons (`SourceFailure.why`) that were for good once, and are not under these settings."""
    reasons: set[SourceFault] = set()
    if settings.private:
        reasons |= {SourceFault.NOT_PUBLIC, SourceFault.NOT_WEB}
    if settings.pause > LONGEST_DELAY:
        reasons.add(SourceFault.LONG_DELAY)
    return frozenset(map(str, reasons))


@dataclass(frozen=True, slots=True)
class _Place:
    """An address taken apart, its host in ASCII, its path percent-encoded."""

    server: Server
    path: str

    @property
    def address(self) -> str:
        return f"{self.server.scheme}://{self.server.netloc}{self.path}"


class _Stop(Exception):
    """Ends the reading of a page."""

    def __init__(self, fault: SourceFault, status: int | None = None) -> None:
        super().__init__(str(fault))
        self.failure = SourceFailure(fault, status)


class SourceReader:
    """Reads pages of cited sources, one at a time; remembers each host's robots.txt and when it was asked last.

    `allows` says which IP addresses may be asked: by default those of the public network, or any if the settings say so.
    Close it, or use it in a `with` statement.
    """

    def __init__(
        self,
        settings: SourceReadingSettings,
        contact: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        allows: Callable[[str], bool] | None = None,
        confined: ConfinedReader | None = None,
    ) -> None:
        self._settings = settings
        self._allows = allows or (None if settings.private else is_public)
        self._agent = f"{_AGENT}/{__version__} ({contact.strip() or 'no contact given'})"
        self._sleep = sleep
        self._monotonic = monotonic
        self._confined = confined or ConfinedReader()
        self._robots: OrderedDict[str, bytes | SourceFailure] = OrderedDict()
        self._next: OrderedDict[str, float] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads what hosts sent."""
        self._confined.close()

    def read_facts(self, address: str, today: date) -> SourceFacts | SourceFailure:
        """Return what the page at an address tells of itself."""
        page = self.read(address)
        if isinstance(page, SourceFailure):
            return page
        facts = self._confined.read_facts(page.content, page.address, today, page.charset)
        return facts if facts is not None else SourceFailure(SourceFault.UNREADABLE)

    def read(self, address: str) -> SourcePage | SourceFailure:
        """Read the page at an address, redirects followed."""
        try:
            return self._page(*self._arrive(address)[:2])
        except _Stop as stop:
            return stop.failure

    def look(self, address: str, today: date) -> Look:
        """Ask for the page at an address, redirects followed, and say how it went: whether it is still there.

        It is asked for as a reader would (GET), since many hosts answer HEAD wrongly, and a page that tells that there is
        none tells so in its title.
        """
        try:
            place, reply, lasting = self._arrive(address)
        except _Stop as stop:
            return Look(address, stop.failure.status, stop.failure.fault if stop.failure.status is None else None)
        title = self._title(place, reply, today)
        return Look(address, reply.status, None, place.address, lasting, title, _is_guarded(reply))

    def _arrive(self, address: str) -> tuple[_Place, Reply, bool]:
        """Follow redirects; return the last place, what it answered, and whether all of them were permanent."""
        deadline = Deadline(self._settings.longest, self._monotonic)
        base, lasting = "", True
        for _ in range(MOST_REDIRECTS + 1):
            place = self._place(base, address)
            self._expect_allowed(place, deadline)
            reply = self._get(place, self._settings.largest, deadline)
            location = _location(reply)
            if location is None:
                return place, reply, lasting
            lasting = lasting and reply.status in _PERMANENT
            base, address = place.address, location
        raise _Stop(SourceFault.REDIRECTS)

    def _title(self, place: _Place, reply: Reply, today: date) -> str:
        try:
            page = self._page(place, reply)
        except _Stop:
            return ""
        facts = self._confined.read_facts(page.content, page.address, today, page.charset)
        return (facts.title or "") if facts else ""

    def _page(self, place: _Place, reply: Reply) -> SourcePage:
        if reply.status != 200:
            raise _Stop(SourceFault.STATUS, reply.status)
        kind, _, rest = reply.headers.get("content-type", "").partition(";")
        if kind.strip().lower() not in _HTML:
            raise _Stop(SourceFault.NOT_HTML)
        _, _, charset = rest.lower().partition("charset=")
        content = self._content(reply, self._settings.largest)
        return SourcePage(place.address, content, charset.partition(";")[0].strip(" \t\"'") or None)

    def _content(self, reply: Reply, largest: int) -> bytes:
        try:
            content, _ = unpack(reply.body, reply.headers.get("content-encoding", ""), largest)
        except Damaged:
            raise _Stop(SourceFault.DAMAGED) from None
        return content

    def _place(self, base: str, address: str) -> _Place:
        """Take an address apart, one that a page gave relative to its own included."""
        try:
            parts = urlsplit(urljoin(base, address.strip()) if base else address.strip())
            port = parts.port if parts.port is not None else PORTS.get(parts.scheme, 0)
            host = (parts.hostname or "").encode("idna").decode("ascii")
        except ValueError:  # of which `UnicodeError` is a kind
            raise _Stop(SourceFault.BAD_ADDRESS) from None
        if len(address) > LONGEST_ADDRESS or not host.isprintable() or any(mark in host for mark in " /?#@\\"):
            raise _Stop(SourceFault.BAD_ADDRESS)
        is_usual = self._settings.private or port == PORTS.get(parts.scheme)
        if parts.scheme not in PORTS or not host or parts.username is not None or not is_usual or not port:
            raise _Stop(SourceFault.NOT_WEB)
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?-._')}" if parts.query else ""
        return _Place(Server(parts.scheme, host, port), path + query)

    def _expect_allowed(self, place: _Place, deadline: Deadline) -> None:
        """Stop where the host's robots.txt keeps us out; one that cannot be had keeps everybody out (RFC 9309, 2.3.1)."""
        key = f"{place.server.scheme}://{place.server.netloc}"
        if key not in self._robots:
            self._robots[key] = self._read_robots(place, deadline)
            while len(self._robots) > HOSTS_REMEMBERED:
                self._robots.popitem(last=False)
        rules = self._robots[key]
        if isinstance(rules, SourceFailure):
            raise _Stop(rules.fault, rules.status)
        delay = self._settings.pause
        if rules.strip():
            verdict = self._confined.judge_robots(rules, place.address, _AGENT)
            if verdict is None:  # a rule that takes for ever to hold against an address: as good as none to be had
                raise _Stop(SourceFault.NO_ROBOTS)
            if not verdict.allowed:
                raise _Stop(SourceFault.ROBOTS)
            delay = max(delay, verdict.delay or 0.0)
        if delay > max(LONGEST_DELAY, self._settings.pause):
            raise _Stop(SourceFault.LONG_DELAY)
        self._wait(place.server.host, delay, deadline)

    def _read_robots(self, place: _Place, deadline: Deadline) -> bytes | SourceFailure:
        """Return a host's robots.txt, empty where it has none; or why nothing of it may be read."""
        wanted = _Place(place.server, "/robots.txt")
        for _ in range(MOST_REDIRECTS + 1):
            self._wait(wanted.server.host, self._settings.pause, deadline)
            try:
                reply = self._get(wanted, LARGEST_ROBOTS, deadline)
                location = _location(reply)
                if location is None:
                    if reply.status >= 500 or reply.status == 429:
                        return SourceFailure(SourceFault.NO_ROBOTS)
                    return self._content(reply, LARGEST_ROBOTS) if reply.status == 200 else b""
                wanted = self._place(wanted.address, location)
            except _Stop as stop:
                return stop.failure
        return b""

    def _wait(self, host: str, seconds: float, deadline: Deadline) -> None:
        early = self._next.get(host, 0.0) - self._monotonic()
        if early > 0:
            before = self._monotonic()
            self._sleep(early)
            deadline.extend(self._monotonic() - before)
        self._next[host] = self._monotonic() + seconds
        self._next.move_to_end(host)
        while len(self._next) > HOSTS_REMEMBERED:
            self._next.popitem(last=False)

    def _get(self, place: _Place, largest: int, deadline: Deadline) -> Reply:
        settings = self._settings
        headers = {
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        limits = Limits(settings.timeout, settings.longest, largest)
        with closing(Connection(place.server, allows=self._allows, monotonic=self._monotonic)) as connection:
            try:
                return connection.exchange(Request(place.path, headers), limits, deadline)
            except ExchangeFailed as failure:
                raise _Stop(_FAULTS[failure.fault]) from failure


_FAULTS = {
    Fault.UNKNOWN_HOST: SourceFault.UNKNOWN_HOST,
    Fault.NOT_PUBLIC: SourceFault.NOT_PUBLIC,
    Fault.NO_CONNECTION: SourceFault.NO_CONNECTION,
    Fault.NOT_SECURE: SourceFault.NOT_SECURE,
    Fault.SILENT: SourceFault.SILENT,
    Fault.TOO_SLOW: SourceFault.TOO_SLOW,
    Fault.BROKEN: SourceFault.BROKEN,
    Fault.NOT_HTTP: SourceFault.NOT_HTTP,
}


_GUARDS = ("cloudflare", "akamai", "ddos-guard", "sucuri", "imperva", "incapsula", "datadome")


def _is_guarded(reply: Reply) -> bool:
    """Say whether a refusal is that of a service that hosts put before them against robots."""
    if reply.status not in (403, 406, 429, 503):
        return False
    return "cf-mitigated" in reply.headers or reply.headers.get("server", "").lower().startswith(_GUARDS)


def _location(reply: Reply) -> str | None:
    return reply.headers.get("location") if 300 <= reply.status < 400 else None
