"""`daybook build`."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.report import print_estimate, say_build, say_other_parsers, say_upgrade
from daybook.cli.values import MOMENT, now
from daybook.config import Settings
from daybook.pipeline.building import build_site, estimate_site


@daybook_command("build")
@click.option("--as-of", type=MOMENT, help="Publish what was known then: 2024-05-01T12:00Z, or a day for its end.")
@click.option(
    "--theme", type=click.Path(path_type=Path), help="Folder of templates and styles that replace the shipped ones."
)
@click.option("--all", "whole", is_flag=True, help="Check every page, not only those that a change can affect.")
@click.option(
    "--estimate", is_flag=True, help="Print how many files and bytes a whole build would write, by kind; write nothing."
)
@click.option("--git", "in_git", is_flag=True, help="Commit what changed to a git repository in the site's folder.")
def command(
    session: Session, as_of: datetime | None, theme: Path | None, whole: bool, estimate: bool, in_git: bool
) -> None:
    r"""Write the site from the archive.

    Finds related events for what changed since the last build first. Files that did not change are left alone, files
    that no longer belong are removed, nothing outside the site folder is touched. The next build
    completes one that was stopped.

    With --git, the site is its own history: each build that changed anything is a commit, whose message names the
    revisions of the wiki and the events that they added, changed or withdrew. Push it with git.

    \b
    Examples:
      daybook build
      daybook build --estimate
      daybook build --theme my-theme
      daybook build --git && git -C site push
      daybook build --as-of 2026-03-01T12:00Z --set files.site=as-it-stood
    """
    say_upgrade(session.console, session.settings.files.archive)
    if in_git and as_of is not None:
        raise click.UsageError("--git and --as-of exclude each other: a history goes on from what was published last")
    settings = session.settings
    if theme is not None:
        settings = replace(settings, theme=replace(settings.theme, folder=theme))
    if estimate:
        print_estimate(estimate_site(settings))
        return
    report = session.console.follow(build_site(settings, now(), as_of=as_of, whole=whole))
    if report.pages and settings.site.address == Settings().site.address:
        warning = f"warning: feeds and sitemap point to {settings.site.address}"
        session.console.say(f"{warning} (hint: set `site.address` before you publish)")
    say_build(session.console, report, settings.files.site)
    if in_git:
        from daybook.pipeline.site_history import commit_site  # loads what tells changes apart; few sites are a history

        committed = commit_site(settings)
        session.console.say(f"committed: {committed}" if committed else "nothing to commit")
    if as_of is None:
        say_other_parsers(session.console, session.settings)
