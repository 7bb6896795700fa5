"""Judges what the wiki's server sent back: an answer, a fault that passes, or one that stays.

Pure: decides, and leaves waiting and asking to the client. The rules are MediaWiki's
(https://www.mediawiki.org/wiki/API:Etiquette, API:Errors_and_warnings, Manual:Maxlag_parameter).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from daybook.model.encoding import decoder
from daybook.network.exchange import Reply
from daybook.network.unpack import Damaged, unpack


@dataclass(frozen=True, slots=True)
class Answered:
    """The `query` part of an answer, and the parameters that ask for its next part; none of them after the last.

    `whole` is the answer with all its parts.
    """

    query: Mapping[str, Any]
    going_on: Mapping[str, str]
    whole: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AskLater:
    """A fault that passes, and the seconds after which the wiki asks us to come again, if it said so.

    `from_wiki` distinguishes a server that answered badly from one that was not reached.
    """

    why: str
    seconds: float | None = None
    from_wiki: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """A fault that trying again would not mend."""

    why: str
    hint: str


_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
_PASSING_CODES = ("maxlag", "ratelimited", "readonly", "internal_api_error", "timeouterror", "unknownerror")
_CHECK_API = "check that `wiki.api` is the address of the wiki's api.php"
_HINTS = {
    401: "this wiki cannot be read without logging in, which Daybook does not do",
    403: "the wiki turns this client away: check `wiki.contact`, and whether the wiki can be read without logging in",
}
_SHOWN = 200
"""Characters of a server's words that are repeated to the user."""

_decode = decoder(dict[str, Any])


def judge_reply(reply: Reply, now: datetime) -> Answered | AskLater | Refused:
    """Decide what a reply means; `now` is the time in UTC that a `Retry-After` date is held against."""
    wait = _retry_after(reply.headers.get("retry-after"), now)
    if reply.status in _PASSING_STATUS:
        return AskLater(f"the wiki answered with HTTP status {reply.status}", wait)
    if 300 <= reply.status < 400:
        target = printable(reply.headers.get("location", "somewhere it does not say"))
        return Refused(f"the wiki's API has moved to `{target}`", "set `wiki.api` to the new address if you trust it")
    if reply.status != 200:
        return Refused(f"the wiki answered with HTTP status {reply.status}", _HINTS.get(reply.status, _CHECK_API))
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return Refused(
            f"the wiki's answer is `{printable(kind) or 'of no type'}`, not JSON",
            f"{_CHECK_API}, and that no login page stands in front of it",
        )
    try:
        answer = _decode(reply.body)
    except (ValueError, RecursionError):
        return AskLater("the wiki's answer is not a whole JSON object", wait)
    return _judge_answer(answer, wait)


def _judge_answer(answer: dict[str, Any], wait: float | None) -> Answered | AskLater | Refused:
    error = answer.get("error")
    if error is None:
        query, going_on = answer.get("query", {}), answer.get("continue", {})
        if not isinstance(query, dict) or not isinstance(going_on, dict):
            return Refused("the answer is not that of a MediaWiki", _CHECK_API)
        return Answered(query, {key: str(value) for key, value in going_on.items()}, answer)
    details = error if isinstance(error, dict) else {}
    code, info = printable(str(details.get("code", "unknown"))), printable(str(details.get("info", "")))
    if code.startswith(_PASSING_CODES):
        return AskLater(f"{code}: {info}", wait)
    hint = (
        "this wiki cannot be read without logging in"
        if code == "readapidenied"
        else "the wiki does not know the question"
    )
    return Refused(f"the wiki's API says `{code}`: {info}", hint)


def unpack_reply(reply: Reply, limit: int) -> Reply | AskLater | Refused:
    """Undo gzip; a damaged or cut-off body is asked for again, one of more than `limit` bytes unpacked is refused."""
    try:
        body, is_whole = unpack(reply.body, reply.headers.get("content-encoding", ""), limit + 1)
    except Damaged as error:
        return AskLater(f"the wiki's answer cannot be unpacked: {error}")
    if len(body) > limit or not reply.is_whole:
        return Refused(f"an answer of over {limit:,} bytes", "see `wiki.largest_answer`")
    return Reply(reply.status, reply.headers, body) if is_whole else AskLater("the wiki's answer is cut off")


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
        moment = parsedate_to_datetime(value[:_SHOWN])
        wait = (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment) - now
    except (ValueError, TypeError, OverflowError):  # the last for a year or an offset that no clock holds
        return None
    return max(0.0, wait.total_seconds())
