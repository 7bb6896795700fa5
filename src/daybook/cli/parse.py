"""`daybook parse`."""

from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.not_read import say_not_read
from daybook.cli.output import print_record
from daybook.cli.values import PAGE_PATH
from daybook.cli.wording import counted
from daybook.pipeline.parsed_days import parse_paths
from daybook.source.items import NotRead


@daybook_command("parse")
@click.argument("paths", nargs=-1, required=True, type=PAGE_PATH, metavar="FILE|FOLDER|DUMP...")
def command(session: Session, paths: tuple[Path, ...]) -> None:
    r"""Print the events of day pages as JSON, a line for each day.

    No archive is needed. FILE is a page of wikitext named after its day (2024-05-01.wikitext), FOLDER holds such files,
    DUMP is a MediaWiki export (.xml, .bz2, .gz, .zst), - one on standard input; of a page with several revisions, the
    latest is printed. docs/guide/researcher.md explains every key.

    \b
    Examples:
      daybook parse 2024-05-01.wikitext
      daybook parse dump.xml.bz2 > days.jsonl
      daybook parse pages/ | jq -r '.events[].text'
    """
    troubles: list[NotRead] = []
    days = session.console.follow(parse_paths(paths, session.settings, emit=print_record, miss=troubles.append))
    say_not_read(session.console, troubles)
    session.console.say(f"parsed {counted(days, 'day')}")
