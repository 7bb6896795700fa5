"""What requests are answered with, whole: `exchanges.txt` holds requests, one a line, each with all that is sent back.

A site's folder stands at /daily; a page of it stands compressed, too, one is large, one was moved. Of a live site, headers are held where
content is the pages' own matter. `python -m tests.serve.test_exchanges` writes what is answered now; its difference is to be
read before it is committed.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import tempfile
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.archive.histories import NEXT, event, revision, store
from tests.recordings import Recording

from daybook.config import load_settings
from daybook.pipeline.building import build_spec
from daybook.publish.addresses import Root
from daybook.serve.app import SiteApp
from daybook.serve.folder import SiteFolder
from daybook.serve.live import SiteFromArchive
from daybook.serve.memento import MEMENTOS
from daybook.serve.pool import Limits
from daybook.serve.search import SEARCH_PAGE

EXCHANGES = Recording(Path(__file__).with_name("exchanges.txt"))
ROOT = Root("https://example.org", "/daily")
WHALE = "A whale swims into the harbour of Kilmore and stays there all day."
THEN = 1_767_225_600  # the first second of 2026
LIMITS = Limits(patience=600.0)
LARGE = 1 << 20


SAFE = {
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
}
"""Headers of every page, written `safe` in the file."""
POLICY = (
    "default-src 'self'; script-src 'self' 'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4=' "
    "'sha256-cf242PFc/kb7xD0Qzhsmd9vvRkc+cWFmbi+k+YvtdKc='; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""What pages of the folder may do, whose page of what is not there has two scripts; written `policy` in the file."""


def make_site(folder: Path) -> SiteFolder:
    """Write a site whose files are all of one second."""
    (folder / "secret.html").write_text("outside")
    site = folder / "site"
    texts = {
        "index.html": "<p>front</p>",
        "404.html": "<p>nothing here</p><script>a()</script><script>a()</script><script>b()</script>",
        "news/index.html": "<p>news</p>",
        "news/storm.html": "<p>storm</p>" * 200,
        "news/storm.json": "{}",
        "coded.html": "<p>coded</p>",
        "both.css": "p {}",
        "static/a.0123.css": "p {}",
        "feeds/daily.xml": "<feed/>",
        "opensearch.xml": "<x/>",
        "a.png": "0123456789",
        "a.odd": "odd",
        "hidden/.state": "private",
        "exact.csv": "x" * LARGE,
        "large.csv": "x" * (LARGE + 1),
        "large.png": "x" * (LARGE + 1),
        "_redirects": "# moved\n/daily/old.html /daily/news/storm.html 301\n/old.html\n/elsewhere /daily/a\n/daily/b /elsewhere\n",
    }
    for name, text in texts.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for name in ("coded.html", "both.css", "large.csv"):
        (site / f"{name}.gz").write_bytes(gzip.compress((site / name).read_bytes(), 1, mtime=0))
    (site / "both.css.br").write_bytes(b"as brotli has it")
    (site / "a.png.gz").write_bytes(b"of no use")
    (site / "news/storm.html.gz").write_bytes(b"of before")
    (site / "link.html").symlink_to(folder / "secret.html")
    (site / "inner.html").symlink_to(site / "index.html")
    (site / "loop.html").symlink_to(site / "loop.html")
    os.mkfifo(site / "pipe.html")
    for file in site.rglob("*"):
        os.utime(file, (THEN, THEN - (file.name == "storm.html.gz")), follow_symlinks=False)
    for name, seconds in (("epoch.txt", 0), ("before.txt", -5)):
        (site / name).write_text(name)
        os.utime(site / name, (seconds, seconds))
    return SiteFolder(site, ROOT)


