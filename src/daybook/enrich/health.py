"""Whether a cited source still answers: what one look at it says, and what many looks over weeks come to. Pure.

A newspaper that is down for a night has lost no article, so a source counts as gone only when three looks, each at least three
days after the one before, found it missing. The rules are those that bots which mend dead links have come to.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from urllib.parse import urlsplit

from daybook.enrich.fetch import Look, SourceFault
from daybook.model import SourceHealth, SourceState

FAILURES = 3
"""Looks in vain after which a source is gone."""

APART = timedelta(days=3)
"""What lies between two looks in vain that both count, at least."""

RECHECK = timedelta(days=7)
"""After how long a source that answers, or is gone, is looked at again at the earliest."""

LONGEST_TITLE = 300
"""Characters of a title that are looked at."""

RECHECK_BLOCKED = timedelta(days=30)
"""The same for a host that keeps robots or strangers out: asking more often would change nothing."""


class Sign(StrEnum):
    """What one look says. `missing` counts towards `gone`; `silent` says nothing of the source, only of us or of today."""

    ANSWERED = "answered"
    MOVED = "moved"
    REMOVED = "removed"
    MISSING = "missing"
    BLOCKED = "blocked"
    PAYWALLED = "paywalled"
    SILENT = "silent"


def due(state: SourceState) -> datetime:
    """Return when to look at a source again, at the earliest."""
    if state.failures and state.health is not SourceHealth.GONE:
        return state.looked + APART
    slow = state.health in (SourceHealth.BLOCKED, SourceHealth.PAYWALLED)
    return state.looked + (RECHECK_BLOCKED if slow else RECHECK)


_SUBSCRIPTION = frozenset({401, 402, 403, 412, 428, 440, 449})
_BLOCKED = frozenset({401, 402, 403, 407, 429, 451, 999})
"""999 is none of HTTP's: large networks refuse programs with it."""
_REFUSALS = frozenset({SourceFault.ROBOTS, SourceFault.NO_ROBOTS, SourceFault.LONG_DELAY, SourceFault.REDIRECTS})
"""Redirects in a circle are how hosts treat those who bring no cookies."""
UNREACHED = frozenset({SourceFault.UNKNOWN_HOST, SourceFault.NO_CONNECTION})
"""No host, or no network: only whoever reached others meanwhile can tell (`is_online`)."""
_MISSING = frozenset({SourceFault.BROKEN, SourceFault.NOT_HTTP})
"""The host is there, and gives nothing. One that goes silent, or whose certificate is bad, may give it to people."""
_ARTICLE = frozenset({SourceFault.NOT_HTML, SourceFault.DAMAGED, SourceFault.UNREADABLE})
"""The address answers; what it answers with is for others to read: a PDF, a film."""

_LOST_PAGE = re.compile(
    r"(?:^|[/_.-])(?:404|not-?found|page_?not_?found|notfound|error-?404|missing)(?:[/_.?-]|$)", re.IGNORECASE
)
_DOOR = re.compile(
    r"(?:^|[/.])(?:log-?in|sign-?in|sign-?up|subscri(?:be|ption)s?|register|registration|paywall|consent|gdpr|captcha)(?:[/.]|$)",
    re.IGNORECASE,
)
"""Where a host sends those whom it does not know, instead of the article."""

_TITLE_PARTS = re.compile(r"\s+[–—·»-]\s+|\s*\|\s*")
_LOST_TITLE = re.compile(
    r"(?:http )?(?:status )?(?:error )?404(?: error)?(?:[ :–—-]{1,3}(?:page |file )?not found)?"
    r"|(?:404 )?(?:sorry,? )?(?:error:? )?(?:the |this )?(?:page|article|file|content|document|story)"
    r"(?: you (?:requested|are looking for|were looking for))? (?:was |is |has )?"
    r"(?:not found|(?:could|can) ?not be found|no longer (?:available|exists)|does not exist|doesn[\u2019']t exist|been removed)(?: \(?404\)?)?"
    r"|not found"
    r"|(?:die )?seite (?:wurde )?nicht gefunden|page (?:non trouvée|introuvable)|página no encontrada|página não encontrada"
    r"|pagina non trovata|pagina niet gevonden|sidan kunde inte hittas|siden (?:blev|ble) ikke funnet|siden blev ikke fundet"
    r"|nie znaleziono strony|sayfa bulunamadı|страница не найдена|сторінку не знайдено|الصفحة غير موجودة"
    r"|ページが見つかりません|页面不存在|找不到(?:页面|網頁|网页)"
    r"|(?:this )?domain (?:name )?(?:is|may be) for sale|[\w-]+(?:\.[\w-]+)+ is for sale",
    re.IGNORECASE,
)
"""What a part of a title says as a whole. A number in a headline says nothing: 404 people may have died."""

_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|ref|rss|feed|source|cmp|cid)=[^&]*(?:&|$)", re.IGNORECASE)


