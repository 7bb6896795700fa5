"""`daybook export`."""

from pathlib import Path
from typing import Unpack

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.filters import Filters, filter_options, make_query
from daybook.cli.output import print_records
from daybook.cli.wording import counted
from daybook.export import formats
from daybook.pipeline.exporting import export_tables
from daybook.pipeline.queries import export_events

_NAMES = ", ".join(each.name for each in formats())


@daybook_command("export")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--format", "names", multiple=True, metavar="NAME", help=f"Format of the tables: {_NAMES}; may be repeated."
)
@click.option("--query", "question", default="", metavar="WORDS", help="Words, as `daybook search` takes them.")
@filter_options
@click.option("--versions", is_flag=True, help="Without FOLDER: give each event's whole history too.")
def command(
    session: Session,
    folder: Path | None,
    names: tuple[str, ...],
    question: str,
    versions: bool,
    **filters: Unpack[Filters],
) -> None:
    r"""Write the archive as tables, or print its events as JSON.

    FOLDER gets one file for each table and format, with descriptions for people and programs. What an earlier export put there is
    replaced; files that did not change are left alone. Without FOLDER, events are printed, the oldest first. Both have the
    events that the filters select, withdrawn ones included and marked.
    docs/guide/data.md explains the tables, docs/guide/researcher.md every key.

    \b
    Examples:
      daybook export data --format parquet --format csv
      daybook export > events.jsonl
      daybook export --since 2024-01-01 --until 2024-12-31 --versions | gzip > 2024.jsonl.gz
      daybook export --topic tigray-war --as-of 2021-06-30 > then.jsonl
      daybook export war --format csv --topic tigray-war --as-of 2021-06-30
    """
    query = make_query(question, filters, status=None)
    console = session.console
    if folder is None:
        if names:
            raise click.UsageError("--format is for tables: give FOLDER too")
        count = print_records(export_events(session.settings.files.archive, versions=versions, query=query))
        console.say(f"exported {counted(count, 'event')}")
        return
    if versions:
        raise click.UsageError("--versions is for events as JSON: tables always have them")
    if not names:
        raise click.UsageError(f"give at least one --format: {_NAMES}")
    report = console.follow(export_tables(session.settings, folder, names, query=query))
    console.say(
        f"{folder}: {counted(report.events, 'event')}, {report.size / 1e6:,.1f} MB; {counted(report.written, 'file')} written,"
        f" {report.unchanged:,} unchanged, {report.removed:,} removed"
    )
