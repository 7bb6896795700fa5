"""`daybook export`."""

from datetime import date

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.output import print_records
from daybook.cli.values import DAY, expect_span
from daybook.pipeline import export_events


@daybook_command("export")
@click.option("--since", type=DAY, help="First day.")
@click.option("--until", type=DAY, help="Last day.")
@click.option("--versions", is_flag=True, help="Give each event's whole history too.")
def command(session: Session, since: date | None, until: date | None, versions: bool) -> None:
    r"""Print all events of the archive, a line of JSON an event.

    The oldest come first; withdrawn events are among them, marked so. docs/guide/researcher.md tells what each key means; keys are added,
    never renamed or removed.

    \b
    Examples:
      daybook export > events.jsonl
      daybook export --since 2024-01-01 --until 2024-12-31 --versions | gzip > 2024.jsonl.gz
    """
    expect_span(since, until)
    count = print_records(export_events(session.settings.files.archive, since, until, versions=versions))
    session.console.say(f"exported {count:,} events")
