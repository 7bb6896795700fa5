"""`daybook fetch`."""

from datetime import date

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_intake, say_upgrade
from daybook.cli.values import DAY, DAYS, now, recent_span
from daybook.pipeline import FetchOptions, fetch_days
from daybook.source.mediawiki import Clock


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
    span = recent_span(since, until, started)
    options = FetchOptions(history, articles, Clock(sleep=session.console.wait))
    say_upgrade(session.console, session.settings.files.archive)
    say_intake(session.console, session.console.follow(fetch_days(span, session.settings, started, options)))
