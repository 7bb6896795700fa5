"""`daybook follow`."""

from contextlib import closing, suppress
from datetime import UTC, datetime

import click

from daybook.cli.command import Session, daybook_command
from daybook.pipeline.following import follow_wiki


@daybook_command("follow")
@click.option("--build/--no-build", default=True, help="Update the site's folder; `daybook serve --live` needs none.")
@click.option("--articles/--no-articles", default=True, help="Ask what the wiki knows of articles that events link to.")
def command(session: Session, build: bool, articles: bool) -> None:
    r"""Keep the archive and the site up to date with the wiki.

    Each edit arrives within seconds, by the wiki's event stream or its recent changes. Starts by fetching the last two
    weeks. Stopped or killed at any moment, it continues where it left off. Ctrl-C ends it.

    \b
    Examples:
      daybook follow
      daybook follow --no-build        beside `daybook serve --live`
      daybook follow --set follow.stream=http://127.0.0.1:8092/stream
    """
    steps = follow_wiki(session.settings, lambda: datetime.now(UTC), build=build, articles=articles)
    with suppress(KeyboardInterrupt), closing(steps):  # the way in which it is meant to end
        for step in steps:
            session.console.say(f"{datetime.now(UTC):%H:%M:%S} {step.message}")
