"""`daybook enrich`."""

from datetime import date

import click

from daybook.archive import expect_archive
from daybook.cli.command import Session, daybook_command
from daybook.cli.values import DAY, DAYS, now, recent_span
from daybook.pipeline import read_sources


@daybook_command("enrich")
@click.option("--since", type=DAY, help=f"First day.  [default: {DAYS} days ago]")
@click.option("--until", type=DAY, help="Last day.  [default: today, in UTC]")
@click.option("--limit", type=click.IntRange(min=1), help="Sources to read at most.")
def command(session: Session, since: date | None, until: date | None, limit: int | None) -> None:
    r"""Read what cited sources tell of themselves: title, date, lead.

    Asks each source of these days once, slowly, as its host's robots.txt allows; one that did not answer is asked again
    by a later run. Needs wiki.contact, which every host is told. With sources.read = true, `daybook fetch` does it too.

    \b
    Examples:
      daybook enrich
      daybook enrich --since 2024-01-01 --until 2024-01-31 --limit 500
    """
    started = now()
    span = recent_span(since, until, started)
    expect_archive(session.settings.files.archive)  # one that is missing is told, not made
    report = session.console.follow(read_sources(span, session.settings, started, limit=limit))
    session.console.say(f"asked {report.asked:,} sources; {report.learnt:,} told something of themselves")
