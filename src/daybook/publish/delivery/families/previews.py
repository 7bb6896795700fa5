"""Preview images: they stand beside the page that they show, and are kept with it."""

from __future__ import annotations

from daybook.publish.delivery.families.file_family import FileFamily, LiveSource
from daybook.publish.kinds import page_at, parse_stem, place_group
from daybook.publish.pages.pictures import ENDING


def _group(path: str) -> str | None:
    place = parse_stem(path.removesuffix(ENDING)) if path.endswith(ENDING) else None
    return place_group(place) if place is not None else None


def _at(source: LiveSource, path: str) -> bytes | None:
    place = parse_stem(path.removesuffix(ENDING)) if source.pictures and path.endswith(ENDING) else None
    page = page_at(source.builder, place) if place is not None else None
    return source.pictures.draw(page) if page and page.image and source.pictures else None


PREVIEWS = FileFamily(_group, _at)
