"""`daybook reparse`."""

from daybook.archive import expect_archive
from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_upgrade
from daybook.cli.values import now
from daybook.cli.wording import counted
from daybook.pipeline.reparsing import reparse


@daybook_command("reparse")
def command(session: Session) -> None:
    r"""Read the archive again from its own pages, with today's parser and settings.

    Only days that another version of the parser read, or one with other settings. Ids and addresses stay; a different
    reading is no change by an editor: it makes no version and no feed entry. Events are located again, too, if the rules for that
    have changed. Stopped at any time, it continues where it left off.

    \b
    Examples:
      daybook reparse
      daybook reparse --set parse.dialect=de
    """
    expect_archive(session.settings.files.archive)  # a missing one is an error here, and must not be made
    say_upgrade(session.console, session.settings.files.archive)
    done = session.console.follow(reparse(session.settings, now()))
    if done.moved:
        session.console.say(f"located {counted(done.moved, 'event')} elsewhere by today's rules")
    if not done.days:
        session.console.say("all days were read by this parser")
        return
    session.console.say(
        f"read {counted(done.days, 'day')} again: {counted(done.added, 'event')} added, {done.gone:,} no longer found,"
        f" {done.changed:,} changed"
    )
