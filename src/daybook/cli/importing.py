"""`daybook import`."""

from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_intake, say_upgrade
from daybook.cli.values import now
from daybook.pipeline import import_paths


@daybook_command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER|DUMP...")
def command(session: Session, paths: tuple[Path, ...]) -> None:
    r"""Take day pages from files into the archive.

    The archive is made if there is none. FOLDER holds wikitext files named after days (2024-05-01.wikitext) or page titles; DUMP is a MediaWiki export, plain or
    compressed (.bz2, .gz, .zst), with one revision a page or the whole history. Pages that are no day pages are skipped.
    The same page twice changes nothing, so an import that was stopped is simply run again.

    \b
    Examples:
      daybook import pages/
      daybook import dump.xml.bz2
      daybook import dump.xml.bz2 --set files.archive=history.sqlite
    """
    say_upgrade(session.console, session.settings.files.archive)
    say_intake(session.console, session.console.follow(import_paths(paths, session.settings, now())))
