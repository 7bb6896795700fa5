"""`daybook fetch`."""

from datetime import date, timedelta

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_intake
from daybook.cli.values import DAY, expect_span, now
from daybook.pipeline import Asking, fetch_days
from daybook.source.mediawiki import World

DAYS = 14
"""Days that a fetch looks back: editors rework a page for about a week, rarely longer."""


@daybook_command("fetch")
@click.option("--since", type=DAY, help=f"First day.  [default: {DAYS} days ago]")
@click.option("--until", type=DAY, help="Last day.  [default: today, in UTC]")
@click.option("--history", is_flag=True, help="Read every revision since the last one kept, not only the latest.")
@click.option("--articles/--no-articles", default=True, help="Ask what the wiki knows of articles that events link to.")
def command(session: Session, since: date | None, until: date | None, history: bool, articles: bool) -> None:
    r"""Read the day pages that changed from the wiki.

    Asks first which pages have a new revision, then for those only. Needs wiki.contact (your e-mail address or home page)
    for a public wiki. Each page is kept as it comes: a fetch that was stopped goes on where it was. A page that is
    missing is never taken for a deletion.

    \b
    Examples:
      daybook fetch
      daybook fetch --since 2024-01-01 --until 2024-12-31
      daybook fetch --set wiki.api=http://127.0.0.1:8080/api.php
    """
    started = now()
    last = until or started.date()
    first = since or last - timedelta(days=DAYS)
    expect_span(first, last)
    asking = Asking(history, articles, World(sleep=session.console.wait))
    say_intake(session.console, session.console.follow(fetch_days((first, last), session.settings, started, asking)))
