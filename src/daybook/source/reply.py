"""Judges what the wiki's server sent back: an answer, a wish to be asked again later, or a refusal.

Pure: decides, and leaves waiting and asking to the client. The rules are MediaWiki's
(https://www.mediawiki.org/wiki/API:Etiquette, API:Errors_and_warnings, Manual:Maxlag_parameter).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from daybook.model.encoding import decoder


@dataclass(frozen=True, slots=True)
class Reply:
    """What came over the wire: the body unpacked, header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """The JSON of an answer, and the parameters that ask for its next part; none of them after the last."""

    body: bytes
    going_on: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskLater:
    """A fault that passes, and the seconds after which the wiki wants to be asked again, if it said so."""

    why: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A fault that asking again would not mend."""

    why: str
    hint: str


_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
_PASSING_CODES = ("maxlag", "ratelimited", "readonly", "internal_api_error", "timeouterror", "unknownerror")
_HINTS = {
    401: "this wiki cannot be read without logging in, which Daybook does not do",
    403: "the wiki turns this client away: see `wiki.contact`, and whether the wiki may be read without logging in",
    404: "see whether `wiki.api` is the address of the wiki's api.php",
    410: "see whether `wiki.api` is the address of the wiki's api.php",
}
_SHOWN = 200
"""Characters of a server's words that are repeated to the user."""

_decode = decoder(dict[str, Any])


def judge_reply(reply: Reply, now: datetime) -> Answered | AskLater | Refused:
    """Decide what a reply means; `now` is the time in UTC that a `Retry-After` date is held against."""
    wait = _retry_after(reply.headers.get("retry-after"), now)
    if reply.status in _PASSING_STATUS:
        return AskLater(f"HTTP status {reply.status}", wait)
    if 300 <= reply.status < 400:
        target = printable(reply.headers.get("location", "somewhere it does not say"))
        return Refused(f"the wiki's API has moved to `{target}`", "set `wiki.api` to the new address if you trust it")
    if reply.status != 200:
        hint = _HINTS.get(reply.status, "see whether `wiki.api` is the address of the wiki's api.php")
        return Refused(f"HTTP status {reply.status}", hint)
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        hint = "see whether `wiki.api` is the address of the wiki's api.php, and whether a login page stands before it"
        return Refused(f"the answer is `{printable(kind) or 'of no kind'}`, not JSON", hint)
    try:
        answer = _decode(reply.body)
    except (ValueError, RecursionError):
        return AskLater("the answer is no whole JSON object", wait)
    return _judge_answer(reply.body, answer, wait)


def _judge_answer(body: bytes, answer: dict[str, Any], wait: float | None) -> Answered | AskLater | Refused:
    error = answer.get("error")
    if error is None:
        going_on = answer.get("continue", {})
        if not isinstance(going_on, dict):
            return Refused("the answer cannot be followed", "see whether `wiki.api` is that of a MediaWiki")
        return Answered(body, {key: str(value) for key, value in going_on.items()})
    told = error if isinstance(error, dict) else {}
    code, info = printable(str(told.get("code", "unknown"))), printable(str(told.get("info", "")))
    if code.startswith(_PASSING_CODES):
        return AskLater(f"{code}: {info}", wait)
    hint = (
        "this wiki cannot be read without logging in"
        if code == "readapidenied"
        else "the wiki does not know the question"
    )
    return Refused(f"the wiki's API says `{code}`: {info}", hint)


def unpack_body(body: bytes, encoding: str, limit: int) -> bytes | AskLater | Refused:
    """Undo gzip; a damaged or cut-off body is asked for again, one of more than `limit` bytes unpacked is refused."""
    unpacked = body
    if encoding in ("gzip", "x-gzip"):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            unpacked = unpacker.decompress(body, limit + 1)
        except zlib.error:
            return AskLater("the packed answer is damaged")
        if len(unpacked) <= limit and not unpacker.eof:
            return AskLater("the packed answer is cut off")
    if len(unpacked) > limit:
        return Refused(f"an answer of over {limit:,} bytes", "see `wiki.largest_answer`")
    return unpacked


def printable(text: str) -> str:
    """Return a server's words made harmless for a terminal, and short."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:_SHOWN]).strip()


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Read `Retry-After`: seconds or a date (RFC 9110, 10.2.3); what is neither counts as not given."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment) - now).total_seconds())
