"""`daybook enrich`."""

from datetime import date

import click

from daybook.archive import expect_archive
from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_health, say_sources, say_upgrade
from daybook.cli.values import DAY, DAYS, now, recent_span
from daybook.pipeline.checking_sources import check_sources
from daybook.pipeline.enriching import read_sources


@daybook_command("enrich")
@click.option("--since", type=DAY, help=f"First day.  [default: {DAYS} days ago]")
@click.option("--until", type=DAY, help="Last day.  [default: today, in UTC]")
@click.option("--limit", type=click.IntRange(min=1), help="Sources to read at most.")
@click.option("--check", is_flag=True, help="See whether sources still answer, and find archived copies, instead.")
@click.option("--verbose", "-v", is_flag=True, help="Name the hosts of sources that were not read.")
def command(
    session: Session, since: date | None, until: date | None, limit: int | None, check: bool, verbose: bool
) -> None:
    r"""Read what cited sources say about themselves: title, date, lead.

    Requests each source of these days once, slowly, as its host's robots.txt allows, and retries in a later run if it did
    not answer. Requires wiki.contact, which is sent to every host. With sources.read = true, `daybook fetch` does this
    too.

    With --check, checks whether sources still answer. A source counts as gone only after three failed checks at least three
    days apart, or when its host says so; one that answers is checked again after a week. The web archive in sources.copies
    is searched for the copy nearest to the event's day. Run it daily for the days that matter to you.

    \b
    Examples:
      daybook enrich
      daybook enrich --since 2024-01-01 --until 2024-01-31 --limit 500
      daybook enrich --verbose
      daybook enrich --check --since 2004-01-01 --limit 1000
    """
    started = now()
    span = recent_span(since, until, started)
    expect_archive(session.settings.files.archive)  # a missing one is an error here, and must not be made
    say_upgrade(session.console, session.settings.files.archive)
    if check:
        say_health(session.console, session.console.follow(check_sources(span, session.settings, started, limit=limit)))
        return
    report = session.console.follow(read_sources(span, session.settings, started, limit=limit))
    say_sources(session.console, report, verbose=verbose)
