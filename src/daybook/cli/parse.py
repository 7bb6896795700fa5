"""`daybook parse`."""

from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.output import print_record
from daybook.pipeline import parse_paths


@daybook_command("parse")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER|DUMP...")
def command(session: Session, paths: tuple[Path, ...]) -> None:
    r"""Print what stands on day pages as JSON Lines, one line a day, without an archive.

    FILE is a page of wikitext named after its day (2024-05-01.wikitext), FOLDER holds such files, DUMP is a MediaWiki
    export (.xml, .bz2, .gz, .zst); of a page with several revisions, the latest is printed.
    docs/guide/researcher.md tells what each key means.

    \b
    Examples:
      daybook parse 2024-05-01.wikitext
      daybook parse dump.xml.bz2 > days.jsonl
      daybook parse pages/ | jq -r '.events[].text'
    """
    days = session.console.follow(parse_paths(paths, session.settings, emit=print_record))
    session.console.say(f"parsed {days:,} days")
