"""The site's sign, drawn by code: a page of a day with its lines. As SVG, PNG and ICO, without an imaging library."""

from __future__ import annotations

import struct
import zlib

PAPER = (250, 247, 240)
INK = (38, 50, 56)
MARK = (178, 58, 46)

_SIZE = 16
_SHAPES: tuple[tuple[int, int, int, int, tuple[int, int, int]], ...] = (
    (2, 1, 14, 15, PAPER),
    (2, 1, 14, 4, MARK),
    (4, 6, 12, 7, INK),
    (4, 9, 12, 10, INK),
    (4, 12, 9, 13, INK),
)
"""Rectangles on a grid of 16 by 16 (left, top, right, bottom), the later over the earlier; the ground is ink."""


def icon_svg() -> bytes:
    """Return the sign as SVG."""
    shapes = "".join(
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" fill="{_hex(colour)}"/>'
        for left, top, right, bottom, colour in _SHAPES
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" shape-rendering="crispEdges">'
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="{_hex(INK)}"/>{shapes}</svg>\n'
    ).encode()


def icon_png(size: int) -> bytes:
    """Return the sign as a PNG of `size` by `size` pixels."""
    rows = [b"\0" + b"".join(bytes(_colour(x * _SIZE // size, y)) for x in range(size)) for y in range(_SIZE)]
    image = b"".join(rows[y * _SIZE // size] for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(image, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def icon_ico(size: int = 32) -> bytes:
    """Return the sign as an ICO file that holds one PNG."""
    image = icon_png(size)
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, size, size, 0, 0, 1, 24, len(image), 22) + image


def _colour(x: int, y: int) -> tuple[int, int, int]:
    found = INK
    for left, top, right, bottom, colour in _SHAPES:
        if left <= x < right and top <= y < bottom:
            found = colour
    return found


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
