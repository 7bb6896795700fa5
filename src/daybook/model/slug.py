"""The last part of an address, made from text. Once given out a slug is kept; this only makes new ones.

The rule for headlines was read off the addresses of the site that Daybook continues (see docs/design.md, Addresses).
"""

from __future__ import annotations

import re

from anyascii import anyascii

HEADLINE_LENGTH = 140
"""Characters of the headline that count, the space after the bullet among them: the seed site's figure."""

SUBJECT_LENGTH = 200
"""Longest slug, in ASCII characters, of a context, topic or category: with an ending and a year it fits any file system."""

RESERVED = {"index": "event-index"}
"""What no event may be called: the page of its day stands there."""

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")
"""Names of devices, which Windows lets no file have, whatever its ending (Microsoft, "Naming Files, Paths, and Namespaces")."""

_OTHER = re.compile(r"[^a-z0-9]+")


def slugify(text: str) -> str:
    """Transliterate to ASCII, in lower case, with one hyphen for each run of anything else and none at the ends."""
    return _OTHER.sub("-", anyascii(text).lower()).strip("-")


def headline_slug(headline: str, *, space_before: bool) -> str:
    """Return the slug of an event: its first 140 characters as it stands after its bullets; `event` where none is left.

    Transliteration can lengthen text (one Chinese character becomes a syllable), so the result is cut once more to fit
    a file name with room for a number and an ending.
    """
    kept = headline[: HEADLINE_LENGTH - 1 if space_before else HEADLINE_LENGTH]
    slug = slugify(kept)[:SUBJECT_LENGTH].rstrip("-") or "event"
    return without_device_name(RESERVED.get(slug, slug), "event")


def subject_slug(name: str) -> str:
    """Return the slug of a context, topic or category; `unnamed` where no letter or digit is left."""
    return without_device_name(slugify(name)[:SUBJECT_LENGTH].rstrip("-") or "unnamed", "subject")


def is_device_name(name: str) -> bool:
    """Say whether Windows takes a file of this name, in lower case, for a device, whatever its ending."""
    return _DEVICE.match(name) is not None


def without_device_name(slug: str, kind: str) -> str:
    """Return a slug whose file any system can hold: `aux` is `event-aux`, for what is of the `kind` "event"."""
    return f"{kind}-{slug}" if is_device_name(slug) else slug


def numbered(slug: str, number: int) -> str:
    """Return the slug of the `number`-th thing that would have the same one: `x`, `x-2`, `x-3`."""
    return slug if number == 1 else f"{slug}-{number}"
