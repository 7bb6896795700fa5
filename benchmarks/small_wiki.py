"""A wiki on loopback that answers what `daybook fetch` asks, from revisions in memory.

Stands in for MediaWiki where a thousand fetches are to be tried in a minute; what a real one answers is tested with a real
one. Knows the questions of `daybook.source.fetch` and `daybook.enrich.wiki` and no others.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from daybook.model import RawPage


def answer(pages: Mapping[str, list[RawPage]], question: Mapping[str, str]) -> dict[str, Any]:
    """Return the API's answer to one question; revisions of a page stand in the order of saving."""
    if "meta" in question:
        return {"query": {"namespaces": {"100": {"id": 100, "name": "Portal"}}}}
    if "revids" in question:
        wanted = set(map(int, question["revids"].split("|")))
        found = {title: [raw for raw in pages[title] if raw.revision in wanted] for title in pages}
        return _query({"title": title, "revisions": list(map(_text, raws))} for title, raws in found.items() if raws)
    if question.get("meta") == "siteinfo":
        return {"batchcomplete": True, "query": {"general": {"lang": "en"}}}
    titles = question["titles"].split("|")
    if question["prop"] == "info":
        return _query(_info(title, pages.get(title, [])) for title in titles)
    if question.get("rvdir") == "newer":
        return _history(titles[0], pages[titles[0]], int(question.get("rvcontinue", "0")), int(question["rvlimit"]))
    if question["prop"] == "revisions":
        latest = "content" not in question["rvprop"]
        return _query(
            {
                "title": title,
                "revisions": [_size(raw) for raw in reversed(pages[title])] if latest else [_text(pages[title][-1])],
            }
            for title in titles
        )
    redirects = [{"from": title, "to": title[:-1]} for title in titles if title.endswith("s")]
    ends = dict.fromkeys(title.removesuffix("s") for title in titles)
    return _query(({"title": title, "description": f"what {title} is"} for title in ends), redirects=redirects)


@contextmanager
def small_wiki(pages: Mapping[str, list[RawPage]]) -> Iterator[str]:
    """Serve pages and yield the address of the API."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, query: str) -> None:
            body = json.dumps(answer(pages, {name: values[-1] for name, values in parse_qs(query).items()})).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of clients that were killed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/api.php"
        finally:
            server.shutdown()


@contextmanager
def small_wiki_apart(pages: Mapping[str, list[RawPage]]) -> Iterator[str]:
    """Serve the same from a process of its own, for one that forks: it must have no thread, whose locks a fork would copy."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            with small_wiki(pages) as api:
                theirs.sendall(api.encode() + b"\n")
                theirs.recv(1)  # until the other process closes its end, or has ended
        finally:
            os._exit(0)
    theirs.close()
    try:
        with ours, ours.makefile() as told:
            yield told.readline().strip()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _query(pages: Iterator[dict[str, Any]] | Any, **more: Any) -> dict[str, Any]:
    return {"batchcomplete": True, "query": {"pages": list(pages), **more}}


def _history(title: str, raws: list[RawPage], start: int, limit: int) -> dict[str, Any]:
    more = {"continue": {"rvcontinue": str(start + limit)}} if start + limit < len(raws) else {}
    return {**_query([{"title": title, "revisions": list(map(_text, raws[start : start + limit]))}]), **more}


def _info(title: str, raws: list[RawPage]) -> dict[str, Any]:
    if not raws:
        return {"title": title, "missing": True}
    return {"title": title, "lastrevid": raws[-1].revision, "length": len(raws[-1].wikitext)}


def _size(raw: RawPage) -> dict[str, Any]:
    return {"revid": raw.revision, "size": len(raw.wikitext)}


def _text(raw: RawPage) -> dict[str, Any]:
    assert raw.timestamp is not None
    slots = {"main": {"contentmodel": "wikitext", "content": raw.wikitext}}
    return {"revid": raw.revision, "timestamp": f"{raw.timestamp:%Y-%m-%dT%H:%M:%SZ}", "user": "Ed", "slots": slots}
