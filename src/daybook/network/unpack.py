"""Undoes the packing of an HTTP body, up to a limit, whatever the body claims."""

from __future__ import annotations

import zlib

GZIP = ("gzip", "x-gzip")
_NONE = ("", "identity")


class Damaged(ValueError):
    """A body is not packed as its server says."""


def unpack(body: bytes, encoding: str, limit: int) -> tuple[bytes, bool]:
    """Return at most `limit` bytes of a body unpacked, and whether the packed body is whole.

    `encoding` is the value of `Content-Encoding`. Raises `Damaged` for what is no gzip, and for any packing but gzip,
    which is all that we ask for.
    """
    encoding = encoding.strip().lower()
    if encoding in _NONE:
        return body[:limit], True
    if encoding not in GZIP:
        raise Damaged("unexpected content encoding")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return unpacker.decompress(body, limit), unpacker.eof or bool(unpacker.unconsumed_tail)
    except zlib.error as error:
        raise Damaged("damaged gzip") from error
