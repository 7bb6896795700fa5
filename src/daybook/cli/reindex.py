"""`daybook reindex`."""

from daybook.cli.command import Session, daybook_command
from daybook.cli.values import now
from daybook.pipeline.queries import rebuild_index


@daybook_command("reindex")
def command(session: Session) -> None:
    r"""Rebuild the search index of the archive.

    Imports keep it up to date; rebuilding drops what later revisions have left behind in it, and mends it. Nothing is lost
    meanwhile, and readers see the old index until the new one is whole.

    \b
    Examples:
      daybook reindex
    """
    entries = rebuild_index(session.settings.files.archive, now())
    session.console.say(f"indexed {entries:,} entries")
