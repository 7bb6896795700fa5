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
_BLOCKED = frozenset({401, 402, 403, 407, 429, 451})
_REFUSALS = frozenset({SourceFault.ROBOTS, SourceFault.NO_ROBOTS, SourceFault.LONG_DELAY})
_MISSING = frozenset(
    {
        SourceFault.UNKNOWN_HOST,
        SourceFault.NO_CONNECTION,
        SourceFault.NOT_SECURE,
        SourceFault.SILENT,
        SourceFault.TOO_SLOW,
        SourceFault.BROKEN,
        SourceFault.NOT_HTTP,
        SourceFault.REDIRECTS,
    }
)
_ARTICLE = frozenset({SourceFault.NOT_HTML, SourceFault.DAMAGED, SourceFault.UNREADABLE})
"""The address answers; what it answers with is for others to read: a PDF, a film."""

_LOST_PAGE = re.compile(
    r"(?:^|[/_.-])(?:404|not-?found|page_?not_?found|notfound|error-?404|missing)(?:[/_.?-]|$)", re.IGNORECASE
)
_LOST_TITLE = re.compile(
    r"\b(?:404|(?:page|article|content|file) (?:was )?(?:not found|no longer (?:available|exists)))\b", re.IGNORECASE
)


def known_paywalls() -> frozenset[str]:
    """Return the hosts that are known to keep articles for subscribers."""
    lines = files("daybook.enrich").joinpath("paywalls.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_of(host: str, hosts: Collection[str]) -> bool:
    """Say whether a host, or a domain that it belongs to, is among `hosts`."""
    parts = host.lower().rstrip(".").split(".")
    return any(".".join(parts[start:]) in hosts for start in range(len(parts)))


def read_sign(look: Look, paywalls: Collection[str]) -> Sign:
    """Return what one look says of a source."""
    if look.status is None:
        return _sign_of_fault(look.fault)
    status = look.status
    if status == 410:
        return Sign.REMOVED
    if status in _SUBSCRIPTION and is_of(_host(look.arrived or look.address), paywalls):
        return Sign.PAYWALLED
    if status in _BLOCKED:
        return Sign.BLOCKED
    if status == 404 or status >= 500:
        return Sign.MISSING
    if not 200 <= status < 300:
        return Sign.SILENT if status >= 400 else Sign.MISSING
    if _is_lost(look):
        return Sign.MISSING
    return Sign.MOVED if look.lasting and _differs(look.address, look.arrived) else Sign.ANSWERED


def _sign_of_fault(fault: SourceFault | None) -> Sign:
    if fault in _REFUSALS:
        return Sign.BLOCKED
    if fault in _ARTICLE:
        return Sign.ANSWERED
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


def _is_lost(look: Look) -> bool:
    """Say whether a page answers in place of the one that is not there: a soft 404."""
    if _LOST_TITLE.search(look.title):
        return True
    if not look.arrived or not _differs(look.address, look.arrived):
        return False
    asked, arrived = urlsplit(look.address), urlsplit(look.arrived)
    was_root = asked.path.strip("/") == "" and not asked.query
    to_root = arrived.path.strip("/") in ("", "index.html", "index.php") and not arrived.query
    if to_root and not was_root:
        return True
    return bool(_LOST_PAGE.search(arrived.path)) and not _LOST_PAGE.search(asked.path)


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
