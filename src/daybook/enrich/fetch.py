"""Reads the page of a cited source: politely, within bounds, and never from a network that is not the public one.

Addresses come from a wiki that anybody edits, so each is treated as an attempt to reach something else: every step of a
redirect is looked up, must lead to public addresses only, and the connection goes to the very address that was looked at.
Obeys robots.txt (RFC 9309) and waits between two requests to a host. Decides nothing about what a page says.
"""

from __future__ import annotations

import importlib.metadata
import ipaddress
import socket
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from protego import Protego

from daybook.enrich.settings import SourceReadingSettings

MOST_REDIRECTS = 5
LARGEST_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that are heeded: what RFC 9309, 2.5, asks for at least."""

LONGEST_PAUSE = 30.0
"""Seconds that a robots.txt may put between two requests; a host that wants more is not read."""

_HTML = ("text/html", "application/xhtml+xml")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page as it was read: where, in the end; its bytes, perhaps only the first; the charset that its server tells."""

    address: str
    content: bytes
    charset: str | None


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why a page was not read, in words; `for_good` where asking again would not help."""

    why: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class _Place:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    location: str | None
    kind: str
    charset: str | None
    body: bytes


class _Stop(Exception):
    """Ends the reading of a page."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        super().__init__(why)
        self.told = NotRead(why, for_good)