def make_archive(folder: Path) -> tuple[SiteFromArchive, Path]:
    """Store the history of an event that was reworded, of one that was withdrawn, and of a later day."""
    path = folder / "archive.sqlite"

    def ferry(rest: str) -> Any:
        return event(
            f"A ferry runs aground near Kilmore{rest}",
            "https://example.org/ferry",
            links=["Kilmore"],
            topics=["Ferry accident"],
        )

    store(
        path,
        revision(1, 9, ferry("."), "A choir sings."),
        revision(2, 12, ferry(", two are hurt."), "A choir sings."),
        revision(3, 15, ferry(", five are hurt."), "Two bakers go on strike.", WHALE),
        revision(4, 9, event("The ferry is afloat again.", topics=["Ferry accident"]), WHALE, day=NEXT),
        revision(5, 40, ferry(", five are hurt."), "Two bakers go on strike."),
    )
    settings = load_settings(None, [f"files.archive={path}", "site.address=https://example.org/daily/"])
    return SiteFromArchive(build_spec(settings), path), path


@contextmanager
def sites(folder: Path) -> Iterator[Callable[[str], str]]:
    """Give what answers a request of the file."""
    live, _ = make_archive(folder)
    with live:
        apps = {
            "": SiteApp(make_site(folder), ROOT, LIMITS, shared_seconds=0),
            "shared": SiteApp(SiteFolder(folder / "site", ROOT), ROOT, LIMITS, shared_seconds=60),
            "live": SiteApp(live, ROOT, LIMITS, states=live, handlers=(SEARCH_PAGE, *MEMENTOS), shared_seconds=60),
        }
        tags: dict[str, str] = {}
        yield lambda asked: _answered(apps, tags, asked)
        for app in apps.values():
            app.close()


def _answered(apps: dict[str, SiteApp], tags: dict[str, str], asked: str) -> str:
    """Send one request, `METHOD TARGET` with headers after bars; say what came back. `live:` and `shared:` name other sites."""
    which, _, rest = asked.partition(": ") if asked.startswith(("live: ", "shared: ")) else ("", "", asked)
    line, *given = rest.split(" | ")
    method, target = line.split(" ", 1)
    path, _, query = target.partition("?")
    headers = [
        (name.lower().encode(), value.replace("TAG", tags.get(path, "")).encode())
        for name, _, value in (each.partition(": ") for each in given)
    ]
    path = re.sub(r"\[(.)\*(\d+)\]", lambda match: match[1] * int(match[2]), path)
    path = path.replace("\\n", "\n").replace("\\b", "\\")
    scope: MutableMapping[str, Any] = {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers,
    }  # fmt: skip
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(apps[which](scope, receive, send))
    told = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in sent[1:])
    tags[path] = told.get("etag", "")
    return " | ".join([str(sent[0]["status"]), *_headers(told, which), *_content(content, told, which)])


def _headers(told: dict[str, str], which: str) -> Iterator[str]:
    is_safe = SAFE.items() <= told.items()
    for name, value in sorted(told.items()):
        if name == "content-length" and (which == "live" or "content-encoding" in told):
            continue  # of pages, or of what a library packs
        if name == "content-security-policy" and (which == "live" or value == POLICY):
            yield "policy"
        elif which == "live" and name in ("etag", "cache-tag", "surrogate-key", "last-modified"):
            yield name
        elif name not in SAFE or not is_safe:
            yield f"{name}: {value}"
    if is_safe:
        yield "safe"


def _content(content: bytes, told: dict[str, str], which: str) -> Iterator[str]:
    if "content-encoding" in told and content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
        yield "unpacked"
    if which == "live" and not told.get("content-type", "").startswith(("text/plain", "application/link")):
        note = re.search(rb'<p role="note">.*?</p>', content)
        yield note[0].decode() if note else "content" if content else ""
    elif len(content) > 2_000:
        yield f"{len(content)} bytes"
    else:
        yield content.decode("latin-1").replace("\n", "\\n")


def test_requests_are_answered_as_before(tmp_path: Path) -> None:
    """Status, each header, and what of the content is not the pages' own matter."""
    with sites(tmp_path) as answer:
        now = EXCHANGES.now(answer)

    assert now == EXCHANGES.lines()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made, sites(Path(made)) as answer_now:
        EXCHANGES.write(answer_now)
