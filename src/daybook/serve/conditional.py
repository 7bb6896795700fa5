"""Whether the client has what it asks for already, and the response that follows: 304, or the content as it can read it. Pure."""

from __future__ import annotations

from daybook.serve.answer import Version
from daybook.serve.content_types import is_compressible
from daybook.serve.page_cache import Stored
from daybook.serve.request import Request
from daybook.serve.response import Described, Describer, Pieces, Response


def known_tag(request: Request, version: Version) -> str | None:
    """Return the tag, of those that the client has, which names the present version: no page needs to be made for it."""
    return next((tag for tag in request.tags() if tag.partition(".")[0] == version.tag and "." in tag), None)


def unchanged(
    tag: str, version: Version, described: Described, describer: Describer, *, is_exact: bool = False
) -> Response:
    """Return the response to a client that has the present version."""
    return Response(304, describer.unchanged(described, tag, version, is_exact=is_exact))


def respond(stored: Stored, request: Request, describer: Describer) -> Response:
    """Return the response with what is held, or made just now."""
    version, described = stored.version, stored.described
    tag = f"{version.tag}.{stored.digest}" if version else ""
    is_exact = not is_compressible(described.media_type)
    if any(given == "*" or given.partition(".")[2] == stored.digest for given in request.tags()) or (
        version is not None and request.has_since(version.modified)
    ):
        return Response(304, describer.unchanged(described, tag, version, is_exact=is_exact))
    if stored.brotli and request.accepts("br"):
        return Response(200, describer.page(described, tag, version, coding="br"), stored.brotli)
    if stored.is_compressed and request.accepts_gzip():
        return Response(200, describer.page(described, tag, version, coding="gzip"), stored.content)
    content = stored.plain()
    response = Response(200, describer.page(described, tag, version, is_exact=is_exact), content)
    part = request.part(len(content), f'"{tag}"') if is_exact else None
    return response if part is None else partial(response, part, content[part.start : part.stop], len(content))


def partial(response: Response, part: range, content: bytes | Pieces, size: int) -> Response:
    """Return the response with a part of the content of this one, or the one that says that there is no such part."""
    content_range = f"bytes {part.start}-{part.stop - 1}/{size}" if part else f"bytes */{size}"
    headers = (*response.headers, (b"content-range", content_range.encode()))
    return Response(206, headers, content) if part else Response(416, headers)
