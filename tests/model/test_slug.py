"""Slugs: what is made of names that a site's folder cannot hold."""

import pytest

from daybook.archive.identity.source_address import outlet_slug
from daybook.model.slug import headline_slug, subject_slug

DEVICES = ("CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM9", "LPT0", "LPT9", "COM\u00b9", "LPT\u00b2")


@pytest.mark.parametrize("name", DEVICES)
def test_names_of_devices_get_another_slug(name: str) -> None:
    slug = name.lower().replace("\u00b9", "1").replace("\u00b2", "2")

    assert headline_slug(name, space_before=False) == f"event-{slug}"
    assert headline_slug(f"{name}.", space_before=True) == f"event-{slug}"
    assert subject_slug(name) == f"subject-{slug}"
    assert outlet_slug(f"https://{slug}/news") == f"outlet-{slug}"
    assert outlet_slug(f"https://www.{slug}.example.org/") == f"outlet-{slug}.example.org"


@pytest.mark.parametrize("name", ["Console", "Com", "Comoros", "Com10", "Nuland", "A con"])
def test_names_that_only_look_like_devices_are_kept(name: str) -> None:
    slug = name.lower().replace(" ", "-")

    assert headline_slug(name, space_before=False) == slug
    assert subject_slug(name) == slug
    assert outlet_slug(f"https://{slug}.example.org/") == f"{slug}.example.org"


def test_an_event_called_index_does_not_take_its_day_s_page() -> None:
    assert headline_slug("Index", space_before=False) == "event-index"
