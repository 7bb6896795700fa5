"""`daybook import`."""

from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_intake, say_upgrade
from daybook.cli.values import PAGE_PATH, now
from daybook.pipeline.intake import import_paths


@daybook_command("import")
@click.argument("paths", nargs=-1, required=True, type=PAGE_PATH, metavar="FILE|FOLDER|DUMP...")
def command(session: Session, paths: tuple[Path, ...]) -> int:
    r"""Read day pages from files into the archive.

    The archive is created if necessary. FOLDER holds wikitext files named after days (2024-05-01.wikitext) or page titles;
    DUMP is a MediaWiki export, plain or compressed (.bz2, .gz, .zst), with one revision of each page or its whole history.
    Other pages are skipped. Reading the same page twice changes nothing, so run an import that was stopped again. Exit code 1:
    there were pages, but none could be read.

    \b
    Examples:
      daybook import pages/
      daybook import dump.xml.bz2
      daybook import dump.xml.bz2 --set files.archive=history.sqlite
    """
    say_upgrade(session.console, session.settings.files.archive)
    report = session.console.follow(import_paths(paths, session.settings, now()))
    say_intake(session.console, report)
    return 1 if report.troubles and not report.pages else 0
