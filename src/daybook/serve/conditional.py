"""Whether the client has what it asks for already, and the response that follows: 304, or the content as it can read it. Pure."""

from __future__ import annotations

from daybook.serve.answer import Version
from daybook.serve.page_cache import Stored
from daybook.serve.request import Request
from daybook.serve.response import Described, Describer, Response


def known_tag(request: Request, version: Version) -> str | None:
    """Return the tag, of those that the client has, which names the present version: no page needs to be made for it."""
    return next((tag for tag in request.tags() if tag.partition(".")[0] == version.tag and "." in tag), None)


def unchanged(tag: str, version: Version, described: Described, describer: Describer) -> Response:
    """Return the response to a client that has the present version."""
    return Response(304, describer.unchanged(described, tag, version))


def respond(stored: Stored, request: Request, describer: Describer) -> Response:
    """Return the response with what is held, or made just now."""
    version, described = stored.version, stored.described
    tag = f"{version.tag}.{stored.digest}" if version else ""
    if any(given == "*" or given.partition(".")[2] == stored.digest for given in request.tags()) or (
        version is not None and request.has_since(version.modified)
    ):
        return Response(304, describer.unchanged(described, tag, version))
    if stored.is_compressed and request.accepts_gzip():
        return Response(200, describer.page(described, tag, version, is_compressed=True), stored.content)
    return Response(200, describer.page(described, tag, version, is_compressed=False), stored.plain())
