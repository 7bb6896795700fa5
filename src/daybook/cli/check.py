"""`daybook check`."""

import click

from daybook.archive import check_archive
from daybook.cli.command import Session, daybook_command
from daybook.cli.report import print_problems
from daybook.pipeline import list_problems


@daybook_command("check")
@click.option("--limit", default=0, show_default=True, help="Problems that are all right; more end with exit code 1.")
@click.option(
    "--archive", "whole_file", is_flag=True, help="Verify the archive file, its counts and its rules instead."
)
@click.option("--deep", is_flag=True, help="As --archive, and derive everything again to compare; takes long.")
def command(session: Session, limit: int, whole_file: bool, deep: bool) -> int:
    r"""Print what was not understood on the day pages, by day, with place and hint.

    A line a problem: day, line of the page, severity, code, text, hint. Ends with exit code 1 when there are more than
    --limit. With --archive, verifies that the archive file is sound: its counts, addresses and texts; with --deep, also that
    all it tells still follows from the pages it keeps. Any fault ends with exit code 1.

    \b
    Examples:
      daybook check
      daybook check --limit 100 > problems.txt
      daybook check --archive
      daybook check --deep
    """
    archive = session.settings.files.archive
    if whole_file or deep:
        faults = check_archive(archive, deep=deep)
        click.echo("\n".join(faults) if faults else f"sound: {archive}")
        return 1 if faults else 0
    count = print_problems(list_problems(archive))
    session.console.say(f"{count:,} problems, limit {limit:,}")
    return 1 if count > limit else 0
