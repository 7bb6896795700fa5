"""`daybook fetch`."""

from datetime import date, datetime, timedelta

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_intake, say_upgrade
from daybook.cli.values import DAY, DAYS, now, recent_span
from daybook.pipeline.fetching import FetchOptions, fetch_all, fetch_days
from daybook.source.mediawiki import Clock


@daybook_command("fetch")
@click.option("--since", type=DAY, help=f"First day.  [default: {DAYS} days ago]")
@click.option("--until", type=DAY, help="Last day.  [default: today, in UTC]")
@click.option("--all", "everything", is_flag=True, help="Read all day pages and month pages that the wiki has.")
@click.option("--history", is_flag=True, help="Read every revision since the last one kept, not only the latest.")
@click.option("--articles/--no-articles", default=True, help="Ask what the wiki knows of articles that events link to.")
def command(
    session: Session, since: date | None, until: date | None, everything: bool, history: bool, articles: bool
) -> int:
    r"""Read the day pages that changed from the wiki.

    Asks first which pages have a new revision, then for those only. A public wiki requires wiki.contact (your e-mail address
    or home page). Each page is kept as it comes: a fetch that was stopped continues where it left off. A page that is missing is
    never taken for a deletion. Exit code 1: no page could be read, or the wiki has had nothing new for longer than
    status.max_age days.

    \b
    Examples:
      daybook fetch
      daybook fetch --since 2024-01-01 --until 2024-12-31
      daybook fetch --all --no-articles
      daybook fetch --set wiki.api=http://127.0.0.1:8080/api.php
    """
    started = now()
    options = FetchOptions(history, articles, Clock(sleep=session.console.wait))
    say_upgrade(session.console, session.settings.files.archive)
    if everything:
        if since is not None or until is not None:
            raise click.UsageError("--all reads every day; leave out --since and --until")
        span = (date.min, date.max)
        report = session.console.follow(fetch_all(session.settings, started, options))
    else:
        span = recent_span(since, until, started)
        report = session.console.follow(fetch_days(span, session.settings, started, options))
    say_intake(session.console, report)
    days = (span[1] - span[0]).days + 1
    if len(report.troubles) + report.more_troubles >= days and not report.pages:
        return 1
    return _complain_of_silence(session, report.latest, span[1], started)


def _complain_of_silence(session: Session, latest: datetime | None, last: date, started: datetime) -> int:
    """Say so where the wiki has had nothing new for too long, and return the exit code. Older days may well be quiet."""
    most = timedelta(days=session.settings.status.max_age)
    if not most or latest is None or started - latest <= most or last < (started - most).date():
        return 0
    quiet = (started - latest).days
    session.console.say(
        f"nothing new on the wiki for {quiet:,} days (hint: check `wiki.api` and `wiki.title_prefix`, or raise"
        " `status.max_age`)"
    )
    return 1