def known_paywalls() -> frozenset[str]:
    """Return the hosts that are known to keep articles for subscribers."""
    lines = files("daybook.enrich").joinpath("paywalls.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_of(host: str, hosts: Collection[str]) -> bool:
    """Say whether a host, or a domain that it belongs to, is among `hosts`."""
    parts = host.lower().rstrip(".").split(".")
    return any(".".join(parts[start:]) in hosts for start in range(len(parts)))


def read_sign(look: Look, paywalls: Collection[str], *, is_online: bool = True) -> Sign:
    """Return what one look says of a source; `is_online` says that other hosts were reached meanwhile."""
    if look.status is None:
        return _sign_of_fault(look.fault, is_online=is_online)
    status = look.status
    # From what a host says outright to what has to be guessed: each test would also match what those above it take out.
    if status == 410:
        return Sign.REMOVED
    is_paywall = is_of(_host(look.arrived or look.address), paywalls) or is_of(_host(look.address), paywalls)
    if status in _SUBSCRIPTION and is_paywall:
        return Sign.PAYWALLED
    if status in _BLOCKED or look.is_guarded:
        return Sign.BLOCKED
    if status == 404 or 500 <= status < 600:
        return Sign.MISSING
    if not 200 <= status < 300:
        return Sign.SILENT if status >= 400 else Sign.MISSING
    if _is_lost_by_name(look):
        return Sign.MISSING
    is_elsewhere = _differs(look.address, look.arrived)
    if is_elsewhere and (_is_door(look) or (is_paywall and _is_root(look.arrived))):
        return Sign.PAYWALLED if is_paywall else Sign.BLOCKED
    # An article that leads to its host's front page is gone, whatever status that page has.
    if is_elsewhere and _is_root(look.arrived) and not _is_root(look.address):
        return Sign.MISSING
    return Sign.MOVED if look.lasting and is_elsewhere else Sign.ANSWERED


def _sign_of_fault(fault: SourceFault | None, *, is_online: bool) -> Sign:
    if fault in _REFUSALS:
        return Sign.BLOCKED
    if fault in _ARTICLE:
        return Sign.ANSWERED
    if fault in UNREACHED:
        return Sign.MISSING if is_online else Sign.SILENT
    return Sign.MISSING if fault in _MISSING else Sign.SILENT


def follow(before: SourceState | None, sign: Sign, when: datetime, moved_to: str | None = None) -> SourceState:
    """Return what is known of a source after one more look."""
    health = before.health if before else SourceHealth.UNKNOWN
    failures = before.failures if before else ()
    kept = before.moved_to if before else None
    match sign:
        case Sign.ANSWERED:
            health, failures, kept = SourceHealth.ALIVE, (), None
        case Sign.MOVED:
            health, failures, kept = SourceHealth.MOVED, (), moved_to
        case Sign.REMOVED:
            health = SourceHealth.GONE
        case Sign.PAYWALLED:
            health, failures = SourceHealth.PAYWALLED, ()
        case Sign.BLOCKED:
            # Its host is there, and tells us nothing: what was known stays, unless nothing was.
            failures = ()
            health = SourceHealth.BLOCKED if health in (SourceHealth.UNKNOWN, SourceHealth.BLOCKED) else health
        case Sign.MISSING:
            if not failures or when - failures[-1] >= APART:
                failures = (*failures, when)[-FAILURES:]
            health = SourceHealth.GONE if len(failures) >= FAILURES else health
        case Sign.SILENT:
            pass
    since = before.since if before and before.health is health else when
    copy, asked = (before.copy, before.copy_asked) if before else (None, None)
    return SourceState(health, since, when, failures, kept, copy, asked)


def _is_lost_by_name(look: Look) -> bool:
    """Say whether a page calls itself, or has an address of, one that answers in place of what is not there: a soft 404."""
    if any(_LOST_TITLE.fullmatch(part.strip(" .!:…")) for part in _TITLE_PARTS.split(look.title[:LONGEST_TITLE])):
        return True
    if not look.arrived or not _differs(look.address, look.arrived):
        return False
    asked, arrived = urlsplit(look.address), urlsplit(look.arrived)
    return bool(_LOST_PAGE.search(arrived.path)) and not _LOST_PAGE.search(asked.path)


def _is_door(look: Look) -> bool:
    """Say whether a reader was sent to where readers log in, pay or consent."""
    asked, arrived = urlsplit(look.address), urlsplit(look.arrived)
    place, before = f"{arrived.hostname}{arrived.path}", f"{asked.hostname}{asked.path}"
    return bool(_DOOR.search(place)) and not _DOOR.search(before)


def _is_root(address: str) -> bool:
    """Say whether an address is that of a host's front page; what only tells where a reader came from does not count."""
    parts = urlsplit(address)
    is_front = parts.path.strip("/") in ("", "index.html", "index.php")
    return is_front and not _TRACKING.sub("", parts.query)


def _differs(asked: str, arrived: str) -> bool:
    """Say whether two addresses differ in more than the scheme, `www.` and a slash at the end."""
    return bool(arrived) and _core(asked) != _core(arrived)


def _core(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