class SourceReader:
    """Reads pages of cited sources, one at a time; remembers each host's robots.txt and when it was asked last.

    `allows` says which IP addresses may be asked: by default those of the public network, or any if the settings say so.
    """

    def __init__(
        self,
        settings: SourceReadingSettings,
        contact: str,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        allows: Callable[[str], bool] | None = None,
    ) -> None:
        self._settings = settings
        self._allows = allows or ((lambda _number: True) if settings.private else is_public)
        self._agent = f"Daybook/{importlib.metadata.version('daybook')} ({contact.strip() or 'no contact given'})"
        self._sleep = sleep
        self._monotonic = monotonic
        self._robots: dict[str, Protego | None] = {}
        self._next: dict[str, float] = {}

    def read(self, address: str) -> SourcePage | NotRead:
        """Read the page at an address, redirects followed."""
        deadline = self._monotonic() + self._settings.longest
        try:
            for _ in range(MOST_REDIRECTS + 1):
                place = self._place(address)
                self._expect_allowed(place, deadline)
                reply = self._get(place, self._settings.largest, deadline)
                if reply.location is None:
                    return self._page(place, reply)
                address = urljoin(place.address, reply.location)
        except _Stop as stop:
            return stop.told
        return NotRead("its redirects do not end", for_good=True)

    def _page(self, place: _Place, reply: _Reply) -> SourcePage | NotRead:
        if reply.status != 200:
            passing = reply.status in (408, 425, 429) or reply.status >= 500
            return NotRead(f"HTTP status {reply.status}", for_good=not passing)
        if reply.kind not in _HTML:
            return NotRead("it is no page of HTML", for_good=True)
        return SourcePage(place.address, reply.body, reply.charset)

    def _place(self, address: str) -> _Place:
        try:
            parts = urlsplit(address.strip())
            port = parts.port or _PORTS.get(parts.scheme, 0)
            host = (parts.hostname or "").encode("idna").decode("ascii")
        except (ValueError, UnicodeError):
            raise _Stop("its address is not understood", for_good=True) from None
        is_usual = self._settings.private or port == _PORTS.get(parts.scheme)
        if parts.scheme not in _PORTS or not host or parts.username is not None or not is_usual:
            raise _Stop("its address is none that is read", for_good=True)
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?-._')}" if parts.query else ""
        return _Place(parts.scheme, host, port, path + query)

    def _expect_allowed(self, place: _Place, deadline: float) -> None:
        """Stop where the host's robots.txt keeps us out; one that cannot be had keeps everybody out (RFC 9309, 2.3.1)."""
        key = f"{place.scheme}://{place.netloc}"
        if key not in self._robots:
            self._robots[key] = self._read_robots(place, deadline)
        rules = self._robots[key]
        if rules is None:
            raise _Stop("its host has no robots.txt to be had now", for_good=False)
        if not rules.can_fetch(place.address, "Daybook"):
            raise _Stop("its host's robots.txt keeps programs out", for_good=True)
        wait = max(self._settings.pause, rules.crawl_delay("Daybook") or 0.0)
        if wait > max(LONGEST_PAUSE, self._settings.pause):
            raise _Stop("its host's robots.txt asks for too long a wait", for_good=True)
        self._wait(place.host, wait)

    def _read_robots(self, place: _Place, deadline: float) -> Protego | None:
        wanted = _Place(place.scheme, place.host, place.port, "/robots.txt")
        for _ in range(MOST_REDIRECTS + 1):
            self._wait(wanted.host, self._settings.pause)
            try:
                reply = self._get(wanted, LARGEST_ROBOTS, deadline)
            except _Stop as stop:
                if stop.told.for_good:
                    raise
                return None
            if reply.location is None:
                break
            wanted = self._place(urljoin(wanted.address, reply.location))
        else:
            return Protego.parse("")
        if reply.status >= 500 or reply.status == 429:
            return None
        return Protego.parse(reply.body.decode("utf-8", "replace") if reply.status == 200 else "")

    def _wait(self, host: str, seconds: float) -> None:
        early = self._next.get(host, 0.0) - self._monotonic()
        if early > 0:
            self._sleep(early)
        self._next[host] = self._monotonic() + seconds

    def _get(self, place: _Place, largest: int, deadline: float) -> _Reply:
        timeout = urllib3.Timeout(connect=self._settings.timeout, read=self._settings.timeout)
        pool = self._pool(place, self._look_up(place), timeout)
        try:
            response = pool.urlopen(
                "GET",
                place.path,
                headers={
                    "Host": place.netloc,
                    "User-Agent": self._agent,
                    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
                    "Accept-Encoding": "gzip",
                },
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                return self._reply(response, largest, deadline)
            finally:
                response.close()
        except urllib3.exceptions.SSLError:
            raise _Stop("its host makes no safe connection", for_good=True) from None
        except urllib3.exceptions.HTTPError as error:
            raise _Stop(f"no answer: {type(error).__name__}", for_good=False) from None
        finally:
            pool.close()

    def _pool(self, place: _Place, number: str, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
        """Return a pool that connects to this very number, whatever the name leads to meanwhile."""
        if place.scheme == "http":
            return urllib3.HTTPConnectionPool(number, place.port, timeout=timeout, retries=False)
        return urllib3.HTTPSConnectionPool(
            number, place.port, timeout=timeout, retries=False, server_hostname=place.host, assert_hostname=place.host
        )

    def _look_up(self, place: _Place) -> str:
        try:
            found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except OSError:
            raise _Stop("its host is not known", for_good=False) from None
        numbers = [str(entry[4][0]) for entry in found]
        if not all(map(self._allows, numbers)):
            raise _Stop("its host is in a network of its own", for_good=True)
        return numbers[0]

    def _reply(self, response: urllib3.BaseHTTPResponse, largest: int, deadline: float) -> _Reply:
        headers = response.headers
        location = headers.get("location") if 300 <= response.status < 400 else None
        kind, _, rest = headers.get("content-type", "").partition(";")
        _, _, charset = rest.lower().partition("charset=")
        body = bytearray()
        while location is None and len(body) < largest and (part := response.read1(1 << 16)):
            body += part
            if self._monotonic() > deadline:
                raise _Stop("it takes too long", for_good=False)
        packed = headers.get("content-encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip"):
            raise _Stop("it is packed in a way that was not asked for", for_good=True)
        content = _unpacked(bytes(body), largest) if "gzip" in packed else bytes(body[:largest])
        return _Reply(response.status, location, kind.strip().lower(), charset.strip(" \"'") or None, content)


def is_public(number: str) -> bool:
    """Say whether an IP address belongs to the public network, also the one inside an IPv6 address."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def _unpacked(body: bytes, largest: int) -> bytes:
    """Undo gzip, as far as it goes and up to `largest` bytes."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, largest)
    except zlib.error:
        raise _Stop("what its server sends is damaged", for_good=False) from None
