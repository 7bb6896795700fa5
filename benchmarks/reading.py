"""A built site as its readers get it: served on loopback, opened in Debian's Chromium. Shared by the commands beside it.

The server compresses and caches as a well-kept host does, so that sizes and times mean something.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from daybook.model.encoding import tag_of
from daybook.publish import kinds
from daybook.publish.addresses import SubjectPlace

BROWSER = Path("/usr/bin/chromium")
DRIVER = Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",  # else a click may miss what is still scrolling
)
PATIENCE = 300
"""Seconds until a page or a script that does not come to an end is given up."""

SITE = Path("demo/site")
"""The sample site, where `make demo SERVE=0` leaves it."""

LEADING_ON = ("redirect", "random")
"""Kinds of pages that send their reader on at once."""


def kind_of(path: str) -> str | None:
    """Name the kind of page at a path of a site; None for what is no HTML page."""
    parsed = kinds.parse(path) if path.endswith(".html") else None
    if parsed is None:
        return None
    place = parsed[0]
    if isinstance(place, SubjectPlace):
        return place.kind.name.lower() + ("" if place.year is None else "-year" if place.month is None else "-month")
    return tag_of(kinds.kind_of(place).look.record)


BIGGEST = ("/topic/covid-19-pandemic.html", "/context/united-states.html")
"""The story and the context that an archive of these years has most of; looked at beside the heaviest where they are there."""


def chosen_pages(site: Path) -> dict[str, str]:
    """Return the heaviest page of each kind, by kind: what can go wrong goes wrong there first; and the `BIGGEST`."""
    if not (site / "index.html").is_file():
        sys.exit(f"no site in {site}: `make demo SERVE=0` builds the sample's")
    heaviest: dict[str, tuple[int, str]] = {}
    for folder, _, names in os.walk(site):
        for name in names:
            if name.endswith(".html"):
                file = Path(folder, name)
                path = "/" + file.relative_to(site).as_posix()
                kind = kind_of(path)
                if kind and kind not in LEADING_ON:
                    heaviest[kind] = max(heaviest.get(kind, (0, "")), (file.stat().st_size, path))
    pages = {kind: path for kind, (_, path) in sorted(heaviest.items())}
    for path in BIGGEST:
        if path not in pages.values() and (site / path[1:]).is_file():
            pages[f"{kind_of(path)}-biggest"] = path
    return pages


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder on a free port of loopback, compressed; gives its address without the last slash."""

    @lru_cache(4096)
    def content(path: str) -> tuple[bytes, str] | None:
        file = (site / unquote(path).lstrip("/")).resolve()
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file() or not file.is_relative_to(site.resolve()):
            return None
        kind = guess_type(file.name)[0] or "application/octet-stream"
        return gzip.compress(file.read_bytes(), 6), f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            found = content(path)
            body, kind = found or content("/404.html") or (gzip.compress(b"missing"), "text/plain")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=31536000" if path.startswith("/static/") else "no-cache")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def browser(*flags: str, scripts: bool = True) -> Iterator[Chrome]:
    """Start Chromium with an empty profile of its own, and end it; without `scripts`, pages' scripts do not run."""
    options = ChromeOptions()
    options.binary_location = str(BROWSER)
    with tempfile.TemporaryDirectory(prefix="daybook-browser-") as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        driver = Chrome(options=options, service=Service(str(DRIVER)))
        driver.set_page_load_timeout(PATIENCE)
        driver.set_script_timeout(PATIENCE)
        try:
            yield driver
        finally:
            driver.quit()


def set_scheme(driver: Chrome, scheme: str) -> None:
    """Have pages believe that their reader prefers the `light` or `dark` scheme."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def set_width(driver: Chrome, width: int, height: int = 900) -> None:
    """Give pages a viewport of this many CSS pixels."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
