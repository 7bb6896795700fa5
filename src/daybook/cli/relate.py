"""`daybook relate`."""

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.values import now
from daybook.pipeline import relate_events


@daybook_command("relate")
@click.option("--all", "whole", is_flag=True, help="Make every list anew, not only those that a change can reach.")
def command(session: Session, whole: bool) -> None:
    r"""Find the related events of all events.

    `daybook build` does this for what changed, so it is needed only after a change of ranker.

    \b
    Examples:
      daybook relate
      daybook relate --all --set relate.ranker=shared-count
    """
    console = session.console
    changed = console.follow(relate_events(session.settings, now(), whole=whole))
    console.say(f"{changed:,} related lists changed")
