"""A wiki and the Wikibase beside it on loopback, of the form in which Wikipedia and Wikidata answer; it knows what a test tells it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def statement(value: object, rank: str = "normal", **qualifiers: object) -> dict[str, Any]:
    """Return a statement as Wikibase writes it."""
    snak = {"snaktype": "value", "datavalue": {"value": value}}
    return {"mainsnak": snak, "rank": rank, "qualifiers": dict(qualifiers)}


def item(name: str) -> dict[str, Any]:
    return {"entity-type": "item", "id": name}


def entity(
    classes: tuple[str, ...] = (),
    *,
    above: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
    code: str = "",
    point: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """Return an item's claims: what it is, what its class is a kind of, where it is."""
    claims: dict[str, Any] = {
        "P31": [statement(item(each)) for each in classes],
        "P279": [statement(item(each)) for each in above],
        "P17": [statement(item(each)) for each in countries],
    }
    if code:
        claims["P297"] = [statement(code)]
    if point:
        value = {"latitude": point[0], "longitude": point[1], "globe": "http://www.wikidata.org/entity/Q2"}
        claims["P625"] = [statement(value)]
    return {"claims": claims}


@dataclass
class KnowingWiki:
    """`pages` maps titles to what `action=query` tells of them, `entities` ids to items. `asked` are the titles and ids of each request."""

    address: str = ""
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    fails: bool = False

    def answer(self, question: Mapping[str, str]) -> dict[str, Any]:
        """Answer as `api.php` does, in format version 2."""
        if question["action"] == "wbgetentities":
            ids = question["ids"].split("|")
            self.asked.append(tuple(ids))
            if self.fails:
                return {"success": 1}
            return {
                "entities": {name: self.entities.get(name, {"id": name, "missing": True}) for name in ids},
                "success": 1,
            }
        titles = question["titles"].split("|")
        self.asked.append(tuple(titles))
        pages = [{"title": title, **self.pages.get(title, {"missing": True})} for title in titles]
        return {"batchcomplete": True, "query": {"pages": pages}}


@contextmanager
def knowing_wiki() -> Iterator[KnowingWiki]:
    """Serve such a wiki."""
    wiki = KnowingWiki()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, query: str) -> None:
            body = json.dumps(wiki.answer({name: values[0] for name, values in parse_qs(query).items()})).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        wiki.address = f"http://127.0.0.1:{server.server_address[1]}/api.php"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield wiki
        server.shutdown()
        thread.join()
