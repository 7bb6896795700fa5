"""A response as it is sent: its headers, put together once for all that share them, and its content, whole or in pieces.

The home of ASGI's messages (https://asgi.readthedocs.io/en/latest/specs/www.html).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import aclosing
from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from daybook.publish.addresses import STATIC_FOLDER
from daybook.serve.answer import Version
from daybook.serve.content_types import content_type, is_compressible
from daybook.serve.security import ALWAYS

CACHED = "no-cache"
"""A browser keeps pages and asks whether they changed: the answer is nearly always a short 304."""

LASTING = "public, max-age=31536000, immutable"
"""For files whose names have a digest of what they hold."""

PLAIN = "text/plain; charset=utf-8"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Content that comes piece by piece; its length, where it is known."""

    each: AsyncGenerator[bytes, None]
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent: headers without the length, and the content."""

    status: int
    headers: Headers
    content: bytes | Pieces = b""

    def size(self) -> int | None:
        """Return the bytes of the content, where they are known."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.length


def shared_cache(seconds: int) -> str:
    """Return what has browsers ask each time, and caches between (a CDN) keep pages for some seconds.

    While a cache asks for a newer page it may send the old one for as long again, and for a day where nobody answers it
    (RFC 5861).
    """
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}, stale-if-error=86400"


class Describer:
    """Makes headers for a site, given the content policy of its pages, and how many seconds shared caches may keep them."""

    def __init__(self, policy: str, shared_seconds: int = 0) -> None:
        self.always: Headers = encoded(ALWAYS)
        self._is_shared = shared_seconds > 0
        self._cached = shared_cache(shared_seconds) if self._is_shared else CACHED
        self._policy: Headers = ((b"content-security-policy", policy.encode()),)
        self._shared = lru_cache(256)(self._make_shared)

    def headers(self, media_type: str = PLAIN, cache: str | None = None) -> Headers:
        """Return the headers of what is nobody's page: an error, a line of text."""
        return self._shared(media_type, cache, "")

    def page(
        self, described: Described, tag: str, version: Version | None, *, coding: str = "", is_exact: bool = False
    ) -> Headers:
        """Return the headers of a page, or of another answer that is held.

        `coding` is how it is compressed; `is_exact` that it is never sent compressed, so that parts of it can be asked for.
        """
        encoding = ((b"content-encoding", coding.encode()),) if coding else ()
        ranges = ((b"accept-ranges", b"bytes"),) if is_exact else ()
        shared = self._shared(described.media_type, described.cache, described.vary)
        return (
            *shared,
            *described.own,
            *encoding,
            *ranges,
            *self._state(version),
            *validators(tag, version, is_exact=is_exact),
        )

    def unchanged(self, described: Described, tag: str, version: Version | None, *, is_exact: bool = False) -> Headers:
        """Return the headers of what the client has: those that a cache needs (RFC 9110, section 15.4.5)."""
        cache = ((b"cache-control", self._cache(described.cache).encode()),)
        vary = _vary(described.media_type, described.vary)
        return (*cache, *vary, *described.own, *self._state(version), *validators(tag, version, is_exact=is_exact))

    def _state(self, version: Version | None) -> Headers:
        """Return the names by which a page can be purged from caches: as Cloudflare and Akamai, and as Fastly call them."""
        if not self._is_shared or version is None or not version.state:
            return ()
        state = version.state.encode()
        return ((b"cache-tag", state), (b"surrogate-key", state))

    def _cache(self, cache: str) -> str:
        return self._cached if cache == CACHED else cache

    def _make_shared(self, media_type: str, cache: str | None, vary: str) -> Headers:
        cached = ((b"cache-control", self._cache(cache).encode()),) if cache else ()
        policy = self._policy if media_type.startswith("text/html") else ()
        varying = _vary(media_type, vary) if cache else ()
        return ((b"content-type", media_type.encode()), *cached, *varying, *policy, *self.always)


@dataclass(frozen=True, slots=True)
class Described:
    """What headers tell of content: its type, how long it may be kept, what else it hangs on, and headers of its own."""

    media_type: str
    cache: str = CACHED
    vary: str = ""
    own: Headers = ()


@lru_cache(4096)
def described(path: str) -> Described:
    """Describe what stands at a path of the site."""
    return Described(content_type(path), LASTING if path.startswith(STATIC_FOLDER) else CACHED)


def encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return headers as bytes; what cannot stand in one is left out of it."""
    return tuple((name.lower().encode("latin-1"), _safe(value).encode("latin-1", "ignore")) for name, value in headers)


def _safe(value: str) -> str:
    return value.replace("\r", "").replace("\n", "").replace("\0", "")


def _vary(media_type: str, vary: str) -> Headers:
    names = [*(("Accept-Encoding",) if is_compressible(media_type) else ()), *((vary,) if vary else ())]
    return ((b"vary", ", ".join(names).encode()),) if names else ()


def validators(tag: str, version: Version | None, *, is_exact: bool = False) -> Headers:
    """Return the headers by which a client asks whether content changed."""
    if version is None:
        return ()
    # Weak where the same page is also sent compressed: the tag says then that the content is the same, not each byte.
    etag = (b"etag", (f'"{tag}"' if is_exact else f'W/"{tag}"').encode())
    return (etag, (b"last-modified", _http_date(version)))


@lru_cache(4096)
def _http_date(version: Version) -> bytes:
    return format_datetime(version.modified, usegmt=True).encode()


async def send_response(response: Response, send: Send, *, is_head: bool) -> int:
    """Send a response; return how many bytes of content that took."""
    content, length = response.content, response.size()
    has_length = length is not None and response.status not in (204, 304)
    headers = [*response.headers, (b"content-length", str(length).encode())] if has_length else list(response.headers)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if is_head:
        content = b""
    if isinstance(content, bytes):
        await send({"type": "http.response.body", "body": content})
        return len(content)
    sent = 0
    async with aclosing(content.each) as pieces:
        async for piece in pieces:
            sent += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
    return sent
