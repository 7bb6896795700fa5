"""Exports to read with an engine: split into parts, shuffled, with pages that go on over two of them."""

from __future__ import annotations

import bz2
import random
import re
from pathlib import Path
from xml.sax.saxutils import escape

HEAD = '<mediawiki xml:lang="en">\n'


def split_export(text: str, folder: Path, parts: int, seed: int = 5) -> list[Path]:
    """Write an export as so many packed parts in a folder, its pages in any order, long histories torn in two."""
    head = text[: text.index("<page>")]
    pieces = []
    for page in re.findall(r"<page>.*?</page>\n?", text, re.DOTALL):
        revisions = re.findall(r"<revision>.*?</revision>", page, re.DOTALL)
        start, half = page[: page.index("<revision>")], len(revisions) // 2
        torn = (revisions[:half], revisions[half:]) if len(revisions) > 2 else (revisions,)
        pieces += [f"{start}{''.join(some)}</page>\n" for some in torn]
    random.Random(seed).shuffle(pieces)
    folder.mkdir()
    paths = [folder / f"wiki-20260101-p{number}.xml.bz2" for number in range(parts)]
    for number, path in enumerate(paths):
        path.write_bytes(bz2.compress(f"{head}{''.join(pieces[number::parts])}</mediawiki>\n".encode()))
    return paths


def write_export(path: Path, pages: dict[str, list[str]]) -> Path:
    """Write pages, each with the texts of its revisions, as an export."""
    number = 0
    lines = [HEAD]
    for title, texts in pages.items():
        lines.append(f"<page>\n<title>{escape(title)}</title>\n")
        for text in texts:
            number += 1
            stamp = f"2031-05-{number:02}T12:00:00Z"
            lines.append(
                f"<revision><id>{number}</id><timestamp>{stamp}</timestamp><text>{escape(text)}</text></revision>\n"
            )
        lines.append("</page>\n")
    lines.append("</mediawiki>\n")
    path.write_text("".join(lines), "utf-8")
    return path
