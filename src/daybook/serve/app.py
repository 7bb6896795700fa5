"""The site as an ASGI application: conditional requests, content types, redirects, the 404 page.

Knows where no page comes from: it asks a `Site`. A viewer and a small server; a public site stands better on a static
host or behind a proxy, for which the guide has recipes.
"""

from __future__ import annotations

import logging
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from daybook.errors import DaybookError
from daybook.publish.addresses import Format, Root, SiteFile, parse_feed
from daybook.serve.answer import Answer, Moved, Page, Site

_log = logging.getLogger(__name__)

CONTENT_TYPES = {
    **{f".{form.value}": form.media_type for form in Format},
    "": "text/plain",  # _redirects
    ".map": "text/plain",
    ".opml": "text/x-opml",
    ".txt": "text/plain",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".xsd": "application/xml",
    ".rng": "application/xml",
}
"""By file ending. Our own, for the table that comes with Python differs from machine to machine."""

CACHED = "no-cache"
"""A browser keeps pages and asks whether they changed: the answer is nearly always a short 304."""

SMALLEST_COMPRESSED = 1000
"""Bytes below which compression saves nothing: such an answer fits one network packet either way."""


def create_app(site: Site, root: Root) -> Starlette:
    """Return the application that answers for a site, under the folder that its links have."""

    def page(request: Request) -> Response:  # not async: sites read files and SQLite, which belongs in a thread
        path = root.within(request.scope["path"])
        if path is None and request.scope["path"] in ("/", root.folder):
            return RedirectResponse(root.relative("/"), status_code=302)
        try:
            answer = _find(site, path) if path is not None else None
        except DaybookError as error:  # the archive is gone, or in other hands: told here, not to the whole network
            _log.error("cannot answer %s: %s", request.scope["path"], error)
            return PlainTextResponse("The site cannot be read at this moment.\n", 503, {"Retry-After": "60"})
        if isinstance(answer, Moved):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(
                quote(root.relative(answer.path)) + query, status_code=301 if answer.lasting else 302
            )
        if answer is None:
            missing = site.not_found()
            return _respond(missing, 404) if missing else PlainTextResponse("There is no such page.\n", 404)
        response = _respond(answer)
        return _unchanged(response) if _is_known(request, response) else response

    return Starlette(
        routes=[Route("/{path:path}", page, methods=["GET"])],
        middleware=[Middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED)],
    )


def _find(site: Site, path: str) -> Answer | None:
    """Return the answer for a path; one without an ending, such as `/about`, leads to the page in HTML."""
    answer = site.answer(path)
    if answer is not None or path.endswith("/") or "." in path.rpartition("/")[2]:
        return answer
    page = site.answer(f"{path}.html")
    return Moved(f"{path}.html") if isinstance(page, Page) else page


def content_type(path: str) -> str:
    """Return the content type of what stands at a path of the site."""
    if path == SiteFile.OPENSEARCH:
        return "application/opensearchdescription+xml"
    feed = parse_feed(path)
    if feed is not None:
        return feed[1].media_type
    media_type = CONTENT_TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _respond(page: Page, status: int = 200) -> Response:
    response = Response(page.content, status, media_type=content_type(page.path))
    response.headers["Cache-Control"] = CACHED
    response.headers["X-Content-Type-Options"] = "nosniff"
    if status == 200:
        # Weak, because the same page is also sent compressed; of the content, so that every way of serving agrees.
        response.headers["ETag"] = f'W/"{blake2b(page.content, digest_size=12).hexdigest()}"'
        if page.modified is not None:
            response.headers["Last-Modified"] = format_datetime(page.modified.replace(microsecond=0), usegmt=True)
    return response


def _is_known(request: Request, response: Response) -> bool:
    """Say whether the client has these bytes already (RFC 9110, section 13.2.2: If-None-Match goes first)."""
    given = request.headers.get("If-None-Match")
    if given is not None:
        tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
        return "*" in tags or response.headers["ETag"].removeprefix("W/") in tags
    since, modified = request.headers.get("If-Modified-Since"), response.headers.get("Last-Modified")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # not a date, or one without a zone
        return False


def _unchanged(response: Response) -> Response:
    kept = ("ETag", "Last-Modified", "Cache-Control")
    return Response(
        status_code=304, headers={name: response.headers[name] for name in kept if name in response.headers}
    )
