"""How a server fares: `/-/health` for whoever looks whether it is well, `/-/metrics` for Prometheus.

Counters stand in memory that all processes of a server share, each with a row of its own, so that any of them can tell of all.
"""

from __future__ import annotations

import json
import multiprocessing
from bisect import bisect_left
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daybook.pipeline.follow_state import FollowState
from daybook.serve.live import Freshness
from daybook.serve.request import Request
from daybook.serve.response import Response

HEALTH = "/-/health"
METRICS = "/-/metrics"

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds that bound the classes of response times."""

STATUSES = (200, 204, 301, 302, 304, 400, 404, 405, 503)
"""Codes that are counted one by one; others are counted together."""

_TYPE = (b"content-type", b"application/json")
_PLAIN = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")
_NEW = (b"cache-control", b"no-store")


class Counters:
    """What the processes of a server count; made before they start."""

    def __init__(self, processes: int) -> None:
        self._width = len(STATUSES) + 1 + len(BOUNDS) + 1 + 2
        self._processes = processes
        context = multiprocessing.get_context("fork")
        self._numbers = context.RawArray("d", self._width * processes)

    def row(self, process: int) -> _Row:
        """Return what one process writes to."""
        return _Row(self._numbers, process * self._width)

    def sums(self) -> list[float]:
        """Return all numbers, added up over the processes."""
        return [sum(self._numbers[place :: self._width]) for place in range(self._width)]

    def text(self) -> str:
        """Return the counters as Prometheus reads them (text format 0.0.4)."""
        numbers = self.sums()
        lines = [
            "# HELP daybook_responses_total Responses sent, by status code.",
            "# TYPE daybook_responses_total counter",
        ]
        for status, number in zip((*STATUSES, "other"), numbers, strict=False):
            lines.append(f'daybook_responses_total{{code="{status}"}} {number:.0f}')
        lines += [
            "# HELP daybook_response_seconds Time until a response was sent.",
            "# TYPE daybook_response_seconds histogram",
        ]
        first = len(STATUSES) + 1
        counted = 0.0
        for bound, number in zip((*BOUNDS, "+Inf"), numbers[first:], strict=False):
            counted += number
            lines.append(f'daybook_response_seconds_bucket{{le="{bound}"}} {counted:.0f}')
        lines.append(f"daybook_response_seconds_sum {numbers[-2]:.6f}")
        lines.append(f"daybook_response_seconds_count {counted:.0f}")
        lines += [
            "# HELP daybook_response_bytes_total Bytes of content sent.",
            "# TYPE daybook_response_bytes_total counter",
        ]
        lines.append(f"daybook_response_bytes_total {numbers[-1]:.0f}")
        lines += ["# HELP daybook_processes Processes that answer.", "# TYPE daybook_processes gauge"]
        lines.append(f"daybook_processes {self._processes}")
        return "\n".join(lines) + "\n"


class _Row:
    """The counters of one process."""

    def __init__(self, numbers: Any, start: int) -> None:
        self._numbers = numbers
        self._start = start
        self._places = {status: start + place for place, status in enumerate(STATUSES)}

    def note(self, scope: MutableMapping[str, Any], status: int, size: int, seconds: float) -> None:  # noqa: ARG002
        """Count a response."""
        numbers = self._numbers
        other = self._start + len(STATUSES)
        numbers[self._places.get(status, other)] += 1
        numbers[other + 1 + bisect_left(BOUNDS, seconds)] += 1
        last = other + 1 + len(BOUNDS) + 1
        numbers[last] += seconds
        numbers[last + 1] += size


@dataclass(frozen=True, slots=True)
class HealthSources:
    """What a server's health is judged by.

    `freshness` says how new what is served is, `follow` how following the wiki goes (None where nothing follows it), `details`
    what never changes; `now` gives the time in UTC.
    """

    now: Callable[[], datetime]
    freshness: Callable[[], Freshness] | None = None
    follow: Callable[[], FollowState | None] = lambda: None
    details: Mapping[str, Any] = field(default_factory=dict)


class Monitor:
    """Answers the two addresses."""

    def __init__(self, counters: Counters, sources: HealthSources) -> None:
        self._counters = counters
        self._sources = sources

    def __call__(self, request: Request) -> Response | None:
        """Return the response for one of the two addresses."""
        if request.path == METRICS:
            return Response(200, (_PLAIN, _NEW), self._counters.text().encode())
        if request.path != HEALTH:
            return None
        return Response(200, (_TYPE, _NEW), json.dumps(tell_health(self._sources)).encode() + b"\n")


def tell_health(sources: HealthSources) -> dict[str, Any]:
    """Return a server's health: `status` is `ok`, or `degraded` where it answers, but not with what is newest."""
    health: dict[str, Any] = {"status": "ok", "trouble": []}
    if sources.freshness is not None:
        fresh = sources.freshness()
        health |= {
            "generation": fresh.generation,
            "written": _moment(fresh.modified),
            "revision": _moment(fresh.revision),
        }
        health["fetch"] = None
        if fresh.fetch is not None:
            health["fetch"] = {
                "finished": _moment(fresh.fetch.finished),
                "succeeded": _moment(fresh.fetch.succeeded),
                "failure": fresh.fetch.failure or None,
            }
            if fresh.fetch.failure:
                health["trouble"].append(f"the last fetch failed: {fresh.fetch.failure}")
        if not fresh.is_readable:
            health["trouble"].append("the archive cannot be read; what was read before is served")
        health["follow"] = None
        if (follow := sources.follow()) is not None:
            trouble = follow.trouble(sources.now())
            health["follow"] = {
                "started": _moment(follow.started),
                "heard": _moment(follow.heard),
                "changed": _moment(follow.changed),
                "changes": follow.changes,
                "trouble": trouble or None,
            }
            if trouble:
                health["trouble"].append(f"following: {trouble}")
    if health["trouble"]:
        health["status"] = "degraded"
    return health | dict(sources.details)


def _moment(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds").replace("+00:00", "Z") if when else None
