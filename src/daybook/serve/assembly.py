"""A server put together: the site, the application around it, its counters and its log, anew in each process.

settings, options -> socket -> for each process: site -> application -> uvicorn
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from daybook import __version__
from daybook.archive import expect_archive
from daybook.config import Settings
from daybook.errors import DaybookError, reason_of
from daybook.pipeline.building import build_spec
from daybook.pipeline.follow_state import read_follow_state
from daybook.pipeline.open_data import refresh_data
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.publish.delivery.live import Equipment
from daybook.serve.access_log import AccessLog
from daybook.serve.agents import agents_handlers, agents_mounts, is_installed
from daybook.serve.answer import Site
from daybook.serve.api import api_handlers
from daybook.serve.app import SiteApp, Watcher
from daybook.serve.data_keeper import DataKeeper
from daybook.serve.folder import SiteFolder
from daybook.serve.garbage import spare_what_stays
from daybook.serve.handler import Handler, Mount
from daybook.serve.live import SiteFromArchive
from daybook.serve.memento import MEMENTOS
from daybook.serve.monitor import Counters, HealthSources, Monitor
from daybook.serve.pool import Limits
from daybook.serve.search import SEARCH_PAGE
from daybook.serve.server import address, listen, serve

HANDLERS: tuple[Handler, ...] = (SEARCH_PAGE, *MEMENTOS, *api_handlers(), *agents_handlers(installed=is_installed()))
"""What answers addresses of a live site beside its pages, in each process."""

MOUNTS: tuple[Mount, ...] = agents_mounts()
"""Applications of other libraries within a live site."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """How a site is served. `workers` 0: one process for each processor; `access_log` `-`: standard output.

    `shared_seconds` is how long caches between the server and its readers may keep pages.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    live: bool = False
    workers: int = 0
    monitor: bool = False
    access_log: str | None = None
    shared_seconds: int = 0


def serve_site(
    settings: Settings, options: ServeOptions, now: Callable[[], datetime], show: Callable[[str], None]
) -> None:
    """Serve a site until the process is asked to stop; `show` is given its address as soon as it answers."""
    root = Root.of(settings.site.address)
    workers = options.workers or len(os.sched_getaffinity(0))
    with ExitStack() as stack:
        listening = stack.enter_context(listen(options.host, options.port))
        # Faults are reported here, once, and not by each process. The archive is verified here alone: to add all of it up
        # takes a while, and each row that is read later is verified by itself.
        open_site = _live(settings) if options.live else _from_folder(settings, root)
        log = stack.enter_context(_opened_log(options.access_log)) if options.access_log else None
        started = now()
        counters = Counters(workers) if options.monitor else None

        @contextmanager
        def open_app(number: int) -> Iterator[Any]:
            limits = Limits()
            with open_site(limits.threads) as site:
                watchers: list[Watcher] = [AccessLog(log, now)] if log else []
                live = site if isinstance(site, SiteFromArchive) else None
                extra = None
                if counters is not None:
                    watchers.append(counters.row(number))
                    follow = partial(read_follow_state, settings.files.archive)
                    fresh = live.freshness if live else None
                    extra = Monitor(counters, HealthSources(now, fresh, follow, _details(started)))
                app = SiteApp(
                    site,
                    root,
                    limits,
                    watchers=watchers,
                    extra=extra,
                    states=live,
                    handlers=HANDLERS,
                    mounts=MOUNTS,
                    shared_seconds=options.shared_seconds,
                )
                keeper = DataKeeper(settings) if options.live and settings.site.data and number == 0 else nullcontext()
                spare_what_stays()
                try:
                    with keeper:
                        yield app
                finally:
                    app.close()

        serve(open_app, listening, workers, lambda: show(f"{address(listening)}{root.relative('/')}"))


def _live(settings: Settings) -> Callable[[int], AbstractContextManager[Site]]:
    archive = settings.files.archive
    expect_archive(archive)
    if settings.site.data:
        finish(refresh_data(settings))
    spec = build_spec(settings, verified=True)
    data = settings.files.data if settings.site.data else None
    equipment = Equipment(spec)  # before there are processes: they share what it holds
    return lambda threads: SiteFromArchive(spec, archive, threads, data=data, equipment=equipment)


def _from_folder(settings: Settings, root: Root) -> Callable[[int], AbstractContextManager[Site]]:
    site = SiteFolder(settings.files.site, root)
    return lambda _: nullcontext(site)


@contextmanager
def _opened_log(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdout
        return
    try:
        stream = Path(name).open("a", encoding="utf-8")  # noqa: SIM115 - closed below
    except OSError as error:
        reason = reason_of(error)
        raise DaybookError(f"cannot write the access log: `{name}`: {reason}", hint="check --access-log") from error
    with stream:
        yield stream


def _details(started: datetime) -> dict[str, Any]:
    return {"started": started.isoformat().replace("+00:00", "Z"), "version": __version__}
