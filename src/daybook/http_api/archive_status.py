"""The archive as a whole: how much it holds, how fresh it is, what can be asked for."""

from __future__ import annotations

from collections.abc import Sequence

from daybook.http_api.records import CountsRecord, LicenceRecord, StatusAnswer
from daybook.http_api.session import ApiSession
from daybook.publish.cleaning import clean

FURTHER = (
    ("changes_stream", "/changes/stream"),
    ("openapi", "/openapi.json"),
    ("documentation", "/docs"),
)
"""What the API has beside operations, by name."""


def describe(session: ApiSession, operations: Sequence[tuple[str, str]]) -> StatusAnswer:
    """Return the state of the archive, with links to operations."""
    site = session.site
    settings = site.settings
    figures = session.reader.figures()
    latest = session.reader.latest_revision()
    licence = site.licence(session.now) if settings.licence != "none" else None
    return StatusAnswer(
        clean(settings.title),
        clean(settings.description),
        {
            **{name: session.url(path) for name, path in (*operations, *FURTHER)},
            "site": site.root.absolute("/"),
            "agents": site.root.absolute("/mcp"),
            "llms": site.root.absolute("/llms.txt"),
        },
        CountsRecord(figures.events, figures.withdrawn, figures.days, figures.revisions),
        figures.first,
        figures.last,
        session.reader.generation(),
        latest,
        figures.looked,
        LicenceRecord(
            licence.name or "", licence.url or "", f"The editors of {clean(settings.wiki_name)}; archive: {clean(settings.title)}, "
            f"{site.root.absolute('/')}",
        )
        if licence
        else None,
    )  # fmt: skip
