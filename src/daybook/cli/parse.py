"""`daybook parse`."""

from datetime import date
from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.not_read import say_not_read
from daybook.cli.output import print_record
from daybook.cli.values import DAY, PAGE_PATH, now
from daybook.cli.wording import counted
from daybook.pipeline.parsed_days import parse_paths
from daybook.source.items import NotRead


@daybook_command("parse")
@click.argument("paths", nargs=-1, required=True, type=PAGE_PATH, metavar="FILE|FOLDER|DUMP...")
@click.option("--date", "day", type=DAY, help="Day of wikitext on standard input.  [default: today]")
def command(session: Session, paths: tuple[Path, ...], day: date | None) -> None:
    r"""Print the events of day pages as JSON, a line for each day.

    No archive is needed. FILE is a page of wikitext named after its day (2024-05-01.wikitext), FOLDER holds such files,
    DUMP is a MediaWiki export (.xml, .bz2, .gz, .zst); of a page with several revisions, the latest is printed. - is standard
    input: an export, or the wikitext of one day. docs/guide/researcher.md explains every key.

    \b
    Examples:
      daybook parse 2024-05-01.wikitext
      daybook parse dump.xml.bz2 > days.jsonl
      echo "* A ferry sinks." | daybook parse - --date 2024-05-01
      daybook parse pages/ | jq -r '.events[].text'
    """
    troubles: list[NotRead] = []
    piped = day or now().date()
    days = session.console.follow(
        parse_paths(paths, session.settings, emit=print_record, miss=troubles.append, piped_day=piped)
    )
    say_not_read(session.console, troubles)
    session.console.say(f"parsed {counted(days, 'day')}")
