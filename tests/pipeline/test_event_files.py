"""The events of pages as files for other programs, of a real archive: a build after each revision gives what a whole build gives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.archive.histories import event, revision, store
from tests.publish.sites import files_of

from daybook.config import load_settings
from daybook.pipeline.building import build_site
from daybook.progress import finish

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FERRY = event("A ferry runs aground near Kilmore.", links=["Kilmore"], topics=["Ferry service"])
CHOIR = event("A choir sings.", topics=["Ferry service"], category="Arts and culture")
BRIDGE = event("A bridge opens in Kilmore.", links=["Kilmore"])
AGAIN = event("A choir sings twice.", topics=["Ferry service"], category="Arts and culture")


def test_files_of_events_follow_every_revision(tmp_path: Path) -> None:
    """What a revision left as it was, a position that another took, what was withdrawn, and what came back."""
    settings, whole = (
        load_settings(
            None,
            [
                f"files.archive={tmp_path}/archive.sqlite",
                f"files.site={tmp_path}/{name}",
                "site.address=https://news.example/",
                'site.formats=["html","geojson","ics","epub","ninjs"]',
            ],
        )
        for name in ("site", "whole")
    )
    pages = ((FERRY, CHOIR), (BRIDGE, FERRY, CHOIR), (CHOIR, FERRY), (AGAIN, FERRY, BRIDGE))
    for number, events in enumerate(pages, start=1):
        store(settings.files.archive, revision(number, 8 + number, *events))
        finish(build_site(settings, NOW))
        finish(build_site(whole, NOW, whole=True))

        built = files_of(settings.files.site)
        assert built == files_of(whole.files.site)
    assert {
        "/topic/ferry-service.ics",
        "/context/kilmore.geojson",
        "/on-this-day/05/4.ics",
        "/digest/2024/W18.epub",
    } <= set(built)
