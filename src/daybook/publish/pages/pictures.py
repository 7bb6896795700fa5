"""Which pages have a preview image of their own: the front page, stories of some size, and the events of the archive's last days.

Decided from the archive and the settings alone, never from which files there are, so that a page says the same in a built
site and in one that is served live. What such an image shows, and how it is drawn, is `render/preview.py`'s and
`render/to_png.py`'s.
"""

from __future__ import annotations

from datetime import date, timedelta

from daybook.model import Subject, SubjectKind
from daybook.publish.pages.records import PreviewImage
from daybook.publish.pages.site import Site

ENDING = ".png"
SIZE = (1200, 630)
"""Pixels: 1.91 to 1, what those who show previews crop to (Open Graph, as Facebook's and LinkedIn's guides for it advise)."""


def pictured_since(site: Site, latest: date | None) -> date | None:
    """Return the first day whose events have an image; None where there are none. `latest` is the archive's latest day."""
    if not site.settings.images or latest is None:
        return None
    try:
        return latest - timedelta(days=max(0, site.settings.image_days - 1))
    except OverflowError:
        return date.min


def has_picture(site: Site, story: Subject) -> bool:
    """Say whether a subject is a story that has an image."""
    settings = site.settings
    return bool(settings.images) and story.kind is SubjectKind.TOPIC and story.count >= settings.image_stories


def image_of(site: Site, address: str, text: str) -> PreviewImage | None:
    """Return the image of a page, `text` telling what it says; None where the site has no images."""
    if not site.settings.images:
        return None
    width, height = SIZE
    return PreviewImage(address + ENDING, text, width, height)
