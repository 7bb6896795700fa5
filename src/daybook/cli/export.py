"""`daybook export`."""

from datetime import date, datetime
from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.output import print_records
from daybook.cli.values import DAY, MOMENT, expect_span
from daybook.cli.wording import counted
from daybook.export import formats
from daybook.pipeline import export_events
from daybook.pipeline.exporting import export_tables

_NAMES = ", ".join(each.name for each in formats())


@daybook_command("export")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--format", "names", multiple=True, metavar="NAME", help=f"Format of the tables: {_NAMES}; may be repeated."
)
@click.option("--since", type=DAY, help="First day.")
@click.option("--until", type=DAY, help="Last day.")
@click.option("--as-of", type=MOMENT, help="Tables as they were known then: 2024-05-01T12:00Z, or a day for its end.")
@click.option("--versions", is_flag=True, help="Without FOLDER: give each event's whole history too.")
def command(
    session: Session,
    folder: Path | None,
    names: tuple[str, ...],
    since: date | None,
    until: date | None,
    as_of: datetime | None,
    versions: bool,
) -> None:
    r"""Write the archive as tables to FOLDER, or print all events as JSON, a line for each event.

    FOLDER gets one file for each table and format, with descriptions for people and programs. What an earlier export put there is
    replaced; files that did not change are left alone. Without FOLDER, events are printed, oldest first.
    docs/guide/data.md explains the tables, docs/guide/researcher.md every key.

    \b
    Examples:
      daybook export data --format parquet --format csv
      daybook export > events.jsonl
      daybook export --since 2024-01-01 --until 2024-12-31 --versions | gzip > 2024.jsonl.gz
    """
    expect_span(since, until)
    console = session.console
    if folder is None:
        if names or as_of is not None:
            raise click.UsageError("--format and --as-of are for tables: give FOLDER too")
        count = print_records(export_events(session.settings.files.archive, since, until, versions=versions))
        console.say(f"exported {counted(count, 'event')}")
        return
    if not names:
        raise click.UsageError(f"give at least one --format: {_NAMES}")
    tables = export_tables(session.settings, folder, names, first=since, last=until, as_of=as_of)
    report = console.follow(tables)
    console.say(
        f"{folder}: {counted(report.events, 'event')}, {report.size / 1e6:,.1f} MB; {counted(report.written, 'file')} written,"
        f" {report.unchanged:,} unchanged, {report.removed:,} removed"
    )
